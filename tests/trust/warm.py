"""Imports the package once; for each line of JSON on stdin forks a child that runs `clean` with these arguments, and says how it ended."""

import importlib
import json
import os
import sys
import tempfile
import time
from multiprocessing import forkserver, util
from pathlib import Path

IMPORTED = ("pandera.polars", "pandera.backends.polars.builtin_checks", "cleaner.commands.build", "cleaner.release.build", "cleaner.summary")


def run(said, stdout, stderr):
    os.setsid()
    os.chdir(said["cwd"])
    os.environ.update(said["environment"])
    time.tzset()
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    # It runs, but as a child of the process above, and would be looked for among ours.
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None
    sys.argv = ["clean", *said["arguments"]]
    from cleaner.cli import main

    try:
        main()
    except SystemExit as leaving:
        util._exit_function()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else 1)


def answer(**said):
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def serve():
    """What a build imports late is imported here, once: a build is then a third of its work. Nothing that starts threads may run."""
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
    answer(workers_parent=forkserver._forkserver._forkserver_pid)
    for line in sys.stdin:
        said = json.loads(line)
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            pid = os.fork()
            if pid == 0:
                run(said, stdout.fileno(), stderr.fileno())
            answer(pid=pid)
            _, status = os.waitpid(pid, 0)
            texts = {}
            for name, file in (("stdout", stdout), ("stderr", stderr)):
                file.seek(0)
                texts[name] = file.read().decode("utf-8", "surrogateescape")
            answer(code=os.waitstatus_to_exitcode(status), **texts)


if __name__ == "__main__":
    serve()
