r"""Templates: a small readable language for whole lines, compared with `fold(line)`.

Words are literal; `(a|b c)` is a choice; `[x]` may be missing; `{}` stands for 1 to 6 words, `{3}` for up to 3,
`{n}` for a number, `{name}` for 1 to 4 words without digits, `{handle}` for @somebody, `{url}` for an address and
`{*}` for anything (at most 300 characters, twice per template; a mark may stand before its space); a backslash makes the next character literal.
Templates without slots that stand for few lines become keys of a dict; the others become regexes that are tried only
when a line begins or ends with the right characters and has the words that must be there. Every slot is bounded: time is linear in a line's length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from cleaner.errors import UsageError
from cleaner.rules.reading import fold
from cleaner.rules.template_syntax import (
    SLOTS,
    Choice,
    Nodes,
    Slot,
    bare,
    forms,
    has_slot,
    may_be_wordless,
    most_chars,
    most_rests,
    n_forms,
    needs,
    parse,
    regex,
)

MOST_FORMS = 256
"""A template without slots whose choices unfold to more lines than this becomes a regex rather than keys of a dict."""
_KEY_CHARS = 5
"""Of a key, at most; fewer in scripts whose characters say more: a Chinese template of some choices has ten thousand beginnings of five."""
_DIGIT = "0"
"""Stands for any number in a key: "12 comments" is looked up as "0 com"."""
_NUMBER = re.compile(r"\d[\d.,']*(?: ?[km]\b)?")
_MARKS = re.compile(r"[\\()\[\]{}|]")
_MOST_RESTS = 2


def _keys(sequence: Nodes, step: int) -> set[str | None]:
    """The first (step 1) or last (step -1) characters that the forms can have, bared, up to a slot; None for a slot itself."""
    keys: set[str | None] = set()
    keys.update(bare(bare(text, 1), -1) or None for text in _grow(sequence, step, {""}, keys))
    return keys


def _grow(sequence: Nodes, step: int, texts: set[str], keys: set[str | None]) -> set[str]:
    """The texts, each grown by the sequence in every way, as long as that gives no key yet."""
    nodes = sequence[::step]
    for place, node in enumerate(nodes):
        if isinstance(node, Slot):
            keys.update(_edge(bare(text, step), step)[0] for text in texts - {""})
            if "" not in texts:
                return set()
            if node.name == "n" and step > 0:
                texts = {_DIGIT}
                continue
            keys.add(None)
            return set()
        if isinstance(node, Choice):
            texts = set().union(*(_grow(option, step, texts, keys) for option in node.options))
        else:
            # Before {*} a mark may stand in place of the space, so the space is no part of a key.
            own = node.text.rstrip() if step > 0 and nodes[place + 1 : place + 2] == (SLOTS["*"],) else node.text
            short: set[str] = set()
            for text in texts:
                grown = text + own if step > 0 else own + text
                key, is_whole = _edge(bare(grown, step), step)
                if is_whole:
                    keys.add(key)
                else:
                    short.add(grown)
            texts = short
        if not texts:
            return texts
    return texts


def _edge(text: str, step: int) -> tuple[str, bool]:
    """The first (step 1) or last (step -1) characters that make a key, or all and False when they are too few."""
    if text.isascii():
        return (text[:_KEY_CHARS] if step > 0 else text[-_KEY_CHARS:]), len(text) >= _KEY_CHARS
    weight = 0
    for size, character in enumerate(text[::step], 1):
        # A Chinese character says as much as three others, a syllable of Japanese or Korean as two.
        weight += 3 if "\u3400" <= character <= "\u9fff" else 2 if "\u3040" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7af" else 1
        if weight >= _KEY_CHARS:
            return (text[:size] if step > 0 else text[-size:]), True
    return text, False


def number_key(folded: str) -> str:
    """The line with "0" for the number that it begins with, as `TemplateSet.keys` has it.

    >>> number_key("1.204 comments")
    '0 comments'
    """
    return _NUMBER.sub(_DIGIT, folded[:40], count=1)


class _Template:
    """A template as a regex, compiled when a line has all that it needs; most are never asked for."""

    __slots__ = ("_compiled", "_needs", "most_chars", "sequence")

    def __init__(self, sequence: Nodes, most_chars: int) -> None:
        self.sequence = sequence
        self.most_chars = most_chars
        self._needs: tuple[tuple[str, ...], ...] | None = None
        self._compiled: re.Pattern[str] | None = None

    def is_whole(self, folded: str) -> bool:
        """Whether the line is one of the template's forms."""
        if self._needs is None:
            self._needs = needs(self.sequence)
        for words in self._needs:
            for word in words:
                if word in folded:
                    break
            else:
                return False
        if self._compiled is None:
            self._compiled = re.compile(regex(self.sequence, opens=True, closes=True), re.DOTALL)
        return self._compiled.fullmatch(folded) is not None


