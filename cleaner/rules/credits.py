"""Credits: who took the picture, and who else worked on the story."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cleaner.article import Verdict
from cleaner.rules.agencies import SOURCE_WORDS, find_agencies
from cleaner.rules.cue_marks import CONTRIBUTORS, PHOTO, SOURCE, UNCUT, cue_marks
from cleaner.rules.names import is_person, split_names
from cleaner.rules.reading import Reading, Remembered, ends_sentence, fold, folds, take, tokens_of, words_in
from cleaner.rules.role_words import WORD, cues, role_words

_LONGEST = 140
"""Characters of a photo credit. A longer line is a caption or prose."""
_LONGEST_CONTRIBUTORS = 260
_WEAK = frozenset(
    {
        "video",
        "graphic",
        "graphics",
        "grafik",
        "illustration",
        "illustrations",
        "quelle",
        "quellen",
        "credit",
        "credits",
        "handout",
        "courtesy",
        "text",
        "提供",
        "图",
        "图片",
        "圖",
        "画像",
        "imagem",
        "imagen",
        "image",
        "images",
        "picture",
        "pictures",
        "bild",
    }
)
"""Words that open other lines too ("Graphics: 8 GB", "Video: four minutes"): what follows must be a name or a picture house."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


_BY = ("by", "courtesy of", "courtesy", "credit", "via", "von", "de", "par", "di", "do", "da", "av")
"""Words between a word for a picture and whose it is."""


@cache
def _photo_prefix() -> re.Pattern[str]:
    words = "|".join(map(re.escape, role_words("photo", "any")))
    # A colon, a slash or © for all; "by", "von", … only in front of a capital, since "photos by the river" is prose.
    capital = r"\s+(?-i:(?=[^\W\d_a-zß-öø-ÿа-я]))"
    of_houses = rf"(?<=source),(?=\s)|(?<=credit)(?:\.\.\.|…)|(?<=fot)\.{capital}"  # "Image source, …", "Credit...", "Fot. …"
    behind = rf"[:：/©|]|{of_houses}|(?:{'|'.join(_BY)}){capital}|by\s+-\s*/|(?:by|courtesy of)\s*:|(?=©)|–|-\s|©"
    return re.compile(rf"[\s(\[|/]*(?:{words})\s*(?:{behind})\s*\S", re.IGNORECASE)


_LEAD = re.compile(r"[\s(\[|/]*")
_HEAD_CHARS = 2


@cache
def _photo_heads() -> frozenset[str]:
    return frozenset(word[:_HEAD_CHARS].lower() for word in role_words("photo", "any"))


def photo_opening(text: str) -> re.Match[str] | None:
    """What `_photo_prefix` finds; most lines begin with two letters that no word of a credit begins with."""
    lead = _LEAD.match(text)
    head = text[lead.end() : lead.end() + _HEAD_CHARS] if lead else text
    # Beyond ASCII a letter may have more than one small form: "İ", "ſ".
    return None if head.isascii() and head.lower() not in _photo_heads() else _photo_prefix().match(text)


@cache
def _house_words() -> frozenset[str]:
    """The longest word of each picture house: a line of plain ASCII that has none of them names no house."""
    return frozenset(max(WORD.findall(house.casefold()), key=len) for house in role_words("photo", "houses"))


@cache
def photo_words() -> frozenset[str]:
    """Words of which a photo's credit has one: the longest word of each house and of each word for a picture, which "by" or its like may follow without a space."""
    longest = [(word, max(WORD.findall(word), key=len)) for word in map(str.casefold, role_words("photo", "any"))]
    glued = [own + by.split()[0] for word, own in longest for by in _BY if word.endswith(own)]
    return _house_words() | frozenset(own for _, own in longest) | frozenset(glued)


@cache
def _house() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in role_words("photo", "houses"))
    return re.compile(rf"(?<![\w]){'(?:' + words + ')'}(?![\w])", re.IGNORECASE)


