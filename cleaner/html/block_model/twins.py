"""What a page repeats: lines that stand on it twice, boxes made like one another, headings that are links, several articles.

Teasers look like paragraphs, one by one. That there are ten of them, each in a box of its own under a heading that is a link,
is what tells them from the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.html.block_model.page import Floats, PageLines

Rows = list[tuple[str, NDArray[Any] | float]]

_STEPS = (1, 2, 3, 4)
_MOST = 60
_LEAST_COPY_CHARS = 40
_FAR = 40
_CUT_ENDS = ("…", "...", "…]", "...]", "…)", "...)", "[…", "&hellip;")


def repeated(page: PageLines, prose: Floats) -> Rows:
    """Named rows: copies, cut ends, boxes alike, the heading above, the `<article>` around. `prose` are the characters of paragraphs."""
    return [*_copies(page), *_boxes(page), *_headings(page), *_articles(page, prose)]


def _copies(page: PageLines) -> Rows:
    seen: Counter[str] = Counter()
    above = np.zeros(page.n)
    for place, text in enumerate(page.texts):
        if len(text) >= _LEAST_COPY_CHARS:
            above[place] = seen[text]
            seen[text] += 1
    copies = np.array([seen[text] for text in page.texts], np.float64) if page.n else above
    return [
        ("copies_above", np.minimum(above, 5)),
        ("copies_below", np.clip(copies - above - 1, 0, 5)),
        ("is_cut", np.array([text.endswith(_CUT_ENDS) for text in page.texts], np.float64)),
    ]


def _boxes(page: PageLines) -> Rows:
    """How many elements of the same names, in elements of the same names, there are of the ones around the line."""
    out: Rows = []
    for step in _STEPS:
        keys: dict[tuple[str, ...], int] = {}
        key_of = np.fromiter([keys.setdefault(names[step:], len(keys)) for names in page.paths], np.int64, len(page.paths))[page.kin]
        element = page.elements.up[step]
        has = element >= 0
        pairs = np.unique(key_of[has] * page.elements.n_elements + element[has])
        n_alike = np.bincount(pairs // page.elements.n_elements, minlength=max(1, len(keys)))
        out.append((f"twins{step}", np.where(has, np.minimum(n_alike[key_of], _MOST), 0).astype(np.float64)))
    return out


def _headings(page: PageLines) -> Rows:
    """Of the last heading above: how far it is, its level, how much of it is a link, how many there are like it and whether they are links."""
    level = np.array([mark.heading for mark in page.marks], np.float64)
    at = np.arange(page.n)
    last = np.maximum.accumulate(np.where(level > 0, at, -1)) if page.n else at
    has = last >= 0
    where = np.maximum(last, 0)
    heads = np.flatnonzero(level > 0)
    kin = page.kin[heads]
    size = int(kin.max()) + 1 if len(kin) else 1
    n_alike = np.bincount(kin, minlength=size)
    links = np.bincount(kin, weights=page.link[heads], minlength=size) / np.maximum(n_alike, 1)
    group = np.minimum(page.kin[where], size - 1) if page.n else at

    def of_heading(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.where(has, values, -1.0).astype(np.float64)

    return [
        ("head_lines", np.where(has, np.minimum(at - last, _FAR), _FAR)),
        ("head_level", of_heading(level[where] if page.n else level)),
        ("head_link", of_heading(page.link[where] if page.n else level)),
        ("head_alike", of_heading(np.minimum(n_alike[group], _MOST) if page.n else level)),
        ("head_alike_link", of_heading(links[group] if page.n else level)),
    ]


def _articles(page: PageLines, prose: Floats) -> Rows:
    """The innermost `<article>` around: its share of the page's prose, how many there are, whether it holds the most."""
    steps = [_step_of(names) for names in page.paths]
    number = np.array([mark.around[step] if (step := steps[kin]) >= 0 else 0 for mark, kin in zip(page.marks, page.kin.tolist(), strict=True)], np.int64)
    numbers, group = np.unique(number, return_inverse=True) if page.n else (number, number)
    held = np.bincount(group, weights=prose, minlength=1)
    total = max(1.0, float(prose.sum()))
    inside = number > 0
    most = float(held[numbers > 0].max()) if bool((numbers > 0).any()) else 0.0
    return [
        ("articles", float(min(_MOST, int((numbers > 0).sum())))),
        ("article_prose", np.where(inside, held[group] / total, -1.0) if page.n else 0.0),
        ("article_is_most", (inside & (held[group] >= most)) if page.n else 0.0),
    ]


def _step_of(names: Sequence[str]) -> int:
    return next((step for step, name in enumerate(names) if name.startswith("article") and name[7:8] in ("", " ")), -1)
