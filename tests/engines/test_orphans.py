import os
import subprocess
import sys

import pytest

BEGUN = """
import os, sys
from multiprocessing import forkserver
from cleaner.engines.supervisor import warm_up

warm_up("cleaner.engines.worker")
from_child, to_child = forkserver.connect_to_new_process([])
os.write(to_child, bytes.fromhex(sys.argv[1]))
os.close(to_child)
forkserver.read_signed(from_child)
print(forkserver.read_signed(from_child))
"""
"""Begins a worker as the library does, says `argv[1]` to it and no more, and waits for its end."""
ASKED = """
import os, socket
from multiprocessing import forkserver
from cleaner.engines.supervisor import warm_up

warm_up("cleaner.engines.worker")
with socket.socket(socket.AF_UNIX) as asking:
    asking.connect(forkserver._forkserver._forkserver_address)
os.waitpid(forkserver._forkserver._forkserver_pid, 0)
"""
"""Asks for a worker, and is gone before it has handed over what the worker needs."""
HALF_A_PICKLE = "80049528"
NO_PICKLE = "ff"
NO_MODULE = b"cno_such_module\nname\n.".hex()


def begun(words):
    done = subprocess.run([sys.executable, "-c", BEGUN, words], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="workers are forked from a process of their own")
@pytest.mark.parametrize("words", ["", HALF_A_PICKLE])
def test_a_worker_whose_parent_goes_while_it_starts_says_nothing(words):
    """A build that is killed at that moment left a traceback of a pipe's end on the terminal."""
    assert begun(words) == ("1\n", "")


@pytest.mark.skipif(os.name != "posix", reason="workers are forked from a process of their own")
@pytest.mark.parametrize(
    ("words", "said"), [(NO_PICKLE, "UnpicklingError: invalid load key"), (NO_MODULE, "ModuleNotFoundError: No module named 'no_such_module'")]
)
def test_what_else_goes_wrong_there_is_told(words, said):
    """A worker that cannot be started is a bug, and somebody must be able to see which."""
    printed, stderr = begun(words)
    assert printed == "1\n"
    assert said in stderr


@pytest.mark.skipif(os.name != "posix", reason="workers are forked from a process of their own")
def test_a_parent_that_goes_while_it_asks_is_no_error():
    """The process that workers are forked from ends then, and has nothing to say."""
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
