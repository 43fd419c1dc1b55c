"""Finds and reads dates in a line of a news page, in some fifty languages and three calendars, without a clock.

"An hour ago" is no date here: what it means depends on when the page was fetched, and that must not change an article.
A date that can be read in two ways says so (`ambiguous`); a time whose zone is not known is kept as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from cleaner.dates.clock import TIME, Clock, minutes_east, read_time
from cleaner.dates.days import Day, Text, find_days, has_anchor, make_date
from cleaner.dates.words import LETTER, WORD, bare, fold_case, fold_digits, words

__all__ = ["FoundDate", "find_dates", "is_date_line", "may_hold_day", "parse_date", "parse_iso"]

_MAY_HOLD_DAY = re.compile(r"\d(?:\d{3}|\d?[./．／])|[令平昭]")
"""Every year and every short date that `find_days` begins with has this, before its digits are folded too."""
_FIGURE = re.compile(r"[\d令平昭]")
_REMEMBERED_LINES = 1024
_YEAR_ALONE = re.compile(r"\W*(?P<y>(?:19|20)\d\d|2100)\W*")
_ISO = re.compile(
    r"\s*(?P<y>\d{4})(?:(?P<dash>-?)(?P<m>\d{2})(?:(?P=dash)(?P<d>\d{2})"
    r"(?:(?:T|t|\s)\s?(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d{1,9})?)?\s?(?P<zone>Z|z|UTC|GMT|[+\-]\d{2}(?::?\d{2})?)?)?)?)?(?:\[[\w/]+\])?\s*"
)
_NUMERIC_US = re.compile(r"(?<![A-Za-z])(?:EST|EDT|ET|PST|PDT|PT|CDT|CT|MDT|MT)(?![A-Za-z])")
_GAP = " \t\u00a0\u202f\u2009\u200e\u200f,;|•·・●▪\u2013\u2014-/@(（[]）)~～、:.»>"
_CLOSERS = re.compile(r"[\])）]*")
_NO_CHROME = frozenset("%°€$£¥&+=?!#^{}§©®™₹₽₩")
_YEARLESS = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s?(?:de\s)?(?P<n1>{LETTER}{{3,12}})|(?P<n2>{LETTER}{{3,12}})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
)
_CJK_YEARLESS = re.compile(r"\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]")
_TOKEN = re.compile(rf"(?P<word>{WORD.pattern})|(?P<number>\d+)|(?P<mark>\S)")
_CASE_BORDER = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_WORD_BEFORE = re.compile(rf"(?P<two>(?:{LETTER}+\s)?(?P<one>{LETTER}+(?:-{LETTER}+)?))[.,\s(]{{0,4}}$")
_SENTENCE_BEFORE = re.compile(r"[.!?。]\s+\S{0,3}$")
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_ENGLISH_WEEKDAYS)})")
_LONGEST_DATE_LINE_CHARS = 160
_BEFORE_CHARS = 40
_AFTER_CHARS = 80
_LABEL_WORDS = 3


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date, where it stands, and how exactly it is known."""

    start: int
    end: int
    """One behind its last character."""
    text: str
    """The words it was read from, with weekday and time, without the label."""
    when: datetime
    """In UTC. Without a known zone, the time on the page as if it were UTC; without a time, midnight."""
    precision: str
    """`year`, `month`, `day`, `minute` or `second`."""
    zone: str | None = None
    """As given (`+01:00`, `Z`, `CET`); None when there is none or it can mean several."""
    label: str | None = None
    """`published` or `modified`, from the words beside it; None when they do not say."""
    ambiguous: bool = False
    """Whether another day can be meant: 1/2/2015."""

    @property
    def tells_day(self) -> bool:
        """Whether it is known to the day, or better."""
        return self.precision not in {"year", "month"}


