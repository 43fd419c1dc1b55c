"""A web archive's pages become articles; what is no page is counted, and what is damaged costs itself."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
import zstandard

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read import InputFile, Tally, read_file

PAGE = b"<!DOCTYPE html><html><body><p>The ferry of %b came in.</p></body></html>"


def record(kind: str, block: bytes, *headers: str, length: int | str | None = None) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", *headers, f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(name: str, body: bytes | None = None, *, status: str = "200 OK", http: str = "Content-Type: text/html; charset=utf-8", **kwargs) -> bytes:
    block = f"HTTP/1.1 {status}\r\n{http}\r\n\r\n".encode() + (PAGE % name.encode() if body is None else body)
    return record(
        "response",
        block,
        f"WARC-Target-URI: https://fernholt.example/{name}",
        "WARC-Date: 2024-05-01T06:00:00Z",
        "Content-Type: application/http; msgtype=response",
        **kwargs,
    )


def reading(tmp_path: Path, data: bytes, name: str = "crawl.warc", **kwargs) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data)
    return list(read_file(InputFile(tmp_path / name, name), **kwargs))


def test_a_response_is_a_page_with_its_evidence(tmp_path: Path) -> None:
    """Address, fetch time and the charset of the HTTP header come along; the bytes are the body's."""
    tally = Tally()
    [found] = reading(tmp_path, response("quay", b"<p>Caf\xe9</p>", http="content-type: text/html; charset=ISO-8859-1"), tally=tally)
    assert found == RawArticle(
        b"<p>Caf\xe9</p>",
        "crawl.warc#1",
        kind="html",
        url="https://fernholt.example/quay",
        charset="iso-8859-1",
        clues=(
            Clue("url", "https://fernholt.example/quay", "warc:WARC-Target-URI"),
            Clue("fetched_at", "2024-05-01T06:00:00Z", "warc:WARC-Date"),
        ),
    )
    assert tally.fields_used == {"charset": {"HTTP Content-Type": 1}, "fetched_at": {"WARC-Date": 1}, "html": {"WARC record": 1}, "url": {"WARC-Target-URI": 1}}


def test_what_is_no_page_is_counted(tmp_path: Path) -> None:
    """Requests, errors and pictures are no inputs; each is in the tally under its reason."""
    tally = Tally()
    data = b"".join(
        (
            record("warcinfo", b"software: none"),
            record("request", b"GET / HTTP/1.1\r\n\r\n"),
            response("gone", status="404 Not Found"),
            response("pier", b"\x89PNG\r\n", http="Content-Type: image/png"),
            response("quay"),
        )
    )
    [found] = reading(tmp_path, data, tally=tally)
    assert found.source == "crawl.warc#5"
    assert tally.skipped == {"WARC record of type warcinfo": 1, "WARC record of type request": 1, "HTTP status 404": 1, "content of type image/png": 1}


def test_an_archive_without_a_page_is_a_rejection(tmp_path: Path) -> None:
    """It says what it has instead."""
    [found] = reading(tmp_path, record("request", b"GET / HTTP/1.1\r\n\r\n") * 3)
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == ("empty", "no page among 3 records: WARC record of type request (3)")


