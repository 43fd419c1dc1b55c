"""What stands below the last paragraph and signs it: "박소연 기자 soyeon@lantern.example", "(lh)", an address for letters.

East Asian houses print the name and the address of who wrote below every text; others print initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.article import Verdict
from cleaner.html.blocks import without_bullet
from cleaner.rules.names import before_role
from cleaner.rules.reading import Reading, drop, take

RULE = "html-signature"
_LEAST_CHANCE = 0.3
"""Of being text, from where on a line counts among the last: the judge takes a sign-off for text as often as not."""
_LAST_LINES, _LEAST_LINES, _LONGEST = 3, 3, 60
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INITIALS = re.compile(r"\((?:[^\W\d_A-Z]{2,4}|[A-Z]{2,3})(?:\s?[/,-]\s?(?:[^\W\d_A-Z]{2,4}|[A-Z]{2,3})){0,3}\)")
_SIGNED = 0.93


def sign_offs(reading: Reading, taken: set[int]) -> Iterator[Verdict]:
    """The last of a text's lines, as far as they do nothing but sign it."""
    chances = reading.document.chances
    text = [index for index in reading.open_lines() if index not in taken and chances[index] >= _LEAST_CHANCE]
    for index in text[-_LAST_LINES:] if len(text) > _LEAST_LINES else ():
        line = without_bullet(reading.texts[index])
        if len(line) > _LONGEST:
            continue
        if (signed := before_role(line)) is not None and not line.isascii() and line.startswith(signed[0]):
            why = f'a name and "{signed[1]}" below the text, and nothing else'
            yield take(index, "authors", RULE, why, value="", text=line, kind="byline", reads=(("authors", signed[0]),), score=_SIGNED)
        elif _ADDRESS.fullmatch(line):
            yield drop(index, "author_bio", RULE, "an address for letters below the text, and nothing else", score=0.9)
        elif _INITIALS.fullmatch(line):
            yield drop(index, "author_bio", RULE, "initials in brackets below the text, and nothing else", score=0.9)
