"""Imports the package once; for each line of JSON on stdin forks a child that runs `clean` with these arguments, and says how it ended."""

import json
import os
import sys
import tempfile
from multiprocessing import forkserver, util


def run(arguments, cwd, stderr):
    os.setsid()
    os.chdir(cwd)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(stderr, 2)
    # It runs, but as a child of the process above, and would be looked for among ours.
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None
    sys.argv = ["clean", *arguments]
    from cleaner.cli import main

    try:
        main()
    except SystemExit as leaving:
        util._exit_function()
        sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else 1)


def serve():

    import cleaner.commands.build
    import cleaner.release.build
    import cleaner.summary
    from cleaner.engines.local import warm_up

    warm_up(cleaner.release.shards.__name__)
    print("ready", flush=True)
    for line in sys.stdin:
        said = json.loads(line)
        with tempfile.TemporaryFile() as stderr:
            pid = os.fork()
            if pid == 0:
                run(said["arguments"], said["cwd"], stderr.fileno())
            _, status = os.waitpid(pid, 0)
            stderr.seek(0)
            print(json.dumps({"code": os.waitstatus_to_exitcode(status), "stderr": stderr.read().decode("utf-8", "replace")}), flush=True)


if __name__ == "__main__":
    serve()
