"""Phrases of web chrome in many languages: one rule per kind, the wording kept as data in `phrases_data/*.toml`.

English chrome stands on German pages too, so a page has the phrases of its own language and of English. A phrase is the
whole line, so prose that merely mentions one stays: "Share prices rose." is no share bar. docs/phrases.md says how to add one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.article import Verdict
from cleaner.rules.names import NEWSROOM_WORDS, is_person, split_names
from cleaner.rules.page_lines import byline_pattern, may_be_byline
from cleaner.rules.phrase_book import (
    GUARDS,
    KINDS,
    MOST_LINE_CHARS,
    MOST_OPENING_CHARS,
    OPENING_CHARS,
    Phrase,
    Section,
    compared,
    edges_in,
    find_phrase,
    phrase_finder,
    plain,
    read_sections,
    sections,
    spoken,
    tail_of,
)
from cleaner.rules.pieces import is_within, pieces
from cleaner.rules.reading import Reading, Rule, drop
from cleaner.rules.templates import shape

__all__ = ["GUARDS", "KINDS", "MOST_LINE_CHARS", "PHRASE_RULES", "Phrase", "PhraseRule", "Section", "find_phrase", "phrase_finder", "read_sections", "sections"]

_ITEM = ("•", "-", "*", "·", "–", "▪", "◦")
_RUN = 3
"""So many lines of chrome in a row are a menu, even between two paragraphs."""

_OF_BANNERS = frozenset({"newsletter-consent", "cookie-consent"})
"""Their sentences are in pieces too."""
_MOST_TIMES = 3
"""That a page says a piece of a sentence."""

_FOLLOWED = re.compile(
    r"\b(?P<name>[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){1,4}?)[ ,:]+(?:\(?@|(?:on|at|via|auf|bei|sur|en|no|na|su|op|på|в|на|w|pe)\b)"
    r"|(?:follow|reporter|author|writer)[: ]+(?P<bare>[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){1,3})$",
    re.IGNORECASE,
)
_FOLLOWING = frozenset(
    "like suivre seguire abonner you can please to follow also the author writer reporter our and folgen sie folge du suivez suis sigue siga siguenos seguir segui seguite volg følg följ "
    "obserwuj śledź подписывайтесь подпишитесь us me uns nous nos ons oss a à al autor autorin auteur autora autore".split()
)  # fmt: skip
_ARTICLES = frozenset("el la los las il lo gli le les the der die das o os as de del do da".split())
_BRAND_WORDS = NEWSROOM_WORDS | frozenset(
    "sun star mirror mail express globe chronicle independent standard observer review reporters football sport sports politics business money tech "
    "fc united city club live world nation insider channel show weekly bild welt spiegel stern figaro monde pais mundo corriere".split()
)  # fmt: skip


def _findings(reading: Reading) -> dict[str, list[tuple[int, Phrase]]]:
    """Rule → the lines that are its phrases. All rules look the lines up together, once a document."""
    known: dict[str, list[tuple[int, Phrase]]] | None = reading.notes.get("phrases")
    if known is None:
        known = {}
        # "Watch: The pier falls" can be the title of an article, and then a clue says so.
        titles = {clue.value.strip() for clue in reading.document.clues if clue.field == "title"}
        texts, folded, language = reading.shown, reading.folded, reading.language
        finder = phrase_finder(language)
        found: list[tuple[int, Phrase]] = []
        edges = edges_in(spoken(language))
        for index in reading.solid:
            if len(folded[index]) > MOST_OPENING_CHARS or not edges.may_fit(compared(folded[index])):
                continue
            text = texts[index]
            phrase = finder[text] if len(text) <= MOST_LINE_CHARS else find_phrase(text, folded[index], language)
            if phrase is not None and text.strip() not in titles and not _is_piece(reading, index, phrase):
                found.append((index, phrase))
        sure = _sure(reading, found)
        for index, phrase in found:
            if index in sure:
                known.setdefault(phrase.rule, []).append((index, phrase))
        reading.notes["phrases"] = known
    return known


def _is_piece(reading: Reading, index: int, phrase: Phrase) -> bool:
    """Whether the words are a piece of a sentence that goes on around them: "Write to the harbour board", "for more information", "."."""
    if index not in pieces(reading) or index < reading.first_prose or phrase.rule in _OF_BANNERS:
        return False
    # "reply" below every comment is a button.
    if is_within(reading, index):
        return reading.times_said(index) <= _MOST_TIMES
    return phrase.rule == "related-list-title" and reading.bare[index][-1] not in ":："


def _stands(reading: Reading, index: int, guard: str) -> bool:
    if guard == "inside":
        return index > reading.first_prose and not reading.shown[index].lstrip().startswith(_ITEM)
    return guard != "outside" or not reading.first_prose < index < reading.last_prose


def _sure(reading: Reading, found: list[tuple[int, Phrase]]) -> set[int]:
    """The lines whose phrase counts where they stand: all but the words that may be headings inside the prose."""
    sure = {index for index, phrase in found if _stands(reading, index, phrase.guard)}
    runs: list[list[int]] = []
    for index, _ in found:
        if runs and reading.place[index] == reading.place[runs[-1][-1]] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        if len(run) >= _RUN and not sure.isdisjoint(run):
            sure.update(run)
    return sure


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Drops the lines that are a phrase of one kind."""

    name: str
    kind: str

    def __call__(self, reading: Reading) -> Iterable[Verdict]:
        found = _findings(reading).get(self.name)
        return self._verdicts(reading, found) if found else ()

    def _verdicts(self, reading: Reading, found: list[tuple[int, Phrase]]) -> Iterator[Verdict]:
        for index, phrase in found:
            if reading.is_open(index) and not (self.name == "read-more" and _is_signed(reading.bare[index])):
                reads = _followed_author(reading, index) if self.name == "follow-line" else ()
                yield drop(index, self.kind, self.name, _because(phrase, reading.folded[index]), score=0.9 if "{" in phrase.template else 0.95, reads=reads)


