"""Captions: lines that describe a picture or video instead of telling the story."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from cleaner.article import Fate, Verdict
from cleaner.dates import find_dates, is_date_line
from cleaner.rules.agencies import find_agencies
from cleaner.rules.caption_credits import CREDIT_CHARS, LEAST_CAPTION, LEAST_TOLD_WORDS, MOST_PAPER_WORDS, may_own, owned, says_photo, trailing_credit
from cleaner.rules.credits import is_photo_credit, names_owner
from cleaner.rules.cue_marks import CAPTION, MEDIA, PHOTO, UNCUT, cue_marks
from cleaner.rules.headings import numbered_entry
from cleaner.rules.names import is_person
from cleaner.rules.pieces import pieces
from cleaner.rules.publisher_names import names_publisher
from cleaner.rules.reading import Reading, ends_sentence, opens_with_speech, take
from cleaner.rules.role_words import cues, role_words

_LONGEST = 420
"""Characters. A paragraph of prose that mentions who stood left of whom may be longer."""
_LONGEST_SIGNED = 700
_IN_DOUBT = 0.75
"""Of the short lines above a photo credit that the judge keeps on 470 real pages, 24 of 39 with less than this are no body, and 1 of 15 with more."""
_IN_GREAT_DOUBT = 0.66
"""Of those of several sentences on 580 dumps none of three with less than this is body, and twelve of thirteen with more are."""
_LONGEST_IN_DOUBT = 360
_IN_EVEN_DOUBT, _LONGEST_WITH_AGENCY = 0.5, 160
_AGENCY_BEHIND = re.compile(r"[.!?”\"]\s(?P<tag>[^\s.!?()]{2,12}(?: [^\s.!?()]{2,12})?)$")
_HEAD_CHARS = 2
_JAPANESE = re.compile(r"[＝=][^。＝=]{2,24}(?:で|、\S{2,12}|撮影)$|（[^（）。]{2,24}(?:で|にて)）$")
"""The end of a Japanese newspaper's caption: "＝ place で、 date"."""
_IN_BRACKETS = re.compile(r"\((?P<name>[^()]{3,40})\)$")
_TRAILING_DATE = re.compile(r",\s+(?:on\s+)?[^\W\d_]{3,9}\.?\s+\d{1,2},\s+\d{4}\.?\s*$")


@cache
def _openings() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, role_words("caption", "openings"))))


@cache
def _opening_heads() -> frozenset[str]:
    return frozenset(words[:_HEAD_CHARS] for words in role_words("caption", "openings"))


def _opening(text: str) -> re.Match[str] | None:
    """How only a caption begins; most lines begin with two characters that no such words begin with."""
    head = text[:_HEAD_CHARS]
    # Beyond ASCII a letter may have more than one small form.
    return None if head.isascii() and not head[1:].isspace() and head.lower() not in _opening_heads() else _openings().match(_plain(text))


@cache
def _of_file() -> re.Pattern[str]:
    """Brackets that say that a picture is none of the day, "(Archivbild)"."""
    return re.compile(rf"\((?:{'|'.join(map(re.escape, role_words('caption', 'of_file')))})\)", re.IGNORECASE)


def _dated(text: str) -> re.Match[str] | None:
    """The date at the end of a line, which is a year."""
    return _TRAILING_DATE.search(text) if _ends_with_figure(text) else None


def _ends_with_figure(text: str) -> bool:
    """Whether a figure is the last character, a full stop not counted."""
    return text.rstrip()[-2:].strip(".")[-1:].isdecimal()


