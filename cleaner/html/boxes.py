"""Boxes within the text that their classes call something else: facts beside the story, a letter to sign up for, teasers, who the author is.

A class that speaks of chrome mostly stands around the whole article, `has-sidebar`, so only a box that holds a small part of
what would stay is one; and the id of a heading is made of the heading's words, "what-is-social-media".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.html.regions import class_words
from cleaner.rules.reading import Reading

_REGIONS = frozenset({"promo", "share", "subscribe", "author_bio", "copyright"})
"""Of 777 real pages' lines that the judge would keep in small boxes that are called one of these, 42 in all, none is text; nor of 14 in boxes of facts.
`advertisement`, `consent` and `navigation` are left out: "ad", "cmp" and "menu" are words of texts and of frameworks, and only five lines stood in such boxes."""
_FACTS = re.compile(
    r"(?:^|-)(?:fact-?s?-?(?:box|sheet)|fakten(?:-?(?:box|kasten|check-?box))?|fakta(?:-?(?:ruta|boks|box|laatikko))?|info-?(?:box|boks|kasten|kader|ruta)|box-?facts|key-?facts|"
    r"encadre|despiece|side-?bar-?box)(?:-[a-z]+)?$"
)
_MOST_PARTS = 3
"""Words that a name of a box has; what has more is made of a title."""
_MOST_OF_TEXT, _MOST_OF_FACTS = 0.15, 0.35
_SURELY_TEXT = 0.9
"""From this chance a line stays, whatever box it is in; not in one of facts, nor in one that an attribute for scripts calls so."""


class Box(NamedTuple):
    """A box within the text."""

    kind: str
    """What its class says it holds, a kind of the ledger."""
    word: str
    """The word of the class."""


def small_boxes(reading: Reading, least: float) -> Mapping[int, Box]:
    """For each open line that would stay but stands in such a box: the box."""
    markup, chances = reading.document.markup, reading.document.chances
    stay = [i for i in reading.open_lines() if (m := markup[i]) is not None and chances[i] >= least and m.landmark != "figcaption"]
    boxes: dict[tuple[str, str, int], list[int]] = {}
    for index in stay:
        m = markup[index]
        assert m is not None
        found = facts_step(m.names)
        if m.box is not None:
            boxes.setdefault(m.box, []).append(index)
        elif found is not None:
            boxes.setdefault(("fact_box", found[1], m.around[found[0]]), []).append(index)
        elif m.region in _REGIONS and m.region_word.count("-") < _MOST_PARTS and chances[index] < _SURELY_TEXT:
            step = called_step(m.names, m.region_word)
            if step is not None:
                boxes.setdefault((m.region, m.region_word, m.around[step]), []).append(index)
    for number, lines in _around_forms(reading, stay).items():
        boxes.setdefault(("subscribe", "form", number), []).extend(lines)
    if not boxes:
        return {}
    n_all = sum(len(reading.texts[i]) for i in stay) or 1
    out: dict[int, Box] = {}
    for (kind, word, number), lines in boxes.items():
        held = sum(len(reading.texts[i]) for i in stay if (m := markup[i]) is not None and number in m.around)
        if held <= (_MOST_OF_FACTS if kind == "fact_box" else _MOST_OF_TEXT) * n_all:
            out |= dict.fromkeys(lines, Box(kind, word))
    return out


def _around_forms(reading: Reading, stay: Sequence[int]) -> Mapping[int, list[int]]:
    """For the element around each form that asks for an address: its few lines that would stay, "Sign up to Harbour Weekly" and what that is."""
    markup = reading.document.markup
    out: dict[int, list[int]] = {}
    for index in reading.solid:
        m = markup[index]
        if m is None or m.landmark != "form" or not any(verdict.kind in _ASKS for verdict in reading.verdicts.get(index, ())):
            continue
        step = next((step for step in range(len(m.names) - 2, -1, -1) if m.names[step].split(" ", 1)[0] == "form"), None)
        if step is None or m.around[step + 1] in out or m.names[step + 1].split(" ", 1)[0] in _HEADINGS:
            continue
        if len(out) >= _MOST_FORMS:
            break
        held = [i for i in stay if (o := markup[i]) is not None and m.around[step + 1] in o.around]
        if len(held) <= _MOST_AROUND_FORM and sum(len(reading.texts[i]) for i in held) <= _MOST_CHARS_AROUND_FORM:
            out[m.around[step + 1]] = held
    return out


@lru_cache(maxsize=5_000)
def made(name: str) -> str:
    """How an element is made, by its tag and names, whatever number it has.

    >>> made("li comment odd comment-1204"), made("li comment odd comment-77")
    ('li comment odd comment-0', 'li comment odd comment-0')
    """
    return _NUMBER.sub("0", name)


_NUMBER = re.compile(r"\d+")
_ASKS = frozenset({"subscribe", "account"})
_MOST_FORMS, _MOST_AROUND_FORM, _MOST_CHARS_AROUND_FORM = 40, 4, 400


@lru_cache(maxsize=2_000)
def called_step(names: tuple[str, ...], word: str) -> int | None:
    """Which of the elements around a line is called by a word, the outermost; None where it is a heading or too far away."""
    for step in range(len(names) - 1, -1, -1):
        tag, _, classes = names[step].partition(" ")
        if word in class_words(classes):
            return None if tag in _HEADINGS else step
    return None


@lru_cache(maxsize=2_000)
def facts_step(names: tuple[str, ...]) -> tuple[int, str] | None:
    """Which of the elements around a line is called a box of facts, the outermost, and the word that does."""
    for step in range(len(names) - 1, -1, -1):
        tag, _, classes = names[step].partition(" ")
        if tag not in _HEADINGS and (word := next((word for word in class_words(classes) if _FACTS.search(word)), "")):
            return step, word
    return None


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "main", "article"})
"""What is no box: a heading, whose id is made of its words, and what holds the whole page."""