def test_wet_records_are_texts(tmp_path: Path) -> None:
    """A conversion is text in UTF-8, with its address and its first language."""
    text = "Die Fähre kam um neun.\n".encode()
    data = record("conversion", text, "WARC-Target-URI: https://fernholt.example/f", "Content-Type: text/plain", "WARC-Identified-Content-Language: deu,eng")
    [found] = reading(tmp_path, gzip.compress(data), "crawl.warc.wet.gz")
    assert isinstance(found, RawArticle)
    assert (found.data, found.kind, found.charset, found.url) == (text, "text", "utf-8", "https://fernholt.example/f")
    assert Clue("language", "deu", "warc:WARC-Identified-Content-Language") in found.clues


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def chunked(data: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (data[:10], data[10:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("header", "pack"),
    [
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Content-Encoding: deflate", deflate_raw),
        ("Content-Encoding: zstd", zstandard.compress),
        ("Transfer-Encoding: chunked", chunked),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", lambda data: chunked(gzip.compress(data))),
        ("Content-Encoding: gzip", bytes),
        ("Transfer-Encoding: chunked", bytes),
    ],
)
def test_codings_of_http_are_undone(tmp_path: Path, header: str, pack) -> None:
    """Those that the bytes have: many archives undo them and keep the header."""
    page = PAGE % b"Fernholt"
    [found] = reading(tmp_path, response("quay", pack(page), http=f"Content-Type: text/html\r\n{header}"))
    assert isinstance(found, RawArticle), found
    assert found.data == page


def test_brotli_is_undone_where_it_is_installed(tmp_path: Path) -> None:
    """It is an extra; a bomb in it is not unpacked."""
    brotli = pytest.importorskip("brotli")
    page = PAGE % b"Fernholt"
    http = "Content-Type: text/html\r\nContent-Encoding: br"
    data = response("quay", brotli.compress(page), http=http) + response("bomb", brotli.compress(b"a" * 5_000_000), http=http)
    data += response("cut", brotli.compress(page)[:-8], http=http)
    first, bomb, cut = reading(tmp_path, data, max_bytes=1 << 20)
    assert isinstance(first, RawArticle)
    assert first.data == page
    assert [getattr(one, "check", None) for one in (bomb, cut)] == ["too-large", "truncated"]


def test_a_body_that_cannot_be_decoded_is_a_rejection(tmp_path: Path) -> None:
    """A cut body, a bomb, a coding nobody knows, nothing at all; the page behind them comes through."""
    gz = "Content-Type: text/html\r\nContent-Encoding: gzip"
    data = (
        response("a", gzip.compress(PAGE)[:-9], http=gz)
        + response("b", gzip.compress(b"a" * 3_000_000), http=gz)
        + response("c", b"xx", http="Content-Type: text/html\r\nContent-Encoding: snappy")
        + response("d", b"")
        + response("e", b"a" * 1_500_000)
        + response("f", b"a" * 5_000_000)
        + response("quay")
    )
    *bad, good = reading(tmp_path, data, max_bytes=1 << 20)
    assert [one.check for one in bad if isinstance(one, Rejection)] == ["truncated", "too-large", "unknown-format", "empty", "too-large", "too-large"]
    assert isinstance(good, RawArticle)
    assert good.source == "crawl.warc#7"


def test_a_header_of_any_length_is_read_once(tmp_path: Path) -> None:
    """One of a million lines that go on, and one that never ends: they cost their records, not a minute."""
    folded = response("a", http="Content-Type: text/html\r\nX-Long: a\r\n" + "\r\n".join([" a"] * 200_000))
    endless = record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX: a\r\n" + b" a\r\n" * 2_000_000, "Content-Type: application/http")
    first, second, good = reading(tmp_path, folded + endless + response("quay"))
    assert isinstance(first, RawArticle)
    assert isinstance(second, Rejection)
    assert second.check == "empty"
    assert isinstance(good, RawArticle)


def test_a_body_that_is_coded_again_and_again_is_not_unpacked_for_ever(tmp_path: Path) -> None:
    """Five times is the most; each time could be sixteen megabytes."""
    often, seldom = PAGE % b"Fernholt", PAGE % b"Port Ansel"
    for _ in range(6):
        often = gzip.compress(often)
    for _ in range(5):
        seldom = gzip.compress(seldom)
    coded = "Content-Type: text/html\r\nContent-Encoding: "
    data = response("a", often, http=coded + ", ".join(["gzip"] * 6)) + response("b", seldom, http=coded + "gzip, , gzip,gzip, gzip, gzip,")
    bad, good = reading(tmp_path, data)
    assert isinstance(bad, Rejection)
    assert (bad.check, bad.evidence) == ("unknown-format", "a body that is coded 6 times; 5 times is the most")
    assert isinstance(good, RawArticle)
    assert good.data == PAGE % b"Port Ansel"


@pytest.mark.parametrize("length", [-5, "1e12", "", 10**12, 5, 90, 400, 5000])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_wrong_length_costs_its_record(tmp_path: Path, length: int | str, pack) -> None:
    """The next record is found by its first line; the bytes skipped are counted."""
    data = response("one") + response("lie", length=length) + b"".join(response(f"n{n}") for n in range(30))
    found = reading(tmp_path, pack(data))
    pages = [one.url for one in found if isinstance(one, RawArticle)]
    assert pages == ["https://fernholt.example/one", *(f"https://fernholt.example/n{n}" for n in range(30))]
    [bad] = [one for one in found if isinstance(one, Rejection)]
    assert (bad.source, bad.check) == ("crawl.warc#2", "bad-record")
    assert "Content-Length is" in bad.evidence
    assert "bytes" in bad.evidence


def test_a_file_of_wrong_lengths_is_read_in_one_go(tmp_path: Path) -> None:
    """After a few, lengths are no longer believed; a good record among them is still read."""
    data = b"".join(response(f"n{n}", length=10_000_000 if n % 10 else None) for n in range(200))
    found = reading(tmp_path, data)
    assert sum(isinstance(one, RawArticle) for one in found) == 20
    assert sum(isinstance(one, Rejection) for one in found) == 180


def test_bytes_between_records_are_a_rejection(tmp_path: Path) -> None:
    """They may have been a page."""
    found = reading(tmp_path, response("one") + b"some debris\n" * 20_000 + response("two"))
    assert [getattr(one, "evidence", "page") for one in found] == ["page", "240000 bytes between records, skipped", "page"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_cut_archive_keeps_its_whole_pages(tmp_path: Path, pack) -> None:
    """The tail is one rejection that says how much was readable."""
    members = [pack(response(f"n{n}")) for n in range(20)]
    *pages, last = reading(tmp_path, b"".join(members)[: -len(members[-1]) // 2])
    assert [page.url for page in pages if isinstance(page, RawArticle)] == [f"https://fernholt.example/n{n}" for n in range(19)]
    assert isinstance(last, Rejection)
    assert (last.source, last.check) == ("crawl.warc", "truncated")
    assert last.evidence.endswith("; 19 whole records before")


def test_a_plain_archive_that_ends_early_says_so(tmp_path: Path) -> None:
    """Its last page would be half a page."""
    good, bad = reading(tmp_path, (response("one") + response("two"))[:-40])
    assert isinstance(good, RawArticle)
    assert isinstance(bad, Rejection)
    assert "the file ends after" in bad.evidence


@pytest.mark.parametrize("data", [b"WARC/1.0\r\n", b"WARC/1.0\r\nA" * 5, b"WARC/1.0\r\n" + b"X: y\r\n" * 50_000, b"WARC/1.0\r\nContent-Length: 9\r\n\r\n"])
def test_pieces_of_records_are_rejections(tmp_path: Path, data: bytes) -> None:
    """Nothing hangs, nothing raises, nothing is passed over."""
    assert all(isinstance(one, Rejection) for one in reading(tmp_path, data))
    assert reading(tmp_path, data)


def test_it_reads_what_fastwarc_reads(tmp_path: Path) -> None:
    """The same pages, addresses and bodies, on an archive with members of all kinds."""
    fastwarc = pytest.importorskip("fastwarc")
    data = b""
    for n in range(60):
        body = PAGE % (b"place %d " % n * (n * 40))
        coded = gzip.compress(body) if n % 3 == 0 else chunked(body) if n % 3 == 1 else body
        http = "Content-Type: text/html" + ("\r\nContent-Encoding: gzip", "\r\nTransfer-Encoding: chunked", "")[n % 3]
        data += gzip.compress(record("request", b"GET / HTTP/1.1\r\n\r\n", "Content-Type: application/http")) + gzip.compress(
            response(f"n{n}", coded, http=http)
        )
    mine = [(one.url, one.data) for one in reading(tmp_path, data, "crawl.warc.gz") if isinstance(one, RawArticle)]
    theirs = [
        (one.headers["WARC-Target-URI"], one.reader.read())
        for one in fastwarc.ArchiveIterator(io.BytesIO(data), record_types=fastwarc.WarcRecordType.response, auto_decode="all")
    ]
    assert mine == theirs
