"""Versions are published whole or not at all, and never rewritten.

A build writes into a hidden staging folder beside the versions, makes it durable, and renames it into place with a
rename that cannot replace anything. The index and `LATEST` follow last. A staging folder is locked by its owner for
as long as the owner lives, so what a killed build left behind can be told apart and is collected by the next.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import total_ordering
from pathlib import Path

from cleaner.errors import BusyError, DiskError, RefusedError, UsageError

LATEST = "LATEST"
_SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?")
_AT_FDCWD, _RENAME_NOREPLACE = -100, 1


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """A semantic version, ordered as semver.org section 11 says.

    >>> sorted(map(parse_version, ["1.10.0", "1.2.0", "1.10.0-rc.1"]))[-1]
    Version(major=1, minor=10, patch=0, pre='')
    """

    major: int
    minor: int
    patch: int
    pre: str = ""
    """`rc.1` of `1.0.0-rc.1`; '' for a release."""

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}" + (f"-{self.pre}" if self.pre else "")

    def __lt__(self, other: Version) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[object, ...]:
        parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre.split(".")) if self.pre else ()
        return (self.major, self.minor, self.patch, not self.pre, parts)


FIRST = Version(1, 0, 0)


def parse_version(text: str) -> Version:
    """The version that `text` writes.

    Raises:
        UsageError: It is none, or has build metadata (`+…`), which would make two folders of one version.
    """
    match = _SEMVER.fullmatch(text) if text.isascii() else None
    if match is None:
        raise UsageError(f"{text!r} is not a version", hint="write MAJOR.MINOR.PATCH, such as 1.2.0")
    return Version(int(match[1]), int(match[2]), int(match[3]), match[4] or "")


def releases(names: Iterable[str]) -> list[Version]:
    """Those of the names that are versions and no pre-releases, lowest first.

    >>> [str(version) for version in releases(["1.10.0", "main", "1.2.0", "2.0.0-rc.1"])]
    ['1.2.0', '1.10.0']
    """
    return sorted(parse_version(name) for name in names if (match := _SEMVER.fullmatch(name)) and not match[4])


def published(out: Path) -> list[Version]:
    """The versions in the folder, lowest first. What `LATEST` says does not matter."""
    if not out.is_dir():
        return []
    return sorted(Version(int(match[1]), int(match[2]), int(match[3]), match[4] or "") for match in _version_names(out))


def next_version(previous: Version | None, level: str) -> Version:
    """The version a `major`, `minor` or `patch` step after `previous`; the release itself after its own pre-release.

    >>> str(next_version(Version(1, 4, 2), "minor"))
    '1.5.0'
    """
    if previous is None:
        return FIRST
    if previous.pre:
        return Version(previous.major, previous.minor, previous.patch)
    # Before 1.0.0 nothing is promised: semver.org section 4. What would be major is minor there.
    if level == "major" and previous.major:
        return Version(previous.major + 1, 0, 0)
    if level in {"minor", "major"}:
        return Version(previous.major, previous.minor + 1, 0)
    return Version(previous.major, previous.minor, previous.patch + 1)


def base_of(wanted: Version | None, versions: Iterable[Version]) -> Version | None:
    """The published version that `wanted` comes after (None: the highest); releases come after releases where there are any."""
    below = [version for version in versions if wanted is None or version < wanted]
    if wanted is not None and not wanted.pre:
        below = [version for version in below if not version.pre] or below
    return max(below, default=None)


def refuse_small_step(wanted: Version, base: Version, level: str, reasons: Iterable[str]) -> None:
    """Raise RefusedError when the step from `base` promises less change than there is.

    >>> refuse_small_step(Version(1, 0, 1), Version(1, 0, 0), "minor", ["3 articles were added"])
    Traceback (most recent call last):
    cleaner.errors.RefusedError: 1.0.1 is too small a step from 1.0.0: 3 articles were added; give --version 1.1.0 or higher, or none
    """
    least = next_version(base, level)
    if base.pre or Version(wanted.major, wanted.minor, wanted.patch) >= least:
        return
    raise RefusedError(f"{wanted} is too small a step from {base}: {', '.join(reasons)}", hint=f"give --version {least} or higher, or none")


def refuse_bad_out(out: Path) -> None:
    """Raise UsageError when no version could be written there; nothing is created."""
    if os.path.lexists(out) and not out.is_dir():
        raise UsageError("is not a folder", where=str(out), hint="give another --out")
    nearest = next(folder for folder in (out.absolute(), *out.absolute().parents) if os.path.lexists(folder))
    if not nearest.is_dir():
        raise UsageError("is not a folder", where=str(nearest), hint="give another --out")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError("cannot be written to", where=str(nearest), hint="give another --out, or mend its permissions")


def refuse_existing(out: Path, version: Version) -> None:
    """Raise RefusedError when the version is published: a version is never rewritten."""
    if os.path.lexists(out / str(version)):
        raise RefusedError("is published, and a version is never rewritten", where=str(out / str(version)), hint="give a higher --version, or none")


@contextmanager
def staging(out: Path, version: Version) -> Iterator[Path]:
    """An empty folder on the file system of `out` to write the version in; it is gone afterwards unless it was published.

    Raises:
        DiskError: The disk does not take what is written.
    """
    with writing(out, "nothing was published, and earlier versions are as they were"):
        _make_folder(out)
        with locked(out):
            _collect(out)
            folder = _new_staging(out, version)
            owner = lock_folder(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if owner is not None:
                os.close(owner)


def publish(folder: Path, out: Path, version: Version, *, then: Callable[[Path], None] | None = None) -> Path:
    """Make the staging folder durable, give it its name, and point `LATEST` at the highest version.

    `then` is called with `out` before the lock is given back: what it writes is never half of two builds.

    Raises:
        BusyError: The version was published meanwhile.
        DiskError: The disk does not take what is written.
    """
    target = out / str(version)
    with writing(out, "nothing was published, and earlier versions are as they were"):
        _sync_tree(folder)
        with locked(out):
            if os.path.lexists(target):
                raise _too_late(target)
            _rename_without_replacing(folder, target)
            with writing(out, f"{version} is published, and the next build mends what is missing beside it"):
                _sync(out)
                if then is None:
                    point_latest(out)
                else:
                    then(out)
    return target


@contextmanager
def writing(where: Path, state: str) -> Iterator[None]:
    """Make one line of what the system says against writing there; `state` says in it what holds all the same.

    Raises:
        DiskError: In place of any OSError but that of a pipe whose reader has gone.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # By its number: Arrow has words of its own for the system's.
        why = (os.strerror(error.errno) if error.errno else error.strerror or "input/output error").lower()
        remedies = {errno.ENOSPC: "free some space", errno.EDQUOT: "free some space, or ask for a larger quota", errno.EROFS: "give another --out"}
        remedy = remedies.get(error.errno or 0, "look after the disk")
        raise DiskError(f"cannot be written to ({why}): {state}", where=str(where), hint=f"{remedy}, and build again") from error


