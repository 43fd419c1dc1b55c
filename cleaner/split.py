"""Judged lines → article: what stays becomes the text, what was taken becomes fields, and each value says from where.

A field may be claimed by the text, by the page's markup and by the record it came in. The claims are ranked by
who makes them; the first that can be read wins. Nothing is invented: without a claim the field is None.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cleaner.article import Article, Clue, Document, Fate, FieldSource, JudgedLine, Removal, Verdict
from cleaner.columns import CONFIDENT_FIELDS
from cleaner.dates import FoundDate, parse_date, parse_iso
from cleaner.ledger import read_at
from cleaner.rules.names import split_names

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]|[^\W_]+(?:['’][^\W_]+)*")
_APART = bytes(byte if byte >= 128 or chr(byte) == "'" or chr(byte).isalnum() else 32 for byte in range(256))
"""Bytes of UTF-8 → the same, but a space for ASCII that is in no word."""
_BULLET = re.compile(r"\s*(?:[•*▪◦‣·–-]|\d{1,3}[.)])\s")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref|cmpid|ocid)$")

TRUST = {
    "json-ld": 0.97,
    "headline": 0.96,
    "record": 0.95,
    "microdata": 0.93,
    "meta": 0.93,
    "og": 0.9,
    "link": 0.95,
    "time": 0.85,
    "publisher-file": 0.97,
    "trafilatura": 0.75,
    "class": 0.84,
    "html": 0.85,
}
"""How far a source of clues is believed, by the word before its first `:` or `.`; in a field's confidence."""

_BEHIND_TEXT = 0.8
"""Clues that are trusted less than this come behind what the text itself says."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One value that something says a field has."""

    value: str
    score: float
    source: FieldSource
    moved: bool
    """Whether the characters it was read from were taken: then the ledger shows it even if another claim wins."""
    is_one: bool = False
    """Whether it is one name, cleaned, as markup that was ranked gives it: "dpa" signs where nothing else is named."""


def count_words(text: str) -> int:
    """Words in a text: runs of letters and digits; in scripts written without spaces, characters.

    >>> count_words("It doesn't stop at 9."), count_words("港が開く。")
    (5, 4)
    """
    # Plain ASCII words are counted by splitting, the rest by the regex that defines them; where most is not ASCII, all is the rest.
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > 1.2 * len(text):
        return len(_WORD.findall(text))
    words = data.translate(_APART).split()
    plain = sum(map(bytes.isalnum, words))
    rest = b" ".join([word for word in words if not word.isalnum()])
    return plain + len(_WORD.findall(rest.decode("utf-8", "surrogatepass")))


def words_of(text: str) -> list[str]:
    """The words that `count_words` counts, in their order."""
    return _WORD.findall(text)


def article_id(document: Document) -> str:
    """Stable identity: a hash of the normalised URL, else of the source. Never a position."""
    name = f"url:{normalise_url(document.url)}" if document.url else f"source:{document.source}"
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def normalise_url(url: str) -> str:
    """The URL without what does not change the page: case of host, default port, fragment, tracking parameters.

    >>> normalise_url("HTTPS://News.Example:443/a?utm_source=x&id=7#top")
    'https://news.example/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return url.strip()
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(key)])
    return urlunsplit((parts.scheme.lower(), host + port, parts.path or "/", query, ""))


def removals(identity: str, lines: Iterable[JudgedLine]) -> tuple[Removal, ...]:
    """The ledger's rows for the characters that are in neither the text nor a field."""
    return tuple(
        Removal(identity, line.no, start, end, line.text[start:end], verdict.kind, verdict.rule, verdict.because, verdict.score)
        for line in lines
        for verdict in line.verdicts
        if verdict.fate is Fate.DROP
        for start, end in [_bounds(line, verdict)]
    )


def _bounds(line: JudgedLine, verdict: Verdict) -> tuple[int, int]:
    """The span of a verdict without the white space at its edges."""
    start, end, text = verdict.start, verdict.end, line.line.text
    part = text if end is None and not start else text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


@dataclass(frozen=True, slots=True)
class Body:
    """What stays of a document."""

    text: str
    lines: tuple[int, ...]
    """The number of each paragraph's line."""
    n_words: int


def body_of(lines: Iterable[JudgedLine]) -> Body:
    text, numbers = body_text(lines)
    return Body(text, numbers, count_words(text))


