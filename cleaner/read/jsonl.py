"""One JSON object per line, each an article; everything beside its text is a clue.

Each record stands alone: a line that is no JSON, or one byte in another charset, costs that record at most.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read.content import Content
from cleaner.read.sniff import binary_evidence, looks_like_html
from cleaner.text import decode, repair_line

KEYS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "raw_content", "content", "body", "article", "article_text", "maintext", "plain_text"),
    "html": ("html", "raw_html", "page", "content_html", "body_html"),
    "url": ("url", "link", "source_url", "uri"),
    "canonical_url": ("canonical_url", "canonical"),
    "title": ("title", "headline"),
    "subtitle": ("subtitle", "standfirst", "deck", "dek"),
    "description": ("description", "summary", "excerpt"),
    "published_at": ("published_at", "published", "publish_date", "date_published", "publication_date", "pub_date", "date", "timestamp", "datePublished"),
    "modified_at": ("modified_at", "modified", "date_modified", "updated", "dateModified"),
    "authors": ("authors", "author", "byline"),
    "publisher": ("publisher", "site_name", "sitename", "source_domain", "source_name"),
    "language": ("language", "lang"),
    "section": ("section", "category"),
    "license": ("license", "licence"),
    "captions": ("captions",),
    "id": ("id",),
}
"""Column (or `text`, `html`) → the keys that people use for it, the first that has a value wins."""
_STRAY = re.compile("[\ud800-\udfff]")
_NOT_STRAY_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_SPACES = re.compile(r"\s+")


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The records in order. Record n is named `source#n`: n counts lines that are not blank, bad ones too, from 1.

    A record's own text wins over its HTML. Keys of no column are not read. A file of compressed data that ends in the
    middle gives its whole records, then one rejection with the file's name.
    """
    if content.head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content.head[:4]:
        yield Rejection(content.source, "unknown-format", "JSON lines in UTF-16; convert the file to UTF-8")
        return
    n_records = n_lines = 0
    # A record holds more than its text: keys, escapes ("\u00e9" is six bytes for two), and often the HTML as well.
    limit = 8 * content.max_bytes
    while line := content.stream.readline(limit + 1):
        n_lines += 1
        is_whole = line.endswith(b"\n")
        if content.fault and not is_whole:
            break
        if is_whole and not line.strip():
            continue
        source, where = f"{content.source}#{n_records + 1}", f"line {n_lines}"
        if len(line) > limit and not is_whole:
            n_records += 1
            n_bytes = len(line)
            while not line.endswith(b"\n") and (line := content.stream.readline(limit)):
                n_bytes += len(line)
            if not content.fault:
                yield Rejection(source, "too-large", f"{where}: {n_bytes} bytes, more than {limit}, the limit for one record", raw_bytes=n_bytes)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if n_lines == 1 else line
        if line.strip():
            n_records += 1
            yield _record(line, source, where, content)
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {n_records} whole record{'s' * (n_records != 1)} before")
    elif not n_records:
        yield Rejection(content.source, "empty", "no record in the file")


