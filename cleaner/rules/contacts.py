"""Whom to ask: the block of names, numbers and addresses at the end of a press release, and what its wire adds.

A label alone says little, "Contact" heads menus and reports of space missions too: below it stand short lines, and one of
them holds an address or a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleaner.article import Fate, Verdict
from cleaner.rules.reading import Reading, drop, ends_sentence

RULE = "contact-block"
_LEAST_PROSE_ABOVE = 2
_WHOSE = r"(?:media|press|investors?|pr|analysts?|company|corporate|public|marketing|editorial|sales|news(?: media)?|international|agency)"
_LABEL = re.compile(
    rf"\W*(?:(?:for )?(?:{_WHOSE}(?: (?:and|&) {_WHOSE})?\s+)?(?:(?:relations|affairs|communications|office)\s+)?(?:contacts?|inquiries|enquiries|queries)"
    r"(?: (?:information|info|details|persons?|for (?:the )?(?:media|press|investors)|us))?"
    r"|for (?:more|further|additional) information(?:,? (?:please )?contact)?|further information|(?:media|investor|public) relations|notes? to editors?"
    r"|(?:presse|medien|investoren|ansprech)?kontakte?|pressestelle|ansprechpartner(?:in)?|kontakt für (?:die )?(?:presse|medien|rückfragen)|rückfragehinweis"
    r"|rückfragen|weitere informationen|contacts? (?:presse|médias?|investisseurs|prensa|stampa|per la stampa)|contacto(?: (?:de|para) (?:la )?prensa)?"
    r"|contatti(?: stampa)?|ufficio stampa|contatos?(?: (?:para|com) a? ?imprensa)?|assessoria de imprensa|perscontact|contactpersoon|presskontakt|kontaktpersoner?"
    r"|kontakt (?:dla mediów|pro média)|lehdistöyhteydenotot|yhteyshenkilö)\s*[:：]?\W*",
    re.IGNORECASE,
)
_LABEL_WORDS = frozenset(
    "contact contacts inquiries enquiries queries information informationen relations editor editors kontakt kontakte pressestelle ansprechpartner ansprechpartnerin "
    "rückfragen rückfragehinweis contacto contatti contato contatos stampa imprensa perscontact contactpersoon presskontakt kontaktperson kontaktpersone "
    "kontaktpersoner lehdistöyhteydenotot yhteyshenkilö".split()
) | {start + end for start in ("presse", "medien", "investoren", "ansprech") for end in ("kontakt", "kontakte")}  # fmt: skip
"""Every label has one of these words."""
_WIRE_HEADS = frozenset("SPLVIM")
_ADDRESS = re.compile(
    r"[\w.+-]+(?:@|\[at\]|\(at\)|（at）)[\w-]+\.\w|\+\d{8,14}\b|\b0\d{8,11}\b|(?<![\w./-])\+?\(?\d{1,5}\)?[ ./\u2010-\u2013-]{1,3}\(?\d(?:[ ()./\u2010-\u2013-]{0,2}\d){5,12}(?![\w.])"
    r"|\b(?:tel|phone|telefon|tél|mobile|mobil|fax|e-?mail)\b\.?\s*:",
    re.IGNORECASE,
)
"""An address of mail, a telephone number, or the label of one."""
_NO_NUMBER = re.compile(
    r"\b\d{1,2}\. ?\d{1,2}\. ?\d{4}\b(?:,? \d{1,2}[:.]\d{2}\b)?|\b\d{1,2}[/-]\d{1,2}[/-]\d{4}\b(?:,? \d{1,2}[:.]\d{2}\b)?|\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b"
    r"|(?<![+\w(.,/-])[1-9]\d{0,2}(?:[ .\u00a0\u202f]\d{3})+(?:(?<=000)(?![\d ]*\d)|(?= [a-z%€]))"
)
"""Days, and figures in groups of three digits: "12 000 000", "1 200 300 square miles"."""
_LONGEST_LINE, _MOST_LINES = 110, 14
_MOST_SENTENCE_WORDS = 4
"""A line of more that ends like a sentence is one: "Quill Ltd." is none."""
_WIRE = re.compile(
    r"SOURCE:?\s+(?!(?:OF|FOR|IN|IS|AND|OR|TO)\b)[^\W_a-z].{1,80}|(?:Photos?|Logo|Video|Images?|Infographic|Multimedia|View original content[^:]{0,60})\s*(?:[-–—:]|available at:?)\s*https?://\S+",
    re.DOTALL,
)
"""What a wire puts below: who sent it, where its pictures lie."""


def contact_block(reading: Reading) -> Iterable[Verdict]:
    """Labels of contacts with the short lines below them; `SOURCE Quill Harbour Systems` and the addresses of pictures."""
    if len(reading.prose) < _LEAST_PROSE_ABOVE:
        return
    first = reading.place[reading.prose[_LEAST_PROSE_ABOVE - 1]]
    taken: set[int] = set()
    for place in range(first + 1, len(reading.solid)):
        index = reading.solid[place]
        is_open = reading.is_open(index)
        if index in taken or not (is_open or reading.fate(index) is Fate.DROP):
            continue
        line = reading.bare[index]
        if is_open and line[0] in _WIRE_HEADS and _WIRE.fullmatch(line) and not ends_sentence(line):
            yield drop(index, "boilerplate", RULE, "who sent the release, or where its pictures lie", score=0.9)
        elif len(line) <= _LONGEST_LINE and _may_label(reading, index) and _LABEL.fullmatch(line):
            block = list(_below(reading, place))
            if any(_has_address(reading.bare[i]) for i in block):
                taken.update(block)
                for i in (index, *block) if is_open else block:
                    yield drop(i, "boilerplate", RULE, f'whom to ask, below "{line.strip(" :*")}", with an address or a number', score=0.85)


def _may_label(reading: Reading, index: int) -> bool:
    """Whether a line has a word that every label has. An İ or ı tells nothing: it has more than one small form."""
    return not _LABEL_WORDS.isdisjoint(reading.all_words[index]) or "İ" in reading.bare[index] or "ı" in reading.folded[index]


def _below(reading: Reading, place: int) -> Iterator[int]:
    """The short lines below a label that are no sentences, up to the last that holds an address or a number."""
    waiting: list[int] = []
    for index in reading.solid[place + 1 : place + 1 + _MOST_LINES]:
        line = reading.bare[index]
        if not reading.is_open(index) or len(line) > _LONGEST_LINE:
            return
        is_address = _has_address(line)
        if ends_sentence(line) and not is_address and len(line.split()) > _MOST_SENTENCE_WORDS:
            return
        waiting.append(index)
        if is_address:
            yield from waiting
            waiting.clear()


def _has_address(line: str) -> bool:
    return _ADDRESS.search(line) is not None and _ADDRESS.search(_NO_NUMBER.sub(" – ", line)) is not None
