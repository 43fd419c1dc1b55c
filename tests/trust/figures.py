"""What a sweep reached, as one row of the table of `make torture`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One test, how often it ran, what came out and what may come out at most."""

    test: str
    runs: int
    found: str
    limit: str
    faults: tuple[str, ...] = field(default=())
    """What is wrong, in words; empty when the promise held."""
    skipped: str = ""
    """Why nothing was run; "" when something was."""

    @property
    def is_good(self) -> bool:
        return not self.faults

    @property
    def verdict(self) -> str:
        return "skipped" if self.skipped else "yes" if self.is_good else "NO"


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [("test", "runs", "figure", "limit", "holds")]
    rows += [(one.test, f"{one.runs:,}", one.skipped or one.found, one.limit, one.verdict) for one in figures]
    widths = [max(len(row[n]) for row in rows) for n in range(5)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def spread(count: int, most: int | None) -> list[int]:
    """1 to `count`, or `most` of them spread evenly, first and last included.

    >>> spread(5, None), spread(100, 3)
    ([1, 2, 3, 4, 5], [1, 50, 100])
    """
    if most is None or most >= count:
        return list(range(1, count + 1))
    return sorted({1 + (count - 1) * n // max(most - 1, 1) for n in range(most)})
