"""A page as the tagger of roles sees it: its lines that are not blank, and where the text seems to begin.

Nothing here knows a language. Where the text begins is guessed in several ways, because each of them is wrong on some
pages: the heaviest run of prose takes a listicle's footer, the first two paragraphs take a banner's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleaner.role_model.words import LEAST_TERM, distinct_terms, size, terms, terms_of_words

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_MARKDOWN = re.compile(r"#{1,6}\s+")
_PROSE_CHARS = 400
"""Of one line at most so many count as prose: a page's longest line is often no text at all."""
_PENALTIES = (25, 80)
"""What a short line costs a run of prose: little finds the whole of a listicle, more only what is dense."""
_SAID_CHARS = 1000
_QUANTILES = (0.01, 0.05, 0.15, 0.3)


def bare(text: str) -> tuple[str, int]:
    """A line without its outer white space and the marks of a Markdown dump; and how many `#` it had.

    >>> bare("## Night trains return ")
    ('Night trains return', 2)
    """
    text = text.strip()
    match = _MARKDOWN.match(text) if text.startswith("#") else None
    if match is None:
        return (text.strip("*_ ") or text) if text[:1] in "*_" or text[-1:] in "*_" else text, 0
    return text[match.end() :].strip("*_ "), len(match.group().rstrip())


@dataclass(slots=True)
class PageLines:
    """What is known of a page's lines, one entry a line that is not blank."""

    texts: list[str]
    """As `bare` gives them."""
    marks: list[int]
    """How many `#` stood in front."""
    folded: Sequence[str]
    words: Sequence[Sequence[str]]
    """Runs of word characters of the folded lines."""
    sizes: Floats
    is_prose: Bools
    ends: Bools
    """Whether the line ends as a sentence does."""
    is_open: Bools
    """Whether no rule has decided it."""
    is_gone: Bools
    """Whether rules have dropped or taken it."""
    codes: NDArray[np.int64]
    """What rules have said, as in `line_model.evidence`."""
    gaps: NDArray[np.int64]
    """Blank lines above."""
    is_date: Bools
    """Whether a line is nothing but a date."""
    is_by: Bools
    """Whether a line opens as a byline does."""
    prose_until: Floats = field(init=False)
    """Characters of prose above each line, as they count; one entry more than lines."""
    starts: tuple[int, ...] = field(init=False)
    """Guesses of the line where the text begins."""
    blocks: tuple[tuple[int, int], ...] = field(init=False)
    """The heaviest runs of prose, for each penalty."""
    _said: dict[int, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        prose = self.is_prose & ~self.is_gone
        weight = np.where(prose, np.minimum(self.sizes, _PROSE_CHARS), 0.0)
        self.prose_until = np.concatenate(([0.0], np.cumsum(weight)))
        self.blocks = tuple(
            _heaviest_run(np.where(prose, weight, np.where(self.is_gone, -1.5 * cost, np.where(self.ends & (self.sizes >= 40), 5.0, -cost))))
            for cost in _PENALTIES
        )
        near = np.zeros(len(prose), np.bool_)
        for step in (1, 2, 3):
            near[:-step] |= prose[step:]
        pairs = np.flatnonzero(prose & near)
        first = int(pairs[0]) if len(pairs) else int(np.argmax(prose)) if len(prose) else 0
        by_share = [int(np.searchsorted(self.prose_until, share * max(1.0, self.prose_until[-1]))) for share in _QUANTILES]
        self.starts = (*(begin for begin, _ in self.blocks), first, *by_share)

    @property
    def n(self) -> int:
        return len(self.texts)

    def terms(self, place: int) -> list[str]:
        """The terms of a line, in order."""
        folded, words = self.folded[place], self.words[place]
        # Runs of ASCII without a figure are the words that `terms` finds.
        return [word[:5] for word in words if len(word) >= LEAST_TERM] if folded.isascii() and all(map(str.isalpha, words)) else terms(folded)

    def said(self, place: int) -> frozenset[str]:
        """The terms of a line of the text, each once."""
        known = self._said.get(place)
        if known is None:
            text = self.texts[place]
            # Folding changes no term, and leaves most lines plain ASCII.
            if len(text) > _SAID_CHARS:
                known = distinct_terms(text[:_SAID_CHARS], least=3)
            elif self.folded[place].isascii():
                known = terms_of_words(self.words[place], least=3)
            else:
                known = distinct_terms(self.folded[place], least=3)
            self._said[place] = known
        return known


def sizes_of(texts: Sequence[str]) -> Floats:
    """Characters of each line, as `words.size` counts them."""
    return np.array([len(text) if text.isascii() else size(text) for text in texts], np.float64)


def _heaviest_run(values: Floats) -> tuple[int, int]:
    """First and one behind the last of the run with the greatest sum."""
    if not len(values):
        return 0, 0
    total = np.concatenate(([0.0], np.cumsum(values)))
    lowest = np.minimum.accumulate(total)
    end = int(np.argmax(total - lowest))
    return (int(np.argmin(total[: end + 1])) if end else 0), end


def distance(claim: Bools, at: NDArray[np.int64], direction: int, reach: int) -> Floats:
    """Lines to the nearest one below (1) or above (-1) of which the claim holds; `reach` + 1 when there is none as near as that."""
    out = np.full(len(at), reach + 1.0)
    if not claim.any():
        return out
    around = np.concatenate((np.zeros(reach, np.bool_), claim, np.zeros(reach, np.bool_)))
    for step in range(reach, 0, -1):
        out[around[at + (reach + direction * step)]] = step
    return out
