r"""Templates: a small readable language for whole lines, compared with `fold(line)`.

Words are literal; `(a|b c)` is a choice; `[x]` may be missing; `{}` stands for 1 to 6 words, `{3}` for up to 3,
`{n}` for a number, `{name}` for 1 to 4 words without digits, `{handle}` for @somebody, `{url}` for an address and
`{*}` for anything (at most 300 characters, twice per template; a mark may stand before its space); a backslash makes the next character literal.
Templates without slots that stand for few lines become keys of a dict; the others become regexes that are tried only
when a line begins or ends with the right characters. Every slot is bounded: time is linear in a line's length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from cleaner.errors import UsageError
from cleaner.rules.reading import fold

MOST_FORMS = 256
"""A template without slots whose choices unfold to more lines than this becomes a regex rather than keys of a dict."""
_KEY_CHARS = 5
_DIGIT = "0"
"""The key of templates that begin with a number."""
_WORD = r"\S{1,40}"
_LETTERS = r"[^\W\d_@][^\s,:;|!?()\[\]\"@]{0,29}"
_REST_CHARS = 300
_MOST_RESTS = 2


@dataclass(frozen=True, slots=True)
class _Literal:
    text: str


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str
    pattern: str
    most_chars: int
    of_words: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Sequence, ...]


_Node: TypeAlias = _Literal | _Slot | _Choice
_Sequence: TypeAlias = tuple[_Node, ...]


def _words(name: str, word: str, most: int) -> _Slot:
    return _Slot(name, f"{word}(?: {word}){{0,{most - 1}}}", most * 41, of_words=True)


_SLOTS = {
    "": _words("", _WORD, 6),
    "name": _words("name", _LETTERS, 4),
    "n": _Slot("n", r"\d[\d.,']{0,11}(?: ?[km])?", 14),
    "handle": _Slot("handle", r"@[\w.\-]{1,40}", 41),
    "url": _Slot("url", r"(?:https?://\S{1,250}|[\w.\-]{1,60}\.[a-z]{2,12}(?:/\S{0,200})?)", 280),
    "*": _Slot("*", f".{{1,{_REST_CHARS}}}", _REST_CHARS, of_words=True),
}


class _Parser:
    """Reads one template from left to right; an error says at which character it stopped."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.at = 0

    def fail(self, what: str, at: int, hint: str) -> UsageError:
        return UsageError(f"{what} at character {at + 1} of the template {self.template!r}", hint=hint)

    def parse(self) -> _Sequence:
        sequence = self.sequence("")
        if self.at < len(self.template):
            mark = self.template[self.at]
            raise self.fail(f"unexpected {mark!r}", self.at, f"write \\{mark} for the character itself")
        return sequence

    def sequence(self, ends: str) -> _Sequence:
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
                text += mark
                self.at += 1
        if text:
            nodes.append(_literal(text))
        return tuple(nodes)

    def choice(self, close: str) -> _Choice:
        start = self.at
        options: list[_Sequence] = [] if close == ")" else [()]
        while True:
            self.at += 1
            options.append(self.sequence("|" + close))
            if self.at == len(self.template):
                raise self.fail(f"{self.template[start]!r} is never closed", start, f"close it with {close!r}, or write \\{self.template[start]}")
            if self.template[self.at] == close:
                self.at += 1
                return _Choice(tuple(options))
            if self.template[self.at] != "|":
                mark = self.template[self.at]
                raise self.fail(f"unexpected {mark!r}", self.at, f"write \\{mark} for the character itself")

    def slot(self, before: list[_Node]) -> _Slot:
        start = self.at
        end = self.template.find("}", start)
        if end < 0:
            raise self.fail("'{' is never closed", start, r"close it with '}', or write \{")
        name = self.template[start + 1 : end]
        slot = _words(name, _WORD, int(name)) if name.isdecimal() and 1 <= int(name) <= 9 else _SLOTS.get(name)
        if slot is None:
            raise self.fail(f"unknown slot {{{name}}}", start, "allowed: {}, {1} to {9}, {n}, {name}, {handle}, {url}, {*}")
        # Two runs of words side by side could be told apart in many ways, and all of them would be tried.
        spoken = [node for node in before if not (isinstance(node, _Literal) and not node.text.strip())]
        last = spoken[-1] if spoken else None
        if slot.of_words and isinstance(last, _Slot) and last.of_words:
            raise self.fail(f"{{{name}}} stands right behind another slot of words", start, "use one longer slot")
        self.at = end + 1
        return slot


