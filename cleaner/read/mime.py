"""A MIME message, which is how browsers save a whole page (MHTML) and mail programs a newsletter: its page, or its text.

The pictures, style sheets and frames that a message holds beside it are no inputs, and are counted in the `Tally`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.charsets import decode
from cleaner.read.content import Content
from cleaner.read.sniff import binary_evidence, looks_like_html

SUFFIXES = frozenset({".mhtml", ".mht", ".eml"})
_PAGES = ("text/html", "application/xhtml+xml")
_TIMES_LARGER = 4
"""A message with its pictures than the article in it, at most."""
_MOST_BORDERS = 20_000
"""Lines that may part a message. Saved pages have some hundred parts; a million would take gigabytes."""
_MOST_LINES = 20_000_000
"""Lines of a message, for each thing that may part it: the library holds each line and looks at it for each border."""
_MOST_HEADER_BYTES = 1 << 20
_MOST_VALUE = 16_384
"""Bytes of a header that says something. The library's reading of longer ones takes time that grows with the square."""
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
_ANY_HEADER = re.compile(r"([!-9;-~]+):")
_OF_BOX = re.compile(rb"From [^\n]*\n")
"""Before a letter's header, in what was a box of many."""
_LONG_TYPE = re.compile(rb"^content-type[ \t]*:(?:[^\n]|\n[ \t]){%d}" % _MOST_VALUE, re.IGNORECASE | re.MULTILINE)
_FLOWS = re.compile(rb"^((?!-- \r?$)[^>\r\n][^\r\n]*?)( )\r?\n(?=[^>\r\n])", re.MULTILINE)
"""A line that goes on in the next (RFC 3676, 4.1), but not that above a signature."""
_BEGINS = re.compile(rb"\s*[A-Za-z][A-Za-z0-9-]*:")
_OF_MESSAGES = frozenset({"from", "date", "subject", "content-type", "message-id", "received"})
_LEAST_HEADERS = 2
_CHARSET = re.compile(r"[\w.:-]{2,40}", re.ASCII)


