"""`SHA256SUMS`: the digest of every other file of a version, in the form that `sha256sum --check` reads.

Its text follows from the files alone, so that a check need not trust it: it is made anew and compared.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

SUMS_NAME = "SHA256SUMS"


def digests_of(folder: Path) -> dict[str, str]:
    """Path below the folder, with `/` → SHA-256 in hex, of every file but SHA256SUMS. Links are not followed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == SUMS_NAME or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_file():
            # A link or a pipe is no file of a version; its digest can agree with nothing.
            found[name] = "not a file"
            continue
        with path.open("rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def sums_text(digests: Mapping[str, str]) -> str:
    """The text of SHA256SUMS, in the order of paths."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests, key=os.fsencode))
