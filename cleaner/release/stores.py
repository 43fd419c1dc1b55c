"""Where versions can be published: a folder or S3-compatible storage, behind the few things that publishing asks of it.

A folder can rename, so a version appears there at once. Object storage cannot: there SHA256SUMS comes last, and a
version without it is not published.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from cleaner.errors import CleanError, RefusedError, UsageError
from cleaner.release.index import write_index
from cleaner.release.versions import locked, parse_version, publish, refuse_bad_out, replace_file

UPLOADING = ".uploading"
"""The file that marks a folder in which an upload is under way; it holds the digest of the SHA256SUMS to come."""


class Store(Protocol):
    """A place for versions. Paths are below it, with `/`."""

    name: str

    def stage(self, version: str) -> str:
        """The folder to upload a version into."""

    def files(self, folder: str) -> dict[str, int]:
        """Path below the folder → size in bytes, of every file in it; nothing when there is no such folder."""

    def read(self, path: str) -> bytes | None:
        """A small file, or None when it is not there."""

    def stream(self, path: str) -> IO[bytes]:
        """A file, to be read from its beginning."""

    def put(self, local: Path, path: str) -> None:
        """Copy a file of this machine there, over one that is there."""

    def put_new(self, data: bytes, path: str) -> None:
        """Write a small file that is not there yet, or raise RefusedError."""

    def put_text(self, text: str, path: str) -> None:
        """Write a small file, over one that is there."""

    def remove(self, path: str) -> None:
        """Remove a file if it is there."""

    def finish(self, version: str) -> None:
        """Make what was uploaded the version."""

    def update_index(self, change: Callable[[bytes | None], tuple[str, str]]) -> None:
        """Write index.json and LATEST anew: `change` takes the index as it is and gives both texts."""


class FolderStore:
    """A folder of this machine, or of one that it has mounted."""

    def __init__(self, root: Path) -> None:
        refuse_bad_out(root)
        self.name = str(root)
        self._root = root

    def stage(self, version: str) -> str:
        return f".upload-{version}"

    def files(self, folder: str) -> dict[str, int]:
        place = self._root / folder
        return {path.relative_to(place).as_posix(): path.lstat().st_size for path in sorted(place.rglob("*")) if path.is_symlink() or not path.is_dir()}

    def read(self, path: str) -> bytes | None:
        file = self._root / path
        return file.read_bytes() if file.is_file() else None

    def stream(self, path: str) -> IO[bytes]:
        return (self._root / path).open("rb")

    def put(self, local: Path, path: str) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(local, target)

    def put_new(self, data: bytes, path: str) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as file:
                file.write(data)
        except FileExistsError as error:
            raise RefusedError("is there already", where=str(target), hint="somebody else is publishing it") from error

    def put_text(self, text: str, path: str) -> None:
        replace_file(self._root / path, text)

    def remove(self, path: str) -> None:
        (self._root / path).unlink(missing_ok=True)

    def finish(self, version: str) -> None:
        if (self._root / self.stage(version)).is_dir():
            publish(self._root / self.stage(version), self._root, parse_version(version), then=write_index)

    def update_index(self, change: Callable[[bytes | None], tuple[str, str]]) -> None:
        del change  # a folder's index is written from the versions that are in it
        with locked(self._root):
            write_index(self._root)


class ObjectStore:
    """S3-compatible storage, as `s3://bucket/prefix`; credentials and endpoint as the AWS tools take them (AWS_ENDPOINT_URL, …)."""

    def __init__(self, url: str) -> None:
        fsspec = needed("fsspec", "s3", "s3:// targets")
        needed("s3fs", "s3", "s3:// targets")
        self.name = url.rstrip("/")
        self._root = self.name.partition("://")[2]
        if not self._root.partition("/")[0]:
            raise UsageError("names no bucket", where=url, hint="write s3://bucket or s3://bucket/folder")
        with self._one_line():
            # Listings are never cached: what was there a moment ago is just what must not be believed.
            self._fs: Any = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)

    def stage(self, version: str) -> str:
        return version

    def files(self, folder: str) -> dict[str, int]:
        place = f"{self._root}/{folder}"
        with self._one_line():
            found = self._fs.find(place, detail=True)
        return {path.removeprefix(f"{place}/"): int(entry["size"]) for path, entry in sorted(found.items()) if path.startswith(f"{place}/")}

    def read(self, path: str) -> bytes | None:
        with self._one_line():
            try:
                return bytes(self._fs.cat_file(f"{self._root}/{path}"))
            except FileNotFoundError:
                return None

    def stream(self, path: str) -> IO[bytes]:
        with self._one_line():
            file: IO[bytes] = self._fs.open(f"{self._root}/{path}", "rb", cache_type="readahead", block_size=8 << 20)
            return file

    def put(self, local: Path, path: str) -> None:
        with self._one_line():
            self._fs.put_file(str(local), f"{self._root}/{path}")

    def put_new(self, data: bytes, path: str) -> None:
        with self._one_line():
            try:
                self._fs.pipe_file(f"{self._root}/{path}", data, mode="create")
            except FileExistsError as error:
                raise RefusedError("is there already", where=f"{self.name}/{path}", hint="somebody else is publishing it") from error

    def put_text(self, text: str, path: str) -> None:
        with self._one_line():
            self._fs.pipe_file(f"{self._root}/{path}", text.encode())

    def remove(self, path: str) -> None:
        with self._one_line():
            if self._fs.exists(f"{self._root}/{path}"):
                self._fs.rm_file(f"{self._root}/{path}")

    def finish(self, version: str) -> None:
        """SHA256SUMS, which came last, has finished it."""

    def update_index(self, change: Callable[[bytes | None], tuple[str, str]]) -> None:
        index, latest = change(self.read("index.json"))
        self.put_text(index, "index.json")
        self.put_text(latest, "LATEST")

    @contextmanager
    def _one_line(self) -> Iterator[None]:
        """What storage and network say, as one line: their errors are of a dozen classes that are not ours to know."""
        try:
            yield
        except CleanError:
            raise
        except Exception as error:
            said = " ".join(str(error).split())[:200]
            raise UsageError(f"{type(error).__name__}: {said}", where=self.name, hint="check the bucket, the credentials and AWS_ENDPOINT_URL") from error


def open_store(target: str) -> Store:
    """The store that a target names: `s3://bucket/folder`, `file:///folder` or a folder's path.

    Raises:
        UsageError: It is none of these, or its library is not installed.
    """
    scheme, separator, rest = target.partition("://")
    if not separator:
        return FolderStore(Path(target))
    if scheme == "file":
        return FolderStore(Path("/", rest))
    if scheme == "s3":
        return ObjectStore(target)
    raise UsageError(f"{scheme}:// is not a target", where=target, hint="write a folder, s3://bucket/folder, or hf://datasets/owner/name")


def needed(module: str, extra: str, what: str) -> Any:
    """An optional library.

    Raises:
        UsageError: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(f"{what} need {module}, which is not installed", hint=f"pip install 'article-cleaner[{extra}]'") from error


def same_stream(stream: IO[bytes], sha256: str) -> bool:
    """Whether what the stream holds has this digest."""
    whole = hashlib.sha256()
    while data := stream.read(io.DEFAULT_BUFFER_SIZE * 128):
        whole.update(data)
    return whole.hexdigest() == sha256
