"""The articles of two sides, laid beside each other by their ids and compared a few thousand at a time, in bounded memory.

Both sides are published in one order, so most rows of one id come by at nearly the same time: two windows go down the
sides together. Rows that the other side passed over have moved, or are on one side alone; they are looked up at the end.
Columns are compared whole in Arrow; only those that differ are looked at value by value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleaner.errors import IntegrityError
from cleaner.release.sides import Side

_ROW = "\0row"
"""Name of the column that numbers a side's rows; no published column is called so."""
_WINDOW = 5_000
"""Rows that a window has at least, while there are more."""
_MOST_AHEAD = 100_000
"""Rows of a window that wait for the other side to come to them."""


@dataclass(slots=True)
class Paired:
    """What the comparison found."""

    added: tuple[str, ...]
    """Ids that only the second side has, in its order."""
    removed: tuple[str, ...]
    n_both: int
    hits: pl.DataFrame
    """A row for each value that changed: row (of the second side), id, same_input, column. In the order of rows, then of columns."""
    values: dict[str, tuple[dict[str, int], dict[str, int]]]
    """Column → value → how often it is on each side, for the columns that were to be counted."""


def pair(before: Side, after: Side, shared: list[str], counted: Iterable[str]) -> Paired:
    """Compare the shared columns of the articles. `text` is compared by `content_sha256`, where both have it.

    Raises:
        IntegrityError: A side cannot be read, or has an id twice, or a row without one.
    """
    # Reading half a gigabyte of words to learn the same as from their digests would take most of the time.
    columns = [name for name in shared if not (name == "text" and "content_sha256" in shared)]
    counted = list(counted)
    ever_the_same = before.constants("articles", [name for name in columns if name not in {"id", "raw_sha256", *counted}])
    if ever_the_same:
        theirs = after.constants("articles", list(ever_the_same))
        columns = [name for name in columns if not (name in theirs and theirs[name] == ever_the_same[name])]
    found = _Comparison(columns, _Feed(before, columns, counted), _Feed(after, columns, counted))
    old, new = found.run()
    return Paired(
        added=_ids_in_order(new),
        removed=_ids_in_order(old),
        n_both=found.n_both,
        hits=_as_hits(found, shared),
        values={column: (found.old.counts[column], found.new.counts[column]) for column in found.new.counts},
    )


class _Feed:
    """The rows of a side, part by part, numbered, with what is remembered of all of them."""

    def __init__(self, side: Side, columns: list[str], counted: Iterable[str]) -> None:
        self.counts: dict[str, dict[str, int]] = {column: {} for column in counted if column in columns}
        schema = side.schemas["articles"]
        self.empty = pa.RecordBatch.from_pylist([], schema=pa.schema([*(schema.field(name) for name in columns), pa.field(_ROW, pa.int64())]))
        self._side = side
        self._parts = side.read("articles", columns)
        self._hashes: list[NDArray[np.uint64]] = []
        self._n = 0

    def next(self) -> pa.RecordBatch | None:
        """The next part of the side; None behind the last."""
        part = next((part for part in self._parts if part.num_rows), None)
        if part is None:
            return None
        ids = pl.from_arrow(part["id"])
        assert isinstance(ids, pl.Series)
        if ids.null_count():
            raise _bad_ids(self._side)
        self._hashes.append(ids.hash().to_numpy())
        for column, counts in self.counts.items():
            for entry in pc.value_counts(part[column]).to_pylist():
                if entry["values"] is not None:
                    counts[str(entry["values"])] = counts.get(str(entry["values"]), 0) + entry["counts"]
        numbers = pa.array(np.arange(self._n, self._n + part.num_rows))
        self._n += part.num_rows
        return pa.RecordBatch.from_arrays([*map(_whole, part.columns), numbers], schema=self.empty.schema)

    def refuse_repeats(self) -> None:
        """Raise when an id came twice: its second row would have been compared with nothing."""
        hashes = np.sort(np.concatenate([np.zeros(0, np.uint64), *self._hashes]))
        if (hashes[1:] == hashes[:-1]).any():  # most likely; only the ids themselves can say so
            ids = pl.concat([frame.select("id") for part in self._side.read("articles", ["id"]) if isinstance(frame := pl.from_arrow(part), pl.DataFrame)])
            if ids["id"].n_unique() < ids.height:
                raise _bad_ids(self._side)


