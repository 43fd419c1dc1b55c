"""What a page's markup says of its article: JSON-LD, meta tags, links, `<time>`, captions. Each claim is a clue with its source.

Nothing is believed here and nothing is chosen; sources that disagree stand side by side.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from cleaner.article import Clue
from cleaner.dates import may_hold_day, parse_iso
from cleaner.html.attributes import said_by
from cleaner.html.microdata import ARTICLE_TYPE, URL, microdata_claims, text_of
from cleaner.text import repair_line

_METAS: dict[str, str] = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "parsely-title": "title",
    "sailthru.title": "title",
    "og:description": "description",
    "twitter:description": "description",
    "description": "description",
    "article:published_time": "published_at",
    "og:article:published_time": "published_at",
    "og:published_time": "published_at",
    "datepublished": "published_at",
    "date": "published_at",
    "pubdate": "published_at",
    "publishdate": "published_at",
    "publish-date": "published_at",
    "parsely-pub-date": "published_at",
    "sailthru.date": "published_at",
    "dc.date": "published_at",
    "dc.date.issued": "published_at",
    "dc.date.created": "published_at",
    "dcterms.created": "published_at",
    "dcterms.date": "published_at",
    "dcterms.issued": "published_at",
    "datecreated": "published_at",
    "published": "published_at",
    "published_at": "published_at",
    "published-date": "published_at",
    "published_date": "published_at",
    "published_time": "published_at",
    "publish_date": "published_at",
    "publication_date": "published_at",
    "publication-date": "published_at",
    "originalpublicationdate": "published_at",
    "article.published": "published_at",
    "article_date_original": "published_at",
    "article_published_time": "published_at",
    "rnews:datepublished": "published_at",
    "cxenseparse:recs:publishtime": "published_at",
    "content_publisheddate": "published_at",
    "date.release": "published_at",
    "citation_publication_date": "published_at",
    "citation_date": "published_at",
    "citation_online_date": "published_at",
    "article:modified_time": "modified_at",
    "og:updated_time": "modified_at",
    "datemodified": "modified_at",
    "last-modified": "modified_at",
    "dcterms.modified": "modified_at",
    "author": "authors",
    "article:author": "authors",
    "og:article:author": "authors",
    "article:author_name": "authors",
    "parsely-author": "authors",
    "sailthru.author": "authors",
    "dc.creator": "authors",
    **dict.fromkeys(("byl", "articleauthor", "article_author", "author.name", "author_name", "content_author", "citation_author"), "authors"),
    "cxenseparse:author": "authors",
    "og:site_name": "publisher",
    "application-name": "publisher",
    "dc.publisher": "publisher",
    "article:section": "section",
    "og:article:section": "section",
    "parsely-section": "section",
    "og:url": "canonical_url",
    "og:locale": "language",
    "content-language": "language",
    "dc.language": "language",
    "dc.rights": "license",
    "article:content_tier": "is_accessible_for_free",
    "article:tag": "tags",
    "og:article:tag": "tags",
    "parsely-tags": "tags",
    "sailthru.tags": "tags",
    "news_keywords": "tags",
    "keywords": "tags",
    "og:image": "images",
    "twitter:image": "images",
    "og:type": "og_type",
}
"""Name of a meta tag, in lower case → the column it speaks of."""
_ENDS_OF_TIMES = (":article_published_time", ":published_time", ":datepublished", ":publishdate", ":pubdate")
_FREE_TIERS = {"free": "true", "metered": "false", "locked": "false"}
_WORKS = frozenset({"Recipe", "HowTo", "CreativeWork"})
_PAGES = frozenset({"WebPage", "ItemPage", "AboutPage", "FAQPage", "MedicalWebPage", "QAPage", "VideoObject"})
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPED = re.compile(r"\s*(?:<!--|(?://\s*)?<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)")
_WRAPS = re.compile(r"(?:-->|(?://\s*)?\]\]>|/\*\s*\]\]>\s*\*/|;)$")
_LONGEST_WRAPPER = 60
HOME = "h1:home"
"""The source of an `<h1>` that leads to the site's first page."""
_HOME_PAGE = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.(?:html?|php))?", re.IGNORECASE)
_WHOLE = frozenset({"html", "body", "main", "article"})
_HEADINGS = ("h1", "h2", "h3", "h4")
_ENTRY_TITLE = re.compile(r"\b(?:entry|post|article)-?_*title\b", re.IGNORECASE)
_MAX_CLUES = 400
_MAX_VALUE_CHARS = 4000
"""A description is never longer; a whole article pasted into a tag would be text in disguise."""
_MAX_NODES = 5000
_LEAST_CRUMBS = 3
_LEAST_HEADLINE_CHARS = 8
_MOST_TIMES, _MOST_LEVELS = 1000, 60


