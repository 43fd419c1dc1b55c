"""What the tagger of roles is told of a document: its lines, what rules have said of them, and which are dates or bylines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cleaner.article import Fate
from cleaner.dates import FoundDate, is_date_line, may_hold_day
from cleaner.line_model import evidence
from cleaner.role_model import PageLines, bare, sizes_of
from cleaner.rules.reading import Reading, Remembered, ends_sentence, fold
from cleaner.rules.role_words import role_words

_LONGEST = 160
_HEAD_CHARS = 2
_MARKDOWN = frozenset("#*_")
_BEHIND_DATELINE = re.compile(r"[\s.,)]*(?:\([^()]{2,30}\)\s*|/[^/]{2,30}/\s*)?(?:[–—]|--?)\s+(?P<rest>\S.*)")
_LOWER_WORDS = 4
"""Behind the dash; fewer are names."""
_GLUED_TO = ("By", "by", "Por", "Par", "Von")
"""What may stand in front of a name without a space: "PorRui Salgado"."""
_FIRST_WORD = re.compile(r"[\s•*|–—(\-]*(\w+)")


@cache
def byline_pattern() -> re.Pattern[str]:
    """A line that opens with "By" or its like, in any language, and goes on."""
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in role_words("byline"))
    return re.compile(
        rf"[\s•*|–—(\-]*(?:{words})(?:\s*[:：]\s*|\s+|(?=[\u3040-\u9fff])|(?-i:(?:(?<=[Bb]y)|(?<=P[ao]r)|(?<=Von))(?=[A-ZÀ-Þ])))(?P<names>\S.*)", re.IGNORECASE
    )


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word.split()[0].strip(".") for word in role_words("byline"))


@cache
def _first_heads() -> frozenset[str]:
    """The first letters of those words, in small letters and in capitals."""
    heads = [word[:_HEAD_CHARS].casefold() for word in _first_words()]
    return frozenset("".join(chars) for head in heads for chars in product(*((char, char.upper()) for char in head)))


def may_be_byline(text: str) -> bool:
    """Whether a look at the first word leaves it open that `byline_pattern` fits; most lines end here."""
    head = text[:_HEAD_CHARS]
    if head not in _first_heads() and head.isascii() and head.isalpha():
        return False
    match = _FIRST_WORD.match(text)
    if match is None:
        return False
    # Beyond ASCII a letter may have more than one small form.
    return not match[1].isascii() or match[1].lower() in _first_words() or match[1].startswith(_GLUED_TO)


@cache
def byline_word() -> re.Pattern[str]:
    """A line that is nothing but "By" or its like: the names stand on the next."""
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in role_words("byline"))
    return re.compile(rf"[\s•*|–—(\-]*(?:{words})\s*[:：]?\s*", re.IGNORECASE)


def is_byline_word(text: str) -> bool:
    return may_be_byline(text) and byline_word().fullmatch(text) is not None


_STAFF = frozenset(
    "newsroom newsdesk desk webdesk staff editors admin administrator webmaster correspondent reporter bureau agencies redaktion redazione redacción redaccion "
    "redação redacao redactie rédaction redacția redakcja redakce redaktionen redaksjonen редакция редакции".split()
)  # fmt: skip
LABELLED_AUTHOR = re.compile(
    r"(?:authors?|reporter|autor(?:a|es|in|en)?|auteurs?|autor[ei]|автор[ыи]?|penulis|wartawan|yazar|muhabir|szerző|forfatter|författare|verfasser(?:in)?|autorzy)\s*[:：]",
    re.IGNORECASE,
)
"""What says that people who wrote it stand behind it."""
NEWSROOM_AND_PLACE = re.compile(
    r"(?:redacci[oó]n|redazione|redaktion|redação|rédaction|redactie|redakcja|redakcija|redacția|newsroom|staff|agencias|agencies|agenturen|agenzie)"
    r"\s*[/|,·–-]\s*[^\W\d_][\w .'’-]{2,30}"
    r"|(?:নিজস্ব প্রতিবেদক|নিজস্ব প্রতিনিধি|স্টাফ রিপোর্টার|জেলা প্রতিনিধি|অনলাইন ডেস্ক|ডেস্ক রিপোর্ট|निज संवाददाता|संवाददाता|डिजिटल डेस्क|वेब डेस्क|ویب ڈیسک)(?:\s*[/|,·–-]\s*\S.{1,30})?",
    re.IGNORECASE,
)
"""A line that is a newsroom and where it is, and names nobody."""
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}")


def names_a_newsroom(text: str) -> bool:
    """Whether a line says who writes at a paper without naming anybody: "By the newsroom of the Messenger", "By Messenger.example".

    "By the press of the waves", "By the river" are headings.
    """
    match = byline_pattern().fullmatch(text)
    words = fold(match["names"]).split() if match else []
    is_house = not _STAFF.isdisjoint(words) or (len(words) == 1 and _HOST.fullmatch(words[0]) is not None)
    return 0 < len(words) <= 8 and not ends_sentence(text) and is_house


def opens_text(text: str, start: int, end: int) -> bool:
    """Whether a line with a day from `start` to `end` is a paragraph's first, which opens with a place and that day.

    >>> opens_text("DUNMAR, 12 March - The old lighthouse at the cape was lit on", 8, 16), opens_text("Dunmar, 12 March - By Ada Ruiz", 8, 16)
    (True, False)
    """
    behind = _BEHIND_DATELINE.match(text, end)
    return behind is not None and any(map(str.isalpha, text[:start])) and sum(word[:1].islower() for word in behind["rest"].split()) >= _LOWER_WORDS


def is_span(text: str, dates: Sequence[FoundDate]) -> bool:
    """Whether a line says from when to when something was: a life, a festival."""
    if len(dates) != 2 or any(date.label is not None for date in dates) or dates[1].when.date() <= dates[0].when.date():
        return False
    return text[dates[0].end : dates[1].start].strip() in {
        "-",
        "–",
        "—",
        "to",
        "bis",
        "until",
        "till",
        "au",
        "a",
        "al",
        "até",
        "tot",
        "до",
        "do",
        "~",
        "～",
        "至",
    }


@cache
def _date_lines(language: str | None) -> Remembered[bool]:
    return Remembered(lambda text: is_date_line(text, language) is not None)


def page_of(reading: Reading) -> PageLines:
    """The document as the tagger sees it, made once: as the rules before the tagger's left it, which is what it was trained on."""
    page: PageLines | None = reading.notes.get("page lines")
    if page is None:
        page = reading.notes["page lines"] = page_lines(reading)
    return page