def body_text(lines: Iterable[JudgedLine]) -> tuple[str, tuple[int, ...]]:
    """The paragraphs and headings that stay, in order, with a blank line between them; and the number of each one's line.

    Lines that the input has right below each other and that belong together (entries of a list, the lines of a
    verse, a sentence broken by the width of a screen) are joined by a single line break.
    """
    out: list[str] = []
    numbers: list[int] = []
    above: tuple[str, str] = ("", "")
    for line in lines:
        for verdict in line.verdicts:
            if verdict.fate is not Fate.KEEP:
                continue
            text = line.line.text[verdict.start : verdict.end].strip()
            if not text:
                continue
            no = line.line.no
            if numbers:
                text_above, kind_above = above
                apart = no - numbers[-1] > 1 or "heading" in (verdict.kind, kind_above) or (_ends(text_above) and not _listed(text_above, text))
                out.append("\n\n" if apart else "\n")
            out.append(text)
            numbers.append(no)
            above = (text, verdict.kind)
    return "".join(out), tuple(numbers)


def _without_longer(captions: tuple[str, ...]) -> tuple[str, ...]:
    """The captions but for those that are another with its credit behind it: markup often has the two in one."""
    longer = set()
    shortest: str | None = None
    for caption in sorted(captions):  # what begins with a caption stands right behind it
        if shortest is not None and caption.startswith(shortest):
            longer.add(caption)
        else:
            shortest = caption
    return tuple(caption for caption in captions if caption not in longer)


def _listed(above: str, text: str) -> bool:
    return _BULLET.match(text) is not None and _BULLET.match(above) is not None


def _ends(text: str) -> bool:
    return text.rstrip("\"'”’»«“)] ").endswith((".", "!", "?", "…", "。", "！", "？", ":", "："))


def split(
    document: Document, lines: tuple[JudgedLine, ...], *, language: tuple[str | None, float | None], publisher: str | None, body: Body | None = None
) -> tuple[Article, tuple[FieldSource, ...]]:
    """The article of a judged document, and where each of its values was read. `body` is `body_of(lines)`, where it is known already."""
    identity = article_id(document)
    body = body or body_of(lines)
    text = body.text
    claims = list(_claims(identity, document, lines, publisher))
    said = _Said(claims)
    published, modified = said.date("published_at", language[0]), said.date("modified_at", language[0])
    article = Article(
        id=identity,
        source=document.source,
        url=document.url or said.one("url"),
        canonical_url=said.one("canonical_url"),
        publisher=said.one("publisher"),
        title=said.one("title"),
        subtitle=said.one("subtitle"),
        authors=said.authors(),
        published_at=published.when if published else None,
        published_precision=published.precision if published else None,
        published_zone=published.zone if published else None,
        published_text=published.text if published else None,
        modified_at=modified.when if modified else None,
        section=said.one("section"),
        tags=said.all("tags"),
        images=said.all("images"),
        is_accessible_for_free={"true": True, "false": False}.get(said.one("is_accessible_for_free") or ""),
        page_type=said.one("page_type"),
        agencies=said.all("agencies"),
        credits=said.all("credits"),
        captions=_without_longer(said.all("captions")),
        headings=tuple(line.text[verdict.start : verdict.end].strip() for line in lines for verdict in line.verdicts if verdict.kind == "heading"),
        language=language[0],
        language_score=language[1],
        license=said.one("license"),
        text=text,
        text_lines=body.lines,
        n_words=body.n_words,
        n_chars=len(text),
        n_lines=len(lines),
        n_lines_removed=sum(line.fate is Fate.DROP for line in lines),
        n_repairs=len(document.repairs),
        n_replacement_chars=document.n_replacement_chars,
        content_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        raw_sha256=document.raw_sha256,
    )
    confidence = {name: score for name in CONFIDENT_FIELDS if (score := said.confidence(name)) is not None}
    if language[0] is not None and language[1] is not None:
        confidence["language"] = round(language[1], 3)
    kept = [(verdict.score, len(line.text)) for line in lines for verdict in line.verdicts if verdict.fate is Fate.KEEP]
    if kept:
        confidence["text"] = round(sum(score * size for score, size in kept) / max(1, sum(size for _, size in kept)), 3)
    return replace(article, confidence=confidence), tuple(_sources(claims, said.used))


def _sources(claims: Iterable[_Claim], used: set[int]) -> Iterator[FieldSource]:
    """The ledger's rows: each value that was used, and each line that was moved, even if another claim won."""
    for claim in claims:
        source = claim.source
        if source.field == "contributors":  # a contributor is an author where no other is named
            if id(claim) in used:
                yield replace(source, field="authors")
        elif claim.moved or id(claim) in used:
            yield source


