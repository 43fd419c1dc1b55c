"""What blogs print below a post, such as: This entry was posted in Harbour on January 27, 2031 by Ida Holm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cleaner.article import Verdict
from cleaner.dates import FoundDate, find_dates
from cleaner.rules.names import split_names
from cleaner.rules.reading import Reading, drop, take
from cleaner.rules.role_words import role_words

_LONGEST = 300
_HEAD_CHARS = 4
_WORD = r"(?:[^\W\d_]\.|[^\W\d_][\w'’-]+)"
"""Of a name, an initial among them: what ends with a full stop otherwise ends the name."""
_NAME = rf"{_WORD}(?:\s+{_WORD}){{1,3}}"
_PLACED = re.compile(r"permalink|permalien|bookmark|lesezeichen|\b(?:posted|filed) (?:in|under)\b|\btag|[ck]ateg[oó]r|рубри|カテゴリ|分[类類]|카테고리")
"""Without one of them, a day or a name, it is a sentence about a post: "This entry was written by hand"."""
_CHANGED = re.compile(r"\b(?:aktualisiert|updated|modified|mis à jour|actualizad[oa]|atualizad[oa]|aggiornat[oa]|bijgewerkt|zaktualizowan\w|обновлен\w)\b")


@cache
def _openings() -> tuple[frozenset[str], tuple[str, ...]]:
    openings = role_words("filed")
    return frozenset(opening[:_HEAD_CHARS] for opening in openings), openings


@cache
def _signed() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in role_words("filed_by"))
    return re.compile(rf"(?<!\w)(?:{words})\s+(?P<name>{_NAME})")


def is_filed(folded: str) -> bool:
    """Whether a line, folded, begins as what a blog says of where and when a post was filed.

    >>> is_filed("this entry was posted in harbour. bookmark the permalink."), is_filed("this entry was good")
    (True, False)
    """
    heads, openings = _openings()
    return folded[:_HEAD_CHARS] in heads and len(folded) <= _LONGEST and folded.startswith(openings)


def filed_line(reading: Reading) -> Iterable[Verdict]:
    """The line that says in a sentence where a post was filed, when and by whom; of several the first is the page's own."""
    is_first = True
    for index in reading.open_lines():
        if not is_filed(reading.folded[index]):
            continue
        text = reading.bare[index]
        dates = [date for date in find_dates(text, language=reading.language) if date.tells_day]
        reads = _reads(text, dates)
        if not (dates or reads or _PLACED.search(reading.folded[index])):
            continue
        if not is_first or _CHANGED.search(reading.folded[index]):
            reads = ()
        if not reads:
            yield drop(index, "tags", "filed-line", "it says where a post was filed", score=0.9)
            continue
        is_first = False
        what = " and ".join({"published_at": "when", "authors": "by whom"}[field] for field, _ in reads)
        kind = "byline" if reads[-1][0] == "authors" else "date"
        yield take(index, reads[0][0], "filed-line", f"it says where a post was filed, {what}", value="", text=text, kind=kind, reads=reads, score=0.85)


def _reads(text: str, dates: list[FoundDate]) -> tuple[tuple[str, str], ...]:
    days = (("published_at", dates[0].text),) if len({date.when.date() for date in dates}) == 1 else ()
    named = _signed().search(text)
    names = split_names(_up_to_a_small_word(named["name"])) if named is not None else ()
    return days + tuple(("authors", name) for name in names[:1])


def _up_to_a_small_word(name: str) -> str:
    """The words that begin with a capital, up to the first that does not: "Ida Holm in" is Ida Holm."""
    words = name.split()
    end = next((place for place, word in enumerate(words) if word[0].islower()), len(words))
    return " ".join(words[:end])
