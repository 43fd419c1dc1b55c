"""The pass before cleaning that learns what each publisher's pages repeat, where the settings ask for it.

It reads every input and judges nothing. What comes of it is evidence for the judge, so a page's row then depends on the
other pages of its publisher: that is why nobody gets it without asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.corpus.habits import HabitsFold, keys_of
from cleaner.engines import watch
from cleaner.engines.local import Salvage
from cleaner.engines.watch import Cause
from cleaner.pipeline import Lines, lines_of
from cleaner.read import Tally
from cleaner.release.shard_work import outcomes_of
from cleaner.release.shards import SALVAGE, Shard

FILE_NAME = "habits.npz"
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Counted:
    """The documents of a shard whose publisher is known."""

    contents: tuple[bytes, ...]
    """The first bytes of each one's SHA-256."""
    publishers: tuple[str, ...]
    lengths: tuple[int, ...]
    keys: NDArray[np.uint64]
    """Of the lines of all of them."""


def count_shard(shard: Shard) -> Counted:
    """Read every record of the shard and count its lines. Never raises for what is in the data."""
    contents: list[bytes] = []
    publishers: list[str] = []
    keys = [np.zeros(0, np.uint64)]
    for number, file in enumerate(shard.files):
        for outcome in outcomes_of(number, file, shard, Tally(), lines_of):
            lines = outcome.result
            if isinstance(lines, Lines) and lines.publisher is not None and outcome.raw_sha256 is not None:
                contents.append(bytes.fromhex(outcome.raw_sha256)[:_DIGEST_BYTES])
                publishers.append(lines.publisher)
                keys.append(keys_of(lines.publisher, lines.texts))
    watch.begin(None)
    return Counted(tuple(contents), tuple(publishers), tuple(map(len, keys[1:])), np.concatenate(keys))


def _lost(_shard: Shard, _cause: Cause) -> Counted:
    """A shard that cannot be read teaches nothing; cleaning will say why."""
    return Counted((), (), (), np.zeros(0, np.uint64))


COUNT_SALVAGE = Salvage(SALVAGE.isolate, SALVAGE.exclude, SALVAGE.split, _lost)


def learn(counted: Iterable[Counted] | Iterator[Counted], scratch: Path) -> Path:
    """The file of habits, from all shards in the order of the input."""
    fold = HabitsFold(scratch)
    for one in counted:
        fold.add(one.contents, one.publishers, one.lengths, one.keys)
    path = scratch / FILE_NAME
    fold.habits().save(path)
    return path
