"""The datasheet (after Gebru et al., "Datasheets for Datasets", 2021): all 57 questions, figures by the build, answers by people.

What nobody has answered says so, and what only the tool has said is called a draft: an empty or smooth place would look
like somebody's answer.
"""

from __future__ import annotations

from cleaner.release.cards.answers import DATE, NO_ANSWERS, Answers, load_answers
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.markdown import escape
from cleaner.release.cards.questions import SECTIONS
from cleaner.release.cards.status import Item, State, Status, datasheet_status

__all__ = ["DATASHEET_NAME", "NO_ANSWERS", "SECTIONS", "Answers", "datasheet", "load_answers"]

DATASHEET_NAME = "DATASHEET.md"

_HEAD = """\
The questions are those of “Datasheets for Datasets” (Gebru et al., 2021), in other words. Figures are counted by the build from the
published tables, and stand in `stats.json` too. Answers are written by people in `datasheet.toml`."""


def datasheet(facts: Facts, answers: Answers) -> str:
    """The datasheet's text: each question with what the build counted, what people answered, and how far to trust it."""
    status = datasheet_status(answers, facts)
    lines = [f"# Datasheet of {escape(facts.name)} {facts.version}", "", _HEAD, "", _summary(status), ""]
    number = 0
    for section in SECTIONS:
        lines += [f"## {section.title}", ""]
        for item in status.items:
            if item.section is section:
                number += 1
                lines += [f"### {number}. {item.question.text}", ""]
                lines += [line for part in _said(item) for line in (part, "")]
    return "\n".join(lines).rstrip() + "\n"


def _summary(status: Status) -> str:
    n = {state: sum(item.state is state for item in status.items) for state in State}
    said = (
        (n[State.COUNTED], "answered by figures"),
        (n[State.CONFIRMED] + n[State.UNCONFIRMED], "answered by people"),
        (n[State.DRAFT], "answered by a draft of the tool that nobody has confirmed"),
        (n[State.STALE], "answered for other facts than those of this version"),
        (n[State.OPEN], "open"),
        (n[State.EMPTY], "places for comments, and empty"),
    )
    return f"Of {len(status.items)} questions: " + "; ".join(f"{count} {words}" for count, words in said if count) + "."


def _said(item: Item) -> list[str]:
    section, key = ("about", "published") if item.key == DATE else (item.section.key, item.question.key)
    place = f"under `[{section}]` in `datasheet.toml`"
    match item.state:
        case State.OPEN:
            return [f"Not answered yet: `{key}` {place}."]
        case State.EMPTY:
            return ["Nothing."]
        case State.DRAFT:
            note = f"**Draft by the tool**, not confirmed by a person: `{item.question.key}.confirmed` {place} would be `{item.fingerprint}`."
        case State.STALE:
            what = "This answer was" if item.answer else "This draft by the tool was"
            about = f"about: {', '.join(item.question.rests_on) or 'its own words'}"
            note = f"**Stale:** {what} confirmed against other facts (`{item.confirmed}`) than those of this version (`{item.fingerprint}`), {about}."
        case _:
            return [item.text]
    return [item.text, f"> {note}"]
