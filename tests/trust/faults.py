"""The control block of faults.c, and a process that has imported everything and runs one command in a child each time."""

from __future__ import annotations

import errno
import json
import mmap
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
COUNT, KILL, FAIL, SHORT = range(4)
_FORMAT = "7q1024s1024s"
DISK_ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EROFS": errno.EROFS, "EXDEV": errno.EXDEV, "EDQUOT": errno.EDQUOT}


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    """Exit code; minus the signal's number where one ended it."""
    stderr: str
    n_operations: int
    """Operations that changed something below the root, up to the end."""


def compiled(folder: Path) -> Path:
    """The library, made with this machine's compiler; the test is skipped where there is none."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler, to make the library that injects faults")
    target = folder / "faults.so"
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(target), str(HERE / "faults.c"), "-ldl"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the library that injects faults cannot be compiled: {done.stderr.splitlines()[0] if done.stderr else 'no message'}")
    return target


class Warm:
    """A process with the library preloaded and the package imported."""

    def __init__(self, folder: Path) -> None:
        self._control_path = folder / "control"
        self._control_path.write_bytes(bytes(struct.calcsize(_FORMAT)))
        self._file = self._control_path.open("r+b")
        self._control = mmap.mmap(self._file.fileno(), 0)
        environment = os.environ | {"LD_PRELOAD": str(compiled(folder)), "FAULTS_CONTROL": str(self._control_path), "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "warm.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def run(
        self,
        arguments: list[str],
        cwd: Path,
        *,
        root: Path | None = None,
        mode: int = COUNT,
        at: int = 0,
        error: int = 0,
        sticky: bool = False,
        log: Path | None = None,
    ) -> Ran:
        """`clean ARGUMENTS` in `cwd`, with a fault at operation `at` below `root` (from 1)."""
        head = (1, 0, at, mode, error, sticky, log is not None)
        self._control[:] = struct.pack(_FORMAT, *head, os.fsencode(root or cwd), os.fsencode(log or ""))
        said = self._ask({"arguments": arguments, "cwd": str(cwd)})
        return Ran(said["code"], said["stderr"], struct.unpack_from("q", self._control, 8)[0])

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
        self._control.close()
        self._file.close()


@contextmanager
def warm(folder: Path) -> Iterator[Warm]:
    """A warm process, for as long as it is needed."""
    process = Warm(folder)
    try:
        yield process
    finally:
        process.close()
