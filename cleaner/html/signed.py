"""Who signs a page, and when, by the elements that say so: `rel=author`, `class="author"`, `class="entry-date"`.

Most blogs and older newspapers say it nowhere else. What stands in comments, teasers or menus is passed over, and what
follows the headline comes before what precedes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from cleaner.dates import FoundDate, find_dates
from cleaner.dates.words import bare, fold_case, words
from cleaner.html.lines import Frame
from cleaner.html.ranking import INITIAL_LAST, NOBODY
from cleaner.html.shown import FAR
from cleaner.html.titles import letters
from cleaner.rules.names import is_person

_OTHERS = frozenset({"comments", "promo", "advertisement", "share", "consent", "subscribe"})
_ASIDE = frozenset({"nav", "footer", "aside"})
_BY = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|authored|words|story|text|veröffentlicht|eingestellt|eingetragen|gepostet|geschrieben|erstellt|verfasst|gespeichert|"
    r"publié|publicado|scritto|pubblicato)\s+(?:by|von|vom|par|por|da|di)|by|von|vom|par|por|di|da|door|af|av|autor(?:in)?|author|автор|über|about)\b(?!-)\s*:?\s*"
    r"|^\W*(?:كتبت?|بقلم|إعداد|מאת|作者|撰文|文|記者|记者|글|текст|tekst|teks|oleh|penulis|reporter|yazan|haber|γράφει|írta|szerző|skriv(?:en|et) av|kirjoittaja|tekijä|bởi)\s*[:：／/]\s*",
    re.IGNORECASE,
)
_BY_WITHIN = re.compile(r"(?:^|[\s\d.,|·•(])(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in)?:|[Aa]uthor:)\s+(?=[^\W\d])")
_FILED_BY = re.compile(r"\b(?:entry|post|article) was (?:posted|written|published) by\s+(?=[^\W\d])", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s*(?:[|·•⋅∙●/]|\((?![^\W\d_]+\)\s[^\W\d_])|\s[–—-]\s|,?\s+(?:le|el|il|den)\s(?=\S*\d|\S+\s\d)|,?\s+(?:am|on|um|at|vom|in|unter|under|updated|published|posted|last|kategorien?|categories|category|leave|hinterlasse|schreibe|"
    r"keine|no)\s|,?\s*\d).*$",
    re.IGNORECASE | re.DOTALL,
)
_NO_NAME = re.compile(
    r"[@\[\]{}<>=»«→]|https?:|www\.|\d{3}|다른\s?기사|기사\s?(?:더\s?)?보기|더보기|全文|更多|もっと|一覧|\b(?:другие (?:статьи|материалы)|все (?:статьи|материалы)|"
    r"alle (?:artikel|beiträge)|tous les articles|todos los artículos|tutti gli articoli|todas as (?:matérias|notícias)|wszystkie artykuły|tüm yazıları|"
    r"comments?|kommentare?|views?|min|minutes|read|follow|full bio|posts?|articles|beiträge|more|mehr|devamı|about|über|login|anmelden|print|share|posted|published|publiziert|veröffentlicht|updated?|the author|author|editor|reviewed|subscribe|function|sign)\b",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(r"^[^·•|]{0,24}\b(?:19|20)\d\d\s*[·•|]\s*(?=\D)")
"""The day in front of a name: "Dec. 19, 2031 · Ida Holm"."""
_NO_END = re.compile(r"\s(?:by|von|vom|par|por|de|di|am|on|el|le|at|den|um)$", re.IGNORECASE)
"""A label that the name or the day stands behind: "Recipe by", "Zuletzt geändert am"."""
_USER = re.compile(r"(?=.*[a-z])[A-Za-z]\w{1,18}\d{1,4}[a-z]{0,8}")
"""A user's name with a number in it: `saltcat1984`."""
_JOINTS = frozenset(("", *"and und et y e en og och ja i & и та a și ve dan và και".split()))
"""What stands between two names."""
_LONGEST_NAME = 60
_LONGEST_LINE = 160
_NEAR_ELEMENTS = 14
"""Elements between two names of one byline."""
_BELOW_ELEMENTS, _ABOVE_ELEMENTS = 60, 20
"""How far below or above the headline's element the article's own day stands, in elements; what stands further away is as often a menu's clock
or a teaser's day."""
_RIGHT_ABOVE, _RIGHT_BELOW = 4, 20
_ONE_OF_MANY = 0.7
"""How far a name is believed that stands so far away that it may be a teaser's, where another stands elsewhere: less than the publisher that signs."""
_SHORT_DAY = re.compile(r"(?<![\d.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d\d)(?![\d.])")
"""The day of "2.11.22", which is a version in prose, and a day in an element that is called one."""
_MOST = 400
_MOST_HEADINGS = 30
_LEAST_HEADLINE = 8
_CHANGED = re.compile(r"(?:^|-)(?:updated|modified|changed)")
_FIRST = re.compile(r"publi|(?:^|-)(?:entry-date|date|datum|created|posted)")

