"""What becomes of each article: duplicates stand aside, the contract judges, near copies are marked, the rest has a place.

An input stands behind an article, never behind a rejection: when the contract turns an article down, the next of
its duplicates takes its place and is judged in turn.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.article import Rejection
from cleaner.contract import ROWS_PER_BATCH, Failure, check
from cleaner.corpus.near_rows import NONE, cluster_rows
from cleaner.errors import IntegrityError
from cleaner.release.candidates import Candidates, fixed_rows
from cleaner.release.copies import REASON, Mode, decide
from cleaner.release.proven import Proven
from cleaner.release.shard_rows import DIGEST_BYTES
from cleaner.release.spill import Part
from cleaner.release.tables import Duplicate, to_table
from cleaner.release.takedowns import CHECK, Takedowns

if TYPE_CHECKING:
    from pandera.polars import DataFrameSchema
OUTCOMES = ("rejection", "article", "duplicate")
REJECTED, ARTICLE, DUPLICATE = range(3)
_BYTES_PER_BATCH = 8_000_000
"""Of rows that the contract sees at a time; it holds several copies of them."""
_REASONS = ("same bytes", "same url")


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of each candidate, and the tables of those that are not published."""

    outcomes: NDArray[np.uint8]
    """`REJECTED`, `ARTICLE` or `DUPLICATE`, for each candidate."""
    places: NDArray[np.int64]
    """Place in the published order, by publisher, date and id with unknown ones last; -1 for what is not published.

    A takedown then changes few bytes of few files."""
    marks: dict[int, tuple[int, int | None]]
    """Row of an article that has a near copy → (row of its cluster's first, row that it is a copy of)."""
    n_inputs: int
    n_articles: int
    rejections: pa.Table
    """By source, check and evidence."""
    duplicates: pa.Table
    """By source."""
    repairs_by_step: dict[str, int]


def gather(
    candidates: Candidates,
    unread: Iterable[Rejection],
    schema: Callable[[], DataFrameSchema],
    *,
    contract: str,
    proven: Proven | None = None,
    takedowns: Takedowns | None = None,
    near_copies: Mode = "annotate",
) -> Decided:
    """Decide. `unread` are the inputs that no reader was found for, `contract` the contract's name in errors.

    `schema` loads the contract, and is asked when there is a row that is not `proven` to pass it; what passes is from then on.
    What `takedowns` name becomes a rejection before anything else is asked of it.

    Raises:
        IntegrityError: `inputs = articles + duplicates + rejections` does not hold.
        UsageError: The contract cannot be run on these rows.
    """
    unread = list(unread)
    taken = _taken_down(candidates, takedowns or Takedowns())
    kept, stand_behind, failed = _select(candidates, taken, _Judge(schema, contract, proven or Proven()))
    cluster, shares = _clusters(candidates, kept)
    copies = decide(cluster, shares, near_copies)
    duplicates = _duplicates(candidates, stand_behind, copies.left_out)
    kept[list(copies.left_out)] = False

    turned_down = _rejections(candidates, failed, taken)
    rejections = pa.concat_tables([candidates.rejections, to_table("rejections", unread), to_table("rejections", turned_down)])
    rejections = rejections.sort_by([("source", "ascending"), ("check", "ascending"), ("evidence", "ascending")]).combine_chunks()
    n_inputs, n_articles = candidates.n_inputs + len(unread), int(kept.sum())
    _balance(n_inputs, n_articles, duplicates.num_rows, rejections.num_rows)
    outcomes = np.full(len(candidates), DUPLICATE, np.uint8)
    outcomes[kept] = ARTICLE
    outcomes[[*failed, *taken]] = REJECTED
    return Decided(
        outcomes=outcomes,
        places=_places(candidates, kept),
        marks=copies.marks,
        n_inputs=n_inputs,
        n_articles=n_articles,
        rejections=rejections,
        duplicates=duplicates,
        repairs_by_step=_count_repairs(candidates, kept),
    )


def inputs_of(candidates: Candidates, decided: Decided, unread: Iterable[Rejection]) -> Iterator[tuple[str, str | None, int | None, str]]:
    """(source, raw_sha256, bytes, what became of it) of every input, in the order of the input."""
    refused = ((one.source, one.raw_sha256, one.raw_bytes, OUTCOMES[REJECTED]) for one in sorted(unread, key=lambda one: one.source))
    return merge(_read_inputs(candidates, decided), refused, key=lambda one: one[0])


def _read_inputs(candidates: Candidates, decided: Decided) -> Iterator[tuple[str, str | None, int | None, str]]:
    for first, part in candidates.parts():
        outcomes = iter(decided.outcomes[first : first + part.n_rows("keys")].tolist())
        for source, sha256, n_bytes, is_article in zip(*(column.to_pylist() for column in part.read("inputs").columns), strict=True):
            yield source, sha256, n_bytes, OUTCOMES[next(outcomes) if is_article else REJECTED]


