"""A large file of JSON lines in pieces of whole records, so that many workers can share it.

Pieces are cut by the bytes of the file alone. Records keep the numbers that they have in the file, and lines theirs.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cleaner.read.compressed import MIB
from cleaner.read.content import suffix_of
from cleaner.read.files import InputFile, Piece, open_regular
from cleaner.read.sniff import HEAD_BYTES, kind_of

_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines"})


def pieces_of(file: InputFile, n_bytes: int) -> list[InputFile]:
    """The file in pieces of at least so many bytes, the last one apart; the file as it is where it cannot be cut.

    Only plain JSON lines can: what is compressed has to be read from its beginning.
    """
    if file.address is not None or file.piece is not None or suffix_of(file.source) not in _SUFFIXES or _size(file) < 2 * n_bytes:
        return [file]
    try:
        with io.BufferedReader(open_regular(file)) as stream:
            head = stream.read(HEAD_BYTES)
            if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or kind_of(head, suffix_of(file.source)) != "jsonl":
                return [file]
            stream.seek(0)
            status = os.fstat(stream.fileno())
            found = [replace(file, piece=piece) for piece in _cut(stream, n_bytes, (status.st_size, status.st_mtime_ns))]
    except OSError:
        return [file]  # its reader will say what is wrong
    return found if len(found) > 1 else [file]


def _size(file: InputFile) -> int:
    try:
        return file.path.stat().st_size if file.path.is_file() else 0
    except OSError:
        return 0


def _cut(stream: io.BufferedReader[Any], n_bytes: int, status: tuple[int, int]) -> Iterator[Piece]:
    start = end = 0
    n_lines = n_records = 0
    before = (0, 0)
    while line := stream.readline(MIB):
        end += len(line)
        is_blank = not line.strip()
        while not line.endswith(b"\n") and (line := stream.readline(MIB)):  # a line of any length is never held whole
            end += len(line)
            is_blank = is_blank and not line.strip()
        n_lines += 1
        n_records += not is_blank
        if end - start >= n_bytes:
            yield Piece(start, end, *before, status)
            start, before = end, (n_lines, n_records)
    if end > start:
        yield Piece(start, end, *before, status)