def caption(reading: Reading) -> Iterable[Verdict]:
    """A line with a mark that only captions have, or a photo credit at its end, or a picture as its subject and no full stop."""
    prose, marks, alike = reading.prose, cue_marks(reading), _begun_alike(reading)
    n_decided = 0
    # Of the first lines of prose, how many are decided by now.
    for index in reading.open_lines():
        text = reading.bare[index]
        if not LEAST_CAPTION <= len(text) <= _LONGEST_SIGNED or (len(text) > _LONGEST and not says_photo(text)):
            continue
        above = reading.neighbour(index, -1)
        if above is not None and reading.folded[above] == reading.folded[index]:
            continue
        while n_decided < len(prose) and not reading.is_open(prose[n_decided]):
            n_decided += 1
        first = prose[n_decided] if n_decided < len(prose) else index
        credit = (trailing_credit(text) if marks[index] & (PHOTO | UNCUT) or may_own(text) else None) or owned(reading, index)
        if credit is None and above is not None and text.startswith(reading.bare[above]):
            credit = _behind_repeated(reading, index)
        if not credit and index in alike:
            credit = _owner_beside(reading, index)
        if credit is not None and len(text) > _LONGEST_QUOTING and _quotes(text):
            continue
        if credit is not None and (len(text) <= _LONGEST_QUOTING or says_photo(text)):
            yield from _with_credit(reading, index, credit)
        elif index in alike and _is_repeated_with_credit(reading, index):
            yield take(index, "captions", "caption", "the line beside it says the same, with a photo credit behind it", text=text, kind="caption", score=0.9)
        elif because := _why(reading, index, text, first, marks[index]):
            yield take(index, "captions", "caption", because, text=text, kind="caption", score=0.9)


def _begun_alike(reading: Reading) -> frozenset[int]:
    """The lines that begin as the one above or below does: of two texts of a picture one begins with the other."""
    pairs = pairwise(reading.solid)
    return frozenset(i for above, below in pairs if reading.bare[above][:LEAST_CAPTION] == reading.bare[below][:LEAST_CAPTION] for i in (above, below))


def _quotes(text: str) -> bool:
    """Whether somebody speaks in a text as long as a paragraph: then it is one, though a credit stands behind it."""
    return any(len(said.split()) >= LEAST_TOLD_WORDS for said in _QUOTED.findall(text))


_QUOTED = re.compile(r"[\"“„«»]([^\"“”„«»]{12,})[\"”“»«]")
_LONGEST_QUOTING = 320


def _is_repeated_with_credit(reading: Reading, index: int) -> bool:
    """Whether the line right below is this one with a photo credit behind it, or the one above: a picture's alternative text beside its caption."""
    below, text = reading.neighbour(index, 1), reading.bare[index]
    for other in (below, reading.neighbour(index, -1)):
        if other is not None and reading.bare[other].startswith(text) and _owner_beside(reading, other) is not None:
            return True
    if below is None or not reading.is_adjacent(index, below):
        return False
    longer = reading.bare[below]
    is_begun = longer.startswith(reading.bare[index]) and len(longer) > len(reading.bare[index])
    return is_begun and (trailing_credit(longer) is not None or _behind_repeated(reading, below) is not None)


def _owner_beside(reading: Reading, index: int) -> str | None:
    """What the line has behind a sentence that stands alone beside it, if that may be a name: "The gate. Ada Ruiz for The Tarn" and "The gate."."""
    text = reading.bare[index]
    if not reading.first_prose < index < reading.last_prose or ends_sentence(text):
        return None
    for other in (reading.neighbour(index, 1), reading.neighbour(index, -1)):
        told = reading.bare[other] if other is not None else ""
        if not told or not text.startswith(told):
            continue
        words = text[len(told) :].split() if len(told) >= LEAST_CAPTION and ends_sentence(told) and text.startswith(f"{told} ") else []
        if 0 < len(words) <= MOST_PAPER_WORDS and words[0][0].isupper() and all(word[0].isupper() or word in _BETWEEN_NAMES for word in words):
            return text[len(told) :].strip()
    return None


_BETWEEN_NAMES = frozenset("for of the and von für de du des del di da by via / &".split())


def _behind_repeated(reading: Reading, index: int) -> str | None:
    """What the line has behind the words of the line right above it, if that is a person and a house: a picture's caption with its credit."""
    above = reading.neighbour(index, -1)
    if above is None or not reading.is_adjacent(index, above) or not reading.bare[index].startswith(reading.bare[above] + " "):
        return None
    rest = reading.bare[index][len(reading.bare[above]) :].strip()
    if rest.startswith("| ") and len(rest.split()) <= MOST_PAPER_WORDS:
        return rest[1:].strip()
    return (
        rest
        if len(reading.bare[above]) >= LEAST_CAPTION and 3 < len(rest) <= CREDIT_CHARS and (is_photo_credit(rest) or ("/" in rest and names_owner(rest)))
        else None
    )


