"""What changed between two versions: rows by their stable id, columns, licence, figures, and the rule that did it.

Columns are compared whole, in Polars; a version's `text` is compared by `content_sha256`, so that a million
articles are compared in seconds. Where the input of a changed article is the same, the ledgers are compared too:
the rule whose rows differ is what changed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import polars as pl
import pyarrow as pa

from cleaner.columns import NULL_SAYS_NONE
from cleaner.errors import IntegrityError
from cleaner.release.sides import DERIVED, Side

Level = Literal["patch", "minor", "major"]
LEVELS: tuple[Level, ...] = ("patch", "minor", "major")
"""The smallest step first."""

_LEDGERS = {"removals": ["article_id", "line", "start", "end", "kind", "rule"], "fields": ["article_id", "line", "start", "end", "field", "value", "rule"]}
"""Ledger → what tells its rows apart, given that the input is the same."""
_FIGURES = ("language", "publisher")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a rule did differently in articles whose input is the same."""

    ledger: str
    """`removals` or `fields`."""
    rule: str
    n_more: int
    """Rows that only the second version has."""
    n_fewer: int
    n_articles: int


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that both versions have, with different values."""

    id: str
    columns: tuple[str, ...]
    same_input: bool
    rules: tuple[str, ...]
    """Rules whose rows in the ledgers differ; empty when the input changed, or when no ledger tells."""


@dataclass(frozen=True, slots=True)
class Diff:
    """All that is different. Ids are in the order that they are published in."""

    before: str
    after: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]
    n_same: int
    changed_by_column: Mapping[str, int]
    """Column → articles in which it changed, most frequent first."""
    rules: tuple[RuleChange, ...]
    """Most rows first."""
    columns: tuple[tuple[Level, str], ...]
    """What happened to tables and columns, in words, and how large a step it asks for."""
    ledgers: tuple[str, ...]
    """Tables other than articles whose rows are not the same."""
    license: tuple[str | None, str | None]
    settings: Mapping[str, tuple[Any, Any]]
    """Setting → before, after; only those that changed."""
    made_with: Mapping[str, tuple[str | None, str | None]]
    rows: Mapping[str, tuple[int, int]]
    """Table → rows before, after."""
    figures: Mapping[str, Mapping[str, tuple[int, int]]]
    """Column → value → articles before, after; only what changed."""

    @property
    def reasons(self) -> tuple[tuple[Level, str], ...]:
        """What asks for a step, and for how large a one, largest first."""
        found: list[tuple[Level, str]] = [*self.columns]
        if self.removed:
            found.append(("major", _count(len(self.removed), "article was removed", "articles were removed")))
        own = [one for one in self.changed if not NULL_SAYS_NONE.issuperset(one.columns)]
        if own:
            found.append(("major", _count(len(own), "article changed", "articles changed")))
        if len(own) < len(self.changed):
            # A page that was added, and published first, changes the marks of all its copies, and nothing else of them.
            found.append(("minor", _count(len(self.changed) - len(own), "article has other copies", "articles have other copies")))
        if self.license[0] != self.license[1]:
            was, now = self.license
            found.append(("major", f"the licence was {was}, now it is {now or 'not stated'}") if was else ("minor", f"the licence {now} is stated"))
        if self.added:
            found.append(("minor", _count(len(self.added), "article was added", "articles were added")))
        if self.ledgers and not (self.added or self.removed or self.changed):
            found.append(("minor", f"the rows of {', '.join(self.ledgers)} changed"))
        return tuple(sorted(found, key=lambda one: -LEVELS.index(one[0])))

    @property
    def level(self) -> Level:
        """The smallest step of the version that does not surprise anybody."""
        return self.reasons[0][0] if self.reasons else "patch"


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def compare(before: Side, after: Side) -> Diff:
    """Everything that is different between two sides.

    Raises:
        IntegrityError: A side has no ids, or one of them twice.
    """
    shared = _shared(before, after)
    one, other = _articles(before, shared), _articles(after, shared)
    old, new = (frame.select("id").with_row_index("row") for frame in (one, other))
    joined = new.join(old, on="id", how="left", suffix="_old", maintain_order="left")
    both = joined.filter(pl.col("row_old").is_not_null())
    added = joined.filter(pl.col("row_old").is_null())["id"].to_list()
    removed = old.join(new, on="id", how="anti", maintain_order="left")["id"].to_list()
    hits = _changes(_rows(one, both["row_old"]), _rows(other, both["row"]), shared)
    rules, by_article = _rules(before, after, hits)
    changed = tuple(_changed(hits, by_article))
    names = hits["column"].value_counts(name="n").sort(["n", "column"], descending=[True, False])
    return Diff(
        before=before.name,
        after=after.name,
        added=tuple(added),
        removed=tuple(removed),
        changed=changed,
        n_same=both.height - len(changed),
        changed_by_column=dict(names.iter_rows()),
        rules=rules,
        columns=tuple(_columns(before, after)),
        ledgers=tuple(table for table in sorted(before.digests.keys() & after.digests.keys() - {"articles"}) if before.digests[table] != after.digests[table]),
        license=(before.license, after.license),
        settings=_differences(before.settings, after.settings),
        made_with=_differences(before.made_with, after.made_with),
        rows={table: (before.rows.get(table, 0), after.rows.get(table, 0)) for table in sorted(before.rows.keys() | after.rows.keys())},
        figures={column: figures for column in _FIGURES if column in shared and (figures := _figures(one[column], other[column]))},
    )


def _shared(before: Side, after: Side) -> list[str]:
    """The columns that both sides' articles have, of one type."""
    old, new = before.schemas["articles"], after.schemas["articles"]
    for side, schema in ((before, old), (after, new)):
        if "id" not in schema.names:
            raise IntegrityError("its articles have no column 'id'", where=side.name, hint="only versions of this tool can be compared")
    return [name for name in new.names if name in old.names and old.field(name).type == new.field(name).type]


