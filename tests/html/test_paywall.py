"""An article that breaks off at a paywall keeps its begin, and its row says that it does."""

from __future__ import annotations

import re

import pytest

from cleaner.article import RawArticle
from cleaner.explain.page import render_text
from cleaner.pipeline import examine

TEXT = [
    "The ferry to Orm left an hour late on Monday, and nobody on the quay could say why. Passengers waited in the rain.",
    "“We were told nothing,” said Ida Holm, who had come to visit her sister on the island. The harbour office had closed at noon.",
    "A spokesman for the line said later that a pump had failed. The boat will be in dock until Thursday, he said, and a smaller one will sail.",
]
WALL = "<div class=offer><h2>Read on with Coast+</h2><p>Already a subscriber? Log in</p></div>"
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry late", "isAccessibleForFree": false}</script>'


def low_confidence(last: str, wall: str = WALL, head: str = "") -> str | None:
    body = "".join(f"<p>{text}</p>" for text in (*TEXT, last))
    page = f"<html><head><title>Ferry late</title>{head}</head><body><article><h1>Ferry late on Monday</h1>{body}{wall}</article></body></html>"
    examined = examine(RawArticle(page.encode(), "a.html", "html"))
    assert examined.article is not None
    assert examined.article.text == "\n\n".join((*TEXT, last))
    return examined.article.low_confidence


@pytest.mark.parametrize(
    ("last", "wall", "head", "is_told"),
    [
        ("The smaller boat takes forty people. On a summer Monday the line ...", WALL, "", True),
        ("The smaller boat takes forty people.", WALL, PAID, True),
        ("The smaller boat takes forty people.", WALL, "", False),
        ("The smaller boat takes forty people. On a summer Monday the line carries three hundred and", WALL, "", True),
        ("Ida Holm, Fernholt", WALL, "", False),
        ("The smaller boat takes forty people. On a summer Monday the line ...", "", PAID, False),
    ],
)
def test_a_row_says_that_its_text_breaks_off(last: str, wall: str, head: str, is_told: bool) -> None:
    """Where a paywall's line is right below a text that is cut, or that the page says is not free."""
    assert low_confidence(last, wall, head) == ('the text breaks off at a paywall: "Already a subscriber? Log in" on line 13' if is_told else None)


def test_a_wall_is_known_by_its_class_in_any_language() -> None:
    """A line that goes anyway, in an element called a paywall, is one; `explain` says that the text breaks off there."""
    body = "".join(f"<p>{text}</p>" for text in (*TEXT, "The smaller boat takes forty ..."))
    wall = "<div class='article-paywall'><h3><a href=/abo>Abbonati ora e continua</a></h3></div>"
    page = f"<html><head><title>Ferry late</title></head><body><article><h1>Ferry late on Monday</h1>{body}</article>{wall}</body></html>"
    examined = examine(RawArticle(page.encode(), "a.html", "html"))
    assert examined.article is not None
    assert examined.article.low_confidence == 'the text breaks off at a paywall: "Abbonati ora e continua" on line 11'
    shown = render_text(examined, width=100, color=False)
    assert re.search(r'^doubt +the text breaks off at a paywall: "Abbonati ora e continua" on line 11$', shown, re.MULTILINE)
