"""Phrases of web chrome in many languages: one rule per kind, the wording kept as data in `phrases_data/*.toml`.

All languages always apply, for English chrome stands on German pages too. A phrase is a template of a whole line
(`cleaner.rules.templates`), so prose that merely mentions one stays: "Share prices rose." is no share bar.
docs/phrases.md says how to add one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from weakref import WeakKeyDictionary

from cleaner.article import Verdict
from cleaner.errors import UsageError
from cleaner.rules.names import NEWSROOM_WORDS, is_person
from cleaner.rules.reading import Reading, Rule, drop, ends_sentence
from cleaner.rules.templates import TemplateSet, compile_templates, lines_of, number_key, shape

KINDS = MappingProxyType(
    {
        "skip-link": "navigation",
        "advertisement-label": "advertisement",
        "newsletter-consent": "subscribe",
        "subscribe-blurb": "subscribe",
        "follow-line": "follow",
        "share-bar": "share",
        "paywall-line": "paywall",
        "app-promo": "app",
        "comment-marker": "comments",
        "tags-line": "tags",
        "most-read-title": "promo",
        "related-list-title": "promo",
        "external-content-notice": "media_label",
        "media-label": "media_label",
        "read-more": "promo",
        "age-notice": "notice",
        "reading-time": "notice",
        "cookie-consent": "consent",
        "copyright-line": "copyright",
        "terms-line": "copyright",
        "login-line": "navigation",
        "menu-label": "navigation",
    }
)
"""Rule → kind. Where a line fits phrases of two rules, the rule that stands first here names the reason."""

GUARDS = ("phrases", "labels", "shouted", "tails", "openings", "inside", "outside")
"""How a section's templates are read.

`phrases` are whole lines. `labels` are whole lines that do not end as a sentence does. `shouted` ones begin with a word in
capitals and go on in small letters. `tails` are the last words of a short line, behind a mark: "Ferry sinks. Read more".
`openings` are the first words of a longer text. `inside` ones may be the title of a page ("Video: The pier falls"): they count
only below the first line of prose, and not as an item of a list. `outside` ones are lines that may be a heading in an article ("Services"):
they count before the first and behind the last line of prose, or in a run of lines of chrome.
"""

MOST_LINE_CHARS = 240
"""Longer lines are compared with openings only. The longest line of chrome that stood alone in 1,749 real pages and
was no consent text had 210 characters."""
_MOST_OPENING_CHARS = 2_000
"""Consent texts are long, yet an article about cookies printed as one line is longer."""
_OPENING_CHARS = 300
_ORDER = (("phrases", MOST_LINE_CHARS), ("inside", 200), ("labels", 100), ("shouted", 160), ("outside", 100), ("tails", 160))
"""In which order guards are asked, and the longest line (in characters) that each may find."""
_HINT_CHARS = 5
"""As in `TemplateSet.keys`."""
_BIT = {guard: 1 << place for place, guard in enumerate(GUARDS)}
_MARK = re.compile(r"(?:(?<=\w\w\w)[.!?:;]|[!?>»→|])(?=[\"') ])[\"')>»|]* | - |(?<=[。！？])")
_ITEM = ("•", "-", "*", "·", "–", "▪", "◦")
_RUN = 3
"""So many lines of chrome in a row are a menu, even between two paragraphs."""

_PLAIN = str.maketrans({"ı": "i", "\u0307": "", **dict(zip("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ", strict=True))})
_ACCENTED = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")
"""Capitals lose what tells these letters apart: ΔΙΑΒΑΣΤΕ is διαβάστε, İLGİLİ is ilgili, YAZDIR is yazdır."""

_FOLLOWED = re.compile(
    r"\b(?P<name>[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){1,4}?)[ ,:]+(?:\(?@|(?:on|at|via|auf|bei|sur|en|no|na|su|op|på|в|на|w|pe)\b)"
    r"|(?:follow|reporter|author|writer)[: ]+(?P<bare>[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){1,3})$",
    re.IGNORECASE,
)
_FOLLOWING = frozenset(
    "you can please to follow also the author writer reporter our and folgen sie folge du suivez suis sigue siga siguenos seguir segui seguite volg følg följ "
    "obserwuj śledź подписывайтесь подпишитесь us me uns nous nos ons oss a à al autor autorin auteur autora autore".split()
)  # fmt: skip
_BRAND_WORDS = NEWSROOM_WORDS | frozenset(
    "sun star mirror mail express globe chronicle independent standard observer review reporters football sport sports politics business money tech "
    "fc united city club live world nation insider channel show weekly bild welt spiegel stern figaro monde pais mundo corriere".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the data."""

    rule: str
    template: str
    language: str
    """Name of the language in English."""
    code: str
    """ISO 639 code: the name of the file."""
    guard: str
    """One of `GUARDS`."""


