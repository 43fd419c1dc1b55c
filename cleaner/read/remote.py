"""Files in remote stores, through fsspec: which there are, and their bytes, asked for again when a connection drops.

`s3://`, `gs://`, `hf://` and `https://` need the extra `article-cleaner[remote]`.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cleaner.errors import UsageError
from cleaner.read.files import InputFile

_BLOCK_BYTES = 4 << 20
_TRIES = 4
_FIRST_PAUSE_S = 0.2
"""Then twice, four times as long: a dropped connection is usually back within a second."""
_MOST_UNSIZED_BYTES = 16 << 30
"""Of a file that its store does not know the size of: a server can send for ever."""
_SECRET = re.compile(r"token|signature|^sig$|secret|credential|password|^key$|api_?key|expires", re.IGNORECASE)


def list_remote(address: str) -> list[InputFile]:
    """The file at an address, or all below it, sorted; names that begin with a dot are skipped.

    Raises:
        UsageError: No library for this kind of address, nothing there, or the store refuses.
    """
    store, path = _store(address)
    shown = public(address)
    try:
        found = _found(store, path)
    except FileNotFoundError:
        raise UsageError("no such file or folder", where=shown, hint="check the address") from None
    except Exception as error:  # noqa: BLE001 - each store has errors of its own
        raise UsageError(f"cannot be listed: {type(error).__name__}", where=shown, hint="check the address, the network and your rights") from None
    protocol = address.partition("://")[0]
    files = []
    for name, size in sorted(found.items()):
        below = name.removeprefix(path)
        if any(part.startswith(".") for part in below.split("/")):
            continue
        # Only its own: a name that begins with another kind of address, such as file://, would be read from there.
        url = name if name.startswith(f"{protocol}://") else f"{protocol}://{name.lstrip('/')}"
        files.append(InputFile(Path("-"), public(url), url, size))
    return files


def public(address: str) -> str:
    """The address as a dataset may name it: without user, password and signatures.

    >>> public("https://ana:pw@crawl.example/a.warc?part=2&X-Amz-Signature=f00#top")
    'https://crawl.example/a.warc?part=2'
    """
    parts = urlsplit(address)
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _SECRET.search(key)])
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


@contextmanager
def open_remote(address: str) -> Iterator[tuple[io.BufferedReader[Any], int | None]]:
    """A remote file's bytes, and how many there are if its store knows.

    Raises:
        OSError: It is not there, the connection dropped too often, or it has no end.
    """
    try:
        store, path = _store(address)
    except Exception as error:  # noqa: BLE001 - a name may be made to be taken for several addresses in one
        raise OSError(0, f"cannot be opened: {type(error).__name__}") from None
    raw = _Patient(store, path)
    with io.BufferedReader(raw, _BLOCK_BYTES) as stream:
        yield stream, raw.size


class _Patient(io.RawIOBase):
    """A remote file that is opened again where it was when reading fails."""

    def __init__(self, store: Any, path: str) -> None:
        self._store = store
        self._path = path
        self._at = 0
        self._file: Any = None
        self._open()
        self.size: int | None = getattr(self._file, "size", None)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.size is not None

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if self.size is None:
            raise io.UnsupportedOperation("the store does not say how large the file is")
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        if self.size is None and self._at >= _MOST_UNSIZED_BYTES:
            raise OSError(0, f"more than {_MOST_UNSIZED_BYTES >> 20} MiB, and the store does not say how large the file is")
        wanted = len(target) if self.size is None else min(len(target), max(self.size - self._at, 0))
        data = self._tried(wanted) if wanted else b""
        target[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._leave()
        super().close()

    def _leave(self) -> None:
        """Close the store's file, and with it the connection."""
        if self._file is not None:
            with suppress(Exception):  # whatever a store raises, nothing more is wanted of it
                self._file.close()
            self._file = None

    def _tried(self, n: int) -> bytes:
        for number in range(_TRIES):
            try:
                if self._file is None:
                    self._open()
                if self._file.tell() != self._at:
                    self._file.seek(self._at)
                data: bytes = self._file.read(n)
                if len(data) > n:
                    reason = "it gave more than was asked for"
                elif data or self.size is None:
                    return data
                else:
                    reason = "it ended early"
            except Exception as error:  # noqa: BLE001 - each store has errors of its own
                reason = type(error).__name__
            self._leave()
            if number < _TRIES - 1:
                time.sleep(_FIRST_PAUSE_S * 2**number)
        raise OSError(0, f"the connection dropped after {self._at} bytes, {_TRIES} times ({reason})")

    def _open(self) -> None:
        try:
            self._file = self._store.open(self._path, "rb", block_size=_BLOCK_BYTES, cache_type="readahead")
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001
            raise OSError(0, f"cannot be opened: {type(error).__name__}") from None


def _store(address: str) -> tuple[Any, str]:
    protocol = address.partition("://")[0]
    hint = "pip install 'article-cleaner[remote]'"
    try:
        import fsspec  # type: ignore[import-untyped, import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError:
        raise UsageError(f"reading {protocol}:// needs fsspec, which is not installed", where=public(address), hint=hint) from None
    try:
        store, path = fsspec.core.url_to_fs(address)
    except ImportError:
        raise UsageError(f"reading {protocol}:// needs a library that is not installed", where=public(address), hint=hint) from None
    except ValueError:
        allowed = "https, s3, gs, hf and what fsspec knows besides"
        raise UsageError(f"{protocol}:// is no kind of address that can be read", where=public(address), hint=f"allowed are {allowed}") from None
    return store, str(path)


def _found(store: Any, path: str) -> dict[str, int | None]:
    """Name → size of the file at a path or of all below it."""
    if store.isfile(path) and not path.endswith("/"):
        return {path: store.info(path).get("size")}
    listed = store.find(path, detail=True)
    if not listed:
        raise FileNotFoundError(path)
    return {name: info.get("size") for name, info in listed.items() if info.get("type", "file") == "file"}
