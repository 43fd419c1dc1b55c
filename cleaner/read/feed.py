"""A feed (RSS, Atom) or what a blog exports in that form: each item that has a text is an article.

Items without one, such as pictures and menus of an export, are no inputs, and are counted in the `Tally`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from cleaner.article import RawArticle, Rejection
from cleaner.read.content import Content
from cleaner.read.loose_xml import LooseXml
from cleaner.read.record import raw_article

ROOTS = frozenset({"rss", "rdf:RDF", "RDF", "feed"})
_ITEMS = frozenset({"item", "entry"})
_BODIES = ("encoded", "content", "description", "summary")
"""Elements with the text, the fullest first."""
_COLUMNS = (
    ("title", ("title",)),
    ("url", ("link", "guid")),
    ("published_at", ("pubDate", "published", "issued", "date", "updated")),
    ("modified_at", ("modified", "updated")),
    ("authors", ("creator", "author")),
    ("section", ("category",)),
)
_ADDRESS = re.compile(r"[^\s@()]+@[^\s@()]+(?:\s*\((?P<name>[^()]*)\))?")
"""How RSS writes an author: "ada@orm.example (Ada Ruiz)"."""
_MEDIA = "http://search.yahoo.com/mrss"
"""Its `content`, `title` and `description` are those of a picture."""
_NO_POSTS = frozenset(
    {
        "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "wp_global_styles", "wp_navigation", "wp_template",
        "wp_template_part", "wp_block", "wp_font_family", "wp_font_face", "settings", "template", "comment",
    }
)  # fmt: skip
"""What an export of WordPress or Blogger holds beside posts and pages: menus, styles as JSON, comments."""
_KIND = "http://schemas.google.com/blogger/2008/kind#"
_MOST_ELEMENTS = 100_000
"""In an item; the longest pages have some ten thousand."""
_MARKUP = re.compile(r"<[A-Za-z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_PARTED = re.compile(r"\n[ \t\r]*\n\s*")
_HAS_PARAGRAPHS = re.compile(r"<(?:p|br|div|pre|body)\b", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:h[1-6]|ul|ol|li|table|figure|blockquote|section|article|hr|tr|td|script|style|iframe)\b|<!--", re.IGNORECASE)


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The items in order. Item n is named `source#n`, from 1, whether it has a text or not."""
    from lxml import etree  # noqa: PLC0415  (other formats need none)

    source = LooseXml(content.stream, content.head)
    events = etree.iterparse(source, events=("start", "end"), recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    n_items = n_inputs = n_within = 0
    house: dict[str, str] = {}
    within: list[Any] = []
    try:
        for event, element in events:
            name, above = _name(element), element.getparent()
            if event == "start":
                n_within += 1
                if within and n_within > _MOST_ELEMENTS:
                    evidence = f"item {n_items + 1} has more than {_MOST_ELEMENTS} elements; what is behind cannot be read"
                    yield Rejection(content.source, "too-large", evidence)
                    return
                if name in _ITEMS:
                    within, n_within = [*within, element], 0
                continue
            if name in {"title", "language"} and above is not None and _name(above) in {"channel", "feed"} and (said := _text(element)):
                house.setdefault("publisher" if name == "title" else "language", said)
            if name not in _ITEMS:
                if not within:
                    _forget(element)
                continue
            n_items += 1
            kind, record = _kind(element), _record(element) | house
            own = etree.tostring(element)
            if kind in _NO_POSTS:
                content.tally.skip(f"an item of a blog's export of type {kind}")
            elif "text" in record or "html" in record:
                n_inputs += 1
                yield _article(record, own, f"{content.source}#{n_items}", content)
            else:
                content.tally.skip("an item of a feed without a text")
            within = within[:-1]
            _forget(element)
    except etree.XMLSyntaxError as error:
        n_inputs += 1
        yield Rejection(content.source, "bad-record", f"not XML: {' '.join(str(error).split())[:120]}; {n_items} items before")
        return
    fault = next((entry for entry in events.error_log if entry.level >= 3), None)  # fatal: recovered from, but something may be missing
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {n_items} whole item{'s' * (n_items != 1)} before")
    elif fault is not None:
        yield Rejection(
            content.source, "bad-record", f"line {fault.line} is no XML ({' '.join(fault.message.split())[:80]}): items from there on may be cut or missing"
        )
    elif not n_inputs:
        yield Rejection(content.source, "empty", f"no item with a text among {n_items}")


def _forget(element: Any) -> None:
    """What was read needs no memory."""
    above = element.getparent()
    element.clear()
    while above is not None and _name(above) not in _ITEMS and element.getprevious() is not None:
        del above[0]


def _name(element: Any) -> str:
    """Without what it belongs to; "" for what belongs to a picture."""
    if not isinstance(element.tag, str) or element.tag.startswith(("{" + _MEDIA, "media:")):
        return ""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]  # "content:encoded" where nobody says what "content" is


