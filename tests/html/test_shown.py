"""The day that a page shows beside its headline, and when it comes before the day that its tags declare."""

from __future__ import annotations

import pytest
from lxml import html

from cleaner.article import RawArticle
from cleaner.html.blocks import walked
from cleaner.html.shown import shown_days, shown_title
from cleaner.html.signed import headline_of
from cleaner.pipeline import examine

BODY = "".join(
    f"<p>Part {n}: the new quay of Fernholt was opened by the harbour master, who thanked the masons for their patience and the town for its bread.</p>"
    for n in "one two three four five six".split()
)


def day(head: str, beside: str, url: str | None = None, language: str = "en") -> str | None:
    page = f"<html lang={language}><head>{head}</head><body><main><h1>The quay of Fernholt opens</h1>{beside}{BODY}</main></body></html>"
    article = examine(RawArticle(page.encode(), "a.html", kind="html", url=url)).article
    assert article is not None
    return None if article.published_at is None else article.published_at.date().isoformat()


def ld(published: str, modified: str = "") -> str:
    changed = f', "dateModified": "{modified}"' if modified else ""
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "The quay of Fernholt opens", "datePublished": "{published}"{changed}}}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def test_lines_beside_the_headline_show_days() -> None:
    """Whatever their elements are called; a sentence with a day in it shows none."""
    page = f"<main><p>2 May 2031</p><h1>The quay opens</h1><p>Updated: 4 May 2031</p><p>The quay, begun on 1 May 2024 by the masons of the town, was opened on Monday by nobody in particular.</p>{BODY}</main>"
    walk = walked(html.document_fromstring(f"<html><body>{page}</body></html>"))
    assert [claim[:2] for claim in shown_days(walk.done, headline_of(walk.headings, []), "en")] == [
        ("modified_at", "4 May 2031"),
        ("published_at", "2 May 2031"),
    ]


@pytest.mark.parametrize("beside", ["<p>1 March 2030</p>", "<p class=date>1 March 2030</p>", "<p>Published: March 1, 2030</p>"])
def test_a_page_that_was_written_out_anew_is_from_the_day_it_shows(beside: str) -> None:
    """Its tags then say the same late day of publication and change."""
    assert day(ld("2031-05-04T10:00:00+02:00", "2031-05-04T10:00:00+02:00"), beside) == "2030-03-01"


@pytest.mark.parametrize(
    ("head", "beside"),
    [
        (ld("2031-05-04", "2032-01-01"), "<p>1 March 2030</p>"),
        (ld("2031-05-04", "2031-05-04"), "<p>Updated: 9 May 2031</p>"),
        (ld("2031-05-04", "2031-05-04"), "<p>3 May 2031</p>"),
        (meta("article:published_time", "2031-05-04") + meta("article:modified_time", "2031-05-04"), "<p>9 May 2031</p>"),
    ],
)
def test_else_the_tags_are_believed(head: str, beside: str) -> None:
    """Where the change is another day, where what is shown is a change, and where it may be the same instant on another clock."""
    assert day(head, beside) == "2031-05-04"


def test_another_tag_that_agrees_with_the_page_settles_it() -> None:
    """However the page writes its day."""
    head = ld("2031-01-04T07:29:00Z", "2031-01-25T07:29:00Z") + meta("article:published_time", "2031-01-06T08:29:34+01:00")
    assert day(head, "<p class=date>6 January 2031</p>") == "2031-01-06"
    assert day(head, "<p class=date>06.01.2031</p>", language="de") == "2031-01-06"
    assert day(head, "<p class=date>7 January 2031</p>") == "2031-01-04"


def test_a_day_in_digits_is_read_as_the_page_shows_it() -> None:
    """Where both readings are days."""
    assert day(meta("article:published_time", "03-09-2031"), "<p>Published March 9, 2031</p>") == "2031-03-09"
    assert day(meta("article:published_time", "03-09-2031"), "<p>Published September 3, 2031</p>") == "2031-09-03"


def test_a_time_beside_the_headline_tells_the_clock() -> None:
    """Its minutes are those of the instant that a tag gives in UTC, so its day is the page's."""
    assert day(ld("2031-05-04T02:41:00Z"), "<p>Ida Holm 3 May 2031, 22:41</p>") == "2031-05-04"  # in UTC; the clock is four hours west
    page = f"<html lang=en><head>{ld('2031-05-04T02:41:00Z')}</head><body><main><h1>The quay of Fernholt opens</h1><p>Ida Holm 3 May 2031, 22:41</p>{BODY}</main></body></html>"
    article = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert article is not None
    assert article.published_zone == "-04:00"


def test_an_evening_in_the_west_needs_page_and_address() -> None:
    """That the page alone shows the day before an instant in UTC may be anything."""
    head = meta("article:published_time", "2031-05-04T02:41:41+00:00")
    assert day(head, "<p>3 May 2031</p>", "https://fernholt.example/2031/05/03/quay") == "2031-05-03"
    assert day(head, "<p>3 May 2031</p>", "https://fernholt.example/quay") == "2031-05-04"
    assert day(meta("article:published_time", "2031-05-04T15:41:41+00:00"), "<p>3 May 2031</p>", "https://fernholt.example/2031/05/03/quay") == "2031-05-04"


@pytest.mark.parametrize("value", ["0001-01-01T00:30:00+01:00", "9999-12-31T23:59:59-05:00"])
def test_a_day_that_no_page_has_is_passed_over(value: str) -> None:
    """Nothing is computed from the ends of the calendar."""
    assert day(ld(value, value), "<p>1 March 2030</p>") == "2030-03-01"


def test_a_line_shows_which_part_of_the_title_is_the_headline() -> None:
    """On pages of the time before headings, whose `<title>` begins with the paper's name."""

    def title(head: str, line: str) -> str | None:
        page = f"<html lang=en><head><title>Fernholt Local News - The quay of Fernholt opens</title>{head}</head><body><table><tr><td><font size=5><b>{line}</b></font><br>{BODY}"
        article = examine(RawArticle(page.encode(), "a.html", kind="html")).article
        assert article is not None
        return article.title

    assert title("", "The quay of Fernholt opens") == "The quay of Fernholt opens"
    assert title("", "Weather and tides") == "Fernholt Local News - The quay of Fernholt opens"
    assert title(meta("og:title", "Quay opens at last"), "The quay of Fernholt opens") == "Quay opens at last"


def test_the_title_of_a_printed_version_is_the_headline_that_the_page_shows() -> None:
    """What it is a version for stands in front."""
    lines = walked(html.document_fromstring("<html><body><h2>The quay of Fernholt opens</h2><p>It is open.</p></body></html>")).done
    assert shown_title(lines, [("Print: The quay of Fernholt opens", "html:title")]) == "The quay of Fernholt opens"
    assert shown_title(lines, [("Fernholt: The quay of Fernholt opens", "html:title")]) is None


def test_of_two_parts_of_a_title_that_are_shown_the_higher_heading_is_the_headline() -> None:
    """The name of the house is shown too, lower or in the foot."""
    title = [("River Authority -- The lock at Dunmore is closed", "html:title")]
    page = "<html><body><h3>RIVER AUTHORITY</h3><h2>The lock at Dunmore is closed</h2><p>© River Authority</p></body></html>"
    assert shown_title(walked(html.document_fromstring(page)).done, title) == "The lock at Dunmore is closed"
    flat = page.replace("h3>", "b>").replace("h2>", "b>").replace("</b><b>", "</b><br><b>")
    assert shown_title(walked(html.document_fromstring(flat)).done, title) is None
