"""What is measured of each line for the first look: its shape, its element, the elements around it, its neighbours.

Nothing here knows a language. Each measure has a name, so that a verdict can be explained.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.html.block_model.names import SCORES, NameScores
from cleaner.html.block_model.page import MOST_CHARS, Floats, PageLines, letters_of
from cleaner.html.block_model.shapes import SHAPE
from cleaner.html.block_model.twins import repeated

_TAGS = (
    "p li div span td a h1 h2 h3 h4 h5 h6 blockquote figcaption time button strong b em i section article dd dt pre code label header footer body th tr "
    "font small summary center cite u"
).split()
_FIRST = re.compile(r"[^\W_]")
_TAG_NO = {tag: number for number, tag in enumerate(_TAGS)}
_LANDMARKS = ("", "article", "main", "nav", "aside", "header", "footer", "figcaption", "form", "dialog")
_REGIONS = ("", "comments", "consent", "subscribe", "advertisement", "share", "author_bio", "copyright", "promo", "navigation")
_LANDMARK_NO, _REGION_NO = ({name: number for number, name in enumerate(names)} for names in (_LANDMARKS, _REGIONS))
_NEVER_TEXT = np.isin(np.array(_LANDMARKS), ("nav", "footer", "form", "dialog"))
_LEAST_PROSE_CHARS = 80
_STEPS_UP = (0, 1, 2, 3, 4, 6)
_SHARES = (0.5, 0.8, 0.95)
_FAR = 60
_LETTERS_SAID, _CHARS_SAID = 30, 90
_PLAIN = ("in_list", "in_table", "in_figure", "in_quote", "depth", "position", "n_links", "bold_share", "n_elements_above", "n_media_above", "heading")
_plain_of = attrgetter(*_PLAIN)


class Columns:
    """Named measures, a row each."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.names: list[str] = []
        self.rows: list[NDArray[Any] | float] = []

    def add(self, name: str, values: NDArray[Any] | float) -> None:
        self.names.append(name)
        self.rows.append(values)

    def stacked(self) -> NDArray[np.float32]:
        """Measures × lines."""
        out = np.empty((len(self.rows), self.n), np.float32)
        for number, row in enumerate(self.rows):
            out[number] = row
        return out


def ratio(part: NDArray[Any], whole: NDArray[Any] | float) -> Floats:
    out: Floats = np.divide(part, np.maximum(whole, 1), dtype=np.float64)
    return out


def measure(page: PageLines, scores: NameScores, titles: Sequence[str], descriptions: Sequence[str]) -> Columns:
    """All measures of the first look; `titles` and `descriptions` are what the page's tags claim."""
    out = Columns(page.n)
    _shapes(out, page)
    _markup(out, page)
    _claims(out, page, titles, descriptions)
    for name, row in zip(SCORES, np.ascontiguousarray(scores(page.paths)[page.kin].T), strict=True):
        out.add(name, row)
    prose = ((page.size >= _LEAST_PROSE_CHARS) & (page.link < 0.3) & ~_NEVER_TEXT[_landmarks(page)]) * page.size
    _containers(out, page, prose)
    for name, row in repeated(page, prose):
        out.add(name, row)
    return out


def _shapes(out: Columns, page: PageLines) -> None:
    out.add("size", page.size)
    for name, row in zip(SHAPE, page.shape, strict=True):
        out.add(name, row)
    n_words = page.shape[SHAPE.index("n_words")]
    out.add("titled_share", ratio(page.shape[SHAPE.index("n_titled")], np.minimum(n_words, 40)))
    out.add("digit_share", ratio(page.shape[SHAPE.index("n_digits")], np.minimum(page.chars, 400)))
    out.add("word_size", ratio(page.chars, n_words))
    out.add("n_same", np.minimum(page.n_same, 20))
    tail = page.shape[SHAPE.index("tail")]
    is_sentence = (page.size >= _LEAST_PROSE_CHARS) & (tail == 1) & (page.link < 0.5)
    for step in (-3, -2, -1, 1, 2, 3):
        out.add(f"size{step:+}", page.shifted(page.size, step))
        if abs(step) < 3:
            out.add(f"tail{step:+}", page.shifted(tail, step))
    sums = np.concatenate((np.zeros(1), np.cumsum(is_sentence * page.size)))
    at = np.arange(page.n)
    for reach in (5, 15):
        out.add(f"prose_{reach}_above", sums[at] - sums[np.maximum(at - reach, 0)])
        out.add(f"prose_{reach}_below", sums[np.minimum(at + 1 + reach, page.n)] - sums[np.minimum(at + 1, page.n)])
    total = max(1.0, float(sums[-1]))
    out.add("prose_above_share", sums[at] / total)
    out.add("page_prose", min(float(sums[-1]), 50_000.0))


