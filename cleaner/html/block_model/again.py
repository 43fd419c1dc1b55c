"""The second look: what the first said of a line's neighbours, of what shares its elements, and of the page as a whole.

Chances are whole numbers from 0 to 1,000, so that every machine measures the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.html.block_model.measures import _SHARES, _STEPS_UP, Columns, add_inside, ratio
from cleaner.html.block_model.page import PageLines

_MOST_WEIGHT = 600
_FAR = 60


def measure_again(page: PageLines, chance: NDArray[np.int64]) -> Columns:
    """All measures of the second look but those of the first, which stand beside them."""
    out = Columns(page.n)
    share = chance / 1000
    weight = np.minimum(page.size, _MOST_WEIGHT)
    mass = share * weight
    out.add("p", chance)
    for step in (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5):
        out.add(f"p{step:+}", page.shifted(chance, step))
    sums = np.concatenate((np.zeros(1), np.cumsum(mass)))
    weights = np.concatenate((np.zeros(1), np.cumsum(weight)))
    at = np.arange(page.n)
    for reach in (3, 8, 20):
        low, high = np.maximum(at - reach, 0), np.minimum(at + 1 + reach, page.n)
        out.add(f"mass_{reach}_above", ratio(sums[at] - sums[low], weights[at] - weights[low]))
        out.add(f"mass_{reach}_below", ratio(sums[high] - sums[at + 1], weights[high] - weights[at + 1]))
    total = max(1.0, float(sums[-1]))
    out.add("mass_above", np.minimum(sums[at], 20_000))
    out.add("mass_below", np.minimum(sums[-1] - sums[at + 1], 20_000))
    out.add("mass_above_share", sums[at] / total)
    out.add("page_mass", min(total, 60_000.0))
    out.add("page_mass_share", total / max(1.0, float(weights[-1])))
    _edges(out, page, chance)
    _elements(out, page, share, mass, weight)
    return out


def _edges(out: Columns, page: PageLines, chance: NDArray[np.int64]) -> None:
    """How far the nearest likely lines are, in lines and characters."""
    at = np.arange(page.n)
    chars = np.concatenate((np.zeros(1), np.cumsum(page.size)))
    for name, claim in (("likely", chance >= 500), ("likely_prose", (chance >= 600) & (page.size >= 80))):
        before = np.maximum.accumulate(np.where(claim, at, -1)) if page.n else at
        before = np.concatenate((np.full(1, -1), before[:-1])) if page.n else before
        after = np.minimum.accumulate(np.where(claim, at, page.n)[::-1])[::-1] if page.n else at
        after = np.concatenate((after[1:], np.full(1, page.n))) if page.n else after
        out.add(f"lines_since_{name}", np.minimum(at - before, _FAR))
        out.add(f"lines_to_{name}", np.minimum(after - at, _FAR))
        out.add(f"chars_since_{name}", np.minimum(chars[at] - chars[before + 1], 3000))
        out.add(f"chars_to_{name}", np.minimum(chars[after] - chars[np.minimum(at + 1, page.n)], 3000))
        n_claims = np.concatenate((np.zeros(1), np.cumsum(claim)))
        out.add(f"n_{name}_above", np.minimum(n_claims[at], 200))
        out.add(f"n_{name}_below", np.minimum(n_claims[-1] - n_claims[at + 1], 200))


def _elements(out: Columns, page: PageLines, share: NDArray[np.float64], mass: NDArray[np.float64], weight: NDArray[np.float64]) -> None:
    """What was said of the other lines of the same elements, and of elements of the same names."""
    elements = page.elements
    one = np.ones(page.n)
    masses, weights, shares, lines = (elements.total(values) for values in (mass, weight, share, one))
    all_mass, all_weight, all_share = float(mass.sum()), float(weight.sum()), float(share.sum())
    total = max(1.0, all_mass)
    for step in _STEPS_UP:
        others = elements.at(weights, step, all_weight) - weight
        out.add(f"up{step}_p", np.where(others > 0, ratio(elements.at(masses, step, all_mass) - mass, others), -1.0))
        n_others = elements.at(lines, step, page.n) - 1
        out.add(f"up{step}_p_lines", np.where(n_others > 0, ratio(elements.at(shares, step, all_share) - share, n_others), -1.0))
        out.add(f"up{step}_mass", elements.at(masses, step, all_mass) / total)
    for part in _SHARES:
        add_inside(out, page, f"text{part}", *elements.smallest(masses, weights, part * total))
    for name, group in (("kin", page.kin), ("kin_above", page.kin_above)):
        if not page.n:
            for kind in ("p", "p_lines", "mass"):
                out.add(f"{name}_{kind}", mass)
            continue
        held = np.bincount(group, weights=mass)[group] - mass
        others = np.bincount(group, weights=weight)[group] - weight
        n_others = np.bincount(group)[group].astype(np.float64) - 1
        out.add(f"{name}_p", np.where(others > 0, ratio(held, others), -1.0))
        out.add(f"{name}_p_lines", np.where(n_others > 0, ratio(np.bincount(group, weights=share)[group] - share, n_others), -1.0))
        out.add(f"{name}_mass", held / total)
