"""The figures of the report, counted from the published tables in one pass over each, row group by row group.

What the cards count too comes from the same tally, so that report, datasheet and card cannot disagree.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.columns import ARTICLES, CONFIDENT_FIELDS
from cleaner.release.cards.facts import Facts, Tally
from cleaner.report.groups import row_groups

EXAMPLES = 3
"""Lines shown of what a rule removed."""
BINS = 10
"""Of a confidence or a share, from 0 to 1."""
WORD_EDGES = (0, 50, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000)
"""Lengths in words where one bar of the histogram ends and the next begins; the last has no end."""
MOST_REJECTIONS = 20
"""Rejections listed of each check."""
MOST_DUPLICATES = 30

_ROWS_AT_ONCE = 400_000
"""Removals that are joined with their articles' publishers at once: 40 MB, and a million articles in some thirty joins."""
_LONGEST_EXAMPLE = 160
_UNREAD = frozenset({"text", "text_lines"})


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule removed."""

    name: str
    n_lines: int
    kinds: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublisherCount:
    """What one publisher's articles are. The name is None for articles whose publisher is unknown."""

    name: str | None
    n_articles: int
    n_lines: int
    n_removed: int
    """Lines removed whole."""
    kinds: Mapping[str, int]
    """Kind → lines removed whole or in part."""


@dataclass(frozen=True, slots=True)
class Counts:
    """All the figures of a version."""

    facts: Facts
    n_kept_lines: int
    """Lines of which at least a part stays in the text."""
    rules: tuple[RuleCount, ...]
    """Most lines first."""
    publishers: tuple[PublisherCount, ...]
    """Most articles first."""
    words: tuple[int, ...]
    """Articles by length, for each of `WORD_EDGES`."""
    removed_shares: tuple[int, ...]
    """Articles by the share of their lines that was removed, in `BINS`."""
    confidences: Mapping[str, tuple[int, ...]]
    """Field → articles by its confidence, in `BINS`."""
    n_near_duplicates: int
    """Articles that say nearly the same as another that was published before."""
    rejections: tuple[Mapping[str, Any], ...]
    """Some of each check."""
    duplicates: tuple[Mapping[str, Any], ...]
    """The first ones."""

    @property
    def n_moved_lines(self) -> int:
        """Lines that left the text for a field, whole."""
        return self.facts.n_lines - self.facts.n_lines_removed - self.n_kept_lines


@dataclass(slots=True)
class _Sums:
    """What is added up while the tables are read."""

    kept: int = 0
    near: int = 0
    words: Counter[int] = field(default_factory=Counter)
    shares: Counter[int] = field(default_factory=Counter)
    confidences: dict[str, Counter[int]] = field(default_factory=lambda: {name: Counter() for name in CONFIDENT_FIELDS})
    publishers: dict[str | None, Counter[str]] = field(default_factory=dict)
    rule_kinds: dict[str, set[str]] = field(default_factory=dict)
    examples: dict[str, dict[str, bytes]] = field(default_factory=dict)


def count(folder: Path, *, name: str, version: str, license_: str | None) -> Counts:
    """The figures of the version in `folder`.

    Raises:
        IntegrityError: A table is missing or damaged, or has not the columns that this tool knows.
    """
    tally, sums = Tally(), _Sums()
    names: list[pl.DataFrame] = [pl.DataFrame(schema={"article_id": pl.String, "publisher": pl.String})]
    for part in row_groups(folder, "articles", [column.name for column in ARTICLES if column.name not in _UNREAD]):
        tally.add("articles", part)
        names.append(_articles(part, sums))
        sums.near += part.num_rows - part["dup_of"].null_count
    for part in row_groups(folder, "articles", ["text_lines"]):
        sums.kept += _distinct_lines(part)
    kinds = _removals(folder, tally, sums, pl.concat(names))
    rejections, duplicates = _rejections(folder, tally), _duplicates(folder, tally)
    tally.add("fields", pa.table({"article_id": pa.nulls(sum(part.num_rows for part in row_groups(folder, "fields", ["article_id"])))}))
    facts = tally.facts(name=name, version=version, license_=license_, description=None)
    rules = (
        RuleCount(rule, n, tuple(sorted(sums.rule_kinds.get(rule, ()))), _examples(sums.examples.get(rule, {}))) for rule, n in facts.removed_by_rule.items()
    )
    publishers = (PublisherCount(who, sum_["articles"], sum_["lines"], sum_["removed"], kinds.get(who, Counter())) for who, sum_ in sums.publishers.items())
    return Counts(
        facts=facts,
        n_kept_lines=sums.kept,
        rules=tuple(rules),
        publishers=tuple(sorted(publishers, key=lambda one: (-one.n_articles, one.name or ""))),
        words=tuple(sums.words[at] for at in range(len(WORD_EDGES))),
        removed_shares=tuple(sums.shares[at] for at in range(BINS)),
        confidences={name: tuple(bins[at] for at in range(BINS)) for name, bins in sums.confidences.items()},
        n_near_duplicates=sums.near,
        rejections=rejections,
        duplicates=duplicates,
    )


