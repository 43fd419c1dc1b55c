"""A shard is a run of input files that one worker cleans; its result is a file of rows.

Shards are planned from the sorted input alone, never from the number of workers, so any number gives the same bytes.
A document that breaks the code becomes a rejection with the place of the fault; it takes no other document with it.
"""

from __future__ import annotations

import hashlib
import io
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePath
from typing import IO, Any

import pyarrow as pa

from cleaner.article import Cleaned, Examined, RawArticle, Rejection, Verdict
from cleaner.corpus.habits import Habits, load_habits
from cleaner.engines import watch
from cleaner.engines.local import Salvage
from cleaner.engines.watch import CRASHED, OUT_OF_MEMORY, TIMED_OUT, Cause, Place
from cleaner.extras import with_extras
from cleaner.line_model import load
from cleaner.pipeline import Lines, PageWishes, Prepared, finish, prepare, verdicts_of
from cleaner.publishers import Publishers, load_publishers
from cleaner.read import InputFile, Tally, pieces_of, read_file
from cleaner.release.cache import Keep, keep_for, prefix_of, put, take
from cleaner.release.collecting import seldom_collected
from cleaner.release.recipe import Recipe
from cleaner.release.shard_rows import Input, part_of
from cleaner.release.spill import SpillWriter

FILES_PER_SHARD = 32
BYTES_PER_SHARD = 250_000
"""About half a second of work: far more than sending the result costs, small enough to share out evenly, and little to do again
when one file of many has changed."""

PRELOAD = ("cleaner.release.warm",)
"""Modules that make ready what every worker needs, before workers are forked."""

_LINES_TOGETHER = 3_000
"""Lines of documents that wait for the judge, so that a file of a million records is not held at once."""
_PASSING = frozenset({TIMED_OUT, OUT_OF_MEMORY, CRASHED, "internal-error", "unreadable", "changed"})
"""Checks whose rejections another build of the same inputs need not have."""
_BYTES_TOGETHER, _INPUTS_TOGETHER = 8_000_000, 512
"""Of inputs in one part of the file, for the same reason."""


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


Look = Callable[..., Prepared | Examined | Lines]
"""What is done with a raw article before others come in: `prepare` or `lines_of`."""


@dataclass(slots=True)
class _Outcome:
    source: str
    raw_sha256: str | None
    raw_bytes: int | None
    result: Cleaned | Rejection | Prepared | Lines = field(repr=False)
    """`Prepared` until the judge has seen it, with others; `Lines` while lines are counted."""
    place: Place | None = None


def plan(files: Sequence[InputFile], recipe: Recipe, folder: Path | None = None, cache: Path | None = None) -> list[Shard]:
    """The files, in their order, cut into shards by count and size; their rows go into `folder`, and are kept in `cache`."""
    prefix = None if cache is None else prefix_of(recipe)

    def shard(run: list[InputFile]) -> Shard:
        keep = None if cache is None or prefix is None else keep_for(cache, prefix, run)
        return Shard(tuple(run), recipe, folder=folder, keep=keep, number=len(shards))

    shards: list[Shard] = []
    current: list[InputFile] = []
    size = 0
    for part in (part for file in files for part in pieces_of(file, BYTES_PER_SHARD)):
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


def lost(shard: Shard, cause: Cause) -> ShardResult:
    """The result of a shard that ends its worker between two documents, every time."""
    return _written(shard, iter([[_failed(file.source, cause) for file in shard.files]]), Tally())


SALVAGE = Salvage(isolate, exclude, split, lost)
"""What the engine does with a shard that took its worker with it."""


def clean_shard(shard: Shard) -> ShardResult:
    """Read and clean every record of the shard, some hundred at a time. Never raises for what is in the data."""
    tally = Tally()
    with seldom_collected():
        return _written(shard, _parts(shard, tally), tally)


def _parts(shard: Shard, tally: Tally) -> Iterator[list[_Outcome]]:
    """The outcomes in the order of the input, in runs that fit into memory whatever the size of a file."""
    part: list[_Outcome] = []
    n_lines = n_bytes = 0
    for number, file in enumerate(shard.files):
        for outcome in outcomes_of(number, file, shard, tally):
            part.append(outcome)
            n_bytes += outcome.raw_bytes or 0
            if isinstance(outcome.result, Prepared):
                n_lines += len(outcome.result.reading.solid)
            if n_lines >= _LINES_TOGETHER or n_bytes >= _BYTES_TOGETHER or len(part) >= _INPUTS_TOGETHER or shard.one_by_one:
                yield _finished(part, shard.recipe)
                part, n_lines, n_bytes = [], 0, 0
    if part:
        yield _finished(part, shard.recipe)


