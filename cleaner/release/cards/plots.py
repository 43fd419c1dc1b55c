"""Small plots in plain characters: they show wherever Markdown does, and need no file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from cleaner.release.cards.markdown import escape, number, share, table

MOST_ROWS = 25
"""Of a table of counts; the rest is summed up."""
_WIDTH = 20
"""Of the longest bar, in characters."""
_GAP = 3
"""Empty years in a row that are worth a row each no more."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(part: int, most: int) -> str:
    """A bar as long as `part` is of `most`, in eighths of a character; what is there at all shows.

    >>> bar(5, 20), bar(1, 1000), bar(0, 1)
    ('█████', '▏', '')
    """
    eighths = max(8 * _WIDTH * part // most, 1) if part and most else 0
    return _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def counted(head: str, counts: Mapping[str, int], whole: int, *, most_rows: int = MOST_ROWS, has_rest: bool = False) -> str:
    """A table of counts in their order, each with its share of `whole` and a bar; a last row sums up what is left out.

    With `has_rest`, what the counts lack of the whole is a row too: that of which nothing is known.
    """
    unknown = whole - sum(counts.values()) if has_rest else 0
    most = max([*counts.values(), unknown])
    shown = list(counts.items())
    rest = [count for _, count in shown[most_rows:]]
    rows = [(_name(name), f"{count:,}", share(count, whole), bar(count, most)) for name, count in shown[:most_rows]]
    if rest:
        rows.append((number(len(rest), "other"), f"{sum(rest):,}", share(sum(rest), whole), ""))
    if unknown:
        rows.append(("*not known*", f"{unknown:,}", share(unknown, whole), bar(unknown, most)))
    return table((head, "count", "share", ""), rows)


def by_year(years: Mapping[str, int], whole: int) -> str:
    """A table of counts by year, in the order of time; where there are too many years, by decade or century."""
    units = (("year", years), ("decade", _spans(years, 1)), ("century", _spans(years, 2)))
    unit, spans = next((one for one in units if len(one[1]) <= MOST_ROWS), units[-1])
    return counted(unit, _without_gaps(spans), whole, most_rows=len(spans))


def _without_gaps(spans: Mapping[str, int]) -> dict[str, int]:
    """The counts, with three and more in a row that are 0 in one row: "2012–2014"."""
    found: dict[str, int] = {}
    for is_empty, names in groupby(spans, key=lambda name: not spans[name]):
        run = list(names)
        found |= {f"{run[0]}–{run[-1]}": 0} if is_empty and len(run) >= _GAP else {name: spans[name] for name in run}
    return found


def by_band(bands: Mapping[str, int], head: str, whole: int) -> str:
    """A table of counts by length, from the first band to the last that anything is in."""
    filled = [place for place, count in enumerate(bands.values()) if count]
    shown = dict(list(bands.items())[filled[0] : filled[-1] + 1]) if filled else {}
    return counted(head, shown, whole)


def _spans(years: Mapping[str, int], digits: int) -> dict[str, int]:
    spans: dict[str, int] = {}
    for year, count in years.items():
        name = year[:-digits] + "0" * digits + "s"
        spans[name] = spans.get(name, 0) + count
    return spans


def _name(name: str) -> str:
    return escape(name) or "(none)"
