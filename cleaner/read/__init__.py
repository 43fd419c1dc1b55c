"""Files → raw articles: one module per format, chosen by suffix and overruled by the first bytes.

What cannot be read is a rejection with the file's name; nothing raises and nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cleaner.article import RawArticle, Rejection
from cleaner.read import html, jsonl, txt
from cleaner.read.content import MAX_ARTICLE_BYTES, Content, opened
from cleaner.read.files import InputFile, describe, discover
from cleaner.read.sniff import binary_evidence, kind_of

Reader = Callable[[Content], Iterator[RawArticle | Rejection]]
"""The whole extension API for a format."""

READERS: dict[str, Reader] = {
    ".txt": txt.read,
    ".text": txt.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".jsonl": jsonl.read,
    ".jsonlines": jsonl.read,
    ".ndjson": jsonl.read,
}
"""Suffix → reader. `.gz` and `.zst` behind it are taken off first."""

_BY_KIND: dict[str, Reader] = {"text": txt.read, "html": html.read, "jsonl": jsonl.read}


def read_file(file: InputFile, *, fields: Mapping[str, str] | None = None, max_bytes: int = MAX_ARTICLE_BYTES) -> Iterator[RawArticle | Rejection]:
    """The articles of a file, one at a time, and a rejection for each that cannot be one.

    `fields` says which key of a record holds a column (or `text`, `html`) where the usual names don't fit; a dot goes
    down into objects: `{"title": "meta.headline"}`. `max_bytes` bounds one article.
    """
    try:
        with opened(file, fields=fields, max_bytes=max_bytes) as content:
            yield from _read(content)
    except OSError as error:
        yield Rejection(file.source, "unreadable", describe(error))


def _read(content: Content) -> Iterator[RawArticle | Rejection]:
    reader = READERS.get(content.suffix)
    if reader and reader not in _BY_KIND.values():
        yield from reader(content)  # a format of its own, binary perhaps
        return
    if evidence := binary_evidence(content.head):
        yield content.rejection("binary", evidence)
        return
    kind = kind_of(content.head, content.suffix)
    if kind is None:
        evidence = f"one JSON document named {content.suffix}; write one object per line and name it .jsonl"
        yield content.rejection("unknown-format", evidence)
        return
    yield from _BY_KIND[kind](content)


__all__ = ["MAX_ARTICLE_BYTES", "READERS", "Content", "InputFile", "Reader", "discover", "read_file"]
