"""What a page repeats is counted: copies, boxes alike, headings that are links, articles beside the article."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.html.block_model.page import PageLines
from cleaner.html.block_model.twins import repeated
from cleaner.html.blocks import blocks
from cleaner.html.parse import parse

PROSE = "the new quay of Fernholt was opened by the harbour master, who thanked the masons for their bread"
TEXT = "".join(f"<p>Part {n}: {PROSE}.</p>" for n in range(4))
TEASERS = "".join(f"<article class=card><h3><a href=/{n}>Boat {n} comes in</a></h3><p>Boat {n}: {PROSE} …</p></article>" for n in range(5))


def rows(body: str) -> tuple[list[str], dict[str, list[float]]]:
    tree, _ = parse(f"<html><body>{body}</body></html>")
    found = blocks(tree)
    page = PageLines([block.text for block in found], [block.markup for block in found])
    prose = (page.size >= 80) * page.size
    named = {name: np.broadcast_to(np.asarray(row, np.float64), (page.n,)).tolist() for name, row in repeated(page, prose)}
    return list(page.texts), named


def test_teasers_are_boxes_alike_under_headings_that_are_links() -> None:
    """The text is one box under a heading that is none."""
    texts, row = rows(f"<article class=story><h1>Quay opens</h1><h2>At last</h2>{TEXT}</article><section>{TEASERS}</section>")
    text, teaser = texts.index(f"Part 2: {PROSE}."), texts.index(f"Boat 2: {PROSE} …")
    assert [row[name][teaser] for name in ("twins1", "is_cut", "head_link", "head_alike", "head_lines")] == [5, 1, 1, 5, 1]
    assert [row[name][text] for name in ("twins1", "is_cut", "head_link", "head_alike", "head_lines")] == [1, 0, 0, 1, 3]
    assert row["articles"][0] == 6
    assert (row["article_is_most"][text], row["article_is_most"][teaser]) == (1, 0)
    assert row["article_prose"][text] > 3 * row["article_prose"][teaser] > 0


def test_the_second_copy_is_told_from_the_first() -> None:
    """Pages that hold their text twice, for wide and for narrow screens."""
    texts, row = rows(f"<div class=wide>{TEXT}</div><div class=narrow>{TEXT}</div><p>Menu</p><p>Menu</p>")
    assert [row["copies_above"][place] for place in range(len(texts))] == [0] * 4 + [1] * 4 + [0] * 2
    assert [row["copies_below"][place] for place in range(len(texts))] == [1] * 4 + [0] * 4 + [0] * 2


@pytest.mark.parametrize("body", ["", "<p>one</p>", "<h1>one</h1>"])
def test_any_page_has_its_figures(body: str) -> None:
    """Without lines, without headings, without articles."""
    texts, row = rows(body)
    assert {len(values) for values in row.values()} == {len(texts)}
