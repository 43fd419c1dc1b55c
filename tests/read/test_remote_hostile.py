"""A store that lies about its files, drops every connection or never stops sending costs its own files, and nothing else."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.article import RawArticle, Rejection
from cleaner.errors import UsageError
from cleaner.read import InputFile, discover, read_file

fsspec = pytest.importorskip("fsspec")
RECORDS = b"".join(b'{"text": "The quay has %d steps."}\n' % number for number in range(500))


class Liar(http.server.BaseHTTPRequestHandler):
    """What a path is called says how the server behaves."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        body = b""
        match self.path.strip("/").rpartition(".")[0]:
            case "says-more" if with_body and (wanted := self.headers.get("Range")):
                first, _, last = wanted.removeprefix("bytes=").partition("-")
                body = RECORDS[int(first) : int(last) + 1]
                self.head(206, len(body), f"bytes {first}-{last}/{2 * len(RECORDS)}")
            case "says-more":
                self.head(200, 2 * len(RECORDS))
                self.close_connection = True
            case "ignores-ranges":
                self.head(200, len(RECORDS))
                body = RECORDS
            case "cut" | "endless" | "endless-picture" as how:
                self.head(200, None)
                if with_body:
                    self.chunks(b"\x89PNG\r\n\x1a\n" + bytes(60_000) if how == "endless-picture" else RECORDS, n=None if how != "cut" else 1)
            case "forbidden":
                self.head(403, 0)
            case "circle":
                self.head(302, 0, location=self.path)
            case _:
                self.wfile.write(b"\0\xff" * 1000)
                self.close_connection = True
        if with_body and body:
            self.wfile.write(body)

    def head(self, status: int, length: int | None, part: str | None = None, location: str | None = None) -> None:
        self.send_response(status)
        said = {"Content-Range": part, "Location": location, "Accept-Ranges": "bytes" if length else None}
        said |= {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
        for name, value in said.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()

    def chunks(self, block: bytes, n: int | None) -> None:
        sent = 0
        self.close_connection = True
        try:
            while n is None or sent < n:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
                sent += 1
        except OSError:
            pass  # the reader has had enough

    def log_message(self, *_: Any) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A reader that leaves is what these tests are about."""


@pytest.fixture(scope="module")
def liar() -> Iterator[str]:
    pytest.importorskip("aiohttp")
    server = Server(("127.0.0.1", 0), Liar)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the pauses between tries, and with a megabyte where the limit is gigabytes."""
    monkeypatch.setattr("cleaner.read.remote._FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr("cleaner.read.remote._MOST_UNSIZED_BYTES", 1 << 20)


@pytest.mark.parametrize(
    ("name", "n_articles", "said"),
    [
        ("ignores-ranges.jsonl", 500, None),
        ("says-more.jsonl", 500, "it ended early"),
        ("cut.jsonl", ..., "the connection dropped after"),
        ("endless.jsonl", ..., "the store does not say how large the file is"),
        ("endless-picture.txt", 0, "the store does not say how large the file is"),
    ],
)
def test_a_file_that_is_not_what_its_store_says_is_a_rejection(liar: str, tmp_path: Path, name: str, n_articles: int | Any, said: str | None) -> None:
    """Once, with what is wrong; the records that came before it stand, each as it was sent."""
    [file], _ = discover([f"{liar}/{name}"], root=tmp_path)
    found = list(read_file(file))
    texts = [one.data for one in found if isinstance(one, RawArticle)]
    assert n_articles is ... or len(texts) == n_articles
    assert set(texts) <= {b"The quay has %d steps." % number for number in range(500)}
    faults = [(one.source, one.check, said is not None and said in one.evidence) for one in found if isinstance(one, Rejection)]
    assert faults == ([] if said is None else [(f"{liar}/{name}", "unreadable", True)])


@pytest.mark.parametrize("name", ["forbidden.txt", "circle.txt", "noise.txt"])
def test_a_store_that_answers_nonsense_is_one_line(liar: str, tmp_path: Path, name: str) -> None:
    """With the address and the next step, and nothing of what the server said."""
    with pytest.raises(UsageError, match=rf"{liar}/{name}: .*; check the address"):
        discover([f"{liar}/{name}"], root=tmp_path)


def test_a_name_in_a_store_does_not_lead_to_another_one(tmp_path: Path) -> None:
    """A key may be called as a local file's address is, or as several addresses in one: it is read from its store, or not at all."""
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this machine")
    store = fsspec.filesystem("memory")
    for name in (f"/crawl/file://{secret}", f"/crawl/a::file://{secret}", f"/crawl/local:{secret}", "/crawl/b.txt"):
        store.pipe(name, b"The quay.")
    try:
        files, _ = discover(["memory://crawl"], root=tmp_path)
        found = [record for file in files for record in read_file(file)]
    finally:
        store.store.clear()
        store.pseudo_dirs[:] = [""]
    assert len(files) == 4
    assert len(found) == 4
    assert {one.data for one in found if isinstance(one, RawArticle)} == {b"The quay."}


def test_a_store_that_gives_more_than_was_asked_for_is_a_rejection(tmp_path: Path) -> None:
    """No byte of it is taken for another place's."""

    class Generous(fsspec.implementations.memory.MemoryFile):
        def read(self, n: int = -1) -> bytes:
            return super().read(n) + b"more"

    class Shop(fsspec.AbstractFileSystem):
        protocol = "generous"

        def _open(self, path: str, *_: Any, **__: Any) -> Any:
            return Generous(data=RECORDS)

    fsspec.register_implementation("generous", Shop, clobber=True)
    [found] = read_file(InputFile(Path("-"), "generous://a.jsonl", "generous://a.jsonl"))
    assert isinstance(found, Rejection)
    assert (found.check, "more than was asked for" in found.evidence) == ("unreadable", True)
