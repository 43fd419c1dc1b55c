"""A row stands alone, whatever its neighbours' quotes do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read import InputFile, Tally, read_file


def rows(tmp_path: Path, data: str | bytes, name: str = "news.csv", **kwargs) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(InputFile(tmp_path / name, name), **kwargs))


def texts(found: list[RawArticle | Rejection]) -> list[str]:
    return [one.data.decode() for one in found if isinstance(one, RawArticle)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_names_in_any_case(tmp_path: Path, delimiter: str) -> None:
    """A row is an article with the other columns as clues; `Published At` is `published_at`."""
    tally = Tally()
    header, row = ["Id", "Published At", "Title", "Content"], ["7", "2024-05-01", "Quay, again; and | more", 'It is "open".\n\nSo they say.']
    data = delimiter.join(header) + "\r\n" + delimiter.join('"{}"'.format(cell.replace('"', '""')) for cell in row) + "\r\n"
    [found] = rows(tmp_path, "\ufeff" + data, tally=tally)
    assert isinstance(found, RawArticle)
    assert (found.source, found.data) == ("news.csv#1", b'It is "open".\n\nSo they say.')
    assert Clue("title", "Quay, again; and | more", "record:Title") in found.clues
    assert Clue("published_at", "2024-05-01", "record:Published At") in found.clues
    assert tally.fields_used["text"] == {"Content": 1}


def test_a_field_may_be_long(tmp_path: Path) -> None:
    """The csv module stops at 131,072 characters unless it is told otherwise."""
    long = "The quay is long. " * 20_000
    assert texts(rows(tmp_path, f"text,url\n{long},x\nshort,y\n")) == [long, "short"]


@pytest.mark.parametrize(
    "bad",
    [
        '1,"The quay is open.',  # in the last column it would swallow the rest without a wrong count
        '"1,The quay is open.',
        '1,"The quay ""is"" open.',
    ],
)
def test_a_quote_that_is_not_closed_costs_its_row(tmp_path: Path, bad: str) -> None:
    """The rows behind it come through, quoted ones too; the rejection names the line."""
    found = rows(tmp_path, f'id,text\n0,before\n{bad}\n2,"after, with a comma"\n3,plain\n4,"and ""so"" on"\n')
    assert texts(found) == ["before", "after, with a comma", "plain", 'and "so" on']
    [fault] = [one for one in found if isinstance(one, Rejection)]
    assert (fault.source, fault.check, fault.evidence) == ("news.csv#2", "bad-record", "line 3: a quote that is not closed")


def test_a_stray_quote_is_text(tmp_path: Path) -> None:
    """Only a quote at a field's beginning opens anything."""
    assert texts(rows(tmp_path, 'id,text\n1,the 5" pipe\n2,"Tern" Lane\n3,"On "Tern" Lane"\n4,end\n')) == [
        'the 5" pipe',
        "Tern Lane",
        'On Tern" Lane"',
        "end",
    ]


def test_a_row_of_another_width_is_a_rejection(tmp_path: Path) -> None:
    """A comma that nobody quoted moves every column behind it."""
    found = rows(tmp_path, "id,title,text\n1,Quay, again,The quay.\n2,Quay,The quay.\n3\n\n4,a,b\n")
    assert texts(found) == ["The quay.", "b"]
    assert [(one.source, one.evidence) for one in found if isinstance(one, Rejection)] == [
        ("news.csv#1", "line 2: 4 fields where the names are 3"),
        ("news.csv#3", "line 4: 1 fields where the names are 3"),
    ]


def test_a_table_without_text_says_what_it_has(tmp_path: Path) -> None:
    """One rejection for the file, and the way out works."""
    [found] = rows(tmp_path, "nr,stuff\n1,The quay.\n")
    assert isinstance(found, Rejection)
    assert (found.source, found.evidence) == ("news.csv", "line 1: no text or html column; it has: nr, stuff; name the column in the settings")
    assert texts(rows(tmp_path, "nr,stuff\n1,The quay.\n", fields={"text": "stuff"})) == ["The quay."]


def test_a_row_that_is_too_large_is_skipped(tmp_path: Path) -> None:
    """A line without end is not held in memory, and the next one is read."""
    found = rows(tmp_path, "id,text\n1," + "a" * 2000 + "\n2," + "a" * 100_000 + "\n3,ok\n", max_bytes=1000)
    assert [getattr(one, "check", "article") for one in found] == ["too-large", "too-large", "article"]
    assert [one.source for one in found] == ["news.csv#1", "news.csv#2", "news.csv#3"]


def test_one_byte_in_another_charset_costs_nothing(tmp_path: Path) -> None:
    """It reaches the text's own decoding; other rows are untouched."""
    first, second = rows(tmp_path, b"id,text\n1,caf\xe9\n2,Zo\xc3\xab\n")
    assert isinstance(first, RawArticle)
    assert isinstance(second, RawArticle)
    assert (first.data, second.data) == (b"caf\xe9", b"Zo\xc3\xab")


def test_a_cut_table_keeps_its_whole_rows(tmp_path: Path) -> None:
    """The tail is one rejection."""
    data = "id,text\n" + "".join(f"{n},The quay number {n * 7919 % 10007} is open.\n" for n in range(20_000))
    *good, last = rows(tmp_path, gzip.compress(data.encode())[:-5000], "news.csv.gz")
    assert len(texts(good)) == len(good) > 1000
    assert isinstance(last, Rejection)
    assert last.check == "truncated"


@pytest.mark.parametrize("data", ["id,text\n", "id,text", '"', "\n\n", "id,text\n" + '"\n' * 3000])
def test_tables_of_nothing_are_rejections(tmp_path: Path, data: str) -> None:
    """Nothing hangs, nothing raises, nothing is passed over."""
    found = rows(tmp_path, data)
    assert found
    assert all(isinstance(one, Rejection) for one in found)


def test_utf16_is_named(tmp_path: Path) -> None:
    """What a spreadsheet calls Unicode text."""
    [found] = rows(tmp_path, "id,text\n1,x\n".encode("utf-16"))
    assert isinstance(found, Rejection)
    assert "UTF-16" in found.evidence