def _record(line: bytes, source: str, where: str, content: Content) -> RawArticle | Rejection:
    def bad(evidence: str, check: str = "bad-record") -> Rejection:
        return Rejection(source, check, f"{where}: {evidence}", hashlib.sha256(line).hexdigest(), len(line))

    try:
        # Bytes that are not UTF-8 pass through as they are, so that the text's own decoding sees and records them.
        record = json.loads(line.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        return bad(f"not JSON: {error.msg.removesuffix(' delimiter')} at column {error.colno}")
    except (RecursionError, ValueError) as error:
        return bad(f"not JSON: {'nested too deep' if isinstance(error, RecursionError) else 'a number with too many digits'}")
    if not isinstance(record, dict):
        return bad(f"not an object but {_json_name(record)}")
    kind, key = _which(record, content.fields)
    if key is None:
        keys = ", ".join(_shown(name) for name in list(record)[:12]) or "nothing"
        return bad(f"no text or html field; it has: {keys}{', …' * (len(record) > 12)}")
    text = _value(record, key)
    if not isinstance(text, str):
        return bad(f"field {_shown(key)} is {_json_name(text)}, not a string")
    is_utf8 = _is_utf8(line)
    data = _bytes(text, is_utf8=is_utf8)
    if len(data) > content.max_bytes:
        return bad(f"{len(data)} bytes of text, more than {content.max_bytes}, the limit for one article", "too-large")
    if not text.strip():
        return bad(f"field {_shown(key)} has no text", "empty")
    if evidence := binary_evidence(data[:4096]):
        return bad(f"field {_shown(key)} {evidence}", "binary")
    if kind == "text" and looks_like_html(text):
        kind = "html"
    clues = tuple(_clues(record, content.fields, key, is_utf8=is_utf8))
    url = next((clue.value for clue in clues if clue.field == "url"), None)
    return RawArticle(data, source, kind=kind, url=url, charset="utf-8" if kind == "html" and is_utf8 else None, clues=clues)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _bytes(text: str, *, is_utf8: bool) -> bytes:
    if is_utf8:
        return text.encode("utf-8", "surrogatepass")  # half an emoji, escaped as "\ud83d"
    return _NOT_STRAY_BYTE.sub("\ufffd", text).encode("utf-8", "surrogateescape")


def _which(record: dict[str, Any], fields: Mapping[str, str]) -> tuple[str, str | None]:
    for kind in ("text", "html"):
        if kind in fields and _value(record, fields[kind]) is not None:
            return kind, fields[kind]
    for kind in ("text", "html"):
        keys = [key for key in KEYS[kind] if record.get(key) is not None]
        # An empty "text" beside a full "html" is how crawlers say that their extraction failed.
        if keys and kind not in fields and (best := next((key for key in keys if record[key] != ""), None)):
            return kind, best
    present = [(kind, key) for kind in ("text", "html") for key in KEYS[kind] if record.get(key) is not None]
    return present[0] if present and not {"text", "html"} & set(fields) else ("text", None)


def _value(record: Mapping[str, Any], key: str) -> Any:
    """The value under a key, or under a path such as `meta.source.url`; None if there is none."""
    if key in record:
        return record[key]
    value: Any = record
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _clues(record: dict[str, Any], fields: Mapping[str, str], text_key: str, *, is_utf8: bool) -> Iterator[Clue]:
    columns = [*KEYS, *(column for column in fields if column not in KEYS)]
    for column in columns:
        if column in {"text", "html"}:
            continue
        for key in (fields[column],) if column in fields else KEYS[column]:
            values = [] if key == text_key else [_clean(value, is_utf8=is_utf8) for value in _strings(_value(record, key))]
            values = [value for value in values if value]
            yield from (Clue(column, value, f"record:{_shown(key)}") for value in values)
            if values:
                break


def _strings(value: Any) -> Iterator[str]:
    """The strings that a value of metadata stands for: itself, its items, or the name of a thing that has one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for item in value[:100]:
            if not isinstance(item, list):
                yield from _strings(item)
    elif isinstance(value, dict):
        yield from (str(value[key]) for key in ("name", "url", "@value") if isinstance(value.get(key), str))


def _clean(value: str, *, is_utf8: bool) -> str:
    if _STRAY.search(value):
        decoded = decode(_bytes(value, is_utf8=is_utf8))
        value = decoded.text if decoded else _STRAY.sub("\ufffd", value)
    return repair_line(_SPACES.sub(" ", value).strip())[0].strip()


def _json_name(value: Any) -> str:
    names = ((bool, "true or false"), (str, "a string"), ((int, float), "a number"), (list, "an array"), (dict, "an object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _shown(key: str) -> str:
    """A key as evidence may show it: short, and nothing a terminal would obey."""
    shown = key[:40].encode("unicode_escape").decode("ascii") if not key.isprintable() else key[:40]
    return shown or '""'
