"""Published articles (or anybody's files) held to a contract: each check with how many rows it turned down.

Built for files of unknown origin: they are read batch by batch, with their checksums verified, and their own code
is never run. What a report shows of a failing row is its id and a measure, not its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.contract import BUILT_IN, ROWS_PER_BATCH, check, load_contract
from cleaner.errors import IntegrityError, UsageError
from cleaner.own_files import json_of, no_file, read_own
from cleaner.release.jsonl_rows import Rows, is_jsonl, read_rows
from cleaner.release.tables import arrow_schema, with_younger_columns
from cleaner.terminal import cells, clip, pad, paint, reveal, wrap

_PRESENT, _DISTINCT = "not_nullable", "field_uniqueness"
"""What pandera calls these two checks in its failures."""
_COLUMNS, _OBJECTS = "columns and types", "a JSON object"
MAX_SAMPLES = 5
"""Failing rows that a report names for each check."""


@dataclass(frozen=True, slots=True)
class CheckCount:
    """One check and what it said."""

    column: str | None
    """None when it looks at several columns."""
    check: str
    n_failed: int
    samples: tuple[str, ...] = ()
    """The first rows that failed: the id of each, or its number from 1, and a measure of what was found."""

    @property
    def first(self) -> str:
        return self.samples[0] if self.samples else ""

    @property
    def is_of_rows(self) -> bool:
        """Whether single rows failed, and not a file as a whole, whose columns are others."""
        return self.check != _COLUMNS or self.n_failed > 1 or self.first.startswith("line ")

    @property
    def name(self) -> str:
        """The check with its column, in words."""
        return f"{self.column}: {_in_words(self.check)}" if self.column else _in_words(self.check)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a contract said of some files."""

    path: Path
    contract: str
    n_files: int
    n_rows: int
    counts: tuple[CheckCount, ...]

    @property
    def is_good(self) -> bool:
        return self.n_rows > 0 and not any(count.n_failed for count in self.counts)


def check_files(path: Path, contract: Path | None) -> Checked:
    """Hold a version folder, a Parquet or JSONL file, or a folder of either to the contract in a file, or to the built-in one (None).

    Raises:
        UsageError: There are no articles at the path, or the contract cannot be used.
        IntegrityError: A file is damaged, or is not the one that its version's manifest describes.
    """
    schema = load_contract(contract)
    name = BUILT_IN if contract is None else str(contract)
    files = _files(path)
    _compare_with_manifest(path)
    columns_fault = next((fault for file in files if not is_jsonl(file) for fault in _column_faults(file, schema)), None)
    if columns_fault:
        # Without the columns there is nothing that the other checks could look at.
        n_rows = sum(_footer(file).num_rows for file in files if not is_jsonl(file))
        return Checked(path, name, len(files), n_rows, (CheckCount(None, _COLUMNS, 1, (columns_fault,)),))
    tally = _Tally(schema, has_lines=any(map(is_jsonl, files)))
    for rows in _batches(files, schema):
        tally.add(rows, [(f.row, f.column, f.check, f.found) for f in check(rows.frame, schema, where=name) if f.check != _DISTINCT])
    tally.count_repeats(rows.frame["id"] for rows in _batches(files, schema) if "id" in rows.frame.columns)
    return Checked(path, name, len(files), tally.n_rows, tuple(tally.counts.values()))


