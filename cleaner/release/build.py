"""One build: inputs → articles, removals, fields, rejections and duplicates → a published version, or nothing at all.

The same inputs, code and settings give the same bytes, for any number of workers, hash seed, clock or machine.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.article import Rejection
from cleaner.contract import BUILT_IN, load_contract
from cleaner.engines.local import available_workers, map_shards, warm_up
from cleaner.engines.watch import TIMED_OUT, Limits
from cleaner.errors import DataError, UsageError
from cleaner.extras import Extras
from cleaner.line_model import load as load_line_model
from cleaner.read import InputFile, Tally, discover
from cleaner.release import shards
from cleaner.release.afar import Complaint
from cleaner.release.cards.answers import Answers, load_answers
from cleaner.release.cards.datasheet import DATASHEET_NAME
from cleaner.release.cards.facts import Facts, facts_of
from cleaner.release.cards.write import write_cards
from cleaner.release.changelog import CHANGELOG_NAME, LICENSE_NAME, change_of, changelog, license_text
from cleaner.release.copies import Mode
from cleaner.release.diff import Diff, compare
from cleaner.release.digest import logical_digest, row_digests, table_digest
from cleaner.release.gather import Gathered, gather
from cleaner.release.index import mend_index, read_index, write_index
from cleaner.release.manifest import FILE_NAME, digest_of_files, made_with, manifest
from cleaner.release.parquet import WrittenFile, describe_file, write_table
from cleaner.release.recipe import Recipe
from cleaner.release.sides import FOLDERS, Side, open_side
from cleaner.release.sums import SUMS_NAME, digests_of, sums_text
from cleaner.release.tables import arrow_schema, to_table
from cleaner.release.takedowns import Takedowns, load_takedowns
from cleaner.release.verify import refuse_half_deleted
from cleaner.release.versions import (
    FIRST,
    Version,
    base_of,
    next_version,
    parse_version,
    publish,
    published,
    refuse_bad_out,
    refuse_existing,
    refuse_small_step,
    replace_file,
    staging,
)

__all__ = ["FOLDERS", "BuildRequest", "BuildResult", "Progress", "build"]

_SMALL_FILES, _SMALL_BYTES = 64, 4_000_000
"""Below both, starting processes takes longer than the work."""
_TOP_REASONS = 3
_TIMED_OUT_AT_LEAST = 10
"""So many slow documents never fail a build: of a small corpus they would be any share."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """All that a build is told. Paths may be relative; only what lies below `root` shows in what is published."""

    inputs: tuple[Path | str, ...]
    """Files, folders, addresses such as `s3://bucket/folder`, and `-` for `stdin`."""
    root: Path
    """The folder that sources are counted from."""
    out: Path
    """The folder of versions."""
    version: str | None = None
    """None: the next one, by what changed since the highest."""
    contract: Path | None = None
    """None: the built-in contract."""
    workers: int | None = None
    """None: as many as there are processors, one when the input is small."""
    ray_address: str | None = None
    """Of a Ray cluster that does the work, or `auto`. None: this machine does it."""
    dry_run: bool = False
    max_rejected_share: float = 0.5
    """Of the inputs, 0 to 1; the build fails above it."""
    max_timed_out_share: float = 0.01
    """The same for inputs that took too long, when they are more than ten."""
    limits: Limits = field(default_factory=Limits)
    """What one document may cost."""
    name: str = "articles"
    license: str | None = None
    """SPDX identifier for the card. None: the card says that none is stated."""
    description: str | None = None
    publishers: tuple[Path, ...] = ()
    """Folders of publisher files beside the built-in ones."""
    line_model: Path | None = None
    """Weights of the judge of lines, made by `python -m train`. None: the built-in ones."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column (or `text`, `html`) → key of a record, where the usual names don't fit."""
    extras: Extras = field(default_factory=Extras)
    """Figures of quality, personal data and filters."""
    stdin: InputFile | None = None
    """Standard input, spooled into a file, where `-` is among the inputs."""
    duplicates: Mode = "annotate"
    """What becomes of articles that are nearly the same as an earlier one: marked, or left out and listed."""
    takedowns: Path | None = None
    """The list of what must not be published. None: nothing is on it."""
    datasheet_answers: Path | None = None
    top_datasheet: Path | None = None
    """Where the datasheet is written a second time, for readers of the repository."""

    @property
    def recipe(self) -> Recipe:
        # Absolute, for workers that stand in another folder.
        publishers = tuple(Path(os.path.abspath(folder)) for folder in self.publishers)  # noqa: PTH100 - resolve() would follow links
        line_model = None if self.line_model is None else Path(os.path.abspath(self.line_model))  # noqa: PTH100
        return Recipe(publishers=publishers, fields=tuple(sorted(self.fields.items())), line_model=line_model, extras=self.extras)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    stage: str
    done: int = 0
    total: int = 0
    """0 when the stage is not counted."""
    rejected: int = 0
    """Inputs that were rejected so far."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. `n_inputs = n_articles + n_duplicates + n_rejections`, always."""

    version: str
    path: Path | None
    """The published folder; None for a dry run."""
    n_inputs: int
    n_articles: int
    n_duplicates: int
    n_rejections: int
    removed_by_kind: dict[str, int]
    """Lines removed whole or in part, by kind."""
    unknown_fields: dict[str, int]
    """Column → articles in which it is null or empty. Columns that are known in every article are not there."""
    rejections: tuple[Rejection, ...]
    repairs_by_step: dict[str, int]
    logical_digest: str
    articles: pa.Table
    tally: Tally = field(default_factory=Tally)
    """Which fields of records were used, and what in the files was never an input."""
    diff: Diff | None = None
    """What is different from the version before; None for the first one."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a version will say, before a byte of it is written."""

    version: Version
    gathered: Gathered
    tables: dict[str, pa.Table]
    digests: dict[str, str]
    """Table → logical digest."""
    facts: Facts
    diff: Diff | None
    """From the version before; None when this is the first."""
    base: Path | None
    """That version's folder."""

    @property
    def digest(self) -> str:
        return logical_digest(self.digests)


