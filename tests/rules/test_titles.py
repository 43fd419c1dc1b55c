"""The headline where the tagger finds none."""

from __future__ import annotations

from cleaner.article import RawArticle
from cleaner.pipeline import to_document
from cleaner.rules.reading import Reading, take
from cleaner.rules.titles import title_above

PARAGRAPH = "The last keeper of Gull Rock carried her own bags down the 211 steps on Monday and locked the door of the light behind her."


def said(lines: list[str], *, dated: int) -> dict[int, str]:
    """Line number → what the rule says its title is, when the line `dated` is known to be the date."""
    document = to_document(RawArticle("\n\n".join(lines).encode(), "keeper.txt"))
    reading = Reading(document)
    index = reading.solid[dated - 1]
    reading.decide([take(index, "published_at", "date-line", "a date", value="", text=lines[dated - 1], kind="date")])
    return {verdict.line: dict(verdict.reads)["title"] for verdict in title_above(reading)}


def test_the_line_above_the_date_is_the_headline_where_the_text_begins_below() -> None:
    """Not a sentence, a label, a row of a table, nor a line above a date with no text below."""
    headline = "Keeper of Gull Rock retires after forty winters"
    assert said(["Weather", headline, "May 2, 2031", PARAGRAPH], dated=3) == {3: headline}
    for other in (f"{headline}.", "Topics of this week:", "Gull Rock\t47\tNorth Sea", "Weather"):
        assert said(["Weather", other, "May 2, 2031", PARAGRAPH], dated=3) == {}
    assert said([PARAGRAPH, headline, "May 2, 2031", "Imprint"], dated=3) == {}
