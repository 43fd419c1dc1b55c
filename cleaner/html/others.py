"""Two articles on one page: the second, with a headline and a text of its own, is not part of the first.

Pages that load the next story below the first, and blogs that show the last three posts in full, look like this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from cleaner.article import Markup, Verdict
from cleaner.dates import find_dates, may_hold_day
from cleaner.html.boxes import made
from cleaner.html.regions import calling, words_in
from cleaner.rules.reading import Reading, drop

RULE = "html-other-article"
_LEAST_CHARS, _LEAST_OWN_CHARS = 600, 200
_LEAST_CHANCE = 0.5
_LEAST_SIGNED_CHARS = 200
"""Of text below a headline that has a byline or a day of its own."""
_MOST_ALIKE = 20
_SIGNED_LINES, _LONGEST_SIGNATURE = 5, 120


@dataclass(slots=True)
class _Group:
    """The lines in one `<article>` that is in no other."""

    lines: list[int] = field(default_factory=list)
    headline: int | None = None
    has_title: bool = False
    n_chars: int = 0


def html_other_article(reading: Reading) -> Iterable[Verdict]:
    """Each open line of a second article: one that has an `<h1>` and some paragraphs of its own, as the first has; or that is made and signed as the first is."""
    dropped: set[int] = set()
    for index, why in (*_in_articles(reading), *_made_alike(reading)):
        if index not in dropped and reading.is_open(index):
            dropped.add(index)
            yield drop(index, "other_article", RULE, why, score=0.9)


def _in_articles(reading: Reading) -> Iterator[tuple[int, str]]:
    """The lines of another `<article>`."""
    markup = reading.document.markup
    groups: dict[int, _Group] = {}
    step_of: dict[tuple[str, ...], int] = {}
    for index in reading.solid if markup else ():
        m = markup[index]
        if m is None or m.region == "comments":
            continue
        step = step_of.get(m.names)
        if step is None:
            step = step_of[m.names] = _step(m.names)
        if step < 0:
            continue
        group = groups.setdefault(m.around[step], _Group())
        group.lines.append(index)
        if m.heading == 1 and group.headline is None:
            group.headline = index
        group.has_title |= _is_title(reading, index)
        if reading.document.chances[index] >= _LEAST_CHANCE:
            group.n_chars += len(reading.texts[index])
    whole = [group for group in groups.values() if group.headline is not None and group.n_chars >= _LEAST_CHARS]
    # The page's own may be a short report.
    titled = (group for group in groups.values() if group.headline is not None and group.has_title and group.n_chars >= _LEAST_OWN_CHARS)
    own = next(titled, whole[0] if whole else None)
    for group in whole:
        if own is None or group is own or _said(reading, group.headline) == _said(reading, own.headline):
            continue
        why = f'in another <article>, which has the headline "{_said(reading, group.headline)[:60]}" and {group.n_chars} characters of text of its own'
        yield from ((index, why) for index in group.lines)


def _made_alike(reading: Reading) -> Iterator[tuple[int, str]]:
    """The lines of an element with a heading that is made as the page's headline is, a byline or a day right below it, and paragraphs."""
    markup = reading.document.markup
    title = next((index for index in reading.solid if _is_title(reading, index)), None) if markup else None
    own = markup[title] if title is not None else None
    if title is None or own is None or not own.heading:
        return
    alike = [
        (index, m, step)
        for index in reading.solid
        if index > title and (m := markup[index]) is not None and (m.heading, m.tag) == (own.heading, own.tag) and (step := _parting(m, own)) > 0
    ]
    for index, m, step in alike[:_MOST_ALIKE]:
        lines = _lines_in(reading, m.around[step])
        n_chars, n_own = _n_told(reading, lines), _n_told(reading, _lines_in(reading, own.around[step]))
        if min(n_chars, n_own) < _LEAST_SIGNED_CHARS or _said(reading, index) == _said(reading, title) or not _is_signed(reading, index):
            continue
        why = f'in an element made as that of the article, with the headline "{_said(reading, index)[:60]}", signed or dated, and {n_chars} characters of text of its own'
        yield from ((line, why) for line in lines)


def _parting(m: Markup, own: Markup) -> int:
    """How many elements up two lines are made alike: the outermost that is called as its like is and is around the one alone."""
    pairs = zip(m.names, own.names, m.around, own.around, strict=False)
    n_alike = sum(
        1
        for _ in takewhile(lambda pair: made(pair[0]) == made(pair[1]) and pair[2] != pair[3] and pair[3] not in m.around and pair[2] not in own.around, pairs)
    )
    return n_alike - 1


def _is_title(reading: Reading, index: int) -> bool:
    return any(verdict.kind == "title" for verdict in reading.verdicts.get(index, ()))


def _said(reading: Reading, index: int | None) -> str:
    return reading.texts[index].strip() if index is not None else ""


def _lines_in(reading: Reading, number: int) -> list[int]:
    """The lines in one element, but for those that readers wrote."""
    return [index for index in reading.solid if (m := reading.document.markup[index]) is not None and number in m.around and m.region != "comments"]


def _n_told(reading: Reading, lines: list[int]) -> int:
    return sum(len(reading.texts[index]) for index in lines if reading.document.chances[index] >= _LEAST_CHANCE)


def _is_signed(reading: Reading, heading: int) -> bool:
    """Whether one of the short lines right below a heading stands in an element that is called a byline or a date, or has a day."""
    place = reading.place[heading]
    for index in reading.solid[place + 1 : place + 1 + _SIGNED_LINES]:
        m, text = reading.document.markup[index], reading.texts[index]
        if m is None or len(text) > _LONGEST_SIGNATURE:
            continue
        if m.tag == "time" or any(calling(words_in(word)) in ("author", "date") for word in m.words):
            return True
        if may_hold_day(text) and any(date.tells_day for date in find_dates(text, language=reading.language)):
            return True
    return False


def _step(names: tuple[str, ...]) -> int:
    """How many elements up the outermost `<article>` around a line is; -1 when there is none."""
    return next((step for step in range(len(names) - 1, -1, -1) if names[step].split(" ", 1)[0] == "article"), -1)
