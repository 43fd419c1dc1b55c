"""Title and subtitle: which line above the text is the headline, and which is its standfirst.

A headline shares its rare words with the text below it; a rubric, a slogan or a link does not. That holds in
every language. The tagger of roles weighs it with the line's shape and place; where it is not sure the title is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from cleaner.article import Fate, Verdict
from cleaner.dates import FoundDate, find_dates
from cleaner.role_model import PageLines, bare, best_title, title_margins
from cleaner.role_model.words import terms
from cleaner.rules.bare_names import opens_letter
from cleaner.rules.labels import is_way
from cleaner.rules.letterheads import MOST_PASSED_OVER, NO_HEADLINE, is_broken, is_passed_over
from cleaner.rules.names import NEWSROOM_WORDS, is_person, split_names, tells_role
from cleaner.rules.page_lines import byline_pattern, is_byline_word, is_span, opens_text, page_of
from cleaner.rules.reading import Reading, ends_sentence, fold, take, width_of
from cleaner.rules.role_words import role_words

_SURE_WITHIN_TEXT, _TEXT_ABOVE_CHARS = 0.5, 400
"""A line with so much prose above it is a section's heading more often than the headline: it takes a surer answer."""
_TEXT_LINES = 80
_LEAST_TITLE, _MOST_TITLE = 15, 160
_DATE_REACH = 8
_TWICE, _AGAIN = 6, 12
"""Lines above the headline in which it may have been printed before."""


def title(reading: Reading) -> Iterable[Verdict]:
    """The line above the text that is its headline; or the line that the markup's or record's title repeats."""
    if reading.headline is not None:
        return  # the markup has told
    claimed = {fold(clue.value): clue.source for clue in reading.document.clues if clue.field == "title"}
    for index in reading.open_lines():
        if claimed and (source := claimed.get(reading.folded[index])):
            yield take(index, "title", "title", f"it says what {source} gives as the title", text=reading.shown[index], score=0.98)
            return
    if (named := _named_below(reading)) is not None:
        index, said = named
        yield take(index, "title", "title", f"line {said + 1} names it as the title", text=reading.shown[index], score=0.95)
        return
    page = page_of(reading)
    found = best_title(page)
    for _ in range(MOST_PASSED_OVER):
        if found is None or not is_passed_over(page, found[0]):
            break
        is_open = page.is_open.copy()
        is_open[found[0]] = False
        page = replace(page, is_open=is_open)
        found = best_title(page)
    if found is not None and not _is_other(page, found[0]) and not (found[1] < _SURE_WITHIN_TEXT and page.prose_until[found[0]] > _TEXT_ABOVE_CHARS):
        place, score = found
        # Of a headline printed twice the first is it; the other is the picture's text or the share bar's.
        place = min(i for i in range(max(0, place - _TWICE), place + 1) if i == place or (page.folded[i] == page.folded[place] and page.is_open[i]))
        behind = _behind_rubric(page, place)
        place = behind if behind != place else _above_standfirst(page, place, score)
        if _is_paragraph(page.texts[place]):
            return
        text = reading.texts[reading.solid[place]]
        value = page.texts[place].lstrip(_ENTRY).removesuffix(" =") or page.texts[place]  # the entry of a list that a dump made of the way to the page
        if is_broken(page, place):
            value = f"{value} {page.texts[place + 1]}"
            because = f"the headline of line {reading.solid[place] + 1} goes on, above a blank line"
            yield take(reading.solid[place + 1], "title", "title", because, text=page.texts[place + 1], score=0.9 * score)
        yield take(reading.solid[place], "title", "title", _because(reading, page, place), value=value, text=text, score=score)
    elif found is None and (below := _below_way(reading, page)) is not None:
        index = reading.solid[below]
        because = f"it stands right below the way to the page on line {reading.solid[below - 1] + 1}, above the date"
        yield take(index, "title", "title", because, value=page.texts[below], text=reading.texts[index], score=0.7)


def _is_paragraph(text: str) -> bool:
    """Whether a line is long and ends with a full stop: no title of 1,300 real pages that is longer than 61 characters does."""
    return text[-1:] in _STOPS and width_of(text) > _LONGEST_ABOVE_PICTURE


def _has_text_without(reading: Reading, index: int) -> bool:
    """Whether another paragraph is left, or so many lines that they are a text."""
    others = [i for i in reading.solid if i != index and reading.fate(i) in (None, Fate.KEEP)]
    return any(map(reading.looks_like_prose, others)) or sum(width_of(reading.bare[i]) for i in others) > _TEXT_ABOVE_CHARS