def _claims(identity: str, document: Document, lines: tuple[JudgedLine, ...], publisher: str | None) -> Iterator[_Claim]:
    """Every claim, the most trusted first for each field: markup and records, then the text, then weaker clues."""
    clues = [*document.clues]
    if publisher is not None:
        clues.append(Clue("publisher", publisher, "publisher-file"))
    weighed = [(trust(clue), clue) for clue in clues]
    for score, clue in sorted(weighed, key=lambda pair: -pair[0]):
        if score >= _BEHIND_TEXT:
            yield _of_clue(identity, clue, score)
    for line in lines:
        for verdict in line.verdicts:
            if not verdict.reads and verdict.fate is not Fate.TAKE:
                continue
            start, end = _bounds(line, verdict)
            reads = verdict.reads or (((verdict.kind, line.text[start:end]),) if verdict.fate is Fate.TAKE else ())
            for name, value in reads:
                source = FieldSource(
                    identity, name, value, verdict.fate.value, line.no, start, end, line.text[start:end], verdict.rule, verdict.because, verdict.score
                )
                yield _Claim(value, verdict.score, source, verdict.fate is Fate.TAKE)
    for score, clue in sorted(weighed, key=lambda pair: -pair[0]):
        if score < _BEHIND_TEXT:
            yield _of_clue(identity, clue, score)


def trust(clue: Clue) -> float:
    """How far a clue is believed, 0 to 1."""
    return clue.score if clue.score is not None else TRUST.get(re.split(r"[:.]", clue.source, maxsplit=1)[0], 0.7)


def _of_clue(identity: str, clue: Clue, score: float) -> _Claim:
    who = read_at(None, clue.source) if clue.source == "publisher-file" else clue.source
    source = FieldSource(identity, clue.field, clue.value, "markup", None, None, None, clue.value, clue.source, f"{who} says so", score)
    return _Claim(clue.value.strip(), score, source, moved=False, is_one=clue.field == "authors" and clue.score is not None)


_LEAST_AUTHOR = 0.2
"""A claim of less is shown by `explain`, and names nobody: "unknown" is better than the house or its web agency."""


_BYLINE_EACH, _NEXT_BYLINE = frozenset({"html-byline"}), 2
"""Rules that read bylines of which each author may have one, and how many lines further down the next author's is."""


class _Said:
    """The claims by field, and which of them were used."""

    def __init__(self, claims: list[_Claim]) -> None:
        self.by_field: dict[str, list[_Claim]] = {}
        for claim in claims:
            if claim.value:
                self.by_field.setdefault(claim.source.field, []).append(claim)
        self.used: set[int] = set()
        self.scores: dict[str, float] = {}

    def one(self, name: str) -> str | None:
        for claim in self.by_field.get(name, ()):
            return self._use(name, claim)
        return None

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._use(name, claim) for claim in self.by_field.get(name, ())))

    def authors(self) -> tuple[str, ...]:
        """The authors of the most trusted source that names any; a contributor only when nobody else is named."""
        for name in ("authors", "contributors"):
            groups: dict[str, list[_Claim]] = {}
            first, last = 0, ("", 0)
            said = {claim.value for claim in self.by_field.get(name, ()) if claim.source.fate == "markup"}
            for claim in self.by_field.get(name, ()):
                source = claim.source
                if source.line is not None and not (source.rule == last[0] and 0 <= source.line - last[1] <= _NEXT_BYLINE and claim.value in said):
                    first = source.line
                last = (source.rule, source.line or 0) if source.rule in _BYLINE_EACH else ("", 0)
                groups.setdefault(source.rule if source.fate == "markup" else f"{source.rule} {first}", []).append(claim)
            for group in sorted(groups.values(), key=lambda group: -group[0].score):
                if group[0].score < _LEAST_AUTHOR:
                    break
                people: dict[str, None] = {}
                for claim in group:
                    for person in (claim.value,) if claim.is_one else split_names(claim.value):
                        people[person] = None
                        self._use("authors", claim)
                if people:
                    return tuple(people)
        return ()

    def date(self, name: str, language: str | None) -> FoundDate | None:
        """The date of the first claim that can be read; of those of the text the surest comes first, not the uppermost."""
        claims = self.by_field.get(name, [])
        by_score = iter(sorted((claim for claim in claims if claim.source.fate != "markup"), key=lambda claim: -claim.score))
        for claim in [claim if claim.source.fate == "markup" else next(by_score) for claim in claims]:
            found = (parse_iso(claim.value) if claim.source.fate == "markup" else None) or parse_date(claim.value, language=language)
            if found is not None:
                self._use(name, claim)
                return found
        return None

    def confidence(self, name: str) -> float | None:
        score = self.scores.get(name)
        return None if score is None else round(score, 3)

    def _use(self, name: str, claim: _Claim) -> str:
        self.used.add(id(claim))
        self.scores[name] = max(self.scores.get(name, 0.0), claim.score)
        return claim.value
