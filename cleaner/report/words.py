"""What the report says in words and figures: numbers, shares, texts that are safe to look at and short enough to read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]")


def visible(text: str) -> str:
    r"""The text with controls and bidi overrides written as escapes: one could make a removed line read like another.

    Marks of direction (U+200E, U+200F) and joiners stay: Arabic, Hebrew and Persian are written with them.

    >>> visible("a\u202eb\x00"), visible("می‌خواهم")
    ('a\\u202eb\\x00', 'می\u200cخواهم')
    """
    return _CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}" if ord(match[0]) < 0x100 else f"\\u{ord(match[0]):04x}", text)


def clipped(text: str, most: int) -> str:
    """The text, or its beginning and how long it is.

    >>> clipped("a" * 12_000, 5)
    'aaaaa… (12,000 characters)'
    """
    return text if len(text) <= most else f"{text[:most].rstrip()}… ({len(text):,} characters)"


def percent(n: int, whole: int) -> str:
    """A share in words: a part that is there is never 0 %, and one that is not all never 100 %.

    >>> percent(1, 3), percent(1, 100_000), percent(99_999, 100_000), percent(0, 0)
    ('33 %', '< 0.1 %', '> 99.9 %', '–')
    """
    if not whole:
        return "–"
    share = 100 * n / whole
    if 0 < share < 0.1:
        return "< 0.1 %"
    if 99.9 < share < 100:
        return "> 99.9 %"
    return f"{share:.0f} %" if share >= 10 or share == 0 or share == int(share) else f"{share:.1f} %"


def link(url: str | None) -> str | None:
    """The address if it is one of the web and nothing else; None for `javascript:`, `data:` and what is no address.

    >>> link("https://ostrel.example/a?b"), link("javascript:alert(1)"), link("https://[")
    ('https://ostrel.example/a?b', None, None)
    """
    if not url or any(ord(char) <= 0x20 or ord(char) == 0x7F for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and host else None


def shown_value(value: Any, row: Any, field: str) -> list[str]:
    """The values of a column as a person reads them; none when it is unknown."""
    if value is None or value == "":
        return []
    if isinstance(value, datetime):
        precision = row.get("published_precision") if field == "published_at" else None
        if precision in {"year", "month", "day"}:
            return [f"{value:%Y-%m-%d}"[: {"year": 4, "month": 7, "day": 10}[precision]]]
        return [f"{value:%Y-%m-%d %H:%M} UTC"]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]