def page_lines(reading: Reading) -> PageLines:
    """The document's lines that are not blank, as the tagger sees them."""
    place_of, n = reading.place, len(reading.solid)
    texts, marks = [reading.bare[i] for i in reading.solid], [0] * n
    for place, text in enumerate(texts):
        if text[0] in _MARKDOWN or text[-1] in _MARKDOWN:
            texts[place], marks[place] = bare(text)
    is_open, is_gone, codes = np.ones(n, np.bool_), np.zeros(n, np.bool_), np.full(n, evidence.OPEN, np.int64)
    for index, said in reading.verdicts.items():
        if index not in place_of:
            continue
        place = place_of[index]
        is_open[place], is_gone[place], codes[place] = False, reading.fate(index) is not Fate.KEEP, evidence.code(said)
    solid = np.array(reading.solid, np.int64)
    short = [(place, text) for place, text in enumerate(texts) if len(text) <= _LONGEST]
    pattern, known = byline_pattern(), _date_lines(reading.language)
    return PageLines(
        texts,
        marks,
        [reading.folded[i] for i in reading.solid],
        [reading.all_words[i] for i in reading.solid],
        sizes_of(texts),
        _true_at([place_of[i] for i in reading.prose], n),
        np.array([ends_sentence(text) for text in texts], np.bool_),
        is_open,
        is_gone,
        codes,
        solid - np.concatenate(([0], solid[:-1] + 1)),
        _true_at([place for place, text in short if may_hold_day(text) and known[text]], n),
        _true_at([place for place, text in short if may_be_byline(text) and pattern.match(text) is not None], n),
    )


def _true_at(places: Sequence[int], n: int) -> NDArray[np.bool_]:
    """One claim a line, which holds of the lines at these places."""
    out = np.zeros(n, np.bool_)
    out[places] = True
    return out


def is_house(text: str) -> bool:
    """Whether a line names a newsroom and, at most, its place: "HBC News, Skerry"."""
    words = text.replace(",", " ").split()
    return 1 < len(words) <= _MOST_HOUSE_WORDS and text[-1:] not in ".!?:" and all(word[0].isupper() for word in words) and "News" in words


_MOST_HOUSE_WORDS = 5