def _is_signed(text: str) -> bool:
    """Whether a word for an interview and nothing but a person's name behind it say who asked: "Interview: Ada Ruiz"."""
    match = byline_pattern().fullmatch(text) if may_be_byline(text) else None
    return match is not None and bool(split_names(match["names"]))


def _because(phrase: Phrase, folded: str) -> str:
    folded = plain(folded)
    if phrase.guard == "openings":
        said = f'the line begins with "{shape(phrase.template, folded[:OPENING_CHARS])}"'
    elif phrase.guard == "tails":
        said = f'the line ends with "{tail_of(folded)}"'
    else:
        said = f'the whole line is "{shape(phrase.template, folded)}"'
    return f"{said} ({phrase.language}, {phrase.rule})"


def _followed_author(reading: Reading, index: int) -> tuple[tuple[str, str], ...]:
    """The person of "Follow Ada Berg on X", in the line's own case; nothing for "us", a desk or the publisher."""
    found = _FOLLOWED.search(reading.shown[index])
    if found is None:
        return ()
    words = (found["name"] or found["bare"]).split()
    while words and words[0].casefold() in _FOLLOWING:
        words = words[1:]
    name = " ".join(words)
    # "Sigue la información de El Faro de Villaluna en Facebook"
    if not words or words[0].casefold() in _ARTICLES or (words[0].islower() and words[0] not in {"van", "von"}):
        return ()
    if not is_person(name) or (words[0].isupper() and len(words[0]) > 1 and not name.isupper()) or any(word.casefold() in _BRAND_WORDS for word in words):
        return ()
    if reading.publisher and reading.publisher.casefold() in name.casefold():
        return ()
    return (("authors", name),)


PHRASE_RULES: dict[str, Rule] = {name: PhraseRule(name, kind) for name, kind in KINDS.items()}
"""Name in the ledger → rule, in order of precedence."""
