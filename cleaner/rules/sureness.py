"""How far the judge is taken at its word: what it would drop without being sure, and that looks like text where it stands, stays.

A sentence of the text that is lost is worse than one of chrome that stays: nobody misses what a page repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from cleaner.article import Fate, Verdict
from cleaner.rules.captions import caption_in_doubt
from cleaner.rules.headings import BULLETS, figure_lines, section_heading, unparted_heading, worded_entry
from cleaner.rules.pieces import pieces
from cleaner.rules.reading import Reading, ends_sentence, is_signed_off

SURELY_NOT_BODY = 0.22
"""The judge drops a sentence only below this probability of text, other lines below the model's threshold. On 118 news pages
of unseen publishers 97.8 % of the paragraphs stay at 0.25, 98.0 % at 0.22, 98.1 % at 0.2 and 98.3 % at 0.15 (quotations that are pulled out
of the text count as lost); body F1 of main content / whole pages is .961 / .958, .961 / .958, .960 / .957 and .958 / .954."""
SURELY_NO_HEADING = 0.25
"""… a line in the form and the place of a heading, in a document that is not short: "Article content" and captions have that form too.
At 0.3 as many paragraphs stay, 3 subheadings in 1,000 less, and no body F1 of Fundus' pages differs by more than .001."""
SURELY_NOT_BODY_OF_SHORT = 0.15
"""… a sentence beside the text of a short document: what people keep in files has no menus, and its first and last paragraphs look
like a page's leftovers to the judge. At 0.25 four of thirty sample articles lost one; it costs .001 of body F1 on main content."""
SURELY_NOT_TEXT_OF_SHORT = 0.05
"""… if it looks like prose and stands between the headline and the last line of the text: the first paragraph of a short article is the
worst that can be lost."""
SURELY_NO_HEADING_WITHIN_SHORT = 0.15
"""… a line in the form of a heading between two paragraphs of its text."""
SHORT_LINES = 60
"""Lines of a short document, blank ones not counted. A page's whole dump has some three hundred."""
SURELY_NO_UNPARTED_HEADING = 0.35
"""… a line in the form of a heading where a dump has no blank lines to set it off."""
SURELY_NO_FIGURES = 0.3
"""… one of a run of short lines with figures between paragraphs. Of such lines that the judge drops on 530 dumps, 109 are text
above it and 70 are not, nearly all of these lines of tables and lists that the gold leaves out."""
_TWO_SENTENCES = re.compile(r"[。！？]|[.!?]\s+\w")


