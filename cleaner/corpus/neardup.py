"""Which articles are copies of one another, exactly or nearly: wire copy, reprints, two addresses of one page.

Each text is measured alone (a sketch of 256 bytes), sketches are merged in any order, and clusters are read off the
whole: measure → merge → clusters. Nothing is deleted here; a cluster is information.

Vectorised: words are cut and hashed over the bytes of many texts at once (eight bytes at a time), and the 128 minima come from one hash per shingle, a bin each: one-permutation hashing (Li, Owen and Zhang 2012) with optimal
densification (Shrivastava 2017). `tests/corpus/test_neardup.py` holds it to a plain Python Jaccard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_BINS = 128
"""Minima in a sketch. The estimate's standard error is sqrt(s (1 - s) / 128): 0.044 at most, 0.035 at s = 0.8."""
SHINGLE_WORDS = 3
"""Words in a shingle. An editor's change of one word spoils three shingles; of five-word ones it would spoil five."""
BAND_BINS = 4
"""Four 16-bit minima are one 64-bit key. 32 such bands find a pair of similarity 0.5 with p = .87, of 0.6 with .988."""
THRESHOLD = 0.55
"""Estimated Jaccard similarity from which two texts are one story. See docs/formats.md, "Near-duplicates", for the evidence."""

_BLOCK_CHARS = 200_000
"""Texts hashed at once: the arrays of a block stay in the processor's cache."""
_MANY = 48
"""In a bucket of more texts than this, each is compared with its neighbours instead of with all: templates fill such buckets."""
_PAIRS_AT_ONCE = 20_000
_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_SEPARATOR, _WORD, _ALONE, _SYMBOLS, _PUNCTUATION = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is remembered of a text: enough to tell a copy, not enough to read it."""

    digest: bytes
    """16 bytes of the text itself: equal for equal texts only."""
    minima: bytes
    """128 little-endian 16-bit numbers; empty for a text without a word."""
    published_at: datetime | None = None
    """Decides who is canonical. None counts as later than any date."""


@dataclass(frozen=True, slots=True)
class Membership:
    """An article's place among its copies."""

    cluster: str
    """Id of the cluster: that of its canonical article."""
    canonical: str
    """The article published first, and of those the one with the smallest id."""
    similarity: float
    """To the canonical article, 0 to 1: 1.0 for the same text, else the sketches' estimate, at most 0.999."""
    is_exact: bool
    """Whether the text is the canonical article's, to the character."""


@dataclass(frozen=True, slots=True)
class Sketches:
    """The fold's state: sketches by article id."""

    by_id: Mapping[str, Sketch] = field(default_factory=dict)

    def merge(self, other: Sketches) -> Sketches:
        """Both. Associative and commutative: an id that is in both keeps the lesser sketch, whichever side it is on."""
        both = dict(self.by_id)
        for name, sketch in other.by_id.items():
            mine = both.get(name)
            both[name] = sketch if mine is None else min(mine, sketch, key=_rank)
        return Sketches(both)


def _rank(sketch: Sketch) -> tuple[datetime, bytes, bytes]:
    return _when(sketch.published_at), sketch.digest, sketch.minima


def _when(published_at: datetime | None) -> datetime:
    if published_at is None:
        return datetime.max.replace(tzinfo=UTC)
    return published_at if published_at.tzinfo else published_at.replace(tzinfo=UTC)


def measure(text: str, published_at: datetime | None = None) -> Sketch:
    """The sketch of one text. For many, `measure_all` is twenty times as fast."""
    return next(measure_all([text], [published_at]))


def measure_all(texts: Iterable[str], published: Iterable[datetime | None]) -> Iterator[Sketch]:
    """The sketch of each text, in order. It does not depend on which texts are measured together."""
    block: list[tuple[str, datetime | None]] = []
    n_chars = 0
    for text, when in zip(texts, published, strict=True):
        block.append((text, when))
        n_chars += len(text)
        if n_chars >= _BLOCK_CHARS:
            yield from _sketches(block)
            block, n_chars = [], 0
    yield from _sketches(block)


def similarity(one: Sketch, other: Sketch) -> float:
    """The estimated Jaccard similarity of the texts' shingles, 0 to 1; 1.0 for equal texts only.

    >>> similarity(measure("The gates closed at noon on Friday."), measure("The gates closed at noon on Friday."))
    1.0
    """
    if one.digest == other.digest:
        return 1.0
    if not one.minima or not other.minima:
        return 0.0
    return min(0.999, float(np.mean(_minima(one) == _minima(other))))


