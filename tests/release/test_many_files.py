"""A folder of very many tiny files is a build like another: every file is counted, none costs a process or an open file for long."""

from pathlib import Path

import pytest

from cleaner.release.build import BuildRequest, build

ARTICLE = """\
The lock at Hollin Ford opens at six

Whoever is late waits for the tide, said the keeper on Monday, and the tide has never been known to wait for anybody.

The rule is as old as the lock. It was carved into the gate when the gate was new, and painted over in the spring of last year.
"""


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_tiny_files_are_all_accounted_for(tmp_path: Path, count: int) -> None:
    """Nine of ten files are a word long: each is a rejection by its own name, beside the articles."""
    n_articles = 0
    for n in range(count):
        folder = tmp_path / f"raw/{n % 97:02}"
        folder.mkdir(parents=True, exist_ok=True)
        is_article = n % (count // 20) == 0
        n_articles += is_article
        (folder / f"{n:06}.txt").write_text(ARTICLE + f"\nThis was number {n} of its kind.\n" if is_article else f"Menu {n}\n", encoding="utf-8")
    result = build(BuildRequest(inputs=(tmp_path / "raw",), root=tmp_path, out=tmp_path / "dataset", max_rejected_share=1))
    assert (result.n_inputs, result.n_articles, result.n_rejections) == (count, n_articles, count - n_articles)
    assert len({rejection.source for rejection in result.rejections}) == count - n_articles
