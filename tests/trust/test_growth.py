"""Time grows with the length of a document and not with its square: a page that is four times as long takes four times as long."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.line_model import judge_lines
from cleaner.pipeline import examine, to_document
from cleaner.rules import RULES
from cleaner.rules.reading import Reading
from tests.trust.figures import Figure
from tests.trust.hostile import SENTENCES, TEXT

MOST_GROWTH = 5.0
"""t(4n) / t(n): 4 is linear, 16 quadratic."""

ADVERSARIES: dict[str, Callable[[int], str]] = {
    "sentences": lambda n: "\n\n".join(f"{n} {sentence}" for n in range(n // 120) for sentence in SENTENCES[:1]),
    "one line": lambda n: "The tide came in and went out. " * (n // 31),
    "one word": lambda n: "tide" * (n // 4) + "\n" + TEXT,
    "spaces": lambda n: ("a" + " " * 50) * (n // 51) + "\n" + TEXT,
    "short lines": lambda n: "Home\nNews\nSport\n" * (n // 16) + TEXT,
    "same lines": lambda n: "Read more: The lamp went out\n" * (n // 29) + TEXT,
    "bylines": lambda n: "By Ida Holm and Odile Brannock\n" * (n // 31) + TEXT,
    "names": lambda n: "By " + "Ida Holm, " * (n // 10) + "\n" + TEXT,
    "dates": lambda n: "4 March 2031 09:30\n" * (n // 19) + TEXT,
    "date parts": lambda n: "4 March " * (n // 8) + "\n" + TEXT,
    "quotes": lambda n: "“" * (n // 3) + "\n" + TEXT,
    "parentheses": lambda n: "(" * n + "\n" + TEXT,
    "slashes": lambda n: "Photo: a/" * (n // 9) + "\n" + TEXT,
    "comments": lambda n: "Ida Holm\n3 hours ago\nI saw it too.\nReply\n" * (n // 40) + TEXT,
    "addresses": lambda n: "https://skerrow.example/a?b=c " * (n // 30) + "\n" + TEXT,
    "digits": lambda n: "1" * n + "\n" + TEXT,
    "mojibake": lambda n: "The lampâ€™s light. " * (n // 20) + "\n" + TEXT,
    "entities": lambda n: "&amp;" * (n // 5) + "\n" + TEXT,
    "headings": lambda n: "A word in the log\n\n" * (n // 19) + TEXT,
}

PAGES: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "".join(f"<p>{n} {SENTENCES[0]}</p>" for n in range(n // 130)),
    "attributes": lambda n: f"<p {' '.join(f'a{k}=x' for k in range(n // 8))}>{SENTENCES[0]}</p>",
    "links": lambda n: "<p><a href=x>tide</a></p>" * (n // 25),
    "headings": lambda n: "<h2><p>tide" * (n // 11),
    "short paragraphs": lambda n: "".join(f"<p>{k}</p>" for k in range(n // 12)),
    "nested": lambda n: "<div>" * (n // 5),
    "classes": lambda n: f"<p class='{'a ' * (n // 2)}'>tide</p>",
    "lists": lambda n: "<ul><li>tide" * (n // 12),
    "cells": lambda n: "<table>" + "<tr><td>tide</td></tr>" * (n // 22) + "</table>",
    "spans": lambda n: "<p>" + "<span>tide </span>" * (n // 18) + "</p>",
    "breaks": lambda n: "tide<br>" * (n // 8),
    "comments": lambda n: "<!---->" * (n // 7),
    "images": lambda n: "<img src=x alt=tide>" * (n // 20),
    "meta": lambda n: "<meta name=author content='Ida Holm'>" * (n // 37),
    "json-ld": lambda n: "<script type='application/ld+json'>" + '{"@graph": [' + '{"headline": "tide"},' * (n // 22) + "{}]}</script>",
}
"""Pages: what is between the first paragraphs of a text and its last ones."""


def page_of(make: Callable[[int], str], n: int) -> bytes:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return f"<html><head><title>A word</title></head><body><article><h1>A word</h1>{body}{make(n)}{body}</article></body></html>".encode()


def cpu_s(function: Callable[[], object], times: int) -> float:
    """The median of the processor's time for a call."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        function()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def growth(n_chars: int, times: int, only: str | None = None) -> Figure:
    """t(4n) / t(n) of all of cleaning on each adversary, and of each rule and the judge where that is too much."""
    faults = []
    worst, where = 0.0, ""
    n_measured = 0
    pairs = [(name, [RawArticle(make(n).encode(), "growth") for n in (n_chars, 4 * n_chars)]) for name, make in ADVERSARIES.items()]
    pairs += [(f"page of {name}", [RawArticle(page_of(make, n), "growth", kind="html") for n in (n_chars, 4 * n_chars)]) for name, make in PAGES.items()]
    for name, (small, large) in pairs:
        if only and name != only:
            continue
        examine(small)
        ratio = cpu_s(lambda raw=large: examine(raw), times) / max(cpu_s(lambda raw=small: examine(raw), times), 0.005)  # type: ignore[misc]
        n_measured += 1
        if ratio > worst:
            worst, where = ratio, name
        if ratio > MOST_GROWTH:
            faults += [f"{name}: {ratio:.1f}: {', '.join(_culprits(small, large)) or 'no single rule'}"]
    return Figure("growth of cleaning on adversarial text, t(4n)/t(n)", n_measured, f"worst {worst:.1f} ({where})", f"at most {MOST_GROWTH:g}", tuple(faults))


def _culprits(small: RawArticle, large: RawArticle) -> list[str]:
    found = []
    readings = []
    for raw in (small, large):
        document = to_document(raw)
        assert not isinstance(document, Rejection)
        readings.append(document)
    every = {**RULES, "judge": judge_lines}
    for name, rule in every.items():
        times = [cpu_s(lambda document=document, rule=rule: list(rule(Reading(document))), 3) for document in readings]  # type: ignore[misc]
        if times[1] > 0.05 and times[1] / max(times[0], 0.002) > MOST_GROWTH:
            found.append(f"{name} {times[0]:.3f} s → {times[1]:.3f} s")
    text = [cpu_s(lambda raw=raw: to_document(raw), 3) for raw in (small, large)]  # type: ignore[misc]
    if text[1] > 0.05 and text[1] / max(text[0], 0.002) > MOST_GROWTH:
        found.append(f"reading {text[0]:.3f} s → {text[1]:.3f} s")
    return found


@pytest.mark.slow
def test_time_grows_with_length() -> None:
    """Of every adversary; by the processor's time, the median of three."""
    assert growth(50_000, 3).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("field", ["title", "url", "published_at", "authors", "language", "publisher", "section"])
def test_a_field_of_any_length_is_read_in_no_time(field: str) -> None:
    """What a record says beside its text is short, or it is not looked at twice: a hundred thousand letters take less than ten times a hundred."""
    short, long = (RawArticle(TEXT.encode(), "field", clues=(Clue(field, "a" * n, "record"),)) for n in (100, 100_000))
    examine(short)
    assert cpu_s(lambda: examine(long), 1) < 10 * max(cpu_s(lambda: examine(short), 3), 0.1)
