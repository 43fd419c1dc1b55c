"""The published order without holding the rows: each row goes to the file of its stretch of the order, and is read from there.

One pass over the shards' files deals out articles, removals and fields, adds up the digests of their rows, and
counts lines that come often.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.corpus import chrome
from cleaner.corpus.partitions import N_PARTITIONS, deal_out
from cleaner.release.candidates import Candidates, fixed_rows
from cleaner.release.digest import TableDigest, row_digests
from cleaner.release.gather import Decided
from cleaner.release.shard_rows import DIGEST_BYTES
from cleaner.release.spill import Part, RowFiles
from cleaner.release.tables import arrow_schema, to_table

ROWS_PER_STRETCH, _MOST_ROWS_PER_STRETCH, _STRETCHES = 2_500, 10_000, 40
"""Articles whose rows are put in order in memory, at least and at most; in between there are so many stretches."""
_BYTES_WAITING = 12_000_000
"""Of rows of each table, before they are written to their files: a piece for each stretch, so it must not be too small for many of them.
No worker holds memory any more by then."""
_LINES_WAITING = 200_000
_ENTRY = np.dtype([("group", "<i4"), ("key", "<u8"), ("fate", "u1"), ("row", "<i8")])
_LEDGERS = {"removals": ("n_removals", "removal_digests"), "fields": ("n_fields", "field_digests")}


@dataclass(frozen=True, slots=True)
class Arranged:
    """The tables that are too large to hold, in the published order."""

    files: dict[str, RowFiles]
    n_articles: int
    digests: dict[str, str]
    """Table → logical digest."""
    chrome: pa.Table

    def rows(self, table: str) -> int:
        return self.files[table].n_rows

    def parts(self, table: str) -> Iterator[pa.Table]:
        """The rows of the table, some thousand at a time."""
        return self.files[table].tables(self.n_articles)


def arrange(candidates: Candidates, decided: Decided, folder: Path) -> Arranged:
    """Deal the rows out to files in `folder`."""
    names = ("articles", "removals", "fields")
    stretch = max(ROWS_PER_STRETCH, min(decided.n_articles // _STRETCHES, _MOST_ROWS_PER_STRETCH))
    files = {name: RowFiles(folder, name, arrow_schema(name), rows_per_file=stretch, n_bytes=_BYTES_WAITING) for name in names}
    digests = {name: TableDigest(folder, name) for name in names}
    kept = decided.places >= 0
    lines = _Lines(folder)
    for first, part, here in candidates.parts_with(kept):
        articles, row_digest = _marked(part, here, first, candidates, decided)
        files["articles"].add(articles, pa.array(decided.places[first + here]))
        digests["articles"].add(row_digest)
        for name, (count, digest_table) in _LEDGERS.items():
            counts = getattr(candidates, count)[first : first + part.n_rows("keys")]
            places = np.repeat(decided.places[first : first + len(counts)], counts)
            wanted = np.flatnonzero(places >= 0)
            if len(wanted):
                whole = len(wanted) == len(places)
                table = part.read(name)
                files[name].add(table if whole else table.take(pa.array(wanted)), pa.array(places[wanted]))
                digests[name].add(fixed_rows(part.read(digest_table)["digest"], DIGEST_BYTES)[wanted])
        lines.add(part, first, kept, candidates.groups)
    for one in files.values():
        one.flush()
    return Arranged(files, decided.n_articles, {name: digest.hexdigest() for name, digest in digests.items()}, _chrome_table(lines, candidates, kept))


def _marked(part: Part, here: NDArray[np.int64], first: int, candidates: Candidates, decided: Decided) -> tuple[pa.Table, NDArray[np.uint8]]:
    """The published articles of the part with their marks, and the digests of their rows."""
    articles = part.read("articles")
    if len(here) < articles.num_rows:
        articles = articles.take(pa.array(here))
    digests = fixed_rows(part.read("keys", ["row_digest"])["row_digest"], DIGEST_BYTES)[here]
    marks = [decided.marks.get(row) for row in (first + here).tolist()]
    marked = [place for place, mark in enumerate(marks) if mark is not None]
    if not marked:
        return articles, digests
    for number, name in enumerate(("dup_cluster", "dup_of")):
        rows = [None if mark is None else mark[number] for mark in marks]
        values = pa.array([None if row is None else candidates.ids[row].decode() for row in rows], pa.string())
        articles = articles.set_column(articles.schema.get_field_index(name), name, values)
    digests = digests.copy()
    digests[marked] = np.frombuffer(b"".join(row_digests(articles.take(pa.array(marked)))), np.uint8).reshape(-1, 32)
    return articles, digests


class _Lines:
    """Lines of the published articles, dealt out to files by their key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[NDArray[np.void]] = []
        self._n_waiting = 0

    def add(self, part: Part, first: int, kept: NDArray[np.bool_], groups: NDArray[np.int32]) -> None:
        if not part.n_rows("lines"):
            return
        rows, keys, fates = (column.to_numpy() for column in part.read("lines").columns)
        rows = rows.astype(np.int64) + first
        here = kept[rows]
        entries = np.empty(int(here.sum()), _ENTRY)
        entries["row"], entries["key"], entries["fate"], entries["group"] = rows[here], keys[here], fates[here], groups[rows[here]]
        self._waiting.append(entries)
        self._n_waiting += len(entries)
        if self._n_waiting >= _LINES_WAITING:
            self._flush()

    def partitions(self) -> Iterator[NDArray[np.void]]:
        """All entries, those of one key together."""
        self._flush()
        for path in self._paths():
            if path.exists():
                yield np.fromfile(path, _ENTRY)

    def _paths(self) -> list[Path]:
        return [self._folder / f"lines-{number:02}" for number in range(N_PARTITIONS)]

    def _flush(self) -> None:
        entries = np.concatenate([np.zeros(0, _ENTRY), *self._waiting])
        self._waiting, self._n_waiting = [], 0
        deal_out(entries, self._paths())