class _Tally:
    """Counts failures by check as the batches come; a hash of each id is kept to the end, to find those that are there twice."""

    def __init__(self, schema: Any, *, has_lines: bool) -> None:
        extra = [CheckCount(None, _OBJECTS, 0)] if has_lines else []
        self.counts = {(count.column, count.check): count for count in [*extra, *_checks(schema)]}
        self.n_rows = 0
        self._hashes: list[pl.Series] = []
        self._wants_distinct = ("id", _DISTINCT) in self.counts

    def add(self, rows: Rows, failures: list[tuple[int, str | None, str, str]]) -> None:
        frame = rows.frame
        mistyped = {(fault.row, fault.column) for fault in rows.faults}
        for fault in rows.faults:
            # The row number of a line of JSON is that of the line: an editor finds it.
            self._fail(fault.column, fault.check, f"line {fault.line}: {fault.found}")
        for row, column, what, measure in failures:
            if (row, column) not in mistyped:
                self._fail(column, what, f"{_name_of(frame, row, self.n_rows)}{f': {measure}' if measure else ''}")
        if self._wants_distinct and "id" in frame.columns:
            self._hashes.append(frame["id"].hash())
        self.n_rows += rows.n_lines

    def count_repeats(self, every_id: Iterable[pl.Series]) -> None:
        """Fail each row whose id stands in an earlier one. The ids are read again only where the hashes of two agree."""
        if not self._hashes:
            return
        hashes = pl.concat(self._hashes)
        again = hashes.filter(~hashes.is_first_distinct()).unique().implode()
        alike = hashes.is_in(again).arg_true()
        if alike.is_empty():
            return
        ids = pl.concat([ids.filter(ids.hash().is_in(again)) for ids in every_id])
        for place in (~ids.is_first_distinct() & ids.is_not_null()).arg_true():
            self._fail("id", _DISTINCT, _name_of(pl.DataFrame({"id": ids[place : place + 1]}), 0, alike[place]))

    def _fail(self, column: str | None, what: str, sample: str) -> None:
        old = self.counts.get((column, what), CheckCount(column, what, 0))
        samples = old.samples if len(old.samples) >= MAX_SAMPLES else (*old.samples, sample)
        self.counts[column, what] = CheckCount(column, what, old.n_failed + 1, samples)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.exists():
        raise UsageError("no such file or folder", where=str(path), hint="name a version folder, such as dataset/1.0.0, or Parquet or JSONL files")
    if not path.is_dir():
        raise UsageError(no_file(path.stat().st_mode) or "no file", where=str(path), hint="name a version folder, or Parquet or JSONL files")
    # A version's ledger lies in folders beside data/; the contract speaks of articles only.
    folder = path / "data" if (path / "data").is_dir() else path
    files = sorted(file for file in folder.iterdir() if (file.suffix == ".parquet" or is_jsonl(file)) and file.is_file())
    if not files:
        versions = sorted(child.name for child in path.iterdir() if (child / "data").is_dir())
        hint = f"name a version: {path / versions[-1]}" if versions else "name a version folder, a Parquet or JSONL file, or a folder of them"
        raise UsageError("no Parquet file in this folder", where=str(path), hint=hint)
    return files


