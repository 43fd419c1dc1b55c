"""An instant in UTC is put on the clock that the page shows, and stays the same instant."""

from __future__ import annotations

import pytest

from cleaner.article import Clue
from cleaner.dates import parse_iso
from cleaner.html.local_time import on_own_clock

LATE = "2031-05-04T00:44:52Z"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (("2031-05-03T21:44:52-03:00", "time:datetime"), "2031-05-03T21:44:52-03:00"),
        (("2031-05-03 21:44", "class:date"), "2031-05-03T21:44:52-03:00"),
        (("2031-05-04T06:14:52+05:30", "meta:article:published_time"), "2031-05-04T06:14:52+05:30"),
        (("2031-05-03 21:45", "class:date"), LATE),
        (("2031-05-03", "class:date"), LATE),
        (("2031-05-03 21:44", "meta:date"), LATE),
        (("2031-05-04T00:44:52+00:00", "time:datetime"), LATE),
    ],
)
def test_the_offset_is_that_of_the_same_instant(shown: tuple[str, str], expected: str) -> None:
    """Another minute, a day alone, or a tag without a zone tell nothing of the page's clock."""
    first, _ = on_own_clock([Clue("published_at", LATE, "json-ld"), Clue("published_at", *shown)])
    assert first.value == expected
    told, known = parse_iso(first.value), parse_iso(LATE)
    assert told is not None
    assert known is not None
    assert told.when == known.when


def test_two_things_on_the_hour_may_be_two() -> None:
    """A page published at ten and changed at twelve shows no zone."""
    first, _ = on_own_clock([Clue("published_at", "2031-05-04T10:00:00Z", "json-ld"), Clue("published_at", "2031-05-04 12:00", "class:date")])
    assert first.value == "2031-05-04T10:00:00Z"


def test_other_clues_are_left_as_they_are() -> None:
    """And in their order."""
    clues = [Clue("title", LATE, "h1"), Clue("modified_at", "2031-05-04", "json-ld")]
    assert on_own_clock(clues) == clues


@pytest.mark.parametrize("value", ["2031-05-08T03:44:52+99:00", "0001-01-01T00:00:00-23:00", "2031-02-30 00:44:52", "9999-12-31T23:59:59Z"])
def test_odd_values_are_left_as_they_are(value: str) -> None:
    """An offset that no clock has, a day that is none, the ends of the calendar: nothing is computed from them."""
    for first in (LATE, "9999-12-31T23:59:59Z", "0001-01-01T23:00:00Z"):
        assert [clue.value for clue in on_own_clock([Clue("published_at", first, "json-ld"), Clue("published_at", value, "time:datetime")])] == [first, value]


@pytest.mark.parametrize(
    ("instant", "others", "expected"),
    [
        ("2031-05-03T22:00:00Z", [Clue("language", "de-DE", "html:lang")], "2031-05-04T00:00:00+02:00"),
        ("2031-12-03T23:00Z", [Clue("published_at", "4 December 2031", "class:date")], "2031-12-04T00:00+01:00"),
        ("2031-05-03T15:00:00Z", [Clue("published_at", "2031-05-04", "class:date")], "2031-05-04T00:00:00+09:00"),
        ("2031-05-03T23:00:00Z", [Clue("language", "de", "html:lang")], "2031-05-03T23:00:00Z"),
        ("2031-05-03T22:00:00Z", [Clue("language", "en", "html:lang")], "2031-05-03T22:00:00Z"),
        ("2031-05-03T22:00:00Z", [Clue("language", "de", "html:lang"), Clue("published_at", "3. Mai 2031", "class:date")], "2031-05-03T22:00:00Z"),
        ("2031-05-03T22:10:00Z", [Clue("published_at", "2031-05-04", "class:date")], "2031-05-03T22:10:00Z"),
    ],
)
def test_a_day_kept_as_midnight_in_utc(instant: str, others: list[Clue], expected: str) -> None:
    """What an editor enters as a day is midnight on the house's clock: the day that the page shows, or that of Central Europe."""
    assert on_own_clock([Clue("published_at", instant, "json-ld"), *others])[0].value == expected


def test_a_line_that_names_its_zone() -> None:
    """As American papers do."""
    shown = Clue("published_at", "November 4, 2031 at 8:14 p.m. EST", "class:date")
    assert on_own_clock([Clue("published_at", "2031-11-05T01:14:09Z", "json-ld"), shown])[0].value == "2031-11-04T20:14:09-05:00"
