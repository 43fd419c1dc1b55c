"""What changed between two versions: rows by their stable id, columns, licence, figures, and the rule that did it.

`cleaner.release.paired` lays the articles of both beside each other; a version's `text` is compared by `content_sha256`,
so that a million articles are compared in seconds. Where the input of a changed article is the same, the ledgers are compared too:
the rule whose rows differ is what changed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Literal

import polars as pl
import pyarrow as pa

from cleaner.errors import IntegrityError
from cleaner.release.frames import as_frame
from cleaner.release.paired import pair
from cleaner.release.sides import DERIVED, Side

Level = Literal["patch", "minor", "major"]
LEVELS: tuple[Level, ...] = ("patch", "minor", "major")
"""The smallest step first."""

_LEDGERS = {"removals": ["article_id", "line", "start", "end", "kind", "rule"], "fields": ["article_id", "line", "start", "end", "field", "value", "rule"]}
"""Ledger → what tells its rows apart, given that the input is the same."""
_FIGURES = ("language", "publisher")
_COPIES = frozenset({"dup_cluster", "dup_of"})
"""Columns that say which articles are copies of which: a page that was added, and published first, changes them in all its copies."""


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

    @property
    def is_of_copies(self) -> bool:
        """Whether nothing of the article itself changed, only which others are copies of it."""
        return _COPIES.issuperset(self.columns)


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
        own = [one for one in self.changed if not one.is_of_copies]
        if own:
            found.append(("major", _count(len(own), "article changed", "articles changed")))
        if len(own) < len(self.changed):
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
    found = pair(before, after, shared, _FIGURES)
    rules, by_article = _rules(before, after, found.hits)
    changed = tuple(_changed(found.hits, by_article))
    names = found.hits["column"].value_counts(name="n").sort(["n", "column"], descending=[True, False])
    return Diff(
        before=before.name,
        after=after.name,
        added=found.added,
        removed=found.removed,
        changed=changed,
        n_same=found.n_both - len(changed),
        changed_by_column=dict(names.iter_rows()),
        rules=rules,
        columns=tuple(_columns(before, after)),
        ledgers=tuple(table for table in sorted(before.digests.keys() & after.digests.keys() - {"articles"}) if before.digests[table] != after.digests[table]),
        license=(before.license, after.license),
        settings=_differences(before.settings, after.settings),
        made_with=_differences(before.made_with, after.made_with),
        rows={table: (before.rows.get(table, 0), after.rows.get(table, 0)) for table in sorted(before.rows.keys() | after.rows.keys())},
        figures={column: figures for column, (old, new) in found.values.items() if (figures := _figures(old, new))},
    )


def _shared(before: Side, after: Side) -> list[str]:
    """The columns that both sides' articles have, of one type."""
    old, new = before.schemas["articles"], after.schemas["articles"]
    for side, schema in ((before, old), (after, new)):
        if "id" not in schema.names:
            raise IntegrityError("its articles have no column 'id'", where=side.name, hint="only versions of this tool can be compared")
    return [name for name in new.names if name in old.names and old.field(name).type == new.field(name).type]


def _rules(before: Side, after: Side, hits: pl.DataFrame) -> tuple[tuple[RuleChange, ...], dict[str, tuple[str, ...]]]:
    """What rules did differently in the changed articles whose input is the same, and the rules of each article."""
    ids = hits.filter("same_input")["id"].unique()
    if ids.is_empty():
        return (), {}
    parts = [pl.DataFrame(schema={"article_id": pl.String, "ledger": pl.String, "rule": pl.String, "is_more": pl.Boolean})]
    for ledger, keys in _LEDGERS.items():
        if ledger not in before.schemas or ledger not in after.schemas or set(keys) - {*before.schemas[ledger].names} & {*after.schemas[ledger].names}:
            continue
        with ThreadPoolExecutor(2) as sides:
            old, new = sides.map(_ledger_rows, (before, after), repeat(ledger), repeat(keys), repeat(ids))
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
    """The ledger's rows of these articles."""
    if side.folder is not None:
        try:  # Polars looks for the ids in the dictionaries of the files, which takes a third of the time
            return side.scan(ledger).filter(pl.col("article_id").is_in(ids.implode())).select(keys).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise IntegrityError(f"{ledger} cannot be read ({type(error).__name__})", where=side.name, hint="see 'clean verify' on it") from error
    parts = [as_frame(pa.Table.from_batches([], side.schemas[ledger]).select(keys))]
    return pl.concat([*parts, *(part.filter(pl.col("article_id").is_in(ids.implode())) for part in side.frames(ledger, keys))])


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


def _figures(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Value → articles before and after, where these differ; the largest change first."""
    differences = {value: (old.get(value, 0), new.get(value, 0)) for value in old.keys() | new.keys() if old.get(value, 0) != new.get(value, 0)}
    return dict(sorted(differences.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0])))


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)}
