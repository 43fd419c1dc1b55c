"""Repeats: a title, lede or caption that the page printed twice, one below the other or on one line."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.article import Fate, Verdict
from cleaner.rules.pieces import pieces
from cleaner.rules.reading import Reading, drop

_REACH = 3
"""Lines that are not blank between a line and its repeat, at most. A refrain comes later than that."""
_CUT = ("…", "...", "[…]", "[...]")
_LEAST_CHARS = 12
"""A shorter line, such as an answer in an interview ("Yes."), may well come twice."""


def repeated_line(reading: Reading) -> Iterable[Verdict]:
    """The copy of a line that stands just above or below it; one of the two stays."""
    cut = {i for i in reading.solid if reading.texts[i].rstrip().endswith(_CUT)}
    for place, index in enumerate(reading.solid):
        folded = reading.folded[index]
        if len(folded) < _LEAST_CHARS or reading.fate(index) is Fate.DROP:
            continue
        # Between paragraphs only the very next line: a list may have the same label in every entry.
        reach = _REACH if index <= reading.first_prose or reading.looks_like_prose(index) else 1
        for other in reading.solid[place + 1 : place + 1 + reach]:
            same, teaser = reading.folded[other] == folded, index in cut and _is_teaser(reading, index, other)
            if not same and not teaser:
                continue
            first_goes = teaser or (
                reading.looks_like_prose(other) and not reading.is_adjacent(index, other) and reading.is_open(index) and reading.is_open(other)
            )
            gone, stays = (index, other) if first_goes else (other, index)
            # A heading, and the link with its words that begins the sentence below.
            if reading.is_open(gone) and gone not in pieces(reading):
                what = "is the beginning of" if teaser else "says the same as"
                yield drop(gone, "duplicate", "repeated-line", f"it {what} line {stays + 1}", score=0.97)
            break


def doubled_line(reading: Reading) -> Iterable[Verdict]:
    """A line below the text's first paragraph that says the same words twice and is no sentence: a teaser's picture and its headline."""
    for index in reading.open_lines():
        text = reading.bare[index]
        if index <= reading.first_prose or not 2 * _LEAST_HALF <= len(text) <= _LONGEST_DOUBLED:
            continue
        half = text[: len(text) // 2].rstrip()
        # "We will sail. We will sail." is a song's; "No, no, no, no" has no words to speak of; a table's head may come twice in a row.
        if (
            text.endswith(half)
            and not ("\t" in text or "|" in text)
            and len(half.split()) >= _LEAST_WORDS
            and half[-1] not in ".!?…:;,"
            and len(set(half.split())) >= _LEAST_WORDS
        ):
            yield drop(index, "promo", "doubled-line", "it says the same words twice, as a teaser's picture and its headline do", score=0.9)


_LEAST_HALF, _LONGEST_DOUBLED, _LEAST_WORDS = 20, 320, 4


def repeated_title(reading: Reading) -> Iterable[Verdict]:
    """The title again, anywhere on the page: in a share bar, above the comments, as the name of the page."""
    titles = {reading.folded[i]: i for i, said in reading.verdicts.items() if said[0].kind == "title"}
    if not titles:
        return
    for index in reading.open_lines():
        original = titles.get(reading.folded[index])
        if original is None:
            continue
        below = reading.neighbour(index, 1)
        heads = index > reading.first_prose and below is not None and reading.looks_like_prose(below)
        # Within the text and above a paragraph it is a heading, and what was taken for the title a table of contents.
        if len(reading.folded[index]) >= _LEAST_CHARS and not heads:
            yield drop(index, "duplicate", "repeated-title", f"it says the title of line {original + 1} again", score=0.97)


def _is_teaser(reading: Reading, index: int, other: int) -> bool:
    """Whether the other line goes on where this one, which ends in an ellipsis, stops."""
    stem = reading.folded[index]
    return len(stem) >= 40 and len(reading.folded[other]) > len(stem) and reading.folded[other].startswith(stem)
