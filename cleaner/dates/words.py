"""The words of dates in some fifty languages, read once from `words.toml` when the first line with a date is met.

A word is compared in its folded form: lower case, no dots, Western digits; folding never changes the length of a
line, so that places in the folded line are places in the line itself.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

# Everything that is no letter, as a class, because `[^\W\d_]` leaves out the vowel signs of Thai, Hindi and Arabic
# and would cut มกราคม in pieces. ª and º count as letters (1º de enero); the zero-width non-joiner is inside Persian words.
_NO_LETTER = r"\s\d\x00-\x40\x5b-\x60\x7b-\xa9\xab-\xb9\xbb-\xbf×÷\u2000-\u200b\u200e-\u2bff\u3000-\u3004\u3008-\u3020\u30fb\uff00-\uff20\ufe30-\ufe4f،؛؟۔।"
LETTER = f"[^{_NO_LETTER}]"
WORD = re.compile(rf"{LETTER}{{1,40}}(?:\.{LETTER}{{1,20}}){{0,3}}\.?")
"""A word, with the dots of an abbreviation: `Uhr`, `p.m.`, `ม.ค.`."""

_BEYOND_DIGITS = 0x2_0000
"""All digits stand below; to look through the million characters above took a tenth of a second at every start."""


@functools.cache
def _digits() -> Mapping[int, str]:
    table = {c: str(unicodedata.decimal(chr(c))) for c in range(0x80, _BEYOND_DIGITS) if chr(c).isdecimal()}
    return table | {ord("："): ":", ord("／"): "/", ord("−"): "-", ord("‐"): "-", ord("\u2011"): "-", ord("．"): "."}


def fold_digits(text: str) -> str:
    """The text with the digits of any script as 0-9, character for character."""
    # `str.translate` asks a dict for every character, and most lines have nothing to fold.
    return text if text.isascii() or _folded_chars().isdisjoint(text) else text.translate(_digits())


@functools.cache
def _folded_chars() -> frozenset[str]:
    return frozenset(map(chr, _digits()))


def fold_case(text: str) -> str:
    """The text in lower case, character for character ("İ" alone would become two)."""
    return text.replace("İ", "i").lower()


def bare(word: str) -> str:
    """The form of a word that the tables hold.

    >>> bare("p.m.")
    'pm'
    """
    return word.replace(".", "").replace("\u0307", "")


@dataclass(frozen=True, slots=True)
class Words:
    """All tables, ready to look up."""

    months: Mapping[str, tuple[tuple[int, str], ...]]
    """Name → (month, language), for every language that has the name."""
    hijri_months: Mapping[str, int]
    weekdays: Mapping[str, frozenset[str]]
    """Name → languages."""
    labels: Mapping[str, str]
    """Phrase → `published` or `modified`."""
    labels_after: Mapping[str, str]
    inside: frozenset[str]
    links: frozenset[str]
    after_time: frozenset[str]
    morning: frozenset[str]
    evening: frozenset[str]
    zones: Mapping[str, int]
    """Name → minutes east of UTC."""
    unknown_zones: frozenset[str]
    us_zones: frozenset[str]
    units: frozenset[str]
    rest: frozenset[str]
    """Words that may stand beside a date on a line that is nothing but a date line."""

    def month(self, name: str, language: str | None) -> tuple[int, bool] | None:
        """The month that a folded name means, and whether that is sure; None when it is no month.

        `listopada` is November in Polish and October in Croatian: without a language it is not sure.
        """
        found = self.months.get(name)
        if not found:
            return None
        numbers = {number for number, _ in found}
        if len(numbers) > 1:
            of_language = {number for number, code in found if code == language}
            return (of_language.pop(), True) if of_language else (found[0][0], False)
        return found[0][0], True

    def is_weekday(self, word: str, language: str | None) -> bool:
        """Whether it names a day. Two Latin letters do only in their own language: `to` is a Thursday in Finnish."""
        languages = self.weekdays.get(word)
        return languages is not None and (len(word) > 2 or not word.isascii() or language in languages)


def _months(table: Mapping[str, str]) -> dict[str, tuple[tuple[int, str], ...]]:
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for code, names in table.items():
        for number, same in enumerate(names.split(";"), 1):
            for name in same.split():
                key = name.replace("_", " ")
                found[key] = (*found.get(key, ()), (number, code))
    return found


def _minutes(offset: str) -> int:
    sign = -1 if offset[0] == "-" else 1
    return sign * (int(offset[1:3]) * 60 + int(offset[4:6]))


@functools.cache
def words() -> Words:
    """The tables. The first call takes about 5 ms."""
    data = tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))
    weekdays: dict[str, frozenset[str]] = {}
    for code, names in data["weekdays"].items():
        for name in names.replace("_", " ").split():
            weekdays[name] = weekdays.get(name, frozenset()) | {code}
    labels = {" ".join(phrase.split()): label for label in ("published", "modified") for phrase in data["labels"][label].split("|")}
    labels_after = {phrase: label for label in ("published", "modified") for phrase in data["labels"][f"{label}_after"].split()}
    small, clock, rest, place = data["small"], data["clock"], data["rest"], data["zones_of_place"]
    links, units = frozenset(small["links"].split()), frozenset(rest["units"].split())
    label_words = frozenset(word for phrase in [*labels, *labels_after] for word in phrase.split())
    after_time = frozenset(clock["after"].split())
    morning, evening = frozenset(clock["morning"].split()), frozenset(clock["evening"].split())
    return Words(
        months=_months(data["months"]),
        hijri_months={name: n for n, same in enumerate(data["other_calendars"]["solar_hijri"].split(";"), 1) for name in same.split()},
        weekdays=weekdays,
        labels=labels,
        labels_after=labels_after,
        inside=frozenset(small["inside"].split()),
        links=links,
        after_time=after_time,
        morning=morning,
        evening=evening,
        zones={name: _minutes(offset) for name, offset in data["zones"].items()},
        unknown_zones=frozenset(place["unknown"].split()),
        us_zones=frozenset(place["us_evidence"].split()),
        units=units,
        rest=links | units | label_words | after_time | morning | evening | frozenset(rest["words"].split()),
    )
