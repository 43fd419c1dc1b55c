"""Labels told by their shape in any language: a player's clock, a picture's format, an age rating, a copyright sign."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from cleaner.article import Verdict
from cleaner.dates import is_date_line
from cleaner.rules.caption_credits import is_signed_caption
from cleaner.rules.phrase_book import KINDS, Phrase, phrase_finder
from cleaner.rules.reading import Reading, Remembered, drop, ends_sentence, has_digit

_BULLET = r"[\s•*▪◦·|>»-]*"
_PLAYER = re.compile(rf"{_BULLET}(?:-?\d{{1,2}}:)?-?\d{{1,2}}:\d{{2}}\s*/\s*-?(?:\d{{1,2}}:)?\d{{1,2}}:\d{{2}}\s*")
_FORMAT = re.compile(rf"{_BULLET}[1-9]\d?\s?[x×]\s?\d{{1,2}}(?:\s+[^\W\d_]{{3,12}})?\s*")
_MENU_KINDS = frozenset({"share", "navigation", "copyright", "follow", "consent", "subscribe"})
"""Kinds whose labels stand in rows. "Video" and "More" do too, and in headings as well."""
_DIGIT = re.compile(r"\d")
_MARKS = "|·•‧/►▸»"
_HAS_MARK = re.compile(f"[{_MARKS}]")
_BETWEEN = re.compile(rf"\s*[{_MARKS}]\s*|\s{{3,}}|\t")
_AGE = re.compile(r"\s*\(?\d{1,2}\s?\+\)?\s*")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|\bcopyright\b\s*(?:©|\d{4}|by\b|:)", re.IGNORECASE)
_WAY = re.compile(r"\s[>»›/]\s")
"""What stands between the steps of the way to a page."""
_LONGEST_LABEL = 60
_LONGEST_RUN = 160
_LONGEST_COPYRIGHT = 200


def _shape(text: str) -> tuple[str, str, str] | None:
    """Kind, rule and reason of a label that is told by its shape."""
    if len(text) > _LONGEST_LABEL or not _DIGIT.search(text):
        return None
    if _PLAYER.fullmatch(text):
        return "media_label", "player-clock", "two times of a player, played and whole, are all there is"
    if _FORMAT.fullmatch(text):
        return "media_label", "picture-format", "the format of a picture, width by height, is all there is"
    return ("notice", "age-rating", "an age rating is all there is, below the text") if _AGE.fullmatch(text) else None


def shape_label(reading: Reading) -> Iterable[Verdict]:
    """A line that is nothing but a player's clock ("00:00 / 02:31") or a picture's format ("16x9 Image"); a site's name above the way to the page."""
    yield from _site_name(reading)
    yield from _calendar(reading)
    yield from _unfilled(reading)
    yield from _posted(reading)
    yield from _places(reading)
    yield from _addresses(reading)
    for index in reading.open_lines():
        text = reading.shown[index]
        if text.startswith(">>") and _is_pointed_at(reading, index):
            yield drop(index, "promo", "arrow-teaser", 'it begins with ">>" and is no sentence, between paragraphs', score=0.85)
            continue
        if text.endswith(_LINK_WORDS) and len(text) <= _LONGEST_TEASER and (link := _LINK_BEHIND.search(text)):
            yield drop(index, "promo", "arrow-teaser", f"it ends with {link['word']!r} behind a sentence: a teaser and its link", score=0.85)
            continue
        label = _shape(text) if len(text) <= _LONGEST_LABEL else None
        if label is None:
            continue
        kind, rule, because = label
        if rule != "age-rating":
            yield drop(index, kind, rule, because)
        elif index > reading.last_prose:
            yield drop(index, kind, rule, because, score=0.9)


def _is_pointed_at(reading: Reading, index: int) -> bool:
    text = reading.bare[index]
    is_teaser = text[2:3].isspace() and len(text.split()) > _LEAST_TEASER_WORDS and not ends_sentence(text) and text[-1] not in ":："
    return is_teaser and reading.first_prose < index < reading.last_prose


