"""A digest of what a table says, whatever wrote it: codec, chunking, row order and library versions do not count.

Each row is written out in one canonical way and hashed; the sorted row hashes are hashed again.
Two machines that build the same rows agree on it even where their Parquet bytes differ.
`canonical` says what is written; `canonical_cells` writes a column at once, ten times as fast, and must write the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_DIGESTS_IN_MEMORY = 200_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def canonical(value: Any) -> bytes:
    r"""The one way to write a value: a letter for its type, its length where it has one, and itself.

    Lengths stand in front, so that no value can be mistaken for two others.

    >>> canonical("né"), canonical(None), canonical([1, 0.5])
    (b'S3:n\xc3\xa9', b'N', b'L2:I1;F0x1.0000000000000p-1;')
    """
    match value:
        case None:
            return b"N"
        case str():
            data = value.encode()
            return b"S%d:%s" % (len(data), data)
        case bool():
            return b"B%d;" % value
        case int():
            return b"I%d;" % value
        case float():
            return b"F%s;" % value.hex().encode()
        case datetime():
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            return b"T%d;" % ((aware - _EPOCH) // _MICROSECOND)
        case list() | tuple():
            return b"L%d:%s" % (len(value), b"".join(map(canonical, value)))
        case dict():
            return b"D%d:%s" % (len(value), b"".join(canonical(key) + canonical(value[key]) for key in sorted(value)))
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")


def row_digests(table: pa.Table, *, rows_per_batch: int = 5_000) -> Iterator[bytes]:
    """The SHA-256 of each row, in the table's order. Columns count by name, so their order does not."""
    names = sorted(table.column_names)
    prefix = canonical(names)
    for batch in table.select(names).to_batches(max_chunksize=rows_per_batch):
        rows = _joined([canonical_cells(column) for column in batch.columns], batch.num_rows)
        for row in rows.to_pylist():
            yield hashlib.sha256(prefix + row).digest()


def canonical_cells(column: pa.Array) -> pa.Array:
    """`canonical` of every value of a column at once, as Arrow binaries; what Arrow cannot write so is written value by value."""
    type_ = column.type
    if pa.types.is_string(type_) or pa.types.is_large_string(type_):
        data = column.cast(pa.large_binary())
        return _filled(_joined([_same(b"S"), _digits(pc.binary_length(data)), _same(b":"), data], len(column)), column)
    if pa.types.is_integer(type_):
        return _filled(_joined([_same(b"I"), _digits(column), _same(b";")], len(column)), column)
    if pa.types.is_timestamp(type_):
        micros = column.cast(pa.timestamp("us", tz=type_.tz)).cast(pa.int64())
        return _filled(_joined([_same(b"T"), _digits(micros), _same(b";")], len(column)), column)
    if pa.types.is_floating(type_):
        # Confidences are rounded, so few values are different: each is written once.
        coded = column.cast(pa.float64()).dictionary_encode()
        return pa.array([canonical(value) for value in coded.dictionary.to_pylist()] + [b"N"], pa.large_binary()).take(
            pc.fill_null(coded.indices, len(coded.dictionary))
        )
    if (pa.types.is_list(type_) or pa.types.is_large_list(type_)) and not pa.types.is_nested(type_.value_type):
        inner = canonical_cells(column.flatten())
        lengths = pc.fill_null(pc.list_value_length(column), 0)
        offsets = pa.array([0, *pc.cumulative_sum(lengths).to_pylist()], pa.int64())
        joined = pc.binary_join(pa.LargeListArray.from_arrays(offsets, inner), pa.scalar(b"", pa.large_binary()))
        return _filled(_joined([_same(b"L"), _digits(lengths), _same(b":"), joined], len(column)), column)
    if pa.types.is_struct(type_):
        names = sorted(field.name for field in type_)
        parts = [_same(b"D%d:" % len(names))]
        for name in names:
            parts += [_same(canonical(name)), canonical_cells(pc.struct_field(column, name))]
        return _filled(_joined(parts, len(column)), column)
    return pa.array([canonical(value) for value in column.to_pylist()], pa.large_binary())


def _same(value: bytes) -> pa.Scalar:
    return pa.scalar(value, pa.large_binary())


def _digits(numbers: pa.Array) -> pa.Array:
    return numbers.cast(pa.string()).cast(pa.large_binary())


def _joined(parts: list[Any], n_rows: int) -> pa.Array:
    if not parts:
        return pa.array([b""] * n_rows, pa.large_binary())
    return pc.binary_join_element_wise(*parts, _same(b""))


def _filled(written: pa.Array, column: pa.Array) -> pa.Array:
    """What was written, with `N` where the column is null."""
    return pc.if_else(column.is_null(), _same(b"N"), written) if column.null_count else written


def table_digest(digests: Iterable[bytes]) -> str:
    """One hex digest of a table from the digests of its rows, in whatever order they come."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def logical_digest(tables: Mapping[str, str]) -> str:
    """One hex digest of a version from the digests of its tables, by name."""
    return hashlib.sha256(canonical(dict(tables))).hexdigest()


class TableDigest:
    """`table_digest` of any number of rows: their digests wait in files by their first byte, each sorted by itself at the end."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._waiting: list[NDArray[np.uint8]] = []
        self._n_waiting = 0

    def add(self, digests: NDArray[np.uint8]) -> None:
        """Digests of rows, 32 bytes in a row of the array each."""
        self._waiting.append(digests)
        self._n_waiting += len(digests)
        if self._n_waiting >= _DIGESTS_IN_MEMORY:
            self._flush()

    def hexdigest(self) -> str:
        """The digest of all of them. Once."""
        whole = hashlib.sha256()
        if not any(path.exists() for path in self._paths()):
            whole.update(_sorted(np.concatenate([np.zeros((0, 32), np.uint8), *self._waiting])))
            return whole.hexdigest()
        self._flush()
        for path in self._paths():
            if path.exists():
                whole.update(_sorted(np.fromfile(path, np.uint8)))
                path.unlink()
        return whole.hexdigest()

    def _paths(self) -> list[Path]:
        return [self._folder / f"{self._name}-digests-{first:02x}" for first in range(256)]

    def _flush(self) -> None:
        digests = np.concatenate([np.zeros((0, 32), np.uint8), *self._waiting])
        self._waiting, self._n_waiting = [], 0
        order = np.argsort(digests[:, 0], kind="stable")
        ends = np.searchsorted(digests[order, 0], np.arange(256), side="right")
        start = 0
        for path, end in zip(self._paths(), ends.tolist(), strict=True):
            if end > start:
                with path.open("ab") as file:
                    file.write(digests[order[start:end]].tobytes())
            start = end


def _sorted(digests: NDArray[np.uint8]) -> bytes:
    return np.sort(np.ascontiguousarray(digests).reshape(-1).view("S32")).tobytes()
