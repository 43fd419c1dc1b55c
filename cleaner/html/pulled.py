"""Quotations that a page sets apart to catch the eye: the words of a paragraph once more, with who said them below.

Only what an element calls a quotation, and only where another line has the very words. A heading that quotes is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleaner.article import Fate, Markup
from cleaner.html.titles import letters
from cleaner.rules.pulled import LEAST_MORE, PIECES
from cleaner.rules.reading import Reading, ends_sentence

_QUOTE_WORD = re.compile(r"quote|(?<![a-z])(?:zitat|citation|cita|citat|citazione|pull|callout|blurb)(?![a-z])")
_NEAREST_WORDS = 4
_LEAST_LETTERS, _LEAST_OF_BLOCKQUOTE, _LONGEST = 16, 40, 400
_GONE = (Fate.DROP, Fate.TAKE)
_MOST = 100
_LEAST_CHANCE = 0.45
_LONGEST_SPEAKER = 100


def pulled_quotes(reading: Reading) -> Mapping[int, int]:
    """Index of each line of such a quotation → that of the paragraph it is from."""
    markup = reading.document.markup
    found: dict[int, int] = {}
    apart = [index for index in reading.open_lines() if (m := markup[index]) is not None and _is_quotation(m) and len(reading.texts[index]) <= _LONGEST][:_MOST]
    if not apart:
        return found
    said = {
        index: letters(reading.texts[index])
        for index in reading.solid
        if reading.fate(index) not in _GONE and (m := markup[index]) is not None and not m.heading and reading.document.chances[index] >= _LEAST_CHANCE
    }
    for index in apart:
        own = letters(reading.texts[index])
        is_called = _is_called(markup[index])
        if index in found or len(own) < (_LEAST_LETTERS if is_called else _LEAST_OF_BLOCKQUOTE):
            continue
        pieces = [piece for piece in map(letters, PIECES.split(reading.texts[index])) if piece] if is_called else [own]
        whole = next((other for other, text in said.items() if len(text) >= len(own) + LEAST_MORE and all(piece in text for piece in pieces)), None)
        if whole is None:
            continue
        found[index] = whole
        below = reading.neighbour(index, 1)
        if below is not None and below in apart and _is_speaker(reading, below) and _share_an_element(markup[index], markup[below]):
            found[below] = whole
    return found


def _is_quotation(m: Markup) -> bool:
    return not (m.heading or m.in_table or m.in_list) and (m.in_quote or _is_called(m))


def _is_called(m: Markup | None) -> bool:
    return m is not None and any(map(_QUOTE_WORD.search, m.words[:_NEAREST_WORDS]))


def _is_speaker(reading: Reading, index: int) -> bool:
    text = reading.texts[index].strip()
    return len(text) <= _LONGEST_SPEAKER and not ends_sentence(text) and not text.endswith(":")


def _share_an_element(one: Markup | None, other: Markup | None) -> bool:
    return one is not None and other is not None and not {*one.around[:3]}.isdisjoint(other.around[:3])
