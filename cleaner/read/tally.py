"""What reading tells beside its records: which fields were used, and what in a file was never an input.

A web archive holds requests, robots files and pictures beside its pages. They are no inputs, so the balance
`inputs = articles + duplicates + rejections` is not theirs; but each is counted here under its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts that grow while files are read. `merge` is associative and commutative, so shards may come in any order."""

    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(column, key of the record) → in how many records the key's value was used."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Why something is no input → how many."""

    def use(self, column: str, key: str) -> None:
        self.used[column, key] += 1

    def skip(self, reason: str, n: int = 1) -> None:
        self.skipped[reason] += n

    def merge(self, other: Tally) -> Tally:
        """Both, counted together; neither is changed."""
        return Tally(self.used + other.used, self.skipped + other.skipped)

    @property
    def fields_used(self) -> dict[str, dict[str, int]]:
        """Column (or `text`, `html`) → key → records, by name: for the manifest.

        >>> tally = Tally(); tally.use("title", "headline"); tally.use("text", "body"); tally.fields_used
        {'text': {'body': 1}, 'title': {'headline': 1}}
        """
        found: dict[str, dict[str, int]] = {}
        for (column, key), n in sorted(self.used.items()):
            found.setdefault(column, {})[key] = n
        return found

    def lines(self) -> Iterator[str]:
        """The same for people, a line for each column and each reason.

        >>> tally = Tally(); tally.use("title", "headline"); tally.skip("WARC record of type request", 2); list(tally.lines())
        ['title from headline (1)', 'not an input: WARC record of type request (2)']
        """
        for column, keys in self.fields_used.items():
            yield f"{column} from {', '.join(f'{key} ({n})' for key, n in sorted(keys.items(), key=lambda pair: (-pair[1], pair[0])))}"
        for reason, n in sorted(self.skipped.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"not an input: {reason} ({n})"