_LEAST_TEASER_WORDS, _LONGEST_TEASER = 3, 320
_LINK_WORDS = ("mehr", "more", "mehr lesen", "weiterlesen")
_LINK_BEHIND = re.compile(r"[.!?…]\s(?P<word>mehr|more|mehr lesen|weiterlesen)$")


def is_way(reading: Reading, index: int) -> bool:
    """Whether the line is the way to the page: "Home > News > Harbour"."""
    said = reading.verdicts.get(index)
    return said is not None and said[0].rule == "menu-label" and _WAY.search(reading.shown[index]) is not None


def _site_name(reading: Reading) -> Iterable[Verdict]:
    """The first line of a page when the way to the page stands right below it: a headline has that above it."""
    for index, below in pairwise(reading.solid[:2]):
        text = reading.bare[index]
        if is_way(reading, below) and reading.is_open(index) and len(text) <= _LONGEST_LABEL and not ends_sentence(text):
            yield drop(index, "navigation", "site-name", f"the page's first line, right above the way to the page on line {below + 1}", score=0.9)


_UNFILLED = re.compile(
    r"(?:\{\{[^{}]{0,80}\}\}\s*|\$\{[^{}]{0,80}\}\s*|<%[^%]{0,80}%>\s*|%%?[A-Z_]{3,30}%%?\s*|\{[a-z_]{1,20}\}(?:/\{[a-z_]{1,20}\})?\s*)+|\[object Object\]|undefined|NaN"
    r"|\[/?[a-z]+_[a-z0-9_]+(?: [^\]]*)?\]|\[/?[a-z]+ [a-z_]+=[^\]]{1,80}\](?:[^\[\]]{0,200}\[/[a-z]+\])?"
)


def _unfilled(reading: Reading) -> Iterable[Verdict]:
    """A line that is nothing but a template's mark which no program has filled: "{{ popup.title }}", "[object Object]", "[ad_1]"."""
    for index in reading.open_lines():
        text = reading.bare[index]
        if text[0] in "{$<%[uN" and _UNFILLED.fullmatch(text) and not _is_example(reading, index):
            yield drop(index, "navigation", "template-mark", "a mark of the page's template is all there is, which no program has filled")


def _is_example(reading: Reading, index: int) -> bool:
    """Whether a mark stands between two paragraphs, or within a text that shows code in other lines too: a lesson prints it."""
    text = reading.bare[index]
    if not reading.first_prose < index < reading.last_prose or (text[0] == "[" and not text.startswith("[object")):
        return False
    beside = [reading.neighbour(index, step) for step in (-1, 1)]
    if all(i is not None and reading.is_open(i) and reading.looks_like_prose(i) for i in beside):
        return True
    shows: bool | None = reading.notes.get("shows code")
    if shows is None:
        within = (reading.bare[i] for i in reading.solid if reading.first_prose < i < reading.last_prose)
        shows = reading.notes["shows code"] = any(len(line) <= _LONGEST_CODE and _CODE.match(line) for line in within)
    return shows


_CODE = re.compile(
    r"\{%-? ?\w|#include\b|(?:def|class) \w+.*:$|(?:import|from) [\w.]+(?: import \w+)?;?$|(?:const|let|var|return)\b.*;$|</?\w+>$|[\w.]+\(.*\);?$|[{}]$"
)
_LONGEST_CODE = 120

_POSTED = re.compile(r"[\s—–-]*[^@()]{2,60}\(@\w{2,20}\)\s*(?P<when>\S.{5,40})")
_HASHTAGS = re.compile(r"(?:#\w+[\s,|]*){2,}")


