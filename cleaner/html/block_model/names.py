"""What classes and ids are worth: a learnt number for each word of them, and for each line those of the elements around it.

`entry-content` stands around text on nearly every site that has it, `widget` around chrome. The table holds words that
several sites share, never a site's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.html.regions import class_words

_DIGITS = re.compile(r"\d+")
_LONGEST_WORD = 40
_NEAREST = 3
_MOST_NAMES = 50_000
SCORES = ("word_nearest", "word_nearest_least", "word_least", "word_most", "word_mean", "word_near_mean")


def words_of(name: str) -> tuple[str, ...]:
    """The words of an element's attributes, whole (with `=` in front) and in parts, digits as 0.

    >>> words_of("div post-content post-17")
    ('=post-0', '=post-content', 'content', 'post')
    """
    return tuple(sorted(words_of_all((name,))))


def words_of_all(names: Iterable[str]) -> set[str]:
    """The words of several elements' attributes."""
    whole = {word for name in names for word in class_words(name.partition(" ")[2])}
    return {form for word in whole for form in _forms(word)}


@lru_cache(maxsize=50_000)
def _forms(whole: str) -> tuple[str, ...]:
    word = _DIGITS.sub("0", whole)
    return ("=" + word, *(part for part in word.split("-") if len(part) > 2)) if len(word) <= _LONGEST_WORD else ()


class NameScores:
    """`SCORES` by a table of words; what the names of elements are worth is remembered, for a site's pages share them."""

    def __init__(self, table: Mapping[str, float]) -> None:
        self.table = table
        self.of_name: dict[str, tuple[float, float, float] | None] = {}
        self.of_word: dict[str, list[tuple[str, float]]] = {}

    def __call__(self, paths: Sequence[tuple[str, ...]]) -> NDArray[np.float32]:
        """`SCORES` of each path of names: of the nearest element that has a known word its mean and least, then least, most and means over all."""
        of_name = self.of_name
        if len(of_name) > _MOST_NAMES:
            of_name.clear()
            self.of_word.clear()
        for name in set().union(*paths):
            if name not in of_name:
                of_name[name] = self._of_name(name)
        return np.array([_of_path([entry for name in names if (entry := of_name[name])]) for names in paths], np.float32).reshape(len(paths), len(SCORES))

    def _of_name(self, name: str) -> tuple[float, float, float] | None:
        known: set[tuple[str, float]] = set()
        for word in class_words(name.partition(" ")[2]):
            held = self.of_word.get(word)
            if held is None:
                held = self.of_word[word] = [(form, self.table[form]) for form in _forms(word) if form in self.table]
            known.update(held)
        values = [value for _, value in sorted(known)]
        return (sum(values) / len(values), min(values), max(values)) if values else None


def _of_path(known: Sequence[tuple[float, float, float]]) -> tuple[float, ...]:
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
