"""What becomes of articles that are nearly the same: marked by default, left out when the settings ask for it.

`dup_cluster` is the id of the article that was published first, `dup_of` says so of the others. When copies are left
out, each is listed with its canonical article and the similarity; one that is only linked to it by a chain of
others, and is itself less alike than the threshold, is marked and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cleaner.corpus.neardup import THRESHOLD

Mode = Literal["annotate", "drop"]
REASON = "near copy"
"""The `reason` of the duplicates."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What is said of the articles that have a copy, by their rows."""

    marks: dict[int, tuple[int, int | None]]
    """Row → (first of its cluster, row that it is a copy of), for those that stay."""
    left_out: dict[int, tuple[int, float]]
    """Row → (first of its cluster, similarity), for those that do not."""


def decide(canonical: Mapping[int, int], similarity: Mapping[int, float], mode: Mode) -> Copies:
    """Who is marked and who is left out. The canonical article of a cluster always stays."""
    left_out = {row: (first, similarity[row]) for row, first in canonical.items() if mode == "drop" and row != first and similarity[row] >= THRESHOLD}
    staying = {row: first for row, first in canonical.items() if row not in left_out}
    # An article whose copies were all left out has none any more.
    linked = {first for row, first in staying.items() if row != first}
    return Copies({row: (first, None if row == first else first) for row, first in staying.items() if first in linked}, left_out)
