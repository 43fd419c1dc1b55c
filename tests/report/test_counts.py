"""The report's figures are those of the tables, whatever the size of the row groups they are read in."""

from collections import Counter

import pyarrow.parquet as pq
import pytest

from cleaner.article import Cleaned, Removal
from cleaner.errors import IntegrityError
from cleaner.report import counts as counting
from cleaner.report.counts import count


def test_every_line_has_one_fate(ordinary):
    """Lines = kept + moved + removed, and inputs = articles + duplicates + rejections."""
    found = count(ordinary, name="ferries", version="1.0.0", license_=None)
    facts = found.facts
    assert (facts.n_inputs, facts.n_articles, facts.rows["duplicates"], facts.rows["rejections"]) == (43, 40, 1, 2)
    assert (facts.n_lines, found.n_kept_lines, found.n_moved_lines, facts.n_lines_removed) == (200, 80, 40, 80)


def test_publishers_add_up_to_the_whole(ordinary):
    """Each publisher's articles and removed lines, the unknown one among them, are together those of the version."""
    found = count(ordinary, name="ferries", version="1.0.0", license_=None)
    assert sum(one.n_articles for one in found.publishers) == 40
    assert [one.name for one in found.publishers] == [None, "Quoyle Weekly", "The Aldwin Lantern"]
    assert [one.n_articles for one in found.publishers] == [14, 13, 13]
    assert sum((Counter(one.kinds) for one in found.publishers), Counter()) == found.facts.removed_by_kind


def test_histograms_hold_every_article(ordinary):
    """Lengths and shares count each article once; a confidence counts those in which it is known."""
    found = count(ordinary, name="ferries", version="1.0.0", license_=None)
    assert sum(found.words) == sum(found.removed_shares) == sum(found.confidences["title"]) == 40
    assert found.confidences["title"] == (4,) * 10
    assert found.confidences["agencies"] == (0,) * 10
    assert found.words[0] == sum(10 + 40 * (n % 12) < 50 for n in range(40))


def test_a_rule_shows_lines_it_removed(ordinary):
    """At most three different ones, the same every time."""
    one, again = (count(ordinary, name="ferries", version="1.0.0", license_=None) for _ in range(2))
    rules = {rule.name: rule for rule in one.rules}
    assert rules["glued-tag"].examples == ("(Reuvel)",)
    assert len(rules["read-more"].examples) == 3
    assert rules["menu-line"].kinds == ("navigation",)
    assert one == again


def test_a_line_with_two_removed_spans_counts_once(version, make, monkeypatch):
    """Also where the article goes on in the next row group, and where the join is made in many parts."""
    rows = []
    for n in range(25):
        one = make(n)
        more = tuple(Removal(one.article.id, 30, at, at + 1, "x", "promo", "read-more", "twice on a line", 1.0) for at in range(600))
        rows.append(Cleaned(one.article, (), (*one.removals, *more), one.fields, ()))
    folder = version(rows)
    assert pq.ParquetFile(next((folder / "removals").glob("*.parquet"))).num_row_groups > 1
    monkeypatch.setattr(counting, "_ROWS_AT_ONCE", 3)
    found = count(folder, name="ferries", version="1.0.0", license_=None)
    assert sum((Counter(one.kinds) for one in found.publishers), Counter()) == found.facts.removed_by_kind
    assert found.facts.removed_by_kind["promo"] == 25 + sum(n % 4 == 2 for n in range(25))


def test_damage_is_said_in_one_line(ordinary):
    """A file that is no Parquet is an error with its path; a table that is missing too."""
    path = next((ordinary / "removals").glob("*.parquet"))
    path.write_bytes(b"PAR1 not PAR1")
    with pytest.raises(IntegrityError, match=r"train-00000-of-00001\.parquet: cannot be read"):
        count(ordinary, name="ferries", version="1.0.0", license_=None)
    path.unlink()
    with pytest.raises(IntegrityError, match="no Parquet file is there"):
        count(ordinary, name="ferries", version="1.0.0", license_=None)
