"""How a worker cleans a shard: record by record, judged some hundred at a time, and written part by part.

A document that breaks the code becomes a rejection with the place of the fault; it takes no other document with it.
"""

from __future__ import annotations

import hashlib
import io
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePath
from typing import IO, Any

import pyarrow as pa

from cleaner.article import Cleaned, Examined, RawArticle, Rejection, Verdict
from cleaner.corpus.habits import Habits, load_habits
from cleaner.engines import watch
from cleaner.engines.watch import CRASHED, OUT_OF_MEMORY, TIMED_OUT, Cause, Place
from cleaner.extras import with_extras
from cleaner.line_model import load
from cleaner.pipeline import Lines, Prepared, finish, prepare, verdicts_of
from cleaner.publishers import Publishers, load_publishers
from cleaner.read import InputFile, Tally, read_file
from cleaner.release.cache import Keep, put
from cleaner.release.collecting import seldom_collected
from cleaner.release.recipe import Recipe
from cleaner.release.shard_rows import Input, part_of
from cleaner.release.shards import Shard, ShardResult, result_of, size_of
from cleaner.release.spill import SpillWriter
from cleaner.wishes import PageWishes

_LINES_TOGETHER = 3_000
"""Lines of documents that wait for the judge, so that a file of a million records is not held at once."""
_PASSING = frozenset({TIMED_OUT, OUT_OF_MEMORY, CRASHED, "internal-error", "unreadable", "changed"})
"""Checks whose rejections another build of the same inputs need not have."""
_BYTES_TOGETHER, _INPUTS_TOGETHER = 8_000_000, 512
"""Of inputs in one part of the file, for the same reason."""


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


def give_up(shard: Shard, cause: Cause) -> ShardResult:
    """The result of a shard that ends its worker between two documents, every time."""
    return _written(shard, iter([[_failed(file.source, cause) for file in shard.files]]), Tally())


def clean(shard: Shard) -> ShardResult:
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
        return result_of(shard, said, data=memory.getvalue(), keep=_kept(shard, said))
    path = shard.folder / shard.name
    making = path.with_name(f"{path.name}.{os.getpid()}.part")
    with making.open("wb") as file:
        said = _write(file, parts, tally, len(shard.files))
    making.replace(path)
    keep = _kept(shard, said)
    if keep is not None:
        put(keep, path)
    return result_of(shard, said, path=path)


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
