"""The tagger of roles: what it measures, what it answers, and what it must not do."""

import random

import pytest

from cleaner.article import Document, Fate, Line
from cleaner.errors import UsageError
from cleaner.role_model import bare, best_title, built_in, measure_titles, title_candidates
from cleaner.role_model.model import BUILT_IN, Ranker, read_rankers, save
from cleaner.rules import RULES
from cleaner.rules.bylines import author_claims, date_claims
from cleaner.rules.page_lines import page_lines
from cleaner.rules.reading import Reading

BODY = [
    "The ferry to Orm will carry bicycles again from the first of May, the company that runs the line said on Tuesday evening.",
    "For three summers the bicycles had stayed on the quay, because the old hold was needed for potatoes and for the post.",
    "Cyclists on the island greeted the news with a ride around the lighthouse, and the harbour master sounded the horn twice.",
    "A ticket for a bicycle will cost as much as one for a large dog, which the company calls a fair price for both.",
]
TITLE = "Ferry to Orm carries bicycles again"
MENU = ["Home", "Island life", "Weather and tides", "Sport", "Obituaries", "Sign in", "Search"]
TEASERS = ["Old pier to close for the winter", "Choir of Skerry sings in the fog", "Potatoes dearer than ever", "A whale in the sound"]


def reading(lines: list[str], *, gap: bool = True) -> Reading:
    spaced = [part for line in lines for part in ((line, "") if gap else (line,))]
    return Reading(Document("p.txt", tuple(Line(no, text) for no, text in enumerate(spaced, 1))), language="en")


def title_of(lines: list[str], *, gap: bool = True) -> str | None:
    page = page_lines(reading(lines, gap=gap))
    found = best_title(page)
    return page.texts[found[0]] if found else None


@pytest.mark.parametrize("gap", [True, False])
def test_the_headline_among_menus_and_teasers(gap):
    """Of a whole page's lines the headline is the one whose words the text takes up, not a menu's, a teaser's or a banner's."""
    page = [*MENU, *TEASERS, "Island news", TITLE, "By Ines Karlsen", "2 March 2021", *BODY, "Most read", *TEASERS, "About us", "Contact"]
    assert title_of(page, gap=gap) == TITLE


def test_no_headline_is_an_answer():
    """A text without its headline has none: the first paragraph is not taken for it."""
    assert title_of(BODY) is None


def test_marks_of_a_markdown_dump_are_no_part_of_it():
    """The title is what stands behind the `#`."""
    assert title_of([f"# {TITLE}", *BODY]) == TITLE
    assert bare("## Tides ") == ("Tides", 2)
    assert bare("**Tides**") == ("Tides", 0)
    assert bare("#1 on the island") == ("#1 on the island", 0)


def test_candidates_are_bounded():
    """However long the menu, at most 250 lines are weighed."""
    many = [f"Entry of the long menu number {n}" for n in range(2000)]
    page = page_lines(reading([*many, TITLE, *BODY]))
    assert len(title_candidates(page)) <= 250


@pytest.mark.parametrize("lines", [[], ["x"], ["1234"] * 50, ["word"] * 3000, ["¿" * 300], ["a " * 400] * 3])
def test_odd_documents_have_an_answer_or_none(lines):
    """Nothing in a document's shape is an error."""
    page = page_lines(reading(lines))
    found = best_title(page)
    assert found is None or 0 <= found[1] <= 1
    read = reading(lines)
    for name in ("title", "date-line", "byline"):
        read.decide(RULES[name](read))


def test_what_a_rule_has_decided_is_no_candidate():
    """The tagger chooses among open lines only."""
    read = reading([TITLE, *BODY])
    read.decide(RULES["title"](read))
    assert read.fate(0) is Fate.TAKE
    assert 0 not in title_candidates(page_lines(read))


def test_the_date_near_the_headline_wins_over_those_of_a_list():
    """A list of other stories has dates too; the article's stands by its headline."""
    listed = [part for n, teaser in enumerate(TEASERS, 1) for part in (teaser, f"{n} January 2019")]
    read = reading([*MENU, TITLE, "2 March 2021", *BODY, "More stories", *listed])
    for name in ("title", "date-line"):
        read.decide(RULES[name](read))
    told = [value for said in read.verdicts.values() for verdict in said for field, value in verdict.reads if field == "published_at"]
    assert told == ["2 March 2021"]


def test_claims_are_lines_of_their_own():
    """A paragraph that holds a date or a name is no claim, however plain."""
    read = reading(
        [
            TITLE,
            "By Ines Karlsen",
            "2 March 2021",
            "The last ferry with bicycles, built by Tom Okafor in Port Ansel for the island's own line, left the quay on 4 March 2012. " * 2,
        ]
    )
    assert [claim.claim.value for claim in date_claims(read)] == ["2021-03-02"]
    assert [claim.names for claim in author_claims(read, page_lines(read))] == [("Ines Karlsen",)]


def test_weights_are_arrays_and_small():
    """At most 300 KB in the wheel, and what is saved is what is read."""
    assert BUILT_IN.stat().st_size <= 300_000
    assert set(built_in()) == {"title", "date", "authors"}


def test_weights_survive_a_round_trip(tmp_path):
    """Saved and read again they say the same, byte for byte."""
    save(built_in(), tmp_path / "a.npz")
    again = read_rankers(tmp_path / "a.npz")
    save(again, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    page = page_lines(reading([*MENU, TITLE, *BODY]))
    assert best_title(page, again["title"]) == best_title(page)


def test_scores_rise_with_the_margin():
    """A likelier answer never has a lower score, and none is called certain."""
    for ranker in built_in().values():
        scores = [ranker.share_right(margin) for margin in range(-20_000, 20_000, 500)]
        assert scores == sorted(scores)
        assert max(scores) <= 0.99


def test_weights_for_other_features_are_refused():
    """Weights and measures that do not fit are an error with a next step, not a wrong answer."""
    page = page_lines(reading([*MENU, TITLE, *BODY]))
    names, columns = measure_titles(page, title_candidates(page))
    ranker = built_in()["title"]
    with pytest.raises(UsageError, match="train"):
        ranker.best(("other", *names[1:]), columns)
    assert isinstance(ranker, Ranker)


def test_the_order_of_other_pages_cannot_matter():
    """A document's answer is its own: the same whatever was asked before."""
    pages = [page_lines(reading([*MENU[:n], TITLE, *BODY])) for n in range(5)]
    first = [best_title(page) for page in pages]
    order = list(range(5))
    random.Random(3).shuffle(order)
    assert [best_title(pages[n]) for n in order] == [first[n] for n in order]


def test_what_else_the_page_says_of_a_day_and_of_a_person():
    """A day is ranked among the page's days; of a person count the bylines, the lines that open with the name and the addresses that have it."""
    about = "Ines Karlsen writes about harbours, islands and the boats between them, and keeps the archive of the tide tables for the whole coast."
    lines = [TITLE, "By Ines Karlsen", "2 March 2021", *BODY, about, "ines.karlsen@example.com", "Olav Brekke", "1 March 2021", "9 March 2021"]
    read = reading(lines, gap=False)
    days = {claim.claim.value: (claim.claim.seen["later"], claim.claim.seen["earlier"]) for claim in date_claims(read)}
    assert days == {"2021-03-02": (1, 1), "2021-03-01": (2, 0), "2021-03-09": (0, 2)}
    told = {claim.names[0]: [claim.claim.seen[key] for key in ("signed", "told", "has_address")] for claim in author_claims(read, page_lines(read))}
    assert told == {"Ines Karlsen": [1, 1, True], "Olav Brekke": [0, 0, False]}