def _chrome_table(lines: _Lines, candidates: Candidates, kept: NDArray[np.bool_]) -> pa.Table:
    """By publisher, the most common lines first."""
    known = kept & (candidates.groups >= 0)
    n_articles = np.bincount(candidates.groups[known], minlength=len(candidates.group_names))
    found: dict[int, list[chrome.Often]] = {}
    for part in lines.partitions():
        for one in chrome.often(part["group"], part["key"], part["fate"], part["row"], n_articles):
            found.setdefault(one.article, []).append(one)
    rows: list[chrome.ChromeLine] = []
    for row, texts in _texts_of(candidates, sorted(found)):
        words = chrome.lines_of([one.key for one in found[row]], *texts)
        for one in found[row]:
            name = candidates.group_names[one.group]
            rows.append(chrome.ChromeLine(name, words[one.key], sum(one.counts), int(n_articles[one.group]), *one.counts))
    rows.sort(key=lambda line: (line.publisher, -line.n_articles, line.line))
    return to_table("chrome", rows)


def _texts_of(candidates: Candidates, rows: list[int]) -> Iterator[tuple[int, tuple[str, list[str], list[str]]]]:
    """(row, its text, what was moved from it, what was removed) for some rows."""
    wanted = np.zeros(len(candidates), np.bool_)
    wanted[rows] = True
    for first, part, here in candidates.parts_with(wanted):
        texts = part.read("articles", ["text"])["text"]
        removed, fields = part.read("removals", ["text"])["text"], part.read("fields", ["text", "fate"])
        ends = {name: np.cumsum(getattr(candidates, name)[first : first + part.n_rows("keys")]) for name in ("n_removals", "n_fields")}
        for place in here.tolist():
            spans = [slice(int(end[place - 1]) if place else 0, int(end[place])) for end in (ends["n_fields"], ends["n_removals"])]
            mine = fields.slice(spans[0].start, spans[0].stop - spans[0].start).to_pylist()
            taken = [one["text"] for one in mine if one["fate"] == "take"]
            yield first + place, (texts[place].as_py(), taken, removed.slice(spans[1].start, spans[1].stop - spans[1].start).to_pylist())
