"""Floors of quality that can only rise: `floors.toml` keeps every floor that a measure ever had, the last one counts.

Each floor names a corpus, a style and a slice of pages small enough for every run of the tests. Some floors are
ceilings (chrome left, body lost): those may only fall.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import load_pages
from benchmarks.quality import OURS, measures, run

FILE = Path(__file__).with_name("floors.toml")
CEILINGS = frozenset({"chrome_share", "body_lost", "captions_left", "promos_left", "between_left", "outside_left"})
"""Measures of which less is better."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What one measure of one corpus and style must reach."""

    corpus: str
    style: str
    measure: str
    history: tuple[float, ...]
    """Oldest first."""

    @property
    def name(self) -> str:
        return f"{self.corpus}.{self.style}.{self.measure}"

    @property
    def is_ceiling(self) -> bool:
        return self.measure in CEILINGS

    def holds(self, value: float) -> bool:
        return value <= self.history[-1] + 1e-9 if self.is_ceiling else value >= self.history[-1] - 1e-9

    @property
    def only_rises(self) -> bool:
        """Whether no step of the history makes it easier."""
        steps = zip(self.history, self.history[1:], strict=False)
        return all(new <= old if self.is_ceiling else new >= old for old, new in steps)


def load_floors(path: Path = FILE) -> tuple[int, list[Floor]]:
    """How many pages of each corpus are looked at, and the floors."""
    table = tomllib.loads(path.read_text("utf-8"))
    floors = [
        Floor(corpus, style, measure, tuple(float(value) for value in history))
        for corpus, styles in table["floors"].items()
        for style, by_measure in styles.items()
        for measure, history in by_measure.items()
    ]
    return int(table["pages"]), floors


def check(corpora: Path, *, workers: int | None = 1) -> list[str]:
    """A line for each floor that is missed."""
    n_pages, floors = load_floors()
    missed = []
    for corpus, style in dict.fromkeys((floor.corpus, floor.style) for floor in floors):
        answers = run(list(load_pages(corpora, [corpus], n_pages)), [style], peers=False, workers=workers)
        figures = measures([answer for answer in answers if answer.system == OURS])
        for floor in floors:
            if (floor.corpus, floor.style) != (corpus, style):
                continue
            value = figures[floor.measure]
            if value is None or not floor.holds(value):
                bound = "at most" if floor.is_ceiling else "at least"
                missed.append(
                    f"floors.toml: {floor.name}: {'nothing' if value is None else f'{value:.4f}'} on {n_pages} pages, {bound} {floor.history[-1]} was reached before"
                )
    return missed
