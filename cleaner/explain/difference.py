"""What cleaning changed, as a patch: the input as it was read against the text, line by line.

`-` is a line of the input that is not in the text as it was, `+` is how it is there, and a line with neither is the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.article import Fate, JudgedLine
from cleaner.explain.page import Explained, end_of, examined, label_of
from cleaner.terminal import cells, clip, paint, reveal, wrap

_MOST_ROWS = 200
"""Of one line. A page of a megabyte on one line ends there."""


def render_diff(result: Explained, *, width: int, color: bool, only: Fate | None = None) -> str:
    """The patch, `width` columns wide: what changed is shown whole, what stayed is clipped to a row.

    `only` leaves the lines with a span of that fate.
    """
    return "\n".join(row.rstrip() for row in _rows(result, width, color=color, only=only)) + "\n"


def _rows(result: Explained, width: int, *, color: bool, only: Fate | None) -> Iterator[str]:
    known = examined(result)
    source = known.article.source if known.article else known.rejection.source if known.rejection else ""
    yield paint(clip(reveal(f"--- {source}"), width), "removed", color=color)
    after = "text" if known.article else f"no article ({known.rejection.check}: {known.rejection.evidence})" if known.rejection else ""
    yield paint(clip(reveal(f"+++ {after}"), width), "good", color=color)
    before: dict[int, str] = {}
    for repair in known.repairs:
        # The first repair of a line knows how it was read; later ones mend what it made.
        if repair.line:
            before.setdefault(repair.line, repair.before)
        else:
            yield paint(clip(reveal(f"@@ {repair.step}: {repair.before or '?'} → {repair.after or '?'}"), width), "dim", color=color)
    no_width = max([4, *(len(str(line.no)) for line in known.lines[-1:])])
    previous = 0
    for line in known.lines:
        if only is not None and not any(verdict.fate is only for verdict in line.verdicts):
            continue
        if previous and line.no > previous + 1:
            yield ""
        previous = line.no
        yield from _line(line, before.get(line.no, line.text).strip(), no_width, width, color=color)


def _line(line: JudgedLine, was: str, no_width: int, width: int, *, color: bool) -> Iterator[str]:
    now = [line.text[verdict.start : end_of(verdict, line)].strip() for verdict in line.verdicts if verdict.fate is Fate.KEEP]
    room = width - no_width - 3
    if now == [was]:
        # Cut before it is measured: a line can be megabytes long.
        yield f"{line.no:>{no_width}}   {clip(reveal(' '.join(was[: 4 * room].split())), room)}"
        return
    why = ", ".join(dict.fromkeys(label_of(verdict).strip() for verdict in line.verdicts if verdict.fate is not Fate.KEEP)) or "≈ repaired"
    yield from _part(f"{line.no:>{no_width}} - ", f"{was}  [{why}]", room, "removed", color=color)
    for text in now:
        yield from _part(" " * no_width + " + ", text, room, "good", color=color)


def _part(head: str, text: str, room: int, style: str, *, color: bool) -> Iterator[str]:
    rows = wrap(reveal(text[: room * _MOST_ROWS], spaces=True), room, most=_MOST_ROWS)
    for n, row in enumerate(rows):
        yield (head if n == 0 else " " * cells(head)) + paint(row, style, color=color)
