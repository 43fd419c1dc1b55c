"""The measures: body F1 over 4-grams averaged over pages, and what became of each line that the gold body holds.

The F1 is that of the public article-extraction benchmarks: multisets of 4-grams of word tokens (one token a
character in scripts written without spaces), precision and recall averaged over pages, F1 of the two averages.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff"
_TOKEN = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_N = 4


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)))


def grams(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    if not words:
        return Counter()
    if len(words) < _N:
        return Counter([tuple(words)])
    return Counter(zip(*(words[i:] for i in range(_N)), strict=False))


@dataclass(frozen=True)
class Page:
    """One page's counts."""

    precision: float | None
    recall: float | None
    exact: bool
    extra: int
    said: int


def page_score(gold: Iterable[str], text: str) -> Page:
    """How a text compares with the gold paragraphs of its page. Precision is None for an empty text."""
    want, have = tokens("\n".join(gold)), tokens(text)
    wanted, had = grams(want), grams(have)
    hit = sum(min(count, had[key]) for key, count in wanted.items() if key in had)
    said = sum(had.values())
    return Page(hit / said if said else None, hit / sum(wanted.values()) if wanted else None, want == have, said - hit, said)


def summary(pages: Sequence[Page]) -> dict[str, float]:
    """Averages over pages, and the share of what was said that is not in the gold."""
    precision = _mean([page.precision for page in pages if page.precision is not None])
    recall = _mean([page.recall for page in pages if page.recall is not None])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    extra = sum(page.extra for page in pages) / max(1, sum(page.said for page in pages))
    return {"pages": len(pages), "f1": f1, "precision": precision, "recall": recall, "exact": _mean([page.exact for page in pages]), "chrome_share": extra}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def is_gold_line(line: str, gold_lines: set[str], gold_text: str) -> bool:
    """Whether a line of a dump is body: a gold paragraph, or at least 25 characters that stand in one."""
    squeezed = "".join(tokens(line)).casefold()
    return bool(squeezed) and (squeezed in gold_lines or (len(squeezed) >= 25 and squeezed in gold_text))


def gold_index(paragraphs: Iterable[str]) -> tuple[set[str], str]:
    squeezed = ["".join(tokens(paragraph)).casefold() for paragraph in paragraphs]
    return set(squeezed), "\n".join(squeezed)
