"""Publishers are data: one TOML file each, with the standing lines of its pages, reasons, and examples that are tests.

A file says what whole lines are (`keep`, `drop`, `take`) and which line gives the publisher away when there is no
address. Anything cleverer is a Python rule. The tool must not need them: they sharpen what the general rules know.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaner.article import Fate
from cleaner.errors import UsageError
from cleaner.own_files import read_own, toml_of
from cleaner.publishers.kinds import KEPT_KINDS, REMOVED_KINDS
from cleaner.rules.reading import Reading
from cleaner.rules.templates import TemplateSet, compile_templates

BUILT_IN = "cleaner/publishers/"
"""How errors call the folder of the built-in files."""
TAKEN_FIELDS = ("authors", "agencies", "credits", "captions", "section", "subtitle", "title")
"""The fields that a whole line can move into."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("name", "hosts", "recognise", "keep", "drop", "take", "examples"),
    "recognise": ("line",),
    "keep": ("line", "reason", "kind", "since", "until"),
    "drop": ("line", "kind", "reason", "since", "until"),
    "take": ("line", "field", "reason", "value", "since", "until"),
    "examples": ("drops", "keeps", "takes"),
}
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")
_VERBS = (Fate.KEEP, Fate.DROP, Fate.TAKE)


@dataclass(frozen=True, slots=True)
class Habit:
    """What a publisher's file says of the lines that one template fits."""

    fate: Fate
    line: str
    """The template (see `cleaner.rules.templates`)."""
    kind: str
    reason: str
    field: str | None = None
    """Where a taken line goes; None for the other verbs."""
    value: str | None = None
    """What goes there; None for the line itself."""
    since: date | None = None
    until: date | None = None
    """First and last day of articles it holds for; None is open."""

    def holds_on(self, day: date | None) -> bool:
        """Whether it applies to an article of that day. An article without a date gets all of them."""
        return day is None or ((self.since is None or self.since <= day) and (self.until is None or day <= self.until))


@dataclass(frozen=True, slots=True)
class Publisher:
    """One file, read and checked."""

    key: str
    """The file's name without `.toml`; the ledger's rule is `publisher:<key>`."""
    name: str
    hosts: tuple[str, ...]
    recognise: tuple[str, ...]
    """Templates of lines that only this publisher prints."""
    habits: tuple[Habit, ...]
    """In the order they are asked: keep, drop, take; within a verb as in the file."""
    where: str
    """How errors call the file."""
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    _undated: TemplateSet = field(default_factory=lambda: TemplateSet(()), repr=False, compare=False)
    _undated_places: tuple[int, ...] = field(default=(), repr=False, compare=False)
    _dated: tuple[tuple[int, TemplateSet], ...] = field(default=(), repr=False, compare=False)
    """Templates that hold for some time only stand alone, so that one out of force cannot hide the next."""

    @property
    def rule(self) -> str:
        """What the ledger calls the file."""
        return f"publisher:{self.key}"

    @property
    def is_dated(self) -> bool:
        """Whether some entry holds for some days only, so that the article's must be known."""
        return bool(self._dated)

    def because(self, habit: Habit) -> str:
        """The reason that a line has in the ledger."""
        return f"{habit.reason} ({self.name}: {habit.line!r})"

    def habit(self, folded: str, day: date | None = None) -> Habit | None:
        """The first habit that fits a folded line of an article of that day; None when the file has nothing to say."""
        found = self._undated.match(folded)
        place = None if found is None else self._undated_places[found]
        for index, template in self._dated:
            if (place is None or index < place) and self.habits[index].holds_on(day) and template.match(folded) is not None:
                place = index
        return None if place is None else self.habits[place]


