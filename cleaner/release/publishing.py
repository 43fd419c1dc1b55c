"""A version goes to where others load it: file by file, resumable, read back and compared, and never over another one.

What is published is whole (it is verified first), has a licence, and is not yanked. SHA256SUMS comes last: a version
without it is an upload that was broken off, and the same command goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import IntegrityError, RefusedError
from cleaner.release.index import entry_of, index_text, latest_of, parse_index
from cleaner.release.sides import read_manifest
from cleaner.release.stores import UPLOADING, Store, same_stream
from cleaner.release.sums import SUMS_NAME, digests_of
from cleaner.release.verify import verify


@dataclass(frozen=True, slots=True)
class Package:
    """A version that may be published."""

    folder: Path
    version: str
    name: str
    digests: dict[str, str]
    """Path → SHA-256, of every file but SHA256SUMS."""

    @property
    def n_bytes(self) -> int:
        return sum((self.folder / path).stat().st_size for path in (*self.digests, SUMS_NAME))


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What an upload did."""

    target: str
    version: str
    n_uploaded: int
    n_there: int
    """Files that an earlier attempt had brought there."""
    n_bytes: int


def package(folder: Path) -> Package:
    """The version in a folder, when it may be published.

    Raises:
        IntegrityError: It is damaged.
        RefusedError: It states no licence, or is yanked.
    """
    found = verify(folder)
    if not found.is_good:
        more = f" (and {len(found.faults) - 1} more)" if len(found.faults) > 1 else ""
        raise IntegrityError(f"{found.faults[0]}{more}", where=str(folder), hint="see 'clean verify'; nothing was published")
    said = read_manifest(folder)
    settings = said.get("settings")
    if not isinstance(settings, dict) or not settings.get("license"):
        raise RefusedError("states no licence: nobody could use it", where=str(folder), hint="set license in the settings, and build a new version")
    if found.yanked:
        raise RefusedError(f"is yanked: {found.yanked}", where=str(folder), hint="publish another version")
    return Package(folder, str(said["version"]), str(said["name"]), digests_of(folder))


def upload(version: Package, store: Store, *, progress: Callable[[str, int, int], None] | None = None) -> Uploaded:
    """Bring the version to the store, going on where an earlier attempt was broken off.

    Raises:
        RefusedError: This version, or something else, is there.
        IntegrityError: What was read back is not what was sent.
    """
    tell = progress or (lambda *_: None)
    sums = (version.folder / SUMS_NAME).read_bytes()
    _refuse_published(version, store, sums)
    stage = store.stage(version.version)
    there = store.files(stage)
    marker = f"{stage}/{UPLOADING}"
    mark = f"{version.digests['manifest.json']}\n".encode()
    if UPLOADING in there:
        if store.read(marker) != mark:
            raise RefusedError(
                f"an upload of another {version.version} was broken off", where=f"{store.name}/{stage}", hint="remove that folder, and try again"
            )
    elif there:
        raise RefusedError("there are files of something else", where=f"{store.name}/{stage}", hint="move them away, or choose another target")
    else:
        store.put_new(mark, marker)
    others = sorted(there.keys() - version.digests.keys() - {UPLOADING, SUMS_NAME})
    if others:
        raise RefusedError(f"{others[0]} is no file of the version", where=f"{store.name}/{stage}", hint="remove that folder, and try again")
    n_uploaded = 1  # SHA256SUMS is always sent, and last
    for number, (path, sha256) in enumerate(sorted(version.digests.items())):
        tell("uploading", number, len(version.digests))
        size = (version.folder / path).stat().st_size
        if there.get(path) == size and _is_there(store, f"{stage}/{path}", sha256):
            continue
        store.put(version.folder / path, f"{stage}/{path}")
        n_uploaded += 1
        if not _is_there(store, f"{stage}/{path}", sha256):
            raise IntegrityError("what was read back is not what was sent", where=f"{store.name}/{stage}/{path}", hint="run the same command again")
    if SUMS_NAME in there:  # half of it: a whole one would have been refused above, or renamed
        store.remove(f"{stage}/{SUMS_NAME}")
    store.remove(marker)
    store.put_new(sums, f"{stage}/{SUMS_NAME}")
    if store.read(f"{stage}/{SUMS_NAME}") != sums:
        raise IntegrityError("what was read back is not what was sent", where=f"{store.name}/{stage}/{SUMS_NAME}", hint="remove that folder, and try again")
    store.finish(version.version)
    store.update_index(_with_entry(version))
    return Uploaded(store.name, version.version, n_uploaded, len(version.digests) + 1 - n_uploaded, version.n_bytes)


def _refuse_published(version: Package, store: Store, sums: bytes) -> None:
    """Refuse a version that is there, and put it into the index first if it is this one and was left out of it."""
    there = store.read(f"{version.version}/{SUMS_NAME}")
    where = f"{store.name}/{version.version}"
    if there is None and store.stage(version.version) != version.version and store.files(version.version):
        raise RefusedError("there are files of something else", where=where, hint="move them away, or choose another target")
    if there is None:
        return
    if there != sums:
        raise RefusedError(f"another {version.version} is published there, and a version is never rewritten", where=where, hint="build a higher version")
    known = parse_index(store.read("index.json"), f"{store.name}/index.json")
    if version.version not in known:
        store.update_index(_with_entry(version))
    raise RefusedError("is published there already, byte for byte", where=where, hint="there is nothing to do")


def _is_there(store: Store, path: str, sha256: str) -> bool:
    with store.stream(path) as stream:
        return same_stream(stream, sha256)


def _with_entry(version: Package) -> Callable[[bytes | None], tuple[str, str]]:
    """The index with this version in it."""

    def change(before: bytes | None) -> tuple[str, str]:
        entries = parse_index(before, "index.json") | {version.version: entry_of(version.folder, None)}
        latest = latest_of(entries.values())
        return index_text(entries.values(), latest), f"{latest}\n"

    return change


def render_plan(version: Package, target: str) -> str:
    """What an upload would bring: a line a file."""
    lines = [f"{(version.folder / path).stat().st_size:>14,}  {path}" for path in sorted([*version.digests, SUMS_NAME])]
    return "\n".join([f"would publish {version.name} {version.version} to {target}", *lines, f"{version.n_bytes:>14,}  bytes in {len(lines)} files"]) + "\n"
