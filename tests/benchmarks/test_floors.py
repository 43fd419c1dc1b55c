"""Quality may rise and never fall: the file of floors only tightens, and the floors hold on real pages."""

import pytest

from benchmarks.floors import check, load_floors
from benchmarks.quality import TABLES
from tests.shared import SHARED

CORPORA = SHARED / "corpora"
needs_pages = pytest.mark.skipif(not (CORPORA / "fundus" / "pages.jsonl").exists(), reason="no corpora of real pages (CLEANER_PAGES)")


def test_floors_only_tighten() -> None:
    """Each history goes up, or down for what there should be less of; the last entry is what counts."""
    _, floors = load_floors()
    assert [floor.name for floor in floors if not floor.only_rises or not floor.history] == []


def test_floors_are_of_known_measures() -> None:
    """A misspelt measure would hold forever."""
    _, floors = load_floors()
    assert {floor.measure for floor in floors} <= {name for columns in TABLES.values() for name in columns}
    assert {"body_lost", "chrome_share"} <= {floor.measure for floor in floors}


@needs_pages
@pytest.mark.shared
def test_floors_hold() -> None:
    """On a bounded slice of real pages nothing is worse than it once was: neither chrome left nor body lost."""
    assert check(CORPORA) == []
