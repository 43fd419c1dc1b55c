"""Files → raw articles: one module per format, chosen by suffix and overruled by the first bytes.

What cannot be read is a rejection with the file's name; nothing raises and nothing is passed over: what is no input,
such as a picture in a web archive, is counted in the `Tally`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cleaner.article import RawArticle, Rejection
from cleaner.read import arrow, csv, feed, html, json_document, jsonl, mime, parquet, tar, txt, warc, zipped
from cleaner.read.content import MAX_ARTICLE_BYTES, Content, opened
from cleaner.read.files import InputFile, describe, discover, spool
from cleaner.read.pieces import pieces_of
from cleaner.read.sniff import binary_evidence, kind_of, xml_root
from cleaner.read.tally import Tally

Reader = Callable[[Content], Iterator[RawArticle | Rejection]]
"""The whole extension API for a format."""

READERS: dict[str, Reader] = {
    ".txt": txt.read,
    ".text": txt.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".mhtml": mime.read,
    ".mht": mime.read,
    ".eml": mime.read,
    ".json": json_document.read,
    ".jsonl": jsonl.read,
    ".jsonlines": jsonl.read,
    ".ndjson": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".parquet": parquet.read,
    ".pq": parquet.read,
    ".arrow": arrow.read,
    ".arrows": arrow.read,
    ".ipc": arrow.read,
    ".feather": arrow.read,
    ".warc": warc.read,
    ".wet": warc.read,
    ".tar": tar.read,
    ".zip": zipped.read,
}
"""Suffix → reader. `.gz` and `.zst` behind it are taken off first. What has a magic number is read by that instead."""

_OURS = frozenset(READERS.values())
_BY_KIND: dict[str, Reader] = {"text": txt.read, "html": html.read, "jsonl": jsonl.read, "json": json_document.read, "csv": csv.read}


def read_file(
    file: InputFile, *, fields: Mapping[str, str] | None = None, max_bytes: int = MAX_ARTICLE_BYTES, tally: Tally | None = None
) -> Iterator[RawArticle | Rejection]:
    """The articles of a file, one at a time, and a rejection for each that cannot be one.

    `fields` says which key of a record holds a column (or `text`, `html`) where the usual names don't fit; a dot goes
    down into objects: `{"title": "meta.headline"}`. `max_bytes` bounds one article. `tally` counts which keys were used
    and what in the file is no input.
    """
    try:
        with opened(file, fields=fields, max_bytes=max_bytes, tally=tally) as content:
            is_whole = True
            for record in read_content(content):
                is_whole = is_whole and record.source != content.source
                yield record
            # A rejection of the whole file has said already that something is wrong with it.
            if is_whole and content.has_changed():
                yield content.changed()
    except OSError as error:
        yield Rejection(file.source, "unreadable", describe(error))


def read_content(content: Content) -> Iterator[RawArticle | Rejection]:
    """The same of an opened input, or of a member of an archive."""
    if content.piece is not None:  # whoever cut the file has looked at its first bytes
        yield from jsonl.read(content)
        return
    added = READERS.get(content.suffix)
    reader = added if added is not None and added not in _OURS else _by_magic(content)
    if reader is not None:
        yield from reader(content)
        return
    if mime.is_message(content.head, content.suffix):
        yield from mime.read(content)
        return
    if evidence := binary_evidence(content.head):
        yield content.rejection("binary", evidence)
        return
    root = xml_root(content.head)
    if root in feed.ROOTS:
        yield from feed.read(content)
        return
    if root is not None:
        evidence = f"an XML document whose outermost element is <{root}>; write its articles as HTML, or one object per line as .jsonl"
        yield content.rejection("unknown-format", evidence)
        return
    yield from _BY_KIND[kind_of(content.head, content.suffix)](content)


def _by_magic(content: Content) -> Reader | None:
    """The reader of a format that its first bytes name, whatever the file is called."""
    head, suffix = content.head, content.suffix
    if head.startswith(b"PAR1"):
        return parquet.read
    if head.startswith(b"ARROW1") or (head.startswith(b"\xff\xff\xff\xff") and READERS.get(suffix) is arrow.read):
        return arrow.read
    if head.startswith(b"WARC/"):
        return warc.read
    if head[257:262] == b"ustar":
        return tar.read
    # A .docx and an .epub begin like this too, and are no archives of pages.
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and suffix in {".zip", ""}:
        return zipped.read
    return None


__all__ = ["MAX_ARTICLE_BYTES", "READERS", "Content", "InputFile", "Reader", "Tally", "discover", "pieces_of", "read_content", "read_file", "spool"]
