"""A worker: takes shards from a pipe, gives results back through another, and does not outlive its supervisor."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping, MutableSequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cleaner.engines import watch
from cleaner.engines.watch import Cause, Limits, OverLimitError, Place, Slate

_F_SETSIG = 10
"""Of <fcntl.h>; Python does not name it."""
MIB = 1 << 20


class Ready:
    """The worker's first word: it has started, and waits for a shard."""


class Done:
    """The first word of a result; the result itself comes as it was pickled."""


class Over:
    """A document went over a limit; the worker leaves, since nobody knows what state the document left it in."""

    def __init__(self, place: Place | None, cause: Cause) -> None:
        self.place, self.cause = place, cause


class Raised:
    """The function broke its promise not to raise."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


@dataclass(frozen=True, slots=True)
class Pipes:
    """A worker's ends of its three pipes."""

    tasks: Connection
    results: Connection
    life: Connection
    """Nothing comes through it, ever. Its end is the supervisor's end."""

    def close(self) -> None:
        for pipe in (self.tasks, self.results, self.life):
            pipe.close()


def work(function: Callable[[Any], Any], pipes: Pipes, cells: MutableSequence[int], limits: Limits, environment: Mapping[str, str]) -> None:
    """Serve until the supervisor closes `tasks`, which also happens when it dies."""
    _leave_with_the_supervisor(pipes.life)
    # The fork server's is that of its first start; a store's credentials may have come later.
    os.environ.clear()
    os.environ.update(environment)
    # Ctrl-C reaches every process of the terminal; the supervisor decides. A worker's traceback helps nobody.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    slate = Slate(cells)
    _limit_memory(limits)
    watch.serve(slate, limits)
    todo: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipes.tasks, todo), daemon=True).start()
    _say(pipes.results, pickle.dumps(Ready()))
    while True:
        shard = todo.get()
        word: Over | Raised | None = None
        try:
            result = function(shard)
            watch.rest()
            data = pickle.dumps(result, protocol=5)
        except OverLimitError as over:
            word = Over(slate.place, over.cause)
        except MemoryError:
            word = Over(slate.place, watch.out_of_memory(limits))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the supervisor raises it where somebody can see it
            word = Raised(_portable(error))
        with suppress(OverLimitError):  # the alarm may have rung once more
            watch.rest()
        if word is not None:
            _say(pipes.results, pickle.dumps(word))
            return
        _say(pipes.results, data)


def _say(results: Connection, data: bytes) -> None:
    try:
        results.send_bytes(data)
    except OSError:
        os._exit(0)  # the supervisor has left, and nobody listens


def _listen(tasks: Connection, todo: queue.SimpleQueue[Any]) -> None:
    while True:
        try:
            todo.put(tasks.recv())
        except (EOFError, OSError):
            os._exit(0)  # at once, in the midst of a document: nobody waits for it


def _leave_with_the_supervisor(life: Connection) -> None:
    """Have the kernel kill this process when the other end of the pipe closes.

    The thread above would wait for the interpreter, which a library in C may hold for long. PR_SET_PDEATHSIG would
    wait for the fork server, which lives for as long as its children do.
    """
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - not on Windows

        with suppress(OSError):
            handle = life.fileno()
            fcntl.fcntl(handle, fcntl.F_SETOWN, os.getpid())
            fcntl.fcntl(handle, _F_SETSIG, signal.SIGKILL)
            fcntl.fcntl(handle, fcntl.F_SETFL, fcntl.fcntl(handle, fcntl.F_GETFL) | os.O_ASYNC)


def _limit_memory(limits: Limits) -> None:
    """Beyond the limit allocations fail, and Python raises MemoryError. What fails elsewhere ends the worker, which is seen."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no core file in somebody's folder
    now = data_bytes()
    if now is not None:
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
            wanted = now + limits.document_memory_mb * MIB
            resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def data_bytes() -> int | None:
    """What RLIMIT_DATA counts of this process; None where the kernel does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def resident_bytes(pid: int) -> int | None:
    """What a process holds in memory; None where that cannot be known, or it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def _portable(error: BaseException) -> BaseException:
    """The error, or its name where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever an exception's own pickling raises
        return RuntimeError(f"{type(error).__name__} in a worker")
    return error
