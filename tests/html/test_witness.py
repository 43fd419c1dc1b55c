"""The witness says of each line how much of it the extraction has, whatever the white space and the tags."""

from __future__ import annotations

from lxml import etree, html

from cleaner.html.witness import extraction, shares

LONG = "The new quay of Fernholt was opened on Monday by the harbour master"
OTHER = "Seven years of work went into it, said Ida Holm of the building office"


def test_white_space_bullets_and_quotes_make_no_difference() -> None:
    """Only letters and digits are compared."""
    assert shares([f"• “{LONG}”"], ["- " + LONG.replace(" ", "  ")]) == [1.0]


def test_an_extracted_paragraph_may_cover_several_lines_or_part_of_one() -> None:
    """Lines joined by the extractor count each; a line that it cut counts by its share."""
    assert shares([LONG, OTHER], [f"{LONG} {OTHER}"]) == [1.0, 1.0]
    (part,) = shares([f"{LONG} {OTHER}"], [LONG])
    assert 0.3 < part < 0.6


def test_of_twins_the_one_among_the_text_is_meant() -> None:
    """A teaser above repeats the first paragraph: the extraction has it once, beside its neighbours."""
    teaser, menu = LONG, "Weather and tides for the week in the whole of the bay"
    assert shares([teaser, menu, "Home", LONG, OTHER], [LONG, OTHER]) == [0.0, 0.0, 0.0, 1.0, 1.0]


def test_a_short_line_must_be_a_block_of_the_extraction() -> None:
    """“Share” stands in “shared”; that makes it no part of the text."""
    assert shares(["Share", "What is next", LONG], [f"They shared it. {LONG}", "What is next"]) == [0.0, 1.0, 1.0]


def test_nothing_extracted_is_nothing_shared() -> None:
    """Empty pages and empty extractions have no shares."""
    assert shares([LONG, ""], []) == [0.0, 0.0]
    assert shares([], [LONG]) == []


def test_the_tree_is_left_as_it_was(capfd) -> None:
    """Extractors prune trees; the lines and the clues are read from the same one. And nothing is printed."""
    page = f"<html><body><nav><a href='/'>Home</a></nav><article>{''.join(f'<p>{LONG} {n}.</p>' for n in range(9))}</article></body></html>"
    tree = html.document_fromstring(page)
    before = etree.tostring(tree)
    assert extraction(tree) == [f"{LONG} {n}." for n in range(9)]
    assert etree.tostring(tree) == before
    assert extraction(html.document_fromstring("<html><body></body></html>")) is None
    assert capfd.readouterr() == ("", "")
