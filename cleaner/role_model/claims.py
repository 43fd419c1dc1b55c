"""Which line tells the date, and which the authors: what is measured of each line that holds a date or names.

Such a line stands near the headline or the beginning of the text and is alone of its kind; a teaser's date has other
teasers' dates around it, and a date in the prose has prose around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.article import quick
from cleaner.role_model.page import PageLines, distance

MOST_CLAIMS = 120
"""Lines of a page that are looked at: those nearest to the headline and the text's beginning."""
_FAR = 60
_LONGEST_NAME = 60
_WORDS_OF_A_NAME = (2, 3, 4)
_SQUEEZED = str.maketrans("", "", " .-_")
_AROUND = (-2, -1, 1, 2)


@quick
@dataclass(frozen=True, slots=True)
class Claim:
    """A line that may tell a field."""

    place: int
    value: str
    """What it tells, in a form that is equal for equal values."""
    seen: Mapping[str, float]
    """What is measured of the words themselves."""


def among_days(claims: Sequence[Claim]) -> list[Claim]:
    """The same, with how many other days the page has that are later and earlier: teasers are of many days, the head of a page is of today."""
    days = sorted({claim.value for claim in claims})
    rank = {day: number for number, day in enumerate(days)}
    return [replace(claim, seen={**claim.seen, "later": len(days) - 1 - rank[claim.value], "earlier": rank[claim.value]}) for claim in claims]


def among_names(page: PageLines, claims: Sequence[Claim], names: Sequence[str], is_signed: Sequence[bool]) -> list[Claim]:
    """The same, with what else the page says of each claim's first person: a byline, prose that opens with the name, an address."""
    if not claims:
        return []
    signed = Counter(claim.value for claim, yes in zip(claims, is_signed, strict=True) if yes)
    known = frozenset(names)
    firsts = frozenset(name.partition(" ")[0] for name in known)
    prose = [page.folded[place] for place in np.flatnonzero(page.is_prose).tolist()]
    told = Counter(_opening(text, known) for text in prose if text.partition(" ")[0] in firsts)
    addresses = _squeezed("\n".join(text for text in page.folded if "@" in text or ".com" in text))
    return [
        Claim(claim.place, claim.value, {**claim.seen, "signed": signed[claim.value], "told": told[name], "has_address": _squeezed(name) in addresses})
        for claim, name in zip(claims, names, strict=True)
    ]


def _opening(text: str, names: frozenset[str]) -> str | None:
    """The one of the names that the text opens with."""
    words = text[:_LONGEST_NAME].split(" ")
    return next((name for n in _WORDS_OF_A_NAME if (name := " ".join(words[:n])) in names), None)


def _squeezed(text: str) -> str:
    return text.translate(_SQUEEZED)


def nearest(page: PageLines, places: Sequence[int], title: int | None) -> list[int]:
    """At most `MOST_CLAIMS` of the places, in order: those nearest to the headline and to where the text begins."""
    anchors = [title] if title is not None else []
    anchors += page.starts[:3]
    return sorted(sorted(places, key=lambda place: (min(abs(place - anchor) for anchor in anchors), place))[:MOST_CLAIMS])


def measure_claims(page: PageLines, claims: Sequence[Claim], title: int | None) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Names of the features, and features × claims."""
    if not claims:
        return (), np.zeros((0, 0), np.float32)
    at = np.array([claim.place for claim in claims], np.int64)
    rows = [tuple(claim.seen.values()) for claim in claims]
    columns: dict[str, NDArray[Any]] = dict(zip(claims[0].seen, np.array(rows, np.float64).T, strict=True))
    columns |= _of_title(page, at, title)
    columns |= _of_place(page, at)
    columns |= _of_others(page, claims, at)
    return tuple(columns), np.array(list(columns.values()), np.float32)


def _of_title(page: PageLines, at: NDArray[np.int64], title: int | None) -> dict[str, NDArray[Any]]:
    """How far the headline is and what stands between."""
    if title is None:
        none = np.zeros(len(at), np.int64)
        return {"has_title": none, "from_title": none - _FAR - 1, "long_from_title": none, "prose_from_title": none}
    # Of the lines between the two the uppermost `_FAR`.
    begin = np.minimum(at, title) + 1
    end = np.maximum(begin, np.minimum(np.maximum(at, title), begin + _FAR))
    long, prose = (np.concatenate(([0], np.cumsum(claim))) for claim in (page.sizes >= 28, page.is_prose))
    return {
        "has_title": np.ones(len(at), np.int64),
        "from_title": _clip(at - title),
        "long_from_title": long[end] - long[begin],
        "prose_from_title": prose[end] - prose[begin],
    }


def _of_place(page: PageLines, at: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Where the line stands, and how much of the text is around it."""
    n, prose = page.n, page.prose_until
    out: dict[str, NDArray[Any]] = {}
    for name, start in zip(("to_block", "to_dense_block", "to_first_prose", "to_1", "to_5"), page.starts, strict=False):
        out[name] = _clip(start - at)
    out["place"], out["from_end"], out["lines"] = np.minimum(at, 500), np.minimum(n - at, 500), np.full(len(at), min(n, 2000))
    out["prose_share_above"] = prose[at] / max(1.0, float(prose[-1]))
    out["prose_4_below"] = prose[np.minimum(n, at + 5)] - prose[at + 1]
    out["prose_10_below"] = prose[np.minimum(n, at + 11)] - prose[at + 1]
    out["prose_10_above"] = prose[at] - prose[np.maximum(0, at - 10)]
    out["size"], out["is_prose"], out["ends"] = page.sizes[at], page.is_prose[at], page.ends[at]
    gaps = np.append(np.minimum(5, page.gaps), 9)
    out["gap_above"], out["gap_below"] = gaps[at], gaps[at + 1]
    return out


def _of_others(page: PageLines, claims: Sequence[Claim], at: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """What other claims there are, and what the lines around are."""
    same = Counter(claim.value for claim in claims)
    first_of: dict[str, int] = {}
    for claim in claims:
        first_of.setdefault(claim.value, claim.place)
    places = np.unique(at)
    out: dict[str, NDArray[Any]] = {"number": np.arange(len(at)), "claims": np.full(len(at), len(at))}
    for reach in (3, 10, 30):
        out[f"claims_within_{reach}"] = places.searchsorted(at + (reach + 1)) - places.searchsorted(at - reach)
    out["above_start"] = places.searchsorted(page.starts[0]) - places.searchsorted(at)
    out["same"] = np.array([same[claim.value] for claim in claims])
    out["is_first_of_same"] = np.array([first_of[claim.value] == claim.place for claim in claims])
    for name, claim_of in (("date_near", page.is_date), ("by_near", page.is_by)):
        out[name] = np.minimum(distance(claim_of, at, 1, 3), distance(claim_of, at, -1, 3))
    out["has_by"], out["has_date"] = page.is_by[at], page.is_date[at]
    for step in _AROUND:
        place = at + step
        inside = (place >= 0) & (place < page.n)
        out[f"size{step:+}"] = np.where(inside, page.sizes.take(place, mode="clip"), -1.0)
    return out


def _clip(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.minimum(np.maximum(distance, -_FAR), _FAR)  # of few values in a fifth of the time of `np.clip`
