"""Which of a page's claims is believed how far: each clue of headline, names and times gets a score, the best first.

A headline that the page shows and its tags repeat is sure; a tag's "Pier falls | The Courier" is the headline with the
house behind it. No claim is thrown away: what loses stays among the clues, for `clean explain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from cleaner.article import Clue
from cleaner.html.days import dated
from cleaner.rules.names import is_person, split_names

_APART = re.compile(r"\s+[|–—·•:»«∙⋅›/\\-]{1,2}\s+|\s*[|»«]\s*|\s::\s|(?<=\S)\s*·\s*")
_NEWS = ("NewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "AnalysisNewsArticle")
_LEAST_LETTERS = 3
_OTHER = re.compile(r"[\W_]+")
_LEAST_HEAD = 8
_LEAST_SHARED = 20
_MOST_SITES = 12


def letters(text: str) -> str:
    """The letters and digits of a text, folded: what a comparison goes by.

    >>> letters("• “It’s 5 o'clock”")
    'its5oclock'
    """
    return _OTHER.sub("", text).casefold()


def ranked(clues: Sequence[Clue], url: str | None) -> tuple[Clue, ...]:
    """The clues with their scores; those of the title without the site's name, where they have it."""
    sites = site_names(clues, url)
    titles = _titles(
        [clue for clue in clues if clue.field == "title"], sites, is_news=any(clue.field == "schema_type" and clue.value.endswith(_NEWS) for clue in clues)
    )
    clues = tuple(_best_tags(clues))
    people = _signers([clue for clue in clues if clue.field == "authors"], sites)
    others = [clue for clue in dated(clues, url) if clue.field not in ("title", "authors")]
    return (*titles, *people, *others)


def site_names(clues: Iterable[Clue], url: str | None) -> frozenset[str]:
    """What the site may be called: names of the publisher, and the labels of its host."""
    names = {letters(clue.value) for clue in clues if clue.field == "publisher"}
    addresses = [url, *(clue.value for clue in clues if clue.field == "canonical_url")]
    for address in addresses[:_MOST_SITES]:
        try:
            host = urlsplit(address or "").hostname or ""
        except ValueError:
            continue
        labels = host.removeprefix("www.").split(".")
        names.add(letters(".".join(labels)))
        if len(labels) > 1:
            names |= {letters(labels[-2]), letters(labels[0])}
    return frozenset(name for name in names if len(name) >= _LEAST_LETTERS)


def _is_site(text: str, sites: frozenset[str]) -> bool:
    said = letters(text)
    return said in sites or any(
        len(site) >= 5 and (site in said or said in site) and 2 * min(len(site), len(said)) >= max(len(site), len(said)) for site in sites
    )


def _titles(titles: Sequence[Clue], sites: frozenset[str], *, is_news: bool) -> list[Clue]:
    said = [letters(clue.value) for clue in titles]
    spoken = {letters_ for clue, letters_ in zip(titles, said, strict=True) if clue.source != "html:title"}
    bare = [replace(clue, value=without_site(clue.value, sites, spoken)) for clue in titles]
    said = [letters(clue.value) for clue in bare]
    n_headings = sum(clue.source in _HEADINGS for clue in bare)
    out = []
    for place, clue in enumerate(bare):
        others = [other for other, letters_ in zip(bare, said, strict=True) if letters_ == said[place] and other.source not in _HEADINGS]
        value = clue.value
        if _is_site(value, sites) or not said[place]:
            score = 0.3
        elif clue.source in _HEADINGS:
            score = 0.98 if others else 0.975 if n_headings == 1 and len(said[place]) >= _LEAST_HEAD else 0.6
            if clue.source == "headline:entry":
                score = 0.98 if any(claim.endswith(said[place]) for claim in said if claim != said[place]) or others else 0.6
            if others:  # "Kicker:Headline" of two elements run together is better spelled in a tag
                value = min(others, key=lambda other: _SPELLING.get(_family(other), 9)).value
            elif any(_is_behind(letters_, said[place]) for letters_ in said):
                score = 0.9
            value = _without_kicker(value, said)
        else:
            score = _BASE.get(_family(clue), 0.7) + 0.02 * (len(others) > 1)
            if _family(clue) == "json-ld" and is_news:
                score = 0.99
        out.append((score, place, replace(clue, value=value, score=round(score, 3))))
    return [clue for _, _, clue in sorted(out, key=lambda entry: (-entry[0], entry[1]))]


