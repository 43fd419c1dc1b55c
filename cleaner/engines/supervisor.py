"""Processes that may die, and one that sees to it that nothing is lost when they do.

Each worker gets two shards at a time, so that it need not wait for us. What a worker was at when it died is on its
slate; what it had not begun goes to another. Threads take the results in, so that a worker which stops in the midst
of a sentence stops nobody else.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Self

from cleaner.engines.watch import CRASHED, SLATE_CELLS, Cause, Limits, Place, Slate, out_of_memory, timed_out
from cleaner.engines.worker import MIB, Over, Pipes, Raised, Ready, resident_bytes, work
from cleaner.errors import CleanError

AHEAD = 2
"""Shards that a worker has at a time: the one it is at and the next."""
_LOOK_EVERY_S = 0.1
_MOST_FALSE_STARTS = 3
_JOIN_S = 5.0
_SIGKILL = 9
"""Windows has no name for it."""


class Death:
    """A shard took its worker with it."""

    def __init__(self, place: Place | None, cause: Cause) -> None:
        self.place, self.cause = place, cause


class WorkersCannotStartError(CleanError):
    """The system gives no processes, or they die before they have done anything; it is not the data's fault. The number is EX_OSERR."""

    exit_code = 71


class _Worker:
    def __init__(self, context: BaseContext, function: Callable[[Any], Any], limits: Limits, events: queue.SimpleQueue[tuple[_Worker, Any]]) -> None:
        self.assigned: deque[Any] = deque()
        self.is_ready = False
        self.killed_for: Cause | None = None
        self.last_word: Over | None = None
        self.base_bytes: int | None = None
        cells = context.RawArray("q", SLATE_CELLS)
        self.slate = Slate(cells)
        with ExitStack() as opened:  # what is left open by a start that fails is missing where the end is tidied up
            pipes = []
            for _ in range(3):
                pipes.append(context.Pipe(duplex=False))
                for end in pipes[-1]:
                    opened.callback(end.close)
            (their_tasks, self._tasks), (results, their_results), (their_life, self._life) = pipes
            theirs = Pipes(their_tasks, their_results, their_life)
            self.process: BaseProcess = context.Process(target=work, args=(function, theirs, cells, limits, dict(os.environ)), daemon=True)  # type: ignore[attr-defined]
            with _for_new_processes():
                self.process.start()
            threading.Thread(target=self._listen, args=(results, events), daemon=True).start()
            opened.pop_all()
        theirs.close()

    def _listen(self, results: Connection, events: queue.SimpleQueue[tuple[_Worker, Any]]) -> None:
        with results:
            while True:
                try:
                    data = results.recv_bytes()
                except (EOFError, OSError):
                    events.put((self, None))
                    return
                events.put((self, data))

    def give(self, run: Any, shard: Any) -> None:
        self.assigned.append((run, shard))
        with suppress(OSError):  # it is dead, and its end will be heard
            self._tasks.send(shard)

    def kill(self, cause: Cause | None = None) -> None:
        self.killed_for = self.killed_for or cause
        with suppress(OSError, AttributeError):
            self.process.kill()

    def leave(self) -> None:
        """End the process and wait for its end."""
        self.kill()
        for pipe in (self._tasks, self._life):
            with suppress(OSError):
                pipe.close()
        self.process.join(_JOIN_S)

    def death(self) -> Death:
        self.leave()
        if self.last_word is not None:
            return Death(self.last_word.place, self.last_word.cause)
        return Death(self.slate.place, self.killed_for or _cause_of(self.process.exitcode))


