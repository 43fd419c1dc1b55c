"""Which lines a publisher's pages repeat: on how many of its documents each line stands.

Each document is measured alone, the counts are merged in any order, and the whole tells the judge of lines how common
a line is on the publisher's *other* pages. That is evidence, never a filter: a refrain, a series' name and an annual
"Merry Christmas" come again too. With one page of a publisher it says nothing and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleaner.rules.reading import fold

_SAMPLE_CHARS = 120
_LEAST_DOCUMENTS = 2
"""Documents of a publisher, this one included, without which nothing is known of its habits."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a line."""

    n_documents: int
    sample: str
    """The line as one of the documents has it, shortened: of all of them the first in the order of code points."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row of the table that people review."""

    publisher: str
    n_documents: int
    """Of the publisher's documents so many hold the line."""
    n_all: int
    """Documents of the publisher."""
    sample: str


@dataclass(frozen=True, slots=True)
class RepeatedLines:
    """The fold's state: documents by publisher, and lines by publisher and hash."""

    documents: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, Mapping[bytes, Seen]] = field(default_factory=dict)

    def merge(self, other: RepeatedLines) -> RepeatedLines:
        """Both together. Associative and commutative, so shards may come in any order."""
        documents = dict(self.documents)
        for publisher, count in other.documents.items():
            documents[publisher] = documents.get(publisher, 0) + count
        lines = dict(self.lines)
        for publisher, theirs in other.lines.items():
            both = dict(lines.get(publisher, {}))
            for key, seen in theirs.items():
                mine = both.get(key)
                both[key] = seen if mine is None else Seen(mine.n_documents + seen.n_documents, min(mine.sample, seen.sample))
            lines[publisher] = both
        return RepeatedLines(documents, lines)

    def shares(self, publisher: str | None, texts: Sequence[str]) -> list[float] | None:
        """For each line of one of the measured documents the share of the publisher's other documents that hold it.

        None when the publisher is unknown or has no other document. Pass only documents that were measured: each
        counts itself once, and that once is taken off.
        """
        n_all = self.documents.get(publisher, 0) if publisher is not None else 0
        if publisher is None or n_all < _LEAST_DOCUMENTS:
            return None
        lines = self.lines.get(publisher, {})
        found = (lines.get(line_key(text)) for text in texts)
        return [0.0 if seen is None else (seen.n_documents - 1) / (n_all - 1) for seen in found]

    def table(self, least: int = 2) -> Iterator[Repeated]:
        """Lines that at least so many documents of one publisher hold: by publisher, the most common first."""
        for publisher in sorted(self.lines):
            often = [seen for seen in self.lines[publisher].values() if seen.n_documents >= least]
            for seen in sorted(often, key=lambda seen: (-seen.n_documents, seen.sample)):
                yield Repeated(publisher, seen.n_documents, self.documents[publisher], seen.sample)


def measure_lines(publisher: str | None, texts: Iterable[str]) -> RepeatedLines:
    """One document's lines, each counted once; nothing for a document whose publisher is unknown."""
    if publisher is None:
        return RepeatedLines()
    lines: dict[bytes, Seen] = {}
    for text in texts:
        sample = text.strip()
        if sample:
            key = line_key(text)
            known = lines.get(key)
            lines[key] = Seen(1, sample[:_SAMPLE_CHARS] if known is None else min(known.sample, sample[:_SAMPLE_CHARS]))
    return RepeatedLines({publisher: 1}, {publisher: lines})


def line_key(text: str) -> bytes:
    """Eight bytes that stand for a line, whatever its case, quotes and outer marks.

    >>> line_key("  Read also: ") == line_key("READ ALSO")
    True
    """
    return hashlib.blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=8).digest()
