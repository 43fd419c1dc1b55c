"""The count of repeated lines for large corpora is the plain one."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus import habits as module
from cleaner.corpus.habits import HabitsFold, keys_of, load_habits
from cleaner.corpus.repeated import RepeatedLines, measure_lines

PAGES = st.lists(
    st.tuples(st.sampled_from(["The Lantern", "lantern.example"]), st.lists(st.sampled_from(["Menu", "MENU ", "Share", "a", "b", "c"]), max_size=6)), max_size=8
)


def folded(pages, folder, portion=2):
    fold = HabitsFold(folder)
    for start in range(0, len(pages), portion):
        part = pages[start : start + portion]
        keys = [keys_of(publisher, texts) for publisher, texts in part]
        contents = [hashlib.sha256(repr(page).encode()).digest()[:16] for page in part]
        fold.add(contents, [publisher for publisher, _ in part], list(map(len, keys)), np.concatenate([np.zeros(0, np.uint64), *keys]))
    return fold.habits()


@given(PAGES)
@pytest.mark.parametrize("waiting", [1, 1000])
def test_the_shares_are_those_of_the_plain_count(tmp_path_factory, waiting, pages):
    """Line by line, for each document, whatever waits in files; a document that is there twice counts once."""
    before, module._ENTRIES_WAITING = module._ENTRIES_WAITING, waiting
    try:
        found = folded(pages, tmp_path_factory.mktemp("habits"))
    finally:
        module._ENTRIES_WAITING = before
    plain = RepeatedLines()
    for publisher, texts in {repr(page): page for page in pages}.values():
        plain = plain.merge(measure_lines(publisher, texts))
    for publisher, texts in pages:
        expected = plain.shares(publisher, texts)
        assert found.shares(publisher, texts) == (None if expected is None else pytest.approx(expected))


def test_they_come_back_from_their_file(tmp_path):
    """Workers read what the build wrote."""
    pages = [("The Lantern", ["Menu", "a"]), ("The Lantern", ["Menu", "b"]), ("Quoyle Weekly", ["Menu"])]
    found = folded(pages, tmp_path)
    found.save(tmp_path / "habits.npz")
    again = load_habits(tmp_path / "habits.npz")
    assert again.documents == found.documents == {"The Lantern": 2, "Quoyle Weekly": 1}
    assert again.shares("The Lantern", ["Menu", "a"]) == [1.0, 0.0]
    assert again.shares("Quoyle Weekly", ["Menu"]) is again.shares(None, ["Menu"]) is None
    assert folded([], tmp_path).documents == {}
