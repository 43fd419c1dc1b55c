"""The way back: from a published article and its ledger to the lines of the input.

That nothing was lost is not a promise but a computation, and this is it: text + fields + removals = the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

REDACTED = "personal-data"
"""Kind of the removals that stand for redacted characters: what they were is published nowhere, and nothing gives them back."""


def read_at(line: int | None, rule: str) -> str:
    """Where a value was read, as a person says it.

    >>> read_at(4, "byline"), read_at(None, "og:site_name"), read_at(None, "record:title"), read_at(None, "publisher-file")
    ('line 4, byline', 'markup, og:site_name', 'record, title', "the publisher's file")
    """
    if line is not None:
        return f"line {line}, {rule}"
    if rule == "publisher-file":
        return "the publisher's file"
    return f"record, {rule.removeprefix('record:')}" if rule.startswith("record:") else f"markup, {rule}"


class Span(NamedTuple):
    """Characters of one line that have one fate."""

    text: str
    rows: tuple[Mapping[str, Any], ...] = ()
    """The ledger's rows about them: one removal, or a row for each value that was read; none when they stay in the text."""


def spans(text: str, text_lines: Sequence[int], removals: Iterable[Mapping[str, Any]], fields: Iterable[Mapping[str, Any]]) -> dict[int, list[Span]]:
    """The lines of the input that are not blank, by their number, each in its parts from left to right.

    Takes what `rebuild` takes; a removal's row is one without a `fate`.
    """
    parts: dict[int, dict[tuple[int, str], list[Mapping[str, Any]]]] = {}
    for row in [*(row for row in removals if row.get("kind") != REDACTED), *(row for row in fields if row["fate"] == "take")]:
        # By place: a line that gave two authors has two rows for the same characters.
        parts.setdefault(row["line"], {}).setdefault((row["start"], row["text"]), []).append(row)
    kept: dict[int, list[str]] = {}
    for number, line in zip(text_lines, (line for line in text.split("\n") if line.strip()), strict=True):
        kept.setdefault(number, []).append(line)
    lines = {}
    for number in sorted(parts.keys() | kept.keys()):
        out: list[Span] = []
        at = 0
        waiting = kept.get(number, [])
        for (start, part), rows in sorted(parts.get(number, {}).items(), key=lambda item: item[0]):
            while waiting and at + len(waiting[0]) <= start:
                out.append(Span(waiting[0]))
                at += len(waiting.pop(0))
            out.append(Span(part, tuple(rows)))
            at = start + len(part)
        lines[number] = [*out, *map(Span, waiting)]
    return lines


def rebuild(text: str, text_lines: Sequence[int], removals: Iterable[Mapping[str, Any]], fields: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    r"""The lines of the input that are not blank, by their number, without white space at their edges.

    Takes the `text` and `text_lines` of one article and its rows of the removals and fields tables, as a reader
    of the Parquet has them. Where a line was divided, one space stands between its parts. Where personal data were
    redacted, the placeholder stands.

    >>> rows = [{"line": 1, "start": 0, "end": 13, "text": "Advertisement"}]
    >>> moved = [{"line": 3, "start": 12, "end": 14, "text": "AP", "fate": "take"}]
    >>> rebuild("He has left.", [3], rows, moved)
    {1: 'Advertisement', 3: 'He has left. AP'}
    """
    return {number: " ".join(span.text for span in line) for number, line in spans(text, text_lines, removals, fields).items()}
