"""Bytes that nobody wrote: readers, repair, rules, split and contract give an article or a rejection, never an exception."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleaner.read import InputFile
from cleaner.release.shards import Shard
from tests.trust.fuzz import mutated
from tests.trust.fuzz_targets import SUFFIXES, TARGETS, contract, seeds
from tests.trust.pieces import PIECES
from tests.trust.workspaces import cleaned

FOUND = sorted((Path(__file__).parent / "found").iterdir())
"""What fuzzing found, by the part that it broke."""
WITHOUT_LIMITS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


@settings(max_examples=15, **WITHOUT_LIMITS)
@given(suffix=st.sampled_from(SUFFIXES), data=st.binary(max_size=2000))
@example(suffix=".warc", data=b"WARC/1.0\r\nContent-Length: -5\r\n\r\n")
def test_any_bytes_under_any_name(suffix: str, data: bytes) -> None:
    """Every byte string is accounted for, whatever it is called, by all that a build does with a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        rows = cleaned(Shard((InputFile(path, f"file{suffix}"),)))
    assert len(rows["inputs"]) == len(rows["articles"]) + len(rows["rejections"]) > 0
    faults = [one for one in rows["rejections"] if one["check"] == "internal-error"]
    assert not faults, faults


@settings(max_examples=200, **WITHOUT_LIMITS)
@given(st.binary(max_size=300))
def test_readers_repair_and_split_keep_their_laws(data: bytes) -> None:
    """On bytes of any kind; the sweep has a million of them, guided by which code they reach."""
    for name in ("readers", "repair", "split"):
        TARGETS[name](data)


@settings(max_examples=30, **WITHOUT_LIMITS)
@given(st.binary(max_size=16))
def test_any_pieces_of_pages(data: bytes) -> None:
    """What pages are made of, in any order: each line has one fate, and the input can be rebuilt."""
    TARGETS["rules"](data)


@settings(max_examples=5, **WITHOUT_LIMITS)
@given(st.binary(max_size=4))
def test_the_contract_judges_any_row(data: bytes) -> None:
    """A frame of the right types is judged row by row, whatever the values."""
    contract(data, n_rows=40)


@pytest.mark.parametrize("name", ["readers", "repair", "split", "rules"])
def test_mutations_of_good_inputs(name: str) -> None:
    """Good files and texts with something cut, repeated, flipped or put in."""
    chance = random.Random(1)
    good = list(seeds(name))
    for _ in range(20 if name == "rules" else 300):
        TARGETS[name](mutated(chance.choice(good), chance, PIECES))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_stays_mended(path: Path) -> None:
    """Each is one that once raised."""
    TARGETS[path.name.partition("-")[0]](path.read_bytes())
