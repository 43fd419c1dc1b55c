"""Where each answer of the datasheet stands: counted, drafted, answered, confirmed, stale or open.

The datasheet renders it, and `clean datasheet` lists it: both see the same.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import IntegrityError
from cleaner.own_files import json_of, read_own
from cleaner.release.cards.answers import DATE, Answer, Answers
from cleaner.release.cards.counted import answers_of_the_build
from cleaner.release.cards.drafts import drafts_of
from cleaner.release.cards.facts import Facts, from_json
from cleaner.release.cards.fingerprint import fingerprint
from cleaner.release.cards.questions import By, Question, Section, every

STATS_NAME = "stats.json"


class State(enum.StrEnum):
    """How far the answer to a question is."""

    COUNTED = "counted"
    """The build answers it."""
    CONFIRMED = "confirmed"
    """A person checked it against the facts as they are, or it rests on none."""
    UNCONFIRMED = "unconfirmed"
    """A person answered; against which facts is not said."""
    DRAFT = "draft"
    """Only the tool has spoken: a person must confirm it or write a better answer."""
    STALE = "stale"
    """A person answered or confirmed, and the facts have changed since."""
    OPEN = "open"
    """Nobody has answered."""
    EMPTY = "empty"
    """A comment that nobody needed to make."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question and all that is said to it."""

    section: Section
    question: Question
    state: State
    counted: str
    """What the build counted, as Markdown; '' when it cannot."""
    draft: str
    """The tool's draft, as Markdown; '' when it has none."""
    answer: str
    """A person's words, as Markdown; '' when there are none."""
    fingerprint: str
    """What `confirmed` must be for this answer to be up to date."""
    confirmed: str | None
    """What it is."""

    @property
    def key(self) -> str:
        return f"{self.section.key}.{self.question.key}"

    @property
    def is_prefilled(self) -> bool:
        return bool(self.counted or self.draft)

    @property
    def text(self) -> str:
        """What is said to the question, as Markdown: figures first, then a person's words, or the draft where there are none."""
        return "\n\n".join(part for part in (self.counted, self.answer or self.draft) if part)


@dataclass(frozen=True, slots=True)
class Status:
    """All 57 questions in their order."""

    name: str
    version: str
    items: tuple[Item, ...]

    @property
    def needed(self) -> tuple[Item, ...]:
        """What a person still has to do: open questions, drafts that nobody confirmed, stale answers."""
        return tuple(item for item in self.items if item.state in {State.OPEN, State.DRAFT, State.STALE})

    def text(self, key: str) -> str:
        """What is said to the question `section.key`, '' when nothing is."""
        return next(item.text for item in self.items if item.key == key)

    def said(self, key: str) -> str:
        """The person's words to the question, or the draft; without figures."""
        return next(item.answer or item.draft for item in self.items if item.key == key)


def datasheet_status(answers: Answers, facts: Facts) -> Status:
    """Where each answer stands against these facts."""
    counted, drafts = answers_of_the_build(facts, answers.about), drafts_of(facts)
    items = []
    for section, question in every():
        key = f"{section.key}.{question.key}"
        answer = answers.answers.get(key, Answer())
        draft = drafts.get(key, "")
        expected = fingerprint(facts, section, question, "" if answer.text else draft)
        state = _state(question, answer, counted.get(key, ""), draft, expected)
        items.append(Item(section, question, state, counted.get(key, ""), draft, answer.text, expected, answer.confirmed))
    return Status(facts.name, facts.version, tuple(items))


def facts_of_version(folder: Path) -> Facts:
    """The facts of a published version, from its `stats.json`.

    Raises:
        IntegrityError: There is no such file, or it does not hold them.
    """
    path = folder / STATS_NAME
    try:
        return from_json(json_of(read_own(path))["facts"])
    except OSError as error:
        raise IntegrityError(f"cannot be read ({error.strerror})", where=str(path), hint="name a version that this tool published") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError("does not hold the figures of a version", where=str(path), hint="run 'clean verify' on the version, or build a new one") from error


def render_status(status: Status, into: str, *, is_new: bool = False) -> str:
    """The status as a page: what is needed, each with the line to write and the heading that it belongs under, then how many answers stand how.

    `into` is the file of answers, as the user would type it; `is_new`: it does not exist yet.
    """
    lines = [f"Datasheet of {status.name} {status.version}", ""]
    unbound = [item for item in status.items if item.state is State.UNCONFIRMED and item.question.rests_on]
    if status.needed:
        lines.append(f"Write into {into}{', which is not there yet' if is_new else ''}, each line under its heading in brackets.")
        if any(item.state in {State.DRAFT, State.STALE} for item in status.needed):
            lines += [
                "`confirmed` accepts the draft in DATASHEET.md, or your answer, as it stands;",
                '`KEY.answer = "…"` beside it puts your words in the place of the draft.',
            ]
        lines += _to_write(status.needed)
    if unbound:
        lines += [
            *([""] if status.needed else []),
            "Answered, but not bound to the facts. Write the answer as KEY.answer and add these to be told when they change:",
        ]
        lines += _to_write(unbound)
    counts = Counter(item.state for item in status.items)
    lines += [*([""] if status.needed or unbound else []), f"{len(status.items)} questions: " + ", ".join(f"{counts[s]} {s}" for s in State if counts[s])]
    return "\n".join(lines) + "\n"


def _to_write(items: Iterable[Item]) -> Iterator[str]:
    """The questions below the headings of their sections, each with its line as TOML has it. A heading may stand once in a file."""
    by_heading: dict[str, list[Item]] = {}
    for item in items:
        by_heading.setdefault("about" if item.key == DATE and item.state is State.OPEN else item.section.key, []).append(item)
    for heading, group in by_heading.items():
        yield from ("", f"[{heading}]")
        for item in group:
            line = f'{item.question.key}.confirmed = "{item.fingerprint}"' + (f"   # was {item.confirmed}" if item.confirmed else "")
            if item.state is State.OPEN:
                line = "published = 2031-05-01   # the day" if heading == "about" else f'{item.question.key} = "…"'
            yield from (f"{item.state:<11}  {item.question.text}", f"{'':<11}  {line}")


def status_json(status: Status) -> dict[str, object]:
    """The status as JSON holds it."""
    return {
        "name": status.name,
        "version": status.version,
        "counts": dict(Counter(str(item.state) for item in status.items)),
        "questions": [
            {
                "key": item.key,
                "question": item.question.text,
                "state": str(item.state),
                "fingerprint": item.fingerprint,
                "confirmed": item.confirmed,
                "rests_on": list(item.question.rests_on),
            }
            for item in status.items
        ],
    }


def _state(question: Question, answer: Answer, counted: str, draft: str, expected: str) -> State:
    if answer.confirmed and (answer.text or draft):
        return State.CONFIRMED if answer.confirmed == expected else State.STALE
    if answer.text:
        # What rests on no fact cannot become stale: "Who paid for it?" needs no fingerprint.
        return State.UNCONFIRMED if question.rests_on else State.CONFIRMED
    if counted:
        return State.COUNTED
    if draft:
        return State.DRAFT
    return State.EMPTY if question.by is By.COMMENT else State.OPEN
