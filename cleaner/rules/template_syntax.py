"""What a template says: its words, slots and choices, read from text and turned into a regex.

The language is described in `cleaner.rules.templates`, which looks templates up; this module knows one template at a time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from cleaner.errors import UsageError
from cleaner.rules.reading import EDGE, fold

_WORD = r"\S{1,40}"
_LETTERS = r"[^\W\d_@][^\s,:;|!?()\[\]\"@]{0,29}"
_REST_CHARS = 300
_RUN = re.compile(r"[^\\()\[\]{}|]+")


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    pattern: str
    most_chars: int
    of_words: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Nodes, ...]


_Node: TypeAlias = Literal | Slot | Choice
Nodes: TypeAlias = tuple[_Node, ...]


def _words(name: str, word: str, most: int) -> Slot:
    return Slot(name, f"{word}(?: {word}){{0,{most - 1}}}", most * 41, of_words=True)


SLOTS = {
    "": _words("", _WORD, 6),
    "name": _words("name", _LETTERS, 4),
    "n": Slot("n", r"\d[\d.,']{0,11}(?: ?[km])?", 14),
    "handle": Slot("handle", r"@[\w.\-]{1,40}", 41),
    "url": Slot("url", r"(?:https?://\S{1,250}|[\w.\-]{1,60}\.[a-z]{2,12}(?:/\S{0,200})?)", 280),
    "*": Slot("*", f".{{1,{_REST_CHARS}}}", _REST_CHARS, of_words=True),
}


class _Parser:
    """Reads one template from left to right; an error says at which character it stopped."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.at = 0

    def fail(self, what: str, at: int, hint: str) -> UsageError:
        return UsageError(f"{what} at character {at + 1} of the template {self.template!r}", hint=hint)

    def parse(self) -> Nodes:
        sequence = self.sequence("")
        if self.at < len(self.template):
            mark = self.template[self.at]
            raise self.fail(f"unexpected {mark!r}", self.at, f"write \\{mark} for the character itself")
        return sequence

    def sequence(self, ends: str) -> Nodes:
        nodes: list[_Node] = []
        text = ""
        while self.at < len(self.template) and self.template[self.at] not in ends + ")]}":
            mark = self.template[self.at]
            if mark in "([{" and text:
                nodes.append(_literal(text))
                text = ""
            if mark == "\\":
                if self.at + 1 == len(self.template):
                    raise self.fail("a backslash with nothing behind it", self.at, r"write \\ for a backslash")
                text += self.template[self.at + 1]
                self.at += 2
            elif mark == "(":
                nodes.append(self.choice(")"))
            elif mark == "[":
                nodes.append(self.choice("]"))
            elif mark == "{":
                nodes.append(self.slot(nodes))
            else:
                run = _RUN.match(self.template, self.at)
                text += run.group() if run else mark
                self.at += len(run.group()) if run else 1
        if text:
            nodes.append(_literal(text))
        return tuple(nodes)

    def choice(self, close: str) -> Choice:
        start = self.at
        options: list[Nodes] = [] if close == ")" else [()]
        while True:
            self.at += 1
            options.append(self.sequence("|" + close))
            if self.at == len(self.template):
                raise self.fail(f"{self.template[start]!r} is never closed", start, f"close it with {close!r}, or write \\{self.template[start]}")
            if self.template[self.at] == close:
                self.at += 1
                return Choice(tuple(options))
            if self.template[self.at] != "|":
                mark = self.template[self.at]
                raise self.fail(f"unexpected {mark!r}", self.at, f"write \\{mark} for the character itself")

    def slot(self, before: list[_Node]) -> Slot:
        start = self.at
        end = self.template.find("}", start)
        if end < 0:
            raise self.fail("'{' is never closed", start, r"close it with '}', or write \{")
        name = self.template[start + 1 : end]
        slot = _words(name, _WORD, int(name)) if name.isdecimal() and 1 <= int(name) <= 9 else SLOTS.get(name)
        if slot is None:
            raise self.fail(f"unknown slot {{{name}}}", start, "allowed: {}, {1} to {9}, {n}, {name}, {handle}, {url}, {*}")
        # Two runs of words side by side could be told apart in many ways, and all of them would be tried.
        spoken = [node for node in before if not (isinstance(node, Literal) and not node.text.strip())]
        last = spoken[-1] if spoken else None
        if slot.of_words and isinstance(last, Slot) and last.of_words:
            raise self.fail(f"{{{name}}} stands right behind another slot of words", start, "use one longer slot")
        self.at = end + 1
        return slot


@cache
def _literal(text: str) -> Literal:
    # The two x keep `fold` from baring the edges: inside a template, "more:" keeps its colon.
    return Literal(fold(f"x{text}x")[1:-1])


@lru_cache(maxsize=4096)
def parse(template: str) -> Nodes:
    """What the template says.

    Raises:
        UsageError: when it cannot be read; it names the template and the character.
    """
    return _Parser(template).parse()