@dataclass(frozen=True, slots=True)
class Section:
    """What one language's file says of one rule."""

    code: str
    language: str
    rule: str
    templates: MappingProxyType[str, tuple[str, ...]]
    """Guard → templates."""
    examples: tuple[str, ...]
    """Lines that this rule must find."""
    keeps: tuple[str, ...]
    """Lines that no phrase rule may find."""


def read_sections(name: str, text: str) -> tuple[Section, ...]:
    """The sections of one language's file.

    Raises:
        UsageError: when the file holds an unknown rule or key; it names both.
    """
    where = f"phrases_data/{name}"
    data = tomllib.loads(text)
    language = data.pop("language", None)
    if not isinstance(language, str):
        raise UsageError("the language has no name", where=where, hint='begin with: language = "English"')
    found = []
    for rule, section in data.items():
        if rule not in KINDS:
            raise UsageError(f"unknown rule {rule!r}", where=where, hint="allowed: " + ", ".join(KINDS))
        unknown = sorted(set(section) - {*GUARDS, "examples", "keeps"})
        if unknown:
            raise UsageError(f"[{rule}] has the unknown key {unknown[0]!r}", where=where, hint="allowed: " + ", ".join((*GUARDS, "examples", "keeps")))
        templates = MappingProxyType({guard: tuple(section.get(guard, ())) for guard in GUARDS})
        code = name.removesuffix(".toml")
        found.append(Section(code, language, rule, templates, tuple(section.get("examples", ())), tuple(section.get("keeps", ()))))
    return tuple(found)


@cache
def _files() -> dict[str, Traversable]:
    """Language code → its file, English before the others."""
    folder = resources.files("cleaner.rules") / "phrases_data"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: (file.name != "en.toml", file.name))
    return {file.name.removesuffix(".toml"): file for file in files}


@cache
def _sections_of(code: str) -> tuple[Section, ...]:
    file = _files()[code]
    return read_sections(file.name, file.read_text(encoding="utf-8"))


@cache
def sections(codes: tuple[str, ...] | None = None) -> tuple[Section, ...]:
    """The sections of some languages or all, in the order of precedence of their rules, English before the others."""
    order = list(KINDS)
    found = (section for code in codes or _files() for section in _sections_of(code))
    return tuple(sorted(found, key=lambda section: order.index(section.rule)))


def _spoken(language: str | None) -> tuple[str, ...] | None:
    """The languages whose phrases a page in `language` may have: its own and English; None, which is all, when there is no file for it.

    To load all thirty takes two seconds, which a build of five English pages need not wait for.
    """
    if language is None or language not in _files():
        return None
    return ("en",) if language == "en" else ("en", language)


@cache
def _book(guard: str, codes: tuple[str, ...] | None) -> tuple[TemplateSet, tuple[Phrase, ...]]:
    """The templates under one guard, of some languages or of all, and what each stands for."""
    behind = "[{*}]" if guard == "openings" else ""
    phrases = tuple(
        Phrase(section.rule, template.strip().translate(_PLAIN) + behind, section.language, section.code, guard)
        for section in sections(codes)
        for template in section.templates[guard]
    )
    return compile_templates([phrase.template for phrase in phrases]), phrases


