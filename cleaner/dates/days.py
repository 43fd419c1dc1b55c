"""Calendar days as news pages print them: found by their year, then read backwards and forwards from it.

Nearly all lines hold no year, so the search costs next to nothing; and what surrounds a year is a window of a few
dozen characters, so no pattern can run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cleaner.dates.words import LETTER, WORD, bare, words

# "30.01.202430. Januar" and "17 Oct 20236:01 PM": dumps glue a year to the day or time behind it.
_YEAR_END = r"(?:(?!\d)|(?=\d{1,2}[:.]\s?(?:\d{2}(?!\d)|[^\W\d])))"
YEAR = re.compile(rf"(?<!\d)(?:(?:19|20)\d\d|2100|2[45]\d\d|1[34]\d\d){_YEAR_END}|(?:令和|平成|昭和)\s?(?:\d{{1,2}}|元)(?=\s?年)")
"""A year: of our era, of the Buddhist (24xx, 25xx) or the Iranian calendar (13xx, 14xx), or of a Japanese reign."""
_SHORT = re.compile(r"(?<![\d/:\-])(?<!\d\.)(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{2})(?!\d|[./:\-]\d)")
_NUMERIC_BEFORE = re.compile(r"(?<![\d/])(?<!\d[.\-•])(?P<a>\d{1,2})\s?(?P<sep>[./\-•])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?$")
_NUMERIC_AFTER = re.compile(r"\s?(?P<sep>[./\-•])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})(?:\.(?!\d))?(?!\d|[\-/]\d)")
_CJK_AFTER = re.compile(r"\s?[年년]\s?(?P<m>\d{1,2})\s?[月월](?:\s?(?P<d>\d{1,2})\s?[日號号일])?")
_NAMED_AFTER = re.compile(
    rf"(?P<before>[\s.,\-/]*(?:(?:m|gada|gads|оны)\b\.?\s*)?)(?:(?P<d1>\d{{1,2}})\.?\s)?"
    rf"(?P<name>{LETTER}{{2,20}})\.?(?:[\s\-/]*(?P<d2>\d{{1,2}})(?!\d|[:.]\d)(?:-?(?:án|én|a|e|d)\b)?\.?)?"
)
_LAST_NUMBER = re.compile(r"(?P<day>(?<!\d)\d{1,2})(?P<middle>\D{0,40})$")
_MONTH_OF_DAY = re.compile(rf"(?P<name>(?:{LETTER}+\s)?{LETTER}+)(?P<link>[\s.\-/,]{{0,3}})$")
_CTIME = re.compile(rf"(?P<name>{LETTER}{{3}})\s(?P<d>\d{{1,2}})\s(?P<clock>\d{{2}}:\d{{2}}(?::\d{{2}})?)\s(?:[a-z]{{3,4}}\s|[+\-]\d{{4}}\s)?$")
_VI_BEFORE = re.compile(r"(?:(?:ngày\s)?(?P<d>\d{1,2})\s)?tháng\s(?P<m>\d{1,2})(?:,\s?|\snăm\s|\s)$")
_MONTH_ALONE = re.compile(rf"(?P<name>{LETTER}+(?:\s{LETTER}+)?)(?P<link>[\s.,\-/]{{1,3}}(?:(?:of|de|del|года?)\s)?)$")
_HIJRI_BEFORE = re.compile(rf"(?P<d>\d{{1,2}})\s(?P<name>{LETTER}+)(?:\sماه)?\s$")
_BORDER = re.compile(r"[a-zß-ÿ](?=[A-Z])")
_THAI = re.compile("[\u0e00-\u0e7f]")
_NUMERIC_MARKS, _LINKS = frozenset("./-•"), frozenset(".,-/")
_WINDOW_CHARS = 48
_REIGN = {"令和": 2018, "平成": 1988, "昭和": 1925}
_YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "lt", "mn", "fa"})
_FULL_NAME_CHARS = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A line to search, and what is known of it."""

    plain: str
    folded: str
    """The same, character for character, in lower case with Western digits."""
    language: str | None = None
    """ISO 639 code, without a region."""
    month_first: bool | None = None
    """What 1/2/2015 means; None: January 2nd or February 1st, nobody knows."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, month or year, and where it stands."""

    start: int
    end: int
    day: date
    precision: str
    ambiguous: bool = False
    clock: tuple[int, int] | None = None
    """Where a time stands inside the date, as in `Jan 22 15:11:09 +0000 2015`."""


