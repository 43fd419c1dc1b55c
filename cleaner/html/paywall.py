"""A page whose article breaks off where those without a subscription stop reading: its row says so, and what there is is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.article import Clue, Fate, JudgedLine
from cleaner.rules.reading import ends_sentence

_REACH = 6
"""Lines below the last of the text, among which the paywall's is: a headline of its offer and a picture may stand between."""
_LEAST_CUT_CHARS = 60
"""Shorter lines that end without a stop are entries, notes and signatures. "Start your trial" below those is an offer, no wall."""
_SHOWN_CHARS = 80


def breaks_off(lines: Sequence[JudgedLine], clues: Iterable[Clue]) -> str | None:
    """Where the text breaks off at a paywall, in words; None when it does not.

    A text that ends as sentences do is whole, though a paywall stands below it, unless the page itself says that it is not free.
    """
    last = next((place for place in range(len(lines) - 1, -1, -1) if lines[place].fate is Fate.KEEP), None)
    if last is None:
        return None
    wall = next((line for line in lines[last + 1 : last + 1 + _REACH] if line.kind == "paywall"), None)
    if wall is None:
        return None
    text = lines[last].line.text.strip()
    is_prose = len(text) >= _LEAST_CUT_CHARS and text[-1:].isalnum() and not ends_sentence(text) and text[0] not in "•*"
    is_cut = is_prose or text.endswith(("…", "...", "[…]", "[...]"))
    is_paid = any(clue.field == "is_accessible_for_free" and clue.value == "false" for clue in clues)
    if not (is_cut or is_paid):
        return None
    shown = wall.line.text.strip()
    return f'the text breaks off at a paywall: "{shown[:_SHOWN_CHARS]}{"…" if len(shown) > _SHOWN_CHARS else ""}" on line {wall.no}'
