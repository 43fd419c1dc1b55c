"""Every flipped bit of a published version is reported by `verify`."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from cleaner.release.verify import verify
from tests.trust.figures import Figure
from tests.trust.workspaces import new_workspace


def flipped(folder: Path, n_flips: int, seed: int = 1) -> Figure:
    """Single bits, one after the other, in files chosen by their size; each is flipped back."""
    chance = random.Random(seed)
    workspace = new_workspace(folder / "flips", 3)
    subprocess.run([sys.executable, "-m", "cleaner", "build", "--version", "1.0.0"], cwd=workspace, capture_output=True, check=True)
    version = workspace / "dataset/1.0.0"
    files = [path for path in sorted(version.rglob("*")) if path.is_file()]
    sizes = [path.stat().st_size for path in files]
    faults = [] if verify(version).is_good else ["the version is not good before a bit is flipped"]
    for n in range(n_flips):
        path = chance.choices(files, sizes)[0]
        data = bytearray(path.read_bytes())
        at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        data[at] ^= bit
        path.write_bytes(data)
        found = verify(version)
        if found.is_good or not any(path.name in fault for fault in found.faults):
            faults.append(f"flip {n}: byte {at} of {path.name}: {found.faults}")
        data[at] ^= bit
        path.write_bytes(data)
    return Figure("flipped bits in a published version", n_flips, f"{n_flips - len(faults)} reported", "all, with the file's name", tuple(faults))


def test_every_flipped_bit_is_reported(tmp_path: Path) -> None:
    """And the file that it is in."""
    assert flipped(tmp_path, 25).faults == ()