def find_dates(text: str, *, language: str | None = None) -> list[FoundDate]:
    """Every date in a line, from left to right. A bare year is none: "the 2015 season".

    `language` is an ISO 639 code, with a region where it is known: `en-US` reads 1/2/2015 as January 2nd, `en-GB` as
    February 1st, and plain `en` does not know.

    >>> [(d.when.isoformat(), d.precision, d.label) for d in find_dates("Updated 22 Jan, 2015 15:11 CET")]
    [('2015-01-22T14:11:00+00:00', 'minute', 'modified')]
    """
    if not may_hold_day(text):
        return []
    known = _read(text, language) if len(text) <= _LONGEST_DATE_LINE_CHARS else _reading(text, language)
    return [] if known is None else list(known[1])


def parse_date(text: str, *, language: str | None = None) -> FoundDate | None:
    """The date that a text consists of, label and separators allowed; None when it holds anything else, or two dates.

    >>> parse_date("Januar 2015", language="de").precision
    'month'
    >>> parse_date("in January 2015, she said") is None
    True
    """
    line = _line(text, language)
    if line is None or len(text) > _LONGEST_DATE_LINE_CHARS:
        return None
    found = _find(line)
    if not found and (match := _YEAR_ALONE.fullmatch(line.folded)):
        start, end = match.span("y")
        return FoundDate(start, end, text[start:end], datetime(int(match["y"]), 1, 1, tzinfo=UTC), "year")
    return found[0] if len(found) == 1 and _is_rest(line, found) else None


def is_date_line(text: str, language: str | None = None) -> FoundDate | None:
    """The date of a line that is nothing but a date line; None for prose that has a date, and for a month alone.

    Beside the date may stand label words, weekdays, times, another date, how long reading takes and how long ago
    it was. Of several dates the one labelled `published` is given, else the first without a label, else the first.

    >>> is_date_line("Published Jan 22, 2015 • Last updated 1 hour ago • 4 minute read").text
    'Jan 22, 2015'
    >>> is_date_line("He left on January 22, 2015.") is None
    True
    """
    known = _read(text, language) if len(text) <= _LONGEST_DATE_LINE_CHARS and may_hold_day(text) else None
    if known is None:
        return None
    line = known[0]
    found = [d for d in known[1] if d.tells_day]
    if not found or not _is_rest(line, found):
        return None
    return next((d for label in ("published", None) for d in found if d.label == label), found[0])


def parse_iso(value: str) -> FoundDate | None:
    """The date of a value in markup: ISO 8601 in its usual shapes (RFC 2822 too); anything else as `parse_date` reads it.

    >>> parse_iso("2015-01-22T15:11:09+01:00").when.isoformat()
    '2015-01-22T14:11:09+00:00'
    """
    match = _ISO.fullmatch(value)
    if match is None or (match["m"] is not None and match["d"] is None and match["dash"] == ""):  # 201501 is no month
        return parse_date(value)
    day = make_date(int(match["y"]), int(match["m"] or 1), int(match["d"] or 1))
    if day is None:
        return None
    start, end = len(value) - len(value.lstrip()), len(value.rstrip())
    text = value[start:end]
    if match["H"] is None:
        return FoundDate(start, end, text, _midnight(day), "day" if match["d"] else "month" if match["m"] else "year")
    hour, minute, second = int(match["H"]), int(match["M"]), int(match["S"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return FoundDate(start, end, text, _midnight(day), "day")
    zone = match["zone"]
    when = datetime.combine(day, time(hour, minute, second), UTC)
    if zone and zone[0] in "+-":
        east = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]) if len(zone) > 3 else 0)
        when += east if zone[0] == "-" else -east
    return FoundDate(start, end, text, when, "second" if match["S"] else "minute", zone)


def may_hold_day(text: str) -> bool:
    """Whether a look at its digits leaves it open that a line holds a day, month or year; nearly all end here."""
    # One class of characters is searched for five times as fast, and most lines have no figure.
    return _FIGURE.search(text) is not None and _MAY_HOLD_DAY.search(text) is not None


