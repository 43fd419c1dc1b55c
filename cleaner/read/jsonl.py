"""One JSON object per line, each an article; everything beside its text is a clue.

Each record stands alone: a line that is no JSON, or one byte in another charset, costs that record at most.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from cleaner.article import RawArticle, Rejection
from cleaner.read.compressed import MIB
from cleaner.read.content import Content, read_line
from cleaner.read.record import name_of, raw_article


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The records in order. Record n is named `source#n`: n counts lines that are not blank, bad ones too, from 1.

    A record's own text wins over its HTML. Keys of no column are not read. A file of compressed data that ends in the
    middle gives its whole records, then one rejection with the file's name.
    """
    if content.head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content.head[:4]:
        yield Rejection(content.source, "unknown-format", "JSON lines in UTF-16; convert the file to UTF-8")
        return
    gaps = content.resume_at_damage()
    n_lines, n_records = (content.piece.n_lines, content.piece.n_records) if content.piece else (0, 0)
    # A record holds more than its text: keys, escapes ("\u00e9" is six bytes for two), and often the HTML as well.
    limit = 8 * content.max_bytes
    while line := read_line(content.stream, limit + 1):
        n_lines += 1
        is_whole = line.endswith(b"\n")
        if content.fault and not is_whole:
            break
        if is_whole and not line.strip():
            continue
        source, where = f"{content.source}#{n_records + 1}", f"line {n_lines}"
        if len(line) > limit and not is_whole:
            n_records += 1
            n_bytes = len(line)
            line = b""
            while not line.endswith(b"\n") and (line := content.stream.readline(MIB)):
                n_bytes += len(line)
            if not content.fault:
                yield Rejection(source, "too-large", f"{where}: {n_bytes} bytes, more than {limit}, the limit for one record", raw_bytes=n_bytes)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if n_lines == 1 else line
        if line.strip():
            n_records += 1
            yield _record(line, source, where, content)
    yield from gaps
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {n_records} whole record{'s' * (n_records != 1)} before")
    elif not n_records:
        yield Rejection(content.source, "empty", "no record in the file")


def _record(line: bytes | bytearray, source: str, where: str, content: Content) -> RawArticle | Rejection:
    def reject(check: str, evidence: str) -> Rejection:
        return Rejection(source, check, f"{where}: {evidence}", hashlib.sha256(line).hexdigest(), len(line))

    try:
        # Bytes that are not UTF-8 pass through as they are, so that the text's own decoding sees and records them.
        record = json.loads(line.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        return reject("bad-record", f"not JSON: {error.msg.removesuffix(' delimiter').removesuffix(' at')} at column {error.colno}")
    except RecursionError:
        return reject("bad-record", "not JSON: nested too deep")
    except ValueError:
        return reject("bad-record", "not JSON: a number with too many digits")
    if not isinstance(record, dict):
        return reject("bad-record", f"not an object but {name_of(record)}")
    return raw_article(record, source, content, reject, is_utf8=_is_utf8(line))


def _is_utf8(line: bytes | bytearray) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
