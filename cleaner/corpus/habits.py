"""`repeated.RepeatedLines` for corpora of any size: which lines a publisher's pages repeat, in twelve bytes a line.

Lines that stand on one page of a publisher only are not remembered: their share of its other pages is nought either way.
Documents are counted in any order; entries wait in files by the first bits of their key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.corpus.partitions import N_PARTITIONS, deal_out
from cleaner.corpus.repeated import line_key

_ENTRIES_WAITING = 500_000
_ENTRY = np.dtype([("key", "<u8"), ("document", "<i8")])


@dataclass(frozen=True, slots=True)
class Habits:
    """How many documents each publisher has, and how many of them hold each line."""

    documents: dict[str, int]
    keys: NDArray[np.uint64]
    """Of a publisher and a line, ascending; those of two documents and more."""
    counts: NDArray[np.int32]

    def shares(self, publisher: str | None, texts: Sequence[str]) -> list[float] | None:
        """For each line of one of the documents the share of the publisher's other documents that hold it; None when there is no other."""
        n_all = self.documents.get(publisher, 0) if publisher is not None else 0
        if publisher is None or n_all < 2:
            return None
        wanted = keys_of(publisher, texts)
        places = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return [0.0] * len(texts)
        counts = np.where(self.keys[places] == wanted, self.counts[places], 1)
        return [float(share) for share in (counts - 1) / (n_all - 1)]

    def save(self, path: Path) -> None:
        """Write them where workers can read them."""
        names = np.array(list(self.documents), dtype=np.str_)
        with path.open("wb") as file:
            np.savez(file, names=names, n=np.array(list(self.documents.values()), np.int64), keys=self.keys, counts=self.counts)


def load_habits(path: Path) -> Habits:
    """What `save` wrote."""
    with np.load(path, allow_pickle=False) as found:
        return Habits(dict(zip(found["names"].tolist(), found["n"].tolist(), strict=True)), found["keys"], found["counts"])


def keys_of(publisher: str, texts: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each line of a publisher, in the order of the lines."""
    salt = np.uint64(int.from_bytes(hashlib.blake2b(publisher.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"))
    return np.frombuffer(b"".join(map(line_key, texts)), "<u8") ^ salt


class HabitsFold:
    """Counts documents, one by one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[NDArray[np.void]] = []
        self._n_waiting = self._n_documents = 0
        self._contents: list[bytes] = []
        self._publishers: list[NDArray[np.int32]] = []
        self._numbers: dict[str, int] = {}

    def add(self, contents: Sequence[bytes], publishers: Sequence[str], lengths: Sequence[int], keys: NDArray[np.uint64]) -> None:
        """Some documents: the first 16 bytes of each one's digest, its publisher, and so many of the keys."""
        entries = np.empty(len(keys), _ENTRY)
        entries["key"] = keys
        entries["document"] = self._n_documents + np.repeat(np.arange(len(lengths)), lengths)
        self._n_documents += len(lengths)
        self._contents.append(b"".join(contents))
        self._publishers.append(np.array([self._numbers.setdefault(name, len(self._numbers)) for name in publishers], np.int32))
        self._waiting.append(np.unique(entries))  # a line that stands twice on a page counts once
        self._n_waiting += len(entries)
        if self._n_waiting >= _ENTRIES_WAITING:
            self._flush()

    def habits(self) -> Habits:
        """What they come to. A document that is there twice counts once: copies are no habit."""
        self._flush()
        contents = np.frombuffer(b"".join(self._contents), "S16")
        is_first = np.zeros(self._n_documents, np.bool_)
        is_first[np.unique(contents, return_index=True)[1]] = True
        publishers = np.concatenate([np.zeros(0, np.int32), *self._publishers])
        totals = np.bincount(publishers[is_first], minlength=len(self._numbers)).tolist()
        keys, counts = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
        for path in self._paths():
            if path.exists():
                entries = np.fromfile(path, _ENTRY)
                found, n = np.unique(entries["key"][is_first[entries["document"]]], return_counts=True)
                keys.append(found[n > 1])
                counts.append(n[n > 1].astype(np.int32))
                path.unlink()
        return Habits(dict(zip(self._numbers, totals, strict=True)), np.concatenate(keys), np.concatenate(counts))

    def _paths(self) -> list[Path]:
        return [self._folder / f"habits-{number:02}" for number in range(N_PARTITIONS)]

    def _flush(self) -> None:
        entries = np.concatenate([np.zeros(0, _ENTRY), *self._waiting])
        self._waiting, self._n_waiting = [], 0
        deal_out(entries, self._paths())
