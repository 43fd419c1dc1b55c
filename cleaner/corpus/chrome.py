"""Which lines many articles of one publisher have, and what became of them: a table for people to review.

It is counted from what is published (text, removals, fields) and changes nothing of it. A line that is kept in every
second article of a publisher is chrome that was missed, a series' name or a refrain: a person can tell.

A fold: each article gives (line, fate) pairs, pairs are counted in any order. Vectorised over keys of eight bytes;
the words of a line are looked up again in the first article that has it, for the few lines that come often.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

LINE_CHARS = 120
"""Of a line that the table shows. A table of chrome must not become a second copy of the texts."""
LEAST_ARTICLES = 2
LEAST_SHARE = 0.01
"""Of a publisher's articles. Names, captions and labels come twice in any thousand pages; nobody would review them."""
KEPT, TAKEN, REMOVED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ChromeLine:
    """A row of the table."""

    publisher: str
    line: str
    n_articles: int
    n_publisher_articles: int
    n_kept: int
    n_taken: int
    n_removed: int


@dataclass(frozen=True, slots=True)
class Often:
    """A line that comes often, before its words are looked up."""

    group: int
    """Number of the publisher."""
    key: int
    article: int
    """Number of the first article that has it."""
    counts: tuple[int, int, int]
    """Articles that kept it, moved it, removed it."""


def publisher_of(publisher: str | None, url: str | None, canonical_url: str | None) -> str | None:
    """Whose page it is: the publisher, else the host; None when neither is known.

    >>> publisher_of(None, "https://www.Lantern.example/a", None)
    'lantern.example'
    """
    if publisher:
        return publisher
    for address in filter(None, (url, canonical_url)):
        try:
            host = urlsplit(address).hostname
        except ValueError:
            continue
        if host:
            return host.removeprefix("www.")
    return None


def line_fates(text: str, taken: Iterable[str], removed: Iterable[str]) -> dict[int, int]:
    """Key of each line of an article → the best of its fates there. Spans of lines count as lines."""
    fates: dict[int, int] = {}
    for fate, texts in ((REMOVED, removed), (TAKEN, taken), (KEPT, text.split("\n"))):
        for line in texts:
            if stripped := line.strip():
                fates[line_key(stripped)] = fate
    return fates


def lines_of(keys: Iterable[int], text: str, taken: Iterable[str], removed: Iterable[str]) -> dict[int, str]:
    """Key → its line in the article that the same values gave `line_fates`, shortened.

    Raises:
        KeyError: No line has one of the keys.
    """
    missing, found = set(keys), dict[int, str]()
    for lines in (text.split("\n"), taken, removed):
        for line in lines:
            if not missing:
                return found
            if (stripped := line.strip()) and (key := line_key(stripped)) in missing:
                found[key] = stripped[:LINE_CHARS]
                missing.remove(key)
    if missing:
        raise KeyError(*sorted(missing))
    return found


def line_key(line: str) -> int:
    """A number of 64 bits that stands for the line."""
    return int.from_bytes(hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def often(
    groups: NDArray[np.int32], keys: NDArray[np.uint64], fates: NDArray[np.uint8], articles: NDArray[np.int64], n_articles: NDArray[np.int64]
) -> Iterator[Often]:
    """The lines that come often, by group and key. `n_articles` is the number of articles of each group.

    The four arrays have one entry for each line of each article; their order does not matter. All entries of one key must
    be among them, so a corpus may be counted in parts by key.
    """
    order = np.lexsort((articles, keys, groups))
    groups, keys, fates, articles = groups[order], keys[order], fates[order], articles[order]
    firsts = np.flatnonzero(np.r_[True, (groups[1:] != groups[:-1]) | (keys[1:] != keys[:-1])] if len(keys) else np.zeros(0, np.bool_))
    counts = np.diff(np.r_[firsts, len(keys)])
    least = np.maximum(LEAST_ARTICLES, np.ceil(LEAST_SHARE * n_articles[groups[firsts]]))
    for first, count in zip(firsts[counts >= least].tolist(), counts[counts >= least].tolist(), strict=True):
        kept, taken, removed = np.bincount(fates[first : first + count], minlength=3).tolist()
        yield Often(int(groups[first]), int(keys[first]), int(articles[first]), (kept, taken, removed))
