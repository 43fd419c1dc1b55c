"""What `clean` and `python` on a page's path are: each asks one process that has imported the package, and that forks a child for each.

The child has the asker's folder, variables and three streams, and does what the command does from its first line on: only what
Python and imports take is saved, two thirds of a short command. `python` with anything but a script is the real one.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.trust.warm import become, clean, prepare

_ASKER = """\
#!{python} -IS
import json, os, socket, sys
arguments = sys.argv[1:]
if {name!r} == "python" and not (arguments and arguments[0].endswith(".py")):
    os.execv(sys.executable, [sys.executable, *arguments])
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"+"], [0, 1, 2])
    asked = dict(name={name!r}, arguments=arguments, cwd=os.getcwd(), environment=dict(os.environ))
    server.sendall(json.dumps(asked).encode() + b"\\n")
    code = server.makefile().readline()
sys.exit(int(code) if code else 255)
"""


@contextmanager
def served(environment: dict[str, str]) -> Iterator[Path]:
    """A folder with the two commands, for as long as it is needed; the process is started with these variables."""
    with tempfile.TemporaryDirectory(prefix="docs-") as name:  # a socket's path may have a hundred characters
        folder = Path(name)
        address = str(folder / "socket")
        for command in ("clean", "python"):
            (folder / command).write_text(_ASKER.format(python=sys.executable, name=command, address=address), encoding="utf-8")
            (folder / command).chmod(0o755)
        command = [sys.executable, "-m", "tests.docs.served", address]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], env=environment) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield folder
            server.stdin.close()


def serve(address: str) -> None:
    """Until stdin is closed."""
    prepare()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while 0 not in (waiting := select.select([0, listener], [], [])[0]):
            while waiting and _reaped():
                pass
            with listener.accept()[0] as asker:
                if os.fork() == 0:
                    listener.close()
                    _attend(asker)


def _reaped() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _attend(asker: socket.socket) -> None:
    """Have one command run, and say its exit code to who asked; a command may ask for another meanwhile."""
    try:
        _, streams, _, _ = socket.recv_fds(asker, 1, 3)
        asked = json.loads(asker.makefile().readline())
        pid = os.fork()
        if pid == 0:
            asker.close()
            os.environ.clear()
            stdin, stdout, stderr = streams
            become(asked["cwd"], asked["environment"], (stdin, stdout, stderr), lambda: _run(asked["name"], asked["arguments"]))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        asker.sendall(f"{code if code >= 0 else 128 - code}\n".encode())
    finally:
        os._exit(0)


def _run(name: str, arguments: list[str]) -> None:
    if name == "clean":
        clean(arguments)
        return
    sys.argv = arguments
    sys.path.insert(0, str(Path(arguments[0]).parent))
    runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    serve(sys.argv[1])
