"""The release's benchmark measures what it says, on a few rows."""

import re

import numpy as np
import pytest

from benchmarks.made_rows import after, articles, rows, write_version
from benchmarks.release import _chunks, cards, diff, written_and_held
from cleaner.release.diff import compare
from cleaner.release.sides import open_side


def test_chunks_are_cut_by_what_is_in_them():
    """All bytes are in a chunk, and a byte put in before them changes one or two of them, not those behind."""
    data = np.random.default_rng(5).integers(0, 256, 3_000_000, dtype=np.uint8).tobytes()
    before, after_ = _chunks(data), _chunks(data[:1_000_000] + b"!" + data[1_000_000:])
    assert sum(before.values()) == len(data)
    assert sum(size for digest, size in after_.items() if digest not in before) < 400_000
    assert 30_000 < len(data) / len(before) < 130_000


def test_the_made_versions_differ_as_they_should(tmp_path):
    """0.5 % of the articles are added, 0.2 % gone, 1 % changed, half of these by a rule: a comparison finds exactly that."""
    first = rows(4_000)
    write_version(tmp_path / "1.0.0", first)
    write_version(tmp_path / "2.0.0", after(first))
    found = compare(open_side(tmp_path / "1.0.0"), open_side(tmp_path / "2.0.0"))
    assert (len(found.added), len(found.removed), len(found.changed)) == (20, 8, 40)
    assert sum(one.same_input and bool(one.rules) for one in found.changed) == 20
    assert sum(rule.n_more for rule in found.rules) == 20
    assert [part.num_rows for part in articles(rows(10_001))] == [10_000, 1]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, which mlcroissant uses
def test_each_measure_says_its_figures(tmp_path):
    """A measure is a line with figures, and its versions are what a build publishes."""
    assert re.fullmatch(r"[\d.]+ s CPU, [\d.]+ s, \d+ MB resident; articles    10 added, 4 removed, 20 changed, 1,976 the same", diff(2_000, tmp_path / "diff"))
    assert re.search(r"held to the contract at [\d,]+ rows/s of CPU time, \d+ MB resident", written_and_held(1_000, tmp_path / "rows"))
    assert re.match(r"57 questions, (3[6-9]|[45]\d) of them pre-filled; 0 findings", cards(0, tmp_path / "cards"))
