"""A file becomes articles and rejections, by what it holds and not by what it is called."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleaner.article import RawArticle, Rejection
from cleaner.read import READERS, InputFile, read_file

PAGE = b"<!DOCTYPE html>\n<html><body><p>The ferry came in.</p></body></html>"
RECORD = b'{"text": "The ferry came in."}\n'
PROSE = b"The ferry came in.\n"


def reading(tmp_path: Path, name: str, data: bytes, **kwargs: int) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data)
    return list(read_file(InputFile(tmp_path / name, name), **kwargs))


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a", "a.md", "a.txt.gz", "a.jsonl.zst"])
@pytest.mark.parametrize(("data", "kind", "source"), [(PAGE, "html", ""), (RECORD, "text", "#1"), (PROSE, "text", "")])
def test_the_first_bytes_decide(tmp_path: Path, pack, name: str, data: bytes, kind: str, source: str) -> None:
    """Whatever the suffix and the compression say, HTML is HTML, JSON lines are records and text is text."""
    [found] = reading(tmp_path, name, pack(data))
    assert isinstance(found, RawArticle)
    assert (found.kind, found.source) == (kind, name + source)
    assert found.data == (b"The ferry came in." if source else data)


def test_members_and_frames_follow_one_another(tmp_path: Path) -> None:
    """Concatenated gzip members and zstd frames, skippable ones and padding are one file."""
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    for data in (
        gzip.compress(b"The ferry ") + gzip.compress(b"came in.") + b"\0" * 512,
        skippable + zstandard.compress(b"The ferry ") + zstandard.compress(b"came in."),
    ):
        [found] = reading(tmp_path, "a.txt", data)
        assert isinstance(found, RawArticle)
        assert found.data == b"The ferry came in."


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_cut_file_keeps_its_whole_records(tmp_path: Path, pack) -> None:
    """Good records before the cut are articles; the tail is one rejection; a single article that is cut is none."""
    lines = b"".join(b'{"text": "%s"}\n' % os.urandom(40).hex().encode() for _ in range(5000))
    *good, last = reading(tmp_path, "a.jsonl.gz", pack(lines)[:-30_000])
    assert len(good) > 1000
    assert all(isinstance(article, RawArticle) for article in good)
    assert isinstance(last, Rejection)
    assert (last.check, last.source) == ("truncated", "a.jsonl.gz")
    assert f"{len(good)} whole records" in last.evidence
    [found] = reading(tmp_path, "a.txt.gz", pack(lines.replace(b"{", b"("))[:-30_000])
    assert isinstance(found, Rejection)
    assert found.check == "truncated"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, pack, name: str) -> None:
    """A small file that expands without end is a rejection, before memory is."""
    start = b'{"text": "' if name == "a.jsonl" else b""
    found = reading(tmp_path, name, pack(start + b"a" * 80_000_000), max_bytes=1 << 30)
    assert [(r.check, r.source) for r in found if isinstance(r, Rejection)] == [("too-large", name)]


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"%PDF-1.7\nThe quay", "binary"),
        (b"PK\x03\x04word/document.xml", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"The \0\0\0 quay" * 20, "binary"),
        (b"\x01\x02\x03\x04The quay\x05\x06" * 20, "binary"),
        (b"The quay is long.", "too-large"),
    ],
)
def test_what_is_no_article_is_rejected_by_name(tmp_path: Path, data: bytes, check: str) -> None:
    """Each has its check, and the file's name."""
    [found] = reading(tmp_path, "a.txt", data, max_bytes=16)
    assert isinstance(found, Rejection)
    assert (found.check, found.source) == (check, "a.txt")


@pytest.mark.parametrize("name", ["a", "a.txt", "a.gz", "a.html", "a.jsonl"])
def test_a_format_with_a_magic_number_needs_no_suffix(tmp_path: Path, name: str) -> None:
    """Web archives and tables are called many things."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    warc = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (len(block), block)
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": ["one"]}), out)
    for data, expected in ((warc, PAGE), (gzip.compress(warc), PAGE), (out.getvalue().to_pybytes(), b"one")):
        [found] = reading(tmp_path, name, data)
        assert isinstance(found, RawArticle)
        assert (found.data, found.source) == (expected, f"{name}#1")


def test_a_reader_may_be_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its suffix; the table is all there is to it."""
    monkeypatch.setitem(READERS, ".ferry", lambda content: iter([RawArticle(content.stream.read()[::-1], content.source)]))
    [found] = reading(tmp_path, "a.ferry", b"%PDF")
    assert isinstance(found, RawArticle)
    assert found.data == b"FDP%"


def test_one_stray_nul_is_not_binary(tmp_path: Path) -> None:
    """It is damage, which the repair removes and records."""
    [found] = reading(tmp_path, "a.txt", b"The quay\0 of Fernholt is being rebuilt. " * 5 + b"\0" + b"It will take two years. " * 20)
    assert isinstance(found, RawArticle)


def test_a_line_of_json_ld_does_not_make_json_lines(tmp_path: Path) -> None:
    """Text dumps of pages begin with it."""
    [found] = reading(tmp_path, "a.txt", b'{"@context": "https://schema.org"}\nThe quay of Fernholt.\n')
    assert isinstance(found, RawArticle)
    assert found.source == "a.txt"


@pytest.mark.parametrize("start", [b"<!-- --> " * 2000, b"<!--" * 4000, b"<?xml" * 3000, b'{"' + b"\\" * 16_000, b"<p " * 5000])
def test_looking_at_hostile_bytes_ends(tmp_path: Path, start: bytes) -> None:
    """No beginning makes the sniffing try every way to read it."""
    assert len(reading(tmp_path, "a.txt", start)) == 1


def test_what_cannot_be_opened_is_a_rejection(tmp_path: Path) -> None:
    """A file that vanished or became a pipe since it was found neither raises nor hangs."""
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("gone.txt", "pipe.txt"):
        [found] = read_file(InputFile(tmp_path / name, name))
        assert isinstance(found, Rejection)
        assert found.check == "unreadable"
        assert str(tmp_path) not in found.evidence
