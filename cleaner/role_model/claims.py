"""Which line tells the date, and which the authors: what is measured of each line that holds a date or names.

Such a line stands near the headline or the beginning of the text and is alone of its kind; a teaser's date has other
teasers' dates around it, and a date in the prose has prose around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.role_model.page import PageLines

MOST_CLAIMS = 120
"""Lines of a page that are looked at: those nearest to the headline and the text's beginning."""
_FAR = 60
_AROUND = (-2, -1, 1, 2)


@dataclass(frozen=True, slots=True)
class Claim:
    """A line that may tell a field."""

    place: int
    value: str
    """What it tells, in a form that is equal for equal values."""
    seen: Mapping[str, float]
    """What is measured of the words themselves."""


def nearest(page: PageLines, places: Sequence[int], title: int | None) -> list[int]:
    """At most `MOST_CLAIMS` of the places, in order: those nearest to the headline and to where the text begins."""
    anchors = [title] if title is not None else []
    anchors += page.starts[:3]
    return sorted(sorted(places, key=lambda place: (min(abs(place - anchor) for anchor in anchors), place))[:MOST_CLAIMS])


def measure_claims(page: PageLines, claims: Sequence[Claim], title: int | None) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Names of the features, and features × claims."""
    same = Counter(claim.value for claim in claims)
    places = np.array([claim.place for claim in claims], np.int64)
    all_places = np.unique(places)
    prose = page.prose_until
    total = max(1.0, float(prose[-1]))
    first_of: dict[str, int] = {}
    for claim in claims:
        first_of.setdefault(claim.value, claim.place)
    rows: list[dict[str, float]] = []
    for number, claim in enumerate(claims):
        at = claim.place
        row: dict[str, float] = dict(claim.seen)
        row["has_title"] = title is not None
        row["from_title"] = _clip(at - title) if title is not None else -_FAR - 1
        between = range(min(at, title) + 1, max(at, title)) if title is not None else range(0)
        row["long_from_title"] = sum(page.sizes[i] >= 28 for i in between[:_FAR])
        row["prose_from_title"] = sum(bool(page.is_prose[i]) for i in between[:_FAR])
        for name, start in zip(("to_block", "to_dense_block", "to_first_prose", "to_1", "to_5"), page.starts, strict=False):
            row[name] = _clip(start - at)
        row["place"], row["from_end"], row["lines"] = min(at, 500), min(page.n - at, 500), min(page.n, 2000)
        row["prose_share_above"] = prose[at] / total
        row["prose_4_below"] = prose[min(page.n, at + 5)] - prose[at + 1]
        row["prose_10_below"] = prose[min(page.n, at + 11)] - prose[at + 1]
        row["prose_10_above"] = prose[at] - prose[max(0, at - 10)]
        row["size"], row["is_prose"], row["ends"] = float(page.sizes[at]), bool(page.is_prose[at]), bool(page.ends[at])
        row["gap_above"] = min(5, int(page.gaps[at]))
        row["gap_below"] = min(5, int(page.gaps[at + 1])) if at + 1 < page.n else 9
        row["number"], row["claims"] = number, len(claims)
        for reach in (3, 10, 30):
            low, high = np.searchsorted(all_places, (at - reach, at + reach + 1))
            row[f"claims_within_{reach}"] = int(high - low)
        row["above_start"] = int(np.searchsorted(all_places, page.starts[0]) - np.searchsorted(all_places, at))
        row["same"], row["is_first_of_same"] = same[claim.value], first_of[claim.value] == at
        row["date_near"] = min((abs(step) for step in range(-3, 4) if step and 0 <= at + step < page.n and page.has_date(at + step)), default=4)
        row["by_near"] = min((abs(step) for step in range(-3, 4) if step and 0 <= at + step < page.n and page.has_by(at + step)), default=4)
        row["has_by"], row["has_date"] = page.has_by(at), page.has_date(at)
        for step in _AROUND:
            inside = 0 <= at + step < page.n
            row[f"size{step:+}"] = float(page.sizes[at + step]) if inside else -1.0
        rows.append(row)
    names = tuple(rows[0]) if rows else ()
    return names, np.array([[row[name] for row in rows] for name in names], np.float32)


def _clip(distance: int) -> float:
    return float(max(-_FAR, min(_FAR, distance)))
