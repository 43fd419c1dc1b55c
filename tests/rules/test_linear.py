"""Four times the lines are about four times the work, whatever the lines are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from cleaner.article import Document, Line
from cleaner.pipeline import judged
from cleaner.rules import RULES
from cleaner.rules.reading import Reading
from cleaner.split import body_of, split

PROSE = "The ferry of Port Ansel left the quay at six in the morning with forty people on board and nobody thought of the weather that day."
PAGES: dict[str, Callable[[int], str]] = {
    "prose": lambda i: f"{PROSE} {i}.",
    "one paragraph again and again": lambda i: PROSE,
    "short lines": lambda i: f"Word {i}",
    "one label again and again": lambda i: "Share this article",
    "labels": lambda i: ["Read more", "Share", "Advertisement", "Related articles", "Comments"][i % 5],
    "comments": lambda i: PROSE if i < 20 else ["3 comments", "Reply", "12 March 2021"][i % 3],
    "lists": lambda i: PROSE if i < 10 else "Related articles" if i % 2 else f"Ships at sea number {i} and more",
    "titles": lambda i: "Forty people on board the ferry of Port Ansel" if i % 2 else f"x {i}",
    "captions": lambda i: f"The pier at dawn number {i}. Photo: Ines Karlsen/AFP",
    "captions with marks": lambda i: f"Mara Lindqvist (left) and Tom Okafor at the pier {i}",
    "credits": lambda i: f"Photo: Ines Karlsen/AFP {i}",
    "bylines": lambda i: "By Mara Lindqvist",
    "names": lambda i: f"Mara Lind{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10 % 10]}",
    "dates": lambda i: f"Published {1 + i % 28} March 2021, {i % 12}:15 pm",
    "sources": lambda i: f"Some material came from Reuters and AFP {i}",
    "agencies": lambda i: "AP" if i % 2 else f"{PROSE} AP",
    "teasers": lambda i: f"{PROSE[:60]}…" if i % 2 else f"{PROSE[:60]} {i} goes on and on to the end of the long day at the quay, they said.",
    "headings": lambda i: f"Heading number {i}" if i % 2 else f"{PROSE} {i}.",
    "forms": lambda i: f"Sign up to get our newsletter in your inbox {i}; by signing up you agree to our terms",
    "letters": lambda i: f"The Quay Letter {i}" if i % 2 else "Subscribe to our newsletter",
    "icons": lambda i: f"icon closeicon searchicon menuicon arrowicon share{i}",
    "blurbs": lambda i: f"The Harbour Courier is an independent newspaper founded in 1912 and covers Port Ansel and the coast, edition {i}.",
    "notes on authors": lambda i: "By Mara Lindqvist" if i < 3 else PROSE if i < 30 else f"Mara Lindqvist is a reporter {i}",
    "numbers": lambda i: f"{i}. {i * 7}",
}


def steps(page: Callable[[int], str], n_lines: int) -> int:
    """The steps of the interpreter that cleaning takes, the judge apart: a number that no clock or neighbour changes."""
    document = Document("a.txt", tuple(Line(i + 1, page(i)) for i in range(n_lines)))
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        reading = Reading(document, language="en")
        for rule in RULES.values():
            reading.decide(rule(reading))
        lines = judged(reading)
        split(document, lines, language=("en", 0.9), publisher=None, body=body_of(lines))
    finally:
        sys.settrace(before)
    return count


def check(kind: str, n_lines: int) -> None:
    steps(PAGES[kind], 8)  # what is loaded and compiled once is not counted
    fewer, more = (steps(PAGES[kind], n) for n in (n_lines, 4 * n_lines))
    assert more <= 5 * fewer, f"{fewer} steps for {n_lines} lines, {more} for four times as many"


@pytest.mark.parametrize("kind", ["labels", "lists", "names", "comments", "captions"])
def test_work_grows_with_the_lines(kind: str) -> None:
    """Kinds of page on which a rule once looked at every line for every line."""
    check(kind, 60)


@pytest.mark.slow
@pytest.mark.parametrize("kind", PAGES)
def test_work_grows_with_the_lines_of_any_page(kind: str) -> None:
    """The same for every kind, and long enough that a term that grows with the square shows."""
    check(kind, 300)
