"""Sentences in pieces: a dump with one text node a line breaks every sentence that holds a link or a word in bold.

A piece looks like a menu's entry to whoever reads it alone. It is known by the line below it, which goes on in small letters
or with a comma, and by the sentence that the pieces make.
"""

from __future__ import annotations

from cleaner.rules.reading import Reading, ends_sentence

_NO_BLANKS = 0.95
"""Of all lines, those that are not blank, in a dump that sets nothing apart."""
_LEAST_CHARS, _LEAST_PIECE = 70, 25
"""Of all pieces, and of the longest: a menu in small letters has neither."""
_LONGEST_IN_BRACKETS = 40
_GOES_ON = frozenset(",;:)]’”.!?…")


def pieces(reading: Reading) -> dict[int, tuple[int, ...]]:
    """Line → all lines of the sentences that it is a piece of, where a dump without blank lines breaks them up."""
    known: dict[int, tuple[int, ...]] | None = reading.notes.get("pieces")
    if known is None:
        has_blanks = len(reading.solid) < _NO_BLANKS * len(reading.texts)
        known = reading.notes["pieces"] = {} if has_blanks or reading.document.markup else _pieces(reading)
    return known


def is_within(reading: Reading, index: int) -> bool:
    """Whether a line is a piece of a sentence that begins further up."""
    known = pieces(reading)
    return index in known and known[index][0] != index


def _pieces(reading: Reading) -> dict[int, tuple[int, ...]]:
    bare = reading.bare
    runs: list[list[int]] = []
    for index in reading.solid:
        if runs and _goes_on(bare[runs[-1][-1]], bare[index]):
            runs[-1].append(index)
            # "… with the harbour board", "of", "Norvik", "and its ferries": the name begins a run of its own.
            if len(runs) > 1 and len(runs[-1]) == 2 and len(runs[-2]) > 1 and not ends_sentence(bare[runs[-2][-1]]):
                joined = runs.pop()
                runs[-1] += joined
        else:
            runs.append([index])
    return {index: tuple(run) for run in runs if len(run) > 1 and _make_sentence([bare[i] for i in run]) for index in run}


def _goes_on(above: str, below: str) -> bool:
    """Whether a line goes on with the sentence of the line above it."""
    first = below[0]
    if first in _GOES_ON:
        return not below[1:2].isalnum()
    # A whole sentence in brackets is none that goes on.
    return (first.islower() or (first == "(" and 1 < len(below) <= _LONGEST_IN_BRACKETS)) and not ends_sentence(above)


def _make_sentence(run: list[str]) -> bool:
    longest = max(map(len, run))
    return longest >= _LEAST_PIECE and sum(map(len, run)) >= _LEAST_CHARS and not run[0][0].islower()
