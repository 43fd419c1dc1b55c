"""Bylines and date lines: who wrote it, and when it was published.

Only lines that are nothing but a byline or a date count, and only near the headline or with a label such as
"Published". A date inside the prose is a date of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cleaner.article import Fate, Verdict
from cleaner.dates import FoundDate, find_dates, is_date_line
from cleaner.rules.agencies import find_agencies
from cleaner.rules.names import split_names
from cleaner.rules.reading import Reading, Remembered, drop, ends_sentence, fold, take
from cleaner.rules.role_words import role_words
from cleaner.rules.titles import text_start

_LONGEST = 160
_ABOVE = 8
"""Lines above the text in which a byline or a date may stand, blank ones not counted."""
_LOWER = re.compile(r"(?<!\w)[^\W\d_A-ZÀ-Þ][^\W\d_]{2,}")
_STAFF = frozenset("newsroom newsdesk staff editors redaktion redazione redacción redaccion redação redacao redactie rédaction редакция редакции".split())
_BELOW = 3
"""Prose lines below the text's first that may still have the byline under them, as a lede above the byline does."""


@cache
def _byline() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in role_words("byline"))
    return re.compile(rf"[\s•*|–—(\-]*(?:{words})(?:\s*[:：]\s*|\s+|(?=[\u3040-\u9fff])|(?-i:(?<=By)(?=[A-Z])))(?P<names>\S.*)", re.IGNORECASE)


def _near(reading: Reading) -> range:
    """Indices near the headline, from some lines above the text to its first paragraphs."""
    start = text_start(reading)
    if start is None:
        return range(len(reading.texts))
    place = reading.place[start]
    titles = [reading.place[i] for i, said in reading.verdicts.items() if said[0].kind == "title"]
    low = min([max(0, place - _ABOVE), *titles])
    high = min(len(reading.solid) - 1, place + _BELOW)
    return range(reading.solid[low], reading.solid[high] + 1)


@cache
def _date_lines(language: str | None) -> Remembered[FoundDate | None]:
    return Remembered(lambda text: is_date_line(text, language))


def date_line(reading: Reading) -> Iterable[Verdict]:
    """A line that is nothing but a date near the headline, or anywhere with a label such as "Published"."""
    near = _near(reading)
    known = _date_lines(reading.language)
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) > _LONGEST or text.startswith("•") or (found := known[text]) is None:
            continue
        if index not in near and found.label is None:
            continue
        dates = find_dates(text, language=reading.language) or [found]
        reads = _date_reads(dates)
        # German pages give one date, "Stand: …", for both: on 6 of 6 real ones it is the day of publication.
        if found.label == "modified" and reading.folded[index].startswith("stand") and not any(field == "published_at" for field, _ in reads):
            reads = (("published_at", found.text), *reads)
        because = "the line is nothing but a date" + (f', labelled "{found.label}"' if found.label else ", near the headline")
        yield take(index, "published_at", "date-line", because, value="", text=text, kind="date", reads=reads, score=0.95)


def _date_reads(dates: list[FoundDate]) -> tuple[tuple[str, str], ...]:
    """The first date that is not labelled as a change is the publication; a labelled one is the change."""
    reads: list[tuple[str, str]] = []
    for date in dates:
        field = "modified_at" if date.label == "modified" else "published_at"
        if all(field != known for known, _ in reads):
            reads.append((field, date.text))
    return tuple(reads)


def byline(reading: Reading) -> Iterable[Verdict]:
    """A line that names the authors, with "By" or its like in front: "By Jane Doe, Political Editor"."""
    near = _near(reading)
    for index in reading.open_lines():
        if index not in near:
            continue
        text = reading.bare[index]
        if not 4 <= len(text) <= _LONGEST:
            continue
        bare, dates = _without_dates(text, reading.language)
        match = _byline().fullmatch(bare)
        if match is None:
            continue
        names = split_names(match["names"])
        agencies = _house(match["names"], names)
        if not names and not (agencies and len(match["names"].split()) <= 8):
            continue
        said = bare[: match.start("names")].strip(" •*|–—(-:")
        because = f'"{said}" and {"names of persons" if names else "the name of an agency"} are all there is'
        yield _taken(index, text, because, names, agencies, dates, "byline", 0.93)


