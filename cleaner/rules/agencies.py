"""News agencies: which words name one, and where a page credits one.

A name counts only in a place that credits: a tag behind the last sentence, a line of its own, a dateline, a
credit. "…, he told Reuters." is prose and says nothing of where the article comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from cleaner.article import Fate, Verdict
from cleaner.rules.cue_marks import UNCUT, cue_marks
from cleaner.rules.reading import Reading, Remembered, keep, take

AGENCIES: dict[str, str] = {
    **{name.casefold(): name for name in (
        "AP", "AFP", "Reuters", "dpa", "UPI", "EFE", "ANSA", "TASS", "Xinhua", "Kyodo", "Jiji", "Yonhap", "PTI", "ANI", "IANS", "Bernama", "AAP", "PA",
        "CP", "APA", "SDA", "ATS", "ANP", "Belga", "NTB", "TT", "Ritzau", "STT", "PAP", "CTK", "ČTK", "MTI", "Agerpres", "BTA", "Anadolu", "AA", "DHA",
        "IHA", "SANA", "MENA", "Interfax", "RIA", "UNIAN", "Ukrinform", "Lusa", "Bloomberg", "BBC", "CNN", "ANTARA", "VNA", "KNA", "epd", "Europa Press",
        "Notimex", "Agência Brasil", "Télam", "Adnkronos", "AGI", "BNS", "LETA", "ELTA", "RTR", "Reuters Health", "Axar", "BELGA", "NOVUM", "apn",
    )},
    "associated press": "AP", "the associated press": "AP", "agence france-presse": "AFP", "agence france presse": "AFP", "thomson reuters": "Reuters",
    "deutsche presse-agentur": "dpa", "press association": "PA", "pa media": "PA", "the canadian press": "CP", "canadian press": "CP",
    "press trust of india": "PTI", "rtr": "Reuters", "sid": "SID", "dts": "dts", "afx": "AFX", "itar-tass": "TASS", "тасс": "TASS", "интерфакс": "Interfax",
    "риа новости": "RIA Novosti", "ria novosti": "RIA Novosti", "共同": "Kyodo", "共同通信": "Kyodo", "時事": "Jiji", "時事通信": "Jiji", "ロイター": "Reuters",
    "신화": "Xinhua", "연합뉴스": "Yonhap", "新华社": "Xinhua", "新華社": "Xinhua", "中央社": "CNA", "رويترز": "Reuters", "ا ف ب": "AFP", "فرانس برس": "AFP",
    "europa press": "Europa Press", "associated press writer": "AP", "ap news": "AP", "tass": "TASS",
}  # fmt: skip
"""Folded name → the name as it is published."""

AMBIGUOUS = frozenset(
    {"PA", "CP", "TT", "AA", "SID", "RIA", "CNN", "BBC", "Bloomberg", "MENA", "SANA", "ATS", "APA", "AGI", "PAP", "BTA", "Axar", "NOVUM", "apn"}
)
"""Names that are also words, initials or publishers: credited only beside another agency or a crediting word."""

_NAME = "|".join(sorted((re.escape(name) for name in AGENCIES), key=len, reverse=True))
_LIST = rf"(?:the\s+)?(?:{_NAME})(?:\s*(?:,|/|-|\||&|\+|;|and|und|et|y|e|en|и|with|mit)\s*(?:and\s+|und\s+)?(?:the\s+)?(?:{_NAME}))*"
_ONE = re.compile(rf"(?<![\w@])(?:{_NAME})(?![\w@])", re.IGNORECASE)
SOURCE_WORDS = (
    r"sources?|quellen?|fuentes?|fontes?|fonti|bron|bronnen|источник|джерело|źródło|zdroj|zdroje|forrás|kilde|kilder|källa|källor|lähde|lähteet|kaynak|sursa|nguồn"
    r"|sumber|πηγή|izvor|извор|източник|allikas|šaltinis|avots|المصدر|منبع|מקור|출처|出典|来源|來源"
)
"""What stands in front of whom a text, a table or a picture is from."""
_TAG_LINE = re.compile(
    rf"[\s(\[/—–\-*]*(?:(?:{SOURCE_WORDS}|con información de|avec|with|mit material von|agencies)\s*[:：]?\s*)?({_LIST})(?:\s+staff)?[\s)\]/.—–\-*]*",
    re.IGNORECASE,
)
_INITIALLED = re.compile(rf"[\s(]*(?P<agency>(?:{_NAME}))(?-i:\s+[A-Z]{{2,4}}){{1,4}}[\s)]*", re.IGNORECASE)
"""Indian agencies sign with the initials of who wrote, edited and checked: "PTI SDA SRY"."""
_WITH = r"with\s+(?:agency\s+|additional\s+)?(?:inputs?|reporting|material|information)\s+(?:from|by)\s+|con\s+informaci[oó]n\s+de\s+|com\s+informações\s+d[aeo]\s+|mit\s+material\s+(?:von|der)\s+"
_GLUED = re.compile(rf"[.!?…。][\"'”’»“)」』]*(?P<tag>\s*[(\[/—–\-|（【［＝]*\s*(?:{_WITH})?(?P<names>{_LIST})\s*[)\]/）】］]*\s*\.?)\s*$", re.IGNORECASE)
_DATELINE = re.compile(
    rf"^\s*(?P<place>[^\W\d_][^()\n.!?:;]{{1,60}}?)[,.]?\s*\((?P<names>{_LIST})\)\s*(?:[—–:-]|--|\.)|^\s*【[^】\d]{{0,12}}?[=＝・]?(?P<names2>{_NAME})】",
    re.IGNORECASE,
)
_TAGS_FROM_END = 10
"""How many long lines from the end may carry a glued tag: it closes the article, and a box or a promo may follow."""
_LEAST_CHARS = 40
_END_CHARS = 3
_BRACKET_CHARS = 3
"""Marks in front of a tag; more is a word."""


def _small(name: str) -> str:
    """In small letters, whichever i it is written with: İHA, IHA, ıha."""
    return name.casefold().replace("\u0307", "").replace("ı", "i")


def find_agencies(text: str) -> tuple[str, ...]:
    """The agencies named in a text that is already known to credit, in order, each once.

    >>> find_agencies("With reporting by AFP, Reuters, and the BBC")
    ('AFP', 'Reuters', 'BBC')
    """
    found: dict[str, None] = {}
    for match in _ONE.finditer(text):
        word = match.group()
        # "pa", "aa", "tt" and the like are words; agencies write their initials in capitals (dpa, epd and sid do not).
        name = AGENCIES[_small(word)]
        if name.isupper() and not word.isupper() and len(word) <= 4 and " " not in word:
            continue
        found[name] = None
    return tuple(found)


def _credited(text: str) -> tuple[str, ...]:
    names = find_agencies(text)
    return () if names and all(name in AMBIGUOUS for name in names) else names


def _reads(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple(("agencies", name) for name in names)


def _tag(text: str) -> tuple[tuple[str, ...], int] | None:
    """The agencies of a line that holds nothing else, and where they begin."""
    match = _TAG_LINE.fullmatch(text) or _INITIALLED.fullmatch(text)
    # "Źródło: PAP": behind a word that credits, initials are an agency's.
    names = (find_agencies if match.start(1) > _BRACKET_CHARS else _credited)(match.group(1)) if match else ()
    return (names, match.start(1)) if match and names else None


_tags = Remembered(_tag)
_ENDS = frozenset(name[-_END_CHARS:] for name in (*AGENCIES, "staff"))
"""The last characters of agencies' names."""
_BEHIND_INITIALS = ")" + "".join(filter(str.isspace, map(chr, range(0x3001))))


