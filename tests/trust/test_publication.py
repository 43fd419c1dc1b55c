"""A build that is killed, or whose disk fails, at any operation leaves the old version or the new one, and the next build mends the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.trust.faults import DISK_ERRORS, FAIL, KILL, SHORT, Ran, Warm
from tests.trust.figures import Figure, spread
from tests.trust.power import read_log, replay
from tests.trust.workspaces import Tree, Trial, half_faults, new_workspace, tree, write_page

BUILD = ["build", "--version", "1.1.0"]
DISK_FULL = 74


@dataclass(frozen=True)
class Scene:
    """A workspace with 1.0.0 published and one page more, and what 1.1.0 is when nothing disturbs it."""

    warm: Warm
    trial: Trial
    prepared: Path
    old: Tree
    new: Tree
    n_operations: int
    log: Path
    place: Path

    def faults_after(self, place: Path) -> list[str]:
        """What is wrong after a build was disturbed, and after it was run again undisturbed."""
        faults = half_faults({name: data for name, data in tree(place).items() if "/.staging-" not in f"/{name}"}, self.old, self.new)
        again = self.warm.run(BUILD, place)
        # 3: the build had come so far that the version is there; it is whole then, and what stands beside it was mended.
        if again.code not in {0, 3}:
            faults.append(f"the build after it ended with {again.code}: {again.stderr.strip().splitlines()[-1:]}")
        after = tree(place)
        if after != self.new:
            faults.append(f"the build after it differs in {sorted(name for name in after.keys() | self.new.keys() if after.get(name) != self.new.get(name))}")
        return faults


def make_scene(folder: Path, process: Warm) -> Scene:
    prepared = new_workspace(folder / "prepared")
    first = process.run(["build", "--version", "1.0.0"], prepared)
    assert first.code == 0, first.stderr
    write_page(prepared / "raw", 3)
    old = tree(prepared)
    trial = Trial(prepared)
    place = trial.new()
    log = folder / "operations"
    second = process.run(BUILD, place, log=log)
    assert second.code == 0, second.stderr
    return Scene(process, trial, prepared, old, tree(place), second.n_operations, log, place)


def killed(scene: Scene, most: int | None) -> Figure:
    """kill -9 at operations of a build, all of them when `most` is None."""
    faults = []
    points = spread(scene.n_operations, most)
    for at in points:
        place = scene.trial.new()
        ran = scene.warm.run(BUILD, place, mode=KILL, at=at)
        # 0: it was a worker's operation, and its shard was done again.
        if ran.code != -9 and not (ran.code == 0 and tree(place) == scene.new):
            faults.append(f"operation {at}: not killed, but {ran.code}")
        faults += [f"operation {at}: {fault}" for fault in scene.faults_after(place)]
    share = f"{len(points)} of {scene.n_operations} operations"
    return Figure("kill -9 at a file operation", len(points), f"{share}, {len(faults)} faults", "0 partial versions, rerun byte-identical", tuple(faults))


def disk_failed(scene: Scene, most: int | None) -> Figure:
    """Each error of the disk at so many operations of a build; it goes on for ENOSPC, EDQUOT and EROFS, and comes once for the others."""
    faults = []
    n = 0
    points = spread(scene.n_operations, None if most is None else most * len(DISK_ERRORS))
    for turn, (name, number) in enumerate(DISK_ERRORS.items()):
        for at in points if most is None else points[turn :: len(DISK_ERRORS)]:
            n += 1
            place = scene.trial.new()
            ran = scene.warm.run(BUILD, place, mode=FAIL, at=at, error=number, sticky=name in {"ENOSPC", "EDQUOT", "EROFS"})
            faults += [f"{name} at operation {at}: {fault}" for fault in _disk_faults(ran, tree(place) == scene.new)]
            faults += [f"{name} at operation {at}: {fault}" for fault in scene.faults_after(place)]
    return Figure("ENOSPC, EDQUOT, EROFS, EIO, EXDEV at a file operation", n, f"{len(faults)} faults", "exit 74, one line, old version intact", tuple(faults))


def _disk_faults(ran: Ran, is_whole: bool) -> list[str]:
    lines = [line for line in ran.stderr.splitlines() if line.startswith(("error", "internal", "Traceback"))]
    if ran.code == 0 and is_whole:
        return []  # nothing was lost: the operation was one of tidying up
    if ran.code != DISK_FULL or len(lines) != 1 or not lines[0].startswith("error: "):
        return [f"exit {ran.code}, and stderr says {ran.stderr.strip()[-300:]!r}"]
    return []


def short_writes(scene: Scene, most: int | None) -> Figure:
    """A write that takes half of what it was given, as the kernel may; the rest must follow."""
    faults = []
    points = spread(scene.n_operations, most)
    for at in points:
        place = scene.trial.new()
        ran = scene.warm.run(BUILD, place, mode=SHORT, at=at, sticky=True)
        if ran.code != 0 or tree(place) != scene.new:
            faults.append(f"from operation {at} on: exit {ran.code}, {ran.stderr.strip()[-200:]!r}")
    return Figure("short writes from a file operation on", len(points), f"{len(faults)} faults", "the same bytes", tuple(faults))


def power_cut(scene: Scene, n_replays: int) -> Figure:
    """The log replayed without what was not durable."""
    operations = read_log(scene.log, scene.place)
    faults = []
    seen = {"old": 0, "new": 0}
    for seed in range(n_replays):
        files = replay(scene.old, operations, seed)
        files = {name: data for name, data in files.items() if "/." not in f"/{name}"}
        faults += [f"replay {seed}: {fault}" for fault in half_faults(files, scene.old, scene.new)]
        seen["new" if any(name.startswith("dataset/1.1.0/") for name in files) else "old"] += 1
    return Figure("power cut, replayed", n_replays, f"old {seen['old']}, new {seen['new']}, mixture {len(faults)}", "0 mixtures", tuple(faults))


def test_a_killed_build_leaves_a_whole_version_or_none(scene: Scene) -> None:
    """At 25 operations of it, first and last among them; the next build gives the bytes of one that nothing disturbed."""
    assert killed(scene, 25).faults == ()


def test_a_disk_that_fails_is_one_line(scene: Scene) -> None:
    """Exit code 74, earlier versions as they were, and a build after it goes well."""
    assert disk_failed(scene, 1).faults == ()


def test_short_writes_lose_nothing(scene: Scene) -> None:
    """From the first operation on, every write takes half."""
    assert short_writes(scene, 1).faults == ()


def test_a_power_cut_leaves_a_whole_version_or_none(scene: Scene) -> None:
    """A thousand replays: of all that was not made durable, a random part is gone."""
    figure = power_cut(scene, 1000)
    assert figure.faults == ()
    assert "old 0" not in figure.found
    assert "new 0" not in figure.found


def test_a_replay_can_find_fault(scene: Scene) -> None:
    """Without its fsyncs the same build would be torn: the harness sees what it is made to see."""
    operations = [one for one in read_log(scene.log, scene.place) if one.what != "fsync"]
    torn = [
        half_faults({name: data for name, data in replay(scene.old, operations, seed).items() if "/." not in f"/{name}"}, scene.old, scene.new)
        for seed in range(200)
    ]
    assert any(torn)


FULL_DISKS = ("16k", "64k", "4m")
"""Sizes of real file systems that a version does not fit on: at the first file, in the midst, and beside a file that leaves it no room."""


def full_disks(scene: Scene, sizes: Sequence[str], folder: Path) -> Figure:
    """Small file systems, mounted: exit 74 with one line, and what was there is as it was."""
    faults: list[str] = []
    for size in sizes:
        disk = folder / f"disk-{size}"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
            return Figure("full file systems", 0, "", "exit 74, one line", skipped="none can be mounted here; needs root")
        try:
            (disk / "kept").write_bytes(b"kept" * (8 if size != "4m" else (4 << 18) - (8 << 10)))
            kept = (disk / "kept").read_bytes()
            place = scene.trial.new()
            ran = scene.warm.run(["build", "--out", str(disk / "out"), "--version", "1.0.0"], place)
            if ran.code != DISK_FULL or ran.stderr.splitlines()[-1] != (
                f"error: {disk / 'out'}: cannot be written to (no space left on device): nothing was published, "
                "and earlier versions are as they were; free some space, and build again"
            ):
                faults.append(f"{size}: exit {ran.code}, {ran.stderr[-300:]!r}")
            if (disk / "kept").read_bytes() != kept or [path for path in (disk / "out").iterdir() if path.name != ".lock"]:
                faults.append(f"{size}: something changed, or was left")
        finally:
            subprocess.run(["umount", str(disk)], check=False)
    return Figure("full file systems", len(sizes), f"{len(faults)} faults", "exit 74, one line", tuple(faults))


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None, reason="needs root, to mount a small file system")
def test_a_full_file_system_is_one_line(scene: Scene, tmp_path: Path) -> None:
    """Real ones: exit 74, and what was there is as it was."""
    figure = full_disks(scene, FULL_DISKS, tmp_path)
    if figure.skipped:
        pytest.skip(figure.skipped)
    assert figure.faults == ()
