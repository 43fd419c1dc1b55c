"""A feed (RSS, Atom) or what a blog exports in that form: each item that has a text is an article.

Items without one, such as pictures and menus of an export, are no inputs, and are counted in the `Tally`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.content import Content
from cleaner.read.record import raw_article

ROOTS = frozenset({"rss", "rdf:RDF", "RDF", "feed"})
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
_MARKUP = re.compile(r"<[A-Za-z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The items in order. Item n is named `source#n`, from 1, whether it has a text or not."""
    from lxml import etree  # noqa: PLC0415  (other formats need none)

    events = etree.iterparse(content.stream, events=("end",), recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    n_items = n_inputs = 0
    house: dict[str, str] = {}
    try:
        for _, element in events:
            name, above = _name(element), element.getparent()
            if name in {"title", "language"} and above is not None and _name(above) in {"channel", "feed"}:
                house.setdefault("publisher" if name == "title" else "language", _text(element))
            if name not in {"item", "entry"}:
                continue
            n_items += 1
            record = _record(element) | {key: value for key, value in house.items() if value}
            own = etree.tostring(element)
            if "text" in record or "html" in record:
                n_inputs += 1
                yield _article(record, own, f"{content.source}#{n_items}", content)
            else:
                content.tally.skip("an item of a feed without a text")
            element.clear()
            while element.getprevious() is not None and above is not None:
                del above[0]  # what was read needs no memory
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


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


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
            record["html" if _MARKUP.search(body) else "text"] = body
            break
    for column, names in _COLUMNS:
        value = next((value for name in names for child in found.get(name, ()) if (value := _value(child))), None)
        if value is not None:
            record[column] = value
    if record.get("modified_at") == record.get("published_at"):
        record.pop("modified_at", None)
    return record


def _body(child: Any) -> str:
    """The markup in an element: escaped, as nearly always, or as elements of its own (`type="xhtml"`)."""
    if not len(child):
        return child.text or ""
    from lxml import etree  # noqa: PLC0415

    return (child.text or "") + "".join(etree.tostring(inner, encoding="unicode", method="html") for inner in child)


def _value(child: Any) -> str:
    """An element's words; a link's address, but not that of a picture or of the feed; a person's name."""
    if _name(child) == "link" and child.get("href"):
        return str(child.get("href")) if child.get("rel", "alternate") == "alternate" else ""
    if _name(child) == "guid" and not _text(child).startswith("http"):
        return ""
    named = next((inner for inner in child if _name(inner) == "name"), None)
    said = _text(child if named is None else named)
    address = _ADDRESS.fullmatch(said)
    return said if address is None else address["name"] or ""


def _article(record: dict[str, Any], own: bytes, source: str, content: Content) -> RawArticle | Rejection:
    def reject(check: str, evidence: str) -> Rejection:
        return Rejection(source, check, evidence, hashlib.sha256(own).hexdigest(), len(own))

    # The settings' names are those of other formats' records.
    return raw_article(record, source, replace(content, fields={}), reject, is_utf8=True)
