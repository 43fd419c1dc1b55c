"""The part of a build that costs time: every input is read and cleaned, by this machine or a cluster, or found in the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from cleaner.article import Rejection
from cleaner.engines.local import Salvage, available_workers, let_go, map_shards, warm_up
from cleaner.engines.watch import TIMED_OUT
from cleaner.errors import DataError, UsageError
from cleaner.read import Tally, discover
from cleaner.release import shards
from cleaner.release.afar import Complaint
from cleaner.release.cache import code_digest, holds_rows
from cleaner.release.manifest import made_with
from cleaner.release.request import BuildRequest, Progress
from cleaner.release.shards import Shard, ShardResult

R = TypeVar("R")

_SMALL_FILES, _SMALL_BYTES = 64, 4_000_000
"""Below both, starting processes takes longer than the work."""
_TIMED_OUT_AT_LEAST = 10
"""So many slow documents never fail a build: of a small corpus they would be any share."""


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do."""

    n_files: int
    """A large file that was cut into pieces counts for each of them."""
    unread: tuple[Rejection, ...]
    """Inputs that no reader was found for."""
    beside: Tally
    """What lies among the inputs and is none."""
    kept: tuple[ShardResult, ...]
    """Results of shards that an earlier build has kept."""
    fresh: tuple[Shard, ...]
    """The shards that have to be cleaned."""
    workers: int


def plan_work(request: BuildRequest, scratch: Path, tell: Callable[[Progress], None]) -> Work:
    """Find the inputs and what is known of them; processes start to load what they need while the caller goes on.

    Raises:
        UsageError: There is no input.
    """
    if not request.inputs:
        raise UsageError("no input is named", hint="name files or folders: clean build dumps/ --out dataset")
    beside = Tally()
    files, unread = discover(request.inputs, root=request.root, stdin=request.stdin, tally=beside)
    if not files and not unread:
        raise UsageError("there is no file to read", where=str(request.inputs[0]), hint="put articles there (.txt, .html, .jsonl, …), or name another folder")
    is_local = request.ray_address is None
    if files and is_local and not holds_rows(request.cache):
        warm_up(shards.__name__)  # while the inputs are read for their digests
    recipe = request.recipe
    if request.repeated_lines:
        from cleaner.release.counting import COUNT_SALVAGE, count_shard, learn  # noqa: PLC0415 - brings all that cleans

        tell(Progress("counting repeated lines"))
        every = shards.plan(files, recipe)
        recipe = replace(recipe, habits=learn(_mapped(request, every, count_shard, COUNT_SALVAGE, _workers(request, every)), scratch))
    kept: list[ShardResult] = []
    fresh: list[Shard] = []
    for shard in shards.plan(files, recipe, scratch if is_local else None, request.cache):
        result = shards.kept_result(shard, scratch)
        if result is None:
            fresh.append(shard)
        else:
            kept.append(result)
    if fresh and is_local:
        warm_up(shards.__name__)
    n_files = sum(result.n_files for result in kept) + sum(len(shard.files) for shard in fresh)
    return Work(n_files, tuple(unread), beside, tuple(kept), tuple(fresh), _workers(request, fresh))


def _workers(request: BuildRequest, fresh: Sequence[Shard]) -> int:
    if _is_small(fresh):
        return 1
    return min(request.workers or available_workers(), len(fresh))


def _is_small(fresh: Sequence[Shard]) -> bool:
    files = [file for shard in fresh for file in shard.files]
    return len(files) < _SMALL_FILES and sum(map(shards.size_of, files)) < _SMALL_BYTES


def do_work(request: BuildRequest, work: Work, scratch: Path, tell: Callable[[Progress], None]) -> tuple[list[Path], Tally]:
    """(files of rows in the order of the input, what reading told beside its records).

    Raises:
        DataError: Too many documents took too long.
    """
    written: list[tuple[int, Path]] = []
    tally = work.beside
    n_done = n_inputs = n_rejected = n_timed_out = 0
    tell(Progress("cleaning", 0, work.n_files))
    for results in (work.kept, _results(request, work)):
        for result in results:
            written.append((result.number, result.file(scratch, f"{len(written):07}")))
            tally = tally.merge(result.tally)
            n_done += result.n_files
            n_inputs += result.n_inputs
            n_rejected += sum(result.rejected.values())
            n_timed_out += result.rejected.get(TIMED_OUT, 0)
            _refuse_slow(n_timed_out, n_inputs, request)
            tell(Progress("cleaning", n_done, work.n_files, n_rejected))
    if work.n_files >= _SMALL_FILES or not _is_small(work.fresh):  # a small build needs no memory, and the next one of this process begins sooner
        let_go()
    # Stable: the parts of a shard that had to be split stay in their order.
    return [path for _, path in sorted(written, key=lambda one: one[0])], tally


def _results(request: BuildRequest, work: Work) -> Iterator[ShardResult]:
    """The results of the shards that are to be cleaned."""
    return _mapped(request, work.fresh, shards.clean_shard, shards.SALVAGE, work.workers)


def _mapped(request: BuildRequest, todo: Sequence[Shard], function: Callable[[Shard], R], salvage: Salvage[Shard, R], workers: int) -> Iterator[R]:
    """The function's results in the order of the shards, by whichever engine."""
    if not todo:
        return iter(())
    if request.ray_address is None:
        return map_shards(function, todo, workers=workers, salvage=salvage, limits=request.limits)
    from cleaner.engines import ray  # noqa: PLC0415 - an extra

    return ray.map_shards(function, todo, address=request.ray_address, salvage=salvage, limits=request.limits, complaint=Complaint(made_with(), code_digest()))


def _refuse_slow(n_timed_out: int, n_inputs: int, request: BuildRequest) -> None:
    """Raise DataError as soon as it is clear: a corpus of pages that hang would otherwise take days to fail."""
    if n_timed_out > _TIMED_OUT_AT_LEAST and n_timed_out > request.max_timed_out_share * n_inputs:
        raise DataError(
            f"{n_timed_out} of the first {n_inputs} inputs were not done after {request.limits.document_timeout_s:g} s: "
            f"more than max_timed_out_share = {request.max_timed_out_share:g} allows; nothing was published",
            hint="raise document_timeout_s, or look at one with 'clean explain'",
        )
