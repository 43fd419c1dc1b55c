"""A table as text, its first row the names: each row is a record. The delimiter is found, the quotes are `"`.

A quote that nobody closes swallows all rows behind it. So a row that comes out wrong gives back the lines behind its
first one that are good rows by themselves: it costs itself, not its neighbours.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator

from cleaner.article import RawArticle, Rejection
from cleaner.read.content import Content, read_line
from cleaner.read.record import listed, raw_article, wanted_columns

_DELIMITERS = ",;\t|"
_REREAD_LIMITS = 4
"""How often the limit for one row may be read again in all: a file of nothing but open quotes would take for ever."""


class _Lines:
    """The lines of a file as the csv module takes them; a line longer than the limit comes in pieces."""

    def __init__(self, content: Content, limit: int) -> None:
        self._stream = content.stream
        self._limit = limit
        self._back: list[bytes] = []
        self.taken: list[bytes] = []
        """What the current row has consumed."""
        self.n_bytes = 0
        self.n_lines = 0
        self.is_utf8 = True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.n_bytes > self._limit:
            raise csv.Error("too long")
        line = self._back.pop() if self._back else bytes(read_line(self._stream, self._limit + 1))
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.n_bytes += len(line)
        self.n_lines += line.endswith(b"\n")
        if len(line) > self._limit:
            raise csv.Error("too long")
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.is_utf8 = False
            return line.decode("utf-8", "surrogateescape")

    def begin(self) -> None:
        """A new row."""
        self.taken, self.n_bytes, self.is_utf8 = [], 0, True

    def give_back(self, n: int) -> None:
        """Let the last `n` lines of the current row be read again."""
        back = self.taken[len(self.taken) - n :] if n else []
        del self.taken[len(self.taken) - n :]
        self._back += reversed(back)
        self.n_lines -= sum(line.endswith(b"\n") for line in back)

    def skip_line(self) -> int:
        """Pass over the rest of a line that was cut at the limit; its bytes."""
        n, piece = 0, b""
        while not piece.endswith(b"\n") and (piece := self._stream.readline(1 << 20)):
            n += len(piece)
        self.n_lines += 1
        return n


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The rows in order. Row n is named `source#n`, counted from 1 below the names; blank lines are not counted."""
    if content.head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content.head[:4]:
        yield Rejection(content.source, "unknown-format", "a table in UTF-16; convert the file to UTF-8")
        return
    limit = 2 * content.max_bytes  # a row holds more than its text; the csv module takes four bytes for each character
    csv.field_size_limit(limit + 1)  # the process's; `_Lines` stops earlier
    lines = _Lines(content, limit)
    delimiter = _delimiter(content)
    names = _row(lines, delimiter)
    if names is None or not any(names):
        yield content.rejection("bad-record", "line 1: a row of names was expected")
        return
    names[0] = names[0].removeprefix("\ufeff")
    wanted, has_text = wanted_columns(names, content.fields)
    if not has_text:
        yield content.rejection("bad-record", f"line 1: no text or html column; it has: {listed(names)}; name the column in the settings")
        return
    places = [(name, names.index(name)) for name in wanted]
    n_rows = n_reread = 0
    while True:
        lines.begin()
        first_line = lines.n_lines + 1
        row = _row(lines, delimiter)
        if not lines.taken:
            break
        if content.fault and not lines.taken[-1].endswith(b"\n"):
            break
        if row == []:
            continue
        n_rows += 1
        source = f"{content.source}#{n_rows}"
        if row is None and lines.n_bytes <= limit and len(lenient := _alone(lines.taken[0], delimiter)) == len(names):
            lines.give_back(len(lines.taken) - 1)
            row = lenient
        if row is not None and len(row) == len(names) and lines.n_bytes <= limit:
            yield _article(row, places, source, first_line, content, lines)
            continue
        n_taken = len(lines.taken)
        good = n_taken
        if n_reread <= _REREAD_LIMITS * limit:
            good = next((n for n in range(1, n_taken) if len(_alone(lines.taken[n], delimiter)) == len(names)), n_taken)
            n_reread += lines.n_bytes * (good < n_taken)
        lines.give_back(n_taken - good)
        digest, n_bytes = hashlib.sha256(b"".join(lines.taken)).hexdigest(), sum(map(len, lines.taken))
        if not lines.taken[-1].endswith(b"\n") and n_bytes > limit:
            n_bytes += lines.skip_line()
        if n_bytes > limit:
            yield Rejection(source, "too-large", f"line {first_line}: {n_bytes} bytes, more than {limit}, the limit for one row", raw_bytes=n_bytes)
            continue
        span = f"line {first_line}" if good == 1 else f"lines {first_line} to {first_line + good - 1}"
        is_open = row is None or good < n_taken
        found = "a quote that is not closed" if is_open else f"{len(row or ())} fields where the names are {len(names)}"
        yield Rejection(source, "bad-record", f"{span}: {found}", digest, n_bytes)
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {n_rows} whole row{'s' * (n_rows != 1)} before")
    elif not n_rows:
        yield Rejection(content.source, "empty", "no row below the names")


def _row(lines: _Lines, delimiter: str) -> list[str] | None:
    """The next row; [] for a blank line or at the end; None for one whose quotes are not in order."""
    try:
        # Strict: else `1,"open` takes the next row's quote for its own, and two rows become one without a word.
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _alone(line: bytes, delimiter: str) -> list[str]:
    """The fields of a line that is a row by itself, even one with a stray quote ("Tern" Lane); [] if a quote stays open."""
    is_open = False

    def once() -> Iterator[str]:
        nonlocal is_open
        yield line.decode("utf-8", "surrogateescape")
        is_open = True  # the csv module asks for more only within quotes

    try:
        row = next(csv.reader(once(), delimiter=delimiter), [])
    except csv.Error:
        return []
    return [] if is_open else row


def _delimiter(content: Content) -> str:
    """The one that finds the most columns of known names in the first line, then the most columns."""
    line = content.head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")

    def score(delimiter: str) -> tuple[bool, int, int]:
        names = _alone(line.encode(), delimiter)
        wanted, has_text = wanted_columns(names, content.fields)
        return has_text, len(wanted), len(names)

    return max(_DELIMITERS, key=score)


def _article(row: list[str], places: list[tuple[str, int]], source: str, first_line: int, content: Content, lines: _Lines) -> RawArticle | Rejection:
    def reject(check: str, evidence: str) -> Rejection:
        data = b"".join(lines.taken)
        return Rejection(source, check, f"line {first_line}: {evidence}", hashlib.sha256(data).hexdigest(), len(data))

    return raw_article({name: row[place] for name, place in places}, source, content, reject, is_utf8=lines.is_utf8)
