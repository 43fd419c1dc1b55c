"""What a publisher's file says of the lines of its pages: keep before drop before take, whole lines only.

It is asked before all other rules, and its verdicts carry the reason that the file gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cleaner.article import Fate, Verdict
from cleaner.publishers import Habit, Publisher, load_publisher
from cleaner.rules.reading import Reading, drop, fold, keep, take

_SCORE = 0.98


def publisher_verdicts(reading: Reading, publisher: Publisher, *, on: date | None = None) -> Iterator[Verdict]:
    """Verdicts over the open lines that the publisher's file knows. `on` is the article's day; None: every entry applies."""
    rule = publisher.rule
    for index in reading.open_lines():
        habit = publisher.habit(reading.folded[index], on)
        if habit is None:
            continue
        because = publisher.because(habit)
        if habit.fate is Fate.KEEP:
            yield keep(index, habit.kind, rule, because, score=_SCORE)
        elif habit.fate is Fate.DROP:
            yield drop(index, habit.kind, rule, because, score=_SCORE)
        else:
            assert habit.field is not None
            yield take(index, habit.field, rule, because, value=habit.value, text=reading.texts[index], score=_SCORE)


def check_publisher(path: Path) -> list[str]:
    """Runs a file's examples; one message for each that does not come out as it says, none when all is well.

    Raises:
        UsageError: when the file itself cannot be read.
    """
    return check_examples(load_publisher(path))


def check_examples(publisher: Publisher) -> list[str]:
    """The same for a publisher that is loaded. Every `drop` and `take` needs an example, and so does what must stay."""
    failures: list[str] = []
    shown: set[Habit] = set()
    wanted = ((Fate.DROP, "drops", publisher.drops), (Fate.TAKE, "takes", publisher.takes), (Fate.KEEP, "keeps", publisher.keeps))
    for fate, table, lines in wanted:
        for number, line in enumerate(lines, 1):
            fits = _fitting(publisher, fold(line))
            fates = {habit.fate for habit in fits}
            shown.update(fits)
            if fates - {Fate.KEEP} if fate is Fate.KEEP else fate not in fates:
                said = ", ".join(f"{habit.fate} {habit.line!r}" for habit in fits) or "nothing fits it"
                failures.append(f"{publisher.where}: examples.{table}[{number}]: {line!r} is no {fate} ({said})")
    numbers = dict.fromkeys(Fate, 0)
    for habit in publisher.habits:
        numbers[habit.fate] += 1
        if habit not in shown:
            failures.append(f"{publisher.where}: {habit.fate}[{numbers[habit.fate]}].line: no example fits {habit.line!r}; add one to [examples]")
    if any(habit.fate is not Fate.KEEP for habit in publisher.habits) and not publisher.keeps:
        failures.append(f"{publisher.where}: examples.keeps: is empty; add a line that looks alike and must stay")
    return failures


def _fitting(publisher: Publisher, folded: str) -> list[Habit]:
    """What the file says of a line, whenever the article is from."""
    edges = [day for habit in publisher.habits for day in (habit.since, habit.until) if day is not None]
    found = (publisher.habit(folded, day) for day in dict.fromkeys([None, *edges]))
    return list(dict.fromkeys(habit for habit in found if habit is not None))
