"""Section headings: short lines between paragraphs that stay in the text and are listed in `headings`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import accumulate

from cleaner.article import Fate, Verdict
from cleaner.rules.names import is_person
from cleaner.rules.reading import Reading, ends_sentence, has_digit, keep

_LONGEST = 110
_MOST_WORDS = 16
_GOES_ON = frozenset(":,;：")
_CALLS = frozenset("?!？！")
BULLETS = "•*·-–—▪◦‣"
_MOST_COPIES = 3
"""Of one line on a page. "Article content" before every paragraph heads nothing."""
_OFTEN, _LEAST_WORDS_APART = 6, 3


def section_heading(reading: Reading) -> Iterable[Verdict]:
    """A short line that is no sentence, stands by itself, and has prose of the text above and below it."""
    first, last = reading.first_prose, reading.last_prose
    copies = Counter([reading.folded[index] for index in reading.solid])
    often = frozenset(line for line, n in copies.items() if n >= _OFTEN)
    for index in reading.open_lines():
        text = reading.bare[index]
        if not (first < index < last and 2 < len(text) <= _LONGEST) or text[0] in BULLETS or text[-1] in _GOES_ON:
            continue
        if (ends_sentence(text) and text[-1] not in _CALLS) or len(text.split()) > _MOST_WORDS:
            continue
        if copies[reading.folded[index]] > _MOST_COPIES or reading.looks_like_prose(index):
            continue
        # A line in quotes is speech unless it is short: ‘A lens the size of a bus’ is a heading.
        if text[0] == "(" or not (text[0].isalpha() or any(map(str.isalpha, text))) or (text[0] in "\"“„«'‘" and len(text) > 60):
            continue
        # "Article content" stands between all paragraphs of a page; below a reader's name and day of a comment "Reply" does.
        passed = often if len(text.split()) >= _LEAST_WORDS_APART and not any(map(str.isdigit, text)) else frozenset()
        above, below = _kept(reading, index, -1, passed), _kept(reading, index, 1, passed)
        if above is None or below is None or reading.is_adjacent(index, above):
            continue
        listed = reading.texts[below].lstrip()[:1] in BULLETS
        if not (listed or _tells(reading, below)) or not (_tells(reading, above) or len(reading.bare[above]) >= 60):
            continue
        yield keep(
            index,
            "heading",
            "section-heading",
            f"a short line that is no sentence, above the paragraph on line {below + 1}",
            score=0.85,
            reads=(("headings", text),),
        )


def unparted_heading(reading: Reading) -> Iterable[Verdict]:
    """The same in a dump that has no blank lines: a line of two words or more right below a whole sentence and right above a paragraph."""
    if len(reading.solid) < _NO_BLANKS * len(reading.texts):
        return
    for index in reading.open_lines():
        text = reading.bare[index]
        if not reading.first_prose < index < reading.last_prose or not 8 < len(text) <= _LONGEST or not 1 < len(text.split()) <= _MOST_WORDS:
            continue
        above, below = reading.around(index)
        if above is None or below is None or not (reading.is_open(above) and reading.is_open(below)):
            continue
        is_apart = not text[0].islower() and text[0] not in BULLETS and not ends_sentence(text) and text[-1] not in _GOES_ON and "/" not in text
        if is_apart and ends_sentence(reading.bare[above]) and reading.looks_like_prose(below) and not reading.bare[below][0].islower() and not is_person(text):
            because = f"a short line that is no sentence, between a sentence and the paragraph on line {below + 1}"
            yield keep(index, "heading", "section-heading", because, score=0.7, reads=(("headings", text),))


_NO_BLANKS = 0.95
"""Of all lines, those that are not blank."""


def figure_lines(reading: Reading, first: int, last: int) -> frozenset[int]:
    """The lines of results, tables and lists between two paragraphs: runs of short open lines that are no sentences, most with a figure."""
    found: set[int] = set()
    run: list[int] = []
    for index in [*(i for i in reading.solid if first < i < last), last]:
        text = reading.bare[index]
        if index != last and reading.is_open(index) and len(text) < _LONGEST_FIGURE and not ends_sentence(text):
            run.append(index)
            continue
        if len(run) >= _LEAST_FIGURES and sum([has_digit(reading.bare[i]) for i in run]) >= _FIGURES * len(run):
            found.update(run)
        run = []
    return frozenset(found)


_LONGEST_FIGURE, _LEAST_FIGURES, _FIGURES = 100, 5, 0.55


def _tells(reading: Reading, index: int) -> bool:
    """Whether the line is prose, a short paragraph of at least one whole sentence, or a paragraph that lost its full stop."""
    text = reading.bare[index]
    return reading.looks_like_prose(index) or (ends_sentence(text) and len(text) >= 20) or len(text) >= 110


def _kept(reading: Reading, index: int, step: int, passed: AbstractSet[str]) -> int | None:
    """The nearest line above or below that is not chrome or taken, and none of those that are passed by."""
    other = reading.neighbour(index, step)
    while other is not None and (reading.fate(other) in (Fate.DROP, Fate.TAKE) or reading.folded[other] in passed):
        other = reading.neighbour(other, step)
    return other


_QUOTES = frozenset("\"'“”„‘’«»‹›「」『』")
_LONGEST_QUOTED, _LEAST_QUOTED = 80, 4
_PARAGRAPHS_BELOW = 3


def quoted_heading(reading: Reading) -> Iterable[Verdict]:
    """A short line in quotes, right above a paragraph, that the headline or one of the next paragraphs says again."""
    title = reading.headline
    markup = reading.document.markup
    for index in reading.open_lines():
        text = reading.bare[index]
        if text[0] not in _QUOTES or text[-1] not in _QUOTES or len(text) > _LONGEST_QUOTED or not reading.first_prose < index < reading.last_prose:
            continue
        m = markup[index] if markup else None
        if m is not None and not m.heading and m.bold_share < 1:
            continue  # a quotation that a page sets apart
        below = reading.neighbour(index, 1)
        words = reading.folded[index]
        if below is None or not reading.is_open(below) or not reading.looks_like_prose(below) or len(words) < _LEAST_QUOTED:
            continue
        place = bisect_left(reading.prose, below)
        told = next((i for i in reading.prose[place : place + _PARAGRAPHS_BELOW] if reading.is_open(i) and words in reading.folded[i]), None)
        told = title if told is None and title is not None and words in reading.folded[title] else told
        if told is not None:
            because = f"words in quotes that line {told + 1} says again, above a paragraph"
            yield keep(index, "heading", "quoted-heading", because, score=0.85, reads=(("headings", text),))


def listed_heading(reading: Reading) -> Iterable[Verdict]:
    """A short line right above a paragraph that stands further up in a table of contents: in a run of lines that come again in that order."""
    above = [i for p in reading.prose if reading.is_open(p) and (i := reading.neighbour(p, -1)) is not None and _may_be_listed(reading, i)]
    again = {reading.folded[i]: i for i in above}
    if len(again) < 2:
        return
    times = Counter(text for i in reading.solid if (text := reading.folded[i]) in again)
    run: list[tuple[int, int]] = []
    for index in [*reading.solid, -1]:
        second = again.get(reading.folded[index]) if index >= 0 else None
        if second is not None and index < second and times[reading.folded[index]] == 2 and (not run or second > run[-1][1]):
            run.append((index, second))
            continue
        if len(run) >= 2 and run[0][1] > run[-1][0]:
            for first, heading in run:
                because = f"line {first + 1} lists it, one of {len(run)} lines that come again in that order, each above a paragraph"
                yield keep(heading, "heading", "listed-heading", because, score=0.9, reads=(("headings", reading.bare[heading]),))
        run = []


def _may_be_listed(reading: Reading, index: int) -> bool:
    return reading.is_open(index) and len(reading.bare[index]) <= _LONGEST and not reading.looks_like_prose(index)


_NUMBER = re.compile(r"(?:#?|(?P<word>[^\W\d_]{2,14})\s#?)(?P<n>\d{1,3})(?(word)\s?[.):：–—-]|[.)])\s+\S")
_LEAST_ENTRIES, _LEAST_SENTENCE = 3, 40


def numbered_entry(reading: Reading, index: int) -> bool:
    """Whether the line is one of the numbered headings of a text that counts up or down, with sentences between: "3. Button House", "Trip 2: The skerries"."""
    return index in _entries(reading)


def worded_entry(reading: Reading, index: int) -> bool:
    """The same of those that have a word in front of the number, as no list of teasers has."""
    return index in (known := _entries(reading)) and bool(known[index])


def _entries(reading: Reading) -> dict[int, str]:
    """Line → the word in front of its number."""
    known: dict[int, str] | None = reading.notes.get("numbered entries")
    if known is None:
        matches = [(i, match) for i in reading.solid if len(reading.bare[i]) <= _LONGEST and (match := _NUMBER.match(reading.bare[i])) is not None]
        words = Counter((match["word"] or "").casefold() for _, match in matches)
        known = reading.notes["numbered entries"] = {}
        for word, n in words.items():
            if n >= _LEAST_ENTRIES:
                of_word = {i: int(match["n"]) for i, match in matches if (match["word"] or "").casefold() == word}
                known |= dict.fromkeys(_numbered_entries(reading, of_word), word)
    return known


def _numbered_entries(reading: Reading, numbers: Mapping[int, int]) -> frozenset[int]:
    found: set[int] = set()
    sentences = list(accumulate((len(text) >= _LEAST_SENTENCE and ends_sentence(text) for text in reading.bare), initial=0))
    run: list[int] = []
    for index, number in numbers.items():
        step = number - numbers[run[-1]] if run else 0
        goes_on = abs(step) == 1 and (len(run) < 2 or step == numbers[run[-1]] - numbers[run[-2]])
        if goes_on and sentences[index] > sentences[run[-1] + 1]:
            run.append(index)
        else:
            run = [index]
        if len(run) >= _LEAST_ENTRIES:
            found.update(run)
    return frozenset(found)
