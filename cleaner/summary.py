"""What a build did, as a table a person can add up: `inputs = articles + duplicates + rejections`, in numbers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from cleaner.release.build import BuildResult, Progress
from cleaner.terminal import cells, clip, pad, paint, reveal, width_of, wrap, wrap_items

MAX_REJECTIONS = 10
_LABEL_CELLS = 14
_SETTLED_S = 2
"""Before this, a rate says more of the start than of the work."""
_FEW = 10


def render_build(result: BuildResult, *, out: Path, width: int, color: bool) -> str:
    """The summary of a build, `width` columns wide; `out` is the folder of versions as the user wrote it."""
    page = _Summary(result, out, width, color)
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


class Meter:
    """Shows how far a build is: one line that is rewritten on a terminal, one plain line for each stage in a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._is_live, self._stage = stream, stream.isatty() and os.environ.get("TERM") != "dumb", ""
        self._started = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.stage != self._stage:
            self._started = time.monotonic()
        if self._is_live:
            line = reveal(progress_line(progress, time.monotonic() - self._started))
            self._stream.write(f"\r\x1b[K{clip(line, width_of() - 1)}")
        elif progress.stage != self._stage:
            self._stream.write(f"{reveal(progress.stage)}\n")
        self._stage = progress.stage
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if self._is_live and self._stage:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def progress_line(progress: Progress, elapsed_s: float) -> str:
    """How far, how fast, how long still and how many were rejected, after so many seconds of the stage.

    >>> progress_line(Progress("cleaning", 1200, 3000, 7), 60)
    'cleaning 1,200 of 3,000 · 20 files/s · 1:30 left · 7 rejected'
    """
    parts = [f"{progress.stage} {progress.done:,} of {progress.total:,}" if progress.total else progress.stage]
    if progress.done and progress.total and elapsed_s >= _SETTLED_S:
        rate = progress.done / elapsed_s
        minutes, seconds = divmod(round((progress.total - progress.done) / rate), 60)
        parts += [f"{rate:,.0f} files/s" if rate >= _FEW else f"{rate:.1f} files/s", f"{minutes}:{seconds:02} left"]
    if progress.rejected:
        parts.append(f"{progress.rejected:,} rejected")
    return " · ".join(parts)


class _Summary:
    def __init__(self, result: BuildResult, out: Path, width: int, color: bool) -> None:
        self.result, self.out, self.width, self.color = result, out, width, color
        self._room = width - _LABEL_CELLS - 2

    def lines(self) -> Iterator[str]:
        result = self.result
        for part in wrap(self._head(), self.width):
            yield self._paint(part, "bold")
        yield ""
        yield from self._balance()
        yield ""
        if result.rejections:
            yield from self._rejections()
            yield ""
        yield from self._counts("lines removed", result.removed_by_kind, "none")
        yield from self._counts("unknown", result.unknown_fields, "no field is unknown in any article")
        yield from self._counts("repairs", result.repairs_by_step, "none")
        yield from self._fields_used()
        yield ""
        if result.path is not None:
            yield from self._row("version at", wrap(reveal(str(self.out / result.path.name)), self._room))
        yield from self._row("digest", wrap(reveal(result.logical_digest), self._room))

    def _head(self) -> str:
        if self.result.path is None:
            return f"dry run: this would be version {reveal(str(self.result.version))}; nothing was written"
        return f"published version {reveal(str(self.result.version))}"

    def _balance(self) -> Iterator[str]:
        result = self.result
        rows = (("inputs", result.n_inputs, ""), ("articles", result.n_articles, "="), ("duplicates", result.n_duplicates, "+"))
        number_width = max(len(f"{n:,}") for n in (result.n_inputs, result.n_articles, result.n_duplicates, result.n_rejections))
        for label, n, sign in (*rows, ("rejections", result.n_rejections, "+")):
            bad = label == "rejections" and n > 0
            yield self._paint(pad(label, _LABEL_CELLS), "dim") + f"{sign:>1} " + self._paint(f"{n:>{number_width},}", "warn" if bad else None)
        sum_of = f"{result.n_inputs:,} = {result.n_articles:,} + {result.n_duplicates:,} + {result.n_rejections:,}"
        for part in wrap(f"inputs = articles + duplicates + rejections: {sum_of}", self.width - _LABEL_CELLS - 2):
            yield " " * _LABEL_CELLS + "  " + self._paint(part, "dim")

    def _rejections(self) -> Iterator[str]:
        shown = self.result.rejections[:MAX_REJECTIONS]
        sources = [reveal(rejection.source) for rejection in shown]
        source_width = min(max(map(cells, sources)), max(self.width * 2 // 5, 16))
        yield self._paint("rejected", "warn")
        for rejection, source in zip(shown, sources, strict=True):
            room = self.width - source_width - 4
            for n, part in enumerate(wrap(reveal(f"{rejection.check}: {rejection.evidence}"), room, most=3)):
                yield f"  {pad(_clip_front(source, source_width) if n == 0 else '', source_width)}  {part}"
        more = len(self.result.rejections) - len(shown)
        if more > 0:
            place = "in rejections/ of the version" if self.result.path is not None else "a build writes them all to rejections/"
            yield self._paint(clip(f"  and {more:,} more: {place}", self.width), "dim")

    def _fields_used(self) -> Iterator[str]:
        """Which keys of records gave what; nothing where the inputs have no records."""
        used = [reveal(f"{column} from {', '.join(keys)}") for column, keys in self.result.tally.fields_used.items()]
        if used:
            yield from self._row("fields used", wrap_items(used, self._room))
        if self.result.tally.skipped:
            yield from self._counts("no inputs", self.result.tally.skipped, "none")

    def _counts(self, label: str, counts: Mapping[str, int], nothing: str) -> Iterator[str]:
        items = [f"{reveal(name)} {n:,}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n]
        yield from self._row(label, wrap_items(items, self._room) if items else [nothing])

    def _row(self, label: str, parts: list[str]) -> Iterator[str]:
        for n, part in enumerate(parts):
            yield self._paint(pad(label if n == 0 else "", _LABEL_CELLS), "dim") + "  " + part

    def _paint(self, text: str, style: str | None) -> str:
        return paint(text, style, color=self.color) if style else text


def _clip_front(text: str, width: int) -> str:
    """The end of a text in at most `width` columns. A path says most at its end: `…june/dump.jsonl#12`."""
    if cells(text) <= width:
        return text
    start = 1
    while cells(text[start:]) > width - 1:
        start += 1
    return "…" + text[start:]
