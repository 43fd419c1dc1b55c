"""Features are what their names say, and the same in any batch."""

import numpy as np
import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from cleaner.line_model import evidence, features, second_look
from cleaner.line_model.alphabet import Alphabet
from cleaner.line_model.counting import best_run
from cleaner.line_model.lines import Given, Lines, read_lines
from tests.line_model.pages import ARTICLE, given

ALPHABET = Alphabet.of_this_python()
PAGES = st.lists(
    st.sampled_from(["Menu", "A line of middling length, and no more", "x " * 90 + "end.", "東京で雪が降った。", "• item", "Menu"]), min_size=0, max_size=12
)


def page(texts: list[str]) -> Given:
    return Given(texts, list(range(1, len(texts) + 1)), [0] * len(texts))


def column(lines: Lines, name: str) -> list[float]:
    seen = features.measure(lines)
    return seen.stacked()[seen.names.index(name)].tolist()


@settings(max_examples=40, deadline=None)
@cases(st.lists(PAGES, max_size=4), st.randoms(use_true_random=False))
def test_documents_of_a_batch_do_not_mix(documents, random) -> None:
    """Both looks at a document are the same alone and in any batch, to the bit."""
    documents = [*documents, ["Menu"]]  # a batch without any line is not measured
    together = read_lines(ALPHABET, [page(texts) for texts in documents])
    chance = np.array([random.randrange(1001) for _ in range(together.n)], np.int64)
    first, second = features.measure(together).stacked(), second_look.measure_again(together, chance).stacked()
    for index, texts in enumerate(documents):
        if not texts:
            continue
        alone = read_lines(ALPHABET, [page(texts)])
        part = slice(together.starts[index], together.starts[index + 1])
        assert np.array_equal(features.measure(alone).stacked(), first[:, part])
        assert np.array_equal(second_look.measure_again(alone, chance[part]).stacked(), second[:, part])


@cases(st.lists(st.integers(-50, 50), max_size=12))
def test_the_best_run_is_the_best_of_all_runs(scores) -> None:
    """No stretch has a greater sum."""
    lines = read_lines(ALPHABET, [page(["x"] * len(scores))])
    begin, end = (int(edge[0]) for edge in best_run(np.array(scores, np.int64), lines))
    if scores:
        sums = [sum(scores[i : j + 1]) for i in range(len(scores)) for j in range(i, len(scores))]
        assert sum(scores[begin : end + 1]) == max(sums)
    else:
        assert end < begin


def test_each_feature_has_one_name() -> None:
    """A verdict is explained by names; two features must not share one."""
    lines = read_lines(ALPHABET, [given(ARTICLE)])
    for seen in (features.measure(lines), second_look.measure_again(lines, np.zeros(lines.n, np.int64))):
        assert len(set(seen.names)) == len(seen.names) == len(seen.stacked())
        assert np.isfinite(seen.stacked()).all()


def test_the_densest_run_is_the_article() -> None:
    """The middle price finds the first and last paragraph between menu and list."""
    told = given(ARTICLE)
    inside = [
        text
        for text, b, e in zip(told.texts, *(column(read_lines(ALPHABET, [told]), f"run60_{n}") for n in ("below_begin", "above_end")), strict=True)
        if b >= 0 and e >= 0
    ]
    assert inside[0].startswith("The morning ferry")
    assert inside[-1].startswith("The next ferry")


def test_a_sentence_in_pieces_is_one_paragraph() -> None:
    """A dump of text nodes breaks a line at each link; the pieces know the size of the whole."""
    pieces = page(["The harbour master,", "Olav Brekke", ", said the fog had come without any warning at all on that", "Tuesday", "morning.", "Menu"])
    sizes = column(read_lines(ALPHABET, [pieces]), "paragraph_size")
    assert sizes[0] == sizes[1] == sizes[2]
    assert sizes[2] > 80
    assert sizes[-1] == 4


def test_what_rules_took_out_is_no_neighbour() -> None:
    """An advertisement's label between two paragraphs does not keep them apart."""
    long = "The ferry was late, and those who waited on the quay were cold, wet and, in the end, rather cheerful about it all. " * 2
    texts = [long, "Advertisement", long]
    with_label = column(read_lines(ALPHABET, [Given(texts, [1, 2, 3], [0, evidence.ASKING, 0])]), "size+1")
    without = column(read_lines(ALPHABET, [Given([long, long], [1, 3], [0, 0])]), "size+1")
    assert with_label[0] == without[0]


def test_words_of_the_text_come_again_in_the_text() -> None:
    """A line shares words with other lines, never with itself."""
    texts = [
        "Ferry passengers harbour",
        "The ferry waited in the harbour until all of the passengers were on board and the fog had lifted from the sound. " * 2,
        "Unrelated nonsense gadgets",
    ]
    lines = read_lines(ALPHABET, [page(texts)])
    share, hits = features.shared_words(np.array([False, True, False]), lines)
    assert share.tolist() == [1.0, 0.0, 0.0]
    assert hits[0] == 3


def test_the_same_longer_words_have_the_same_number() -> None:
    """Whatever their case and what follows their first five letters; in one document, not in the next; a pair of dense characters is a word."""
    texts = ["Ferry, FERRY and ferryman", "Fern to Orm, to ferns", "霧鐘の霧鐘"]
    lines = read_lines(ALPHABET, [page(texts), page(texts)])
    of_line = [lines.word[lines.word_line == line].tolist() for line in range(lines.n)]
    assert [len(set(words)) for words in of_line] == [1, 2, 3, 1, 2, 3]
    assert [len(words) for words in of_line] == [3, 2, 4, 3, 2, 4]
    assert not {word for words in of_line[:3] for word in words} & {word for words in of_line[3:] for word in words}


@pytest.mark.parametrize("text", ["\n" * 100_000 + "end", "word\n" * 20_000, "7 8 9\n" * 2_000, "x" * 1_000_000, "😀\n\u202eمرحبا\n\x00\n"])
def test_odd_documents_have_finite_features(text) -> None:
    """A hundred thousand blank lines, one word a line, only numbers, one long line, mixed scripts."""
    lines = read_lines(ALPHABET, [given(text)])
    assert np.isfinite(features.measure(lines).stacked()).all()
    assert np.isfinite(second_look.measure_again(lines, np.full(lines.n, 500)).stacked()).all()
