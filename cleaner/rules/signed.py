"""What a line says of who wrote the text, by its own words: names, the word in front of them, a house, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from cleaner.article import quick
from cleaner.dates import FoundDate, find_dates
from cleaner.rules.agencies import find_agencies
from cleaner.rules.names import (
    AGO,
    PARTICLES,
    before_capitals,
    before_place,
    before_role,
    before_small_letters,
    by_task,
    has_vowel_signs,
    labelled_name,
    split_names,
    tells_role,
)
from cleaner.rules.page_lines import byline_pattern, may_be_byline
from cleaner.rules.reading import Remembered

LONGEST = 160
_LONGEST_BARE = 90
_LABEL_CHARS = 14
_MOST_NAMES = 4
_HANDLE = re.compile(r"\s+[(|]?\s?@\w{3,20}$")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_LAST_WORDS = re.compile(
    r"\b(?:\d+\s*(?:min|mins|minutes?|minuten?|minutos?|minuti)\b\.?(?:\s*(?:read|lesezeit|de lecture|de lectura|de leitura|di lettura))?|(?:last\s+|zuletzt\s+)?(?:updated|aktualisiert)|published|posted|on|at|am|um|le|el|il|op|publié|veröffentlicht|publicado|actualizado|mis à jour)\s*[:]?\s*$",
    re.IGNORECASE,
)
"""What a dump has between the names and the date, once the date is gone."""
_NOTE = re.compile(r"\s[·•|∙]\s")
_LABELS = re.compile(r"\s*(?:[^\W\d_]+\s*[:：]\s*)*")
_LAST_LETTERS = tuple(
    "min mins minute minutes minuten minuto minutos minuti read lesezeit lecture lectura leitura lettura updated published posted on at am um le el il op "
    "publié veröffentlicht aktualisiert publicado actualizado jour".split()
)
"""How what `_LAST_WORDS` finds ends, but for a full stop and a colon."""


@quick
@dataclass(frozen=True, slots=True)
class Signed:
    """What a line of names says by itself, wherever it stands."""

    names: tuple[str, ...]
    agencies: tuple[tuple[str, str], ...]
    dates: tuple[FoundDate, ...]
    said: str
    seen: Mapping[str, float]

    @property
    def value(self) -> str:
        """The names, whatever their order and case."""
        return "; ".join(sorted([name.casefold() for name in self.names]))

    @property
    def long_words(self) -> list[str]:
        """Words of the names, folded."""
        return [word.casefold() for word in _LONG_WORD.findall("\n".join(self.names))]


def _signed(text: str, language: str | None) -> Signed | None:
    if not 4 <= len(text) <= LONGEST:
        return None
    may_be = may_be_byline(text)
    if not may_be and (_is_word(text) or not (_may_be_names(text) or _NOTE.search(text))):
        return None
    bare, dates = without_dates(text, language)
    handle = _HANDLE.search(bare) if bare[-1:].isalnum() and "@" in bare else None
    bare = bare[: handle.start()] if handle else bare
    if language == "tl":  # "Ni" is "by"
        bare = bare.removeprefix("Ni ")
    may_be = may_be or (bool(dates) and may_be_byline(bare))
    match = byline_pattern().fullmatch(bare) if may_be else None
    names = split_names(match["names"]) if match else ()
    if match and not names and ":" not in bare[: match.start("names")]:  # what stands behind "Authors:" is a list of people
        names = _before_house(match["names"])
    if match and not names and (person := before_small_letters(match["names"])) is not None:
        names = (person,)
    said = bare[: match.start("names")].strip(" •*|–—(-:") if match and names else ""
    if not names and dates and (part := _signed_part(bare)) is not None:
        names, said = part
    if not names and (known := before_role(match["names"] if match else bare) or labelled_name(bare)) is not None:
        names, said = known[:1], known[1]
    if not names and ("記者" in bare or "记者" in bare) and (reported := _REPORTED.fullmatch(bare)) is not None:
        names, said = (reported["name"],), reported["word"]
    if not names and (writers := by_task(match["names"] if match else bare)):
        names, said = writers, "text"
    if not names and match is None and dates and "|" in bare:
        names = before_place(bare)
    if not names and match is None and "/" in bare and (placed := before_capitals(bare)) is not None:
        names, said = placed
    # Where no letter is a capital every few words look like a name.
    if not names and match is None and len(text) <= _LONGEST_BARE and not has_vowel_signs(bare):
        several = split_names(bare)
        names = several if len(several) <= _MOST_NAMES and all(" " in name for name in several) else ()
    if not names:
        return None
    if not said and match is None:
        said = handle.group().strip() if handle else _role_behind(bare, names)
    if not said and text.endswith("ago") and (ago := AGO.search(text)) is not None:
        said = ago.group().strip(" |·•,–—-")
    agencies = agencies_of(match["names"] if match and said else bare, names)
    parts = [sum(len(part) > 2 for part in name.split()) for name in names]
    seen = {
        "names": len(names),
        "most_parts": max(parts),
        "least_parts": min(parts),
        "has_house": bool(agencies),
        "has_own_date": bool(dates),
        "rest": len(text) - sum(map(len, names)),
        "is_upper": text.isupper(),
        "is_listed": text[0] in "•*›»·-▪◦",
    }
    return Signed(names, agencies, tuple(dates), said, seen)


def _role_behind(text: str, names: tuple[str, ...]) -> str:
    """What a person is who writes, behind the comma or the bar behind the only name: "Ada Ruiz, Staff Writer"; '' when it is not said."""
    head, mark, tail = text.partition("," if "," in text else "|")
    return tail.strip() if mark and len(names) == 1 and split_names(head) == names and tail.strip() and tells_role(tail.strip()) else ""


def _signed_part(text: str) -> tuple[tuple[str, ...], str] | None:
    """The names and the word in front of them, of one of the notes that stand in a line with its date: "Published: … by Tilda Marsh · 48 Comments"."""
    for part in _NOTE.split(text):
        match = byline_pattern().fullmatch(part[_LABELS.match(part).end() :])  # type: ignore[union-attr]
        names = split_names(match["names"]) if match else ()
        if match and names:
            return names, match.group()[: match.start("names") - match.start()].strip(" :")
    return None


@cache
def signed_in(language: str | None) -> Remembered[Signed | None]:
    return Remembered(lambda text: _signed(text, language))


def _is_word(text: str) -> bool:
    """Whether a line is one plain word, and so no byline: names are two words or more, or no ASCII."""
    return text.isascii() and text.isalpha()


def _may_be_names(text: str) -> bool:
    """Whether a look at the first two words leaves it open that a line is names; it spares most lines the parsing."""
    if len(text) > _LONGEST_BARE:
        return False
    words = text.lstrip(" |·•–—-,/").split(maxsplit=2)
    return not (words and words[0][0].islower()) and not (len(words) > 1 and words[1][0].islower() and words[1] not in PARTICLES)


def without_dates(text: str, language: str | None) -> tuple[str, list[FoundDate]]:
    dates = find_dates(text, language=language)
    return _without(text, dates), dates


def _before_house(text: str) -> tuple[str, ...]:
    """The names in front of the town or the paper that they write from, as it stands behind "By": "Ole Harms und Ida Holm, Norvik".

    >>> _before_house("Ole Harms und Ida Holm, Norvik"), _before_house("Ada Ruiz, The Tarn"), _before_house("Ada Ruiz, who saw it")
    (('Ole Harms', 'Ida Holm'), ('Ada Ruiz',), ())
    """
    names, _, house = text.rpartition(", ")
    words = house.split()
    is_house = 0 < len(words) <= _MOST_HOUSE_WORDS and all(word[0].isupper() and word.replace("-", "").isalpha() for word in words)
    # "Ada Ruiz, Tom Okafor, Norvik": the last may be somebody of one name.
    return split_names(names) if names and is_house and "," not in names else ()


_MOST_HOUSE_WORDS = 3
_REPORTED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}\s?[／/]\s?)?(?P<word>記者|记者)\s?(?P<name>[\u4e00-\u9fff]{2,4})\s?[／/]\s?[\u4e00-\u9fff]{2,10}(?:報導|報道|报道)"
)
"""A byline of Taiwanese papers: "聯合報／ 記者林品妤／嘉義即時報導"."""


def agencies_of(text: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The agency an author works for: "By Tom Davies - Associated Press"."""
    for name in names:
        text = text.replace(name, " ")
    return tuple(("agencies", agency) for agency in find_agencies(text)) if text.strip() else ()


def _without(text: str, dates: list[FoundDate]) -> str:
    for date in reversed(dates):
        text = text[: date.start] + " " + text[date.end :]
    text = text.strip(" |·•–—-,/")
    while _may_end_in_label(text) and (shorter := _LAST_WORDS.sub("", text)) != text:  # "Publié le"
        text = shorter.strip(" |·•–—-,/.")
    return text


def _may_end_in_label(text: str) -> bool:
    """Whether `_LAST_WORDS` can find anything. Beyond ASCII it has to be tried: there a letter may have more than one small form."""
    end = text.rstrip().removesuffix(":").rstrip().removesuffix(".")[-_LABEL_CHARS:]
    return not end.isascii() or end.lower().endswith(_LAST_LETTERS)


def reads_of(dates: Iterable[FoundDate]) -> tuple[tuple[str, str], ...]:
    """The first date that is not labelled as a change is the publication; a labelled one is the change."""
    reads: list[tuple[str, str]] = []
    for date in dates:
        field = "modified_at" if date.label == "modified" else "published_at"
        if all(field != known for known, _ in reads):
            reads.append((field, date.text))
    return tuple(reads)