Claim = tuple[str, str, str, float | None]
Named = tuple[str, Frame]
"""What an element is called, `author`, `date` or `meta`, and the element."""


def headline_of(headings: Sequence[Frame], titles: Sequence[str]) -> Frame | None:
    """The heading that a title in the page's tags has in it, the highest first; else the first `<h1>`; None when there is neither.

    An `<h1>` may stand anywhere in the title, "New - Quay opens - Courier"; a lower heading must be its begin.
    """
    claimed = [letters(title) for title in titles]
    firsts = [frame for frame in headings if frame.tag == "h1"][:_MOST_HEADINGS]
    lower = [frame for frame in headings if frame.tag != "h1"][:_MOST_HEADINGS]
    said = [(frame, text) for frame in (*firsts, *lower) if len(text := letters(_text(frame))) >= _LEAST_HEADLINE]
    for frame, text in said:
        if any(claim.startswith(text) for claim in claimed):
            return frame
    for frame, text in said[::-1]:  # the paper's name comes first, and is in the title too
        if frame.tag == "h1" and any(text in claim for claim in claimed):
            return frame
    return firsts[0] if firsts else None


def signed_claims(named: Sequence[Named], headline: Frame | None, language: str | None) -> Iterator[Claim]:
    """(field, value, source, score) of names and days, the nearest to the headline first; the score is None where the source alone decides it."""
    holders = frozenset(map(id, _up(headline))) if headline is not None else frozenset()
    own = [(kind, frame) for kind, frame in named[:_MOST] if not _is_others(frame, holders)]
    number = headline.number if headline is not None else 0
    below = [pair for pair in own if pair[1].number >= number]
    above = [pair for pair in own if pair[1].number < number]
    yield from _names(below + above, number)
    yield from _days(below + above, number, language)


def _is_others(frame: Frame, holders: frozenset[int]) -> bool:
    """Whether an element stands in comments, a menu or the like. What such a class stands on that holds the headline too is the article."""
    context = frame.context
    if context.in_figure:  # who made the picture
        return True
    if context.region not in _OTHERS and context.landmark not in _ASIDE:
        return False
    for at in _up(frame):
        if id(at) in holders or (at.tag == "footer" and any(above.tag == "article" and id(above) in holders for above in _up(at.above))):
            return False  # the foot of the article itself signs it: "posted on 1 May by Ida"
        around = at.above.context
        if at.said.region in _OTHERS or (at.context.landmark in _ASIDE and at.context.landmark != around.landmark):
            return True
    return True


def _up(frame: Frame) -> Iterator[Frame]:
    """The element and those around it, the innermost first."""
    at = frame
    while at.element is not None:
        yield at
        at = at.above


def _names(ordered: Sequence[Named], headline: int) -> Iterator[Claim]:
    holders = {id(above) for kind, frame in ordered if kind == "author" for above in _above(frame)}
    signed = ((frame, names) for kind, frame in ordered if kind == "author" and id(frame) not in holders and (names := list(_names_in(frame))))
    last: Frame | None = None
    first: set[str] = set()
    claimed: list[tuple[Frame, str]] = []
    score = None
    for frame, names in signed:
        if last is None:
            score = FAR if headline and _is_far(frame.number - headline) else None
        elif not (0 < frame.number - last.number <= _NEAR_ELEMENTS and all(map(is_person, names))):
            if score == FAR and (not first.issuperset(names) or any(not first.issuperset(others) for _, others in signed)):
                score = _ONE_OF_MANY
            break
        first.update(names)
        claimed += [(frame, name) for name in names]
        last = frame
    if score == FAR and not any(map(is_person, first)):
        score = _ONE_OF_MANY  # the source of a picture, an agency
    for frame, name in claimed:
        yield "authors", name, "rel:author" if "author" in (frame.element.get("rel") or "") else "class:author", score
    if last is None:
        for kind, frame in ordered:
            line = _text(frame) if kind in ("meta", "date") else ""
            by = _FILED_BY.search(line) or (_BY_WITHIN.search(line) if len(line) <= _LONGEST_LINE else None)
            name = _name(line[by.end() :]) if by else ""
            if name:
                yield "authors", name, "class:byline", None
                return


