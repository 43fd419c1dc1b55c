"""What rules know of a line by itself is the same, however quickly it is found."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rules.reading import EDGE, fold, words_of

_CURLY = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "…": "...", "–": "-", "—": "-", "―": "-", "：": ":"}
)
ODD = st.sampled_from(
    ["’", "“", "`", "…", "—", "：", "\u00a0", "\u2003", "\t", "\x1c", "\x85", "  ", "ß", "İ", "ſ", "é", "日", "٣", "²", "\u0301", "_", "»", "9"]
)
TEXTS = st.lists(ODD | st.characters(exclude_categories=["Cs"]) | st.sampled_from(["Fernholt", "the quay", ", "]), max_size=20).map("".join)


def fold_slowly(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_CURLY)).casefold().strip(EDGE)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_folding_is_what_it_says(text: str) -> None:
    """Quotes and dashes plain, spaces single, case folded, edges bare: mark by mark as by a table of characters."""
    assert fold(text) == fold_slowly(text)


def test_every_character_is_folded_by_itself() -> None:
    """No character is forgotten, alone or within a word."""
    for code in range(0x30000):
        for text in (chr(code), f"A{chr(code)} B"):
            assert fold(text) == fold_slowly(text)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_words_are_the_runs_of_word_characters(text: str) -> None:
    """Splitting at ASCII marks first finds the same words as the regex that defines them."""
    assert words_of(text) == frozenset(re.findall(r"\w+", text))
