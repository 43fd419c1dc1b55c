"""The shards' results become one whole: duplicates stand aside, the contract judges, the rest is put in order.

An input stands behind an article, never behind a rejection: when the contract turns an article down, the next of
its duplicates takes its place and is judged in turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

from cleaner.article import Rejection
from cleaner.contract import Failure, check
from cleaner.corpus import chrome
from cleaner.corpus.neardup import Sketches, clusters, measure_all
from cleaner.errors import IntegrityError
from cleaner.read import Tally
from cleaner.release.copies import REASON, Copies, Mode, decide
from cleaner.release.parquet import ROWS_PER_GROUP
from cleaner.release.shards import Input, ShardResult
from cleaner.release.tables import Duplicate, concat, take_rows, to_table
from cleaner.release.takedowns import CHECK, Takedowns

if TYPE_CHECKING:
    from pandera.polars import DataFrameSchema

ARTICLE, DUPLICATE, REJECTION = "article", "duplicate", "rejection"
_LATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A version's rows, in the order they are published in."""

    articles: pa.Table
    """By publisher, date and id, unknown ones last: a takedown then changes few bytes of few files."""
    removals: pa.Table
    """By article in that order, then by line."""
    fields: pa.Table
    chrome: pa.Table
    """By publisher, the most common lines first."""
    rejections: tuple[Rejection, ...]
    duplicates: tuple[Duplicate, ...]
    inputs: tuple[tuple[Input, str], ...]
    """Every input, in the order of the input, and what became of it: `article`, `duplicate` or `rejection`."""
    repairs_by_step: dict[str, int]
    tally: Tally
    """Which fields of records were used, and what in the files was never an input."""


def gather(
    results: Sequence[ShardResult],
    unread: Iterable[Rejection],
    schema: DataFrameSchema,
    *,
    contract: str,
    takedowns: Takedowns | None = None,
    near_copies: Mode = "annotate",
) -> Gathered:
    """One whole of all results; `unread` are the inputs that no reader was found for, `contract` the contract's name in errors.

    What `takedowns` name becomes a rejection before anything else is asked of it.

    Raises:
        IntegrityError: `inputs = articles + duplicates + rejections` does not hold.
        UsageError: The contract cannot be run on these rows.
    """
    unread = tuple(unread)
    articles = concat("articles", [result.articles for result in results])
    inputs = [Input(one.source, one.raw_sha256, one.raw_bytes, is_article=False) for one in unread]
    inputs += [one for result in results for one in result.inputs]
    candidates = [one for one in inputs if one.is_article]
    if len(candidates) != articles.num_rows:
        raise IntegrityError(f"{len(candidates)} inputs gave articles, {articles.num_rows} articles are there", hint="report this as a bug")

    taken = _taken_down(articles, takedowns or Takedowns())
    kept, duplicates, failed = _select(articles, taken, schema, contract)
    copies = _copies(articles, kept, near_copies)
    kept, duplicates = _without_near_copies(articles, candidates, kept, duplicates, copies)
    outcomes = iter([ARTICLE if row in kept else REJECTION if row in failed or row in taken else DUPLICATE for row in range(len(candidates))])
    judged = tuple((one, next(outcomes) if one.is_article else REJECTION) for one in inputs)
    turned_down = [_rejection(candidates[row], failed[row]) for row in sorted(failed)]
    turned_down += [Rejection(candidates[row].source, CHECK, taken[row], candidates[row].raw_sha256, candidates[row].raw_bytes) for row in sorted(taken)]
    rejections = sorted(
        [*unread, *(one for result in results for one in result.rejections), *turned_down], key=lambda one: (one.source, one.check, one.evidence)
    )
    _balance(len(inputs), len(kept), len(duplicates), len(rejections))

    order = _published_order(articles, kept)
    published = _marked(take_rows(articles, order), copies)
    removals = take_rows(concat("removals", [result.removals for result in results]), _rows_of(order, [n for result in results for n in result.n_removals]))
    fields = take_rows(concat("fields", [result.fields for result in results]), _rows_of(order, [n for result in results for n in result.n_fields]))
    return Gathered(
        articles=published,
        removals=removals,
        fields=fields,
        chrome=_chrome(published, removals, fields),
        rejections=tuple(rejections),
        duplicates=tuple(sorted(duplicates, key=lambda duplicate: duplicate.source)),
        inputs=judged,
        repairs_by_step=_count_repairs([steps for result in results for steps in result.repairs], kept),
        tally=reduce(Tally.merge, (result.tally for result in results), Tally()),
    )


