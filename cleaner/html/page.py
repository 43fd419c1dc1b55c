"""A page's bytes → a document: its main text as lines, and what the markup says as clues.

trafilatura finds the text. Everything else about the page is read from the same tree, so that a page is parsed once.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from typing import Any

from cleaner.article import Clue, Document, RawArticle, Rejection, Repair
from cleaner.html.clues import markup_clues
from cleaner.text import decode, repair_line, split_lines

_META_CHARSET = re.compile(rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""")
_PRESCAN_BYTES = 8192
"""Browsers look at 1,024 bytes; pages with a banner of comments before their meta tags are common enough."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
_PARSER_LIMITS = re.compile(r"huge|depth|limit|too (?:long|deep|large|big)", re.IGNORECASE)
_SILENCE = logging.NullHandler()
_LATEST_DATE = "2100-01-01"
"""htmldate takes today as the latest date it believes: the same page would then read differently next year."""


def declared_charset(data: bytes) -> str | None:
    """What the page itself declares, in a meta tag or an XML declaration; None if nothing.

    >>> declared_charset(b'<html><head><meta charset="Windows-1252">')
    'windows-1252'
    """
    head = data[:_PRESCAN_BYTES]
    match = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    charset = match[1].decode("ascii").lower() if match else None
    # Who could read the tag as ASCII is not reading UTF-16.
    return "utf-8" if charset and charset.startswith(("utf-16", "utf-32")) else charset


def to_document(raw: RawArticle) -> Document | Rejection:
    """The page's article as numbered, repaired lines, a blank line between paragraphs; or why there is none.

    List items begin with `- ` and stand without blank lines between them; cells of a table are separated by ` | `.
    """
    sha256 = hashlib.sha256(raw.data).hexdigest()

    def reject(check: str, evidence: str) -> Rejection:
        return Rejection(raw.source, check, evidence, sha256, len(raw.data))

    decoded = decode(raw.data, raw.charset or declared_charset(raw.data))
    if decoded is None:
        return reject("undecodable", f"no charset makes text of the page's {len(raw.data)} bytes")
    if not decoded.text.strip():
        return reject("empty", f"nothing but white space in {len(raw.data)} bytes")
    tree, limits = _parse(decoded.text)
    if tree is None:
        return reject("no-article", "the parser finds no element in the page")
    clues = markup_clues(tree)
    n_chars = sum(len(text) for text in tree.itertext("p"))
    extracted = _extract(tree, raw.url)
    blocks = list(_blocks(extracted.body)) if extracted is not None and extracted.body is not None else []
    if not blocks:
        return reject("no-article", f"no main text found; {n_chars} characters in paragraphs{f'; {limits}' if limits else ''}")
    lines, repairs = split_lines("\n".join(_with_gaps(blocks)))
    if not any(line.text.strip() for line in lines):
        return reject("no-article", "the main text is white space")
    notes = (Repair(0, "parser-limit", "", limits),) if limits else ()
    return Document(
        raw.source,
        lines,
        kind=raw.kind,
        url=raw.url,
        repairs=decoded.repairs() + notes + repairs,
        clues=raw.clues + clues + tuple(_trafilatura_clues(extracted, blocks)),
        raw_sha256=sha256,
        n_replacement_chars=sum(line.text.count("\ufffd") for line in lines),
    )


def _parse(text: str) -> tuple[Any, str]:
    """The tree, None if there is nothing in the page, and what the parser cut off because of its limits, in words."""
    from lxml import etree  # noqa: PLC0415 - text articles need no parser
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415

    # huge_tree: without it, what is nested 256 levels deep or beside a text of 10 MB is silently gone.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None, ""
    limits = sorted({entry.message.strip() for entry in parser.error_log if _PARSER_LIMITS.search(entry.message)})
    return tree, "; ".join(limits[:3])


def _extract(tree: Any, url: str | None) -> Any:
    import trafilatura  # noqa: PLC0415 - 0.2 s that text articles need not pay
    from lxml import etree  # noqa: PLC0415

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(_SILENCE)  # else it prints to the terminal what the rejection says
    # A tree that breaks the extractor is a page without a main text, whatever the reason: hostile pages are data.
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": True, "max_date": _LATEST_DATE},
        )
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, etree.LxmlError):
        return None


_BREAKING = frozenset({"lb", "p", "item", "head", "list", "quote", "row", "table"})
Block = tuple[str, str]
"""What it is (`p`, `head`, `item`, `row`, …) and its text on one line."""


def _blocks(body: Any) -> Iterator[Block]:
    """The blocks of trafilatura's tree in order."""
    for element in body:
        tag = element.tag
        if tag == "list":
            yield from (("item", f"- {text}") for text in _flat(element).split("\n") if text)
        elif tag == "table":
            for row in element.iter("row"):
                cells = [_flat(cell).replace("\n", " ") for cell in row.iter("cell")]
                if any(cells):
                    yield "row", " | ".join(cells)
        elif tag in {"quote", "div"} and len(element) and any(child.tag in {"p", "list", "quote", "head"} for child in element):
            yield from (("p", text) for text in _split(element.text or ""))
            yield from _blocks(element)
        else:
            yield from (("head" if tag == "head" else "p", text) for text in _flat(element).split("\n") if text)
        yield from (("p", text) for text in _split(element.tail or ""))


def _split(text: str) -> list[str]:
    line = _SPACES.sub(" ", text).strip(" ")
    return [line] if line else []


def _flat(element: Any) -> str:
    """An element's text, white space collapsed as a browser does, a line for each block or line break inside it."""
    from lxml import etree  # noqa: PLC0415

    parts: list[str] = []
    for event, child in etree.iterwalk(element, events=("start", "end")):
        is_break = child is not element and child.tag in _BREAKING
        if event == "start":
            parts += "\n" if is_break else "", _SPACES.sub(" ", child.text or "")
        elif child is not element:
            parts += "\n" if is_break else "", _SPACES.sub(" ", child.tail or "")
    lines = (_SPACES.sub(" ", line).strip(" ") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _with_gaps(blocks: list[Block]) -> Iterator[str]:
    """The blocks' lines, with a blank line between any two but items of a list and rows of a table."""
    previous = ""
    for kind, text in blocks:
        if previous and not (kind == previous and kind in {"item", "row"}):
            yield ""
        yield text
        previous = kind


def _trafilatura_clues(extracted: Any, blocks: list[Block]) -> Iterator[Clue]:
    for field, value in (
        ("title", extracted.title),
        ("description", extracted.description),
        ("published_at", extracted.date),
        ("publisher", extracted.sitename),
        ("canonical_url", extracted.url),
        ("language", extracted.language),
        ("license", extracted.license),
    ):
        if value:
            yield Clue(field, repair_line(_SPACES.sub(" ", str(value)).strip())[0].strip(), "trafilatura")
    for author in (extracted.author or "").split(";"):
        if author.strip():
            yield Clue("authors", repair_line(_SPACES.sub(" ", author).strip())[0].strip(), "trafilatura")
    for section in extracted.categories or ():
        yield Clue("section", repair_line(_SPACES.sub(" ", str(section)).strip())[0].strip(), "trafilatura")
    for kind, text in blocks:
        if kind == "head":
            yield Clue("headings", repair_line(text)[0].strip(), "trafilatura")