@cache
def _contributors() -> re.Pattern[str]:
    leading: list[str] = []
    trailing: list[str] = []
    for phrase in role_words("contributors", "any"):
        before, after = (re.escape(part.strip()).replace(r"\ ", r"\s+") for part in phrase.split("{}"))
        (trailing if after else leading).append(before or after)
    names_behind = rf"(?:{'|'.join(leading)})\s*[:：]?\s*(?P<behind>.+?)(?:[\s)）.*]*|[.;]\s+\S.*)"
    names_before = rf"(?P<before>(?:[^.]|\.(?! )){{3,160}}?)\s+(?:(?:{'|'.join(trailing)})\b.*|contributed\s*\.?)"
    return re.compile(rf"[\s(（*—–\-]*(?:{names_behind}|{names_before})", re.IGNORECASE)


@cache
def contributor_words() -> tuple[frozenset[str], frozenset[str]]:
    """The first letters of phrases before the names, and the longest words of those behind them."""
    parts = [[part.strip().casefold() for part in phrase.split("{}")] for phrase in role_words("contributors", "any")]
    heads = frozenset(before[:_HEAD_CHARS] for before, after in parts if not after)
    return heads, frozenset(max(WORD.findall(before or after), key=len) for before, after in parts if after)


@cache
def _contributor_firsts() -> tuple[str, ...]:
    """The first words of phrases before the names."""
    phrases = (phrase.split("{}") for phrase in role_words("contributors", "any"))
    return tuple(sorted({before.split()[0].casefold()[:_LONGEST_FIRST] for before, after in phrases if not after.strip()}))


_LONGEST_FIRST = 20
_CONTRIBUTORS_LEAD = re.compile(r"[\s(（*—–\-]*")


def _opens_contribution(text: str) -> bool:
    """Whether a line begins as a phrase before contributors' names may. Beyond ASCII a letter may have more than one small form."""
    lead = _CONTRIBUTORS_LEAD.match(text) if not text[:1].isalpha() else None
    start = lead.end() if lead else 0
    head = text[start : start + _HEAD_CHARS]
    if not head.isascii():
        return True
    return head.lower() in contributor_words()[0] and (not text.isascii() or text[start : start + _LONGEST_FIRST].lower().startswith(_contributor_firsts()))


def _may_contribute(text: str) -> bool:
    """Whether `_contributors` can match."""
    return _opens_contribution(text) or "İ" in text or "ı" in text or not contributor_words()[1].isdisjoint(words_in[text])


def is_photo_credit(text: str) -> str | None:
    """Why a short text is a photo's credit, or None.

    >>> is_photo_credit("Photo by Ines Karlsen via Reuters")
    'it opens with "Photo by" and is no sentence'
    >>> is_photo_credit("Photos by the river show how far the water rose.") is None
    True
    >>> is_photo_credit("Ines Karlsen/Getty Images")
    'a name and the picture house Getty Images are all there is'
    """
    return _photo_credits[text]


def names_owner(text: str) -> bool:
    """Whether a text names persons, a picture house, or a house and one of its own: "Ouest-Images / Loïc Le Bras"."""
    if bool(split_names(text)) or _house().search(text) is not None:
        return True
    return "/" in text and (any(is_person(part) for part in text.split("/")) or _AT_SITE.search(text) is not None)


_AT_SITE = re.compile(r"[\w)]\s?/\s?[\w-]+\.[a-z]{2,4}$")
"""A name and the address of a picture house: "TamNad/Bilderhaus.com"."""