_STOPS = frozenset(".。।")
_ENTRY = "•▪◦‣· "
"""Not a dash: with that the headline itself may quote."""


def _named_below(reading: Reading) -> tuple[int, int] | None:
    """The line that another names as the title, and that line: "（原标题：…）", "… originally appeared on The Tarn: …", "… on x (opens in a new window)"."""
    whole = "\n".join(reading.bare)
    if not any(mark in whole for mark in _NAMED_BY):
        return None
    firsts = {reading.folded[index]: index for index in reversed(reading.open_lines())}
    for said in reading.solid:
        text = reading.bare[said]
        match = _ORIGINAL.search(text) if len(text) <= _LONGEST_NAMING and any(mark in text for mark in _NAMED_BY) else None
        title = fold(match["title"] or match["title_en"] or match["shared"]) if match else ""
        if len(title) >= _LEAST_TOLD and title in firsts:
            return firsts[title], said
    return None


_LEAST_TOLD, _LONGEST_NAMING = 6, 400
_NAMED_BY = ("原标题", "原標題", "originally appeared on ", "(opens in a new window)")
_ORIGINAL = re.compile(
    r"(?:原标题|原標題)\s*[:：]\s*(?P<title>[^:：].*)|originally appeared on [^:]{2,60}: (?P<title_en>.+)"
    r"|^(?P<shared>.+) on (?:x|twitter|facebook|linkedin|whatsapp|bluesky|threads) \(opens in a new window\)$",
    re.IGNORECASE,
)


def labelled_standfirst(reading: Reading) -> Iterable[Verdict]:
    """A line above the text, or its first, that says of itself that it is the standfirst: "核心提示：…"."""
    words = role_words("standfirst")
    heads = frozenset(word[0] for word in words)
    for index in reading.open_lines():
        if index > reading.first_prose:
            return
        text = reading.bare[index]
        if text[0] not in heads and text[0] != "【":
            continue
        label, _, told = text.replace("：", ":", 1).replace("】", ":", 1).partition(":")
        if label.strip("【 ") in words and _LEAST_TITLE <= len(told.strip()) <= _MOST_STANDFIRST:
            yield take(index, "subtitle", "labelled-standfirst", f'it says so, with "{label}"', value=told.strip(": "), text=text, score=0.9)
            return


_MOST_STANDFIRST = 300


def _behind_rubric(page: PageLines, place: int) -> int:
    """The place of the line right below, if that is the headline that this one begins: "Port-Lanvern" above "Port-Lanvern. The lighthouse is lit again"."""
    if place + 1 >= page.n or not page.is_open[place + 1] or page.is_prose[place + 1] or page.sizes[place + 1] > _MOST_TITLE:
        return place
    text, below = page.texts[place], page.texts[place + 1]
    rest = below.removeprefix(text)
    if rest != below and rest[:1] in _BEHIND_RUBRIC and len(rest) >= _LEAST_TITLE:
        return place + 1
    # "HomeIndiaThe lighthouse is lit": the way to the page, run together with the beginning of the headline.
    is_glued = any(text[at].isupper() and text[at - 1].islower() and below.startswith(text[at:]) for at in range(2, len(text) - _LEAST_TITLE))
    return place + 1 if is_glued else place


_BEHIND_RUBRIC = frozenset(".:|–—-")


def _above_standfirst(page: PageLines, place: int, score: float) -> int:
    """The place of the line right above, where the tagger was nearly as sure of it, and this one reads like a standfirst: longer, in small letters.

    On short pages a standfirst shares more words with the text than its headline does. A rubric is of three words, a menu has marks.
    """
    above = place - 1
    if score > _SURE_OF_TITLE or above < 0 or page.gaps[place] > 1 or not page.is_open[above] or page.is_prose[above]:
        return place
    text, below = page.texts[above], page.texts[place]
    is_headline = (
        len(text.split()) >= _LEAST_HEADLINE_WORDS and width_of(text) <= _LONGEST_ABOVE_PICTURE and text[-1] not in ".:,!…" and NO_HEADLINE.search(text) is None
    )
    if not is_headline or width_of(below) < max(_LEAST_STANDFIRST, 1.25 * width_of(text)) or text.casefold() in below.casefold():
        return place
    words = [word for word in below.split()[1:] if len(word) > _SHORT_WORD]
    if 2 * sum(word[0].isupper() for word in words) > len(words):
        return place
    margins = title_margins(page, (place, above))
    if margins is None:
        return place
    (order, _), (order_above, chance_above) = margins
    return above if order - order_above < _NEARLY and chance_above > _LEAST_CHANCE else place