def _finished(part: list[_Outcome], recipe: Recipe) -> list[_Outcome]:
    _finish([outcome for outcome in part if isinstance(outcome.result, Prepared)], recipe)
    watch.begin(None)
    return part


def _written(shard: Shard, parts: Iterator[list[_Outcome]], tally: Tally) -> ShardResult:
    """The shard's file, made under another name: what has the right name is whole."""
    if shard.folder is None:
        memory = io.BytesIO()
        said = _write(memory, parts, tally, len(shard.files))
        return _result(shard, said, data=memory.getvalue(), keep=_kept(shard, said))
    path = shard.folder / shard.name
    making = path.with_name(f"{path.name}.{os.getpid()}.part")
    with making.open("wb") as file:
        said = _write(file, parts, tally, len(shard.files))
    making.replace(path)
    keep = _kept(shard, said)
    if keep is not None:
        put(keep, path)
    return _result(shard, said, path=path)


def _kept(shard: Shard, said: dict[str, Any]) -> Keep | None:
    """Where the rows may be kept, if they would be the same in every build of these inputs."""
    is_whole = not shard.excluded and shard.only is None and not _PASSING & said["rejected"].keys()
    return shard.keep if shard.keep is not None and is_whole and shard.keep.still_holds(shard.files) else None


def _write(file: IO[bytes], parts: Iterator[list[_Outcome]], tally: Tally, n_files: int) -> dict[str, Any]:
    """Write the parts, and say at the end what they come to."""
    writer = SpillWriter(file)
    n_inputs, rejected = 0, Counter[str]()
    for part in parts:
        writer.add(_tables(part))
        n_inputs += len(part)
        rejected.update(outcome.result.check for outcome in part if isinstance(outcome.result, Rejection))
    used = [[column, key, n] for (column, key), n in sorted(tally.used.items())]
    said = {"n_files": n_files, "n_inputs": n_inputs, "rejected": dict(rejected), "used": used, "skipped": dict(tally.skipped)}
    writer.close(said)
    pa.default_memory_pool().release_unused()  # Arrow would keep some thirty megabytes for the next shard
    return said


def _result(shard: Shard, said: Mapping[str, Any], *, path: Path | None = None, data: bytes | None = None, keep: Keep | None = None) -> ShardResult:
    tally = Tally(Counter({(column, key): n for column, key, n in said["used"]}), Counter(said["skipped"]))
    return ShardResult(shard.number, said["n_files"], said["n_inputs"], dict(said["rejected"]), tally, path, data, keep)


def kept_result(shard: Shard, scratch: Path) -> ShardResult | None:
    """The result that an earlier build has kept of the shard, its file in `scratch`; None when there is none that is whole."""
    spill = take(shard.keep, scratch / shard.name) if shard.keep is not None else None
    return None if spill is None else _result(shard, spill.said, path=spill.path)


def _finish(waiting: Sequence[_Outcome], recipe: Recipe) -> None:
    """Judge the documents together, and put what came of each in its place."""
    batch = [outcome.result for outcome in waiting if isinstance(outcome.result, Prepared)]
    model, habits = load(recipe.line_model), None if recipe.habits is None else _habits(recipe.habits)
    watch.begin(waiting[0].place if len(waiting) == 1 else None)
    try:
        verdicts: Sequence[Iterable[Verdict] | None] = verdicts_of(batch, model, habits)
    except Exception as error:  # noqa: BLE001 - one of them breaks the judge; each is judged alone then
        watch.pass_on(error)
        verdicts = [None] * len(batch)
    for outcome, prepared, said in zip(waiting, batch, verdicts, strict=True):
        watch.begin(outcome.place)
        try:
            examined = finish(prepared, verdicts_of([prepared], model, habits)[0] if said is None else said)
            result = with_extras(examined, recipe.extras).outcome
        except Exception as error:  # noqa: BLE001 - a bug, or a page nobody thought of: one document's rejection, not the build's end
            watch.pass_on(error)
            result = Rejection(outcome.source, "internal-error", place_of(error))
        outcome.result = _addressed(result, outcome) if isinstance(result, Rejection) else result


