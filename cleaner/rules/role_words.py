"""The words of `role_words.toml`, loaded once, and a quick way to find them in a line.

A line is searched for a phrase only when it has the phrase's longest word: a set test for each line instead of a
hundred alternatives at each character.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files

WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


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


class Cues:
    """Finds the phrases of a section in folded text, as whole words; in scripts without spaces anywhere.

    >>> cues = Cues("form_thing")
    >>> text = "straight to your inbox every morning"
    >>> cues.search(text, set(text.split())).group()
    'inbox'
    """

    def __init__(self, section: str, key: str | None = None) -> None:
        phrases = role_words(section, key)
        spaced = [phrase for phrase in phrases if not UNSPACED.search(phrase)]
        self._phrases = frozenset(phrases)
        self._unspaced = _any([re.escape(phrase) for phrase in phrases if UNSPACED.search(phrase)])
        # "(left)" begins and ends with a bracket: no word may follow it, but one may touch it.
        self._pattern = _any([_whole(phrase) for phrase in spaced])
        self._of_word: dict[str, list[tuple[int, str, re.Pattern[str]]]] = {}
        """A phrase's longest word → its rank (of two that begin at one place the first counts), the phrase, and its pattern."""
        for rank, phrase in enumerate(spaced):
            word = max(WORD.findall(phrase), key=len)
            self._of_word.setdefault(word, []).append((rank, phrase, re.compile(_whole(phrase))))
        self.keys = frozenset(self._of_word)
        """A text without one of these words has no phrase, but in scripts without spaces."""

    def search(self, folded: str, words: AbstractSet[str]) -> re.Match[str] | None:
        """The first phrase in the text, or None. `words` are the text's runs of word characters."""
        match = None if self.keys.isdisjoint(words) else self._first(folded, self.keys & words)
        if match is None and not folded.isascii():
            match = self._unspaced.search(folded)
        return match

    def _first(self, folded: str, keys: AbstractSet[str]) -> re.Match[str] | None:
        """What `_pattern` finds, but only phrases with one of these words are looked for."""
        best: tuple[int, int] | None = None
        first: re.Match[str] | None = None
        for key in keys:
            for rank, phrase, pattern in self._of_word[key]:
                at = folded.find(phrase)
                while at >= 0 and (best is None or (at, rank) < best):
                    if match := pattern.match(folded, at):
                        best, first = (at, rank), match
                        break
                    at = folded.find(phrase, at + 1)
        return first

    def fullmatch(self, folded: str) -> bool:
        """Whether the text is one of the phrases."""
        return folded in self._phrases

    def all(self, folded: str, words: AbstractSet[str]) -> list[str]:
        """All phrases in the text, in order, each once."""
        has_one = any(phrase in folded for key in self.keys & words for _, phrase, _ in self._of_word[key])
        found = [match.group() for match in self._pattern.finditer(folded)] if has_one else []
        if not folded.isascii():
            found += [match.group() for match in self._unspaced.finditer(folded)]
        return list(dict.fromkeys(found))


def _whole(phrase: str) -> str:
    return (r"(?<!\w)" if phrase[0].isalnum() else "") + re.escape(phrase) + (r"(?!\w)" if phrase[-1].isalnum() else "")


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) if patterns else r"(?!)")


@cache
def cues(section: str, key: str | None = None) -> Cues:
    """The cues of a section, made once."""
    return Cues(section, key)
