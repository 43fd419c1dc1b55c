"""Shards over the processes of this machine: results in the order of the shards, whatever finished first.

A worker that dies (a segmentation fault, the kernel's out-of-memory killer) takes nothing with it but its own
shard: shards without a result run again one at a time, and one that kills again is split until the culprit is alone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import TypeVar

S = TypeVar("S")
R = TypeVar("R")


def available_workers() -> int:
    """The processors that this process may use, which in a container are fewer than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def map_shards(
    function: Callable[[S], R],
    shards: Sequence[S],
    *,
    workers: int,
    split: Callable[[S], Sequence[S]],
    lost: Callable[[S], R],
) -> Iterator[R]:
    """The result of `function` for each shard, in the order of `shards`; in this process when `workers` is 1.

    `split` cuts a shard that killed its worker into smaller ones; the results of the parts come one after
    the other in its place. A shard that cannot be split further has the result `lost(shard)`.
    `function` must be importable by name, and it must not raise: what it raises ends the map.
    """
    if workers <= 1 or len(shards) <= 1:
        yield from map(function, shards)
        return
    context = _context(function.__module__)
    pool = ProcessPoolExecutor(min(workers, len(shards)), mp_context=context, initializer=_leave_interrupts)
    try:
        pending: list[Future[R] | None] = [_submitted(pool, function, shard) for shard in shards]
        for index, shard in enumerate(shards):
            future = pending[index]
            pending[index] = None  # the result is the caller's now; holding all of them would hold the whole corpus
            try:
                result = None if future is None else future.result()
            except BrokenProcessPool:
                result = None
            if result is None:
                yield from _alone(function, shard, context, split, lost)
            else:
                yield result
    finally:
        pool.shutdown(cancel_futures=True)  # when the caller gives up, the shards that nobody waits for are not begun


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; one of them, the caller's, decides. A worker's traceback helps nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _submitted(pool: ProcessPoolExecutor, function: Callable[[S], R], shard: S) -> Future[R] | None:
    """None when the pool broke while shards were still being handed in."""
    try:
        return pool.submit(function, shard)
    except BrokenProcessPool:
        return None


def _alone(function: Callable[[S], R], shard: S, context: BaseContext, split: Callable[[S], Sequence[S]], lost: Callable[[S], R]) -> Iterator[R]:
    """The shard in a process of its own, so that it cannot take others with it."""
    try:
        with ProcessPoolExecutor(1, mp_context=context, initializer=_leave_interrupts) as pool:
            result = pool.submit(function, shard).result()
    except BrokenProcessPool:
        parts = split(shard)
        if len(parts) <= 1:
            yield lost(shard)
            return
        for part in parts:
            yield from _alone(function, part, context, split, lost)
    else:
        yield result


def _context(module: str) -> BaseContext:
    """Never plain fork: Arrow and Polars have threads, and a forked lock stays locked for ever."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([module])  # imported once, not once per worker
        return context
    return multiprocessing.get_context("spawn")
