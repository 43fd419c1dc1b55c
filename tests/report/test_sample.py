"""The sample is what a person should look at: the least confident first, and something of every kind and publisher."""

import pyarrow.parquet as pq

from cleaner.release import parquet
from cleaner.release.sides import open_side
from cleaner.report.counts import count
from cleaner.report.sample import draw
from tests.report.conftest import write_version


def test_the_least_confident_come_first(ordinary):
    """In order of the lowest confidence of a field; it says which field that is."""
    sample = draw(open_side(ordinary), 10)
    assert len(sample) == 10
    sure = [one.confidence for one in sample]
    assert sure == sorted(sure)
    assert sure[:4] == [0.05] * 4
    assert {one.weakest for one in sample[:6]} == {"title"}


def test_every_publisher_and_kind_is_there(version, make):
    """One publisher with nearly all rows does not push the others out."""
    rows = [make(n, publisher="The Aldwin Lantern") for n in range(300)] + [make(1000 + n, publisher=f"Paper {n}", confidence={"title": 1.0}) for n in range(6)]
    sample = draw(open_side(version(rows)), 30)
    assert {one.row["publisher"] for one in sample} == {"The Aldwin Lantern", *(f"Paper {n}" for n in range(6))}
    kinds = {row["kind"] for one in sample for line in one.lines.values() for span in line for row in span.rows if "fate" not in row}
    assert kinds == {"navigation", "tags", "advertisement", "promo", "share"}


def test_a_sampled_article_has_all_its_lines(ordinary):
    """Text, fields and removals give back every line, each in its parts."""
    (one,) = (one for one in draw(open_side(ordinary), 50) if one.row["source"] == "raw/page-00002.txt")
    assert list(one.lines) == [1, 2, 4, 6, 9]
    assert [(span.text, len(span.rows)) for span in one.lines[6]] == [("Nobody on board had noticed.", 0), ("(Reuvel)", 1)]
    assert one.lines[2][0].rows[0]["field"] == "title"


def test_the_sample_is_the_same_every_time(ordinary):
    """Nothing is drawn by lot."""
    first, second = ([one.row["id"] for one in draw(open_side(ordinary), 12)] for _ in range(2))
    assert first == second


def test_small_versions_are_shown_whole(version, make):
    """No article, one article, and no sample at all."""
    assert draw(open_side(version([], name="a"))) == []
    assert len(draw(open_side(version([make(1)], name="b")))) == 1
    assert draw(open_side(version([make(1)], name="c")), 0) == []


def test_row_groups_change_nothing(tmp_path, make, monkeypatch):
    """Read in many small parts, a version gives the sample and the figures that it gives in one."""
    rows = [make(n) for n in range(60)]
    one = write_version(tmp_path / "one", rows)
    monkeypatch.setattr(parquet, "LEAST_ROWS", 6)
    monkeypatch.setattr(parquet, "MOST_ROWS", 7)
    many = write_version(tmp_path / "many", rows)
    assert pq.ParquetFile(next((many / "data").glob("*.parquet"))).num_row_groups == 10
    assert draw(open_side(one), 20) == draw(open_side(many), 20)
    first, second = (count(folder, name="ferries", version="1.0.0", license_=None) for folder in (one, many))
    assert first == second
