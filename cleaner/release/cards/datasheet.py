"""The datasheet (after Gebru et al., "Datasheets for Datasets", 2021): seven sections, figures by the build, answers by people.

What nobody has answered says so: an empty place would look like an answer.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import UsageError
from cleaner.release.cards.card import counted
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.markdown import escape, share

DATASHEET_NAME = "DATASHEET.md"
Answers = Mapping[str, Mapping[str, str]]
"""Section key → question key → a person's answer, in Markdown."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the datasheet and what only a person can say of it."""

    key: str
    title: str
    questions: tuple[tuple[str, str], ...]
    """(key in the answers file, question)."""


SECTIONS = (
    Section(
        "motivation",
        "Motivation",
        (
            ("purpose", "For what purpose was the dataset made, and which gap does it fill?"),
            ("creators", "Who made it, and on whose behalf?"),
            ("funding", "Who paid for it?"),
        ),
    ),
    Section(
        "composition",
        "Composition",
        (
            ("selection", "Is it all there is or a selection, and how was it selected?"),
            ("people", "Does it speak of people who can be identified, and of which?"),
            ("sensitive", "Does it hold what is confidential, or what may hurt or offend?"),
        ),
    ),
    Section(
        "collection",
        "Collection process",
        (
            ("acquisition", "How, when and with what were the pages collected?"),
            ("consent", "Were publishers and the people concerned told, and did they agree?"),
            ("ethics", "Was there an ethical review, and what came of it?"),
        ),
    ),
    Section(
        "preprocessing",
        "Preprocessing, cleaning and labelling",
        (("raw_data", "Are the raw pages kept, and where?"),),
    ),
    Section(
        "uses",
        "Uses",
        (
            ("used_for", "What has it been used for, and what else could it serve?"),
            ("not_for", "What should it not be used for?"),
        ),
    ),
    Section(
        "distribution",
        "Distribution",
        (
            ("channel", "Who gets it, how and from when on?"),
            ("rights", "Which rights of others apply to the articles?"),
        ),
    ),
    Section(
        "maintenance",
        "Maintenance",
        (
            ("contact", "Who looks after it, and how can they be reached?"),
            ("takedown", "How can somebody have an article taken out?"),
            ("updates", "Will there be further versions?"),
        ),
    ),
)
"""The paper's seven sections in its order."""


def load_answers(path: Path | None) -> Answers:
    """The answers in a TOML file: a table per section, a string per question. None: no answers.

    Raises:
        UsageError: The file cannot be read, or holds a section or question that is not known.
    """
    if path is None:
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), hint="create it, or leave the setting out") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"is not TOML: {error}", where=str(path), hint="mend the line") from error
    known = {section.key: [key for key, _ in section.questions] for section in SECTIONS}
    for section, answers in found.items():
        _refuse_unknown(section, list(known), path, "section")
        if not isinstance(answers, dict):
            raise UsageError(f"{section} is not a table", where=str(path), hint=f"write [{section}] and the answers below it")
        for key, answer in answers.items():
            _refuse_unknown(key, known[section], path, f"{section}: question")
            if not isinstance(answer, str):
                raise UsageError(f"{section}.{key} is not a string", where=str(path), hint='write the answer in """ quotes')
    return found


def datasheet(facts: Facts, answers: Answers) -> str:
    """The datasheet's text: each section with what the build counted and what people answered."""
    lines = [f"# Datasheet of {escape(facts.name)} {facts.version}", ""]
    lines += ["Figures are counted by the build from the published tables. Answers are written by people in `datasheet.toml`.", ""]
    for section in SECTIONS:
        lines += [f"## {section.title}", ""]
        lines += _figures(section.key, facts)
        for key, question in section.questions:
            answer = answers.get(section.key, {}).get(key, "").strip()
            lines += [f"**{question}**", "", answer or f"Not answered yet: `{key}` under `[{section.key}]` in `datasheet.toml`.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _figures(section: str, facts: Facts) -> Iterator[str]:
    match section:
        case "composition":
            yield from _composition(facts)
        case "collection":
            yield f"{facts.n_inputs:,} inputs were read. Each is listed in `manifest.json` with its size, its SHA-256 and what became of it."
            yield ""
            if facts.first_day:
                yield f"The articles whose date is known were published from {facts.first_day} to {facts.last_day}."
                yield ""
        case "preprocessing":
            yield from _preprocessing(facts)
        case "distribution":
            yield f"Licence of the dataset: {escape(facts.license) if facts.license else 'none is stated'}."
            yield ""
            if facts.declared_licenses:
                yield counted("licence that pages declare", facts.declared_licenses)
                yield ""
        case "maintenance":
            yield f"This is version {facts.version}. Versions are never rewritten: what changes gets a new number, the first part of which"
            yield "rises when articles changed or went, the second when articles came."
            yield ""


def _composition(facts: Facts) -> Iterator[str]:
    yield f"A row is an article: {facts.n_articles:,} articles with {facts.n_words:,} words."
    yield ""
    yield "What is known of them (the rest is unknown, never guessed):"
    yield ""
    yield counted("column: articles in which it is known", {name: count for name, count in facts.known.items() if count})
    yield ""
    if facts.languages:
        yield counted("language", facts.languages)
        yield ""
    if facts.publishers:
        yield counted("publisher", facts.publishers)
        yield ""
    yield f"{facts.rows['duplicates']:,} inputs are duplicates of articles and are left out; `duplicates` lists them."
    yield ""
    yield f"{facts.n_replacement_chars:,} characters had been lost before the build (U+FFFD in the text)."
    yield ""


def _preprocessing(facts: Facts) -> Iterator[str]:
    yield "Every line of an input is kept in the text, removed as page chrome, or moved into a metadata field. `removals` holds each removed"
    yield "line with rule and evidence, `fields` the place where each value was read: text and ledger together give the lines back."
    yield ""
    yield f"{facts.n_lines_removed:,} of {facts.n_lines:,} lines were removed whole ({share(facts.n_lines_removed, facts.n_lines)})."
    yield ""
    if facts.removed_by_kind:
        yield counted("kind of removed line", facts.removed_by_kind)
        yield ""
    if facts.removed_by_rule:
        yield counted("rule that removed lines", facts.removed_by_rule)
        yield ""
    yield f"{facts.n_repairs:,} repairs of characters (decoding, mojibake, control characters) were made."
    yield ""
    yield f"{facts.rows['rejections']:,} inputs did not become articles" + (":" if facts.rejected_by_check else ".")
    yield ""
    if facts.rejected_by_check:
        yield counted("check that inputs failed", facts.rejected_by_check)
        yield ""


def _refuse_unknown(name: str, known: list[str], path: Path, what: str) -> None:
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        raise UsageError(f"{what} {name!r} is not known", where=str(path), hint=f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(known))
