"""A batch of documents as arrays: what the judge looks at, one entry a line that is not blank, documents end to end.

Everything is counted over the whole batch at once; nothing crosses from one document into the next. A line longer
than `HEAD_CHARS + TAIL_CHARS` is read at its two ends, so that a line of 100 MB costs no more than one of 1,200.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.line_model import alphabet as a
from cleaner.line_model.alphabet import Alphabet

HEAD_CHARS, TAIL_CHARS = 1000, 200
N_BUCKETS = 1 << 14
"""Hash buckets for a document's words. A text of 1,500 different words puts one in eleven in a shared bucket."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_WORD = np.zeros(a.N_CLASSES, np.bool_)
_WORD[[a.LOWER, a.UPPER, a.CASELESS, a.DIGIT, a.MARK]] = True
_FOUND_CHARS = 5
"""Of a word so many characters tell it from others: what differs behind them is mostly its ending."""


@dataclass(frozen=True, slots=True)
class Given:
    """One document's lines that are not blank, and what is already known of them."""

    texts: Sequence[str]
    """With their outer white space."""
    numbers: Sequence[int]
    """Line numbers, which count blank lines."""
    decided: Sequence[int]
    """What earlier rules said of each line: an index into `evidence.CODES`."""
    repeated: Sequence[float] | None = None
    """The share of the publisher's other documents that hold the line; None when unknown."""


@dataclass(slots=True)
class Lines:
    """Arrays over all lines of a batch."""

    n: int
    starts: Ints
    """Index of each document's first line; a last entry holds `n`."""
    doc: Ints
    first: Ints
    """For each line the index of its document's first line."""
    last: Ints
    """… and of its last."""
    counts: Ints
    """Lines × character classes."""
    n_chars: Ints
    """Of the whole stripped line, also where only its ends were read."""
    indent: Ints
    size: Ints
    """Characters that count: those of dense scripts twice."""
    n_words: Ints
    n_small: Ints
    """Words of one to three letters that begin in lower case or have none: mostly function words, in any language."""
    n_titled: Ints
    n_numbers: Ints
    head: NDArray[np.uint8]
    """Class of the first character."""
    tail: NDArray[np.uint8]
    """Class of the last character."""
    tail_before: NDArray[np.uint8]
    """Class of the last but one."""
    gap: Ints
    """Blank lines above."""
    hash_: Ints
    """Of the folded line's words: their lengths and first five letters, in their order."""
    decided: NDArray[np.int8]
    repeated: NDArray[np.float32]
    word_line: Ints
    """For each longer word (or pair of dense characters) its line."""
    word: Ints
    """… and the place, among all of these, of one in the same bucket of the same document: the same number for the same word."""


