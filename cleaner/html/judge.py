"""The lines that no named rule knows: text or chrome by the chance that the trained judge of blocks gives them.

The kind of what goes is that of the element it stands in, so that the ledger says "navigation" of a menu and "promo" of
a box of teasers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Fate, Markup, Verdict
from cleaner.html.boxes import small_boxes
from cleaner.html.head import headline, sure_byline
from cleaner.html.link_tails import link_tails
from cleaner.html.pulled import pulled_quotes
from cleaner.html.threads import threads
from cleaner.rules.phrases import phrase_finder
from cleaner.rules.reading import LOW_CONFIDENCE, Reading, drop, ends_sentence, keep

RULE = "html-judge"
LEAST_CHANCE = 0.45
"""Of being text, from where on a line stays. Body F1 in cross-validation is flat from 0.35 to 0.55."""
LEAST_CHANCE_OF_LINK = 0.8
"""The same of a line that is a link and no sentence, outside lists: mostly "more on this". Of 86 such lines of unseen publishers with
chances from 0.6 to 0.8, 21 were text."""
LEAST_CHANCE_OF_LINKS = 0.95
"""The same of several links in a row: "Print | Mail", "Buy here Buy there". Of 39 above 0.6, on eight pages of unseen publishers, 12 were text, all of one page."""
LEAST_CHANCE_OF_STUMP = 0.15
"""The same where hardly anything is surer, so that a short post of an odd make is published with its low confidence and not turned away."""
_LEAST_PAGE_BYTES = 240
_LANDMARK_KINDS = {
    "nav": "navigation",
    "header": "navigation",
    "footer": "navigation",
    "aside": "promo",
    "form": "subscribe",
    "dialog": "consent",
}
_LONGEST_HEADING = 200
_SURELY_NOT = 0.03
_SURE_LANDMARKS = frozenset({"nav", "footer", "form", "dialog"})
_SURE_REGIONS = frozenset({"navigation", "promo", "comments", "share", "consent", "subscribe", "advertisement"})
_LEAST_OF_CODE = 0.2
"""Mean chance from where on a block of code stays whole. Body F1 of 34 pages with code: .924 line by line, .937 so."""
_LABEL = re.compile(r"[^:]{3,40}:\s?")
_LEAST_TEASER_WORDS, _SURE_OF_TEASER = 5, 0.85
"""Of news pages' lines of a bold label and a link below this chance, none of seven was text; surer ones are entries of guides: "Best value: …"."""
_ALL_BUT_SPACES = 0.93
_LINK_MARK = re.compile(
    r"(?<=\S)\s*(?:\[(?:edit|edit source|bearbeiten|quelltext bearbeiten|modifier|editar|modifica|bewerken|edytuj|править|編集|编辑|편집)\](?:\s*\[[^\]]+\])?|[↩↑]\ufe0e?|¶)$",
    re.IGNORECASE,
)
"""What wikis put behind a heading, and others behind a footnote: the way to edit it, the way back."""
_LONGEST_MARK = 60
_LONGEST_BUTTONS = 80
"""Longer ones are paragraphs that fold."""
_PAYWALL = re.compile(r"(?:^|-)(?:pay|reg|meter)-?wall(?:ed)?(?:-|$)")
"""In a class. Mostly it stands on the text that is paid for; on a line that the judge drops, it names what asks for the pay."""


def html_sure(reading: Reading) -> Iterable[Verdict]:
    """Lines that markup and judge agree are chrome: menus, footers, teasers, comments.

    They come before the named rules, which need not look at them: of a page's lines they are two thirds. A byline or a
    date near the headline is none of them, whatever its chance. An element that holds the headline too is the article's,
    whatever it is called: "has-sidebar", "category-comments".
    """
    markup = reading.document.markup
    title = headline(reading) if markup else None
    yield from sure_byline(reading, title)
    yield from link_tails(reading)
    said = threads(reading, title) if markup else {}
    for index, n_comments in said.items():
        yield drop(index, "comments", RULE, f"among {n_comments} elements of one make below the text, each with a button to answer", score=0.9)
    head = markup[title] if title is not None else None
    is_head_sure = head is not None and (head.region in _SURE_REGIONS or head.landmark in _SURE_LANDMARKS)
    for index in reading.open_lines() if markup else ():
        m, chance = markup[index], reading.document.chances[index]
        # What the judge will drop of comments goes at once: the names and days of readers are not the article's.
        if m is None or index in said or chance >= (LEAST_CHANCE if m.region == "comments" else _SURELY_NOT):
            continue
        if is_head_sure and head is not None and (m.region_word, m.region, m.landmark) == (head.region_word, head.region, head.landmark):
            continue
        if m.landmark in _SURE_LANDMARKS or m.region in _SURE_REGIONS or (m.link_share > 0.9 and m.in_list):
            yield drop(index, kind_of(m), RULE, f"p(text) {chance:.2f} {where(m)}", score=round(1 - chance, 3))


