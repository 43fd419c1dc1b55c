"""Figures of a text are shares of that text: defined where they mean something, the same for the same text, and none of them judges."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.columns import ARTICLES
from cleaner.quality import FIGURES, figures

STORY = """\
The ferry to Little Skerrow has a new captain, and she has never been seasick.

She learned to sail on the Tarn with her aunt, and to swear there as well, the aunt says.

“It is a short crossing,” she told the council, “but the tea has to be hot at both ends.”
"""


def test_every_figure_has_a_column():
    """The columns are those that the functions fill, in their order."""
    assert [column.name for column in ARTICLES if column.name.startswith("quality_")] == list(FIGURES)


def test_prose_passes_the_papers_limits():
    """What people write in sentences lies within every limit that a docstring names."""
    found = figures(STORY, "en")
    assert 3 <= found["quality_mean_word_chars"] <= 10
    assert found["quality_alphabetic_share"] >= 0.8
    assert found["quality_stop_words"] >= 2
    assert found["quality_terminal_line_share"] == 1
    assert found["quality_lines_per_word"] <= 0.3
    assert [found[name] for name in ("quality_bullet_line_share", "quality_short_line_share", "quality_duplicate_line_share")] == [0, 0, 0]
    assert found["quality_repeated_5gram_share"] == 0
    assert found["quality_top_2gram_share"] <= 0.2


@pytest.mark.parametrize(
    ("text", "figure", "value"),
    [
        ("- salt\n- flour\nBring both.", "quality_bullet_line_share", 0.6667),
        ("And then …\nNobody came.", "quality_ellipsis_line_share", 0.5),
        ("“Nobody came.”\nPort Ansel", "quality_terminal_line_share", 0.5),
        ("港が開く。", "quality_terminal_line_share", 1.0),
        ("one #two #three four", "quality_symbols_per_word", 0.5),
        ("Menu\nMenu\nThe harbour opens again", "quality_duplicate_line_share", 0.3333),
        ("aa bb\naa bb", "quality_duplicate_line_char_share", 0.5),
        ("a b c d e a b c d e", "quality_repeated_5gram_share", 0.5),
        ("12 14 — 9 goals", "quality_alphabetic_share", 0.2),
    ],
)
def test_a_figure_is_what_its_words_say(text, figure, value):
    """Each by hand."""
    assert figures(text, "en")[figure] == value


def test_what_means_nothing_is_none():
    """English stop words say nothing of German, lengths of words nothing of Japanese; an empty text has no figure but that."""
    assert figures("Der Hafen ist offen.", "de")["quality_stop_words"] is None
    japanese = figures("港は嵐のあと、三日ぶりに開いた。船は朝に出た。", "ja")
    assert [japanese[name] for name in ("quality_mean_word_chars", "quality_alphabetic_share", "quality_lines_per_word")] == [None, None, None]
    assert set(figures("", None).values()) <= {None, 0.0}


@given(st.text(max_size=400))
def test_any_text_has_figures(text):
    """Nothing raises; shares lie between 0 and 1."""
    found = figures(text, "en")
    assert found.keys() == FIGURES.keys()
    assert all(value is None or 0 <= value <= 1 for name, value in found.items() if name.endswith("_share"))


def test_the_order_of_equal_lines_says_nothing():
    """Figures of lines don't depend on which of them comes first."""
    lines = STORY.strip().split("\n\n") * 2
    random.Random(5).shuffle(lines)
    again = figures("\n\n".join(lines), "en")
    assert again["quality_duplicate_line_share"] == figures("\n".join(STORY.strip().split("\n\n") * 2), "en")["quality_duplicate_line_share"] == 0.5
