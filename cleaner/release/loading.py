"""A published version in memory: checked first, then as an Arrow table or as articles one by one.

What does not match its digests is an error, never quietly wrong data.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import fields
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.article import Article
from cleaner.columns import TABLES
from cleaner.errors import IntegrityError, UsageError
from cleaner.release.index import read_index, sums_digest
from cleaner.release.manifest import FILE_NAME
from cleaner.release.parquet import read_groups
from cleaner.release.sides import DERIVED, FOLDERS, read_manifest
from cleaner.release.sums import SUMS_NAME
from cleaner.release.tables import arrow_schema, with_younger_columns
from cleaner.release.versions import LATEST

_LISTS = frozenset({"authors", "agencies", "credits", "captions", "headings", "text_lines"})


class YankedWarning(UserWarning):
    """The version is one that its publishers ask nobody to use."""


class IncompleteVersionWarning(UserWarning):
    """Files of a table that was not asked for are gone, most often the ledger. What was asked for is whole."""


def load(path: str | PathLike[str], table: str = "articles") -> pa.Table:
    """One table of a version, after its files were held against their digests; with the types of `cleaner.columns`.

    `path` is a version's folder, or a folder of versions, which stands for its latest. Tables are `articles`, `removals`,
    `fields`, `rejections` and `duplicates`. A yanked version is loaded with a `YankedWarning`, and one that lost files of
    another table with an `IncompleteVersionWarning`.

    Raises:
        UsageError: There is no such version or table.
        IntegrityError: A file of the table is missing or changed, a page is damaged, or rows or columns are not as published.
    """
    folder, said = _opened(path, table)
    found = pa.concat_tables([arrow_schema(table).empty_table(), *_groups(folder, table)])
    _assert_rows(folder, table, found.num_rows, said)
    return found


def iterate(path: str | PathLike[str]) -> Iterator[Article]:
    """The articles of a version one by one, a row group at a time in memory; checked as `load` does, before the first.

    Raises:
        UsageError, IntegrityError: As `load` does.
    """
    folder, said = _opened(path, "articles")
    return _articles(folder, said)


def _articles(folder: Path, said: dict[str, Any]) -> Iterator[Article]:
    n = 0
    names = {field.name for field in fields(Article)}
    for group in _groups(folder, "articles"):
        for batch in group.to_batches(max_chunksize=1_000):
            for row in batch.to_pylist():
                n += 1
                values: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in row.items() if name in names}
                values["confidence"] = {name: score for name, score in row["confidence"].items() if score is not None}
                yield Article(**values)
    _assert_rows(folder, "articles", n, said)


def _opened(path: str | PathLike[str], table: str) -> tuple[Path, dict[str, Any]]:
    """The version's folder and manifest, when the table's files are those that were published."""
    if table not in TABLES:
        raise UsageError(f"there is no table {table!r}", where=str(path), hint="the tables are " + ", ".join(TABLES))
    folder = Path(path)
    if (folder / LATEST).is_file() and not (folder / FILE_NAME).exists():
        folder = folder / (folder / LATEST).read_text(encoding="utf-8", errors="replace").strip()
    if not (folder / FILE_NAME).is_file():
        raise UsageError("is no version: there is no manifest.json in it", where=str(folder), hint="name a version's folder, such as dataset/1.0.0")
    said = dict(read_manifest(folder))
    if table in DERIVED and table not in said.get("logical_digests", {}):
        raise UsageError(f"has no table {table!r}: nothing came often enough", where=str(folder), hint="load another table")
    _assert_files(folder, table, said)
    _look_at_index(folder)
    _look_at_other_tables(folder, table, said)
    return folder, said


def _assert_files(folder: Path, table: str, said: dict[str, Any]) -> None:
    sums = folder / SUMS_NAME
    if not sums.is_file():
        raise IntegrityError("is missing", where=str(sums), hint="restore the version; 'clean verify' says what is wrong with it")
    listed = {name: sha256 for sha256, _, name in (line.partition("  ") for line in sums.read_text("utf-8", "replace").splitlines())}
    place = f"{FOLDERS[table]}/"
    here = {path.relative_to(folder).as_posix() for path in (folder / FOLDERS[table]).glob("*.parquet")}
    promised = {str(entry.get("path")): entry.get("sha256") for entry in said.get("files", []) if str(entry.get("path")).startswith(place)}
    for name in sorted({name for name in listed if name.startswith(place)} | here | promised.keys() | {FILE_NAME}):
        path = folder / name
        if name not in listed or (name != FILE_NAME and promised.get(name) != listed[name]):
            raise IntegrityError("was not published with the version", where=str(path), hint="remove it; 'clean verify' says what else is wrong")
        if not path.is_file():
            raise IntegrityError("is missing", where=str(path), hint="restore the version; 'clean verify' says what else is wrong with it")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                raise IntegrityError("is not the file that was published", where=str(path), hint="restore the version; 'clean verify' says what else is wrong")


def _look_at_index(folder: Path) -> None:
    """Warn of a yank, and refuse a version that is not the one that the index beside it knows."""
    entry = read_index(folder.absolute().parent).get(folder.absolute().name)
    if entry is None:
        return
    if entry.sums_sha256 not in {None, sums_digest(folder)}:
        raise IntegrityError(f"{SUMS_NAME} is not the one that index.json knows", where=str(folder), hint="restore the version from where it was published")
    if entry.yanked:
        warnings.warn(f"{folder} is yanked: {entry.yanked}", YankedWarning, stacklevel=5)


def _look_at_other_tables(folder: Path, table: str, said: dict[str, Any]) -> None:
    """Warn of tables whose files are gone. Somebody fetched one table on purpose, or lost the ledger: only they can tell which."""
    promised = [str(entry.get("path")) for entry in said.get("files", [])]
    gone = [name for name in TABLES if name != table and any(path.startswith(f"{FOLDERS[name]}/") and not (folder / path).is_file() for path in promised)]
    if gone:
        what = f"files of {', '.join(gone)} are missing; the table {table} is whole"
        warnings.warn(f"{folder}: {what}. Restore the version to look the others up; 'clean verify' says what is wrong with it", IncompleteVersionWarning, 5)


def _groups(folder: Path, table: str) -> Iterator[pa.Table]:
    schema = arrow_schema(table)
    for group in read_groups(folder, FOLDERS[table]):
        # Whoever wrote this version may have had columns that this tool does not know yet. Those it knows must be there, but
        # for columns that may be null: a version from before such a column has none of it, and is no worse for that.
        whole = with_younger_columns(group, schema)
        missing = [field.name for field in schema if field.name not in whole.column_names or whole.schema.field(field.name).type != field.type]
        if missing:
            what = f"column {missing[0]!r} is missing, or of another type than {schema.field(missing[0]).type}"
            raise IntegrityError(what, where=str(folder / FOLDERS[table]), hint="load it with the release of article-cleaner that published it")
        yield whole.select(schema.names).cast(schema)


def _assert_rows(folder: Path, table: str, n: int, said: dict[str, Any]) -> None:
    counts = said.get("counts")
    promised = counts.get(table) if isinstance(counts, dict) else None
    if n != promised:
        raise IntegrityError(f"{table} holds {n} rows, its manifest says {promised}", where=str(folder), hint="restore the version from where it was published")