def _markup(out: Columns, page: PageLines) -> None:
    marks = page.marks
    tag = np.array([_TAG_NO.get(mark.tag, len(_TAGS)) for mark in marks], np.float64)
    landmark = _landmarks(page)
    region = np.array([_REGION_NO.get(mark.region, 0) for mark in marks], np.int64)
    out.add("tag", tag)
    out.add("link", page.link)
    for number, name in enumerate(_LANDMARKS):
        out.add(f"landmark_{name}", landmark == number)
    for number, name in enumerate(_REGIONS):
        out.add(f"region_{name}", region == number)
    out.add("region_is_own", np.fromiter((bool(mark.region) and mark.region_word in mark.words for mark in marks), np.bool_, page.n))
    rows = np.array(list(map(_plain_of, marks)), np.float64).reshape(page.n, len(_PLAIN))
    plain = dict(zip(_PLAIN, np.ascontiguousarray(rows.T), strict=True))
    for name, row in plain.items():
        out.add(name, row)
    for step in (-2, -1, 1, 2):
        out.add(f"link{step:+}", page.shifted(page.link, step))
        out.add(f"tag{step:+}", page.shifted(tag, step))
        out.add(f"heading{step:+}", page.shifted(plain["heading"], step))
        out.add(f"depth{step:+}", plain["depth"] - page.shifted(plain["depth"], step, 0.0))
        out.add(f"is_kin{step:+}", page.shifted(page.kin, step) == page.kin)
    for name in ("n_elements_above", "n_media_above", "in_list"):
        out.add(f"{name}+1", page.shifted(plain[name], 1))


def _landmarks(page: PageLines) -> NDArray[np.int64]:
    return np.array([_LANDMARK_NO.get(mark.landmark, 0) for mark in page.marks], np.int64)


def _claims(out: Columns, page: PageLines, titles: Sequence[str], descriptions: Sequence[str]) -> None:
    """Whether tags repeat the line as the headline or the description."""
    as_title = {letters_of(title) for title in titles} - {""}
    as_description = [known for known in (letters_of(text[:280]) for text in descriptions) if len(known) >= _LETTERS_SAID]
    is_title = np.zeros(page.n, np.bool_)
    for place in _beginning_with({title[0] for title in as_title}, page):
        is_title[place] = letters_of(page.texts[place]) in as_title
    out.add("is_title", is_title)
    places = np.flatnonzero(is_title)
    out.add("lines_since_title", np.clip(np.arange(page.n) - (places[0] if len(places) else 0), -_FAR, _FAR) if len(places) else -_FAR - 1.0)
    told = np.zeros(page.n, np.bool_)
    for place in _beginning_with({known[0] for known in as_description}, page):
        if len(page.texts[place]) >= 40:
            said = letters_of(page.texts[place][:_CHARS_SAID])[:_LETTERS_SAID]
            told[place] = bool(said) and any(known.startswith(said) for known in as_description)
    out.add("is_description", told)


def _beginning_with(firsts: set[str], page: PageLines) -> list[int]:
    """The lines whose first letter or digit, folded, is one of these: few lines are, and those alone are folded whole."""
    if not firsts:
        return []
    return [place for place, text in enumerate(page.texts) if (first := _FIRST.search(text)) is not None and first[0].casefold()[0] in firsts]


def _containers(out: Columns, page: PageLines, prose: Floats) -> None:
    """What else is in the elements around the line, in the one that holds most of the prose, and in elements of the same names."""
    elements = page.elements
    one = np.ones(page.n)
    link = page.size * page.link
    chars, links, lines, proses = (elements.total(values) for values in (page.size, link, one, prose))
    all_chars, all_prose = max(1.0, float(page.size.sum())), max(1.0, float(prose.sum()))
    out.add("page_lines", float(min(page.n, 600)))
    out.add("page_link", float(link.sum()) / all_chars)
    out.add("page_prose_share", all_prose / all_chars)
    for step in _STEPS_UP:
        held = elements.at(chars, step, all_chars)
        out.add(f"up{step}_chars", np.minimum(held, 20_000))
        out.add(f"up{step}_link", ratio(elements.at(links, step, float(link.sum())), held))
        out.add(f"up{step}_lines", np.minimum(elements.at(lines, step, page.n), 300))
        here = elements.at(proses, step, all_prose)
        out.add(f"up{step}_prose", here / all_prose)
        out.add(f"up{step}_prose_part", ratio(here, held))
    for share in _SHARES:
        add_inside(out, page, f"main{share}", *elements.smallest(proses, chars, share * all_prose))
    for name, group in (("kin", page.kin), ("kin_above", page.kin_above)):
        size = np.bincount(group, weights=page.size, minlength=1)[group] if page.n else page.size
        out.add(f"{name}_n", np.minimum(np.bincount(group, minlength=1)[group], 100) if page.n else page.size)
        out.add(f"{name}_chars", np.minimum(size, 20 * MOST_CHARS))
        out.add(f"{name}_prose", np.bincount(group, weights=prose, minlength=1)[group] / all_prose if page.n else page.size)
        out.add(f"{name}_link", ratio(np.bincount(group, weights=link, minlength=1)[group], size) if page.n else page.size)


def add_inside(out: Columns, page: PageLines, name: str, lines: NDArray[np.int64], purity: float) -> None:
    """Whether a line is among those of an element, and how far from its first and last."""
    inside = np.zeros(page.n, np.bool_)
    inside[lines] = True
    out.add(name, inside)
    out.add(f"{name}_purity", purity)
    at = np.arange(page.n)
    out.add(f"{name}_from", np.clip(at - lines[0], -_FAR, _FAR) if len(lines) else 0.0)
    out.add(f"{name}_to", np.clip(lines[-1] - at, -_FAR, _FAR) if len(lines) else 0.0)
