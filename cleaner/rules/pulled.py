"""Quotations that are set apart in the text to catch the eye: words of a paragraph once more, with who said them on the line below."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Verdict
from cleaner.rules.names import is_person
from cleaner.rules.reading import Reading, drop, ends_sentence
from cleaner.rules.role_words import WORD

_LEAST_CHARS, _LONGEST, _LONGEST_SPEAKER = 40, 400, 100
_MOST_SEARCHED = 100
"""Quotations that are looked for in every paragraph: no page sets so many apart."""
LEAST_MORE = 12
"""Characters that the paragraph has more than the quotation."""
PIECES = re.compile(r"(?<=[,.;!?…])[\s\"”»“]+")
"""Between them the paragraph may say who speaks: "It rings," said the harbour master, "at dawn."."""
_BEFORE_ROLE = re.compile(r"[,;(|/–—]|\s-\s")
_QUOTES = "\"“„«‘'"
_STEM_CHARS = 10
_DASH = "—–- "
_MOST_FIRST_WORDS = 3


def pulled_quote(reading: Reading) -> Iterable[Verdict]:
    """Sentences between paragraphs that one of these has word for word, with nothing but their speaker on the line below; and the speaker."""
    said: dict[int, str] | None = None
    n_searched = 0
    for index in reading.open_lines():
        text = reading.bare[index]
        if not (reading.first_prose < index < reading.last_prose and _LEAST_CHARS <= len(text) <= _LONGEST):
            continue
        below = reading.neighbour(index, 1)
        if below is None or not reading.is_open(below) or len(reading.bare[below]) > _LONGEST_SPEAKER:
            continue
        if not ends_sentence(text) and text[0] not in _QUOTES:
            continue  # an entry of a list, "Fellow of the Harbour Society"
        if not _names_speaker(reading.bare[below]):
            continue
        n_searched += 1
        if n_searched > _MOST_SEARCHED:
            return
        stem = reading.folded[index].lstrip(_QUOTES)[:_STEM_CHARS]
        if not any(stem in reading.folded[i] for i in reading.prose if i != index):
            continue
        if said is None:
            said = {i: _worded(reading, i) for i in reading.prose}
        whole = _paragraph_of(reading, index, said)
        if whole is not None:
            yield drop(index, "duplicate", "pulled-quote", f"line {whole + 1} says it within its paragraph, and line {below + 1} who said it", score=0.9)
            yield drop(
                below, "duplicate", "pulled-quote", f"it names who says what line {index + 1} takes out of the paragraph on line {whole + 1}", score=0.85
            )


def _paragraph_of(reading: Reading, index: int, said: dict[int, str]) -> int | None:
    """The paragraph that has the line's sentences word for word and says more."""
    pieces = [" ".join(WORD.findall(piece)) for piece in PIECES.split(reading.folded[index])]
    size = sum(map(len, pieces))
    return next(
        (i for i, text in said.items() if i != index and len(text) >= size + LEAST_MORE and all(f" {piece} " in text for piece in pieces if piece)), None
    )


def _worded(reading: Reading, index: int) -> str:
    folded = reading.folded[index]
    return f" {' '.join(reading.all_words[index] if folded.isascii() else WORD.findall(folded))} "


def _names_speaker(text: str) -> bool:
    """Whether a line is a person and what the person does, and nothing else.

    >>> [_names_speaker(t) for t in ("Ada Ruiz, harbour master", "Ada Ruiz Hafenmeisterin", "Ada Ruiz opens the gate", "The gate opens.")]
    [True, True, False, False]
    """
    if len(text) > _LONGEST_SPEAKER or ends_sentence(text) or text.endswith(":"):
        return False
    name = _BEFORE_ROLE.split(text.lstrip(_DASH), maxsplit=1)[0].strip()
    if is_person(name) and len(name.split()) <= _MOST_FIRST_WORDS:
        return True
    words = name.split()
    return len(words) > 2 and is_person(" ".join(words[:2])) and all(not word[0].islower() for word in words[2:])
