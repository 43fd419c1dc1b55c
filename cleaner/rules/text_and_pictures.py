"""Who wrote and who took the pictures, on one line: "Text: Ada Ruiz, Fotos: Ole Harms"; "Ada Ruiz (aru)" with the sign of the writer behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cleaner.article import Verdict
from cleaner.rules.agencies import find_agencies
from cleaner.rules.names import split_names
from cleaner.rules.reading import Reading, take
from cleaner.rules.role_words import role_words

_LONGEST = 120
_NEAR = 5
_SIGN = re.compile(r"(?P<name>[^\W\d_][^(),;:|]{3,40}) \((?P<sign>[^\W\d_A-ZÀ-Þ]{2,4})\)")
"""A name and its own short sign; that its first letter is the name's is asked too."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words for the text and those for the pictures, each with its names; and both with the same name."""
    text, pictures, both = (
        "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in role_words("text_and_pictures", key)) for key in ("text", "pictures", "both")
    )
    names = r"[^\W\d_][^:|/()]{2,60}?"
    return (
        re.compile(rf"(?:{text})\s*:\s*(?P<names>{names})\s*[,;.|/·•–-]*\s*(?P<credit>(?:{pictures})\s*:\s*(?P<others>{names})\.?)", re.IGNORECASE),
        re.compile(rf"(?P<credit>(?:{both})\s*:\s*(?P<names>{names})\.?)", re.IGNORECASE),
    )


def text_and_pictures(reading: Reading) -> Iterable[Verdict]:
    """The line beside the text that names its writer and its photographer behind a label each, or a name with the writer's sign."""
    two, one = _patterns()
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) > _LONGEST or reading.first_prose + _NEAR < index < reading.last_prose:
            continue
        match = (two.fullmatch(text) or one.fullmatch(text)) if ":" in text else None
        if match is not None and (names := split_names(match["names"])):
            credit = match["credit"].rstrip(".")
            reads = (*(("authors", name) for name in names), ("credits", credit))
            why = "a label and a name for the text, and for the pictures"
            yield take(index, "authors", "text-and-pictures", why, value="", text=text, kind="byline", reads=reads, score=0.93)
        elif text.endswith(")") and (match := _SIGN.fullmatch(text)) is not None and _is_signed(match):
            why = f'a name and its sign "{match["sign"]}" are all there is'
            reads = (("authors", match["name"].strip()),)
            yield take(index, "authors", "text-and-pictures", why, value="", text=text, kind="byline", reads=reads, score=0.85)


def _is_signed(match: re.Match[str]) -> bool:
    names, initials = split_names(match["name"]), [word[0].lower() for word in match["name"].split()]
    return len(names) == 1 and len(initials) in (2, 3) and match["sign"][0] in initials and not find_agencies(match["sign"])