def _posted(reading: Reading) -> Iterable[Verdict]:
    """Who posted a quoted post and when, "— Ada Ruiz (@adaruiz) March 4, 2031", which says nothing of the article; a line of nothing but hashtags."""
    for index in reading.open_lines():
        text = reading.bare[index]
        if "#" in text[:2] and _HASHTAGS.fullmatch(text):
            yield drop(index, "tags", "hashtags", "hashtags are all there is", score=0.9)
        elif "(@" in text and text[0] in "—–-" and (match := _POSTED.fullmatch(text)) is not None and is_date_line(match["when"], reading.language) is not None:
            yield drop(index, "notice", "post-signature", "who posted a quoted post, the handle and when are all there is", score=0.9)


_PLACE = re.compile(
    r"(?:(?:photos?|fotos?|bild(?:er)?|images?|imagen|picture|slide) )?\(?(?P<no>\d{1,3})\s?(?:/|of|von|de|di|van|sur|из|av|af)\s?(?P<of>\d{1,3})\)?",
    re.IGNORECASE,
)
_LEAST_PLACES, _LONGEST_PLACE = 2, 20


def _places(reading: Reading) -> Iterable[Verdict]:
    """The lines that are nothing but a place in a gallery, "3/12" or "Photo 3 of 12", where at least two of the same gallery are."""
    found: dict[str, list[int]] = {}
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) <= _LONGEST_PLACE and has_digit(text) and (match := _PLACE.fullmatch(text)) is not None and int(match["no"]) <= int(match["of"]):
            found.setdefault(match["of"], []).append(index)
    for of, indices in found.items():
        if len({reading.bare[index] for index in indices}) >= _LEAST_PLACES:
            for index in indices:
                yield drop(index, "media_label", "gallery-place", f"a place in a gallery of {of} is all there is, {len(indices)} times on the page", score=0.9)


_ADDRESS = re.compile(r"(?:\d{1,4}\.\s+|\[\d{1,4}\]:?\s*|[•*·-]\s+)?(?:(?:https?|ftp|file)://|mailto:|www\.)\S+")
_PATH = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}/\S*")
_LIST_OF_LINKS = frozenset({"references", "visible links", "hidden links", "liens visibles", "sichtbare links", "links"})
_LEAST_LINKS = 3


def _addresses(reading: Reading) -> Iterable[Verdict]:
    """The lines above the text that are nothing but an address of the web; below it a numbered list of them, as a text browser prints one, with its title."""
    numbered: list[int] = []
    for index in reading.open_lines():
        if reading.first_prose < index <= reading.last_prose:
            continue  # the sources of a text
        text = reading.bare[index]
        if "/" not in text and "mailto:" not in text:
            continue
        is_address = _ADDRESS.fullmatch(text) is not None
        if index > reading.last_prose:
            if is_address and text[0].isdigit():
                numbered.append(index)
        elif is_address or (" " not in text and _PATH.fullmatch(text)):
            yield drop(index, "navigation", "address-line", "an address of the web is all there is, above the text", score=0.9)
    if len(numbered) < _LEAST_LINKS:
        return
    above = reading.solid[max(0, reading.place[numbered[0]] - 2) : reading.place[numbered[0]]]
    for index in (*(i for i in above if reading.is_open(i) and reading.folded[i] in _LIST_OF_LINKS), *numbered):
        yield drop(index, "navigation", "address-line", f"in a list of {len(numbered)} addresses that a text browser prints below a page", score=0.9)


_NAMEDAY = re.compile(
    r"svátek (?:má|slaví)|(?:meniny|sviatok) (?:má|majú|oslavuje)|imieniny|névnap|namnsdag|navnedag|nimipäiv|vardadien|vārda dien|име[нн]+ ден|imendan|γιορτάζ"
    r"|name ?day"
)
_LONGEST_CALENDAR = 100


def _calendar(reading: Reading) -> Iterable[Verdict]:
    """A short line outside the text that says whose name day it is, as a page's header does with the day on which somebody looked at it."""
    for index in reading.open_lines():
        text = reading.folded[index]
        if len(text) > _LONGEST_CALENDAR or reading.first_prose <= index <= reading.last_prose or not has_digit(text):
            continue
        if (said := _NAMEDAY.search(text)) and (index < reading.first_prose or not ends_sentence(reading.bare[index])):
            yield drop(index, "navigation", "page-calendar", f'it names a day and whose name day it is ("{said.group()}"), outside the text', score=0.9)


