"""Which claim wins: the headline that the page shows, names that are names, days that are near the headline."""

from __future__ import annotations

import pytest

from cleaner.article import Clue, RawArticle
from cleaner.html.ranking import names_in, ranked
from cleaner.pipeline import examine

URL = "https://www.fernholt-courier.example/2031/05/01/quay"


def titles(*claims: tuple[str, str], news: bool = False) -> list[str]:
    clues = [Clue("title", value, source) for source, value in claims]
    clues += [Clue("schema_type", "NewsArticle", "json-ld")] if news else []
    return [clue.value for clue in ranked(clues, URL) if clue.field == "title"]


@pytest.mark.parametrize(
    ("claims", "headline"),
    [
        ([("og:title", "Quay opens after years | Fernholt Courier")], "Quay opens after years"),
        ([("html:title", "Fernholt-Courier.example: Quay opens"), ("og:title", "Quay opens")], "Quay opens"),
        ([("og:title", "How to moor a boat fast"), ("h1", "Seven knots for the harbour")], "Seven knots for the harbour"),
        ([("og:title", "Quay opens after years"), ("h1", "Fernholt Courier")], "Quay opens after years"),
        ([("og:title", "Quay: Bell rings at last"), ("h1", "QuayBell rings at last")], "Quay: Bell rings at last"),
        ([("og:title", "Bell rings at last"), ("h1", "Old quay Bell rings at last")], "Bell rings at last"),
        ([("html:title", "North - South")], "North - South"),
        ([("json-ld", "(K+) Quay opens after years")], "Quay opens after years"),
        ([("json-ld", "(AP) Quay opens after years")], "(AP) Quay opens after years"),
    ],
)
def test_the_headline_without_the_house_wins(claims: list[tuple[str, str]], headline: str) -> None:
    """The page's one heading before its tags, unless it is the site's name; kickers and site names are left off."""
    assert titles(*claims)[0] == headline


def test_what_a_newsroom_declares_comes_first() -> None:
    """A NewsArticle's headline is written by people; that of a blog's plug-in is made for search engines."""
    claims = [("json-ld", "Quay opens to boats of all sizes"), ("h1", "The quay is open")]
    assert titles(*claims, news=True)[0] == "Quay opens to boats of all sizes"
    assert titles(*claims)[0] == "The quay is open"


def test_no_claim_is_lost() -> None:
    """What does not win stays, so that the choice can be explained."""
    assert len(titles(("json-ld", "Quay opens"), ("og:title", "Quay opens | Courier"), ("h1", "Courier"))) == 3


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        ("By Ida Holm and Per Lund", ("Ida Holm", "Per Lund")),
        ("Ida Holm (iho)", ("Ida Holm",)),
        ("Ida Holm, Harbour Editor", ("Ida Holm",)),
        ("Ida Holm <ida@courier.example>", ("Ida Holm",)),
        ("dpa", ("dpa",)),
        ("courier/iho;plu", ("courier/iho", "plu")),
        ("saltcat", ("saltcat",)),
        ("Ida Holm, Per Lund, Fernholt", ("Ida Holm", "Per Lund", "Fernholt")),
        ("Rope and Tar", ("Rope and Tar",)),
        ("Ida Holm im Gespräch mit Per Lund", ("Ida Holm", "Per Lund")),
        ("ida@courier.example", ()),
        ("unknown", ()),
        ("", ()),
    ],
)
def test_names_are_cleaned_and_split_only_where_they_are_persons(claim: str, names: tuple[str, ...]) -> None:
    """No "By", no role, no address; who signs with one word still signs."""
    assert names_in(claim) == names


def test_an_address_tells_the_day() -> None:
    """Behind what elements and tags say."""
    assert [(clue.value, clue.source) for clue in ranked((), URL)] == [("2031-05-01", "url")]
    assert ranked((), "https://courier.example/20310501-quay")[0].value == "2031-05-01"
    assert ranked((), "https://courier.example/story-20319901") == ()


@pytest.mark.parametrize(
    "name", ["Courier Web Services GmbH", "The Courier", "webmaster", "wordpress-admin", "human", "courier_admin", "Super User", "administrador"]
)
def test_a_meta_tag_that_names_no_person_names_no_author(name: str) -> None:
    """The house, its web agency: it stays a clue, for `clean explain`, and is never an author."""
    page = f'<html><head><title>Quay opens</title><meta name=author content="{name}"></head><body><h1>Quay opens</h1>'
    page += "".join(f"<p>Part {n}: the new quay of Fernholt was opened by the harbour master, who thanked the masons for their bread.</p>" for n in range(6))
    examined = examine(RawArticle(page.encode(), "a.html", "html", "https://courier.example/quay"))
    assert examined.article is not None
    assert examined.article.authors == ()
    assert examined.document is not None
    assert [clue.value for clue in examined.document.clues if clue.field == "authors"] == [name]


def test_a_user_name_is_spelled_as_another_claim_spells_it() -> None:
    """`ida.holm` of the CMS is the "Ida Holm" that the page shows."""
    said = ranked([Clue("authors", "ida.holm", "json-ld"), Clue("authors", "Ida Holm", "class:author")], URL)
    assert {clue.value for clue in said if clue.field == "authors"} == {"Ida Holm"}


def test_a_time_says_more_than_the_line_around_it() -> None:
    """ "05/02/2031" is the second of May where a `<time>` in it is, and has its hour."""
    for shown in ("Published on Fri, 05/02/2031 - 08:00", "2 May 2031"):
        said = ranked([Clue("published_at", shown, "class:meta"), Clue("published_at", "2031-05-02T06:00:00Z", "time:datetime")], URL)
        scores = {clue.source: clue.score or 0 for clue in said}
        assert scores["time:datetime"] > scores["class:meta"]
    said = ranked([Clue("published_at", "3 May 2031", "class:date"), Clue("published_at", "2031-05-09T06:00:00Z", "time:datetime")], URL)
    scores = {clue.source: clue.score or 0 for clue in said}
    assert scores["time:datetime"] < scores["class:date"]


