"""A publisher's file, proposed from the lines that its pages repeat: a beginning for a person to read, not a verdict.

Lines that a named rule knows are left to it. What was kept so far and stands on most pages becomes an entry; what stands
on few, or reads like prose, is written as a comment: a refrain and a series' name come again too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cleaner.article import Examined, Fate, RawArticle
from cleaner.corpus.repeated import RepeatedLines, line_key, measure_lines
from cleaner.errors import DataError, UsageError
from cleaner.line_model import RULE
from cleaner.pipeline import examine
from cleaner.publishers import Publishers
from cleaner.publishers.kinds import REMOVED_KINDS
from cleaner.publishers.templates_of import quoted, template_of
from cleaner.rules.reading import ends_sentence
from cleaner.rules.templates import compile_templates

_JUDGES = frozenset({RULE, "html-judge"})
"""The rules that are no named ones: they weigh, and may judge the same line otherwise on the next page."""
LEAST_PAGES = 2
MOST_ENTRIES = 40
_MOST_CHARS = 120
"""A longer line is a paragraph, and a paragraph that repeats is for a person to judge."""
_MOST_PAGES_SHARE = 0.5
"""A line on fewer of the publisher's pages is proposed as a comment."""
_OWNER = re.compile(r"(?:©|\\\(c\\\)|copyright\b)[\s©:]*(?:\{n\}[\s,–-]*)*(?P<name>[^\W\d_][^.,;|–{}\\]{2,60}?)\s*(?:[.,;|–]|all rights|$)", re.IGNORECASE)
"""Who owns the page, by its copyright line: "© 2031 The Ostrel Observer. All rights reserved"; the sign stands first, or behind words of any language."""
_QUOTING: Mapping[str, str] = {
    "ar": "كتب أحدهم «{}» على اللوح بجانب الباب.",
    "de": "„{}“ stand auf der Tafel neben der Tür, und niemand wusste, seit wann.",
    "es": "«{}» ponía en el tablón junto a la puerta, y nadie sabía desde cuándo.",
    "fr": "« {} », disait l’écriteau à côté de la porte, et nul ne savait depuis quand.",
    "it": "«{}» stava scritto accanto alla porta, e nessuno sapeva da quando.",
    "ja": "扉の横の板には「{}」と書かれていた。",
    "nl": "„{}” stond op het bord naast de deur, en niemand wist sinds wanneer.",
    "pl": "„{}” – stało na tablicy obok drzwi i nikt nie wiedział, od kiedy.",
    "pt": "«{}» estava escrito na placa ao lado da porta, e ninguém sabia desde quando.",
    "ru": "«{}» — было написано на доске у двери, и никто не знал, с каких пор.",
    "sv": "”{}” stod det på tavlan bredvid dörren, och ingen visste sedan när.",
    "zh": "门边的牌子上写着“{}”，没有人知道是什么时候写的。",
}
"""Language → a sentence of an article that quotes a line. English for all others."""
_QUOTING_ENGLISH = "“{}” stood on the board beside the door, and nobody could say since when."


@dataclass(frozen=True, slots=True)
class Proposed:
    """One entry of the file."""

    template: str
    sample: str
    n_pages: int
    kind: str
    so_far: str
    """What became of the line, in words: `kept so far`, `removed by the line judge alone`, `kept on 3 pages, removed on 1 (html-judge)`."""
    is_entry: bool
    """Whether it stands in the file as it is, or as a comment."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found on a publisher's pages."""

    host: str
    name: str
    n_pages: int
    n_other: int
    """Records that are pages of somebody else, or no articles' pages at all."""
    entries: tuple[Proposed, ...]
    recognise: str | None
    """Template of a line that may give the publisher away; None when no line does."""
    needs_sign: bool
    """Whether some of the pages have no address, so that only a line can say whose they are."""
    language: str | None = None
    """What most of the pages are written in."""


@dataclass(slots=True)
class _Lines:
    """What is remembered of the pages while they are read."""

    measured: list[tuple[int, RepeatedLines]] = field(default_factory=list)
    """(pages, what they repeat): merged as soon as two are of one size, so that each line is copied a few times and not once a page."""
    samples: dict[bytes, str] = field(default_factory=dict)
    fates: dict[bytes, Counter[str]] = field(default_factory=dict)
    kinds: dict[bytes, Counter[str]] = field(default_factory=dict)
    rules: dict[bytes, Counter[str]] = field(default_factory=dict)
    """By which rule lines were removed or moved."""
    languages: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    n_pages: int = 0
    n_other: int = 0
    n_nameless: int = 0
    """Pages without an address."""


