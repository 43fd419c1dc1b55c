"""The head of a page's article as its markup has it: headline, standfirst, authors and time, wherever they stand.

A dump of text can only guess at these from their place; a page says `<h1>`, `class="standfirst"`, `rel="author"` and
`<time>`, and repeats headline and standfirst in its tags.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile

from cleaner.article import Markup, Verdict
from cleaner.dates import find_dates, may_hold_day
from cleaner.html.blocks import without_bullet
from cleaner.html.boxes import called_step
from cleaner.html.clues import HOME
from cleaner.html.day_lines import day_at_begin, day_beside, labelled_days
from cleaner.html.lines import n_chars_of
from cleaner.html.pictures import captions, figure_credits
from cleaner.html.ranking import site_names
from cleaner.html.sign_offs import sign_offs
from cleaner.html.titles import letters
from cleaner.html.unsigned import unsigned
from cleaner.rules.names import is_person, split_names, tells_role
from cleaner.rules.reading import Reading, drop, ends_sentence, keep, take

_LEAST_CHANCE = 0.5
"""Of being text, from where on a line tells where the text begins."""
_STANDFIRST = re.compile(
    r"(?:^|-)(?:standfirst|stand-first|dek|deck|sub-?title|sub-?head(?:line|er|ing)?|lede|lead-?text|chapo|chapeau|vorspann|ingress|preamble|preambel|article-desc|"
    r"story-intro|sapo|perex|bajada|entradilla|sommario|occhiello|catenaccio|manchet|underrubrik|anons|strapline|(?<!ad-)spot|teaser-text|field-teaser|intro-text|"
    r"(?:summary|lead|description|excerpt|abstract|intro|introduction|synopsis)(?=$|-\d))(?:-|$)|^itemprop:(?:description|alternative-?headline)$"
)
_BYLINE = re.compile(r"(?:^|-)(?:bylines?|authors?|autor|autoren|auteur|writers?|contributors?|signature)(?:-|$)|^rel:author$|^itemprop:author$")
_BY = re.compile(
    r"^\W*(?:written by|reported by|by|von|par|por|di|door|af|av|de|text|words|story|interview|gespräch|entretien|entrevista|intervista|autor(?:in)?|автор)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"(?:^|-)(?:kicker|dachzeile|overline|over-?title|eyebrow|topline|spitzmarke|roofline|pre-?title|super-?title|sur-?titre|antet[ií]tulo|occhiello)(?:-|$)"
)
_ABOVE, _LONGEST_KICKER = 2, 60
_LEAST_CLAIM = 0.8
_LABEL = r"(?:Interview|Text|Words|Story|Gespräch|Entretien|Entrevista|Intervista)\s?:"
_LABELS = re.compile(rf"{_LABEL}\s+(?=[^\W\d_a-z])")
_SAYS_BY = re.compile(rf"(?:{_LABEL}|[Bb]y|BY|Von|VON|Par|PAR|Por|POR|Di|Door|Av|Af)\s+(?=[^\W\d_a-z])")
_CLOCK_WORD = re.compile(r"[\s|,·•–—-]+(?:Uhr|hrs?|Hrs)\.?\s*$")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_BYLINE_BELOW, _LONGEST_BYLINE, _MOST_PLACE_WORDS = 6, 160, 3
_LEAST_TAIL = 20
_HOUSE = 0.75
"""How far a claim is believed at most that names the house."""
_SIGNED, _NOT_CLAIMED = 0.93, 0.85
_NEAREST, _LEAST_NEAREST = frozenset({"rel:author", "class:author"}), 0.9
_NO_HEADLINE = frozenset({"nav", "footer", "aside"})
_LONGEST_STANDFIRST = 700
_LEAST_ONLY = 60
_LEAST_TOGETHER = 3
"""Paragraphs in one element, beside which one in another is none of them."""
_SURE = 0.98
_LEAST_DAY = 0.7
"""A day that a claim gives with less is given where no line beside the headline has one."""
_MOST_BESIDE_CHARS = 60
_REACH = 40
"""Lines that are not blank below the headline in which standfirst, byline and time are looked for, and before the third paragraph of the text."""


def html_head(reading: Reading) -> Iterable[Verdict]:
    """The headline, the standfirst, byline and time around it."""
    markup = reading.document.markup
    if not markup:
        return
    yield from figure_credits(reading)
    yield from captions(reading)
    title = headline(reading)
    yield from _above_headline(reading, markup, title)
    text = [i for i in reading.open_lines() if i != title and _is_text(reading, markup, i)]
    taken: set[int] = set()
    if title is not None:
        index, why = title, _why_title(reading, markup, title)
        taken.add(index)
        yield take(index, "title", "html-title", why, text=reading.texts[index], score=0.97)
    only = {letters(reading.texts[i]) for i in text}
    if len(only) == 1 and len(only.pop()) >= _LEAST_ONLY:
        taken.add(text[0])
        yield keep(text[0], "body", "html-judge", "the page's only paragraph, whatever else repeats it", score=reading.document.chances[text[0]])
    last = text[2] if len(text) > 2 else reading.solid[-1] if reading.solid else 0
    first = title if title is not None else max(0, (text[0] if text else 0) - 2 * _REACH)
    place = reading.place.get(first, 0)
    near = [i for i in reading.solid[max(0, place - 8) : place + _REACH] if i <= last and reading.is_open(i) and i not in taken]
    described = {letters(clue.value): clue.source for clue in reading.document.clues if clue.field == "description"}
    for index in near:
        m = markup[index]
        if m is None or m.heading == 1 or m.landmark in {"nav", "footer"} or index < first:
            continue
        why = _why_standfirst(reading, markup, index, m, described, text)
        if why:
            yield take(
                index, "subtitle", "html-standfirst", why, text=without_bullet(reading.texts[index]), value=without_bullet(reading.texts[index]), score=0.9
            )
            taken.add(index)
            break
    is_dated = any(clue.field == "published_at" and (clue.score is None or clue.score >= _LEAST_DAY) for clue in reading.document.clues)
    for index in near:
        m = markup[index]
        if m is None or index in taken:
            continue
        is_below = title is not None and place < reading.place[index] <= place + _BYLINE_BELOW
        verdict = _byline(reading, index, m, is_below=is_below) or _time(reading, index, m)
        if verdict is not None:
            is_dated |= any(name == "published_at" for name, _ in verdict.reads)
            taken.add(index)
            yield verdict
    for verdict in sign_offs(reading, taken):
        taken.add(verdict.line - 1)
        yield verdict
    if not any(clue.field == "authors" and (clue.score or 0) > _HOUSE for clue in reading.document.clues):
        signed = next(unsigned(reading, title, text, taken), None)
        if signed is not None:
            is_dated |= any(name == "published_at" for name, _ in signed.reads)
            taken.add(signed.line - 1)
            yield signed
    if not is_dated:
        anchor = title if title is not None else text[0] if text else None
        verdicts = list(day_beside(reading, anchor, text, taken)) if anchor is not None else []
        taken |= {verdict.line - 1 for verdict in verdicts}
        yield from verdicts or day_at_begin(reading, text)
    yield from labelled_days(reading, place, taken)


def _above_headline(reading: Reading, markup: tuple[Markup | None, ...], title: int | None) -> Iterator[Verdict]:
    """The `<h1>` that leads to the site's first page, where the headline is another line; and a kicker in an element called so."""
    homes = {letters(clue.value) for clue in reading.document.clues if clue.source == HOME}
    for index in reading.open_lines() if homes and title is not None else ():
        m = markup[index]
        if m is not None and m.heading == 1 and index != title and letters(reading.texts[index]) in homes:
            yield drop(index, "navigation", "html-title", "an <h1> that leads to the first page: the name of the site", score=0.95)
    place = reading.place[title] if title is not None else 0
    for index in reading.solid[max(0, place - _ABOVE) : place]:
        m, line = markup[index], reading.texts[index].strip()
        word = next(filter(_KICKER.search, m.words[:2]), None) if m is not None and not m.heading else None
        if word is not None and reading.is_open(index) and len(line) <= _LONGEST_KICKER and not ends_sentence(line):
            yield drop(index, "navigation", "html-kicker", f'right above the headline, called "{word}"', score=0.9)


