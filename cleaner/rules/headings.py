"""Section headings: short lines between paragraphs that stay in the text and are listed in `headings`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cleaner.article import Fate, Verdict
from cleaner.rules.reading import Reading, ends_sentence, keep

_LONGEST = 110
_MOST_WORDS = 16
_GOES_ON = frozenset(":,;：")
_CALLS = frozenset("?!？！")
_BULLETS = "•*·-–—▪◦‣"
_MOST_COPIES = 3
"""Of one line on a page. "Article content" before every paragraph heads nothing."""


def section_heading(reading: Reading) -> Iterable[Verdict]:
    """A short line that is no sentence, stands by itself, and has prose of the text above and below it."""
    first, last = reading.first_prose, reading.last_prose
    copies = Counter([reading.folded[index] for index in reading.solid])
    for index in reading.open_lines():
        if not first < index < last or copies[reading.folded[index]] > _MOST_COPIES:
            continue
        text = reading.bare[index]
        if not 2 < len(text) <= _LONGEST or text[0] in _BULLETS or text[-1] in _GOES_ON or len(text.split()) > _MOST_WORDS:
            continue
        if ends_sentence(text) and text[-1] not in _CALLS:
            continue
        # A line in quotes is speech unless it is short: ‘A lens the size of a bus’ is a heading.
        if text[0] == "(" or not (text[0].isalpha() or any(map(str.isalpha, text))) or (text[0] in "\"“„«'‘" and len(text) > 60):
            continue
        above, below = _kept(reading, index, -1), _kept(reading, index, 1)
        if above is None or below is None or reading.is_adjacent(index, above):
            continue
        listed = reading.texts[below].lstrip()[:1] in _BULLETS
        if not (listed or _tells(reading, below)) or not (_tells(reading, above) or len(reading.bare[above]) >= 60):
            continue
        yield keep(
            index,
            "heading",
            "section-heading",
            f"a short line that is no sentence, above the paragraph on line {below + 1}",
            score=0.85,
            reads=(("headings", text),),
        )


def _tells(reading: Reading, index: int) -> bool:
    """Whether the line is prose, a short paragraph of at least one whole sentence, or a paragraph that lost its full stop."""
    text = reading.bare[index]
    return reading.looks_like_prose(index) or (ends_sentence(text) and len(text) >= 20) or len(text) >= 110


def _kept(reading: Reading, index: int, step: int) -> int | None:
    """The nearest line above or below that is not chrome or taken."""
    other = reading.neighbour(index, step)
    while other is not None and reading.fate(other) in (Fate.DROP, Fate.TAKE):
        other = reading.neighbour(other, step)
    return other