def _with_credit(reading: Reading, index: int, credit: str) -> Iterable[Verdict]:
    """Two spans: the caption, and the credit behind it."""
    whole = reading.shown[index]
    start = whole.rindex(credit)
    start -= whole[:start].endswith(("(", "[", "|", "©", "（", "〈", "【"))
    told = whole[:start].strip(" |©–—-/（▲")
    if len(told) < LEAST_CAPTION:
        return
    reads = (("credits", credit), *(("agencies", name) for name in find_agencies(credit)))
    because = f"it ends with the photo credit {credit!r}"
    if whole != reading.texts[index]:  # there are links in it, and no place to cut
        yield Verdict(index + 1, Fate.TAKE, "caption", "caption", because, 0, None, 0.9, (("captions", told), *reads))
        return
    yield Verdict(index + 1, Fate.TAKE, "caption", "caption", because, 0, start, 0.9, (("captions", told),))
    yield Verdict(index + 1, Fate.TAKE, "credit", "caption", "a photo credit behind a caption", start, None, 0.9, reads)


def caption_in_doubt(reading: Reading, index: int, chance: float) -> Verdict | None:
    """The caption that the judge was not sure is text, if something beside it says that it is one; `chance` is the judge's.

    A picture's credit below a paragraph is no proof by itself: on real pages the picture's caption is missing as often as not.
    """
    text = reading.bare[index]
    if chance >= _IN_DOUBT or not 12 <= len(text) <= _LONGEST_IN_DOUBT or numbered_entry(reading, index):
        return None
    below = reading.neighbour(index, 1)
    said: Sequence[Verdict] = reading.verdicts.get(below, ()) if below is not None and below - index <= 2 else ()
    words = text.split()
    # "Quick Coat Hooks" above a credit is the heading of a list's entry.
    titled = sum(word[0].isupper() for word in words) > 0.7 * len(words)
    # An entry of a list has entries above it.
    place = reading.place[index]
    two = reading.solid[max(0, place - 2) : place]
    is_entry = len(two) == 2 and all(reading.is_open(i) and not reading.looks_like_prose(i) for i in two) and not ends_sentence(text)
    # What stands below the first or the last paragraph may be the credit of any picture.
    title = reading.first_prose if reading.headline is None else reading.headline
    is_below_prose = bisect_right(reading.prose, title) < bisect_left(reading.prose, index)
    is_doubtful = chance < _IN_GREAT_DOUBT and is_below_prose and index < reading.last_prose and bool(said) and said[0].rule == "photo-credit"
    because = ""
    if (
        said
        and below is not None
        and _is_credit(reading, below)
        and len(words) >= 6
        and not titled
        and not is_entry
        and (is_doubtful or not _is_paragraph(reading, index))
    ):
        because = f"a photo credit stands below it, on line {below + 1}"
    elif text.endswith("(") and len(words) >= 4:
        because = "it ends with a bracket that is left open, as a credit on a line of its own leaves it"
    elif chance < _IN_EVEN_DOUBT and len(text) <= _LONGEST_WITH_AGENCY and (tag := _AGENCY_BEHIND.search(text)) and find_agencies(tag["tag"]):
        because = f"it is short and ends with {tag['tag']!r}, between paragraphs"
    elif is_below_prose and index < reading.last_prose and _is_taken_on(reading, text):
        because = "it ends with the day and the place of what it shows, between paragraphs"
    elif len(words) >= 4 and (mark := cues("caption", "marks").search(_plain(text), reading.words(index))) and not _is_party(text, mark):
        because = f"it has the caption's mark {mark.group().strip()!r}"
    if not because:
        return None
    return take(
        index, "captions", "caption-in-doubt", f"{because}; the judge is not sure that it is text, p(body) = {chance:.2f}", text=text, kind="caption", score=0.7
    )


