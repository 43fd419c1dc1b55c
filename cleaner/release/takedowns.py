"""The takedown list: articles that no build publishes any more, each with the reason that its rejection gives.

A list is a TOML file of `[[takedown]]` tables. Each names one `id`, `url` or `host`, and a `reason`. An entry that
stands for nothing in the input is kept: the page may come back with the next crawl.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaner.errors import UsageError
from cleaner.own_files import read_own, toml_of

CHECK = "takedown"
"""The `check` of the rejections."""
_KEYS = ("id", "url", "host", "reason")


@dataclass(frozen=True, slots=True)
class Takedowns:
    """What must not be published, and why."""

    ids: Mapping[str, str] = field(default_factory=dict)
    """Article id → reason."""
    urls: Mapping[str, str] = field(default_factory=dict)
    """Normalised URL → reason."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Host, with all hosts below it → reason."""

    @property
    def is_empty(self) -> bool:
        return not (self.ids or self.urls or self.hosts)

    def reason(self, id_: str, *urls: str | None) -> str | None:
        """Why the article of this id, at any of these addresses, must not be published; None when it may.

        >>> Takedowns(hosts={"lantern.example": "the publisher asked"}).reason("0" * 20, "https://www.lantern.example/a")
        'the publisher asked'
        """
        if id_ in self.ids:
            return self.ids[id_]
        for url in filter(None, urls):
            if (reason := self.urls.get(_page(url))) is not None:
                return reason
            host = _host(url)
            while host:
                if host in self.hosts:
                    return self.hosts[host]
                host = host.partition(".")[2]
        return None


def load_takedowns(path: Path | None) -> Takedowns:
    """The list in a TOML file; an empty one for None.

    Raises:
        UsageError: The file cannot be read, or an entry has an unknown key, no reason, or not exactly one of id, url and host.
    """
    if path is None:
        return Takedowns()
    try:
        table = toml_of(read_own(path).decode())
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), hint="mend it: a takedown must not be forgotten") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"is not TOML: {error}", where=str(path), hint="mend the line") from error
    ids: dict[str, str] = {}
    urls: dict[str, str] = {}
    hosts: dict[str, str] = {}
    for name in table:
        if name != "takedown":
            raise UsageError(f"{name!r} is not known", where=str(path), hint="write [[takedown]] tables, each with id, url or host, and reason")
    entries = table.get("takedown", [])
    if not isinstance(entries, list):
        raise UsageError("takedown is not a list of tables", where=str(path), hint="write [[takedown]], with two brackets")
    for number, entry in enumerate(entries, 1):
        key, value, reason = _parsed(entry, f"{path}: takedown[{number}]")
        {"id": ids, "url": urls, "host": hosts}[key].setdefault(value, reason)
    return Takedowns(ids, urls, hosts)


def _parsed(entry: Any, where: str) -> tuple[str, str, str]:
    if not isinstance(entry, dict):
        raise UsageError("is not a table", where=where, hint="write [[takedown]], with two brackets")
    for key, value in entry.items():
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, n=1)
            raise UsageError(f"{key!r} is not known", where=where, hint=f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(_KEYS))
        if not isinstance(value, str):
            raise UsageError(f"{key} is not a text", where=where, hint="write it in quotes")
        if not value.strip():
            raise UsageError(f"{key} is empty", where=where, hint=f'write something: {key} = "…"')
    named = [key for key in ("id", "url", "host") if key in entry]
    if len(named) != 1:
        raise UsageError(f"it names {' and '.join(named) or 'nothing'}", where=where, hint="name one of id, url and host")
    if "reason" not in entry:
        raise UsageError("it has no reason", where=where, hint='say why: reason = "…"')
    key, value, reason = named[0], entry[named[0]].strip(), " ".join(entry["reason"].split())
    if key == "id" and not re.fullmatch(r"[0-9a-f]{16,64}", value):
        raise UsageError(f"id {value!r} is not an article's id", where=where, hint="copy it from the column id; it has 20 hex digits")
    if key == "url":
        if not urlsplit(value).netloc:
            raise UsageError(f"url {value!r} is not an address", where=where, hint="write it whole, with https://")
        value = _page(value)
    if key == "host":
        if not re.fullmatch(r"[^\s/:@?#]+(\.[^\s/:@?#]+)+", value):
            raise UsageError(f"host {value!r} is not a host", where=where, hint="write the name alone, such as lantern.example")
        value = _ascii(value.strip("."))
    return key, value, reason


def _page(url: str) -> str:
    """The page behind an address: with or without TLS or a last slash it is the same one that somebody asked to take out."""
    from cleaner.split import normalise_url  # noqa: PLC0415 - brings all that reads lines, and most builds have no list

    return normalise_url(url).partition("://")[2].rstrip("/")


def _host(url: str) -> str:
    try:
        return _ascii((urlsplit(url.strip()).hostname or "").strip("."))
    except ValueError:
        return ""


def _ascii(host: str) -> str:
    try:
        return host.lower().encode("idna").decode()
    except UnicodeError:
        return host.lower()