def propose(records: Iterable[RawArticle | object], host: str, publishers: Publishers, *, all_are_its: bool) -> Proposal:
    """What a file for the publisher at `host` could say.

    `all_are_its`: records without an address are its pages too, because a person named them.

    Raises:
        UsageError: A publisher's file knows the host already.
        DataError: There are fewer than two of its pages.
    """
    known = publishers.for_host(host)
    if known is not None:
        raise UsageError(f"{known.where} is about {host} already", hint="add to it; a file of the same name in publishers/ replaces a built-in one")
    seen = _Lines()
    for record in records:
        # A rejected input has no lines to compare.
        page = examine(record, publishers=publishers) if isinstance(record, RawArticle) else None
        hosts = _hosts(record, page) if page is not None and isinstance(record, RawArticle) else set()
        if page is None or not (any(f".{found}".endswith(f".{host}") for found in hosts) if hosts else all_are_its):
            seen.n_other += 1
        else:
            seen.n_nameless += not hosts
            _remember(page, host, seen)
    if seen.n_pages < LEAST_PAGES:
        what = f"{seen.n_pages} of {seen.n_pages + seen.n_other} inputs are pages of {host}, and what repeats takes {LEAST_PAGES}"
        raise DataError(what, hint="name files or folders of its pages: dumps without an address count as its own when they are named")
    sign, own = _sign(seen)
    name = seen.names.most_common(1)[0][0] if seen.names else own or host
    language = seen.languages.most_common(1)[0][0] if seen.languages else None
    return Proposal(host, name, seen.n_pages, seen.n_other, tuple(_entries(seen)), sign, seen.n_nameless > 0, language)


def _hosts(record: RawArticle, page: Examined) -> set[str]:
    """The hosts of the addresses that a page has; none for most dumps."""
    clues = page.document.clues if page.document else record.clues
    urls = (record.url, *(clue.value for clue in clues if clue.field in {"url", "canonical_url"}))
    return {found for url in urls if url and (found := _host(url))}


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _remember(page: Examined, host: str, seen: _Lines) -> None:
    seen.n_pages += 1
    templates: dict[str, None] = {}
    for line in page.lines:
        if len(line.text) > _MOST_CHARS or not any(map(str.isalpha, line.text)) or len(line.verdicts) > 1:
            continue
        template = template_of(line.text)
        templates[template] = None
        # Lines that differ in case alone are one.
        key = line_key(template)
        verdict = line.verdicts[0]
        judged = verdict.fate is Fate.DROP and verdict.rule in _JUDGES
        fate = "kept" if verdict.fate is Fate.KEEP else "judge" if judged else "rule"
        seen.fates.setdefault(key, Counter())[fate] += 1
        if fate != "kept":
            seen.kinds.setdefault(key, Counter())[verdict.kind if verdict.fate is Fate.DROP else ""] += 1
            seen.rules.setdefault(key, Counter())[verdict.rule] += 1
        sample = line.text.strip()
        seen.samples[key] = min(seen.samples.get(key, sample), sample)
    seen.measured.append((1, measure_lines(host, templates)))
    while len(seen.measured) > 1 and seen.measured[-1][0] == seen.measured[-2][0]:
        (size, one), (_, other) = seen.measured.pop(), seen.measured.pop()
        seen.measured.append((2 * size, other.merge(one)))
    if page.article and page.article.publisher:
        seen.names[page.article.publisher] += 1
    if page.article and page.article.language:
        seen.languages[page.article.language] += 1


def _often(seen: _Lines) -> Iterator[tuple[str, int]]:
    """(template, pages) of the lines that repeat, most pages first."""
    repeated = RepeatedLines()
    for _, part in seen.measured:
        repeated = repeated.merge(part)
    for row in repeated.table(LEAST_PAGES):
        yield row.sample, row.n_documents