def _taken_down(candidates: Candidates, takedowns: Takedowns) -> dict[int, str]:
    """Row → why it must not be published."""
    taken: dict[int, str] = {}
    if takedowns.is_empty:
        return taken
    for first, part in candidates.parts():
        columns = [part.read("articles", ["id", "url", "canonical_url"])[name].to_pylist() for name in ("id", "url", "canonical_url")]
        for row, (id_, url, canonical_url) in enumerate(zip(*columns, strict=True), first):
            if (reason := takedowns.reason(id_, url, canonical_url)) is not None:
                taken[row] = reason
    # A copy of the page under another name would else step into the place of the article that somebody asked to take out.
    by_bytes = {candidates.raw[row]: reason for row, reason in taken.items()}
    copies = np.flatnonzero(np.isin(candidates.raw, np.array(list(by_bytes), candidates.raw.dtype)))
    return {row: taken.get(row) or by_bytes[candidates.raw[row]] for row in copies.tolist()}


@dataclass(frozen=True, slots=True)
class _Behind:
    """Rows, the rows that stand for them, and for what reason, side by side."""

    rows: array[int]
    firsts: array[int]
    reasons: array[int]


def _select(candidates: Candidates, taken: dict[int, str], judge: _Judge) -> tuple[NDArray[np.bool_], _Behind, dict[int, list[Failure]]]:
    """(rows that are published, duplicates of those, failures by row). Each pass judges the articles that no pass has judged."""
    failed: dict[int, list[Failure]] = {}
    out = np.zeros(len(candidates), np.bool_)
    out[list(taken)] = True
    passed = np.zeros(len(candidates), np.bool_)
    _, ids, n_of_id = np.unique(candidates.ids, return_inverse=True, return_counts=True)
    _, raw, n_of_raw = np.unique(candidates.raw, return_inverse=True, return_counts=True)
    # Most rows share neither id nor bytes with another one.
    crowded = np.flatnonzero((n_of_id[ids] > 1) | (n_of_raw[raw] > 1)) if len(candidates) else np.zeros(0, np.int64)
    ids, raw = ids[crowded], raw[crowded]
    while True:
        kept, behind = _without_duplicates(crowded, ids, raw, candidates.has_url, out)
        fresh = kept & ~passed
        if not fresh.any():
            return kept, behind, failed
        turned_down = judge.failures(candidates, fresh)
        passed |= fresh
        failed.update(turned_down)
        out[list(turned_down)] = True


def _without_duplicates(
    crowded: NDArray[np.int64], ids: NDArray[np.int64], raw: NDArray[np.int64], has_url: NDArray[np.bool_], out: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], _Behind]:
    """The rows that stand for themselves (the first in the order of the input does), and the others."""
    kept = ~out
    behind = _Behind(array("q"), array("q"), array("b"))
    by_id: dict[int, int] = {}
    by_bytes: dict[int, list[int]] = {}
    id_of: dict[int, int] = {}
    for row, id_, bytes_ in zip(crowded.tolist(), ids.tolist(), raw.tolist(), strict=True):
        if out[row]:
            continue
        # Two addresses that served the same bytes are two articles: the ids, and the links to them, must both stay valid.
        same_bytes = next((one for one in by_bytes.get(bytes_, ()) if not (has_url[row] and has_url[one] and id_ != id_of[one])), None)
        first = same_bytes if same_bytes is not None else by_id.get(id_)
        if first is None:
            by_id[id_] = row
            id_of[row] = id_
            by_bytes.setdefault(bytes_, []).append(row)
        else:
            kept[row] = False
            behind.rows.append(row)
            behind.firsts.append(first)
            behind.reasons.append(0 if same_bytes is not None else 1)
    return kept, behind


@dataclass(frozen=True, slots=True)
class _Judge:
    """The contract, which is loaded for the first row that it must be asked of."""

    load: Callable[[], DataFrameSchema]
    name: str
    proven: Proven

    def failures(self, candidates: Candidates, fresh: NDArray[np.bool_]) -> dict[int, list[Failure]]:
        """Row → what it fails of the contract, for the rows in `fresh` that do not pass."""
        failures: dict[int, list[Failure]] = {}
        asked: list[tuple[NDArray[np.int64], NDArray[np.uint8]]] = []
        doubtful: list[tuple[int, Part, NDArray[np.int64]]] = []
        for first, part, here in candidates.parts_with(fresh):
            digests = fixed_rows(part.read("keys", ["row_digest"])["row_digest"], DIGEST_BYTES)[here]
            if not self.proven.has(digests):
                doubtful.append((first, part, here))
                asked.append((first + here, digests))
        if not doubtful:
            return failures
        schema = self.load()
        for rows, table in _batches(doubtful):
            frame = pl.from_arrow(table)
            assert isinstance(frame, pl.DataFrame)
            for failure in check(frame, schema, where=self.name):
                failures.setdefault(int(rows[failure.row]), []).append(failure)
        for numbers, digests in asked:
            if failures.keys().isdisjoint(numbers.tolist()):
                self.proven.add(digests)
        return failures


