"""XML as careless programs write it, for a parser that takes none: the bytes on their way to it.

A `&nbsp;` that nobody declared, a bare "&" and a control character end a document by the book. A parser told to go on
then loses each `&lt;` and `&amp;` behind, and with them the tags of escaped markup: so all these become numbers here.
"""

from __future__ import annotations

import html.entities
import io
import re
from typing import Any

_BLOCK = 1 << 16
_TOKEN = re.compile(rb"<!\[CDATA\[|\]\]>|[\x00-\x08\x0b\x0c\x0e-\x1f]|&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};))")
_LONGEST = 40
_OF_XML = {b"lt": b"&#60;", b"gt": b"&#62;", b"amp": b"&#38;", b"quot": b"&#34;", b"apos": b"&#39;"}
_DECLARES = re.compile(rb"<!ENTITY", re.IGNORECASE)
_NOT_ASCII = re.compile(rb"^(?:\xff\xfe|\xfe\xff|.?\0)|encoding=.(?:utf-?(?:16|32)|iso-2022|utf-7|hz)", re.IGNORECASE | re.DOTALL)
"""Charsets in which these bytes may be others' halves."""


class LooseXml:
    """What `iterparse` reads from."""

    def __init__(self, stream: io.BufferedReader[Any], head: bytes) -> None:
        self._stream = stream
        self._is_plain = _NOT_ASCII.search(head[:1024]) is not None
        self._declares = _DECLARES.search(head) is not None
        self._held = b""
        self._in_cdata = self._has_begun = False

    def read(self, _size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        while True:
            block = self._stream.read(_BLOCK)
            if self._is_plain or not block:
                rest, self._held = self._held + block, b""
                return rest if self._is_plain else _TOKEN.sub(self._mended, rest)
            if not self._has_begun:  # a blank line above the declaration would hide the charset
                block = block.removeprefix(b"\xef\xbb\xbf").lstrip() if re.match(rb"\xef\xbb\xbf\s", block) else block.lstrip()
                self._has_begun = bool(block)
            data, self._held = self._held + block, b""
            if (at := max(data.rfind(mark, max(0, len(data) - _LONGEST)) for mark in (b"&", b"<", b"]"))) >= 0:
                at -= data[at - 1 : at] == b"]"
                data, self._held = data[:at], data[at:]
            if data:
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
