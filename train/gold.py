"""Which lines of a dump are body: the gold paragraphs aligned to the lines.

Lines of four words and more are found by their 4-grams, and the heaviest chain of them in the gold's order tells a
paragraph from its copy in a teaser. Shorter lines ("Related", a subheading, a linked name in a dump of text nodes)
are body only where the gold has them next to what the chain found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff"
_TOKEN = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_N = 4
_MOST_PLACES = 8
"""Places of one 4-gram in the gold that are looked at."""
_REACH = 6
"""Lines between a short line and one that was found, at most."""
_LEAST_COVERED = 0.5


def words(text: str) -> list[str]:
    return _TOKEN.findall(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).casefold())


def label_lines(lines: Sequence[str], paragraphs: Sequence[str]) -> list[float]:
    """For each line the share of its words that are body, 0 to 1.

    >>> label_lines(["Menu", "The ferry to Orm left an hour late.", "Why", "Fog lay on the sound all day."],
    ...             ["The ferry to Orm left an hour late.", "Why", "Fog lay on the sound all day."])
    [0.0, 1.0, 1.0, 1.0]
    """
    gold: list[str] = []
    starts = set()
    for paragraph in paragraphs:
        starts.add(len(gold))
        gold += words(paragraph)
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(gold) - _N + 1):
        places.setdefault(tuple(gold[at : at + _N]), []).append(at)
    said = [words(line) for line in lines]
    found = [_candidates(line, places) for line in said]
    chain = _chain(found, len(gold))
    labels = [0.0] * len(lines)
    taken = bytearray(len(gold) + 1)
    for index, (start, end, covered) in chain.items():
        labels[index] = min(1.0, covered / len(said[index]))
        taken[start:end] = b"\1" * (end - start)
    for index, several in enumerate(found):
        # A caption or list that the gold has in another place than the page.
        if index not in chain and several:
            start, end, covered = max(several, key=lambda c: c[2])
            if covered >= 0.6 * len(said[index]) and sum(taken[start:end]) < 0.5 * (end - start):
                labels[index] = min(1.0, covered / len(said[index]))
                taken[start:end] = b"\1" * (end - start)
    _short_lines(said, gold, starts, {i: place for i, place in chain.items() if labels[i] >= _LEAST_COVERED}, labels)
    return labels


def _candidates(line: list[str], places: dict[tuple[str, ...], list[int]]) -> list[tuple[int, int, int]]:
    """(start, end, covered words) of the places in the gold that the line may be a copy of."""
    votes: Counter[int] = Counter()
    covered = bytearray(len(line))
    for at in range(len(line) - _N + 1):
        where = places.get(tuple(line[at : at + _N]))
        if where:
            covered[at : at + _N] = b"\1" * _N
            for place in where[:_MOST_PLACES]:
                votes[place - at] += 1
    if not votes:
        return []
    total = sum(covered)
    if total < _LEAST_COVERED * len(line):
        return []
    most = max(votes.values())
    out = []
    for shift, count in votes.most_common(_MOST_PLACES):
        if count >= 0.5 * most:
            start = max(0, shift)
            out.append((start, start + len(line), min(total, count + _N - 1) if len(votes) > 1 else total))
    # A line that the gold has in pieces, such as a paragraph with a word left out, is covered by several shifts.
    best = max(out, key=lambda c: c[2])
    return [(start, end, total if (start, end, n) == best else n) for start, end, n in out]


def _chain(found: list[list[tuple[int, int, int]]], n_gold: int) -> dict[int, tuple[int, int, int]]:
    """The heaviest choice of places such that lines and places both go up (a Fenwick tree over places)."""
    best = [(0, -1)] * (n_gold + 2)
    steps: list[tuple[int, tuple[int, int, int], int]] = []  # line, place, the step before
    for index, several in enumerate(found):
        new = []
        for start, end, covered in several:
            weight, before = 0, -1
            at = min(start + 2, n_gold) + 1  # two words of overlap are forgiven: a place is only as exact as its line
            while at > 0:
                if best[at][0] > weight:
                    weight, before = best[at]
                at -= at & -at
            steps.append((index, (start, min(end, n_gold), covered), before))
            new.append((min(end, n_gold), weight + covered, len(steps) - 1))
        for end, weight, step in new:
            at = end + 1
            while at < len(best):
                if weight > best[at][0]:
                    best[at] = (weight, step)
                at += at & -at
    step = max(best, default=(0, -1))[1]
    chosen = {}
    while step >= 0:
        index, place, step = steps[step]
        chosen[index] = place
    return chosen


def _short_lines(said: list[list[str]], gold: list[str], starts: set[int], chain: dict[int, tuple[int, int, int]], labels: list[float]) -> None:
    """Label the lines between found lines whose words the gold has in the gap between them."""
    known = sorted(chain)
    for place, index in enumerate([-1, *known]):
        at = chain[index][1] if index >= 0 else 0
        below = known[place] if place < len(known) else len(said)
        stop = chain[below][0] if place < len(known) else len(gold)
        # Above the first found line only the nearest lines: a menu's "News" is not the text's first word.
        first = max(0, below - _REACH) if index < 0 else index + 1
        last = index
        for line in range(first, below):
            words_ = said[line]
            if not words_ or labels[line] > 0 or at >= stop:
                continue
            if index >= 0 and line - last > _REACH and below - line > _REACH:
                continue
            hit = _find(words_, gold, at, stop, starts)
            if hit is not None:
                labels[line] = 1.0
                at, last = hit + len(words_), line


def _find(line: list[str], gold: list[str], at: int, stop: int, starts: set[int]) -> int | None:
    """Where the line stands in the gap: right at its begin, at its end, or as the begin of a paragraph."""
    n = len(line)
    for place in range(at, min(stop - n, at + 400) + 1):
        if gold[place : place + n] == line and (place == at or place + n == stop or place in starts):
            return place
    return None


def snippet_labels(lines: Sequence[str], labels: list[float], wanted: Sequence[str], unwanted: Sequence[str]) -> list[float]:
    """The labels, put right where snippets say what the body holds and what it does not."""
    squeezed = ["".join(words(line)) for line in lines]
    out = list(labels)
    for snippets, label in ((wanted, 1.0), (unwanted, 0.0)):
        for snippet in snippets:
            key = "".join(words(snippet))
            hits = [i for i, text in enumerate(squeezed) if len(key) >= 8 and key in text]
            # A snippet that stands in several lines, such as a title in a menu, tells of none of them.
            if len(hits) == 1 or label == 0.0:
                for i in hits:
                    if label == 1.0 or len(squeezed[i]) < 3 * len(key):
                        out[i] = label
    return out
