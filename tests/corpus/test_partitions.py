"""Entries dealt out to files come back whole, those of one key in one file and in their order."""

import numpy as np

from cleaner.corpus.partitions import N_PARTITIONS, deal_out


def test_every_entry_comes_back_in_the_file_of_its_key(tmp_path):
    """Nothing is lost or doubled over several batches, and one key is in one file, in the order it came."""
    kind = np.dtype([("key", "<u8"), ("document", "<i8")])
    paths = [tmp_path / f"{number:02}" for number in range(N_PARTITIONS)]
    keys = np.random.default_rng(7).integers(0, 2**64, 40, dtype=np.uint64)
    batches = [np.array([(keys[n % 40], n) for n in range(start, start + 300)], kind) for start in (0, 300)]
    for batch in batches:
        deal_out(batch, paths)
    found = [np.fromfile(path, kind) for path in paths if path.exists()]
    assert sorted(entry["document"] for part in found for entry in part) == list(range(600))
    for key in keys:
        (home,) = [part for part in found if key in part["key"]]
        assert list(home["document"][home["key"] == key]) == sorted(home["document"][home["key"] == key])


def test_nothing_makes_no_file(tmp_path):
    """A fold over no lines leaves the folder as it was."""
    deal_out(np.zeros(0, np.dtype([("key", "<u8")])), [tmp_path / f"{number:02}" for number in range(N_PARTITIONS)])
    assert not list(tmp_path.iterdir())