def _photo_credit(text: str) -> str | None:
    text = text.strip()
    if not 3 < len(text) <= _LONGEST or text.endswith(("?", "!")):
        return None
    n_words = len(text.split())
    if not text.isascii() and len(_CJK.findall(text)) > 40:
        return None
    if match := photo_opening(text):
        sentence = text.endswith(".") and n_words > 12
        opening = match.group()[:-1].strip(" .…:：/|-–([")
        owner = text[match.end() - 1 :]
        if opening.casefold() in _WEAK and not (names_owner(owner.split(" for ")[0]) or "©" in text or _photo_credit(owner)):
            return None
        return None if sentence or n_words > 16 else f'it opens with "{opening}" and is no sentence'
    house = None if n_words > 9 or (text.isascii() and _house_words().isdisjoint(tokens_of(folds[text]))) else _house().search(text)
    if house is None or _WITH.match(text):
        return None
    rest = (text[: house.start()] + text[house.end() :]).strip(" /|,()[]©•-–—:.&")
    if "©" in text or text.startswith(("(c)", "(C)")):
        return f"the copyright sign stands beside the picture house {house.group()}"
    # "(dpa/has)": an agency and the sign of who edited its story.
    if rest.islower() and len(rest) <= _LONGEST_SIGN and house.group().islower():
        return None
    apart = re.search(r"[/|]|via\b", text[max(0, house.start() - 6) : house.end() + 3], re.IGNORECASE) is not None
    if apart and (not rest or split_names(re.sub(r"\bvia\b", "", rest, flags=re.IGNORECASE).strip(" /|,")) or len(rest.split()) <= 3):
        return f"a name and the picture house {house.group()} are all there is"
    if not rest and house.group().casefold() not in {
        "ap",
        "afp",
        "dpa",
        "reuters",
        "epa",
        "efe",
        "ansa",
        "apa",
        "tass",
        "bloomberg",
        "rex",
        "handout",
        "instagram",
    }:
        return f"the picture house {house.group()} is all there is"
    return None


_WITH = re.compile(r"(?:mit|with|avec|con|com|med|met)\s", re.IGNORECASE)
"""A story is written with an agency's material, a picture is not: "(mit dpa)"."""
_LONGEST_SIGN = 4
_photo_credits = Remembered(_photo_credit)


def photo_credit(reading: Reading) -> Iterable[Verdict]:
    """A line that says who took or owns a picture: "Photo by …", "Foto: …", "NAME/Getty Images"."""
    marks = cue_marks(reading)
    for index in reading.open_lines():
        text = reading.shown[index]
        if len(text) > _LONGEST + 8 or not marks[index] & (PHOTO | UNCUT):
            continue
        because = is_photo_credit(text)
        if because:
            reads = tuple(("agencies", name) for name in find_agencies(text) if name not in {"BBC", "CNN"})
            yield take(index, "credits", "photo-credit", because, value=text.strip().lstrip("/ "), text=text, reads=reads, kind="credit")


def contributor_line(reading: Reading) -> Iterable[Verdict]:
    """A line below the text that says who else worked on it: "With reporting by …", "NAME contributed to this report."."""
    marks = cue_marks(reading)
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) > (_LONGEST_CONTRIBUTORS if index > reading.first_prose else 80):
            continue
        if not marks[index] & (CONTRIBUTORS | SOURCE | UNCUT) and not _opens_contribution(text):
            continue
        said = _said[text]
        if said.because:
            yield take(index, "credits", "contributor-line", said.because, text=text, reads=said.reads, kind="credit", score=0.93)
        elif said.source and (verdict := _source_line(reading, index, said)) is not None:
            yield verdict


@dataclass(frozen=True, slots=True)
class _Contribution:
    """What a line says of who worked on a story, wherever it stands."""

    because: str = ""
    """Why it is a line of contributors; '' when it is none."""
    reads: tuple[tuple[str, str], ...] = ()
    source: str = ""
    """Why it names an agency's material; '' when it does not."""


def _contribution(text: str) -> _Contribution:
    match = _contributors().fullmatch(text) if _may_contribute(text) else None
    if match is None:
        return _several(text) or _sourced(text)
    told = match["behind"] or match["before"] or ""
    names = _ROLE_BEFORE.sub("", told)
    people = split_names(names) if names else ()
    if not people and not find_agencies(told):
        return _Contribution()
    reads = tuple(("agencies", name) for name in find_agencies(text))
    # Who "contributed to this report" is the closest thing to an author that a page without a byline names;
    # editors, compilers and translators are not.
    if people and re.search(r"contributed|reporting by|reported by|mitarbeit|colaboraci|ha collaborato", fold(text)):
        reads += tuple(("contributors", person) for person in people)
    return _Contribution(f"it names {names.strip()!r} in words that only a line of contributors has", reads)


