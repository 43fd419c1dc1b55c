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
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from cleaner.article import Clue, RawArticle, Rejection
from cleaner.read.content import Content
from cleaner.read.sniff import binary_evidence, looks_like_html

SUFFIXES = frozenset({".mhtml", ".mht", ".eml"})
_PAGES = ("text/html", "application/xhtml+xml")
_TIMES_LARGER = 4
"""A message with its pictures than the article in it, at most."""
_MOST_BORDERS = 20_000
"""Lines that may part a message. Saved pages have some hundred parts; a million would take gigabytes."""
_MOST_HEADER_BYTES = 1 << 20
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
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
    if not _BEGINS.match(head):
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
        match = _HEADER.match(line)
        if match is None:
            return False
        names.add(match[1].lower())
    if suffix in SUFFIXES:
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
    try:
        message = message_from_bytes(data)
        parts = [part for part in message.walk() if not part.is_multipart()]
        chosen = _chosen(parts)
        body = chosen.get_payload(decode=True) if chosen is not None else b""
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:  # what the standard library raises on damaged messages
        yield reject("bad-record", f"a message that cannot be read: {type(error).__name__}")
        return
    held = Counter(part.get_content_type() for part in parts if part is not chosen)
    if chosen is None or not isinstance(body, bytes) or not body.strip():
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


def _chosen(parts: list[Message]) -> Message | None:
    """The first page that is not attached, or the first text: a page's frames stand behind it, and a text's page beside it says the same."""
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kinds in (_PAGES, ("text/plain",)):
        found = next((part for part in shown if part.get_content_type() in kinds), None)
        if found is not None:
            return found
    return None


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    return charset.lower() if isinstance(charset, str) and _CHARSET.fullmatch(charset) else None


def _clues(message: Message, part: Message, content: Content) -> Iterator[Clue]:
    """Of a saved page the address and when it was saved; of a letter the subject and when it was sent."""
    places = (message.get("Snapshot-Content-Location"), part.get("Content-Location"), message.get("Content-Location"))
    address = next((url for place in places if (url := _said(place).strip("<> ")).lower().startswith(("http://", "https://"))), None)
    is_saved = address is not None or "saved by" in _said(message.get("From")).lower()
    found = [("url", address, "Content-Location"), ("fetched_at" if is_saved else "published_at", _sent(message), "Date")]
    if not is_saved:
        found.append(("title", " ".join(_said(message.get("Subject")).split()), "Subject"))
    for column, value, name in found:
        if value:
            content.tally.use(column, name)
            yield Clue(column, value, f"mime:{name}")


def _sent(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(_said(message.get("Date"))).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _said(header: object) -> str:
    """A header's value with its coded words read: "=?utf-8?q?Caf=C3=A9?="."""
    if header is None:
        return ""
    try:
        return str(make_header(decode_header(str(header))))
    except (ValueError, LookupError, HeaderParseError):
        return str(header).encode("ascii", "replace").decode("ascii")
