"""Small decision trees as arrays: no library at run time, nothing that could run code, the same sums on every machine.

Every tree has at most 16 leaves, hence 15 questions of the form "is feature f at most t". All questions are asked of
all lines at once; the answers of a tree are two bytes, and each byte looks up which leaves it leaves possible
(QuickScorer, Lucchese et al. 2015). Leaf values are whole numbers, so the order of summing cannot matter. A line that
the first trees are sure of is not shown to the others: of a page's lines nine in ten are plainly menu or plainly text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MOST_LEAVES = 16
UNIT = 4096
"""A leaf value of 1.0, in whole numbers."""
SURE_MARGIN = 3 * UNIT
"""Beyond this, after the first trees or some of the others, the rest are not asked: a probability below 0.05 or above 0.95.
On 8,000 lines of unseen pages no line changed sides behind it."""
_FIRST_TREES, _MORE_TREES = 64, 128
_CHUNK = 256
"""Lines at a time: the answers of one chunk stay in the cache."""
_SMALL_CHUNK = 64
"""… where all trees are asked at once: of 80 lines in one piece it takes half as long again."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asks:
    """The different questions of a forest, each asked once: half of them come in several trees."""

    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    place: NDArray[np.intp]
    """Bits × (2 × trees): where each bit of each byte stands among the questions."""
    base: NDArray[np.intp]
    """2 × trees × 1: where each byte's forms begin in the table of possible leaves."""

    @classmethod
    def of(cls, feature: NDArray[np.int16], threshold: NDArray[np.float32]) -> _Asks:
        n_trees = len(feature)
        both = np.stack((feature.ravel().astype(np.float64), threshold.ravel().astype(np.float64)), axis=1)
        different, place = np.unique(both, axis=0, return_inverse=True)
        by_bit = place.reshape(n_trees, 2, 8).transpose(2, 1, 0).reshape(8, 2 * n_trees)
        base = (np.arange(2 * n_trees) * 256).reshape(2, n_trees, 1)
        return cls(different[:, 0].astype(np.intp), np.ascontiguousarray(different[:, 1:], dtype=np.float32), np.ascontiguousarray(by_bit, dtype=np.intp), base)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some trees in a row, with their lookup tables."""

    asks: _Asks
    possible: NDArray[np.uint16]
    """2 × trees × 256: for each form of the first and of the second byte of answers, the leaves still possible."""
    values: NDArray[np.int16]
    base: NDArray[np.intp]
    """Trees × 1: where each tree's leaves begin in `values`."""

    @classmethod
    def of(cls, feature: NDArray[np.int16], threshold: NDArray[np.float32], sides: NDArray[np.uint16], values: NDArray[np.int16]) -> _Part:
        n_trees = len(feature)
        byte = np.arange(256)
        possible = np.full((2, n_trees, 256), 0xFFFF, np.uint16)
        for question in range(MOST_LEAVES):
            half, bit = divmod(question, 8)
            yes = (byte >> bit & 1).astype(np.bool_)
            # What the answer yes rules out is what lies below no.
            possible[half] &= ~np.where(yes, sides[:, question, 1, None], sides[:, question, 0, None])
        return cls(_Asks.of(feature, threshold), possible.ravel(), values.ravel(), (np.arange(n_trees) * MOST_LEAVES)[:, None])

    def leaves(self, columns: NDArray[np.float32]) -> NDArray[np.int64]:
        """Trees × lines: the leaf each line comes to."""
        n_trees, n = len(self.base), columns.shape[1]
        asked = (columns.take(self.asks.feature, axis=0) <= self.asks.threshold).view(np.uint8)
        # Packed by hand, one bit of all bytes at a time: numpy's packbits is twenty times slower across an axis.
        bits = asked.take(self.asks.place[7], axis=0)
        for bit in range(6, -1, -1):
            bits <<= 1
            bits |= asked.take(self.asks.place[bit], axis=0)
        forms = bits.reshape(2, n_trees, n) + self.asks.base
        left = self.possible.take(forms[0])
        left &= self.possible.take(forms[1])
        found: NDArray[np.int64] = _LOWEST_BIT.take(left)
        return found

    def margins(self, columns: NDArray[np.float32]) -> NDArray[np.int64]:
        """The sum of these trees for each line."""
        out = np.empty(columns.shape[1], np.int64)
        for start in range(0, len(out), _CHUNK):
            leaf = self.leaves(np.ascontiguousarray(columns[:, start : start + _CHUNK]))
            self.values.take(leaf + self.base).sum(axis=0, dtype=np.int64, out=out[start : start + _CHUNK])
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees over named features."""

    names: tuple[str, ...]
    feature: NDArray[np.int16]
    """Trees × 16: which feature each question is about. A question above another in the tree has the lower number."""
    threshold: NDArray[np.float32]
    """Trees × 16: the answer is yes when the feature is at most this."""
    sides: NDArray[np.uint16]
    """Trees × 16 × 2: the leaves below the answers yes and no, as bits; none for a question that is not used."""
    values: NDArray[np.int16]
    """Trees × 16: what each leaf adds to the margin, in `UNIT`s."""
    bias: int
    _parts: tuple[_Part, ...]

    @classmethod
    def of(
        cls,
        names: tuple[str, ...],
        feature: NDArray[np.int16],
        threshold: NDArray[np.float32],
        sides: NDArray[np.uint16],
        values: NDArray[np.int16],
        bias: int,
    ) -> Forest:
        """A forest with its lookup tables, which are made and not stored."""
        n_trees = len(feature)
        shape = (n_trees, MOST_LEAVES)
        if not feature.shape == threshold.shape == values.shape == sides.shape[:2] == shape or sides.shape[2:] != (2,):
            raise ValueError("the arrays of a forest are not trees × 16")
        if n_trees and not (int(feature.min()) >= 0 and int(feature.max()) < len(names)):
            raise ValueError("a question is about a feature that is not there")
        parts = tuple(_Part.of(feature[part], threshold[part], sides[part], values[part]) for part in _slices(n_trees))
        return cls(names, feature, threshold, sides, values, bias, parts)

    def margins(self, columns: NDArray[np.float32]) -> NDArray[np.int64]:
        """The sum of the trees for each line, in `UNIT`s, or of as many as were needed to be sure; `columns` has features × lines."""
        out = np.full(columns.shape[1], self.bias, np.int64)
        unsure: NDArray[np.intp] | None = None
        for number, part in enumerate(self._parts):
            if number:
                unsure = np.flatnonzero(np.abs(out) <= SURE_MARGIN)
                if not len(unsure):
                    break
            out[slice(None) if unsure is None else unsure] += part.margins(columns if unsure is None else columns.take(unsure, axis=1))
        return out

    def sums(self, columns: NDArray[np.float32]) -> NDArray[np.int64]:
        """The sum of all trees for each line: for an order of lines, where a sure line must not be left unfinished."""
        out = np.full(columns.shape[1], self.bias, np.int64)
        for part in self._parts:
            out += part.margins(columns)
        return out

    def tree_values(self, columns: NDArray[np.float32]) -> NDArray[np.int64]:
        """Trees × lines: what each tree adds, where several small forests are asked as one."""
        return np.concatenate([part.values.take(part.leaves(columns) + part.base) for part in self._parts]).astype(np.int64)

    def contributions(self, column: NDArray[np.float32]) -> dict[str, float]:
        """How far each feature moved one line's margin: along each tree's path, the change of the mean leaf below."""
        out: dict[str, float] = {}
        leaves = [leaf for part in self._parts for leaf in part.leaves(column[:, None])[:, 0].tolist()]
        for tree, leaf in enumerate(leaves):
            for question in range(MOST_LEAVES):
                yes, no = (int(side) for side in self.sides[tree, question])
                if not (yes | no) >> leaf & 1:
                    continue
                taken = yes if yes >> leaf & 1 else no
                name = self.names[int(self.feature[tree, question])]
                out[name] = out.get(name, 0.0) + (self._mean(tree, taken) - self._mean(tree, yes | no)) / UNIT
        return out

    def _mean(self, tree: int, leaves: int) -> float:
        chosen = [int(self.values[tree, leaf]) for leaf in range(MOST_LEAVES) if leaves >> leaf & 1]
        return sum(chosen) / len(chosen)


def sums_together(forests: tuple[Forest, ...], columns: NDArray[np.float32]) -> list[NDArray[np.int64]]:
    """`sums` of several forests over the same features, in one pass: of a page's few candidates the passes are what takes time."""
    if not all(len(forest.feature) for forest in forests):
        return [forest.sums(columns) for forest in forests]
    part, begins = _joined(forests)
    out = np.empty((len(forests), columns.shape[1]), np.int64)
    for start in range(0, columns.shape[1], _SMALL_CHUNK):
        leaf = part.leaves(np.ascontiguousarray(columns[:, start : start + _SMALL_CHUNK]))
        out[:, start : start + _SMALL_CHUNK] = np.add.reduceat(part.values.take(leaf + part.base), begins, axis=0, dtype=np.int64)
    return [forest.bias + sums for forest, sums in zip(forests, out, strict=True)]


@lru_cache(8)
def _joined(forests: tuple[Forest, ...]) -> tuple[_Part, NDArray[np.intp]]:
    """All trees of some forests as one part, and where each forest's begin."""
    arrays = [np.concatenate([getattr(forest, name) for forest in forests]) for name in ("feature", "threshold", "sides", "values")]
    begins = np.cumsum([0, *(len(forest.feature) for forest in forests[:-1])])
    return _Part.of(*arrays), begins


def _slices(n_trees: int) -> Iterator[slice]:
    if n_trees:
        yield slice(0, _FIRST_TREES)
    yield from (slice(at, at + _MORE_TREES) for at in range(_FIRST_TREES, n_trees, _MORE_TREES))


_LOWEST_BIT = np.zeros(1 << MOST_LEAVES, np.int64)
for _bit in range(MOST_LEAVES):
    _LOWEST_BIT[1 << _bit :: 1 << (_bit + 1)] = _bit
