"""The days that short lines beside a page's headline show, whatever their elements are called.

A tag may give the day on which a page was last written out, or an instant on another clock; what stands below the
headline is what the publisher tells its readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cleaner.article import Clue
from cleaner.dates import FoundDate, find_dates, may_hold_day, parse_date, parse_iso
from cleaner.html.clues import HOME
from cleaner.html.lines import Frame, Text
from cleaner.html.local_time import is_utc, offset_minutes
from cleaner.html.titles import TITLE_PARTS, family, letters

SOURCE = "line"
_SCORE = 0.5
"""Less than any claim of markup: alone it settles nothing, the rules of the head read such lines themselves."""
_BELOW, _ABOVE = 5, 2
_LONGEST = 120
_MOST_BESIDE_CHARS = 60
_MOST_LEVELS = 6
_NO_HEADING = 9
_PRINTED = re.compile(
    r"^\s*(?:print(?:er)?(?:[- ]friendly)?(?: (?:version|view|article))?|druckversion|druckansicht|version imprimable|versión para imprimir|stampa)\s*[:–-]\s+",
    re.IGNORECASE,
)
_MOST_LINES, _LEAST_TITLE = 200, 12
_FIELDS = frozenset({"published_at", "modified_at"})
_DECLARED = ("json-ld", "microdata", "meta:article:published_time", "og:article:published_time", "meta:datepublished", "meta:pubdate", "meta:")
_SHOWN = ("class:date", "class:meta", SOURCE)
FAR = 0.81
"""How far the day of an element is believed that stands further away from the headline: less than a tag's."""
_MONTHS, _YEARS = 12, range(1600, 2200)
_NOON, _LEAST_EAST = 12, 10
"""Hours of an instant in UTC before which it may be the day before in the west, and from which it may be the day after in the east."""
_A_DAY = timedelta(days=1)
_SURE = 0.98


def shown_days(lines: Sequence[Text], headline: Frame | None, language: str | None) -> Iterator[tuple[str, str, str, float]]:
    """(field, the day as it stands, source, score) of each line near the headline that has one day and little else."""
    place = next((place for place, line in enumerate(lines) if headline is not None and _is_in(line.own, headline)), None)
    if place is None:
        return
    for line in (*lines[place + 1 : place + 1 + _BELOW], *lines[max(0, place - _ABOVE) : place]):
        text = line.text
        if len(text) > _LONGEST or not may_hold_day(text):
            continue
        days = [date for date in find_dates(text, language=language) if date.tells_day]
        if len(days) == 1 and len(text) - len(days[0].text) <= _MOST_BESIDE_CHARS:
            yield "modified_at" if days[0].label == "modified" else "published_at", days[0].text, SOURCE, _SCORE


def shown_title(lines: Sequence[Text], titles: Sequence[tuple[str, str]]) -> str | None:
    """The part of a page's `<title>` that a line of its own shows, where nothing else claims a headline: "Fernholt News - Quay opens".

    `titles` are (value, source).
    """
    if {source for _, source in titles} - {HOME} != {"html:title"}:
        return None
    homes = {letters(value) for value, source in titles if source == HOME}
    parts = {letters(part): part.strip() for value, source in titles if source != HOME for part in TITLE_PARTS.split(value)}
    parts |= {letters(part): part.strip() for value, source in titles if source != HOME and (part := _PRINTED.sub("", value)) != value}
    parts = {said: part for said, part in parts.items() if said not in homes}
    found: dict[str, int] = {}
    for line in lines[:_MOST_LINES]:
        said = letters(line.text) if len(line.text) <= _LONGEST and not line.text.startswith("©") else ""
        if len(said) >= _LEAST_TITLE and said in parts:
            level = line.own.context.heading if line.own is not None else 0
            found[said] = min(found.get(said, _NO_HEADING), level or _NO_HEADING)
    # The name of the house is in the title too: of two that are shown the higher heading is the headline.
    highest = [said for said, level in found.items() if level == min(found.values())]
    return parts[highest[0]] if len(parts) + len(homes) > 1 and len(highest) == 1 else None


def settled(clues: Sequence[Clue], language: str, of_address: str | None) -> Iterator[Clue]:
    """The clues; the day that the page shows comes first where what the tags declare is not the day of publication.

    That is so where the tags declare a publication and a change on the same later day, as they do on pages that were
    written out anew; where another tag agrees with the page; where a day declared in digits can be read as the one shown;
    and where an instant in UTC may be on the day that is shown, and the page's address has that day too (`of_address`, as ISO).
    """
    days = {
        id(clue): found
        for clue in clues
        if clue.field in _FIELDS and (found := parse_iso(clue.value) or parse_date(clue.value, language=language)) and found.when.year in _YEARS
    }
    published = [clue for clue in clues if clue.field == "published_at" and id(clue) in days]
    declared = next((clue for source in _DECLARED for clue in published if clue.source.startswith(source)), None)
    shown = next((clue for source in _SHOWN for clue in published if clue.source == source and clue.score != FAR), None)
    if declared is None or shown is None or not (days[id(declared)].tells_day and days[id(shown)].tells_day):
        yield from clues
        return
    said, seen = days[id(declared)], days[id(shown)]
    said_day, seen_day = _day(said), _day(seen)
    seen_days = {seen_day, seen_day.replace(month=seen_day.day, day=seen_day.month)} if seen.ambiguous and seen_day.day <= _MONTHS else {seen_day}
    others = [clue for clue in published if clue.source.startswith(_DECLARED) and family(clue) != family(declared) and _day(days[id(clue)]) in seen_days]
    best = None
    if said_day in seen_days:
        pass
    elif said.ambiguous and said_day.day <= _MONTHS and said_day.replace(month=said_day.day, day=said_day.month) == seen_day and not seen.ambiguous:
        best = shown
    elif others:
        best = others[0]
    elif seen.ambiguous:
        pass
    elif is_utc(said) and seen_day.isoformat() == of_address and abs(seen_day - said_day) == _A_DAY:
        if said.when.hour < _NOON if seen_day < said_day else said.when.hour >= _LEAST_EAST:
            best = shown
    elif seen_day < said_day - _A_DAY:
        changed = next(
            (clue for clue in clues if clue.field == "modified_at" and clue.source == declared.source.replace("Published", "Modified") and id(clue) in days),
            None,
        )
        if changed is not None and abs(_day(days[id(changed)]) - said_day) <= _A_DAY:
            best = shown
    for clue in clues:
        yield replace(clue, score=_SURE) if clue is best else clue


def _day(found: FoundDate) -> date:
    """The day on the clock that the time is told on."""
    return (found.when + timedelta(minutes=offset_minutes(found.zone))).date() if found.zone else found.when.date()


def _is_in(frame: Frame | None, element: Frame) -> bool:
    for _ in range(_MOST_LEVELS):
        if frame is None or frame.element is None:
            return False
        if frame is element:
            return True
        frame = frame.above
    return False
