"""The figures that cards and datasheet state, counted from the tables that are published and from nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.columns import ARTICLES


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows of a version. It holds no article text."""

    name: str
    version: str
    license: str | None
    description: str | None
    n_inputs: int
    rows: dict[str, int]
    """Table → rows."""
    languages: dict[str, int]
    """ISO code → articles, most frequent first; articles of unknown language are not counted."""
    publishers: dict[str, int]
    """Name → articles, most frequent first; articles of unknown publisher are not counted."""
    known: dict[str, int]
    """Column that may be unknown → articles in which it is known."""
    first_day: str | None
    """Earliest publication date, as YYYY-MM-DD; None when no date is known."""
    last_day: str | None
    n_words: int
    n_lines: int
    n_lines_removed: int
    n_repairs: int
    n_replacement_chars: int
    removed_by_kind: dict[str, int]
    """Kind → lines removed whole or in part, most frequent first."""
    removed_by_rule: dict[str, int]
    rejected_by_check: dict[str, int]
    duplicates_by_reason: dict[str, int]
    declared_licenses: dict[str, int]
    """Licence that pages declare → articles."""

    @property
    def n_articles(self) -> int:
        return self.rows["articles"]


def facts_of(tables: Mapping[str, pa.Table], *, name: str, version: str, license_: str | None, description: str | None, n_inputs: int) -> Facts:
    """The figures of the published tables."""
    articles, removals = tables["articles"], tables["removals"]
    days = pc.min_max(articles["published_at"])
    return Facts(
        name=name,
        version=version,
        license=license_,
        description=description,
        n_inputs=n_inputs,
        rows={table: rows.num_rows for table, rows in tables.items()},
        languages=_counts(articles["language"]),
        publishers=_counts(articles["publisher"]),
        known=_known(articles),
        first_day=_day(days["min"].as_py()),
        last_day=_day(days["max"].as_py()),
        n_words=_sum(articles["n_words"]),
        n_lines=_sum(articles["n_lines"]),
        n_lines_removed=_sum(articles["n_lines_removed"]),
        n_repairs=_sum(articles["n_repairs"]),
        n_replacement_chars=_sum(articles["n_replacement_chars"]),
        removed_by_kind=_lines_by(removals, "kind"),
        removed_by_rule=_lines_by(removals, "rule"),
        rejected_by_check=_counts(tables["rejections"]["check"]),
        duplicates_by_reason=_counts(tables["duplicates"]["reason"]),
        declared_licenses=_counts(articles["license"]),
    )


def _counts(values: Any) -> dict[str, int]:
    counted = Counter(value for value in values.to_pylist() if value is not None)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _lines_by(removals: pa.Table, column: str) -> dict[str, int]:
    """A line with two removed spans of one kind is one line."""
    lines = removals.select(["article_id", "line", column]).group_by(["article_id", "line", column]).aggregate([])
    return _counts(lines[column])


def _known(articles: pa.Table) -> dict[str, int]:
    known = {}
    for column in ARTICLES:
        values = articles[column.name]
        if column.nullable:
            known[column.name] = articles.num_rows - values.null_count
        elif column.type.startswith("list<") and column.origin != "build":  # what the build itself counts out is never unknown
            known[column.name] = articles.num_rows - (pc.sum(pc.equal(pc.list_value_length(values), 0)).as_py() or 0)
    return known


def _sum(values: Any) -> int:
    return int(pc.sum(pc.cast(values, pa.int64())).as_py() or 0)


def _day(moment: Any) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%d}"