def _several(text: str) -> _Contribution | None:
    """The same of a line of sentences: "Berg reported from Oslo. Associated Press writer Ada Ruiz contributed to this report."."""
    first, _, rest = text.partition(". ")
    if not rest or not _REPORTED.fullmatch(first):
        return None
    said = _contribution(rest)
    return said if said.because else None


_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’.\-]*(?: [^\W\d_a-zß-öø-ÿ][\w'’.\-]*){0,2}"
_REPORTED = re.compile(rf"[\s_*—–\-]*{_NAME}(?:, {_NAME}){{0,3}}(?:,? and {_NAME})? (?:reported|wrote) from [^\W\d_][^.]{{2,80}}")


def _sourced(text: str) -> _Contribution:
    if len(text) > _LONGEST:
        return _Contribution()
    word = cues("source").search(folds[text], words_in[text])
    agencies = find_agencies(text) if word else ()
    if word is None or not agencies or any(mark in text for mark in '“”"«»'):
        return _Contribution()
    reads = tuple(("agencies", name) for name in agencies)
    return _Contribution("", reads, f'it names {", ".join(agencies)} and speaks of their "{word.group()}", below the text')


_ROLE_BEFORE = re.compile(
    r"(?:[^\W\d_][\w.'&-]*\s+){0,4}?(?i:writers?|reporters?|correspondents?|journalists?|researchers?|photographers?|producers?|editors?)\s+(?=[A-Z])"
)
"""What a paper calls its people, in front of their names: "Associated Press writer Kari Lund"."""
_said = Remembered(_contribution)


_SOURCE_LABEL = re.compile(rf"[\s(\[]*(?:{SOURCE_WORDS})\s*[:：]\s*(?P<source>[^\s:：][^:：]{{1,60}})", re.IGNORECASE)
_MOST_SOURCE_WORDS = 7


_AGENCY_INPUTS = re.compile(
    r"[\s(]*with (?:agency inputs?|inputs? from (?:news )?agencies|(?:wire|agency|agencies) (?:reports?|inputs?))[\s).]*", re.IGNORECASE
)


def source_label(reading: Reading) -> Iterable[Verdict]:
    """A line that says where the text or a table is from, with a label in front: "Source: World Bank", "Fuente: El Faro"."""
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) > _LONGEST or not (":" in text or "：" in text or text[:6].lower().lstrip("( ").startswith("with")):
            continue
        if _AGENCY_INPUTS.fullmatch(text):
            yield take(index, "credits", "source-label", "it says that agencies helped, and nothing else", text=text, kind="credit", score=0.9)
            continue
        match = _SOURCE_LABEL.fullmatch(text)
        if match is None or len(match["source"].split()) > _MOST_SOURCE_WORDS or match["source"][0].islower() or any(mark in text for mark in '“”"«»?!'):
            continue
        if _is_explained_below(reading, index, match["source"]):
            continue
        if not ends_sentence(text) or len(match["source"].split()) <= 2:
            reads = tuple(("agencies", name) for name in find_agencies(match["source"]))
            yield take(index, "credits", "source-label", "a label and a name say where it is from", text=text, reads=reads, kind="credit", score=0.9)


def _is_explained_below(reading: Reading, index: int, source: str) -> bool:
    """Whether the paragraph right below has the words of the label's name in small letters: "Source: Plane wave", and "A plane wave keeps its brightness"."""
    below = reading.neighbour(index, 1)
    if below is None or not reading.looks_like_prose(below) or index < reading.first_prose:
        return False
    said = set(_WORDS.findall(reading.bare[below]))
    return all(word.lower() in said for word in _WORDS.findall(source))


_WORDS = re.compile(r"[^\W_]+")


def _source_line(reading: Reading, index: int, said: _Contribution) -> Verdict | None:
    """A short line below the text that names agencies and speaks of their material: "Some information came from Reuters."."""
    n_below = len(reading.prose) - bisect_right(reading.prose, index)
    if index < reading.first_prose or reading.looks_like_prose(index) or n_below > 1:
        return None
    return take(index, "credits", "source-line", said.source, text=reading.shown[index], reads=said.reads, kind="credit", score=0.85)
