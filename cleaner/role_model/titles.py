"""Which line is the headline: what is measured of each line that may be, before and at the beginning of the text.

A headline shares its rare words with the text below it and stands right above it, among bylines and dates; a teaser
shares words with nothing, and has neighbours of its own kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cleaner.role_model.page import Floats, PageLines, distance
from cleaner.role_model.shapes import SHAPES, shapes_of

_MOST_CANDIDATES = 250
_MOST_TEXT_LINES = 80
_SEPARATED = re.compile(r"\s[|»>/·•:–—-]\s|\s\|\s?")
_AROUND = (-2, -1, 1, 2, 3)
_STEM = 10
"""Characters at the edge of a folded line by which lines that begin or end alike are found."""
_LEAST_STEMMED, _LONGEST_ALIKE = 12, 300
_TAIL = 8
_NEAR = 5
_MOST_ALIKE = 50
"""Lines with one edge that are compared: ten thousand that begin alike are a table."""


def title_candidates(page: PageLines) -> list[int]:
    """Places of the lines that may be the headline: open, short enough, and with most of the prose below them."""
    limit = 0.4 * page.prose_until[-1]
    starts = page.starts[:6]
    early = (page.prose_until[:-1] <= limit) | (np.arange(page.n) <= page.starts[0] + 2)
    possible = np.flatnonzero(page.is_open & early & (page.sizes >= 4) & (page.sizes <= 260)).tolist()
    sizes = page.sizes.tolist()
    found = [
        place for place in possible if (sizes[place] >= 12 or any(-3 <= start - place <= 25 for start in starts)) and any(map(str.isalpha, page.texts[place]))
    ]
    if len(found) > _MOST_CANDIDATES:
        found = sorted(sorted(found, key=lambda place: (min(abs(start - place) for start in starts), place))[:_MOST_CANDIDATES])
    return found


def measure_titles(page: PageLines, candidates: Sequence[int]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Names of the features, and features × candidates."""
    columns = _of_places(page, np.array(candidates, np.int64)) | _of_texts(page, candidates) | _of_neighbours(page, candidates)
    for name in ("shared_share", "shared", "shared_rare", "told", "size"):
        values = columns[name]
        columns["rank_" + name] = (values[None, :] > values[:, None]).sum(axis=1).astype(np.float64)
    return tuple(columns), np.array(list(columns.values()), np.float32)


def _of_places(page: PageLines, at: NDArray[np.int64]) -> dict[str, Floats]:
    """Where a line stands: distances to the guesses of the text's beginning, and how much of what is around it."""
    n = page.n
    begin = page.starts[1]
    prose = page.prose_until
    is_teaser = (page.sizes >= 28) & (page.sizes <= 160) & ~page.ends
    teasers = np.concatenate(([0.0], np.cumsum(is_teaser)))
    paragraphs = np.concatenate(([0.0], np.cumsum(page.is_prose & ~page.is_gone)))
    chars = np.concatenate(([0.0], np.cumsum(page.sizes)))
    names = ("to_block", "to_dense_block", "to_first_prose", "to_1", "to_5", "to_15", "to_30")
    out: dict[str, Floats] = {name: (start - at).astype(np.float64) for name, start in zip(names, page.starts, strict=True)}
    out["place"] = at.astype(np.float64)
    out["lines"] = np.full(len(at), float(n))
    out["prose_above"] = paragraphs[at]
    out["prose_share_above"] = prose[at] / max(1.0, float(prose[-1]))
    out["prose_to_block"] = paragraphs[page.starts[0]] - paragraphs[at + 1]
    out["prose_to_dense_block"] = paragraphs[begin] - paragraphs[at + 1]
    out["teasers_to_block"] = teasers[begin] - teasers[at + 1]
    out["teasers_above"] = teasers[at]
    out["chars_to_block"] = chars[begin] - chars[at + 1]
    for reach in (4, 10, 25):
        out[f"prose_{reach}_below"] = prose[np.minimum(n, at + 1 + reach)] - prose[at + 1]
        out[f"prose_{reach}_above"] = prose[at] - prose[np.maximum(0, at - reach)]
    for reach in (3, 8):
        out[f"teasers_{reach}_above"] = teasers[at] - teasers[np.maximum(0, at - reach)]
        out[f"teasers_{reach}_below"] = teasers[np.minimum(n, at + 1 + reach)] - teasers[at + 1]
    out["mean_above"] = (chars[at] - chars[np.maximum(0, at - 4)]) / np.maximum(1, np.minimum(4, at))
    out["mean_below"] = (chars[np.minimum(n, at + 5)] - chars[at + 1]) / 4
    gaps = np.concatenate((np.minimum(5, page.gaps), [9]))
    out["gap_above"], out["gap_below"] = gaps[at].astype(np.float64), gaps[at + 1].astype(np.float64)
    for step in _AROUND:
        place = at + step
        inside = (place >= 0) & (place < n)
        for name, values in (("size", page.sizes), ("code", page.codes), ("ends", page.ends)):
            out[f"{name}{step:+}"] = np.where(inside, values.take(place, mode="clip"), -1).astype(np.float64)
    return out


