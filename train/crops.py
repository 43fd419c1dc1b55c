"""Pages cut down to their text and a few lines around it: what people keep in files, and a page's dump never is.

A judge that had seen whole pages only took the last paragraphs of a short clean article for the chrome that a page
has there.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from train.dumps import Dump
from train.renderings import STYLES

_LEAST_BODY_LINES = 4


def crops(dumps: Iterable[Dump]) -> Iterator[Dump]:
    """Two cuts of each page, from two of its dumps: one with few lines around the text, one short and nearly clean."""
    styles = list(STYLES)
    for dump in dumps:
        seed = int.from_bytes(hashlib.sha256(f"{dump.page.corpus}/{dump.page.id}".encode()).digest()[:8], "big")
        turn = (styles.index(dump.style) + seed) % len(styles)
        if turn in (2, 4):
            cut = _cut(dump, random.Random(seed + turn), short=turn == 4)
            if cut is not None:
                yield cut


def _cut(dump: Dump, chance: random.Random, *, short: bool) -> Dump | None:
    body = [i for i, label in enumerate(dump.labels) if label >= 0.5]
    if len(body) < _LEAST_BODY_LINES:
        return None
    if short:
        first = chance.randrange(len(body) - _LEAST_BODY_LINES + 1) if chance.random() < 0.5 else 0
        body = body[first : first + chance.randint(_LEAST_BODY_LINES, 12)]
    above, below = (chance.choice((0, 0, 1, 2)) if short else chance.randint(0, 8) for _ in range(2))
    part = slice(max(0, body[0] - above), body[-1] + 1 + below)
    given = dump.given
    offset = given.numbers[part.start] - 1
    cut = replace(given, texts=given.texts[part], numbers=[no - offset for no in given.numbers[part]], decided=given.decided[part])
    return replace(dump, given=cut, labels=dump.labels[part], text="")
