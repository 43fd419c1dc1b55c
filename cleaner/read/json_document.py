"""One JSON document: an article, an array of them, a response that holds one, or objects one behind the other.

Scrapers write an array, crawlers a file for each article, news services an answer with the articles in it. The array is
read record by record and never held whole; a record that is no JSON costs itself, if the next one can be told.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.compressed import MIB
from cleaner.read.content import Content
from cleaner.read.record import has_text, name_of, raw_article

_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_NEXT = re.compile(r"[,\n][ \t\r\n]*(?=\{)")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_NEAR_END = 16
"""Characters before the end of what was read, where an error may be but the end of it: the longest word of JSON has five."""
_MOST_TRIES = 1000
"""Places that may be the next record's beginning, behind one that is no JSON."""
_MOST_TRIED = 2
"""Times the most that is held, of what is read again and again for it."""
_MOST_LEVELS = 3


class _Text:
    """The document as it is read: what is needed of it is held, and no more."""

    def __init__(self, content: Content, limit: int) -> None:
        self._content, self._limit = content, limit
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._parser = json.JSONDecoder()
        self.held, self.at, self.gone, self.is_all = "", 0, 0, False

    def more(self) -> bool:
        """Twice as much; False at the end, or when too much is held."""
        if self.is_all or len(self.held) - self.at > self._limit:
            return False
        data = self._content.stream.read(max(MIB, len(self.held) - self.at))
        self.is_all = not data
        self.gone += self.at
        self.held, self.at = self.held[self.at :] + self._decoder.decode(data, self.is_all), 0
        return bool(data)

    def skip(self, what: re.Pattern[str]) -> str:
        """The character behind these; "" at the end."""
        while True:
            match = what.match(self.held, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.held) or not self.more():
                return self.held[self.at : self.at + 1]

    def value(self) -> tuple[Any, str]:
        """The value that begins here, and its text.

        Raises:
            json.JSONDecodeError: when it is none, or ends with the file.
            ValueError, RecursionError: as the standard library does.
        """
        while True:
            try:
                value, end = self._parser.raw_decode(self.held, self.at)
            except json.JSONDecodeError as error:
                may_go_on = error.msg.startswith("Unterminated string") or error.pos >= len(self.held) - _NEAR_END
                if not may_go_on or not self.more():
                    raise
                continue
            text = self.held[self.at : end]
            self.at = end
            return value, text

    @property
    def is_too_much(self) -> bool:
        """Whether a value goes on behind all that may be held."""
        return not self.is_all and len(self.held) - self.at > self._limit

    def to_next(self, keys: frozenset[str]) -> bool:
        """Stand at the next object that is like the records so far."""
        start, n_tried = self.at + 1, 0
        for _ in range(_MOST_TRIES):
            while (match := _NEXT.search(self.held, start)) is None:
                behind = start - self.at
                if not self.more():
                    return False
                start = max(0, behind)
            self.at = match.end()
            n_tried += len(self.held) - self.at
            if n_tried > _MOST_TRIED * self._limit:
                return False
            try:
                value, text = self.value()
            except (ValueError, RecursionError):
                start = self.at + 1
                continue
            self.at -= len(text)
            if isinstance(value, dict) and (2 * len(keys & value.keys()) >= len(keys) if keys else has_text(value, self._content.fields)):
                return True
            start = self.at + 1
        return False


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The document's records. A document that is one record has the file's name; record n of several is `source#n`."""
    if content.head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content.head[:4]:
        yield Rejection(content.source, "unknown-format", "JSON in UTF-16; convert the file to UTF-8")
        return
    limit = 8 * content.max_bytes
    text = _Text(content, limit)
    text.more()
    if text.held.startswith("\ufeff"):
        text.at = 1
    is_array = False
    n_records = n_whole = 0
    keys: frozenset[str] = frozenset()
    while opens := text.skip(_BETWEEN):
        if opens == ("]" if is_array else "["):  # an array may follow another
            is_array = not is_array
            text.at += 1
            continue
        n_records += 1
        source, begun = f"{content.source}#{n_records}", text.gone + text.at
        try:
            record, own = text.value()
        except (ValueError, RecursionError) as error:
            if content.fault:
                break
            if text.is_too_much:
                yield Rejection(
                    source, "too-large", f"record {n_records}: more than {limit} characters, the limit for one record; what is behind cannot be read"
                )
                break
            evidence = f"record {n_records}: not JSON: {_why(error, text)}"
            if text.to_next(keys):
                yield Rejection(source, "bad-record", f"{evidence}; read on {text.gone + text.at - begun} characters behind")
                continue
            yield Rejection(content.source if n_records == 1 else source, "bad-record", f"{evidence}; what is behind cannot be read")
            break
        n_whole += 1
        if n_records == 1 and not is_array and isinstance(record, dict) and not text.skip(_SPACE):
            yield from _only(record, own, content)
            break
        if isinstance(record, dict) and not keys:
            keys = frozenset(record)
        yield _article(record, own, source, f"record {n_records}: ", content)
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {n_whole} whole record{'s' * (n_whole != 1)} before")
    elif not n_records:
        yield Rejection(content.source, "empty", "no record in the file")


def _why(error: Exception, text: _Text) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.removesuffix(' delimiter').removesuffix(' at')} at character {text.gone + error.pos + 1}"
    return "a number with too many digits"


def _only(record: dict[str, Any], own: str, content: Content) -> Iterator[RawArticle | Rejection]:
    """A document that is one object: the article, or what holds an array of articles."""
    listed = None if has_text(record, content.fields) else _listed(record, content, _MOST_LEVELS)
    if listed is None:
        yield _article(record, own, content.source, "", content)
        return
    for n, item in enumerate(listed, 1):
        yield _article(item, json.dumps(item, ensure_ascii=False), f"{content.source}#{n}", f"record {n}: ", content)


def _listed(record: Mapping[str, Any], content: Content, levels: int) -> list[Any] | None:
    """The first array below an object that has an object with a text in it, the nearest first."""
    for value in record.values():
        if isinstance(value, list) and any(isinstance(item, dict) and has_text(item, content.fields) for item in value):
            return value
    inner = (value for value in record.values() if isinstance(value, dict))
    return next((found for value in inner if (found := _listed(value, content, levels - 1)) is not None), None) if levels > 1 else None


def _article(record: Any, own: str, source: str, where: str, content: Content) -> RawArticle | Rejection:
    def reject(check: str, evidence: str) -> Rejection:
        data = own.encode("utf-8", "surrogateescape" if is_utf8 is False else "surrogatepass")
        return Rejection(source, check, where + evidence, hashlib.sha256(data).hexdigest(), len(data))

    is_utf8 = _STRAY_BYTE.search(own) is None
    if not isinstance(record, dict):
        return reject("bad-record", f"not an object but {name_of(record)}")
    return raw_article(record, source, content, reject, is_utf8=is_utf8)
