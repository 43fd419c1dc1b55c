"""What of a contract may fail in a batch of rows, found by asking all of pandera's checks at once.

pandera takes three calls of Polars and a copy of the schema for each check of each column, most of which every row passes. Here its checks
are run as they are, in one call. Where each row passes there is nothing to add; what a row may fail is left to
pandera, which says of which row and how.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from pandera.polars import Check, DataFrameSchema

_ALL, _N = "all", "n"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is left for pandera to look at."""

    schema: DataFrameSchema
    """The contract without its checks over several columns, and without the columns that hold all that they promise."""
    rows: pl.DataFrame
    """The rows without these columns."""
    row_checks: Sequence[Check]
    """The checks over several columns that not every row passes."""


def in_doubt(schema: DataFrameSchema, batch: pl.DataFrame) -> Doubt:
    """What of a contract may fail in these rows. It may be all of it, and a column in doubt may turn out to be good."""
    bare = copy.copy(schema)
    bare.checks = []
    if not batch.height or schema.unique or schema.ordered or schema.dtype is not None:
        return Doubt(bare, batch, schema.checks)
    likely = {name: _checks_to_ask(column, batch[name]) for name, column in schema.columns.items() if name in batch.columns and _is_sound(column, batch[name])}
    asked = [(name, single) for name, checks in likely.items() for single in checks] + [(None, single) for single in schema.checks]
    answers = _passed_by_all(batch, asked)
    doubtful = {name for (name, _), is_passed in zip(asked, answers, strict=True) if not is_passed}
    bare.columns = {name: column for name, column in schema.columns.items() if name in doubtful or name not in likely}
    row_checks = [single for single, is_passed in zip(schema.checks, answers[len(asked) - len(schema.checks) :], strict=True) if not is_passed]
    return Doubt(bare, batch.drop(name for name in likely if name not in doubtful), row_checks)


def _is_sound(column: Any, values: pl.Series) -> bool:
    """Whether the column's type is its own, no value is missing that must not be, and none is there twice that must not be."""
    n_nulls = values.null_count()
    if not column.nullable and values.dtype.is_float():  # pandera takes a value that is no number for a missing one
        n_nulls += int(values.is_nan().sum())
    return (
        not column.regex
        and (column.dtype is None or values.dtype == column.dtype.type)
        and (column.nullable or not n_nulls)
        and not (column.unique and values.n_unique() < len(values))
    )


def _checks_to_ask(column: Any, values: pl.Series) -> list[Check]:
    """The column's checks; none where there is no value to look at."""
    is_empty = values.null_count() == len(values) and all(single.ignore_na for single in column.checks)
    return [] if is_empty else list(column.checks)


def _passed_by_all(batch: pl.DataFrame, asked: Sequence[tuple[str | None, Check]]) -> list[bool]:
    """Of each check, with its column, whether it said of every row that it is good; False as well where it did not say it of each row by itself."""
    frame = batch.lazy()
    answers: list[pl.LazyFrame | None] = []
    for name, single in asked:
        try:
            answers.append(_bound_answer(frame, single, name))
        except Exception:  # noqa: BLE001 - whatever somebody's check raises: pandera meets it again, and says so
            answers.append(None)
    try:
        told = iter(pl.collect_all([answer for answer in answers if answer is not None]))
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 - the same, when the rows are looked at
        return [False] * len(asked)
    return [answer is not None and next(told).row(0) == (True, batch.height) for answer in answers]


def _bound_answer(frame: pl.LazyFrame, single: Check, name: str | None) -> pl.LazyFrame | None:
    """`_answer` of a check that may never have been run: a built-in one learns of Polars when pandera runs it for the first time."""
    try:
        return _answer(frame, single, name)
    except KeyError:
        single(frame.head(0), name)
        return _answer(frame, single, name)


def _answer(frame: pl.LazyFrame, single: Check, name: str | None) -> pl.LazyFrame | None:
    """Whether all rows pass, and of how many rows it was said; None where the check does not answer row by row."""
    from pandera.api.polars.types import PolarsData  # noqa: PLC0415 - half a second, paid by the contract already
    from pandera.constants import CHECK_OUTPUT_KEY  # noqa: PLC0415

    backend: Any = single.get_backend(frame)(single)
    said = backend.apply(PolarsData(frame, name or "*"))
    if not isinstance(said, pl.LazyFrame):
        return None
    is_good = pl.col(CHECK_OUTPUT_KEY)
    # Null is what most checks say of a missing value.
    return said.select(is_good.fill_null(value=single.ignore_na).all().alias(_ALL), pl.len().alias(_N))
