"""What the built-in contract has passed before: the same rows need not be asked again, nor pandera be loaded for them.

A run of rows is known by the digest of its rows' digests, under the code and packages that judged it. Only runs of which
every row passed are remembered. A contract of one's own is asked every time: nobody knows what code it imports.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.release.cache import code_digest
from cleaner.release.manifest import made_with

FILE_NAME = "passed"


class Proven:
    """The runs of the build before, and those of this one, which take their place."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is the cache. None: nothing is known, and nothing is kept."""
        self._path = None if folder is None else folder / FILE_NAME
        self._before = frozenset[str]()
        self._now: dict[str, None] = {}
        if self._path is not None:
            self._prefix = hashlib.sha256(repr((sorted(made_with().items()), code_digest())).encode()).digest()
            with suppress(OSError, UnicodeDecodeError):  # what is damaged is not among the names, and is asked again
                self._before = frozenset(self._path.read_text("ascii").split("\n"))

    def has(self, row_digests: NDArray[np.uint8]) -> bool:
        """Whether these very rows have passed."""
        if self._path is None:
            return False
        name = self._name(row_digests)
        if name not in self._before:
            return False
        self._now[name] = None
        return True

    def add(self, row_digests: NDArray[np.uint8]) -> None:
        """Remember that each of the rows has passed."""
        if self._path is not None:
            self._now[self._name(row_digests)] = None

    def keep(self) -> None:
        """Write what is known for the next build. A full disk is no fault: then it is not kept."""
        if self._path is None or self._before == self._now.keys():
            return
        with suppress(OSError):
            making = self._path.with_name(f"{FILE_NAME}.{os.getpid()}.part")
            making.write_text("\n".join(sorted(self._now)), encoding="ascii", newline="\n")
            making.replace(self._path)

    def _name(self, row_digests: NDArray[np.uint8]) -> str:
        return hashlib.sha256(self._prefix + np.ascontiguousarray(row_digests).tobytes()).hexdigest()
