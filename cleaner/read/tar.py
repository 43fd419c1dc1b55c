"""A tar archive, member by member as the stream goes by; each is read like a file of its own."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import IO, Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.archive import is_hidden, read_member, refused, source_of
from cleaner.read.content import Content


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The members' articles in the archive's order. A cut archive gives those of its whole members, then one rejection."""
    n_inputs = 0
    damage: tuple[str, str] | None = None
    try:
        with tarfile.open(fileobj=content.stream, mode="r|", errorlevel=0, encoding="utf-8", errors="surrogateescape") as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile remembers every member of a stream that it cannot go back in
                if member.isdir():
                    continue
                if is_hidden(member.name):
                    content.tally.skip("a hidden file in an archive")
                    continue
                n_inputs += 1
                if fault := refused(content, member.name):
                    yield fault
                    continue
                file = archive.extractfile(member) if member.isreg() else None
                if file is None:
                    what = "a link" if member.issym() or member.islnk() else "a device or pipe"
                    yield Rejection(source_of(content, member.name), "unreadable", f"{what}, not a file")
                    continue
                whole = _Whole(file, member.size)
                yield from _unless_cut(read_member(content, member.name, whole, member.size), whole)
                if whole.is_cut:
                    damage = ("truncated", "the archive ends within a member")
                    break
    except (tarfile.TarError, EOFError) as error:
        damage = ("truncated", f"damaged tar: {error}")
    damage = content.fault or damage
    if damage:
        yield Rejection(content.source, damage[0], f"{damage[1]}; {n_inputs} member{'s' * (n_inputs != 1)} before")
    elif not n_inputs:
        yield Rejection(content.source, "empty", "no file in the archive", raw_bytes=content.n_bytes)


class _Whole(io.RawIOBase):
    """A member's bytes; a cut archive ends them early instead of raising within a reader."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._n_missing = size
        self.is_cut = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        try:
            data = b"" if self.is_cut else self._file.read(len(target))
        except (tarfile.TarError, EOFError):
            data = b""
        self._n_missing -= len(data)
        self.is_cut = self.is_cut or (not data and len(target) > 0 and self._n_missing > 0)
        target[: len(data)] = data
        return len(data)


def _unless_cut(records: Iterator[RawArticle | Rejection], whole: _Whole) -> Iterator[RawArticle | Rejection]:
    """The records; one that ends where the archive was cut is a rejection."""
    for record in records:
        if whole.is_cut and (isinstance(record, RawArticle) or record.check == "empty"):
            yield Rejection(record.source, "truncated", "the archive ends within it")
        else:
            yield record
