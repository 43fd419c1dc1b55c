"""What is measured of each line: its shape, its neighbours, the dense runs and blocks it lies in, the words it shares.

Nothing here knows a language or a phrase. Whatever speaks (named rules, repetition across a publisher) arrives as
evidence. Each feature has a name, so that a verdict can be explained; all are whole numbers or ratios of whole numbers,
so that every machine computes the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.line_model import alphabet as a
from cleaner.line_model import evidence as e
from cleaner.line_model.counting import Columns, Live, best_run, clamp, last_where, next_where, ratio, running, shifted, window_sum
from cleaner.line_model.lines import Bools, Ints, Lines

RUN_COSTS = (15, 35, 60, 90, 140)
"""Characters that a line must have to lengthen a dense run: five runs from generous to strict."""
MANY_COPIES = 4
_SIZE_CAP = 400
_BLOCK_GAPS = (0, 2, 6)
_WINDOWS = (2, 6, 15)
_FAR = 80


def paragraphs(lines: Lines, size: Ints, ends: Bools) -> tuple[Ints, Bools]:
    """For each line the number of its paragraph, and whether it opens one: a dump of text nodes breaks a sentence at each link."""
    run_on = (lines.head == a.LOWER) | (lines.head == a.COMMA) | (lines.head == a.STOP) | (lines.head == a.CLOSE) | (lines.head == a.COLON)
    unfinished = ~ends & (size >= 60) & (lines.n_small >= 3)
    dangling = (lines.tail == a.COMMA) | (lines.tail == a.OPEN)
    joined = run_on[1:] & ~ends[:-1] | unfinished[:-1] | dangling[:-1]
    joined &= (lines.gap[1:] == 0) & (lines.first[1:] == lines.first[:-1])
    opens = np.concatenate((np.ones(min(1, lines.n), np.bool_), ~joined))
    return np.cumsum(opens) - 1, opens


def shared_words(of_text: Bools, lines: Lines) -> tuple[NDArray[np.float64], Ints]:
    """For each line the share, and the number, of its longer words that come in another line of the text."""
    chosen = of_text[lines.word_line]
    first = np.full(len(lines.word), -1, np.int32)
    final = np.full(len(lines.word), -1, np.int32)
    word, line = lines.word[chosen], lines.word_line[chosen].astype(np.int32)
    final[word] = line
    first[word[::-1]] = line[::-1]
    a_line, z_line = first[lines.word], final[lines.word]
    known = (a_line >= 0) & ((a_line != lines.word_line) | (z_line != lines.word_line))
    hits = np.bincount(lines.word_line[known], minlength=lines.n)
    words = np.bincount(lines.word_line, minlength=lines.n)
    return ratio(hits, words), hits


def measure(lines: Lines) -> Columns:
    """All features of the first look. A batch has at least one line."""
    out = Columns(lines.n)
    size = np.minimum(lines.size, 3000)
    ends = (lines.tail == a.STOP) | (lines.tail == a.EXCLAIM) | (lines.tail == a.ELLIPSIS)
    closed = (lines.tail == a.QUOTE) | (lines.tail == a.CLOSE)
    ends |= closed & ((lines.tail_before == a.STOP) | (lines.tail_before == a.EXCLAIM) | (lines.tail_before == a.ELLIPSIS))
    dropped = lines.decided > e.KEPT
    n_copies = _copies(out, lines)
    live = Live(~dropped & ((n_copies < MANY_COPIES) | (size >= 160)), lines)
    paragraph, opens = paragraphs(lines, size, ends)
    whole = np.bincount(paragraph, weights=size, minlength=1).astype(np.int64)[paragraph]
    last = np.append(np.flatnonzero(opens)[1:], lines.n) - 1
    prose = ((whole >= 160) | ((whole >= 70) & ends[last][paragraph])) & ~dropped
    _shape(out, lines, size, ends)
    out.add("paragraph_size", np.minimum(whole, 3000))
    out.add("paragraph_ends", ends[last][paragraph])
    out.add("paragraph_lines", np.minimum(np.bincount(paragraph, minlength=1)[paragraph], 50))
    out.add("paragraph_small", np.minimum(np.bincount(paragraph, weights=lines.n_small, minlength=1)[paragraph], 200))
    out.add("opens_paragraph", opens)
    _document(out, lines, size, prose)
    main = _runs(out, lines, size, opens, live)
    _blocks(out, lines, size, prose, live)
    _neighbours(out, lines, np.minimum(whole, 600), ends, prose, live)
    _said(out, lines, dropped, main)
    _words(out, lines, prose, main)
    return out


def _shape(out: Columns, lines: Lines, size: Ints, ends: Bools) -> None:
    counts = lines.counts
    letters = counts[:, a.LOWER] + counts[:, a.UPPER] + counts[:, a.CASELESS] + counts[:, a.DENSE]
    read = counts.sum(axis=1)
    out.add("size", size)
    out.add("n_words", np.minimum(lines.n_words, 400))
    out.add("word_size", ratio(letters + counts[:, a.DIGIT], lines.n_words))
    out.add("n_small", np.minimum(lines.n_small, 100))
    out.add("small_share", ratio(lines.n_small, lines.n_words))
    out.add("titled_share", ratio(lines.n_titled, lines.n_words))
    out.add("number_share", ratio(lines.n_numbers, lines.n_words))
    out.add("upper_share", ratio(counts[:, a.UPPER], letters))
    out.add("digit_share", ratio(counts[:, a.DIGIT], read))
    out.add("letter_share", ratio(letters, read))
    out.add("dense_share", ratio(counts[:, a.DENSE], letters))
    stops = counts[:, a.STOP] + counts[:, a.EXCLAIM]
    out.add("n_stops", stops)
    out.add("n_commas", counts[:, a.COMMA])
    out.add("comma_share", ratio(100 * counts[:, a.COMMA], size))
    out.add("n_quotes", counts[:, a.QUOTE])
    out.add("n_brackets", counts[:, a.OPEN] + counts[:, a.CLOSE])
    for name, which in (("bars", a.BAR), ("dashes", a.DASH), ("slashes", a.SLASH), ("colons", a.COLON), ("stars", a.STAR), ("bullets", a.BULLET)):
        out.add(f"n_{name}", counts[:, which])
    out.add("n_symbols", counts[:, a.SYMBOL] + counts[:, a.CURRENCY] + counts[:, a.OTHER])
    out.add("n_copyright", counts[:, a.COPYRIGHT] + counts[:, a.AT])
    out.add("n_ellipsis", counts[:, a.ELLIPSIS])
    out.add("ends_sentence", ends)
    out.add("head_class", lines.head)
    out.add("tail_class", lines.tail)
    out.add("tail_before", lines.tail_before)
    out.add("indent", np.minimum(lines.indent, 20))
    out.add("gap", np.minimum(lines.gap, 6))
    out.add("gap_below", shifted(np.minimum(lines.gap, 6), lines, 1, 6))


def _document(out: Columns, lines: Lines, size: Ints, prose: Bools) -> None:
    n_lines = lines.last - lines.first + 1
    at = np.arange(lines.n)
    total, n_prose, n_chars = running(size), running(prose), running(np.where(prose, size, 0))
    span = (lines.first, lines.last + 1)
    doc_size = total[span[1]] - total[span[0]]
    doc_prose = n_chars[span[1]] - n_chars[span[0]]
    out.add("doc_lines", np.minimum(n_lines, 5000))
    out.add("doc_size", np.minimum(doc_size, 200_000))
    out.add("doc_prose", np.minimum(doc_prose, 200_000))
    out.add("doc_prose_lines", n_prose[span[1]] - n_prose[span[0]])
    out.add("doc_prose_share", ratio(doc_prose, doc_size))
    out.add("doc_line_size", ratio(doc_size, n_lines))
    gaps, stars, indents = running(lines.gap > 0), running((lines.head == a.STAR) | (lines.head == a.BULLET)), running(lines.indent > 0)
    out.add("doc_gap_share", ratio(gaps[span[1]] - gaps[span[0]], n_lines))
    out.add("doc_star_share", ratio(stars[span[1]] - stars[span[0]], n_lines))
    out.add("doc_indent_share", ratio(indents[span[1]] - indents[span[0]], n_lines))
    out.add("place", np.minimum(at - lines.first, 300))
    out.add("place_from_end", np.minimum(lines.last - at, 300))
    out.add("place_share", ratio(at - lines.first, n_lines))
    out.add("prose_above", np.minimum(n_chars[at] - n_chars[span[0]], 20_000))
    out.add("prose_above_share", ratio(n_chars[at] - n_chars[span[0]], doc_prose))
    out.add("prose_below", np.minimum(n_chars[span[1]] - n_chars[at + 1], 20_000))
    before, after = last_where(prose, lines), next_where(prose, lines)
    out.add("lines_since_prose", np.minimum(at - before, _FAR))
    out.add("lines_to_prose", np.minimum(after - at, _FAR))


def _runs(out: Columns, lines: Lines, size: Ints, opens: Bools, live: Live) -> Bools:
    """Membership of and distance to the densest run at each cost; returns membership at the middle cost."""
    at = np.arange(lines.n)
    total = running(size)
    doc_size = total[lines.last + 1] - total[lines.first]
    capped = np.where(live.claim, np.minimum(size, _SIZE_CAP), 0)
    # A paragraph in pieces costs once; what is not live costs nothing, unless there is much of it.
    priced = np.where(live.claim, np.where(opens, 16, 2), 1)
    main = np.zeros(lines.n, np.bool_)
    for cost in RUN_COSTS:
        begin, end = (edge[lines.doc] for edge in best_run(capped * 16 - cost * priced, lines))
        out.add(f"run{cost}_below_begin", clamp(at - begin, -_FAR, _FAR))
        out.add(f"run{cost}_above_end", clamp(end - at, -_FAR, _FAR))
        if cost == RUN_COSTS[2]:
            main = (at >= begin) & (at <= end)
            out.add("run_share", ratio(total[np.maximum(end + 1, begin)] - total[begin], doc_size))
            out.add("run_lines", np.minimum(end - begin + 1, 500))
            out.add("run_place", ratio(np.maximum(at - begin, 0), np.maximum(end - begin, 1)))
    return main


def _blocks(out: Columns, lines: Lines, size: Ints, prose: Bools, live: Live) -> None:
    """Prose lines with at most so many other lines between them: how big the line's own block is beside the biggest."""
    at = np.arange(lines.n)
    above, below = last_where(prose, lines), next_where(prose, lines)
    chars = np.where(prose, size, 0)
    total = running(chars)
    doc_total = total[lines.last + 1] - total[lines.first]
    for gap in _BLOCK_GAPS:
        before = np.maximum(np.concatenate(([-1], above[:-1])), lines.first - 1) if lines.n else above
        between = live.above - live.below[np.maximum(before, 0)]
        opens = prose & ((between > gap) | (before < lines.first))
        block = np.cumsum(opens) - 1
        n_blocks = int(opens.sum())
        sums = np.bincount(block[prose], weights=chars[prose], minlength=max(1, n_blocks)).astype(np.int64)
        # A line that is not prose lies in the block when prose of the same block is above and below it.
        of_above = np.where(above >= lines.first, block[np.maximum(above, 0)], -1)
        of_below = np.where(below <= lines.last, block[np.minimum(below, max(0, lines.n - 1))], -1)
        inside = (of_above >= 0) & (of_above == of_below)
        here = np.where(inside, sums[np.maximum(of_above, 0)], 0)
        out.add(f"block{gap}_share", ratio(here, doc_total))
        up = np.where(of_above >= 0, sums[np.maximum(of_above, 0)], 0)
        down = np.where(of_below >= 0, sums[np.maximum(of_below, 0)], 0)
        out.add(f"block{gap}_above_share", ratio(up, doc_total))
        out.add(f"block{gap}_below_share", ratio(down, doc_total))
        if gap == _BLOCK_GAPS[1]:
            biggest = np.zeros(len(lines.starts) - 1, np.int64)
            owner = lines.doc[np.flatnonzero(opens)]
            np.maximum.at(biggest, owner, sums[:n_blocks])
            is_big = inside & (here == biggest[lines.doc]) & (here > 0)
            out.add("lines_below_biggest", np.minimum(at - last_where(is_big, lines), _FAR))
            out.add("lines_above_biggest", np.minimum(next_where(is_big, lines) - at, _FAR))


