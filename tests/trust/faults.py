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

HERE = Path(__file__).parent
COUNT, KILL, FAIL, SHORT = range(4)
_FORMAT = "7q1024s1024s"
DISK_ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EROFS": errno.EROFS, "EXDEV": errno.EXDEV, "EDQUOT": errno.EDQUOT}


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    """Exit code; minus the signal's number where one ended it."""
    stdout: str
    stderr: str
    n_operations: int
    """Operations that changed something below the root, up to the end."""


def compiled(folder: Path) -> Path | None:
    """The library, made with this machine's compiler; None where there is none, or where it is not Linux."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        return None
    target = folder / "faults.so"
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(target), str(HERE / "faults.c"), "-ldl"], capture_output=True, text=True, check=False)
    return None if done.returncode else target


class Warm:
    """A process with the package imported, and with the library preloaded where there is one; it runs one command at a time."""

    def __init__(self, folder: Path, library: Path | None) -> None:
        self.has_faults = library is not None
        self._control_path = folder / "control"
        self._control_path.write_bytes(bytes(struct.calcsize(_FORMAT)))
        self._file = self._control_path.open("r+b")
        self._control = mmap.mmap(self._file.fileno(), 0)
        environment = os.environ | {"PYTHONHASHSEED": "0", "FAULTS_CONTROL": str(self._control_path)} | ({"LD_PRELOAD": str(library)} if library else {})
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "warm.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        self._workers_parent = int(self._heard()["workers_parent"])

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
        environment: dict[str, str] | None = None,
    ) -> Ran:
        """`clean ARGUMENTS` in `cwd`, with a fault at operation `at` below `root` (from 1)."""
        head = (1, 0, at, mode, error, sticky, log is not None)
        self._control[:] = struct.pack(_FORMAT, *head, os.fsencode(root or cwd), os.fsencode(log or ""))
        self.begin(arguments, cwd, environment)
        return self.end()

    def begin(self, arguments: list[str], cwd: Path, environment: dict[str, str] | None = None) -> int:
        """The same without waiting for its end; gives its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"arguments": arguments, "cwd": str(cwd), "environment": environment or {}}) + "\n")
        self._process.stdin.flush()
        return int(self._heard()["pid"])

    def end(self) -> Ran:
        """Wait for the end of what was begun."""
        said = self._heard()
        return Ran(said["code"], said["stdout"], said["stderr"], struct.unpack_from("q", self._control, 8)[0])

    def workers(self) -> set[int]:
        """The living workers of what runs, and those that are left of what ran."""
        try:
            children = Path(f"/proc/{self._workers_parent}/task/{self._workers_parent}/children").read_text().split()
        except OSError:
            return set()
        return {int(pid) for pid in children if _is_alive(int(pid))}

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
        self._control.close()
        self._file.close()


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def warm(folder: Path) -> Iterator[Warm]:
    """A warm process, for as long as it is needed."""
    process = Warm(folder, compiled(folder))
    try:
        yield process
    finally:
        process.close()
