"""A shard's rows on disk: what a worker hands over, what the cache keeps, and what the build reads again part by part.

A file is a run of parts; a part holds a few hundred articles as Arrow tables, compressed. An index and a digest of the
whole file stand at its end: a file that was cut short or changed is not read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from cleaner.release.tables import take_rows

MAGIC = b"clean rows 1\n"
_LENGTH_BYTES, _DIGEST_BYTES = 8, 32
_BLOCK_BYTES = 1 << 20


class SpillWriter:
    """Writes parts one after the other. The file is whole when `close` was called."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash, self._at = file, hashlib.sha256(), 0
        self._parts: list[dict[str, tuple[int, int, int]]] = []
        self._write(MAGIC)

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """One more part."""
        part: dict[str, tuple[int, int, int]] = {}
        for name, table in tables.items():
            sink = pa.BufferOutputStream()
            options = ipc.IpcWriteOptions(compression="zstd", use_threads=False)
            with ipc.new_stream(sink, plain(table.schema), options=options) as writer:
                writer.write_table(table.cast(plain(table.schema)).combine_chunks())
            data = sink.getvalue()
            part[name] = (self._at, len(data), table.num_rows)
            self._write(data)
        self._parts.append(part)

    def close(self, said: Mapping[str, Any]) -> None:
        """Write the index with what is `said` of the whole, and the digest."""
        index = json.dumps({"parts": self._parts, "said": said}).encode()
        self._write(index)
        self._write(len(index).to_bytes(_LENGTH_BYTES, "little"))
        self._file.write(self._hash.digest())

    def _write(self, data: bytes | pa.Buffer) -> None:
        self._file.write(data)
        self._hash.update(data)
        self._at += len(data)


@dataclass(frozen=True, slots=True)
class Part:
    """Some consecutive articles of a shard."""

    path: Path
    places: Mapping[str, Sequence[int]]
    """Table → (offset, length, rows)."""

    def n_rows(self, table: str) -> int:
        return self.places[table][2]

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One of its tables, or some columns of it; the others are not decompressed."""
        offset, length, _ = self.places[table]
        with self.path.open("rb") as file:
            file.seek(offset)
            data = file.read(length)
        options = ipc.IpcReadOptions(use_threads=False)
        if columns is not None:
            names = ipc.open_stream(data).schema.names
            options = ipc.IpcReadOptions(use_threads=False, included_fields=[names.index(column) for column in columns])
        found = ipc.open_stream(data, options=options).read_all()
        return found if columns is None else found.select(list(columns))


@dataclass(frozen=True, slots=True)
class Spill:
    """A whole file."""

    path: Path
    parts: tuple[Part, ...]
    said: Mapping[str, Any]

    def read(self, table: str) -> pa.Table:
        """One of its tables, all parts below each other."""
        return pa.concat_tables([part.read(table) for part in self.parts])


def open_spill(path: Path, *, verify: bool) -> Spill | None:
    """The file, or None when it is not whole. `verify` reads all of it for its digest."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + _LENGTH_BYTES + _DIGEST_BYTES or file.read(len(MAGIC)) != MAGIC:
                return None
            if verify and not _is_whole(file, size):
                return None
            file.seek(size - _DIGEST_BYTES - _LENGTH_BYTES)
            length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
            start = size - _DIGEST_BYTES - _LENGTH_BYTES - length
            if start < len(MAGIC):
                return None
            file.seek(start)
            index = json.loads(file.read(length))
    except (OSError, ValueError):
        return None
    return Spill(path, tuple(Part(path, places) for places in index["parts"]), index["said"])


def _is_whole(file: IO[bytes], size: int) -> bool:
    file.seek(0)
    found, left = hashlib.sha256(), size - _DIGEST_BYTES
    while left and (block := file.read(min(_BLOCK_BYTES, left))):
        found.update(block)
        left -= len(block)
    return not left and file.read() == found.digest()


def plain(schema: pa.Schema) -> pa.Schema:
    """The schema without descriptions: they would be written again with every part."""
    return pa.schema([pa.field(field.name, field.type, field.nullable) for field in schema])


class RowFiles:
    """Rows dealt out to numbered files by their place in the final order, and read back file by file.

    Each file holds the rows of one stretch of the order, so that it can be put in order in memory. Rows are gathered until
    there are enough for large pieces; files are opened to append a piece and closed again, as there may be thousands.
    """

    def __init__(self, folder: Path, name: str, schema: pa.Schema, *, rows_per_file: int, n_bytes: int) -> None:
        self._folder, self._name, self._rows_per_file, self._n_bytes = folder, name, rows_per_file, n_bytes
        self.schema = plain(schema).append(pa.field("place", pa.int64(), nullable=False))
        self._waiting: list[pa.Table] = []
        self._n_waiting = self.n_rows = 0

    def add(self, table: pa.Table, places: pa.Array) -> None:
        """Rows with the number, in the final order, of the article that each belongs to."""
        if not table.num_rows:
            return
        self._waiting.append(table.append_column(self.schema.field("place"), places).cast(self.schema))
        self._n_waiting += self._waiting[-1].nbytes
        self.n_rows += table.num_rows
        if self._n_waiting >= self._n_bytes:
            self.flush()

    def flush(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting)
        self._waiting, self._n_waiting = [], 0
        numbers = table["place"].to_numpy() // self._rows_per_file
        order = np.argsort(numbers, kind="stable")
        sorted_numbers = numbers[order]
        table = take_rows(table, order)
        starts = np.flatnonzero(np.r_[True, sorted_numbers[1:] != sorted_numbers[:-1]])
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
            path = self._path(int(sorted_numbers[start]))
            with path.open("ab") as file, ipc.new_stream(file, self.schema, options=ipc.IpcWriteOptions(compression="lz4")) as writer:
                writer.write_table(table.slice(start, end - start).combine_chunks())

    def tables(self, n_places: int) -> Iterator[pa.Table]:
        """All rows in the final order, file by file; rows of one article stay in the order they came in."""
        for number in range(-(-n_places // self._rows_per_file)):
            path = self._path(number)
            if path.exists():
                yield _ordered(_read_pieces(path))

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number:06}"


def _read_pieces(path: Path) -> pa.Table:
    pieces = []
    with pa.OSFile(str(path)) as file:
        while file.tell() < file.size():
            pieces.append(ipc.open_stream(file).read_all())
    return pa.concat_tables(pieces)


def _ordered(table: pa.Table) -> pa.Table:
    order = table["place"].to_numpy().argsort(kind="stable")
    return take_rows(table.drop_columns(["place"]), order)
