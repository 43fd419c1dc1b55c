"""Which line is the headline: what is measured of each line that may be, before and at the beginning of the text.

A headline shares its rare words with the text below it and stands right above it, among bylines and dates; a teaser
shares words with nothing, and has neighbours of its own kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.role_model.page import Floats, PageLines
from cleaner.role_model.words import terms

_MOST_CANDIDATES = 250
_MOST_TEXT_LINES = 80
_TEXT_LINE_CHARS = 1000
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4,}[.!?]\s+[^\W\d_a-z]\w+ \w+")
_SEPARATED = re.compile(r"\s[|»>/·•:–—-]\s|\s\|\s?")
_DASH = re.compile(r"\s[–—-]\s")
_GLUED = re.compile(r"[^\W\d_A-Z][A-Z]")
_ENDS = ".?!:…,)\"”'>"
_AROUND = (-2, -1, 1, 2, 3)
_STEM = 10
"""Characters at the edge of a folded line by which lines that begin or end alike are found."""
_MOST_ALIKE = 50
"""Lines with one edge that are compared: ten thousand that begin alike are a table."""


def title_candidates(page: PageLines) -> list[int]:
    """Places of the lines that may be the headline: open, short enough, and with most of the prose below them."""
    limit = 0.4 * page.prose_until[-1]
    starts = page.starts[:6]
    early = (page.prose_until[:-1] <= limit) | (np.arange(page.n) <= page.starts[0] + 2)
    possible = np.flatnonzero(page.is_open & early & (page.sizes >= 4) & (page.sizes <= 260)).tolist()
    found = [
        place
        for place in possible
        if (page.sizes[place] >= 12 or any(-3 <= start - place <= 25 for start in starts)) and any(map(str.isalpha, page.texts[place]))
    ]
    if len(found) > _MOST_CANDIDATES:
        found = sorted(sorted(found, key=lambda place: (min(abs(start - place) for start in starts), place))[:_MOST_CANDIDATES])
    return found


def measure_titles(page: PageLines, candidates: Sequence[int]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Names of the features, and features × candidates."""
    columns = _of_places(page, np.array(candidates, np.int64)) | _of_texts(page, candidates) | _of_neighbours(page, candidates)
    for name in ("shared_share", "shared", "shared_rare", "told", "size"):
        values = columns[name]
        columns["rank_" + name] = (values[None, :] > values[:, None]).sum(axis=1).astype(np.float64)
    return tuple(columns), np.array(list(columns.values()), np.float32)


def _of_places(page: PageLines, at: NDArray[np.int64]) -> dict[str, Floats]:
    """Where a line stands: distances to the guesses of the text's beginning, and how much of what is around it."""
    n = page.n
    begin = page.starts[1]
    prose = page.prose_until
    is_teaser = (page.sizes >= 28) & (page.sizes <= 160) & ~page.ends
    teasers = np.concatenate(([0.0], np.cumsum(is_teaser)))
    paragraphs = np.concatenate(([0.0], np.cumsum(page.is_prose & ~page.is_gone)))
    chars = np.concatenate(([0.0], np.cumsum(page.sizes)))
    names = ("to_block", "to_dense_block", "to_first_prose", "to_1", "to_5", "to_15", "to_30")
    out: dict[str, Floats] = {name: (start - at).astype(np.float64) for name, start in zip(names, page.starts, strict=True)}
    out["place"] = at.astype(np.float64)
    out["lines"] = np.full(len(at), float(n))
    out["prose_above"] = paragraphs[at]
    out["prose_share_above"] = prose[at] / max(1.0, float(prose[-1]))
    out["prose_to_block"] = paragraphs[page.starts[0]] - paragraphs[at + 1]
    out["prose_to_dense_block"] = paragraphs[begin] - paragraphs[at + 1]
    out["teasers_to_block"] = teasers[begin] - teasers[at + 1]
    out["teasers_above"] = teasers[at]
    out["chars_to_block"] = chars[begin] - chars[at + 1]
    for reach in (4, 10, 25):
        out[f"prose_{reach}_below"] = prose[np.minimum(n, at + 1 + reach)] - prose[at + 1]
        out[f"prose_{reach}_above"] = prose[at] - prose[np.maximum(0, at - reach)]
    for reach in (3, 8):
        out[f"teasers_{reach}_above"] = teasers[at] - teasers[np.maximum(0, at - reach)]
        out[f"teasers_{reach}_below"] = teasers[np.minimum(n, at + 1 + reach)] - teasers[at + 1]
    out["mean_above"] = (chars[at] - chars[np.maximum(0, at - 4)]) / np.maximum(1, np.minimum(4, at))
    out["mean_below"] = (chars[np.minimum(n, at + 5)] - chars[at + 1]) / 4
    gaps = np.concatenate((np.minimum(5, page.gaps), [9]))
    out["gap_above"], out["gap_below"] = gaps[at].astype(np.float64), gaps[at + 1].astype(np.float64)
    for step in _AROUND:
        place = at + step
        inside = (place >= 0) & (place < n)
        place = np.clip(place, 0, n - 1)
        out[f"size{step:+}"] = np.where(inside, page.sizes[place], -1)
        out[f"code{step:+}"] = np.where(inside, page.codes[place], -1).astype(np.float64)
        out[f"ends{step:+}"] = np.where(inside, page.ends[place], -1).astype(np.float64)
    return out


