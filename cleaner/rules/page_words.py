"""What words a page has beside a name on it: whether its text knows the name as a place, and a word of it in small letters."""

from __future__ import annotations

import re
from itertools import filterfalse

from cleaner.rules.reading import Reading, single_spaced, tokens_of

_LOWER = re.compile(r"(?<!\w)[^\W\d_A-ZÀ-Þ][^\W\d_]{2,}")
_IN_PLACE = re.compile(r"\b(?:in|of|at|near|from|im|aus|en|em|w|we|v|ve|на|в|во|из)\s((?:[^\W\d_a-zß-öø-ÿа-я][\w'’\-]*\s){1,3}[^\W\d_a-zß-öø-ÿа-я][\w'’\-]*)")


def is_place(reading: Reading, name: str) -> bool:
    """Whether a paragraph speaks of what is or happens in or at what looks like a name: "Edda Quill, 87, of Port Ansel"."""
    prose: str | None = reading.notes.get("prose")
    if prose is None:
        prose = reading.notes["prose"] = "\n".join([single_spaced(reading.bare[i]) for i in reading.prose])
    known: dict[str, bool] = reading.notes.setdefault("is place", {})
    if name not in known:  # a thousand lines may say one name
        # Nearly all names stand in no paragraph.
        known[name] = name in prose and any(name in _places(reading, i) for i, line in zip(reading.prose, prose.split("\n"), strict=True) if name in line)
    return known[name]


def _places(reading: Reading, index: int) -> frozenset[str]:
    """What a line speaks of as a place."""
    known: dict[int, frozenset[str]] = reading.notes.setdefault("places", {})
    places = known.get(index)
    if places is None:
        runs = [match[1].split() for match in _IN_PLACE.finditer(reading.bare[index])]
        places = known[index] = frozenset(" ".join(run[:n]) for run in runs for n in range(2, len(run) + 1))
    return places


def has_small_word(reading: Reading, word: str) -> bool:
    """Whether some line has the word, which is in lower case, as a whole word."""
    said: tuple[frozenset[str], frozenset[str]] | None = reading.notes.get("lower words")
    if said is None:
        said = reading.notes["lower words"] = small_words("\n".join(reading.texts))
    plain, others = said
    return (word in plain and word.isascii()) or word in others


def small_words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text: plain ones as they stand, and what `_LOWER` finds in those that are not letters of ASCII alone."""
    tokens = frozenset(tokens_of(text))
    others = [*filterfalse(str.isalpha, tokens), *filter(str.isalpha, filterfalse(str.isascii, tokens))]
    return tokens, frozenset(_LOWER.findall(" ".join(others)))