def clusters(sketches: Sketches, *, threshold: float = THRESHOLD) -> dict[str, Membership]:
    """Article id → its cluster, for the articles that have a copy; the others are not in it.

    Two articles are in one cluster when a chain of pairs leads from one to the other, each pair at or above the
    threshold. So `similarity`, which is to the canonical article, may be below it. The order in which sketches came does
    not matter.
    """
    names = sorted(sketches.by_id)
    # One node for each text: a thousand equal texts would be half a million pairs.
    nodes: dict[bytes, int] = {}
    node_of = [nodes.setdefault(sketches.by_id[name].digest, len(nodes)) for name in names]
    firsts = list({sketches.by_id[name].digest: sketches.by_id[name] for name in names}.values())
    parent = list(range(len(nodes)))
    words = [number for number, sketch in enumerate(firsts) if sketch.minima]
    if words:
        minima = np.frombuffer(b"".join(firsts[number].minima for number in words), dtype="<u2").reshape(-1, N_BINS)
        for one, other in _alike(minima, threshold):
            _join(parent, words[one], words[other])
    members: dict[int, list[str]] = {}
    for name, node in zip(names, node_of, strict=True):
        members.setdefault(_root(parent, node), []).append(name)
    found: dict[str, Membership] = {}
    for group in members.values():
        if len(group) > 1:
            canonical = min(group, key=lambda name: (_when(sketches.by_id[name].published_at), name))
            best = sketches.by_id[canonical]
            for name in group:
                share = similarity(sketches.by_id[name], best)
                found[name] = Membership(canonical, canonical, round(share, 4), share == 1.0)
    return dict(sorted(found.items()))


def _alike(minima: NDArray[np.uint16], threshold: float) -> Iterator[tuple[int, int]]:
    """Pairs of rows that share a band and whose share of equal minima reaches the threshold. A pair may come twice."""
    keys = np.ascontiguousarray(minima).view("<u8")
    for band in range(keys.shape[1]):
        for left, right in pairs_of_bucket(keys[:, band]):
            near = np.count_nonzero(minima[left] == minima[right], axis=1) >= threshold * N_BINS
            yield from zip(left[near].tolist(), right[near].tolist(), strict=True)


