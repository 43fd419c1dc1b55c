"""One build: inputs → articles, removals, fields, rejections and duplicates → a published version, or nothing at all.

The same inputs, code and settings give the same bytes, for any number of workers, hash seed, clock or machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.article import Rejection
from cleaner.contract import BUILT_IN, load_contract
from cleaner.errors import DataError, UsageError
from cleaner.read import Tally
from cleaner.release.arrange import Arranged, arrange
from cleaner.release.cache import make_room
from cleaner.release.candidates import Candidates, collect
from cleaner.release.cards.answers import Answers, load_answers
from cleaner.release.cards.datasheet import DATASHEET_NAME
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.facts import Tally as Counted
from cleaner.release.cards.write import write_cards
from cleaner.release.changelog import CHANGELOG_NAME, LICENSE_NAME, change_of, changelog, license_text
from cleaner.release.cleaning import Work, do_work, plan_work
from cleaner.release.diff import Diff, compare
from cleaner.release.digest import logical_digest, row_digests, table_digest
from cleaner.release.gather import Decided, gather, inputs_of
from cleaner.release.index import mend_index, read_index, write_index
from cleaner.release.manifest import FILE_NAME, digest_of_files, made_with, write_manifest
from cleaner.release.parquet import WrittenFile, describe_file, write_rows
from cleaner.release.proven import Proven
from cleaner.release.request import BuildRequest, BuildResult, Progress
from cleaner.release.scratch import scratch_folder
from cleaner.release.sides import DERIVED, FOLDERS, Side, open_side
from cleaner.release.sums import SUMS_NAME, digests_of, sums_text
from cleaner.release.tables import arrow_schema
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

_TOP_REASONS = 3


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a version before they are published."""

    candidates: Candidates
    decided: Decided
    arranged: Arranged
    unread: tuple[Rejection, ...]
    tally: Tally
    digests: dict[str, str]
    """Table → logical digest, for the tables that the version will have."""

    def n_rows(self, table: str) -> int:
        return sum(part.num_rows for part in self._held(table)) if table not in self.arranged.files else self.arranged.rows(table)

    def parts(self, table: str) -> Iterator[pa.Table]:
        """The rows of a table in the published order, some thousand at a time."""
        return self.arranged.parts(table) if table in self.arranged.files else iter(self._held(table))

    def inputs(self) -> Iterator[tuple[str, str | None, int | None, str]]:
        return inputs_of(self.candidates, self.decided, self.unread)

    def _held(self, table: str) -> list[pa.Table]:
        return [{"rejections": self.decided.rejections, "duplicates": self.decided.duplicates, "chrome": self.arranged.chrome}[table]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is published, and as what."""

    version: Version
    rows: _Rows
    diff: Diff | None
    """From the version before; None when this is the first."""
    base: Path | None
    """That version's folder."""

    @property
    def digest(self) -> str:
        return logical_digest(self.rows.digests)


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
    answers, takedowns = load_answers(request.datasheet_answers), load_takedowns(request.takedowns)
    if request.line_model is not None:
        from cleaner.line_model import load as load_line_model  # noqa: PLC0415 - brings all that cleans

        load_line_model(request.line_model)
    with scratch_folder(request.cache) as scratch:
        work = plan_work(request, scratch, tell)  # processes start while the contract's libraries are loaded here
        schema = _contract(request, is_needed=bool(work.fresh))
        rows = _rows(request, work, schema, takedowns, scratch, tell)
        tell(Progress("comparing with the previous version"))
        diff = None if before is None else compare(open_side(before), _as_side(request, rows))
        if base is None or diff is None:
            version = wanted or FIRST
        else:
            version = wanted or next_version(base, diff.level)
            refuse_small_step(version, base, diff.level, [reason for level, reason in diff.reasons if level == diff.level])
        plan = _Plan(version, rows, diff, before)
        path, facts = _counted(request, plan) if request.dry_run else _published(request, plan, answers, tell)
    if request.cache is not None:
        make_room(request.cache, request.cache_bytes)
    return BuildResult(
        version=str(version),
        path=path,
        n_inputs=rows.decided.n_inputs,
        n_articles=rows.decided.n_articles,
        n_duplicates=rows.decided.duplicates.num_rows,
        n_rejections=rows.decided.rejections.num_rows,
        removed_by_kind=facts.removed_by_kind,
        unknown_fields={name: facts.n_articles - known for name, known in facts.known.items() if known < facts.n_articles},
        rejections=tuple(Rejection(**row) for row in rows.decided.rejections.to_pylist()),
        repairs_by_step=rows.decided.repairs_by_step,
        logical_digest=plan.digest,
        tally=rows.tally,
        diff=diff,
    )


def _rows(request: BuildRequest, work: Work, schema: Callable[[], Any], takedowns: Takedowns, scratch: Path, tell: Callable[[Progress], None]) -> _Rows:
    """Clean every input, and decide and arrange what comes of it."""
    files, tally = do_work(request, work, scratch, tell)
    tell(Progress("checking the contract"))
    candidates = collect(files, scratch)
    proven = Proven(request.cache if request.contract is None else None)
    decided = gather(
        candidates,
        work.unread,
        schema,
        contract=BUILT_IN if request.contract is None else str(request.contract),
        proven=proven,
        takedowns=takedowns,
        near_copies=request.duplicates,
    )
    proven.keep()
    _refuse_bad_data(decided, request.max_rejected_share)
    arranged = arrange(candidates, decided, scratch)
    digests = dict(arranged.digests)
    held = {"rejections": decided.rejections, "duplicates": decided.duplicates, "chrome": arranged.chrome}
    # `datasets` cannot load a config without a row.
    digests |= {name: table_digest(row_digests(table)) for name, table in held.items() if table.num_rows or name not in DERIVED}
    return _Rows(candidates, decided, arranged, work.unread, tally, digests)


def _contract(request: BuildRequest, *, is_needed: bool) -> Callable[[], Any]:
    """The contract, loaded now if somebody may have got it wrong or if it is needed anyway, and else when it is asked for."""
    load = cache(partial(load_contract, request.contract))
    if is_needed or request.contract is not None:
        load()
    return load


def _refuse_bad_data(decided: Decided, max_rejected_share: float) -> None:
    n_inputs, n_rejected = decided.n_inputs, decided.rejections.num_rows
    share = n_rejected / n_inputs
    if decided.n_articles and share <= max_rejected_share:
        return
    reasons = Counter(decided.rejections["check"].to_pylist())
    top = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{check} {count}" for check, count in top[:_TOP_REASONS]) + (", …" if len(top) > _TOP_REASONS else "")
    example = decided.rejections.slice(0, 1).to_pylist()[0]
    what = f"{n_rejected} of {n_inputs} inputs were rejected ({shown})"
    allowed = "no article is left" if not decided.n_articles else f"more than max_rejected_share = {max_rejected_share:g} allows"
    raise DataError(f"{what}: {allowed}; nothing was published", hint=f"the first is {example['source']}: {example['evidence']}")


def _as_side(request: BuildRequest, rows: _Rows) -> Side:
    """What is about to be published, as the other side of a comparison."""
    return Side(
        name="this build",
        schemas={name: arrow_schema(name) for name in rows.digests},
        rows={name: rows.n_rows(name) for name in rows.digests},
        license=request.license,
        settings=_settings(request),
        made_with=made_with(),
        digests=rows.digests,
        parts=rows.parts,
    )


def _facts(request: BuildRequest, plan: _Plan, counted: Counted) -> Facts:
    return counted.facts(
        name=request.name, version=str(plan.version), license_=request.license, description=request.description, n_inputs=plan.rows.decided.n_inputs
    )


def _counted(request: BuildRequest, plan: _Plan) -> tuple[None, Facts]:
    """The figures of a version that is not published."""
    counted = Counted()
    for name in plan.rows.digests:
        for part in plan.rows.parts(name):
            counted.add(name, part)
    return None, _facts(request, plan, counted)


def _published(request: BuildRequest, plan: _Plan, answers: Answers, tell: Callable[[Progress], None]) -> tuple[Path, Facts]:
    """The folder of the published version, and its figures, which are counted as the rows are written."""
    version, diff, rows = plan.version, plan.diff, plan.rows
    metadata = {"dataset": request.name, "dataset_version": str(version)}
    files: list[WrittenFile] = []
    counted = Counted()

    def parts(name: str) -> Iterator[pa.Table]:
        counted.add(name, arrow_schema(name).empty_table())
        for part in rows.parts(name):
            counted.add(name, part)
            yield part

    with staging(request.out, version) as folder:
        for number, name in enumerate(rows.digests):
            tell(Progress("writing", number, len(rows.digests)))
            files += write_rows(parts(name), arrow_schema(name), rows.n_rows(name), folder, FOLDERS[name], metadata=metadata)
        facts = _facts(request, plan, counted)
        names = write_cards(folder, facts, answers, folders={name: FOLDERS[name] for name in rows.digests}, files=files)
        _write(folder / CHANGELOG_NAME, changelog(str(version), diff, facts.rows, plan.base))
        if request.license is not None:
            _write(folder / LICENSE_NAME, license_text(request.name, request.license))
        files += [describe_file(folder, name) for name in (*names, CHANGELOG_NAME, *([LICENSE_NAME] if request.license is not None else []))]
        write_manifest(
            folder / FILE_NAME,
            name=request.name,
            number=str(version),
            counts={"inputs": rows.decided.n_inputs, "chrome": 0} | {name: rows.n_rows(name) for name in rows.digests},
            digests=rows.digests,
            digest=plan.digest,
            files=files,
            inputs=rows.inputs(),
            tally=rows.tally,
            settings=_settings(request),
            change=change_of(diff),
        )
        _write(folder / SUMS_NAME, sums_text(digests_of(folder)))
        tell(Progress("publishing"))
        return publish(folder, request.out, version, then=lambda out: _finish(request, out / str(version))), facts


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
        "repeated_lines": request.repeated_lines,
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
        "page_types": list(request.pages.page_types),
        "standfirst_in_text": request.pages.standfirst_in_text,
        "filters": {each.column: each.wanted for each in request.extras.filters},
    }
