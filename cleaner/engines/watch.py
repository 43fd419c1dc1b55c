"""What a worker says of itself while it works: which document it is at, since when, and how long that may take.

It is said in memory that the supervisor shares, so it is known after a death that left no time for a last word.
Time is limited twice: an alarm in the worker, which interrupts Python, and the supervisor's kill for what ignores it.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import MutableSequence
from dataclasses import dataclass
from types import FrameType
from typing import NamedTuple

GRACE_S = 1.0
"""How long after its alarm a worker is killed: what sits in a C library does not hear the alarm."""
READING_PATIENCE = 10
"""Reading up to the next record may take this many times a document's limit: a web archive may hold a million pictures between two pages."""
_NOWHERE = -1
SLATE_CELLS = 5
"""Cells of the shared memory: file, record, is reading, begun at (ns, 0: at nothing), patience."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    document_timeout_s: float = 60
    document_memory_mb: int = 2048
    """What a worker may hold beyond what it held before its first document."""


class Place(NamedTuple):
    """A document of a shard; with `is_reading`, the way to it from the one before."""

    file: int
    """Its place in the shard, from 0."""
    record: int
    """From 1."""
    is_reading: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a document has no result, in the words of a rejection. The same words for the same cause: they are published."""

    check: str
    evidence: str


TIMED_OUT, OUT_OF_MEMORY, CRASHED = "timed-out", "out-of-memory", "crashed"


def timed_out(limits: Limits) -> Cause:
    return Cause(TIMED_OUT, f"not done after {limits.document_timeout_s:g} s, twice; document_timeout_s is the limit")


def out_of_memory(limits: Limits) -> Cause:
    return Cause(OUT_OF_MEMORY, f"needs more than {limits.document_memory_mb} MB, twice; document_memory_mb is the limit")


class OverLimitError(BaseException):
    """A document went over a limit. Of BaseException's kin: no `except Exception` on its way may take it for a fault of its own."""

    def __init__(self, cause: Cause) -> None:
        self.cause = cause
        super().__init__(cause.evidence)


class Slate:
    """The shared memory, as worker and supervisor see it."""

    def __init__(self, cells: MutableSequence[int]) -> None:
        self._cells = cells
        self.clear()

    def write(self, place: Place | None, patience: int) -> None:
        cells = self._cells
        cells[3] = 0  # nobody may read half of it
        cells[0], cells[1], cells[2] = place or (_NOWHERE, 0, 0)
        cells[4] = patience
        cells[3] = time.monotonic_ns()

    def clear(self) -> None:
        self._cells[3] = 0
        self._cells[0] = _NOWHERE

    @property
    def place(self) -> Place | None:
        """Where the worker is, or was when it died; None between documents."""
        file, record, is_reading = self._cells[0], self._cells[1], self._cells[2]
        return None if file == _NOWHERE else Place(file, record, bool(is_reading))

    def is_overdue(self, limits: Limits) -> bool:
        """Whether the alarm should have ended what goes on there."""
        begun, patience = self._cells[3], self._cells[4]
        return bool(begun) and time.monotonic_ns() - begun > (limits.document_timeout_s * patience + GRACE_S) * 1e9


class _Watch:
    """The slate and limits of this very process; nothing is watched in a process that is no worker."""

    slate: Slate | None = None
    limits = Limits()
    can_alarm = False


def serve(slate: Slate, limits: Limits) -> None:
    """Make this process one whose documents are watched."""
    _Watch.slate, _Watch.limits = slate, limits
    _Watch.can_alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if _Watch.can_alarm:
        signal.signal(signal.SIGALRM, _ring)


def begin(place: Place | None) -> None:
    """Say that work on a document begins, or on several at once (None); what came before it is done. Costs a few microseconds."""
    if _Watch.slate is None:
        return
    patience = READING_PATIENCE if place is not None and place.is_reading else 1
    _Watch.slate.write(place, patience)
    if _Watch.can_alarm:
        # Again every second: some library on the way may have swallowed the first.
        signal.setitimer(signal.ITIMER_REAL, _Watch.limits.document_timeout_s * patience, 1.0)


def rest() -> None:
    """Say that no document is worked on."""
    if _Watch.slate is None:
        return
    if _Watch.can_alarm:
        signal.setitimer(signal.ITIMER_REAL, 0)
    _Watch.slate.clear()


def pass_on(error: Exception) -> None:
    """Raise OverLimitError for a MemoryError: where documents are watched, somebody will try this one again by itself."""
    if isinstance(error, MemoryError) and _Watch.slate is not None:
        raise OverLimitError(out_of_memory(_Watch.limits)) from None


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise OverLimitError(timed_out(_Watch.limits))
