"""The words of `role_words.toml`, loaded once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def role_words(section: str, key: str | None = None) -> tuple[str, ...]:
    """The words of a section, of all its languages or of one key, longest first so that the longest matches.

    >>> "von" in role_words("byline"), role_words("reply")[0] != ""
    (True, True)
    """
    table = _load()[section]
    words = table[key] if key else [word for words in table.values() for word in words]
    return tuple(sorted(dict.fromkeys(words), key=len, reverse=True))


@cache
def _load() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("cleaner.rules").joinpath("role_words.toml").read_text("utf-8"))
