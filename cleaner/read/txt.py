"""A plain-text file is one article, or what a press database handed out: many."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.article import RawArticle, Rejection
from cleaner.read.bundle import documents_of
from cleaner.read.content import Content


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The file's bytes as they are; decoding comes later, where it is recorded. Of many documents the nth is `source#n`, from 1."""
    data = content.read_article()
    if isinstance(data, Rejection):
        yield data
        return
    documents = documents_of(data)
    for n, document in enumerate(documents, 1):
        yield RawArticle(document, content.source if len(documents) == 1 else f"{content.source}#{n}")
