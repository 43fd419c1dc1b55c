"""One JSON document: an article, an array of them, a response that holds one, or objects one behind the other.

Scrapers write an array, crawlers a file for each article, news services an answer with the articles in it. The array is
read record by record and never held whole; a record that is no JSON costs itself, if the next one can be told.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.compressed import MIB
from cleaner.read.content import Content
from cleaner.read.record import has_text, name_of, raw_article

_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile("[ \t\r\n,\ufeff]*")  # files that were joined have their marks in the middle
_NEXT = re.compile(r"[,\n}][ \t\r\n]*(?=\{)")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_NEAR_END = 16
"""Characters before the end of what was read, where an error may be but the end of it: the longest word of JSON has five."""
_MOST_TRIES = 1000
"""Places that may be the next record's beginning, behind one that is no JSON."""
_MOST_TRIED = 2
"""Times the most that is held, of what is read again and again for it."""
_MOST_LEVELS = 3
_MOST_BEHIND = 65_536
"""Characters that are done with and still held. The library counts their lines for each error that it raises."""
_MOST_SHAPES = 16
"""Sets of keys that are remembered, by which the next record is known."""


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
            if self.at > _MOST_BEHIND:
                self.gone += self.at
                self.held, self.at = self.held[self.at :], 0
            try:
                value, end = self._parser.raw_decode(self.held, self.at)
            except json.JSONDecodeError as error:
                may_go_on = error.msg.startswith("Unterminated string") or error.pos >= len(self.held) - _NEAR_END
                if not may_go_on or not self.more():
                    raise
                continue
            if end == len(self.held) and isinstance(value, (int, float)) and self.more():
                continue  # its other digits
            text = self.held[self.at : end]
            self.at = end
            return value, text

    @property
    def is_too_much(self) -> bool:
        """Whether a value goes on behind all that may be held."""
        return not self.is_all and len(self.held) - self.at > self._limit

    def to_next(self, shapes: list[frozenset[str]]) -> bool:
        """Stand at the next object that is like the records so far."""
        start, n_tried = self.at + 1, 0
        for _ in range(_MOST_TRIES):
            while (match := _NEXT.search(self.held, start)) is None:
                behind = start - self.at
                if not self.more():
                    return False
                start = max(0, behind)
            self.at = match.end()
            if n_tried > _MOST_TRIED * self._limit:
                return False
            try:
                value, text = self.value()
            except (ValueError, RecursionError) as error:
                is_early = isinstance(error, json.JSONDecodeError) and not error.msg.startswith("Unterminated string")
                n_tried += (error.pos if isinstance(error, json.JSONDecodeError) and is_early else len(self.held)) - self.at
                start = self.at + 1
                continue
            self.at -= len(text)
            n_tried += len(text)
            if isinstance(value, dict) and (
                any(2 * len(keys & value.keys()) >= len(keys) for keys in shapes) if shapes else has_text(value, self._content.fields)
            ):
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
    shapes: list[frozenset[str]] = []
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
            if text.to_next(shapes):
                yield Rejection(source, "bad-record", f"{evidence}; read on {text.gone + text.at - begun} characters behind")
                continue
            yield Rejection(content.source if n_records == 1 else source, "bad-record", f"{evidence}; what is behind cannot be read")
            break
        n_whole += 1
        if n_records == 1 and not is_array and isinstance(record, dict) and not text.skip(_SPACE):
            yield from _only(record, own, content)
            break
        if isinstance(record, dict) and record and len(shapes) < _MOST_SHAPES and (keys := frozenset(record)) not in shapes:
            shapes.append(keys)
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
    """A document that is one object: the article, or what holds articles."""
    found = [] if has_text(record, content.fields) else _held(record, content)
    if not found:
        yield _article(record, own, content.source, "", content)
    for n, item in enumerate(found, 1):
        yield _article(item, None, f"{content.source}#{n}", f"record {n}: ", content, is_utf8=_STRAY_BYTE.search(own) is None)


def _held(record: dict[str, Any], content: Content) -> list[Any]:
    """The articles of an answer: what its arrays hold, one for each page, day or newspaper; or objects, each under its address."""
    listed, n_deeper = _nearest(record, content, _in_arrays)
    named, n_deeper_named = _nearest(record, content, _with_texts)
    n_others = n_deeper + len(named) + n_deeper_named if listed else n_deeper_named
    if n_others:
        content.tally.skip("an object with a text beside the articles of an answer", n_others)
    return listed or named


def _nearest(record: dict[str, Any], content: Content, pick: Callable[[list[Any], Content], list[Any]]) -> tuple[list[Any], int]:
    """(What is picked on the first level below an object that has any, how many with a text are picked further down)."""
    found: list[Any] = []
    n_deeper, level = 0, [record]
    for _ in range(_MOST_LEVELS):
        values = [value for each in level for value in each.values()]
        picked = pick(values, content)
        n_deeper += len(_with_texts(picked, content)) if found else 0
        found = found or picked
        level = [value for value in values if isinstance(value, dict) and not has_text(value, content.fields)]
    return found, n_deeper


def _in_arrays(values: list[Any], content: Content) -> list[Any]:
    return [item for value in values if isinstance(value, list) and _with_texts(value, content) for item in value]


def _with_texts(values: list[Any], content: Content) -> list[Any]:
    return [value for value in values if isinstance(value, dict) and has_text(value, content.fields)]


def _article(record: Any, own: str | None, source: str, where: str, content: Content, *, is_utf8: bool | None = None) -> RawArticle | Rejection:
    """`own` is the record's text; None for one within another, which is printed anew where its digest is asked for."""

    def reject(check: str, evidence: str) -> Rejection:
        data = (json.dumps(record) if own is None else own).encode("utf-8", "surrogateescape")
        return Rejection(source, check, where + evidence, hashlib.sha256(data).hexdigest(), len(data))

    is_utf8 = _STRAY_BYTE.search(own or "") is None if is_utf8 is None else is_utf8
    if not isinstance(record, dict):
        return reject("bad-record", f"not an object but {name_of(record)}")
    return raw_article(record, source, content, reject, is_utf8=is_utf8)
