"""Arrays of lines say what plain Python says."""

import numpy as np
import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from cleaner.line_model import alphabet as a
from cleaner.line_model.alphabet import Alphabet
from cleaner.line_model.lines import HEAD_CHARS, TAIL_CHARS, Given, read_lines

ALPHABET = Alphabet.of_this_python()
TEXTS = st.lists(st.text(st.sampled_from("ab CD9.,!\"'éßЖ東京กعא|–\u00a0😀\U00020001"), min_size=1, max_size=40).filter(str.strip), max_size=8)


def given(texts: list[str]) -> Given:
    return Given(texts, list(range(1, len(texts) + 1)), [0] * len(texts))


@cases(TEXTS)
def test_counts_are_those_of_plain_python(texts) -> None:
    """Each line's classes, first and last characters and words, counted one character at a time."""
    lines = read_lines(ALPHABET, [given(texts)])
    for index, text in enumerate(text.strip() for text in texts):
        classes = [int(ALPHABET.classes[ord(c)]) if ord(c) < 0x10000 else a.DENSE if ord(c) >= 0x20000 else a.SYMBOL for c in text]
        assert lines.counts[index].tolist() == [classes.count(k) for k in range(a.N_CLASSES)]
        assert (lines.head[index], lines.tail[index]) == (classes[0], classes[-1])
        marks = "".join("w" if c in (a.LOWER, a.UPPER, a.CASELESS, a.DIGIT, a.MARK) else " " for c in classes)
        assert lines.n_words[index] == len(marks.split()) + classes.count(a.DENSE) // 2
        assert lines.n_chars[index] == len(text)


@cases(st.lists(TEXTS, max_size=4))
def test_documents_of_a_batch_do_not_mix(documents) -> None:
    """A document's arrays are the same alone and in any batch."""
    together = read_lines(ALPHABET, [given(texts) for texts in documents])
    for index, texts in enumerate(documents):
        alone = read_lines(ALPHABET, [given(texts)])
        part = slice(together.starts[index], together.starts[index + 1])
        for name in ("counts", "size", "n_words", "n_small", "n_titled", "n_numbers", "head", "tail", "tail_before", "gap", "hash_", "indent"):
            assert np.array_equal(getattr(alone, name), getattr(together, name)[part]), name


def test_equal_lines_have_equal_hashes() -> None:
    """Case and marks do not count; order of letters does."""
    hashes = read_lines(ALPHABET, [given(["Read more", "READ MORE »", "Read  more:", "more Read", "Read mere"])]).hash_.tolist()
    assert hashes[0] == hashes[1] == hashes[2]
    assert len(set(hashes)) == 3


def test_a_long_line_is_read_at_its_ends() -> None:
    """Its length is known, its middle is not looked at: the cost of a line is bounded."""
    lines = read_lines(ALPHABET, [given(["word " * 100_000 + "end."])])
    assert lines.n_chars[0] == 500_004
    assert int(lines.counts[0].sum()) == HEAD_CHARS + TAIL_CHARS
    assert lines.tail[0] == a.STOP


def test_blank_lines_are_gaps() -> None:
    """The gap above a line is what its number leaves out; the first line's too."""
    lines = read_lines(ALPHABET, [Given(["a", "b", "c"], [3, 4, 9], [0, 0, 0]), Given(["d"], [2], [0])])
    assert lines.gap.tolist() == [2, 0, 4, 1]


def test_an_alphabet_survives_storage() -> None:
    """What is stored gives back the same tables."""
    again = Alphabet.from_arrays(ALPHABET.arrays())
    assert np.array_equal(again.classes, ALPHABET.classes)
    assert np.array_equal(again.folds, ALPHABET.folds)


def test_an_alphabet_of_another_size_is_refused() -> None:
    """A damaged table is an error when it is read, not when a text is."""
    with pytest.raises(ValueError, match="65,536"):
        Alphabet(ALPHABET.classes[:100], ALPHABET.folds)
