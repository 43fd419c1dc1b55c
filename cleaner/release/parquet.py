"""Tables become Parquet files whose bytes depend on the rows alone, and whose footers hold no article text.

Min/max statistics and column indexes copy values into the footer, so text-like columns have none. Row groups are cut
by what is in the rows, so that a row that goes does not move the cuts behind it, and written from one chunk each:
otherwise the bytes would depend on how memory was chunked.
"""

from __future__ import annotations

import hashlib
import inspect
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaner.errors import IntegrityError
from cleaner.release.tables import SCHEMA_VERSION

ROWS_PER_FILE = 100_000
LEAST_ROWS, MOST_ROWS = 2_000, 12_000
"""Of a row group. What is left at the end of a file may be fewer."""
_ONE_IN = 6_000
"""Between the two, one row in so many begins a row group; where none does, the one that comes next to it. So groups have 6,000 rows on average.

When groups were of 10,000 rows each, all behind a removed row began elsewhere, and each beginning is new chunks in every column:
without its rows 3,000 to 4,000, a file of 100,000 rows of 0.6 KB was sent 35 % anew. Cuts that look at the rows are the
same again one group further on, nine times in ten."""
_ROWS_AT_ONCE = 1_000
"""Of which the beginning of a group is looked for: most groups begin before all rows that may begin one have been seen."""
_KEYS = ("id", "article_id", "source", "line")
"""Columns that tell rows apart, the first of the first three that is there, and the line: what is in them decides whether a row may begin a group."""
_WRITE_BYTES = 1 << 20
"""At once. Arrow by itself calls the system for every header and every page, two hundred times for three articles."""

_REPEATING = frozenset(
    {
        *("publisher", "published_precision", "published_zone", "section", "language", "license", "agencies.list.element"),
        *("article_id", "kind", "rule", "field", "fate", "check", "reason", "duplicate_of", "duplicate_of_source"),
    }
)
"""Columns with few different values: a dictionary makes them small. On the others it costs time and space."""

_ORDERED = frozenset(
    {
        *("id", "source", "publisher", "published_at", "modified_at", "published_precision", "language", "language_score"),
        *("n_words", "n_chars", "n_lines", "n_lines_removed", "n_repairs", "n_replacement_chars"),
        *("article_id", "line", "start", "end", "kind", "rule", "score", "field", "fate", "check", "raw_bytes", "reason"),
    }
)
"""Columns with statistics: what one filters by, and never the words of an article."""

_RANDOM = frozenset({"id", "content_sha256", "raw_sha256"})
"""Columns of hexadecimal digits at random. To look long for what repeats finds nothing worth having: at level 1 digests take 4 % less
space than at 6, and three fifths of the time to read."""

_CHUNKS = {"min_chunk_size": 64 << 10, "max_chunk_size": 256 << 10, "norm_level": 0}
"""A quarter of pyarrow's own bounds. Without 1 % of 100,000 rows of 0.6 KB, a store of chunks is sent 35 % anew instead of 46 %
(rows 3,000 to 4,000), or 17 % instead of 24 % (50,000 to 51,000); files grow by 3 %. Half of it again saves 3 % and costs as much."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the version and what a reader can check it against."""

    path: str
    """Below the version's folder, with `/`."""
    rows: int
    bytes: int
    sha256: str


def write_table(table: pa.Table, version_folder: Path, folder: str, *, metadata: dict[str, str], rows_per_file: int = ROWS_PER_FILE) -> list[WrittenFile]:
    """Write `folder/train-00000-of-0000N.parquet`, N by the number of rows; an empty table is one file with 0 rows.

    `metadata` goes into the footer. The rows are written in the order they have.
    """
    return write_rows([table], table.schema, table.num_rows, version_folder, folder, metadata=metadata, rows_per_file=rows_per_file)


