"""The lines of a page that stand outside its article: what the witness left out, with the reason that the markup gives.

It judges what no other rule has judged. A line in the extraction is left alone; one outside it gets the kind of the
element it stands in, so that the ledger says "navigation" of a menu and "promo" of a box of teasers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cleaner.article import Fate, Markup, Verdict
from cleaner.html.head import LEAST_SHARE
from cleaner.rules.captions import trailing_credit
from cleaner.rules.reading import Reading, drop, ends_sentence, keep, take

_RULE = "html-outside"
_LANDMARK_KINDS = {
    "nav": "navigation",
    "header": "navigation",
    "footer": "navigation",
    "aside": "promo",
    "form": "subscribe",
    "dialog": "consent",
}
_APART = frozenset({"aside", "footer", "form", "dialog"})
_MOST_APART_SHARE = 0.2
"""Of the extraction's characters. A page whose text is all in an <aside> means something else by it."""
_NEAR_REGIONS = frozenset({"author_bio", "copyright", "comments"})
_NEVER_TEXT = frozenset({"nav", "footer", "form", "dialog"})
_TEXT_TAGS = frozenset("p li tr div dd dt blockquote pre".split())
_LONG_CHARS = 60
_LONGEST_HEADING = 200
_MOST_LINK_SHARE = 0.3
_LEAST_KIN_SHARE = 0.3
"""Of the extraction's characters. Of 1,238 lines that it leaves out below elements of the same name as so much of it, 936 are text
(663 WCXB and 118 Fundus pages); of those below a tenth one in four."""
_RIVAL_FACTOR = 1.5
_LEAST_RIVAL_CHARS = 1500
"""Prose below elements of one name that outweighs the whole extraction so far: all 155 such lines of those pages are text."""


def html_outside(reading: Reading) -> Iterable[Verdict]:
    """Each open line that trafilatura's extraction of the page does not have, and what it has but the markup calls something else."""
    markup = reading.document.markup
    inside = [i for i in reading.solid if (m := markup[i] if markup else None) is not None and (m.extracted or 0) >= LEAST_SHARE]
    if not inside:
        yield from _without_witness(reading, markup)
        return
    siblings = _Siblings(reading, markup, inside)
    for index in reading.open_lines():
        m = markup[index]
        if m is None or m.extracted is None:
            continue
        if m.landmark == "figcaption" and not (m.in_list and m.extracted >= LEAST_SHARE):
            yield from _caption(reading, index)
        elif m.extracted >= LEAST_SHARE:
            why = siblings.why_apart(index, m)
            if why:
                yield drop(index, *why, score=0.8)
        elif why_kept := siblings.why_missing(index, m):
            yield keep(index, "body", "html-sibling", why_kept, score=0.7)
        else:
            yield drop(index, kind_of(m), _RULE, because(m), score=0.8)


def html_inside(reading: Reading) -> Iterable[Verdict]:
    """Each open line that trafilatura's extraction has: the text's, when no rule objects. Its headings are the page's own."""
    for index in reading.open_lines() if reading.document.markup else ():
        m = reading.document.markup[index]
        if m is None or (m.extracted or 0) < LEAST_SHARE:
            continue
        why = "in trafilatura's extraction of the page"
        text = reading.texts[index].strip()
        if m.heading and len(text) <= _LONGEST_HEADING:
            yield keep(index, "heading", "html-inside", f"<h{m.heading}>, {why}", score=0.9, reads=(("headings", text),))
        else:
            yield keep(index, "body", "html-inside", why, score=0.9)


def _without_witness(reading: Reading, markup: tuple[Markup | None, ...]) -> Iterable[Verdict]:
    """When there is no extraction: what stands in an element that never holds the text."""
    for index in reading.open_lines() if markup else ():
        m = markup[index]
        if m is None:
            continue
        if m.landmark == "figcaption":
            yield from _caption(reading, index)
        elif m.landmark in _NEVER_TEXT or (m.link_share > 0.9 and not reading.looks_like_prose(index)):
            yield drop(index, kind_of(m), _RULE, because(m), score=0.7)