def replace_file(path: Path, text: str) -> None:
    """Write the file so that a reader sees the old text or the new one, never a part. Two writers of one file need a lock.

    What a killed writer left beside it is written over by the next one.
    """
    _make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _make_folder(folder: Path) -> None:
    """The folder with its parents, each of which knows of it after a power cut too."""
    missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        _sync(one.parent)


def _new_staging(out: Path, version: Version) -> Path:
    """Two containers that share a disk may both be process 7."""
    number = 0
    while True:
        folder = out / f".staging-{version}-{os.getpid()}{f'-{number}' if number else ''}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _too_late(target: Path) -> BusyError:
    return BusyError("was published by another build meanwhile", where=str(target), hint="build again: what is new goes into the version behind it")


def _version_names(out: Path) -> Iterator[re.Match[str]]:
    for entry in out.iterdir():
        match = _SEMVER.fullmatch(entry.name)
        if match and entry.is_dir():
            yield match


def highest(versions: Iterable[Version], yanked: Container[str] = ()) -> str | None:
    """What `LATEST` says: the highest release that is not yanked. A fix of an old version does not move it back.

    A pre-release only where there is no release, a yanked one only where all are; None when there is none at all.
    """
    every = list(versions)
    good = [version for version in every if str(version) not in yanked] or every
    return str(max([version for version in good if not version.pre] or good)) if good else None


def point_latest(out: Path, yanked: Container[str] = ()) -> str | None:
    """Write `LATEST`, and say what is in it."""
    latest = highest(published(out), yanked)
    if latest is not None:
        replace_file(out / LATEST, f"{latest}\n")
    return latest


def _rename_without_replacing(folder: Path, target: Path) -> None:
    """Plain `rename` would replace an empty folder; the lock and `refuse_existing` guard it where the kernel cannot."""
    if sys.platform == "linux":
        renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if renameat2 is not None:
            if renameat2(_AT_FDCWD, os.fsencode(folder), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE) == 0:
                return
            code = ctypes.get_errno()
            if code == errno.EEXIST:
                raise _too_late(target)
            if code not in {errno.EINVAL, errno.ENOSYS}:  # the file system or the kernel does not know the flag
                raise OSError(code, os.strerror(code), str(target))
    folder.rename(target)


def _collect(out: Path) -> None:
    """Remove the staging folders whose owners are dead. Called under the lock, so nobody is just making one."""
    for folder in out.glob(".staging-*"):
        owner = lock_folder(folder)
        if owner is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(owner)


def lock_folder(folder: Path) -> int | None:
    """A lock on the folder that ends with this process, whatever ends it; None when somebody has it or there are no such locks."""
    if sys.platform == "win32":
        return None
    import fcntl  # noqa: PLC0415 - not on Windows

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder's lock. It is waited for: nobody holds it for longer than a rename takes."""
    with (out / ".lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file gives the lock back


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # Windows cannot open a folder
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