def headline(reading: Reading) -> int | None:
    """Index of the headline's line: a heading that a title claim repeats, else the page's one `<h1>` if it stands above the text."""
    markup = reading.document.markup
    claims = [letters(clue.value) for clue in reading.document.clues if clue.field == "title" and clue.source not in ("h1", HOME)]
    headings = [i for i in reading.open_lines() if (m := markup[i]) is not None and m.heading and m.landmark not in _NO_HEADLINE]
    best = next(
        (letters(clue.value) for clue in reading.document.clues if clue.field == "title" and clue.source == "headline:entry" and clue.score == _SURE), ""
    )
    for index in headings:
        if best and letters(reading.texts[index]) == best:
            return index
    for level in (1, 2, 3, 4):
        for index in headings:
            m, said = markup[index], letters(reading.texts[index])
            if m is not None and m.heading == level and len(said) >= 3 and said in claims:
                return index
    for index in headings:
        m, said = markup[index], letters(reading.texts[index])
        # A kicker of one kind in the heading, of another in the tag: "Old quay Bell rings", "Fernholt: Bell rings".
        if m is not None and m.heading <= 2 and any(_is_tail(said, claim) for claim in claims):
            return index
    firsts = [i for i in headings if (m := markup[i]) is not None and m.heading == 1]
    for index in firsts:
        said = letters(reading.texts[index])
        # "Pier falls | The Courier" and "Pier falls - a town mourns" begin with the headline; "News" begins nothing long.
        if len(said) >= 12 and any(claim.startswith(said) for claim in claims):
            return index
    if len(firsts) == 1 and len(reading.texts[firsts[0]].strip()) >= 12:
        return firsts[0]
    return None