def _articles(side: Side, shared: list[str]) -> pl.DataFrame:
    """The shared columns of the articles, in order, without the text where its digest stands for it."""
    # Reading half a gigabyte of words to learn the same as from their digests would take most of the time.
    found = _collected(side, "articles", pl.col([name for name in shared if not (name == "text" and "content_sha256" in shared)]))
    if found["id"].n_unique() != found.height or found["id"].null_count():
        raise IntegrityError("an id is there twice, or missing", where=side.name, hint="see 'clean validate' on it")
    return found


def _rows(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    if not rows.is_sorted():
        return frame[rows]
    # Most often they are nearly all of the rows in their order, and a mask is much faster than gathering.
    return frame if len(rows) == frame.height else frame.filter(pl.repeat(value=False, n=frame.height, eager=True).scatter(rows, values=True))


def _changes(old: pl.DataFrame, new: pl.DataFrame, shared: list[str]) -> pl.DataFrame:
    """A row for each value that changed: row, id, same_input, column. In the order of rows, then of columns."""
    parts = [pl.DataFrame(schema={"row": pl.UInt32, "column_no": pl.Int32})]
    for number, name in enumerate(shared):
        stands_for = name if name in new.columns else "content_sha256"
        rows = _unequal(old[stands_for], new[stands_for])
        parts.append(pl.DataFrame({"row": rows, "column_no": pl.Series([number] * len(rows), dtype=pl.Int32)}))
    hits = pl.concat(parts).sort(["row", "column_no"])
    same_input = (new["raw_sha256"] == old["raw_sha256"]).fill_null(value=False) if "raw_sha256" in shared else pl.repeat(value=False, n=new.height, eager=True)
    return hits.with_columns(
        id=new["id"].gather(hits["row"]),
        same_input=same_input.gather(hits["row"]),
        column=pl.col("column_no").replace_strict(list(range(len(shared))), shared, return_dtype=pl.String),
    )


def _unequal(old: pl.Series, new: pl.Series) -> pl.Series:
    """The rows in which two columns differ; null is a value like others."""
    if isinstance(old.dtype, pl.List) and old.list.len().equals(new.list.len()) and old.explode().equals(new.explode()):
        return pl.Series([], dtype=pl.UInt32)  # what most lists are: the same everywhere, and found so in a third of the time
    return old.ne_missing(new).arg_true()


def _rules(before: Side, after: Side, hits: pl.DataFrame) -> tuple[tuple[RuleChange, ...], dict[str, tuple[str, ...]]]:
    """What rules did differently in the changed articles whose input is the same, and the rules of each article."""
    ids = hits.filter("same_input")["id"].unique()
    if ids.is_empty():
        return (), {}
    parts = [pl.DataFrame(schema={"article_id": pl.String, "ledger": pl.String, "rule": pl.String, "is_more": pl.Boolean})]
    for ledger, keys in _LEDGERS.items():
        if ledger not in before.schemas or ledger not in after.schemas or set(keys) - {*before.schemas[ledger].names} & {*after.schemas[ledger].names}:
            continue
        old, new = (_ledger_rows(side, ledger, keys, ids) for side in (before, after))
        for rows, others, is_more in ((new, old, True), (old, new, False)):
            only = rows.join(others, on=keys, how="anti", nulls_equal=True)
            parts.append(only.select("article_id", ledger=pl.lit(ledger), rule="rule", is_more=pl.lit(is_more)))
    found = pl.concat(parts)
    sums = found.group_by("ledger", "rule").agg(
        n_more=pl.col("is_more").sum().cast(pl.Int64), n_fewer=(~pl.col("is_more")).sum().cast(pl.Int64), n_articles=pl.col("article_id").n_unique()
    )
    rules = [RuleChange(*row) for row in sums.select("ledger", "rule", "n_more", "n_fewer", "n_articles").iter_rows()]
    rules.sort(key=lambda one: (-one.n_more - one.n_fewer, one.ledger, one.rule))
    by_article = found.group_by("article_id").agg(pl.col("rule").unique().sort())
    return tuple(rules), {id_: tuple(names) for id_, names in by_article.iter_rows()}


def _ledger_rows(side: Side, ledger: str, keys: list[str], ids: pl.Series) -> pl.DataFrame:
    """The ledger's rows of these articles; the columns of others are hardly read."""
    return _collected(side, ledger, pl.col(keys), pl.col("article_id").is_in(ids.implode()))


def _changed(hits: pl.DataFrame, by_article: Mapping[str, tuple[str, ...]]) -> Iterator[Changed]:
    grouped = hits.group_by("row", maintain_order=True).agg(pl.col("id").first(), pl.col("same_input").first(), pl.col("column"))
    for id_, same_input, columns in grouped.select("id", "same_input", "column").iter_rows():
        yield Changed(id_, tuple(columns), same_input, by_article.get(id_, ()))


def _columns(before: Side, after: Side) -> Iterator[tuple[Level, str]]:
    for table in sorted(before.schemas.keys() | after.schemas.keys()):
        if table in DERIVED and not (table in before.schemas and table in after.schemas):
            continue
        if table not in after.schemas:
            yield "major", f"the table {table} is gone"
        elif table not in before.schemas:
            yield "minor", f"the table {table} is new"
        else:
            yield from _fields(table, before.schemas[table], after.schemas[table])


def _fields(table: str, old: pa.Schema, new: pa.Schema) -> Iterator[tuple[Level, str]]:
    for name in old.names:
        if name not in new.names:
            yield "major", f"{table}.{name} is gone"
            continue
        was, now = old.field(name), new.field(name)
        if was.type != now.type:
            yield "major", f"{table}.{name} was {was.type}, now it is {now.type}"
        elif was.nullable != now.nullable:
            # A reader that never met a null there meets one now; the other way round nobody is surprised.
            yield ("major", f"{table}.{name} may be null now") if now.nullable else ("minor", f"{table}.{name} is never null now")
    for name in new.names:
        if name not in old.names:
            yield ("minor", f"{table}.{name} is new") if new.field(name).nullable else ("major", f"{table}.{name} is new and never null")


def _figures(before: pl.Series, after: pl.Series) -> dict[str, tuple[int, int]]:
    """Value → articles before and after, where these differ; the largest change first."""
    old, new = ({str(value): int(n) for value, n in column.drop_nulls().value_counts().iter_rows()} for column in (before, after))
    differences = {value: (old.get(value, 0), new.get(value, 0)) for value in old.keys() | new.keys() if old.get(value, 0) != new.get(value, 0)}
    return dict(sorted(differences.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0])))


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)}


def _collected(side: Side, table: str, columns: pl.Expr, rows: pl.Expr | None = None) -> pl.DataFrame:
    try:
        # At least one frame, so that the columns are there when there is no row.
        scans = chain(side.scans(table), [pl.DataFrame(schema=_types(side, table)).lazy()]) if side.folder is None else side.scans(table)
        return pl.concat([(scan if rows is None else scan.filter(rows)).select(columns).collect() for scan in scans])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntegrityError(f"{table} cannot be read ({type(error).__name__})", where=side.name, hint="see 'clean verify' on it") from error


def _types(side: Side, table: str) -> pl.Schema:
    found = pl.from_arrow(side.schemas[table].empty_table())
    assert isinstance(found, pl.DataFrame)
    return found.schema
