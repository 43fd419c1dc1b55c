"""Bylines and date lines: who wrote it, and when it was published.

Only lines that are nothing but a byline or a date count, and only near the headline or with a label such as
"Published". A date inside the prose is a date of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cleaner.article import Verdict, quick
from cleaner.dates import FoundDate, find_dates, is_date_line
from cleaner.role_model import Claim, PageLines, among_days, among_names, best_claim
from cleaner.rules.bare_names import is_plainly_by, name_below, surest_bare
from cleaner.rules.names import VIETNAMESE, is_person, split_names, tells_role
from cleaner.rules.page_lines import (
    LABELLED_AUTHOR,
    NEWSROOM_AND_PLACE,
    byline_pattern,
    is_byline_word,
    is_house,
    is_span,
    may_be_byline,
    names_a_newsroom,
    opens_text,
    page_of,
)
from cleaner.rules.page_words import has_small_word, is_place
from cleaner.rules.phrase_book import plain
from cleaner.rules.publisher_names import names_publisher, names_quoted_publisher
from cleaner.rules.reading import Reading, drop, ends_sentence, fold, keep, take
from cleaner.rules.signed import LONGEST, Signed, agencies_of, reads_of, signed_in, without_dates

_PLACE_BEHIND = re.compile(r"\s[–—-]\s[^\W\d_a-zß-öø-ÿ]{3,}(?: [^\W\d_a-zß-öø-ÿ]{2,}){0,2}$")
"""Where the story is from, in capitals behind the date."""
_ABOVE, _BELOW, _FAR_BELOW = 4, 3, 10
"""Lines above the headline and below the text's first in which what is labelled is believed without the tagger; the last where "By" itself says so."""
_ALONE = 0.85
_SURE_BELOW_TEXT, _BELOW_SHARE = 0.75, 0.8
"""A bare name below so much of the prose is the paper's, with its blurb, as often as the author's: it takes a surer answer."""
_MOST_BESIDE_DAY = 9
"""Words beside a day that no label explains, in the line that says when the article was published."""
_NEAR = 8
"""Lines around the headline and the first paragraph that a byline of an agency may stand from them."""


@quick
@dataclass(frozen=True, slots=True)
class DateClaim:
    """A line that may say when the article was published."""

    claim: Claim
    index: int
    date: FoundDate
    dates: tuple[FoundDate, ...]
    is_all: bool
    """Whether the line is nothing but a date."""


@quick
@dataclass(frozen=True, slots=True)
class AuthorClaim:
    """A line that may say who wrote it."""

    claim: Claim
    index: int
    names: tuple[str, ...]
    agencies: tuple[tuple[str, str], ...]
    dates: tuple[FoundDate, ...]
    said: str
    """The word in front of the names, such as "By", or behind them; '' when there is none."""


def title_place(reading: Reading) -> int | None:
    """Place of the headline among the lines that are not blank."""
    return None if reading.headline is None else reading.place[reading.headline]


def date_claims(reading: Reading) -> list[DateClaim]:
    """Short open lines that hold a day, of whatever else they speak."""
    out = []
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) > LONGEST:
            continue
        dates = [date for date in find_dates(text, language=reading.language) if date.precision not in {"year", "month"}]
        if not dates or (dates[-1].label is None and opens_text(text, dates[0].start, dates[-1].end)) or is_span(text, dates):
            continue
        whole = is_date_line(text, reading.language) or is_date_line(_PLACE_BEHIND.sub("", text), reading.language)
        date = whole or next((d for label in ("published", None) for d in dates if d.label == label), dates[0])
        rest = len(text) - sum(d.end - d.start for d in dates)
        # "22 November 2031Ferry sinks off the old harbour in the storm": a teaser of another article.
        is_below = index > reading.first_prose
        if is_below and whole is None and dates[0].label is None and len((text[: dates[0].start] + text[dates[-1].end :]).split()) > _MOST_BESIDE_DAY:
            continue
        seen = {
            "is_all": whole is not None,
            "is_published": date.label == "published",
            "is_modified": date.label == "modified",
            "has_time": date.precision in {"minute", "second"},
            "has_zone": date.zone is not None,
            "is_ambiguous": date.ambiguous,
            "dates": len(dates),
            "rest": rest,
            "rest_share": rest / len(text),
            "begins_at": date.start,
            "is_listed": text[0] in "•*›»·-▪◦",
            "is_stand": reading.folded[index].startswith("stand"),
        }
        value = date.when.strftime("%Y-%m-%d")
        out.append(DateClaim(Claim(reading.place[index], value, seen), index, date, tuple(dates), whole is not None))
    among = among_days([claim.claim for claim in out])
    return [replace(claim, claim=known) for claim, known in zip(out, among, strict=True)]


