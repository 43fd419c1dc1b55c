import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import pytest

from cleaner.engines import watch
from cleaner.engines.local import Salvage, WorkersCannotStartError, available_workers, map_shards
from cleaner.engines.watch import Cause, Limits, Place


@dataclass(frozen=True)
class Numbers:
    """A shard of the tests: each number is a document, and what is done with it is its square."""

    numbers: tuple
    excluded: tuple = ()
    only: int | None = None


def isolate(shard, place):
    return replace(shard, only=place.record)


def exclude(shard, place, cause):
    return replace(shard, excluded=(*shard.excluded, (place.record, cause)))


def split(shard):
    return [Numbers((number,)) for number in shard.numbers] if len(shard.numbers) > 1 else []


def lost(shard, cause):
    return [cause.check for _ in shard.numbers]


SALVAGE = Salvage(isolate, exclude, split, lost)
QUICK = Limits(document_timeout_s=0.3, document_memory_mb=100)


def each(shard, do):
    causes = dict(shard.excluded)
    results = []
    for record, number in enumerate(shard.numbers, 1):
        if record in causes:
            results.append(causes[record].check)
        elif shard.only in {None, record}:
            watch.begin(Place(0, record, is_reading=False))
            results.append(do(number))
    watch.rest()
    return results


def square(number):
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 13:
        time.sleep(60)
    if number == 17:
        sum(range(10**12))  # in C, with the interpreter held: no alarm is heard, and no thread runs
    if number == 19:
        return len(bytearray(1 << 30))
    if number == 23:
        ctypes.string_at(0)
    if number == 29:
        os._exit(0)
    return number * number


def squares(shard):
    return each(shard, square)


def slow_squares(shard):
    time.sleep(0.02 * (5 - shard.numbers[0] % 5))
    return [(number * number, os.getpid()) for number in shard.numbers]


def die_once(shard):
    """Dies at 4 the first time, as when somebody kills the process."""
    flag = shard.numbers[0]

    def do(number):
        if number == 4 and not os.path.exists(flag):  # noqa: PTH110
            open(flag, "w").close()  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return each(shard, do)


def die_between(shard):
    """Dies at 7 without having said that it is at a document."""
    if 7 in shard.numbers:
        os._exit(1)
    return [number * number for number in shard.numbers]


def fail(shard):
    raise ValueError(shard.numbers)


def shards_of(*groups):
    return [Numbers(tuple(group)) for group in groups]


def run(function, shards, workers=2, limits=QUICK):
    return [value for part in map_shards(function, shards, workers=workers, salvage=SALVAGE, limits=limits) for value in part]


def test_results_come_in_the_order_of_shards():
    """Whatever finishes first, the results are in order, and they come from other processes."""
    results = run(slow_squares, shards_of(*([n] for n in range(8))))
    assert [value for value, _ in results] == [n * n for n in range(8)]
    assert os.getpid() not in {pid for _, pid in results}


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("number", "check"), [(7, "crashed"), (13, "timed-out"), (17, "timed-out"), (19, "out-of-memory"), (23, "crashed"), (29, "crashed")])
def test_a_document_that_ends_its_worker_costs_itself(workers, number, check):
    """Killed, asleep, stuck in C, too large, crashed or gone: every other document has its result, in its place."""
    assert run(squares, shards_of([1, 2], [3, 4], [6, number, 8], [9], [10, 11]), workers) == [1, 4, 9, 16, 36, check, 64, 81, 100, 121]


def test_all_kinds_of_trouble_in_one_shard():
    """Each document that ends its worker is found, one after the other."""
    assert run(squares, shards_of([7, 1, 23], [13, 19, 2])) == ["crashed", 1, "crashed", "timed-out", "out-of-memory", 4]


def test_the_cause_is_said_in_words():
    """A rejection names the signal, or the limit and its setting."""
    said = {}

    def note(shard, place, cause):
        said[shard.numbers[0]] = cause
        return exclude(shard, place, cause)

    list(map_shards(squares, shards_of([23], [13], [19], [7]), workers=2, salvage=replace(SALVAGE, exclude=note), limits=QUICK))
    assert said == {
        23: Cause("crashed", "its process died of SIGSEGV, twice"),
        13: Cause("timed-out", "not done after 0.3 s, twice; document_timeout_s is the limit"),
        19: Cause("out-of-memory", "needs more than 100 MB, twice; document_memory_mb is the limit"),
        7: Cause("crashed", "its process was killed, twice, as the system does when memory runs out"),
    }


def test_a_death_that_is_not_the_documents_fault_costs_nothing(tmp_path):
    """What succeeds alone is done with the others again."""
    flag = str(tmp_path / "killed")
    assert run(die_once, shards_of([flag, 3, 4, 5])) == [flag, 3, 4, 5]


