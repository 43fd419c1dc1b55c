"""Time grows with the length of a document and not with its square: a page that is four times as long takes four times as long."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import Literal

import pytest

from cleaner.article import Clue, RawArticle, Rejection, Verdict
from cleaner.line_model import LineJudge
from cleaner.line_model.forest import Forest
from cleaner.line_model.model import LineModel, built_in
from cleaner.pipeline import examine, to_document
from cleaner.rules import RULES
from cleaner.rules.reading import Reading, Rule
from tests.trust.figures import Figure
from tests.trust.hostile import SENTENCES, TEXT

MOST_GROWTH = 5.0
"""t(4n) / t(n): 4 is linear, 16 quadratic."""
LEAST_S = 0.5
"""What the long one takes at least, to be measured at all: of less, chance and caches are too large a part."""

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


def cpu_s(make: Callable[[], Callable[[], object]], times: int) -> float:
    """The least of the processor's time for a call of what is made: what else the machine does only adds to it."""
    least = math.inf
    for _ in range(times):
        work = make()
        started = time.process_time()
        work()
        least = min(least, time.process_time() - started)
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
    worst, where, n_measured = 0.0, "", 0
    kinds = [(name, make, "text") for name, make in ADVERSARIES.items()] + [(f"page of {name}", make, "html") for name, make in PAGES.items()]
    for name, make, kind in kinds:
        if only and name != only:
            continue
        case = _Case(make, kind, n_chars)
        examine(case.short)  # what is loaded once is loaded
        with as_in_a_worker():
            for what in WHAT:
                n_measured += 1
                ratio = case.ratio(what, times)
                if ratio > MOST_GROWTH:
                    faults.append(f"{name}: {what}: {ratio:.1f} from {n_chars:,} characters on")
                if ratio > worst:
                    worst, where = ratio, f"{what} of {name}"
    found = f"worst {worst:.1f} ({where}), from {n_chars:,} characters on"
    return Figure("growth of cleaning on adversarial text, t(4n)/t(n)", n_measured, found, f"at most {MOST_GROWTH:g}", tuple(faults))


class _AskedInFull(Forest):
    """A forest that shows every line to all its trees."""

    __slots__ = ()
    margins = Forest.sums


def judged_in_full(reading: Reading) -> Iterable[Verdict]:
    """The judge at its dearest: it asks all trees about each line, as of lines that it is not sure of.

    In use it stops after the first trees where these are sure, and more of them may be sure in a short page than in a long one that
    says the same ("short lines": t(4n)/t(n) was 11.0 there, and 4.8 from 4n to 16n). What a line can cost at most is the same in both.
    """
    return LineJudge(_model_in_full())(reading)


@cache
def _model_in_full() -> LineModel:
    model = built_in()
    first, second = (_AskedInFull.of(f.names, f.feature, f.threshold, f.sides, f.values, f.bias) for f in (model.first, model.second))
    return replace(model, first=first, second=second)


EVERY_RULE: dict[str, Rule] = {**RULES, "judge": judged_in_full}
WHAT = ("all of it", "reading", *EVERY_RULE)


class _Case:
    """An adversary at n and at 4n characters."""

    def __init__(self, make: Callable[[int], str], kind: Literal["text", "html"], n_chars: int) -> None:
        self.short, self.long = (RawArticle(make(n).encode() if kind == "text" else page_of(make, n), "growth", kind=kind) for n in (n_chars, 4 * n_chars))
        self._documents = {raw: to_document(raw) for raw in (self.short, self.long)}

    def ratio(self, what: str, times: int) -> float:
        """t(4n) / t(n); 0 where that is too little to measure. Once, and up to `times` times in turn, the least of each, if it is too much."""
        long_s = short_s = math.inf
        for _ in range(times):
            long_s = min(long_s, cpu_s(self._work(what, self.long), 1))
            if long_s < LEAST_S:
                return 0.0
            short_s = min(short_s, cpu_s(self._work(what, self.short), 1))
            if long_s / short_s <= MOST_GROWTH:
                break
        return long_s / short_s

    def _work(self, what: str, raw: RawArticle) -> Callable[[], Callable[[], object]]:
        document = self._documents[raw]
        if what == "all of it":
            return lambda: partial(examine, raw)
        if what == "reading" or isinstance(document, Rejection):
            return lambda: partial(to_document, raw)
        return lambda: partial(_all_of, EVERY_RULE[what], Reading(document))


def _all_of(rule: Rule, reading: Reading) -> None:
    for _ in rule(reading):
        pass


@pytest.mark.slow
def test_time_grows_with_length() -> None:
    """Of every adversary; by the processor's time, the least of three where that matters."""
    assert growth(50_000, 3).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("field", ["title", "url", "published_at", "authors", "language", "publisher", "section"])
def test_a_field_of_any_length_is_read_in_no_time(field: str) -> None:
    """What a record says beside its text is short, or it is not looked at twice: a hundred thousand letters take less than ten times a hundred."""
    short, long = (RawArticle(TEXT.encode(), "field", clues=(Clue(field, "a" * n, "record"),)) for n in (100, 100_000))
    examine(short)
    assert cpu_s(lambda: partial(examine, long), 2) < 10 * max(cpu_s(lambda: partial(examine, short), 2), 0.1)
