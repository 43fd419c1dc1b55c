"""What is counted over many lines at once is what each line's definition says."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.role_model.shapes import _BMP, _of_char, _table, shape_of, shapes_of
from cleaner.role_model.words import _CJK, _WORDS, terms

PIECES = st.sampled_from(
    ["Ferry", "sinks", "TOLL", "rises.", "Why", "it", " > ", " - ", " – ", "|", "»", "“", "'", "«", ",", "://", "@", "2021", "²", "ǅ", "ß", "İ", "日本", "한국", "😀", "𐐀", "…", "(", "a.B", "x\u3000"]
)  # fmt: skip
LINES = st.lists(PIECES | st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=12).map("".join) | st.lists(PIECES, max_size=9).map(
    " ".join
)


def test_the_table_says_of_each_character_what_the_function_says() -> None:
    """Whole kinds of characters are entered at once, and none differs from being asked alone."""
    assert np.array_equal(_table(), np.fromiter(map(_of_char, map(chr, range(_BMP))), np.uint16, _BMP))


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES.filter(bool), min_size=1, max_size=6))
def test_shapes_are_counted_as_defined(lines: list[str]) -> None:
    """Counting over all lines gives each line's own features."""
    columns = shapes_of(lines)
    for number, line in enumerate(lines):
        assert {name: float(values[number]) for name, values in columns.items()} == {name: float(value) for name, value in shape_of(line).items()}


@settings(max_examples=400, deadline=None)
@given(LINES, st.sampled_from([3, 4]))
def test_terms_are_long_words_and_numbers(line: str, least: int) -> None:
    """Looking for long words at once finds what is left of all words when the short ones are put aside."""
    folded = line.casefold()
    if not _CJK.search(folded):
        assert terms(line, least) == [word[:5] for word in _WORDS.findall(folded) if len(word) >= least or word.isdigit()]
