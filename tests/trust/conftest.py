"""One process that has imported the package, and one prepared workspace, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.trust.faults import Warm, warm
from tests.trust.test_publication import Scene, make_scene


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Runs commands in children that need not import anything."""
    with warm(tmp_path_factory.mktemp("warm")) as process:
        yield process


@pytest.fixture(scope="session")
def scene(process: Warm, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A workspace whose second build can be disturbed; the test is skipped where nothing injects faults."""
    if not process.has_faults:
        pytest.skip("needs Linux and a C compiler, to make the library that injects faults")
    return make_scene(tmp_path_factory.mktemp("scene"), process)