_SURE_OF_TITLE, _NEARLY, _LEAST_CHANCE = 0.85, 6_500, -9_500
"""Of 1,104 dumps of real pages with an open line above the headline these leave all; of seven invented short ones they mend five."""
_LEAST_HEADLINE_WORDS, _LEAST_STANDFIRST, _SHORT_WORD = 4, 55, 3


def _below_way(reading: Reading, page: PageLines) -> int | None:
    """The place of the line right below "Home > News > Harbour" near the page's beginning, with a date not far from it."""
    for place in range(1, min(_AGAIN, page.n - 1)):
        if not is_way(reading, reading.solid[place - 1]):
            continue
        if not (page.is_open[place] and _LEAST_TITLE <= page.sizes[place] <= _MOST_TITLE) or page.is_prose[place] or _is_other(page, place):
            return None
        near = slice(max(0, place - _DATE_REACH), place + 1 + _DATE_REACH)
        return place if page.is_date[near].any() else None
    return None


def _is_other(page: PageLines, place: int) -> bool:
    """Whether the line says itself that it is a date, a byline or a text's first: without a headline one of those is the likeliest."""
    text = page.texts[place]
    match = byline_pattern().fullmatch(text) if page.is_by[place] else None
    return (
        bool(page.is_date[place])
        or (match is not None and bool(split_names(match["names"])))
        or any(opens_text(text, d.start, d.end) or _is_stamped(text, d) for d in find_dates(text))
    )


def _is_stamped(text: str, date: FoundDate) -> bool:
    """Whether a day with a time and at most three words are all there is: "Messenger.example - 27/06/2031, 23:00"."""
    return date.precision in {"minute", "second"} and len((text[: date.start] + text[date.end :]).split()) <= _MOST_BESIDE_STAMP


_MOST_BESIDE_STAMP = 4


def _because(reading: Reading, page: PageLines, place: int) -> str:
    own = terms(page.texts[place])
    below = (np.flatnonzero(page.is_prose[place + 1 :] & ~page.is_gone[place + 1 :])[:_TEXT_LINES] + place + 1).tolist()
    told = list(map(page.said, below))
    shared = sum(any(term in said for said in told) for term in own)
    start = f", which begins on line {reading.solid[below[0]] + 1}" if below else ""
    come = "comes" if shared == 1 else "come"
    return f"{shared} of its {len(own)} longer words {come} again in the text{start}; the best by shape and place of the lines that may be the headline"


_BELOW_TITLE, _MOST_SEEN = 14, 6
"""Lines below the headline that are looked at, and of these, how many that are not chrome."""
_MOST_SITE_WORDS, _MOST_SIGNED_WORDS = 5, 7
_LONGEST_ABOVE_PICTURE = 110


def _is_between(reading: Reading, index: int, title: int) -> bool:
    """Whether a short line may stand between a standfirst and who signs: "By", a newsroom, the site's name, which is above the headline too.

    `title` is the headline's place.
    """
    text = reading.bare[index]
    if len(text.split()) > _MOST_SITE_WORDS or ends_sentence(text):
        return False
    is_newsroom = not NEWSROOM_WORDS.isdisjoint(reading.words(index))
    return is_newsroom or is_byline_word(text) or any(reading.folded[i] == reading.folded[index] for i in reading.solid[:title])


def _is_of_person(text: str) -> bool:
    """Whether a short line begins with a person and says where the person works: "Ada Ruiz - detikTarn", "Ada Ruiz, University of Tarn"."""
    is_short = len(text.split()) <= _MOST_SIGNED_WORDS and not ends_sentence(text)
    return is_short and (is_person(text.partition(" - ")[0]) or is_person(text.partition(",")[0]))


def _is_in_figure(reading: Reading, index: int) -> bool:
    """Whether a line of an HTML page stands in a figure: a caption, whatever is below it."""
    markup = reading.document.markup[index] if reading.document.markup else None
    return markup is not None and markup.in_figure


def _is_of_buttons(reading: Reading, index: int) -> bool:
    """Whether a line of an HTML page is the words of buttons."""
    markup = reading.document.markup[index] if reading.document.markup else None
    return markup is not None and markup.button_share > _MOST_OF_BUTTONS


_MOST_OF_BUTTONS = 0.9
_PLATFORMS = frozenset("facebook twitter linkedin whatsapp telegram instagram tiktok youtube pinterest reddit threads bluesky email".split())
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)")
_ADDRESS = re.compile(r"^\S+@\S+\.\w+$")


