"""Lines that come often are counted, shown, and change nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.chrome import KEPT, LINE_CHARS, REMOVED, TAKEN, line_fates, line_key, lines_of, often, publisher_of

TEXT = "The tide came late.\n\nThe bench was gone.\n\nFrom our Sunday series"


def test_a_line_has_the_best_of_its_fates():
    """A line that is kept once and removed once in one article was kept there; one that was moved was not lost."""
    fates = line_fates(TEXT, ["By Odile Brannock", "Menu"], ["Menu", "From our Sunday series", "Share"])
    assert fates[line_key("From our Sunday series")] == KEPT
    assert fates[line_key("Menu")] == TAKEN
    assert fates[line_key("Share")] == REMOVED
    assert len(fates) == 6


def test_the_words_are_found_again():
    """The key of a line leads back to the line, cut to what the table shows."""
    long = "w" * 300
    wanted = ["Menu", "The bench was gone.", long]
    found = lines_of(map(line_key, wanted), f"{TEXT}\n\n{long}", [], ["Share", "Menu"])
    assert found == {line_key(line): line[:LINE_CHARS] for line in wanted}
    with pytest.raises(KeyError):
        lines_of([line_key("Menu"), line_key("nowhere")], TEXT, [], ["Menu"])


def test_whose_page_it_is():
    """The publisher, else the host of the first address that has one; a broken address says nothing."""
    assert publisher_of("The Lantern", "https://a.example/", None) == "The Lantern"
    assert publisher_of(None, "http://[broken", "https://www.b.example:8080/x") == "b.example"
    assert publisher_of(None, None, None) is None


def count(articles):
    """The lines that come often in articles given as (group, lines)."""
    groups, keys, fates, numbers = [], [], [], []
    for number, (group, lines) in enumerate(articles):
        for line in set(lines):
            groups.append(group)
            keys.append(line_key(line))
            fates.append(KEPT)
            numbers.append(number)
    totals = np.bincount([group for group, _ in articles], minlength=3) if articles else np.zeros(3, np.int64)
    return list(often(np.array(groups, np.int32), np.array(keys, np.uint64), np.array(fates, np.uint8), np.array(numbers, np.int64), totals))


def test_one_page_of_a_publisher_gives_nothing():
    """A line says something of a publisher's habits only when two of its articles have it."""
    assert count([(0, ["Menu", "Menu"]), (1, ["Menu"])]) == []
    assert count([]) == []
    (found,) = count([(0, ["Menu", "a"]), (1, ["Menu"]), (0, ["b", "Menu"])])
    assert (found.group, found.key, found.article, found.counts) == (0, line_key("Menu"), 0, (2, 0, 0))


def test_of_many_pages_a_line_must_be_on_one_in_a_hundred():
    """Two of three hundred pages share a name by chance; the table is for people."""
    articles = [(0, ["Menu", f"line {n}", *(["Odile Brannock"] if n < 2 else [])]) for n in range(300)]
    assert [found.key for found in count(articles)] == [line_key("Menu")]


@given(st.lists(st.tuples(st.integers(0, 2), st.lists(st.sampled_from("abcdef"), max_size=5)), max_size=12))
def test_it_counts_what_a_dict_counts(articles):
    """The vectorised count is the plain one, and the first article is the first that has the line."""
    plain = {}
    for number, (group, lines) in enumerate(articles):
        for line in set(lines):
            plain.setdefault((group, line_key(line)), []).append(number)
    expected = {key: (len(numbers), numbers[0]) for key, numbers in plain.items() if len(numbers) >= 2}
    assert {(one.group, one.key): (sum(one.counts), one.article) for one in count(articles)} == expected
