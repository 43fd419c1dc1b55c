"""Which of a page's claims is believed how far: each clue of headline, names and times gets a score, the best first.

A headline that the page shows and its tags repeat is sure; a tag's "Pier falls | The Courier" is the headline with the
house behind it. No claim is thrown away: what loses stays among the clues, for `clean explain`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cleaner.article import Clue
from cleaner.html.days import dated
from cleaner.html.titles import family, is_site, letters, ranked_titles
from cleaner.rules.names import is_person, split_names

_NEWS = ("NewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "AnalysisNewsArticle")
_LEAST_LETTERS = 3
_MOST_SITES = 12
_LONGEST_PERSON = 3
"""Words. A headline of so many may be a person's name: an obituary."""


def ranked(clues: Sequence[Clue], url: str | None) -> tuple[Clue, ...]:
    """The clues with their scores; those of the title without the site's name, where they have it."""
    sites = site_names(clues, url)
    titles = ranked_titles(
        [clue for clue in clues if clue.field == "title"], sites, is_news=any(clue.field == "schema_type" and clue.value.endswith(_NEWS) for clue in clues)
    )
    clues = tuple(_best_tags(clues))
    headlines = frozenset(letters(clue.value) for clue in titles if len(clue.value.split()) > _LONGEST_PERSON)
    named = [clue for clue in clues if clue.field == "authors"]
    people = _signers(named, _house(clues, sites, url), headlines)
    others = [clue for clue in dated(clues, url) if clue.field not in ("title", "authors")]
    return (*titles, *people, *others)


def site_names(clues: Iterable[Clue], url: str | None) -> frozenset[str]:
    """What the site may be called: names of the publisher, and the labels of its host."""
    names = {letters(clue.value) for clue in clues if clue.field == "publisher"}
    addresses = [url, *(clue.value for clue in clues if clue.field == "canonical_url")]
    for address in addresses[:_MOST_SITES]:
        labels = _host(address).split(".")
        names.add(letters(".".join(labels)))
        if len(labels) > 1:
            names |= {letters(labels[-2]), letters(labels[0])}
    return frozenset(name for name in names if len(name) >= _LEAST_LETTERS)


def _without_blog(sites: frozenset[str], url: str | None) -> frozenset[str]:
    """The names without that of a blog on a host of many, which is mostly what its author is called."""
    label, _, rest = _host(url).partition(".")
    return sites - {letters(label)} if _BLOGS.match(rest) else sites


_BLOGS = re.compile(r"(?:wordpress|blogspot|tumblr|substack|livejournal|typepad|over-blog|medium|hatenablog|blogger)\.")


def _host(address: str | None) -> str:
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


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


_TAG_SOURCES = ("json-ld", "meta:article:tag", "og:article:tag", "meta:news_keywords", "meta:parsely-tags", "meta:sailthru.tags", "meta:keywords", "a:tag")
_MOST_TAGS = 60


def _signers(clues: Sequence[Clue], house: _House, titles: frozenset[str]) -> list[Clue]:
    """The clues of who signs, a name each, cleaned of "By", roles and addresses; the most trusted source first."""
    out: list[Clue] = []
    for clue in clues:
        for name in names_in(clue.value):
            score = clue.score if clue.score is not None else _SIGNED.get(clue.source, _SIGNED.get(family(clue), 0.7))
            is_house, kind = _is_house(name, house), family(clue)
            if letters(name) in titles or NOBODY.fullmatch(name):
                score = NOT_BELIEVED
            if kind == "meta" and (is_house or not is_person(name)):
                score = NOT_BELIEVED
            elif kind == "og" and not is_person(name):
                score = 0.6
            if is_house:
                score = min(score, 0.75 if kind in ("json-ld", "microdata") else 0.3)
            out.append(replace(clue, value=name, score=score))
    out = list(_without_houses(_well_spelled(out), house))
    by_source: dict[str, float] = {}
    for clue in out:
        by_source[clue.source] = max(by_source.get(clue.source, 0.0), clue.score or 0.0)
    _believe_longest(out, by_source)
    return sorted((replace(clue, score=by_source[clue.source]) for clue in out), key=lambda clue: -by_source[clue.source])


def _believe_longest(signers: Sequence[Clue], by_source: dict[str, float]) -> None:
    """Where another trusted source names all whom the most trusted names, and others besides, it comes first: a tag often has the first of several alone."""
    people: dict[str, dict[str, None]] = {}
    for clue in signers:
        people.setdefault(clue.source, {})[letters(clue.value)] = None
    best = max(by_source, key=lambda source: by_source[source], default="")
    longer = [source for source in people if source.startswith(_LISTS) and by_source[source] >= _LEAST_LIST and people[source].keys() > people[best].keys()]
    for source in sorted(longer, key=lambda source: len(people[source]))[-1:]:
        if all(is_person(clue.value) for clue in signers if clue.source == source):
            by_source[source] = by_source[best] + 0.001


@dataclass(frozen=True, slots=True)
class _House:
    """What the house behind a page may be called."""

    names: frozenset[str]
    short: frozenset[str]
    """The first letters of its name, and the parts of its host's."""
    host: frozenset[str]
    """The labels of its host."""


def _is_house(name: str, house: _House) -> bool:
    """Whether a name is the site's: as it is called, by the letters of its name, or by a name whose first letters are the host's."""
    said = letters(name)
    whole = [word for word in name.split() if len(word) > 1]
    if len(whole) == 1 and whole[0] != name and len(whole[0]) >= _LEAST_HOUSE and any(label.startswith(letters(whole[0])) for label in house.host):
        return True  # "Courier D", whoever that is, on courier-news.example
    if _is_owner(name, house):
        return False
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)) if not name.isascii() else name
    return (
        is_site(name, house.names)
        or (plain != name and is_site(plain, house.names))
        or (len(said) <= _LONGEST_SHORT and name.isupper() and said in house.short)
        or _initials(name) in house.host
    )