def _taken_down(articles: pa.Table, takedowns: Takedowns) -> dict[int, str]:
    """Row → why it must not be published."""
    if takedowns.is_empty:
        return {}
    rows = articles.select(["id", "url", "canonical_url", "raw_sha256"]).to_pylist()
    taken = {n: reason for n, row in enumerate(rows) if (reason := takedowns.reason(row["id"], row["url"], row["canonical_url"])) is not None}
    # A copy of the page under another name would else step into the place of the article that somebody asked to take out.
    by_bytes = {rows[n]["raw_sha256"]: reason for n, reason in taken.items()}
    return {n: taken.get(n) or by_bytes[row["raw_sha256"]] for n, row in enumerate(rows) if n in taken or row["raw_sha256"] in by_bytes}


def _select(articles: pa.Table, taken: dict[int, str], schema: DataFrameSchema, contract: str) -> tuple[set[int], list[Duplicate], dict[int, list[Failure]]]:
    """(rows that are published, duplicates of those, failures by row). Each pass judges the articles that no pass has judged."""
    rows = articles.select(["id", "source", "url", "raw_sha256"]).to_pylist()
    failed: dict[int, list[Failure]] = {}
    passed: set[int] = set()
    while True:
        kept, duplicates = _without_duplicates(rows, failed.keys() | taken.keys())
        fresh = [row for row in kept if row not in passed]
        if not fresh:
            return set(kept), duplicates, failed
        turned_down = _judge(articles, fresh, schema, contract)
        passed.update(row for row in fresh if row not in turned_down)
        failed.update(turned_down)


def _without_duplicates(rows: list[dict[str, Any]], failed: AbstractSet[int]) -> tuple[list[int], list[Duplicate]]:
    """The rows that stand for themselves (the first in the order of the input does), and the others."""
    by_id: dict[str, int] = {}
    by_bytes: dict[str, list[int]] = {}
    kept: list[int] = []
    duplicates: list[Duplicate] = []
    for index, row in enumerate(rows):
        if index in failed:
            continue
        # Two addresses that served the same bytes are two articles: the ids, and the links to them, must both stay valid.
        same_bytes = next((i for i in by_bytes.get(row["raw_sha256"], ()) if not (row["url"] and rows[i]["url"] and row["id"] != rows[i]["id"])), None)
        first = same_bytes if same_bytes is not None else by_id.get(row["id"])
        if first is None:
            kept.append(index)
            by_id[row["id"]] = index
            by_bytes.setdefault(row["raw_sha256"], []).append(index)
        else:
            reason = "same bytes" if same_bytes is not None else "same url"
            duplicates.append(Duplicate(row["source"], rows[first]["id"], rows[first]["source"], reason, row["raw_sha256"]))
    return kept, duplicates


def _copies(articles: pa.Table, kept: set[int], mode: Mode) -> Copies:
    rows = sorted(kept)
    ids, texts, dates = (articles[name].take(pa.array(rows, pa.int64())).to_pylist() for name in ("id", "text", "published_at"))
    return decide(clusters(Sketches(dict(zip(ids, measure_all(texts, dates), strict=True)))), mode)


def _without_near_copies(
    articles: pa.Table, candidates: list[Input], kept: set[int], duplicates: list[Duplicate], copies: Copies
) -> tuple[set[int], list[Duplicate]]:
    """What is left when near copies are left out. What stood behind one of them stands behind its canonical article now."""
    if not copies.left_out:
        return kept, duplicates
    ids = articles["id"].to_pylist()
    source_of = {ids[row]: candidates[row].source for row in kept}
    moved = []
    for one in duplicates:
        canonical, similarity = copies.left_out.get(one.duplicate_of, (None, None))
        moved.append(one if canonical is None else Duplicate(one.source, canonical, source_of[canonical], REASON, one.raw_sha256, similarity))
    for row in sorted(kept):
        if ids[row] in copies.left_out:
            canonical, similarity = copies.left_out[ids[row]]
            moved.append(Duplicate(candidates[row].source, canonical, source_of[canonical], REASON, candidates[row].raw_sha256 or "", similarity))
    return {row for row in kept if ids[row] not in copies.left_out}, moved


