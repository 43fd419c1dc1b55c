"""Shards over the processes of this machine: results in the order of the shards, whatever finished first.

A document that crashes its worker, hangs or takes too much memory costs itself and nothing else: it is tried again
alone, and when that fails too its shard is done without it. The supervisor (`supervisor.py`) notices; what follows
from a death is decided here.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cleaner.engines.supervisor import Death, Supervisor, WorkersCannotStartError, let_go, warm_up
from cleaner.engines.watch import Cause, Limits, Place

__all__ = ["Cause", "Limits", "Place", "Salvage", "WorkersCannotStartError", "available_workers", "let_go", "map_shards", "warm_up"]

S = TypeVar("S")
R = TypeVar("R")

_SHARDS_AHEAD = 16
"""Shards per worker that may be done before one that is not: a document that hangs for a minute must not let results pile up."""


@dataclass(frozen=True, slots=True)
class Salvage(Generic[S, R]):
    """What can be done with a shard that took its worker with it. All four must be quick, and are run in this process."""

    isolate: Callable[[S, Place], S]
    """The shard with one document only. Its result is thrown away; whether there is one is what counts."""
    exclude: Callable[[S, Place, Cause], S]
    """The shard without that document, which becomes a rejection. Where the way to a document kills, the file ends there."""
    split: Callable[[S], Sequence[S]]
    """The shard in smaller ones, for a death at no document or at several; none when it cannot be split."""
    lost: Callable[[S, Cause], R]
    """The result of a shard that cannot be split and still has no document to blame."""


def available_workers() -> int:
    """The processors that this process may use, which in a container are fewer than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def map_shards(function: Callable[[S], R], shards: Iterable[S], *, workers: int, salvage: Salvage[S, R], limits: Limits | None = None) -> Iterator[R]:
    """The result of `function` for each shard, in the order of `shards`, which are taken as they are needed.

    `function` must be importable by name, say with `watch.begin` which document it is at, and not raise: what it raises
    ends the map. A shard that had to be split has a result for each part.

    Raises:
        WorkersCannotStartError: Processes die before they have begun.
    """
    rest = enumerate(shards)
    ready: dict[int, list[R]] = {}
    courses: dict[int, Generator[S, Any, list[R]]] = {}
    is_at_end = False
    n_begun = position = 0
    with Supervisor(function, max(1, workers), limits or Limits()) as supervisor:
        while True:
            while not is_at_end and supervisor.has_room and n_begun - position < _SHARDS_AHEAD * max(1, workers):
                following = next(rest, None)
                if following is None:
                    is_at_end = True
                    break
                number, shard = following
                n_begun += 1
                courses[number] = course(shard, salvage)
                supervisor.give(number, next(courses[number]))
            if not courses:
                return
            number, outcome = supervisor.take()
            try:
                supervisor.give(number, courses[number].send(outcome), first=True)
            except StopIteration as end:
                ready[number] = end.value
                del courses[number]
            while position in ready:
                yield from ready.pop(position)
                position += 1


def course(shard: S, salvage: Salvage[S, R]) -> Generator[S, Any, list[R]]:
    """The runs that a shard takes: yields what to run, is sent its result or Death, and returns the results."""
    forgiven: set[Place] = set()
    n_deaths_nowhere = 0
    while True:
        outcome = yield shard
        if not isinstance(outcome, Death):
            return [outcome]
        place, cause = outcome.place, outcome.cause
        if place is None:
            n_deaths_nowhere += 1
            if n_deaths_nowhere < 2:  # somebody may have killed it, and the memory may have been another program's
                continue
            return (yield from _in_parts(shard, cause, salvage))
        if place not in forgiven:
            alone = yield salvage.isolate(shard, place)
            if not isinstance(alone, Death):
                forgiven.add(place)  # once: the same place again, in company, is enough
                continue
            cause = alone.cause
        shard = salvage.exclude(shard, place, cause)


def _in_parts(shard: S, cause: Cause, salvage: Salvage[S, R]) -> Generator[S, Any, list[R]]:
    parts = deque(salvage.split(shard))
    if not parts:
        return [salvage.lost(shard, cause)]
    results: list[R] = []
    while parts:
        results += yield from course(parts.popleft(), salvage)
    return results