def _literal(text: str) -> _Literal:
    # The two x keep `fold` from baring the edges: inside a template, "more:" keeps its colon.
    return _Literal(fold(f"x{text}x")[1:-1])


def _n_forms(sequence: _Sequence) -> int:
    return math.prod(sum(_n_forms(option) for option in node.options) for node in sequence if isinstance(node, _Choice))


def _forms(sequence: _Sequence) -> Iterator[str]:
    """Every line that a template without slots stands for, before folding."""
    if not sequence:
        yield ""
        return
    head, rest = sequence[0], sequence[1:]
    firsts = [head.text] if isinstance(head, _Literal) else [form for option in head.options for form in _forms(option)] if isinstance(head, _Choice) else []
    yield from (first + after for first in firsts for after in _forms(rest))


def _has_slot(sequence: _Sequence) -> bool:
    return any(isinstance(node, _Slot) or (isinstance(node, _Choice) and any(map(_has_slot, node.options))) for node in sequence)


def _may_be_wordless(sequence: _Sequence, said: tuple[str, ...] = ("handle", "url")) -> bool:
    """Whether some form has no literal word, nor a slot that says enough by itself."""
    return all(
        not fold(node.text)
        if isinstance(node, _Literal)
        else node.name not in said
        if isinstance(node, _Slot)
        else any(_may_be_wordless(option, said) for option in node.options)
        for node in sequence
    )


def _most(sequence: _Sequence, size: Callable[[_Literal | _Slot], int]) -> int:
    """The sum of `size` over the form that has the most of it."""
    return sum(max(_most(option, size) for option in node.options) if isinstance(node, _Choice) else size(node) for node in sequence)


def _keys(sequence: _Sequence, step: int) -> set[str | None]:
    """The first (step 1) or last (step -1) characters that the forms can have, bared, up to a slot; None for a slot itself."""
    keys: set[str | None] = set()
    keys.update(_bare(_bare(text, 1), -1) or None for text in _grow(sequence, step, {""}, keys))
    return keys


def _grow(sequence: _Sequence, step: int, texts: set[str], keys: set[str | None]) -> set[str]:
    """The texts, each grown by the sequence in every way, as long as that gives no key yet."""
    nodes = sequence[::step]
    for place, node in enumerate(nodes):
        if isinstance(node, _Slot):
            keys.update(_bare(text, step)[:_KEY_CHARS] if step > 0 else _bare(text, step)[-_KEY_CHARS:] for text in texts - {""})
            if "" in texts:
                keys.add(_DIGIT if node.name == "n" and step > 0 else None)
            return set()
        if isinstance(node, _Choice):
            texts = set().union(*(_grow(option, step, texts, keys) for option in node.options))
        else:
            # Before {*} a mark may stand in place of the space, so the space is no part of a key.
            own = node.text.rstrip() if step > 0 and nodes[place + 1 : place + 2] == (_SLOTS["*"],) else node.text
            grown = {text + own if step > 0 else own + text for text in texts}
            bared = {text: _bare(text, step) for text in grown}
            keys.update(key[:_KEY_CHARS] if step > 0 else key[-_KEY_CHARS:] for key in bared.values() if len(key) >= _KEY_CHARS)
            texts = {text for text, key in bared.items() if len(key) < _KEY_CHARS}
        if not texts:
            return texts
    return texts


def _bare(text: str, step: int) -> str:
    return _bare_left(text) if step > 0 else _bare_right(text)