def _is_tail(said: str, claim: str) -> bool:
    """Whether a heading and a title end alike, but for what stands in front."""
    n_same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(said), reversed(claim), strict=False)))
    return n_same >= max(_LEAST_TAIL, 0.6 * len(claim))


def _why_title(reading: Reading, markup: tuple[Markup | None, ...], index: int) -> str:
    m, said = markup[index], letters(reading.texts[index])
    tag = f"<h{m.heading}>" if m is not None else "the line"
    for clue in reading.document.clues:
        if clue.field == "title" and clue.source not in ("h1", "headline:h1", HOME) and letters(clue.value).startswith(said):
            return f"{tag}, and {clue.source} gives the same as the title"
    for clue in reading.document.clues:
        if clue.field == "title" and clue.source not in ("h1", "headline:h1", HOME) and _is_tail(said, letters(clue.value)):
            return f"{tag}, and {clue.source} ends as it does"
    return "the page's only <h1>"


def _is_text(reading: Reading, markup: tuple[Markup | None, ...], index: int) -> bool:
    m = markup[index]
    return m is not None and not m.heading and reading.document.chances[index] >= _LEAST_CHANCE and m.link_share < 0.5 and reading.looks_like_prose(index)


def _why_standfirst(reading: Reading, markup: tuple[Markup | None, ...], index: int, m: Markup, described: dict[str, str], text: list[int]) -> str:
    line = without_bullet(reading.texts[index])
    said = letters(line)
    if not 20 <= n_chars_of(line) <= _LONGEST_STANDFIRST or n_chars_of(said) < 16 or m.link_share > 0.5 or m.in_figure or m.landmark == "figcaption":
        return ""
    # The first of several paragraphs that are all alike is a paragraph, though a page may repeat it as its description.
    own = next((word for word in m.words if not word.startswith(("rel:",)) and _STANDFIRST.search(word)), None)
    if own is not None and (step := called_step(m.names, own)) is not None and any(m.around[step] in o.around for i in text if i != index and (o := markup[i])):
        return ""  # "post-description" around the whole text
    alike = [
        i
        for i in text
        if i != index
        and (o := markup[i]) is not None
        and ((o.container == m.container and (own is None or own in o.words)) or (o.words == m.words and o.tag == m.tag))
    ]
    if len(alike) >= (1 if reading.document.chances[index] >= _LEAST_CHANCE else 2) and not _stands_apart(markup, m, alike):
        return ""
    same = next((source for claim, source in described.items() if _same(said, claim)), None)
    if same is not None:
        return f"{same} gives the same as the description" + (f', and its element is called "{own}"' if own else "")
    if own is not None and (ends_sentence(line) or n_chars_of(line) >= (40 if m.heading else 50)) and (not text or index < text[0] or index in text[:1]):
        return f'below the headline in an element called "{own}"'
    return ""