def _is_owner(name: str, house: _House) -> bool:
    """Whether a page names a person by whose last name its host is called, and the site otherwise: Ida Holm of holm.example."""
    first, _, last = name.rpartition(" ")
    return bool(first) and letters(last) in house.host and letters(name) not in house.names and is_person(name) and letters(first) not in house.host


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in words).casefold() if len(words) > 1 else ""


def _house(clues: Iterable[Clue], sites: frozenset[str], url: str | None) -> _House:
    labels = [label for label in _host(url).split(".")[:-1] if len(label) > 1]
    short = {_initials(clue.value) for clue in clues if clue.field == "publisher"} | {letters(part) for label in labels for part in label.split("-")}
    return _House(_without_blog(sites, url), frozenset(name for name in short if 2 <= len(name) <= _LONGEST_SHORT), frozenset(labels))


def _without_houses(signers: Sequence[Clue], house: _House) -> Iterator[Clue]:
    """The clues without the house where the same source names a person beside it; what JSON-LD declares stays."""
    people = {clue.source for clue in signers if is_person(clue.value) and not _is_house(clue.value, house)}
    for clue in signers:
        if clue.source not in people or clue.source == "json-ld" or not _is_house(clue.value, house):
            yield clue


def _well_spelled(signers: Sequence[Clue]) -> list[Clue]:
    """The clues, a user's name as another claim spells it: `ida.holm` and "Courier expert Ida Holm" of "Ida Holm".

    A user's name that no other claim spells is believed less than a person whom the page names.
    """
    spelled: dict[str, str] = {}
    people = [clue.value for clue in signers if clue.source in _NAMED and is_person(clue.value)]
    for clue in signers:
        if " " in clue.value:
            spelled.setdefault(letters(clue.value), clue.value)
    out = []
    for clue in signers:
        value = clue.value
        if " " not in value:
            value = spelled.get(letters(value), value)
            if people and value == clue.value and _USER.fullmatch(value):
                out.append(replace(clue, score=min(clue.score or 0.0, _SIGNED["class:author"] - 0.01)))
                continue
        else:
            value = next((name for name in people if len(name) < len(value) and (value.endswith(" " + name) or value.startswith(name + " - "))), value)
        out.append(clue if value == clue.value else replace(clue, value=value))
    return out


_NAMED = frozenset({"rel:author", "class:author"})
_LISTS, _LEAST_LIST = ("json-ld", "microdata", "meta:"), 0.85
_USER = re.compile(r"[a-z][a-z0-9._-]*|[A-Z][a-z]+[A-Z]{1,2}")
"""`link78`, `ida.holm`, `IdaH`."""
_LONGEST_SHORT, _LEAST_HOUSE = 4, 5
NOT_BELIEVED = 0.1
"""Of a name, with which it is no author. `meta name=author` with the house, its web agency or a pen name: on 371 pages right 1 time of 11."""
_SIGNED = {"json-ld": 0.97, "microdata": 0.93, "rel": 0.94, "class:author": 0.92, "class:byline": 0.82, "meta": 0.9, "og": 0.85}
_ROLE = (
    r"editor|reporter|correspondent|writer|contributor|director|professor|founder|ceo|manager|fellow|analyst|journalist|chief|expert|columnist|officer|phd|md|"
    r"redakteur\w*|korrespondent\w*|profesor\w*"
)
_BEHIND = re.compile(rf"\s*(?:\([^()]*\)|,\s[^,]*\b(?:{_ROLE})\b.*|\s(?:publié|published|updated)\b.*)$", re.IGNORECASE)
_CONTACT = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\S+\[at\]\S+")
_LIST = re.compile(
    r"\s*[,;&|/]\s*|\s+(?:and|und|et|y|e|en|og|och|im (?:Gespräch|Interview) mit|in conversation with|en conversation avec|en conversación con)\s+"
)
_BY_LINE = re.compile(r"^\W*(?:written by|posted by|by|von|par|por|di|door|af|av|quelle:|source:)\s+(?=[^\W\d_])", re.IGNORECASE)
_LONGEST_NAME = 80
_LONGEST_SIGNATURE = 600
INITIAL_LAST = re.compile(r"^[^\W\d_][\w'’-]+ [A-ZÀ-Þ]$")
"""The dot behind it is the initial's: "Ida B."."""
NOBODY = re.compile(
    r"(?:wp|word-?press|web|site|blog|cms|super)?[-_. ]?(?:admin(?:istrator)?|webmaster|user|editor)[-_.]?\d{0,3}|human|guest|gast|anonymous|anonym"
    r"|[a-z0-9]{1,24}[-_.]admin\d{0,3}|admin[-_.][a-z0-9]{1,24}|administrateur|administrador|amministratore|moderator",
    re.IGNORECASE,
)
"""What a site calls whoever was logged in."""
_NO_NAME = re.compile(r":\s|^(?:no author|unknown|admin|anonymous|n/?a|none|null|undefined)$", re.IGNORECASE)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a claim of markup: split where each part looks like a person, else one name as it stands."""
    bare = " ".join(_BY_LINE.sub("", _CONTACT.sub(" ", text)).split()).strip(' ,;:.|[]"“”„«»')
    whole = _BEHIND.sub("", bare).strip(" ,;:.|-–—")
    if INITIAL_LAST.search(whole) and f"{whole}." in text:
        whole += "."
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
