"""What tar and zip share: which members are inputs, and how one is read. A member is named `archive#name`.

Members come from strangers: a name that leads out of the archive is refused though nothing is ever unpacked, since
sources are paths to those who use the dataset; and an archive in an archive is not opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.content import Content, content_of, suffix_of

_ARCHIVES = {".tar", ".zip", ".7z", ".rar"}


def source_of(archive: Content, name: str) -> str:
    return f"{archive.source}#{name.encode('utf-8', 'backslashreplace').decode()}"


def refused(archive: Content, name: str) -> Rejection | None:
    """Why a member of this name is not read; None if it is."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return Rejection(source_of(archive, name), "unsafe-name", "the name leads out of the archive; rename the member")
    if suffix_of(name) in _ARCHIVES:
        return Rejection(source_of(archive, name), "nested-archive", "an archive inside an archive is not opened; unpack it")
    return None


def is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in PurePosixPath(name.replace("\\", "/")).parts)


def read_member(archive: Content, name: str, raw: Any, size: int) -> Iterator[RawArticle | Rejection]:
    """The articles of a member, as if it were a file of its own."""
    from cleaner.read import read_content  # noqa: PLC0415 - it knows all readers, and this is part of two of them

    fields: Mapping[str, str] = archive.fields
    source = source_of(archive, name)
    stream = io.BufferedReader(raw)
    member = content_of(stream, source, size, fields=fields, max_bytes=archive.max_bytes, tally=archive.tally, member=name)
    if member.head[257:262] == b"ustar" or (member.head.startswith(b"PK\x03\x04") and member.suffix in _ARCHIVES | {""}):
        yield Rejection(member.source, "nested-archive", "an archive inside an archive is not opened; unpack it")
        return
    yield from read_content(member)
