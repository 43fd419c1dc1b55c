"""Entries that are too many for memory, dealt out to files by the first bits of their key: those of one key lie in one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

N_PARTITIONS = 64
"""Files: as many as the first six bits of a key can name."""
_SHIFT = np.uint64(58)


def deal_out(entries: NDArray[np.void], paths: Sequence[Path]) -> None:
    """Append each entry to the file that its `key` (64 bits) names, in the order of the entries. `paths` are `N_PARTITIONS` files."""
    numbers = entries["key"] >> _SHIFT
    order = np.argsort(numbers, kind="stable")
    ends = np.searchsorted(numbers[order], np.arange(N_PARTITIONS, dtype=np.uint64), side="right")
    start = 0
    for path, end in zip(paths, ends.tolist(), strict=True):
        if end > start:
            with path.open("ab") as file:
                file.write(entries[order[start:end]].tobytes())
        start = end
