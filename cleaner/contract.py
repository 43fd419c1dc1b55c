"""The contract: which rows are good enough to publish. The built-in one, and how a workspace's own is loaded and run.

A contract judges; it never changes or loses a row. Failing rows become rejections whose evidence is a check
and a measure ("title: str_length(1, 500): 612 characters"), never the words of the article.
pandera is imported only where it is needed: it costs more than half a second.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cleaner.code_file import run_file
from cleaner.columns import ARTICLES, CONFIDENT_FIELDS
from cleaner.errors import UsageError
from cleaner.in_doubt import in_doubt

if TYPE_CHECKING:
    from pandera.polars import Check, DataFrameSchema

ROWS_PER_BATCH = 8_192
"""Rows that one call of pandera sees: a call costs some 15 ms whatever its size, and memory grows with the batch."""

BUILT_IN = "built-in contract"
PRECISIONS = ("year", "month", "day", "minute", "second")

_TYPES: dict[str, Any] = {
    "string": pl.String(),
    "int32": pl.Int32(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "bool": pl.Boolean(),
    "timestamp": pl.Datetime("us", "UTC"),
}
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_SHARE_LOST = 0.01
"""U+FFFD in the input per character of text. One in a hundred is a hole in every other sentence."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that one check turned down."""

    row: int
    """Its place in the frame, from 0."""
    column: str | None
    """None when the check looks at several columns."""
    check: str
    found: str
    """The measure of what was there (`612 characters`, `missing`, `0`), or '' when the check looks at several columns."""

    @property
    def name(self) -> str:
        """The check with its column, as the `check` of a rejection names it."""
        return f"{self.column}.{self.check}" if self.column else self.check

    def __str__(self) -> str:
        return ": ".join(part for part in (self.column, self.check, self.found) if part)


def built_in(
    *,
    required: Iterable[str] = (),
    columns: Mapping[str, Sequence[Check]] | None = None,
    rows: Sequence[Check] = (),
) -> DataFrameSchema:
    """The built-in contract as a `pandera.polars` schema, tightened by what you give.

    `required` columns must not be null; `columns` maps a column to further checks; `rows` are checks over several columns.

    Raises:
        UsageError: A column that the articles table does not have.
    """
    import pandera.polars as pa  # noqa: PLC0415 - half a second that `clean explain` need not pay

    required, more = set(required), dict(columns or {})
    _refuse_unknown_columns([*sorted(required), *more], BUILT_IN)
    own = _column_checks(pa.Check)
    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                _polars_type(column.type),
                checks=[*own.get(column.name, ()), *more.get(column.name, ())],
                nullable=column.nullable and column.name not in required,
                unique=column.name == "id",
            )
            for column in ARTICLES
        },
        checks=[*_row_checks(pa.Check), *rows],
        strict=True,
    )


def load_contract(path: Path | None) -> DataFrameSchema:
    """The contract in the file `path`, or the built-in one when None. The file's code is run, as a conftest's is.

    The file defines `ARTICLES`, a `pandera.polars.DataFrameSchema`, or a class `Articles`, a `pandera.polars.DataFrameModel`.

    Raises:
        UsageError: The file cannot be run, defines neither, or promises something that rows cannot be held to.
    """
    if path is None:
        return built_in()
    import pandera.polars as pa  # noqa: PLC0415

    module = run_file(path)
    found = getattr(module, "ARTICLES", None) or getattr(module, "Articles", None)
    if isinstance(found, type) and issubclass(found, pa.DataFrameModel):
        found = found.to_schema()
    if found is None:
        raise UsageError(
            "neither ARTICLES nor Articles is defined",
            where=str(path),
            hint="define ARTICLES = cleaner.contract.built_in(...), or a class Articles(pandera.polars.DataFrameModel)",
        )
    if not isinstance(found, pa.DataFrameSchema):
        raise UsageError(f"ARTICLES is a {type(found).__module__}.{type(found).__name__}", where=str(path), hint="make it a DataFrameSchema of pandera.polars")
    _refuse_unknown_columns([name for name, column in found.columns.items() if not column.regex], str(path))
    _refuse_silence(found, str(path))
    _check_batch(_empty_frame(), found, str(path))  # wrong types and missing columns show without a single row
    return found


def check(frame: pl.DataFrame, schema: DataFrameSchema, *, where: str = BUILT_IN) -> list[Failure]:
    """Every failure of every row, in the order of rows; the rows of a frame that passes give an empty list.

    The frame is judged in batches, so a check that compares rows (such as `unique`) sees a batch at a time.

    Raises:
        UsageError: The contract speaks of what is not there, cannot be run, or judges the table and not its rows.
        TypeError: The frame is lazy. pandera would look at its types alone and pass every value.
    """
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("the contract needs an eager polars.DataFrame")
    failures = []
    frame = _with_years_of_python(frame)
    for start in range(0, frame.height, ROWS_PER_BATCH):
        batch = frame.slice(start, ROWS_PER_BATCH)
        for row, column, name in _check_batch(batch, schema, where):
            failures.append(Failure(start + row, column, name, _measure(batch[column][row]) if column else ""))
    return failures


