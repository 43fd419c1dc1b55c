"""Labels told by their shape in any language: a player's clock, a picture's format, an age rating, a copyright sign."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Verdict
from cleaner.rules.phrases import KINDS, find_phrase
from cleaner.rules.reading import Reading, drop, fold

_BULLET = r"[\s•*▪◦·|>»-]*"
_PLAYER = re.compile(rf"{_BULLET}(?:-?\d{{1,2}}:)?-?\d{{1,2}}:\d{{2}}\s*/\s*-?(?:\d{{1,2}}:)?\d{{1,2}}:\d{{2}}\s*")
_FORMAT = re.compile(rf"{_BULLET}\d{{1,2}}\s?[x×]\s?\d{{1,2}}(?:\s+[^\W\d_]{{3,12}})?\s*")
_MENU_KINDS = frozenset({"share", "navigation", "copyright", "follow", "consent", "subscribe"})
"""Kinds whose labels stand in rows. "Video" and "More" do too, and in headings as well."""
_BETWEEN = re.compile(r"\s*[|·•‧/►▸»]\s*|\s{3,}|\t")
_AGE = re.compile(r"\s*\(?\d{1,2}\s?\+\)?\s*")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|\bcopyright\b\s*(?:©|\d{4}|by\b|:)", re.IGNORECASE)
_LONGEST_COPYRIGHT = 200


def shape_label(reading: Reading) -> Iterable[Verdict]:
    """A line that is nothing but a player's clock ("00:00 / 02:31") or a picture's format ("16x9 Image")."""
    for index in reading.open_lines():
        text = reading.texts[index]
        if len(text) > 60:
            continue
        if _PLAYER.fullmatch(text):
            yield drop(index, "media_label", "player-clock", "two times of a player, played and whole, are all there is")
        elif _FORMAT.fullmatch(text):
            yield drop(index, "media_label", "picture-format", "the format of a picture, width by height, is all there is")
        elif _AGE.fullmatch(text) and index > reading.last_prose:
            yield drop(index, "notice", "age-rating", "an age rating is all there is, below the text", score=0.9)


def copyright_sign(reading: Reading) -> Iterable[Verdict]:
    """A short line with the copyright sign or "Copyright" and a year, above or below the text."""
    for index in reading.open_lines():
        text = reading.texts[index]
        if len(text) > _LONGEST_COPYRIGHT or reading.first_prose < index < reading.last_prose:
            continue
        if match := _COPYRIGHT.search(text):
            yield drop(index, "copyright", "copyright-sign", f'it has "{match.group()}" and stands outside the text', score=0.9)


def label_run(reading: Reading) -> Iterable[Verdict]:
    """A line of nothing but labels that are chrome each by itself: "Share Save Print", "Imprint | Privacy | Contact"."""
    for index in reading.open_lines():
        text = reading.texts[index].strip()
        if len(text) > 160:
            continue
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        spaced = len(parts) < 2
        if spaced:
            parts = text.split()
        if (
            not (3 if spaced else 2) <= len(parts) <= 14
            or len(set(parts)) < len(parts)
            or not all(part[0].isupper() or not part[0].islower() for part in parts)
        ):
            continue
        known = [KINDS[phrase.rule] for part in parts if (phrase := find_phrase(part, fold(part), reading.language)) is not None]
        known = [kind for kind in known if kind in _MENU_KINDS]
        if len(known) == len(parts) or (not spaced and len(known) >= 3 and len(known) >= 0.6 * len(parts)):
            kind = "share" if known.count("share") * 2 > len(known) else "navigation"
            yield drop(index, kind, "label-run", f"{len(known)} of its {len(parts)} parts are labels of chrome", score=0.9)
