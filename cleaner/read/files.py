"""Which files are inputs: regular files below a root, and what remote stores list, in an order that no file system decides.

Nothing named is passed over in silence: what cannot be read is a rejection. Hidden files are not inputs.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from cleaner.article import Rejection
from cleaner.errors import UsageError
from cleaner.own_files import READ, no_file
from cleaner.read.tally import Tally


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of whole records of a file: see `pieces`."""

    start: int
    end: int
    """Bytes of the file."""
    n_lines: int
    n_records: int
    """Before the piece."""
    status: tuple[int, int]
    """The file's size and time of change when it was cut."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and the name by which everyone knows it."""

    local: Path | str
    """Its path; as text when there may be many: a `Path` holds three times as much."""
    source: str
    """The path below the root, with `/`, or the address without passwords; the same on every machine."""
    address: str | None = None
    """URL of a remote file, which is read instead of `path`; None for a local one."""
    n_bytes: int | None = None
    """Size of a remote file, where its store says it."""
    piece: Piece | None = None
    """The part of it to read; None: all."""
    below: Path | None = None
    """Folder above `path`, below which no link is followed when it is opened; None: links are followed."""

    @property
    def path(self) -> Path:
        return Path(self.local)


STDIN = "-"
"""The input that stands for standard input."""
STDIN_SOURCE = "stdin"
_BLOCK = 1 << 20


def spool(stream: IO[bytes], folder: Path) -> InputFile:
    """Standard input as a file: workers cannot share a pipe, and some formats are read from their end."""
    path = folder / STDIN_SOURCE
    with path.open("wb") as file:
        while block := stream.read(_BLOCK):
            file.write(block)
    return InputFile(path, STDIN_SOURCE)


def is_remote(given: Path | str) -> bool:
    """Whether an input is an address. A `Path` never is: it makes `s3:/a` of `s3://a`.

    >>> is_remote("s3://crawl/2024/"), is_remote("raw/a.txt"), is_remote("file:///raw")
    (True, False, False)
    """
    return isinstance(given, str) and "://" in given and not given.startswith("file://")


def discover(
    inputs: Sequence[Path | str], *, root: Path, stdin: InputFile | None = None, tally: Tally | None = None
) -> tuple[list[InputFile], list[Rejection]]:
    """The regular files among and below `inputs`, and what cannot be one; both sorted by source, each source once.

    An address such as `s3://bucket/folder` stands for what its store lists below it; `file://` is a local path. "-"
    stands for `stdin`, which the caller has spooled.

    Below a folder, names that begin with a dot are skipped; so is the folder "quay_files" beside "quay.html", where a
    browser saved the page's pictures and scripts: `tally` counts what is in it. A link is followed to a file below `root`, never out of it
    and never to a folder, whose files would come twice. Devices, pipes and sockets are not opened. What is found is
    opened without following links, so that nothing can be put in its place.

    Raises:
        UsageError: An input does not exist, or is not below `root`; a store cannot be listed; "-" without `stdin`.
    """
    root = Path(os.path.abspath(root))  # noqa: PTH100 - resolve() would follow links
    files: dict[str, InputFile] = {}
    rejections: dict[str, Rejection] = {}
    for given in inputs:
        if str(given) == STDIN:
            if stdin is None:
                raise UsageError("standard input cannot be read here", where=STDIN, hint="save it to a file and name that")
            files[stdin.source] = stdin
            continue
        if is_remote(given):
            from cleaner.read.remote import list_remote  # noqa: PLC0415 - fsspec takes 0.1 s and is an extra

            files.update((file.source, file) for file in list_remote(str(given)))
            continue
        local = unquote(str(given).removeprefix("file://")) if str(given).startswith("file://") else given
        top = Path(os.path.abspath(local))  # noqa: PTH100
        if not os.path.lexists(top):
            raise UsageError("no such file or folder", where=str(given), hint="check the path")
        if not top.is_relative_to(root):
            raise UsageError(f"is not below {root}", where=str(given), hint="copy it there, or give its own folder as the root")
        below = top if top.is_dir() else top.parent
        for path, fault, is_link in _walk(top, root, Tally() if tally is None else tally):
            source = _source(path, root)
            if fault:
                rejections[source] = Rejection(source, "unreadable", fault)
            elif is_link:
                files[source] = InputFile(Path(path).resolve(), source, below=root.resolve())
            else:
                files[source] = InputFile(path, source, below=below)
    return [files[source] for source in sorted(files)], [rejections[source] for source in sorted(rejections)]