def _bare_left(text: str) -> str:
    return fold(text + "x")[:-1]


def _bare_right(text: str) -> str:
    return fold("x" + text)[1:]


def _may_vanish(node: _Node) -> bool:
    return isinstance(node, _Choice) and any(all(_may_vanish(inner) for inner in option) for option in node.options)


def _regex(sequence: _Sequence, *, opens: bool, closes: bool, slots: str = "(?:") -> str:
    """The regex of a sequence that may be first (`opens`) or last (`closes`) in the line, where `fold` bares edges."""
    parts = []
    for place, node in enumerate(sequence):
        first = opens and all(_may_vanish(other) for other in sequence[:place])
        last = closes and all(_may_vanish(other) for other in sequence[place + 1 :])
        if isinstance(node, _Slot):
            parts.append(f"{slots if node.name != 'n' else '(?:'}{node.pattern})")
        elif isinstance(node, _Choice):
            options = "|".join(dict.fromkeys(_regex(option, opens=first, closes=last, slots=slots) for option in node.options))
            parts.append(f"(?:{options})")
        else:
            text = node.text
            lead = len(text) - len(_bare_left(text)) if first else 0
            trail = len(text) - len(_bare_right(text)) if last and lead < len(text) else 0
            core = re.escape(text[lead : len(text) - trail])
            # Where the part before is missing, its space was there already: "follow [us] on".
            if not lead and place and _may_vanish(sequence[place - 1]) and core.startswith("\\ "):
                core = "(?: |(?<= )|^)" + core[2:]
            # A sentence may end where anything follows: "is closed. Thank you."
            if core.endswith("\\ ") and sequence[place + 1 : place + 2] == (_SLOTS["*"],):
                core = core[:-2] + "[.,;:!?]{0,3} "
            parts.append(_or(text[:lead], "(?<= )|^" if text[:lead].isspace() else "^") + core + _or(text[len(text) - trail :], "$"))
    return "".join(parts)


def _or(edge: str, border: str) -> str:
    """The punctuation or space at an edge, which `fold` takes away where the line begins or ends there."""
    return f"(?:{re.escape(edge)}|{border})" if edge else ""


class _Bucket:
    """Regexes that share a beginning or an end, joined to one and compiled when a line first asks."""

    __slots__ = ("_compiled", "members", "most_chars")

    def __init__(self) -> None:
        self.members: dict[int, str] = {}
        self.most_chars = 0
        self._compiled: re.Pattern[str] | None = None

    def add(self, index: int, pattern: str, most_chars: int) -> None:
        self.members[index] = pattern
        self.most_chars = max(self.most_chars, most_chars)

    def match(self, folded: str, best: int | None) -> int | None:
        """The least index of a template that is the whole line, if it is less than `best`."""
        if len(folded) > self.most_chars:
            return best
        if self._compiled is None:
            self._compiled = re.compile("|".join(f"({pattern})" for _, pattern in sorted(self.members.items())), re.DOTALL)
        found = self._compiled.fullmatch(folded)
        if found is None or found.lastindex is None:
            return best
        index = sorted(self.members)[found.lastindex - 1]
        return index if best is None else min(index, best)