def _marked(articles: pa.Table, copies: Copies) -> pa.Table:
    if not copies.marks:
        return articles
    marks = [copies.marks.get(id_, (None, None)) for id_ in articles["id"].to_pylist()]
    for place, name in enumerate(("dup_cluster", "dup_of")):
        column = articles.schema.get_field_index(name)
        articles = articles.set_column(column, articles.schema.field(column), pa.array([mark[place] for mark in marks], pa.string()))
    return articles


def _chrome(articles: pa.Table, removals: pa.Table, fields: pa.Table) -> pa.Table:
    """The lines that come often, from what is published."""
    by_article: dict[str, tuple[list[str], list[str]]] = {}
    for id_, text in zip(removals["article_id"].to_pylist(), removals["text"].to_pylist(), strict=True):
        by_article.setdefault(id_, ([], []))[1].append(text)
    for id_, text, fate in zip(*(fields[name].to_pylist() for name in ("article_id", "text", "fate")), strict=True):
        if fate == "take":
            by_article.setdefault(id_, ([], []))[0].append(text)
    rows = articles.select(["id", "publisher", "url", "canonical_url", "text"]).to_pylist()
    numbers: dict[str, int] = {}
    entries: list[tuple[int, int, int, int]] = []  # group, key, fate, row
    n_articles: Counter[int] = Counter()
    for number, row in enumerate(rows):
        name = chrome.publisher_of(row["publisher"], row["url"], row["canonical_url"])
        if name is None:
            continue
        group = numbers.setdefault(name, len(numbers))
        n_articles[group] += 1
        taken, removed = by_article.get(row["id"], ([], []))
        entries += ((group, key, fate, number) for key, fate in chrome.line_fates(row["text"], taken, removed).items())
    names = list(numbers)
    groups, keys, fates, places = zip(*entries, strict=True) if entries else ((), (), (), ())
    found: list[chrome.ChromeLine] = []
    for one in chrome.often(
        np.array(groups, np.int32),
        np.array(keys, np.uint64),
        np.array(fates, np.uint8),
        np.array(places, np.int64),
        np.array([n_articles[group] for group in range(len(names))], np.int64),
    ):
        first = rows[one.article]
        taken, removed = by_article.get(first["id"], ([], []))
        line = chrome.line_of(one.key, first["text"], taken, removed)
        found.append(chrome.ChromeLine(names[one.group], line, sum(one.counts), n_articles[one.group], *one.counts))
    found.sort(key=lambda line: (line.publisher, -line.n_articles, line.line))
    return to_table("chrome", found)


def _judge(articles: pa.Table, rows: list[int], schema: DataFrameSchema, contract: str) -> dict[int, list[Failure]]:
    failures: dict[int, list[Failure]] = {}
    for start in range(0, len(rows), ROWS_PER_GROUP):
        part = rows[start : start + ROWS_PER_GROUP]
        frame = pl.from_arrow(take_rows(articles, part))
        assert isinstance(frame, pl.DataFrame)
        for failure in check(frame, schema, where=contract):
            failures.setdefault(part[failure.row], []).append(failure)
    return failures


def _rejection(one: Input, failures: list[Failure]) -> Rejection:
    return Rejection(one.source, f"contract:{failures[0].name}", "; ".join(map(str, failures)), one.raw_sha256, one.raw_bytes)


def _balance(n_inputs: int, n_articles: int, n_duplicates: int, n_rejections: int) -> None:
    if n_inputs != n_articles + n_duplicates + n_rejections:
        raise IntegrityError(
            f"{n_inputs} inputs are not {n_articles} articles + {n_duplicates} duplicates + {n_rejections} rejections",
            hint="nothing was published; report this as a bug",
        )


def _published_order(articles: pa.Table, kept: set[int]) -> list[int]:
    columns = (articles[name].to_pylist() for name in ("publisher", "published_at", "id"))
    keys = [(publisher is None, publisher or "", date is None, date or _LATE, id_) for publisher, date, id_ in zip(*columns, strict=True)]
    return sorted(kept, key=keys.__getitem__)


def _rows_of(order: list[int], counts: list[int]) -> list[int]:
    """The ledger rows of the articles in `order`, where article i has the next `counts[i]` rows."""
    starts = [0, *accumulate(counts)]
    return list(chain.from_iterable(range(starts[i], starts[i] + counts[i]) for i in order))


def _count_repairs(repairs: list[tuple[tuple[str, int], ...]], kept: set[int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for row in kept:
        total.update(dict(repairs[row]))
    return dict(sorted(total.items()))
