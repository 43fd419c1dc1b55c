"""A digest of what a table says, whatever wrote it: codec, chunking, row order and library versions do not count.

Each row is written out in one canonical way and hashed; the sorted row hashes are hashed again.
Two machines that build the same rows agree on it even where their Parquet bytes differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

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


def row_digests(table: pa.Table, *, rows_per_batch: int = 1_000) -> Iterator[bytes]:
    """The SHA-256 of each row, in the table's order. Columns count by name, so their order does not."""
    names = sorted(table.column_names)
    prefix = canonical(names)
    for batch in table.select(names).to_batches(max_chunksize=rows_per_batch):
        columns = ([canonical(value) for value in column.to_pylist()] for column in batch.columns)
        for cells in zip(*columns, strict=True):
            yield hashlib.sha256(prefix + b"".join(cells)).digest()


def table_digest(digests: Iterable[bytes]) -> str:
    """One hex digest of a table from the digests of its rows, in whatever order they come."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def logical_digest(tables: Mapping[str, str]) -> str:
    """One hex digest of a version from the digests of its tables, by name."""
    return hashlib.sha256(canonical(dict(tables))).hexdigest()
