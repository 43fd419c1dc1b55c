"""A published version as a lint sees it: the Parquet files that are there, and the texts of its cards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.own_files import json_of, read_own
from cleaner.release.parquet import read_groups
from cleaner.release.tables import arrow_schema, with_younger_columns


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a card says and that is not so."""

    file: str
    """In the version's folder."""
    where: str
    """The place in the file, such as `recordSet[0].name`; '' for the file as a whole."""
    problem: str
    """What was found, and what is so."""
    hint: str = "build a new version, or restore this one"

    def __str__(self) -> str:
        return f"{self.file}: {self.where + ': ' if self.where else ''}{self.problem}; {self.hint}"


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A file of a table, by its footer."""

    path: str
    """Below the version's folder, with `/`."""
    rows: int
    schema: pa.Schema


@dataclass(frozen=True, slots=True)
class Published:
    """A version's folder, looked at once."""

    folder: Path
    folders: Mapping[str, str]
    """Table → its folder."""
    files: Mapping[str, tuple[ParquetFile, ...]]
    """Table → its files by name; a table without files is there too."""

    def rows(self, table: str) -> int:
        """Rows by the footers."""
        return sum(file.rows for file in self.files[table])

    def schema(self, table: str) -> pa.Schema | None:
        """The schema of the table's first file; None when there is no file."""
        return self.files[table][0].schema if self.files[table] else None

    def text(self, name: str) -> str:
        """The text of a file in the folder.

        Raises:
            OSError, UnicodeDecodeError: It cannot be read.
        """
        return read_own(self.folder / name).decode()

    def parts(self) -> Iterator[tuple[str, pa.Table]]:
        """Every table, row group by row group, with nothing in columns that are younger; one without rows comes too, as an empty part.

        Raises:
            IntegrityError: A file is missing or damaged.
        """
        for table, folder in self.folders.items():
            schema = self.schema(table)
            if schema is not None:
                yield table, with_younger_columns(schema.empty_table(), arrow_schema(table))
            for group in read_groups(self.folder, folder):
                yield table, with_younger_columns(group, arrow_schema(table))


def look_at(folder: Path, folders: Mapping[str, str]) -> tuple[Published, list[Finding]]:
    """The version, and what is wrong with its Parquet files."""
    findings: list[Finding] = []
    files: dict[str, tuple[ParquetFile, ...]] = {}
    for table, place in folders.items():
        found = []
        for path in sorted((folder / place).glob("*.parquet")):
            name = f"{place}/{path.name}"
            try:
                found.append(ParquetFile(name, pq.read_metadata(path).num_rows, pq.read_schema(path)))
            except (OSError, pa.ArrowException) as error:
                findings.append(Finding(name, "", f"is no Parquet file that can be read ({type(error).__name__})"))
        if not found:
            findings.append(Finding(place, "", f"no file of the table {table} is there"))
        findings += [Finding(file.path, "", f"has other columns than {found[0].path}") for file in found[1:] if not file.schema.equals(found[0].schema)]
        files[table] = tuple(found)
    return Published(folder, folders, files), findings


def parse_json(text: str) -> Mapping[str, Any]:
    """The JSON object that the text is, each key once.

    Raises:
        ValueError: It is not JSON, or no object, or a key is there twice.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise ValueError(f"the key {twice!r} is there twice")
        return dict(pairs)

    found = json_of(text, once)
    if not isinstance(found, dict):
        raise ValueError("is not an object")  # noqa: TRY004 - wrong text, not a wrong argument
    return found


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def footer_value(schema: pa.Schema | None, key: str) -> str | None:
    """A value in the metadata of a Parquet file's schema."""
    value = (schema.metadata or {}).get(key.encode()) if schema is not None else None
    return None if value is None else value.decode("utf-8", "replace")
