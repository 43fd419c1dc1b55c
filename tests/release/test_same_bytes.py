import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.release import shards

REPO = Path(__file__).parents[2]

_BUILD = """
import sys
from pathlib import Path
from cleaner.release import arrange, gather, tables
from cleaner.release.build import BuildRequest, build

def main():
    root, out, workers, rows_per_take = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    tables._ROWS_AT_ONCE = arrange.ROWS_PER_STRETCH = rows_per_take
    arrange._BYTES_WAITING = gather._BYTES_PER_BATCH = 10_000 * rows_per_take
    build(BuildRequest(inputs=(root / "raw",), root=root, out=out, workers=workers, name="invented-news", license="CC0-1.0"))

if __name__ == "__main__":
    main()
"""
_CUSTOMIZE = """
import os

from cleaner.release import shard_work

assert isinstance(shard_work._INPUTS_TOGETHER, int)
shard_work._INPUTS_TOGETHER = int(os.environ["INPUTS_TOGETHER"])
"""
"""Python runs it in each process as it starts, those that clean among them: what is set in the process that builds is not set in them."""
WORKERS = (1, 2, 8)
ROWS_PER_TAKE = (3, 50, 10_000)
SEEDS = ("0", "1", "31337")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns")


def tree(folder):
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def built(tmp_path, root, size, seed, zone):
    """The digests of all that a build writes in a process of this seed and zone; `size`: (workers, rows per take)."""
    workers, rows_per_take = map(str, size)
    out = tmp_path / "out" / f"{workers}-{rows_per_take}-{seed}-{zone.replace('/', '_')}"
    (tmp_path / "program.py").write_text(_BUILD)
    (tmp_path / "sitecustomize.py").write_text(_CUSTOMIZE)
    environment = os.environ | {
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{REPO}",
        "PYTHONHASHSEED": seed,
        "TZ": zone,
        "LC_ALL": "C" if zone == "UTC" else "C.UTF-8",
    }
    command = [sys.executable, str(tmp_path / "program.py"), str(root), str(out), workers, rows_per_take]
    done = subprocess.run(command, env=environment | {"INPUTS_TOGETHER": rows_per_take}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "sitecustomize" not in done.stderr  # Python goes on without it
    return tree(out)


def test_the_same_input_gives_the_same_bytes(make_raw, tmp_path):
    """Every file of a version, index and LATEST included, is the same for other workers, chunks, hash seeds and time zones."""
    root = make_raw(shards.FILES_PER_SHARD * 2 + 3)
    first = built(tmp_path, root, (1, 10_000), "0", "UTC")
    assert built(tmp_path, root, (8, 3), "31337", "Asia/Kathmandu") == first
    assert built(tmp_path, root, (2, 50), "1", "America/St_Johns") == first
    assert len(first) > 12


@pytest.mark.slow
def test_every_combination_gives_the_same_bytes(make_raw, tmp_path):
    """Workers × chunks × hash seeds × time zones: 81 builds, one result."""
    root = make_raw(shards.FILES_PER_SHARD * 2 + 3)
    every = itertools.product(itertools.product(WORKERS, ROWS_PER_TAKE), SEEDS, ZONES)
    results = [built(tmp_path, root, size, seed, zone) for size, seed, zone in every]
    assert len(results) == 81
    assert all(one == results[0] for one in results)
