"""A page in one style as the judge will meet it: lines, what the rules said of them, and which of them are body.

The rules run as they do when articles are cleaned, so the judge learns to use what they say, and is scored on the
text that would be published.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain

from cleaner import pipeline
from cleaner.article import RawArticle, Rejection
from cleaner.line_model import evidence
from cleaner.line_model.lines import Given
from cleaner.rules import RULES
from cleaner.rules.reading import Reading
from train.gold import label_lines, snippet_labels, words
from train.pages import Page
from train.renderings import STYLES, render


@dataclass(frozen=True, slots=True)
class Dump:
    """One page in one style."""

    page: Page
    style: str
    given: Given
    labels: tuple[float, ...]
    """The share of each line that is body."""
    gold: tuple[str, ...]
    """The body; trafilatura's answer where nobody told it."""
    trust: float
    """How far the gold is to be believed, 0 to 1."""
    text: str = ""
    """The dump itself, to be cleaned when the judge is scored; of a cut nothing."""


def make_dumps(pages: Sequence[Page], workers: int) -> list[Dump]:
    """All pages in all styles, in the order of the pages."""
    with ProcessPoolExecutor(workers) as pool:
        return list(chain.from_iterable(pool.map(_dumps_of, pages, chunksize=4)))


def _dumps_of(page: Page) -> list[Dump]:
    html = page.read()
    gold = page.paragraphs or tuple(_by_trafilatura(html).split("\n"))
    trust = 1.0 if page.paragraphs else _trust(gold, page)
    return [_dump(page, style, render(html, style), gold, trust) for style in STYLES]


def _dump(page: Page, style: str, text: str, gold: tuple[str, ...], trust: float) -> Dump:
    document = pipeline.to_document(raw_of(page, text))
    if isinstance(document, Rejection):
        # Still a page to be scored: an empty dump has an empty text.
        return Dump(page, style, Given((), (), ()), (), gold, trust, text)
    reading = Reading(document)
    reading.language = pipeline.detect_language(reading)[0]
    # No publisher's own file: the judge is for publishers that have none.
    for name, rule in RULES.items():
        if name not in evidence.NO_EVIDENCE:
            reading.decide(rule(reading))
    lines = tuple(reading.texts[i] for i in reading.solid)
    labels = label_lines(lines, gold)
    if not page.paragraphs:
        labels = snippet_labels(lines, labels, page.with_, page.without)
    numbers = tuple(i + 1 for i in reading.solid)
    return Dump(page, style, Given(lines, numbers, tuple(evidence.code(reading.verdicts.get(i)) for i in reading.solid)), tuple(labels), gold, trust, text)


def raw_of(page: Page, text: str) -> RawArticle:
    """A dump as an input of `clean build`."""
    return RawArticle(text.encode("utf-8", "surrogatepass"), f"{page.id}.txt")


def _by_trafilatura(html: str) -> str:
    """The body by an extractor that sees the page's HTML: labels for pages that nobody has read."""
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def _trust(gold: Sequence[str], page: Page) -> float:
    """Full where the extractor's text holds all that it must and nothing that it must not; less with each fault."""
    squeezed = " ".join("".join(words(paragraph)) for paragraph in gold)
    faults = sum("".join(words(s)) not in squeezed for s in page.with_) + sum("".join(words(s)) in squeezed for s in page.without)
    return (1.0, 0.5, 0.25)[min(2, faults)]
