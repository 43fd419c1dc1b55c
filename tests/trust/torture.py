"""Everything that breaks things, at full size, and one table of what came of it: `make torture`.

`python -m tests.trust.torture --share 0.1` runs a tenth of each; `--only kill,power` those of these names; `--output FILE`
also writes the table there. What cannot be run here is a row that says why; what was not asked for is named below the table.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.report.test_browser import CHROMIUM
from tests.trust.faults import Warm, warm
from tests.trust.figures import Figure, table
from tests.trust.fuzz import fuzzed
from tests.trust.test_browser import scripts
from tests.trust.test_canaries import DEPTHS, canaries
from tests.trust.test_disturbed import edited, raced, signalled
from tests.trust.test_flips import flipped
from tests.trust.test_growth import growth
from tests.trust.test_hostile_corpus import bomb_memory, hostile_build
from tests.trust.test_outputs import printed
from tests.trust.test_publication import FULL_DISKS, Scene, disk_failed, full_disks, killed, make_scene, power_cut, short_writes
from tests.trust.test_same_row import ROOT, alone_and_together, failing, varied

HERE = Path(__file__).parents[2]
OPERATIONS, SIGNALS, REPLAYS, EDITS, ROUNDS, RUNS, FLIPS = 110, 200, 1000, 50, 100, 1_000_000, 6000
FUZZ_S = 5400.0
"""At most, for each part of the fuzzing."""


def sweeps(share: float, folder: Path) -> dict[str, Callable[[], Figure]]:
    """Name → sweep, at `share` of its full size."""

    def size(full: int) -> int:
        return max(2, round(full * share))

    def part(count: int) -> int | None:
        return None if share >= 1 else size(count)

    def new() -> Path:
        return Path(tempfile.mkdtemp(dir=folder))

    def with_warm(sweep: Callable[[Warm], Figure]) -> Callable[[], Figure]:
        def run() -> Figure:
            with warm(new()) as process:
                return sweep(process)

        return run

    def on_scene(what: str, sweep: Callable[[Scene], Figure]) -> Callable[[], Figure]:
        def run(process: Warm) -> Figure:
            if not process.has_faults:
                return Figure(what, 0, "", "", skipped="needs Linux and a C compiler, to make the library that injects faults")
            return sweep(make_scene(new(), process))

        return with_warm(run)

    def in_browser(process: Warm) -> Figure:
        if CHROMIUM is None or find_spec("playwright") is None:
            return Figure("stored scripts in a browser", 0, "", "", skipped="needs Chromium and playwright")
        return scripts(process, new())

    return {
        "kill": on_scene("kill -9 at a file operation", lambda scene: killed(scene, part(OPERATIONS))),
        "disk": on_scene("errors of the disk at a file operation", lambda scene: disk_failed(scene, part(OPERATIONS))),
        "short": on_scene("short writes from a file operation on", lambda scene: short_writes(scene, part(OPERATIONS))),
        "full": on_scene("full file systems", lambda scene: full_disks(scene, FULL_DISKS[:: max(1, round(1 / share))], new())),
        "power": on_scene("power cut, replayed", lambda scene: power_cut(scene, REPLAYS)),
        "edit": on_scene("input edited between a crash and the next build", lambda scene: edited(scene, size(EDITS))),
        "signal": with_warm(lambda process: signalled(process, new(), size(SIGNALS))),
        "race": lambda: raced(new(), size(ROUNDS)),
        "flip": lambda: flipped(new(), size(FLIPS)),
        "hostile": lambda: hostile_build(new(), max(1, round(1 / share))),
        "bomb": lambda: bomb_memory(new(), 800 if share >= 1 else 200),
        "canary": lambda: canaries(DEPTHS if share >= 1 else DEPTHS[::3], (12_000_000,) if share >= 1 else (1_000_000,)),
        "fuzz": lambda: fuzzed(size(RUNS), FUZZ_S),
        "growth": lambda: growth(100_000 if share >= 1 else 50_000, 6),
        "output": with_warm(lambda process: printed(process, new())),
        "browser": with_warm(in_browser),
        "alone": lambda: alone_and_together([ROOT / "raw"]),
        "varied": lambda: varied(new()),
        "leak": with_warm(lambda process: failing(process, new())),
        "trouble": lambda: tested(
            "documents that crash, hang or take too much memory, and workers that die", "0 other documents lost", "tests/engines/test_local.py"
        ),
        "stranger": lambda: tested("clean validate on a malicious workspace", "its code runs when asked, report below 1 MB", "tests/trust/test_outputs.py"),
        "remote": lambda: tested(
            "stores that drop connections, lie, or never end", "0 uncaught", "tests/read/test_remote.py", "tests/read/test_remote_hostile.py"
        ),
    }


def tested(what: str, limit: str, *paths: str) -> Figure:
    """The tests of a file as a row: these are as large by default as they get."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-rs", *paths], cwd=HERE, capture_output=True, text=True, errors="replace", check=False)
    last = (done.stdout.strip().splitlines() or [done.stderr[-300:]])[-1]
    passed = re.search(r"(\d+) passed", last)
    faults = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))] or [last] * (done.returncode != 0)
    return Figure(what, int(passed[1]) if passed else 0, re.sub(r" in [\d.]+s.*", "", last).strip("= "), limit, tuple(faults))


def _whatever_happens(name: str, sweep: Callable[[], Figure]) -> Figure:
    """The sweep's figure. One that breaks costs its row, not the table."""
    try:
        return sweep()
    except Exception as error:  # noqa: BLE001 - whatever a sweep may meet on somebody's machine
        return Figure(name, 0, f"{type(error).__name__}: {error}"[:200], "", (traceback.format_exc()[-2000:],))


@contextmanager
def _timed(name: str) -> Iterator[None]:
    started = time.monotonic()
    sys.stderr.write(f"{name} … ")
    sys.stderr.flush()
    yield
    sys.stderr.write(f"{time.monotonic() - started:.0f} s\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Breaks things at full size, and says what came of it.")
    parser.add_argument("--share", type=float, default=1.0, help="how much of each sweep to run, 0 to 1")
    parser.add_argument("--only", default="", help="names of sweeps, with commas between them")
    parser.add_argument("--output", type=Path, help="a file for the table")
    asked = parser.parse_args()
    figures, left_out = [], []
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        chosen = sweeps(asked.share, Path(folder))
        for name, sweep in chosen.items():
            if asked.only and name not in asked.only.split(","):
                left_out.append(name)
                continue
            with _timed(name):
                figures.append(_whatever_happens(name, sweep))
            for fault in figures[-1].faults[:20]:
                sys.stderr.write(f"  {fault[:400]}\n")
    report = table(figures) + "\n"
    if asked.share != 1:
        report += f"\nAt {asked.share:g} of full size.\n"
    if left_out:
        report += f"\nNot asked for: {', '.join(left_out)}.\n"
    sys.stdout.write(report)
    if asked.output is not None:
        asked.output.write_text(report, encoding="utf-8")
    return 0 if all(figure.is_good for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