def build(request: BuildRequest, *, progress: Callable[[Progress], None] | None = None) -> BuildResult:
    """Clean the inputs and publish a version of the dataset, or say why not.

    Raises:
        UsageError: No input, or a wrong version, contract or answers file.
        DataError: No article came out, or more inputs were rejected than allowed. Nothing is published.
        RefusedError: The version is published already.
        IntegrityError: Counts do not agree, or the previous version is damaged.
    """
    tell = progress or (lambda _: None)
    if not 0 <= request.max_rejected_share <= 1:
        raise UsageError(f"max_rejected_share is {request.max_rejected_share}", hint="it is a share, from 0 to 1")
    if not 0 <= request.max_timed_out_share <= 1:
        raise UsageError(f"max_timed_out_share is {request.max_timed_out_share}", hint="it is a share, from 0 to 1")
    wanted = None if request.version is None else parse_version(request.version)
    # All that a person can have got wrong is found before the work begins.
    if not request.dry_run:
        refuse_bad_out(request.out)
        mend_index(request.out, lambda version: _copy_datasheet(request, request.out / version))
    if wanted is not None:
        refuse_existing(request.out, wanted)
    base = base_of(wanted, published(request.out))
    before = None if base is None else request.out / str(base)
    read_index(request.out)
    if before is not None:
        refuse_half_deleted(before)
    warm_up(shards.__name__)  # while the contract's libraries are loaded here
    schema, answers, takedowns = load_contract(request.contract), load_answers(request.datasheet_answers), load_takedowns(request.takedowns)
    load_line_model(request.line_model)
    gathered = _gather(request, schema, takedowns, tell)
    _refuse_bad_data(gathered, request.max_rejected_share)

    tell(Progress("comparing with the previous version"))
    tables = {
        "articles": gathered.articles,
        "removals": gathered.removals,
        "fields": gathered.fields,
        "rejections": to_table("rejections", gathered.rejections),
        "duplicates": to_table("duplicates", gathered.duplicates),
    }
    if gathered.chrome.num_rows:  # `datasets` cannot load a config without a row
        tables["chrome"] = gathered.chrome
    digests = {name: table_digest(row_digests(table)) for name, table in tables.items()}
    diff = None if before is None else compare(open_side(before), _as_side(request, tables, digests))
    if base is None or diff is None:
        version = wanted or FIRST
    else:
        version = wanted or next_version(base, diff.level)
        refuse_small_step(version, base, diff.level, [reason for level, reason in diff.reasons if level == diff.level])
    facts = facts_of(tables, name=request.name, version=str(version), license_=request.license, description=request.description, n_inputs=len(gathered.inputs))
    content = _Content(version, gathered, tables, digests, facts, diff, before)
    path = None if request.dry_run else _publish(request, content, answers, tell)
    return BuildResult(
        version=str(version),
        path=path,
        n_inputs=len(gathered.inputs),
        n_articles=gathered.articles.num_rows,
        n_duplicates=len(gathered.duplicates),
        n_rejections=len(gathered.rejections),
        removed_by_kind=facts.removed_by_kind,
        unknown_fields={name: facts.n_articles - known for name, known in facts.known.items() if known < facts.n_articles},
        rejections=gathered.rejections,
        repairs_by_step=gathered.repairs_by_step,
        logical_digest=content.digest,
        articles=gathered.articles,
        tally=gathered.tally,
        diff=diff,
    )


