"""A web archive (WARC) or its plain-text extract (WET): pages and texts are articles, the rest is counted.

A record says how long it is. Where that is wrong, every reader we know stops or swallows its neighbours; here the next
record's first line is looked for, and what was skipped is one rejection with its size.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read.compressed import MIB
from cleaner.read.content import Content
from cleaner.read.http import BadBodyError, Response, decoded_body, parse_headers, parse_response
from cleaner.read.sniff import binary_evidence, looks_like_html

_FIRST_LINES = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n[A-Za-z-]{1,60}:")
_NEXT_BYTES = 128
"""The longest beginning of a record that has to be seen to know it for one."""
_MOST_HEADER_BYTES = 64 * 1024
_MOST_TRUSTED_FAULTS = 16
"""After so many wrong lengths no length is believed: a file of lies would be read again for each of them."""
_PAGES, _TEXTS = {"text/html", "application/xhtml+xml"}, {"text/plain"}


@dataclass(frozen=True, slots=True)
class _Record:
    headers: Mapping[str, str]
    block: bytes
    n_bytes: int
    """Of the whole block; more than the block has when it is too large to be held."""


class _Tape:
    """A stream that can be wound back."""

    def __init__(self, stream: io.BufferedReader[Any]) -> None:
        self._stream = stream
        self._back = b""
        self._at = 0

    def read(self, n: int) -> bytes:
        if self._at == len(self._back):
            return self._stream.read(n)
        data = self._back[self._at : self._at + n]
        self._at += len(data)
        return data if len(data) == n else data + self._stream.read(n - len(data))

    def readline(self, limit: int) -> bytes:
        if self._at == len(self._back):
            return self._stream.readline(limit)
        end = self._back.find(b"\n", self._at, self._at + limit) + 1
        if end:
            return self.read(end - self._at)
        rest = self.read(min(limit, len(self._back) - self._at))
        return rest if len(rest) == limit else rest + self._stream.readline(limit - len(rest))

    def wind_back(self, data: bytes) -> None:
        if data:
            self._back = data + self._back[self._at :]
            self._at = 0

    @property
    def is_at_end(self) -> bool:
        if self._at == len(self._back):
            self.wind_back(self._stream.read(1))
        return self._at == len(self._back)

    def to_next(self, limit: int) -> tuple[bytes, int]:
        """What stands before the next record: its first `limit` bytes, and how many there are."""
        kept, n_bytes, window = bytearray(), 0, b""
        while True:
            more = self.read(MIB if limit > MIB else 65_536)
            window += more
            found = _next_start(window, 0 if n_bytes == 0 else 1)
            end = max(len(window) - (_NEXT_BYTES if more else 0), 0) if found is None else found
            kept += window[: min(end, max(limit - len(kept), 0))]
            n_bytes += end
            window = window[end:]
            if found is not None or not more:
                self.wind_back(window)
                return bytes(kept), n_bytes


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The pages in order. Record n of all records, of every type, is named `source#n`, from 1.

    Inputs are responses with status 200 that are HTML or text, and conversions and resources of these types. What else the
    file holds is in the tally. A file with no input at all is one rejection that says what it has.
    """
    gaps = content.resume_at_damage()
    tape = _Tape(content.stream)
    limit = 2 * content.max_bytes + MIB  # a body may be sent in more bytes than it has, and has headers
    n_records = n_whole = n_inputs = n_faults = 0
    skipped: dict[str, int] = {}
    while True:
        item = _next_record(tape, limit, trust=n_faults < _MOST_TRUSTED_FAULTS)
        if item is None:
            break
        n_records += 1
        source = f"{content.source}#{n_records}"
        if isinstance(item, str):
            n_faults += 1
            if content.fault:
                break
            n_inputs += 1
            yield Rejection(source, "bad-record", item)
            continue
        n_whole += 1
        outcome = _outcome(item, source, content)
        if isinstance(outcome, str):
            content.tally.skip(outcome)
            skipped[outcome] = skipped.get(outcome, 0) + 1
            continue
        n_inputs += 1
        yield outcome
    for gap in gaps:
        n_inputs += 1
        yield gap
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {n_whole} whole record{'s' * (n_whole != 1)} before")
    elif not n_inputs:
        listed = ", ".join(f"{reason} ({n})" for reason, n in sorted(skipped.items(), key=lambda pair: (-pair[1], pair[0]))[:4])
        yield Rejection(content.source, "empty", f"no page among {n_records} records: {listed or 'nothing'}", raw_bytes=content.n_bytes)


def _next_start(data: bytes, start: int) -> int | None:
    """Where a record begins in these bytes: at the beginning of a line, at `start` at the earliest."""
    at = data.find(b"WARC/", start)
    while at >= 0:
        if (at == 0 or data[at - 1 : at] == b"\n") and _FIRST_LINES.match(data, at):
            return at
        at = data.find(b"WARC/", at + 1)
    return None


def _next_record(tape: _Tape, limit: int, *, trust: bool) -> _Record | str | None:
    """The next record, None at the end, or why it cannot be read; the tape then stands at the record behind it."""
    line = b"\n"
    n_blank = 0
    while line in {b"\n", b"\r\n"}:
        line = tape.readline(_NEXT_BYTES)
        n_blank += 1
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        tape.wind_back(line)
        n_bytes = tape.to_next(0)[1]
        return f"{n_bytes} bytes between records, skipped"
    lines: list[bytes] = []
    n_bytes = 0
    while (line := tape.readline(_MOST_HEADER_BYTES)) and line not in {b"\n", b"\r\n"}:
        lines.append(line)
        n_bytes += len(line)
        if n_bytes > _MOST_HEADER_BYTES:
            return f"its header has no end; {n_bytes + tape.to_next(0)[1]} bytes skipped"
    headers = parse_headers(lines)
    stated = headers.get("content-length", "")
    if not line:
        return f"it ends within its header, after {n_bytes} bytes"
    if not stated.isascii() or not stated.isdigit():
        return f"Content-Length is {stated[:40]!a}; {tape.to_next(0)[1]} bytes skipped to the next record"
    return _measured(tape, headers, int(stated), limit) if trust else _found(tape, headers, int(stated), limit)