def surely(reading: Reading, verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    """The judge's verdicts, but for sentences, headings and list items that it would drop without being sure: they stay, with the score they have."""
    said = list(verdicts)
    headings = {verdict.line: verdict for verdict in section_heading(reading)}
    is_short = len(reading.solid) <= SHORT_LINES
    unparted = {verdict.line: verdict for verdict in unparted_heading(reading)}
    text = {verdict.line - 1 for verdict in said if verdict.fate is Fate.KEEP}
    kept = [i for i in reading.prose if i in text or reading.fate(i) is Fate.KEEP]
    figures = figure_lines(reading, kept[0], kept[-1]) if kept else frozenset()
    broken = _broken_up(reading, said)
    for verdict in said:
        index = verdict.line - 1
        chance = 1 - verdict.score if verdict.fate is Fate.DROP else verdict.score
        if chance >= SURELY_NOT_BODY and (caption := caption_in_doubt(reading, index, chance)) is not None:
            yield caption
        elif verdict.fate is Fate.DROP and index in broken:
            yield replace(verdict, fate=Fate.KEEP, kind="body", because=f"{broken[index]}; {verdict.because}", score=max(0.5, round(chance, 3)))
        elif verdict.fate is Fate.DROP and kept and kept[0] < index < kept[-1] and worded_entry(reading, index):
            because = f"one of a text's headings that count up or down behind the same word; {verdict.because}"
            reads = (("headings", reading.bare[index]),)
            yield replace(verdict, fate=Fate.KEEP, kind="heading", because=because, score=max(0.5, round(chance, 3)), reads=reads)
        elif verdict.line in headings and chance >= (_least_of_short_heading(kept, index) if is_short else SURELY_NO_HEADING):
            yield replace(headings[verdict.line], score=round(chance, 3))
        elif verdict.fate is Fate.DROP and chance >= SURELY_NO_UNPARTED_HEADING and verdict.line in unparted:
            yield replace(unparted[verdict.line], score=round(chance, 3))
        elif verdict.fate is Fate.DROP and chance >= SURELY_NO_FIGURES and index in figures:
            because = f"one of a run of short lines with figures between paragraphs, too likely text to be removed; {verdict.because}"
            yield replace(verdict, fate=Fate.KEEP, kind="body", because=because, score=round(chance, 3))
        elif verdict.fate is Fate.DROP and chance >= SURELY_NOT_TEXT_OF_SHORT and chance >= _least(reading, index, text):
            text.add(index)  # the next one below stands beside text
            what = "a sentence" if is_sentence(reading, index) else "an item of a list in the text"
            yield replace(verdict, fate=Fate.KEEP, kind="body", because=f"{what}, too likely text to be removed; {verdict.because}", score=round(chance, 3))
        else:
            yield verdict


def _broken_up(reading: Reading, said: Iterable[Verdict]) -> dict[int, str]:
    """Line → why it stays, for the pieces of sentences of which the judge leaves most."""
    known = pieces(reading)
    if not known:
        return {}
    bare = reading.bare
    chances = {verdict.line - 1: 1 - verdict.score if verdict.fate is Fate.DROP else verdict.score for verdict in said}
    text = {verdict.line - 1 for verdict in said if verdict.fate is Fate.KEEP}
    found: dict[int, str] = {}
    for run in dict.fromkeys(known.values()):
        left = sum(len(bare[i]) for i in run if i in text or reading.fate(i) is Fate.KEEP)
        if left < _LEFT * sum(len(bare[i]) for i in run):
            continue
        found |= dict.fromkeys(run, f"a piece of the sentence on lines {run[0] + 1} to {run[-1] + 1}")
        # "According to the keeper", "Ada Ruiz", ", who has the key, …": the name begins with a capital.
        above = reading.neighbour(run[0], -1)
        if above is not None and len(bare[run[0]]) < _LONGEST_LINK and chances.get(above, 0) >= SURELY_NO_BEGINNING and bare[above][-1].isalpha():
            found[above] = f"the beginning of the sentence that goes on on lines {run[0] + 1} to {run[-1] + 1}"
    return found


SURELY_NO_BEGINNING, _LONGEST_LINK = 0.15, 40
"""What stands right above a sentence in pieces that begins with a short one: of such lines that the judge drops on 118 news pages 24 begin the sentence and 3
do not, on 230 others 65 and 25."""
_LEFT = 0.4
"""Of the characters of sentences in pieces. Of words that the judge would drop from such sentences on 480 pages 390 are text and 30 are not."""


def _least_of_short_heading(kept: Sequence[int], index: int) -> float:
    """The same of a line in the form of a heading in a short document; `kept` are the lines of prose that stay."""
    return SURELY_NO_HEADING_WITHIN_SHORT if kept and kept[0] < index < kept[-1] else SURELY_NOT_BODY


def _least(reading: Reading, index: int, text: AbstractSet[int]) -> float:
    """The probability from which a line that the judge would drop stays; 1 for what is neither a sentence nor an item of the text's list."""
    if is_sentence(reading, index):
        is_short = len(reading.solid) <= SHORT_LINES
        if not is_short or not _is_beside(reading, index, text):
            return SURELY_NOT_BODY
        is_between = reading.looks_like_prose(index) and reading.headline is not None and reading.headline < index < max(text, default=-1)
        return SURELY_NOT_TEXT_OF_SHORT if is_between else SURELY_NOT_BODY_OF_SHORT
    is_item = reading.texts[index].lstrip()[:1] in BULLETS
    return SURELY_NOT_BODY if is_item and _is_beside(reading, index, text) else 1.0


def _is_beside(reading: Reading, index: int, text: AbstractSet[int]) -> bool:
    """Whether the next line above or below that no rule has taken out is text."""
    for step in (-1, 1):
        other = reading.neighbour(index, step)
        while other is not None and reading.fate(other) in (Fate.DROP, Fate.TAKE):
            other = reading.neighbour(other, step)
        if other is not None and (other in text or reading.fate(other) is Fate.KEEP):
            return True
    return False


def is_sentence(reading: Reading, index: int) -> bool:
    """Whether a line is one or more sentences, or a piece of text that long."""
    text = reading.shown[index]
    return reading.looks_like_prose(index) or ends_sentence(text) or is_signed_off(text) or _TWO_SENTENCES.search(text) is not None