def _stands_apart(markup: tuple[Markup | None, ...], m: Markup, others: list[int]) -> bool:
    """Whether a line has an element of its own, where most of those that are made like it share another."""
    containers = Counter(o.container for i in others if (o := markup[i]) is not None)
    return m.container not in containers and 2 * max(containers.values(), default=0) > len(others) and len(others) >= _LEAST_TOGETHER


def _same(said: str, claim: str) -> bool:
    if said == claim:
        return True
    # Tags cut a description at 150 to 300 characters, and some put the place in front.
    short, long = sorted((said, claim), key=len)
    return len(short) >= 60 and long.startswith(short) and len(short) >= 0.5 * len(long)


def _byline(reading: Reading, index: int, m: Markup, *, is_below: bool) -> Verdict | None:
    """The names in an element that is called a byline; or behind "By" with a place or a role in brackets, where `is_below` the headline."""
    word = next((word for word in m.words if _BYLINE.search(word)), None)
    line = without_bullet(reading.texts[index])
    if len(line) > _LONGEST_BYLINE or m.in_figure:
        return None
    if word is None and not (is_below and _SAYS_BY.match(line)):
        return _named_line(reading, index, line) if is_below else None
    dates = find_dates(line, language=reading.language) if any(map(str.isdigit, line)) else []
    for date in reversed(dates):
        line = line.replace(date.text, " ")
    line = _CLOCK_WORD.sub("", line)
    names = _as_claimed(_without_house(_signers(_BY.sub("", line)), reading), line, reading) or _with_role(_BY.sub("", line), reading)
    if not names:
        return None
    reads = tuple(("authors", name) for name in names)
    score = _SIGNED if _is_claimed(names, reading) else _NOT_CLAIMED
    days = [date for date in dates if date.tells_day]
    if len(days) == 1:  # "Ida Holm, 1 May 2031"
        reads += (("modified_at" if days[0].label == "modified" else "published_at", days[0].text),)
    why = f'names of persons in an element called "{word}"' if word else "names of persons behind a word for by, right below the headline"
    return take(index, "authors", "html-byline", why, value="", text=line, kind="byline", reads=reads, score=score)


def _named_line(reading: Reading, index: int, line: str) -> Verdict | None:
    """A line below the headline with a day and the names that elements in it give, and little else: "Posted by Ida on 1 May"."""
    days = [date for date in find_dates(line, language=reading.language) if date.tells_day] if may_hold_day(line) else []
    said = letters(line)
    names = [clue.value for clue in reading.document.clues if clue.field == "authors" and clue.source in _NEAREST and (clue.score or 0) >= _LEAST_NEAREST]
    names = list(dict.fromkeys(name for name in names if len(letters(name)) >= 3 and letters(name) in said))
    rest = len(line) - sum(map(len, names)) - sum(len(date.text) for date in days)
    if not names or not days or rest > _MOST_BESIDE_CHARS:
        return None
    reads = [("authors", name) for name in names]
    for field, is_change in (("published_at", False), ("modified_at", True)):
        reads += [(field, date.text) for date in days if (date.label == "modified") is is_change][:1]
    why = "a line below the headline with the names that its elements give, and a day"
    return take(index, "authors", "html-byline", why, value="", text=line, kind="byline", reads=tuple(reads), score=_SIGNED)


