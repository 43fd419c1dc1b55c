"""Names that stand alone on their lines: which of two is the writer's, and which is none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.role_model import PageLines
from cleaner.rules.names import CHINESE, VIETNAMESE, is_person
from cleaner.rules.reading import Reading

_FIRST, _ABOVE = 1, 4
"""Places from the page's first that a blog's own name has, and lines from there to the headline."""


def surest_bare(reading: Reading, bare: Sequence[int | None], number: int) -> int | None:
    """The number of the claim that is believed in place of `number`; None for none. `bare` has the line of each claim that is nothing but names.

    A page that begins with two words of a name's shape, far above its headline, is called so. Of two names right below each other, one that
    the page says on another line too is introduced there: the writer's, where the other took the picture.
    """
    index = bare[number]
    if index is None:
        return number
    place = reading.place[index]
    if place and opens_letter(reading.bare[reading.solid[place - 1]]):
        return None
    if reading.headline is not None and place <= _FIRST and reading.place[reading.headline] - place > _ABOVE:
        return None
    if reading.times_said(index) > 1:
        return number
    for other in (number + 1, number - 1):
        beside = bare[other] if 0 <= other < len(bare) else None
        if beside is not None and abs(reading.place[beside] - place) == 1 and reading.times_said(beside) > 1 and is_person(reading.bare[beside]):
            return other
    return number


_LETTER = re.compile(r"(?:Sir|SIR|Madam|Sirs|Dear [A-Z]\w+)\b\s*(?:[,:;–—-]|$)")


def opens_letter(text: str) -> bool:
    """Whether a text begins as a letter to a paper does, "Sir – Your report on the mill"; the name below it is of a reader."""
    return text[:1] in "SMD" and _LETTER.match(text) is not None


_IN_BRACKETS = re.compile(r"[（(【][\u4e00-\u9fff]{2,4}[）)】]")


def name_below(reading: Reading, index: int) -> tuple[str, str] | None:
    """The name that signs a text from below it, and why, where papers sign so: a Chinese one in brackets, a Vietnamese one on the next line."""
    if index < reading.last_prose:
        return None
    text = reading.bare[index]
    if reading.language == "zh" and text[1:2] in CHINESE and _IN_BRACKETS.fullmatch(text):
        return text[1:-1], "a Chinese name in brackets is all there is, below the text"
    is_next = reading.neighbour(index, -1) == reading.last_prose
    if reading.language == "vi" and is_next and text.split()[0] in VIETNAMESE and is_person(text):
        return text, "a Vietnamese name is all there is, right below the text"
    return None


_MOST_BESIDE_NAMES = 30


def is_plainly_by(page: PageLines, place: int, n_beside: float) -> bool:
    """Whether "By" and names are all there is; `n_beside` characters are no names. "Author Ada Ruiz, from Skerrow, said she read" is of a text."""
    return bool(page.is_by[place]) and not page.is_prose[place] and not page.ends[place] and n_beside <= _MOST_BESIDE_NAMES