@cache
def _publishers(folders: tuple[Path, ...]) -> Publishers:
    return load_publishers(folders or None)


@cache
def _habits(path: Path) -> Habits:
    return load_habits(path)


def outcomes_of(number: int, file: InputFile, shard: Shard, tally: Tally, look: Look = prepare) -> Iterator[_Outcome]:
    """What becomes of the records of a file, which is file `number` of the shard."""
    if shard.only is not None and shard.only.file != number:
        return
    publishers, causes = _publishers(shard.recipe.publishers), dict(shard.excluded)
    n, before = 0, file.piece.n_records if file.piece else 0
    try:
        records = read_file(file, fields=dict(shard.recipe.fields), tally=tally)
        while shard.only is None or n < shard.only.record:
            here = Place(number, n + 1, is_reading=True)
            if here in causes:
                yield _failed(file.source, replace(causes[here], evidence=f"after {before + n} records: {causes[here].evidence}"))
                return
            watch.begin(here)
            record = next(records, None)
            if record is None:
                break
            n += 1
            here = Place(number, n, is_reading=False)
            if shard.only is None or shard.only == here:
                watch.begin(here)
                yield _outcome(record, publishers, shard.recipe.pages, here, causes.get(here), look)
    except Exception as error:  # noqa: BLE001 - a reader that breaks must not lose the shard; what it gave so far stands
        watch.pass_on(error)
        yield _failed(file.source, Cause("internal-error", f"after {before + n} records: {place_of(error)}"))
        return
    if n == 0 and file.piece is None:
        yield _Outcome(file.source, None, size_of(file), Rejection(file.source, "empty", "the file holds no record", raw_bytes=size_of(file)))


def _outcome(record: RawArticle | Rejection, publishers: Publishers, pages: PageWishes, place: Place, cause: Cause | None, look: Look) -> _Outcome:
    if isinstance(record, Rejection):
        return _Outcome(record.source, record.raw_sha256, record.raw_bytes, record)
    outcome = _Outcome(record.source, hashlib.sha256(record.data).hexdigest(), len(record.data), Rejection(record.source, "internal-error", ""), place)
    try:
        prepared = look(record, publishers=publishers, pages=pages) if cause is None else Examined(None, Rejection(record.source, cause.check, cause.evidence))
    except Exception as error:  # noqa: BLE001 - as below
        watch.pass_on(error)
        prepared = Examined(None, Rejection(record.source, "internal-error", place_of(error)))
    if isinstance(prepared, Examined):
        assert prepared.rejection is not None
        outcome.result = _addressed(prepared.rejection, outcome)
    else:
        outcome.result = prepared
    return outcome


def _addressed(rejection: Rejection, outcome: _Outcome) -> Rejection:
    return Rejection(
        rejection.source,
        rejection.check,
        rejection.evidence,
        rejection.raw_sha256 or outcome.raw_sha256,
        outcome.raw_bytes if rejection.raw_bytes is None else rejection.raw_bytes,
    )


def _failed(source: str, cause: Cause) -> _Outcome:
    return _Outcome(source, None, None, Rejection(source, cause.check, cause.evidence))


def place_of(error: BaseException) -> str:
    """The class of an error and the place in our code, without its message: that may quote the article."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "cleaner" in PurePath(frame.filename).parts]
    frame = (own or frames)[-1]
    return f"{type(error).__name__} at {PurePath(frame.filename).name}:{frame.lineno}"


def _tables(part: list[_Outcome]) -> dict[str, pa.Table]:
    try:
        return _as_tables(part)
    except Exception:  # noqa: BLE001 - some value does not fit its column; find whose
        for outcome in part:
            try:
                _as_tables([outcome])
            except Exception as error:  # noqa: BLE001
                source = outcome.source.encode("utf-8", "backslashreplace").decode()
                outcome.result = Rejection(source, "internal-error", place_of(error), outcome.raw_sha256, outcome.raw_bytes)
                outcome.source = source
        return _as_tables(part)


def _as_tables(part: list[_Outcome]) -> dict[str, pa.Table]:
    return part_of(
        [Input(outcome.source, outcome.raw_sha256, outcome.raw_bytes, isinstance(outcome.result, Cleaned)) for outcome in part],
        [outcome.result for outcome in part if isinstance(outcome.result, Cleaned)],
        [outcome.result for outcome in part if isinstance(outcome.result, Rejection)],
    )
