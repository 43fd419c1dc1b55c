"""An opened input: plain bytes behind any compression, with limits, and what its first bytes say it is."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import IO, Any

from cleaner.article import Rejection
from cleaner.read.compressed import GZIP_MAGIC, MIB, ZSTD_MAGICS, Expanded
from cleaner.read.files import InputFile, Piece, open_regular
from cleaner.read.sniff import HEAD_BYTES
from cleaner.read.tally import Tally

MAX_ARTICLE_BYTES = 16 * MIB
"""No article is this long: the longest books have 10 MB of text."""
_CHANGED = "the file changed after it was opened; what was read of it may be part old and part new"
_COMPRESSIONS = {".gz", ".zst", ".zstd"}
_PIECE_BYTES = MIB


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader is given."""

    source: str
    suffix: str
    """Of the name without the compression's: `.jsonl` of `news.jsonl.gz`, in lower case."""
    head: bytes
    """The first bytes; they are in `stream` too."""
    stream: io.BufferedReader[Any]
    max_bytes: int = MAX_ARTICLE_BYTES
    """The most that one article may have."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column (or `text`, `html`) → key of a record, where the usual names don't fit."""
    expanded: Expanded | None = None
    tally: Tally = field(default_factory=Tally)
    """Where a reader counts what it uses and what it passes over."""
    n_bytes: int | None = None
    """Size of the file as it is stored; None where nobody knows."""
    is_archived: bool = False
    """Whether it is a member of an archive."""
    has_changed: Callable[[], bool] = bool
    """Whether the file is another one by now."""
    piece: Piece | None = None
    """What of the file this is, if not all of it."""

    @property
    def fault(self) -> tuple[str, str] | None:
        """(check, evidence) if the stream ended before its end; known once it is read."""
        return self.expanded.fault if self.expanded else None

    def resume_at_damage(self) -> Iterator[Rejection]:
        """Read on behind damaged gzip members. Gives a rejection for each that was passed over, once the stream is read.

        Such a member costs itself, and the record that it ends in the middle of.
        """
        if self.expanded:
            self.expanded.resume_at_damage()
        return (Rejection(self.source, *gap) for expanded in [self.expanded] if expanded for gap in expanded.gaps)

    def read_article(self) -> bytes | Rejection:
        """The whole content as one article's bytes, or why it cannot be one: `empty`, `too-large`, `truncated`, `changed`."""
        data = self.stream.read(self.max_bytes + 1)
        if self.fault:
            return Rejection(self.source, *self.fault)
        if len(data) > self.max_bytes:
            return Rejection(self.source, "too-large", f"more than {self.max_bytes} bytes, the limit for one article")
        if self.has_changed():
            return self.changed()
        if not data.strip(b" \t\r\n\x0b\x0c\0"):
            evidence = f"nothing but white space in {len(data)} bytes" if data else "no bytes at all"
            return Rejection(self.source, "empty", evidence, hashlib.sha256(data).hexdigest(), len(data))
        return data

    def changed(self) -> Rejection:
        return Rejection(self.source, "changed", _CHANGED)

    def rejection(self, check: str, evidence: str) -> Rejection:
        """The whole file rejected, with the digest of its bytes as far as they can be read."""
        digest, n_bytes = hashlib.sha256(), 0
        while block := self.stream.read(MIB):
            digest.update(block)
            n_bytes += len(block)
        return Rejection(self.source, check, evidence, *((None, None) if self.fault else (digest.hexdigest(), n_bytes)))


def read_line(stream: io.BufferedReader[Any], most: int) -> bytes | bytearray:
    """The next line with its break, or its first `most` bytes. A long one is held once; `readline` holds it twice, in pieces and as a whole."""
    line = stream.readline(min(most, _PIECE_BYTES))
    if line.endswith(b"\n") or len(line) < _PIECE_BYTES:
        return line
    grown = bytearray(line)
    while len(grown) < most and (piece := stream.readline(min(most - len(grown), _PIECE_BYTES))):
        grown += piece
        if piece.endswith(b"\n"):
            break
    return grown


class Window(io.RawIOBase):
    """The bytes of a piece of a file."""

    def __init__(self, file: io.FileIO, piece: Piece) -> None:
        self._file, self._left = file, piece.end - piece.start
        file.seek(piece.start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        n = self._file.readinto(memoryview(buffer)[: self._left]) or 0
        self._left -= n
        return n


@contextmanager
def opened(file: InputFile, *, fields: Mapping[str, str] | None = None, max_bytes: int = MAX_ARTICLE_BYTES, tally: Tally | None = None) -> Iterator[Content]:
    """Open a file for a reader, decompressing by its first bytes, not by its name.

    Raises:
        OSError: The file is gone, not readable or not a regular file.
    """
    tally = Tally() if tally is None else tally
    if file.address is not None:
        from cleaner.read.remote import open_remote  # noqa: PLC0415 - fsspec takes 0.1 s and is an extra

        with open_remote(file.address) as (plain, size):
            yield content_of(plain, file.source, size, fields=fields, max_bytes=max_bytes, tally=tally)
        return
    raw = open_regular(file)
    with raw, io.BufferedReader(raw if file.piece is None else Window(raw, file.piece), 1 << 16) as plain:
        descriptor = raw.fileno()
        status = os.fstat(descriptor)
        opened_as = (status.st_size, status.st_mtime_ns) if file.piece is None else file.piece.status

        def has_changed() -> bool:
            now = os.fstat(descriptor)
            return (now.st_size, now.st_mtime_ns) != opened_as

        content = content_of(plain, file.source, status.st_size, fields=fields, max_bytes=max_bytes, tally=tally, has_changed=has_changed)
        yield content if file.piece is None else replace(content, piece=file.piece)


def content_of(
    plain: io.BufferedReader[Any],
    source: str,
    size: int | None,
    *,
    fields: Mapping[str, str] | None,
    max_bytes: int,
    tally: Tally,
    member: str | None = None,
    has_changed: Callable[[], bool] = bool,
) -> Content:
    """The content of a stream of `size` bytes, which may be compressed. `member` is its name in an archive, if it is in one."""
    expanded = _expanded(plain, size or 0)
    stream: io.BufferedReader[Any] = io.BufferedReader(expanded, 1 << 18) if expanded else plain
    return Content(
        source,
        suffix_of(source if member is None else member),
        stream.peek(HEAD_BYTES)[:HEAD_BYTES],
        stream,
        max_bytes,
        fields or {},
        expanded,
        tally,
        size,
        member is not None,
        has_changed,
    )


def suffix_of(source: str) -> str:
    """The name's suffix without the compression's, in lower case.

    >>> suffix_of("raw/news.jsonl.gz"), suffix_of("s3://crawl/news.WARC"), suffix_of("pages.tgz")
    ('.jsonl', '.warc', '.tar')
    """
    name = PurePath(source)
    suffix = PurePath(name.stem).suffix if name.suffix.lower() in _COMPRESSIONS else name.suffix
    return {".tgz": ".tar", ".tzst": ".tar"}.get(suffix.lower(), suffix.lower())


def _expanded(plain: io.BufferedReader[Any], size: int) -> Expanded | None:
    magic = plain.peek(4)[:4]
    form = "gzip" if magic.startswith(GZIP_MAGIC) else "zstd" if magic in ZSTD_MAGICS else None
    file: IO[bytes] = plain
    return Expanded(file, form, size) if form else None
