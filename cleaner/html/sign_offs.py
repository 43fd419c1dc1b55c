"""What stands below the last paragraph and signs it: "박소연 기자 soyeon@lantern.example", "(lh)", an address for letters.

East Asian houses print the name and the address of who wrote below every text; others print initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.article import Verdict
from cleaner.html.blocks import without_bullet
from cleaner.rules.agencies import find_agencies
from cleaner.rules.names import before_role, labelled_name
from cleaner.rules.reading import Reading, drop, take

RULE = "html-signature"
_LEAST_CHANCE = 0.3
"""Of being text, from where on a line counts among the last: the judge takes a sign-off for text as often as not."""
_LAST_LINES, _LEAST_LINES, _LONGEST = 5, 3, 60
_ADDRESS = re.compile(
    r"(?:(?:contact|e-?mail|mail|kontakt|contacto|correo|contatto|contato)\s*:\s*)?[\w.+-]+(?:@|\[at\]|\(at\))[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_INITIALS = re.compile(r"\((?:[^\W\d_A-Z]{2,4}|[A-Z]{2,3})(?:\s?[/,-]\s?(?:[^\W\d_A-Z]{2,4}|[A-Z]{2,3})){0,3}\)")
_SOURCE = re.compile(
    r"[（(\[【]?\s*(?:来源|來源|资料来源|資料來源|文章来源|稿源|编辑|編輯|责任编辑|責任編輯|责编|責編|校对|校對|审核|審核|监制|監製|排版|原标题|原標題|出典|提供)\s*[:：|｜丨/].{0,40}"
    r"|[（(\[【](?:完|全文完|完结|了|終わり|おわり|끝)[)）\]】]|[-—–\s]*(?:END|全文完|完)[-—–\s]*"
)
"""Whose report it is, who else worked on it, and that it ends, below a Chinese or Japanese text."""
_SIGNED, _LABELLED = 0.93, 0.8


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
        elif (labelled := labelled_name(line)) is not None:
            why = f'a name behind "{labelled[1]}" below the text, and nothing else'
            yield take(index, "authors", RULE, why, value="", text=line, kind="byline", reads=(("authors", labelled[0]),), score=_LABELLED)
        elif _ADDRESS.fullmatch(line):
            yield drop(index, "author_bio", RULE, "an address for letters below the text, and nothing else", score=0.9)
        elif _SOURCE.fullmatch(line):
            yield drop(index, "publisher_blurb", RULE, "a label for a source or for who else worked on the text, or a word for its end, below it", score=0.9)
        elif _INITIALS.fullmatch(line) and not find_agencies(line):
            yield drop(index, "author_bio", RULE, "initials in brackets below the text, and nothing else", score=0.9)