class _Siblings:
    """What is known of the extraction as a whole: its first and last line, and which elements hold how much of it."""

    def __init__(self, reading: Reading, markup: tuple[Markup | None, ...], inside: list[int]) -> None:
        self.reading = reading
        prose = [i for i in inside if reading.looks_like_prose(i)] or inside
        self.first, self.last = prose[0], prose[-1]
        self.in_container: Counter[tuple[int, str]] = Counter()
        self.kin_chars: Counter[_Kin] = Counter()
        """Characters of the extraction's longer lines below elements of the same name."""
        self.all_kin_chars: Counter[_Kin] = Counter()
        """The same, of all longer lines of the page that are no links."""
        chars: Counter[str] = Counter()
        for index in reading.solid:
            m = markup[index]
            if m is None:
                continue
            size = len(reading.texts[index])
            is_long = size > _LONG_CHARS and m.link_share < _MOST_LINK_SHARE
            if is_long and m.words and m.landmark not in _NEVER_TEXT:
                self.all_kin_chars[_kin(m)] += size
            if (m.extracted or 0) >= LEAST_SHARE:
                chars[m.landmark] += size
                self.in_container[m.container, m.tag] += 1
                if is_long and m.words:
                    self.kin_chars[_kin(m)] += size
        self.total = sum(chars.values())
        self.apart = {landmark for landmark in _APART if 0 < chars[landmark] <= _MOST_APART_SHARE * self.total}

    def why_apart(self, index: int, m: Markup) -> tuple[str, str, str] | None:
        """Kind, rule and evidence against a line of the extraction."""
        text = self.reading.texts[index].strip()
        if m.landmark in self.apart:
            return kind_of(m), "html-apart", f"in <{m.landmark}>, which holds little of the text"
        if m.region in _NEAR_REGIONS and m.region_word in m.words and not self.reading.looks_like_prose(index):
            return m.region, "html-region", f'its element is called "{m.region_word}"'
        if m.region == "author_bio" and m.region_word in m.words:
            return m.region, "html-region", f'its element is called "{m.region_word}"'
        if m.link_share > 0.9 and not m.in_list and not m.heading and not m.in_table and not ends_sentence(text):
            return "promo", "html-link-line", f"{m.link_share:.0%} of its characters are a link, and it is no sentence"
        return None

    def why_missing(self, index: int, m: Markup) -> str:
        """Evidence that a line outside the extraction belongs to the text, or ''."""
        text = self.reading.texts[index].strip()
        if m.link_share >= _MOST_LINK_SHARE or m.region in _NEAR_REGIONS or m.landmark in _NEVER_TEXT:
            return ""
        kin = _kin(m)
        share = self.kin_chars[kin] / max(1, self.total)
        if share > _LEAST_KIN_SHARE and (m.heading or m.tag in _TEXT_TAGS):
            return f'{m.tag!r} below an element called "{m.words[0]}", as {share:.0%} of the extracted text is; trafilatura leaves it out'
        others = self.all_kin_chars[kin]
        if others > max(_LEAST_RIVAL_CHARS, _RIVAL_FACTOR * self.total):
            return f'below elements called "{m.words[0]}" stand {others} characters of prose, and trafilatura took {self.total} of the page'
        n = self.in_container[m.container, m.tag]
        if 0 < n <= 3 and self.first < index < self.last and not m.region and (len(text) > _LONG_CHARS or n == 1):
            return f"between lines of the text and beside {n} of them in the same element, each in <{m.tag}>; trafilatura leaves it out"
        return ""


_Kin = tuple[tuple[str, ...], str]


def _kin(m: Markup) -> _Kin:
    return m.words, m.landmark


def _caption(reading: Reading, index: int) -> Iterable[Verdict]:
    """One span, or two when a photo credit stands behind the caption."""
    whole = reading.texts[index]
    why = "in <figcaption>"
    credit = trailing_credit(whole)
    start = whole.rindex(credit) if credit else 0
    if credit and len(whole[:start].strip(" |©([")) >= _LEAST_CAPTION:
        start -= whole[:start].endswith(("(", "[", "|", "©"))
        told = whole[:start].strip(" |©([")
        yield Verdict(index + 1, Fate.TAKE, "caption", "html-caption", why, 0, start, 0.9, (("captions", told),))
        yield Verdict(index + 1, Fate.TAKE, "credit", "html-caption", f"a photo credit behind a caption, {why}", start, None, 0.9, (("credits", credit),))
    else:
        yield take(index, "captions", "html-caption", why, text=whole, kind="caption", score=0.9)


_LEAST_CAPTION = 8


def kind_of(m: Markup) -> str:
    """The kind of chrome that the markup around a line speaks of."""
    if m.region:
        return m.region
    if m.landmark in _LANDMARK_KINDS:
        return _LANDMARK_KINDS[m.landmark]
    return "promo" if m.link_share > 0.8 and m.position > 0.3 else "boilerplate"


def because(m: Markup) -> str:
    """The evidence in words."""
    said = [f"in <{m.landmark}>" if m.landmark else f"in <{m.tag}>"]
    if m.region_word:
        said.append(f'below an element called "{m.region_word}"')
    if m.link_share >= 0.05:
        said.append(f"{m.link_share:.0%} of its characters are links")
    if m.extracted is not None:
        said.append(
            "not in trafilatura's extraction of the page" if not m.extracted else f"only {m.extracted:.0%} of it in trafilatura's extraction of the page"
        )
    return "; ".join(said)
