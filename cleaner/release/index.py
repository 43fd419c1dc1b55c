"""`dataset/index.json`: every version with its counts, what changed, whether it was yanked, and the digest of its sums.

It is written anew from the versions themselves after each publication; only yanks are its own. A version's folder is
never touched: a yank is a mark beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.errors import IntegrityError, RefusedError, UsageError
from cleaner.own_files import json_of
from cleaner.release.sides import read_manifest
from cleaner.release.sums import SUMS_NAME
from cleaner.release.versions import LATEST, highest, locked, parse_version, point_latest, published, replace_file, writing

INDEX_NAME = "index.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index says of a version."""

    version: str
    sums_sha256: str | None
    """SHA-256 of its SHA256SUMS: who has this number can check every byte. None when that file is missing."""
    counts: Mapping[str, int] = field(default_factory=dict)
    logical_digest: str | None = None
    license: str | None = None
    change: Mapping[str, Any] = field(default_factory=dict)
    """`previous`, `level`, `added`, `removed`, `changed`, `reasons`."""
    yanked: str | None = None
    """Why nobody should use it; None when nothing is wrong."""
    damaged: str | None = None
    """What is missing of it; None when its manifest can be read."""


def read_index(out: Path) -> dict[str, Entry]:
    """Version → what the index says, in its order; nothing when there is no index.

    Raises:
        IntegrityError: It is no index of this tool.
    """
    path = out / INDEX_NAME
    return parse_index(path.read_bytes() if path.is_file() else None, str(path))


def parse_index(data: bytes | None, where: str) -> dict[str, Entry]:
    """The same from the index's bytes; None: there is none."""
    if data is None:
        return {}
    try:
        listed = json_of(data)["versions"]
        return {str(entry["version"]): Entry(**entry) for entry in listed}
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError("is not an index of versions", where=where, hint="remove it; the next build writes it anew, without the yanks") from error


def index_text(entries: Iterable[Entry], latest: str | None) -> str:
    """The index as it is written: JSON with sorted keys, versions lowest first."""
    ordered = sorted(entries, key=lambda entry: parse_version(entry.version))
    return json.dumps({"latest": latest, "versions": [_as_json(entry) for entry in ordered]}, indent=1, sort_keys=True) + "\n"


def latest_of(entries: Iterable[Entry]) -> str | None:
    """The version that LATEST names: see `versions.highest`."""
    every = list(entries)
    return highest([parse_version(entry.version) for entry in every], {entry.version for entry in every if entry.yanked})


def write_index(out: Path, yanked: Mapping[str, str] | None = None) -> None:
    """Write index and LATEST anew from the versions that are there. Called under the folder's lock.

    `yanked` are the yanks (None: those of the index as it is).
    """
    old = read_index(out)
    marks = {version: entry.yanked for version, entry in old.items() if entry.yanked} if yanked is None else dict(yanked)
    entries = [entry_of(out / str(version), marks.get(str(version))) for version in published(out)]
    replace_file(out / INDEX_NAME, index_text(entries, latest_of(entries)))
    point_latest(out, marks)


def mend_index(out: Path, finish: Callable[[str], None] | None = None) -> None:
    """Finish what a build left undone that was killed behind its rename: index and LATEST do not name what is there.

    `finish` is called first with each version that the index does not know.

    Raises:
        DiskError: The disk does not take what is written.
    """
    versions = published(out)
    if not versions:
        return
    known = read_index(out)
    latest = highest(versions, {name for name, entry in known.items() if entry.yanked})
    path = out / LATEST
    unknown = [str(version) for version in versions if str(version) not in known]
    if len(known) == len(versions) and not unknown and path.is_file() and path.read_text("utf-8", "replace") == f"{latest}\n":
        return
    with writing(out, "nothing was published, and earlier versions are as they were"), locked(out):
        if finish is not None:
            for version in unknown:
                finish(version)
        write_index(out)


def versions_of(out: Path) -> list[Entry]:
    """Every version that is there, lowest first, with its yank."""
    marks = {version: entry.yanked for version, entry in read_index(out).items()}
    return [entry_of(out / str(version), marks.get(str(version))) for version in published(out)]


def yank(out: Path, version: str, reason: str) -> None:
    """Mark a version as one that nobody should use. Its folder stays as it is.

    Raises:
        UsageError: There is no such version, or no reason.
        RefusedError: It is yanked already, for another reason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UsageError("a yank needs a reason", hint='say why: --reason "…"')
    there = [str(one) for one in published(out)]
    if version not in there:
        raise UsageError("no such version", where=str(out / version), hint=f"there are {', '.join(there)}" if there else "nothing is published there")
    with locked(out):
        marks = {name: entry.yanked for name, entry in read_index(out).items() if entry.yanked}
        if marks.get(version, reason) != reason:
            raise RefusedError(f"is yanked already: {marks[version]}", where=str(out / version), hint="the first reason stands")
        write_index(out, {**marks, version: reason})


def sums_digest(folder: Path) -> str | None:
    """SHA-256 of the version's SHA256SUMS; None when it has none."""
    path = folder / SUMS_NAME
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def entry_of(folder: Path, yanked: str | None) -> Entry:
    """What the index says of the version in a folder, from its manifest."""
    try:
        said = read_manifest(folder)
    except IntegrityError as error:
        return Entry(folder.name, sums_digest(folder), yanked=yanked, damaged=error.message)
    counts, change, settings = (value if isinstance(value := said.get(key), dict) else {} for key in ("counts", "change", "settings"))
    digest, license_ = said.get("logical_digest"), settings.get("license")
    return Entry(
        folder.name,
        sums_digest(folder),
        {str(name): n for name, n in counts.items() if isinstance(n, int)},
        digest if isinstance(digest, str) else None,
        license_ if isinstance(license_, str) else None,
        change,
        yanked,
    )


def _as_json(entry: Entry) -> dict[str, Any]:
    names = ("version", "sums_sha256", "counts", "logical_digest", "license", "change", "yanked", "damaged")
    return {name: value for name in names if (value := getattr(entry, name)) not in (None, {})} | {"sums_sha256": entry.sums_sha256}
