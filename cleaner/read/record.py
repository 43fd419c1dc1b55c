"""A record with named values → a raw article: its text or its page, and the rest as clues. JSON lines and tables share it.

People call the same thing `text`, `raw_content` or `Content`; the usual names are known, in any case and with spaces or
dashes for underscores, and `fields` names the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.charsets import decode
from cleaner.read.content import Content
from cleaner.read.sniff import binary_evidence, looks_like_html

KEYS: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "raw_content", "content", "body", "article", "article_text", "maintext", "main_text", "plain_text", "full_text", "articlebody", "story",
        "page_content", "raw_text", "content_text",
    ),
    "html": ("html", "raw_html", "page", "content_html", "body_html", "page_html", "html_content", "raw_page"),
    "url": ("url", "link", "source_url", "uri", "page_url", "article_url", "web_url", "target_uri", "warc_headers.warc-target-uri", "metadata.url", "meta.url"),
    "canonical_url": ("canonical_url", "canonical"),
    "title": ("title", "headline"),
    "subtitle": ("subtitle", "standfirst", "deck", "dek"),
    "description": ("description", "summary", "excerpt"),
    "published_at": (
        "published_at", "published", "publish_date", "date_published", "publication_date", "pub_date", "date", "datepublished", "date_publish",
        "publishing_date", "published_date", "publishedat", "pubdate",
    ),
    "modified_at": ("modified_at", "modified", "date_modified", "updated", "datemodified", "date_modify", "updated_at"),
    "authors": ("authors", "author", "byline"),
    "publisher": ("publisher", "site_name", "sitename", "source_domain", "source_name", "publication", "outlet"),
    "language": ("language", "lang", "language_code"),
    "section": ("section", "category"),
    "license": ("license", "licence"),
    "captions": ("captions",),
    "fetched_at": (
        "fetched_at", "fetch_time", "date_download", "crawl_date", "crawled_at", "scraped_at", "date_crawled", "retrieved_at", "warc_date", "timestamp",
        "warc_headers.warc-date",
    ),
    "id": ("id",),
}  # fmt: skip
"""Column (or `text`, `html`) → the keys that people use for it, the first that has a value wins.

`timestamp` is when C4 fetched the page, not when the article came out.
"""
Row = Mapping[str, Any]
Reject = Callable[[str, str], Rejection]
"""(check, evidence) → the record's rejection, with its name and digest."""
_STRAY = re.compile("[\ud800-\udfff]")
_NOT_STRAY_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_SPACES = re.compile(r"\s+")


def raw_article(record: Row, source: str, content: Content, reject: Reject, *, is_utf8: bool) -> RawArticle | Rejection:
    """The record's text, or its HTML where it has no text, with the rest as clues. Keys of no column are not read.

    `is_utf8` is false where the record's bytes were not UTF-8 and strings hold them as surrogates.
    """
    record = _unpacked(record, content.fields)
    names = _names(record)
    kind, key = _which(record, names, content.fields)
    if key is None:
        return reject("bad-record", f"no text or html field; it has: {listed(record)}")
    text = _value(record, key)
    if not isinstance(text, (str, bytes)):
        return reject("bad-record", f"field {shown(key)} is {name_of(text)}, not a string")
    data = text if isinstance(text, bytes) else _bytes(text, is_utf8=is_utf8)
    if len(data) > content.max_bytes:
        return reject("too-large", f"{len(data)} bytes of text, more than {content.max_bytes}, the limit for one article")
    if not text.strip():
        return reject("empty", f"field {shown(key)} has no text")
    if evidence := binary_evidence(data[:4096]):
        return reject("binary", f"field {shown(key)} {evidence}")
    if kind == "text" and looks_like_html(text if isinstance(text, str) else text[:65_536].decode("latin-1")):
        kind = "html"
    content.tally.use(kind, shown(key))
    clues = tuple(_clues(record, names, content, key, is_utf8=is_utf8))
    url = next((clue.value for clue in clues if clue.field == "url"), None)
    declared = "utf-8" if kind == "html" and isinstance(text, str) and is_utf8 else None
    return RawArticle(data, source, kind=kind, url=url, charset=declared, clues=clues)


def has_text(record: Row, fields: Mapping[str, str]) -> bool:
    """Whether a record has a text or a page, under a usual name or one of `fields`."""
    record = _unpacked(record, fields)
    key = _which(record, _names(record), fields)[1]
    return key is not None and isinstance(_value(record, key), (str, bytes))


def _unpacked(record: Row, fields: Mapping[str, str]) -> Row:
    """A record out of what Elasticsearch puts around it, unless the settings go down into that themselves."""
    inner = record.get("_source") if "_index" in record else None
    return inner if isinstance(inner, Mapping) and not any(path.startswith("_source.") for path in fields.values()) else record


def wanted_columns(columns: list[str], fields: Mapping[str, str]) -> tuple[list[str], bool]:
    """The columns of a table that any record may be read from, in their order, and whether a text or a page is among them."""
    names = _names(dict.fromkeys(columns))
    wanted: dict[str, bool] = {}
    for column in {**KEYS, **fields}:
        for key in (fields[column],) if column in fields else KEYS[column]:
            name = key if key in columns else names.get(key) or names.get(key.split(".")[0]) or key.split(".")[0]
            if name in columns:
                wanted[name] = wanted.get(name, False) or column in {"text", "html"}
    if "dump" in names:
        wanted.setdefault(names["dump"], False)
    return [name for name in columns if name in wanted], any(wanted.values())


