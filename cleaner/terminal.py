"""What may reach a terminal: escaped text, measured in cells, coloured only where colour is welcome.

Article text is hostile until shown otherwise: a scraped line can hold an escape sequence that retitles the window,
or a bidi override that makes a removed line read like another. Every text is shown through `reveal`.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
import unicodedata
from typing import TextIO

MIN_WIDTH, MAX_WIDTH, PIPE_WIDTH = 40, 160, 100
_STDERR = 2
LABEL_WIDTH = 13

# C0, DEL, C1, line separators, bidi marks and overrides, zero-width space, word joiner and BOM, surrogates, tag characters.
# ZWJ and ZWNJ stay: Persian, Hindi and families of emoji are spelled with them.
_UNSAFE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_PLAIN = str.maketrans({"−": "-", "→": ">", "─": "-", "…": "~", "·": "-", "⋮": ":", "✓": "+", "✗": "x", "–": "-", "≈": "~", "×": "x"})

STYLES = {"dim": "2", "bold": "1", "removed": "31", "taken": "36", "good": "32", "bad": "31;1", "warn": "33"}


def reveal(text: str, *, spaces: bool = False) -> str:
    r"""The text with all that a terminal would obey, hide or reorder written as an escape; tabs become spaces.

    `spaces`: also show no-break and other odd spaces, for telling a repair's before from its after.

    >>> reveal("a\x1b[2Jb\u202ec\n")
    'a\\x1b[2Jb\\u202ec\\n'
    """
    shown = _UNSAFE.sub(lambda match: _escape(match[0]), text.replace("\t", " "))
    return _SPACES.sub(lambda match: _escape(match[0]), shown) if spaces else shown


def _escape(char: str) -> str:
    code = ord(char)
    if char == "\n":
        return r"\n"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_safe(text: str) -> str:
    r"""JSON text with the same characters escaped as JSON escapes them: it means the same, and is safe to look at.

    >>> json_safe('{"text": "\u202e"}')
    '{"text": "\\u202e"}'
    """
    # json.dumps has escaped C0 already; a raw tab or newline here is layout.
    return _UNSAFE.sub(lambda m: m[0] if m[0] in "\n\t" else "".join(f"\\u{unit:04x}" for unit in _utf16(m[0])), text)


def _utf16(char: str) -> list[int]:
    data = char.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]


def cells(text: str) -> int:
    """How many columns the text takes.

    >>> cells("naïve"), cells("新聞")
    (5, 4)
    """
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clip(text: str, width: int) -> str:
    """The text in at most `width` columns, with `…` where it was cut.

    >>> clip("The ferry returned", 10)
    'The ferry…'
    """
    if cells(text) <= width:
        return text
    head, _ = _cut(text, width - 1)
    return head.rstrip() + "…"


def pad(text: str, width: int) -> str:
    """The text clipped or filled to exactly `width` columns."""
    text = clip(text, width)
    return text + " " * (width - cells(text))


def wrap(text: str, width: int, *, most: int | None = None) -> list[str]:
    """The text in lines of at most `width` columns; at most `most` of them, the last one clipped. Never empty.

    >>> wrap("one two three", 7)
    ['one two', 'three']
    """
    lines: list[str] = []
    rest = " ".join(text.split())
    while cells(rest) > width:
        if most is not None and len(lines) == most - 1:
            return [*lines, clip(rest, width)]
        head, tail = _cut(rest, width)
        at = head.rfind(" ")
        if not tail.startswith(" ") and at > width // 3:
            head, tail = head[:at], head[at:] + tail
        lines.append(head.rstrip())
        rest = tail.lstrip()
    return [*lines, rest] if rest or not lines else lines


def wrap_items(items: list[str], width: int) -> list[str]:
    """The items with commas between them, in lines of at most `width` columns; none is torn as long as it fits a line.

    >>> wrap_items(["navigation 9", "share 2"], 16)
    ['navigation 9,', 'share 2']
    """
    lines: list[str] = []
    for n, item in enumerate(items):
        part = item + ("," if n < len(items) - 1 else "")
        if lines and cells(lines[-1]) + 1 + cells(part) <= width:
            lines[-1] += f" {part}"
        else:
            lines.extend(wrap(part, width))
    return lines


def labelled(label: str, text: str, *, width: int, color: bool, style: str | None = None) -> list[str]:
    """The text behind its label, wrapped, with the label in front of its first line only.

    >>> labelled("rule", "read-more", width=40, color=False)
    ['rule           read-more']
    """
    rows = []
    for n, part in enumerate(wrap(text, width - LABEL_WIDTH - 2)):
        shown = paint(part, style, color=color) if style else part
        rows.append(paint(pad(label if n == 0 else "", LABEL_WIDTH), "dim", color=color) + "  " + shown)
    return rows


def _cut(text: str, width: int) -> tuple[str, str]:
    used = 0
    for at, char in enumerate(text):
        used += _cell(char)
        if used > width:
            return text[: max(at, 1)], text[max(at, 1) :]
    return text, ""


def paint(text: str, style: str, *, color: bool) -> str:
    """The text in one of `STYLES`; unchanged without colour."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if color and text else text


def wants_color(stream: TextIO) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR is set; FORCE_COLOR asks for it in a pipe (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of() -> int:
    """Columns to fill, 40 to 160: COLUMNS, else the terminal's, else 100."""
    return max(MIN_WIDTH, min(MAX_WIDTH, shutil.get_terminal_size((PIPE_WIDTH, 24)).columns))


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What to print for a character that the locale cannot: its plain twin, else its escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text), error.end


codecs.register_error("clean-plain", _plain)


def prepare_streams() -> None:
    """Make stdout and stderr print anything in any locale: under `LC_ALL=C` an arrow is a `>`, never a crash.

    A stream that is closed (`clean log >&-`) goes nowhere. Its number is taken, or the next file that is opened would have it, and what
    is printed would stand in the file.
    """
    if None in {sys.stdin, sys.stdout, sys.stderr}:
        while (number := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
            pass
        os.close(number)
        sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = sys.stderr or os.fdopen(_STDERR, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="clean-plain")