def _neighbours(out: Columns, lines: Lines, whole: Ints, ends: Bools, prose: Bools, live: Live) -> None:
    size = np.minimum(lines.size, 600)
    for step in (-3, -2, -1, 1, 2, 3):
        out.add(f"size{step:+}", live.near(whole, step, -1))
        out.add(f"ends{step:+}", live.near(ends, step, 0))
    titled = ratio(lines.n_titled, lines.n_words)
    small = ratio(lines.n_small, lines.n_words)
    numbers = ratio(lines.n_numbers, lines.n_words)
    for step in (-2, -1, 1, 2):
        out.add(f"titled{step:+}", live.near(titled, step, -1))
        out.add(f"small{step:+}", live.near(small, step, -1))
    for step in (-1, 1):
        out.add(f"raw_size{step:+}", shifted(size, lines, step, -1))
        out.add(f"head_class{step:+}", live.near(lines.head, step, 31))
        out.add(f"tail_class{step:+}", live.near(lines.tail, step, 31))
        out.add(f"gap{step:+}", live.near(np.minimum(lines.gap, 6), step, -1))
        out.add(f"number_share{step:+}", live.near(numbers, step, -1))
    sums = {"size": size, "prose": prose, "short": (whole < 40) & ~ends, "small": np.minimum(lines.n_small, 60), "words": np.minimum(lines.n_words, 200)}
    totals = {name: live.total(values) for name, values in sums.items()}
    for reach in _WINDOWS:
        for side, step in (("above", -reach), ("below", reach)):
            for name in ("size", "prose", "short"):
                out.add(f"{name}_{reach}_{side}", live.window(totals[name], step))
        around = [live.window(totals[name], -reach) + live.window(totals[name], reach) for name in ("small", "words")]
        out.add(f"small_share_{reach}", ratio(around[0], around[1]))


