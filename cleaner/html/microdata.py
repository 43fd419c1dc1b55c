"""What `itemprop` says of the page's article: headline, names and days. Each claim is (field, value, source).

Cards of other articles and cited works are described in the same words; what stands in one of them is said of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Review)$|^(?:LiveBlogPosting|SocialMediaPosting)$")
URL = re.compile(r"https?://|^/", re.IGNORECASE)
_COMMENT_TYPE = re.compile(r"Comments?\b")
_FIELDS = {"headline": "title", "author": "authors", "datePublished": "published_at", "dateModified": "modified_at", "articleSection": "section"}
_MOST_VALUE_CHARS = 16_000
_MOST_ARTICLES, _MOST_PROPERTIES = 50, 2000


def microdata_claims(tree: Any) -> Iterator[tuple[str, str, str]]:
    """What is said within the article that microdata describes."""
    described = [element for element in _xpath("descendant-or-self::*[@itemtype]")(tree) if ARTICLE_TYPE.search(element.get("itemtype").rstrip("/"))]
    article = _own(described[:_MOST_ARTICLES])
    if article is None:
        return
    headed = {article: _has_headline(article)}
    for element in article.xpath("descendant-or-self::*[@itemprop]")[:_MOST_PROPERTIES]:
        for name in element.get("itemprop").split():
            field = _FIELDS.get(name)
            if field is None or _is_others(element, article, headed):
                continue
            named = next((e for e in islice(element.iter("*"), 50) if e is not element and e.get("itemprop") == "name"), element)
            said = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None) if field.endswith("_at") else None
            value = named.get("content") or said or text_of(named)
            if not (field == "authors" and URL.search(value)):
                yield field, value, f"microdata:{name}"


def _own(described: Sequence[Any]) -> Any:
    """The article that the page is about: the one with an `<h1>`, else the first; None when several are described and the `<h1>` is in none of them."""
    if len(described) < 2:
        return described[0] if described else None
    with_headline = next(filter(_has_headline, described), None)
    if with_headline is not None:
        return with_headline
    first = described[0]
    is_list = any(first not in element.iterancestors() for element in described[1:])
    return None if is_list and first.getroottree().getroot().find(".//h1") is not None else first


def _has_headline(element: Any) -> bool:
    return element.find(".//h1") is not None


def _is_others(element: Any, article: Any, headed: dict[Any, bool]) -> bool:
    """Whether what an element says is said of a comment, a cited work or a card of another article; `headed` says which elements hold the `<h1>`."""
    while element is not article:
        element = element.getparent()
        if element is article:
            return False
        kind = element.get("itemtype") or ""
        if _COMMENT_TYPE.search(kind):
            return True
        if headed[article] and (element.tag == "article" or ARTICLE_TYPE.search(kind.rstrip("/"))):
            if element not in headed:
                headed[element] = _has_headline(element)
            if not headed[element]:
                return True
    return False


def text_of(element: Any) -> str:
    """All text in an element, but no more than any claim may have."""
    return "".join(element.itertext(with_tail=False))[:_MOST_VALUE_CHARS]


@cache
def _xpath(expression: str) -> Any:
    from lxml import etree  # noqa: PLC0415 - text articles need no parser

    return etree.XPath(expression)
