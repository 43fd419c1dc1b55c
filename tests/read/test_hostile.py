"""What changes, vanishes or is far too long while it is read is accounted for, and memory stays small."""

from __future__ import annotations

import gzip
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.article import RawArticle, Rejection
from cleaner.read import InputFile, Tally, discover, read_file


def test_a_file_that_grows_while_it_is_read_says_so(tmp_path: Path) -> None:
    """Its records stand, and one rejection says that they may be part old and part new."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "The quay."}\n' * 10_000)
    records = read_file(InputFile(path, "a.jsonl"))
    first = next(records)
    with path.open("ab") as file:
        file.write(b'{"text": "The ferry."}\n')
    *others, last = records
    assert all(isinstance(one, RawArticle) for one in (first, *others))
    assert isinstance(last, Rejection)
    assert (last.source, last.check) == ("a.jsonl", "changed")


def test_a_file_that_shrinks_while_it_is_read_is_accounted_for(tmp_path: Path) -> None:
    """What was read of it stands."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "The quay."}\n' * 100_000)
    records = read_file(InputFile(path, "a.jsonl"))
    first = next(records)
    os.truncate(path, 200_005)
    *others, last = records
    assert isinstance(first, RawArticle)
    assert 1000 < len(others) < 100_000
    assert isinstance(last, Rejection)
    assert last.check == "changed"


def test_a_file_that_is_deleted_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    """An open file stays; one that vanished before is a rejection."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "The quay."}\n' * 1000)
    [file], _ = discover([path], root=tmp_path)
    records = read_file(file)
    next(records)
    path.unlink()
    assert sum(isinstance(one, RawArticle) for one in records) == 999
    [gone] = read_file(file)
    assert isinstance(gone, Rejection)
    assert (gone.check, gone.evidence) == ("unreadable", "no such file or directory")


def test_a_bad_line_in_the_middle_costs_itself(tmp_path: Path) -> None:
    """Whatever it is: a cut record, bytes of a picture, a line of another file."""
    path = tmp_path / "a.jsonl"
    good = b'{"text": "The quay."}\n'
    path.write_bytes(good * 500 + b'{"text": "The\n' + good * 500 + b"\x89PNG\xff\xfe\0\0\n" + good * 500)
    found = list(read_file(InputFile(path, "a.jsonl")))
    assert [one.source for one in found if isinstance(one, Rejection)] == ["a.jsonl#501", "a.jsonl#1002"]
    assert sum(isinstance(one, RawArticle) for one in found) == 1500


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('{"text": "a", "date": "2024-05-01"}', "published_at"),
        ('{"text": "a", "date": "2024-05-01", "dump": "CC-MAIN-2024-18"}', "fetched_at"),
        ('{"text": "a", "timestamp": "2024-05-01"}', "fetched_at"),
        ('{"raw_content": "a", "date_download": "2024-05-01"}', "fetched_at"),
        ('{"content": "a", "warc_headers": {"warc-date": "2024-05-01"}}', "fetched_at"),
        ('{"Content": "a", "Publish Date": "2024-05-01"}', "published_at"),
        ('{"articleBody": "a", "datePublished": "2024-05-01"}', "published_at"),
    ],
)
def test_the_names_that_people_use(tmp_path: Path, record: str, expected: str) -> None:
    """A crawl's date is when the page was fetched, not when the article came out."""
    path = tmp_path / "a.jsonl"
    path.write_text(record + "\n")
    tally = Tally()
    [found] = read_file(InputFile(path, "a.jsonl"), tally=tally)
    assert isinstance(found, RawArticle)
    assert [(clue.field, clue.value) for clue in found.clues] == [(expected, "2024-05-01")]
    assert set(tally.fields_used) == {"text", expected}


