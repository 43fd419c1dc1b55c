"""Title and subtitle: which line above the text is the headline, and which is its standfirst.

A headline shares its rare words with the text below it; a rubric, a slogan or a link does not. That holds in
every language, so it carries most of the score. Without enough of it the title stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Fate, Verdict
from cleaner.rules.reading import Reading, ends_sentence, fold, take

_REACH = 14
"""Open lines above the text that are looked at: the nearest ones."""
_LEAST_SCORE = 0.5
_WORDS = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_ABBREVIATED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}$")
_TERM_CHARS = 5
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4,}[.!?]\s+[^\W\d_a-z]\w+ \w+")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")
_PAIR = re.compile(r"(?=[\u30a0-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2})")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def title(reading: Reading) -> Iterable[Verdict]:
    """The line above the text that is its headline; or the line that the markup's or record's title repeats."""
    if any(said[0].kind == "title" for said in reading.verdicts.values()):
        return  # the markup has told
    claimed = {fold(clue.value): clue.source for clue in reading.document.clues if clue.field == "title"}
    for index in reading.open_lines():
        if claimed and (source := claimed.get(reading.folded[index])):
            yield take(index, "title", "title", f"it says what {source} gives as the title", text=reading.texts[index], score=0.98)
            return
    start = text_start(reading)
    if start is None:
        return
    # One paragraph, a lede or a banner's, may stand above the headline or below it; a line further down is a heading.
    above = [i for i in reading.prose if i < start and reading.is_open(i)]
    head = [i for i in reading.open_lines() if (above[-2] if len(above) > 1 else -1) < i <= start][-_REACH:]
    vocabulary = _Told(" ".join([reading.folded[i] for i in reading.prose if i >= (above[-1] if above else start)]))
    best: tuple[float, int, str] | None = None
    for place, index in enumerate(head):
        if index == start:
            vocabulary = _Told(" ".join([reading.folded[i] for i in reading.prose if i > start]))
        score, because = _score(reading, index, head, place, start, vocabulary)
        if best is None or score > best[0] + 1e-9:
            best = (score, index, because)
    if best is not None and best[0] >= _LEAST_SCORE:
        score, index, because = best
        yield take(index, "title", "title", because, text=reading.texts[index], score=round(min(0.97, score), 2))


def text_start(reading: Reading) -> int | None:
    """Index of the prose line where the text begins: the first that has another within the next three lines."""
    prose = [i for i in reading.prose if reading.fate(i) in (None, Fate.KEEP)]
    known = set(prose)
    for index in prose:
        place = reading.place[index]
        if any(i in known for i in reading.solid[place + 1 : place + 4]):
            return index
    return prose[0] if prose else None


class _Told:
    """The terms of a folded text, of three letters or more; `in` says whether it has one.

    To look for the few terms of a few lines takes a tenth of the time of listing all terms of the text. Only where pairs of
    East Asian characters count are all listed, as `_terms` does.
    """

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.listed = frozenset(_terms(folded, least=3)) if not folded.isascii() and _PAIR.search(folded) else None

    def __contains__(self, term: str) -> bool:
        if self.listed is not None:
            return term in self.listed
        folded, size = self.folded, len(term)
        # A term is what a word begins with; one of less than five letters is a whole word, but for Korean.
        same_kind = str.isdecimal if term[0].isdecimal() else _is_letter
        whole = size < _TERM_CHARS and not "\uac00" <= term[0] <= "\ud7af"
        at = folded.find(term)
        while at >= 0:
            behind = at + size
            if not (at and same_kind(folded[at - 1])) and not (whole and behind < len(folded) and same_kind(folded[behind])):
                return True
            at = folded.find(term, at + 1)
        return False


def _is_letter(char: str) -> bool:
    return char.isalnum() and not char.isdecimal()


def _terms(text: str, least: int = 4) -> list[str]:
    """What of a text may come again elsewhere: the beginnings of its longer words; pairs of characters of East Asian ones.

    Five letters make "train" and "trains" one word, and most inflected forms. Of Japanese the pairs without
    hiragana count: those with it are grammar.
    """
    folded = text.casefold()
    pairs = [folded[m.start() : m.start() + 2] for m in _PAIR.finditer(folded)] if not folded.isascii() else []
    words = _WORDS.findall(_HAN.sub(" ", folded) if pairs else folded)
    return pairs + [
        word[:2] if "\uac00" <= word[0] <= "\ud7af" else word[:_TERM_CHARS]
        for word in words
        if len(word) >= least or word.isdigit() or "\uac00" <= word[0] <= "\ud7af"
    ]


def _size(text: str) -> int:
    """Characters, those of scripts without spaces counted twice: they say as much as two letters."""
    text = text.strip()
    return len(text) + len(_CJK.findall(text))


def _score(reading: Reading, index: int, head: list[int], place: int, start: int, vocabulary: _Told) -> tuple[float, str]:
    text = reading.bare[index]
    terms = _terms(text)
    n_words = len(text.split())
    size = _size(text)
    if not 12 <= size <= 220 or len(terms) < 2 or n_words > 36:
        return 0.0, ""
    # A line that ends as a sentence is a standfirst or a lede: the headline may not be in the dump at all.
    if ends_sentence(text) and not text.endswith(("?", "!", "？", "！", "…", "...")) and not _ABBREVIATED.search(text):
        return 0.0, ""
    if index == start and not (size <= 160 and not text.endswith((".", "。", ".”", '."'))):
        return 0.0, ""
    shared = sum(term in vocabulary for term in terms)
    share = shared / len(terms)
    score = 0.55 * share + 0.1 * min(1.0, shared / 3)
    score += 0.15 if 28 <= size <= 140 else 0.05
    score += 0.1 if not _TWO_SENTENCES.search(text) else 0.0
    # The headline is the first long line: what follows may be the standfirst, a caption, a byline.
    longer_above = sum(_size(reading.texts[other]) >= 28 for other in head[:place])
    score += 0.15 if longer_above == 0 else -0.06 * min(3, longer_above)
    # A line printed twice without a blank line, and not the first, is a picture's alternative text and its caption.
    twice = any(
        other is not None and reading.is_adjacent(index, other) and reading.folded[other] == reading.folded[index]
        for other in (reading.neighbour(index, 1), reading.neighbour(index, -1))
    )
    score -= 0.45 if twice and longer_above else 0
    # Right above the text counts for a line that shares at least something with it: many a headline is all allusion.
    score += 0.1 if shared and all(not reading.is_open(i) for i in reading.solid[reading.place[index] + 1 : reading.place[start]]) else 0
    # Every word with a capital is a menu, but in English, whose headlines are written so too.
    capitals = [word[0].isupper() for word in text.split() if word[0].isalpha() and word[0].lower() != word[0].upper()]
    score -= 0.3 if reading.language != "en" and len(capitals) >= 4 and all(capitals) and not text.isupper() else 0
    score -= 0.25 if text.isupper() and n_words <= 4 else 0
    score -= 0.2 if re.search(r"\s[|»>/]\s|^[•*›»]", text) else 0
    return score, f"{shared} of its {len(terms)} longer words come again in the text, which begins on line {start + 1}"


def subtitle(reading: Reading) -> Iterable[Verdict]:
    """The standfirst: the line under the title with a byline, date, credit or caption between it and the text.

    Without one of those below it, a sentence under the title is as likely the first paragraph, and stays.
    """
    place = next((reading.place[i] for i, said in reading.verdicts.items() if said[0].kind == "title"), None)
    if place is None:
        return
    candidate: int | None = None
    for index in reading.solid[place + 1 : place + 7]:
        fate = reading.fate(index)
        if fate is Fate.DROP:
            continue
        if fate is Fate.TAKE:
            kind = reading.verdicts[index][0].kind
            text = reading.texts[candidate] if candidate is not None else ""
            # A lede with a picture below it is longer than a standfirst.
            if candidate is not None and (kind in {"byline", "date", "credit", "agencies"} or (kind == "caption" and len(text) <= 110)):
                yield take(candidate, "subtitle", "subtitle", f"it stands between the title and the {kind} on line {index + 1}", text=text, score=0.85)
                return
            if kind in {"byline", "date", "credit", "caption", "agencies"}:
                continue
            return
        if candidate is not None or reading.fate(index) is Fate.KEEP:
            return
        text = reading.bare[index]
        if not 20 <= len(text) <= 400:
            return
        candidate = index
