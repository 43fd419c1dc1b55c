"""Why a line was judged as it was, in words with figures that a reader can check against the page.

"below the text, which ends on line 38; 0 of 4 neighbours are text; p(body) = 0.02"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.line_model import evidence as e
from cleaner.line_model.counting import best_run, last_where, running, window_sum
from cleaner.line_model.lines import Bools, Ints, Lines

_CHANCES = tuple(f"p(body) = {chance / 1000:.2f}" for chance in range(1001))
_NEIGHBOURS = tuple(f"; {near} of {around} neighbours are text; " for around in range(5) for near in range(5))
_MARKERS = (e.COMMENTS, e.PROMO, e.ASKING, e.SHARING)
_FAR = 40
"""A marker further above says nothing any more, except that of comments, below which all are comments."""
_WITHIN, _ABOVE, _BELOW, _NOWHERE = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """What reasons are made of, for a whole batch at once: one pass costs little more than one document's would."""

    begin: Ints
    """Of each document the place of its text's first line in the batch."""
    end: Ints
    """… and of its last; before `begin` when nothing is text."""
    side: list[int]
    """Of each line, where it lies: `_WITHIN` the text, …"""
    neighbours: list[int]
    """… how many of its two neighbours above and two below are text, and how many there are, as an index into `_NEIGHBOURS`."""
    short: list[bool]
    marker: list[int]
    """The place of the marker in the text or below it that the line is below; -1 when there is none."""
    decided: list[int]

    @classmethod
    def of(cls, lines: Lines, chances: Ints, threshold: int) -> Overview:
        decided = lines.decided
        text: Bools = ((chances >= threshold) & (decided == e.OPEN)) | (decided == e.KEPT)
        size = np.minimum(lines.size, 1500)
        begin, end = best_run(np.where(text, size, -np.minimum(size, 40)), lines)
        total = running(text)
        n_text = total[lines.starts[1:]] - total[lines.starts[:-1]]
        end = np.where(n_text > 0, end, begin - 1)
        at = np.arange(lines.n)
        own_begin, own_end = begin[lines.doc], end[lines.doc]
        side = np.where(own_end < own_begin, _NOWHERE, np.where(at < own_begin, _ABOVE, np.where(at > own_end, _BELOW, _WITHIN)))
        near = window_sum(total, lines, 2, 2) - text
        around = np.minimum(2, at - lines.first) + np.minimum(2, lines.last - at)
        marker: Ints = last_where(np.isin(decided, _MARKERS), lines)
        marker = np.where((marker >= lines.first) & (at - marker <= _FAR), marker, -1)
        # The comments' own mark holds to the end of the page once the text is over.
        comments = last_where(decided == e.COMMENTS, lines)
        marker = np.where((comments >= lines.first) & (comments > own_end), comments, marker)
        marker = np.where(marker >= own_begin, marker, -1)
        short = (lines.size < 60) & (lines.n_words < 12)
        return cls(begin, end, side.tolist(), (around * 5 + near).tolist(), short.tolist(), marker.tolist(), decided.tolist())


class Reasons:
    """What can be said of the lines of one document of a batch."""

    def __init__(self, overview: Overview, document: int, start: int, numbers: Sequence[int]) -> None:
        self.overview = overview
        self.start = start
        self.numbers = numbers
        begin, end = int(overview.begin[document]) - start, int(overview.end[document]) - start
        first, last = (numbers[begin], numbers[end]) if end >= begin else (0, 0)
        self._where = (
            f"within the text (lines {first}-{last})",
            f"above the text, which begins on line {first}",
            f"below the text, which ends on line {last}",
            "no line of the page reads like an article's",
        )

    def of(self, place: int, chance: int, *, kept: bool) -> tuple[str, str]:
        """For the line at this place among those of the document that are not blank: what it is if it goes, and why.

        What it is, is the best guess from its place; `boilerplate` without one.
        """
        at = self.start + place
        seen = self.overview
        side = seen.side[at]
        figures = _NEIGHBOURS[seen.neighbours[at]] + _CHANCES[chance]
        kind = "navigation" if seen.short[at] and side in {_ABOVE, _BELOW} else "boilerplate"
        marker = seen.marker[at]
        if marker < 0 or kept or side == _NOWHERE:
            return (kind, self._where[side] + figures)
        said = seen.decided[marker]
        if side == _BELOW and said in {e.COMMENTS, e.PROMO}:
            kind = e.CODES[said]
        return (kind, f"{self._where[side]}; below the {e.CODES[said]} on line {self.numbers[marker - self.start]}{figures}")
