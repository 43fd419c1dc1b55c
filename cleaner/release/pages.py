"""The pages of a Parquet file, held against their checksums as they lie there, without being unpacked.

For readers that do not look at checksums themselves. A page is a header in Thrift's compact protocol (parquet.thrift, `PageHeader`),
then as many bytes as the header says; `crc` is the CRC-32 of these bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import pyarrow.parquet as pq

_SIZE, _CRC = 3, 4
"""Fields of a page's header: `compressed_page_size` and `crc`."""
_FALSE, _BYTE, _I32, _I64, _DOUBLE, _BINARY, _STRUCT = 2, 3, 5, 6, 7, 8, 12
"""Types of the compact protocol. What lies below `_FALSE` is the end of a struct and true; 4 is a number too; lists and maps are in no header."""
_DEEPEST = 4
"""Structs in structs. A header has one for its kind of page, which has one for statistics."""


def are_intact(data: memoryview, chunks: Iterable[pq.ColumnChunkMetaData]) -> bool:
    """Whether every page of these parts of a file has a checksum, and the bytes that belong to it."""
    for chunk in chunks:
        at = chunk.dictionary_page_offset or chunk.data_page_offset
        end = at + chunk.total_compressed_size
        if not at < end <= len(data):
            return False
        try:
            while at < end:
                at, size, crc = _header(data, at)
                if crc is None or zlib.crc32(data[at : at + size]) != crc & 0xFFFFFFFF:
                    return False
                at += size
        except (IndexError, ValueError):
            return False
        if at != end:
            return False
    return True


def _header(data: memoryview, at: int) -> tuple[int, int, int | None]:
    """Where the page's bytes begin, how many there are, and their checksum; None where it has none.

    Raises:
        IndexError: The header does not end.
        ValueError: It is none.
    """
    size, crc, field = -1, None, 0
    while kind := data[at] & 0x0F:
        field, at = _next_field(data, at, field)
        if kind == _I32 and field == _SIZE:
            size, at = _signed(data, at)
        elif kind == _I32 and field == _CRC:
            crc, at = _signed(data, at)
        else:
            at = _behind(data, at, kind, _DEEPEST)
    if size < 0:
        raise ValueError("a page without a size")
    return at + 1, size, crc


def _next_field(data: memoryview, at: int, before: int) -> tuple[int, int]:
    """The number of the field that begins here, and where its value does. A number is a step from the one before, or written out."""
    step = data[at] >> 4
    return (before + step, at + 1) if step else _signed(data, at + 1)


def _number(data: memoryview, at: int) -> tuple[int, int]:
    """A number, seven bits a byte, and what comes behind it."""
    value = shift = 0
    while (byte := data[at]) & 0x80:
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | byte << shift, at + 1


def _signed(data: memoryview, at: int) -> tuple[int, int]:
    """The same, where the lowest bit is the sign."""
    value, at = _number(data, at)
    return (value >> 1) ^ -(value & 1), at


def _behind(data: memoryview, at: int, kind: int, depth: int) -> int:
    """Where a value ends that nobody asked for."""
    if kind <= _FALSE:
        return at
    if kind == _BYTE:
        return at + 1
    if kind <= _I64:
        return _number(data, at)[1]
    if kind == _DOUBLE:
        return at + 8
    if kind == _BINARY:
        length, at = _number(data, at)
        return at + length
    if kind != _STRUCT or not depth:
        raise ValueError(f"no header of a page has a value of type {kind} there")
    field = 0
    while inner := data[at] & 0x0F:
        field, at = _next_field(data, at, field)
        at = _behind(data, at, inner, depth - 1)
    return at + 1
