"""Names and days are found in the elements that are called so, and nowhere else."""

from __future__ import annotations

import pytest
from lxml import html

from cleaner.html.blocks import walked
from cleaner.html.lines import Frame
from cleaner.html.signed import FAR, headline_of, signed_claims


def claims(body: str, language: str = "en") -> list[tuple[str, str, str]]:
    walk = walked(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return [claim[:3] for claim in signed_claims(walk.named, headline_of(walk.headings, []), language)]


def names(body: str) -> list[str]:
    return [value for field, value, _ in claims(body) if field == "authors"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>by <a rel=author href=/x>saltcat</a></p>", ["saltcat"]),
        ("<span class='author vcard'>By <a class='url fn n' href=/x>Ida Holm</a></span>", ["Ida Holm"]),
        ("<div class=authors><a class=author>Ida Holm</a>, <a class=author>Per Lund</a></div>", ["Ida Holm", "Per Lund"]),
        ("<div class=author-name><b>Ida Holm</b> <i>Harbour Reporter</i></div>", ["Ida Holm"]),
        ("<div class=entry-meta>Posted on May 1, 2031 by saltcat | Leave a comment</div>", ["saltcat"]),
        ("<div class=entry-meta><span class=author>Posted on</span></div>", []),
        ("<div class=comment-list><b class=author>Per Lund</b></div>", []),
        ("<footer><b class=author>Per Lund</b></footer>", []),
        ("<b class=author>Ida Holm</b><h1>Quay</h1><b class=author>Per Lund</b>", ["Per Lund"]),
        ("<b class=author-avatar>IH</b>", []),
        ("<b class=author>Loïc Le Clerc</b>", ["Loïc Le Clerc"]),
        ("<b class=author>Ida Holm le 3 mai</b>", ["Ida Holm"]),
        ("<b class=author>saltcat1984</b>", ["saltcat1984"]),
        ("<b class=author>Ida Holm ● December 5</b>", ["Ida Holm"]),
        ("<div class=author>Autor*in <b>Ida Holm</b></div>", ["Ida Holm"]),
        ("<div class=author><b>Ida Holm</b> <a>Full bio</a></div>", ["Ida Holm"]),
        ("<b class=author>Ida (Bell) Holm</b>", ["Ida (Bell) Holm"]),
        ("<b class=author>Ida Holm (Courier)</b>", ["Ida Holm"]),
        ("<div class=date-author>Dec. 5, 2031 · Ida Holm on behalf of <a>Bell group</a></div>", ["Ida Holm"]),
        ("<b class=author>wordpressadmin</b>", []),
        ("<div class=sc-1f8><span data-testid=author-name>Ida Holm</span></div>", ["Ida Holm"]),
        ("<span data-testid=byline-new-contributors><b>Ida Holm</b> <i>and</i> <b>Per Lund</b> <i>Courier South, Ostrey</i></span>", ["Ida Holm", "Per Lund"]),
        ("<div class=sc-1f8 data-testid=Body>Ida Holm</div>", []),
        (
            f"<p class=postmetadata>This entry was posted by saltcat on Monday, May 1st, 2031 at 9:12 am and is filed under Bells. {'You may answer. ' * 9}</p>",
            ["saltcat"],
        ),
    ],
)
def test_who_signs(body: str, expected: list[str]) -> None:
    """The name itself: without what stands before and behind it, and not those of comments."""
    assert names(body) == expected


def test_days_stand_in_meta_lines() -> None:
    """With the words they were read from; a change is told from a publication."""
    assert ("published_at", "1. Mai 2031", "class:meta") in claims("<p class=postmetadata>1. Mai 2031 von Ida</p>", "de")
    assert claims("<p class=date>Updated: May 2, 2031</p><p class=date>May 1, 2031</p>") == [
        ("modified_at", "May 2, 2031", "class:date"),
        ("published_at", "May 1, 2031", "class:date"),
    ]


@pytest.mark.parametrize("name", ["has-sidebar", "layout share", "category-comments sponsored"])
def test_what_holds_the_headline_too_is_the_article(name: str) -> None:
    """Whatever it is called: its day and names are the article's, and those of the box of teasers in it are not."""
    page = (
        f"<div class='{name}'><h1>Quay</h1><b class=author>Ida Holm</b><i class=date>1 May 2031</i><div class=related><b class=author>Per Lund</b></div></div>"
    )
    assert claims(page) == [("authors", "Ida Holm", "class:author"), ("published_at", "1 May 2031", "class:date")]


@pytest.mark.parametrize(
    "name", ["Author_publicationTime__F2lab", "PublishDate-kcIbXB", "newsitem-time", "article__date-line", "publishedAt", "date-section-header", "dateline"]
)
def test_days_by_the_names_that_builds_give(name: str) -> None:
    """What a build puts behind a class is left out; words are joined in many ways."""
    assert [field for field, *_ in claims(f"<h1>Quay</h1><p class='{name}'>1 May 2031</p>")] == ["published_at"]


