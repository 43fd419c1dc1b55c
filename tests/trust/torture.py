"""Everything that breaks things, at full size, and one table of what came of it: `make torture`.

`python -m tests.trust.torture --share 0.1` runs a tenth of each; `--only kill,power` those whose names begin so;
`--output FILE` also writes the table there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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

    def on_scene(sweep: Callable[[Scene], Figure]) -> Callable[[], Figure]:
        return with_warm(lambda process: sweep(make_scene(new(), process)))

    return {
        "kill": on_scene(lambda scene: killed(scene, part(OPERATIONS))),
        "disk": on_scene(lambda scene: disk_failed(scene, part(OPERATIONS))),
        "short": on_scene(lambda scene: short_writes(scene, part(OPERATIONS))),
        "full": on_scene(lambda scene: full_disks(scene, FULL_DISKS[:: max(1, round(1 / share))], new())),
        "power": on_scene(lambda scene: power_cut(scene, REPLAYS)),
        "edit": on_scene(lambda scene: edited(scene, size(EDITS))),
        "signal": with_warm(lambda process: signalled(process, new(), size(SIGNALS))),
        "race": lambda: raced(new(), size(ROUNDS)),
        "flip": lambda: flipped(new(), size(FLIPS)),
        "hostile": lambda: hostile_build(new(), max(1, round(1 / share))),
        "bomb": lambda: bomb_memory(new(), 800 if share >= 1 else 200),
        "canary": lambda: canaries(DEPTHS if share >= 1 else DEPTHS[::3], (12_000_000,) if share >= 1 else (1_000_000,)),
        "fuzz": lambda: fuzzed(size(RUNS), FUZZ_S),
        "growth": lambda: growth(100_000 if share >= 1 else 50_000, 3),
        "output": with_warm(lambda process: printed(process, new())),
        "browser": with_warm(lambda process: scripts(process, new())),
        "alone": lambda: alone_and_together([ROOT / "raw"]),
        "varied": lambda: varied(new()),
        "leak": with_warm(lambda process: failing(process, new())),
    }


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
    figures = []
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        chosen = sweeps(asked.share, Path(folder))
        for name, sweep in chosen.items():
            if not asked.only or name in asked.only.split(","):
                with _timed(name):
                    figures.append(sweep())
                for fault in figures[-1].faults[:20]:
                    sys.stderr.write(f"  {fault[:400]}\n")
    report = table(figures) + "\n"
    sys.stdout.write(report)
    if asked.output is not None:
        asked.output.write_text(report, encoding="utf-8")
    return 0 if all(figure.is_good for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
