"""The patch: what is not in the text as it was, and how it is there."""

import re

import pytest

from cleaner.article import Fate, RawArticle, Rejection
from cleaner.explain import render_diff
from cleaner.pipeline import examine
from cleaner.terminal import cells
from tests.explain.test_why import PAGE


@pytest.fixture
def examined():
    return examine(RawArticle(PAGE.replace("dawn", "daw\u00adn").encode(), "raw/weir.txt"))


def test_every_line_is_there_once(examined):
    """Kept lines plain, removed and moved ones behind a minus with the fate, changed ones with their new form behind a plus."""
    patch = render_diff(examined, width=100, color=False)
    assert re.findall(r"^ +(\d+) [- ]", patch, re.MULTILINE) == [str(line.no) for line in examined.lines]
    assert "   1 - Skip to content [− navigation]" in patch
    assert "   3 - Weir gives way above Little Ottering [→ title]" in patch
    assert re.search(r"^  13 - Nobody was hurt.* AP \[→ agencies\]", patch.replace("\n       ", " "), re.MULTILINE)
    assert re.search(r"^     \+ Nobody was hurt.*will manage\.$", patch.replace("\n       ", " "), re.MULTILINE)


def test_a_repair_shows_both_forms(examined):
    """The line as it was read, with what cannot be seen written out, and as it is in the text."""
    patch = render_diff(examined, width=160, color=False)
    assert "daw\\xadn on Tuesday" in patch
    assert "[≈ repaired]" in patch
    assert re.search(r"^     \+ The weir above Little Ottering gave way at dawn on Tuesday", patch, re.MULTILINE)


@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_row_is_too_wide(examined, width):
    """Changed lines are wrapped, kept ones clipped."""
    assert max(map(cells, render_diff(examined, width=width, color=False).splitlines())) <= width


def test_only(examined):
    """The lines of one fate alone."""
    patch = render_diff(examined, width=80, color=False, only=Fate.TAKE)
    assert re.findall(r"^ +(\d+) ", patch, re.MULTILINE) == ["3", "5", "13"]


def test_a_rejection_has_a_patch_too():
    """Without lines it is its head alone."""
    patch = render_diff(Rejection("raw/x.bin", "binary", "no text in it"), width=80, color=False)
    assert patch == "--- raw/x.bin\n+++ no article (binary: no text in it)\n"
