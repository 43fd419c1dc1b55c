"""Rows become Arrow tables whose schemas are derived from `cleaner.columns`, the one source of truth.

A value that has no place in its column is an error here, never a column that silently goes missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.columns import TABLES, Column
from cleaner.errors import IntegrityError

SCHEMA_VERSION = "1"
"""Of the published tables, written into every footer; raised when a column changes its name, type or meaning."""

_SIMPLE = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}
_ROWS_AT_ONCE, _BYTES_AT_ONCE = 10_000, 1 << 30
"""Of a take. Arrow's strings have 32-bit offsets: a chunk of one column holds 2 GB at most."""

_LIST = re.compile(r"list<(.+)>")
_STRUCT = re.compile(r"struct<(.+)>")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row of the duplicates table: an input that another article stands for."""

    source: str
    duplicate_of: str
    duplicate_of_source: str
    reason: str
    """`same bytes`, `same url` or `near copy`."""
    raw_sha256: str
    similarity: float | None = None
    """0 to 1, for a near copy."""


def arrow_type(type_: str) -> pa.DataType:
    """The Arrow type of a column's `type`.

    >>> arrow_type("timestamp"), arrow_type("struct<a:float64>")
    (TimestampType(timestamp[us, tz=UTC]), StructType(struct<a: double>))
    """
    if type_ in _SIMPLE:
        return _SIMPLE[type_]
    if match := _LIST.fullmatch(type_):
        # Named as the Parquet specification names it, so that what is read back equals what was written.
        return pa.list_(pa.field("element", arrow_type(match[1])))
    if match := _STRUCT.fullmatch(type_):
        parts = (part.split(":") for part in match[1].split(","))
        return pa.struct([pa.field(name, arrow_type(inner)) for name, inner in parts])
    raise IntegrityError(f"column type {type_!r} is not known", where="cleaner/columns.py", hint="allowed: " + ", ".join(_SIMPLE) + ", list<…>, struct<…>")


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The schema of a published table; each field carries its description, unit and origin."""
    return pa.schema([_field(column) for column in TABLES[table]])


def with_younger_columns(group: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows of an older version, with nothing in what came after it: null, an empty list, null in a struct. All else is as it was.

    A column that may be neither null nor empty stays missing.
    """
    for field in schema:
        at = group.schema.get_field_index(field.name)
        if at >= 0:
            if pa.types.is_struct(field.type) and group.schema.field(at).type != field.type:
                group = _with_column(group, at, field)
        elif field.nullable:
            group = group.append_column(field, pa.nulls(group.num_rows, field.type))
        elif pa.types.is_list(field.type):
            group = group.append_column(field, pa.array([[]] * group.num_rows, field.type))
    return group


def _with_column(group: pa.Table, at: int, field: pa.Field) -> pa.Table:
    column = _with_younger_fields(group.column(at), field.type)
    return group.set_column(at, field if column.type == field.type else group.schema.field(at), column)


def _with_younger_fields(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """The structs with null in the fields that they do not have; as they were when a field has another type."""
    old = column.type
    if not pa.types.is_struct(old) or any(wanted.get_field_index(field.name) < 0 or wanted.field(field.name).type != field.type for field in old):
        return column
    chunks = []
    for chunk in column.chunks:
        parts = [chunk.field(field.name) if old.get_field_index(field.name) >= 0 else pa.nulls(len(chunk), field.type) for field in wanted]
        chunks.append(pa.StructArray.from_arrays(parts, fields=list(wanted), mask=chunk.is_null()))
    return pa.chunked_array(chunks, wanted)


def to_table(name: str, rows: Iterable[object]) -> pa.Table:
    """The rows (objects with an attribute per column) as the published table `name`, in their order.

    Raises:
        IntegrityError: A value has no place in its column: None where the schema forbids it, an unknown confidence.
        UnicodeEncodeError, pyarrow.ArrowInvalid: A value that Arrow cannot hold, such as a lone surrogate.
    """
    rows = list(rows)
    schema = arrow_schema(name)
    arrays = [_array(name, column, field, [getattr(row, column.name) for row in rows]) for column, field in zip(TABLES[name], schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def concat(name: str, tables: Sequence[pa.Table]) -> pa.Table:
    """The tables one below the other; an empty one of the right schema when there are none."""
    return pa.concat_tables(tables) if tables else arrow_schema(name).empty_table()


def take_rows(table: pa.Table, rows: Sequence[int] | NDArray[np.int64]) -> pa.Table:
    """The rows of the table, in the order of `rows`.

    `pyarrow.Table.take` joins all chunks first, and fails when the strings of a column pass 2 GB.
    """
    if table.nbytes <= _BYTES_AT_ONCE and 2 * len(rows) >= table.num_rows:
        return table.combine_chunks().take(pa.array(rows, pa.int64()))
    batches = table.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    wanted = np.asarray(rows, np.int64)
    parts = [_take_part(batches, ends, wanted[start : start + _ROWS_AT_ONCE]) for start in range(0, len(wanted), _ROWS_AT_ONCE)]
    return pa.concat_tables([table.schema.empty_table(), *parts])


def _take_part(batches: list[pa.RecordBatch], ends: NDArray[np.int64], rows: NDArray[np.int64]) -> pa.Table:
    numbers = np.searchsorted(ends, rows, side="right")
    order = np.argsort(numbers, kind="stable")
    edges = [*np.flatnonzero(np.diff(numbers[order], prepend=-1)).tolist(), len(rows)]
    pieces = []
    for first, end in pairwise(edges):
        number = int(numbers[order[first]])
        pieces.append(batches[number].take(pa.array(rows[order[first:end]] - (ends[number] - batches[number].num_rows))))
    if len(rows) > 1 and sum(piece.nbytes for piece in pieces) > _BYTES_AT_ONCE:
        half = len(rows) // 2
        return pa.concat_tables([_take_part(batches, ends, rows[:half]), _take_part(batches, ends, rows[half:])])
    back = np.empty(len(rows), np.int64)
    back[order] = np.arange(len(rows))
    return pa.Table.from_batches(pieces).combine_chunks().take(pa.array(back))


def _field(column: Column) -> pa.Field:
    metadata = {"description": column.description, "origin": column.origin}
    if column.unit:
        metadata["unit"] = column.unit
    return pa.field(column.name, arrow_type(column.type), nullable=column.nullable, metadata=metadata)


def _array(table: str, column: Column, field: pa.Field, values: list[Any]) -> pa.Array:
    if pa.types.is_struct(field.type):
        names = [inner.name for inner in field.type]
        values = [_struct(table, column, names, value) for value in values]
    array = pa.array(values, type=field.type)
    if array.null_count and not column.nullable:
        raise IntegrityError(f"{array.null_count} of {len(values)} values are missing", where=f"{table}.{column.name}", hint="the column must not hold nulls")
    return array


def _struct(table: str, column: Column, names: list[str], value: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(value) - set(names)):
        raise IntegrityError(f"unknown key {unknown[0]!r}", where=f"{table}.{column.name}", hint="allowed: " + ", ".join(names))
    return {name: value.get(name) for name in names}
