"""Which of a page's days is believed, and what its address and title say."""

from __future__ import annotations

import pytest

from cleaner.article import Clue
from cleaner.html.days import dated


def days(*clues: Clue, url: str | None = None) -> list[tuple[str, str]]:
    """The days of publication, with their sources, as the article is offered them: the most trusted first."""
    found = [clue for clue in dated(clues, url) if clue.field == "published_at"]
    return [(clue.value, clue.source) for clue in sorted(found, key=lambda clue: -(clue.score or 0.93))]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://courier.example/2031/05/01/quay", "2031-05-01"),
        ("https://courier.example/home/2031/5/1/quay", "2031-05-01"),
        ("https://courier.example/news/21-05-2031", "2031-05-21"),
        ("https://courier.example/news/21-05-2031-quay-opens/17.html", "2031-05-21"),
        ("https://courier.example/news/04-05-2031-quay", None),
        ("https://courier.example/2031/17/quay", None),
        ("https://courier.example/quay-10-05-203100", None),
    ],
)
def test_the_day_in_the_address(url: str, day: str | None) -> None:
    """Year first, or day first where no other reading is left: 4-5-2031 has two in English."""
    assert [value for value, _ in days(url=url)] == ([day] if day else [])


def test_the_page_s_language_says_which_comes_first() -> None:
    """In German the day does."""
    assert days(Clue("language", "de-DE", "html:lang"), url="https://kurier.example/04-05-2031-kai") == [("2031-05-04", "url")]


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("01.05.2031 - Kai eröffnet", "2031-05-01"),
        ("Presse | Kai eröffnet | 01.05.2031", "2031-05-01"),
        ("Kai vom 01.05.2031 eröffnet", None),
        ("Kai 1.5", None),
    ],
)
def test_a_day_parted_from_the_headline(title: str, day: str | None) -> None:
    """In front of it or behind; one in the middle is a word of the headline."""
    assert [value for value, _ in days(Clue("title", title, "html:title"))] == ([day] if day else [])


def test_the_day_of_a_change_where_there_is_no_other() -> None:
    """Shown on the page; what only a tag says of the last change may be ten years later."""
    shown, tag = Clue("modified_at", "May 2, 2031", "class:date"), Clue("modified_at", "2031-05-09", "meta:article:modified_time")
    assert days(tag, shown) == [("May 2, 2031", "class:date:change")]
    assert days(tag) == []
    assert days(shown, Clue("published_at", "2031-05-01", "time:datetime")) == [("2031-05-01", "time:datetime")]
    assert days(shown, url="https://courier.example/2031/05/01/quay") == [("2031-05-01", "url")]


def test_a_far_day_comes_behind_the_tag_s() -> None:
    """The clock of the menu is no day of the article's."""
    near, far, tag = (Clue("published_at", "2031-05-01", "class:date", score) for score in (None, 0.81, 0.82))
    assert days(far, Clue(tag.field, "2031-04-30", "meta:date"))[0] == ("2031-04-30", "meta:date")
    assert days(near, Clue(tag.field, "2031-04-30", "meta:date"))[0] == ("2031-05-01", "class:date")
