from hypothesis import given
from hypothesis import strategies as st

from cleaner.release.cards.plots import bar, by_year, counted


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_bars_grow_with_what_they_show(a, b):
    """A greater count has no shorter bar, nothing has none, and no bar is longer than its place."""
    most = max(a, b, 1)
    length = {count: len(bar(count, most)) for count in (a, b)}
    assert (length[a] <= length[b]) == (a <= b) or length[a] == length[b]
    assert all((length[count] == 0) == (count == 0) and length[count] <= 20 for count in (a, b))


def test_what_is_left_out_is_summed_up():
    """Of many counts the first are shown and the rest is one row: nothing is silently left out."""
    text = counted("publisher", {f"Paper {n:03}": 1 for n in range(40)}, 40)
    assert "| 15 others | 15 | 38 % |  |" in text
    assert text.count("\n") == 27


def test_long_times_are_shown_by_decade():
    """A century of years does not make a table of a hundred rows, and no article is lost on the way."""
    years = {str(year): year % 2 for year in range(1950, 2032)}
    text = by_year(years, 41)
    assert "| 1950s | 5 | 12 % |" in text
    assert "| decade |" in text
    assert sum(int(line.split("|")[2]) for line in text.splitlines()[2:]) == 41