def _kind(item: Any) -> str:
    """What an export calls an item: `post`, `attachment`, …"""
    for child in item:
        if _name(child) in {"post_type", "type"} and child.text:
            return str(child.text).strip().lower()
        if _name(child) == "category" and str(child.get("term", "")).startswith(_KIND):
            return str(child.get("term")).removeprefix(_KIND)
    return ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _record(item: Any) -> dict[str, Any]:
    """An item's text and what stands beside it, by column."""
    found: dict[str, list[Any]] = {}
    for child in item:
        found.setdefault(_name(child), []).append(child)
    record: dict[str, Any] = {}
    for name in _BODIES:
        body = next((text for child in found.get(name, ()) if (text := _body(child)).strip()), None)
        if body is not None:
            record["html" if _MARKUP.search(body) else "text"] = _with_paragraphs(body)
            break
    for column, names in _COLUMNS:
        value = next((value for name in names for child in found.get(name, ()) if (value := _value(child))), None)
        if value is not None:
            record[column] = value
    if record.get("modified_at") == record.get("published_at"):
        record.pop("modified_at", None)
    return record


def _with_paragraphs(body: str) -> str:
    """WordPress stores markup without `<p>`: a blank line parts paragraphs."""
    if not _MARKUP.search(body) or _HAS_PARAGRAPHS.search(body) or not _PARTED.search(body.strip()):
        return body
    return "\n\n".join(part if _BLOCK.match(part) else f"<p>{part}</p>" for part in _PARTED.split(body.strip()))


def _body(child: Any) -> str:
    """The markup in an element: escaped, as nearly always, or as elements of its own (`type="xhtml"`)."""
    if not len(child):
        return child.text or ""
    from lxml import etree  # noqa: PLC0415

    return (child.text or "") + "".join(etree.tostring(inner, encoding="unicode", method="html") for inner in child)


def _value(child: Any) -> str:
    """An element's words; a link's address, but not that of a picture or of the feed; a person's name."""
    if _name(child) == "link" and child.get("href"):
        return _whole(child) if child.get("rel", "alternate") == "alternate" else ""
    if _name(child) == "guid" and not _text(child).startswith("http"):
        return ""
    named = next((inner for inner in child if _name(inner) == "name"), None)
    said = _text(child if named is None else named)
    address = _ADDRESS.fullmatch(said)
    return said if address is None else address["name"] or ""


def _whole(link: Any) -> str:
    address = str(link.get("href"))
    try:
        return urljoin(link.base or "", address)
    except ValueError:
        return address


def _article(record: dict[str, Any], own: bytes, source: str, content: Content) -> RawArticle | Rejection:
    def reject(check: str, evidence: str) -> Rejection:
        return Rejection(source, check, evidence, hashlib.sha256(own).hexdigest(), len(own))

    # The settings' names are those of other formats' records.
    return raw_article(record, source, replace(content, fields={}), reject, is_utf8=True)
