"""XML as careless programs write it, for a parser that takes none: the bytes on their way to it.

A `&nbsp;` that nobody declared, a bare "&" and a control character end a document by the book. A parser told to go on
then loses each `&lt;` and `&amp;` behind, and with them the tags of escaped markup: so all these become numbers here.
"""

from __future__ import annotations

import html.entities
import io
import re
from typing import Any

from cleaner.charsets import decode

_BLOCK = 1 << 20
_TOKEN = re.compile(rb"<!\[CDATA\[|\]\]>|[\x00-\x08\x0b\x0c\x0e-\x1f]|&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};))")
_LONGEST = 40
"""Of what is looked for: it may be cut where a block ends."""
_NEAR_BYTES = 32_768
_OF_XML = {b"lt": b"&#60;", b"gt": b"&#62;", b"amp": b"&#38;", b"quot": b"&#34;", b"apos": b"&#39;"}
_DECLARES = re.compile(rb"<!ENTITY", re.IGNORECASE)
_NOT_ASCII = re.compile(rb"^(?:\xff\xfe|\xfe\xff|.?\0)|encoding=.(?:utf-?(?:16|32)|iso-2022|utf-7|hz)", re.IGNORECASE | re.DOTALL)
"""Charsets in which these bytes may be others' halves."""

_OTHER_CHARSET = re.compile(rb"^[^>]{0,200}encoding=.(?!utf-?8\b)", re.IGNORECASE)
_MAY_BE_CUT = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")


class LooseXml:
    """What `iterparse` reads from."""

    def __init__(self, stream: io.BufferedReader[Any], head: bytes) -> None:
        self._stream = stream
        self._is_plain = _NOT_ASCII.search(head[:1024]) is not None
        self._declares = _DECLARES.search(head) is not None
        self._is_utf8 = _OTHER_CHARSET.search(head.lstrip(b"\xef\xbb\xbf \t\r\n")) is None
        self._charset: str | None = None  # what bytes that are no UTF-8 were in
        self._held = b""
        self._in_cdata = self._has_begun = False

    def read(self, _size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        while True:
            block = self._stream.read(_BLOCK)
            if self._is_plain or not block:
                rest, self._held = self._held + block, b""
                return rest if self._is_plain else self._loosened(rest)
            if not self._has_begun:  # a blank line above the declaration would hide the charset
                block = block.removeprefix(b"\xef\xbb\xbf").lstrip() if re.match(rb"\xef\xbb\xbf\s", block) else block.lstrip()
                self._has_begun = bool(block)
            data, self._held = self._held + block, b""
            if (at := max(data.rfind(mark, max(0, len(data) - _LONGEST)) for mark in (b"&", b"<", b"]"))) >= 0:
                at -= data[at - 1 : at] == b"]"
                data, self._held = data[:at], data[at:]
            elif cut := _MAY_BE_CUT.search(data):
                data, self._held = data[: cut.start()], cut[0]
            if data:
                return self._loosened(data)

    def _loosened(self, data: bytes) -> bytes:
        if self._is_utf8:
            try:
                data.decode("utf-8")
            except UnicodeDecodeError as error:
                begins = max(data.rfind(b">", 0, error.start), 0)  # blank or plain text above would hide it
                near = decode(data[begins : begins + _NEAR_BYTES]) if self._charset is None else None
                self._charset = self._charset if near is None else near.used
                decoded = decode(data, self._charset)
                data = data if decoded is None else decoded.text.encode("utf-8", "replace")
        return _TOKEN.sub(self._mended, data)

    def _mended(self, found: re.Match[bytes]) -> bytes:
        token = found[0]
        if token in {b"<![CDATA[", b"]]>"}:
            self._in_cdata = token != b"]]>"
            return token
        if not token.startswith(b"&"):
            return b""
        name = found["name"]
        if self._in_cdata:
            return token
        if name is None:
            return b"&#38;"
        if name in _OF_XML:
            return _OF_XML[name]
        if self._declares:
            return token
        said = html.entities.html5.get(name.decode("ascii") + ";")
        return b"&#38;" + token[1:] if said is None else b"".join(b"&#%d;" % ord(character) for character in said)
