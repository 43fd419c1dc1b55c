"""Models in files: the same bytes for the same model, and nothing in them that could run."""

import numpy as np
import pytest

from cleaner.line_model.model import BUILT_IN, built_in
from cleaner.line_model.stored import forest_arrays, forest_of, write_arrays


def test_the_built_in_model_is_written_as_it_was(tmp_path):
    """Reading and writing a model changes no byte of its file."""
    built_in().save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == BUILT_IN.read_bytes()


def test_a_forest_comes_back_whole(tmp_path):
    """A forest that was stored under a prefix gives the same margins."""
    forest = built_in().first
    write_arrays(tmp_path / "forest.npz", forest_arrays(forest, "own"))
    with np.load(tmp_path / "forest.npz", allow_pickle=False) as arrays:
        again = forest_of(arrays, "own")
    columns = np.random.default_rng(3).normal(size=(len(forest.names), 50)).astype(np.float32)
    assert (again.sums(columns) == forest.sums(columns)).all()


def test_objects_are_refused(tmp_path):
    """An array of Python objects would be a pickle."""
    with pytest.raises(ValueError, match="allow_pickle"):
        write_arrays(tmp_path / "bad.npz", {"bad": np.array([{}], dtype=object)})