def _entries(seen: _Lines) -> Iterator[Proposed]:
    n = 0
    for template, n_pages in _often(seen):
        key = line_key(template)
        fates = seen.fates.get(key, Counter())
        # A rule that knows it on each page needs no help. One that knew it on some, by their markup or their place, does.
        if not fates or not fates["kept"] + fates["judge"] or fates["rule"] > sum(fates.values()) / 2 or n == MOST_ENTRIES or not _compiles(template):
            continue
        n += 1
        sample = seen.samples[key]
        kinds = [kind for kind, _ in seen.kinds.get(key, Counter()).most_common() if kind in REMOVED_KINDS]
        share = n_pages / seen.n_pages
        so_far = _so_far(fates, seen.rules.get(key, Counter()))
        yield Proposed(template, sample, n_pages, kinds[0] if kinds else "boilerplate", so_far, share >= _MOST_PAGES_SHARE and not ends_sentence(sample))


def _so_far(fates: Counter[str], rules: Counter[str]) -> str:
    """What became of the line on the pages that have it, in words."""
    if not fates["judge"] + fates["rule"]:
        return "kept so far"
    if not fates["kept"] and not fates["rule"]:
        return "removed by the line judge alone" if set(rules) == {RULE} else "removed by a trained judge alone"
    others = f"removed or moved on {fates['judge'] + fates['rule']} ({', '.join(sorted(rules))})"
    return f"kept on {fates['kept']} pages, {others}" if fates["kept"] else others


def _sign(seen: _Lines) -> tuple[str | None, str | None]:
    """A copyright line that stands on most pages, and the name in it; None when there is none."""
    for template, n_pages in _often(seen):
        match = _OWNER.search(template)
        if n_pages / seen.n_pages >= _MOST_PAGES_SHARE and match and _compiles(template):
            return template, " ".join(match["name"].split())
    return None, None


def _compiles(template: str) -> bool:
    try:
        compile_templates([template])
    except UsageError:
        return False
    return True


def as_toml(proposal: Proposal) -> str:
    """The file: entries with their evidence, comments for what a person should decide, and examples that hold."""
    n = proposal.n_pages
    lines = [
        f"# Proposed from {n:,} pages of {proposal.host}: lines that repeat and that no named rule knows.",
        "# Read each one. A refrain, a series' name and a correspondent's sign-off repeat too, and belong to the text.",
        f"# Then: clean check-publisher publishers/{key_of(proposal.host)}.toml",
        "",
        f"name = {quoted(proposal.name)}",
        f"hosts = [{quoted(proposal.host)}]",
    ]
    sign = ["[[recognise]]", f"line = {quoted(proposal.recognise)}"] if proposal.recognise else []
    if sign and proposal.needs_sign:
        lines += ["", "# Gives the publisher away in a dump without an address. Nobody else may print it.", *sign]
    elif sign:
        lines += ["", "# Gives the publisher away in a dump without an address, if nobody else prints it:", *(f"# {row}" for row in sign)]
    elif proposal.needs_sign:
        lines += ["", "# Some of the pages have no address. Name a line that nobody else prints, or the file will not be asked for them:"]
        lines += ["# [[recognise]]", '# line = "…"']
    for one in proposal.entries:
        entry = ["[[drop]]", f"line = {quoted(one.template)}", f"kind = {quoted(one.kind)}", f"reason = {quoted(f'stands on {one.n_pages} of {n} pages')}"]
        lines += ["", f"# {one.so_far}", *(entry if one.is_entry else [f"# {row}" for row in entry])]
    if not proposal.entries:
        lines += ["", "# Every line that they repeat is known to a named rule: there is nothing to propose. An entry of your own looks like this:"]
        lines += ["# [[keep]]", '# line = "Log in"', '# kind = "heading"', '# reason = "a chapter is called so"', "", "# [examples]", '# keeps = ["Log in"]']
        return "\n".join(lines) + "\n"
    shown = [one for one in proposal.entries if one.is_entry]
    # Whole lines only: what quotes the line must stay.
    keep = _QUOTING.get(proposal.language or "", _QUOTING_ENGLISH).format((shown or proposal.entries)[0].sample)
    rows = ["[examples]", "drops = [", *(f"  {quoted(one.sample)}," for one in shown or proposal.entries), "]", "keeps = [", f"  {quoted(keep)},", "]"]
    lines += ["", *(rows if shown else ["# With the first entry that you take:", *(f"# {row}" for row in rows)])]
    return "\n".join(lines) + "\n"


def key_of(host: str) -> str:
    """The name of the file of a host, without `.toml`."""
    return host.removeprefix("www.").replace(".", "-")
