"""Characters as numbers: a class for each (lower-case letter, digit, full stop of any script, …) and its folded form.

The table covers the Basic Multilingual Plane and is stored with the weights, not made from this Python's Unicode
data: the same line has the same features under every version of Python.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPACE, LOWER, UPPER, CASELESS, DENSE, DIGIT, STOP, EXCLAIM, COMMA, COLON, QUOTE, OPEN, CLOSE, BAR, DASH, SLASH, AT, STAR, BULLET, CURRENCY = range(20)
SYMBOL, MARK, ELLIPSIS, COPYRIGHT, OTHER = range(20, 25)
N_CLASSES = 32
"""A power of two above the classes in use: the index of a table of lines × classes is then a shift."""

_PLANE = 0x10000
_OF = {
    STOP: ".。．。।॥۔։።᠃",
    EXCLAIM: "!?！？؟‽",
    COMMA: ",;、，؛،；",
    COLON: ":：",
    QUOTE: "\"'“”„‟‘’‚‛«»‹›`´「」『』〝〞〟＂＇",
    BAR: "|¦‖｜",
    SLASH: "/\\／",
    AT: "@＠",
    STAR: "#*_=~^+<>",
    BULLET: "•●▪◦‣∙·・►▶▸▹→←↓↑◄◀▼▲■□◆◇★☆✓✔",
    ELLIPSIS: "…‥⋯",
    COPYRIGHT: "©®™℗",
}
_DENSE = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
"""Scripts written without spaces between words: Han, kana, Thai, Lao, Burmese, Khmer. Korean has spaces."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Tables over code points below 65,536."""

    classes: NDArray[np.uint8]
    folds: NDArray[np.uint16]
    """The lower-case form where it is one character."""

    def __post_init__(self) -> None:
        if self.classes.shape != (_PLANE,) or self.folds.shape != (_PLANE,) or int(self.classes.max()) >= N_CLASSES:
            raise ValueError("an alphabet has 65,536 classes below 32 and as many folded forms")

    @classmethod
    def of_this_python(cls) -> Alphabet:
        """The table of this Python's Unicode data; for training."""
        classes = np.full(_PLANE, OTHER, np.uint8)
        folds = np.arange(_PLANE, dtype=np.uint16)
        for code in range(_PLANE):
            char = chr(code)
            classes[code] = _class_of(char)
            lower = char.lower()
            if len(lower) == 1 and ord(lower) < _PLANE:
                folds[code] = ord(lower)
        for first, last in _DENSE:
            block = classes[first : last + 1]
            block[np.isin(block, (CASELESS, MARK, LOWER))] = DENSE
        for name, chars in _OF.items():
            classes[[ord(char) for char in chars]] = name
        return cls(classes, folds)

    def arrays(self) -> dict[str, NDArray[np.uint16] | NDArray[np.uint8]]:
        """What is stored: classes, and only those folded forms that differ."""
        changed = np.flatnonzero(self.folds != np.arange(_PLANE)).astype(np.uint16)
        return {"classes": self.classes, "fold_from": changed, "fold_to": self.folds[changed]}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.uint16]]) -> Alphabet:
        folds = np.arange(_PLANE, dtype=np.uint16)
        folds[arrays["fold_from"]] = arrays["fold_to"]
        return cls(np.ascontiguousarray(arrays["classes"], dtype=np.uint8), folds)

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.int64]]:
        """Classes and folded code points of all characters with a line break behind each text, and each text's length."""
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        joined = "\n".join(texts) + "\n"
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        low = np.minimum(codes, _PLANE - 1).astype(np.uint16)
        classes = self.classes.take(low)
        if codes.max(initial=0) >= _PLANE:
            beyond = np.flatnonzero(codes >= _PLANE)
            # Planes 2 and 3 are Han; plane 1 is emoji for nearly all that is met.
            classes[beyond] = np.where(codes[beyond] >= 0x20000, DENSE, SYMBOL)
        return classes, self.folds.take(low), sizes


def _class_of(char: str) -> int:
    category = unicodedata.category(char)
    if char.isspace() or category in {"Zs", "Zl", "Zp", "Cc"}:
        return SPACE
    if category[0] == "L":
        return UPPER if category in {"Lu", "Lt"} else LOWER if category == "Ll" else CASELESS
    simple = {"Nd": DIGIT, "Nl": DIGIT, "No": DIGIT, "Pd": DASH, "Ps": OPEN, "Pe": CLOSE, "Pi": QUOTE, "Pf": QUOTE, "Sc": CURRENCY}
    if category in simple:
        return simple[category]
    return SYMBOL if category[0] == "S" else MARK if category[0] == "M" else OTHER
