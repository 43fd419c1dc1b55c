"""Every line of every golden case has the fate that stands in front of it."""

from pathlib import Path

import pytest

from cleaner.article import RawArticle
from cleaner.pipeline import examine
from tests.rules.case_files import Case, as_marks, as_written, read_cases

CASES = [case for path in sorted((Path(__file__).parent / "cases").glob("*.txt")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lines_get_the_fates_that_stand_in_front_of_them(case: Case) -> None:
    """A rule that drops, keeps or takes another line than the file says changes published data: change the file on purpose."""
    examined = examine(RawArticle(case.text.encode(), "case.txt"))
    assert as_marks(case, examined) == as_written(case)


def test_there_are_cases() -> None:
    """An empty folder must not pass."""
    assert len(CASES) >= 16
