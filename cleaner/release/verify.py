"""Whether a version is, byte for byte, what was published: files, manifest, page checksums, counts, digests and cards.

The digests in SHA256SUMS catch every changed byte of every file, that file's own included; what comes behind them
catches a version that was rewritten by somebody who wrote new digests too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.errors import CleanError, IntegrityError, UsageError
from cleaner.release.cards.lint import lint
from cleaner.release.digest import logical_digest, row_digests, table_digest
from cleaner.release.index import INDEX_NAME, Entry, read_index, sums_digest
from cleaner.release.manifest import FILE_NAME
from cleaner.release.parquet import describe_file, read_groups, schema_fingerprint
from cleaner.release.sides import DERIVED, FOLDERS, read_manifest
from cleaner.release.sums import SUMS_NAME, digests_of, sums_text
from cleaner.release.versions import parse_version

RESTORE = "restore the version from where it was published"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what is wrong with it."""

    name: str
    what: str
    """What holds when nothing is wrong, in words."""
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at a version found."""

    folder: Path
    version: str
    n_files: int
    rows: Mapping[str, int]
    """Table → rows; empty when the files did not hold and the tables were not read."""
    checks: tuple[Check, ...]
    yanked: str | None
    """Why nobody should use the version, though it is whole; None when it is not yanked."""

    @property
    def is_good(self) -> bool:
        return not any(check.faults for check in self.checks)

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(fault for check in self.checks for fault in check.faults)


def verify(folder: Path, *, digest: str | None = None) -> Verified:
    """Look at every byte of a version. What is wrong is a fault in the result, never an exception.

    `digest` is the logical digest that the version must have, as `clean build` printed it; None: whichever it says.

    Raises:
        UsageError: The path is no folder, or holds neither SHA256SUMS nor a manifest: it is no version.
    """
    if not folder.is_dir():
        raise UsageError("no such folder", where=str(folder), hint="name a version's folder, such as dataset/1.0.0")
    if not (folder / SUMS_NAME).exists() and not (folder / FILE_NAME).exists():
        raise UsageError("is no version: there is neither SHA256SUMS nor manifest.json in it", where=str(folder), hint="name a folder such as dataset/1.0.0")
    digests = digests_of(folder)
    entry, index_faults = _entry_of(folder)
    checks = [
        Check("files", "every file has the digest that SHA256SUMS gives, and no file is missing or too many", tuple(_sums_faults(folder, digests))),
        Check("index", "SHA256SUMS is the one that the index knows", index_faults),
    ]
    rows: dict[str, int] = {}
    if not any(check.faults for check in checks):
        try:
            said = read_manifest(folder)
        except CleanError as error:
            checks.append(Check("manifest", "", (str(error),)))
        else:
            checks.append(Check("manifest", "the manifest lists every file as it is", tuple(_manifest_faults(folder, said, digests))))
            table_faults = list(_table_faults(folder, said, rows))
            checks.append(Check("tables", "every page has its checksum; counts and logical digests are the manifest's", tuple(table_faults)))
            if digest is not None:
                wrong = () if said.get("logical_digest") == digest else (f"is {said.get('logical_digest')}, not {digest}: it is another version's content",)
                checks.append(Check("pin", "the logical digest is the one that was asked for", wrong))
            findings = tuple(str(finding) for finding in lint(folder, _folders(said), recount=not table_faults))
            checks.append(Check("cards", "card, datasheet, Croissant, schema and statistics say what the tables hold", findings))
    return Verified(folder, folder.name, len(digests) + (folder / SUMS_NAME).is_file(), rows, tuple(checks), entry.yanked if entry else None)


def refuse_half_deleted(folder: Path) -> None:
    """Raise IntegrityError when files of a version are missing: nothing can be compared with what is left."""
    listed = _listed(read_manifest(folder))
    gone = next((path for path, entry in listed.items() if not (folder / path).is_file() or (folder / path).stat().st_size != entry.get("bytes")), None)
    if gone is not None or not listed:
        what = f"{gone} is missing or cut short" if gone else "its manifest lists no file"
        raise IntegrityError(f"is half deleted: {what}", where=str(folder), hint=f"{RESTORE}, or remove what is left of it")


def _entry_of(folder: Path) -> tuple[Entry | None, tuple[str, ...]]:
    """What the index beside the version says of it, and what is wrong with that. A version alone has no index."""
    try:
        entry = read_index(folder.absolute().parent).get(folder.absolute().name)
    except IntegrityError as error:
        return None, (str(error),)
    if entry is None or entry.sums_sha256 is None or entry.sums_sha256 == sums_digest(folder):
        return entry, ()
    return entry, (f"{SUMS_NAME}: is not the one that {INDEX_NAME} knows; {RESTORE}",)


def _sums_faults(folder: Path, digests: Mapping[str, str]) -> Iterator[str]:
    path = folder / SUMS_NAME
    if not path.is_file() or path.is_symlink():
        yield f"{SUMS_NAME}: is missing; {RESTORE}"
        return
    found = path.read_bytes()
    if found == sums_text(digests).encode("utf-8", "surrogateescape"):
        return
    listed = {}
    for line in found.decode("utf-8", "surrogateescape").splitlines():
        sha256, _, name = line.partition("  ")
        if name:
            listed[name] = sha256
    n = 0
    for name in sorted(listed.keys() | digests.keys()):
        if name not in digests:
            yield f"{name}: is missing; {RESTORE}"
        elif name not in listed:
            yield f"{name}: was not published with the version; remove it"
        elif listed[name] != digests[name]:
            yield f"{name}: is not the file that was published; {RESTORE}"
        else:
            continue
        n += 1
    if n == 0:
        yield f"{SUMS_NAME}: is not written as it was published; {RESTORE}"


def _folders(said: Mapping[str, Any]) -> dict[str, str]:
    """Table → folder, without the derived tables that this version never had."""
    promised = said.get("logical_digests")
    return {table: place for table, place in FOLDERS.items() if table not in DERIVED or (isinstance(promised, dict) and table in promised)}


def _listed(said: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    files = said.get("files")
    entries = files if isinstance(files, list) else []
    return {entry["path"]: entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("path"), str)}


def _manifest_faults(folder: Path, said: Mapping[str, Any], digests: Mapping[str, str]) -> Iterator[str]:
    listed = _listed(said)
    for name in sorted(listed.keys() | digests.keys() - {FILE_NAME}):
        if name not in digests:
            yield f"{FILE_NAME}: lists {name}, which is not there; {RESTORE}"
        elif name not in listed:
            yield f"{FILE_NAME}: does not list {name}; {RESTORE}"
        elif asdict(describe_file(folder, name)) | {"rows": 0} != {**listed[name], "rows": 0}:
            yield f"{FILE_NAME}: gives another size or digest for {name}; {RESTORE}"
    try:
        parse_version(folder.name)
    except UsageError:
        return  # a copy under a name of its own
    if said.get("version") != folder.name:
        yield f"{FILE_NAME}: says version {said.get('version')!r}, the folder {folder.name!r}; give the folder its name back"


def _table_faults(folder: Path, said: Mapping[str, Any], rows: dict[str, int]) -> Iterator[str]:
    """What is wrong with the tables; fills `rows` with how many rows each has."""
    counts, promised, listed = said.get("counts", {}), said.get("logical_digests", {}), _listed(said)
    found: dict[str, str] = {}
    folders = _folders(said)
    for table, place in folders.items():
        n = 0

        def groups(place: str = place) -> Iterator[pa.Table]:
            nonlocal n
            for group in read_groups(folder, place):
                n += group.num_rows
                yield group

        try:
            found[table] = table_digest(digest for group in groups() for digest in row_digests(group))
        except IntegrityError as error:
            yield str(error)
            continue
        rows[table] = n
        if counts.get(table) != n:
            yield f"{place}/: holds {n:,} rows, {FILE_NAME} says {counts.get(table)!r}; {RESTORE}"
        if promised.get(table) != found[table]:
            yield f"{place}/: its rows do not have the logical digest that {FILE_NAME} gives; {RESTORE}"
        yield from _footer_faults(folder, place, said, listed)
    if len(found) == len(folders) and said.get("logical_digest") != logical_digest(found):
        yield f"{FILE_NAME}: its logical digest is not that of the tables; {RESTORE}"
    if counts.get("inputs") != rows.get("articles", 0) + rows.get("duplicates", 0) + rows.get("rejections", 0) and len(rows) == len(folders):
        yield f"{FILE_NAME}: {counts.get('inputs')!r} inputs are not articles + duplicates + rejections; {RESTORE}"


def _footer_faults(folder: Path, place: str, said: Mapping[str, Any], listed: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for path in sorted((folder / place).glob("*.parquet")):
        name = f"{place}/{path.name}"
        footer = pq.read_metadata(path)
        schema = footer.schema.to_arrow_schema()
        keys = schema.metadata or {}
        expected = {"dataset": said.get("name"), "dataset_version": said.get("version"), "schema_version": said.get("schema_version")}
        for key, value in {**expected, "schema_fingerprint": schema_fingerprint(schema)}.items():
            if keys.get(key.encode(), b"").decode("utf-8", "replace") != value:
                yield f"{name}: its footer's {key} is not {value!r}; {RESTORE}"
        if listed.get(name, {}).get("rows") != footer.num_rows:
            yield f"{name}: holds {footer.num_rows:,} rows, {FILE_NAME} says {listed.get(name, {}).get('rows')!r}; {RESTORE}"
