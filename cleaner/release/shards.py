"""A shard is a run of input files that one worker cleans; its result is a file of rows.

Shards are planned from the sorted input alone, never from the number of workers, so any number gives the same bytes.
A document that breaks the code becomes a rejection with the place of the fault; it takes no other document with it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cleaner.engines.local import Salvage
from cleaner.engines.watch import Cause, Place
from cleaner.read import InputFile, Tally, pieces_of
from cleaner.release.cache import Keep, keep_for, prefix_of, put, take
from cleaner.release.recipe import Recipe

FILES_PER_SHARD = 32
BYTES_PER_SHARD = 250_000
"""About half a second of work: far more than sending the result costs, small enough to share out evenly, and little to do again
when one file of many has changed."""
_LARGE_BYTES, _COARSER = 1_000_000_000, 4
"""From this size on a file is cut into pieces so many times as large: each is remembered while the build runs."""

PRELOAD = ("cleaner.release.shard_work", "cleaner.release.warm")
"""Modules that make ready what every worker needs, before workers are forked."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Consecutive input files, how they are to be cleaned, and where the rows are to be written."""

    files: tuple[InputFile, ...]
    recipe: Recipe = field(default_factory=Recipe)
    excluded: tuple[tuple[Place, Cause], ...] = ()
    """Documents that killed their workers: they are rejected unread. Where the way to one killed, its file ends."""
    only: Place | None = None
    """The one document to clean; None: all."""
    one_by_one: bool = False
    """Judge no documents together: together they ended the worker, and nobody knows which of them it was."""
    folder: Path | None = None
    """A folder that the caller can read too. None: the result carries the file's bytes, as it must between machines."""

    keep: Keep | None = None
    """Where its rows are kept for later builds; None: nowhere."""
    number: int = 0
    """Its place in the plan. What is cut from it has the same."""

    @property
    def name(self) -> str:
        """The name of its file; that of no other shard of the build."""
        what = repr(([(file.source, file.piece and file.piece.start) for file in self.files], self.excluded, self.only, self.one_by_one))
        return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of a shard, in a file of rows: see `spill` and `shard_rows`."""

    number: int
    """That of the shard. Several results of one number come one after the other."""
    n_files: int
    n_inputs: int
    rejected: dict[str, int]
    """Check → inputs that failed it."""
    tally: Tally
    """Which fields of records were used, and what in the files was never an input."""
    path: Path | None = None
    data: bytes | None = None
    """The file itself, when it is not at `path`."""
    keep: Keep | None = None
    """Where the rows may be kept for later builds: set when they depend on nothing but the inputs, and not kept yet."""

    def file(self, folder: Path, name: str) -> Path:
        """The file of rows; `folder` is where its bytes are put if the result carries them."""
        if self.path is not None:
            return self.path
        path = folder / name
        path.write_bytes(self.data or b"")
        if self.keep is not None:
            put(self.keep, path)
        return path


def plan(files: Sequence[InputFile], recipe: Recipe, folder: Path | None = None, cache: Path | None = None) -> list[Shard]:
    """The files, in their order, cut into shards by count and size; their rows go into `folder`, and are kept in `cache`."""
    prefix = None if cache is None else prefix_of(recipe)

    def shard(run: list[InputFile]) -> Shard:
        keep = None if cache is None or prefix is None else keep_for(cache, prefix, run)
        return Shard(tuple(run), recipe, folder=folder, keep=keep, number=len(shards))

    shards: list[Shard] = []
    current: list[InputFile] = []
    size = 0
    for part in (part for file in files for part in pieces_of(file, BYTES_PER_SHARD * (_COARSER if size_of(file) >= _LARGE_BYTES else 1))):
        current.append(part)
        size += size_of(part)
        if len(current) >= FILES_PER_SHARD or size >= BYTES_PER_SHARD:
            shards.append(shard(current))
            current, size = [], 0
    if current:
        shards.append(shard(current))
    return shards


def size_of(file: InputFile) -> int:
    """The file's size in bytes; 0 when nobody says it, which its reader will report if that is a fault."""
    if file.piece is not None:
        return file.piece.end - file.piece.start
    if file.address is not None:
        return file.n_bytes or 0
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def isolate(shard: Shard, place: Place) -> Shard:
    """The shard with one document only, which is tried alone."""
    return replace(shard, only=place)


def exclude(shard: Shard, place: Place, cause: Cause) -> Shard:
    """The shard without a document, which is a rejection now."""
    return replace(shard, excluded=(*shard.excluded, (place, cause)))


def split(shard: Shard) -> list[Shard]:
    """The shard file by file, and each document judged by itself; nothing when it is that already."""
    if len(shard.files) == 1:
        return [] if shard.one_by_one else [replace(shard, one_by_one=True)]
    of_file = [tuple((place._replace(file=0), cause) for place, cause in shard.excluded if place.file == number) for number in range(len(shard.files))]
    return [replace(shard, files=(file,), excluded=excluded, one_by_one=True) for file, excluded in zip(shard.files, of_file, strict=True)]


def clean_shard(shard: Shard) -> ShardResult:
    """Read and clean every record of the shard. Never raises for what is in the data."""
    from cleaner.release.shard_work import clean  # noqa: PLC0415 - only workers need what cleans, and they have it already

    return clean(shard)


def lost(shard: Shard, cause: Cause) -> ShardResult:
    """The result of a shard that ends its worker between two documents, every time."""
    from cleaner.release.shard_work import give_up  # noqa: PLC0415

    return give_up(shard, cause)


SALVAGE = Salvage(isolate, exclude, split, lost)
"""What the engine does with a shard that took its worker with it."""


def result_of(shard: Shard, said: Mapping[str, Any], *, path: Path | None = None, data: bytes | None = None, keep: Keep | None = None) -> ShardResult:
    tally = Tally(Counter({(column, key): n for column, key, n in said["used"]}), Counter(said["skipped"]))
    return ShardResult(shard.number, said["n_files"], said["n_inputs"], dict(said["rejected"]), tally, path, data, keep)


def kept_result(shard: Shard, scratch: Path) -> ShardResult | None:
    """The result that an earlier build has kept of the shard, its file in `scratch`; None when there is none that is whole."""
    spill = take(shard.keep, scratch / shard.name) if shard.keep is not None else None
    return None if spill is None else result_of(shard, spill.said, path=spill.path)
