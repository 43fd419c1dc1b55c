"""A command that is told to end ends, with one line and the exit code that shells expect."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from cleaner.stop import Stopped, stoppable

WAIT = """
import signal, sys, time
from cleaner.stop import Stopped, stoppable
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests under nohup ignores it, and so would this
try:
    with stoppable():
        try:
            print("ready", flush=True)
            time.sleep(60)
        finally:
            if sys.argv[1] == "slow":
                print("slow", flush=True)
                time.sleep(60)
except Stopped as stop:
    print(stop.what)
    sys.exit(stop.exit_code)
"""


def start(how):
    process = subprocess.Popen([sys.executable, "-c", WAIT, how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated"), (signal.SIGHUP, "hung up")])
def test_a_signal_ends_the_work_with_its_code(number, word):
    """128 and the signal's number, as a shell would say it."""
    process = start("quick")
    process.send_signal(number)
    assert process.communicate(timeout=30) == (f"{word}\n", "")
    assert process.returncode == 128 + number


def test_cleaning_up_has_an_end():
    """What hangs while it cleans up is left when the time is over."""
    process = start("slow")
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30) == ("slow\n", "error: terminated\n")
    assert process.returncode == 143


def test_a_second_signal_leaves_at_once():
    """Whoever presses Ctrl-C again does not want to wait."""
    process = start("slow")
    process.send_signal(signal.SIGTERM)
    assert process.stdout is not None
    assert process.stdout.readline() == "slow\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1] == "error: interrupted\n"
    assert process.returncode == 130


def test_handlers_are_given_back():
    """A program that calls a command keeps its own; in a thread, where none can be set, nothing is changed."""
    before = signal.getsignal(signal.SIGTERM)
    during = []

    def stop():
        with stoppable():
            during.append(signal.getsignal(signal.SIGTERM))
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Stopped, match="terminated"):
        stop()
    assert during != [before]
    assert signal.getsignal(signal.SIGTERM) is before
    seen = []

    def inside():
        with stoppable():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert seen == [before]


def test_an_ignored_signal_stays_ignored():
    """`nohup clean build` goes on when the terminal closes."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