def _names_in(frame: Frame) -> Iterator[str]:
    """The name in an element; several when each piece of its text is a person's. A role behind the name is left out."""
    pieces = [piece for piece in _pieces(frame) if piece and piece.strip(" ,").casefold() not in _JOINTS]
    found = 0
    for piece in pieces:
        name = _name(_BY.sub("", _DAY_BEFORE.sub("", piece)))
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
    if NOBODY.fullmatch(text):
        return ""
    if _USER.fullmatch(text):
        return text
    name = _BEHIND.sub("", text.rsplit("：", maxsplit=1)[-1]).strip(" ,;:.|·•-–—()[]\u00a0")
    if (
        not 2 <= len(name) <= _LONGEST_NAME
        or not name[0].isalnum()
        or _NO_NAME.search(name)
        or _NO_END.search(name)
        or not any(map(str.isalpha, name))
        or len(name.split()) > 8
    ):
        return ""
    said, known = bare(fold_case(name)), words()
    if said in known.months or said in known.weekdays or said in known.labels:
        return ""  # "Posted on", "Dec"
    return f"{name}." if INITIAL_LAST.search(name) and f"{name}." in text else name


def _days(ordered: Sequence[Named], headline: int, language: str | None) -> Iterator[Claim]:
    """The first day of a change, if one stands before it, and the first of a publication; those far from the headline come last."""
    dated = [(kind, frame, _is_far(frame.number - headline) if headline else False) for kind, frame in ordered if kind != "author"]
    if headline:
        dated.sort(key=lambda entry: _place(entry[1].number - headline))
        # What is far is taken by its distance: a byline above a large picture before the teasers below the text.
        dated.sort(key=lambda entry: abs(entry[1].number - headline) if entry[2] else 0)
        dated.sort(key=itemgetter(2))
    is_changed = False
    for kind, frame, is_far in dated:
        line = _text(frame)
        if not 6 <= len(line) <= _LONGEST_LINE or not any(map(str.isdigit, line)):
            continue
        found = _days_in(line, language) or (_days_in(_SHORT_DAY.sub(_padded, line), language) if kind == "date" else [])
        if not found:
            continue
        first = next((date for date in found if date.label != "modified"), found[0])
        score = FAR if is_far else None
        if first.label != "modified" and not _is_of_change(frame):
            yield "published_at", first.text, f"class:{kind}", score
            return
        if not is_changed:
            yield "modified_at", first.text, f"class:{kind}", score
            is_changed = True


def _place(n_elements: int) -> int:
    """The order of days by where they stand: below the headline, right above it, elsewhere: 30 elements below may be a teaser's."""
    return 0 if 0 <= n_elements <= _RIGHT_BELOW else 1 if -_RIGHT_ABOVE <= n_elements < 0 else 2


def _is_of_change(frame: Frame) -> bool:
    """Whether the element is called so; `updated` is also what a microformat calls the only day of an entry."""
    words = frame.said.words
    return any(map(_CHANGED.search, words)) and not any(map(_FIRST.search, words))


def _is_far(n_elements: int) -> bool:
    return not -_ABOVE_ELEMENTS <= n_elements <= _BELOW_ELEMENTS


def _padded(short: re.Match[str]) -> str:
    return f"{int(short['d']):02}.{int(short['m']):02}.{short['y']}"


def _days_in(line: str, language: str | None) -> list[FoundDate]:
    return [date for date in find_dates(line, language=language) if date.precision in ("day", "minute", "second")]


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
