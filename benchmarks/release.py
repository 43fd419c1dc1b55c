"""What a release promises, measured: `python -m benchmarks.release [diff|rows|upload|flips|cards ...] [--rows 1000000]`.

All on invented rows and pages. Each measure prints a line; processor time is that of a process of its own, with its start-up.

- `diff`: `clean diff` of two versions with as many articles, twice as many removals and as many fields, 1.7 % of them different.
- `rows`: as many rows of 0.6 KB written and held to the built-in contract, in one process.
- `upload`: what a store that keeps each chunk once (64 KB on average, cut by content) is sent after a takedown of 1 % of the rows.
- `flips`: a version in which one bit is flipped, a thousand times: how often `verify` sees it.
- `cards`: questions of the datasheet, findings of the lint, and issues of mlcroissant where it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.made_pages import write_pages
from benchmarks.made_rows import after, articles, rows, write_version
from cleaner.checking import check_files
from cleaner.release.build import BuildRequest, build
from cleaner.release.cards.answers import NO_ANSWERS
from cleaner.release.cards.status import datasheet_status, facts_of_version
from cleaner.release.parquet import write_rows, write_table
from cleaner.release.tables import arrow_schema
from cleaner.release.verify import verify

_FLIPS = 1_000
_GEAR = np.random.default_rng(20).integers(0, 2**32, 256, dtype=np.uint32)
_SMALLEST, _LARGEST, _MASK = 8 << 10, 128 << 10, np.uint32(0xFFFF0000)
"""Of a chunk: the sizes that the Hub's storage uses."""


def diff(n: int, folder: Path) -> str:
    before = rows(n)
    write_version(folder / "1.0.0", before)
    write_version(folder / "2.0.0", after(before))
    start, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "cleaner", "diff", str(folder / "1.0.0"), str(folder / "2.0.0")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    end, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    cpu = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    counted = next(line for line in said if line.startswith("articles"))
    return f"{cpu:.1f} s CPU, {seconds:.1f} s, {end.ru_maxrss // 1024} MB resident; {counted}"


def written_and_held(n: int, folder: Path) -> str:
    """In a process that has done nothing else, since what is resident is the most that it ever was."""
    code = "import sys; from pathlib import Path; from benchmarks.release import _write_and_hold; print(_write_and_hold(int(sys.argv[1]), Path(sys.argv[2])))"
    return subprocess.run([sys.executable, "-c", code, str(n), str(folder)], capture_output=True, text=True, check=True).stdout.strip()


def _write_and_hold(n: int, folder: Path) -> str:
    times = [time.process_time()]
    write_rows(articles(rows(n)), arrow_schema("articles"), n, folder, "data", metadata={})
    times.append(time.process_time())
    checked = check_files(folder / "data", None)
    times.append(time.process_time())
    assert checked.is_good, checked
    assert checked.n_rows == n
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"made and written in {times[1] - times[0]:.1f} s CPU, held to the contract at {n / (times[2] - times[1]):,.0f} rows/s of CPU time, {megabytes} MB resident"


def upload(n: int, folder: Path) -> str:
    found = []
    for words in (95, 480):
        table = pa.concat_tables(articles(rows(n, words)))
        known = _sent(table, folder / f"{words}")
        lost = n // 100
        takedowns = {
            "the first": np.arange(lost),
            "in the middle": np.arange(n // 2, n // 2 + lost),
            "scattered": np.random.default_rng(3).choice(n, lost, replace=False),
        }
        for name, gone in takedowns.items():
            left = table.take(pa.array(np.setdiff1d(np.arange(n), gone)))
            chunks = _sent(left, folder / f"{words}-{name}")
            share = sum(size for digest, size in chunks.items() if digest not in known) / sum(chunks.values())
            found.append(f"{share:.0%} ({words * 6.3 / 1000:.1f} KB, {name})")
    return f"new bytes without 1 % of {n:,} rows: " + ", ".join(found)


def _sent(table: pa.Table, folder: Path) -> dict[bytes, int]:
    files = write_table(table, folder, "data", metadata={"dataset_version": folder.name})
    return {digest: size for file in files for digest, size in _chunks((folder / file.path).read_bytes()).items()}


def _chunks(data: bytes) -> dict[bytes, int]:
    """Digest → size of the chunks that a gear hash of the last 32 bytes cuts."""
    hashes, width = _GEAR[np.frombuffer(data, np.uint8)], 1
    while width < 32:
        shifted = hashes.copy()
        shifted[width:] += hashes[:-width] << np.uint32(width)
        hashes, width = shifted, width * 2
    found, start = {}, 0
    for end in [*(np.flatnonzero((hashes & _MASK) == 0) + 1).tolist(), len(data)]:
        while end - start > _LARGEST:
            found[hashlib.sha256(data[start : start + _LARGEST]).digest()] = _LARGEST
            start += _LARGEST
        if end - start >= _SMALLEST or end == len(data):
            found[hashlib.sha256(data[start:end]).digest()] = end - start
            start = end
    return found


def _built(folder: Path, n_pages: int) -> Path:
    write_pages(folder / "raw", n_pages, pages_per_file=10)
    path = build(BuildRequest(inputs=(folder / "raw",), root=folder, out=folder / "dataset", license="CC0-1.0", name="measured")).path
    assert path is not None
    return path


def flips(_: int, folder: Path) -> str:
    version = _built(folder, 30)
    files = sorted(path for path in version.rglob("*") if path.is_file())
    ends = np.cumsum([path.stat().st_size for path in files])
    draw, seen = random.Random(11), 0
    for bit in draw.sample(range(8 * int(ends[-1])), _FLIPS):
        number = int(np.searchsorted(ends, bit // 8, side="right"))
        path, at = files[number], bit // 8 - (int(ends[number - 1]) if number else 0)
        data = path.read_bytes()
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << bit % 8)]) + data[at + 1 :])
        seen += not verify(version).is_good
        path.write_bytes(data)
    return f"{seen:,} of {_FLIPS:,} flipped bits seen; whole again: {verify(version).is_good}"


def cards(_: int, folder: Path) -> str:
    version = _built(folder, 50)
    items = datasheet_status(NO_ANSWERS, facts_of_version(version)).items
    text = (version / "DATASHEET.md").read_text(encoding="utf-8")
    said = f"{text.count(chr(10) + '### ')} questions, {sum(item.is_prefilled for item in items)} of them pre-filled; {len(verify(version).faults)} findings"
    try:
        import mlcroissant
    except ModuleNotFoundError:
        return said + "; mlcroissant is not installed"
    issues = mlcroissant.Dataset(str(version / "croissant.json")).metadata.ctx.issues
    return said + f"; mlcroissant: {len(issues.errors)} errors, {len(issues.warnings)} warnings"


MEASURES: Mapping[str, Callable[[int, Path], str]] = {"diff": diff, "rows": written_and_held, "upload": upload, "flips": flips, "cards": cards}


def main() -> None:
    """Print a line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measures", nargs="*", help=f"{', '.join(MEASURES)} (all)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="articles of diff and rows (1000000)")
    given = parser.parse_args()
    for name in given.measures or MEASURES:
        if name not in MEASURES:
            parser.error(f"{name} is not a measure; there are {', '.join(MEASURES)}")
        with tempfile.TemporaryDirectory(prefix="clean-release-") as folder:
            print(f"{name:8} {MEASURES[name](min(given.rows, 100_000) if name == 'upload' else given.rows, Path(folder))}", flush=True)


if __name__ == "__main__":
    main()
