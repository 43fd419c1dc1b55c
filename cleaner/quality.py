"""Figures of a text that pipelines for language models filter by, as columns: a reader can draw the line where it suits.

They are those of Gopher (Rae et al. 2021, arXiv:2112.11446, table A1), C4 (Raffel et al. 2020, arXiv:1910.10683, 2.2)
and FineWeb (Penedo et al. 2024, arXiv:2406.17557, 3.4 to 3.6). Each docstring names the paper and the limit it sets; no limit is
applied here. Words are those of `n_words`, so figures differ a little from those that split by another tokenizer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleaner.split import words_of

GOPHER_STOP_WORDS = frozenset({"the", "be", "to", "of", "and", "that", "have", "with"})
"""Gopher's list; it is for English and says nothing of other languages."""
TERMINAL_MARKS = (".", "!", "?", "…", "。", "！", "？", "।", "॥", "۔", "؟", "։", "።", "။")
_CLOSING = "\"'”’»›)]」』）】〟"
_BULLETS = ("•", "‣", "▪", "◦", "●", "*", "-", "–", "·", "▶", "■")
_ELLIPSES = re.compile(r"…|\.\.\.")
_SHORT_LINE_CHARS = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """A text, cut once for all figures."""

    text: str
    lines: tuple[str, ...]
    """Without white space at their edges; blank ones are not there."""
    words: tuple[str, ...]
    """In lower case."""
    tokens: tuple[str, ...]
    """What white space stands between: a word with the marks around it, or marks alone."""
    language: str | None
    is_spaced: bool
    """Whether words are written with spaces between them; else each character of the script counts as one."""


def figures(text: str, language: str | None) -> dict[str, float | None]:
    """Column → figure, rounded to four places; None where it means nothing of such a text.

    >>> found = figures("The quay is new. The quay is new.", "en")
    >>> found["quality_mean_word_chars"], found["quality_stop_words"], found["quality_top_2gram_share"]
    (3.0, 1.0, 0.5833)
    """
    lines = tuple(line for line in map(str.strip, text.split("\n")) if line)
    words = tuple(words_of(text.lower()))
    # Of Japanese or Thai, each character is a word: mean lengths and n-grams would measure the script.
    single = sum(len(word) == 1 and word > "\u0dff" for word in words)
    measured = Measured(text, lines, words, tuple(text.split()), language, is_spaced=2 * single <= len(words))
    found = {name: figure(measured) for name, figure in FIGURES.items()}
    return {name: None if value is None else round(float(value), 4) for name, value in found.items()}


def mean_word_chars(text: Measured) -> float | None:
    """Characters of a word on average. Gopher: 3 to 10. None in scripts without spaces."""
    return sum(map(len, text.words)) / len(text.words) if text.words and text.is_spaced else None


def alphabetic_share(text: Measured) -> float | None:
    """Of what stands between spaces, the share that has a letter. Gopher: at least 0.8. None in scripts without spaces."""
    return _share(sum(any(map(str.isalpha, token)) for token in text.tokens), text.tokens) if text.is_spaced else None


def symbols_per_word(text: Measured) -> float | None:
    """Hash signs or ellipses, whichever there are more of, for each word. Gopher: at most 0.1."""
    return max(text.text.count("#"), len(_ELLIPSES.findall(text.text))) / len(text.words) if text.words else None


def stop_words(text: Measured) -> float | None:
    """How many of the, be, to, of, and, that, have, with occur. Gopher: at least 2. None unless the language is English."""
    return len(GOPHER_STOP_WORDS.intersection(text.words)) if text.language == "en" else None


def bullet_line_share(text: Measured) -> float | None:
    """Share of lines that begin with a bullet. Gopher: at most 0.9."""
    return _share(sum(line.startswith(_BULLETS) for line in text.lines), text.lines)


def ellipsis_line_share(text: Measured) -> float | None:
    """Share of lines that end in an ellipsis. Gopher: at most 0.3."""
    return _share(sum(line.endswith(("…", "...")) for line in text.lines), text.lines)


def terminal_line_share(text: Measured) -> float | None:
    """Share of lines that end as sentences do, closing quotes and brackets aside. C4 drops the others; FineWeb: at least 0.12."""
    return _share(sum(line.rstrip(_CLOSING).endswith(TERMINAL_MARKS) for line in text.lines), text.lines)


def short_line_share(text: Measured) -> float | None:
    """Share of lines of 30 characters or fewer. FineWeb: at most 0.67."""
    return _share(sum(len(line) <= _SHORT_LINE_CHARS for line in text.lines), text.lines)


def lines_per_word(text: Measured) -> float | None:
    """Line breaks for each word. FineWeb: at most 0.3. None in scripts without spaces."""
    return (len(text.lines) - 1) / len(text.words) if text.words and text.is_spaced else None


def duplicate_line_share(text: Measured) -> float | None:
    """Share of lines that stand further up as well. Gopher: at most 0.3."""
    return _share(len(text.lines) - len(set(text.lines)), text.lines)


def duplicate_line_char_share(text: Measured) -> float | None:
    """Share of characters in lines that stand further up as well. Gopher: at most 0.2; FineWeb: at most 0.1."""
    whole = sum(map(len, text.lines))
    return (whole - sum(map(len, set(text.lines)))) / whole if whole else None


def _share(n: int, among: Sequence[str]) -> float | None:
    return n / len(among) if among else None


def _top_share(n: int) -> Callable[[Measured], float | None]:
    def top_share(text: Measured) -> float | None:
        grams = Counter(_grams(text.words, n))
        if not grams:
            return None
        # Of those equally frequent the longest, so that their order in the text says nothing.
        gram, count = max(grams.items(), key=lambda item: (item[1], sum(map(len, item[0]))))
        return min(1.0, count * sum(map(len, gram)) / sum(map(len, text.words))) if count > 1 else 0.0

    return top_share


def _repeated_share(n: int) -> Callable[[Measured], float | None]:
    def repeated_share(text: Measured) -> float | None:
        seen: set[tuple[str, ...]] = set()
        at = n_chars = 0
        while at + n <= len(text.words):
            gram = text.words[at : at + n]
            if gram in seen:
                n_chars += sum(map(len, gram))
                at += n
            else:
                seen.add(gram)
                at += 1
        return n_chars / sum(map(len, text.words)) if text.words else None

    return repeated_share


def _grams(words: Sequence[str], n: int) -> zip[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(n)), strict=False)


FIGURES: dict[str, Callable[[Measured], float | None]] = {
    "quality_mean_word_chars": mean_word_chars,
    "quality_alphabetic_share": alphabetic_share,
    "quality_symbols_per_word": symbols_per_word,
    "quality_stop_words": stop_words,
    "quality_bullet_line_share": bullet_line_share,
    "quality_ellipsis_line_share": ellipsis_line_share,
    "quality_terminal_line_share": terminal_line_share,
    "quality_short_line_share": short_line_share,
    "quality_lines_per_word": lines_per_word,
    "quality_duplicate_line_share": duplicate_line_share,
    "quality_duplicate_line_char_share": duplicate_line_char_share,
    "quality_top_2gram_share": _top_share(2),
    "quality_top_3gram_share": _top_share(3),
    "quality_top_4gram_share": _top_share(4),
    "quality_repeated_5gram_share": _repeated_share(5),
    "quality_repeated_10gram_share": _repeated_share(10),
}
"""Column → figure. n-gram shares are of the characters in words: of the most frequent one (Gopher: at most 0.2, 0.18, 0.16 for
2, 3, 4), and of those that stand further up as well (Gopher: at most 0.15 for 5, 0.1 for 10)."""
