"""What the settings may ask for beyond cleaning: figures of quality, personal data counted or put out, and filters.

All of it is off by default, and comes last: the lines of an article have the same fates with and without. A filtered
article is a rejection with the figure; what is put out has a row in the ledger that does not repeat it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cleaner.article import Article, Examined, JudgedLine, Rejection, Removal
from cleaner.columns import ARTICLES
from cleaner.ledger import REDACTED
from cleaner.personal import PLACEHOLDERS, find, redacted
from cleaner.quality import FIGURES, figures
from cleaner.split import count_words
from cleaner.wishes import Extras, Filter

COUNT, REDACT = "count", "redact"
NUMBERS = ("n_words", "n_chars", "n_lines", "n_lines_removed", "n_repairs", "n_replacement_chars", "language_score", "n_emails", "n_phones", *FIGURES)
"""Columns that a filter may bound."""
WORDS = ("language", "publisher", "section", "page_type", "license", "published_precision")
"""Columns of which a filter may list the values."""
_NO_WORDS = frozenset({"id", "source", "url", "canonical_url", "content_sha256", "raw_sha256", "dup_cluster", "dup_of", "images"})
"""Columns that are left as they are: names by which things are found. All others are redacted, also those that come one day."""
_NAMED = {"email": "an e-mail address", "phone": "a phone number"}


def with_extras(examined: Examined, extras: Extras) -> Examined:
    """The same input with what is asked for: columns filled, personal data put out, or a rejection in the article's place."""
    article = examined.article
    if article is None:
        return _redacted(examined) if extras.pii == REDACT else examined
    if extras.pii is not None:
        kinds = [one.kind for one in find(article.text)]
        article = replace(article, n_emails=kinds.count("email"), n_phones=kinds.count("phone"))
        examined = replace(examined, article=article)
    if extras.pii == REDACT:
        examined = _redacted(examined)
        assert examined.article is not None
        article = examined.article
    if extras.quality:
        values: dict[str, Any] = figures(article.text, article.language)
        article = replace(article, **values)
        examined = replace(examined, article=article)
    objections = [(each.column, said) for each in extras.filters if (said := _objection(each, article)) is not None]
    if objections:
        rejection = Rejection(article.source, f"filter:{objections[0][0]}", "; ".join(said for _, said in objections), article.raw_sha256)
        return replace(examined, article=None, rejection=rejection)
    return examined


def _objection(wish: Filter, article: Article) -> str | None:
    """Why the article is left out, with the figure; None when it stays.

    A figure of quality is None where it means nothing of such a text, and then nobody objects; what else is missing fails.
    """
    value = getattr(article, wish.column)
    if value is None:
        return None if wish.column in FIGURES else f"{wish.column} is unknown, and the filter keeps {wish.wanted}"
    if wish.among is not None:
        return None if value in wish.among else f"{wish.column} is {value!a}, and the filter keeps {wish.wanted}"
    fits = (wish.least is None or value >= wish.least) and (wish.most is None or value <= wish.most)
    return None if fits else f"{wish.column} is {value:g}, and the filter keeps {wish.wanted}"


def _redacted(examined: Examined) -> Examined:
    """Without addresses and numbers, wherever they stand: in the text, in fields, in both ledgers and in the lines."""
    lines = tuple(_redacted_line(line) for line in examined.lines)
    removals = tuple(replace(removal, text=redacted(removal.text), because=redacted(removal.because)) for removal in examined.removals)
    fields = tuple(
        field if field.field in _NO_WORDS else replace(field, value=redacted(field.value), text=redacted(field.text), because=redacted(field.because))
        for field in examined.fields
    )
    repairs = tuple(replace(repair, before=redacted(repair.before), after=redacted(repair.after)) for repair in examined.repairs)
    article = examined.article
    if article is not None:
        article = _redacted_article(article)
        removals = tuple(sorted([*removals, *_rows(article.id, examined.lines)], key=lambda row: (row.line, row.start, row.kind == REDACTED)))
    return replace(examined, article=article, lines=lines, removals=removals, fields=fields, repairs=repairs, document=None)