def _is_taken_on(reading: Reading, text: str) -> bool:
    """Whether a text is one sentence that ends with a day and its year, or with that and a place: "Ada Ruiz at the gate, May 3, 2031, in Norvik."."""
    tail = text[-_TAKEN_CHARS:]
    if text[0] in "—–-" or any(mark in text for mark in '“”"«»:') or not _YEAR.search(tail) or _NEXT_SENTENCE.search(text[:-_TAKEN_CHARS]):
        return False
    days = [day for day in find_dates(tail, language=reading.language) if day.precision == "day" and _YEAR.search(day.text)]
    return bool(days) and _PLACE_BEHIND_DAY.fullmatch(tail, days[-1].end) is not None and len(text.split()) >= 2 * LEAST_TOLD_WORDS


_TAKEN_CHARS = 60
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PLACE_BEHIND_DAY = re.compile(r"(?:,?\s(?:in|at|near|en|em|à|a)\s[^\W\d_a-zß-öø-ÿ][^()]{2,40}|\.?\s\([^()]{2,30}\))?\.?")


def _is_credit(reading: Reading, index: int) -> bool:
    """Whether a rule has found a credit in the line, or the sign of copyright in front of somebody who may own a picture."""
    rule, text = reading.verdicts[index][0].rule, reading.bare[index]
    return rule in {"photo-credit", "agency-line"} or (rule in {"copyright-sign", "copyright-line"} and "/" in text and names_owner(text.lstrip("© ")))


def _why(reading: Reading, index: int, text: str, first: int, marks: int) -> str:
    """The mark of a caption that the line has, in words; '' when it has none. `first` is the first line of prose that is still open."""
    if len(text) <= _LONGEST_IN_DOUBT and (opening := _opening(text)):
        return f"it begins as only a caption does, with {opening.group().strip(' -')!r}"
    if not marks & (CAPTION | MEDIA | UNCUT) and text[-1] != ")" and text.isascii() and not _ends_with_figure(text):
        return ""  # as most lines: none of the marks below is in it
    # "(left)" may stand in a paragraph of prose too; there it has a paragraph's neighbours and ends as a sentence.
    is_cued = marks & (CAPTION | UNCUT) != 0
    goes_on = text[-1] in ":：" or index in pieces(reading)
    apart = not (goes_on or ends_sentence(text)) or (is_cued and (_dated(text) is not None or _repeats(reading, index)))
    above = index < first or (index == first and len(text) < 200 and _is_before_prose(reading, index))
    if is_cued and (of_file := _of_file().search(text)) is not None:
        return f"it says of itself that its picture is none of the day, {of_file.group()!r}"
    if is_cued and (apart or above) and (mark := cues("caption", "marks").search(_plain(text), reading.words(index))) and not _is_party(text, mark):
        return f"it has the caption's mark {mark.group().strip()!r} and {'does not end as prose does' if apart else 'stands above the text'}"
    # "Norvik, May 7, 2031" is where and when the text was written.
    told = above and len(text) <= 240 and (when := _dated(text)) is not None and len(text[: when.start()].split()) >= LEAST_TOLD_WORDS
    if told and when is not None and is_date_line(text, reading.language) is None:
        return f"it ends with when the picture was taken ({when.group().strip(' ,.')}) and stands above the text"
    if above and not ends_sentence(text) and (own := _IN_BRACKETS.search(text)):
        if names_publisher(reading, own["name"]):
            return f"it ends with the publisher's own name, {own.group()}, and stands above the text"
        if ends_sentence(text[: own.start()].rstrip()) and is_person(own["name"]):
            return f"it ends with a person's name behind a sentence, {own.group()}, and stands above the text"
    if not text.isascii() and index <= reading.first_prose and not ends_sentence(text) and (place := _JAPANESE.search(text)):
        return f"it ends with where and when the picture was taken, {place.group()!r}"
    if marks & (MEDIA | UNCUT) and not goes_on and not ends_sentence(text) and len(text.split()) >= 9 and reading.first_prose < index < reading.last_prose:
        folded, words = reading.folded[index], reading.words(index)
        noun, verb = cues("caption", "media").search(folded, words), cues("caption", "media_verbs").search(folded, words)
        if noun and verb:
            return f'it speaks of a {noun.group()} ("{verb.group()}") and has no full stop, between paragraphs'
    return ""


