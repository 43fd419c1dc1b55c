"""What changes, vanishes or is far too long while it is read is accounted for, and memory stays small."""

from __future__ import annotations

import gzip
import os
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