def is_message(head: bytes, suffix: str) -> bool:
    r"""Whether these first bytes are the header of a message; without the suffix of one, it must say that it is MIME.

    >>> header = b"Subject: Quay\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nThe quay."
    >>> is_message(header, ".txt"), is_message(b"Subject: Quay\nDate: Monday\n\nThe quay.", ".txt"), is_message(b"The quay.", ".eml")
    (True, False, False)
    """
    is_named = suffix in SUFFIXES
    if is_named and (begun := _OF_BOX.match(head)):
        head = head[begun.end() :]
    if not is_named and not _BEGINS.match(head):
        return False
    lines = head.decode("latin-1").replace("\r\n", "\n").lstrip("\n").split("\n")
    if len(head) > len(lines[-1]):
        lines = lines[:-1] or lines  # the last may be cut
    names = set()
    for place, line in enumerate(lines):
        if not line:
            break
        if line[0] in " \t" and place:
            continue
        match = (_ANY_HEADER if is_named else _HEADER).match(line)
        if match is None:
            return False
        names.add(match[1].lower())
    if is_named:
        return len(names & _OF_MESSAGES) >= _LEAST_HEADERS
    return {"mime-version", "content-type"} <= names


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The message's page; of a message without one, its text."""
    data = replace(content, max_bytes=_TIMES_LARGER * content.max_bytes).read_article()
    if isinstance(data, Rejection):
        yield data
        return

    def reject(check: str, evidence: str) -> Rejection:
        return Rejection(content.source, check, evidence, hashlib.sha256(data).hexdigest(), len(data))

    if (n_borders := data.count(b"\n--")) > _MOST_BORDERS:
        yield reject("too-large", f"a message with {n_borders} lines that may part it; {_MOST_BORDERS} are the most")
        return
    if not re.search(rb"\n\r?\n", data[:_MOST_HEADER_BYTES]) and len(data) > _MOST_HEADER_BYTES:
        yield reject("too-large", f"a message whose header has more than {_MOST_HEADER_BYTES} bytes")
        return
    if _LONG_TYPE.search(data):
        yield reject("too-large", f"a message with a Content-Type of more than {_MOST_VALUE} bytes")
        return
    n_lines = max(data.count(b"\n"), data.count(b"\r"))
    if (n_looks := n_lines * (data.lower().count(b"multipart/") + 4)) > _MOST_LINES:
        yield reject("too-large", f"a message of {n_lines} lines and with so many things that part it that reading it takes {n_looks} looks")
        return
    try:
        message, parts, chosen = _letter(message_from_bytes(data))
        body = _body(chosen)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:  # what the standard library raises on damaged messages
        yield reject("bad-record", f"a message that cannot be read: {type(error).__name__}")
        return
    held = Counter(part.get_content_type() for part in parts if part is not chosen)
    if chosen is None:
        listed = ", ".join(f"{kind} ({n})" for kind, n in held.most_common(4))
        yield reject("empty", f"no page and no text in the message; it has: {listed or 'nothing'}")
        return
    if len(body) > content.max_bytes:
        yield reject("too-large", f"a part of {len(body)} bytes; an article may have {content.max_bytes}")
        return
    if evidence := binary_evidence(body[:4096]):
        yield reject("binary", evidence)
        return
    for kind, n in held.items():
        content.tally.skip(f"a part of a message of type {kind}" if re.fullmatch(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}", kind) else "a part of a message", n)
    is_page = chosen.get_content_type() in _PAGES or looks_like_html(body[:65_536].decode("latin-1"))
    clues = tuple(_clues(message, chosen, content))
    url = next((clue.value for clue in clues if clue.field == "url"), None)
    content.tally.use("html" if is_page else "text", "MIME message")
    yield RawArticle(body, content.source, kind="html" if is_page else "text", url=url, charset=_charset(chosen), clues=clues)


def _letter(message: Message) -> tuple[Message, list[Message], Message | None]:
    """The message, its parts and the one that is the article; of one that says nothing itself, those of a message that it passes on."""
    parts, passed = _parts(message)
    chosen = _chosen(message, parts)
    if chosen is None:
        for part in passed:
            inner = _letter(part)
            if inner[2] is not None:
                return inner[0], [one for one in parts if one.get_payload() != [part]] + inner[1], inner[2]
    return message, parts, chosen


def _parts(message: Message) -> tuple[list[Message], list[Message]]:
    """(The parts that have no parts and the messages passed on, these messages themselves), in order."""
    parts: list[Message] = []
    passed: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        inner = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
        if part.get_content_type() == "message/rfc822" and inner:
            passed += inner
            parts.append(part)
        elif inner:
            waiting += reversed(inner)
        else:
            parts.append(part)
    return parts, passed


def _chosen(message: Message, parts: list[Message]) -> Message | None:
    """The part that the message calls its page, the first page that is not attached, or the first text.

    Most pages' frames stand behind them, and a text's page beside it says the same.
    """
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    start, address = _setting(message, "start"), _said(message, "Snapshot-Content-Location")
    for kinds in (_PAGES, ("text/plain",)):
        found = [part for part in shown if part.get_content_type() in kinds]
        called = [part for part in found if (start and _said(part, "Content-ID") == start) or (address and _said(part, "Content-Location") == address)]
        best = next((part for part in called + found if _body(part).strip()), None)
        if best is not None:
            return best
    return None


def _body(part: Message | None) -> bytes:
    body = b"" if part is None else part.get_payload(decode=True)
    if part is None or not isinstance(body, bytes):
        return b""
    if part.get_content_type() == "text/plain" and _setting(part, "format").lower() == "flowed":
        body = _FLOWS.sub(rb"\1" if _setting(part, "delsp").lower() == "yes" else rb"\1\2", body)
        return re.sub(rb"^ ", b"", body, flags=re.MULTILINE)
    return body


def _charset(part: Message) -> str | None:
    charset = _setting(part, "charset")
    return charset.lower() if _CHARSET.fullmatch(charset) else None


def _setting(part: Message, name: str) -> str:
    """What stands behind a part's type: "utf-8" of `text/html; charset=utf-8`; "" for none that can be read."""
    try:
        said = part.get_param(name)
    except (TypeError, ValueError):  # the library cannot sort `charset*0=a; charset*=b`
        return ""
    return said if isinstance(said, str) else ""


def _clues(message: Message, part: Message, content: Content) -> Iterator[Clue]:
    """Of a saved page the address and when it was saved; of a letter the subject and when it was sent."""
    places = (_said(message, "Snapshot-Content-Location"), _said(part, "Content-Location"), _said(message, "Content-Location"))
    address = next((url for place in places if (url := place.strip("<> ")).lower().startswith(("http://", "https://"))), None)
    is_saved = address is not None or "saved by" in _said(message, "From").lower()
    found = [("url", address, "Content-Location"), ("fetched_at" if is_saved else "published_at", _sent(message), "Date")]
    if not is_saved:
        found.append(("title", " ".join(_said(message, "Subject").split()), "Subject"))
    for column, value, name in found:
        if value:
            content.tally.use(column, name)
            yield Clue(column, value, f"mime:{name}")


def _sent(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(_said(message, "Date")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _said(message: Message, name: str) -> str:
    """A header's value with its coded words read ("=?utf-8?q?Caf=C3=A9?="), or its bytes as a text's are."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(value) > _MOST_VALUE:
        return ""
    decoded = decode(value.encode("utf-8", "surrogateescape"))
    said = value.encode("ascii", "replace").decode("ascii") if decoded is None else decoded.text
    if "=?" not in said or not said.isascii():
        return said.strip()
    try:
        return str(make_header(decode_header(said))).encode("utf-8", "replace").decode("utf-8").strip()
    except (ValueError, LookupError, MessageError):
        return said.strip()
