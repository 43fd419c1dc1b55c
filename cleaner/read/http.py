"""A stored HTTP response → its status, what it declares, and its body as the browser would see it.

Archives differ in whether they store a body as it was sent or undo its codings and keep the header. So a coding that the
bytes don't have is taken as undone already.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from cleaner.read.compressed import GZIP_MAGIC, ZSTD_MAGICS, Expanded

_MOST_HEAD_BYTES = 1 << 20
"""Of a response's header, to be looked at; servers send a few thousand, browsers stop at 256 thousand."""
_MOST_CODINGS = 5
"""One is usual and two are seen. A body may be made to unpack to itself, and so many times (curl stops at five as well)."""
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


class BadBodyError(Exception):
    """A body that cannot be decoded: the check that it fails, and the evidence."""

    def __init__(self, check: str, evidence: str) -> None:
        super().__init__(check, evidence)
        self.check, self.evidence = check, evidence


@dataclass(frozen=True, slots=True)
class Response:
    """A response, its body still coded."""

    status: int | None
    """None when the first line is no status line."""
    headers: Mapping[str, str]
    """By name in lower case; of a name that comes twice, the first."""
    body: bytes

    @property
    def content_type(self) -> str:
        """Such as `text/html`; '' when none is declared."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1].lower() if found else None


def parse_response(message: bytes) -> Response:
    """The parts of a response as it went over the wire."""
    status = _STATUS.match(message)
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := message.find(mark, 0, _MOST_HEAD_BYTES)) >= 0]
    end, n_mark = min(ends, default=(len(message), 0))
    lines = message[: min(end, _MOST_HEAD_BYTES)].splitlines()
    return Response(int(status[1]) if status else None, parse_headers(lines[1:]), message[end + n_mark :])


def parse_headers(lines: list[bytes]) -> dict[str, str]:
    """`Name: value` lines by name in lower case; a line that begins with a space goes on with the one above."""
    headers: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if line[:1] in {b" ", b"\t"} and name:
            headers[name].append(_text(line))  # and not `+=`: a header of a million lines would be copied a million times
            continue
        key, colon, value = line.partition(b":")
        name = _text(key).lower() if colon else ""
        if name in headers:
            name = ""
        elif name:
            headers[name] = [_text(value)]
    return {name: " ".join(values) for name, values in headers.items()}


def decoded_body(response: Response, max_bytes: int) -> bytes:
    """The body without its transfer and content codings.

    Raises:
        BadBodyError: It is cut or damaged, larger than `max_bytes`, or in a coding that is not known here.
    """
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    codings = [coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",") if coding.strip()]
    if len(codings) > _MOST_CODINGS:
        raise BadBodyError("unknown-format", f"a body that is coded {len(codings)} times; {_MOST_CODINGS} times is the most")
    for coding in reversed(codings):
        body = _without(body, coding, max_bytes)
    if len(body) > max_bytes:
        raise BadBodyError("too-large", f"a body of {len(body)} bytes, more than {max_bytes}, the limit for one article")
    return body


def _text(value: bytes) -> str:
    try:
        return value.strip().decode("utf-8")
    except UnicodeDecodeError:
        return value.strip().decode("latin-1")


def _unchunked(body: bytes) -> bytes:
    """The chunks joined; the body as it is when it has none. What stands behind a cut is gone, what stands before is kept."""
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK.match(body, at):
        n = int(size[1], 16)
        if n == 0:
            return b"".join(parts)
        if size.end() + n > len(body) and not parts:
            return body  # "bad day" begins with a hexadecimal number, too
        parts.append(body[size.end() : size.end() + n])
        at = size.end() + n
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(parts) if parts else body


def _without(body: bytes, coding: str, max_bytes: int) -> bytes:
    if coding == "identity":
        return body
    if coding in {"gzip", "x-gzip", "zstd"}:
        return _expanded(body, max_bytes)
    if coding == "deflate":
        return _inflated(body, max_bytes)
    if coding == "br":
        return _unbrotli(body, max_bytes)
    raise BadBodyError("unknown-format", f"Content-Encoding {coding[:40]!a}; known are gzip, deflate, br and zstd")


def _expanded(body: bytes, max_bytes: int) -> bytes:
    form = "gzip" if body.startswith(GZIP_MAGIC) else "zstd" if body[:4] in ZSTD_MAGICS else None
    if form is None:
        return body
    expanded = Expanded(io.BytesIO(body), form, len(body))
    data = io.BufferedReader(expanded).read(max_bytes + 1)
    if expanded.fault:
        raise BadBodyError(*expanded.fault)
    if len(data) > max_bytes:
        raise BadBodyError("too-large", f"a body of more than {max_bytes} bytes, the limit for one article")
    return data


def _inflated(body: bytes, max_bytes: int) -> bytes:
    """`deflate` means zlib's format, and is often sent without its header."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        decoder = zlib.decompressobj(wbits)
        try:
            data = decoder.decompress(body, max_bytes + 1)
        except zlib.error:
            continue
        if len(data) > max_bytes:
            raise BadBodyError("too-large", f"a body of more than {max_bytes} bytes, the limit for one article")
        if not decoder.eof:
            raise BadBodyError("truncated", f"the deflate data ends in the middle; {len(data)} bytes of content were readable")
        return data
    return body


def _unbrotli(body: bytes, max_bytes: int) -> bytes:
    if b"<" in body[:64] and b"\0" not in body[:1024]:
        return body
    try:
        import brotli  # type: ignore[import-untyped, import-not-found, unused-ignore]  # noqa: PLC0415 - an extra
    except ImportError:
        raise BadBodyError("unknown-format", "Content-Encoding br, and brotli is not installed; pip install 'article-cleaner[warc]'") from None
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    n_bytes = 0
    try:
        part = decoder.process(body, output_buffer_limit=65_536)
        while part:
            parts.append(part)
            n_bytes += len(part)
            if n_bytes > max_bytes:
                raise BadBodyError("too-large", f"a body of more than {max_bytes} bytes, the limit for one article")
            part = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=65_536)
    except brotli.error as error:
        raise BadBodyError("truncated", f"damaged br data after {n_bytes} bytes of content: {error}") from None
    if not decoder.is_finished():
        raise BadBodyError("truncated", f"the br data ends in the middle; {n_bytes} bytes of content were readable")
    return b"".join(parts)