def _may_be_tag(text: str, folded: str) -> bool:
    """Whether a line ends as an agency's name does, or in two capitals as the initials behind one; most end otherwise.

    Where a letter has more than one small form this tells nothing.
    """
    if folded[-_END_CHARS:] in _ENDS or folded[1 - _END_CHARS :] in _ENDS:
        return True
    last = text.rstrip(_BEHIND_INITIALS)[-2:]
    return last.isupper() and last.isascii()


def agency_line(reading: Reading) -> Iterable[Verdict]:
    """A line that holds nothing but agencies, such as "AP", "(dpa/AFP)" or "Source: Reuters"."""
    marks = cue_marks(reading)
    for index in reading.open_lines():
        text = reading.shown[index]
        if len(text) > 80 or not (_may_be_tag(text, reading.folded[index]) or marks[index] & UNCUT):
            continue
        if (tag := _tags[text]) is not None:
            names, start = tag
            because = f"the line holds nothing but the name of {'an agency' if len(names) == 1 else 'agencies'}"
            if start > _BRACKET_CHARS:  # "Source: Reuters" is a credit as printed
                yield take(index, "credits", "agency-line", because, text=text, reads=_reads(names), kind="credit")
            else:
                yield take(index, "agencies", "agency-line", because, value="", text=text, reads=_reads(names))