def test_the_day_nearest_to_the_headline() -> None:
    """The clock of a menu and the teasers below the text are far from it; the day of a change is called so."""
    menu = "<p class=date>Friday, 9 May 2031</p>" + "<p>menu</p>" * 30
    assert claims(f"{menu}<p class=date>1 May 2031</p><h1>Quay</h1>{'<p>text</p>' * 80}<p class=date>3 April 2031</p>")[0][1] == "1 May 2031"
    changed = "<time class=updated>9 May 2031</time>"
    assert [claim[:2] for claim in claims(f"{changed}<time class='entry-date published'>1 May 2031</time><h1>Quay</h1>")] == [
        ("modified_at", "9 May 2031"),
        ("published_at", "1 May 2031"),
    ]
    far = list(signed_claims(*_walked(f"{menu}<h1>Quay</h1>"), "en"))
    assert far == [("published_at", "Friday, 9 May 2031", "class:date", FAR)]


def _walked(body: str) -> tuple[list[tuple[str, Frame]], Frame | None]:
    walk = walked(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return walk.named, headline_of(walk.headings, [])


def test_a_short_year_in_an_element_that_is_called_a_date() -> None:
    """In prose "2.5.31" is a version."""
    assert ("published_at", "02.05.31", "class:date") in claims("<p class=date>Harbour, 2.5.31</p>", "de")


@pytest.mark.parametrize(
    ("page", "titles", "headline"),
    [
        ("<h1>Navigation</h1><h1>Quay opens to boats</h1>", ["New - Quay opens to boats - Courier"], "Quay opens to boats"),
        ("<h1>Courier</h1><h2>Ferry sails</h2><h2>Quay opens to boats</h2>", ["Quay opens to boats | Courier"], "Quay opens to boats"),
        ("<h2>Ferry sails</h2>", ["Quay opens"], None),
        ("<h1>Ferry sails</h1>", [], "Ferry sails"),
    ],
)
def test_the_headline_is_what_the_tags_repeat(page: str, titles: list[str], headline: str | None) -> None:
    """The first h1 of some pages is the menu's or the paper's name."""
    found = headline_of(walked(html.document_fromstring(f"<html><body>{page}</body></html>")).headings, titles)
    assert (found.element.text if found else None) == headline


def test_the_foot_of_the_article_signs_it() -> None:
    """As blogs of one large system do; the page's foot does not, nor a figure's."""
    foot = "<footer class=entry-meta>on <time class=entry-date>May 6, 2031</time> by <a class=url rel=author>Ida Holm</a></footer>"
    assert names(f"<article><h1>Quay</h1>{foot}</article><footer><b class=author>Per Lund</b></footer>") == ["Ida Holm"]
    assert names("<article><h1>Quay</h1><figure><b class=byline>Per Lund</b></figure></article>") == []


def test_a_name_far_from_the_headline_may_be_a_teaser_s() -> None:
    """Where others stand elsewhere, or it is no person's: it is believed less than the house."""

    def scores(foot: str) -> set[tuple[str, float | None]]:
        walk = _walked(f"<h1>Quay</h1>{'<p>x</p>' * 70}{foot}")
        return {(value, score) for field, value, _, score in signed_claims(*walk, "en") if field == "authors"}

    between = "<p>x</p>" * 20
    assert scores("<b class=author>Ida Holm</b>") == {("Ida Holm", FAR)}
    assert scores(f"<b class=author>Ida Holm</b>{between}<b class=author>Ida Holm</b>") == {("Ida Holm", FAR)}
    assert scores(f"<b class=author>Ida Holm</b>{between}<b class=author>Per Lund</b>") == {("Ida Holm", 0.7)}
    assert scores("<b class=author>dpa</b>") == {("dpa", 0.7)}


def test_the_way_to_more_of_a_writer_is_nobody_s_name() -> None:
    """A link beside the name, in the same element."""
    assert names("<div class=writer><b>한소율 기자</b> <a href=/more>다른기사 보기</a></div>") == ["한소율 기자"]
    assert names("<div class=author><b>Ida Holm</b> <a href=/more>Alle Artikel</a></div>") == ["Ida Holm"]


def test_the_day_right_above_the_headline_comes_before_a_teaser_s() -> None:
    """What stands below, but at a distance, is as often another article's."""
    text = "".join(f"<p>Part <b>{n}</b></p>" for n in range(12))
    teaser = "<p class=item><span class=news-date-time>30.04.2031</span> <a href=/1>Ferry sails again</a></p>"
    assert [value for field, value, _ in claims(f"<div class=news-date-time>01.05.2031 10:20</div><h1>The quay is open</h1>{text}{teaser}")] == [
        "01.05.2031 10:20"
    ]
    near = "<div class=date>28.05.2031</div><h1>The quay is open</h1><p class=date>01.05.2031</p>"
    assert [value for field, value, _ in claims(near)] == ["01.05.2031"]


def test_a_list_of_icons_and_words_may_name_the_author() -> None:
    """The class of the element speaks of the list's icon, and of what its entry is."""
    assert names("<li itemprop=author><span class='builder-icon-list-text post-info--type-author'>Ida Holm</span></li>") == ["Ida Holm"]
    assert names("<span class='author-icon'>Ida Holm</span>") == []