READ = """
import re, sys
from pathlib import Path
from cleaner.read import InputFile, read_file
path = Path(sys.argv[1])
found = [(one.source, getattr(one, "check", "article")) for one in read_file(InputFile(path, path.name))]
print(found, re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its peak memory from /proc")
@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.txt.gz", "a.warc.gz", "a.jsonl", "a.csv"])
def test_a_line_of_800_mb_is_not_held(tmp_path: Path, name: str) -> None:
    """It is one rejection, in less than half a gigabyte, and the records beside it come through."""
    block = b"a" * (1 << 20)
    before = {"jsonl": b'{"text": "one"}\n{"text": "', "csv": b"id,text\n1,one\n2,", "txt": b"", "warc": b"WARC/1.0\r\nContent-Length: 838860800\r\n\r\n"}
    path = tmp_path / name
    with gzip.open(path, "wb", 1) if name.endswith(".gz") else path.open("wb") as file:
        file.write(before[name.split(".")[1]])
        for _ in range(800):
            file.write(block)
        file.write(b'\n{"text": "two"}\n' if "jsonl" in name else b"\n3,two\n")
    out = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True).stdout
    found, max_kib = out.rsplit(" ", 1)
    assert "too-large" in found
    assert int(max_kib) < 500_000, out
    assert ("article" in found) == ("jsonl" in name or "csv" in name)


def _members(n: int) -> list[bytes]:
    """Gzip members of ten records each, with text that compresses as text does."""
    rng = random.Random(n)
    words = "quay ferry tide weir lock mill trout bell bridge harbour stone ribbon".split()
    lines = [b'{"text": "%d.%d %s"}\n' % (number, k, " ".join(rng.choices(words, k=400)).encode()) for number in range(n) for k in range(10)]
    return [gzip.compress(b"".join(lines[10 * number : 10 * number + 10]), mtime=0) for number in range(n)]


@pytest.mark.parametrize("kind", ["flip", "cut", "zeros", "insert"])
@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_gzip_member_costs_itself(tmp_path: Path, kind: str, seed: int) -> None:
    """Members before and behind it are read whole; what is missing is said, with the bytes of the file that are damaged."""
    rng = random.Random(f"{kind} {seed}")
    members = _members(8)
    damaged = bytearray(members[3])
    at = rng.randrange(20, len(damaged))
    if kind == "flip":
        damaged[at] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del damaged[at:]
    elif kind == "zeros":
        damaged[at : at + 200] = bytes(len(damaged[at : at + 200]))
    else:
        damaged[at:at] = rng.randbytes(50)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"".join([*members[:3], damaged, *members[4:]]))
    found = list(read_file(InputFile(path, "a.jsonl.gz")))
    texts = [one.data.split(b" ")[0].decode() for one in found if isinstance(one, RawArticle)]
    whole = [f"{number}.{k}" for number in (0, 1, 2, 4, 5, 6, 7) for k in range(10)]
    assert [text for text in texts if text in whole] == whole
    assert [one.check for one in found if isinstance(one, Rejection) and one.source == "a.jsonl.gz"] == ["truncated"]
    evidence = found[-1].evidence
    assert "of the file are damaged, and what follows was read" in evidence


def test_a_damaged_member_of_a_web_archive_costs_its_record(tmp_path: Path) -> None:
    """The record is a rejection of its own, as one with a wrong length is; the others are pages."""
    records = []
    for number in range(6):
        body = f"<html><body><p>Bridge {number} of Port Ansel opened on Monday. {random.Random(number).random()}</p></body></html>".encode()
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        records.append(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block))
    members = [gzip.compress(record, mtime=0) for record in records]
    members[2] = members[2][:90] + bytes(20) + members[2][110:]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(members))
    found = list(read_file(InputFile(path, "a.warc.gz")))
    assert [one.source for one in found if isinstance(one, RawArticle)] == [f"a.warc.gz#{n}" for n in (1, 2, 4, 5, 6)]
    assert [(one.source, one.check) for one in found if isinstance(one, Rejection)] == [("a.warc.gz#3", "bad-record"), ("a.warc.gz", "truncated")]


def test_what_only_looks_like_a_member_is_passed_over(tmp_path: Path) -> None:
    """A file of beginnings that lead nowhere ends in one rejection."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "one"}\n')[:-9] + b"\x1f\x8b\x08\0\0\0\0\0\0\xff" * 20_000)
    found = list(read_file(InputFile(path, "a.jsonl.gz")))
    assert [one.check for one in found if isinstance(one, Rejection)] == ["truncated"]
