"""The same bytes and the same row, wherever and whenever a build runs; and nothing of where it ran is in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaner.read import discover
from cleaner.release.shards import Shard
from tests.trust.faults import Warm, compiled
from tests.trust.figures import Figure
from tests.trust.workspaces import cleaned, new_workspace, tree

ROOT = Path(__file__).parents[2]
CANARIES = ("canaryuser", "canaryhome", "canarykey", "canaryhost", "canaryfolder")


def alone_and_together(files: list[Path]) -> Figure:
    """Each sample cleaned in a shard of its own, and all in one."""
    found, _ = discover(files, root=ROOT)
    together = cleaned(Shard(tuple(found)))["articles"]
    alone = [row for file in found for row in cleaned(Shard((file,)))["articles"]]
    backwards = cleaned(Shard(tuple(reversed(found))))["articles"]
    by_source = {row["source"]: row for row in backwards}
    faults = [f"{a['source']}: {[k for k in a if a[k] != b[k]]}" for a, b in zip(alone, together, strict=True) if a != b]
    faults += [f"{row['source']}: differs in another order" for row in alone if by_source[row["source"]] != row]
    return Figure("a document alone and among others", len(alone), f"{len(faults)} differ", "the same row", tuple(faults))


VARIATIONS: tuple[dict[str, str], ...] = (
    {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "FAULTS_CLOCK_S": str(20 * 365 * 86_400)}
    | {"USER": "canaryuser", "LOGNAME": "canaryuser", "HOME": "/canaryhome", "AWS_SECRET_ACCESS_KEY": "canarykey", "HOSTNAME": "canaryhost"},
    {"LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "FAULTS_CLOCK_S": str(-30 * 365 * 86_400)}
    | {"PYTHONUTF8": "1", "HF_TOKEN": "canarykey", "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"},
    {"LC_ALL": "C"},
    {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"},
    {"FAULTS_CLOCK_S": str(-(2**31))},
    {"LC_ALL": "C.UTF-8", "LANG": "ar_EG.UTF-8", "PYTHONHASHSEED": "99"},
)


def varied(folder: Path, most: int | None = None) -> Figure:
    """Builds under other locales, zones, clocks, hash seeds, names and keys, in another folder each time."""
    library = compiled(folder)
    faults: list[str] = []
    first = None
    variations = VARIATIONS[:most]
    for n, variation in enumerate(({}, *variations)):
        root = folder / f"canaryfolder-{n}" / "w"
        root.parent.mkdir()
        new_workspace(root, 4)
        (root / "raw/broken.jsonl").write_bytes(b'{"text": 1}\n{"text"\n')
        base = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "TZ", "PYTHONHASHSEED"))}
        environment = base | ({"LD_PRELOAD": str(library)} if library else {}) | variation
        command = [sys.executable, "-m", "cleaner", "build", "--version", "1.0.0", "--workers", str(1 + n % 2)]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
        if done.returncode:
            faults.append(f"{variation}: exit {done.returncode}, {done.stderr[-200:]!r}")
            continue
        files = tree(root)
        first = first or files
        faults += [f"{variation}: {name} differs" for name in files.keys() | first.keys() if files.get(name) != first.get(name)]
        for canary in CANARIES:
            faults += [f"{canary} is in {name}" for name in files if canary in _text_of(root, name, files[name])]
            faults += [f"{canary} is in what was printed" for printed in (done.stdout, done.stderr) if canary.encode() in printed]
    return Figure(
        "locale, zone, clock, hash seed, user, keys and folder varied", len(variations) + 1, f"{len(faults)} faults", "the same bytes, 0 leaks", tuple(faults)
    )


def _text_of(root: Path, name: str, data: bytes) -> str:
    if name.endswith(".parquet"):
        file = pq.ParquetFile(root / name)
        return f"{file.read().to_pylist()} {file.metadata.metadata}"
    return data.decode("utf-8", "replace")


def failing(process: Warm, folder: Path) -> Figure:
    """Commands that fail, in a folder and with an environment of canaries: their one line names nothing of them but what was typed."""
    root = new_workspace(folder / "canaryfolder" / "w", 1)
    (root / "bad.toml").write_text("x = ", encoding="utf-8")
    (root / "contract.py").write_text("raise ValueError('no')", encoding="utf-8")
    (root / "bad.parquet").write_bytes(b"PAR1nothing")
    commands = (
        ["build", "nowhere"],
        ["build", "raw", "--contract", "contract.py"],
        ["build", "raw", "--contract", "gone.py"],
        ["build", "raw", "--takedowns", "bad.toml"],
        ["build", "raw", "--version", "x"],
        ["explain", "gone.txt"],
        ["validate", "bad.parquet"],
        ["verify", "raw"],
        ["diff", "1.0.0", "2.0.0"],
        ["publish", "1.0.0", "s3://canarybucket"],
    )
    environment = {"USER": "canaryuser", "HOME": "/canaryhome", "AWS_SECRET_ACCESS_KEY": "canarykey"}
    faults = []
    for command in commands:
        done = process.run(command, root, environment=environment)
        if done.code in {0, 70} or "Traceback" in done.stderr or len([line for line in done.stderr.splitlines() if line.startswith("error: ")]) > 1:
            faults.append(f"{command}: exit {done.code}: {done.stderr[-300:]!r}")
        faults += [f"{command}: {canary}: {done.stderr[-300:]!r}" for canary in CANARIES if canary in done.stdout + done.stderr]
    return Figure("leaks in errors", len(commands), f"{len(faults)} faults", "0 of user, home, keys and absolute paths", tuple(faults))


def test_a_document_alone_gives_the_row_that_it_gives_among_others() -> None:
    """Rows do not depend on what else is in the corpus, nor on its order."""
    assert alone_and_together(sorted((ROOT / "raw").rglob("*.txt"))[:12]).faults == ()


@pytest.mark.skipif(sys.platform != "linux", reason="shifts the clock with a preloaded library")
def test_the_same_bytes_under_any_sky(tmp_path: Path) -> None:
    """Another locale, zone, clock, hash seed and folder change no byte, and none of them is in it."""
    assert varied(tmp_path, 2).faults == ()


def test_errors_name_nothing_but_what_was_typed(process: Warm, tmp_path: Path) -> None:
    """No absolute path, no user, no key."""
    assert failing(process, tmp_path).faults == ()
