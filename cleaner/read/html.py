"""An HTML file is one article; what its markup says is read when it becomes a document."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.article import RawArticle, Rejection
from cleaner.read.content import Content


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The page's bytes as they are."""
    data = content.read_article()
    yield data if isinstance(data, Rejection) else RawArticle(data, content.source, kind="html")
