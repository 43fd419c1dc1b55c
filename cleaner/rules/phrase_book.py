"""The phrase book: the wording of web chrome in many languages, read from `phrases_data/*.toml` and looked up line by line.

A phrase is a template of a whole line (`cleaner.rules.templates`). Each language is a book of its own, opened when a page
needs it; a line is compared only with books that have a phrase of the same beginning or end.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from cleaner.errors import UsageError
from cleaner.rules.phrase_edges import HINT_CHARS, Edges, Hints
from cleaner.rules.reading import Remembered, ends_sentence, folds, opens_with_speech
from cleaner.rules.templates import TemplateSet, compile_templates, lines_of

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
MOST_OPENING_CHARS = 2_000
"""Consent texts are long, yet an article about cookies printed as one line is longer."""
OPENING_CHARS = 300
_ORDER = (("phrases", MOST_LINE_CHARS), ("inside", 200), ("labels", 100), ("shouted", 160), ("outside", 100), ("tails", 160))
"""In which order guards are asked, and the longest line (in characters) that each may find."""
_BIT = {guard: 1 << place for place, guard in enumerate(GUARDS)}
_BITS = len(GUARDS)
_ALL = (1 << _BITS) - 1
_MOST_LANGUAGES = 256
_EVERY = sum(1 << place * _BITS for place in range(_MOST_LANGUAGES))
"""Times a guard's bit: that bit of every language."""
_RANK = {rule: place for place, rule in enumerate(KINDS)}
_MARK = re.compile(r"(?:(?<=\w\w\w)[.!?:;]|[!?>»→|])(?=[\"') ])[\"')>»|]* | - |(?<=[。！？])")
_ARABIC_MARKS = dict.fromkeys("ًٌٍَُِّْـ", "")
_PLAIN = str.maketrans(
    {
        "ı": "i",
        "\u0307": "",
        "ș": "ş",
        "ț": "ţ",
        **dict(zip("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ", strict=True)),
        **dict(zip("أإآىيك", "اااییک", strict=True)),
        **_ARABIC_MARKS,
    }
)
_ACCENTED = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")
"""Capitals lose what tells these letters apart: ΔΙΑΒΑΣΤΕ is διαβάστε, İLGİLİ is ilgili, YAZDIR is yazdır. Romanian has two ways to
write ș and ț, Arabic many to write one word: أيضًا, ايضا, أيضاً."""
_UNMARKED = str.maketrans("áàâãéèêëíìîïóòôõúùûăşţșțç", "aaaaeeeeiiiioooouuuaststc")
_WITHOUT_MARKS = frozenset(("ca", "es", "fr", "it", "pt", "ro"))
"""Languages whose capitals are also written without accents: LO MAS LEIDO, PUBLICITE, CITESTE SI."""


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
    found = (section for code in codes or _files() for section in _sections_of(code))
    return tuple(sorted(found, key=lambda section: _RANK[section.rule]))


_SISTERS = MappingProxyType(
    {
        **dict.fromkeys(("no", "nn", "nb", "da"), ("no", "da")),
        **dict.fromkeys(("cs", "sk"), ("cs", "sk")),
        **dict.fromkeys(("hr", "bs", "sh", "sl"), ("hr", "sr", "sl")),
        "sr": ("sr", "hr"),
        "mk": ("bg", "sr"),
        "ms": ("id",),
        "gl": ("es", "pt"),
        "be": ("ru",),
    }
)
"""Languages that are read with the books of others too: those that a short text is taken for, and those without a book of their own."""


@cache
def spoken(language: str | None) -> tuple[str, ...]:
    """The languages whose phrases a page in `language` may have: its own and English; all, when there is no file for it.

    To load them all takes two seconds, which a build of five English pages need not wait for.
    """
    own = () if language is None else _SISTERS.get(language, (language,))
    if not own or not _files().keys() >= set(own):
        return tuple(_files())
    return tuple(dict.fromkeys(("en", *own)))


def _spellings(template: str, code: str) -> tuple[str, ...]:
    """A template as it is compared with lines: as it stands, and where its language does so, without accents too."""
    marked = plain(template)
    unmarked = marked.translate(_UNMARKED) if code in _WITHOUT_MARKS else marked
    return (marked,) if unmarked == marked else (marked, unmarked)


@cache
def _book(guard: str, code: str) -> tuple[TemplateSet, tuple[Phrase, ...]]:
    """The templates under one guard in one language, and what each stands for, in the order of precedence of their rules."""
    behind = "[{*}]" if guard == "openings" else ""
    phrases = tuple(
        Phrase(section.rule, spelt + behind, section.language, section.code, guard)
        for section in sections((code,))
        for template in section.templates[guard]
        for spelt in _spellings(template.strip(), code)
    )
    return compile_templates([phrase.template for phrase in phrases]), phrases


@cache
def _hints_of(code: str) -> tuple[Hints, Hints, Hints]:
    """Whole lines, first and last characters → the guards whose templates in this language may fit, as bits: most prose has none."""
    lines: Hints = {}
    heads: Hints = {}
    tails: Hints = {}
    for guard in GUARDS:
        templates = _book(guard, code)[0]
        firsts, lasts = templates.keys()
        whole = set(templates.lines())
        if guard == "tails":  # these are compared with the end of a line, and have no slots
            if firsts or lasts:
                raise UsageError(
                    "[read-more] tails has a template with a slot or too many choices", where="phrases_data", hint="write it as lines of words alone"
                )
            lasts, whole = {line[-HINT_CHARS:] for line in whole}, set()
        for keys, hints in ((whole, lines), (firsts, heads), (lasts, tails)):
            for key in keys:
                hints[key] = hints.get(key, 0) | _BIT[guard]
    return lines, heads, tails


