"""How a command ends when it is told to: within five seconds, with one line and the exit code that shells expect.

The first signal lets `finally` and `with` clean up. A second one, or the end of the time, leaves without: what is left
lying then is a staging folder, which the next build collects.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

LEAVE_WITHIN_S = 4.0
_timers: list[threading.Timer] = []
_WORDS = {"SIGINT": "interrupted", "SIGTERM": "terminated", "SIGHUP": "hung up"}


class Stopped(BaseException):
    """The process was told to end. Of BaseException's kin: nothing on the way may take it for an error of its own."""

    def __init__(self, number: int) -> None:
        self.what = _WORDS[signal.Signals(number).name]
        self.exit_code = 128 + number
        super().__init__(self.what)


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `Stopped`. A signal that somebody ignores, as nohup does, stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _WORDS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    ours = [number for number in numbers if before[number] in {signal.SIG_DFL, signal.default_int_handler}]
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        while _timers:
            _timers.pop().cancel()
        for number in ours:
            signal.signal(number, before[number])


def _stop(number: int, _frame: FrameType | None) -> None:
    for name in _WORDS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    timer = threading.Timer(LEAVE_WITHIN_S, _leave, (number, None))
    timer.daemon = True
    with suppress(RuntimeError):  # no thread is left: a second signal leaves
        timer.start()
        _timers.append(timer)
    raise Stopped(number)


def _leave(number: int, _frame: FrameType | None) -> None:
    os.write(2, f"error: {_WORDS[signal.Signals(number).name]}\n".encode())
    os._exit(128 + number)
