"""Near copies are marked, or left out and listed; nothing else happens to them."""

import json
from collections import Counter

import pyarrow.parquet as pq
import pytest

from cleaner.release.build import BuildRequest, build
from cleaner.release.copies import decide
from cleaner.release.verify import verify

STORY = """\
{head}

By {name}
{day} March 2031

The lighthouse on Gannet Rock went dark on Tuesday night for the first time in sixty-one years, and nobody on the island noticed until morning.

{lead} keeper Tobias Wrenfield said that a gull had nested in the housing of the lamp, and that he had not had the heart to move it before the eggs hatched.

The harbour office sent a boat with a red lantern, which stood off the rock until the first ferry came in with the post and the bread.

Two fishing boats waited outside the bar. Their crews played cards, the skipper of one of them said, and lost nothing that could not be won back.

The lamp will be lit again in the second week of April, when the chicks can fly. Until then ships are asked to keep to the eastern channel.
"""


@pytest.fixture
def raw(tmp_path, make_raw):
    """Two papers' prints of one story, an exact copy of the second, and two pages of their own."""
    root = make_raw(1)
    for name, head, author, day, lead in (
        ("wire-b", "Gull keeps lighthouse dark", "Sela Orme", 5, "The"),
        ("wire-a", "Lighthouse dark for a gull", "Sela Orme", 4, "Its"),
        ("wire-b-again", "Gull keeps lighthouse dark", "Sela Orme", 5, "The"),
    ):
        (root / "raw" / f"{name}.txt").write_text(STORY.format(head=head, name=author, day=day, lead=lead), encoding="utf-8")
    return root


def published(root, **changes):
    result = build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", **changes))
    assert verify(result.path).is_good, verify(result.path).faults
    rows = {row["source"].split("/")[1]: row for row in pq.read_table(result.path / "data").to_pylist()}
    return result, rows, pq.read_table(result.path / "duplicates").to_pylist()


def test_copies_are_marked(raw):
    """The print of the earlier day stands for the cluster; the other names it; an article alone has neither mark."""
    result, rows, duplicates = published(raw)
    first, second = rows["wire-a.txt"], rows["wire-b-again.txt"]
    assert (first["dup_cluster"], first["dup_of"]) == (first["id"], None)
    assert (second["dup_cluster"], second["dup_of"]) == (first["id"], first["id"])
    assert rows["page-0000.txt"]["dup_cluster"] is rows["page-0000.txt"]["dup_of"] is None
    assert [(row["reason"], row["similarity"]) for row in duplicates] == [("same bytes", None)]
    assert "dup_cluster" not in result.unknown_fields
    facts = json.loads((result.path / "stats.json").read_text())["facts"]
    assert (facts["n_clusters"], facts["n_near_copies"]) == (1, 1)


def test_copies_are_left_out_when_asked(raw):
    """Left out, a copy is listed with the article that stays and the similarity, and so is what stood behind it."""
    result, rows, duplicates = published(raw, duplicates="drop")
    assert rows.keys() == {"wire-a.txt", "page-0000.txt"}
    assert rows["wire-a.txt"]["dup_cluster"] is None
    assert [row["source"] for row in duplicates] == ["raw/wire-b-again.txt", "raw/wire-b.txt"]
    for row in duplicates:
        assert (row["duplicate_of"], row["duplicate_of_source"], row["reason"]) == (rows["wire-a.txt"]["id"], "raw/wire-a.txt", "near copy")
        assert 0.7 < row["similarity"] < 1
    assert result.n_inputs == result.n_articles + result.n_duplicates + result.n_rejections == 4
    outcomes = Counter(entry["outcome"] for entry in json.loads((result.path / "manifest.json").read_text())["inputs"])
    assert outcomes == {"article": 2, "duplicate": 2}


def test_a_member_linked_by_a_chain_alone_is_never_left_out():
    """c is like b, b is like a, c is not like a: leaving c out would lose what only c says."""
    canonical, similarity = {0: 0, 1: 0, 2: 0}, {0: 1.0, 1: 0.7, 2: 0.3}
    found = decide(canonical, similarity, "drop")
    assert found.left_out == {1: (0, 0.7)}
    assert found.marks == {0: (0, None), 2: (0, 0)}
    assert decide(canonical, similarity, "annotate").marks.keys() == {0, 1, 2}