def subtitle(reading: Reading) -> Iterable[Verdict]:
    """The standfirst: the line under the title with a byline, date, credit or caption between it and the text.

    Without one of those below it, a sentence under the title is as likely the first paragraph, and stays.
    """
    if reading.headline is None or any(said[0].kind == "subtitle" for said in reading.verdicts.values()):
        return
    place = reading.place[reading.headline]
    # Some print the title twice, with the buttons that share the page between.
    again = (
        p for p in range(place + 1, min(place + _AGAIN, len(reading.solid))) if (v := reading.verdicts.get(reading.solid[p])) and v[0].rule == "repeated-title"
    )
    place = max(again, default=place)
    candidate: int | None = None
    is_signed = is_lede = False
    n_seen = 0
    for index in reading.solid[place + 1 : place + 1 + _BELOW_TITLE]:
        fate = reading.fate(index)
        if fate is Fate.DROP or (fate is None and candidate is None and (_is_in_figure(reading, index) or _is_of_buttons(reading, index))):
            continue
        n_seen += 1
        if n_seen > _MOST_SEEN:
            return
        if fate is Fate.TAKE:
            kind = reading.verdicts[index][0].kind
            text = reading.bare[candidate] if candidate is not None else ""
            # A lede with a picture below it is longer than a standfirst, whatever credit the picture has.
            is_lede = is_lede or (kind == "caption" and width_of(text) > _LONGEST_ABOVE_PICTURE)
            if is_lede and kind in {"caption", "credit"}:
                continue
            if candidate is not None and (kind in {"byline", "date", "credit", "agencies"} or kind == "caption"):
                if ends_sentence(text) and not _has_text_without(reading, candidate):
                    return
                yield take(
                    candidate,
                    "subtitle",
                    "subtitle",
                    f"it stands between the title and the {kind} on line {index + 1}",
                    value=bare(text)[0],
                    text=text,
                    score=0.85,
                )
                return
            is_signed = is_signed or kind == "byline"
            if kind in {"byline", "date", "credit", "caption", "agencies"}:
                continue
            return
        if fate is None and candidate is not None and _is_between(reading, index, place):
            continue
        if candidate is not None or reading.fate(index) is Fate.KEEP:
            return
        text = reading.bare[index]
        if is_signed and tells_role(text):
            continue
        if _counts(text) or _ADDRESS.search(text):
            continue  # an address for letters
        if not any(map(str.isalpha, text)) or ("|" in text and _CLOCK.search(text) is not None):
            continue  # the line under a headline of Markdown; "As of 20:03 | 4 minutes"
        if not 20 <= len(text) <= 400 or text.endswith((":", "：")) or is_span(text, find_dates(text, language=reading.language)):
            return
        if (
            len(split_names(text)) > 1
            or is_person(text.partition(":")[2])
            or _is_of_person(text)
            or opens_letter(text)
            or len(_PLATFORMS & reading.words(index)) > 1
        ):
            return  # "Ada Ruiz, Tom Okafor", "Аутор: Ада Руиз", "Ada Ruiz - detikTarn" say who wrote it
        candidate = index


def _counts(text: str) -> bool:
    """Whether a line is counts of things, "3 comments 1,204 2 minutes read": digits for the most part, or as many figures as words."""
    n_figures = sum(1 for word in text.split() if word[0].isdigit())
    return 2 * sum(map(str.isdigit, text)) > sum(map(str.isalpha, text)) or (n_figures >= _LEAST_FIGURES and len(text.split()) <= 2 * n_figures + 1)


_LEAST_FIGURES = 3


def title_above(reading: Reading) -> Iterable[Verdict]:
    """Where nothing else may be the headline, the line right above the byline or the date that the text begins below."""
    if reading.headline is not None:
        return
    for index in sorted(index for index, said in reading.verdicts.items() if said[0].kind in {"byline", "date"}):
        above = reading.neighbour(index, -1)
        if above is None or not reading.is_open(above):
            continue
        text = reading.bare[above]
        is_headline = _LEAST_ABOVE <= len(text) <= _MOST_TITLE and len(text.split()) >= _LEAST_WORDS_ABOVE and not ends_sentence(text) and "\t" not in text
        place = reading.place[index]
        if is_headline and text[-1] not in ":," and any(map(reading.looks_like_prose, reading.solid[place + 1 : place + 1 + _TEXT_REACH])):
            because = f"no other line may be the headline, and it stands right above the {reading.verdicts[index][0].kind} on line {index + 1}"
            yield take(above, "title", "title-above", because, value=bare(text)[0].removesuffix(" ="), text=text, score=0.6)
            return


_LEAST_ABOVE, _LEAST_WORDS_ABOVE, _TEXT_REACH = 20, 4, 6