def _redacted_article(article: Article) -> Article:
    changed: dict[str, Any] = {}
    for column in ARTICLES:
        value: Any = None if column.name in _NO_WORDS else getattr(article, column.name)
        if isinstance(value, str) and (new := redacted(value)) != value:
            changed[column.name] = new
        elif column.type == "list<string>" and value and (new_values := tuple(map(redacted, value))) != value:
            changed[column.name] = new_values
    if "text" in changed:
        text = changed["text"]
        changed |= {"n_words": count_words(text), "n_chars": len(text), "content_sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}
    return replace(article, **changed) if changed else article


def _redacted_line(line: JudgedLine) -> JudgedLine:
    """The line with placeholders; its verdicts' spans stay those of the input."""
    text = redacted(line.text)
    verdicts = tuple(
        replace(verdict, because=redacted(verdict.because), reads=tuple((name, redacted(value)) for name, value in verdict.reads)) for verdict in line.verdicts
    )
    return JudgedLine(replace(line.line, text=text), verdicts)


def _rows(identity: str, lines: Iterable[JudgedLine]) -> list[Removal]:
    """A row of the ledger for each address and number, with the placeholder for its text."""
    return [
        Removal(
            identity,
            line.no,
            one.start,
            one.end,
            PLACEHOLDERS[one.kind],
            REDACTED,
            f"redact-{one.kind}",
            f"the settings ask to redact: {_NAMED[one.kind]} of {one.end - one.start} characters",
            1.0,
        )
        for line in lines
        for one in find(line.text)
    ]


def parse_filters(table: Mapping[str, Any]) -> tuple[Filter, ...]:
    """Filters from the settings: `{ min = 3, max = 10 }` bounds a column, `["en", "de"]` lists its values.

    >>> parse_filters({"language": ["en"], "n_words": {"min": 100}})
    (Filter(column='language', least=None, most=None, among=('en',)), Filter(column='n_words', least=100.0, most=None, among=None))

    Raises:
        ValueError: What is wrong, in words.
    """
    found = []
    for column, wanted in sorted(table.items()):
        if column in WORDS:
            if not isinstance(wanted, list) or not wanted or not all(isinstance(value, str) and value for value in wanted):
                raise ValueError(f'{column} takes a list of values, such as ["en", "de"]')
            found.append(Filter(column, among=tuple(wanted)))
        elif column in NUMBERS:
            found.append(_bounded(column, wanted))
        else:
            raise ValueError(f"{column!a} is no column that can be filtered by; there are {', '.join((*WORDS, *NUMBERS))}")
    return tuple(found)


def _bounded(column: str, wanted: Any) -> Filter:
    bounds = wanted if isinstance(wanted, Mapping) else {}
    are_numbers = all(isinstance(bound, int | float) and not isinstance(bound, bool) and bound == bound for bound in bounds.values())  # noqa: PLR0124 - NaN
    if not bounds or not bounds.keys() <= {"min", "max"} or not are_numbers:
        raise ValueError(f"{column} takes {{ min = …, max = … }}, either or both")
    least, most = (None if bounds.get(key) is None else float(bounds[key]) for key in ("min", "max"))
    if least is not None and most is not None and least > most:
        raise ValueError(f"{column}: min is above max")
    return Filter(column, least, most)


def unmet(extras: Extras) -> str | None:
    """The filter on a column that nothing fills, and the setting that would; None when all is well."""
    for each in extras.filters:
        if each.column in FIGURES and not extras.quality:
            return f"filters.{each.column} needs quality = true"
        if each.column in {"n_emails", "n_phones"} and extras.pii is None:
            return f'filters.{each.column} needs pii = "count" or pii = "redact"'
    return None