def _measured(tape: _Tape, headers: Mapping[str, str], length: int, limit: int) -> _Record | str:
    """The record by its length, if it ends where another one begins or the file does."""
    if length > limit:
        # Not held in memory; so the next record is looked for, not counted off. An archive within an archive would end it early.
        block, n_bytes = tape.to_next(limit)
        return _Record(headers, block, n_bytes) if abs(n_bytes - length) <= 4 else _wrong(tape, length, n_bytes)
    block = tape.read(length)
    behind = b""
    if len(block) == length:
        behind = tape.read(_NEXT_BYTES)
        rest = behind.lstrip(b"\r\n")
        # Debris between two records is no fault of the first one's length.
        if not rest or rest.startswith(b"WARC/") or (behind.startswith((b"\r\n\r\n", b"\n\n")) and _next_start(block, 0) is None):
            tape.wind_back(behind)
            return _Record(headers, block, length)
    tape.wind_back(block + behind)
    return _wrong(tape, length, tape.to_next(0)[1])


def _found(tape: _Tape, headers: Mapping[str, str], length: int, limit: int) -> _Record | str:
    """The record up to the next one, if that is its length."""
    block, n_bytes = tape.to_next(limit)
    n_blank = n_bytes - length
    if 0 <= n_blank <= 4 and (n_bytes > limit or not block[length:].strip(b"\r\n")):
        return _Record(headers, block[:length], length)
    return _wrong(tape, length, n_bytes)


def _wrong(tape: _Tape, length: int, n_bytes: int) -> str:
    what = "the file ends" if tape.is_at_end else "the next record begins"
    return f"Content-Length is {length}, and {what} after {n_bytes} bytes; they are skipped"


def _outcome(record: _Record, source: str, content: Content) -> RawArticle | Rejection | str:
    """What becomes of a record; a string says why it is no input."""
    kind = record.headers.get("warc-type", "").lower()
    if kind not in {"response", "conversion", "resource"}:
        return f"WARC record of type {kind[:20] or 'unknown'}" if kind.isalpha() or not kind else "WARC record of another type"
    declared = record.headers.get("content-type", "").lower()
    response = None
    if declared.startswith("application/http") or (kind == "response" and record.block.startswith(b"HTTP/")):
        response = parse_response(record.block)
        if response.status != 200:
            return f"HTTP status {response.status}" if response.status else "a response without a status"
        media = response.content_type
    elif kind == "response":
        return "a response of another protocol than HTTP"
    else:
        media = declared.split(";")[0].strip()
    return _page(record, response, media, source, content)


def _page(record: _Record, response: Response | None, media: str, source: str, content: Content) -> RawArticle | Rejection | str:
    if media and media not in _PAGES | _TEXTS:
        return f"content of type {media}" if re.fullmatch(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}", media) else "content of another type"

    def reject(check: str, evidence: str) -> Rejection:
        is_held = record.n_bytes == len(record.block)
        return Rejection(source, check, evidence, hashlib.sha256(record.block).hexdigest() if is_held else None, record.n_bytes)

    if record.n_bytes > len(record.block):
        return reject("too-large", f"a record of {record.n_bytes} bytes; an article may have {content.max_bytes}")
    try:
        data = decoded_body(response or Response(None, {}, record.block), content.max_bytes)
    except BadBodyError as fault:
        return reject(fault.check, fault.evidence)
    is_page = media in _PAGES or looks_like_html(data[:65_536].decode("latin-1"))
    if not media and not is_page:
        return "content of no declared type"
    if not data.strip(b" \t\r\n\x0b\x0c\0"):
        return reject("empty", f"nothing but white space in {len(data)} bytes" if data else "no bytes at all")
    if evidence := binary_evidence(data[:4096]):
        return reject("binary", evidence)
    clues = tuple(_clues(record.headers, content))
    url = next((clue.value for clue in clues if clue.field == "url"), None)
    charset = response.charset if response else "utf-8" if record.headers.get("warc-type") == "conversion" else None
    if charset and response:
        content.tally.use("charset", "HTTP Content-Type")
    content.tally.use("html" if is_page else "text", "WARC record")
    return RawArticle(data, source, kind="html" if is_page else "text", url=url, charset=charset, clues=clues)


def _clues(headers: Mapping[str, str], content: Content) -> Iterator[Clue]:
    """Address, time and language: `WARC-Identified-Content-Language` is a list, and the first is the most of the page."""
    url = headers.get("warc-target-uri", "").strip("<> ")
    language = headers.get("warc-identified-content-language", "").split(",")[0].strip()
    named = (("url", url, "WARC-Target-URI"), ("fetched_at", headers.get("warc-date", ""), "WARC-Date"))
    for column, value, name in (*named, ("language", language, "WARC-Identified-Content-Language")):
        if value and (column != "url" or url.lower().startswith(("http://", "https://"))):
            content.tally.use(column, name)
            yield Clue(column, value, f"warc:{name}")
