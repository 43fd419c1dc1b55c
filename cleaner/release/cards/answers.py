"""`datasheet.toml`: what people say of the dataset. A build reads it and never writes it.

A key is a question's, for life. `key = "…"` answers it; `key.answer` and `key.confirmed` also say which facts the
answer was checked against, and `key.confirmed` alone accepts the tool's draft as it stands.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cleaner.errors import UsageError
from cleaner.own_files import read_own, toml_of
from cleaner.release.cards.fingerprint import LENGTH
from cleaner.release.cards.questions import SECTIONS, By, every

_CONFIRMED = re.compile(f"[0-9a-f]{{{LENGTH}}}")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to one question."""

    text: str = ""
    """Markdown; '' when the person only confirms the draft."""
    confirmed: str | None = None
    """Fingerprint of the facts that the answer was checked against; None when nobody said."""


@dataclass(frozen=True, slots=True)
class About:
    """What a card states in fields of its own, as people gave it under `[about]`."""

    creators: tuple[str, ...] = ()
    """Names of people or institutions."""
    published: str | None = None
    """The day of publication, YYYY-MM-DD. A build has no clock and cannot know it."""
    url: str | None = None
    """Where the dataset lives."""
    citation: str | None = None
    """How to cite it. None: the card makes a citation from name, version and creators."""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """All that people said."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    """`section.key` → answer; questions without one are not there."""
    about: About = About()

    def text(self, key: str) -> str:
        """The answer's words, '' when there are none."""
        return self.answers[key].text if key in self.answers else ""


NO_ANSWERS = Answers()
DATE = "distribution.date"
"""The question that `published` under `[about]` answers: the day is stated once, where the card reads it too."""


def load_answers(path: Path | None) -> Answers:
    """The answers in the file; None: no answers.

    Raises:
        UsageError: The file cannot be read, or holds a section, question or value that is not allowed; all faults at once.
    """
    if path is None:
        return NO_ANSWERS
    try:
        found = toml_of(read_own(path).decode())
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), hint="create it, or leave the setting out") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"is not TOML: {error}", where=str(path), hint="mend the line") from error
    faults: list[str] = []
    answers = parse_answers(found, faults)
    if faults:
        raise UsageError("; also: ".join(faults), where=str(path))
    return answers


def parse_answers(found: Mapping[str, Any], faults: list[str]) -> Answers:
    """The answers in a TOML document; what is wrong with it is added to `faults`, one line each."""
    known = {section.key: [question.key for question in section.asked] for section in SECTIONS}
    drafted = {f"{section.key}.{question.key}" for section, question in every() if question.by is By.DRAFT}
    answers: dict[str, Answer] = {}
    about = About()
    for section, table in found.items():
        if section not in {*known, "about"}:
            faults.append(f"section {_show(section)} is not known; {_meant(section, [*known, 'about'])}")
        elif not isinstance(table, Mapping):
            faults.append(f"{section} is not a table; write [{section}] and the answers below it")
        elif section == "about":
            about = _about(table, faults)
        else:
            for key, value in table.items():
                if key not in known[section]:
                    faults.append(f"{section}: question {_show(key)} is not known; {_elsewhere(section, key, known)}")
                elif (answer := _answer(f"{section}.{key}", value, faults)) is not None:
                    if not answer.text and f"{section}.{key}" not in drafted:
                        faults.append(f"{section}.{key}.confirmed: there is no draft to confirm; write {key}.answer beside it")
                    answers[f"{section}.{key}"] = answer
    return Answers(answers, about)


def template() -> str:
    """An answers file with every question as a comment, for a new workspace."""
    lines = [_TEMPLATE]
    for section in SECTIONS:
        lines.append(f"\n[{section.key}]  # {section.title}\n")
        for question in section.asked:
            is_stated = f"{section.key}.{question.key}" == DATE
            lines.append(f'# {question.text}{_STATED if is_stated else _HELP[question.by]}\n# {question.key} = ""\n')
    return "".join(lines)


