"""Cyclic garbage is looked for more seldom while documents are cleaned.

Cleaning makes many small objects and hardly a cycle; nearly all go when nothing refers to them any more. Looking through
those that live took 4.1 of 50 ms a document on 60 dumps of whole pages, and takes 0.6 so.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (50_000, 20, 50)
"""Objects made and not gone before the youngest are looked through; times of that before those that lived are. Python's own
are 700, 10 and 10."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """While this holds the garbage collector runs seldom; then as before."""
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