def _without_kicker(title: str, said: Sequence[str]) -> str:
    """A headline without the kicker in front of it, when another claim has the same headline behind another kicker.

    >>> _without_kicker("Harbour - The quay of Fernholt opens at last", ["orm", "afterseventhewaitthequayoffernholtopensatlast"])
    'The quay of Fernholt opens at last'
    """
    cut = _APART.search(title)
    if cut is None:
        return title
    kicker, rest = letters(title[: cut.start()]), letters(title[cut.end() :])
    is_shared = len(rest) >= _LEAST_SHARED and any(claim.endswith(rest) and claim != rest and not claim.endswith(kicker + rest) for claim in said)
    return title[cut.end() :].strip() if kicker and is_shared else title


def _is_behind(headline: str, heading: str) -> bool:
    """Whether a heading is a headline with a kicker in front."""
    return headline != heading and len(headline) >= max(_LEAST_HEAD, len(heading) // 2) and heading.endswith(headline)


def _family(clue: Clue) -> str:
    return _SOURCE_WORD.split(clue.source, maxsplit=1)[0]


_SOURCE_WORD = re.compile(r"[:.]")
_HEADINGS = frozenset({"h1", "headline:h1", "headline:entry"})
_SPELLING = {"json-ld": 0, "og": 1, "microdata": 2, "meta": 3}
_BASE = {"json-ld": 0.95, "microdata": 0.9, "og": 0.93, "meta": 0.91, "html": 0.85}


def without_site(title: str, sites: frozenset[str], spoken: frozenset[str] | set[str]) -> str:
    """A title without the parts that name the site; or the part of it that another claim repeats.

    >>> without_site("Pier falls - and rises - The Courier", frozenset({"thecourier"}), set())
    'Pier falls - and rises'
    >>> without_site("Pier falls :: Fernholt", frozenset(), {"pierfalls"}), without_site("North - South", frozenset(), set())
    ('Pier falls', 'North - South')
    """
    for _ in range(3):
        cuts = list(_APART.finditer(title))
        if not cuts:
            break
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        first, rest = title[: cuts[0].start()], title[cuts[0].end() :]
        if len(letters(head)) >= _LEAST_HEAD and _is_site(tail, sites):
            title = head.strip()
        elif len(letters(rest)) >= _LEAST_HEAD and _is_site(first, sites):
            title = rest.strip()
        else:
            whole = letters(title)
            parts = [part for cut in cuts for part in (title[: cut.start()], title[cut.end() :])]
            said = [part for part in parts if (own := letters(part)) in spoken and len(own) >= _LEAST_HEAD and own != whole and not _is_site(part, sites)]
            return max(said, key=len).strip() if said else title
    return title


def _best_tags(clues: Sequence[Clue]) -> Iterator[Clue]:
    """The clues, with the tags of one source alone, a word or phrase each: most pages give them twice."""
    sources = {clue.source for clue in clues if clue.field == "tags"}
    best = next((source for source in _TAG_SOURCES if source in sources), None)
    n_tags = 0
    for clue in clues:
        if clue.field != "tags":
            yield clue
        elif clue.source == best:
            for tag in clue.value.split(",") if "," in clue.value else [clue.value]:
                n_tags += 1
                if tag.strip() and n_tags <= _MOST_TAGS and len(tag) <= _LONGEST_NAME:
                    yield replace(clue, value=tag.strip())


_TAG_SOURCES = ("json-ld", "meta:article:tag", "og:article:tag", "meta:news_keywords", "meta:parsely-tags", "meta:sailthru.tags", "meta:keywords")
_MOST_TAGS = 60


def _signers(clues: Sequence[Clue], sites: frozenset[str]) -> list[Clue]:
    """The clues of who signs, a name each, cleaned of "By", roles and addresses; the most trusted source first."""
    out: list[Clue] = []
    for clue in clues:
        for name in names_in(clue.value):
            score = _SIGNED.get(clue.source, _SIGNED.get(_family(clue), 0.7))
            is_house, family = _is_site(name, sites), _family(clue)
            if family == "meta" and (is_house or not is_person(name)):
                score = NOT_BELIEVED
            elif family == "og" and not is_person(name):
                score = 0.6
            if is_house:
                score = min(score, 0.75 if family in ("json-ld", "microdata") else 0.3)
            out.append(replace(clue, value=name, score=score))
    out = _well_spelled(out)
    by_source: dict[str, float] = {}
    for clue in out:
        by_source[clue.source] = max(by_source.get(clue.source, 0.0), clue.score or 0.0)
    return sorted((replace(clue, score=by_source[clue.source]) for clue in out), key=lambda clue: -by_source[clue.source])


def _well_spelled(signers: Sequence[Clue]) -> list[Clue]:
    """The clues, a user's name such as `ida.holm` as another claim spells it: "Ida Holm"."""
    spelled: dict[str, str] = {}
    for clue in signers:
        if " " in clue.value:
            spelled.setdefault(letters(clue.value), clue.value)
    return [replace(clue, value=spelled.get(letters(clue.value), clue.value)) if " " not in clue.value else clue for clue in signers]


NOT_BELIEVED = 0.1
"""Of a name, with which it is no author. `meta name=author` with the house, its web agency or a pen name: on 371 pages right 1 time of 11."""
_SIGNED = {"json-ld": 0.97, "microdata": 0.93, "rel": 0.94, "class:author": 0.92, "class:byline": 0.82, "meta": 0.9, "og": 0.85}
_ROLE = (
    r"editor|reporter|correspondent|writer|contributor|director|professor|founder|ceo|manager|fellow|analyst|journalist|chief|expert|columnist|officer|phd|md|"
    r"redakteur\w*|korrespondent\w*|profesor\w*"
)
_BEHIND = re.compile(rf"\s*(?:\([^()]*\)|,\s[^,]*\b(?:{_ROLE})\b.*|\s(?:publié|published|updated)\b.*)$", re.IGNORECASE)
_CONTACT = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\S+\[at\]\S+")
_LIST = re.compile(r"\s*[,;&|/]\s*|\s+(?:and|und|et|y|e|en|og|och)\s+")
_BY_LINE = re.compile(r"^\W*(?:written by|posted by|by|von|par|por|di|door|af|av|quelle:|source:)\s+(?=[^\W\d_])", re.IGNORECASE)
_LONGEST_NAME = 80
_LONGEST_SIGNATURE = 600
_NO_NAME = re.compile(r":\s|^(?:no author|unknown|admin|anonymous|n/?a|none|null|undefined)$", re.IGNORECASE)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a claim of markup: split where each part looks like a person, else one name as it stands."""
    bare = " ".join(_BY_LINE.sub("", _CONTACT.sub(" ", text)).split()).strip(" ,;:.|[]")
    whole = _BEHIND.sub("", bare).strip(" ,;:.|-–—")
    parts = [part for part in (_BEHIND.sub("", piece) for piece in _LIST.split(whole)) if part]
    if len(parts) > 1 and (
        all(map(is_person, parts)) or (is_person(parts[0]) and sum(map(is_person, parts)) > 1 and all(len(part.split()) <= 4 for part in parts))
    ):
        return tuple(dict.fromkeys(parts))
    if ";" in whole:  # nothing but a list has one
        return tuple(dict.fromkeys(part.strip() for part in whole.split(";") if part.strip()))
    people = split_names(whole) if len(whole) <= _LONGEST_SIGNATURE else ()
    if people:
        return people
    if not 2 <= len(whole) <= _LONGEST_NAME or _NO_NAME.search(whole) or not any(map(str.isalpha, whole)):
        return ()
    return (whole,)
