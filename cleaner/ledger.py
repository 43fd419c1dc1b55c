"""The way back: from a published article and its ledger to the lines of the input.

That nothing was lost is not a promise but a computation, and this is it: text + fields + removals = the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class _Part(NamedTuple):
    start: int
    text: str


def rebuild(text: str, text_lines: Sequence[int], removals: Iterable[Mapping[str, Any]], fields: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    r"""The lines of the input that are not blank, by their number, without white space at their edges.

    Takes the `text` and `text_lines` of one article and its rows of the removals and fields tables, as a reader
    of the Parquet has them. Where a line was divided, one space stands between its parts.

    >>> rows = [{"line": 1, "start": 0, "end": 13, "text": "Advertisement"}]
    >>> moved = [{"line": 3, "start": 12, "end": 14, "text": "AP", "fate": "take"}]
    >>> rebuild("He has left.", [3], rows, moved)
    {1: 'Advertisement', 3: 'He has left. AP'}
    """
    parts: dict[int, set[_Part]] = {}
    for row in [*removals, *(row for row in fields if row["fate"] == "take")]:
        # A set: a line that gave two authors has two rows for the same characters.
        parts.setdefault(row["line"], set()).add(_Part(row["start"], row["text"]))
    kept: dict[int, list[str]] = {}
    for number, line in zip(text_lines, (line for line in text.split("\n") if line.strip()), strict=True):
        kept.setdefault(number, []).append(line)
    lines = {}
    for number in sorted(parts.keys() | kept.keys()):
        out: list[str] = []
        at = 0
        waiting = kept.get(number, [])
        for part in sorted(parts.get(number, ())):
            while waiting and at + len(waiting[0]) <= part.start:
                out.append(waiting[0])
                at += len(waiting.pop(0))
            out.append(part.text)
            at = part.start + len(part.text)
        lines[number] = " ".join([*out, *waiting])
    return lines