def _batches(parts: Iterable[tuple[int, Part, NDArray[np.int64]]]) -> Iterator[tuple[NDArray[np.int64], pa.Table]]:
    """(their numbers, articles), as many at once as a contract is run on; of each part, whose first article has a number, some places are wanted."""
    rows: list[NDArray[np.int64]] = []
    tables: list[pa.Table] = []
    n_rows = n_bytes = 0
    for first, part, here in parts:
        for start in range(0, len(here), ROWS_PER_BATCH):
            places = here[start : start + ROWS_PER_BATCH]
            table = part.read("articles")
            if len(places) < table.num_rows:
                table = table.take(pa.array(places))
            if n_rows and (n_rows + len(places) > ROWS_PER_BATCH or n_bytes + table.nbytes > _BYTES_PER_BATCH):
                yield np.concatenate(rows), pa.concat_tables(tables)
                rows, tables, n_rows, n_bytes = [], [], 0, 0
            rows.append(places + first)
            tables.append(table)
            n_rows, n_bytes = n_rows + len(places), n_bytes + table.nbytes
    if n_rows:
        yield np.concatenate(rows), pa.concat_tables(tables)


def _clusters(candidates: Candidates, kept: NDArray[np.bool_]) -> tuple[dict[int, int], dict[int, float]]:
    """Row → first of its cluster, and row → similarity to it, for the articles that have a copy."""
    rows = np.flatnonzero(kept)
    canonical, shares = cluster_rows(
        rows, candidates.text_digests[rows], candidates.has_words[rows], candidates.dates[rows], candidates.ids[rows], candidates.sketches
    )
    members = np.flatnonzero(canonical != NONE)
    numbers = rows[members].tolist()
    return dict(zip(numbers, canonical[members].tolist(), strict=True)), dict(zip(numbers, shares[members].tolist(), strict=True))


def _duplicates(candidates: Candidates, behind: _Behind, left_out: dict[int, tuple[int, float]]) -> pa.Table:
    """The table, by source. What stood behind a near copy that is left out stands behind its canonical article now."""
    entries: list[tuple[int, int, str, float | None]] = []
    for row, first, reason in zip(behind.rows, behind.firsts, behind.reasons, strict=True):
        canonical, similarity = left_out.get(first, (None, None))
        entries.append((row, first, _REASONS[reason], None) if canonical is None else (row, canonical, REASON, similarity))
    entries += ((row, canonical, REASON, similarity) for row, (canonical, similarity) in left_out.items())
    values = candidates.values(["id", "source", "raw_sha256"], {row for entry in entries for row in entry[:2]}) if entries else {}
    rows: list[Duplicate] = [
        Duplicate(values[row]["source"], values[first]["id"], values[first]["source"], reason, values[row]["raw_sha256"], similarity)
        for row, first, reason, similarity in entries
    ]
    rows.sort(key=lambda duplicate: duplicate.source)
    return to_table("duplicates", rows)


def _rejections(candidates: Candidates, failed: dict[int, list[Failure]], taken: dict[int, str]) -> list[Rejection]:
    inputs = candidates.inputs_of([*failed, *taken]) if failed or taken else {}
    found = []
    for row, one in inputs.items():
        if row in failed:
            check_name, evidence = f"contract:{failed[row][0].name}", "; ".join(map(str, failed[row]))
        else:
            check_name, evidence = CHECK, taken[row]
        found.append(Rejection(one["source"], check_name, evidence, one["raw_sha256"], one["raw_bytes"]))
    return found


def _balance(n_inputs: int, n_articles: int, n_duplicates: int, n_rejections: int) -> None:
    if n_inputs != n_articles + n_duplicates + n_rejections:
        raise IntegrityError(
            f"{n_inputs} inputs are not {n_articles} articles + {n_duplicates} duplicates + {n_rejections} rejections",
            hint="nothing was published; report this as a bug",
        )


def _places(candidates: Candidates, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    rows = np.flatnonzero(kept)
    order = np.lexsort((candidates.ids[rows], candidates.dates[rows], candidates.publishers[rows]))
    places = np.full(len(candidates), -1, np.int64)
    places[rows[order]] = np.arange(len(rows))
    return places


def _count_repairs(candidates: Candidates, kept: NDArray[np.bool_]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for first, part in candidates.parts():
        if part.n_rows("repairs"):
            for row, step, n in zip(*(column.to_pylist() for column in part.read("repairs").columns), strict=True):
                if kept[first + row]:
                    total[step] += n
    return dict(sorted(total.items()))