def _articles(part: pa.Table, sums: _Sums) -> pl.DataFrame:
    """Adds up a part of the articles, and returns each one's id and publisher."""
    frame = pl.DataFrame(pl.from_arrow(part.select(["id", "publisher", "n_words", "n_lines", "n_lines_removed", "confidence"])))
    for column, counter in (
        (pl.Series(np.searchsorted(WORD_EDGES[1:], frame["n_words"].to_numpy(), side="right")), sums.words),
        (_binned(frame["n_lines_removed"] / frame["n_lines"]), sums.shares),
        *((_binned(frame["confidence"].struct.field(name)), sums.confidences[name]) for name in CONFIDENT_FIELDS),
    ):
        counter.update({int(value): int(n) for value, n in column.drop_nulls().value_counts().iter_rows()})
    grouped = frame.group_by("publisher").agg(articles=pl.len(), lines=pl.col("n_lines").sum(), removed=pl.col("n_lines_removed").sum())
    for who, n, lines, removed in grouped.iter_rows():
        sums.publishers.setdefault(who, Counter()).update(articles=n, lines=lines, removed=removed)
    return frame.select(article_id="id", publisher="publisher")


def _binned(values: pl.Series) -> pl.Series:
    # An article without lines has the share 0/0, which is in no bin.
    return (values.fill_nan(None) * BINS).floor().clip(0, BINS - 1).cast(pl.Int64)


def _distinct_lines(part: pa.Table) -> int:
    """Lines of the input that some line of the text came from; a line that was divided has given two."""
    lines = part["text_lines"].combine_chunks()
    if not len(lines):
        return 0
    frame = pl.DataFrame({"row": pl.Series(pc.list_parent_indices(lines).to_numpy()), "line": pl.Series(pc.list_flatten(lines).to_numpy())})
    return frame.n_unique()


def _removals(folder: Path, tally: Tally, sums: _Sums, names: pl.DataFrame) -> dict[str | None, Counter[str]]:
    """Publisher → kind → lines removed whole or in part."""
    found: dict[str | None, Counter[str]] = {}
    waiting: list[pl.DataFrame] = []

    def flush() -> None:
        for who, kind, n in pl.concat(waiting).join(names, on="article_id", how="left").group_by("publisher", "kind").agg(pl.col("n").sum()).iter_rows():
            found.setdefault(who, Counter())[kind] += n
        waiting.clear()

    held = pl.DataFrame(schema={"article_id": pl.String, "line": pl.Int32, "kind": pl.String})
    for part in row_groups(folder, "removals", ["article_id", "line", "kind", "rule", "text"]):
        tally.add("removals", part)
        if not part.num_rows:
            continue
        frame = pl.DataFrame(pl.from_arrow(part))
        _remember(frame, sums)
        lines = pl.concat([held, frame.select("article_id", "line", "kind")])
        # The last article may go on in the next part, and a line of it with two removed spans counts once.
        is_last = pl.col("article_id") == lines["article_id"][-1]
        held = lines.filter(is_last)
        waiting.append(_kinds(lines.filter(~is_last)))
        if sum(one.height for one in waiting) > _ROWS_AT_ONCE:
            flush()
    waiting.append(_kinds(held))
    flush()
    return found


def _kinds(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.unique().group_by("article_id", "kind").agg(n=pl.len())


def _remember(frame: pl.DataFrame, sums: _Sums) -> None:
    """Keeps a few lines of each rule: those with the smallest digests, which are as good as drawn by lot, and the same every time."""
    for rule, kind in frame.select("rule", "kind").unique().iter_rows():
        sums.rule_kinds.setdefault(rule, set()).add(kind)
    shown = pl.col("text").str.slice(0, _LONGEST_EXAMPLE).unique(maintain_order=True).head(20)
    for rule, texts in frame.group_by("rule").agg(shown).iter_rows():
        known = sums.examples.setdefault(rule, {})
        for text in texts:
            known[text] = hashlib.blake2b(text.encode(), digest_size=8).digest()
        for text in sorted(known, key=lambda text: known[text])[EXAMPLES:]:
            del known[text]


def _examples(known: Mapping[str, bytes]) -> tuple[str, ...]:
    return tuple(sorted(known, key=lambda text: known[text]))


def _rejections(folder: Path, tally: Tally) -> tuple[Mapping[str, Any], ...]:
    seen: Counter[str] = Counter()
    shown: list[Mapping[str, Any]] = []
    for part in row_groups(folder, "rejections", ["source", "check", "evidence", "raw_bytes"]):
        tally.add("rejections", part)
        shown += _rows(part, seen, "check", MOST_REJECTIONS)
    return tuple(shown)


def _duplicates(folder: Path, tally: Tally) -> tuple[Mapping[str, Any], ...]:
    shown: list[Mapping[str, Any]] = []
    for part in row_groups(folder, "duplicates", ["source", "duplicate_of", "duplicate_of_source", "reason"]):
        tally.add("duplicates", part)
        shown += part.slice(0, max(0, MOST_DUPLICATES - len(shown))).to_pylist()
    return tuple(shown)


def _rows(part: pa.Table, seen: Counter[str], column: str, most: int) -> Iterator[Mapping[str, Any]]:
    """The rows of a part until `most` of each value were seen; a million rejections of one check are not read into Python."""
    for value in pc.unique(part[column]).to_pylist():
        left = most - seen[value]
        if left > 0:
            rows: Iterable[Mapping[str, Any]] = part.filter(pc.equal(part[column], value)).slice(0, left).to_pylist()
            for row in rows:
                seen[value] += 1
                yield row
