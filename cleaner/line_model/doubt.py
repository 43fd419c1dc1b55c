"""When the judge is not to be trusted with a document: it would drop nearly all of its prose, or cannot decide on most of it.

Such a document is told, not hidden: its row says why in `low_confidence`, and its prose is kept rather than published
as a stump.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.article import Fate, Verdict

if TYPE_CHECKING:
    # Only a name here: `cleaner.rules` imports this package.
    from cleaner.rules.reading import Reading

_LEAST_CHARS = 300
"""Of prose that is dropped, or of lines that are judged. Less may well be a notice on a page without an article."""
_STUMP_SHARE = 0.15
"""Of 1,558 dumps of unseen publishers' pages the judge kept less than this of two: body F1 was .07 so, .73 with all their prose kept."""
_UNDECIDED = (0.15, 0.85)
_UNDECIDED_SHARE = 0.5
"""Of the same dumps, one in seventeen has a greater share of characters with a probability between the two: body F1 .68, and .96
where it is below a twentieth."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the judge's answer for a document is not to be trusted."""

    because: str
    is_stump: bool
    """Whether next to nothing would be left of its prose."""


def document_doubt(reading: Reading, verdicts: Iterable[Verdict]) -> Doubt | None:
    """What speaks against the judge's verdicts on a document; None when nothing does. Rules' verdicts are in the reading."""
    kept = dropped = judged = undecided = 0
    highest = 0.0
    prose = set(reading.prose)
    own = set()
    for verdict in verdicts:
        index = verdict.line - 1
        own.add(index)
        size = len(reading.bare[index])
        chance = verdict.score if verdict.fate is Fate.KEEP else 1 - verdict.score
        judged += size
        undecided += size * (_UNDECIDED[0] < chance < _UNDECIDED[1])
        if verdict.fate is Fate.KEEP:
            kept += size
        elif index in prose:
            highest = max(highest, chance)
            dropped += size
    kept += sum(len(reading.bare[i]) for i in reading.verdicts if i not in own and reading.fate(i) is Fate.KEEP)
    if dropped >= _LEAST_CHARS and kept < _STUMP_SHARE * (kept + dropped):
        share = dropped / (kept + dropped)
        prose_chars = f"{kept + dropped:,} characters that read like prose"
        return Doubt(f"the line judge would drop {share:.0%} of {prose_chars}; its highest p(body) there is {highest:.2f}; they are kept", True)
    if judged >= _LEAST_CHARS and undecided >= _UNDECIDED_SHARE * judged:
        between = f"p(body) is between {_UNDECIDED[0]} and {_UNDECIDED[1]}"
        return Doubt(f"the line judge is undecided on {undecided / judged:.0%} of the {judged:,} characters that it judged: {between}", False)
    return None