def _with_years_of_python(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with times of no year from 1 to 9999 moved to the nearest one: a table may hold them, and pandera raises at them."""
    times = {name: dtype for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime) and dtype.time_unit != "ns"}
    return frame.with_columns(pl.col(name).clip(pl.lit(_FIRST).cast(dtype), pl.lit(_LAST).cast(dtype)) for name, dtype in times.items())


def _column_checks(check: Any) -> dict[str, list[Any]]:
    """The checks of single columns. They are written for the Polars backend, whose regular expressions are linear in time."""
    sha256 = check.str_matches(r"^[0-9a-f]{64}$")
    dates = check.in_range(datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), error="between 1900 and 2100")
    share = check.in_range(0, 1)
    return {
        "id": [check.str_matches(r"^[0-9a-f]{16,64}$")],
        "source": [check.str_contains(r"\S")],
        # The longest headline of a news page that we know has some 300 characters; what is longer is a paragraph.
        "title": [check.str_contains(r"\S"), check.str_length(1, 500)],
        "published_at": [dates],
        "modified_at": [dates],
        "published_precision": [check.isin(list(PRECISIONS))],
        "language": [check.str_matches(r"^[a-z]{2,3}$")],
        "language_score": [share],
        "text": [check.str_contains(r"\S")],
        "n_words": [check.gt(0)],
        "n_chars": [check.gt(0)],
        **{name: [check.ge(0)] for name in ("n_lines", "n_lines_removed", "n_repairs", "n_replacement_chars")},
        "content_sha256": [sha256],
        "raw_sha256": [sha256],
        "confidence": [check(_confidences_are_shares, name="each 0 to 1")],
    }


def _row_checks(check: Any) -> list[Any]:
    return [
        check(_removes_no_more_than_there_is, name="n_lines_removed at most n_lines"),
        check(_dates_have_a_precision, name="published_precision where published_at"),
        check(_is_legible, name=f"n_replacement_chars at most {_SHARE_LOST:.0%} of n_chars"),
    ]


def _confidences_are_shares(data: Any) -> pl.LazyFrame:
    parts = [pl.col(data.key).struct.field(name).is_between(0, 1).fill_null(value=True) for name in CONFIDENT_FIELDS]
    return data.lazyframe.select(pl.all_horizontal(parts))  # type: ignore[no-any-return]


def _removes_no_more_than_there_is(data: Any) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col("n_lines_removed") <= pl.col("n_lines"))  # type: ignore[no-any-return]


def _dates_have_a_precision(data: Any) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col("published_at").is_null() == pl.col("published_precision").is_null())  # type: ignore[no-any-return]


def _is_legible(data: Any) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col("n_replacement_chars") <= pl.col("n_chars") * _SHARE_LOST)  # type: ignore[no-any-return]


def _check_batch(batch: pl.DataFrame, schema: DataFrameSchema, where: str) -> list[tuple[int, str | None, str]]:
    """(row, column, check) of each failure, in the order of rows."""
    from pandera.config import ValidationDepth, config_context  # noqa: PLC0415
    from pandera.errors import SchemaError, SchemaErrors  # noqa: PLC0415

    depth = ValidationDepth.SCHEMA_AND_DATA if batch.height else ValidationDepth.SCHEMA_ONLY
    try:
        # Said outright: PANDERA_VALIDATION_ENABLED=false on somebody's machine would pass every row.
        with config_context(validation_enabled=True, validation_depth=depth):
            doubtful = in_doubt(schema, batch)
            if doubtful.schema.columns or not schema.columns:
                doubtful.schema.validate(doubtful.rows, lazy=True)
            return _row_failures(batch, doubtful.row_checks, where)
    except SchemaErrors as error:
        for single in error.schema_errors:
            if isinstance(single.check_output, pl.DataFrame):
                _refuse_verdict_on_table(single.check, single.check_output.height, batch.height, where)
        cases = error.failure_cases
    except SchemaError as error:
        raise UsageError(f"the contract cannot be run: {error.reason_code}", where=where) from error
    except pl.exceptions.PanicException as error:  # of a BaseException's kin: pandera lets it through
        raise UsageError("a check made Polars panic", where=where, hint="mend the check") from error
    failures: list[tuple[int, str | None, str]] = []
    for case, context, column, name, row in cases.select("failure_case", "schema_context", "column", "check", "index").iter_rows():
        if row is None:
            raise _fault(str(case), column, str(name), where)
        failures.append((int(row), column if context == "Column" else None, str(name)))
    with config_context(validation_enabled=True, validation_depth=depth):
        failures += _row_failures(batch, doubtful.row_checks, where)
    return sorted(failures, key=lambda failure: failure[0])  # stable: the contract's order within a row


def _row_failures(batch: pl.DataFrame, checks: Sequence[Check], where: str) -> list[tuple[int, str | None, str]]:
    """(row, None, check) for the checks over several columns.

    pandera would make one column of all failing rows, and Polars panics there when one row's list is empty and another's is not.
    """
    failures: list[tuple[int, str | None, str]] = []
    for single in checks if batch.height else ():
        name = str(single.error or single.name or single)
        try:
            said = single(batch.lazy())
            answers = said.check_output.collect().to_series().to_list()
        except Exception as error:  # whatever somebody's check raises
            raise _fault(f"{type(error).__name__}()", None, name, where) from error
        if said.failure_cases is None and not all(answers):
            raise _fault("", None, name, where)
        if said.failure_cases is not None:
            _refuse_verdict_on_table(single, len(answers), batch.height, where)
            failures += [(row, None, name) for row, is_good in enumerate(answers) if not is_good]
    return sorted(failures, key=lambda failure: failure[0])


def _refuse_verdict_on_table(check: Any, n_answers: int, height: int, where: str) -> None:
    """A check such as `mean() > 5` gives one answer for the whole table, and pandera blames row 0."""
    if n_answers != height:
        name = check.name if hasattr(check, "name") else check
        raise UsageError(f"check {name!r} gives {n_answers} answer for {height} rows", where=where, hint="a check must say of each row whether it is good")


def _fault(case: str, column: str | None, check: str, where: str) -> UsageError:
    """The error for a failure that no row is to blame for. `case` is shown only where it cannot hold article text."""
    if check == "column_in_dataframe":
        return _unknown_column(case, where)
    if check == "column_in_schema":
        return UsageError(f"column {case!r} is not in the contract, which is strict", where=where, hint="name it there, or take strict=True out")
    if check.startswith("dtype("):
        promised = check.removeprefix("dtype(").removesuffix(")").strip("'")
        return UsageError(f"column {column!r} is {case}, the contract says {promised}", where=where, hint=f"write {case}")
    what = f"column {column!r}: " if column else ""
    kind = case.partition("(")[0]
    if kind.isidentifier() and kind.endswith(("Error", "Exception")):
        return UsageError(f"{what}check {check!r} raised {kind}", where=where, hint="mend the check")
    return UsageError(f"{what}check {check!r} gives one answer for all rows", where=where, hint="a check must say of each row whether it is good")


def _measure(value: Any) -> str:
    """What a value is like, without being it.

    >>> [_measure(value) for value in ("A headline", None, ["a", "b"], 0)]
    ['10 characters', 'missing', '2 items', '0']
    """
    match value:
        case None:
            return "missing"
        case str():
            return f"{len(value)} characters"
        case pl.Series() | list():
            return f"{len(value)} items"
        case datetime():
            return value.isoformat()
        case dict():
            return ", ".join(f"{name} {part:g}" for name, part in value.items() if isinstance(part, float))
        case _:
            return str(value)


def _refuse_silence(schema: DataFrameSchema, where: str) -> None:
    """Refuse the settings with which pandera would change, lose or let through a row without a word."""
    if schema.drop_invalid_rows or any(column.drop_invalid_rows for column in schema.columns.values()):
        raise UsageError("drop_invalid_rows loses rows without a reason", where=where, hint="take it out: the build turns failing rows into rejections")
    parts = {None: schema, **schema.columns}
    for name, part in parts.items():
        place = f"column {name!r}: " if name else ""
        if part.parsers or getattr(part, "default", None) is not None or getattr(part, "add_missing_columns", False):
            raise UsageError(f"{place}a contract judges values and cannot change them", where=where, hint="take out parsers, default and add_missing_columns")
        for single in part.checks:
            if single.n_failure_cases is not None or single.raise_warning:
                raise UsageError(f"{place}check {single.name!r} would let failing rows pass", where=where, hint="take out n_failure_cases and raise_warning")


def _refuse_unknown_columns(names: Iterable[str], where: str) -> None:
    known = {column.name for column in ARTICLES}
    for name in names:
        if name not in known:
            raise _unknown_column(name, where)


def _unknown_column(name: str, where: str) -> UsageError:
    known = [column.name for column in ARTICLES]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(known)
    return UsageError(f"the articles table has no column {name!r}", where=where, hint=hint)


def _empty_frame() -> pl.DataFrame:
    return pl.DataFrame(schema={column.name: _polars_type(column.type) for column in ARTICLES})


def _polars_type(type_: str) -> Any:
    """The Polars type of a column's `type`.

    >>> _polars_type("list<string>")
    List(String)
    """
    outer, _, inner = type_.removesuffix(">").partition("<")
    if outer == "list":
        return pl.List(_polars_type(inner))
    if outer == "struct":
        return pl.Struct({name: _polars_type(part) for name, part in (field.split(":") for field in inner.split(","))})
    return _TYPES[type_]