def read_lines(alphabet: Alphabet, batch: Sequence[Given]) -> Lines:
    """The arrays of a batch. No line may be blank; a document without lines is allowed."""
    sizes = np.array([len(given.texts) for given in batch], np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    n = int(starts[-1])
    doc = np.repeat(np.arange(len(batch)), sizes)
    whole = [text for given in batch for text in given.texts]
    bare = [text.lstrip() for text in whole]
    indent = np.fromiter(map(len, whole), np.int64, n) - np.fromiter(map(len, bare), np.int64, n)
    stripped = [text.rstrip() for text in bare]
    n_chars = np.fromiter(map(len, stripped), np.int64, n)
    limit = HEAD_CHARS + TAIL_CHARS
    read = [text if len(text) <= limit else text[:HEAD_CHARS] + text[-TAIL_CHARS:] for text in stripped]
    classes, folds, lengths = alphabet.read(read)
    ends = np.cumsum(lengths + 1) - 1
    begins = ends - lengths
    line = np.repeat(np.arange(n), lengths + 1)
    counts = np.bincount(line * a.N_CLASSES + classes, minlength=n * a.N_CLASSES).reshape(n, a.N_CLASSES)
    counts[:, a.SPACE] -= 1
    numbers = np.array([no for given in batch for no in given.numbers], np.int64)
    first = starts[doc]
    gap = numbers - np.concatenate(([0], numbers[:-1])) - 1
    at_first = np.arange(n) == first
    gap[at_first] = numbers[at_first] - 1
    words = _words(classes, folds, line, n, doc)
    return Lines(
        n=n,
        starts=starts,
        doc=doc,
        first=first,
        last=starts[doc + 1] - 1,
        counts=counts,
        n_chars=n_chars,
        indent=indent,
        size=n_chars + counts[:, a.DENSE],
        **words,
        head=classes[begins] if n else classes[:0],
        tail=classes[ends - 1] if n else classes[:0],
        tail_before=classes[np.maximum(ends - 2, begins)] if n else classes[:0],
        gap=gap,
        decided=np.array([code for given in batch for code in given.decided], np.int8),
        repeated=np.array([share for given in batch for share in (given.repeated if given.repeated is not None else [0.0] * len(given.texts))], np.float32),
    )


def _words(classes: NDArray[np.uint8], folds: NDArray[np.uint16], line: Ints, n: int, doc: Ints) -> dict[str, Ints]:
    """What is counted of words, and the longer ones as buckets."""
    of_word = _WORD.take(classes)
    before = np.concatenate((np.zeros(1, np.bool_), of_word[:-1]))
    begins = np.flatnonzero(of_word & ~before)
    ends = np.flatnonzero(before & ~of_word)
    lengths = ends - begins  # the last character of all is a line break, so every word ends
    head = classes[begins]
    of_line = line[begins]
    dense_at = np.flatnonzero(classes == a.DENSE)
    small = (lengths <= 3) & ((head == a.LOWER) | (head == a.CASELESS))
    capital = head == a.UPPER
    digits = head == a.DIGIT
    n_dense = np.bincount(line[dense_at], minlength=n)
    value = _beginnings(folds, begins, lengths)
    long = np.flatnonzero((lengths >= 4) | ((lengths == 3) & (head == a.CASELESS)))
    pairs = dense_at[:-1][np.diff(dense_at) == 1]
    pair_value = folds[pairs].astype(np.int64) * 31 + folds[pairs + 1] if len(pairs) else pairs
    word_line = np.concatenate((of_line[long], line[pairs]))
    bucket = ((np.concatenate((value[long], pair_value)) * 2654435761) >> 13) & (N_BUCKETS - 1)
    bucket += doc[word_line] * N_BUCKETS
    # Only here is there a place for every bucket, and it is not even cleared: most of them stay empty.
    one_of = np.empty((int(doc[-1]) + 1 if n else 0) * N_BUCKETS, np.int32)
    one_of[bucket] = np.arange(len(bucket), dtype=np.int32)
    n_of_line = np.bincount(of_line, minlength=n)
    return {
        "n_words": n_of_line + n_dense // 2,
        "n_small": np.bincount(of_line[small], minlength=n) + n_dense // 6,
        "n_titled": np.bincount(of_line[capital], minlength=n),
        "n_numbers": np.bincount(of_line[digits], minlength=n),
        "hash_": _hashes(value * 64 + lengths, of_line, n_of_line) * 31 + _hashes(folds[dense_at].astype(np.int64), line[dense_at], n_dense),
        "word_line": word_line,
        "word": one_of[bucket].astype(np.int64),
    }


def _beginnings(folds: NDArray[np.uint16], begins: Ints, lengths: Ints) -> Ints:
    """A number for the first five folded characters of each word: their sum, each times the next power of 31."""
    padded = np.concatenate((folds, np.zeros(_FOUND_CHARS, np.uint16)))

    def of_place(k: int) -> NDArray[np.int32]:
        found = padded.take(begins + k)
        found *= lengths > k
        return found.astype(np.int32)

    # Three characters, and two, fit 32 bits.
    head = of_place(0) + 31 * of_place(1) + 961 * of_place(2)
    tail = of_place(3) + 31 * of_place(4)
    return head.astype(np.int64) + 29_791 * tail.astype(np.int64)


def _hashes(values: Ints, of_line: Ints, n_of_line: Ints) -> Ints:
    """For each line a number that depends on its values and their order. 64-bit overflow wraps, the same everywhere."""
    ends = np.cumsum(n_of_line)
    place = np.arange(len(values)) - (ends - n_of_line)[of_line]
    mixed = (values + 0x9E37) * ((place * 0x5851F42D4C957F2D + 0x14057B7EF767814F) | 1)
    mixed ^= mixed >> 29
    total = np.concatenate((np.zeros(1, np.int64), np.cumsum(mixed)))
    out: Ints = total[ends] - total[ends - n_of_line]
    return out
