"""Time grows with the length of a document and not with its square: a page that is four times as long takes four times as long."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pytest

from cleaner.article import Clue, Document, RawArticle
from cleaner.line_model import judge_lines
from cleaner.pipeline import examine, to_document
from cleaner.rules import RULES
from cleaner.rules.reading import Reading, Rule
from tests.trust.figures import Figure
from tests.trust.hostile import SENTENCES, TEXT

MOST_GROWTH = 5.0
"""t(4n) / t(n): 4 is linear, 16 quadratic."""
LEAST_S = 0.1
"""What the long one takes at least, to be measured at all: of less, chance is too large a part."""

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


def cpu_s(*makers: Callable[[], Callable[[], object]], times: int) -> list[float]:
    """The least of the processor's time for a call of what each makes, in turn: what else the machine does only adds to it."""
    least = [math.inf] * len(makers)
    for _ in range(times):
        for number, make in enumerate(makers):
            work = make()
            started = time.process_time()
            work()
            least[number] = min(least[number], time.process_time() - started)
    return least


@contextmanager
def as_in_a_worker() -> Iterator[None]:
    """What is loaded is left alone by the garbage collector, as workers have it.

    Without this a document is charged for looking through all modules each time that it has made enough objects, which
    a long one does and a short one does not.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def growth(n_chars: int, times: int, only: str | None = None) -> Figure:
    """t(4n) / t(n) on each adversary of all of cleaning, of its reading, and of each rule and the judge by itself."""
    faults = []
    worst, where = 0.0, ""
    n_measured = 0
    texts = [(name, make, "text") for name, make in ADVERSARIES.items()]
    for name, make, kind in texts + [(f"page of {name}", partial(page_of, make), "html") for name, make in PAGES.items()]:
        if only and name != only:
            continue
        pair = [RawArticle(made if isinstance(made, bytes) else made.encode(), "growth", kind=kind) for made in (make(n_chars), make(4 * n_chars))]  # type: ignore[arg-type]
        examine(pair[0])
        with as_in_a_worker():
            for what, (short_s, long_s) in _parts_s(pair, times):
                n_measured += 1
                if long_s < LEAST_S:
                    continue
                ratio = long_s / max(short_s, LEAST_S / MOST_GROWTH)
                if ratio > worst:
                    worst, where = ratio, f"{what} of {name}"
                if ratio > MOST_GROWTH:
                    faults.append(f"{name}: {what}: {short_s:.3f} s, {long_s:.3f} s: {ratio:.1f}")
    found = f"worst {worst:.1f} ({where}), from {n_chars:,} characters on"
    return Figure("growth of cleaning on adversarial text, t(4n)/t(n)", n_measured, found, f"at most {MOST_GROWTH:g}", tuple(faults))


def _parts_s(pair: Sequence[RawArticle], times: int) -> Iterator[tuple[str, list[float]]]:
    """What is measured → the processor's seconds for the short one and the long one."""
    yield "all of it", cpu_s(*(lambda raw=raw: partial(examine, raw) for raw in pair), times=times)  # type: ignore[misc]
    yield "reading", cpu_s(*(lambda raw=raw: partial(to_document, raw) for raw in pair), times=times)  # type: ignore[misc]
    documents = [document for raw in pair if isinstance(document := to_document(raw), Document)]
    if len(documents) < len(pair):
        return
    for name, rule in {**RULES, "judge": judge_lines}.items():
        yield name, cpu_s(*(lambda document=document, rule=rule: partial(_all_of, rule, Reading(document)) for document in documents), times=times)  # type: ignore[misc]


def _all_of(rule: Rule, reading: Reading) -> None:
    for _ in rule(reading):
        pass


@pytest.mark.slow
def test_time_grows_with_length() -> None:
    """Of every adversary; by the processor's time, the least of three."""
    assert growth(50_000, 3).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("field", ["title", "url", "published_at", "authors", "language", "publisher", "section"])
def test_a_field_of_any_length_is_read_in_no_time(field: str) -> None:
    """What a record says beside its text is short, or it is not looked at twice: a hundred thousand letters take less than ten times a hundred."""
    short, long = (RawArticle(TEXT.encode(), "field", clues=(Clue(field, "a" * n, "record"),)) for n in (100, 100_000))
    examine(short)
    short_s, long_s = cpu_s(lambda: partial(examine, short), lambda: partial(examine, long), times=2)
    assert long_s < 10 * max(short_s, 0.1)
