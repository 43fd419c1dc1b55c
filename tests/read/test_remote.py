"""Remote files are listed in one order, named without secrets, and read like local ones, dropped connections included."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.article import RawArticle, Rejection
from cleaner.errors import UsageError
from cleaner.read import InputFile, discover, read_file
from cleaner.read.files import spool

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def memory() -> Iterator[Any]:
    store = fsspec.filesystem("memory")
    yield store
    store.store.clear()
    store.pseudo_dirs[:] = [""]


def test_a_store_is_listed_in_order(memory: Any, tmp_path: Path) -> None:
    """Below a folder or one file; hidden names are skipped; local and remote inputs stand together."""
    for name in ("/crawl/b.txt", "/crawl/a/z.jsonl", "/crawl/.hidden.txt", "/other/x.txt"):
        memory.pipe(name, b'{"text": "The quay."}\n' if name.endswith("jsonl") else b"The quay.\n")
    (tmp_path / "local.txt").write_bytes(b"The ferry.\n")
    files, rejections = discover(["memory://crawl", tmp_path, "memory://other/x.txt"], root=tmp_path)
    assert [file.source for file in files] == ["local.txt", "memory://crawl/a/z.jsonl", "memory://crawl/b.txt", "memory://other/x.txt"]
    assert rejections == []
    assert [file.n_bytes for file in files] == [None, 22, 10, 10]
    found = [record for file in files for record in read_file(file)]
    assert [record.source for record in found] == ["local.txt", "memory://crawl/a/z.jsonl#1", "memory://crawl/b.txt", "memory://other/x.txt"]
    assert all(isinstance(record, RawArticle) for record in found)


def test_formats_that_are_read_from_the_end_are_read_remotely(memory: Any, tmp_path: Path) -> None:
    """Parquet and zip go back and forth."""
    import io
    import zipfile

    import pyarrow as pa
    import pyarrow.parquet as pq

    table, archive = io.BytesIO(), io.BytesIO()
    pq.write_table(pa.table({"text": ["one", "two"]}), table)
    with zipfile.ZipFile(archive, "w") as pages:
        pages.writestr("a.txt", "three")
    memory.pipe("/c/a.parquet", table.getvalue())
    memory.pipe("/c/b.zip", archive.getvalue())
    files, _ = discover(["memory://c"], root=tmp_path)
    assert [record.data for file in files for record in read_file(file) if isinstance(record, RawArticle)] == [b"one", b"two", b"three"]


def test_what_cannot_be_listed_is_an_error(memory: Any, tmp_path: Path) -> None:
    """One line with the address, and the next step."""
    with pytest.raises(UsageError, match=r"memory://nowhere: no such file or folder; check the address"):
        discover(["memory://nowhere"], root=tmp_path)
    with pytest.raises(UsageError, match="is no kind of address"):
        discover(["gopher://fernholt.example/"], root=tmp_path)


def test_a_library_that_is_missing_is_named_by_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to know what fsspec calls it."""
    import sys

    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"needs fsspec, which is not installed; pip install 'article-cleaner\[remote\]'"):
        discover(["s3://fernholt/crawl"], root=tmp_path)


def test_a_file_address_is_a_local_path(tmp_path: Path) -> None:
    """Its source is counted from the root: an absolute path differs between machines."""
    (tmp_path / "a b.txt").write_bytes(b"The quay.\n")
    files, _ = discover([f"file://{tmp_path}/a%20b.txt"], root=tmp_path)
    assert [(file.source, file.address) for file in files] == [("a b.txt", None)]


def test_standard_input_is_spooled(tmp_path: Path) -> None:
    """It is read like a file; where nobody spooled it, that is an error."""
    import io

    stdin = spool(io.BytesIO(b'{"text": "one"}\n{"text": "two"}\n'), tmp_path)
    files, _ = discover(["-"], root=tmp_path / "elsewhere", stdin=stdin)
    assert [record.source for file in files for record in read_file(file)] == ["stdin#1", "stdin#2"]
    with pytest.raises(UsageError, match="standard input cannot be read here"):
        discover(["-"], root=tmp_path)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; drops the connection in the middle of a body as often as it is told to."""

    drops = 0

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        start, end = 0, len(data) - 1
        if wanted := self.headers.get("Range"):
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or end), end)
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(end - start + 1))
        self.send_header("Accept-Ranges", "bytes")
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.end_headers()
        if type(self).drops:
            type(self).drops -= 1
            self.wfile.write(data[start : start + 100])
            self.close_connection = True
            return
        self.wfile.write(data[start : end + 1])

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    pytest.importorskip("aiohttp")
    folder = tmp_path / "web"
    folder.mkdir()
    Handler.drops = 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_folder_of_a_web_server_is_read(web: tuple[str, Path], tmp_path: Path) -> None:
    """Its index page lists it."""
    address, folder = web
    (folder / "a.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n')
    (folder / "b.txt").write_text("three")
    files, _ = discover([f"{address}/"], root=tmp_path)
    assert [file.source for file in files] == [f"{address}/a.jsonl", f"{address}/b.txt"]
    assert [record.data for file in files for record in read_file(file) if isinstance(record, RawArticle)] == [b"one", b"two", b"three"]


@pytest.mark.parametrize(("drops", "n_articles"), [(2, 2000), (100, 0)])
def test_a_dropped_connection_is_taken_up_again(web: tuple[str, Path], tmp_path: Path, drops: int, n_articles: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it was; when it drops too often, the file is a rejection that says so."""
    monkeypatch.setattr("cleaner.read.remote._FIRST_PAUSE_S", 0.001)
    address, folder = web
    (folder / "a.jsonl").write_text('{"text": "The quay."}\n' * 2000)
    files, _ = discover([f"{address}/a.jsonl"], root=tmp_path)
    Handler.drops = drops
    found = [record for file in files for record in read_file(file)]
    assert sum(isinstance(record, RawArticle) for record in found) == n_articles
    faults = [record for record in found if isinstance(record, Rejection)]
    assert [(fault.source, fault.check) for fault in faults] == ([(f"{address}/a.jsonl", "unreadable")] if drops > 10 else [])


def test_a_file_that_is_gone_is_a_rejection(memory: Any) -> None:
    """Between listing and reading, anything may happen."""
    [found] = read_file(InputFile(Path("-"), "memory://c/a.txt", "memory://c/a.txt", 9))
    assert isinstance(found, Rejection)
    assert found.check == "unreadable"
