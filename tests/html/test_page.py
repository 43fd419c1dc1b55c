"""A page becomes its article's lines, whatever its charset and depth, or says why not."""

from __future__ import annotations

import pytest

from cleaner.article import Clue, Document, RawArticle, Rejection
from cleaner.html.judge import LEAST_CHANCE
from cleaner.html.page import to_document

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


def text_of(doc: Document) -> list[str]:
    """The lines that the judge takes for text."""
    return [line.text for line, chance in zip(doc.lines, doc.chances, strict=True) if chance >= LEAST_CHANCE]


def test_the_whole_page_is_lines_and_the_judge_says_which_are_the_article() -> None:
    """Nothing that a reader sees is missing from the ledger, and blank lines stand between blocks."""
    doc = document(page(BODY))
    assert texts(doc) == ["Home", "", *[text for paragraph in PARAGRAPHS for text in (paragraph, "")][:-1]]
    assert text_of(doc) == list(PARAGRAPHS)
    assert [line.no for line in doc.lines] == list(range(1, 10))
    assert [m is None for m in doc.markup] == [not line.text for line in doc.lines]
    assert doc.repairs == ()


def test_lines_are_repaired_like_any_text() -> None:
    """Mojibake and invisible characters do not come through the markup."""
    doc = document(page(BODY.replace("town’s", "townâ€™s").replace("harbour master", "har&shy;bour&nbsp;master")))
    assert text_of(doc) == list(PARAGRAPHS)
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
    assert text_of(doc)[1] == PARAGRAPHS[1]


def test_clues_come_from_container_and_markup() -> None:
    """In this order, and each with its source."""
    given = Clue("title", "Quay", "record:title")
    doc = document(page(f"<h1>Quay opens</h1>{BODY}", '<meta property="og:title" content="Quay opens">'), clues=(given,))
    assert [clue.source for clue in doc.clues if clue.field == "title"] == ["record:title", "headline:h1", "og:title"]


@pytest.mark.parametrize("depth", [1, 150, 300, 1500, 2040, 2100, 5000])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    """Pages nested beyond every limit of the parser keep every paragraph, and say what it took."""
    doc = document(page("<div>" * depth + BODY + "</div>" * depth))
    assert [text for text in texts(doc) if text] == ["Home", *PARAGRAPHS]
    steps = {repair.step for repair in doc.repairs}
    assert steps == ({"parser-limit"} if depth > 2047 else set())


@pytest.mark.parametrize(
    ("bomb", "step"),
    [
        ("<p>" + "salt and rope " * 750_000 + "</p>", None),
        ("".join(f"<p><a href='/{i}'>mooring {i}</a></p>" for i in range(100_000)), None),
        ("<p " + " ".join(f"a{i}='x'" for i in range(100_000)) + ">x</p>", "parser-limit"),
        ("<table><tr><td>" * 3000 + "x", "parser-limit"),
        ("<p class='" + "a b " * 200_000 + "'>x</p>", None),
        ("<script>" + "salt(); " * 2_500_000 + "</script>", None),
    ],
    ids=["10 MB text node", "100,000 links", "100,000 attributes", "3,000 nested tables", "400,000 classes", "20 MB of scripts"],
)
def test_a_hostile_page_is_kept_and_what_it_cost_is_noted(bomb: str, step: str | None) -> None:
    """Never silently empty, and in seconds."""
    doc = document(page(BODY + bomb))
    assert set(PARAGRAPHS) <= set(texts(doc))
    assert {repair.step for repair in doc.repairs} >= ({step} if step else set())


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"nothing but words", "not-html"),
        (b"<!-- nothing -->", "no-article"),
        (b"<html><head><title>Quay</title></head><body></body></html>", "no-article"),
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


def test_readings_above_characters_are_no_part_of_the_line() -> None:
    """A page for learners prints them above; in the line they would stand in the middle of words. How much that was is among the repairs."""
    doc = document(
        page("".join(f"<p><ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>の<ruby>船<rt>ふね</rt></ruby>が{n}時に出ました。</p>" for n in range(6)))
    )
    assert text_of(doc) == [f"港の船が{n}時に出ました。" for n in range(6)]
    assert [(repair.step, repair.after[:2]) for repair in doc.repairs] == [("reading-aid", "30")]
