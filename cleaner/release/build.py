"""One build: inputs → articles, removals, fields, rejections and duplicates → a published version, or nothing at all.

The same inputs, code and settings give the same bytes, for any number of workers, hash seed, clock or machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.article import Rejection
from cleaner.columns import TABLES
from cleaner.contract import BUILT_IN, load_contract
from cleaner.engines.local import available_workers, map_shards
from cleaner.errors import DataError, IntegrityError, UsageError
from cleaner.read import InputFile, discover
from cleaner.release import shards
from cleaner.release.cards.card import CARD_NAME, card
from cleaner.release.cards.datasheet import DATASHEET_NAME, datasheet, load_answers
from cleaner.release.cards.facts import Facts, facts_of
from cleaner.release.digest import logical_digest, row_digests, table_digest
from cleaner.release.gather import Gathered, gather
from cleaner.release.manifest import FILE_NAME, digest_of_files, manifest
from cleaner.release.parquet import WrittenFile, describe_file, read_groups, write_table
from cleaner.release.tables import to_table
from cleaner.release.versions import FIRST, Version, change_between, next_version, parse_version, publish, published, refuse_existing, replace_file, staging

FOLDERS = {"articles": "data", "removals": "removals", "fields": "fields", "rejections": "rejections", "duplicates": "duplicates"}
"""Table → its folder in a version."""

_SMALL_FILES, _SMALL_BYTES = 64, 4_000_000
"""Below both, starting processes takes longer than the work."""
_TOP_REASONS = 3


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """All that a build is told. Paths may be relative; only what lies below `root` shows in what is published."""

    inputs: tuple[Path, ...]
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
    dry_run: bool = False
    max_rejected_share: float = 0.5
    """Of the inputs, 0 to 1; the build fails above it."""
    name: str = "articles"
    license: str | None = None
    """SPDX identifier for the card. None: the card says that none is stated."""
    description: str | None = None
    publishers: tuple[Path, ...] = ()
    """Folders of publisher files beside the built-in ones."""
    datasheet_answers: Path | None = None
    top_datasheet: Path | None = None
    """Where the datasheet is written a second time, for readers of the repository."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    stage: str
    done: int = 0
    total: int = 0
    """0 when the stage is not counted."""


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


@dataclass(frozen=True, slots=True)
class _Content:
    """What a version will say, before a byte of it is written."""

    version: Version
    gathered: Gathered
    tables: dict[str, pa.Table]
    digests: dict[str, str]
    """Table → logical digest."""
    facts: Facts

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
    wanted = None if request.version is None else parse_version(request.version)
    if wanted is not None:
        refuse_existing(request.out, wanted)
    # All that a person can have got wrong is found before the work begins.
    schema = load_contract(request.contract)
    answers = load_answers(request.datasheet_answers)
    gathered = _gather(request, schema, tell)
    _refuse_bad_data(gathered, request.max_rejected_share)

    tell(Progress("comparing with the previous version"))
    tables = {
        "articles": gathered.articles,
        "removals": gathered.removals,
        "fields": gathered.fields,
        "rejections": to_table("rejections", gathered.rejections),
        "duplicates": to_table("duplicates", gathered.duplicates),
    }
    by_table = {name: list(row_digests(table)) for name, table in tables.items()}
    digests = {name: table_digest(rows) for name, rows in by_table.items()}
    version = wanted or _next(request.out, dict(zip(gathered.articles["id"].to_pylist(), by_table["articles"], strict=True)))
    facts = facts_of(tables, name=request.name, version=str(version), license_=request.license, description=request.description, n_inputs=len(gathered.inputs))
    content = _Content(version, gathered, tables, digests, facts)
    path = None if request.dry_run else _publish(request, content, datasheet(facts, answers), tell)
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
    )


def _gather(request: BuildRequest, schema: Any, tell: Callable[[Progress], None]) -> Gathered:
    if not request.inputs:
        raise UsageError("no input is named", hint="name files or folders: clean build dumps/ --out dataset")
    files, unread = discover(request.inputs, root=request.root)
    if not files and not unread:
        raise UsageError("there is no file to read", where=str(request.inputs[0]), hint="put articles there (.txt, .html, .jsonl, …), or name another folder")
    planned = shards.plan(files, request.publishers)
    results = []
    done = 0
    tell(Progress("cleaning", 0, len(files)))
    for result in map_shards(shards.clean_shard, planned, workers=_workers(request, files), split=shards.split, lost=shards.lost):
        results.append(result)
        done += result.n_files
        tell(Progress("cleaning", done, len(files)))
    tell(Progress("checking the contract"))
    return gather(results, unread, schema, contract=BUILT_IN if request.contract is None else str(request.contract))


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


def _next(out: Path, digests: dict[str, bytes]) -> Version:
    versions = published(out)
    if not versions:
        return FIRST
    before: dict[str, bytes] = {}
    for group in read_groups(out / str(versions[-1]), FOLDERS["articles"]):
        if "id" not in group.column_names:
            raise IntegrityError("has no column 'id'", where=str(out / str(versions[-1])), hint="give a --version, or move the folder away")
        before.update(zip(group["id"].to_pylist(), row_digests(group), strict=True))
    return next_version(versions[-1], change_between(before, digests))


def _publish(request: BuildRequest, content: _Content, sheet: str, tell: Callable[[Progress], None]) -> Path:
    version, facts = content.version, content.facts
    metadata = {"dataset": request.name, "dataset_version": str(version)}
    files: list[WrittenFile] = []
    with staging(request.out, version) as folder:
        for number, name in enumerate(TABLES):
            tell(Progress("writing", number, len(TABLES)))
            files += write_table(content.tables[name], folder, FOLDERS[name], metadata=metadata)
        for name, text in ((CARD_NAME, card(facts, FOLDERS)), (DATASHEET_NAME, sheet)):
            _write(folder / name, text)
            files.append(describe_file(folder, name))
        text = manifest(
            name=request.name,
            number=str(version),
            gathered=content.gathered,
            digests=content.digests,
            digest=content.digest,
            files=files,
            settings=_settings(request),
        )
        _write(folder / FILE_NAME, text)
        tell(Progress("publishing"))
        path = publish(folder, request.out, version)
    if request.top_datasheet is not None:
        replace_file(request.top_datasheet, sheet)
    return path


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _settings(request: BuildRequest) -> dict[str, Any]:
    """What shaped the rows. Not the number of workers or the folders: they must not."""
    return {
        "max_rejected_share": request.max_rejected_share,
        "license": request.license,
        "description": request.description,
        "contract": "built-in" if request.contract is None else request.contract.name,
        "contract_sha256": digest_of_files([request.contract] if request.contract else [], ".py"),
        "publishers_sha256": digest_of_files(request.publishers, ".toml"),
    }
