"""Anybody's JSONL as rows of the published columns, with what did not fit said of each row.

Each line is parsed on its own, so that one that is broken costs no other; a value of the wrong type is a fault of its
row and null in the frame.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import polars as pl
import zstandard

from cleaner.errors import IntegrityError

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
MAX_LINE_BYTES = 64_000_000
"""Of one line. What is longer is no article, and would fill the memory."""
_INTS = {pl.Int32(): 31, pl.Int64(): 63}


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a value, or a whole line, is not in the frame."""

    row: int
    """In the frame, from 0; of a line that is no row at all, the row that would have been next."""
    line: int
    """In the file, from 1."""
    column: str | None
    """None: the line is no JSON object, or has a key that is no column."""
    check: str
    found: str
    """A measure of what was there, never its words."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file."""

    frame: pl.DataFrame
    faults: tuple[RowFault, ...]
    n_lines: int
    """Lines that are not blank; rows of the frame and lines that are no object together."""


def is_jsonl(path: Path) -> bool:
    """Whether the file's name says that it holds JSON lines.

    >>> is_jsonl(Path("dump.jsonl.gz")), is_jsonl(Path("dump.parquet"))
    (True, False)
    """
    return path.name.lower().endswith(SUFFIXES)


def read_rows(path: Path, schema: Mapping[str, Any], *, rows_per_batch: int, refuse_others: bool) -> Iterator[Rows]:
    """The file's rows in batches, with the columns and Polars types of `schema`; `refuse_others`: a key of no column is a fault.

    Raises:
        IntegrityError: The compressed data is damaged.
    """
    batch: list[dict[str, Any]] = []
    lines: list[int] = []
    faults: list[RowFault] = []
    n_lines = 0
    for number, line in _lines(path):
        n_lines += 1
        found = _parsed(line)
        if isinstance(found, str):
            faults.append(RowFault(len(batch), number, None, "a JSON object", found))
        else:
            if refuse_others and (others := found.keys() - schema.keys()):
                # The key itself may be anything, a text even.
                faults.append(RowFault(len(batch), number, None, "columns and types", f"{len(others)} keys are not columns of the contract"))
            batch.append(found)
            lines.append(number)
        if len(batch) >= rows_per_batch or n_lines >= rows_per_batch:
            yield _as_rows(batch, lines, faults, schema, n_lines)
            batch, lines, faults, n_lines = [], [], [], 0
    if n_lines:
        yield _as_rows(batch, lines, faults, schema, n_lines)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    try:
        with _opened(path) as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    raise IntegrityError(f"line {number} is longer than {MAX_LINE_BYTES:,} bytes", where=str(path), hint="is it JSON Lines, one object a line?")
                if line.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield number, line.removeprefix(b"\xef\xbb\xbf")
    except (EOFError, OSError, zstandard.ZstdError) as error:
        raise IntegrityError(f"cannot be read to its end ({type(error).__name__})", where=str(path), hint="restore it from where it came") from error


def _opened(path: Path) -> IO[bytes]:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path)  # type: ignore[return-value]
    if path.name.lower().endswith(".zst"):
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(path.open("rb"), read_across_frames=True, closefd=True))
    return path.open("rb")


def _parsed(line: bytes) -> dict[str, Any] | str:
    """The object in a line, or why there is none."""
    try:
        found = json.loads(line)
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start + 1}"
    except json.JSONDecodeError as error:
        return f"not JSON at character {error.pos + 1}"
    except (RecursionError, ValueError):
        return "not JSON that can be read: nested too deep, or a number too long"
    return found if isinstance(found, dict) else f"{_kind(found)}, not an object"


def _as_rows(batch: list[dict[str, Any]], lines: list[int], faults: list[RowFault], schema: Mapping[str, Any], n_lines: int) -> Rows:
    columns = []
    for name, dtype in schema.items():
        values, wrong = _typed([row.get(name) for row in batch], dtype)
        faults.extend(RowFault(row, lines[row], name, f"is {dtype}", found) for row, found in wrong)
        columns.append(pl.Series(name, values, dtype=dtype, strict=False))
    return Rows(pl.DataFrame(columns), tuple(faults), n_lines)


def _typed(values: list[Any], dtype: Any) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values that fit the type, null for the others, and which those are."""
    out, wrong = [], []
    for row, value in enumerate(values):
        fitted = None if value is None else _fitted(value, dtype)
        if fitted is _MISFIT:
            wrong.append((row, _kind(value)))
            fitted = None
        out.append(fitted)
    return out, wrong


_MISFIT = object()


def _fitted(value: Any, dtype: Any) -> Any:
    """The value as the type has it, or `_MISFIT`. True is no 1, and "1" is no number."""
    if isinstance(dtype, pl.String):
        return value if isinstance(value, str) and not _has_surrogate(value) else _MISFIT
    if dtype in _INTS:
        fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2 ** _INTS[dtype]
        return value if fits else _MISFIT
    if isinstance(dtype, pl.Float64):
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else _MISFIT
    if isinstance(dtype, pl.Datetime):
        return _moment(value)
    if isinstance(dtype, pl.List):
        if not isinstance(value, list):
            return _MISFIT
        inner = [None if item is None else _fitted(item, dtype.inner) for item in value]
        return _MISFIT if any(item is _MISFIT for item in inner) else inner
    if isinstance(dtype, pl.Struct):
        if not isinstance(value, dict):
            return _MISFIT
        parts = {field.name: None if value.get(field.name) is None else _fitted(value[field.name], field.dtype) for field in dtype.fields}
        return _MISFIT if any(item is _MISFIT for item in parts.values()) else parts
    return value


def _has_surrogate(text: str) -> bool:
    # "\ud800" alone is JSON, and no text.
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return _MISFIT
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return _MISFIT


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number", type(None): "null"}
    return names[type(value)]
