"""The second look: what the first said of a line's neighbours, of lines of its make, and of the text as a whole.

The first probabilities, as whole numbers from 0 to 1,000, say far better than any density where the text lies. So
places, blocks and shared words are measured again, now relative to what the first look took for the text.
"""

from __future__ import annotations

import numpy as np

from cleaner.line_model import alphabet as a
from cleaner.line_model import evidence as e
from cleaner.line_model.counting import Columns, best_run, clamp, last_where, next_where, ratio, running, shifted, window_sum
from cleaner.line_model.features import shared_words
from cleaner.line_model.lines import Bools, Ints, Lines

SURE = 1000
_NEAR = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
_WINDOWS = (1, 3, 8, 20)
_FAR = 60


def decided_chance(chance: Ints, lines: Lines) -> Ints:
    """The first look's probabilities with what rules have decided put in: kept lines are text, dropped ones are not."""
    out = np.where(lines.decided == e.KEPT, SURE, chance)
    return np.where(lines.decided > e.KEPT, 0, out)


def measure_again(lines: Lines, chance: Ints) -> Columns:
    """Features of the second look; `chance` is the first look's probability of each line in thousandths, of at least one line."""
    out = Columns(lines.n)
    chance = decided_chance(chance, lines)
    at = np.arange(lines.n)
    size = np.minimum(lines.size, 1500)
    out.add("p", chance)
    for step in _NEAR:
        out.add(f"p{step:+}", shifted(chance, lines, step, -1))
    heavy = chance * np.minimum(size, 600)
    total, mass, weight = running(chance), running(heavy), running(np.minimum(size, 600))
    for reach in _WINDOWS:
        out.add(f"p_{reach}_above", ratio(window_sum(total, lines, reach, -1), np.minimum(reach, at - lines.first)))
        out.add(f"p_{reach}_below", ratio(window_sum(total, lines, -1, reach), np.minimum(reach, lines.last - at)))
        out.add(f"mass_{reach}_above", ratio(window_sum(mass, lines, reach, -1), window_sum(weight, lines, reach, -1)))
        out.add(f"mass_{reach}_below", ratio(window_sum(mass, lines, -1, reach), window_sum(weight, lines, -1, reach)))
    doc_mass = mass[lines.last + 1] - mass[lines.first]
    doc_weight = weight[lines.last + 1] - weight[lines.first]
    above = mass[at] - mass[lines.first]
    below = mass[lines.last + 1] - mass[at + 1]
    out.add("mass_above", np.minimum(above // SURE, 20_000))
    out.add("mass_below", np.minimum(below // SURE, 20_000))
    out.add("mass_above_share", ratio(above, doc_mass))
    out.add("doc_mass", np.minimum(doc_mass // SURE, 60_000))
    out.add("doc_mass_share", ratio(doc_mass, doc_weight * SURE))
    _edges(out, lines, chance, size)
    _runs(out, lines, chance, size)
    for name, claim in (("text", chance >= 500), ("sure", chance >= 850)):
        share, hits = shared_words(claim, lines)
        out.add(f"shared_{name}", share)
        out.add(f"n_shared_{name}", np.minimum(hits, 60))
    _of_its_make(out, lines, chance, size)
    return out


def _edges(out: Columns, lines: Lines, chance: Ints, size: Ints) -> None:
    """How far the nearest likely lines are, in lines and in characters of what lies between."""
    at = np.arange(lines.n)
    total = running(size)
    edge = max(0, lines.n - 1)
    for name, claim in (("likely", chance >= 500), ("likely_prose", (chance >= 600) & (size >= 80))):
        before = shifted(last_where(claim, lines), lines, -1, -1)
        before = np.maximum(before, lines.first - 1)
        after = np.where(at < lines.last, shifted(next_where(claim, lines), lines, 1, 0), lines.last + 1)
        out.add(f"lines_since_{name}", np.minimum(at - before, _FAR))
        out.add(f"lines_to_{name}", np.minimum(after - at, _FAR))
        out.add(f"chars_since_{name}", np.minimum(total[at] - total[clamp(before + 1, 0, lines.n)], 3000))
        out.add(f"chars_to_{name}", np.minimum(total[clamp(after, 0, lines.n)] - total[at + 1], 3000))
        n_claims = running(claim)
        out.add(f"n_{name}_above", np.minimum(n_claims[at] - n_claims[lines.first], 200))
        out.add(f"n_{name}_below", np.minimum(n_claims[lines.last + 1] - n_claims[at + 1], 200))
        out.add(f"size_of_{name}_above", np.where(before >= lines.first, size[clamp(before, 0, edge)], -1))
        out.add(f"size_of_{name}_below", np.where(after <= lines.last, size[clamp(after, 0, edge)], -1))


def _runs(out: Columns, lines: Lines, chance: Ints, size: Ints) -> None:
    """Stretches whose lines gain more by being text than they cost: the text's first and last line by three prices."""
    at = np.arange(lines.n)
    weight = np.minimum(size, 300) + 20
    for price in (250, 500, 750):
        begin, end = (edge[lines.doc] for edge in best_run((chance - price) * weight, lines))
        out.add(f"text{price}_below_begin", clamp(at - begin, -_FAR, _FAR))
        out.add(f"text{price}_above_end", clamp(end - at, -_FAR, _FAR))
        if price == 500:
            gain = running(np.maximum(0, (chance - price) * weight))
            inside = gain[np.maximum(end + 1, begin)] - gain[begin]
            out.add("text_share", ratio(inside, gain[lines.last + 1] - gain[lines.first]))


def _of_its_make(out: Columns, lines: Lines, chance: Ints, size: Ints) -> None:
    """What was said of lines of the same make (length class, first and last character, indent) on the page and nearby.

    Teasers, captions, list entries and subheadings of one page look like each other and share their fate.
    """
    titled = ratio(lines.n_titled * 4, lines.n_words).astype(np.int64)
    length = np.searchsorted(np.array([12, 30, 60, 110, 200, 400]), size)
    tail = np.where(lines.tail == a.STOP, 1, np.where(lines.tail == a.EXCLAIM, 2, np.where(lines.tail == a.COLON, 3, 0)))
    head = np.where(lines.head == a.STAR, 1, np.where(lines.head == a.BULLET, 2, np.where(lines.head == a.DIGIT, 3, np.where(lines.head == a.LOWER, 4, 0))))
    make = ((length * 4 + tail) * 5 + head) * 5 + np.minimum(titled, 4)
    make = (make * 3 + np.minimum(lines.indent, 2)) * 2 + (lines.gap > 0)
    key = lines.doc * 100_000 + make
    order = np.argsort(key, kind="stable")
    changed = np.concatenate(([True], key[order][1:] != key[order][:-1])) if lines.n else np.zeros(0, np.bool_)
    group = np.cumsum(changed) - 1
    counts = np.bincount(group, minlength=1)
    sums = np.bincount(group, weights=chance[order].astype(np.float64), minlength=1).astype(np.int64)
    mean, others = np.empty(lines.n, np.float64), np.empty(lines.n, np.int64)
    others[order] = counts[group] - 1 if lines.n else group
    mean[order] = np.where(counts[group] > 1, ratio(sums[group] - chance[order], counts[group] - 1), -1) if lines.n else mean
    out.add("p_of_its_make", mean)
    out.add("n_of_its_make", np.minimum(others, 50))
    # The two nearest of the same make above and below.
    near_sum, near_n = np.zeros(lines.n, np.int64), np.zeros(lines.n, np.int64)
    for step in (-2, -1, 1, 2):
        to = np.arange(lines.n) + step
        ok: Bools = (to >= 0) & (to < lines.n)
        ok[ok] &= group[to[ok]] == group[ok]
        near_sum[order[ok]] += chance[order[to[ok]]]
        near_n[order[ok]] += 1
    out.add("p_of_nearest_make", np.where(near_n > 0, ratio(near_sum, near_n), -1))