@cache
def _hints(codes: tuple[str, ...] | None) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Whole lines, first and last characters → the guards whose templates may fit, as bits: most prose has none."""
    lines: dict[str, int] = {}
    heads: dict[str, int] = {}
    tails: dict[str, int] = {}
    for guard in GUARDS:
        templates = _book(guard, codes)[0]
        firsts, lasts = templates.keys()
        whole = set(templates.lines())
        if guard == "tails":  # these are compared with the end of a line, and have no slots
            if firsts or lasts:
                raise UsageError(
                    "[read-more] tails has a template with a slot or too many choices", where="phrases_data", hint="write it as lines of words alone"
                )
            lasts, whole = {line[-_HINT_CHARS:] for line in whole}, set()
        for keys, hints in ((whole, lines), (firsts, heads), (lasts, tails)):
            for key in keys:
                hints[key] = hints.get(key, 0) | _BIT[guard]
    return lines, heads, tails


_QUOTES = frozenset("\"“„«‘'「")
_SPEECH = re.compile(r"""\s*["“„«‘'「].{1,400}?["”“»’'」],?\s+[^\W\d_]""")


@cache
def _guarded(codes: tuple[str, ...] | None) -> frozenset[str]:
    """Lines that one language guards with `outside` and that English does not list freely: the guard binds all languages.

    "Social media" is a heading in English, whatever it is elsewhere.
    """
    whole: dict[tuple[str, str], set[str]] = {}
    for section in sections(codes):
        for guard in ("outside", "phrases"):
            lines = (line for template in section.templates[guard] for line in lines_of(template.strip().translate(_PLAIN)))
            whole.setdefault((guard, section.code), set()).update(lines)
    free = whole["phrases", "en"]
    return frozenset().union(*(lines - whole["phrases", code] - free for (guard, code), lines in whole.items() if guard == "outside"))


def _plain(folded: str) -> str:
    return folded.translate(_PLAIN) if not folded.isascii() and _ACCENTED.search(folded) else folded


def find_phrase(text: str, folded: str, language: str | None = None) -> Phrase | None:
    """The phrase that the line is, or None; `folded` is `fold(text)`. Of two languages that have it, `language` is named.

    >>> from cleaner.rules.reading import fold
    >>> [(p := find_phrase(line, fold(line))) and p.rule for line in ("READ MORE: Ships at sea", "Read more books, he said.")]
    ['read-more', None]
    """
    size = len(folded)
    # “Subscribe to our newsletter,” the letter read: what somebody says is the text's.
    if size > _MOST_OPENING_CHARS or (text.lstrip()[:1] in _QUOTES and _SPEECH.match(text)):
        return None
    folded = _plain(folded)
    codes = _spoken(language)
    lines, heads, tails = _hints(codes)
    bits = lines.get(folded, 0)
    numbered = number_key(folded) if folded[:1].isdigit() else ""
    for n in range(1, _HINT_CHARS + 1):
        bits |= heads.get(folded[:n], 0) | tails.get(folded[-n:], 0)
        if numbered:
            bits |= heads.get(numbered[:n], 0)
    if not bits:
        return None
    if size <= MOST_LINE_CHARS:
        for guard, most_chars in _ORDER:
            if bits & _BIT[guard] and size <= most_chars and _guards(guard, text, folded, codes):
                found = _look_up(guard, folded, language, codes) if guard != "tails" else _look_up_tail(folded, language, codes)
                if found is not None:
                    return found
    return _look_up("openings", folded[:_OPENING_CHARS], language, codes) if bits & _BIT["openings"] else None


def _guards(guard: str, text: str, folded: str, codes: tuple[str, ...] | None) -> bool:
    """Whether what the guard asks of the line itself is so."""
    if guard == "phrases":
        return folded not in _guarded(codes)
    return guard in {"outside", "tails"} or (not ends_sentence(text) and (guard != "shouted" or _shouts(text)))


def _look_up_tail(folded: str, language: str | None, codes: tuple[str, ...] | None) -> Phrase | None:
    # Two sentences and a link are a paragraph: "The pier fell. Nobody was hurt. Read more here."
    parts = _MARK.split(folded, maxsplit=2)
    return _look_up("tails", parts[1].lstrip('"'), language, codes) if len(parts) == 2 else None


def _look_up(guard: str, folded: str, language: str | None, codes: tuple[str, ...] | None) -> Phrase | None:
    templates, phrases = _book(guard, codes)
    place = templates.match(folded)
    if place is None:
        return None
    found = phrases[place]
    if language is not None and found.code != language and language in _files():
        templates, own = _book(guard, (language,))
        place = templates.match(folded)
        if place is not None and own[place].rule == found.rule:
            return own[place]
    return found


def _shouts(text: str) -> bool:
    """Whether the first word is in capitals and the last is not: "WATCH Ferry sinks". A headline all in capitals says nothing."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return len(words) > 1 and words[0].isupper() and sum(map(str.isalpha, words[0])) > 1 and any(map(str.islower, words[-1]))


_FOUND: WeakKeyDictionary[Reading, dict[str, list[tuple[int, Phrase]]]] = WeakKeyDictionary()
"""Of the documents at hand: the rules look the lines up together, once."""


def _findings(reading: Reading) -> dict[str, list[tuple[int, Phrase]]]:
    known = _FOUND.get(reading)
    if known is None:
        known = {}
        # "Watch: The pier falls" can be the title of an article, and then a clue says so.
        titles = {clue.value.strip() for clue in reading.document.clues if clue.field == "title"}
        texts, folded, language = reading.texts, reading.folded, reading.language
        found = [
            (index, phrase)
            for index in reading.solid
            if (phrase := find_phrase(texts[index], folded[index], language)) is not None and texts[index].strip() not in titles
        ]
        sure = _sure(reading, found)
        for index, phrase in found:
            if index in sure:
                known.setdefault(phrase.rule, []).append((index, phrase))
        _FOUND[reading] = known
    return known


def _stands(reading: Reading, index: int, guard: str) -> bool:
    if guard == "inside":
        return index > reading.first_prose and not reading.texts[index].lstrip().startswith(_ITEM)
    return guard != "outside" or not reading.first_prose < index < reading.last_prose


def _sure(reading: Reading, found: list[tuple[int, Phrase]]) -> set[int]:
    """The lines whose phrase counts where they stand: all but the words that may be headings inside the prose."""
    sure = {index for index, phrase in found if _stands(reading, index, phrase.guard)}
    run: list[int] = []
    for index, _ in found:
        if run and reading.place[index] != reading.place[run[-1]] + 1:
            run = []
        run.append(index)
        if len(run) >= _RUN and any(other in sure for other in run):
            sure.update(run)
    return sure


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Drops the lines that are a phrase of one kind."""

    name: str
    kind: str

    def __call__(self, reading: Reading) -> Iterator[Verdict]:
        for index, phrase in _findings(reading).get(self.name, ()):
            if reading.is_open(index):
                reads = _followed_author(reading, index) if self.name == "follow-line" else ()
                yield drop(index, self.kind, self.name, _because(phrase, reading.folded[index]), score=0.9 if "{" in phrase.template else 0.95, reads=reads)


def _because(phrase: Phrase, folded: str) -> str:
    folded = _plain(folded)
    if phrase.guard == "openings":
        said = f'the line begins with "{shape(phrase.template, folded[:_OPENING_CHARS])}"'
    else:
        said = f'the whole line is "{shape(phrase.template, folded)}"'
    return f"{said} ({phrase.language}, {phrase.rule})"


def _followed_author(reading: Reading, index: int) -> tuple[tuple[str, str], ...]:
    """The person of "Follow Ada Berg on X", in the line's own case; nothing for "us", a desk or the publisher."""
    found = _FOLLOWED.search(reading.texts[index])
    if found is None:
        return ()
    words = (found["name"] or found["bare"]).split()
    while words and words[0].casefold() in _FOLLOWING:
        words = words[1:]
    name = " ".join(words)
    if not is_person(name) or any(word.casefold() in _BRAND_WORDS for word in words):
        return ()
    if reading.publisher and reading.publisher.casefold() in name.casefold():
        return ()
    return (("authors", name),)


PHRASE_RULES: dict[str, Rule] = {name: PhraseRule(name, kind) for name, kind in KINDS.items()}
"""Name in the ledger → rule, in order of precedence."""