def markup_clues(tree: Any) -> tuple[Clue, ...]:
    """What the markup of a parsed page claims, in the order of trust within each source: JSON-LD, meta, links, elements.

    Values are repaired and on one line, but otherwise as the page has them: dates are not parsed, names are not split.
    """
    page = _Page(tree)
    found: dict[tuple[str, str, str], Clue] = {}
    for part in (_json_ld, _of_microdata, _metas, _links, _elements):
        for field, value, source in part(page):
            text = _clean(value)
            if text and len(text) <= _MAX_VALUE_CHARS and len(found) < _MAX_CLUES:
                found.setdefault((field, text, source), Clue(field, text, source))
    return tuple(found.values())


class _Page:
    """The elements that may claim something, by their tags, found in one pass."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.of: dict[str, list[Any]] = {name: [] for name in ("meta", "link", "title", "script", "time", *_HEADINGS)}
        for element in tree.iter(*self.of):
            self.of[element.tag].append(element)


def _clean(value: str) -> str:
    # JSON-LD and meta tags carry HTML a second time: "Rock &amp;amp; Roll", "<em>Hollow</em> wins".
    text = _TAGS.sub("", html.unescape(value)) if "&" in value or "<" in value else value
    return repair_line(" ".join(text.split()))[0].strip()


Claim = tuple[str, str, str]
"""Field, value, source."""


def _metas(page: _Page) -> Iterator[Claim]:
    for meta in page.of["meta"]:
        value = meta.get("content")
        if not value:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            # "shareaholic:article_published_time": what a tool puts in front says whose tag it is.
            field = _METAS.get(name) or _METAS.get(name.rpartition(":")[2] if name.endswith(_ENDS_OF_TIMES) else "")
            if not field or (field == "authors" and URL.search(value)):  # article:author is often a Facebook page
                continue
            source = name if name.startswith("og:") else f"meta:{name}"
            if field == "is_accessible_for_free":
                tier = _FREE_TIERS.get(value.strip().lower())
                if tier:
                    yield field, tier, source
            else:
                yield field, _first_name_first(value) if name == "citation_author" else value, source
            break


def _first_name_first(name: str) -> str:
    return " ".join(name.split(", ")[::-1]) if name.count(", ") == 1 else name


def _links(page: _Page) -> Iterator[Claim]:
    for element in page.tree.iter("link", "a"):
        rel = element.get("rel")
        if not rel:
            continue
        rel, href = rel.lower().split(), (element.get("href") or "").strip()
        if href and "canonical" in rel and element.tag == "link":
            yield "canonical_url", href, "link:canonical"
        if href and "license" in rel:
            yield "license", href, f"{element.tag}:license"
        if element.tag == "a" and "tag" in rel:
            yield "section" if "category" in rel else "tags", text_of(element), "a:category" if "category" in rel else "a:tag"


def _elements(page: _Page) -> Iterator[Claim]:
    root = page.tree.getroottree().getroot()
    for name in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"):
        if root.get(name):
            yield "language", root.get(name), "html:lang"
            break
    yield from _headlines(page)
    for element in page.of["title"]:
        if element.getparent() is None or element.getparent().tag != "svg":  # a drawing has a title too
            yield "title", text_of(element), "html:title"
            break
    for element in page.of["time"][:_MOST_TIMES]:
        if _is_comments(element):
            continue
        value, shown = element.get("datetime"), ""
        if not value or parse_iso(value) is None:  # <time>May 1, 2031</time>, datetime="5/1/2031 12:00:00 AM"
            shown = text_of(element)
        if value or (shown and may_hold_day(shown)):
            said = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
            is_change = "modif" in said or "updat" in said or "changed" in said
            yield (
                "modified_at" if is_change else "published_at",
                shown if shown and may_hold_day(shown) else value,
                "time:datetime" if not shown else "time:text",
            )


def _is_comments(element: Any) -> bool:
    """Whether an element stands in what readers wrote below the article."""
    for above in islice(element.iterancestors(), _MOST_LEVELS):
        classes, id_ = above.get("class"), above.get("id")
        if (
            (classes or id_)
            and above.tag not in _WHOLE
            and said_by(classes, id_, above.get("rel"), above.get("itemprop"), above.get("role")).region == "comments"
        ):
            return above.find(".//h1") is None
    return False


def _headlines(page: _Page) -> Iterator[Claim]:
    """Each `<h1>`; `headline:h1` when another tag repeats it, or begins with it as "Pier falls | The Courier" does."""
    said = [" ".join((meta.get("content") or "").split()) for meta in page.of["meta"] if (meta.get("property") or meta.get("name") or "").endswith("title")]
    said += [" ".join(text_of(element).split()) for element in page.of["title"]]
    for element in page.of["h1"]:
        text = " ".join(text_of(element).split())
        is_repeated = len(text) >= _LEAST_HEADLINE_CHARS and any(other.startswith(text) for other in said)
        yield "title", text, HOME if _leads_home(element) else "headline:h1" if is_repeated else "h1"
    # Where the <h1> is the blog's name, the headline is below it, and alone: a list of posts has several.
    entries = [element for name in _HEADINGS[1:] for element in page.of[name] if _ENTRY_TITLE.search(element.get("class") or "")]
    if len(entries) == 1:
        yield "title", " ".join(text_of(entries[0]).split()), "headline:entry"


def _leads_home(heading: Any) -> bool:
    """Whether all of a heading is a link to the site's first page: then it is the site's name."""
    links = list(heading.iter("a"))
    href = (links[0].get("href") or "").strip() if len(links) == 1 else ""
    return bool(href) and _HOME_PAGE.fullmatch(href) is not None and "".join(links[0].itertext()).split() == "".join(heading.itertext()).split()


def _of_microdata(page: _Page) -> Iterator[Claim]:
    return microdata_claims(page.tree)


def _json_ld(page: _Page) -> Iterator[Claim]:
    nodes: list[dict[str, Any]] = []
    for script in page.of["script"]:
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json":
            nodes += _nodes(_loads(script.text or ""))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for name in dict.fromkeys(name for node in nodes for name in _types(node)):
        yield "schema_type", name, "json-ld"
    yield from _crumbs(nodes)
    articles = [node for node in nodes if any(ARTICLE_TYPE.search(name) for name in _types(node))]
    articles = articles or [node for node in nodes if not _WORKS.isdisjoint(_types(node))]
    if not articles:
        # Plug-ins describe the page where they do not know of an article.
        for field, key in (("published_at", "datePublished"), ("modified_at", "dateModified")):
            for value in [value for node in nodes if not _PAGES.isdisjoint(_types(node)) for value in _strings(node.get(key), by_id, ())][:1]:
                yield field, value, "json-ld:page"
    if articles:
        # Teasers of other articles are articles too. The page's own comes first, or is the one with the most to say of itself.
        yield from _article_claims(max(articles, key=lambda node: sum(key in node for key in ("headline", "author", "datePublished"))), by_id)


def _crumbs(nodes: list[dict[str, Any]]) -> Iterator[Claim]:
    """The rubric that the way to the page begins with: of "Home > Harbour > Quay opens" the second of three."""
    for node in nodes:
        if "BreadcrumbList" not in _types(node):
            continue
        steps = [step for step in _listed(node.get("itemListElement")) if isinstance(step, dict)]
        names = [name for step in steps for name in [step.get("name") or (step["item"].get("name") if isinstance(step.get("item"), dict) else None)]]
        if len(names) >= _LEAST_CRUMBS and isinstance(names[1], str):
            yield "section", names[1], "breadcrumb:json-ld"
            return


def _loads(text: str) -> list[Any]:
    """The JSON values in a script, through what templates do to them: comments, CDATA, commas too many, two values in a row."""
    for _ in range(2):
        if (front := _WRAPPED.match(text)) is not None:
            text = text[front.end() :]
        text = text.rstrip()
        text = text[:-_LONGEST_WRAPPER] + _WRAPS.sub("", text[-_LONGEST_WRAPPER:])
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        decoder, values, at = json.JSONDecoder(strict=False), [], 0
        try:
            while (rest := len(candidate) - len(candidate[at:].lstrip(" \t\r\n,;"))) < len(candidate):
                value, at = decoder.raw_decode(candidate, rest)
                values.append(value)
        except (ValueError, RecursionError):
            if not values:
                continue
        if values:
            return values
    return []


def _nodes(values: list[Any]) -> list[dict[str, Any]]:
    """The things described at the top of the data. Lists of other pages (`ItemList`, `hasPart`) are not entered."""
    nodes: list[dict[str, Any]] = []
    waiting = values[::-1]
    while waiting and len(nodes) < _MAX_NODES:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value[:_MAX_NODES][::-1]
        elif isinstance(value, dict):
            nodes.append(value)
            waiting += [value[key] for key in ("mainEntity", "@graph", "mainEntityOfPage") if isinstance(value.get(key), (list, dict))]
    return nodes


def _types(node: dict[str, Any]) -> list[str]:
    types = node.get("@type")
    return [name.rsplit("/", 1)[-1] for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]


def _article_claims(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[Claim]:
    source = "json-ld"
    for field, key in (
        ("title", "headline"),
        ("title", "name"),
        ("description", "description"),
        ("published_at", "datePublished"),
        ("modified_at", "dateModified"),
        ("section", "articleSection"),
        ("language", "inLanguage"),
        ("license", "license"),
        ("canonical_url", "url"),
        ("canonical_url", "mainEntityOfPage"),
    ):
        if key == "name" and node.get("headline"):
            continue
        for value in _strings(node.get(key), by_id, ("@id", "url") if field in {"canonical_url", "license"} else ("name", "alternateName")):
            yield field, value, source
    for key in ("author", "creator"):
        names = [name for name in _strings(node.get(key), by_id, ("name",)) if not URL.search(name)]
        yield from (("authors", name, source) for name in names)
        if names:
            break
    for value in _strings(node.get("publisher"), by_id, ("name",)):
        yield "publisher", value, source
    for tag in _strings(node.get("keywords"), by_id, ("name",)):
        yield "tags", tag, source
    for image in _listed(node.get("image")):
        yield from _image(image if not isinstance(image, dict) or len(image) > 1 else by_id.get(str(image.get("@id")), image), source)
    is_free = node.get("isAccessibleForFree")
    if is_free is not None and str(is_free).lower() in {"true", "false"}:
        yield "is_accessible_for_free", str(is_free).lower(), source


def _image(image: Any, source: str) -> Iterator[Claim]:
    """The picture's address, caption and credit."""
    if isinstance(image, str):
        yield "images", image, source
    elif isinstance(image, dict):
        address = image.get("url") or image.get("contentUrl")
        for field, value in (("images", address), ("captions", image.get("caption")), ("credits", image.get("creditText") or image.get("copyrightNotice"))):
            if isinstance(value, str):
                yield field, value, source


def _listed(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else [value]


def _strings(value: Any, by_id: dict[str, dict[str, Any]], keys: tuple[str, ...]) -> Iterator[str]:
    """The strings of a property: itself, or of each thing it names the first of `keys` that is one, references followed."""
    for item in _listed(value):
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            whole = item if len(item) > 1 else by_id.get(item.get("@id", "") if isinstance(item.get("@id"), str) else "", item)
            for key in keys:
                names = [name for name in _listed(whole.get(key)) if isinstance(name, str)]
                if names:
                    yield from names
                    break