def listed(names: Row | list[str]) -> str:
    """The first dozen names, as evidence may show them."""
    return (", ".join(shown(str(name)) for name in list(names)[:12]) or "nothing") + ", …" * (len(names) > 12)


def shown(key: str) -> str:
    """A key as evidence may show it: short, and nothing a terminal would obey."""
    short = key[:40].encode("unicode_escape").decode("ascii") if not key.isprintable() else key[:40]
    return short or '""'


def name_of(value: Any) -> str:
    """What kind of thing a value is, in JSON's words."""
    names = (
        (bool, "true or false"), (str, "a string"), ((int, float, Decimal), "a number"), (list, "an array"), (dict, "an object"), (bytes, "bytes"),
        (date, "a date"),
    )  # fmt: skip
    return next((name for kind, name in names if isinstance(value, kind)), "null" if value is None else "no text")


@lru_cache(4096)
def _folded(key: str) -> str:
    return key.strip().casefold().replace(" ", "_").replace("-", "_")


def _names(record: Row) -> dict[str, str]:
    """Folded key → key; of two that fold alike, the first."""
    names: dict[str, str] = {}
    for key in record:
        names.setdefault(_folded(key) if len(key) < 60 else key, key)
    return names


def _which(record: Row, names: Mapping[str, str], fields: Mapping[str, str]) -> tuple[str, str | None]:
    for kind in ("text", "html"):
        if kind in fields and _value(record, fields[kind]) is not None:
            return kind, fields[kind]
    for kind in ("text", "html"):
        keys = [names[key] for key in KEYS[kind] if key in names and record[names[key]] is not None]
        # An empty "text" beside a full "html" is how crawlers say that their extraction failed.
        if keys and kind not in fields and (best := next((key for key in keys if record[key] not in ("", b"")), None)):
            return kind, best
    present = [(kind, names[key]) for kind in ("text", "html") for key in KEYS[kind] if key in names and record[names[key]] is not None]
    return present[0] if present and not {"text", "html"} & set(fields) else ("text", None)


def _value(record: Row, key: str) -> Any:
    """The value under a key, or under a path such as `meta.source.url`; None if there is none."""
    if key in record:
        return record[key]
    value: Any = record
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _clues(record: Row, names: Mapping[str, str], content: Content, text_key: str, *, is_utf8: bool) -> Iterator[Clue]:
    fields = content.fields
    # FineWeb's records name the crawl in `dump`, and their `date` is when the page was fetched.
    is_crawl = "published_at" not in fields and str(record.get(names.get("dump", ""), "")).startswith("CC-")
    keys = tuple(record)
    sought = (_sought if len(keys) <= _KEYS_REMEMBERED else _sought.__wrapped__)(keys, tuple(fields.items()), text_key)
    for column, places in sought:
        for key, name in places:
            said = "fetched_at" if is_crawl and key == "date" else column
            values = [value for each in _strings(_value(record, name)) if (value := _clean(each, is_utf8=is_utf8))]
            yield from (Clue(said, value, f"record:{shown(name)}") for value in values)
            if values:
                content.tally.use(said, shown(name))
                break


_KEYS_REMEMBERED = 64


@lru_cache(256)
def _sought(keys: tuple[str, ...], fields: tuple[tuple[str, str], ...], text_key: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Column → (usual key, key or path in the record) of where its value may be, in a record of these keys: those of a file have mostly the same."""
    record, named = dict.fromkeys(keys), dict(fields)
    names = _names(record)
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for column in (*KEYS, *named):
        if column not in {"text", "html"} and column not in found:
            places = ((named[column], named[column]),) if column in named else tuple((key, names.get(key, key)) for key in KEYS[column])
            found[column] = tuple((key, name) for key, name in places if name != text_key and (name in record or name.partition(".")[0] in record))
    return tuple((column, places) for column, places in found.items() if places)


def _strings(value: Any) -> Iterator[str]:
    """The strings that a value of metadata stands for: itself, its items, or the name of a thing that has one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, (datetime, date)):
        yield value.isoformat()
    elif isinstance(value, list):
        for item in value[:100]:
            if not isinstance(item, list):
                yield from _strings(item)
    elif isinstance(value, dict):
        yield from (str(value[key]) for key in ("name", "url", "@value", "$date") if isinstance(value.get(key), str))


def _bytes(text: str, *, is_utf8: bool) -> bytes:
    if is_utf8:
        return text.encode("utf-8", "surrogatepass")  # half an emoji, escaped as "\ud83d"
    return _NOT_STRAY_BYTE.sub("\ufffd", text).encode("utf-8", "surrogateescape")


def _clean(value: str, *, is_utf8: bool) -> str:
    if _STRAY.search(value):
        decoded = decode(_bytes(value, is_utf8=is_utf8))
        value = decoded.text if decoded else _STRAY.sub("\ufffd", value)
    from cleaner.text import repair_line  # noqa: PLC0415 - 0.1 s that who only looks for inputs need not pay

    return repair_line(_SPACES.sub(" ", value).strip())[0].strip()
