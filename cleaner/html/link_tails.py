"""A link at a paragraph's end that belongs to the site, in Chinese, Japanese or Korean: "…差三分钟。返回首页，查看更多". The paragraph stays, the link goes.

There a paragraph is as short as a line of chrome elsewhere. In alphabets what ends so is a teaser as often as a paragraph:
of six such lines of three corpora the gold has one without the link, three with it and two not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.article import Fate, Verdict
from cleaner.html.lines import n_chars_of
from cleaner.rules.phrases import phrase_finder
from cleaner.rules.reading import Reading

_LEAST_CHANCE, _MOST_LINK_SHARE = 0.5, 0.5
_WIDE = 2
"""How many characters of an alphabet each of a line's stands for on average, from where on it is in such a script."""
_ENDS = re.compile(r"[.!?…。！？][”\"’»」』）)]*\s*(?=[^\s.!?…。！？]{1,24}(?:\s\S{1,20}){0,5}[.…»›>\s]*$)")
_LONGEST_TAIL, _LEAST_TEXT, _NEAR_CHARS = 40, 30, 3
_OFFERS = frozenset({"read-more", "skip-link", "related-list-title", "share-bar", "follow-line"})


def link_tails(reading: Reading) -> Iterator[Verdict]:
    """Two spans for each such line."""
    markup, chances = reading.document.markup, reading.document.chances
    for index in reading.open_lines() if markup else ():
        m, chance = markup[index], chances[index]
        # An entry of a list that ends so mostly is a teaser as a whole.
        if m is None or m.n_links != 1 or m.heading or m.in_list or chance < _LEAST_CHANCE or m.link_share > _MOST_LINK_SHARE:
            continue
        whole = reading.texts[index]
        if n_chars_of(whole) < _WIDE * len(whole):
            continue
        end = max((match.end() for match in _ENDS.finditer(whole, max(0, len(whole) - 2 * _LONGEST_TAIL))), default=0)
        tail = whole[end:].strip()
        if end < _LEAST_TEXT or not 2 <= len(tail) <= _LONGEST_TAIL or abs(m.link_share * len(whole) - len(tail)) > _NEAR_CHARS or tail[-1] in ":：":
            continue
        phrase = phrase_finder(reading.language)[tail.strip(" .…»›>")]
        if phrase is not None and phrase.rule in _OFFERS:
            yield Verdict(index + 1, Fate.KEEP, "body", "html-judge", f"p(text) {chance:.2f}, without the link at its end", 0, end, chance, ())
            yield Verdict(index + 1, Fate.DROP, "promo", "html-judge", f'"{tail}", a link at the end of a paragraph', end, None, 0.9, ())
