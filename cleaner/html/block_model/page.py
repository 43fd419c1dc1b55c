"""A page's lines as arrays: what the judge of blocks looks at, and sums over the elements that hold the lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.article import Markup
from cleaner.html.block_model.shapes import SHAPE, shapes

Floats = NDArray[np.float64]

_LETTERS = re.compile(r"[\W_]+")
_LONGEST_SAME = 300
MOST_CHARS = 1500
"""What is beyond makes a line no more of a paragraph."""
UP = 8
"""How many of the elements around a line are looked at one by one."""


class PageLines:
    """Arrays over the lines of one page."""

    def __init__(self, texts: Sequence[str], marks: Sequence[Markup]) -> None:
        self.texts, self.marks = texts, marks
        self.n = len(texts)
        self.chars = np.fromiter((len(text) for text in texts), np.float64, self.n)
        self.shape = shapes(texts)
        # A character of East Asian scripts says as much as two letters.
        self.size = np.minimum(self.chars + self.shape[SHAPE.index("n_dense")], MOST_CHARS)
        self.link = np.fromiter((mark.link_share for mark in marks), np.float64, self.n)
        self.elements = Elements(marks)
        paths: dict[tuple[str, ...], int] = {}
        self.kin = np.fromiter([paths.setdefault(mark.names, len(paths)) for mark in marks], np.int64, self.n)
        """For each line the number of its elements' names, a place in `paths`."""
        self.paths = list(paths)
        """The different names of elements around a line, in order of appearance: a page has a third as many as lines."""
        self.kin_above = _groups([names[1:] for names in self.paths])[self.kin]
        counts = Counter(text for text in texts if len(text) <= _LONGEST_SAME)
        self.n_same = np.fromiter((counts[text] for text in texts), np.float64, self.n)

    def shifted(self, values: NDArray[Any], step: int, outside: float = -1.0) -> Floats:
        """The value so many lines below (or above, when negative)."""
        out = np.full(self.n, outside, np.float64)
        if step > 0:
            out[: max(0, self.n - step)] = values[step:]
        else:
            out[-step:] = values[: max(0, self.n + step)]
        return out


class Elements:
    """Sums over the elements around the lines."""

    def __init__(self, marks: Sequence[Markup]) -> None:
        self.n = len(marks)
        lengths = np.fromiter((len(mark.around) for mark in marks), np.int64, self.n)
        flat = np.fromiter(chain.from_iterable(mark.around for mark in marks), np.int64, int(lengths.sum()))
        self.numbers, self.element = np.unique(flat, return_inverse=True) if len(flat) else (flat, flat)
        self.n_elements = max(1, len(self.numbers))
        self.line = np.repeat(np.arange(self.n), lengths)
        starts = np.cumsum(lengths) - lengths
        self.up = np.full((UP, self.n), -1, np.int64)
        for step in range(UP):
            has = lengths > step
            self.up[step, has] = self.element[starts[has] + step]

    def total(self, values: NDArray[Any]) -> Floats:
        """For each element the sum over the lines in it."""
        return np.bincount(self.element, weights=values[self.line].astype(np.float64), minlength=self.n_elements).astype(np.float64)

    def at(self, totals: Floats, step: int, outside: float) -> Floats:
        """For each line the total of the element so many steps up."""
        element = self.up[step]
        return np.where(element >= 0, totals[np.maximum(element, 0)], outside)

    def smallest(self, totals: Floats, sizes: Floats, least: float) -> tuple[NDArray[np.int64], float]:
        """The lines of the element with the smallest size that has at least so much of the total, and the total's share of its size."""
        if not self.n or not bool((totals >= least).any()):
            return np.zeros(0, np.int64), 0.0
        element = int(np.argmin(np.where(totals >= least, sizes, np.inf)))
        return self.line[self.element == element], float(totals[element] / max(1.0, sizes[element]))


def _groups(keys: Sequence[object]) -> NDArray[np.int64]:
    numbers: dict[object, int] = {}
    return np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), np.int64, len(keys))


def letters_of(text: str) -> str:
    """The letters and digits of a short text, folded; '' of a long one."""
    return _LETTERS.sub("", text).casefold() if len(text) <= _LONGEST_SAME else ""