class Publishers:
    """All publishers that are known, to be asked by address or by what a page says."""

    def __init__(self, publishers: Iterable[Publisher]) -> None:
        self.all = tuple(publishers)
        self._by_host: dict[str, Publisher] = {}
        signs = [(publisher, line) for publisher in self.all for line in publisher.recognise]
        for publisher in self.all:
            for host in publisher.hosts:
                other = self._by_host.setdefault(host, publisher)
                if other is not publisher:
                    hint = f"take it out of one, or name the file {other.key}.toml to replace the other"
                    raise UsageError(f"the host {host!r} is in {other.where} too", where=f"{publisher.where}: hosts", hint=hint)
        self._signs = tuple(signs)
        self._lines = compile_templates([line for _, line in signs])

    def for_host(self, url: str) -> Publisher | None:
        """The publisher of an address or host; a host stands for its subdomains too."""
        try:
            host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        except ValueError:  # "http://[" is no address
            return None
        parts = host.lower().rstrip(".").split(".")
        return next((found for i in range(len(parts)) if (found := self._by_host.get(".".join(parts[i:])))), None)

    def recognise(self, reading: Reading) -> tuple[Publisher, str] | None:
        """The publisher that the lines give away, and the line that does; None when none does, or more than one."""
        found: dict[str, tuple[Publisher, str]] = {}
        for index in reading.solid:
            match = self._lines.match(reading.folded[index])
            if match is not None:
                publisher, line = self._signs[match]
                found.setdefault(publisher.key, (publisher, f"line {index + 1} is {line!r}"))
        return found.popitem()[1] if len(found) == 1 else None


def load_publishers(folders: Sequence[Path] | None = None) -> Publishers:
    """The built-in publishers and those of the folders. A file replaces an earlier one of the same name.

    Raises:
        UsageError: when a file, key, template, date or host is not as docs/publishers.md says, with its address.
    """
    return _load_builtin() if not folders else Publishers(_merge([*_builtin(), *(load_publisher(path) for path in _files(folders))]))


def load_publisher(path: Path) -> Publisher:
    """One publisher's file.

    Raises:
        UsageError: when it cannot be read or something in it is wrong.
    """
    where = f"{path.resolve().parent.name}/{path.name}"
    try:
        text = read_own(path).decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"cannot be read ({why})", where=where, hint="give a TOML file in UTF-8") from error
    return read_publisher(text, key=path.stem, where=where)


def read_publisher(text: str, *, key: str, where: str) -> Publisher:
    """The publisher that a file's text describes; `where` is how errors call the file."""
    try:
        data = toml_of(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"is not TOML: {error}", where=where) from error
    return _File(where).publisher(data, key)


def _files(folders: Sequence[Path]) -> list[Path]:
    missing = next((folder for folder in folders if not folder.is_dir()), None)
    if missing is not None:
        raise UsageError(f"{missing} is not a folder", hint="give a folder of publisher files, or none")
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]