def _reading(text: str, language: str | None) -> tuple[Text, tuple[FoundDate, ...]] | None:
    """The line as it is searched, and the dates in it; None when it can hold none."""
    if not has_anchor(fold_digits(text)):
        return None
    line = _line(text, language)
    return None if line is None else (line, tuple(_find(line)))


_read = lru_cache(_REMEMBERED_LINES)(_reading)
"""The same of short lines: more than one rule asks, and pages of one day have the same dates."""


def _line(text: str, language: str | None) -> Text | None:
    """The line to search; None when it can hold no date, which nearly all lines cannot."""
    if not may_hold_day(text):
        return None
    folded = fold_case(fold_digits(text))
    code, _, region = (language or "").replace("_", "-").partition("-")
    month_first: bool | None = None
    if region:
        month_first = region.upper() in {"US", "PH"}
    elif _NUMERIC_US.search(text):
        month_first = True
    elif code not in {"", "en"}:
        month_first = False
    return Text(text, folded, code.lower() or None, month_first)


def _find(line: Text) -> list[FoundDate]:
    found: list[FoundDate] = []
    done = 0
    for day in find_days(line):
        date_found = _dress(day, done, line)
        found.append(date_found)
        done = date_found.end
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _dress(day: Day, done: int, line: Text) -> FoundDate:
    """A day with the weekday, time, zone and label beside it."""
    start, end = day.start, day.end
    clock: Clock | None = None
    ambiguous = day.ambiguous
    if day.precision == "day":
        if day.clock is not None:
            match = TIME.match(line.folded, *day.clock)
            clock = read_time(line.folded, line.plain, match, line.language) if match else None
        else:
            clock = _time_after(end, line)
            end = max(end, clock.end) if clock else _over_weekday(end, line)
        start = _weekday_before(start, done, line)
        if clock is None and (clock := _time_before(start, done, line)) is not None:
            start = clock.start
        if ambiguous and (sure := _by_weekday(day.day, line.folded[start:end])) is not None:
            day, ambiguous = replace(day, day=sure), False
        if ambiguous and line.language is not None and line.language != "en" and line.month_first is False:
            ambiguous = False
    when, precision, zone = _midnight(day.day), day.precision, None
    if clock is not None:
        precision = "minute" if clock.second is None else "second"
        zone = clock.zone
        when = datetime.combine(day.day, time(clock.hour, clock.minute, clock.second or 0), UTC)
        when -= timedelta(minutes=minutes_east(clock.offset, day.day))
    return FoundDate(start, end, line.plain[start:end], when, precision, zone, _label(start, end, done, line), ambiguous)


def _gap(at: int, line: Text, *, n_words: int, stop: int = -1) -> int:
    """Where the next thing starts behind separators, and at most `n_words` of linking words and weekdays; `stop`, if that comes first."""
    folded = line.folded
    table = words()
    while True:
        while at < len(folded) and folded[at] in _GAP:
            at += 1
        word = WORD.match(folded, at)
        # "Mar" is a Tuesday in Spain.
        if word is None or n_words == 0 or at == stop:
            return at
        name = bare(word.group())
        if name not in table.links and name not in table.after_time and not table.is_weekday(name, line.language):
            return at
        at, n_words = word.end(), n_words - 1


def _time_after(end: int, line: Text) -> Clock | None:
    # Cut behind the date: a time glued to it ("October 17, 20156:01 PM") must not see the year's digits.
    cut = slice(end, end + _AFTER_CHARS)
    rest = replace(line, plain=line.plain[cut], folded=line.folded[cut])
    start = 1 if rest.folded[:1] == "t" and rest.folded[1:3].isdigit() else 0  # 2015-01-22T15:11:09
    match = TIME.match(rest.folded, _gap(start, rest, n_words=3))
    clock = read_time(rest.folded, rest.plain, match, line.language) if match else None
    return None if clock is None else replace(clock, start=clock.start + end, end=clock.end + end)


