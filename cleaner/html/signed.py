"""Who signs a page, and when, by the elements that say so: `rel=author`, `class="author"`, `class="entry-date"`.

Most blogs and older newspapers say it nowhere else. What stands in comments, teasers or menus is passed over, and what
follows the headline comes before what precedes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.dates import find_dates
from cleaner.dates.words import bare, fold_case, words
from cleaner.html.walk import Frame
from cleaner.rules.names import is_person

_OTHERS = frozenset({"comments", "promo", "advertisement", "share", "consent", "subscribe"})
_BY = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|authored|words|story|text|veröffentlicht|eingestellt|eingetragen|gepostet|geschrieben|erstellt|verfasst|gespeichert|"
    r"publié|publicado|scritto|pubblicato)\s+(?:by|von|vom|par|por|da|di)|by|von|vom|par|por|di|da|door|af|av|autor(?:in)?|author|автор|über|about)\b(?!-)\s*:?\s*",
    re.IGNORECASE,
)
_BY_WITHIN = re.compile(r"(?:^|[\s\d.,|·•(])(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in)?:|[Aa]uthor:)\s+(?=[^\W\d])")
_BEHIND = re.compile(
    r"\s*(?:[|·•⋅∙/(]|\s[–—-]\s|,?\s+(?:am|on|um|at|le|el|il|den|vom|in|unter|under|updated|published|posted|last|kategorien?|categories|category|leave|hinterlasse|schreibe|"
    r"keine|no)\s|,?\s*\d).*$",
    re.IGNORECASE | re.DOTALL,
)
_NO_NAME = re.compile(
    r"[@\[\]{}<>=»«→]|https?:|www\.|\d{3}|\b(?:comments?|kommentare?|views?|min|minutes|read|follow|posts?|articles|beiträge|more|mehr|about|über|login|anmelden|print|share|posted|published|publiziert|veröffentlicht|updated?|the author|author|editor|reviewed|subscribe|function|sign)\b",
    re.IGNORECASE,
)
_NO_END = re.compile(r"\s(?:by|von|vom|par|por|de|di|am|on|el|le|at|den|um)$", re.IGNORECASE)
"""A label that the name or the day stands behind: "Recipe by", "Zuletzt geändert am"."""
_LONGEST_NAME = 60
_LONGEST_LINE = 160
_NEAR_ELEMENTS = 14
"""Elements between two names of one byline."""
_MOST = 400

Claim = tuple[str, str, str]
Named = tuple[str, Frame]
"""What an element is called, `author`, `date` or `meta`, and the element."""


def signed_claims(named: Sequence[Named], heading_no: int, language: str | None) -> Iterator[Claim]:
    """(field, value, source) of names and days; `heading_no` is the number of the headline's element, 0 when there is none."""
    own = [(kind, frame) for kind, frame in named[:_MOST] if frame.context.region not in _OTHERS and frame.context.landmark not in ("nav", "footer", "aside")]
    ordered = sorted(own, key=lambda pair: (pair[1].number < heading_no, pair[1].number))
    yield from _names(ordered)
    yield from _days(ordered, language)


def _names(ordered: Sequence[Named]) -> Iterator[Claim]:
    holders = {id(above) for kind, frame in ordered if kind == "author" for above in _above(frame)}
    last: Frame | None = None
    for kind, frame in ordered:
        if kind != "author" or id(frame) in holders:
            continue
        names = list(_names_in(frame))
        if not names:
            continue
        if last is not None and not (0 < frame.number - last.number <= _NEAR_ELEMENTS and all(map(is_person, names))):
            return
        yield from (("authors", name, "rel:author" if "author" in (frame.element.get("rel") or "") else "class:author") for name in names)
        last = frame
    if last is None:
        for kind, frame in ordered:
            line = _text(frame) if kind in ("meta", "date") else ""
            by = _BY_WITHIN.search(line)
            name = _name(line[by.end() :]) if by and len(line) <= _LONGEST_LINE else ""
            if name:
                yield "authors", name, "class:byline"
                return


def _names_in(frame: Frame) -> Iterator[str]:
    """The name in an element; several when each piece of its text is a person's. A role behind the name is left out."""
    pieces = [piece for piece in _pieces(frame) if piece]
    found = 0
    for piece in pieces:
        name = _name(_BY.sub("", piece))
        if not name:
            if found:
                return
            continue
        if found and not is_person(name):
            return
        found += 1
        yield name


def _name(text: str) -> str:
    """The name at the begin of a text; '' when it is none."""
    name = _BEHIND.sub("", text.rsplit("：", maxsplit=1)[-1]).strip(" ,;:.|·•-–—()[]\u00a0")
    if not 2 <= len(name) <= _LONGEST_NAME or _NO_NAME.search(name) or _NO_END.search(name) or not any(map(str.isalpha, name)) or len(name.split()) > 8:
        return ""
    said, known = bare(fold_case(name)), words()
    if said in known.months or said in known.weekdays or said in known.labels:
        return ""  # "Posted on", "Dec"
    return name


def _days(ordered: Sequence[Named], language: str | None) -> Iterator[Claim]:
    for kind, frame in ordered:
        if kind not in ("date", "meta"):
            continue
        line = _text(frame)
        if not 6 <= len(line) <= _LONGEST_LINE or not any(map(str.isdigit, line)):
            continue
        found = [date for date in find_dates(line, language=language) if date.precision in ("day", "minute", "second")]
        if found:
            first = next((date for date in found if date.label != "modified"), found[0])
            yield "modified_at" if first.label == "modified" else "published_at", first.text, f"class:{kind}"
            if first.label != "modified":
                return


def _above(frame: Frame) -> Iterator[Frame]:
    at = frame.above
    for _ in range(6):
        yield at
        at = at.above


def _text(frame: Frame) -> str:
    return " ".join(_pieces(frame))


def _pieces(frame: Frame) -> list[str]:
    """The texts of an element and of those in it, each on its own: "Ida Holm", "Reporter"."""
    pieces: list[str] = []
    n_chars = 0
    for part in frame.element.itertext("*", with_tail=True) if len(frame.element) else [frame.element.text or ""]:
        pieces.append(" ".join(part.split()))
        n_chars += len(part)
        if n_chars > 4 * _LONGEST_LINE:
            return []
    return pieces
