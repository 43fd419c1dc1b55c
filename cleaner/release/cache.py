"""Finished shards of earlier builds, found by what they were made of: a build does again only what changed.

A shard's key is a digest of its inputs' bytes and names, of the settings that shape rows, and of the code itself. So
nothing has to be declared stale, and a build that was broken off goes on where it was. An entry is a shard's file of
rows; one that is damaged is not whole by its own digest, is removed, and its shard is cleaned again.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import cleaner
from cleaner.read import InputFile
from cleaner.read.compressed import MIB
from cleaner.read.files import Piece, open_regular
from cleaner.release.manifest import digest_of_files, made_with
from cleaner.release.recipe import Recipe
from cleaner.release.spill import Spill, open_spill

_ROWS = "rows"
_OURS = re.compile(r"[0-9a-f]{64}(\.\d+\.part)?\Z")
"""Names of entries."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Where a shard's rows are kept, and under what name."""

    folder: Path
    prefix: str
    """Digest of settings and code."""
    key: str

    @property
    def path(self) -> Path:
        return self.folder / _ROWS / self.key[:2] / self.key

    def still_holds(self, files: Iterable[InputFile]) -> bool:
        """Whether the inputs are those that the key was made of. One that changed while it was read must not be kept under it."""
        return _key(self.prefix, files) == self.key


def keep_for(folder: Path, prefix: str, files: Iterable[InputFile]) -> Keep | None:
    """The place of a shard of these files; None when a file is remote or cannot be read."""
    key = _key(prefix, files)
    return None if key is None else Keep(folder, prefix, key)


def take(keep: Keep, into: Path) -> Spill | None:
    """The kept rows as the file `into`; None when there are none, or when they are damaged.

    The file is a second name of the entry, so that nobody who makes room takes it away.
    """
    try:
        _link(keep.path, into)
    except OSError:  # it is not there, or not any more
        into.unlink(missing_ok=True)
        return None
    spill = open_spill(into, verify=True)
    if spill is None:
        into.unlink(missing_ok=True)
        keep.path.unlink(missing_ok=True)
        return None
    with suppress(OSError):
        os.utime(keep.path)  # what was used last is removed last
    return spill


def put(keep: Keep, rows: Path) -> None:
    """Keep a shard's file of rows. A full disk is no fault: then it is not kept."""
    with suppress(OSError):
        keep.path.parent.mkdir(parents=True, exist_ok=True)
        making = keep.path.with_name(f"{keep.key}.{os.getpid()}.part")
        making.unlink(missing_ok=True)
        _link(rows, making)
        making.replace(keep.path)


def holds_rows(folder: Path | None) -> bool:
    """Whether an earlier build may have kept something there."""
    return folder is not None and (folder / _ROWS).is_dir()


def make_room(folder: Path, most_bytes: int) -> None:
    """Remove the entries that were used longest ago, until the others take no more than `most_bytes`."""
    entries = []
    for path in (folder / _ROWS).glob("*/*"):
        if not _OURS.match(path.name) or path.parent.name != path.name[:2]:
            continue  # the folder may be a link that somebody else has made
        with suppress(OSError):
            status = path.stat()
            entries.append((status.st_mtime_ns, path.name, status.st_size, path))
    n_bytes = 0
    for _, _, size, path in sorted(entries, reverse=True):
        n_bytes += size
        if n_bytes > most_bytes:
            path.unlink(missing_ok=True)


def prefix_of(recipe: Recipe) -> str:
    """The digest of what shapes rows beside the inputs."""
    said = (
        digest_of_files(recipe.publishers, ".toml"),
        recipe.fields,
        digest_of_files([recipe.line_model] if recipe.line_model else [], ".npz"),
        recipe.extras,
        recipe.pages,
        None if recipe.habits is None else hashlib.sha256(recipe.habits.read_bytes()).hexdigest(),
        sorted(made_with().items()),
        code_digest(),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


@cache
def code_digest() -> str:
    """The digest of this package's files: another release, or a changed line, makes other keys."""
    root = Path(cleaner.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            whole.update(f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _key(prefix: str, files: Iterable[InputFile]) -> str | None:
    whole = hashlib.sha256(prefix.encode())
    for file in files:
        if file.address is not None:
            return None
        try:
            with io.BufferedReader(open_regular(file)) as stream:
                digest = hashlib.file_digest(stream, "sha256") if file.piece is None else _digest(stream, file.piece)
        except OSError:
            return None
        # Records carry their numbers, so the same bytes behind more records are another piece.
        where = "" if file.piece is None else f"\0{file.piece.n_lines}:{file.piece.n_records}"
        name = f"{file.source}{where}".encode("utf-8", "surrogatepass")
        whole.update(b"%d:%s" % (len(name), name) + digest.digest())
    return whole.hexdigest()


def _digest(stream: IO[bytes], piece: Piece) -> hashlib._Hash:
    stream.seek(piece.start)
    digest, left = hashlib.sha256(), piece.end - piece.start
    while left and (block := stream.read(min(left, MIB))):
        digest.update(block)
        left -= len(block)
    return digest


def _link(source: Path, target: Path) -> None:
    """A second name of a file that nobody writes to any more; a copy where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
