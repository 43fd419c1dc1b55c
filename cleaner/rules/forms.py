"""Newsletter forms: their blurbs and small print, whatever the site calls its letter.

A form speaks to the reader ("you", "your"), asks for something (sign up, enter, receive), offers something (a
newsletter, an inbox) or has terms to agree to. Prose that tells of subscribers does one of these, not three.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.article import Fate, Verdict
from cleaner.rules.cue_marks import ACT, FORM, TERMS, THING, UNCUT, cue_marks
from cleaner.rules.reading import Reading, Remembered, drop, ends_sentence, folds, words_in
from cleaner.rules.role_words import cues

_LONGEST = 700
_SECTIONS = ("form_act", "form_thing", "form_terms")
_QUOTES = "\"“„«'‘「"
_LONGEST_SLOGAN = 120
_NEAR_FORM = 3
"""Lines that are not blank between a form's heading and what is known to be its small print."""


def newsletter_form(reading: Reading) -> Iterable[Verdict]:
    """A line that asks the reader to sign up, offers a letter and names its terms: two of the three, in the second or first person."""
    marks = cue_marks(reading)
    for index in reading.open_lines():
        text, mark = reading.bare[index], marks[index]
        may_ask = mark & FORM and (mark & ACT != 0) + (mark & THING != 0) + (mark & TERMS != 0) > 1
        if (may_ask or mark & UNCUT) and len(text) <= _LONGEST and (found := _forms[text]):
            yield drop(index, "subscribe", "newsletter-form", f"it speaks to the reader and has {', '.join(found)}", score=0.88)


def newsletter_heading(reading: Reading) -> Iterable[Verdict]:
    """The name and slogan of a newsletter, right above its form and below the last paragraph of the text, or between two lines of the form."""
    yield from _within_form(reading)
    kept = [i for i in reading.prose if reading.fate(i) in (None, Fate.KEEP)]
    last = kept[-1] if kept else -1
    for form in [i for i, said in reading.verdicts.items() if said[0].kind == "subscribe" and i > last]:
        place = reading.place[form]
        above = reading.solid[place - _NEAR_FORM - 1] if place > _NEAR_FORM else -1
        # A table of scores or a list goes on right above what would be the heading.
        is_list = above > last and reading.is_open(above) and all(reading.is_open(i) for i in reading.solid[place - _NEAR_FORM : place])
        for index in reading.solid[max(0, place - _NEAR_FORM) : place]:
            text = reading.bare[index]
            if index <= last or not reading.is_open(index) or len(text) > _LONGEST_SLOGAN or text[0] + text[-1] == "()":
                continue
            if (not is_list and not ends_sentence(text)) or cues("form_thing").search(reading.folded[index], reading.words(index)):
                yield drop(index, "subscribe", "newsletter-heading", f"a short line right above the newsletter form on line {form + 1}", score=0.8)


def _within_form(reading: Reading) -> Iterable[Verdict]:
    """A short line with lines of a newsletter's form right above and below: "Get the day's headlines every weekday at 6 a.m."."""
    verdicts = reading.verdicts
    for index in reading.open_lines():
        # Right above and below: a blank line is decided by nobody.
        if index - 1 not in verdicts or index + 1 not in verdicts or len(reading.bare[index]) > _LONGEST_SLOGAN:
            continue
        said = [verdicts[index - 1], verdicts[index + 1]]
        if all(one and one[0].kind == "subscribe" and one[0].fate is Fate.DROP for one in said):
            yield drop(index, "subscribe", "newsletter-heading", f"it stands between lines {index} and {index + 2} of a newsletter form", score=0.85)


def _evidence(text: str) -> list[str]:
    """The cue of each group that the line has, the reader's person last; empty unless there are two groups and the person."""
    if text[:1] in _QUOTES:
        return []
    folded, words = folds[text], words_in[text]
    found = [match.group() for section in _SECTIONS if (match := cues(section).search(folded, words))]
    if len(found) < 2 or (person := cues("form_person").search(folded, words)) is None:
        return []
    # "The letter asks you to sign up for the newsletter, she said." has all the words and is somebody's speech.
    if _reports_speech(text):
        return []
    return [f'"{cue}"' for cue in (*found, person.group())]


def _reports_speech(text: str) -> bool:
    """Whether quotation marks stand around words in the line: then it tells what somebody said."""
    return sum(text.count(mark) for mark in '“”"«»„') >= 2


_forms = Remembered(_evidence)
