"""Small plots in plain characters: they show wherever Markdown does, and need no file beside it."""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.release.cards.markdown import escape, share, table

MOST_ROWS = 25
"""Of a table of counts; the rest is summed up."""
_WIDTH = 20
"""Of the longest bar, in characters."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(part: int, most: int) -> str:
    """A bar as long as `part` is of `most`, in eighths of a character; what is there at all shows.

    >>> bar(5, 20), bar(1, 1000), bar(0, 1)
    ('█████', '▏', '')
    """
    eighths = max(8 * _WIDTH * part // most, 1) if part and most else 0
    return _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def counted(head: str, counts: Mapping[str, int], whole: int, *, most_rows: int = MOST_ROWS) -> str:
    """A table of counts in their order, each with its share of `whole` and a bar; a last row sums up what is left out."""
    most = max(counts.values(), default=0)
    shown = list(counts.items())
    rest = [count for _, count in shown[most_rows:]]
    rows = [(_name(name), f"{count:,}", share(count, whole), bar(count, most)) for name, count in shown[:most_rows]]
    if rest:
        rows.append((f"{len(rest):,} others", f"{sum(rest):,}", share(sum(rest), whole), ""))
    return table((head, "count", "share", ""), rows)


def by_year(years: Mapping[str, int], whole: int) -> str:
    """A table of counts by year, in the order of time; where there are too many years, by decade or century."""
    units = (("year", years), ("decade", _spans(years, 1)), ("century", _spans(years, 2)))
    unit, spans = next((one for one in units if len(one[1]) <= MOST_ROWS), units[-1])
    return counted(unit, spans, whole, most_rows=len(spans))


def _spans(years: Mapping[str, int], digits: int) -> dict[str, int]:
    spans: dict[str, int] = {}
    for year, count in years.items():
        name = year[:-digits] + "0" * digits + "s"
        spans[name] = spans.get(name, 0) + count
    return spans


def _name(name: str) -> str:
    return escape(name) or "(none)"
