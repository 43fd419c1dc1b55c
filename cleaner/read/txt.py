"""A plain-text file is one article."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.article import RawArticle, Rejection
from cleaner.read.content import Content


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The file's bytes as they are; decoding comes later, where it is recorded."""
    data = content.read_article()
    yield data if isinstance(data, Rejection) else RawArticle(data, content.source)
