"""The garbage collector runs more seldom within, and as before behind, whatever happens there."""

from __future__ import annotations

import gc

import pytest

from cleaner.release.collecting import seldom_collected


def collections() -> int:
    """How often the collector runs while half a million objects are made and kept."""
    begun = sum(generation["collections"] for generation in gc.get_stats())
    kept = [[number] for number in range(500_000)]
    ended = sum(generation["collections"] for generation in gc.get_stats())
    assert len(kept) == 500_000
    return ended - begun


def fail_within() -> None:
    with seldom_collected():
        raise ZeroDivisionError


def test_collections_are_fewer_within() -> None:
    """Objects that live cost a tenth of the collections, at most."""
    outside = collections()
    with seldom_collected():
        within = collections()
    assert within < outside / 10


def test_the_thresholds_come_back() -> None:
    """What was set before is set behind, after an error too."""
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError):
        fail_within()
    assert gc.get_threshold() == before
