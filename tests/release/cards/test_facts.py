from dataclasses import replace

from cleaner.release.cards.facts import facts_of
from cleaner.release.tables import to_table


def test_a_line_with_two_removed_spans_is_one_line(make_cleaned, tables):
    """Removed lines are counted, not removed spans."""
    one = make_cleaned(1)
    spans = (one.removals[0], replace(one.removals[0], start=6, end=9), one.removals[1])
    found = facts_of({**tables, "removals": to_table("removals", spans)}, name="x", version="1.0.0", license_=None, description=None, n_inputs=1)
    assert found.removed_by_kind == {"advertisement": 1, "navigation": 1}


def test_known_counts_what_is_there(tables):
    """A null and an empty list are unknown; everything else is known."""
    found = facts_of(tables, name="x", version="1.0.0", license_=None, description=None, n_inputs=7)
    assert found.n_articles == 7
    assert (found.known["title"], found.known["authors"], found.known["subtitle"], found.known["published_at"]) == (7, 3, 0, 5)
    assert "text" not in found.known
    assert (found.first_day, found.last_day) == ("2031-01-01", "2031-01-01")