class TemplateSet:
    """Templates that are looked up together. Of several that fit a line, the one that was given first wins."""

    def __init__(self, templates: Sequence[str]) -> None:
        self.templates = tuple(templates)
        self._exact: dict[str, int] = {}
        self._heads: dict[str, _Bucket] = {}
        self._tails: dict[str, _Bucket] = {}
        self._always: _Bucket | None = None
        self.most_chars = 0
        """No line longer than this can match."""
        for index, template in enumerate(self.templates):
            self._add(index, template)
        heads, tails = {len(key) for key in self._heads}, {len(key) for key in self._tails}
        self._sizes = [(self._heads, size) for size in sorted(heads)] + [(self._tails, -size) for size in sorted(tails)]

    def _add(self, index: int, template: str) -> None:
        sequence = _Parser(template).parse()
        if _may_be_wordless(sequence):
            raise UsageError(f"the template {template!r} can be any line or an empty one", hint="give it a word that must be there")
        # Two are tried in at most 300 x 300 ways, three would take seconds on a line made for it.
        if _most(sequence, lambda node: node == _SLOTS["*"]) > _MOST_RESTS:
            raise UsageError(f"the template {template!r} has {{*}} more than twice", hint="use {} for the shorter one")
        most_chars = _most(sequence, lambda node: len(node.text) if isinstance(node, _Literal) else node.most_chars)
        self.most_chars = max(self.most_chars, most_chars)
        if not _has_slot(sequence) and _n_forms(sequence) <= MOST_FORMS:
            for form in _forms(sequence):
                self._exact.setdefault(fold(form), index)
            return
        pattern = _regex(sequence, opens=True, closes=True)
        heads = _keys(sequence, 1)
        tails: set[str | None] = set()
        if None in heads or _DIGIT in heads:
            tails = _keys(sequence, -1)
            # Many begin with a number, so they are better known by their end: "12 comments".
            heads -= {_DIGIT} if None not in tails else set()
            tails -= {None} if None not in heads else set()
        buckets = [self._heads.setdefault(key, _Bucket()) for key in heads if key] + [self._tails.setdefault(key, _Bucket()) for key in tails if key]
        if None in tails:
            self._always = self._always or _Bucket()
            buckets.append(self._always)
        for bucket in buckets:
            bucket.add(index, pattern, most_chars)

    def lines(self) -> tuple[str, ...]:
        """The lines that templates without slots stand for, as far as their choices are few."""
        return tuple(self._exact)

    def keys(self) -> tuple[set[str], set[str]]:
        """Beginnings and ends (of at most five characters) of what is not in `lines`; "0" is any digit.

        Raises:
            UsageError: when a template has a slot at both ends, so that any line may match it.
        """
        if self._always is not None:
            template = self.templates[min(self._always.members)]
            raise UsageError(f"the template {template!r} has a slot at both ends", hint="begin or end it with a word")
        return {*self._heads}, {*self._tails}

    def match(self, folded: str) -> int | None:
        """The index of the template that is this whole line, as `fold` gives it; None when there is none."""
        if len(folded) > self.most_chars:
            return None
        best = self._exact.get(folded)
        for where, size in self._sizes:
            bucket = where.get(folded[:size] if size > 0 else folded[size:])
            if bucket is not None:
                best = bucket.match(folded, best)
        if _DIGIT in self._heads and folded[:1].isdigit():
            best = self._heads[_DIGIT].match(folded, best)
        return best if self._always is None else self._always.match(folded, best)


def compile_templates(templates: Sequence[str]) -> TemplateSet:
    """The templates, ready to be looked up together.

    Raises:
        UsageError: when a template cannot be read; it names the template and the character.

    >>> labels = compile_templates(["(share|send) [this] (article|story)", "read more: {*}", "{n} comment[s]"])
    >>> [labels.match(fold(line)) for line in ("Send story »", "READ MORE – no", "Read more: Ships at sea", "1.204 Comments", "Share prices rose")]
    [0, None, 1, 2, None]
    """
    return TemplateSet(templates)


@lru_cache(maxsize=512)
def _shape(template: str) -> re.Pattern[str]:
    return re.compile(_regex(_Parser(template).parse(), opens=True, closes=True, slots="("), re.DOTALL)


def shape(template: str, folded: str) -> str:
    """The part of a line that the template says word by word, with "…" for what its slots stand for.

    >>> shape("(read|see) (more|also)[:] {*}", fold("READ ALSO: Ships at sea"))
    'read also: …'
    """
    found = _shape(template).fullmatch(folded)
    if found is None:
        return template
    for start, end in sorted((found.span(group) for group in range(1, found.re.groups + 1)), reverse=True):
        if start >= 0:
            folded = f"{folded[:start]}…{folded[end:]}"
    return folded