@dataclass(slots=True)
class _Comparison:
    columns: list[str]
    old: _Feed
    new: _Feed
    n_both: int = 0
    hits: list[tuple[NDArray[np.int64], int]] = field(default_factory=list)
    """Rows of the new side, and the number of a column in which they changed."""
    changed: list[pa.RecordBatch] = field(default_factory=list)
    """The row, id and same_input of every row that changed."""
    far: tuple[list[pa.RecordBatch], list[pa.RecordBatch]] = field(default_factory=lambda: ([], []))
    """Rows that the other side passed over."""

    def run(self) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        """Compare all; the rows that are on one side alone."""
        left, right = self.old.empty, self.new.empty
        feeds: list[_Feed | None] = [self.old, self.new]
        while any(feeds):
            n = left.num_rows, right.num_rows
            for side in (0, 1):
                feed, is_behind = feeds[side], n[side] <= max(n[1 - side], _WINDOW) or feeds[1 - side] is None
                part = feed.next() if feed is not None and is_behind else None
                if part is None:
                    feeds[side] = feed if not is_behind else None
                elif side:
                    right = _below([right, part])
                else:
                    left = _below([left, part])
            left, right, *last = self.matched(left, right)
            left, right = self._ahead(0, left, last[0]), self._ahead(1, right, last[1])
        self.old.refuse_repeats()
        self.new.refuse_repeats()
        left, right, *_ = self.matched(_below([self.old.empty, *self.far[0], left]), _below([self.new.empty, *self.far[1], right]))
        return left, right

    def _ahead(self, side: int, rest: pa.RecordBatch, last: int) -> pa.RecordBatch:
        """What the other side has not come to yet; the rows before it are put aside."""
        start = int(np.searchsorted(rest.column(_ROW).to_numpy(), last, side="right"))
        start = max(start, rest.num_rows - _MOST_AHEAD)
        if start:
            self.far[side].append(rest.slice(0, start))
        return rest.slice(start)

    def matched(self, left: pa.RecordBatch, right: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch, int, int]:
        """Compare the rows that have a partner. What is left of both, and the numbers of the last of those rows (-1: there is none)."""
        found = pc.index_in(right.column("id"), value_set=left.column("id"))
        places = found.drop_null().to_numpy()
        if not len(places):
            return left, right, -1, -1
        is_there = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False))
        here = np.flatnonzero(is_there)
        self._compare(left, right, places, here)
        is_alone = np.ones(left.num_rows, np.bool_)
        is_alone[places] = False
        last = [int(batch.column(_ROW).to_numpy()[at].max()) for batch, at in ((left, places), (right, here))]
        return left.filter(pa.array(is_alone)), right.filter(pa.array(~is_there)), last[0], last[1]

    def _compare(self, left: pa.RecordBatch, right: pa.RecordBatch, places: NDArray[np.int32], here: NDArray[np.int64]) -> None:
        self.n_both += len(here)
        unequal: list[NDArray[np.int64]] = []
        numbers = right.column(_ROW).to_numpy()[here]
        for number, name in enumerate(self.columns):
            one, other = left.column(name), right.column(name)
            if one.null_count == len(one) and other.null_count == len(other):
                continue
            at = _unequal(_taken(one, places), _taken(other, here))
            if len(at):
                self.hits.append((numbers[at], number))
                unequal.append(at)
        if unequal:
            at = np.unique(np.concatenate(unequal))
            ids = right.column("id").take(pa.array(here[at]))
            same = pa.array(np.zeros(len(at), np.bool_))
            if "raw_sha256" in self.columns:
                same = pc.equal(right.column("raw_sha256").take(pa.array(here[at])), left.column("raw_sha256").take(pa.array(places[at]))).fill_null(False)
            self.changed.append(pa.RecordBatch.from_arrays([pa.array(numbers[at]), ids, same], names=["row", "id", "same_input"]))


def _unequal(one: pa.Array, other: pa.Array) -> NDArray[np.int64]:
    """The places at which two columns differ; null is a value like others, and so is NaN."""
    if one.equals(other):
        return np.zeros(0, np.int64)
    if pa.types.is_nested(one.type) or pa.types.is_floating(one.type):
        old, new = pl.from_arrow(one), pl.from_arrow(other)
        assert isinstance(old, pl.Series)
        assert isinstance(new, pl.Series)
        return old.ne_missing(new).arg_true().to_numpy().astype(np.int64)
    differ = pc.coalesce(pc.not_equal(one, other), pc.xor(pc.is_null(one), pc.is_null(other)))
    return np.flatnonzero(differ.to_numpy(zero_copy_only=False))


def _taken(column: pa.Array, places: NDArray[Any]) -> pa.Array:
    """The values at the places; where these are a stretch, without a copy."""
    first, n = int(places[0]), len(places)
    if int(places[-1]) - first == n - 1 and (np.diff(places) == 1).all():
        return column.slice(first, n)
    return column.take(pa.array(places))


def _below(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """The batches as one, which is never empty of a schema."""
    filled = [batch for batch in batches if batch.num_rows]
    if len(filled) < 2:
        return filled[0] if filled else batches[0]
    table = pa.Table.from_batches(filled)
    return pa.RecordBatch.from_arrays([_whole(column) for column in table.columns], schema=table.schema)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _ids_in_order(alone: pa.RecordBatch) -> tuple[str, ...]:
    return tuple(alone.take(pc.sort_indices(alone.column(_ROW))).column("id").to_pylist())


def _bad_ids(side: Side) -> IntegrityError:
    return IntegrityError("an id is there twice, or missing", where=side.name, hint="see 'clean validate' on it")


def _as_hits(found: _Comparison, shared: list[str]) -> pl.DataFrame:
    numbers = {name: number for number, name in enumerate(shared)}
    places = [(rows, numbers[found.columns[number]]) for rows, number in found.hits]
    if "text" in shared and "text" not in found.columns:
        places += [(rows, numbers["text"]) for rows, number in found.hits if found.columns[number] == "content_sha256"]
    hits = pl.DataFrame(
        {
            "row": np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in places)]),
            "column_no": np.concatenate([np.zeros(0, np.int32), *(np.full(len(rows), number, np.int32) for rows, number in places)]),
        }
    ).sort("row", "column_no")
    empty = pl.DataFrame(schema={"row": pl.Int64, "id": pl.String, "same_input": pl.Boolean})
    parts = [frame for batch in found.changed if isinstance(frame := pl.from_arrow(pa.Table.from_batches([batch])), pl.DataFrame)]
    rows = pl.concat([empty, *parts])
    column = pl.col("column_no").replace_strict(list(range(len(shared))), shared, return_dtype=pl.String).alias("column")
    return hits.join(rows, on="row", how="left", maintain_order="left").select("row", "id", "same_input", column)