def write_rows(
    tables: Iterable[pa.Table],
    schema: pa.Schema,
    n_rows: int,
    version_folder: Path,
    folder: str,
    *,
    metadata: dict[str, str],
    rows_per_file: int = ROWS_PER_FILE,
) -> list[WrittenFile]:
    """Write rows as they come, a row group at a time in memory; the same rows give the same bytes as `write_table`.

    Raises:
        IntegrityError: There are more or fewer than `n_rows` rows, which is the number that the files' names promise.
    """
    (version_folder / folder).mkdir(parents=True, exist_ok=True)
    n_files = max(1, -(-n_rows // rows_per_file))
    rows_of = [min(rows_per_file, n_rows - number * rows_per_file) for number in range(n_files)]
    schema = schema.with_metadata({"schema_version": SCHEMA_VERSION, "schema_fingerprint": schema_fingerprint(schema), **metadata})
    rows_to_come = _Coming(tables)
    written = []
    for number, rows in enumerate(rows_of):
        path = f"{folder}/train-{number:05}-of-{n_files:05}.parquet"
        with (
            pa.output_stream(str(version_folder / path), buffer_size=_WRITE_BYTES) as file,
            pq.ParquetWriter(file, schema, **_options(schema, rows)) as writer,
        ):
            missing = rows
            while missing:
                group = rows_to_come.group(missing)
                if not group.num_rows:
                    raise IntegrityError(f"{n_rows} rows were promised and fewer came", where=path, hint="report this as a bug")
                writer.write_table(group.cast(schema), row_group_size=MOST_ROWS)
                missing -= group.num_rows
        written.append(describe_file(version_folder, path, rows=rows))
    if rows_to_come.group(1).num_rows:
        raise IntegrityError(f"{n_rows} rows were promised and more came", where=folder, hint="report this as a bug")
    return written


def schema_fingerprint(schema: pa.Schema) -> str:
    """SHA-256 of the columns' names, types and nullability, in hex: two files of one fingerprint can be read as one table."""
    return hashlib.sha256("\n".join(f"{field.name}\t{field.type}\t{field.nullable}" for field in schema).encode()).hexdigest()


def describe_file(version_folder: Path, path: str, *, rows: int = 0) -> WrittenFile:
    """The size and SHA-256 of a file that was written."""
    with (version_folder / path).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return WrittenFile(path, rows, (version_folder / path).stat().st_size, sha256)


def read_groups(version_folder: Path, folder: str) -> Iterator[pa.Table]:
    """The published table, row group by row group, with its page checksums verified.

    Raises:
        IntegrityError: A file is missing or damaged.
    """
    paths = sorted((version_folder / folder).glob("train-*.parquet"))
    if not paths:
        raise IntegrityError("no Parquet file is there", where=str(version_folder / folder), hint="the version is damaged; restore it or remove its folder")
    for path in paths:
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group)
        except (OSError, pa.ArrowException) as error:
            raise IntegrityError(
                f"cannot be read ({type(error).__name__})", where=str(path), hint="the version is damaged; restore it or remove its folder"
            ) from error


class _Coming:
    """Rows that come in batches of any size, taken group by group."""

    def __init__(self, tables: Iterable[pa.Table]) -> None:
        # Batch by batch: slicing a table of thousands of small chunks again and again would take time by the square of them.
        self._batches = (batch for table in tables for batch in table.to_batches(max_chunksize=LEAST_ROWS) if batch.num_rows)
        self._waiting: list[pa.RecordBatch] = []

    def group(self, missing: int) -> pa.Table:
        """The next row group of a file that misses so many rows, in one chunk; without a row when there are no more."""
        n, most = sum(batch.num_rows for batch in self._waiting), min(missing, MOST_ROWS)
        while n < most and (batch := next(self._batches, None)) is not None:
            self._waiting.append(batch)
            n += batch.num_rows
        if not n:
            return pa.table({})
        table = pa.Table.from_batches(self._waiting)
        size = first_cut(table.slice(0, most)) if missing > MOST_ROWS <= n else min(n, most)
        # Copied are the rows of the group alone, and what they are copied of goes before they are written.
        self._waiting = table.slice(size).to_batches()
        return table.slice(0, size).combine_chunks()


def first_cut(table: pa.Table) -> int:
    """How many of the rows are the first group: the row behind it is one that begins a group, whatever stands around it."""
    names = [*[name for name in _KEYS[:3] if name in table.column_names][:1], *[name for name in _KEYS[3:] if name in table.column_names]]
    keys = [pc.fill_null(table[name].slice(LEAST_ROWS).cast(pa.string()), "") for name in names]
    lots: list[int] = []
    for start in range(0, table.num_rows - LEAST_ROWS, _ROWS_AT_ONCE):
        some = pc.binary_join_element_wise(*(column.slice(start, _ROWS_AT_ONCE) for column in keys), "\0").cast(pa.binary())
        for row in some.to_pylist():
            lot = zlib.crc32(row)
            if lot < 2**32 // _ONE_IN:
                return LEAST_ROWS + len(lots)
            lots.append(lot)
    return LEAST_ROWS + lots.index(min(lots))


def _options(schema: pa.Schema, n_rows: int) -> dict[str, Any]:
    leaves = _leaf_paths(schema)
    options: dict[str, Any] = {
        "compression": "zstd",
        "compression_level": {leaf: 1 if leaf in _RANDOM else 6 for leaf in leaves},
        "use_dictionary": [leaf for leaf in leaves if leaf in _REPEATING] or False,
        "write_statistics": [leaf for leaf in leaves if leaf in _ORDERED] or False,
        "write_page_index": True,
        "write_page_checksum": True,
        "use_content_defined_chunking": _CHUNKS,  # a changed row then re-uploads its neighbourhood, not the file
    }
    if "id" in leaves and n_rows:
        options["bloom_filter_options"] = {"id": {"ndv": min(n_rows, MOST_ROWS), "fpp": 0.01}}
    # The last two came with later pyarrow releases than the oldest we allow; a file without them says the same.
    return {name: value for name, value in options.items() if name in inspect.signature(pq.ParquetWriter).parameters}


def _leaf_paths(schema: pa.Schema) -> list[str]:
    """The Parquet paths of the leaves: `agencies.list.element`, `confidence.title`, `id`."""
    leaves = []
    for field in schema:
        if pa.types.is_list(field.type):
            leaves.append(f"{field.name}.list.element")
        elif pa.types.is_struct(field.type):
            leaves.extend(f"{field.name}.{inner.name}" for inner in field.type)
        else:
            leaves.append(field.name)
    return leaves
