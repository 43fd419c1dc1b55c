"""Times of day and time zones, as news pages print them.

A zone counts only if it means one offset: CST is Chicago, Shanghai and Havana, so a time in CST has no known zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cleaner.dates.words import LETTER, bare, words

_PRE = "午前|午後|上午|下午|凌晨|早上|清晨|晚上|晚间|中午|傍晚|오전|오후|새벽|아침|저녁|밤"
TIME = re.compile(
    rf"""(?<![\d:])(?:(?P<pre>{_PRE})\s?)?(?<!\d)(?P<h>\d{{1,2}})(?:
      \s?[:٫]\s?(?P<m>\d{{2}})(?::(?P<s>\d{{2}})(?:[.,]\d{{1,9}})?)?(?![\d:])
    | \.(?P<dot_m>\d{{2}})(?:\.(?P<dot_s>\d{{2}}))?(?![\d%:]|[.,]\d|\s?(?:%|percent|million|billion|€|\$))
    | \s?[h](?:\s?(?P<h_m>\d{{2}})(?!\d)|(?!{LETTER}))
    | \s?[時时點点시]\s?(?:(?P<cjk_m>\d{{1,2}})\s?[分분])?(?:\s?(?P<cjk_s>\d{{1,2}})\s?[秒초])?
    | (?=\s?[ap]\.?\s?m(?!{LETTER}))
    | (?=\s?uhr)
    )(?:\s?(?P<half>[ap]\.?\s?m|π\.?\s?μ|μ\.?\s?μ|ق[.\u200c]?\s?ظ|ب[.\u200c]?\s?ظ|sáng|chiều|tối|sa|ch|ص|م)(?!{LETTER})\.?)?""",
    re.VERBOSE,
)
"""A time of day, in folded text."""

_OFFSET = re.compile(r"[+\-](?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?!\d|:\d|[./]\d)")
_NAME = re.compile(r"(?:[A-ZМСК]{1,5}|мск)(?![A-Za-zА-Яа-я])")
_FEW_LETTERS = re.compile(rf"{LETTER}{{1,4}}")
_LARGEST_OFFSET_H = 14


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day and its zone."""

    start: int
    end: int
    hour: int
    minute: int
    second: int | None
    zone: str | None = None
    """As given; None when there is none or it does not mean one offset."""
    offset: int | str = 0
    """Minutes east of UTC, or `us:-5`: five hours west, four in summer."""


def read_time(folded: str, text: str, match: re.Match[str], language: str | None) -> Clock | None:
    """The time that a match of `TIME` stands for, with the zone behind it; None when no clock shows it."""
    part = match.groupdict()
    hour = int(part["h"])
    minute = int(part["m"] or part["dot_m"] or part["h_m"] or part["cjk_m"] or 0)
    second_text = part["s"] or part["dot_s"] or part["cjk_s"]
    second = int(second_text) if second_text else None
    half = bare((part["half"] or part["pre"] or "").replace(" ", ""))
    if half in words().evening and hour < 12:  # "15:11 PM" is printed too, and means what it says
        hour += 12
    elif half in words().morning and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    clock = Clock(match.start(), match.end(), hour, minute, second)
    return _with_zone(clock, folded, text, language)


def _with_zone(clock: Clock, folded: str, text: str, language: str | None) -> Clock:
    at = clock.end
    for _ in range(2):  # "15:11 Uhr MEZ", "15:11:09 (UTC)"
        while at < len(text) and text[at] in " \u00a0\u202f([":
            at += 1
        word = _FEW_LETTERS.match(folded, at)
        if word is None or bare(word.group()) not in words().after_time or text[at : word.end()].isupper():
            break
        at = word.end()
    name = _NAME.match(text, at)
    given = name.group().upper() if name else ""
    behind = at
    if given in {"GMT", "UTC"} and name is not None:
        behind = name.end()
        while behind < len(text) and text[behind] == " ":
            behind += 1
    offset = _OFFSET.match(folded, behind)
    # "15:11-16:30" is a span of time. An offset follows seconds, a "GMT", or has four digits or a plus.
    if offset and (behind > at or clock.second is not None or folded[offset.start()] == "+" or ":" not in offset.group()):
        hours, minutes = int(offset["h"]), int(offset["m"] or 0)
        full = behind > at or clock.second is not None or offset["m"] is not None
        if full and hours <= _LARGEST_OFFSET_H and minutes in {0, 30, 45}:
            sign = -1 if folded[offset.start()] == "-" else 1
            return _zoned(clock, text, at, offset.end(), sign * (hours * 60 + minutes))
    if name is None:
        return clock
    table = words()
    if given == "BST" and (language is None or language.startswith("en")):
        return _zoned(clock, text, at, name.end(), 60)  # elsewhere it is Bangladesh or Bougainville
    if given in {"ET", "PT"}:
        return _zoned(clock, text, at, name.end(), "us:-5" if given == "ET" else "us:-8")
    if given in table.zones:
        return _zoned(clock, text, at, name.end(), table.zones[given])
    if given in table.unknown_zones:
        return Clock(clock.start, name.end(), clock.hour, clock.minute, clock.second)
    return clock


def _zoned(clock: Clock, text: str, start: int, end: int, offset: int | str) -> Clock:
    close = end + 1 if text[end : end + 1] in {")", "]"} and text[start - 1 : start] in {"(", "["} else end
    return Clock(clock.start, close, clock.hour, clock.minute, clock.second, text[start:end], offset)


def minutes_east(offset: int | str, day: date) -> int:
    """Minutes east of UTC on a day. `us:` offsets know American summer time (15 U.S.C. 260a, and the dates before 2007).

    >>> [minutes_east("us:-5", date(2015, month, 22)) for month in (1, 7)]
    [-300, -240]
    """
    if isinstance(offset, int):
        return offset
    hours = int(offset.removeprefix("us:"))
    if day.year >= 2007:
        first, last = _sunday(day.year, 3, 8), _sunday(day.year, 11, 1)
    else:
        first, last = _sunday(day.year, 4, 1 if day.year >= 1987 else 24), _sunday(day.year, 10, 25)
    return (hours + (1 if first <= day < last else 0)) * 60


def _sunday(year: int, month: int, day: int) -> date:
    start = date(year, month, day)
    return start + timedelta(days=(6 - start.weekday()) % 7)
