"""One run of a job: wall time, processor time and memory of its whole process tree, looked at while it lives.

Memory is PSS: what processes share is divided among them, so a tree counts shared pages once. Linux alone says it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_S = 0.05
_MEMORY_EVERY = 4
"""Looks. Asking for PSS makes the kernel walk the page tables, which would show in the times."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measured(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> Run:
    """Run the command to its end.

    Raises:
        RuntimeError: It failed; the message has what it said last.
    """
    ticks = os.sysconf("SC_CLK_TCK")
    log = cwd / "log"
    with log.open("wb") as said:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=dict(environment), stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        cpu: dict[int, float] = {}
        peak = looks = 0
        while process.poll() is None:
            tree = _tree(process.pid)
            for pid in tree:
                cpu[pid] = max(cpu.get(pid, 0.0), _cpu_ticks(pid) / ticks)
            if looks % _MEMORY_EVERY == 0:
                peak = max(peak, sum(map(_pss_kb, tree)))
            looks += 1
            time.sleep(LOOK_EVERY_S)
        wall = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        reaped = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} … ended with {process.returncode}: {log.read_text('utf-8', 'replace')[-600:]}")
    # The last look at a process may be a twentieth of a second old; what was waited for is known to the end.
    return Run(wall, max(sum(cpu.values()), reaped), peak / 1024)


def _tree(root: int) -> list[int]:
    """The process and all below it that live."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                todo += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _cpu_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _pss_kb(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0