def html_judge(reading: Reading) -> Iterable[Verdict]:
    """A verdict for every line that is still open."""
    markup = reading.document.markup
    code = _code_blocks(reading)
    pulled = pulled_quotes(reading) if markup else {}
    boxed = small_boxes(reading, LEAST_CHANCE) if markup else {}
    offered: set[int] = set()
    least = least_chance(reading) if markup else LEAST_CHANCE
    if least < LEAST_CHANCE:
        reading.notes[LOW_CONFIDENCE] = f"hardly any line is surely text: lines stay from p(text) {least} on, not {LEAST_CHANCE}"
    for index in reading.open_lines() if markup else ():
        m, chance = markup[index], reading.document.chances[index]
        if m is None:
            continue
        text = reading.texts[index].strip()
        if m.link_share > 0.9 and not m.heading and not ends_sentence(text) and _is_offered(reading, index, offered):
            offered.add(index)
            yield drop(index, "promo", RULE, f"a link right below a title of links that was dropped; p(text) {chance:.2f} {where(m)}", score=0.8)
        elif m.button_share > _ALL_BUT_SPACES and not m.heading and len(text) <= _LONGEST_BUTTONS and not ends_sentence(text):
            yield drop(index, kind_of(m), RULE, f"the words of buttons, and nothing else; p(text) {chance:.2f} {where(m)}", score=0.9)
        elif index in boxed:
            box = boxed[index]
            yield drop(index, box.kind, RULE, f'in a small box called "{box.word}"; p(text) {chance:.2f} {where(m)}', score=0.8)
        elif index in pulled:
            yield drop(index, "duplicate", RULE, f"a quotation set apart, whose words line {pulled[index] + 1} has; {where(m)}", score=0.9)
        elif chance < _SURE_OF_TEASER and _is_labelled_link(m, text):
            yield drop(index, "promo", RULE, f"a label in bold and a link, and nothing else; p(text) {chance:.2f} {where(m)}", score=0.8)
        elif (label := _offers(m, text, reading.language)) is not None:
            yield drop(index, "promo", RULE, f'"{label}" and a link, and nothing else; p(text) {chance:.2f} {where(m)}', score=0.85)
        elif index in code:
            n_lines, mean = code[index]
            why = f"in a block of code of {n_lines} lines, p(text) {mean:.2f} on average; {where(m)}"
            if mean >= _LEAST_OF_CODE:
                yield keep(index, "body", RULE, why, score=mean)
            else:
                yield drop(index, kind_of(m), RULE, why, score=round(1 - mean, 3))
        elif chance >= (_least(m, text) if least == LEAST_CHANCE or not _may_be_told(m) else least):
            why = f"p(text) {chance:.2f} {where(m)}"
            kind, reads = ("heading", (("headings", text),)) if m.heading and len(text) <= _LONGEST_HEADING else ("body", ())
            why = f"<h{m.heading}>, {why}" if kind == "heading" else why
            mark = _LINK_MARK.search(text[-_LONGEST_MARK:]) if m.n_links else None
            if mark is None:
                yield keep(index, kind, RULE, why, score=chance, reads=reads)
            else:
                yield from _without_mark(reading, index, mark[0], kind, why)
        else:
            yield drop(index, kind_of(m), RULE, f"p(text) {chance:.2f} {where(m)}", score=round(1 - chance, 3))


def _without_mark(reading: Reading, index: int, mark: str, kind: str, why: str) -> Iterable[Verdict]:
    """Two spans: the line, and the mark of a link behind it."""
    whole, chance = reading.texts[index], reading.document.chances[index]
    start = whole.rindex(mark)
    told = whole[:start].strip()
    yield Verdict(index + 1, Fate.KEEP, kind, RULE, why, 0, start, chance, (("headings", told),) if kind == "heading" else ())
    yield Verdict(index + 1, Fate.DROP, "navigation", RULE, f'"{mark.strip()}" at the end of a line is the mark of a link', start, None, 0.9, ())


def _is_offered(reading: Reading, index: int, offered: set[int]) -> bool:
    """Whether a line stands right below the title of a list of links, or below another of its entries."""
    above = reading.neighbour(index, -1)
    return above is not None and (above in offered or any(verdict.rule == "related-list-title" for verdict in reading.verdicts.get(above, ())))