def pairs_of_bucket(column: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The pairs of rows whose keys in one band are equal, some thousand at a time."""
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    # Pairs at distance 1, 2, 3, … of the sorted column, as long as their keys are equal: all pairs of small buckets.
    for step in range(1, min(_MANY, len(order) - 1) + 1):
        same = np.nonzero(ordered[step:] == ordered[:-step])[0]
        if not len(same):
            break
        for start in range(0, len(same), _PAIRS_AT_ONCE):
            part = same[start : start + _PAIRS_AT_ONCE]
            yield order[part], order[part + step]


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _join(parent: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(parent, one), _root(parent, other)))
    parent[high] = low


def _minima(sketch: Sketch) -> NDArray[np.uint16]:
    return np.frombuffer(sketch.minima, dtype="<u2")


def _classes() -> bytes:
    """What each byte of UTF-8 is to the cutting of words."""
    kinds = [_WORD if byte >= 128 or chr(byte).isalnum() else _SEPARATOR for byte in range(256)]
    kinds[0xC2] = _SYMBOLS  # U+0080–U+00BF: « » · and the no-break space
    kinds[0xE2] = _PUNCTUATION  # with 0x80 behind it U+2000–U+203F: quotes, dashes, the ellipsis. Copies differ in them.
    kinds[0xE3:0xEA] = [_ALONE] * 7  # kana and Han: no spaces, so each character is a word
    return bytes(kinds)


_KIND = _classes()
_ALONE_BYTES = tuple(bytes([byte]) for byte in range(256) if _KIND[byte] == _ALONE)
_LOAD = 8
"""Bytes of a word that are read at once."""
_LOW = np.array([(1 << 8 * size) - 1 for size in range(_LOAD + 1)], dtype=np.uint64)
"""Size of a word → the bits of its first eight bytes that are its own."""


def _sketches(block: Sequence[tuple[str, datetime | None]]) -> Iterator[Sketch]:
    data = [text.encode("utf-8", "surrogatepass") for text, _ in block]
    # A block may be one text of 64 MB; the rest of it is then cut away from its sketch, as no article is that long.
    rows = _block_minima([part[: 20 * _BLOCK_CHARS] for part in data])
    for (_, when), part, row in zip(block, data, rows, strict=True):
        yield Sketch(hashlib.blake2b(part, digest_size=16).digest(), row, when)


def _block_minima(data: Sequence[bytes]) -> list[bytes]:
    """The 128 minima of each text, as bytes."""
    hashes, owners = _shingles(data)
    table = np.full(len(data) * N_BINS, _MASK, dtype=np.uint64)
    # Seven bits choose the bin, the others compete in it.
    bins = owners * N_BINS + (hashes >> np.uint64(57)).astype(np.int64)
    np.minimum.at(table, bins, hashes & np.uint64((1 << 57) - 1))
    minima = table.reshape(len(data), N_BINS)
    filled = minima != np.uint64(_MASK)
    _densify(minima, filled)
    # A minimum's low bits are as random as the hash; its high bits are all zero.
    short = (_mix(minima) >> np.uint64(48)).astype("<u2")
    has_words = filled.any(axis=1)
    return [row.tobytes() if has else b"" for row, has in zip(short, has_words, strict=True)]


def _densify(minima: NDArray[np.uint64], filled: NDArray[np.bool_]) -> None:
    """Give each empty bin the value of another one of the same text, the same choice for every text (Shrivastava 2017)."""
    todo: NDArray[np.bool_] = np.asarray(filled.any(axis=1) & ~filled.all(axis=1))
    rows, bins = np.nonzero(~filled & todo[:, None])
    attempt = 0
    while len(rows):
        attempt += 1
        donors = (_mix(bins.astype(np.uint64) * np.uint64(65_537) + np.uint64(attempt)) >> np.uint64(57)).astype(np.int64)
        good = filled[rows, donors]
        minima[rows[good], bins[good]] = minima[rows[good], donors[good]]
        rows, bins = rows[~good], bins[~good]


def _shingles(data: Sequence[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hash of every run of three words, and the number of the text it is of. A text of one or two words is one shingle."""
    # A separator in front and behind, and room to read beyond the last word. Letters beyond ASCII keep their case.
    joined = b"\n" + b"\n".join(data).lower() + b"\n" + bytes(3 * _LOAD)
    starts, ends = _cut(joined)
    words = _hashed(joined, starts, ends)
    behind = np.searchsorted(starts, np.cumsum([len(part) + 1 for part in data]))
    sizes = np.diff(behind, prepend=0)
    owners = np.repeat(np.arange(len(data)), sizes)
    runs = words[:-2].copy()
    for step in range(1, SHINGLE_WORDS):
        runs += words[step : len(runs) + step] * np.uint64(pow(_FACTOR, step, 1 << 64))
    whole = owners[2:] == owners[:-2]
    few = np.flatnonzero((sizes > 0) & (sizes < SHINGLE_WORDS))
    first = behind[few] - sizes[few]
    second = np.where(sizes[few] > 1, words.take(first + 1, mode="clip") * np.uint64(_FACTOR), np.uint64(0))
    return _mix(np.concatenate((runs[whole], words[first] + second))), np.concatenate((owners[:-2][whole], few))


def _cut(joined: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each word begins and ends; a separator stands in front of the first and behind the last."""
    kinds = np.frombuffer(joined.translate(_KIND), dtype=np.uint8)
    if b"\xc2" in joined or b"\xe2" in joined:
        kinds = kinds.copy()
        symbols, marks = np.flatnonzero(kinds == _SYMBOLS), np.flatnonzero(kinds == _PUNCTUATION)
        kinds[marks] = _WORD
        marks = marks[np.frombuffer(joined, dtype=np.uint8)[marks + 1] == 0x80]
        for place in (symbols, symbols + 1, marks, marks + 1, marks + 2):
            kinds[place] = _SEPARATOR
    is_word = kinds != _SEPARATOR
    if not any(byte in joined for byte in _ALONE_BYTES):
        edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
        return edges[::2], edges[1::2]
    alone = kinds[1:] == _ALONE
    starts = np.flatnonzero(is_word[1:] & (alone | ~is_word[:-1])) + 1
    return starts, np.flatnonzero(is_word[:-1] & (alone | ~is_word[1:])) + 1


def _hashed(joined: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each word: from its first and its last eight bytes and its length, which tell all but a few words apart."""
    eights = np.frombuffer(joined, dtype="<u8", count=len(joined) // _LOAD)
    sizes = ends - starts
    words = (_load(eights, starts) & _LOW.take(sizes, mode="clip")) * np.uint64(_FACTOR)
    long = np.flatnonzero(sizes > _LOAD)
    words[long] += _load(eights, ends[long] - _LOAD) * np.uint64(pow(_FACTOR, 2, 1 << 64))
    return _mix(words + sizes.astype(np.uint64))


def _load(eights: NDArray[np.uint64], at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The eight bytes from each place on, which two neighbours of `eights` hold."""
    whole, bits = at >> 3, (at & 7).astype(np.uint64) << np.uint64(3)
    # Shifted twice, since a number of 64 bits cannot be shifted by 64.
    loaded: NDArray[np.uint64] = (eights.take(whole) >> bits) | ((eights.take(whole + 1) << (np.uint64(63) - bits)) << np.uint64(1))
    return loaded


def _mix(values: NDArray[Any]) -> NDArray[np.uint64]:
    """Spread every bit over all bits (the finaliser of splitmix64; Steele, Lea and Flood 2014)."""
    mixed = values.astype(np.uint64)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