def _signers(line: str) -> tuple[str, ...]:
    """The names of a byline, without what stands in brackets behind them, or the place behind one: "Ida Holm, Fernholt"."""
    names = split_names(line) or split_names(_IN_BRACKETS.sub("", line))
    if names:
        return names
    first, _, place = line.partition(", ")
    words = place.split()
    return (first,) if is_person(first) and 0 < len(words) <= _MOST_PLACE_WORDS and all(word[0].isupper() for word in words) else ()


def _is_claimed(names: tuple[str, ...], reading: Reading) -> bool:
    """Whether one of the names is the one that the element nearest to the headline gives, if any element gives one."""
    nearest = {
        letters(clue.value) for clue in reading.document.clues if clue.field == "authors" and clue.source in _NEAREST and (clue.score or 0) >= _LEAST_NEAREST
    }
    return not nearest or any(letters(name) in nearest for name in names)


def sure_byline(reading: Reading, title: int | None) -> Iterator[Verdict]:
    """The line below the headline that labels who asked or wrote, with a name and a day: "Interview: Ida Holm | 1 May 2031".

    It comes before the named rules: in German such a label leads to another article as well.
    """
    place = reading.place[title] if title is not None else 0
    for index in reading.solid[place + 1 : place + 1 + _BYLINE_BELOW] if title is not None else ():
        m, line = reading.document.markup[index], without_bullet(reading.texts[index])
        if m is not None and not m.n_links and _LABELS.match(line) and reading.is_open(index):
            verdict = _byline(reading, index, m, is_below=True)
            if verdict is not None and all(name in line for _, name in verdict.reads):
                yield verdict
                return


def _as_claimed(names: tuple[str, ...], line: str, reading: Reading) -> tuple[str, ...]:
    """The names as elements of their own have them, where the line has those and none of `names` is one: "Posted by Ida" of Ida."""
    claimed = {letters(clue.value): clue.value for clue in reading.document.clues if clue.field == "authors" and (clue.score or 0) >= _LEAST_CLAIM}
    if not names or any(letters(name) in claimed for name in names):
        return names
    said = letters(line)
    return tuple(name for key, name in claimed.items() if len(key) >= 3 and key in said) or names


def _with_role(line: str, reading: Reading) -> tuple[str, ...]:
    """The name that an element has, where nothing but a role stands behind it: "Ida Holm Harbour correspondent"."""
    named = (clue.value for clue in reading.document.clues if clue.field == "authors" and (clue.score or 0) >= _LEAST_CLAIM and is_person(clue.value))
    return next(((name,) for name in named if line.startswith(f"{name} ") and tells_role(line[len(name) :].strip(" ,|·•–—-"))), ())


def _without_house(names: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """The names without those that begin with the site's: "Ida Holm, KLB Fernholt" on klb.example."""
    if len(names) < 2:
        return names
    sites = site_names(reading.document.clues, reading.document.url)
    return tuple(name for name in names if letters(name.split()[0]) not in sites) or names


def _time(reading: Reading, index: int, m: Markup) -> Verdict | None:
    if m.tag != "time" and not any(word.startswith(("itemprop:date", "entry-date", "published", "date-published", "post-date")) for word in m.words):
        return None
    line = without_bullet(reading.texts[index])
    found = find_dates(line, language=reading.language) if len(line) <= 120 else []
    if not found:
        return None
    name = "modified_at" if found[0].label == "modified" else "published_at"
    because = f"a date in <{m.tag}> near the headline"
    return take(index, name, "html-time", because, value="", text=line, kind="date", reads=((name, found[0].text),), score=0.9)
