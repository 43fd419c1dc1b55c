"""What bytes are, whatever the file is called: a suffix is a hint, the first bytes decide."""

from __future__ import annotations

import codecs
import re

HEAD_BYTES = 16_384
"""How much of a file is looked at. Pages with 8 KB of comments before `<html>` exist."""

_MAGICS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive, as .docx and .epub are"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file of version 1"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"{\\rtf", "an RTF file"),
)
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Atomic: of a hundred comments in a row, `.*?` would try every way to span some of them.
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|meta|title|script)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(
    r"\s*<(?:p|div|article|section|main|h[1-6]|span|figure|ul|ol|table|blockquote|header|img|a|em|strong|b|i)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_XML = re.compile(r"\s*<\?xml\b[^>]*>(?>\s+|<!--.*?-->|<\?[^>]*>|<!(?i:doctype)\s[^\[>]*(?:\[[^\]]*\])?\s*>)*+<(?P<root>[A-Za-z_][\w.:-]*)", re.DOTALL)
_FORMAT = re.compile(r"\s*<(?P<root>rss|rdf:RDF|feed|nitf|NewsML|newsItem|newsMessage|TEI|urlset|sitemapindex)[\s>]")
"""What a document of XML that does not say so begins with."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*>")
_OF_TEXT = frozenset({"", ".txt", ".text", ".md", ".markdown"})
_LINE_BREAK = re.compile(r"\r\n?|\n")
"""Not `splitlines`: half of an "Å" is a line break to it."""
_ANY_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_DOCUMENT = re.compile(r'\s*(?:\{\s*"|\[\s*\{)')
_RECORD = re.compile(r'\s*\{\s*(?:"(?:[^"\\]|\\.){0,200}"\s*:\s*\S|\}\s*$)')
_CUT_RECORD = re.compile(r'\s*\{\s*(?:"(?:[^"\\]|\\.){0,200}(?:\\|"\s*:?\s*)?)?$')


def binary_evidence(head: bytes) -> str | None:
    """Why these first bytes are no text; None if they may be text.

    >>> binary_evidence(b"%PDF-1.7 ...")
    'begins like a PDF file'
    """
    for magic, name in _MAGICS:
        if head.startswith(magic):
            return f"begins like {name}"
    if not head or head.startswith(_WIDE_MARKS) or _is_wide(head):
        return None
    n_nul, n_control = head.count(0), len(_CONTROLS.findall(head))
    # A stray NUL is damage that the repair removes; one in a hundred bytes is a format of its own.
    if n_nul > 0.01 * len(head):
        return f"{n_nul} NUL bytes in the first {len(head)}"
    if n_control > 0.1 * len(head):
        return f"{n_control} control characters in the first {len(head)} bytes"
    return None


def _is_wide(head: bytes) -> bool:
    """Whether every second byte is zero, as in UTF-16 of Latin script."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > 0.25 * len(head) and min(even, odd) < 0.025 * len(head)


def kind_of(head: bytes, suffix: str) -> str:
    """`text`, `html`, `jsonl`, `json` (one document) or `csv`.

    >>> kind_of(b"<!DOCTYPE html><title>Quay", ".txt"), kind_of(b"The quay.", ".html"), kind_of(b'{"text": "The quay."}', ".txt")
    ('html', 'text', 'jsonl')
    """
    text = _roughly(head)
    if looks_like_html(text):
        return "html"
    if suffix in {".csv", ".tsv"} and text.strip():
        return "csv"
    lines = [line for line in _LINE_BREAK.split(text) if line.strip()]
    is_jsonl = suffix in {".jsonl", ".ndjson", ".jsonlines"}
    whole = lines[:-1] if len(lines) > 1 and len(head) >= HEAD_BYTES and _CUT_RECORD.match(lines[-1]) else lines
    # All of them: a page's text dump may begin with a line of JSON-LD. One line of a .json may be a whole answer.
    are_records = bool(lines) and all(map(_RECORD.match, whole)) and (len(lines) > 1 or suffix != ".json")
    if are_records or (is_jsonl and any(line.lstrip()[:1] in {"{", "["} for line in lines)):
        return "jsonl"
    if suffix in {".html", ".htm", ".xhtml"} and _ANY_TAG.search(text):
        return "html"
    # A page's text dump may begin with its JSON-LD, and Markdown with a link or its title in braces.
    if (suffix == ".json" and text.lstrip()[:1] in {"{", "["}) or (suffix not in _OF_TEXT and _DOCUMENT.match(text)):
        return "json"
    return "text"


def xml_root(head: bytes) -> str | None:
    """The outermost element of a document of XML that is no page; None for all else.

    >>> [xml_root(head) for head in (b'<?xml version="1.0"?><rss version="2.0">', b'<?xml version="1.0"?><html>', b"<rss> is a format.")]
    ['rss', None, None]
    """
    text = _roughly(head).lstrip("\ufeff")
    found = _XML.match(text)
    if found is None:
        found = _FORMAT.match(text)
        return found["root"] if found is not None and (f"</{found['root']}" in text or len(head) >= HEAD_BYTES) else None
    behind = text[found.start("root") - 1 :]
    return None if _PAGE.match(behind) or _FRAGMENT.match(behind) else found["root"][:40]


def looks_like_html(text: str) -> bool:
    """Whether a text begins as a page or as a piece of one; prose with a tag further on does not.

    >>> [looks_like_html(t) for t in ("<p>The quay.</p>", "<html>", "Use <p> for paragraphs.", "<Redacted> said so.")]
    [True, True, False, False]
    """
    head = text[:HEAD_BYTES].lstrip("\ufeff")
    declaration = _DECLARATION.match(head)
    head = head[declaration.end() :] if declaration else head
    return bool(_PAGE.match(head)) or bool(_FRAGMENT.match(head) and ("</" in head or "/>" in head or "<br" in head))


def _roughly(head: bytes) -> str:
    """Enough of the text to see ASCII markup in it."""
    for mark, charset in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) :].decode(charset, "replace")
    return (head.replace(b"\0", b"") if _is_wide(head) else head).decode("latin-1")
