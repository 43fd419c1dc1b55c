"""Summaries that a machine made, which many papers print above the text: they say again what the text says, and who made them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cleaner.article import Fate, Verdict
from cleaner.rules.cue_marks import MACHINE, cue_marks
from cleaner.rules.headings import BULLETS
from cleaner.rules.reading import Reading, drop, ends_sentence
from cleaner.rules.role_words import WORD, role_words

_LONGEST_HEADING, _LONGEST_NOTE, _LONGEST_POINT = 60, 170, 320
_MOST_POINTS, _MOST_FIRST_WORDS, _MOST_ABOVE = 8, 4, 5
_LONGEST_LABEL = 40
_SHORT = re.compile(r"(?<![^\W_])(?:AI|KI|IA|ИИ|ШІ)(?![^\W_a-z])|AI(?:要約|摘要|生成| ?요약)")
"""In capitals: "ai" is a word of Italian and French."""


@cache
def _words(key: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole words, and in scripts without spaces and for what is compounded what may stand anywhere in a word."""
    words = role_words("machine_summary", key)
    return frozenset(word for word in words if not word.startswith("*")), tuple(word[1:] for word in words if word.startswith("*"))


def machine_words() -> frozenset[str]:
    """Words that name a machine."""
    return _words("machine")[0]


def _has(words: Iterable[str], key: str) -> bool:
    whole, pieces = _words(key)
    return any(word in whole or any(piece in word for piece in pieces) for word in words)


def _says_machine(reading: Reading, index: int) -> bool:
    """Whether a line names a machine; most lines have none of the words."""
    text = reading.bare[index]
    if cue_marks(reading)[index] & MACHINE or (("I" in text or not text.isascii()) and not text.isupper() and _SHORT.search(text) is not None):
        return True
    return not text.isascii() and any(piece in text for piece in _words("machine")[1])


def machine_summary(reading: Reading) -> Iterable[Verdict]:
    """A line above the text's first paragraphs that says that a machine made the summary, and the summary."""
    edge = reading.prose[_MOST_ABOVE] if len(reading.prose) > _MOST_ABOVE else reading.last_prose
    for index in reading.open_lines():
        if index > edge:
            return
        text = reading.bare[index]
        if len(text) > _LONGEST_NOTE:
            continue
        if not (_says_machine(reading, index) and _has(words := WORD.findall(reading.folded[index]), "summary")):
            continue
        is_heading = len(text) <= _LONGEST_HEADING and not ends_sentence(text) and len(words) <= _MOST_POINTS
        if not is_heading and not (_has(words[:_MOST_FIRST_WORDS], "summary") and _has(words, "made") and _is_set_off(reading, index)):
            continue
        if _is_subject(reading):
            return
        listed = [] if is_heading else _points(reading, index, -1)  # a note that is no heading mostly stands below what it speaks of
        points = listed or _points(reading, index, 1)
        if is_heading and not points and len(words) > _MOST_LONE_WORDS and not _has(words, "made"):
            return  # "ChatGPT wrote a summary of my life" heads a part of the text
        yield drop(index, "summary", "machine-summary", "it says that a machine made the summary", score=0.9)
        for point in points:
            yield drop(point, "summary", "machine-summary", f"a line of the summary that a machine made, as line {index + 1} says", score=0.8)
        return


def _is_subject(reading: Reading) -> bool:
    """Whether the text is about such summaries: its title, a long paragraph or more lines than a box has speak of them."""
    told = [i for i in reading.solid if _says_machine(reading, i) and _has(WORD.findall(reading.folded[i]), "summary")]
    return len(told) > _MOST_TELLING or any(i == reading.headline or len(reading.bare[i]) > _LONGEST_NOTE for i in told)


_MOST_LONE_WORDS = 3
_MOST_TELLING = 3
"""Lines: the heading, who made it, and a button."""


def _is_set_off(reading: Reading, index: int) -> bool:
    """Whether the line above or below is a label or chrome, as around a box: a paragraph about a machine's summary stands among paragraphs."""
    for step in (-1, 1):
        other = reading.neighbour(index, step)
        if other is None or reading.fate(other) in (Fate.DROP, Fate.TAKE):
            return True
        text = reading.bare[other]
        if text[:1] in BULLETS or (len(text) <= _LONGEST_LABEL and not ends_sentence(text)):
            return True
    return False


def _points(reading: Reading, index: int, step: int) -> list[int]:
    """The lines of the summary on one side of the line that tells of it: entries of a list, or what stands between it and the next line of chrome."""
    found: list[int] = []
    other = reading.neighbour(index, step)
    while other is not None and reading.is_open(other) and len(found) <= _MOST_POINTS and len(reading.bare[other]) <= _LONGEST_POINT:
        found.append(other)
        other = reading.neighbour(other, step)
    listed = []
    for point in found:
        if reading.bare[point][0] not in BULLETS:
            break
        listed.append(point)
    is_closed = step > 0 and other is not None and reading.fate(other) is Fate.DROP and len(found) <= _MOST_POINTS and _is_one_box(reading, index, found)
    return listed or (found if is_closed else [])


def _is_one_box(reading: Reading, index: int, lines: list[int]) -> bool:
    """Whether the element that holds a note holds these lines too, where a page's markup tells."""
    markup = reading.document.markup
    note = markup[index] if markup else None
    return note is None or all((m := markup[line]) is not None and (m.container == note.container or note.container in m.around) for line in lines)
