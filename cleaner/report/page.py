"""The page itself: figures and cards go into the templates, which escape every value; the page forbids itself the network.

The policy in its head names the digests of the one style and the one script; a script in an article's title is none of them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from cleaner.columns import CONFIDENT_FIELDS
from cleaner.release.cards.markdown import number
from cleaner.release.diff import Diff, compare
from cleaner.release.index import read_index
from cleaner.release.sides import open_side
from cleaner.report import plots
from cleaner.report.cards import Colours, card, publisher_name
from cleaner.report.counts import BINS, MOST_DUPLICATES, MOST_REJECTIONS, WORD_EDGES, Counts, count
from cleaner.report.sample import SAMPLE, Sampled, draw
from cleaner.report.times import timeline
from cleaner.report.words import clipped, percent, visible

MOST_BYTES = 5_000_000
"""Of a report. What is above its figures goes to the sample; articles that do not fit are left out, and the page says so."""
_FOR_CARDS = 4_400_000
_MOST_ROWS = 15
_MOST_RULES = 60
_MATRIX_KINDS = 14


def report(folder: Path, *, before: Path | None = None, label: str | None = None, n: int = SAMPLE) -> str:
    """The report on the version in `folder`, as HTML that needs nothing else.

    `before` is the version to compare with, `label` what to call this one (None: its number), `n` the sampled articles.

    Raises:
        UsageError: There is no version.
        IntegrityError: A table or the manifest is missing or damaged.
    """
    side = open_side(folder)
    facts = count(folder, name=_name(folder), version=label or folder.name, license_=side.license)
    change = None if before is None else compare(open_side(before), side)
    entry = read_index(folder.absolute().parent).get(folder.absolute().name)
    return _render(facts, draw(side, n), change, side.made_with.get("article-cleaner"), yanked=entry.yanked if entry else None)


def _name(folder: Path) -> str:
    from cleaner.release.manifest import FILE_NAME  # noqa: PLC0415
    from cleaner.release.sides import read_manifest  # noqa: PLC0415

    said = read_manifest(folder).get("name") if (folder / FILE_NAME).is_file() else None
    return said if isinstance(said, str) else "articles"


def _render(counts: Counts, sample: Sequence[Sampled], change: Diff | None, made_with: str | None, *, yanked: str | None = None) -> str:
    facts = counts.facts
    # What the sample holds, however rare: a span's kind is one of the filter's choices.
    in_sample = {str(row["kind"]) for one in sample for line in one.lines.values() for span in line for row in span.rows if "fate" not in row}
    colours = Colours.of([*facts.removed_by_kind, *sorted(in_sample - facts.removed_by_kind.keys())])
    kinds = sorted(in_sample)
    publishers = sorted({publisher_name(one.row["publisher"]) for one in sample})
    style, script = _file("page.css"), _file("page.js")
    cards = _cards(sample, publishers, kinds, colours)
    return (
        _environment()
        .get_template("page.html")
        .render(
            name=clipped(visible(facts.name), 200),
            label=clipped(visible(facts.version), 200),
            style=Markup(style),  # noqa: S704 - our own files, not a word of any article
            style_hash=_source(style),
            script=Markup(script),  # noqa: S704
            script_hash=_source(script),
            facts=facts,
            counts=counts,
            yanked=None if yanked is None else clipped(visible(yanked), 1_000),
            lead=_lead(counts),
            **_flows(counts),
            **_removed(counts, colours),
            **_articles(counts),
            **_left_out(counts),
            change=None if change is None else _change(change),
            cards=cards,
            filter_publishers=publishers,
            filter_kinds=[_named(kind) for kind in kinds],
            legend=[{"name": _named(kind), "style": colours.of_kind(kind)} for kind in list(facts.removed_by_kind)[:7]]
            + ([{"name": "other kinds", "style": "k7"}] if len(facts.removed_by_kind) > 7 else []),
            sample_note=_sample_note(len(cards), facts.n_articles),
            foot="Counted from the published tables alone"
            + (f", made with article-cleaner {made_with}" if made_with else "")
            + (f". Licence: {facts.license}." if facts.license else ". No licence is stated."),
        )
    )


def _cards(sample: Sequence[Sampled], publishers: Sequence[str], kinds: Sequence[str], colours: Colours) -> list[Markup]:
    template = _environment().get_template("card.html")
    found: list[Markup] = []
    room = _FOR_CARDS
    for one in sample:
        html = template.render(card(one, len(found) + 1, publishers=publishers, kinds=kinds, colours=colours))
        size = len(html.encode())
        if size > room:
            continue  # the next one may be shorter
        room -= size
        found.append(Markup(html))  # noqa: S704 - the template has escaped it
    return found


def _sample_note(n: int, of: int) -> str:
    if n == of:
        return f"All {of:,} articles, the least confident first. Hover over a coloured line, or move to it with Tab, for the reason." if of else ""
    return (
        f"{n:,} of {of:,} articles: those the tool is least sure of first, then some of every kind and publisher. "
        "Hover over a coloured line, or move to it with Tab, for the reason."
    )


# ── the sections ─────────────────────────────────────────────────────────────────────────────────────────────────


def _lead(counts: Counts) -> str:
    facts = counts.facts
    if not facts.n_inputs:
        return "There was no input, and so there is no article."
    if not facts.n_articles:
        return f"{number(facts.n_inputs, 'input')} became no article. What became of each is listed below, with the check that it failed."
    span = ""
    if facts.first_day and facts.last_day:
        span = f", published {facts.first_day} to {facts.last_day}" if facts.first_day != facts.last_day else f", published on {facts.first_day}"
    n_publishers = len(facts.publishers)
    of = f" of {number(n_publishers, 'known publisher')}" if n_publishers else ""
    removed = (
        f"{facts.n_lines_removed:,} {'was' if facts.n_lines_removed == 1 else 'were'} removed as chrome; "
        "each of them is in the ledger with the rule that removed it and the reason."
        if facts.n_lines_removed
        else "none was removed."
    )
    return f"{number(facts.n_inputs, 'input')} became {number(facts.n_articles, 'article')}{of}{span}. Of {number(facts.n_lines, 'line')} {removed}"


def _flows(counts: Counts) -> dict[str, Any]:
    facts = counts.facts
    inputs = [("articles", facts.n_articles, "main"), ("duplicates", facts.rows["duplicates"], "dup"), ("rejections", facts.rows["rejections"], "bad")]
    lines = [
        ("stay in the text", counts.n_kept_lines, "kept"),
        ("moved into fields", counts.n_moved_lines, "moved"),
        ("removed", facts.n_lines_removed, "gone"),
    ]
    flows = [
        {
            "what": what,
            "total": sum(n for _, n, _ in parts),
            "ribbons": (drawn := plots.ribbons([(max(0, n), style) for _, n, style in parts])),
            "parts": [{"name": name, "n": n, "style": style, "label": one.label} for (name, n, style), one in zip(parts, drawn, strict=True)],
        }
        for what, parts in (("inputs", inputs), ("lines in articles", lines))
    ]
    sums = (
        f"inputs = articles + duplicates + rejections: {facts.n_inputs:,} = {' + '.join(f'{n:,}' for _, n, _ in inputs)}. "
        f"lines = stay + moved + removed: {facts.n_lines:,} = {' + '.join(f'{n:,}' for _, n, _ in lines)}."
    )
    return {"flows": flows, "sums": sums}


def _removed(counts: Counts, colours: Colours) -> dict[str, Any]:
    facts = counts.facts
    rules = [
        {
            "name": _named(rule.name),
            "n": rule.n_lines,
            "kinds": [{"name": _named(kind), "style": colours.of_kind(kind)} for kind in rule.kinds[:6]],
            "examples": [visible(" ".join(text.split())) for text in rule.examples],
        }
        for rule in counts.rules[:_MOST_RULES]
    ]
    named = [one for one in counts.publishers if one.n_removed]
    by_publisher = sorted(named, key=lambda one: (-one.n_removed, one.name or ""))
    heads = list(facts.removed_by_kind)[:_MATRIX_KINDS]
    rows = [
        {
            "name": publisher_name(one.name),
            "n_articles": one.n_articles,
            "n_removed": one.n_removed,
            "n_lines": one.n_lines,
            "cells": [{"n": one.kinds.get(kind, 0), "heat": _heat(one.kinds.get(kind, 0), one.n_lines)} for kind in heads],
        }
        for one in counts.publishers[: 2 * _MOST_ROWS]
    ]
    return {
        "kinds": [{"name": _named(kind), "n": n, "style": colours.of_kind(kind)} for kind, n in list(facts.removed_by_kind.items())[: 2 * _MOST_ROWS]],
        "rules": rules,
        "more_rules": _more(len(counts.rules), _MOST_RULES, "rules"),
        "by_publisher": [{"name": publisher_name(one.name), "n": one.n_removed, "style": ""} for one in by_publisher[:_MOST_ROWS]],
        "more_publishers": _more(len(by_publisher), _MOST_ROWS, "publishers"),
        "matrix": {"kinds": [_named(kind) for kind in heads], "rows": rows},
    }


def _heat(n: int, whole: int) -> int:
    share = n / whole if whole else 0.0
    return sum(share > edge for edge in (0, 0.02, 0.05, 0.1))


def _articles(counts: Counts) -> dict[str, Any]:
    facts = counts.facts
    n = facts.n_articles
    quantiles = facts.words_quantiles
    known = []
    for name, n_known in facts.known.items():
        unsure = facts.unsure.get(name, 0)
        parts = [((n_known - unsure) / n, "main"), (unsure / n, "warn")] if n else []
        known.append({"name": name, "n": n_known, "missing": n - n_known, "parts": parts})
    confidences = []
    for name in CONFIDENT_FIELDS:
        bins = counts.confidences[name]
        confidences.append({"name": name, "counts": bins, "note": f"{n - sum(bins):,} unknown" if n > sum(bins) else ""})
    edges = [f"{low:,} to {high - 1:,} words" for low, high in pairwise(WORD_EDGES)] + [f"{WORD_EDGES[-1]:,} words and more"]
    unknown_language = n - sum(facts.languages.values())
    languages = [{"name": _named(code), "n": count_, "style": ""} for code, count_ in list(facts.languages.items())[:_MOST_ROWS]]
    if unknown_language:
        languages.append({"name": "unknown", "n": unknown_language, "style": "kept"})
    return {
        "dates": timeline(facts.months, n),
        "word_labels": edges,
        "words_note": f"median {quantiles['median']:,}, {facts.n_words:,} in all" if quantiles else "",
        "languages": languages,
        "more_languages": _more(len(facts.languages), _MOST_ROWS, "languages"),
        "known": _in_two(sorted(known, key=lambda row: (-row["n"], row["name"]))),
        "confidences": confidences,
        "share_labels": [f"{10 * at} to {10 * at + 10} %" for at in range(BINS)],
        "share_labels_10": [f"{at / BINS:.1f} to {(at + 1) / BINS:.1f}" for at in range(BINS)],
    }


def _in_two(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows as two columns of a page, the first the longer."""
    middle = -(-len(rows) // 2)
    return [rows[:middle], rows[middle:]]


def _left_out(counts: Counts) -> dict[str, Any]:
    facts = counts.facts
    near = counts.n_near_duplicates
    n_duplicates = facts.rows["duplicates"]
    return {
        "rejected": [{"name": _named(check), "n": n, "style": ""} for check, n in facts.rejected_by_check.items()],
        "rejections": [{key: clipped(visible(str(row[key])), 400) for key in ("source", "check", "evidence")} for row in counts.rejections],
        "more_rejections": f"At most {MOST_REJECTIONS} of each check are listed; the table rejections has all {facts.rows['rejections']:,}."
        if facts.rows["rejections"] > len(counts.rejections)
        else "",
        "near": f"{near:,} articles ({percent(near, facts.n_articles)}) say nearly the same as one published before; they stay, and dup_of names it."
        if near
        else "",
        "duplicate_reasons": [{"name": _named(reason), "n": n, "style": ""} for reason, n in facts.duplicates_by_reason.items()],
        "duplicates": [
            {"source": clipped(visible(row["source"]), 300), "stands": clipped(visible(row["duplicate_of_source"]), 300), "reason": _named(row["reason"])}
            for row in counts.duplicates
        ],
        "more_duplicates": f"The first {MOST_DUPLICATES} of {n_duplicates:,}; the table duplicates has all." if n_duplicates > len(counts.duplicates) else "",
    }


def _change(diff: Diff) -> dict[str, Any]:
    tiles = (("added", len(diff.added)), ("removed", len(diff.removed)), ("changed", len(diff.changed)), ("the same", diff.n_same))
    return {
        "before": visible(diff.before),
        "tiles": [{"name": name, "n": n} for name, n in tiles],
        "reasons": [visible(f"{level}: {reason}") for level, reason in diff.reasons] or ["The content is the same."],
        "columns": [{"name": name, "n": n, "style": ""} for name, n in list(diff.changed_by_column.items())[:_MOST_ROWS]],
        "n_changed": len(diff.changed),
        "rules": [
            {"rule": _named(one.rule), "ledger": one.ledger, "n_more": one.n_more, "n_fewer": one.n_fewer, "n_articles": one.n_articles}
            for one in diff.rules[:_MOST_ROWS]
        ],
    }


def _named(name: str) -> str:
    """A kind, rule, check or code as the page shows it: a version of somebody else's may hold anything."""
    return clipped(visible(name), 120)


def _more(n: int, most: int, what: str) -> str:
    return f"and {n - most:,} {what} more" if n > most else ""


# ── the templates ────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _environment() -> Environment:
    found = Environment(autoescape=True, loader=FunctionLoader(_file), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found.globals |= {
        "bar": plots.bar,
        "stacked": plots.stacked,
        "histogram": plots.histogram,
        "flow": plots.flow,
        "strip": plots.strip,
        "percent": percent,
        "most": _most,
        "titles": _titles,
        "in_words": _in_words,
    }
    return found


def _most(rows: Sequence[Mapping[str, Any]]) -> int:
    return max((int(row["n"]) for row in rows), default=0) or 1


def _titles(labels: Sequence[str], counts: Sequence[int], what: str) -> list[str]:
    return [f"{label}: {n:,} {what}" for label, n in zip(labels, counts, strict=True)]


def _in_words(labels: Sequence[str], counts: Sequence[int], what: str) -> str:
    return "; ".join(title for title, n in zip(_titles(labels, counts, what), counts, strict=True) if n)


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