def _time_before(start: int, done: int, line: Text) -> Clock | None:
    low = max(done, start - _BEFORE_CHARS)
    last: Clock | None = None
    for match in TIME.finditer(line.folded, low, start):
        if match["dot_m"] and not match["half"]:  # "costs 10.50, 22 January 2015"
            continue
        clock = read_time(line.folded, line.plain, match, line.language)
        if clock is not None and clock.end <= start and _gap(clock.end, line, n_words=2, stop=start) == start:
            last = clock
    return last


def _weekday_before(start: int, done: int, line: Text) -> int:
    match = _WORD_BEFORE.search(line.folded[max(done, start - _BEFORE_CHARS) : start])
    if match is None:
        return start
    for name in (match["two"], match["one"]):
        if name and words().is_weekday(bare(name), line.language):
            return start - len(match.group()) + match.group().rindex(name)
    return start


def _by_weekday(day: date, text: str) -> date | None:
    """The reading of an ambiguous day that falls on the weekday beside it; None where none or both do, or no English weekday is there.

    >>> _by_weekday(date(2031, 6, 5), "tue, 05/06/2031")
    datetime.date(2031, 5, 6)
    """
    match = _ENGLISH_WEEKDAY.search(text)
    other = make_date(day.year, day.day, day.month)
    if match is None or other is None:
        return None
    falls = [one for one in (day, other) if one.weekday() == _ENGLISH_WEEKDAYS.index(match.group())]
    return falls[0] if len(falls) == 1 else None


def _over_weekday(end: int, line: Text) -> int:
    """The end of a date with its weekday behind it: 2015年1月22日(木)."""
    at = end
    while at < len(line.folded) and line.folded[at] in " (（":
        at += 1
    word = WORD.match(line.folded, at)
    if word is None or line.folded[at - 1 : at] not in {"(", "（"} or not words().is_weekday(bare(word.group()), line.language):
        return end
    closers = _CLOSERS.match(line.folded, word.end())
    return closers.end() if closers else word.end()


def _label(start: int, end: int, done: int, line: Text) -> str | None:
    table = words()
    before = line.plain[max(done, start - _BEFORE_CHARS) : start]
    before = _CASE_BORDER.sub(" ", before)  # "Ada FernPublished: "
    if len(before) and not _SENTENCE_BEFORE.search(before):
        names = [bare(m.group()) for m in WORD.finditer(fold_case(before))]
        while names:
            for n in range(min(_LABEL_WORDS, len(names)), 0, -1):
                label = table.labels.get(" ".join(names[-n:]))
                if label:
                    return label
            if not (names[-1] in table.links or table.is_weekday(names[-1], line.language)):
                break
            names.pop()
    behind = line.folded[end : end + 6].lstrip(" )）")
    return next((label for phrase, label in table.labels_after.items() if behind.startswith(phrase)), None)


def _is_rest(line: Text, found: list[FoundDate]) -> bool:
    """Whether nothing but the company of a date remains once the dates are taken out."""
    table = words()
    rest = list(line.plain)
    for one in found:
        rest[one.start : one.end] = " " * (one.end - one.start)
    plain = "".join(rest)
    folded = fold_case(fold_digits(plain))
    for match in [*TIME.finditer(folded)]:
        clock = read_time(folded, plain, match, line.language)
        if clock is not None:
            rest[match.start() : clock.end] = " " * (clock.end - match.start())
    plain = _CJK_YEARLESS.sub(" ", _CASE_BORDER.sub(" ", "".join(rest)))
    folded = _YEARLESS.sub(lambda m: " " if table.month(m["n1"] or m["n2"], line.language) else m.group(), fold_case(fold_digits(plain)))
    number = False
    for token in _TOKEN.finditer(folded):
        if token["number"]:
            if number or len(token["number"]) > 3:
                return False
            number = True
        elif token["word"]:
            name = bare(token["word"])
            if number and name not in table.units:
                return False
            number = False
            if name not in table.rest and not table.is_weekday(name, line.language) and name.upper() not in table.zones:
                return False
        elif token["mark"] in _NO_CHROME:
            return False
    return not number