_STATED = " (State the day as `published` under [about]; what you write here is added.)"
_HELP = {
    By.BUILD: " (The build answers it; what you write is added.)",
    By.DRAFT: " (The tool drafts it: confirm the draft, or write your own.)",
    By.PEOPLE: "",
    By.COMMENT: "",
}

_TEMPLATE = """\
# Your answers in the datasheet. The build counts what can be counted and never writes this file.
#
#   purpose = "To test ploughs."          answers a question; Markdown is fine, and so are three quotes for long texts
#   people.confirmed = "0123456789ab"     says that the tool's draft is right; `clean datasheet` shows what to paste
#   people.answer = "Yes: …"              your own words, with the same `confirmed` beside them: the answer is then
#                                         flagged as stale when the facts it rests on change, and kept
#
# Take the '#' away where you have an answer; one left as it is counts as not answered yet.

[about]  # What the dataset card and croissant.json state in fields of their own
# creators = ["…"]
# published = 2031-05-01
# url = "https://…"
# citation = "…"
# keywords = ["news"]
"""


def _answer(where: str, value: Any, faults: list[str]) -> Answer | None:
    if isinstance(value, str):
        return Answer(value.strip()) if value.strip() else None
    if not isinstance(value, Mapping):
        remedy = "state the day as published under [about]" if where == DATE else 'write the answer in """ quotes'
        faults.append(f"{where} is not a string; {remedy}")
        return None
    for key in value:
        if key not in {"answer", "confirmed"}:
            faults.append(f"{where}: key {_show(key)} is not known; {_meant(key, ['answer', 'confirmed'])}")
            return None
    text, confirmed = value.get("answer", ""), value.get("confirmed")
    if not isinstance(text, str):
        faults.append(f'{where}.answer is not a string; write the answer in """ quotes')
        return None
    if confirmed in {None, ""}:
        return Answer(text.strip()) if text.strip() else None
    if not isinstance(confirmed, str) or not _CONFIRMED.fullmatch(confirmed):
        faults.append(f"{where}.confirmed: {_show(confirmed)} is not a fingerprint ({LENGTH} hex digits); run 'clean datasheet' and paste the one it shows")
        return None
    return Answer(text.strip(), confirmed)


def _about(table: Mapping[str, Any], faults: list[str]) -> About:
    known = [item.name for item in fields(About)]
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            faults.append(f"about: key {_show(key)} is not known; {_meant(key, known)}")
            continue
        allowed, parse = _ABOUT[key]
        try:
            values[key] = parse(value)
        except ValueError:
            faults.append(f"about.{key}: {_show(value)} is not {allowed}")
    return About(**values)


def _names(value: Any) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else (None,)
    return tuple(_words(name) for name in names)


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return " ".join(value.split())


def _day(value: Any) -> str:
    # TOML has dates of its own: 2031-05-01 without quotes is one. A time would be one of the writer's clock.
    return dt.date.fromisoformat(str(value) if isinstance(value, dt.date | str) else "").isoformat()


def _url(value: Any) -> str:
    if not isinstance(value, str) or not _URL.fullmatch(value.strip()):
        raise ValueError
    return value.strip()


def _citation(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "```" in value:  # the card shows it between such fences
        raise ValueError
    return value.strip()


_ABOUT: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "creators": ("a list of names, such as ['The Port Aldwin Archive']", _names),
    "published": ("a day, such as 2031-05-01", _day),
    "url": ("an address that starts with https://", _url),
    "citation": ("a text without ``` in it", _citation),
    "keywords": ("a list of words, such as ['news', 'weather']", _names),
}
"""Key → what its value must be, in words, and the function that takes it or raises ValueError."""


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _meant(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name.lower(), known, n=1)
    return f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(known)


def _elsewhere(section: str, key: str, known: Mapping[str, list[str]]) -> str:
    """The nearest key: in its section, or the same key in another."""
    others = [name for name, keys in known.items() if key in keys and key != "comments"]
    if not others and key in {item.name for item in fields(About)}:
        others = ["about"]
    return f"it belongs under [{others[0]}]" if others else _meant(key, known[section])