def _walk(top: Path, root: Path, tally: Tally) -> Iterator[tuple[str, str | None, bool]]:
    """(file or link to a folder, why it cannot be read if so, whether it is a link) of all at or below `top`."""
    if not top.is_dir():
        yield str(top), _fault(top, root), top.is_symlink()
        return
    folders = [top]  # not by `os.walk`, which goes no deeper than Python's stack before 3.12
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listed:
                entries = [entry for entry in listed if not entry.name.startswith(".")]
        except OSError as error:
            yield str(folder), f"the folder cannot be listed: {describe(error)}", False
            continue
        names = frozenset(entry.name for entry in entries)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if _is_of_page(entry.name, names):
                    tally.skip("a file that a browser saved beside a page", _n_files(entry.path))
                else:
                    folders.append(Path(entry.path))
            elif entry.is_symlink():
                yield entry.path, _fault(Path(entry.path), root), True
            else:
                yield entry.path, _fault_of(entry), False


def _n_files(folder: str) -> int:
    """How many files lie below a folder, as far as it can be listed."""
    n_files, folders = 0, [folder]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    n_files += 1
    return n_files


_OF_PAGE = re.compile(
    r"(?P<page>.+)(?:_(?:files?|fichiers|archivos|arquivos|ficheiros|bestanden|filer|tiedostot|pliki|soubory|subory|elemei|fisiere|fajlovi|dosyalar)|-Dateien|-filer|\.files)"
)
"""What browsers call the folder of a page that they save as a whole, in the languages they speak."""


def _is_of_page(name: str, beside: AbstractSet[str]) -> bool:
    match = _OF_PAGE.fullmatch(name)
    return match is not None and any(f"{match['page']}{suffix}" in beside for suffix in (".html", ".htm", ".xhtml"))


def _source(path: str, root: Path) -> str:
    # As text: of a hundred thousand files `relative_to` takes seconds.
    name = path[len(str(root).rstrip(os.sep)) + 1 :].replace(os.sep, "/") if path != str(root) else root.name
    return os.fsencode(name).decode("utf-8", "backslashreplace")  # a name that is not UTF-8 has to fit into a table all the same


def _fault_of(entry: os.DirEntry[str]) -> str | None:
    """Why an entry that is no link is no file to read; None if it is one."""
    try:
        return no_file(entry.stat(follow_symlinks=False).st_mode)
    except OSError as error:
        return describe(error)


def _fault(path: Path, root: Path) -> str | None:
    """Why this is no file to read; None if it is one."""
    try:
        if path.is_symlink():
            target = path.resolve(strict=True)
            if not target.is_relative_to(root.resolve()):
                return "a link that leads out of the input folder"
            if target.is_dir():
                return "a link to a folder; name the folder itself"
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, before Python 3.13
        return describe(error)
    return no_file(mode)


_MAY_FOLLOW = os.open not in os.supports_dir_fd or not hasattr(os, "O_NOFOLLOW")
"""Where the system has no way to open a file below a folder and not to follow links, as on Windows."""
_SWAPPED = "it was a file when it was found; a link or another thing has taken its place, or that of a folder above it"


def open_regular(file: InputFile) -> io.FileIO:
    """A local file, opened for reading from its beginning.

    Raises:
        OSError: It is gone, not readable, no regular file, or behind a link that was none when it was found.
    """
    try:
        descriptor = os.open(file.path, READ) if file.below is None or _MAY_FOLLOW else _open_below(file.below, file.path)
    except OSError as error:
        # Of a link that O_NOFOLLOW refuses, Linux says ELOOP, FreeBSD EMLINK, and both say ENOTDIR where a folder was wanted.
        if file.below is not None and error.errno in {errno.ELOOP, errno.EMLINK, errno.ENOTDIR}:
            raise OSError(0, _SWAPPED) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "Not a regular file")
    return io.FileIO(descriptor)


def _open_below(below: Path, path: Path) -> int:
    """The file's descriptor, each folder on the way from `below` opened as what it is, not as what a link makes of it."""
    *folders, name = path.relative_to(below).parts
    at = os.open(below, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = inner
        return os.open(name, READ | os.O_NOFOLLOW, dir_fd=at)
    finally:
        os.close(at)


def describe(error: OSError | RuntimeError) -> str:
    """The operating system's complaint in words, without the path: that differs between machines."""
    return (error.strerror or "input/output error").lower() if isinstance(error, OSError) else "a link that leads to itself"
