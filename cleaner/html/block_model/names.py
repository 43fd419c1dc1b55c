"""What classes and ids are worth: a learnt number for each word of them, and for each line those of the elements around it.

`entry-content` stands around text on nearly every site that has it, `widget` around chrome. The table holds words that
several sites share, never a site's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.article import Markup
from cleaner.html.regions import class_words

_DIGITS = re.compile(r"\d+")
_LONGEST_WORD = 40
_NEAREST = 3
_MOST_NAMES = 50_000
SCORES = ("word_nearest", "word_nearest_least", "word_least", "word_most", "word_mean", "word_near_mean")


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of an element's attributes, whole (with `=` in front) and in parts, digits as 0.

    >>> words_of("div post-content post-17")
    ('=post-0', '=post-content', 'content', 'post')
    """
    _, _, attributes = name.partition(" ")
    found = set()
    for whole in class_words(attributes):
        word = _DIGITS.sub("0", whole)
        if len(word) <= _LONGEST_WORD:
            found.add("=" + word)
            found.update(part for part in word.split("-") if len(part) > 2)
    return tuple(sorted(found))


class NameScores:
    """`SCORES` by a table of words; what the names of elements are worth is remembered, for a site's pages share them."""

    def __init__(self, table: Mapping[str, float]) -> None:
        self.table = table
        self.of_name: dict[str, tuple[float, float, float] | None] = {}

    def __call__(self, marks: Sequence[Markup]) -> NDArray[np.float32]:
        """`SCORES` × lines: of the nearest element that has a known word its mean and least, then least, most and means over all around."""
        if len(self.of_name) > _MOST_NAMES:
            self.of_name.clear()
        of_path: dict[tuple[str, ...], int] = {}
        at = np.fromiter((of_path.setdefault(mark.names, len(of_path)) for mark in marks), np.int64, len(marks))
        rows = np.array([self._of_path(names) for names in of_path], np.float32).reshape(len(of_path), len(SCORES))
        return np.ascontiguousarray(rows[at].T)

    def _of_path(self, names: tuple[str, ...]) -> tuple[float, ...]:
        known, of_name = [], self.of_name
        for name in names:
            entry = of_name[name] if name in of_name else self._of_name(name)
            if entry is not None:
                known.append(entry)
        if not known:
            return (0.0,) * len(SCORES)
        means = [entry[0] for entry in known]
        return (
            *known[0][:2],
            min([entry[1] for entry in known]),
            max([entry[2] for entry in known]),
            sum(means) / len(means),
            sum(means[:_NEAREST]) / len(means[:_NEAREST]),
        )

    def _of_name(self, name: str) -> tuple[float, float, float] | None:
        table = self.table
        values = [table[word] for word in words_of(name) if word in table] if " " in name else []
        entry = self.of_name[name] = (sum(values) / len(values), min(values), max(values)) if values else None
        return entry