class _Bucket:
    """Templates that share a beginning or an end."""

    __slots__ = ("members", "most_chars")

    def __init__(self) -> None:
        self.members: dict[int, _Template] = {}
        """By index, the least first."""
        self.most_chars = 0

    def add(self, index: int, template: _Template) -> None:
        self.members[index] = template
        self.most_chars = max(self.most_chars, template.most_chars)

    def match(self, folded: str, best: int | None) -> int | None:
        """The least index of a template that is the whole line, if it is less than `best`."""
        size = len(folded)
        if size > self.most_chars:
            return best
        for index, template in self.members.items():
            if best is not None and index >= best:
                break
            if size <= template.most_chars and template.is_whole(folded):
                return index
        return best


@cache
def lines_of(template: str) -> tuple[str, ...]:
    """The lines that a template without slots stands for, as `fold` gives them; nothing if it has slots or too many choices."""
    if not _MARKS.search(template):
        return (fold(template),)
    sequence = parse(template)
    return () if has_slot(sequence) or n_forms(sequence) > MOST_FORMS else tuple(fold(form) for form in forms(sequence))


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
        self._firsts = {key[0] for key in self._heads}
        self._lasts = {key[-1] for key in self._tails}
        heads, tails = {len(key) for key in self._heads}, {len(key) for key in self._tails}
        self._head_sizes, self._tail_sizes = sorted(heads), sorted(tails)

    def _add(self, index: int, template: str) -> None:
        lines = lines_of(template)
        if lines and all(lines):
            self.most_chars = max(self.most_chars, *map(len, lines))
            for line in lines:
                self._exact.setdefault(line, index)
            return
        sequence = parse(template)
        if may_be_wordless(sequence):
            raise UsageError(f"the template {template!r} can be any line or an empty one", hint="give it a word that must be there")
        # Two are tried in at most 300 x 300 ways, three would take seconds on a line made for it.
        if template.count("{*}") > _MOST_RESTS and most_rests(sequence) > _MOST_RESTS:
            raise UsageError(f"the template {template!r} has {{*}} more than twice", hint="use {} for the shorter one")
        longest = most_chars(sequence)
        self.most_chars = max(self.most_chars, longest)
        heads = _keys(sequence, 1)
        tails = _keys(sequence, -1) if None in heads else set()
        buckets = [self._heads.setdefault(key, _Bucket()) for key in heads if key] + [self._tails.setdefault(key, _Bucket()) for key in tails if key]
        if None in tails:
            self._always = self._always or _Bucket()
            buckets.append(self._always)
        shared = _Template(sequence, longest)
        for bucket in buckets:
            bucket.add(index, shared)

    def lines(self) -> tuple[str, ...]:
        """The lines that templates without slots stand for, as far as their choices are few."""
        return tuple(self._exact)

    def keys(self) -> tuple[set[str], set[str]]:
        """Beginnings and ends (of at most five characters) of what is not in `lines`; "0" is any number.

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
        is_numbered = folded[:1].isdigit()
        if folded[:1] in self._firsts:
            for size in self._head_sizes:
                if (bucket := self._heads.get(folded[:size])) is not None:
                    best = bucket.match(folded, best)
        if folded[-1:] in self._lasts:
            for size in self._tail_sizes:
                if (bucket := self._tails.get(folded[-size:])) is not None:
                    best = bucket.match(folded, best)
        if is_numbered:
            numbered = number_key(folded)
            for size in range(1, _KEY_CHARS + 1):
                bucket = self._heads.get(numbered[:size])
                if bucket is not None:
                    best = bucket.match(folded, best)
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
    return re.compile(regex(parse(template), opens=True, closes=True, slots="("), re.DOTALL)


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
            folded = f"{folded[:start]}{' ' * folded.startswith(' ', start)}…{folded[end:]}"
    return folded