def _compare_with_manifest(path: Path) -> None:
    """Refuse a version whose files are not those that its manifest lists."""
    manifest = path / "manifest.json"
    if not manifest.is_file():
        return
    try:
        listed = [(str(entry["path"]), str(entry["sha256"])) for entry in json_of(read_own(manifest))["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError("is not a manifest of a version", where=str(manifest), hint="restore it from where the version was published") from error
    for name, sha256 in listed:
        file = path / name
        if not file.resolve().is_relative_to(path.resolve()):
            raise IntegrityError(f"it lists {name!r}, outside the version", where=str(manifest), hint="restore it from where the version was published")
        if not file.is_file():
            raise IntegrityError("is listed in manifest.json and missing", where=str(file), hint="restore it, or publish a new version")
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                raise IntegrityError("is not the file that manifest.json describes", where=str(file), hint="restore it, or publish a new version")


def _footer(file: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        hint = (
            "restore it from where it came"
            if file.suffix == ".parquet"
            else "articles to hold to a contract are Parquet or JSONL; 'clean build' reads other formats"
        )
        raise IntegrityError("is not a Parquet file, or its footer is damaged", where=str(file), hint=hint) from error


def _column_faults(file: Path, schema: Any) -> Iterator[str]:
    """What is wrong with a file's columns before any row is looked at."""
    try:
        found = pl.from_arrow(_with_ours(_footer(file).schema.to_arrow_schema().empty_table()))
    except (pa.ArrowException, pl.exceptions.PolarsError) as error:
        yield f"{file.name}: a column has a type that cannot be read ({type(error).__name__})"
        return
    assert isinstance(found, pl.DataFrame)
    missing = [name for name, column in schema.columns.items() if name not in found.columns and column.required and not column.regex]
    if missing:
        yield f"{file.name}: no column {_listed(missing)}"
    for name, column in schema.columns.items():
        if name in found.columns and column.dtype is not None and not column.dtype.check(_pandera_type(found.schema[name])):
            yield f"{file.name}: column '{name}' is {found.schema[name]}, the contract says {column.dtype}"
    strangers = [name for name in found.columns if schema.strict is True and name not in schema.columns]
    if strangers:
        yield f"{file.name}: not in the contract: {_listed(strangers)}"


def _listed(names: list[str]) -> str:
    few = ", ".join(f"'{name}'" for name in names[:MAX_SAMPLES])
    return few + (f" and {len(names) - MAX_SAMPLES} more" if len(names) > MAX_SAMPLES else "")


def _with_ours(group: pa.Table) -> pa.Table:
    """Rows as this release has them, when an earlier one of ours published them: a column that it adds must not spoil what is out there."""
    return with_younger_columns(group, arrow_schema("articles")) if b"schema_version" in (group.schema.metadata or {}) else group


def _pandera_type(dtype: pl.DataType) -> Any:
    from pandera.engines.polars_engine import Engine  # noqa: PLC0415 - half a second, paid by the contract already

    return Engine.dtype(dtype)


def _checks(schema: Any) -> Iterator[CheckCount]:
    """Every check of the contract, not yet failed by any row."""
    yield CheckCount(None, _COLUMNS, 0)
    for name, column in schema.columns.items():
        if not column.nullable:
            yield CheckCount(name, _PRESENT, 0)
        if column.unique:
            yield CheckCount(name, _DISTINCT, 0)
        yield from (CheckCount(name, _check_name(single), 0) for single in column.checks)
    yield from (CheckCount(None, _check_name(single), 0) for single in schema.checks)


def _check_name(single: Any) -> str:
    return str(single.error or single.name)


def _batches(files: list[Path], schema: Any) -> Iterator[Rows]:
    columns = list(schema.columns)
    for file in files:
        if is_jsonl(file):
            types = {name: column.dtype.type for name, column in schema.columns.items() if column.dtype is not None and not column.regex}
            yield from read_rows(file, types, rows_per_batch=ROWS_PER_BATCH, refuse_others=schema.strict is True)
            continue
        try:
            with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
                here = [name for name in parquet.schema_arrow.names if name in columns]
                for number, batch in enumerate(parquet.iter_batches(batch_size=ROWS_PER_BATCH, columns=here, use_threads=False)):
                    whole = _with_ours(pa.Table.from_batches([batch]).replace_schema_metadata(parquet.schema_arrow.metadata))
                    frame = pl.from_arrow(whole.select([name for name in whole.column_names if name in columns]))
                    assert isinstance(frame, pl.DataFrame)
                    yield Rows(frame, (), frame.height)
                    if number % 4 == 0:
                        pa.default_memory_pool().release_unused()  # Arrow would keep some fifty megabytes for later
        except (pa.ArrowException, OSError) as error:
            raise IntegrityError("a page of it is damaged", where=str(file), hint="restore it from where it came") from error


def _name_of(frame: pl.DataFrame, row: int, before: int) -> str:
    id_ = frame["id"][row] if "id" in frame.columns else None
    # An id that fails its own pattern may be anything, a text even.
    return str(id_) if isinstance(id_, str) and len(id_) <= 64 and id_.isalnum() else f"row {before + row + 1}"


def render_checks(checked: Checked, *, width: int, color: bool) -> str:
    """One line for each check, failing ones with the first row that failed, and the sum of it."""
    held_rows = f"{checked.n_rows:,} {'row' if checked.n_rows == 1 else 'rows'}"
    held_files = f"{checked.n_files:,} {'file' if checked.n_files == 1 else 'files'}"
    lines = [
        paint(clip(reveal(str(checked.path)), width), "bold", color=color),
        paint(clip(f"{held_rows} in {held_files}, held to: {reveal(checked.contract)}", width), "dim", color=color),
        "",
    ]
    shown = [*_folded(checked.counts)]
    labels = [reveal(count.name) for count in shown]
    counted = f"{checked.n_rows:,} of {held_rows}"
    label_width = max(min(max(map(cells, labels), default=0), width - 11 - len(counted)), 12)
    for count, label in zip(shown, labels, strict=True):
        mark = paint("✗ fails", "bad", color=color) if count.n_failed else paint("✓ holds", "good", color=color)
        said = f"{count.n_failed:,} of {held_rows}" if count.is_of_rows else ""
        lines.append(f"{mark}  {pad(label, label_width)}  {said:>{len(counted)}}".rstrip())
        if count.first:
            said = f"first: {reveal(count.first)}" if count.is_of_rows else reveal(count.first)
            lines += [f"         {part}" for part in wrap(said, width - 9)]
    n_failed = sum(count.n_failed > 0 for count in checked.counts)
    n_checks = len(checked.counts)
    lines.append("")
    if checked.n_rows == 0:
        lines.append(paint("not good enough: there is no row", "bad", color=color))
    elif n_failed:
        only_columns = n_failed and not any(count.is_of_rows for count in checked.counts)
        said = (
            "its columns are not those of the contract, and no row was looked at; --contract names another"
            if only_columns
            else f"{n_failed} of {n_checks} checks fail"
        )
        lines.append(paint(f"not good enough: {said}", "bad", color=color))
    else:
        lines.append(paint(f"good: all {n_checks} checks hold", "good", color=color))
    return "\n".join(lines) + "\n"


def _folded(counts: tuple[CheckCount, ...]) -> Iterator[CheckCount]:
    """The checks as lines: the columns that must have a value share one, as long as they do."""
    present = [count for count in counts if count.check == _PRESENT and not count.n_failed]
    for count in counts:
        if count not in present:
            yield count
        elif count is present[0]:
            yield CheckCount(None, f"a value in each of {len(present)} columns", 0) if len(present) > 1 else count


def _in_words(check_name: str) -> str:
    return {_PRESENT: "not missing", _DISTINCT: "unique"}.get(check_name, check_name)