class Supervisor:
    """A fixed number of workers; `give` and `take` until nothing is under way."""

    def __init__(self, function: Callable[[Any], Any], n_workers: int, limits: Limits) -> None:
        self._function, self._limits = function, limits
        self._context = context_for(function.__module__)
        self._events: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._waiting: deque[tuple[Any, Any]] = deque()
        self._n_workers = n_workers
        self._workers: list[_Worker] = []
        self._n_false_starts = 0
        self._looked_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.leave()

    @property
    def n_under_way(self) -> int:
        return len(self._waiting) + sum(len(worker.assigned) for worker in self._workers)

    @property
    def has_room(self) -> bool:
        """Whether one more shard would be begun soon."""
        return self.n_under_way < AHEAD * self._n_workers

    def give(self, run: Any, shard: Any, *, first: bool = False) -> None:
        """Have a shard done; `run` is what `take` will call it. `first`: before those that nobody has begun."""
        (self._waiting.appendleft if first else self._waiting.append)((run, shard))
        self._hand_out()

    def take(self) -> tuple[Any, Any]:
        """The next that is done: its run, and its result or Death.

        Raises:
            WorkersCannotStartError: They die before they are ready.
            BaseException: What the function raised.
        """
        while True:
            self._hand_out()
            self._look()
            try:
                worker, data = self._events.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                continue
            if worker not in self._workers:
                continue
            outcome = self._heard(worker, data)
            if outcome is not None:
                return outcome

    def _heard(self, worker: _Worker, data: bytes | None) -> tuple[Any, Any] | None:
        if data is None:
            return self._buried(worker)
        word = pickle.loads(data)  # noqa: S301 - bytes of our own worker, through a pipe that nobody else has
        if isinstance(word, Ready):
            worker.is_ready, worker.base_bytes = True, resident_bytes(worker.process.pid or 0)
            self._n_false_starts = 0
        elif isinstance(word, Raised):
            raise word.error
        elif isinstance(word, Over):
            worker.last_word = word
        else:
            return worker.assigned.popleft()[0], word
        return None

    def _buried(self, worker: _Worker) -> tuple[Any, Any] | None:
        """Take a dead worker out; its shard has died with it, the one behind it goes to somebody else."""
        self._workers.remove(worker)
        death = worker.death()
        if not worker.is_ready:
            self._n_false_starts += 1
            if self._n_false_starts >= _MOST_FALSE_STARTS:
                why = death.cause.evidence.replace(", twice", "")
                raise WorkersCannotStartError(f"worker processes cannot start: {why}", hint="see what the system says of it; report this as a bug")
            victim = None
        else:
            victim = worker.assigned.popleft() if worker.assigned else None
        self._waiting.extendleft(reversed(worker.assigned))
        return None if victim is None else (victim[0], death)

    def _hand_out(self) -> None:
        while self._waiting:
            worker = min((one for one in self._workers if len(one.assigned) < AHEAD), key=lambda one: len(one.assigned), default=None)
            if (worker is None or worker.assigned) and len(self._workers) < self._n_workers:
                worker = self._started()
            if worker is None:
                return
            run, shard = self._waiting.popleft()
            worker.give(run, shard)

    def _started(self) -> _Worker | None:
        """One worker more; None when the system gives no more than there are, which must do then."""
        try:
            worker = _Worker(self._context, self._function, self._limits, self._events)
        except OSError as error:
            if not self._workers:
                why = (error.strerror or type(error).__name__).lower()
                raise WorkersCannotStartError(f"worker processes cannot start: {why}", hint="raise the limits of processes and open files") from error
            self._n_workers = len(self._workers)
            return None
        self._workers.append(worker)
        return worker

    def _look(self) -> None:
        """Kill who is over a limit and has not noticed."""
        now = time.monotonic()
        if now - self._looked_at < _LOOK_EVERY_S:
            return
        self._looked_at = now
        for worker in self._workers:
            if worker.slate.is_overdue(self._limits):
                worker.kill(timed_out(self._limits))
            elif worker.base_bytes is not None and worker.process.pid is not None:
                held = resident_bytes(worker.process.pid)
                if held is not None and held - worker.base_bytes > self._limits.document_memory_mb * MIB:
                    worker.kill(out_of_memory(self._limits))


def context_for(module: str) -> BaseContext:
    """Never plain fork: Arrow and Polars have threads, and a forked lock stays locked for ever."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        # Imported once, not once per worker, and behind it what the module says that all its workers need.
        context.set_forkserver_preload(["cleaner.engines.orphans", module, *getattr(sys.modules.get(module), "PRELOAD", ())])
        return context
    return multiprocessing.get_context("spawn")


def warm_up(module: str) -> None:
    """Begin to import what workers need, in the background, before there is work for them."""
    if context_for(module).get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running  # noqa: PLC0415 - not on Windows

        with _for_new_processes():
            ensure_running()


def let_go() -> None:
    """End the process that workers are forked from: it holds all that they needed, and what comes next may need the memory.

    It stays while a process is there that came from it. Whoever wants workers again starts another, which takes a second.
    """
    if "forkserver" in multiprocessing.get_all_start_methods() and not multiprocessing.active_children():
        from multiprocessing import forkserver  # noqa: PLC0415 - not on Windows

        # The library has no public way, and ends it by itself only with this process.
        stop = getattr(getattr(forkserver, "_forkserver", None), "_stop", None)
        if stop is not None:
            stop()


@contextmanager
def _for_new_processes() -> Iterator[None]:
    """Have no main module, which a new process would run again: a script of four lines has no `if __name__ == "__main__"`.

    Nor a SIGINT: Ctrl-C reaches the new processes of a terminal too, and one that is still importing would print a traceback. They
    inherit that it is held back; ours comes as soon as they are under way. The tracker, which the library starts by the way, lets SIGINT
    through again, so it is started before.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    held = _held_back() if os.name == "posix" else None
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if held is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _held_back() -> set[int]:
    """Hold SIGINT back in this thread; what was held back before."""
    from multiprocessing import resource_tracker  # noqa: PLC0415 - not on Windows

    resource_tracker.ensure_running()
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}))


def _cause_of(exit_code: int | None) -> Cause:
    if exit_code is None or exit_code >= 0:
        return Cause(CRASHED, "its process ended without a word, twice")
    if exit_code == -_SIGKILL:
        return Cause(CRASHED, "its process was killed, twice, as the system does when memory runs out")
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    return Cause(CRASHED, f"its process died of {name}, twice")