@pytest.mark.parametrize("value", ["2031-02-30 at 5 May 2031", "2031-13-01", "0000-00-00T00:00:00Z"])
def test_a_time_that_is_no_day_is_a_clue_like_any(value: str) -> None:
    """It is weighed as it stands, and breaks nothing."""
    said = ranked([Clue("published_at", "2 May 2031", "class:date"), Clue("published_at", value, "time:datetime")], URL)
    assert value in {clue.value for clue in said}


def signers(*claims: tuple[str, str], url: str = URL, publisher: str = "Fernholt Courier", title: str = "") -> list[str]:
    """The names of the most trusted source that is believed at all."""
    clues = [Clue("publisher", publisher, "og:site_name"), *[Clue("title", title, "og:title") for _ in range(bool(title))]]
    found = [clue for clue in ranked([*clues, *[Clue("authors", value, source) for source, value in claims]], url) if clue.field == "authors"]
    return [clue.value for clue in found if clue.source == found[0].source and (clue.score or 0) > 0.2]


@pytest.mark.parametrize(
    ("claims", "names"),
    [
        ([("microdata:author", "saltcat78"), ("class:author", "Ida Holm")], ["Ida Holm"]),
        ([("json-ld", "IdaH"), ("class:author", "Ida Holm")], ["Ida Holm"]),
        ([("json-ld", "idaholm"), ("class:author", "Ida Holm")], ["Ida Holm"]),
        ([("json-ld", "saltcat78")], ["saltcat78"]),
        ([("json-ld", "Courier-Expert Ida Holm"), ("rel:author", "Ida Holm")], ["Ida Holm"]),
        ([("json-ld", "Ida Holm - Courier Editorial Team"), ("class:author", "Ida Holm")], ["Ida Holm"]),
        ([("json-ld", '"Ida Holm"')], ["Ida Holm"]),
        ([("class:author", "Ida Holm"), ("class:author", "Fernholt Courier")], ["Ida Holm"]),
        ([("json-ld", "Ida Holm"), ("json-ld", "Fernholt Courier")], ["Ida Holm", "Fernholt Courier"]),
    ],
)
def test_a_person_before_a_user_and_the_house(claims: list[tuple[str, str]], names: list[str]) -> None:
    """What the page names beside the headline spells a user's name, and takes the house's words off; what JSON-LD declares stays."""
    assert signers(*claims) == names


def test_a_house_by_its_letters() -> None:
    """FC is the Fernholt Courier, "Fernholt Welle" the house of fw.example; a headline is no author; a blog's label is its author."""
    assert signers(("json-ld", "FC"), ("class:author", "Ida Holm")) == ["Ida Holm"]
    assert signers(("meta:author", "Fernholt Welle"), url="https://www.fw.example/a") == []
    assert signers(("meta:author", "Fernholt Welle")) == ["Fernholt Welle"]
    assert signers(("class:author", "Salt Herring with Dill and Bread"), title="Salt herring with dill and bread") == []
    assert signers(("class:author", "saltcat"), url="https://saltcat.wordpress.com/2031/05/01/quay") == ["saltcat"]


def test_a_source_that_names_all_whom_another_names_and_more() -> None:
    """Many tags have the first of several authors alone; whoever is named by one source alone may be a reviewer."""
    assert signers(("json-ld", "Ida Holm"), ("meta:author", "Ida Holm"), ("meta:author", "Per Lund")) == ["Ida Holm", "Per Lund"]
    assert signers(("json-ld", "Ida Holm"), ("meta:author", "Per Lund"), ("meta:author", "Ada Ruiz")) == ["Ida Holm"]
    assert signers(("json-ld", "Ida Holm"), ("meta:author", "Ida Holm"), ("meta:author", "quay")) == ["Ida Holm"]


def test_a_house_s_name_with_an_initial_is_no_person() -> None:
    """Whoever "Fernholt D" is at the Fernholt Courier."""
    named = [Clue("authors", "Fernholt D", "json-ld"), Clue("authors", "Ida D", "rel:author")]
    assert [clue.value for clue in ranked(named, URL) if clue.field == "authors"] == ["Ida D", "Fernholt D"]


def test_whom_the_host_is_called_after_is_a_person() -> None:
    """Ida Holm writes holm.example; the Fernholt Holm would be a house."""
    assert signers(("meta:author", "Ida Holm"), url="https://blog.holm.example/quay", publisher="Tar and Rope") == ["Ida Holm"]
    assert signers(("meta:author", "Fernholt Courier"), url="https://courier.example/quay") == []


def test_a_portal_s_brackets_around_whose_report_it_is_are_no_part_of_the_headline() -> None:
    """In its tags, not in the heading; what a heading has too is a part of it."""
    assert titles(("json-ld", "港の橋が開通（東浜新聞）"), ("h1", "港の橋が開通"), news=True)[0] == "港の橋が開通"
    assert titles(("json-ld", "港の橋が開通（写真あり）"), ("h1", "港の橋が開通（写真あり）"), news=True)[0] == "港の橋が開通（写真あり）"


def test_a_house_is_one_without_its_accents_too() -> None:
    """Its host has none."""
    assert signers(("json-ld", "Vérifions"), ("rel:author", "Ida Holm"), url="https://www.verifions.example/a", publisher="") == ["Ida Holm"]
