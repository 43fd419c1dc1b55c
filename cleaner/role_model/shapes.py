"""The shape of short lines, of many at once: what of their characters a table can tell, counted over all of them.

The table is asked for each character once; only lines that have the marks for it are shown to a regex. `shape_of` is the
definition, one line at a time, and a test holds both to the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHAPES = (
    "size",
    "words",
    "word_size",
    "capitals",
    "is_upper",
    "digits",
    "end",
    "is_sentence",
    "two_sentences",
    "marks",
    "is_listed",
    "has_bar",
    "has_dash",
    "has_quote",
    "commas",
    "glued",
    "is_address",
)
"""Names of the features of a line's shape in their order; `size`, `is_sentence` and `marks` are the page's."""
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4,}[.!?]\s+[^\W\d_a-z]\w+ \w+")
_DASH = re.compile(r"\s[–—-]\s")
_GLUED = re.compile(r"[^\W\d_A-Z][A-Z]")
_ENDS = ".?!:…,)\"”'>"
_LISTED = "•*›»·-▪◦"
_QUOTES = '"“„«‘'
_MARKS = "|»–—-.!?>@:"
_BMP = 0x10000
_SPACE, _CASED, _UPPER, _DIGIT, _LETTER, _CAPITAL, _QUOTE, _BAR, _DASH_MARK, _STOP, _SIGN = (1 << bit for bit in range(11))


def shape_of(text: str) -> dict[str, float]:
    """The features of one line."""
    words = text.split()
    cased = [word[0].isupper() for word in words if word[0].isalpha() and word[0].lower() != word[0].upper()]
    return {
        "words": len(words),
        "word_size": len(text) / max(1, len(words)),
        "capitals": sum(cased) / len(cased) if cased else -1.0,
        "is_upper": text.isupper(),
        "digits": sum(map(str.isdigit, text)) / max(1, len(text)),
        "end": _ENDS.find(text[-1:]),
        "two_sentences": _TWO_SENTENCES.search(text) is not None,
        "is_listed": text[:1] in _LISTED,
        "has_bar": "|" in text or "»" in text or " > " in text,
        "has_dash": _DASH.search(text) is not None,
        "has_quote": any(mark in text for mark in _QUOTES),
        "commas": text.count(","),
        "glued": len(_GLUED.findall(text)),
        "is_address": "@" in text or "://" in text,
    }


def shapes_of(texts: Sequence[str]) -> dict[str, Floats]:
    """The same of many lines, a column a feature. No line may hold a line feed."""
    n = len(texts)
    codes = np.frombuffer(("\n" + "\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    seen = _table().take(codes, mode="clip")
    beyond = np.flatnonzero(codes >= _BMP)
    for place in beyond.tolist():
        seen[place] = _of_char(chr(codes[place]))
    sizes = np.fromiter(map(len, texts), np.int64, n)
    begins = np.concatenate(([1], 1 + np.cumsum(sizes + 1)))[:-1]
    line = np.repeat(np.arange(n), sizes + 1)
    own, before = seen[1:], seen[:-1]  # of each character and the one before it, line feeds behind lines included
    has = np.bitwise_or.reduceat(own, begins - 1) if n else own[:0]
    is_break = codes == ord("\n")
    space = (seen & _SPACE).astype(np.bool_)
    starts = space[:-1] & ~space[1:]
    cased = starts & (own & _CASED).astype(np.bool_)
    n_words, n_cased, n_upper = (_count(line, where, n) for where in (starts, cased, cased & (own & _UPPER).astype(np.bool_)))
    dash = np.zeros(len(own), np.bool_)
    inner = space & ~is_break
    dash[:-1] = inner[:-2] & (own[:-1] & _DASH_MARK).astype(np.bool_) & inner[2:]
    two = np.zeros(n, np.float64)
    stopped = (before & _STOP).astype(np.bool_) & inner[1:]
    for number in np.flatnonzero(_count(line, stopped, n)).tolist():
        two[number] = _TWO_SENTENCES.search(texts[number]) is not None
    bar, address = (has & _BAR).astype(np.bool_), np.zeros(n, np.bool_)
    for number in np.flatnonzero(has & _SIGN).tolist():
        bar[number] |= " > " in texts[number]
        address[number] = "@" in texts[number] or "://" in texts[number]
    with np.errstate(invalid="ignore"):
        return {
            "words": n_words,
            "word_size": sizes / np.maximum(1, n_words),
            "capitals": np.where(n_cased > 0, n_upper / np.maximum(1, n_cased), -1.0),
            "is_upper": np.array([text.isupper() for text in texts], np.float64),
            "digits": _count(line, (own & _DIGIT).astype(np.bool_), n) / np.maximum(1, sizes),
            "end": np.array([_ENDS.find(text[-1:]) for text in texts], np.float64),
            "two_sentences": two,
            "is_listed": np.array([text[:1] in _LISTED for text in texts], np.float64),
            "has_bar": bar.astype(np.float64),
            "has_dash": (_count(line, dash, n) > 0).astype(np.float64),
            "has_quote": (has & _QUOTE).astype(np.bool_).astype(np.float64),
            "commas": _count(line, codes[1:] == ord(","), n),
            "glued": _count(line, ((before & (_LETTER | _CAPITAL)) == _LETTER) & (own & _CAPITAL).astype(np.bool_), n),
            "is_address": address.astype(np.float64),
        }


def _count(line: NDArray[np.int64], where: NDArray[np.bool_], n: int) -> Floats:
    return np.bincount(line[where], minlength=n).astype(np.float64)


@cache
def _table() -> NDArray[np.uint16]:
    """What `_of_char` says of each character of the Basic Multilingual Plane, made once."""
    chars = np.arange(_BMP, dtype=np.uint32).view("<U1")
    out = np.zeros(_BMP, np.uint16)
    kinds = ((_SPACE, np.char.isspace(chars)), (_UPPER, np.char.isupper(chars)), (_DIGIT, np.char.isdigit(chars)))
    for bit, is_kind in (*kinds, (_LETTER, np.char.isalnum(chars) & ~np.char.isdecimal(chars))):
        out[is_kind] |= bit
    # Few have case, and those few are asked one by one, as are the marks.
    for code in np.flatnonzero(np.char.isupper(chars) | np.char.islower(chars) | np.char.istitle(chars)).tolist():
        out[code] = _of_char(chr(code))
    for char in set(_QUOTES + _MARKS):
        out[ord(char)] = _of_char(char)
    return out


def _of_char(char: str) -> int:
    seen = _SPACE if char.isspace() else 0
    if char.isalnum():
        seen |= _CASED if char.isalpha() and char.lower() != char.upper() else 0
        seen |= _LETTER if not char.isdecimal() else 0
        seen |= _CAPITAL if "A" <= char <= "Z" else 0
    seen |= _UPPER if char.isupper() else 0
    seen |= _DIGIT if char.isdigit() else 0
    for bit, marks in ((_QUOTE, _QUOTES), (_BAR, _MARKS[:2]), (_DASH_MARK, _MARKS[2:5]), (_STOP, _MARKS[5:8]), (_SIGN, _MARKS[8:])):
        seen |= bit if char in marks else 0
    return seen
