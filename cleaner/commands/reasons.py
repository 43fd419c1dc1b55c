"""Why one version is a step from another, as a person reads it: new columns in one sentence, long types by what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEW = re.compile(r"(?P<table>[a-z]+)\.(?P<column>\w+) is new")
_WAS = re.compile(r"(?P<name>[\w.]+) was struct<(?P<was>[^<>]*)>, now it is struct<(?P<now>[^<>]*)>")


def in_brief(reasons: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(level, reason) with the same content in fewer lines, in their order.

    >>> in_brief([("minor", "articles.tags is new"), ("major", "3 articles changed"), ("minor", "articles.images is new")])
    [('minor', '2 columns are new: articles.tags, articles.images'), ('major', '3 articles changed')]
    >>> in_brief([("major", "articles.confidence was struct<title: double>, now it is struct<title: double, text: double>")])
    [('major', 'articles.confidence has other parts: text: double is new')]
    """
    found: dict[tuple[str, str], list[str]] = {}
    for level, reason in reasons:
        new = _NEW.fullmatch(reason)
        key = (level, " are new") if new else (level, _parts(reason))
        found.setdefault(key, []).append(f"{new['table']}.{new['column']}" if new else reason)
    return [(level, _columns(columns) if what == " are new" else what) for (level, what), columns in found.items()]


def _columns(names: list[str]) -> str:
    return f"{names[0]} is new" if len(names) == 1 else f"{len(names)} columns are new: {', '.join(names)}"


def _parts(reason: str) -> str:
    match = _WAS.fullmatch(reason)
    if not match:
        return reason
    was, now = (dict.fromkeys(part.strip() for part in match[side].split(",")) for side in ("was", "now"))
    said = [f"{part} is new" for part in now if part not in was] + [f"{part} is gone" for part in was if part not in now]
    return f"{match['name']} has other parts: {', '.join(said)}" if said else f"{match['name']} has its parts in another order"