def _said(out: Columns, lines: Lines, dropped: Bools, main: Bools) -> None:
    """What named rules said of the lines around."""
    at = np.arange(lines.n)
    decided = lines.decided
    n_dropped = running(dropped)
    out.add("n_dropped", n_dropped[lines.last + 1] - n_dropped[lines.first])
    out.add("n_dropped_above", n_dropped[at] - n_dropped[lines.first])
    out.add("n_dropped_below", n_dropped[lines.last + 1] - n_dropped[at])
    out.add("dropped_3_above", window_sum(n_dropped, lines, 3, 0))
    out.add("dropped_3_below", window_sum(n_dropped, lines, 0, 3))
    out.add("dropped_10", window_sum(n_dropped, lines, 10, 10))
    above, below = last_where(decided > e.KEPT, lines), next_where(decided > e.KEPT, lines)
    out.add("lines_since_said", np.minimum(at - above, _FAR))
    out.add("lines_to_said", np.minimum(below - at, _FAR))
    edge = max(0, lines.n - 1)
    out.add("said_above", np.where(above >= lines.first, decided[clamp(above, 0, edge)], 0))
    out.add("said_below", np.where(below <= lines.last, decided[clamp(below, 0, edge)], 0))
    out.add("said-1", shifted(decided, lines, -1, -1))
    out.add("said+1", shifted(decided, lines, 1, -1))
    for name, which in (("title", e.TITLE), ("head", e.HEAD), ("comments", e.COMMENTS), ("promo", e.PROMO), ("offer", e.ASKING), ("share", e.SHARING)):
        claim = decided == which
        out.add(f"lines_since_{name}", np.minimum(at - last_where(claim, lines), _FAR))
        if name in {"title", "head", "promo", "share"}:
            out.add(f"lines_to_{name}", np.minimum(next_where(claim, lines) - at, _FAR))
    # Since the text began: how much was dropped between the main run's first line and here.
    begun = next_where(main, lines)[lines.first] if lines.n else at
    begun = np.minimum(begun, at)
    out.add("dropped_since_main", n_dropped[at] - n_dropped[begun])


