import os
import signal
import time

import pytest

from cleaner.engines.local import available_workers, map_shards


def slow_square(shard):
    time.sleep(0.02 * (5 - shard[0] % 5))
    return [(n * n, os.getpid()) for n in shard]


def die_on_seven(shard):
    if 7 in shard:
        os.kill(os.getpid(), signal.SIGKILL)
    return [n * n for n in shard]


def fail(shard):
    raise ValueError(shard)


def split(shard):
    return [[n] for n in shard]


def lost(shard):
    return [None for _ in shard]


def test_results_come_in_the_order_of_shards():
    """Whatever finishes first, the results are in order, and they come from other processes."""
    results = list(map_shards(slow_square, [[n] for n in range(8)], workers=2, split=split, lost=lost))
    assert [value for part in results for value, _ in part] == [n * n for n in range(8)]
    assert os.getpid() not in {pid for part in results for _, pid in part}


@pytest.mark.parametrize(("workers", "shards"), [(1, [[1], [2]]), (4, [[1, 2]])])
def test_one_worker_or_one_shard_stays_in_this_process(workers, shards):
    """Starting processes that cannot help is not worth their start."""
    results = list(map_shards(slow_square, shards, workers=workers, split=split, lost=lost))
    assert {pid for part in results for _, pid in part} == {os.getpid()}


def test_a_killed_worker_loses_only_the_culprit():
    """One item kills its worker again and again: every other item has its result, in its place."""
    shards = [[1, 2], [3, 4], [6, 7, 8], [9], [10, 11]]
    results = list(map_shards(die_on_seven, shards, workers=2, split=split, lost=lost))
    assert [value for part in results for value in part] == [1, 4, 9, 16, 36, None, 64, 81, 100, 121]


def test_an_exception_of_the_function_ends_the_map():
    """The function promises not to raise; a bug in it is not hidden."""
    with pytest.raises(ValueError, match="1"):
        list(map_shards(fail, [[1], [2]], workers=2, split=split, lost=lost))


def test_a_caller_that_gives_up_is_not_kept_waiting():
    """Closing the iterator ends the pool without beginning the shards that nobody waits for."""
    results = map_shards(slow_square, [[n] for n in range(500)], workers=2, split=split, lost=lost)
    next(results)
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < 5


def test_there_is_at_least_one_worker():
    """A machine that does not say how many processors it has has one."""
    assert available_workers() >= 1
