"""What is taken for an address or a number is one; and once it is put out, none is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.personal import find, redacted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to ana.reuvel+desk@harbour.example", ["ana.reuvel+desk@harbour.example"]),
        ("Desk (desk@paper.example), or news@paper.example.", ["desk@paper.example", "news@paper.example"]),
        ("mail 'ivo@port-ansel.co.example'", ["ivo@port-ansel.co.example"]),
        ("Ring +44 (0)20 7946 0123.", ["+44 (0)20 7946 0123"]),
        ("Tel. +49 30 23125-014", ["+49 30 23125-014"]),
        ("call (555) 010-0123 or 555-010-0123", ["(555) 010-0123", "555-010-0123"]),
        ("Redaktion: 030 2312 5014", ["030 2312 5014"]),
    ],
)
def test_what_people_print_is_found(text, found):
    """Whole, without the marks around it."""
    assert [text[one.start : one.end] for one in find(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Follow @fernholt_news",
        "a price of 1 000 000 crowns @ 3 each",
        "on 2031-03-14 at 10:45",
        "14.03.2031 – 16.03.2031",
        "between 1998-2004 and 2010-2012",
        "3,500,000.25 in the black",
        "ISBN 978-3-16-148410-0",
        "the vote was 101-99 and then 100-100",
        "room 0800",
        "48.2082, 16.3738",
        "user@localhost",
    ],
)
def test_what_looks_like_one_is_none(text):
    """Dates, sums, scores, coordinates and handles are nobody's number."""
    assert find(text) == ()


@given(st.text(st.sampled_from("ab.@+-0123456789 ()/\n'é[]"), max_size=120))
def test_nothing_is_left(text):
    """What was put out is not found again, and what was not is as it was."""
    once = redacted(text)
    assert find(once) == ()
    assert redacted(once) == once
    assert once.count("\n") == text.count("\n")


def test_long_words_cost_little():
    """From the @ outwards: a megabyte that is nearly an address is read once, not once for each letter."""
    assert find("a" * 1_000_000 + "@") == ()
    assert find("+1" * 300_000) == ()
    assert find("a@" * 300_000) == ()
