"""Each record stands alone: one bad line costs one article."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read import InputFile, read_file
from cleaner.text import to_document


def records(tmp_path: Path, data: bytes | str, **kwargs) -> list[RawArticle | Rejection]:
    path = tmp_path / "news.jsonl"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(InputFile(path, "news.jsonl"), **kwargs))


def article(tmp_path: Path, data: bytes | str, **kwargs) -> RawArticle:
    [found] = records(tmp_path, data, **kwargs)
    assert isinstance(found, RawArticle), found
    return found


def test_records_are_numbered_without_blank_lines(tmp_path: Path) -> None:
    """Record n is the n-th line that is not blank, good or bad; evidence names the line of the file."""
    found = records(tmp_path, '{"text": "one"}\n\n{"text": \n\n{"text": "three"}')
    assert [r.source for r in found] == ["news.jsonl#1", "news.jsonl#2", "news.jsonl#3"]
    assert isinstance(found[1], Rejection)
    assert found[1].evidence.startswith("line 3: ")


@pytest.mark.parametrize(
    ("line", "check", "evidence"),
    [
        ('{"text": "a" "b"}', "bad-record", "line 2: not JSON: Expecting ',' at column 14"),
        ('{"id": 7, "foo": "bar"}', "bad-record", "line 2: no text or html field; it has: id, foo"),
        ("{}", "bad-record", "line 2: no text or html field; it has: nothing"),
        ('{"text": 5}', "bad-record", "line 2: field text is a number, not a string"),
        ('{"text": ["a"]}', "bad-record", "line 2: field text is an array, not a string"),
        ("[1]", "bad-record", "line 2: not an object but an array"),
        ("[" * 100_000, "bad-record", "line 2: not JSON: nested too deep"),
        ('{"n": ' + "9" * 5000 + "}", "bad-record", "line 2: not JSON: a number with too many digits"),
        ('{"text": " \\n"}', "empty", "line 2: field text has no text"),
        ('{"text": "%PDF-1.4"}', "binary", "line 2: field text begins like a PDF file"),
    ],
)
def test_a_bad_record_says_what_is_wrong_and_costs_only_itself(tmp_path: Path, line: str, check: str, evidence: str) -> None:
    """The evidence has line, fault and what was found; never the article's text."""
    before, found, after = records(tmp_path, f'{{"text": "before"}}\n{line}\n{{"text": "after"}}\n')
    assert isinstance(before, RawArticle)
    assert isinstance(after, RawArticle)
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == (check, evidence)


def test_a_byte_in_another_charset_costs_nothing(tmp_path: Path) -> None:
    """It reaches the text's own decoding, which records it; other records and other fields are untouched."""
    found = records(tmp_path, b'{"text": "caf\xe9 in M\xc3\xb6wenbr\xc3\xbcck", "title": "Th\xe9"}\n{"text": "Zo\xc3\xab"}\n')
    docs = [to_document(r) for r in found if isinstance(r, RawArticle)]
    assert [doc.lines[0].text for doc in docs if not isinstance(doc, Rejection)] == ["café in Möwenbrück", "Zoë"]
    assert [len(doc.repairs) for doc in docs if not isinstance(doc, Rejection)] == [1, 0]
    assert docs[0].clues[0].value == "Thé"


def test_half_an_emoji_in_an_escape_is_survived(tmp_path: Path) -> None:
    """JSON can hold what UTF-8 cannot."""
    doc = to_document(article(tmp_path, '{"text": "ferry \\ud83d", "title": "\\ud83d x"}'))
    assert not isinstance(doc, Rejection)
    assert doc.lines[0].text == "ferry \ufffd"
    assert "\ufffd" in doc.clues[0].value


def test_what_stands_beside_the_text_is_a_clue(tmp_path: Path) -> None:
    """Under the column's name, with the key as its source; lists and named things give one clue each."""
    line = (
        '{"raw_content": "The quay.", "url": "https://fernholt.example/quay", "headline": "Quay &amp; salt", "date": 1714550400, '
        '"author": [{"name": "Ida Holm"}, "Per Lund"], "lang": "en", "title": "", "site_name": null, "unknown": "x"}'
    )
    found = article(tmp_path, line)
    assert found.url == "https://fernholt.example/quay"
    assert found.clues == (
        Clue("url", "https://fernholt.example/quay", "record:url"),
        Clue("title", "Quay & salt", "record:headline"),
        Clue("published_at", "1714550400", "record:date"),
        Clue("authors", "Ida Holm", "record:author"),
        Clue("authors", "Per Lund", "record:author"),
        Clue("language", "en", "record:lang"),
    )


def test_fields_name_keys_and_paths(tmp_path: Path) -> None:
    """Where the usual names don't fit, the workspace says which key holds what."""
    line = '{"story": "The quay.", "text": "not this", "meta": {"head": "Quay"}}'
    found = article(tmp_path, line, fields={"text": "story", "title": "meta.head"})
    assert (found.data, found.clues) == (b"The quay.", (Clue("title", "Quay", "record:meta.head"),))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('{"html": "<p>The quay.</p>"}', "html"),
        ('{"content": "<p>The quay.</p>"}', "html"),
        ('{"text": "", "html": "<p>The quay.</p>"}', "html"),
        ('{"text": "The quay.", "html": "<p>The quay.</p>"}', "text"),
        ('{"text": "Use <p> for a quay."}', "text"),
    ],
)
def test_a_field_with_markup_is_html(tmp_path: Path, line: str, kind: str) -> None:
    """Whatever its key is called; a text beside it wins unless it is empty."""
    assert article(tmp_path, line).kind == kind


def test_a_record_that_is_too_large_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    """The text's size counts, and a line without end is not held in memory."""
    found = records(tmp_path, '{"text": "' + "a" * 2000 + '"}\n{"text": "' + "a" * 100_000 + '"}\n{"text": "ok"}\n', max_bytes=1000)
    assert [getattr(r, "check", "article") for r in found] == ["too-large", "too-large", "article"]


def test_a_file_of_blank_lines_is_empty(tmp_path: Path) -> None:
    """No record is a rejection, too."""
    [found] = records(tmp_path, "\n\n")
    assert isinstance(found, Rejection)
    assert (found.source, found.check) == ("news.jsonl", "empty")
