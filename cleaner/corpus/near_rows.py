"""Near-duplicates among any number of rows: sketches stay in a file, and what is in memory is a few dozen bytes a row.

The same clusters as `neardup.clusters`, which tests hold it to; the order of rows does not matter.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.corpus.neardup import N_BINS, THRESHOLD, pairs_of_bucket

_SKETCH_BYTES = 2 * N_BINS
_N_BANDS = _SKETCH_BYTES // 8
_BANDS_AT_ONCE = 8
"""Bands read in one pass over the file: 64 bytes a row in memory."""
_ROWS_AT_ONCE = 16_384
_BYTES_WAITING = 1_000_000
NONE = -1


class SketchFile:
    """Sketches in a file, by the number of the row. A row without words has one too, of zeros; nobody asks for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[bytes] = []
        self._mapped: NDArray[np.uint16] | None = None
        self.n_rows = 0

    def add(self, sketches: NDArray[np.uint8]) -> None:
        """Rows of 256 bytes."""
        self._waiting.append(np.ascontiguousarray(sketches).tobytes())
        self.n_rows += len(sketches)
        if sum(map(len, self._waiting)) >= _BYTES_WAITING:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting and self._path.exists():
            return
        self._mapped = None
        with self._path.open("ab") as file:
            file.write(b"".join(self._waiting))
        self._waiting = []

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.uint16]:
        """The minima of these rows, a row each."""
        self._flush()
        if not len(numbers):
            return np.zeros((0, N_BINS), np.uint16)
        if self._mapped is None:
            # A plain array over the same pages: a memmap makes a memmap of all that is taken out of it.
            self._mapped = np.asarray(np.memmap(self._path, dtype="<u2", mode="r", shape=(self.n_rows, N_BINS)))
        return self._mapped[numbers]

    def bands(self, first: int, count: int) -> NDArray[np.uint64]:
        """Some bands of every row: an array of `count` columns."""
        self._flush()
        self._mapped = None  # what was looked at in it counts as this process's memory for as long as it is mapped
        found = np.empty((count, self.n_rows), np.uint64)
        with self._path.open("rb") as file:
            for start in range(0, self.n_rows, _ROWS_AT_ONCE):
                block = np.frombuffer(file.read(_ROWS_AT_ONCE * _SKETCH_BYTES), dtype="<u8").reshape(-1, _N_BANDS)
                found[:, start : start + len(block)] = block[:, first : first + count].T
        return found


def cluster_rows(
    rows: NDArray[np.int64],
    digests: NDArray[np.bytes_],
    has_words: NDArray[np.bool_],
    dates: NDArray[np.int64],
    ids: NDArray[np.bytes_],
    sketches: SketchFile,
    *,
    threshold: float = THRESHOLD,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each of `rows` the canonical row of its cluster and the similarity to it; `NONE` for a row without a copy.

    The other arrays have an entry for each row of `rows`; a date that is not known is the highest number there is.
    """
    # One node for each text: a thousand equal texts would be half a million pairs.
    _, first, node_of = np.unique(digests, return_index=True, return_inverse=True)
    node_rows = rows[first]
    parent = np.arange(len(first), dtype=np.int64)
    worded = np.flatnonzero(has_words[first])
    _join_pairs(parent, worded, node_rows, sketches, threshold)
    roots = _roots(parent)[node_of]
    rank = np.empty(len(rows), np.int64)
    rank[np.lexsort((ids, dates))] = np.arange(len(rows))
    _, group, sizes = np.unique(roots, return_inverse=True, return_counts=True)
    best = np.full(len(sizes), len(rows), np.int64)
    np.minimum.at(best, group, rank)
    by_rank = np.empty(len(rows), np.int64)
    by_rank[rank] = np.arange(len(rows))
    in_cluster = sizes[group] > 1
    canonical = np.full(len(rows), NONE, np.int64)
    canonical[in_cluster] = by_rank[best[group[in_cluster]]]
    shares = np.zeros(len(rows), np.float64)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        members = start + np.flatnonzero(in_cluster[start : start + _ROWS_AT_ONCE])
        firsts = canonical[members]
        alike = np.mean(sketches.rows(rows[members]) == sketches.rows(rows[firsts]), axis=1) if len(members) else np.zeros(0)
        alike = np.where(has_words[members] & has_words[firsts], np.minimum(0.999, alike), 0.0)
        shares[members] = np.round(np.where(digests[members] == digests[firsts], 1.0, alike), 4)
    return np.where(in_cluster, rows[canonical], NONE), shares


def _join_pairs(parent: NDArray[np.int64], nodes: NDArray[np.int64], node_rows: NDArray[np.int64], sketches: SketchFile, threshold: float) -> None:
    """Join the nodes that share a band and are alike."""
    rows = node_rows[nodes]
    for first in range(0, _N_BANDS if len(rows) > 1 else 0, _BANDS_AT_ONCE):
        for column in sketches.bands(first, _BANDS_AT_ONCE)[:, rows]:
            parent[:] = _roots(parent)
            for left, right in pairs_of_bucket(column):
                # A pair that is alike shares most of its bands: it is compared in the first of them only.
                apart = parent[nodes[left]] != parent[nodes[right]]
                left, right = left[apart], right[apart]  # noqa: PLW2901
                near = np.count_nonzero(sketches.rows(rows[left]) == sketches.rows(rows[right]), axis=1) >= threshold * N_BINS
                for one, other in zip(nodes[left[near]].tolist(), nodes[right[near]].tolist(), strict=True):
                    _join(parent, one, other)


def _join(parent: NDArray[np.int64], one: int, other: int) -> None:
    low, high = sorted((_root(parent, one), _root(parent, other)))
    parent[high] = low


def _root(parent: NDArray[np.int64], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = int(parent[node])
    return int(node)


def _roots(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            return parent
        parent = above