def _of_texts(page: PageLines, candidates: Sequence[int]) -> dict[str, Floats]:
    """What a line says: its shape, the words it shares with the text, and whether the page says it again."""
    first, last = page.blocks[1]
    text_lines = [i for i in range(first, last) if page.is_prose[i] and not page.is_gone[i]][:_MOST_TEXT_LINES]
    said = [frozenset(terms(page.texts[i][:_TEXT_LINE_CHARS], least=3)) for i in text_lines]
    told = Counter(term for of_line in said for term in of_line)
    opening = frozenset().union(*said[:3])
    of_candidate = [terms(page.texts[i]) for i in candidates]
    common = Counter(term for several in of_candidate for term in set(several))
    count = Counter(page.folded)
    longest = max((float(page.sizes[i]) for i in candidates if not page.is_prose[i]), default=1.0)
    by_stem, by_tail = _edges(page.folded)
    first_place: dict[str, int] = {}
    for place, folded in enumerate(page.folded):
        first_place.setdefault(folded, place)
    rows: list[dict[str, float]] = []
    for place, own in zip(candidates, of_candidate, strict=True):
        text, folded = page.texts[place], page.folded[place]
        words = text.split()
        cased = [word[0].isupper() for word in words if word[0].isalpha() and word[0].lower() != word[0].upper()]
        n_own = max(1, len(own))
        shared = [term for term in own if term in told]
        longer = [other for other in by_stem.get(folded[:_STEM], ()) if len(other) > len(folded) and other.startswith(folded)] if len(folded) >= 12 else []
        shorter = [other for other in by_stem.get(folded[:_STEM], ()) if len(other) < len(folded) and folded.startswith(other)]
        tails = by_tail.get(folded[-8:], ()) if len(folded) >= 8 else ()
        rows.append(
            {
                "size": float(page.sizes[place]),
                "words": len(words),
                "word_size": len(text) / max(1, len(words)),
                "capitals": sum(cased) / len(cased) if cased else -1.0,
                "is_upper": text.isupper(),
                "digits": sum(map(str.isdigit, text)) / max(1, len(text)),
                "end": _ENDS.find(text[-1:]),
                "is_sentence": bool(page.ends[place]),
                "two_sentences": _TWO_SENTENCES.search(text) is not None,
                "marks": page.marks[place],
                "is_listed": text[:1] in "•*›»·-▪◦",
                "has_bar": "|" in text or "»" in text or " > " in text,
                "has_dash": _DASH.search(text) is not None,
                "has_quote": any(mark in text for mark in '"“„«‘'),
                "commas": text.count(","),
                "glued": len(_GLUED.findall(text)),
                "is_address": "@" in text or "://" in text,
                "terms": len(own),
                "shared": len(shared),
                "shared_share": len(shared) / n_own,
                "shared_opening": sum(term in opening for term in own) / n_own,
                "shared_again": sum(told[term] >= 2 for term in own) / n_own,
                "shared_rare": sum(1 / common[term] for term in shared),
                "told": sum(min(5, told[term]) for term in own) / n_own,
                "same": count[folded],
                "again": first_place[folded] < place,
                "longer": len(longer),
                "longer_apart": any(_SEPARATED.match(other[len(folded) : len(folded) + 4]) for other in longer),
                "shorter": len(shorter),
                "shorter_apart": any(_SEPARATED.match(folded[len(other) : len(other) + 4]) for other in shorter),
                "tail_of": sum(len(other) > len(folded) and other.endswith(folded) for other in tails) if len(folded) >= 8 else -1,
                "longest_near": float(page.sizes[place]) >= float(page.sizes[max(0, place - 5) : place + 6].max()),
                "size_share": float(page.sizes[place]) / longest,
            }
        )
    names = list(rows[0]) if rows else []
    return {name: np.array([row[name] for row in rows], np.float64) for name in names}


def _edges(folded: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Different lines by their first characters, and by their last."""
    by_stem: dict[str, list[str]] = {}
    by_tail: dict[str, list[str]] = {}
    for line in dict.fromkeys(folded):
        if 8 <= len(line) <= 300:
            _add(by_tail, line[-8:], line)
            if len(line) >= 12:
                _add(by_stem, line[:_STEM], line)
    return by_stem, by_tail


def _add(groups: dict[str, list[str]], key: str, line: str) -> None:
    group = groups.setdefault(key, [])
    if len(group) < _MOST_ALIKE:
        group.append(line)


def _of_neighbours(page: PageLines, candidates: Sequence[int]) -> dict[str, Floats]:
    """How far the nearest line is that is a date or opens as a byline."""
    rows = []
    for place in candidates:
        below = range(place + 1, min(page.n, place + 9))
        above = range(place - 1, max(-1, place - 5), -1)
        rows.append(
            {
                "date_below": next((i - place for i in below if page.has_date(i)), 9),
                "date_above": next((place - i for i in above if page.has_date(i)), 5),
                "by_below": next((i - place for i in below if page.has_by(i)), 9),
                "is_date": page.has_date(place),
                "is_by": page.has_by(place),
            }
        )
    names = list(rows[0]) if rows else []
    return {name: np.array([row[name] for row in rows], np.float64) for name in names}
