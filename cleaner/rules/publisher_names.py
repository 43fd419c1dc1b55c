"""Whose page it is, by the page's own words: the publisher that its lines about copyright name."""

from __future__ import annotations

import re

from cleaner.rules.reading import Reading, fold
from cleaner.rules.role_words import WORD

_SIGN = re.compile(r"©|ⓒ|℗|\(c\)|\bcopyright\b|\ball rights? reserved\b|저작권자|版权所有|著作権")
_LONGEST, _LEAST_CHARS, _MOST_LINES = 240, 3, 20
_QUOTED = re.compile('[«“„"](.{3,60}?)[»”“"]')


def names_publisher(reading: Reading, name: str) -> bool:
    """Whether a line about copyright has the name, as whole words."""
    words = _plain(fold(name))
    return len(words) >= _LEAST_CHARS and f" {words} " in _said(reading)[0]


def names_quoted_publisher(reading: Reading, name: str) -> bool:
    """Whether it has the name in quotation marks, as a firm's: "© 2031 ООО «Вестник Залива»". Without them it may be a person's."""
    quoted = _said(reading)[1]
    return bool(quoted) and _plain(fold(name)) in quoted


def _said(reading: Reading) -> tuple[str, frozenset[str]]:
    """The words of the page's lines about copyright, line by line, and the names that are quoted there."""
    said: tuple[str, frozenset[str]] | None = reading.notes.get("publisher names")
    if said is None:
        lines = [i for i in reading.solid if len(reading.folded[i]) <= _LONGEST and _is_signed(reading.folded[i])][-_MOST_LINES:]
        quoted = frozenset(_plain(fold(name)) for i in lines for name in _QUOTED.findall(reading.bare[i]))
        said = reading.notes["publisher names"] = "\n".join(f" {_plain(reading.folded[i])} " for i in lines), quoted
    return said


def _is_signed(folded: str) -> bool:
    """Whether a line speaks of copyright; of a plain one a look for three words tells that it does not."""
    may_be = not folded.isascii() or "copyright" in folded or "(c)" in folded or "reserved" in folded
    return may_be and _SIGN.search(folded) is not None


def _plain(folded: str) -> str:
    return " ".join(WORD.findall(folded))