def glued_agency(reading: Reading) -> Iterable[Verdict]:
    """An agency's tag behind the last sentence of a paragraph near the end: "… he said. AP"."""
    long = [i for i in reading.solid if i >= reading.first_prose and reading.is_open(i) and len(reading.texts[i]) >= _LEAST_CHARS]
    for index in long[-_TAGS_FROM_END:]:
        text = reading.texts[index]
        if not reading.is_open(index) or not (match := _GLUED.search(text, max(0, len(text) - 90))):
            continue
        names = _credited(match.group("names"))
        if not names or index in bracketed(reading):
            continue
        start = match.start("tag")
        start += len(text[start:]) - len(text[start:].lstrip())
        because = f"{match.group('names')!r} stands behind the last sentence of the paragraph"
        end = len(text.rstrip())
        yield Verdict(index + 1, Fate.TAKE, "agencies", "glued-agency", because, start=start, end=end, score=0.95, reads=_reads(names))
        if text[:start].strip():
            yield Verdict(index + 1, Fate.KEEP, "body", "glued-agency", "what stands before the agency's tag", start=0, end=start, score=0.95)


def bracketed(reading: Reading) -> Mapping[int, str]:
    """Short sentences between paragraphs that end with an agency or another owner in brackets, "The gate at noon. (AP)", with that owner, if they are the page's captions.

    One alone may be the sign of the agency whose text it is, and a ticker signs its every item.
    """
    known: Mapping[int, str] | None = reading.notes.get("bracketed")
    if known is None:
        between = [i for i in reading.solid if reading.first_prose <= i <= reading.last_prose]
        found = {
            i: m["inner"]
            for i in between
            if reading.bare[i][-1] == ")"
            and len(reading.bare[i]) <= _LONGEST_BRACKETED
            and (m := _BRACKETED.search(reading.bare[i], max(0, len(reading.bare[i]) - 40)))
        }
        apart = all(reading.place[b] - reading.place[a] > 1 for a, b in pairwise(found))
        is_form = sum(bool(find_agencies(inner)) for inner in found.values()) >= _LEAST_BRACKETED and apart
        others = sum(i not in found for i in reading.prose)
        known = reading.notes["bracketed"] = found if is_form and len(found) <= others else {}
    return known


_BRACKETED = re.compile(r"(?<=[.!?”\")])\s+\((?P<inner>[^()\d]{2,30})\)$")
_LONGEST_BRACKETED, _LEAST_BRACKETED = 200, 2


def dateline(reading: Reading) -> Iterable[Verdict]:
    """A dateline that credits an agency, "LONDON (Reuters) - …": the line stays, the agency is read."""
    for index in reading.prose[:4]:
        if reading.is_open(index) and (match := _DATELINE.match(reading.shown[index])):
            names = find_agencies(match.group("names") or match.group("names2"))
            if names:
                because = f"it opens with a dateline that credits {', '.join(names)}"
                yield keep(index, "body", "dateline", because, score=0.98, reads=_reads(names))