def _code_blocks(reading: Reading) -> dict[int, tuple[int, float]]:
    """For each open line in a `<pre>` of several: how many they are, and their mean chance. A program without its middle is none."""
    step_of: dict[tuple[str, ...], int] = {}
    blocks: dict[int, list[int]] = {}
    for index, m in enumerate(reading.document.markup):
        if m is None:
            continue
        step = step_of.get(m.names)
        if step is None:
            step = step_of[m.names] = next((step for step, name in enumerate(m.names) if name == "pre" or name.startswith("pre ")), -1)
        if step >= 0:
            blocks.setdefault(m.around[step], []).append(index)
    out: dict[int, tuple[int, float]] = {}
    for lines in blocks.values():
        mean = sum(reading.document.chances[index] for index in lines) / len(lines)
        out |= {index: (len(lines), round(mean, 3)) for index in lines if len(lines) > 1}
    return out


def least_chance(reading: Reading) -> float:
    """The chance from where on a line of this page stays: lower where next to nothing is surer, and something is a little less sure."""
    markup, chances = reading.document.markup, reading.document.chances
    surer = less_sure = 0
    for index in reading.solid:
        m, chance = markup[index], chances[index]
        if m is not None and chance >= LEAST_CHANCE_OF_STUMP and reading.fate(index) in (None, Fate.KEEP):
            n_bytes = len(reading.texts[index].encode())
            surer += n_bytes if chance >= LEAST_CHANCE else 0
            less_sure += n_bytes if chance < LEAST_CHANCE and _may_be_told(m) else 0
    return LEAST_CHANCE_OF_STUMP if surer < _LEAST_PAGE_BYTES <= less_sure else LEAST_CHANCE


def _may_be_told(m: Markup) -> bool:
    """Whether nothing but the judge's chance speaks against a line: no menu, no box of chrome."""
    return m.landmark not in _SURE_LANDMARKS and m.region not in _SURE_REGIONS and m.landmark not in ("aside", "header")


def _least(m: Markup, text: str) -> float:
    is_bare_link = m.link_share > 0.9 and not (m.in_list or m.in_table or m.heading) and not ends_sentence(text)
    if is_bare_link and m.n_links > 1:
        return LEAST_CHANCE_OF_LINKS
    return LEAST_CHANCE_OF_LINK if is_bare_link else LEAST_CHANCE


def _is_labelled_link(m: Markup, text: str) -> bool:
    """Whether a line is a bold label and the linked headline of another article: "Read also: The quay opens"."""
    if (
        m.n_links != 1
        or not m.bold_share
        or m.heading
        or m.in_list
        or (label := _LABEL.match(text)) is None
        or len(text[label.end() :].split()) < _LEAST_TEASER_WORDS
    ):
        return False
    return m.link_share + m.bold_share > _ALL_BUT_SPACES and abs(m.bold_share - len(label[0].strip()) / len(text)) < 1 - _ALL_BUT_SPACES


def _offers(m: Markup, text: str, language: str | None) -> str | None:
    """The words for more to read that a line begins with, where the rest of it, or all of it, is one link: "Read more" "The quay opens at last"."""
    if m.n_links != 1 or m.heading or m.link_share < _LEAST_OF_OFFER or ends_sentence(text):
        return None
    words = text.split()
    n_before = (1 - m.link_share) * len(text)
    for count in range(1, min(_MOST_LABEL_WORDS, len(words) - _LEAST_TEASER_WORDS + 2) + 1):
        label = " ".join(words[:count])
        if n_before < 1 or abs(len(label) - n_before) <= _NEAR_CHARS:
            phrase = phrase_finder(language)[label]
            if phrase is not None and phrase.rule in _OFFERS:
                return label
    return None


_OFFERS = frozenset({"read-more", "related-list-title"})
_LEAST_OF_OFFER, _MOST_LABEL_WORDS, _NEAR_CHARS = 0.5, 4, 2


def kind_of(m: Markup) -> str:
    """The kind of chrome that the markup around a line speaks of."""
    if any(_PAYWALL.search(word) for word in m.words):
        return "paywall"
    if m.region:
        return m.region
    if m.landmark in _LANDMARK_KINDS:
        return _LANDMARK_KINDS[m.landmark]
    return "promo" if m.link_share > 0.8 and m.position > 0.3 else "boilerplate"


def where(m: Markup) -> str:
    """What a reader can check in the page: the element, what it is called, its links, its place."""
    said = [f"in <{m.tag}>" + (f" of <{m.landmark}>" if m.landmark and m.landmark != m.tag else "")]
    if m.region_word:
        said.append(f'below an element called "{m.region_word}"')
    elif m.words:
        said.append(f'called "{m.words[0]}"')
    if m.link_share >= 0.05:
        said.append(f"{m.link_share:.0%} of its characters are links")
    said.append(f"at {m.position:.0%} of the page")
    return "; ".join(said)
