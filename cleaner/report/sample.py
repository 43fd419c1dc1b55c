"""The articles that a person should look at: those the tool is least sure of first, then some of every publisher and kind.

Nothing is drawn by lot: the same version gives the same sample. Ids are digests, so their order is as good as chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from cleaner.columns import CONFIDENT_FIELDS, TABLES
from cleaner.errors import IntegrityError
from cleaner.ledger import Span, spans
from cleaner.release.sides import Side
from cleaner.report.groups import row_groups

SAMPLE = 100
"""Articles in a report, unless told otherwise."""
_OF_EACH_KIND = 2
_OF_EACH_PUBLISHER = 3


@dataclass(frozen=True, slots=True)
class Sampled:
    """One article of the sample, with its ledger."""

    row: Mapping[str, Any]
    lines: Mapping[int, Sequence[Span]]
    """Number → the line's parts; every line of the input that is not blank."""
    fields: tuple[Mapping[str, Any], ...]
    """Its rows of the table `fields`."""
    confidence: float | None
    """The lowest of its fields' confidences; None when none is known."""
    weakest: str | None
    """The field that has it."""


def draw(side: Side, n: int = SAMPLE) -> list[Sampled]:
    """A sample of `n` articles of a version, or all when there are fewer; the least confident first.

    Raises:
        IntegrityError: A table is missing or damaged, or an article does not fit its ledger.
    """
    folder = side.folder
    assert folder is not None
    chosen = _choose(folder, n)
    found = {table: _of(side, table, chosen) for table in ("articles", "removals", "fields")}
    ledgers = {table: _by_article(found[table]) for table in ("removals", "fields")}
    sample = []
    for row in found["articles"]:
        removals, fields = (ledgers[table].get(row["id"], []) for table in ("removals", "fields"))
        try:
            lines = spans(row["text"], row["text_lines"], removals, fields)
        except ValueError as error:
            hint = "see 'clean verify' on its version"
            raise IntegrityError(f"text and text_lines of article {row['id']} have different numbers of lines", where=str(folder), hint=hint) from error
        known = sorted((score, name) for name, score in row["confidence"].items() if score is not None)
        sample.append(Sampled(row, lines, tuple(fields), *(known[0] if known else (None, None))))
    return sorted(sample, key=lambda one: (1.0 if one.confidence is None else one.confidence, one.row["id"]))


def _choose(folder: Path, n: int) -> set[str]:
    """The ids: 3 in 5 for their low confidence, the others from every kind and publisher in turn."""
    low = pl.DataFrame(schema={"id": pl.String, "publisher": pl.String, "sure": pl.Float64})
    spread = low
    for part in row_groups(folder, "articles", ["id", "publisher", "confidence"]):
        frame = _scored(part)
        low = pl.concat([low, frame]).sort("sure", "id", nulls_last=True).head(n)
        # More than n in all are never asked for.
        spread = (
            pl.concat([spread, frame]).sort("id").group_by("publisher", maintain_order=True).head(_OF_EACH_PUBLISHER).select(low.columns).head(10 * n + 1000)
        )
    ids = low["id"].to_list()
    chosen = dict.fromkeys(ids[: max(1, n * 3 // 5)])
    kinds = pl.DataFrame(schema={"kind": pl.String, "article_id": pl.String})
    for part in row_groups(folder, "removals", ["kind", "article_id"]):
        frame = pl.DataFrame(pl.from_arrow(part)).select("kind", "article_id").unique()
        kinds = pl.concat([kinds, frame]).unique().sort("kind", "article_id").group_by("kind", maintain_order=True).head(_OF_EACH_KIND)
    ranked = spread.with_columns(turn=pl.int_range(pl.len()).over("publisher")).sort("turn", "id", maintain_order=True)
    for id_ in [*kinds["article_id"].to_list(), *ranked["id"].to_list(), *ids]:
        if len(chosen) >= n:
            break
        chosen.setdefault(id_)
    return set(list(chosen)[:n])


def _scored(part: pa.Table) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(part))
    sure = pl.min_horizontal(pl.col("confidence").struct.field(name) for name in CONFIDENT_FIELDS)
    return frame.select("id", "publisher", sure=sure.cast(pl.Float64))


def _of(side: Side, table: str, ids: set[str]) -> list[dict[str, Any]]:
    """The rows of these articles, in the order they are published in."""
    key = "id" if table == "articles" else "article_id"
    wanted = pl.Series(sorted(ids), dtype=pl.String)
    try:
        rows = side.scan(table).filter(pl.col(key).is_in(wanted.implode()))
        # A version from before a column has nothing in it.
        young = set(rows.collect_schema().names()) ^ {column.name for column in TABLES[table]}
        rows = rows.with_columns(pl.lit(None if column.nullable else []).alias(column.name) for column in TABLES[table] if column.name in young)
        return rows.select(column.name for column in TABLES[table]).collect().to_dicts()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntegrityError(f"{table} cannot be read ({type(error).__name__})", where=side.name, hint="see 'clean verify' on it") from error


def _by_article(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["article_id"], []).append(row)
    return found