def bare_byline(reading: Reading) -> Iterable[Verdict]:
    """A line of nothing but names of persons, with a date on it or beside the title or the date line."""
    near = _near(reading)
    for index in reading.open_lines():
        if index not in near:
            continue
        text = reading.bare[index]
        if not 4 <= len(text) <= 90:
            continue
        bare, dates = _without_dates(text, reading.language)
        if _names_a_newsroom(bare) and _beside_date_or_title(reading, index):
            yield drop(index, "navigation", "bare-byline", "a byline beside the title or the date, of a newsroom, which is no person")
            continue
        names = split_names(bare)
        # Menus are capitalised words too: "Culture Weather City" is three, a name is two, or three with an initial.
        most = 3 if dates else 2
        if not names or len(names) > 4 or not all(" " in name and sum(len(part) > 2 for part in name.split()) <= most for name in names):
            continue
        # "Key Takeaways", "Travel Tips": what the text also writes in lower case is no name.
        if any(_is_word(reading, word.casefold()) for name in names for word in re.findall(r"[^\W\d_]{3,}", name)):
            continue
        if dates or _beside_date_or_title(reading, index):
            because = f"names of persons are all there is, with {'a date on the same line' if dates else 'the date or the title beside it'}"
            yield _taken(index, text, because, names, _house(bare, names), dates, "bare-byline", 0.8)


def _names_a_newsroom(text: str) -> bool:
    """Whether a line says who writes at a paper without naming anybody: "By the newsroom of the Messenger".

    "By the press of the waves", "By the river" are headings.
    """
    match = _byline().fullmatch(text)
    words = fold(match["names"]).split() if match else []
    return 0 < len(words) <= 8 and not ends_sentence(text) and not _STAFF.isdisjoint(words)


def _is_word(reading: Reading, word: str) -> bool:
    """Whether some line has the word, which is in lower case, as a whole word."""
    text = reading.notes.get("whole text")
    if text is None:
        text = reading.notes["whole text"] = "\n".join(reading.texts)
    at = text.find(word)
    while at >= 0:
        match = _LOWER.match(text, at)
        if match and match.end() == at + len(word):
            return True
        at = text.find(word, at + 1)
    return False


def _taken(
    index: int, text: str, because: str, names: tuple[str, ...], agencies: tuple[tuple[str, str], ...], dates: list[FoundDate], rule: str, score: float
) -> Verdict:
    reads = tuple(("authors", name) for name in names) + agencies + _date_reads(dates)
    return take(index, "authors", rule, because, value="", text=text, kind="byline", reads=reads, score=score)


def _without_dates(text: str, language: str | None) -> tuple[str, list[FoundDate]]:
    dates = find_dates(text, language=language) if any(map(str.isdigit, text)) else []
    return _without(text, dates), dates


def _house(text: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The agency an author works for: "By Tom Davies - Associated Press"."""
    for name in names:
        text = text.replace(name, " ")
    return tuple(("agencies", agency) for agency in find_agencies(text))


def _without(text: str, dates: list[FoundDate]) -> str:
    for date in reversed(dates):
        text = text[: date.start] + " " + text[date.end :]
    text = re.sub(
        r"\b(?:\d+\s*(?:min|mins|minutes?|minuten?|minutos?|minuti)\b\.?(?:\s*(?:read|lesezeit|de lecture|de lectura|de leitura|di lettura))?|updated|published|posted|on|at|am|um|le|el|il|op|publié|veröffentlicht|aktualisiert|publicado|actualizado)\s*[:]?\s*$",
        "",
        text.strip(" |·•–—-,/"),
        flags=re.IGNORECASE,
    )
    return text.strip(" |·•–—-,/")


def _beside_date_or_title(reading: Reading, index: int) -> bool:
    kinds = set()
    for step in (-1, 1):
        other = reading.neighbour(index, step)
        if other is None:
            continue
        said = reading.verdicts.get(other)
        if said and said[0].fate is Fate.TAKE:
            kinds.add(said[0].kind)
        elif _date_lines(reading.language)[reading.bare[other]] is not None:
            kinds.add("date")
    return "date" in kinds or ("title" in kinds and not fold(reading.texts[index]).isnumeric())