def n_forms(sequence: Nodes) -> int:
    return math.prod(sum(n_forms(option) for option in node.options) for node in sequence if isinstance(node, Choice))


def forms(sequence: Nodes) -> Iterator[str]:
    """Every line that a template without slots stands for, before folding."""
    if not sequence:
        yield ""
        return
    head, rest = sequence[0], sequence[1:]
    firsts = [head.text] if isinstance(head, Literal) else [form for option in head.options for form in forms(option)] if isinstance(head, Choice) else []
    yield from (first + after for first in firsts for after in forms(rest))


def has_slot(sequence: Nodes) -> bool:
    return any(isinstance(node, Slot) or (isinstance(node, Choice) and any(map(has_slot, node.options))) for node in sequence)


def may_be_wordless(sequence: Nodes, said: tuple[str, ...] = ("handle", "url")) -> bool:
    """Whether some form has no literal word, nor a slot that says enough by itself."""
    return all(
        not fold(node.text)
        if isinstance(node, Literal)
        else node.name not in said
        if isinstance(node, Slot)
        else any(may_be_wordless(option, said) for option in node.options)
        for node in sequence
    )


def most_chars(sequence: Nodes) -> int:
    """The characters of the longest form."""
    total = 0
    for node in sequence:
        if isinstance(node, Choice):
            total += max(map(most_chars, node.options))
        else:
            total += len(node.text) if isinstance(node, Literal) else node.most_chars
    return total


def most_rests(sequence: Nodes) -> int:
    """How often `{*}` stands in the form that has most of them."""
    return sum(max(map(most_rests, node.options)) if isinstance(node, Choice) else node == SLOTS["*"] for node in sequence)


def bare(text: str, step: int) -> str:
    """A folded text without what `fold` takes away from the beginning (step 1) or the end (step -1) of a line."""
    if "  " not in text and text.isprintable():
        return text.lstrip(EDGE) if step > 0 else text.rstrip(EDGE)
    return fold(text + "x")[:-1] if step > 0 else fold("x" + text)[1:]


def _may_vanish(node: _Node) -> bool:
    return isinstance(node, Choice) and any(all(_may_vanish(inner) for inner in option) for option in node.options)


def regex(sequence: Nodes, *, opens: bool, closes: bool, slots: str = "(?:") -> str:
    """The regex of a sequence that may be first (`opens`) or last (`closes`) in the line, where `fold` bares edges."""
    parts = []
    for place, node in enumerate(sequence):
        first = opens and all(_may_vanish(other) for other in sequence[:place])
        last = closes and all(_may_vanish(other) for other in sequence[place + 1 :])
        if isinstance(node, Slot):
            parts.append(f"{slots if node.name != 'n' else '(?:'}{node.pattern})")
        elif isinstance(node, Choice):
            options = "|".join(dict.fromkeys(regex(option, opens=first, closes=last, slots=slots) for option in node.options))
            parts.append(f"(?:{options})")
        else:
            text = node.text
            lead = len(text) - len(bare(text, 1)) if first else 0
            trail = len(text) - len(bare(text, -1)) if last and lead < len(text) else 0
            core = re.escape(text[lead : len(text) - trail])
            # Where the part before is missing, its space was there already: "follow [us] on".
            if not lead and place and _may_vanish(sequence[place - 1]) and core.startswith("\\ "):
                core = "(?: |(?<= )|^)" + core[2:]
            # A sentence may end where anything follows: "is closed. Thank you."
            if core.endswith("\\ ") and sequence[place + 1 : place + 2] == (SLOTS["*"],):
                core = core[:-2] + "[.,;:!?]{0,3} "
            parts.append(_or(text[:lead], "(?<= )|^" if text[:lead].isspace() else "^") + core + _or(text[len(text) - trail :], "$"))
    return "".join(parts)


def needs(sequence: Nodes) -> tuple[tuple[str, ...], ...]:
    """Texts of which every form has one, group by group: what a look without the regex can ask of a line.

    >>> needs(parse("(share|send on) [this] story: {*}"))
    (('share', 'send on'), ('story',))
    """
    found: list[tuple[str, ...]] = []
    for node in sequence:
        if isinstance(node, Literal):
            found.append((_core(node.text),))
        elif isinstance(node, Choice):
            found.append(tuple(max((group[0] for group in needs(option) if len(group) == 1), key=len, default="") for option in node.options))
    return tuple(group for group in found if all(group))


def _core(text: str) -> str:
    """The text without what may be missing at either edge, as `regex` has it."""
    lead = len(text) - len(bare(text, 1))
    return text[lead : lead + len(bare(text[lead:], -1))]


def _or(edge: str, border: str) -> str:
    """The punctuation or space at an edge, which `fold` takes away where the line begins or ends there."""
    return f"(?:{re.escape(edge)}|{border})" if edge else ""