@cache
def _hints(codes: tuple[str, ...]) -> tuple[Hints, Hints, Hints]:
    """The same of several languages: each has its own `_BITS` bits, the first the lowest."""
    merged: tuple[Hints, Hints, Hints] = ({}, {}, {})
    for place, code in enumerate(codes):
        for hints, own in zip(merged, _hints_of(code), strict=True):
            for key, bits in own.items():
                hints[key] = hints.get(key, 0) | bits << place * _BITS
    return merged


@cache
def _guarded_in(code: str) -> frozenset[str]:
    """Lines that the language guards with `outside` and that English does not list freely: the guard binds all languages.

    "Social media" is a heading in English, whatever it is elsewhere.
    """
    return _whole("outside", code) - _whole("phrases", code) - _whole("phrases", "en")


@cache
def _whole(guard: str, code: str) -> frozenset[str]:
    templates = (template for section in sections((code,)) for template in section.templates[guard])
    return frozenset(line for template in templates for spelt in _spellings(template.strip(), code) for line in lines_of(spelt))


@cache
def _guarded(codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_guarded_in, codes))


def plain(folded: str) -> str:
    return folded.translate(_PLAIN) if not folded.isascii() and _ACCENTED.search(folded) else folded


def compared(folded: str) -> str:
    """What of a line is compared with templates."""
    return folded if folded.isascii() else _without_pictures(plain(folded))


def _without_pictures(folded: str) -> str:
    """Without the arrows and pictures in front and behind: of "📲 Follow us 👇" what is said."""
    if folded.isascii() or (folded[0].isalnum() and folded[-1].isalnum()):
        return folded
    return _PICTURES.sub("", folded) or folded


_PICTURE = "(?:[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0e\ufe0f\u200d\u20e3]*)"
_PICTURES = re.compile(rf"^(?:{_PICTURE}\s*)+|(?:\s*{_PICTURE})+$")


def find_phrase(text: str, folded: str, language: str | None = None) -> Phrase | None:
    """The phrase that the line is, or None; `folded` is `fold(text)`. Of two languages that have it, `language` is named.

    >>> from cleaner.rules.reading import fold
    >>> [(p := find_phrase(line, fold(line))) and p.rule for line in ("READ MORE: Ships at sea", "Read more books, he said.")]
    ['read-more', None]
    """
    size = len(folded)
    if size > MOST_OPENING_CHARS:
        return None
    folded = compared(folded)
    codes = spoken(language)
    bits = edges_in(codes).bits(folded)
    # “Subscribe to our newsletter,” the letter read: what somebody says is the text's.
    if not bits or opens_with_speech(text):
        return None
    if size <= MOST_LINE_CHARS:
        for guard, most_chars in _ORDER:
            asked = bits & _BIT[guard] * _EVERY
            if asked and size <= most_chars and _guards(guard, text, folded, codes):
                found = _look_up(guard, folded, language, codes, asked) if guard != "tails" else _look_up_tail(folded, language, codes, asked)
                if found is not None:
                    return found
    asked = bits & _BIT["openings"] * _EVERY
    return _look_up("openings", folded[:OPENING_CHARS], language, codes, asked) if asked else None


@cache
def edges_in(codes: tuple[str, ...]) -> Edges:
    """The edges of the phrases of some languages."""
    return Edges.of(*_hints(codes))


def _guards(guard: str, text: str, folded: str, codes: tuple[str, ...]) -> bool:
    """Whether what the guard asks of the line itself is so."""
    if guard == "phrases":
        return folded not in _guarded(codes)
    return guard in {"outside", "tails"} or (not ends_sentence(text) and (guard != "shouted" or _shouts(text)))


def _look_up_tail(folded: str, language: str | None, codes: tuple[str, ...], asked: int) -> Phrase | None:
    tail = tail_of(folded)
    return _look_up("tails", tail, language, codes, asked) if tail is not None else None


def tail_of(folded: str) -> str | None:
    """The last words of a line, behind its only mark; None when it has no mark, or several.

    Two sentences and a link are a paragraph: "The pier fell. Nobody was hurt. Read more here."
    """
    parts = _MARK.split(folded, maxsplit=2)
    return parts[1].lstrip('"') if len(parts) == 2 else None


def _look_up(guard: str, folded: str, language: str | None, codes: tuple[str, ...], asked: int) -> Phrase | None:
    """The phrase whose rule comes first, in the first of the languages that have it; asked are those with a bit in `asked`."""
    best: Phrase | None = None
    for place, code in enumerate(codes):
        if asked >> place * _BITS & _ALL:
            templates, phrases = _book(guard, code)
            match = templates.match(folded)
            if match is not None and (best is None or _RANK[phrases[match].rule] < _RANK[best.rule]):
                best = phrases[match]
    if best is not None and language is not None and best.code != language and language in _files():
        templates, own = _book(guard, language)
        match = templates.match(folded)
        if match is not None and own[match].rule == best.rule:
            return own[match]
    return best


def _shouts(text: str) -> bool:
    """Whether the first word is in capitals and the last is not: "WATCH Ferry sinks". A headline all in capitals says nothing."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return len(words) > 1 and words[0].isupper() and sum(map(str.isalpha, words[0])) > 1 and any(map(str.islower, words[-1]))


@cache
def phrase_finder(language: str | None) -> Remembered[Phrase | None]:
    """`find_phrase` for the lines of pages in one language, remembered."""
    return Remembered(lambda text: find_phrase(text, folds[text.strip()], language))
