"""A page in one style as the judge will meet it: lines, what the rules said of them, and which of them are body.

The rules run as they do when articles are cleaned, so the judge learns to use what they say, and is scored on the
text that would be published.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain

from cleaner import pipeline
from cleaner.article import Fate, RawArticle, Rejection
from cleaner.line_model import evidence
from cleaner.line_model.lines import Given
from cleaner.rules import RULES, sureness
from cleaner.rules.headings import section_heading
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
    kept: tuple[str | None, ...]
    """What stays of each line that a rule has decided; None for the judge's lines."""
    labels: tuple[float, ...]
    """The share of each line that is body."""
    gold: tuple[str, ...]
    """The body; trafilatura's answer where nobody told it."""
    trust: float
    """How far the gold is to be believed, 0 to 1."""
    subtitle: str | None
    """The standfirst that the rules found: put back where the gold counts it as body."""
    stays_from: tuple[int, ...] = ()
    """The chance in thousandths from which a line stays whatever the model's threshold: lower for sentences and headings."""


def make_dumps(pages: Sequence[Page], workers: int) -> list[Dump]:
    """All pages in all styles, in the order of the pages."""
    with ProcessPoolExecutor(workers) as pool:
        return list(chain.from_iterable(pool.map(_dumps_of, pages, chunksize=4)))


def _dumps_of(page: Page) -> list[Dump]:
    html = page.read()
    gold = page.paragraphs or tuple(_by_trafilatura(html).split("\n"))
    trust = 1.0 if page.paragraphs else _trust(gold, page)
    made = (_dump(page, style, render(html, style), gold, trust) for style in STYLES)
    return [dump for dump in made if dump is not None]


def _dump(page: Page, style: str, text: str, gold: tuple[str, ...], trust: float) -> Dump | None:
    document = pipeline.to_document(RawArticle(text.encode("utf-8", "surrogatepass"), f"{page.id}.txt"))
    if isinstance(document, Rejection):
        # Still a page to be scored: an empty dump has an empty text.
        return Dump(page, style, Given((), (), ()), (), (), gold, trust, None)
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
    headings = {verdict.line - 1 for verdict in section_heading(reading)}
    subtitle = next((value for said in reading.verdicts.values() for v in said for field, value in v.reads if field == "subtitle"), None)
    return Dump(
        page,
        style,
        Given(lines, tuple(i + 1 for i in reading.solid), tuple(evidence.code(reading.verdicts.get(i)) for i in reading.solid)),
        tuple(None if reading.is_open(i) else _what_stays(reading, i) for i in reading.solid),
        tuple(labels),
        gold,
        trust,
        subtitle,
        tuple(_stays_from(reading, i, headings) for i in reading.solid),
    )


def _stays_from(reading: Reading, index: int, headings: AbstractSet[int]) -> int:
    """As `sureness` has it, but for what it spares beside the text of short documents and lists."""
    if sureness.is_sentence(reading, index):
        return round(1000 * sureness.SURELY_NOT_BODY)
    if index not in headings:
        return 1000
    return round(1000 * (sureness.SURELY_NOT_BODY if len(reading.solid) <= sureness.SHORT_LINES else sureness.SURELY_NO_HEADING))


def _what_stays(reading: Reading, index: int) -> str:
    """The characters of a decided line that are in no span that is dropped or taken."""
    text, at, out = reading.texts[index], 0, []
    for verdict in sorted(reading.verdicts[index], key=lambda v: v.start):
        out.append(text[at : verdict.start])
        end = len(text) if verdict.end is None else verdict.end
        if verdict.fate is Fate.KEEP:
            out.append(text[verdict.start : end])
        at = end
    return " ".join([*out, text[at:]]).strip()


def _by_trafilatura(html: str) -> str:
    """The body by an extractor that sees the page's HTML: labels for pages that nobody has read."""
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def _trust(gold: Sequence[str], page: Page) -> float:
    """Full where the extractor's text holds all that it must and nothing that it must not; less with each fault."""
    squeezed = " ".join("".join(words(paragraph)) for paragraph in gold)
    faults = sum("".join(words(s)) not in squeezed for s in page.with_) + sum("".join(words(s)) in squeezed for s in page.without)
    return (1.0, 0.5, 0.25)[min(2, faults)]