def author_claims(reading: Reading, page: PageLines) -> list[AuthorClaim]:
    """Short open lines of names of persons, with "By" or its like in front, behind, on the line above, or nowhere."""
    signs, place_of, texts, bare = signed_in(reading.language), reading.place, page.texts, reading.bare
    claims: list[AuthorClaim] = []
    for index in reading.open_lines():
        signed = signs[texts[place_of[index]]]
        if signed is None and not _may_end_in_publisher(bare[index]):
            continue  # as most lines
        if (claim := _claim_of(reading, page, index, signed)) is not None:
            claims.append(claim)
    among = among_names(page, [claim.claim for claim in claims], [fold(claim.names[0]) for claim in claims], [bool(claim.said) for claim in claims])
    return [AuthorClaim(known, claim.index, claim.names, claim.agencies, claim.dates, claim.said) for claim, known in zip(claims, among, strict=True)]


def _author_claim(reading: Reading, page: PageLines, index: int) -> AuthorClaim | None:
    return _claim_of(reading, page, index, signed_in(reading.language)[page.texts[reading.place[index]]])


def _claim_of(reading: Reading, page: PageLines, index: int, signed: Signed | None) -> AuthorClaim | None:
    """What a line claims on its page; `signed` is what it says by itself."""
    place = reading.place[index]
    signed = _known_by_neighbours(reading, index, signed)
    if signed is None:
        return None
    above = reading.neighbour(index, -1)
    own = signed.seen
    seen = {
        "has_word": bool(signed.said),
        "word_above": above is not None and is_byline_word(reading.bare[above]),
        "names": own["names"],
        "most_parts": own["most_parts"],
        "least_parts": own["least_parts"],
        "has_house": own["has_house"],
        "has_own_date": own["has_own_date"],
        # "Key Takeaways", "Travel Tips": what the page also writes in lower case is no name.
        "in_lower": sum([has_small_word(reading, word) for word in signed.long_words]),
        "rest": own["rest"],
        "is_upper": own["is_upper"],
        "is_listed": own["is_listed"],
        "marks": page.marks[place],
    }
    return AuthorClaim(Claim(place, signed.value, seen), index, signed.names, signed.agencies, signed.dates, signed.said)


def _known_by_neighbours(reading: Reading, index: int, signed: Signed | None) -> Signed | None:
    """The same with what else the page says: the publisher behind the names, a role or an address of theirs below; None when they are no person's."""
    text = reading.bare[index]
    if (signed is None or not signed.said) and _may_end_in_publisher(text):
        head, tail = max((text.rpartition(mark)[::2] for mark in _BEFORE_PUBLISHER), key=lambda parts: len(parts[0]))
        is_site = names_publisher(reading, tail) or any(reading.folded[i] == fold(tail) for i in reading.solid[:_SITE_LINES])
        if is_site and (known := signed_in(reading.language)[head.strip()]) is not None:
            return replace(known, said=tail.strip())
    if signed is not None and (names := _without_owner(reading, signed.names)) is not signed.names:
        signed = replace(signed, names=names)
    if signed is None or signed.said:
        return signed
    place = reading.neighbour(index, 1)
    below = "" if place is None else reading.bare[place]
    if place is not None and reading.is_adjacent(index, place) and ((len(below.split()) <= _MOST_ROLE_WORDS and tells_role(below)) or is_house(below)):
        return replace(signed, said=below)
    address = _ADDRESS.fullmatch(below)
    if address is not None and any(word in plain(address["who"].casefold()) for word in map(plain, signed.long_words)):
        return replace(signed, said=below)
    is_none = names_quoted_publisher(reading, text) or (len(signed.names) == 1 and is_place(reading, signed.names[0]))
    return None if is_none else signed


