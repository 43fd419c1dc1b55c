"""Imported by the process that workers are forked from: a worker whose supervisor is gone before it has said what to do leaves in silence.

A build that is killed while its workers start has nothing more to tell them, and `multiprocessing` prints a traceback
of the end of a pipe for each. Nobody has lost anything by it. Whatever else goes wrong there is printed as before.
"""

from __future__ import annotations

import pickle
import sys
import traceback
from multiprocessing import reduction, spawn
from types import TracebackType

_HEARING = {(spawn.__file__, "_main"), (reduction.__file__, "recvfds")}
"""Where a process waits for the words of who has asked for it."""


def is_orphaned(error: BaseException, trace: TracebackType | None) -> bool:
    """Whether it says that the other end was closed before all was said: nothing came, or half of it."""
    last = traceback.extract_tb(trace)[-1:]
    is_cut = isinstance(error, EOFError | ConnectionError) or (isinstance(error, pickle.UnpicklingError) and "truncated" in str(error))
    return is_cut and any((frame.filename, frame.name) in _HEARING for frame in last)


def _print(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not is_orphaned(error, trace):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _print
