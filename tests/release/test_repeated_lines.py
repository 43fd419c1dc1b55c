"""What a publisher's pages repeat is evidence where it is asked for, and changes nothing where there is one page."""

import hashlib
import json

import pytest

from cleaner.pipeline import Lines, lines_of, prepare, verdicts_of
from cleaner.read import discover, read_file
from cleaner.release.build import BuildRequest, build
from cleaner.release.counting import count_shard, learn
from cleaner.release.recipe import Recipe
from cleaner.release.shards import plan


@pytest.fixture
def root(make_raw, tmp_path):
    """Six pages of one host, one of another, and one without an address."""
    root = make_raw(8)
    pages = [(root / "raw" / f"page-{n:04}.txt").read_text("utf-8") for n in range(7)]
    for n in range(7):
        (root / "raw" / f"page-{n:04}.txt").unlink()
    rows = [{"url": f"https://{'lantern' if n < 6 else 'alone'}.example/{n}", "text": text} for n, text in enumerate(pages)]
    (root / "raw" / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return root


def tree(folder):
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_each_document_is_told_of_the_others(root, tmp_path):
    """A line of all pages has the share 1, one of this page alone 0; a page whose publisher has no other is told nothing."""
    files, _ = discover([root / "raw"], root=root)
    from cleaner.corpus.habits import load_habits

    habits = load_habits(learn(map(count_shard, plan(files, Recipe())), tmp_path))
    assert habits.documents == {"lantern.example": 6, "alone.example": 1}
    records = [record for file in files for record in read_file(file)]
    lines = [lines_of(record) for record in records]
    assert [line.publisher for line in lines] == [None, *["lantern.example"] * 6, "alone.example"]
    first = lines[1]
    assert isinstance(first, Lines)
    shares = dict(zip(first.texts, habits.shares(first.publisher, first.texts), strict=True))
    assert shares["Skip to content"] == shares["ADVERTISEMENT"] == 1.0
    assert next(share for text, share in shares.items() if "number 0 in the county" in text) == 0.0
    alone = prepare(records[-1])
    assert verdicts_of([alone], None, habits) == verdicts_of([prepare(records[-1])])


def test_builds_with_it_give_the_same_bytes_for_any_worker(root):
    """Two passes, one worker or two, cached or not: one result; without it no page knows of another."""

    def built(out, **changes):
        build(BuildRequest(inputs=(root / "raw",), root=root, out=root / out, **({"repeated_lines": True, "workers": 1} | changes)))
        return tree(root / out)

    first = built("one")
    assert built("two", workers=2) == first
    assert built("kept", cache=root / ".clean-cache") == built("again", cache=root / ".clean-cache") == first
    manifest = json.loads((root / "one" / "1.0.0" / "manifest.json").read_text())
    assert manifest["settings"]["repeated_lines"] is True