def _of_texts(page: PageLines, candidates: Sequence[int]) -> dict[str, Floats]:
    """What a line says: its shape, the words it shares with the text, and whether the page says it again."""
    texts = [page.texts[i] for i in candidates]
    at = np.array(candidates, np.int64)
    columns = {"size": page.sizes[at]}
    columns |= shapes_of(texts)
    columns["is_sentence"] = page.ends[at].astype(np.float64)
    columns["marks"] = np.array([page.marks[i] for i in candidates], np.float64)
    columns = {name: columns[name] for name in SHAPES}
    columns |= _echoes(page, candidates)
    columns |= _copies(page, candidates)
    sizes = page.sizes[at]
    longest = sizes[~page.is_prose[at]].max(initial=0.0) or 1.0
    columns["longest_near"] = (sizes >= _highest_near(page.sizes, _NEAR)[at]).astype(np.float64)
    columns["size_share"] = sizes / longest
    return columns


def _echoes(page: PageLines, candidates: Sequence[int]) -> dict[str, Floats]:
    """How many of a line's words come again in the text, and how rare they are among the candidates."""
    first, last = page.blocks[1]
    prose = np.flatnonzero(page.is_prose[first:last] & ~page.is_gone[first:last])[:_MOST_TEXT_LINES]
    said = list(map(page.said, (prose + first).tolist()))
    told = Counter(chain.from_iterable(said))
    opening = frozenset().union(*said[:3])
    of_candidate = [page.terms(place) for place in candidates]
    common = Counter(chain.from_iterable(map(set, of_candidate)))
    rows: list[tuple[float, ...]] = []
    for own in of_candidate:
        if told.keys().isdisjoint(own):
            rows.append((len(own), 0, 0, 0, 0, 0, 0))
            continue
        n_own = len(own) or 1
        n_shared = n_again = n_told = 0
        rare = 0.0
        for term in own:
            times = told.get(term)
            if times:
                n_shared += 1
                n_again += times >= 2
                n_told += min(times, 5)
                rare += 1 / common[term]
        n_opening = sum([term in opening for term in own])
        rows.append((len(own), n_shared, n_shared / n_own, n_opening / n_own, n_again / n_own, rare, n_told / n_own))
    return _named(("terms", "shared", "shared_share", "shared_opening", "shared_again", "shared_rare", "told"), rows)


def _copies(page: PageLines, candidates: Sequence[int]) -> dict[str, Floats]:
    """Whether the page says the line again, whole, with more behind or in front of it, or in part."""
    count = Counter(page.folded)
    first_place = dict(zip(reversed(page.folded), range(page.n - 1, -1, -1), strict=True))
    by_stem, by_tail = _edges(page.folded)
    rows: list[tuple[float, ...]] = []
    for place in candidates:
        folded = page.folded[place]
        longer: list[str] = []
        shorter: list[str] = []
        if alike := by_stem.get(folded[:_STEM]):
            longer = [other for other in alike if len(other) > len(folded) and other.startswith(folded)] if len(folded) >= _LEAST_STEMMED else []
            shorter = [other for other in alike if len(other) < len(folded) and folded.startswith(other)]
        tails = by_tail.get(folded[-_TAIL:], ())
        rows.append(
            (
                count[folded],
                first_place[folded] < place,
                len(longer),
                any(_SEPARATED.match(other[len(folded) : len(folded) + 4]) for other in longer),
                len(shorter),
                any(_SEPARATED.match(folded[len(other) : len(other) + 4]) for other in shorter),
                sum(len(other) > len(folded) and other.endswith(folded) for other in tails) if len(folded) >= _TAIL else -1,
            )
        )
    return _named(("same", "again", "longer", "longer_apart", "shorter", "shorter_apart", "tail_of"), rows)


def _named(names: Sequence[str], rows: Sequence[tuple[float, ...]]) -> dict[str, Floats]:
    """Rows of values as columns."""
    return dict(zip(names, np.array(rows, np.float64).reshape(len(rows), len(names)).T, strict=True))


def _highest_near(values: Floats, reach: int) -> Floats:
    """The highest of the values at most `reach` places away."""
    out = values.copy()
    for step in range(1, min(reach, len(values) - 1) + 1):
        np.maximum(out[step:], values[:-step], out=out[step:])
        np.maximum(out[:-step], values[step:], out=out[:-step])
    return out


def _edges(folded: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Different lines that have their first characters in common with another, by these; and by their last."""
    lines = [line for line in dict.fromkeys(folded) if _TAIL <= len(line) <= _LONGEST_ALIKE]
    return _alike([(line[:_STEM], line) for line in lines if len(line) >= _LEAST_STEMMED]), _alike([(line[-_TAIL:], line) for line in lines])


def _alike(keyed: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The lines of each key that several have; most keys are one line's, and of that there is nothing to compare."""
    n_lines = Counter([key for key, _ in keyed])
    groups: dict[str, list[str]] = {}
    if len(n_lines) < len(keyed):
        for key, line in keyed:
            if n_lines[key] > 1:
                group = groups.setdefault(key, [])
                if len(group) < _MOST_ALIKE:
                    group.append(line)
    return groups


def _of_neighbours(page: PageLines, candidates: Sequence[int]) -> dict[str, Floats]:
    """How far the nearest line is that is a date or opens as a byline."""
    at = np.array(candidates, np.int64)
    return {
        "date_below": distance(page.is_date, at, 1, 8),
        "date_above": distance(page.is_date, at, -1, 4),
        "by_below": distance(page.is_by, at, 1, 8),
        "is_date": page.is_date[at].astype(np.float64),
        "is_by": page.is_by[at].astype(np.float64),
    }