def _builtin() -> list[Publisher]:
    found: list[Traversable] = sorted((f for f in resources.files(__package__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [read_publisher(f.read_text(encoding="utf-8"), key=f.name.removesuffix(".toml"), where=f"{BUILT_IN}{f.name}") for f in found]


def built_in_text(key: str) -> str:
    """A built-in file as it is, to begin one's own with."""
    return (resources.files(__package__) / f"{key}.toml").read_text(encoding="utf-8")


@functools.cache
def _load_builtin() -> Publishers:
    return Publishers(_builtin())


def _merge(publishers: Iterable[Publisher]) -> list[Publisher]:
    return list({publisher.key: publisher for publisher in publishers}.values())


class _File:
    """Reads one file's tables; every complaint has the address of the fault."""

    def __init__(self, where: str) -> None:
        self.where = where

    def fail(self, address: str, message: str, hint: str | None = None) -> UsageError:
        return UsageError(message, where=f"{self.where}: {address}", hint=hint)

    def publisher(self, data: dict[str, Any], key: str) -> Publisher:
        self.known_keys(data, "", "")
        name = self.text(data, "name", "")
        hosts = self.texts(data.get("hosts", []), "hosts")
        for number, host in enumerate(hosts, 1):
            if not _HOST.fullmatch(host):
                raise self.fail(f"hosts[{number}]", f"{host!r} is not a host", "write it in lower case without scheme, port or path: 'example.org'")
        habits = tuple(self.habit(entry, verb, address) for verb in _VERBS for address, entry in self.tables(data, verb.value))
        recognise = tuple(self.template(entry, address) for address, entry in self.tables(data, "recognise"))
        examples = data.get("examples", {})
        if not isinstance(examples, dict):
            raise self.fail("examples", "is not a table", 'write [examples] once, with one bracket, and below it drops = ["…"]')
        self.known_keys(examples, "examples", "examples.")
        undated = tuple(i for i, habit in enumerate(habits) if habit.since is None and habit.until is None)
        dated = tuple((i, compile_templates([habit.line])) for i, habit in enumerate(habits) if i not in undated)
        drops, keeps, takes = (tuple(self.texts(examples.get(name, []), f"examples.{name}")) for name in _KEYS["examples"])
        return Publisher(
            key, name, tuple(hosts), recognise, habits, self.where, drops, keeps, takes, compile_templates([habits[i].line for i in undated]), undated, dated
        )

    def habit(self, entry: dict[str, Any], fate: Fate, address: str) -> Habit:
        target = value = None
        line = self.template(entry, f"{address}")
        reason = self.text(entry, "reason", f"{address}.")
        if fate is Fate.TAKE:
            target = self.text(entry, "field", f"{address}.")
            if target not in TAKEN_FIELDS:
                raise self.fail(f"{address}.field", f"{target!r} is not a field that a line can go into", _hint(target, TAKEN_FIELDS))
            value = self.text(entry, "value", f"{address}.") if "value" in entry else None
            kind = target
        else:
            kind = self.text(entry, "kind", f"{address}.") if fate is Fate.DROP or "kind" in entry else "body"
            kinds = tuple(REMOVED_KINDS if fate is Fate.DROP else KEPT_KINDS)
            if kind not in kinds:
                raise self.fail(f"{address}.kind", f"{kind!r} is not a kind of line that {'goes' if fate is Fate.DROP else 'stays'}", _hint(kind, kinds))
        since, until = (self.day(entry[name], f"{address}.{name}") if name in entry else None for name in ("since", "until"))
        if since and until and since > until:
            raise self.fail(f"{address}.until", f"{until} is before since, {since}")
        return Habit(fate, line, kind, reason, target, value, since, until)

    def tables(self, data: dict[str, Any], verb: str) -> list[tuple[str, dict[str, Any]]]:
        """(address, table) of each `[[verb]]`, counted from 1."""
        entries = data.get(verb, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            one = " in front of each entry, with two brackets" if isinstance(entries, dict) else ', and below it line = "…"'
            raise self.fail(verb, "is not a list of tables", f"write [[{verb}]]{one}")
        found = [(f"{verb}[{number}]", entry) for number, entry in enumerate(entries, 1)]
        for address, entry in found:
            self.known_keys(entry, verb, f"{address}.")
        return found

    def known_keys(self, table: dict[str, Any], kind: str, prefix: str) -> None:
        for key, value in table.items():
            if key in _KEYS[kind]:
                continue
            if kind != "examples" and key in _KEYS["examples"] and isinstance(value, list) and all(isinstance(line, str) for line in value):
                raise self.fail(key, "stands outside of [examples]", f"write [examples] above {key} = […]")
            if kind == "examples" and isinstance(value, list | dict) and key in _KEYS[""]:
                raise self.fail(f"{prefix}{key}", "unknown key", _hint(key, _KEYS[kind]) + f"; an entry is [[{key}]]")
            if kind and kind != "examples" and key in _KEYS[""]:
                raise self.fail(f"{prefix}{key}", f"stands in an entry of [[{kind}]]", f"move {key} = … to the top of the file, above every [")
            raise self.fail(f"{prefix}{key}", "unknown key", _hint(key, _KEYS[kind]))

    def text(self, table: dict[str, Any], key: str, prefix: str) -> str:
        value = table.get(key)
        if value is None:
            raise self.fail(f"{prefix}{key}", "is missing", f'write {key} = "…"')
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{prefix}{key}", f"{value!r} is not a text", f'write {key} = "…"')
        return value

    def texts(self, values: Any, address: str) -> list[str]:
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.fail(address, f"{values!r} is not a list of texts", 'write ["…", "…"]')
        return values

    def template(self, entry: dict[str, Any], address: str) -> str:
        line = self.text(entry, "line", f"{address}.")
        try:
            compile_templates([line])
        except UsageError as error:
            raise self.fail(f"{address}.line", error.message) from error
        return line

    def day(self, value: Any, address: str) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.fail(address, f"{str(value)!r} is not a date (YYYY-MM-DD)")


def _hint(found: str, allowed: Sequence[str]) -> str:
    near = difflib.get_close_matches(found, allowed, n=1)
    return (f"did you mean {near[0]!r}? " if near else "") + "allowed: " + ", ".join(allowed)
