"""A Parquet file, row group by row group, a few rows at a time: each row is a record.

Two megabytes of Parquet can be 20 GB of strings. So long strings stay in the file's own dictionaries until their row
comes, only columns that are used are read, and what a file may expand to is limited as for compressed files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.columnar import Budget, articles_of, one_line, text_columns
from cleaner.read.compressed import MIB
from cleaner.read.content import Content
from cleaner.read.record import listed, wanted_columns

_BATCH_BYTES = 8 * MIB
_MOST_ROWS = 512


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The rows in order. Row n is named `source#n`, from 1; a damaged row group costs itself."""
    import pyarrow as pa  # noqa: PLC0415 - 0.1 s that other formats need not pay
    import pyarrow.parquet as pq  # noqa: PLC0415

    if content.expanded or content.is_archived:
        yield content.rejection("unknown-format", "a Parquet file inside another compression or archive; unpack it")
        return
    try:
        # Opening by the stream keeps to the file that was checked; by its path, another may have come in its place.
        plain = pq.ParquetFile(content.stream, page_checksum_verification=True)
        names = plain.schema_arrow.names
        wanted, has_text = wanted_columns(names, content.fields)
        if not has_text:
            yield Rejection(content.source, "bad-record", f"no text or html column; it has: {listed(names)}; name the column in the settings")
            return
        file = pq.ParquetFile(content.stream, page_checksum_verification=True, read_dictionary=text_columns(plain.schema_arrow, wanted), pre_buffer=False)
        n_groups = file.metadata.num_row_groups
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:  # a damaged size asks for more memory than there is
        yield Rejection(content.source, "truncated", f"its description cannot be read: {one_line(error)}", raw_bytes=content.n_bytes)
        return
    if not file.metadata.num_rows:
        yield Rejection(content.source, "empty", "no row in the file", raw_bytes=content.n_bytes)
        return
    budget = Budget(content.n_bytes or 0)
    first = 1
    for group in range(n_groups):
        n_rows = file.metadata.row_group(group).num_rows
        n_read = 0
        try:
            # One page may hold the whole column, and is expanded at once: what is said of its size is believed when it is too much.
            if (n_bytes := _size(file, group)) > budget.limit:
                evidence = f"row group {group + 1} expands to {n_bytes // MIB} MiB, more than {budget.limit // MIB}, the limit for a file of its size"
                yield Rejection(content.source, "too-large", f"{evidence}; rows {first} to {first + n_rows - 1} are lost")
                first += n_rows
                continue
            for batch in file.iter_batches(batch_size=_rows_at_once(file, group), row_groups=[group], columns=wanted):
                for item in articles_of(batch, first + n_read, content, budget):
                    n_read += 1
                    yield item
                    if budget.is_spent:
                        yield Rejection(content.source, "too-large", f"{budget.evidence}; {first + n_read - 1} rows before")
                        return
        except (pa.ArrowException, OSError, ValueError, MemoryError) as error:  # a damaged size asks for more memory than there is
            lost = f"rows {first + n_read} to {first + n_rows - 1}"
            yield Rejection(content.source, "truncated", f"row group {group + 1} is damaged, {lost} are lost: {one_line(error)}")
        first += n_rows


def _size(file: Any, group: int) -> int:
    """Bytes of a row group once it is expanded, as the file says. To ask its columns one by one ends the process if one is damaged."""
    return int(file.metadata.row_group(group).total_byte_size)


def _rows_at_once(file: Any, group: int) -> int:
    """As many rows as make about 8 MiB, going by what the file says of itself."""
    n_rows: int = file.metadata.row_group(group).num_rows
    return max(1, min(_MOST_ROWS, _BATCH_BYTES * n_rows // max(_size(file, group), 1)))
