"""What of a text may come again elsewhere: the beginnings of its longer words, pairs of characters of East Asian scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import filterfalse

_WORDS = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")
_PAIR = re.compile(r"(?=[\u30a0-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2})")
LEAST_TERM = 4
"""Letters of a word that may come again."""
_APART = re.compile(
    "[\u30a0-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070-\u2089\u2460-\u24ff\u2776-\u2793\U00010000-\U0010ffff]"
)
"""Scripts that are cut into other pieces than words, and digits that are no decimals ("²"), which count as words however short."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def terms(text: str, least: int = LEAST_TERM) -> list[str]:
    """The beginnings of a text's words of `least` letters and more, and its numbers.

    Five letters make "train" and "trains" one word, and most inflected forms. Of Japanese the pairs without
    hiragana count: those with it are grammar.

    >>> terms("Night trains to the coast return")
    ['night', 'train', 'coast', 'retur']
    """
    folded = text.casefold()
    if folded.isascii():
        return [word[:5] for word in _plain_terms(least).findall(folded)]
    if not _APART.search(folded):
        return [word[:5] for word in _terms(least).findall(folded)]
    pairs = [folded[m.start() : m.start() + 2] for m in _PAIR.finditer(folded)]
    words = _WORDS.findall(_HAN.sub(" ", folded) if pairs else folded)
    return pairs + [
        word[:2] if "\uac00" <= word[0] <= "\ud7af" else word[:5] for word in words if len(word) >= least or word.isdigit() or "\uac00" <= word[0] <= "\ud7af"
    ]


def distinct_terms(text: str, least: int) -> frozenset[str]:
    """The terms of a text, each once.

    >>> sorted(distinct_terms("Night trains, 2 nights in 2031", least=4))
    ['2031', 'night', 'train']
    """
    # A table and a split find plain words in two thirds of the time of a regex.
    if text.isascii():
        words, others = text.encode().translate(_LETTERS).decode().split(), _NUMBER.findall(text)
    else:
        tokens = text.casefold().encode("utf-8", "surrogatepass").translate(_WORDS_AND_OTHERS).decode("utf-8", "surrogatepass").split()
        words = [token for token in tokens if token.isascii() and token.isalpha()]
        rest = " ".join([token for token in tokens if not (token.isascii() and token.isalpha())])
        if _APART.search(rest):
            return frozenset(terms(text, least))
        others = _terms(least).findall(rest)
    return frozenset([word[:5] for word in words if len(word) >= least] + [other[:5] for other in others])


def terms_of_words(words: Sequence[str], least: int) -> frozenset[str]:
    """The same of a text of small ASCII that is cut into its runs of word characters.

    >>> sorted(terms_of_words(["night", "trains", "2", "of", "r2d2_unit"], least=4))
    ['night', 'train', 'unit']
    """
    others = list(filterfalse(str.isalpha, words))
    found = [word[:5] for word in words if len(word) >= least and word.isalpha()] if others else [word[:5] for word in words if len(word) >= least]
    return frozenset(found + [word[:5] for word in _plain_terms(least).findall(" ".join(others))] if others else found)


_LETTERS = bytes(ord(char.lower()) if (char := chr(byte)).isascii() and char.isalpha() else 32 for byte in range(256))
"""Bytes of ASCII → letters in small, a space for all else."""
_WORDS_AND_OTHERS = bytes(byte if byte >= 128 or chr(byte).isalnum() else 32 for byte in range(256))
"""Bytes of UTF-8 → the same, but a space for ASCII that is neither letter nor digit."""
_NUMBER = re.compile(r"[0-9]{2,}")


@cache
def _terms(least: int) -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_]{{{least},}}|\d{{2,}}")


@cache
def _plain_terms(least: int) -> re.Pattern[str]:
    """The same of small ASCII, in two thirds of the time."""
    return re.compile(rf"[a-z]{{{least},}}|[0-9]{{2,}}")


def size(text: str) -> int:
    """Characters, those of scripts without spaces counted twice: they say as much as two letters.

    >>> size("ferry"), size("港が")
    (5, 4)
    """
    return len(text) if text.isascii() else len(text) + len(_CJK.findall(text))