def _words(out: Columns, lines: Lines, prose: Bools, main: Bools) -> None:
    share, hits = shared_words(main & prose, lines)
    out.add("shared_main", share)
    out.add("n_shared_main", np.minimum(hits, 60))
    share, hits = shared_words(prose, lines)
    out.add("shared_prose", share)
    share, _ = shared_words(~prose, lines)
    out.add("shared_other", share)
    n_words = np.bincount(lines.word_line, minlength=lines.n)
    out.add("n_long_words", np.minimum(n_words, 200))
    out.add("copied", copied_words(lines))


def copied_words(lines: Lines) -> NDArray[np.float64]:
    """The share of a line's neighbouring longer words that also stand together in one other line: a teaser, a pull quote."""
    first = np.zeros(len(lines.word), np.int32)
    final = np.zeros(len(lines.word), np.int32)
    line = lines.word_line.astype(np.int32)
    final[lines.word] = line
    first[lines.word[::-1]] = line[::-1]
    other = np.where(first[lines.word] != line, first[lines.word], final[lines.word])
    together = (other[1:] == other[:-1]) & (line[1:] == line[:-1]) & (other[1:] != line[1:])
    pairs = np.bincount(line[1:][line[1:] == line[:-1]], minlength=lines.n)
    return ratio(np.bincount(line[1:][together], minlength=lines.n), pairs)


def _copies(out: Columns, lines: Lines) -> Ints:
    """Copies of the line in its document, and what a publisher's other pages say of it."""
    key = lines.hash_ ^ (lines.doc * 0x2545F4914F6CDD1D)
    order = np.argsort(key, kind="stable")
    same = np.concatenate(([False], key[order][1:] == key[order][:-1])) if lines.n else np.zeros(0, np.bool_)
    group = np.cumsum(~same) - 1
    n_copies = np.empty(lines.n, np.int64)
    n_copies[order] = np.bincount(group, minlength=1)[group] if lines.n else group
    earlier = np.full(lines.n, -1, np.int64)
    earlier[order[1:]] = np.where(same[1:], order[:-1], -1)
    later = np.full(lines.n, -1, np.int64)
    later[order[:-1]] = np.where(same[1:], order[1:], -1)
    at = np.arange(lines.n)
    out.add("n_copies", np.minimum(n_copies, 20))
    out.add("lines_since_copy", np.where(earlier >= 0, np.minimum(at - earlier, 200), 300))
    out.add("lines_to_copy", np.where(later >= 0, np.minimum(later - at, 200), 300))
    out.add("repeated", lines.repeated)
    return n_copies
