"""The tables of a version, a row group at a time: a report of a million articles holds none of their texts in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.errors import IntegrityError
from cleaner.release.sides import FOLDERS
from cleaner.release.tables import arrow_schema, with_younger_columns


def row_groups(folder: Path, table: str, columns: Sequence[str]) -> Iterator[pa.Table]:
    """These columns of a published table, in its order, with the page checksums verified.

    Raises:
        IntegrityError: No file is there, one is damaged, or it has not these columns.
    """
    paths = sorted((folder / FOLDERS[table]).glob("*.parquet"))
    if not paths:
        raise IntegrityError("no Parquet file is there", where=str(folder / FOLDERS[table]), hint="name the folder of a version, such as dataset/1.0.0")
    for path in paths:
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                _assert_columns(path, table, columns, file.schema_arrow)
                here = [name for name in columns if name in file.schema_arrow.names]
                schema = pa.schema([arrow_schema(table).field(name) for name in columns])
                if not file.num_row_groups:
                    # A table without rows is one that was counted, and has none.
                    yield with_younger_columns(file.schema_arrow.empty_table().select(here), schema).select(list(columns))
                for number in range(file.num_row_groups):
                    yield with_younger_columns(file.read_row_group(number, columns=here), schema).select(list(columns))
        except (OSError, pa.ArrowException) as error:
            raise IntegrityError(f"cannot be read ({type(error).__name__})", where=str(path), hint="see 'clean verify' on its version") from error


def _assert_columns(path: Path, table: str, columns: Sequence[str], schema: pa.Schema) -> None:
    wanted = arrow_schema(table)
    whole = with_younger_columns(schema.empty_table(), wanted).schema
    for name in columns:
        if name not in whole.names or whole.field(name).type != wanted.field(name).type:
            what = f"column {name!r} is missing, or of another type than {wanted.field(name).type}"
            raise IntegrityError(what, where=str(path), hint="report on it with the release of article-cleaner that published it")
