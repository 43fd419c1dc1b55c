"""The weights of the tagger: a forest for each role, and how often its answers were right on publishers it had not seen.

Arrays only: reading the file runs no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import UsageError
from cleaner.line_model.forest import Forest, sums_together
from cleaner.line_model.stored import forest_arrays, forest_of, write_arrays

FORMAT = 1
BUILT_IN = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """Two forests: one that orders the candidates of a page, one that says how likely a candidate has the role."""

    order: Forest
    chance: Forest
    margins: NDArray[np.int64]
    """Margins of `chance`, rising …"""
    precision: NDArray[np.float64]
    """… and the share of right answers among those with about that margin, in cross-validation."""
    least: int
    """Below this margin nothing is answered."""

    def best(self, names: tuple[str, ...], columns: NDArray[np.float32]) -> tuple[int, float] | None:
        """The best candidate's number and how often such an answer is right; None when no candidate is good enough."""
        if not columns.shape[1]:
            return None
        if not names == self.order.names == self.chance.names:
            raise UsageError(
                "the tagger's weights were trained on other features than this version measures", hint="train it again with `python -m train.roles`"
            )
        number, margin = self.choose(columns)
        return None if margin < self.least else (number, self.share_right(margin))

    def choose(self, columns: NDArray[np.float32]) -> tuple[int, int]:
        """The best candidate's number and its margin."""
        order, chance = sums_together((self.order, self.chance), columns)
        number = int(np.argmax(2 * order + chance))
        return number, int(chance[number])

    def share_right(self, margin: int) -> float:
        """How often an answer with this margin is right."""
        return round(float(np.interp(margin, self.margins, self.precision)), 3)


_FORESTS = ("order", "chance")


def save(rankers: Mapping[str, Ranker], path: Path) -> None:
    """Write the weights; the same weights give the same bytes."""
    arrays: dict[str, NDArray[Any]] = {"format": np.array(FORMAT), "roles": np.array(sorted(rankers))}
    for role, ranker in rankers.items():
        arrays |= {f"{role}_margins": ranker.margins, f"{role}_precision": ranker.precision, f"{role}_least": np.array(ranker.least)}
        for which in _FORESTS:
            arrays |= forest_arrays(getattr(ranker, which), f"{role}_{which}")
    write_arrays(path, arrays)


def read_rankers(path: Path) -> dict[str, Ranker]:
    """The rankers of one file, by role."""
    with np.load(path, allow_pickle=False) as arrays:
        if int(arrays["format"]) != FORMAT:
            raise UsageError(
                f"it has format {int(arrays['format'])}, this version reads {FORMAT}", where=str(path), hint="make one with `python -m train.roles`"
            )
        return {str(role): _ranker(arrays, str(role)) for role in arrays["roles"]}


def _ranker(arrays: Any, role: str) -> Ranker:
    order, chance = (forest_of(arrays, f"{role}_{which}") for which in _FORESTS)
    return Ranker(order, chance, arrays[f"{role}_margins"], arrays[f"{role}_precision"], int(arrays[f"{role}_least"]))


@cache
def built_in() -> dict[str, Ranker]:
    return read_rankers(BUILT_IN)
