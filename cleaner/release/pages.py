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

    One loop that calls nothing for most fields: a million articles have nine thousand pages.

    Raises:
        IndexError: The header does not end.
        ValueError: It is none.
    """
    size, crc, field = -1, None, 0
    outer: list[int] = []  # the numbers of the fields that the structs around this one are
    while data[at] & 0x0F or outer:
        kind, step = data[at] & 0x0F, data[at] >> 4
        at += 1
        if not kind:
            field = outer.pop()
            continue
        if step:  # from the number before; or it is written out
            field += step
        else:
            field, at = _signed(data, at)
        if kind <= _FALSE:
            continue
        if kind == _BYTE:
            at += 1
        elif kind <= _I64:
            if outer or field not in (_SIZE, _CRC):
                while data[at] & 0x80:
                    at += 1
                at += 1
            elif field == _SIZE:
                size, at = _signed(data, at)
            else:
                crc, at = _signed(data, at)
        elif kind == _DOUBLE:
            at += 8
        elif kind == _BINARY:
            length, at = _number(data, at)
            at += length
        elif kind == _STRUCT and len(outer) < _DEEPEST:
            outer.append(field)
            field = 0
        else:
            raise ValueError(f"no header of a page has a value of type {kind} there")
    if size < 0:
        raise ValueError("a page without a size")
    return at + 1, size, crc


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
