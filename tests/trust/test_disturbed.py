"""Builds that somebody stops, that meet another build, or whose input changes between a crash and the next try."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.trust.faults import KILL, Ran, Warm
from tests.trust.figures import Figure
from tests.trust.power import read_log
from tests.trust.test_publication import Scene
from tests.trust.workspaces import new_workspace, tree, write_page

EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}
LEAVE_WITHIN_S = 5.0
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for orphans in /proc")


def session_of(leader: int) -> set[int]:
    """The living processes of a session, without its leader."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                found.add(int(entry.name))
    return found - {leader}


class Cold:
    """The same build in an interpreter of its own, as a person starts it."""

    def __init__(self) -> None:
        self._build: subprocess.Popen[str] | None = None

    def begin(self, arguments: list[str], cwd: Path) -> int:
        command = [sys.executable, "-m", "cleaner", *arguments]
        self._build = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, text=True)
        return self._build.pid

    def end(self) -> Ran:
        assert self._build is not None
        _, stderr = self._build.communicate()
        return Ran(self._build.returncode, "", stderr, 0)

    def workers(self) -> set[int]:
        assert self._build is not None
        return session_of(self._build.pid)


def signalled(process: Warm, folder: Path, n_signals: int, seed: int = 1) -> Figure:
    """Signals at random moments to a build or to one of its processes: it ends in time, leaves nobody, and loses nothing.

    Every tenth is sent to a build in an interpreter of its own.
    """
    chance = random.Random(seed)
    workspace = new_workspace(folder / "signalled", 60)
    arguments = ["build", "--workers", "2", "--version", "1.0.0"]
    whole_s = {}
    for how in (Cold(), process):
        _emptied(workspace)
        started = time.monotonic()
        how.begin(arguments, workspace)
        undisturbed = how.end()
        whole_s[how] = time.monotonic() - started
        assert undisturbed.code == 0, undisturbed.stderr
    expected = tree(workspace)
    faults: list[str] = []
    slowest = 0.0
    n_ended = 0
    for n in range(n_signals):
        _emptied(workspace)
        how = list(whole_s)[n % 10 > 0]
        pid = how.begin(arguments, workspace)
        time.sleep(chance.uniform(0.05, 0.7) * whole_s[how])  # the moment of the signal is what is varied
        workers = sorted(how.workers())
        to_worker = bool(workers) and chance.random() < 0.5
        number = signal.SIGKILL if to_worker else chance.choice(list(EXIT_CODES))
        with suppress(ProcessLookupError):
            os.kill(chance.choice(workers) if to_worker else pid, number)
        sent = time.monotonic()
        ran = how.end()
        took = time.monotonic() - sent
        last = (ran.stderr.splitlines() or [""])[-1]
        if not to_worker and ran.code != 0:
            n_ended += 1
            slowest = max(slowest, took)
            if took > LEAVE_WITHIN_S:
                faults.append(f"signal {n}: {number.name}: {took:.1f} s")
            # Before the command has begun, Python itself answers; from then on we do, with one line.
            if ran.code not in {EXIT_CODES[number], -number} or (ran.code > 0 and not last.startswith("error: ")):
                faults.append(f"signal {n}: {number.name}: exit {ran.code}, {last[:200]!r}")
        deadline = sent + took + LEAVE_WITHIN_S
        while how.workers() and time.monotonic() < deadline:
            time.sleep(0.02)
        faults += [f"signal {n}: {number.name}: process {left} is left" for left in how.workers()]
        files = {name: data for name, data in tree(workspace).items() if "/." not in f"/{name}"}
        if ran.code == 0 and files != expected:
            faults.append(f"signal {n}: {number.name} to a worker: the build ended well and differs")
        if any(name.startswith("dataset/1.0.0/") and expected[name] != data for name, data in files.items()):
            faults.append(f"signal {n}: a part of a version is visible")
    return Figure(
        "signals to a build and to its workers", n_signals, f"slowest exit {slowest:.1f} s of {n_ended}, {len(faults)} faults", "5 s, 0 orphans", tuple(faults)
    )


def _emptied(workspace: Path) -> None:
    subprocess.run(["rm", "-rf", *(str(workspace / name) for name in ("dataset", "DATASHEET.md", ".clean-cache"))], check=True)


