"""Puts the report on the disk: all of it or nothing, and never over something that is no report."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cleaner.errors import DiskError, RefusedError, UsageError

MARK = '<meta name="generator" content="article-cleaner report">'
"""What a report has in its head, and other pages have not."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def refuse_bad_target(path: Path) -> None:
    """Raise when the report could not or must not be written there; nothing is created.

    Raises:
        UsageError: The folder is missing.
        RefusedError: There is a file that is no report, or the path lies in a published version.
    """
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError("is a folder" if path.is_dir() else "no such folder", where=str(path if path.is_dir() else path.parent), hint="give another --out")
    if any((folder / "manifest.json").is_file() and (folder / "data").is_dir() for folder in path.absolute().parents):
        raise RefusedError("lies in a published version, and a version is never changed", where=str(path), hint="give another --out")
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            if MARK not in file.read(4_000):
                raise RefusedError("exists and is no report", where=str(path), hint="give another --out, or remove it")


def write_report(path: Path, html: str) -> None:
    """Write the report, in place of an earlier one if there is one.

    Raises:
        DiskError: The disk is full, or the system refuses; what stood there before still does.
    """
    data = html.encode()
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a pipe or a device
            return
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".report-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        what = "the disk is full" if error.errno in _FULL else f"cannot be written ({error.strerror})"
        hint = f"the report needs {len(data) / 1e6:.1f} MB; make room, or give another --out" if error.errno in _FULL else "give another --out"
        raise DiskError(what, where=str(path), hint=hint) from error
