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


def name_scores(marks: Sequence[Markup], table: Mapping[str, float]) -> NDArray[np.float32]:
    """`SCORES` × lines: of the nearest element that has a known word its mean and least, then least, most and means over all around."""
    of_path: dict[tuple[str, ...], tuple[float, ...]] = {}
    of_name: dict[str, tuple[float, float, float] | None] = {}
    out = np.zeros((len(marks), len(SCORES)), np.float32)
    for row, mark in enumerate(marks):
        scores = of_path.get(mark.names)
        if scores is None:
            known = []
            for name in mark.names:
                if name not in of_name:
                    values = [table[word] for word in words_of(name) if word in table]
                    of_name[name] = (sum(values) / len(values), min(values), max(values)) if values else None
                entry = of_name[name]
                if entry is not None:
                    known.append(entry)
            scores = (
                (
                    known[0][0],
                    known[0][1],
                    min(entry[1] for entry in known),
                    max(entry[2] for entry in known),
                    sum(entry[0] for entry in known) / len(known),
                    sum(entry[0] for entry in known[:_NEAREST]) / len(known[:_NEAREST]),
                )
                if known
                else (0.0,) * len(SCORES)
            )
            of_path[mark.names] = scores
        out[row] = scores
    return np.ascontiguousarray(out.T)
