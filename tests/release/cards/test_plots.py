from hypothesis import given
from hypothesis import strategies as st

from cleaner.release.cards.plots import bar, by_band, by_year, counted


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


def test_bands_begin_and_end_with_an_article():
    """Lengths that nothing has are left out at both ends, and shown in between."""
    text = by_band({"a": 0, "b": 2, "c": 0, "d": 1, "e": 0}, "words", 3)
    assert [line.split("|")[1].strip() for line in text.splitlines()[2:]] == ["b", "c", "d"]
    assert by_band({"a": 0}, "words", 0).count("\n") == 1


def test_what_is_not_known_is_a_row():
    """Of six papers with an article each the bars say nothing; beside thirty articles of nobody's they do."""
    text = counted("publisher", {f"Paper {n}": 1 for n in range(6)}, 36, has_rest=True)
    assert text.endswith("| *not known* | 30 | 83 % | ████████████████████ |")
    assert "| Paper 0 | 1 | 3 % | ▋ |" in text
    assert "not known" not in counted("publisher", {"A": 2}, 2, has_rest=True)


def test_years_without_articles_are_one_row():
    """An article of 2011 among those of 2020 does not bring eight empty rows; two empty years stay themselves, and nothing is lost."""
    text = by_year({str(year): int(year in {2011, 2018, 2021}) for year in range(2011, 2022)}, 3)
    assert [line.split("|")[1].strip() for line in text.splitlines()[2:]] == ["2011", "2012–2017", "2018", "2019", "2020", "2021"]
    assert "| 2012–2017 | 0 | 0 % |  |" in text
