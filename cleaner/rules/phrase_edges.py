"""How phrases begin and end: a first look at a line, after which most lines are not looked up at all."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.rules.templates import number_key

Hints = dict[str, int]
"""A line, or first or last characters of lines → the guards whose templates may fit, as bits."""
HINT_CHARS = 5
"""As in `TemplateSet.keys`."""
_EDGE_CHARS = 3


@dataclass(frozen=True, slots=True)
class Edges:
    """The hints of some languages' phrases."""

    lines: Hints
    heads: Hints
    tails: Hints
    starts: frozenset[str]
    """The first characters of `heads` …"""
    ends: frozenset[str]
    """… and the last of `tails`."""
    first: frozenset[str]
    """The first character of those that are shorter …"""
    last: frozenset[str]
    """… and the last."""

    @classmethod
    def of(cls, lines: Hints, heads: Hints, tails: Hints) -> Edges:
        return cls(
            lines,
            heads,
            tails,
            starts=frozenset(key[:_EDGE_CHARS] for key in heads),
            ends=frozenset(key[-_EDGE_CHARS:] for key in tails),
            first=frozenset(key[0] for key in heads if len(key) < _EDGE_CHARS),
            last=frozenset(key[-1] for key in tails if len(key) < _EDGE_CHARS),
        )

    def may_fit(self, folded: str) -> bool:
        """Whether `bits` may be other than 0."""
        head, tail = folded[:_EDGE_CHARS], folded[-_EDGE_CHARS:]
        if head in self.starts and (folded[:HINT_CHARS] in self.heads or folded[: HINT_CHARS - 1] in self.heads or head in self.heads):
            return True
        if tail in self.ends and (folded[-HINT_CHARS:] in self.tails or folded[1 - HINT_CHARS :] in self.tails or tail in self.tails):
            return True
        return folded in self.lines or head[:1] in self.first or tail[-1:] in self.last or head[:1].isdigit()

    def bits(self, folded: str) -> int:
        """The guards, language by language, whose templates may fit the line."""
        bits = self.lines.get(folded, 0)
        # No phrase begins or ends with most lines' first or last three characters.
        if folded[:_EDGE_CHARS] in self.starts or folded[:1] in self.first:
            for n in range(1, HINT_CHARS + 1):
                bits |= self.heads.get(folded[:n], 0)
        if folded[-_EDGE_CHARS:] in self.ends or folded[-1:] in self.last:
            for n in range(1, HINT_CHARS + 1):
                bits |= self.tails.get(folded[-n:], 0)
        if folded[:1].isdigit():
            numbered = number_key(folded)
            for n in range(1, HINT_CHARS + 1):
                bits |= self.heads.get(numbered[:n], 0)
        return bits
