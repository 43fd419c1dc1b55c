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
from cleaner.release import arrange, gather, shard_work, tables
from cleaner.release.build import BuildRequest, build

def main():
    root, out = Path(sys.argv[1]), Path(sys.argv[2])
    for one in sys.argv[3:]:
        workers, rows_per_take = map(int, one.split("-"))
        tables._ROWS_AT_ONCE = arrange.ROWS_PER_STRETCH = shard_work._INPUTS_TOGETHER = rows_per_take
        arrange._BYTES_WAITING = gather._BYTES_PER_BATCH = 10_000 * rows_per_take
        build(BuildRequest(inputs=(root / "raw",), root=root, out=out / one, workers=workers, name="invented-news", license="CC0-1.0"))

if __name__ == "__main__":
    main()
"""
WORKERS = (1, 2, 8)
ROWS_PER_TAKE = (3, 50, 10_000)
SEEDS = ("0", "1", "31337")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns")


def tree(folder):
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def built(tmp_path, root, sizes, seed, zone):
    """The digests of all that builds write which one process of this seed and zone makes, for each (workers, rows per take)."""
    out = tmp_path / "out" / f"{seed}-{zone.replace('/', '_')}"
    program = tmp_path / "program.py"
    program.write_text(_BUILD)
    environment = os.environ | {"PYTHONPATH": str(REPO), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C" if zone == "UTC" else "C.UTF-8"}
    names = [f"{workers}-{rows}" for workers, rows in sizes]
    done = subprocess.run([sys.executable, str(program), str(root), str(out), *names], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [tree(out / name) for name in names]


def test_the_same_input_gives_the_same_bytes(make_raw, tmp_path):
    """Every file of a version, index and LATEST included, is the same for other workers, chunks, hash seeds and time zones."""
    root = make_raw(shards.FILES_PER_SHARD * 2 + 3)
    (first,) = built(tmp_path, root, [(1, 10_000)], "0", "UTC")
    assert built(tmp_path, root, [(8, 3)], "31337", "Asia/Kathmandu") == [first]
    assert built(tmp_path, root, [(2, 50)], "1", "America/St_Johns") == [first]
    assert len(first) > 12


@pytest.mark.slow
def test_every_combination_gives_the_same_bytes(make_raw, tmp_path):
    """Workers × chunks × hash seeds × time zones: 81 builds by nine processes, one result."""
    root = make_raw(shards.FILES_PER_SHARD * 2 + 3)
    sizes = list(itertools.product(WORKERS, ROWS_PER_TAKE))
    results = [one for seed, zone in itertools.product(SEEDS, ZONES) for one in built(tmp_path, root, sizes, seed, zone)]
    assert len(results) == 81
    assert all(one == results[0] for one in results)