def _may_end_in_publisher(text: str) -> bool:
    return len(text) <= LONGEST and _HAS_PUBLISHER.search(text) is not None


def _without_owner(reading: Reading, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without the publisher in front of the first, as a picture's credit names it: "Ouest-Rade Yann Kerdreux"."""
    head, _, rest = names[0].partition(" ")
    if " " not in rest:
        return names
    owners: frozenset[str] | None = reading.notes.get("owners")
    if owners is None:
        reads = (read for said in reading.verdicts.values() for verdict in said for read in verdict.reads)
        owners = reading.notes["owners"] = frozenset(fold(value) for field, value in reads if field == "credits")
    return (rest, *names[1:]) if owners and fold(head) in owners and is_person(rest) else names


_MOST_ROLE_WORDS = 3
_SITE_LINES = 10
_HAS_PUBLISHER = re.compile(r" [-–—|/] ")
_BEFORE_PUBLISHER = (" - ", " – ", " — ", " | ", " / ")
_ADDRESS = re.compile(r"(?P<who>[^\s@]+)@[^\s@]+\.[^\s@]+")


def _has_day(reading: Reading) -> bool:
    """Whether the markup's rules have read a day of publication beside the headline."""
    said = (verdict for said in reading.verdicts.values() for verdict in said if verdict.rule.startswith("html-"))
    return bool(reading.document.markup) and any("published_at" in dict(verdict.reads) for verdict in said)


def date_line(reading: Reading) -> Iterable[Verdict]:
    """The line that says when the article was published, by its shape and its place near the headline and the text."""
    page = page_of(reading)
    yield from _lifetime(reading)
    claims = date_claims(reading)
    if not claims:
        return
    found = best_claim(page, [claim.claim for claim in claims], title_place(reading), "date")
    plain = [(claim.index, claim.claim.value) if claim.is_all else None for claim in claims]
    found = found or _alone_near(reading, [alone if _may_be_first(claim) else None for alone, claim in zip(plain, claims, strict=True)])
    found = found or _alone_near(reading, plain)
    if found is None:
        return
    best, score = claims[found[0]], found[1]
    if best.index > reading.last_prose and _has_day(reading):
        return  # the clock in the foot of a page whose headline has a day beside it
    text, reads = reading.bare[best.index], _date_reads(best)
    because = f"the line is {'nothing but a date' if best.is_all else 'short and holds a date'}"
    because += f', labelled "{best.date.label}"' if best.date.label else f", {_where(reading, title_place(reading), best.index)}"
    # "Updated on …" and nothing else: when the article was published is not said.
    field = "published_at" if _may_be_first(best) else "modified_at"
    signed = None if best.is_all else _author_claim(reading, page, best.index)
    names = signed.names if signed else ()
    reads += tuple(("authors", name) for name in names)
    yield take(best.index, field, "date-line", because, value="", text=text, kind="byline" if names else "date", reads=reads, score=score)
    near = range(min(best.index, *_edges(reading)), max(best.index, *_edges(reading)) + 1)
    for claim in claims:
        same = claim.claim.value == best.claim.value
        if claim.index != best.index and claim.is_all and (same or claim.index in near) and (same or claim.date.label == "modified"):
            because = f"the line is nothing but {'the date of line ' + str(best.index + 1) + ' again' if same else 'a date of change'}"
            field = "modified_at" if claim.date.label == "modified" or not _may_be_first(best) else "published_at"
            text = reading.bare[claim.index]
            # Behind the best line, whatever stands first on the page.
            yield take(claim.index, field, "date-line", because, value="", text=text, kind="date", reads=((field, claim.date.text),), score=0.5 * score)


def _lifetime(reading: Reading) -> Iterable[Verdict]:
    """The line right below the headline that says from when to when somebody lived, or something was."""
    place = title_place(reading)
    below = reading.solid[place + 1] if place is not None and place + 1 < len(reading.solid) else None
    if below is None or not reading.is_open(below) or len(reading.bare[below]) > LONGEST or below > reading.first_prose:
        return
    text = reading.bare[below]
    if is_span(text, find_dates(text, language=reading.language)):
        yield keep(below, "body", "date-line", "it says from when to when, right below the headline", score=0.8)


def byline(reading: Reading) -> Iterable[Verdict]:
    """The line that names the authors, with "By" or its like in front or nothing but names, where the tagger expects it."""
    page = page_of(reading)
    yield from _agency_bylines(reading)
    claims = author_claims(reading, page)
    if not claims:
        return
    found = best_claim(page, [claim.claim for claim in claims], title_place(reading), "authors")
    if found is not None and found[1] < _SURE_BELOW_TEXT and _is_bare_below(page, claims[found[0]]):
        found = None
    if found is not None:
        bare = [None if claim.said or claim.dates else claim.index for claim in claims]
        number = surest_bare(reading, bare, found[0])
        if number not in (None, found[0]):
            other = claims[found[0]].index
            yield take(other, "credits", "bare-byline", "a name right beside the byline", text=reading.bare[other], kind="credit", score=0.7)
        found = None if number is None else (number, found[1])
    found = found or _alone_near(reading, [(claim.index, claim.claim.value) if _says_so(reading, claim) else None for claim in claims])
    if found is None:  # where no markup tells the head of a page
        plain = [(c.index, c.claim.value) if c.said and is_plainly_by(page, c.claim.place, c.claim.seen["rest"]) else None for c in claims]
        found = _alone_near(reading, plain, _BELOW if reading.document.markup else _FAR_BELOW)
    if found is None:
        return
    best, score = claims[found[0]], found[1]
    place = title_place(reading)  # looked for once: a thousand lines may say the same name
    for claim in claims:
        if claim.index != best.index and not (claim.names == best.names and claim.said):
            continue
        text = reading.bare[claim.index]
        what = f'"{claim.said}" and names of persons are all there is' if claim.said else "names of persons are all there is"
        reads = tuple(("authors", name) for name in claim.names) + claim.agencies + reads_of(claim.dates)
        rule = "byline" if claim.said else "bare-byline"
        own = score if claim.index == best.index else 0.5 * score
        yield take(claim.index, "authors", rule, f"{what}, {_where(reading, place, claim.index)}", value="", text=text, kind="byline", reads=reads, score=own)


def _agency_bylines(reading: Reading) -> Iterable[Verdict]:
    """The lines near the headline that say "By" and an agency's name, or a newsroom's, and nothing else."""
    low, high = (reading.place.get(i, 0) for i in sorted(_edges(reading)))
    last = reading.place.get(reading.last_prose, high)
    for index in [*reading.solid[max(0, low - _NEAR) : high + _NEAR + 1], *reading.solid[max(last, high + _NEAR) + 1 :]]:
        text = reading.bare[index]
        if not reading.is_open(index) or len(text) > LONGEST:
            continue
        if NEWSROOM_AND_PLACE.fullmatch(text) and low < reading.place[index] < high:
            yield drop(index, "navigation", "bare-byline", "a newsroom and its place between the headline and the text: no person's name", score=0.85)
            continue
        if (below := name_below(reading, index)) is not None:
            name, because = below
            yield take(index, "authors", "byline", because, value="", text=text, kind="byline", reads=(("authors", name),), score=0.85)
            continue
        if not may_be_byline(text):
            continue
        bare, dates = without_dates(text, reading.language)
        if names_a_newsroom(bare) and signed_in(reading.language)[text] is None:
            where = "near the headline" if index <= reading.last_prose else "below the text"
            yield drop(index, "navigation", "bare-byline", f"a byline {where}, of a newsroom, which is no person")
            continue
        match = byline_pattern().fullmatch(bare)
        if match is None or split_names(match["names"]) or len(match["names"].split()) > 8:
            continue
        is_outside = not reading.first_prose < index < reading.last_prose
        if (
            is_outside
            and LABELLED_AUTHOR.match(bare)
            and "@" not in bare
            and not ends_sentence(bare)
            and signed_in(reading.language)[text] is None
            and not agencies_of(match["names"], ())
        ):
            yield drop(index, "navigation", "bare-byline", "a label says who wrote it, and no person's name stands behind it")
            continue
        agencies = agencies_of(match["names"], ())
        if agencies:
            because = f'"{bare[: match.start("names")].strip(" •*|–—(-:")}" and the name of an agency are all there is'
            yield take(index, "authors", "byline", because, value="", text=text, kind="byline", reads=agencies + reads_of(dates), score=0.93)


def _alone_near(reading: Reading, claims: Sequence[tuple[int, str] | None], below: int = _BELOW) -> tuple[int, float] | None:
    """The only claim right by the headline and the text's beginning that says of itself what it is, where the tagger was not sure.

    The tagger learnt from pages; a note of three paragraphs is none. What is labelled and stands where it belongs needs no tagger.
    """
    head, first = (reading.place.get(index, 0) for index in sorted(_edges(reading)))
    near = range(reading.solid[max(0, head - _ABOVE)], reading.solid[min(len(reading.solid) - 1, first + below)] + 1)
    numbers = [number for number, claim in enumerate(claims) if claim is not None and claim[0] in near]
    values = {claim[1] for claim in claims if claim is not None and claim[0] in near}
    return (numbers[0], _ALONE) if len(values) == 1 else None


def _may_be_first(claim: DateClaim) -> bool:
    """Whether the date is not said to be a change's. German pages give one date, "Stand: …", for both."""
    return claim.date.label != "modified" or bool(claim.claim.seen["is_stand"])


def _says_so(reading: Reading, claim: AuthorClaim) -> bool:
    """Whether "By" or its like stands before the names, a date on their line, or the article's date beside two plain names."""
    if claim.said or claim.dates:
        return True
    beside = [reading.neighbour(claim.index, step) for step in (-1, 1)]
    above, below = (said[0].kind if place is not None and (said := reading.verdicts.get(place)) else "" for place in beside)
    if above == "title":
        if all(name.split()[0] in VIETNAMESE for name in claim.names):
            return True
        if below == "date" and _is_named_once(reading, claim):
            return True
    return "date" in (above, below) and claim.claim.seen["most_parts"] <= 2 and not claim.claim.seen["in_lower"]


def _is_named_once(reading: Reading, claim: AuthorClaim) -> bool:
    """Whether two words of a script without capitals stand nowhere else on the page: there a rubric looks like a name."""
    text = reading.bare[claim.index]
    return len(text.split()) == 2 and text.upper() == text.lower() and not any(text in other for i, other in enumerate(reading.bare) if i != claim.index)


def _is_bare_below(page: PageLines, claim: AuthorClaim) -> bool:
    """Whether the line is nothing but names, below the text."""
    return not (claim.said or claim.dates or claim.claim.seen["word_above"]) and bool(page.prose_until[claim.claim.place] > _BELOW_SHARE * page.prose_until[-1])


def _edges(reading: Reading) -> tuple[int, int]:
    """Index of the headline, or of the first prose where there is none, and of the first prose."""
    place = title_place(reading)
    return (reading.solid[place] if place is not None else reading.first_prose), reading.first_prose


def _where(reading: Reading, place: int | None, index: int) -> str:
    """Where a line stands, in words; `place` is the headline's."""
    if place is None:
        return f"{'above' if index < reading.first_prose else 'below'} the text's first paragraph"
    lines = abs(reading.place[index] - place)
    return f"{lines} {'line' if lines == 1 else 'lines'} {'below' if reading.place[index] > place else 'above'} the headline"


def _date_reads(claim: DateClaim) -> tuple[tuple[str, str], ...]:
    """The claim's date is the publication, or the change if it is labelled so; another that is labelled as a change is the change."""
    if not _may_be_first(claim):
        return (("modified_at", claim.date.text),)
    changed = [("modified_at", date.text) for date in claim.dates if date.label == "modified" and date.text != claim.date.text]
    return (("published_at", claim.date.text), *changed[:1])
