"""Every file that is thrown at a build is accounted for, none ends it, and none says more than it should."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pytest
import zstandard

from cleaner.load import load
from tests.trust.figures import Figure
from tests.trust.hostile import make

LIMIT_S = 20
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *arguments], cwd=root, capture_output=True, text=True, errors="surrogateescape", check=False, stdin=subprocess.DEVNULL
    )


def source_of(path: Path, root: Path) -> str:
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def hostile_build(root: Path, every: int) -> Figure:
    """A build of the hostile files, and what is wrong with it."""
    made = make(root / "raw", every=every)
    settings = (
        f'license = "CC0-1.0"\nmax_rejected_share = 1.0\nmax_timed_out_share = 1.0\ndocument_timeout_s = {LIMIT_S}\ndocument_memory_mb = 700\nworkers = 2\n'
    )
    (root / "clean.toml").write_text(settings, encoding="utf-8")
    started = time.monotonic()
    done = run(root, "build", "--version", "1.0.0")
    seconds = time.monotonic() - started
    if done.returncode:
        return Figure("hostile files", len(made), f"exit {done.returncode}", "0 uncaught", (done.stderr[-500:],))
    manifest = json.loads((root / "dataset/1.0.0/manifest.json").read_bytes())
    counts = manifest["counts"]
    faults = []
    if counts["inputs"] != counts["articles"] + counts["duplicates"] + counts["rejections"]:
        faults.append(f"the counts do not add up: {counts}")
    accounted = Counter(one["source"].split("#")[0] for one in manifest["inputs"]) + Counter(one["source"] for one in manifest["inputs"])
    for path in made:
        is_hidden = path.name.startswith(".")  # such names are no inputs
        if bool(accounted[source_of(path, root)]) == is_hidden:
            faults.append(f"{source_of(path, root)!r} is {'an input, and hidden' if is_hidden else 'not accounted for'}")
    per_outcome = Counter(one["outcome"] for one in manifest["inputs"])
    if (per_outcome["article"], per_outcome["duplicate"], per_outcome["rejection"]) != (counts["articles"], counts["duplicates"], counts["rejections"]):
        faults.append(f"the outcomes of the inputs are {per_outcome}, the counts {counts}")
    rejections = load(root / "dataset/1.0.0", table="rejections").to_pylist()
    faults += [
        f"{one['source'][:80]!r}: {one['check']}: {one['evidence'][:200]}"
        for one in rejections
        if one["check"] in {"internal-error", "timed-out", "crashed", "out-of-memory"}
    ]
    for name, said in (("stdout", done.stdout), ("stderr", done.stderr)):
        if found := CONTROLS.search(said):
            faults.append(f"{name} holds {found[0]!r}")
        if "Traceback" in said:
            faults.append(f"{name} holds a traceback")
    whole = run(root, "verify", "dataset/1.0.0")
    if whole.returncode:
        faults.append(f"verify: {whole.stdout[-300:]}{whole.stderr[-300:]}")
    found = f"{counts['inputs']} inputs = {counts['articles']} + {counts['duplicates']} + {counts['rejections']}, {len(faults)} faults, {seconds:.0f} s"
    return Figure("hostile files", len(made), found, "0 uncaught, 0 over their limit, every file accounted for", tuple(faults))


@pytest.mark.skipif(sys.platform != "linux", reason="makes pipes, sockets and names that other systems do not have")
def test_a_build_accounts_for_every_hostile_file(tmp_path: Path) -> None:
    """A slice of them by default; all of them in the sweep."""
    assert hostile_build(tmp_path, 20).faults == ()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="makes pipes, sockets and names that other systems do not have")
def test_a_build_accounts_for_every_hostile_file_of_all(tmp_path: Path) -> None:
    """At least four hundred."""
    figure = hostile_build(tmp_path, 1)
    assert figure.faults == ()
    assert figure.runs >= 400


READ = """
import re, sys
from pathlib import Path
from cleaner.read import InputFile, read_file
path = Path(sys.argv[1])
checks = [getattr(one, "check", "article") for one in read_file(InputFile(path, path.name))]
print(",".join(checks), re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""
MOST_MB = 300


BOMBS = tuple(f"{suffix}{packed}" for suffix in ("jsonl", "csv", "txt", "warc") for packed in ("", ".gz", ".zst"))


def _opened(path: Path) -> IO[bytes]:
    match path.suffix:
        case ".gz":
            return gzip.open(path, "wb", 1)
        case ".zst":
            return zstandard.open(path, "wb")
    return path.open("wb")


def bomb_memory(folder: Path, megabytes: int, names: Sequence[str] = BOMBS) -> Figure:
    """One line of so many megabytes in each format that has lines, plain and packed: the peak of the process that reads it."""
    block = b"a" * (1 << 20)
    before = {"jsonl": b'{"text": "', "csv": b"id,text\n1,", "txt": b"", "warc": b"WARC/1.0\r\nContent-Length: %d\r\n\r\n" % (megabytes << 20)}
    most, faults = 0, []
    for name in names:
        suffix = name.partition(".")[0]
        path = folder / f"bomb.{name}"
        with _opened(path) as file:
            file.write(before[suffix])
            for _ in range(megabytes):
                file.write(block)
        done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=False)
        path.unlink()
        if done.returncode:
            faults.append(f"{path.name}: exit {done.returncode}: {done.stderr[-200:]}")
            continue
        checks, peak = done.stdout.split()
        most = max(most, int(peak) // 1024)
        if int(peak) // 1024 > MOST_MB or "article" in checks.split(","):
            faults.append(f"{path.name}: {checks[:80]}, {int(peak) // 1024} MB")
    return Figure(f"a line of {megabytes} MB, in 4 formats, plain and packed", len(names), f"peak {most} MB", f"{MOST_MB} MB", tuple(faults))


@pytest.mark.skipif(sys.platform != "linux", reason="reads its peak memory from /proc")
def test_a_long_line_is_not_held(tmp_path: Path) -> None:
    """Two hundred megabytes in three of the forms by default; eight hundred in all of them in the sweep."""
    assert bomb_memory(tmp_path, 200, ("jsonl", "csv.gz", "warc.zst")).faults == ()