def _copyright(text: str) -> str | None:
    """What a short line has of the copyright sign; None when it has none."""
    if len(text) > _LONGEST_COPYRIGHT or (text.isascii() and "(c)" not in (small := text.lower()) and "copyright" not in small):
        return None
    match = _COPYRIGHT.search(text)
    return match.group() if match else None


_copyrights = Remembered(_copyright)


def copyright_sign(reading: Reading) -> Iterable[Verdict]:
    """A short line with the copyright sign or "Copyright" and a year, above or below the text."""
    for index in reading.open_lines():
        sign = _copyrights[reading.shown[index]]
        if sign is not None and not reading.first_prose < index < reading.last_prose and not is_signed_caption(reading.bare[index]):
            yield drop(index, "copyright", "copyright-sign", f'it has "{sign}" and stands outside the text', score=0.9)


_GLUED = re.compile(r"(?<=[^\W\d_A-ZÀ-ÞА-ЯΑ-Ω])(?=[A-ZÀ-ÞА-ЯΑ-Ω])")


def _is_of_one_case(text: str) -> bool:
    """Whether plain words have capitals nowhere but at their beginnings, or nothing but capitals: then none are run together."""
    return text.isascii() and (text.istitle() or text.islower() or text.isupper())


def _glued_run(text: str, finder: Remembered[Phrase | None]) -> tuple[str, str] | None:
    """The same of labels without anything between them: "ShareSavePrint"."""
    parts = [part.strip() for part in _GLUED.split(text)]
    known = [KINDS[phrase.rule] for part in parts if (phrase := finder[part]) is not None]
    if len(parts) < 2 or len(known) < len(parts) or len(set(parts)) < len(parts) or _MENU_KINDS.isdisjoint(known):
        return None
    return ("share" if known.count("share") * 2 > len(known) else "navigation"), f"{len(parts)} labels of chrome, run together, are all there is"


def _run(text: str, finder: Remembered[Phrase | None]) -> tuple[str, str] | None:
    """Kind and reason of a line that is nothing but labels."""
    if len(text) <= _LONGEST_LABEL and not _is_of_one_case(text) and _GLUED.search(text) and (glued := _glued_run(text, finder)) is not None:
        return glued
    # White space other than U+0020 is not printable.
    may_part = _HAS_MARK.search(text) is not None or "   " in text or not text.isprintable()
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()] if may_part else []
    spaced = len(parts) < 2
    if spaced:
        parts = text.split()
    if not (3 if spaced else 2) <= len(parts) <= 14 or len(set(parts)) < len(parts) or any(part[0].islower() for part in parts):
        return None
    known: list[str] = []
    for part in parts:
        phrase = finder[part]
        if phrase is not None and KINDS[phrase.rule] in _MENU_KINDS:
            known.append(KINDS[phrase.rule])
        elif spaced:
            return None  # there it takes all of them
    if len(known) == len(parts) or (not spaced and len(known) >= 3 and len(known) >= 0.6 * len(parts)):
        kind = "share" if known.count("share") * 2 > len(known) else "navigation"
        return kind, f"{len(known)} of its {len(parts)} parts are labels of chrome"
    return None


@cache
def _runs(language: str | None) -> Remembered[tuple[str, str] | None]:
    finder = phrase_finder(language)
    return Remembered(lambda text: _run(text, finder))


def label_run(reading: Reading) -> Iterable[Verdict]:
    """A line of nothing but labels that are chrome each by itself: "Share Save Print", "Imprint | Privacy | Contact"."""
    runs = _runs(reading.language)
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) <= _LONGEST_RUN and (run := runs[text]):
            yield drop(index, run[0], "label-run", run[1], score=0.9)