def _is_party(text: str, mark: re.Match[str]) -> bool:
    """Whether what looks like "(l)eft" is a politician's party in front of what the person says: "Edda Holm (L): “The pier must go”"."""
    return mark.group().strip().endswith(")") and _plain(text)[mark.end() :].lstrip().startswith(":")


def _plain(text: str) -> str:
    """Folded, with the brackets that many marks have at the edge of a line."""
    return " ".join(text.replace("’", "'").casefold().split())


def _is_before_prose(reading: Reading, index: int) -> bool:
    after = reading.neighbour(index, 1)
    return after is not None and reading.looks_like_prose(after)


def _repeats(reading: Reading, index: int) -> bool:
    """Whether the same line stands right above or below: a picture's alternative text and its caption."""
    return any(
        reading.is_adjacent(index, other) and reading.folded[other] == reading.folded[index]
        for other in (reading.neighbour(index, 1), reading.neighbour(index, -1))
        if other is not None
    )


def caption_by_place(reading: Reading) -> Iterable[Verdict]:
    """A line with its photo credit right below it; or one printed twice below the headline, as a picture's two texts are."""
    title = reading.headline
    last = next((i for i in reversed(reading.prose) if reading.is_open(i)), -1)
    for index in reading.open_lines():
        text = reading.bare[index]
        if not 8 <= len(text) <= 300:
            continue
        above, below = reading.around(index)
        if above is not None and reading.folded[above] in _CAPTION_LABELS and not reading.is_open(above):
            yield take(index, "captions", "caption-by-place", f"line {above + 1} says that it is one", text=text, kind="caption", score=0.9)
            continue
        if below is None or not reading.is_adjacent(index, below):
            continue
        # Right below the headline a line above the credit is the standfirst.
        said = reading.verdicts.get(below)
        if index == last and above is not None and reading.looks_like_prose(above) and ends_sentence(text):
            continue  # who took the article's picture, below its last paragraph
        if said and said[0].rule == "photo-credit" and above != title and not _is_paragraph(reading, index) and not numbered_entry(reading, index):
            yield take(
                index, "captions", "caption-by-place", f"a photo credit stands right below it, on line {below + 1}", text=text, kind="caption", score=0.85
            )
        elif (
            title is not None
            and title < index < reading.last_prose
            and reading.folded[below] == reading.folded[index]
            and _is_said_twice(reading, index)
            and not _is_listed(reading, index)
            and below not in pieces(reading)
        ):
            because = f"line {below + 1} says the same, as a picture's caption repeats its alternative text"
            yield take(index, "captions", "caption-by-place", because, text=text, kind="caption", score=0.8)


_CAPTION_LABELS = frozenset(
    ("image caption", "media caption", "video caption", "photo caption", "bildunterschrift", "légende", "pie de foto", "didascalia", "legenda")
)


def _is_paragraph(reading: Reading, index: int) -> bool:
    """Whether a line tells more than what is on a picture: several sentences, or what somebody said.

    Some sites put only a credit where they have a picture, below whatever paragraph it is.
    """
    text = reading.bare[index]
    if not reading.looks_like_prose(index) or not ends_sentence(text):
        return False
    is_long = len(text) >= _LEAST_PARAGRAPH and _NEXT_SENTENCE.search(text) is not None
    return is_long or opens_with_speech(text)


_LEAST_PARAGRAPH = 140
_NEXT_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?…][”\"“»)]?\s+[“„\"«»(¿¡]?[^\W\d_a-zß-öø-ÿ]")


def _is_listed(reading: Reading, index: int) -> bool:
    """Whether the title of a list of teasers stands right above the line, or other lines that are not prose between: a teaser has two texts too."""
    place = reading.place[index]
    for above in reversed(reading.solid[max(0, place - _MOST_TEASER_LINES) : place]):
        if reading.looks_like_prose(above):
            return False
        said = reading.verdicts.get(above)
        if said and said[0].rule in {"related-list-title", "most-read-title", "read-more"}:
            return True
    return False


_MOST_TEASER_LINES = 24


def _is_said_twice(reading: Reading, index: int) -> bool:
    """Whether the page says the line twice and no more: said again it is a lede, a refrain, or the name of the site."""
    return reading.times_said(index) == 2
