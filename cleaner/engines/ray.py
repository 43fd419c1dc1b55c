"""Shards over the machines of a Ray cluster: the same results in the same order as on one machine.

Ray carries shards there and results back, and does again what dies with a worker or a node. Within a task a shard is in
the hands of the same supervisor as anywhere (`local.py`): a document that crashes costs itself, not Ray's worker.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from cleaner.engines.local import Salvage, course
from cleaner.engines.supervisor import Supervisor
from cleaner.engines.watch import Limits
from cleaner.errors import CleanError, UsageError

S = TypeVar("S")
R = TypeVar("R")

_AHEAD_OF_EACH_CPU = 3
"""Shards that are handed in: enough that no processor waits, few enough that results don't pile up behind a slow one."""
_MOST_RETRIES = 8
"""Of one shard whose worker or node died. A document cannot be the cause: it dies in a process of its own."""
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "RAY_DEDUP_LOGS": "0"}
"""Nothing is told to anybody about the use of a cluster, and nothing is printed that the user did not ask for."""


class _Refused:
    """A node that cannot do the work, and why."""

    def __init__(self, why: str, node: str) -> None:
        self.why, self.node = why, node


def map_shards(
    function: Callable[[S], R], shards: Iterable[S], *, address: str, salvage: Salvage[S, R], limits: Limits, complaint: Callable[[S], str | None]
) -> Iterator[R]:
    """The result of `function` for each shard, in the order of `shards`, as `local.map_shards` gives them.

    `address` is that of a running cluster, or `auto`. `complaint` is asked on each node before a shard is done there: why
    the node would not do it as this machine does, or None.

    Raises:
        UsageError: Ray is not installed, there is no cluster at the address, or a node has a complaint.
        CleanError: A shard's node died again and again.
    """
    ray, is_ours = _connected(address)
    under_way: deque[Any] = deque()
    try:
        # By reference: the module is installed on every node, and what a closure drags along would be sent with each task.
        task = ray.remote(_done).options(num_cpus=1, max_retries=_MOST_RETRIES)
        shared = ray.put((function, salvage, limits, complaint))
        rest = iter(shards)
        is_at_end = False
        while True:
            room = _AHEAD_OF_EACH_CPU * max(1, int(ray.cluster_resources().get("CPU", 1)))
            while not is_at_end and len(under_way) < room:
                following = next(rest, None)
                if following is None:
                    is_at_end = True
                else:
                    under_way.append(task.remote(shared, following))
            if not under_way:
                return
            yield from _taken(ray, under_way.popleft())
    finally:
        if is_ours:
            with suppress(Exception):
                ray.shutdown()  # what nobody waits for any more is stopped on the nodes
        else:
            for reference in under_way:
                ray.cancel(reference)


def _taken(ray: Any, reference: Any) -> list[Any]:
    try:
        outcome = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise (error.cause if isinstance(error.cause, Exception) else RuntimeError("a worker failed without a word")) from None
    except ray.exceptions.RayError as error:
        what = f"the cluster lost a shard {_MOST_RETRIES + 1} times ({type(error).__name__})"
        raise CleanError(what, hint="nothing was published; see 'ray status', and give the nodes more memory") from None
    if isinstance(outcome, _Refused):
        raise UsageError(outcome.why, where=f"node {outcome.node}", hint="see docs/scaling.md")
    found: list[Any] = outcome
    return found


def _connected(address: str) -> tuple[Any, bool]:
    """The library, connected to the cluster, and whether that was done here: a program may have a connection of its own."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray  # noqa: PLC0415 - an extra, and a second to import
    except ImportError:
        raise UsageError("the engine ray is not installed", where="--engine ray", hint="pip install 'article-cleaner[ray]'") from None
    is_ours = not ray.is_initialized()
    if is_ours:
        whole = address if address == "auto" or ":" in address else f"{address}:6379"
        try:
            ray.init(address=whole, log_to_driver=False, logging_level=logging.CRITICAL, configure_logging=False)
        except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
            what = f"no Ray cluster answers ({type(error).__name__})"
            raise UsageError(what, where=f"--address {address}", hint="start one: ray start --head") from None
    return ray, is_ours


def _done(shared: tuple[Callable[[Any], Any], Salvage[Any, Any], Limits, Callable[[Any], str | None]], shard: Any) -> list[Any] | _Refused:
    """A shard's results, in one of Ray's workers."""
    import ray  # noqa: PLC0415

    function, salvage, limits, complaint = shared
    if (why := complaint(shard)) is not None:
        return _Refused(why, str(ray.util.get_node_ip_address()))
    supervisor = _Own.of(function, limits)
    steps = course(shard, salvage)
    try:
        supervisor.give(None, next(steps))
        while True:
            supervisor.give(None, steps.send(supervisor.take()[1]), first=True)
    except StopIteration as end:
        found: list[Any] = end.value
        return found
    except BaseException:
        _Own.supervisor = None
        raise


class _Own:
    """The supervisor of a Ray worker, kept from task to task: what it has imported and loaded need not be again."""

    supervisor: Supervisor | None = None
    of_what: object = None

    @classmethod
    def of(cls, function: Callable[[Any], Any], limits: Limits) -> Supervisor:
        if cls.supervisor is None or cls.of_what != (function, limits):
            cls.supervisor, cls.of_what = Supervisor(function, 1, limits), (function, limits)
        return cls.supervisor
