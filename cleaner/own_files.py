"""The small files that people and this tool write about a dataset: settings, answers, publishers, manifests. Read whole, and only where they are files.

A workspace may be somebody else's. A pipe in the place of its settings would be waited for, a link to a device read without end,
and brackets in brackets take the parser's stack: each is an error with its words, like a file that is not there.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

MOST_BYTES = 256 << 20
READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""A pipe may come between looking and opening; without O_NONBLOCK opening it waits for ever."""
_KINDS = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))


def no_file(mode: int) -> str | None:
    """What it is that has this mode; None for a regular file.

    >>> no_file(stat.S_IFIFO), no_file(stat.S_IFDIR), no_file(stat.S_IFREG)
    ('a named pipe, not a file', 'not a file', None)
    """
    if stat.S_ISREG(mode):
        return None
    return next((f"{name}, not a file" for is_kind, name in _KINDS if is_kind(mode)), "not a file")


def open_own(path: Path) -> BinaryIO:
    """The file, to be read from its beginning.

    Raises:
        OSError: It is gone, not readable, or no regular file; `strerror` says which.
    """
    handle = os.open(path, READ)
    why_not = no_file(os.fstat(handle).st_mode)
    if why_not is None:
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, why_not, os.fspath(path))


def read_own(path: Path) -> bytes:
    """All bytes of the file.

    Raises:
        OSError: It is gone, not readable, no regular file, or larger than `MOST_BYTES`; `strerror` says which.
    """
    with open_own(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(errno.EINVAL, f"larger than {MOST_BYTES >> 20} MB", os.fspath(path))
    return data


def toml_of(text: str) -> dict[str, Any]:
    """The table that a text of TOML is.

    Raises:
        tomllib.TOMLDecodeError: It is none, or goes deeper or has more digits than can be read.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from error
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deep") from None


def json_of(data: bytes | str, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """What a text of JSON says; `pairs` makes something of each object.

    Raises:
        ValueError: It is none, or goes deeper than can be read.
    """
    try:
        return json.loads(data, object_pairs_hook=pairs)
    except RecursionError:
        raise ValueError("nested too deep") from None
