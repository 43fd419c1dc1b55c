"""The day of a page whose tags and elements tell none, by its lines: beside the headline, behind a label, at the text's begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.article import Verdict
from cleaner.dates import find_dates, is_date_line, may_hold_day
from cleaner.html.blocks import without_bullet
from cleaner.rules.reading import Reading, ends_sentence, keep, take

_LEAST_CHANCE = 0.5
_MOST_BESIDE_CHARS = 60
_BESIDE = 4
"""Lines below a headline in which its day is looked for. Of 500 such lines on pages that say elsewhere when they are from, 94 in 100 say the same."""
_LONGEST_DATED = 120
_LONGEST_LABEL = 40
_CHANGED = 0.6
_BELOW = 12
"""Lines below the text in which a day is looked for that says it is that of publication."""
_BEHIND_DAY = re.compile(r"\s*[)\]]|\s*[-–—|:•]\s|\.?\s+[\"“„«‚(A-ZÀ-Þ]")
_APART = re.compile(r"\s*[-–—|:•]\s")
_BEFORE_DAY = re.compile(r"[A-ZÀ-Þ][\w./-]*(?:[ /][\w./-]+){0,3},?(?:\s(?:vom|of|from|du|del|di|van))?")
"""A place, or what it is that is from this day."""


def day_beside(reading: Reading, title: int, text: Sequence[int], taken: set[int]) -> Iterator[Verdict]:
    """A short line with one day, right below the headline or else above it, where nothing of the page tells when it is from.

    Further below it must say that it is the day of publication; the day of a change is given where there is no other, even
    from the page's foot: "This page was last edited on 1 May 2031".
    """
    place = reading.place[title]
    nearest = (*reading.solid[place + 1 : place + 1 + _BESIDE], *reversed(reading.solid[max(0, place - 2) : place]))
    last = reading.place[text[-1]] if text else place
    changed: Verdict | None = None
    end = max(last, place + _BESIDE) + _BELOW
    for index in (*nearest, *reading.solid[place + 1 + _BESIDE :]):
        if index in taken or not reading.is_open(index) or not may_hold_day(reading.texts[index]):
            continue
        if (m := reading.document.markup[index]) is not None and m.in_figure:  # the day of a picture
            continue
        line, is_near, is_far = without_bullet(reading.texts[index]), index in nearest, reading.place[index] >= end
        if len(line) > _LONGEST_DATED:
            continue
        days = [date for date in find_dates(line, language=reading.language) if date.tells_day]
        if len(days) != 1 or len(line) - len(days[0].text) > _MOST_BESIDE_CHARS:
            continue
        day = days[0]
        if not (is_near and not ends_sentence(line)) and not (day.label and day.start <= _LONGEST_LABEL):
            continue
        if day.label == "modified":
            why = "a line with the day of a change, and nothing else on the page says when it is from"
            reads = (("modified_at", day.text), ("published_at", day.text))
            changed = changed or take(index, "modified_at", "html-day", why, value="", text=line, kind="date", reads=reads, score=_CHANGED)
        elif not is_far:
            why = f"a line with one day {'beside the headline' if is_near else 'that says it is that of publication'}, and nothing else on the page says when it is from"
            yield take(
                index, "published_at", "html-day", why, value="", text=line, kind="date", reads=(("published_at", day.text),), score=0.86 if is_near else 0.8
            )
            return
    if changed is not None:
        yield changed


def labelled_days(reading: Reading, place: int, taken: set[int]) -> Iterator[Verdict]:
    """The lines below the headline that are nothing but a day and what it is of, wherever they stand: "First published on 1 May 2031"."""
    for index in reading.solid[place + 1 :]:
        line = reading.texts[index]
        if (
            index in taken
            or len(line) > _LONGEST_DATED
            or not may_hold_day(line)
            or not reading.is_open(index)
            or reading.document.chances[index] < _LEAST_CHANCE
        ):
            continue
        day = is_date_line(without_bullet(line), reading.language)
        if day is None or day.label is None:
            continue
        taken.add(index)
        field = "modified_at" if day.label == "modified" else "published_at"
        why = f"nothing but a day, labelled {day.label}, where the judge expects text"
        yield take(index, field, "html-day", why, value="", text=line, kind="date", reads=((field, day.text),), score=0.6)


def day_at_begin(reading: Reading, text: Sequence[int]) -> Iterator[Verdict]:
    """The day that a text begins with: "1 May 2031 – The quay", "(1.5.2031) The quay", "Press release of 1 May 2031 | Fernholt – The quay"."""
    for index in text[:2]:
        line = reading.texts[index]
        days = [date for date in find_dates(line[:_LONGEST_DATED], language=reading.language) if date.tells_day]
        if not days or days[0].ambiguous or not reading.is_open(index):
            continue
        before, behind = line[: days[0].start].strip(" •"), line[days[0].end :]
        is_first = before in ("", "(", "[") and _BEHIND_DAY.match(behind)
        if is_first or (_BEFORE_DAY.fullmatch(before) and _APART.match(behind)):
            why = "the text begins with a day, and nothing else on the page says when it is from"
            chance = reading.document.chances[index]
            yield keep(index, "body", "html-day", why, score=chance, reads=(("published_at", days[0].text),))
            return
