"""Which claim of a headline is believed how far, without the name of the site that stands in it.

A headline that the page shows and its tags repeat is sure; a tag's "Pier falls | The Courier" is the headline with the
publisher behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cleaner.article import Clue

TITLE_PARTS = re.compile(r"\s+[|–—·•:»«∙⋅›/\\-]{1,2}\s+|\s*[|»«]\s*|\s::\s|(?<=\S)\s*·\s*")
_OTHER = re.compile(r"[\W_]+")
_PAID = re.compile(r"^(?:\([A-ZÄÖÜ]{0,4}\+\)|\[\+\])\s+(?=\S)")
"""The mark of what is for subscribers alone, in front of a headline: "(K+) Pier falls"."""
_IN_BRACKETS = re.compile(r"\s*(?:[（【](?P<wide>[^（）【】]{2,20})[）】]|\((?P<narrow>[^()]{2,40})\))$")
_LEAST_HEAD = 8
_LEAST_SHARED = 20
_SOURCE_WORD = re.compile(r"[:.]")
_HEADINGS = frozenset({"h1", "headline:h1", "headline:entry"})
_SPELLING = {"json-ld": 0, "og": 1, "microdata": 2, "meta": 3}
_BASE = {"h1": 0.3, "line": 0.9, "json-ld": 0.95, "microdata": 0.9, "og": 0.93, "meta": 0.91, "html": 0.85}


def letters(text: str) -> str:
    """The letters and digits of a text, folded: what a comparison goes by.

    >>> letters("• “It’s 5 o'clock”")
    'its5oclock'
    """
    # Bytes that are to go are told from a table at once; the regex has what is not ASCII.
    left = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_OTHER).decode("utf-8", "surrogatepass")
    return (left if left.isascii() else _OTHER.sub("", left)).casefold()


_ASCII_OTHER = bytes(byte for byte in range(128) if not chr(byte).isalnum())


def is_site(text: str, sites: frozenset[str]) -> bool:
    """Whether a text is one of the site's names, in letters alone, or nearly."""
    said = letters(text)
    return said in sites or any(
        len(site) >= 5 and (site in said or said in site) and 2 * min(len(site), len(said)) >= max(len(site), len(said)) for site in sites
    )


def ranked_titles(titles: Sequence[Clue], sites: frozenset[str], *, is_news: bool) -> list[Clue]:
    """The claims of a headline with their scores, the best first; each without the site's name."""
    said = [letters(clue.value) for clue in titles]
    spoken = {letters_ for clue, letters_ in zip(titles, said, strict=True) if clue.source != "html:title"}
    shown = {clue.value for clue in titles if clue.source in _HEADINGS}
    bare = [replace(clue, value=_PAID.sub("", _without_source(without_site(clue.value, sites, spoken), shown, sites))) for clue in titles]
    said = [letters(clue.value) for clue in bare]
    n_headings = sum(clue.source in _HEADINGS for clue in bare)
    out = []
    for place, clue in enumerate(bare):
        others = [other for other, letters_ in zip(bare, said, strict=True) if letters_ == said[place] and other.source not in _HEADINGS]
        value = clue.value
        if is_site(value, sites) or not said[place]:
            score = 0.3
        elif clue.source in _HEADINGS:
            score = 0.98 if others else 0.975 if n_headings == 1 and len(said[place]) >= _LEAST_HEAD else 0.6
            if clue.source == "headline:entry":
                score = 0.98 if any(claim.endswith(said[place]) for claim in said if claim != said[place]) or others else 0.6
            if others:  # "Kicker:Headline" of two elements run together is better spelled in a tag
                value = min(others, key=lambda other: _SPELLING.get(family(other), 9)).value
            elif any(_is_behind(letters_, said[place]) for letters_ in said):
                score = 0.9
            value = _without_kicker(value, said)
        else:
            score = _BASE.get(family(clue), 0.7) + 0.02 * (len(others) > 1)
            if family(clue) == "json-ld" and is_news:
                score = 0.99
        out.append((score, place, replace(clue, value=value, score=round(score, 3))))
    return [clue for _, _, clue in sorted(out, key=lambda entry: (-entry[0], entry[1]))]


def _without_source(title: str, shown: frozenset[str] | set[str], sites: frozenset[str]) -> str:
    """A title without whose report it is in brackets at its end, where a heading has the rest: portals add it to their tags.

    >>> _without_source("港の橋が開通（東浜新聞）", {"港の橋が開通"}, frozenset()), _without_source("Pier falls (video)", {"Pier falls"}, frozenset())
    ('港の橋が開通', 'Pier falls (video)')
    """
    match = _IN_BRACKETS.search(title)
    if match is None or (match["wide"] is None and not is_site(match["narrow"], sites)):
        return title
    rest = letters(title[: match.start()])
    return title[: match.start()].strip() if any(letters(heading) == rest for heading in shown) else title


def _without_kicker(title: str, said: Sequence[str]) -> str:
    """A headline without the kicker in front of it, when another claim has the same headline behind another kicker.

    >>> _without_kicker("Harbour - The quay of Fernholt opens at last", ["orm", "afterseventhewaitthequayoffernholtopensatlast"])
    'The quay of Fernholt opens at last'
    """
    cut = TITLE_PARTS.search(title)
    if cut is None:
        return title
    kicker, rest = letters(title[: cut.start()]), letters(title[cut.end() :])
    is_shared = len(rest) >= _LEAST_SHARED and any(claim.endswith(rest) and claim != rest and not claim.endswith(kicker + rest) for claim in said)
    return title[cut.end() :].strip() if kicker and is_shared else title


def _is_behind(headline: str, heading: str) -> bool:
    """Whether a heading is a headline with a kicker in front."""
    return headline != heading and len(headline) >= max(_LEAST_HEAD, len(heading) // 2) and heading.endswith(headline)


def family(clue: Clue) -> str:
    """The first word of a clue's source: `meta` of `meta:author`."""
    return _SOURCE_WORD.split(clue.source, maxsplit=1)[0]


def without_site(title: str, sites: frozenset[str], spoken: frozenset[str] | set[str]) -> str:
    """A title without the parts that name the site; or the part of it that another claim repeats.

    >>> without_site("Pier falls - and rises - The Courier", frozenset({"thecourier"}), set())
    'Pier falls - and rises'
    >>> without_site("Pier falls :: Fernholt", frozenset(), {"pierfalls"}), without_site("North - South", frozenset(), set())
    ('Pier falls', 'North - South')
    """
    for _ in range(3):
        cuts = list(TITLE_PARTS.finditer(title))
        if not cuts:
            break
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        first, rest = title[: cuts[0].start()], title[cuts[0].end() :]
        if len(letters(head)) >= _LEAST_HEAD and is_site(tail, sites):
            title = head.strip()
        elif len(letters(rest)) >= _LEAST_HEAD and is_site(first, sites):
            title = rest.strip()
        else:
            whole = letters(title)
            parts = [part for cut in cuts for part in (title[: cut.start()], title[cut.end() :])]
            said = [part for part in parts if (own := letters(part)) in spoken and len(own) >= _LEAST_HEAD and own != whole and not is_site(part, sites)]
            return max(said, key=len).strip() if said else title
    return title
