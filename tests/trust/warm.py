"""Imports the package once; for each line of JSON on stdin forks a child that runs `clean` with these arguments, and says how it ended."""

import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from multiprocessing import forkserver, util
from pathlib import Path
from typing import Any, NoReturn

IMPORTED = ("pandera.polars", "pandera.backends.polars.builtin_checks", "cleaner.commands.build", "cleaner.release.build", "cleaner.summary")


def prepare() -> None:
    """Import, once, what a build imports late: a build is then a third of its work. Nothing that starts threads may run."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for name in IMPORTED:
        importlib.import_module(name)
    from pandera.backends.polars.register import register_polars_backends

    from cleaner.contract import built_in

    register_polars_backends()
    built_in()
    # Workers come from a process that has cleaned a page already, and so has read the models.
    forkserver.set_forkserver_preload(["cleaner.engines.orphans", "cleaner.release.shards", "tests.trust.warmed"])
    forkserver._forkserver.ensure_running()


def become(cwd: str, environment: Mapping[str, str], streams: tuple[int, int, int], main: Callable[[], object]) -> NoReturn:
    """Be, from a fork on, a process that was started there, with these variables more and these three streams."""
    os.chdir(cwd)
    os.environ.update(environment)
    time.tzset()
    for number, (stream, name) in enumerate(zip(streams, ("stdin", "stdout", "stderr"), strict=True)):
        os.dup2(stream, number)
        old = getattr(sys, name)  # it may be a file's, and think that this one can be sought in too
        how = {"encoding": old.encoding, "errors": old.errors, "closefd": False}
        setattr(sys, name, open(number, "w" if number else "r", buffering=1 if number == 2 else -1, **how))  # noqa: PTH123, SIM115 - no path, and open to the end
    # It runs, but as a child of the process above, and would be looked for among ours.
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None
    code: object = 1
    try:
        main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code or 0
    except BaseException:  # noqa: BLE001 - the last resort, as the interpreter has one
        sys.excepthook(*sys.exc_info())
    util._exit_function()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def clean(arguments: list[str]) -> None:
    """The command's own way in."""
    sys.argv = ["clean", *arguments]
    from cleaner.cli import main

    main()


def answer(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def serve() -> None:
    prepare()
    answer(workers_parent=forkserver._forkserver._forkserver_pid)
    for line in sys.stdin:
        said = json.loads(line)
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            pid = os.fork()
            if pid == 0:
                os.setsid()
                nothing = os.open(os.devnull, os.O_RDWR)
                become(said["cwd"], said["environment"], (nothing, stdout.fileno(), stderr.fileno()), lambda: clean(said["arguments"]))  # noqa: B023 - now
            answer(pid=pid)
            _, status = os.waitpid(pid, 0)
            texts = {}
            for name, file in (("stdout", stdout), ("stderr", stderr)):
                file.seek(0)
                texts[name] = file.read().decode("utf-8", "surrogateescape")
            answer(code=os.waitstatus_to_exitcode(status), **texts)


if __name__ == "__main__":
    serve()