def find_days(line: Text) -> Iterator[Day]:
    """Days in a line, from left to right, without overlap."""
    done = 0
    anchors = sorted([*YEAR.finditer(line.folded), *_SHORT.finditer(line.folded)], key=lambda m: m.start())
    for anchor in anchors:
        if anchor.start() >= done:
            found = _short(anchor, line) if anchor.re is _SHORT else _at_year(anchor, done, line)
            if found is not None:
                yield found
                done = found.end


def has_anchor(text: str) -> bool:
    """Whether a text with Western digits has a year or a short date that `find_days` begins with."""
    return YEAR.search(text) is not None or _SHORT.search(text) is not None


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, or None when no calendar has it or it is outside of 1900 to 2100.

    >>> make_date(2015, 2, 29) is None
    True
    """
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def from_solar_hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a day of the Iranian calendar (33-year rule, exact for 1178 to 1633).

    >>> from_solar_hijri(1393, 11, 2)
    datetime.date(2015, 1, 22)
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    shifted = year + 1595
    days = -355668 + 365 * shifted + shifted // 33 * 8 + (shifted % 33 + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    # Day 1 of that count is the first of January of the year 0, a leap year before Python's first day.
    try:
        found = date(1, 1, 1) + timedelta(days=days - 366)
    except OverflowError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def _numeric(first: int, second: int, year: int, *, month_first: bool | None) -> tuple[date, bool] | None:
    """The day of `first/second/year`, and whether the order of the two is a guess."""
    as_day_first, as_month_first = make_date(year, second, first), make_date(year, first, second)
    if as_day_first is None or as_month_first is None or as_day_first == as_month_first:
        only = as_day_first or as_month_first
        return None if only is None else (only, False)
    return (as_month_first, False) if month_first else (as_day_first, month_first is None)


def _short(anchor: re.Match[str], line: Text) -> Day | None:
    if line.language in _YEAR_FIRST:  # 25.01.22 is January 22nd there
        return None
    if anchor["sep"] == "." and not (len(anchor["a"]) == len(anchor["b"]) == 2):  # 1.2.10 is a version
        return None
    year = int(anchor["y"])
    found = _numeric(int(anchor["a"]), int(anchor["b"]), year + (1900 if year >= 70 else 2000), month_first=line.month_first)
    return None if found is None else Day(anchor.start(), anchor.end(), found[0], "day", found[1])


def _at_year(anchor: re.Match[str], done: int, line: Text) -> Day | None:
    raw = anchor.group()
    start, end = anchor.span()
    low = max(done, start - _WINDOW_CHARS)
    if not raw.isdigit():
        match = _CJK_AFTER.match(line.folded, end)
        year = _REIGN[raw[:2]] + (1 if raw.endswith("元") else int(raw[2:].strip()))
        return None if match is None else _day(start, match.end(), year, int(match["m"]), match["d"])
    year = int(raw)
    if 1300 <= year < 1500:
        return _iranian(low, anchor, line)
    if year > 2100:  # 2558 in Thailand; elsewhere a number
        if not (line.language == "th" or _THAI.search(line.folded, low, end + _WINDOW_CHARS)):
            return None
        year -= 543
    return _before(low, anchor, year, line) or _after(anchor, year, line) or _month_only(low, anchor, year, line)


def _day(start: int, end: int, year: int, month: int, day: str | int | None, *, ambiguous: bool = False) -> Day | None:
    found = make_date(year, month, int(day or 1))
    return None if found is None else Day(start, end, found, "month" if day is None else "day", ambiguous)


def _before(low: int, anchor: re.Match[str], year: int, line: Text) -> Day | None:
    start, end = anchor.span()
    window = line.folded[low:start]
    # Each pattern is tried only where a mark or a word that it needs is there: a search to the window's end is tried from all of its places.
    if window.rstrip()[-1:] in _NUMERIC_MARKS and (match := _NUMERIC_BEFORE.search(window)):
        found = _numeric(int(match["a"]), int(match["b"]), year, month_first=line.month_first)
        return None if found is None else Day(low + match.start(), end, found[0], "day", found[1])
    if ":" in window and (match := _CTIME.search(window)) and (month := words().month(match["name"], line.language)):
        found_day = make_date(year, month[0], int(match["d"]))
        clock = (low + match.start("clock"), low + match.end("clock"))
        return None if found_day is None else Day(low + match.start(), end, found_day, "day", clock=clock)
    if "tháng" in window and (match := _VI_BEFORE.search(window)):
        return _day(low + match.start(), end, year, int(match["m"]), match["d"])
    match = _LAST_NUMBER.search(window)
    names = _names(match["middle"]) if match else None
    if match is None or names is None:
        return None
    if names:  # 22. Januar 2015
        months = [words().month(name, line.language) for name in names]
        numbers = {month[0] for month in months if month}
        if None in months or len(numbers) != 1:
            return None
        return _day(low + match.start(), end, year, numbers.pop(), match["day"], ambiguous=not any(m and m[1] for m in months))
    left = _MONTH_OF_DAY.search(window[: match.start()])  # January 22, 2015
    named = _last_month(left, low, line) if left else None
    return None if named is None else _day(named[1], end, year, named[0], match["day"], ambiguous=named[2])


def _names(middle: str) -> list[str] | None:
    """The month names between a day and a year, without the small words; None when something else is there too."""
    if re.search(r"[;:!?\"()|•]", middle):
        return None
    small, months = words().inside, words().months
    names: list[str] = []
    for group in middle.split("/"):
        tokens = [bare(m.group()) for m in WORD.finditer(group.replace("'", " ").replace("’", " "))]
        whole = " ".join(tokens)
        # "des." is December in Oslo and a small word in Paris; "năm" is "year", and "tháng năm" is May.
        left = whole if whole in months else " ".join(w for w in tokens if w not in small or w in months)
        if left:
            names.append(left)
    return names


def _last_month(match: re.Match[str], low: int, line: Text) -> tuple[int, int, bool] | None:
    """(month, where its name starts in the line, whether it is a guess) of the last one or two words."""
    name, start = match["name"], low + match.start("name")
    written = line.plain[start : start + len(name)]
    cuts = {0, name.rfind(" ") + 1}
    # Dumps glue what stands before a date to it: "Ada FernMar 5, 2025", "PublishedNov 3, 2025".
    cuts |= {border.start() + 1 for border in _BORDER.finditer(written)}
    for cut in sorted(cuts):
        month = words().month(bare(name[cut:].strip()), line.language)
        if month:
            return month[0], start + cut, not month[1]
    return None


def _after(anchor: re.Match[str], year: int, line: Text) -> Day | None:
    start, end = anchor.span()
    match = _NUMERIC_AFTER.match(line.folded, end) or _CJK_AFTER.match(line.folded, end)
    if match is not None:
        return _day(start, match.end(), year, int(match["m"]), match["d"])
    match = _NAMED_AFTER.match(line.folded, end)  # 2015. január 22., 2015 m. sausio 22 d., 2015. gada 22. janvāris
    if match is None or (match["d1"] is None) == (match["d2"] is None):
        return None
    month = words().month(bare(match["name"]), line.language)
    if month is None:
        return None
    stop = match.end() if match["d2"] else match.end("name")
    return _day(start, stop, year, month[0], match["d1"] or match["d2"], ambiguous=not month[1])


def _month_only(low: int, anchor: re.Match[str], year: int, line: Text) -> Day | None:
    window = line.folded[low : anchor.start()]
    match = _MONTH_ALONE.search(window) if window[-1:].isspace() or window[-1:] in _LINKS else None
    named = _last_month(match, low, line) if match else None
    if match is None or named is None:
        return None
    name = bare(line.folded[named[1] : low + match.end("name")].strip())
    # "Mar 2015" is a month; "ago 2015" is one in Spanish, and the end of "ten years ago" in English.
    if len(name) < _FULL_NAME_CHARS and not any(code in {"en", line.language} for _, code in words().months[name]):
        return None
    return _day(named[1], anchor.end(), year, named[0], None, ambiguous=named[2])


def _iranian(low: int, anchor: re.Match[str], line: Text) -> Day | None:
    start, end = anchor.span()
    year = int(anchor.group())
    if match := _HIJRI_BEFORE.search(line.folded[low:start]):
        month = words().hijri_months.get(match["name"])
        found = from_solar_hijri(year, month, int(match["d"])) if month else None
        return None if found is None else Day(low + match.start(), end, found, "day")
    match = _NUMERIC_AFTER.match(line.folded, end)
    if match is None or line.language != "fa":
        return None
    found = from_solar_hijri(year, int(match["m"]), int(match["d"]))
    return None if found is None else Day(start, match.end(), found, "day")