def test_a_death_between_documents_is_narrowed_down():
    """A shard with nobody to blame is split until the culprit is alone."""
    assert run(die_between, shards_of([1, 2], [6, 7, 8], [9])) == [1, 4, 36, "crashed", 64, 81]


def test_an_exception_of_the_function_ends_the_map():
    """The function promises not to raise; a bug in it is not hidden. Which of two is told first is chance."""
    with pytest.raises(ValueError, match=r"[12]"):
        run(fail, shards_of([1], [2]))


def test_a_function_that_no_worker_can_import_is_an_error():
    """Workers that die before they begin would otherwise cost every document of the corpus."""
    function = type(squares)(squares.__code__, {}, "gone")
    function.__module__ = "no_such_module"
    with pytest.raises((WorkersCannotStartError, Exception), match=r"start|gone|no_such_module"):
        run(function, shards_of([1], [2]))


def test_shards_are_taken_as_they_are_needed():
    """A list of a million shards is never whole in memory, and a slow one does not let results pile up."""
    taken = []

    def endless():
        for n in range(10_000):
            taken.append(n)
            yield Numbers((n,))

    results = map_shards(squares, endless(), workers=2, salvage=SALVAGE, limits=QUICK)
    assert next(results) == [0]
    results.close()
    assert len(taken) < 100


def test_a_caller_that_gives_up_is_not_kept_waiting():
    """Closing the iterator ends the workers, also in the midst of a document."""
    results = map_shards(squares, shards_of([1], *([13] for _ in range(20))), workers=2, salvage=SALVAGE, limits=Limits())
    next(results)
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < 5


SCRIPT = """
import sys, time
sys.path.insert(0, {folder!r})
import test_local as t
for part in t.map_shards(t.squares, t.shards_of([1], [13], [17], [13]), workers=2, salvage=t.SALVAGE, limits=t.Limits()):
    print(part, flush=True)
"""


def children(pid):
    """The processes of a session, without its leader."""
    out = subprocess.run(["ps", "-o", "pid=", "--sid", str(pid)], capture_output=True, text=True, check=False).stdout
    return {int(word) for word in out.split()} - {pid}


@pytest.mark.skipif(sys.platform != "linux", reason="counts the processes of a session with ps")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_die_with_their_parent(tmp_path, number):
    """Also when it had no time to tell them, and when a library in C holds the interpreter. The script needs no `if __name__`."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(folder=os.path.dirname(__file__)), encoding="utf-8")  # noqa: PTH120
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "[1]\n"
    deadline = time.monotonic() + 30
    while len(children(parent.pid)) < 4 and time.monotonic() < deadline:  # forkserver, tracker, two workers
        time.sleep(0.05)
    assert len(children(parent.pid)) >= 4
    parent.send_signal(number)
    parent.wait(10)
    parent.stdout.close()
    while children(parent.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not children(parent.pid)


LET_GO = """
import os, subprocess, sys
sys.path.insert(0, {folder!r})
import test_local as t
from cleaner.engines.local import let_go
def n_children():
    pids = subprocess.run(["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout.split()
    return len(pids) - 1  # ps itself
for _ in range(2):
    print(t.run(t.squares, t.shards_of([1], [2])), n_children())
    let_go()
    print(n_children())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts the processes of a session with ps")
def test_what_workers_are_forked_from_can_go(tmp_path):
    """Before the rows are written, which needs the memory; a later map has workers again. The tracker of the library stays."""
    script = tmp_path / "script.py"
    script.write_text(LET_GO.format(folder=os.path.dirname(__file__)), encoding="utf-8")  # noqa: PTH120
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["[1, 4] 2", "1"] * 2, done.stderr


def test_there_is_at_least_one_worker():
    """A machine that does not say how many processors it has has one."""
    assert available_workers() >= 1


def variable(shard):
    return [os.environ.get("CLEANER_TEST") for _ in shard.numbers]


def test_workers_have_the_environment_of_their_parent(monkeypatch):
    """As it is now: credentials that were set after the first build of the process are there in the second."""
    assert run(variable, shards_of([1])) == [None]
    monkeypatch.setenv("CLEANER_TEST", "set")
    assert run(variable, shards_of([1])) == ["set"]


STARVED = """
import resource, sys
sys.path.insert(0, {folder!r})
import test_local as t
resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
try:
    print(list(t.map_shards(t.squares, t.shards_of([1], [2]), workers=2, salvage=t.SALVAGE)))
except t.WorkersCannotStartError as error:
    print(error.exit_code, error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="takes the process's files away")
def test_a_system_that_gives_no_processes_is_one_line(tmp_path):
    """It is neither the data's fault nor the disk's."""
    script = tmp_path / "script.py"
    script.write_text(STARVED.format(folder=os.path.dirname(__file__)), encoding="utf-8")  # noqa: PTH120
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.stdout == "71 worker processes cannot start: too many open files; raise the limits of processes and open files\n", done.stderr
