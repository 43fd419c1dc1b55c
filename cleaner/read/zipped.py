"""A zip archive, member by member in the order of their names' places; each is read like a file of its own."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.archive import is_hidden, read_member, refused, source_of
from cleaner.read.columnar import Budget, one_line
from cleaner.read.content import Content

_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    # A place before the beginning of the file, a name that ends in the middle, an encrypted member, a way of compression of the future.
    *(ValueError, IndexError, RuntimeError, NotImplementedError),
)
"""What the standard library raises on a damaged archive."""


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The members' articles in the order of the archive's table of contents, which stands at the file's end."""
    if content.expanded or content.is_archived:
        yield content.rejection("unknown-format", "a zip archive inside another compression or archive; unpack it")
        return
    try:
        archive = zipfile.ZipFile(content.stream)
    except _DAMAGES as error:
        yield content.rejection("truncated", f"its table of contents cannot be read: {one_line(error)}")
        return
    n_inputs = 0
    # All members together: a bomb may have a thousand that overlap in the file.
    budget = Budget(content.n_bytes or 0)
    with archive:
        for member in archive.infolist():
            name = member.orig_filename if "\0" not in member.orig_filename else member.filename
            if member.filename.endswith("/"):
                continue
            if is_hidden(name) or name.startswith("__MACOSX/"):
                content.tally.skip("a hidden file in an archive")
                continue
            n_inputs += 1
            if fault := refused(content, name):
                yield fault
                continue
            if budget.is_spent:
                yield Rejection(source_of(content, name), "too-large", f"the archive {budget.evidence}")
                continue
            try:
                file = archive.open(member)
            except _DAMAGES as error:
                why = "it is encrypted" if member.flag_bits & 1 else f"damaged, or in a way of compression that is not known: {type(error).__name__}"
                yield Rejection(source_of(content, name), "unreadable", why)
                continue
            with file:
                yield from _checked(content, name, member.file_size, _Bounded(file, budget))
    if not n_inputs:
        yield Rejection(content.source, "empty", "no file in the archive", raw_bytes=content.n_bytes)


def _checked(content: Content, name: str, size: int, bounded: _Bounded) -> Iterator[RawArticle | Rejection]:
    """A member's records; once its bytes turn out damaged or too many, what was read last is a rejection."""
    said = False
    for record in read_member(content, name, bounded, size):
        if bounded.fault and not said:
            said = True
            yield Rejection(source_of(content, name), *bounded.fault)
        if not bounded.fault:
            yield record
    if bounded.fault and not said:
        yield Rejection(source_of(content, name), *bounded.fault)


class _Bounded(io.RawIOBase):
    """A member's bytes; they end early when they are damaged or the archive has given enough."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        self._file = file
        self._budget = budget
        self._n_bytes = 0
        self.fault: tuple[str, str] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        data = b""
        if not self.fault:
            try:
                data = self._file.read(len(target))
            except _DAMAGES as error:
                self.fault = ("truncated", f"damaged after {self._n_bytes} bytes: {type(error).__name__}")
        self._n_bytes += len(data)
        self._budget.spend(len(data))
        if self._budget.is_spent and not self.fault:
            self.fault = ("too-large", f"the archive {self._budget.evidence}")
            return 0
        target[: len(data)] = data
        return len(data)