RACE = """
import sys
from pathlib import Path
from cleaner.errors import BusyError
from cleaner.release.index import write_index
from cleaner.release.versions import parse_version, publish, staging
out, version = Path(sys.argv[1]), parse_version("1.0.0")
for line in sys.stdin:
    out = Path(sys.argv[1]) / line.strip()
    try:
        with staging(out, version) as folder:
            (folder / "who").write_text(sys.argv[2])
            print("ready", flush=True)
            sys.stdin.readline()
            publish(folder, out, version, then=write_index)
            print("published", flush=True)
    except BusyError as error:
        print(error.exit_code, flush=True)
"""


def raced(folder: Path, n_rounds: int, n_builders: int = 3) -> Figure:
    """Processes that publish one version at the same moment."""
    builders = [
        subprocess.Popen([sys.executable, "-c", RACE, str(folder), str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for n in range(n_builders)
    ]
    faults = []

    def tell(line: str) -> list[str]:
        for builder in builders:
            assert builder.stdin is not None
            builder.stdin.write(line + "\n")
            builder.stdin.flush()
        return [builder.stdout.readline().strip() for builder in builders if builder.stdout is not None]

    for n in range(n_rounds):
        ready = tell(f"round-{n}")
        said = tell("go")
        out = folder / f"round-{n}"
        if ready != ["ready"] * n_builders or sorted(said) != ["75"] * (n_builders - 1) + ["published"]:
            faults.append(f"round {n}: {said}")
        elif (out / "1.0.0/who").read_text() != str(said.index("published")) or [path.name for path in out.glob(".staging*")]:
            faults.append(f"round {n}: another than the one who says so has published, or somebody left something")
    for builder in builders:
        builder.communicate()
    return Figure("builders of one version at once", n_rounds, f"{len(faults)} faults", "exactly one publishes, exit 75 for the others", tuple(faults))


def edited(scene: Scene, n_edits: int, seed: int = 1) -> Figure:
    """A build is killed, files of the input are added, removed and changed, and the next build is that of a fresh start."""
    chance = random.Random(seed)
    operations = read_log(scene.log, scene.place)
    n_before = next(n for n, one in enumerate(operations) if one.what == "rename" and one.other == "dataset/1.1.0")
    faults = []
    for n in range(n_edits):
        place = scene.trial.new()
        ran = scene.warm.run(["build", "--version", "1.1.0"], place, mode=KILL, at=chance.randint(1, max(1, n_before // 2)))
        if ran.code == 0:
            continue  # it was a worker's operation: the build went on and is whole
        edits = chance.getrandbits(32)
        _edit(place, edits)
        again = scene.warm.run(["build", "--version", "2.0.0"], place)
        after = tree(place)
        fresh = scene.trial.new()
        _edit(fresh, edits)
        expected = scene.warm.run(["build", "--version", "2.0.0"], fresh)
        if (ran.code, again.code, expected.code) != (-9, 0, 0) or after != tree(fresh):
            faults.append(f"edit {n}: exits {ran.code}, {again.code}, {expected.code}; {again.stderr.strip()[-200:]!r}")
    return Figure("input edited between a crash and the next build", n_edits, f"{len(faults)} differ", "equal to a fresh build", tuple(faults))


def _edit(workspace: Path, seed: int) -> None:
    chance = random.Random(seed)
    raw = workspace / "raw"
    pages = sorted(raw.iterdir())
    for page in pages[1:]:
        what = chance.choice(["keep", "remove", "change", "empty"])
        if what == "remove":
            page.unlink()
        elif what == "change":
            page.write_text(
                page.read_text("utf-8") + f"\nThe plough was given the name Ermintrude the {seed % 97}th by the children of the village school.\n",
                encoding="utf-8",
            )
        elif what == "empty":
            page.write_bytes(b"")
    for n in range(chance.randint(1, 2)):
        write_page(raw, 10 + chance.randint(0, 50) + n)


def test_a_signal_ends_a_build_in_time(process: Warm, tmp_path: Path) -> None:
    """A few signals at random moments, to the build and to its workers; the sweep sends two hundred."""
    assert signalled(process, tmp_path, 8).faults == ()


def test_of_builders_at_once_one_publishes(tmp_path: Path) -> None:
    """The others are told, with exit code 75."""
    assert raced(tmp_path, 10).faults == ()


def test_an_edited_input_is_built_as_if_nothing_had_happened(scene: Scene) -> None:
    """What the killed build had done is not taken for the new input's."""
    assert edited(scene, 2).faults == ()
