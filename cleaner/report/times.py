"""The dates of a version as bars of one length of time: months, years or decades, whichever gives a few dozen of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cleaner.report.words import percent

_MOST_BARS = 60


def timeline(months: Mapping[str, int], n_articles: int) -> dict[str, Any]:
    """The unit, the counts from the first to the last with the empty ones between, a label for each, and the ends of the axis.

    >>> found = timeline({"2031-11": 2, "2032-01": 1}, 4)
    >>> found["unit"], found["counts"], found["labels"], found["note"]
    ('month', [2, 0, 1], ['2031-11', '2031-12', '2032-01'], '1 without a date (25 %)')
    >>> timeline({}, 3)["counts"], timeline({"1805-01": 1, "2031-05": 1}, 2)["unit"]
    ([], 'decade')
    """
    missing = n_articles - sum(months.values())
    note = f"{missing:,} without a date ({percent(missing, n_articles)})" if missing else ""
    # Months are counted from the year 0: text order would put year 12000 before year 2000.
    by_month = Counter({int(name[:-3]) * 12 + int(name[-2:]) - 1: n for name, n in months.items()})
    for unit, size in (("month", 1), ("year", 12), ("decade", 120), ("century", 1200)):
        bars = Counter[int]()
        for month, n in by_month.items():
            bars[month // size] += n
        if not bars or max(bars) - min(bars) < _MOST_BARS or unit == "century":
            break
    places = range(min(bars), max(bars) + 1) if bars else range(0)
    labels = [_label(place * size, size) for place in places]
    middle = [labels[len(labels) // 2]] if len(labels) > 4 else []
    ends = [labels[0], *middle, labels[-1]] if len(labels) > 1 else labels
    return {"unit": unit, "counts": [bars[place] for place in places], "labels": labels, "ends": ends, "note": note}


def _label(month: int, size: int) -> str:
    year = f"{month // 12:04}"
    return f"{year}-{month % 12 + 1:02}" if size == 1 else year if size == 12 else f"{year}s"
