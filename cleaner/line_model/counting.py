"""Counting over lines that lie end to end: sums over windows, nearest lines, best stretches, and none across documents.

Vectorised over a batch of documents; `tests/line_model/test_features.py` holds it to one document at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.line_model.lines import Bools, Ints, Lines

Floats = NDArray[np.float32]

_MOST_FEATURES = 192


class Columns:
    """Named features, a row each, of the lines of a batch."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.names: list[str] = []
        self._table = np.empty((_MOST_FEATURES, n), np.float32)

    def add(self, name: str, values: NDArray[Any]) -> None:
        self._table[len(self.names)] = values
        self.names.append(name)

    def stacked(self) -> Floats:
        """Features × lines: a tree reads one feature of many lines."""
        return self._table[: len(self.names)]


def clamp(values: NDArray[Any], low: int, high: NDArray[Any] | int) -> NDArray[Any]:
    """The same as `np.clip`, which takes ten times as long over a page's few lines."""
    out: NDArray[Any] = np.minimum(np.maximum(values, low), high)
    return out


def ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = np.divide(part, np.maximum(whole, 1), dtype=np.float64)
    return out


def shifted(values: NDArray[Any], lines: Lines, step: int, outside: int) -> NDArray[Any]:
    """The value `step` lines below each line, `outside` beyond the document."""
    at = np.arange(lines.n) + step
    inside = (at >= lines.first) & (at <= lines.last)
    return np.where(inside, values[clamp(at, 0, max(0, lines.n - 1))], outside)


def window_sum(total: NDArray[Any], lines: Lines, above: int, below: int) -> NDArray[Any]:
    """Sum over the lines from `above` lines above to `below` lines below; `total` is a running sum with a 0 in front."""
    at = np.arange(lines.n)
    out: NDArray[Any] = total[np.minimum(at + below, lines.last) + 1] - total[np.maximum(at - above, lines.first)]
    return out


def running(values: NDArray[Any]) -> NDArray[Any]:
    out = np.zeros(len(values) + 1, np.int64 if values.dtype.kind in "iub" else np.float64)
    np.cumsum(values, out=out[1:])
    return out


def last_where(claim: Bools, lines: Lines) -> Ints:
    """Index of the nearest line at or above each line of which the claim holds; one above the document if there is none."""
    at = np.where(claim, np.arange(lines.n), -1)
    return np.maximum(np.maximum.accumulate(at), lines.first - 1) if lines.n else at


def next_where(claim: Bools, lines: Lines) -> Ints:
    """… at or below each line; one below the document if there is none."""
    at = np.where(claim, np.arange(lines.n), lines.n)
    return np.minimum(np.minimum.accumulate(at[::-1])[::-1], lines.last + 1) if lines.n else at


class Live:
    """The lines that are left when those that rules have taken out, and those the page repeats, are not counted.

    "Article content" between any two paragraphs must not make each paragraph an island.
    """

    def __init__(self, claim: Bools, lines: Lines) -> None:
        self.lines = lines
        self.claim = claim
        self.index = np.flatnonzero(claim)
        count = running(claim)
        self.above = count[:-1]
        """How many live lines are above each line (of the batch)."""
        self.below = count[1:]
        """The place of the first live line below."""
        self.first = count[lines.first]
        self.stop = count[lines.last + 1]
        self._near: dict[int, tuple[Ints, Bools]] = {}
        self._window: dict[int, tuple[Ints, Ints]] = {}

    def near(self, values: NDArray[Any], step: int, outside: int) -> NDArray[Any]:
        """The value of the live line so many live lines below (or above, when negative)."""
        if step not in self._near:
            place = self.above + step if step < 0 else self.below + step - 1
            inside = (place >= self.first) & (place < self.stop)
            at = self.index[clamp(place, 0, len(self.index) - 1)] if len(self.index) else np.zeros(self.lines.n, np.int64)
            self._near[step] = at, inside
        at, inside = self._near[step]
        return np.where(inside, values[at], outside)

    def total(self, values: NDArray[Any]) -> NDArray[Any]:
        """A running sum over live lines, for `window`."""
        return running(values[self.index])

    def window(self, total: NDArray[Any], step: int) -> NDArray[Any]:
        """Sum over so many live lines below (or above)."""
        if step not in self._window:
            edges = (np.maximum(self.above + step, self.first), self.above) if step < 0 else (self.below, np.minimum(self.below + step, self.stop))
            self._window[step] = edges
        begin, end = self._window[step]
        out: NDArray[Any] = total[end] - total[begin]
        return out


def best_run(scores: Ints, lines: Lines) -> tuple[Ints, Ints]:
    """First and last line of each document's stretch with the greatest sum of scores (Kadane's, over running sums).

    Each document's sums are shifted below those of the one before, so that one running minimum serves the batch.
    """
    filled = np.flatnonzero(lines.starts[1:] > lines.starts[:-1])
    begin = np.zeros(len(lines.starts) - 1, np.int64)
    end = np.full(len(lines.starts) - 1, -1, np.int64)
    if not len(filled):
        return begin, end
    step = int(np.abs(scores).sum()) + 1
    sums = running(scores)
    above = sums[:-1] - sums[lines.first] - lines.doc * (2 * step)
    lowest = np.minimum.accumulate(above)
    gain = sums[1:] - sums[lines.first] - lines.doc * (2 * step) - lowest
    heads = lines.starts[:-1][filled]
    most = np.maximum.reduceat(gain, heads)
    is_end = gain == np.repeat(most, np.diff(np.append(heads, lines.n)))
    at = next_where(is_end, lines)[heads]
    end[filled] = at
    is_low = above == lowest[at][np.searchsorted(filled, lines.doc)]
    begin[filled] = next_where(is_low, lines)[heads]
    return begin, end