def _gather(request: BuildRequest, schema: Any, takedowns: Takedowns, tell: Callable[[Progress], None]) -> Gathered:
    if not request.inputs:
        raise UsageError("no input is named", hint="name files or folders: clean build dumps/ --out dataset")
    files, unread = discover(request.inputs, root=request.root, stdin=request.stdin)
    if not files and not unread:
        raise UsageError("there is no file to read", where=str(request.inputs[0]), hint="put articles there (.txt, .html, .jsonl, …), or name another folder")
    planned = shards.plan(files, request.recipe)
    results = []
    done = 0
    tell(Progress("cleaning", 0, len(files)))
    n_inputs = n_rejected = n_timed_out = 0
    for result in _mapped(request, planned, files):
        results.append(result)
        done += result.n_files
        n_inputs += len(result.inputs)
        n_rejected += len(result.rejections)
        n_timed_out += sum(rejection.check == TIMED_OUT for rejection in result.rejections)
        _refuse_slow(n_timed_out, n_inputs, request)
        tell(Progress("cleaning", done, len(files), n_rejected))
    tell(Progress("checking the contract"))
    return gather(
        results, unread, schema, contract=BUILT_IN if request.contract is None else str(request.contract), takedowns=takedowns, near_copies=request.duplicates
    )


def _mapped(request: BuildRequest, planned: list[shards.Shard], files: list[InputFile]) -> Iterator[shards.ShardResult]:
    """The shards' results in their order, by whichever engine."""
    if request.ray_address is None:
        return map_shards(shards.clean_shard, planned, workers=_workers(request, files), salvage=shards.SALVAGE, limits=request.limits)
    from cleaner.engines import ray  # noqa: PLC0415 - an extra

    check = Complaint(made_with())
    return ray.map_shards(shards.clean_shard, planned, address=request.ray_address, salvage=shards.SALVAGE, limits=request.limits, complaint=check)


def _refuse_slow(n_timed_out: int, n_inputs: int, request: BuildRequest) -> None:
    """Raise DataError as soon as it is clear: a corpus of pages that hang would otherwise take days to fail."""
    if n_timed_out > _TIMED_OUT_AT_LEAST and n_timed_out > request.max_timed_out_share * n_inputs:
        raise DataError(
            f"{n_timed_out} of the first {n_inputs} inputs were not done after {request.limits.document_timeout_s:g} s: "
            f"more than max_timed_out_share = {request.max_timed_out_share:g} allows; nothing was published",
            hint="raise document_timeout_s, or look at one with 'clean explain'",
        )


def _workers(request: BuildRequest, files: list[InputFile]) -> int:
    if len(files) < _SMALL_FILES and sum(map(shards.size_of, files)) < _SMALL_BYTES:
        return 1
    return request.workers or available_workers()


