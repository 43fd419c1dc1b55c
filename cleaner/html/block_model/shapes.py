"""How lines look: counts of words, commas, digits and the like, and how they begin and end. No language, no word.

All lines of a page are counted at once, over one array of their characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHAPE = ("n_dense", "n_words", "tail", "head", "n_commas", "n_stops", "n_digits", "n_titled", "n_bars", "asks", "is_address")
_READ_CHARS = 400
"""Of a longer line the begin and the last 100 characters are read."""
_MOST_WORDS = 40
_DENSE = re.compile("[\u2e80-\uffdc]")
_DIGIT = re.compile(r"\d")
_ENDS = {**dict.fromkeys(".。।؟!！?？…", 1), **dict.fromkeys(":：", 2), **dict.fromkeys(",;،", 3), **dict.fromkeys("\"'”’»“)]", 4)}
_STARTS = {"•": 4, **dict.fromkeys("\"'“„«‘", 5)}
_KNOWN, _IS_DENSE, _IS_SPACE, _IS_COMMA, _IS_DIGIT, _IS_UPPER, _IS_BAR, _IS_ASK, _IS_SIGN, _IS_STOP, _IS_WIDE_STOP = (1 << bit for bit in range(11))
_PAGE_CODES = 0x30000
"""Characters beyond are all taken for one that is none of these."""


class _Alphabet:
    """What each character is, found out when it is first seen."""

    def __init__(self) -> None:
        self.bits = np.zeros(_PAGE_CODES + 1, np.uint16)
        self.head = np.zeros(_PAGE_CODES + 1, np.uint8)
        self.tail = np.zeros(_PAGE_CODES + 1, np.uint8)
        self.bits[_PAGE_CODES] = _KNOWN

    def of(self, codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
        bits = self.bits.take(codes)
        new = np.flatnonzero(bits == 0)
        if len(new):
            for code in set(codes[new].tolist()):
                self._learn(code)
            bits = self.bits.take(codes)
        return bits

    def _learn(self, code: int) -> None:
        char = chr(code)
        claims = (
            (_IS_DENSE, bool(_DENSE.match(char))),
            (_IS_SPACE, char.isspace()),
            (_IS_COMMA, char in ",，、"),
            (_IS_DIGIT, bool(_DIGIT.match(char))),
            (_IS_UPPER, char.isupper()),
            (_IS_BAR, char in "|·»/"),
            (_IS_ASK, char == "?"),
            (_IS_SIGN, char in "@©"),
            (_IS_STOP, char in ".?!"),
            (_IS_WIDE_STOP, char == "。"),
        )
        self.head[code] = _STARTS.get(char, 1 if char.isupper() else 2 if char.islower() else 3 if char.isdigit() else 0)
        self.tail[code] = _ENDS.get(char, 5 if char.isdigit() else 0)
        self.bits[code] = _KNOWN + sum(bit for bit, holds in claims if holds)


_alphabet = _Alphabet()


def shapes(texts: Sequence[str]) -> NDArray[np.float64]:
    """`SHAPE` × lines; no line may be empty."""
    n = len(texts)
    out = np.zeros((len(SHAPE), n), np.float64)
    if not n:
        return out
    cuts = [text if len(text) <= _READ_CHARS else text[: _READ_CHARS - 100] + text[-100:] for text in texts]
    joined = "\n" + "\n".join(cuts) + "\n\n"
    codes = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), _PAGE_CODES)
    sizes = np.fromiter(map(len, cuts), np.int64, n)
    starts = 1 + np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[:-1] + 1)))
    bits = _alphabet.of(codes)

    def has(bit: int) -> NDArray[np.bool_]:
        held: NDArray[np.bool_] = (bits & bit) != 0
        return held

    def count(claim: NDArray[np.bool_]) -> NDArray[Any]:
        # The break behind each line is counted with it: it is white space and nothing else.
        return np.add.reduceat(claim, starts, dtype=np.int64)

    space = has(_IS_SPACE)
    begins = np.zeros(len(bits), np.bool_)
    begins[1:] = space[:-1] & ~space[1:]
    n_begun = np.cumsum(begins)
    n_before = n_begun[starts - 1]
    row = dict(zip(SHAPE, out, strict=True))
    row["n_dense"][:] = count(has(_IS_DENSE))
    row["n_words"][:] = count(begins)
    ends = starts + sizes - 1
    last = codes[ends]
    tail = _alphabet.tail[last].astype(np.int64)
    before = _alphabet.tail[codes[ends - 1]]
    row["tail"][:] = np.where((tail == 4) & (sizes > 1) & (before == 1), 1, tail)
    row["head"][:] = _alphabet.head[codes[starts]]
    row["n_commas"][:] = count(has(_IS_COMMA))
    stops = has(_IS_WIDE_STOP)
    stops[:-1] |= has(_IS_STOP)[:-1] & (codes[1:] == 32)
    row["n_stops"][:] = count(stops)
    row["n_digits"][:] = count(has(_IS_DIGIT))
    upper = begins & has(_IS_UPPER)
    places = np.flatnonzero(upper)
    line = np.searchsorted(starts, places, "right") - 1
    early = n_begun[places] - n_before[line] <= _MOST_WORDS
    row["n_titled"][:] = np.bincount(line[early], minlength=n)
    row["n_bars"][:] = count(has(_IS_BAR))
    row["asks"][:] = count(has(_IS_ASK)) > 0
    row["is_address"][:] = (count(has(_IS_SIGN)) > 0) | np.fromiter(("http" in cut for cut in cuts), np.bool_, n)
    for place in np.flatnonzero(sizes == _READ_CHARS).tolist():
        text = texts[place]
        if len(text) > _READ_CHARS:
            row["n_words"][place] = text.count(" ") + 1
            if row["n_dense"][place]:
                row["n_dense"][place] = len(_DENSE.findall(text))
    return out
