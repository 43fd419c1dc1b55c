"""What trafilatura takes for a page's article, asked as a witness: which share of each of the page's lines it has.

Its extraction is aligned to the lines by their letters and digits alone, so that white space, bullets and inline
tags make no difference; one of its paragraphs may cover several lines, or a part of one.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any

from cleaner.html.blocks import Block

_OTHER = re.compile(r"[\W_]+")
_SILENCE = logging.NullHandler()
_SHORT_CHARS = 24
"""Letters and digits. A shorter line ("Share", "2 May") may stand in the extraction by accident: it must be a whole block of it, or fit where it stands."""
_PIECE = 12
MOST_CHARS = 8_000_000
MOST_ELEMENTS = 60_000
MOST_DEPTH = 200
"""Pages beyond these are judged without the witness: trafilatura takes more than linear time (tables nested 300 levels deep: 38 s).
The deepest line of 781 real pages stands 44 levels deep."""


def witness_limit(found: Sequence[Block], tree: Any) -> str:
    """Why a page is too big for the witness, in words; '' when it is not."""
    n_chars = sum(len(block.text) for block in found)
    if n_chars > MOST_CHARS:
        return f"judged without trafilatura: {n_chars} characters of text, more than {MOST_CHARS}"
    depth = max((block.markup.depth for block in found), default=0)
    if depth > MOST_DEPTH:
        return f"judged without trafilatura: nested {depth} levels deep, more than {MOST_DEPTH}"
    n_elements = sum(1 for _ in tree.iter())
    if n_elements > MOST_ELEMENTS:
        return f"judged without trafilatura: {n_elements} elements, more than {MOST_ELEMENTS}"
    return ""


def extraction(tree: Any) -> list[str] | None:
    """The blocks of trafilatura's extraction; None when it finds no article in the page."""
    import trafilatura  # noqa: PLC0415 - 0.2 s that text articles need not pay
    from lxml import etree  # noqa: PLC0415

    for name in ("trafilatura", "htmldate", "readability"):
        logging.getLogger(name).addHandler(_SILENCE)  # else it prints to the terminal what the ledger says
    # A tree that breaks the extractor is a page without a witness, whatever the reason: hostile pages are data.
    found: Any
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, etree.LxmlError):
        return None
    if found is None or not found.text:
        return None
    return [block for block in found.text.split("\n") if block.strip()]


def letters(text: str) -> str:
    """The letters and digits of a text, folded: what an alignment compares.

    >>> letters("• “It’s 5 o'clock”")
    'its5oclock'
    """
    return _OTHER.sub("", text).casefold()


def shares(texts: Sequence[str], extracted: Sequence[str]) -> list[float]:
    """For each line of a page in order, the share of it that the extraction has, 0 to 1."""
    blocks = [letters(block) for block in extracted]
    whole = "".join(blocks)
    starts = [0]
    for block in blocks:
        starts.append(starts[-1] + len(block))
    edges = frozenset(starts)
    bare = [letters(text) for text in texts]
    places = [_places(text, whole, edges) for text in bare]
    out = [0.0] * len(texts)
    # What has one place first; what has several stands where its neighbours do.
    n_twins = Counter(bare)
    anchors = _increasing([(no, where[0]) for no, where in enumerate(places) if len(where) == 1 == n_twins[bare[no]] and len(bare[no]) >= _SHORT_CHARS])
    for no, _ in anchors:
        out[no] = 1.0
    twins: dict[str, list[int]] = {}
    for no, text in enumerate(bare):
        if text and not out[no] and places[no]:
            twins.setdefault(text, []).append(no)
    numbers, spots = [no for no, _ in anchors], [spot for _, spot in anchors]
    for text, lines in twins.items():
        free = set(places[lines[0]])
        gaps = sorted((abs(spot - guess), no, spot) for no in lines for guess in [_guess(no, numbers, spots, bare)] for spot in free)
        used: set[int] = set()
        for gap, no, spot in gaps:
            if no in used or spot not in free or (len(text) < _SHORT_CHARS and gap > 400):
                continue
            used.add(no)
            free.discard(spot)
            out[no] = 1.0
    pieces: set[str] | None = None
    for no, text in enumerate(bare):
        if out[no] or len(text) < _SHORT_CHARS or places[no]:
            continue
        if pieces is None:
            pieces = {whole[at : at + _PIECE] for at in range(len(whole) - _PIECE + 1)} if len(whole) <= 2_000_000 else set()
        n_pieces = len(text) - _PIECE + 1
        step = max(1, n_pieces // 400)
        known = [text[at : at + _PIECE] in pieces for at in range(0, n_pieces, step)]
        out[no] = round(sum(known) / len(known), 3)
    return out


def _places(text: str, whole: str, edges: frozenset[int]) -> list[int]:
    """Where the extraction has the text; a short one must begin and end a block."""
    found: list[int] = []
    at = whole.find(text) if text else -1
    while at >= 0 and len(found) < 20:
        if len(text) >= _SHORT_CHARS or (at in edges and at + len(text) in edges):
            found.append(at)
        at = whole.find(text, at + 1)
    return found


def _guess(no: int, numbers: list[int], spots: list[int], bare: list[str]) -> int:
    """Where the line should be in the extraction: behind the nearest line above that is in it, or before the nearest below."""
    place = bisect_right(numbers, no)
    if place:
        above = numbers[place - 1]
        behind = spots[place - 1] + len(bare[above])
        if no - above <= 3 or place == len(numbers):
            return behind + 40 * (no - above - 1)
    if place < len(numbers):
        return spots[place] - 40 * (numbers[place] - no - 1)
    return 10_000 * no


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs of the longest run that rises in both, the line's number and its place: the others stand out of order."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for no, (_, spot) in enumerate(pairs):
        at = bisect_right(tails, spot)
        if at == len(tails):
            tails.append(spot)
            ends.append(no)
        else:
            tails[at], ends[at] = spot, no
        back.append(ends[at - 1] if at else -1)
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]