def _refuse_bad_data(gathered: Gathered, max_rejected_share: float) -> None:
    n_inputs, n_rejected = len(gathered.inputs), len(gathered.rejections)
    share = n_rejected / n_inputs
    if gathered.articles.num_rows and share <= max_rejected_share:
        return
    reasons = Counter(rejection.check for rejection in gathered.rejections)
    top = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{check} {count}" for check, count in top[:_TOP_REASONS]) + (", …" if len(top) > _TOP_REASONS else "")
    example = gathered.rejections[0]
    what = f"{n_rejected} of {n_inputs} inputs were rejected ({shown})"
    allowed = "no article is left" if not gathered.articles.num_rows else f"more than max_rejected_share = {max_rejected_share:g} allows"
    raise DataError(f"{what}: {allowed}; nothing was published", hint=f"the first is {example.source}: {example.evidence}")


def _as_side(request: BuildRequest, tables: dict[str, pa.Table], digests: dict[str, str]) -> Side:
    """What is about to be published, as the other side of a comparison."""
    return Side(
        name="this build",
        schemas={name: arrow_schema(name) for name in tables},
        rows={name: table.num_rows for name, table in tables.items()},
        license=request.license,
        settings=_settings(request),
        made_with=made_with(),
        digests=digests,
        tables=tables,
    )


def _publish(request: BuildRequest, content: _Content, answers: Answers, tell: Callable[[Progress], None]) -> Path:
    version, facts, diff = content.version, content.facts, content.diff
    metadata = {"dataset": request.name, "dataset_version": str(version)}
    files: list[WrittenFile] = []
    with staging(request.out, version) as folder:
        for number, name in enumerate(content.tables):
            tell(Progress("writing", number, len(content.tables)))
            files += write_table(content.tables[name], folder, FOLDERS[name], metadata=metadata)
        names = write_cards(folder, facts, answers, folders={name: FOLDERS[name] for name in content.tables}, files=files)
        _write(folder / CHANGELOG_NAME, changelog(str(version), diff, facts.n_articles, content.base))
        if request.license is not None:
            _write(folder / LICENSE_NAME, license_text(request.name, request.license))
        files += [describe_file(folder, name) for name in (*names, CHANGELOG_NAME, *([LICENSE_NAME] if request.license is not None else []))]
        text = manifest(
            name=request.name,
            number=str(version),
            gathered=content.gathered,
            digests=content.digests,
            digest=content.digest,
            files=files,
            settings=_settings(request),
            change=change_of(diff),
        )
        _write(folder / FILE_NAME, text)
        _write(folder / SUMS_NAME, sums_text(digests_of(folder)))
        tell(Progress("publishing"))
        return publish(folder, request.out, version, then=lambda out: _finish(request, out / str(version)))


def _finish(request: BuildRequest, path: Path) -> None:
    """All that stands beside a version, LATEST last: a build that dies before it has been killed halfway, and the next one mends it."""
    _copy_datasheet(request, path)
    write_index(request.out)


def _copy_datasheet(request: BuildRequest, path: Path) -> None:
    if request.top_datasheet is not None and (path / DATASHEET_NAME).is_file():
        replace_file(request.top_datasheet, (path / DATASHEET_NAME).read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _settings(request: BuildRequest) -> dict[str, Any]:
    """What shaped the rows. Not the number of workers or the folders: they must not."""
    return {
        "max_rejected_share": request.max_rejected_share,
        "duplicates": request.duplicates,
        "license": request.license,
        "description": request.description,
        "contract": "built-in" if request.contract is None else request.contract.name,
        "contract_sha256": digest_of_files([request.contract] if request.contract else [], ".py"),
        "takedowns_sha256": digest_of_files([request.takedowns] if request.takedowns else [], ".toml"),
        "publishers_sha256": digest_of_files(request.publishers, ".toml"),
        "line_model_sha256": digest_of_files([request.line_model] if request.line_model else [], ".npz"),
        "fields": dict(request.fields),
        "quality": request.extras.quality,
        "pii": request.extras.pii,
        "filters": {each.column: each.wanted for each in request.extras.filters},
    }
