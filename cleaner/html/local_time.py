"""An instant that a page's tags give in UTC, on the page's own clock, where the page shows the same instant on that.

`2031-05-04T00:44:52Z` beside "3 May 2031, 21:44" is the evening of the third: what the reader of the page saw, and what
its archive is sorted by. The instant stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta, timezone

from cleaner.article import Clue
from cleaner.dates import FoundDate, parse_date, parse_iso
from cleaner.dates.words import words

_FIELDS = ("published_at", "modified_at")
_UTC = frozenset({"Z", "z", "UTC", "GMT", "+00:00", "+0000", "+00"})
_MINUTES = 60
_SAME_S = 60
_EAST_MOST, _WEST_MOST = 14 * _MINUTES, -12 * _MINUTES
_HALF = 30
_LEAST_HOUR = 11
_SUMMER, _AT_CLOCK_CHANGE = range(4, 11), (3, 10)
_CENTRAL_EUROPE = frozenset("de fr it nl da sv nb nn no pl cs sk sl hr hu".split())
_SHOWN = frozenset({"class:date", "class:meta", "time:datetime", "time:text", "line"})


def on_own_clock(clues: Sequence[Clue]) -> list[Clue]:
    """The clues, each instant in UTC with the offset that another clue of the same instant has."""
    read = {clue.value: found for clue in clues if clue.field in _FIELDS and (found := parse_iso(clue.value)) is not None}
    in_utc = [clue for clue in clues if clue.field in _FIELDS and is_utc(read.get(clue.value))]
    if not in_utc:
        return list(clues)
    firsts: dict[tuple[str, str], Clue] = {}
    for clue in clues:
        firsts.setdefault((clue.field, clue.source), clue)  # what comes later is of teasers and comments
    language = next((clue.value[:2].casefold() for clue in clues if clue.field == "language"), "")
    days = {
        found.when.date()
        for clue in firsts.values()
        if clue.source in _SHOWN and (found := read.get(clue.value) or parse_date(clue.value, language=language)) is not None and found.precision == "day"
    }
    own = [
        (clue, found)
        for clue in firsts.values()
        if clue.field in _FIELDS
        and (found := read.get(clue.value) or (parse_date(clue.value, language=language) if clue.source in _SHOWN else None)) is not None
        and not is_utc(found)
    ]
    out = []
    for clue in clues:
        found = read.get(clue.value) if clue.field in _FIELDS else None
        minutes = _minutes_east(clue, found, own) or _of_midnight(found, days, language) if found is not None and is_utc(found) else None
        if found is not None and minutes:
            local = found.when.astimezone(timezone(timedelta(minutes=minutes)))
            clue = replace(clue, value=local.isoformat(timespec="seconds" if found.precision == "second" else "minutes"))  # noqa: PLW2901
        out.append(clue)
    return out


def is_utc(found: FoundDate | None) -> bool:
    return found is not None and found.zone in _UTC and found.precision in ("minute", "second")


def _minutes_east(clue: Clue, found: FoundDate, others: Iterable[tuple[Clue, FoundDate]]) -> int | None:
    """How far east of Greenwich the clock is that another clue shows the instant on; None when none does."""
    for other, shown in others:
        if shown.precision not in ("minute", "second"):
            continue
        apart_s = (shown.when - found.when).total_seconds()
        if shown.zone:
            if abs(apart_s) < _SAME_S and (minutes := offset_minutes(shown.zone)):
                return minutes
        elif other.field == clue.field and other.source in _SHOWN:
            minutes = round((apart_s + found.when.second) / _MINUTES)
            # Two things that happen on the hour are often two: only an odd minute is told apart.
            if minutes % _HALF == 0 and _WEST_MOST <= minutes <= _EAST_MOST and shown.when.minute % _HALF and shown.when.second in (0, found.when.second):
                return minutes
    return None


def _of_midnight(found: FoundDate, days: set[date], language: str) -> int | None:
    """Minutes east of the clock on which an instant is midnight, where the page shows that day, or is in a language of Central Europe; None if it is none.

    What an editor enters as a day alone is kept so: "2031-05-03T22:00:00Z" is the fourth of May in Berlin.
    """
    when = found.when
    if when.minute or when.second or when.hour < _LEAST_HOUR:
        return None
    is_theirs = language in _CENTRAL_EUROPE and when.hour in (22, 23) and (when.month in _AT_CLOCK_CHANGE or (when.hour == 22) == (when.month in _SUMMER))
    is_shown = bool(days) and days <= {when.date() + timedelta(days=1)}
    return (24 - when.hour) * _MINUTES if is_shown or (is_theirs and not days) else None


def offset_minutes(zone: str) -> int:
    """Minutes east of Greenwich of `+01:00` and of `EST`; 0 for a name of several clocks, and for what no clock on earth shows."""
    if zone[0] not in "+-":
        return words().zones.get(zone.upper(), 0)
    digits = zone[1:].replace(":", "")
    if not digits.isdigit():
        return 0
    minutes = (int(digits[:2]) * _MINUTES + int(digits[2:4] or 0)) * (1 if zone[0] == "+" else -1)
    return minutes if _WEST_MOST <= minutes <= _EAST_MOST else 0
