"""A page becomes its article's lines, whatever its charset and depth, or says why not."""

from __future__ import annotations

import pytest

from cleaner.article import Clue, Document, RawArticle, Rejection
from cleaner.html.page import declared_charset, to_document

PARAGRAPHS = (
    "The new quay of Fernholt was opened on Monday by the harbour master, who thanked the masons for their patience.",
    "Seven years of work went into it, said Ida Holm of the town’s building office, and the café on it will open in May.",
    "Fishermen had asked for deeper moorings since the storm that took the old pier, and they were the first to arrive.",
    "The ferry to Lundsö will leave from the north side, four times a day in summer and twice a day in winter.",
)


def page(body: str, head: str = "<title>Quay opens</title>") -> str:
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body><nav><a href='/'>Home</a></nav><article>{body}</article></body></html>"


def document(data: bytes | str, **kwargs) -> Document:
    result = to_document(RawArticle(data.encode() if isinstance(data, str) else data, "a.html", kind="html", **kwargs))
    assert isinstance(result, Document), result
    return result


def texts(doc: Document) -> list[str]:
    return [line.text for line in doc.lines]


BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def test_paragraphs_are_lines_with_a_blank_line_between() -> None:
    """The text is trafilatura's; the lines are numbered like any other text's."""
    doc = document(page(BODY))
    assert texts(doc) == [text for paragraph in PARAGRAPHS for text in (paragraph, "")][:-1]
    assert [line.no for line in doc.lines] == list(range(1, 8))
    assert doc.repairs == ()


def test_headings_and_lists_are_kept() -> None:
    """A heading is a line and a clue; items stand together."""
    first, second, *rest = PARAGRAPHS
    body = f"<p>{first}</p><h2>What is next</h2><p>{second}</p><ul><li>A lamp for <b>every</b> mooring</li><li>A crane</li></ul>" + "".join(
        f"<p>{text}</p>" for text in rest
    )
    doc = document(page(body))
    assert texts(doc)[:8] == [first, "", "What is next", "", second, "", "- A lamp for every mooring", "- A crane"]
    assert Clue("headings", "What is next", "trafilatura") in doc.clues


def test_lines_are_repaired_like_any_text() -> None:
    """Mojibake and invisible characters do not come through the markup."""
    doc = document(page(BODY.replace("town’s", "townâ€™s").replace("harbour master", "har&shy;bour&nbsp;master")))
    assert texts(doc)[0] == PARAGRAPHS[0]
    assert texts(doc)[2] == PARAGRAPHS[1]
    assert {"mojibake", "invisible"} <= {repair.step for repair in doc.repairs}


@pytest.mark.parametrize(
    ("declaration", "charset"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<title>no declaration</title>", "cp1252"),
        ("<meta charset=utf-16>", "utf-8"),
        ('<meta charset="iso-8859-1">', "utf-8"),
    ],
)
def test_a_page_is_decoded_by_what_it_declares_unless_that_is_wrong(declaration: str, charset: str) -> None:
    """Valid UTF-8 overrules a declaration; a declaration overrules guessing."""
    doc = document(page(BODY, declaration).encode(charset))
    assert texts(doc)[2] == PARAGRAPHS[1]


def test_a_declaration_is_found_in_xml_and_meta() -> None:
    """As a page, and as XHTML."""
    assert declared_charset(b'<?xml version="1.0" encoding="ISO-8859-2"?><html>') == "iso-8859-2"
    assert declared_charset(b"<p>charset=koi8-r</p>") is None


def test_clues_come_from_container_markup_and_extractor() -> None:
    """In this order, and each with its source."""
    given = Clue("title", "Quay", "record:title")
    doc = document(page(f"<h1>Quay opens</h1>{BODY}", '<meta property="og:title" content="Quay opens">'), clues=(given,))
    assert [clue.source for clue in doc.clues if clue.field == "title"] == ["record:title", "og:title", "h1", "trafilatura"]


@pytest.mark.parametrize("depth", [300, 1500])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    """Pages nested beyond the parser's usual limit of 256 keep every paragraph."""
    doc = document(page("<div>" * depth + BODY + "</div>" * depth))
    assert [text for text in texts(doc) if text] == list(PARAGRAPHS)


def test_nesting_beyond_every_limit_is_noted() -> None:
    """What the parser cut off is in the evidence or among the repairs, never silent."""
    result = to_document(RawArticle(page("<div>" * 5000 + BODY + "</div>" * 5000).encode(), "a.html", kind="html"))
    if isinstance(result, Rejection):
        assert "depth" in result.evidence.lower()
    else:
        assert [text for text in texts(result) if text] == list(PARAGRAPHS) or any(r.step == "parser-limit" for r in result.repairs)


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!-- nothing -->", "no-article"),
        (b"<html><head><title>Quay</title></head><body></body></html>", "no-article"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no-article"),
        (bytes((i * 97 + i * i * 31) % 256 for i in range(4000)), "undecodable"),
    ],
)
def test_a_page_without_an_article_is_rejected(data: bytes, check: str, capfd) -> None:
    """It says which check failed, and prints nothing."""
    result = to_document(RawArticle(data, "a.html", kind="html"))
    assert isinstance(result, Rejection)
    assert (result.check, result.raw_bytes) == (check, len(data))
    assert capfd.readouterr() == ("", "")


def test_a_fragment_of_a_record_is_a_page() -> None:
    """Content management systems export bodies without `<html>`."""
    assert texts(document(BODY))[::2] == list(PARAGRAPHS)


def test_dates_do_not_depend_on_today() -> None:
    """A page from the future is read like any other: the clock is no input."""
    doc = document(page(BODY, '<meta property="article:published_time" content="2061-05-01T08:00:00Z">'))
    assert Clue("published_at", "2061-05-01", "trafilatura") in doc.clues
