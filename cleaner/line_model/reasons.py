"""Why a line was judged as it was, in words with figures that a reader can check against the page.

"below the text, which ends on line 38; 0 of 4 neighbours are text; p(body) = 0.02"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.line_model import evidence as e
from cleaner.line_model.features import best_run, last_where, running, window_sum
from cleaner.line_model.lines import Bools, Ints, Lines
from cleaner.line_model.model import Judged

_CHANCES = tuple(f"p(body) = {chance / 1000:.2f}" for chance in range(1001))
_MARKERS = (e.COMMENTS, e.PROMO, e.ASKING, e.SHARING)
_FAR = 40
"""A marker further above says nothing any more, except that of comments, below which all are comments."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line's judgement in words."""

    kind: str
    """Of a line that is dropped: the best guess at what it is, `boilerplate` without one."""
    because: str


class Reasons:
    """What can be said of the lines of one judged document."""

    def __init__(self, judged: Judged, numbers: Sequence[int], threshold: int) -> None:
        n = len(judged.chances)
        part = slice(judged.start, judged.start + n)
        self.chances: list[int] = judged.chances.tolist()
        self.numbers = numbers
        lines = _alone(judged.lines, part)
        decided = lines.decided
        text: Bools = ((judged.chances >= threshold) & (decided == e.OPEN)) | (decided == e.KEPT)
        size = np.minimum(lines.size, 1500)
        score = np.where(text, size, -np.minimum(size, 40))
        begin, end = best_run(score, lines)
        self.begin, self.end = int(begin[0]), int(end[0])
        total = running(text)
        at = np.arange(n)
        self.near: list[int] = (window_sum(total, lines, 2, 2) - text).tolist()
        self.around: list[int] = (np.minimum(2, at) + np.minimum(2, n - 1 - at)).tolist()
        self.short: list[bool] = ((lines.size < 60) & (lines.n_words < 12)).tolist()
        marker: Ints = last_where(np.isin(decided, _MARKERS), lines)
        comments = last_where(decided == e.COMMENTS, lines)
        # The comments' own mark holds to the end of the page once the text is over.
        marker = np.where((comments > self.end) & (comments >= 0), comments, np.where(at - marker <= _FAR, marker, -1))
        self.marker: list[int] = marker.tolist()
        self.decided: list[int] = decided.tolist()
        self.has_text = self.end >= self.begin and bool(text.any())

    def of(self, index: int, *, kept: bool) -> Reason:
        """For the line at this place among those that are not blank."""
        chance = _CHANCES[self.chances[index]]
        near = f"{self.near[index]} of {self.around[index]} neighbours are text"
        if not self.has_text:
            return Reason("boilerplate", f"no line of the page reads like an article's; {chance}")
        if self.begin <= index <= self.end:
            where = f"within the text (lines {self.numbers[self.begin]}-{self.numbers[self.end]})"
            kind = "boilerplate"
        elif index < self.begin:
            where = f"above the text, which begins on line {self.numbers[self.begin]}"
            kind = "navigation" if self.short[index] else "boilerplate"
        else:
            where = f"below the text, which ends on line {self.numbers[self.end]}"
            kind = "navigation" if self.short[index] else "boilerplate"
        marker = self.marker[index]
        if marker >= 0 and not kept and (marker > self.end or self.begin <= marker):
            said = self.decided[marker]
            where += f"; below the {e.CODES[said]} on line {self.numbers[marker]}"
            if index > self.end and said in {e.COMMENTS, e.PROMO}:
                kind = e.CODES[said]
        return Reason(kind, f"{where}; {near}; {chance}")


def _alone(lines: Lines, part: slice) -> Lines:
    """The arrays of one document of a batch: those that the reasons need."""
    n = part.stop - part.start
    zeros = np.zeros(n, np.int64)
    return Lines(
        n=n,
        starts=np.array([0, n]),
        doc=zeros,
        first=zeros,
        last=np.full(n, n - 1),
        counts=lines.counts[part],
        n_chars=lines.n_chars[part],
        indent=lines.indent[part],
        size=lines.size[part],
        n_words=lines.n_words[part],
        n_small=lines.n_small[part],
        n_titled=lines.n_titled[part],
        n_numbers=lines.n_numbers[part],
        head=lines.head[part],
        tail=lines.tail[part],
        tail_before=lines.tail_before[part],
        gap=lines.gap[part],
        hash_=lines.hash_[part],
        decided=lines.decided[part],
        repeated=lines.repeated[part],
        word_line=zeros[:0],
        word_bucket=zeros[:0],
    )
