"""What can go wrong with the *use* of the tool. Bad data is never an exception: it is a rejection row.

Each error is one sentence: what, where, found, allowed, and the next step. Each knows its exit code, so
that the command line prints `error: …` and leaves, and a library user can catch one class.
"""

from __future__ import annotations

import errno


class CleanError(Exception):
    """Something the user can put right; `str(error)` is one line that says how.

    >>> raise UsageError("dataset/1.0.0 exists", hint="give another --version")
    Traceback (most recent call last):
    cleaner.errors.UsageError: dataset/1.0.0 exists; give another --version
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.message, self.where, self.hint = message, where, hint
        super().__init__((f"{where}: " if where else "") + message + (f"; {hint}" if hint else ""))


class DataError(CleanError):
    """The data is not good enough: too many rejections, or nothing to publish."""

    exit_code = 1


class UsageError(CleanError):
    """A wrong argument, setting, contract or publisher file."""

    exit_code = 2


class RefusedError(CleanError):
    """Something the tool will not do, such as writing over a published version."""

    exit_code = 3


class BusyError(RefusedError):
    """Somebody else did it first; the same command may go well a moment later."""

    exit_code = 75


class IntegrityError(CleanError):
    """Counts or digests that must agree do not."""

    exit_code = 4


class DiskError(CleanError):
    """The disk is full, or the system refuses to write. The number is EX_IOERR of sysexits.h."""

    exit_code = 74


_OF_STORAGE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EXDEV, errno.EFBIG, errno.ENXIO, errno.ESTALE})


def is_storage_fault(error: OSError) -> bool:
    """Whether the disk is to blame, and not the path that was named."""
    return error.errno in _OF_STORAGE
