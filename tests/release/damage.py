"""Damage to Parquet files, as a disk does it."""

from pathlib import Path

import pyarrow.parquet as pq


def flip_a_bit(path: Path, column: str) -> None:
    """Change one bit of the last page of a column in the first row group."""
    row_group = pq.read_metadata(path).row_group(0)
    chunk = next(row_group.column(n) for n in range(row_group.num_columns) if row_group.column(n).path_in_schema == column)
    data = bytearray(path.read_bytes())
    data[chunk.data_page_offset + chunk.total_compressed_size - 3] ^= 4
    path.write_bytes(data)
