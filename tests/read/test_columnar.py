"""Rows of Parquet and Arrow files become articles a few at a time, whatever the file may expand to."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import ipc

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read import InputFile, Tally, read_file


def as_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, row_group_size=100)


def as_arrow_file(table: pa.Table, path: Path) -> None:
    with ipc.new_file(str(path), table.schema, options=ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table, 100)


def as_arrow_stream(table: pa.Table, path: Path) -> None:
    with ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table, 100)


WRITERS = [(as_parquet, "news.parquet"), (as_arrow_file, "news.arrow"), (as_arrow_stream, "news.arrow"), (as_arrow_file, "news.feather")]


def reading(path: Path, **kwargs: Any) -> list[RawArticle | Rejection]:
    return list(read_file(InputFile(path, path.name), **kwargs))


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_rows_are_records(tmp_path: Path, write, name: str) -> None:
    """In order, numbered from 1, with the other columns as clues; a row without text is a rejection of its own."""
    n = 250
    table = pa.table(
        {
            "Text": [None if i == 7 else f"The quay number {i}." for i in range(n)],
            "url": [f"https://fernholt.example/{i}" for i in range(n)],
            "date": pa.array([datetime(2024, 5, 1, 6, tzinfo=UTC)] * n, pa.timestamp("ns", "UTC")),
            "authors": [["Ida Holm", "Per Lund"]] * n,
            "embedding": [[0.5] * 8] * n,
        }
    )
    write(table, tmp_path / name)
    tally = Tally()
    found = reading(tmp_path / name, tally=tally)
    assert [one.source for one in found] == [f"{name}#{i + 1}" for i in range(n)]
    assert [one.evidence for one in found if isinstance(one, Rejection)] == ["row 8: no text or html field; it has: Text, url, date, authors"]
    assert found[100] == RawArticle(
        b"The quay number 100.",
        f"{name}#101",
        url="https://fernholt.example/100",
        clues=(
            Clue("url", "https://fernholt.example/100", "record:url"),
            Clue("published_at", "2024-05-01T06:00:00+00:00", "record:date"),
            Clue("authors", "Ida Holm", "record:authors"),
            Clue("authors", "Per Lund", "record:authors"),
        ),
    )
    assert tally.fields_used["text"] == {"Text": n - 1}


@pytest.mark.parametrize(("write", "name"), WRITERS)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())])
def test_every_kind_of_string_is_read(tmp_path: Path, write, name: str, kind: pa.DataType) -> None:
    """Pages are often stored as bytes, which keep their own charset."""
    values = ["<p>The café.</p>", None, "<p>The quay.</p>"]
    column = pa.array(values).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(values).cast(kind)
    write(pa.table({"html": column}), tmp_path / name)
    first, missing, last = reading(tmp_path / name)
    assert isinstance(first, RawArticle)
    assert isinstance(last, RawArticle)
    assert (first.data, first.kind, last.data) == ("<p>The café.</p>".encode(), "html", b"<p>The quay.</p>")
    assert isinstance(missing, Rejection)
    assert first.charset == (None if "binary" in str(kind) else "utf-8")


def test_rows_of_the_wrong_type_are_rejections(tmp_path: Path) -> None:
    """Each names the row and what it has; so does a file without a column of text."""
    as_parquet(pa.table({"text": [1, 2]}), tmp_path / "a.parquet")
    assert [one.evidence for one in reading(tmp_path / "a.parquet")] == [f"row {n}: field text is a number, not a string" for n in (1, 2)]
    as_parquet(pa.table({"stuff": ["The quay."], "n": [1]}), tmp_path / "b.parquet")
    [found] = reading(tmp_path / "b.parquet")
    assert isinstance(found, Rejection)
    assert found.evidence == "no text or html column; it has: stuff, n; name the column in the settings"
    [named] = reading(tmp_path / "b.parquet", fields={"text": "stuff"})
    assert isinstance(named, RawArticle)


def test_text_in_an_object_is_found_by_its_path(tmp_path: Path) -> None:
    """A dot goes down, as in JSON lines."""
    as_parquet(pa.table({"page": [{"body": "The quay.", "n": 1}]}), tmp_path / "a.parquet")
    [found] = reading(tmp_path / "a.parquet", fields={"text": "page.body"})
    assert isinstance(found, RawArticle)
    assert found.data == b"The quay."


@pytest.mark.parametrize(("write", "name"), WRITERS[:3])
def test_bytes_that_are_no_utf8_cost_nothing(tmp_path: Path, write, name: str) -> None:
    """Nobody checks what is written into a column of strings; the text's own decoding sees the bytes."""
    column = pa.array([b"caf\xe9", b"fine"]).view(pa.string())
    write(pa.table({"text": column}), tmp_path / name)
    found = reading(tmp_path / name)
    assert [one.data for one in found if isinstance(one, RawArticle)] == [b"caf\xe9", b"fine"]


