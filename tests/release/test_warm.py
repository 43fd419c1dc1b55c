"""What workers are given ready must not spoil the fork."""

import subprocess
import sys

import pytest

_COUNT = """
import os, sys
import cleaner.release.shards
before = len(os.listdir("/proc/self/task"))
import cleaner.release.warm
import gc
print(before, len(os.listdir("/proc/self/task")), gc.get_freeze_count() > 10_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are read from /proc")
def test_what_is_made_ready_starts_no_thread() -> None:
    """A lock that another thread holds would stay locked in every worker for ever."""
    done = subprocess.run([sys.executable, "-c", _COUNT], capture_output=True, text=True, check=True)
    before, after, is_frozen = done.stdout.split()
    assert before == after
    assert is_frozen == "True"
