"""The sweep of fuzzing: one process for each part, guided by coverage where atheris is installed, with its own mutations where not.

`python -m tests.trust.fuzz readers --runs 100000` runs one part by itself. What breaks a law is written down and passed
over, once for each place in the code; what ends the process or hangs it ends the part.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.trust.figures import Figure

MOST_BYTES = 4096


@dataclass(frozen=True)
class Part:
    """A share of all runs: what is cheap, and reads what strangers wrote, gets most."""

    target: str
    share: float
    most_bytes: int
    is_guided: bool = True
    """By coverage, where atheris is there. Chance alone is ten times as fast, and goes where no new code is."""


# A charset is guessed by trying twenty of them on every byte: four thousand bytes take as long as fifty short inputs, so they are seldom.
PARTS = (
    Part("readers", 0.1, MOST_BYTES),
    Part("readers", 0.45, MOST_BYTES, is_guided=False),
    Part("repair", 0.03, 128),
    Part("repair", 0.157, 128, is_guided=False),
    Part("repair", 0.003, MOST_BYTES),
    Part("split", 0.02, 64),
    Part("split", 0.12, 64, is_guided=False),
    Part("lines", 0.012, 40),
    Part("lines", 0.09, 40, is_guided=False),
    Part("rules", 0.002, 65),
    Part("rules", 0.006, 65, is_guided=False),
    Part("contract", 0.01, 4, is_guided=False),  # a frame of rows has no bytes that coverage could lead anywhere
)
HANG_S = 300
"""By the clock of a machine that others use too; nothing here takes a second."""
ROOT = Path(__file__).parents[2]


def mutated(data: bytes, chance: random.Random, pieces: tuple[str, ...]) -> bytes:
    """The bytes with something cut, repeated, flipped or put in, one to eight times."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(6):
            case 0:
                del out[at : at + chance.randint(1, 40)]
            case 1:
                out[at:at] = chance.randbytes(chance.randint(1, 16))
            case 2:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                out[at:at] = out[chance.randrange(len(out) + 1) :][: chance.randint(1, 60)]
            case 4:
                out[at:at] = chance.choice(pieces).encode("utf-8", "surrogatepass")
            case 5 if out:
                out[at % len(out)] ^= 1 << chance.randrange(8)
    return bytes(out)


class _Target:
    """A function that writes down what breaks, each place once, and goes on."""

    def __init__(self, name: str, log: Path) -> None:
        from tests.trust import fuzz_targets

        self._function = fuzz_targets.TARGETS[name]
        self._log, self._known = log, set[str]()
        self.n_runs = 0
        self.rows_a_run = fuzz_targets.ROWS_TOGETHER if name == "contract" else 1

    def __call__(self, data: bytes) -> None:
        self.n_runs += 1
        try:
            self._function(data)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            frames = traceback.extract_tb(error.__traceback__)
            where = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-4:]))
            if f"{type(error).__name__} {where}" not in self._known:
                self._known.add(f"{type(error).__name__} {where}")
                said = {"error": f"{type(error).__name__}: {error}"[:300], "where": where, "data": base64.b64encode(data).decode()}
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(said) + "\n")


def run_part(part: Part, runs: int, log: Path, seconds: float, seed: int) -> None:
    """Runs in this very process, and prints how many there were."""
    try:
        import atheris
    except ImportError:
        atheris = None
    if atheris is None or not part.is_guided:
        _unguided(part, runs, log, seconds, seed)
        return
    with atheris.instrument_imports(include=["cleaner"], enable_loader_override=False):
        target = _Target(part.target, log)
    from tests.trust.fuzz_targets import seeds

    target(next(seeds(part.target)))  # models are read at the first document
    folder = Path(tempfile.mkdtemp(prefix=f"corpus-{part.target}-"))
    for n, data in enumerate(seeds(part.target)):
        (folder / f"{n:04}").write_bytes(data[: part.most_bytes])
    options = [f"-runs={runs}", f"-max_len={part.most_bytes}", f"-timeout={HANG_S}", "-rss_limit_mb=4096", f"-max_total_time={int(seconds)}", f"-seed={seed}"]
    options += ["-print_final_stats=1", f"-artifact_prefix={log}.", "-verbosity=1", "-len_control=20"]
    atheris.Setup([sys.argv[0], *options, str(folder)], target)
    atheris.Fuzz()


def _unguided(part: Part, runs: int, log: Path, seconds: float, seed: int) -> None:
    from tests.trust.fuzz_targets import seeds
    from tests.trust.pieces import PIECES

    target = _Target(part.target, log)
    chance = random.Random(seed)
    known = [data[: part.most_bytes] for data in seeds(part.target)]
    until = time.monotonic() + seconds
    while target.n_runs * target.rows_a_run < runs and time.monotonic() < until:
        target(known[target.n_runs] if target.n_runs < len(known) else mutated(chance.choice(known), chance, PIECES)[: part.most_bytes])
    sys.stderr.write(f"Done {target.n_runs * target.rows_a_run} runs\n")


def fuzzed(runs: int, seconds: float, seed: int = 1) -> Figure:
    """All parts, one after the other, each in a process of its own."""
    faults, done = [], dict.fromkeys([part.target for part in PARTS], 0)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, part in enumerate(PARTS):
            log = Path(folder) / f"{number}"
            command = [sys.executable, "-m", "tests.trust.fuzz", str(number), "--log", str(log), "--seed", str(seed)]
            command += ["--runs", str(round(runs * part.share)), "--seconds", str(round(seconds))]
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False, env=os.environ | {"TMPDIR": folder})
            n = int((re.findall(r"Done (\d+) runs", ran.stderr) or re.findall(r"executed_units:\s*(\d+)", ran.stderr) or ["0"])[-1])
            done[part.target] += n
            sys.stderr.write(f"\n  {part.target}: {n} runs")
            if log.exists():
                faults += [
                    f"{part.target}: {one['error']} at {one['where']}: {one['data'][:300]}" for one in map(json.loads, log.read_text("utf-8").splitlines())
                ]
            if ran.returncode:
                left = [path.read_bytes() for path in Path(folder).glob(f"{number}.*")]
                faults.append(f"{part.target}: the process ended with {ran.returncode}: {ran.stderr[-600:]!r}, on {left[:1]!r:.2000}")
    said = ", ".join(f"{name} {n:,}" for name, n in done.items())
    return Figure(
        "fuzzing readers, repair, split, lines, rules and contract", sum(done.values()), f"{said}; {len(faults)} uncaught", "0 uncaught", tuple(faults)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzzes one part.")
    parser.add_argument("part", help="a number, from 0, or what is fuzzed: " + ", ".join(dict.fromkeys(part.target for part in PARTS)))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=7200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, default=Path("fuzz.log"))
    asked = parser.parse_args()
    part = next((part for number, part in enumerate(PARTS) if asked.part in {str(number), part.target}), None)
    if part is None:
        parser.error(f"{asked.part!r} is no part")
    run_part(part, asked.runs, asked.log, asked.seconds, asked.seed)


if __name__ == "__main__":
    main()
