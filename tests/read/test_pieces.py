"""A large file of JSON lines is shared out: its pieces give what the whole gives, record by record."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from cleaner.article import RawArticle, Rejection
from cleaner.read import InputFile, pieces_of, read_file
from cleaner.release.recipe import Recipe
from cleaner.release.shards import BYTES_PER_SHARD, clean_shard, plan

TEXT = "The lock at Hollin Ford opens at six, and whoever is late waits for the tide. This is number {} of its kind."


def lines(count: int) -> list[bytes]:
    """Good records, blank lines, one that is no JSON and one in another charset."""
    found = [json.dumps({"text": TEXT.format(n), "url": f"https://host.example/{n}"}).encode() for n in range(count)]
    found[count // 2] = b"{not json"
    found[count // 3 : count // 3] = [b"", b"  "]
    found.append(b'{"text": "' + b"caf\xe9 " * 40 + b'"}')
    return found


def file_of(path: Path, data: bytes) -> InputFile:
    path.write_bytes(data)
    return InputFile(path, path.name)


@pytest.mark.parametrize("n_bytes", [1, 150, 1_000, 5_000])
@pytest.mark.parametrize("ending", [b"", b"\n", b"\n\n \n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_pieces_hold_what_the_whole_holds(tmp_path: Path, n_bytes: int, ending: bytes, mark: bytes) -> None:
    """Records, their names, and what is said of bad ones are the same, wherever the file is cut."""
    file = file_of(tmp_path / "news.jsonl", mark + b"\r\n".join(lines(90)) + ending)
    pieces = pieces_of(file, n_bytes)
    assert len(pieces) > 1
    assert [record for piece in pieces for record in read_file(piece)] == list(read_file(file))
    spans = [piece.piece for piece in pieces]
    assert [span.start for span in spans[1:]] == [span.end for span in spans[:-1]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("news.jsonl.gz", gzip.compress(os.urandom(9_000) + b"\n")),
        ("news.txt", b"\n".join(lines(90))),
        ("news.csv", b"text,url\n" + b"\n".join(lines(90))),
        ("news.jsonl", "\n".join(["{}"] * 900).encode("utf-16")),
        ("news.jsonl", b"[" + b",\n".join(lines(90)) + b"]"),
        ("short.jsonl", b"\n".join(lines(5))),
    ],
)
def test_what_cannot_be_cut_stays_whole(tmp_path: Path, name: str, data: bytes) -> None:
    """Compressed files, other formats, and what is short."""
    file = file_of(tmp_path / name, data)
    assert pieces_of(file, 2_000) == [file]


def test_a_line_of_any_length_is_one_record(tmp_path: Path) -> None:
    """The cut never falls into a line, and the line is not held to find its end."""
    long = json.dumps({"text": "tide " * 700_000}).encode()
    file = file_of(tmp_path / "news.jsonl", b"\n".join([*lines(9), long, *lines(9)]))
    pieces = pieces_of(file, 1_000)
    records = [record for piece in pieces for record in read_file(piece)]
    assert records == list(read_file(file))
    assert max(len(record.data) for record in records if isinstance(record, RawArticle)) == 3_500_000


def test_a_file_that_changed_since_it_was_cut_says_so(tmp_path: Path) -> None:
    """Pieces of one file may be read hours apart."""
    file = file_of(tmp_path / "news.jsonl", b"\n".join(lines(90)))
    piece = pieces_of(file, 1_000)[-1]
    with file.path.open("ab") as stream:
        stream.write(b"\n{}")
    found = list(read_file(piece))
    assert isinstance(found[-1], Rejection)
    assert found[-1].check == "changed"


def test_one_large_file_is_many_shards_and_a_change_costs_one(tmp_path: Path) -> None:
    """Its records are cleaned by all workers, and cached piece by piece."""
    record = json.dumps({"text": "\n\n".join(TEXT.format(n) for n in range(90)), "url": "https://host.example/{}"})
    rows = [record.replace("{}", f"{n:05}") for n in range(3 * BYTES_PER_SHARD // len(record) + 2)]
    file = file_of(tmp_path / "news.jsonl", "\n".join(rows).encode())
    before = plan([file], Recipe(), cache=tmp_path / "cache")
    assert len(before) == 4
    assert len({shard.name for shard in before}) == len(before)
    rows[len(rows) // 2] = rows[len(rows) // 2].replace("tide", "bell")
    file_of(file.path, "\n".join(rows).encode())
    after = plan([file], Recipe(), cache=tmp_path / "cache")
    changed = [one.keep != other.keep for one, other in zip(before, after, strict=True)]
    assert changed.count(True) == 1
    assert clean_shard(before[-1]).n_inputs == sum(1 for _ in read_file(before[-1].files[0]))


def test_a_very_large_file_is_cut_more_coarsely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every piece is remembered while a build runs: a file of a hundred gigabytes must not be a million of them."""
    file = file_of(tmp_path / "news.jsonl", b"\n".join([b'{"text": "' + b"x" * 1_000 + b'"}'] * (9 * BYTES_PER_SHARD // 1_000)))
    pieces = len(plan([file], Recipe()))
    monkeypatch.setattr("cleaner.release.shards._LARGE_BYTES", file.path.stat().st_size)
    assert (pieces, len(plan([file], Recipe()))) == (10, 3)
