"""Repetition across a publisher's pages: a fold, and evidence."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.repeated import RepeatedLines, measure_lines

PAGES = st.lists(
    st.tuples(st.sampled_from(["Orm Gazette", "The Skerry", None]), st.lists(st.sampled_from(["Menu", "MENU", "Fog on the sound", "Tides", "  "]), max_size=5)),
    max_size=6,
)


def whole(pages: list[tuple[str | None, list[str]]]) -> RepeatedLines:
    total = RepeatedLines()
    for publisher, lines in pages:
        total = total.merge(measure_lines(publisher, lines))
    return total


@given(PAGES, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(pages, random) -> None:
    """Commutative: shards may finish in any order."""
    other = list(pages)
    random.shuffle(other)
    assert whole(pages) == whole(other)


@given(PAGES, PAGES, PAGES)
def test_the_grouping_of_shards_does_not_matter(a, b, c) -> None:
    """Associative, and the empty state changes nothing."""
    x, y, z = whole(a), whole(b), whole(c)
    assert x.merge(y).merge(z) == x.merge(y.merge(z))
    assert x.merge(RepeatedLines()) == RepeatedLines().merge(x) == x


def test_a_share_is_of_the_other_documents() -> None:
    """A line that only its own document has is common nowhere; one that all have is everywhere, in whatever case."""
    pages = [("Orm Gazette", ["Menu", "The ferry was late."]), ("Orm Gazette", ["MENU", "Fog lay on the sound."]), ("Orm Gazette", ["Tides", "Menu »"])]
    lines = whole(pages)
    assert lines.shares("Orm Gazette", pages[0][1]) == [1.0, 0.0]
    assert lines.shares("Orm Gazette", pages[2][1]) == [0.0, 1.0]


def test_one_page_says_nothing() -> None:
    """With a single page of a publisher, or none known, there is no evidence."""
    lines = whole([("The Skerry", ["Menu", "Menu"]), (None, ["Menu"])])
    assert lines.shares("The Skerry", ["Menu"]) is None
    assert lines.shares(None, ["Menu"]) is None
    assert lines.shares("Unheard Of", ["Menu"]) is None


def test_a_line_counts_once_in_a_document() -> None:
    """Document frequency, not how often a page says it."""
    lines = whole([("The Skerry", ["Share", "Share", "Share"]), ("The Skerry", ["Tides"])])
    assert [row.n_documents for row in lines.table(least=1)] == [1, 1]


def test_the_table_is_for_people() -> None:
    """By publisher, the most common first, with a sample and the publisher's documents."""
    rows = list(whole([("B", ["Menu", "x"]), ("A", ["Menu", "Tides"]), ("A", ["menu", "Tides", "y"]), ("A", ["menu"])]).table())
    assert [(row.publisher, row.n_documents, row.n_all, row.sample) for row in rows] == [("A", 3, 3, "Menu"), ("A", 2, 3, "Tides")]