def test_a_damaged_row_group_costs_itself(tmp_path: Path) -> None:
    """Page checksums find it where the file has them; the groups behind it are read."""
    path = tmp_path / "a.parquet"
    table = pa.table({"text": [f"The quay number {i * 7919 % 10007} of {i}." for i in range(300)]})
    pq.write_table(table, path, row_group_size=100, write_page_checksum=True, compression="none", use_dictionary=False)
    data = bytearray(path.read_bytes())
    at = data.find(b" of 150.")
    data[at] ^= 0xFF
    path.write_bytes(data)
    found = reading(path)
    assert sum(isinstance(one, RawArticle) for one in found) == 200
    [fault] = [one for one in found if isinstance(one, Rejection)]
    assert fault.evidence.startswith("row group 2 is damaged, rows 101 to 200 are lost")
    assert found[-1].source == "a.parquet#300"


@pytest.mark.parametrize(("write", "name"), WRITERS[:3])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_cut_file_is_accounted_for(tmp_path: Path, write, name: str, share: float) -> None:
    """A Parquet file has its description at the end and gives nothing; a stream gives what is whole. None raises."""
    write(pa.table({"text": [f"The quay number {i * 7919 % 10007}." for i in range(1000)]}), tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    *good, last = reading(tmp_path / name)
    assert all(isinstance(one, RawArticle) for one in good)
    assert isinstance(last, Rejection)
    assert (last.source, last.check) == (name, "truncated")
    assert len(good) > 0 or write is not as_arrow_stream or share < 0.2


@pytest.mark.parametrize("dictionary", [True, False])
def test_a_bomb_is_not_expanded(tmp_path: Path, dictionary: bool) -> None:
    """A small file of huge repeated strings ends at the limit, a few rows at a time."""
    path = tmp_path / "a.parquet"
    big = "The quay. " * 100_000
    pq.write_table(pa.table({"text": pa.array([big]).take(pa.array([0] * 200))}), path, compression="zstd", use_dictionary=dictionary)
    assert path.stat().st_size < 400_000
    before = pa.total_allocated_bytes()
    n_good, most, last = 0, 0, None
    for one in read_file(InputFile(path, "a.parquet")):
        n_good += isinstance(one, RawArticle)
        most, last = max(most, pa.total_allocated_bytes() - before), one
    assert (60 <= n_good < 80) if dictionary else n_good == 0
    assert isinstance(last, Rejection)
    assert last.check == "too-large"
    assert most < 40_000_000


def test_what_is_named_parquet_and_is_none_is_read_as_what_it_is(tmp_path: Path) -> None:
    """And one in another compression says what to do."""
    (tmp_path / "a.parquet").write_bytes(b"The ferry came in.\n")
    [text] = reading(tmp_path / "a.parquet")
    assert isinstance(text, RawArticle)
    as_parquet(pa.table({"text": ["x"]}), tmp_path / "b.parquet")
    (tmp_path / "b.parquet.gz").write_bytes(gzip.compress((tmp_path / "b.parquet").read_bytes()))
    [found] = reading(tmp_path / "b.parquet.gz")
    assert isinstance(found, Rejection)
    assert "unpack it" in found.evidence


def test_an_empty_table_is_a_rejection(tmp_path: Path) -> None:
    for write, name in WRITERS[:3]:
        write(pa.table({"text": pa.array([], pa.string())}), tmp_path / name)
        assert [getattr(one, "check", None) for one in reading(tmp_path / name)] == ["empty"]
