"""The judge of blocks: whole numbers, names that fit, nothing that could run code."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from cleaner.errors import UsageError
from cleaner.html.block_model import MOST_LINES, built_in, read_model
from cleaner.html.block_model.again import measure_again
from cleaner.html.block_model.measures import measure
from cleaner.html.block_model.names import words_of
from cleaner.html.block_model.page import PageLines
from cleaner.html.block_model.shapes import SHAPE, shapes
from cleaner.html.blocks import blocks

TEXT = "".join(f"<p>Part {n}: the quay of Fernholt was opened by the harbour master, who thanked the masons and the town.</p>" for n in range(6))
PAGE = f"<nav><ul><li><a href=/>Weather</a><li><a href=/t>Tides</a></ul></nav><h1>Quay</h1><div class=entry-content>{TEXT}</div><footer>Imprint</footer>"


def page_lines(body: str) -> PageLines:
    found = blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return PageLines([block.text for block in found], [block.markup for block in found])


def chances(page: PageLines) -> list[int]:
    return built_in().chances(page.texts, page.marks, ["Quay"], []).tolist()


def test_text_is_told_from_chrome() -> None:
    """On a page as plain as this there is no doubt."""
    page = page_lines(PAGE)
    said = dict(zip(page.texts, chances(page), strict=True))
    assert all(chance > 800 for text, chance in said.items() if text.startswith("Part"))
    assert all(said[text] < 200 for text in ("• Weather", "• Tides", "Imprint"))


def test_the_weights_fit_the_measures() -> None:
    """A model that was trained on other measures would judge at random."""
    model, page = built_in(), page_lines(PAGE)
    first = measure(page, model.scores, [], [])
    assert tuple(first.names) == model.first.names
    assert (*measure_again(page, np.zeros(page.n, np.int64)).names, *first.names) == model.second.names
    assert len(set(model.second.names)) == len(model.second.names)


@pytest.mark.parametrize("body", ["", "<p>one</p>", "<p>一つの線。</p>", "<p>" + "x" * 100_000 + "</p>"])
def test_any_page_is_measured(body: str) -> None:
    """Without lines, with one, with one that is endless."""
    page = page_lines(body)
    assert len(chances(page)) == page.n


def test_a_page_of_many_lines_is_judged_in_pieces() -> None:
    """Each line gets its chance."""
    page = page_lines("<p>x</p>" * (MOST_LINES + 5))
    assert len(chances(page)) == MOST_LINES + 5


def test_words_of_a_site_are_not_learnt() -> None:
    """Numbers are made the same, and every known word stands for several publishers' pages."""
    assert words_of("div post-17 EntryContent") == ("=entry-content", "=post-0", "content", "entry", "post")
    assert "entry-content" in {word.removeprefix("=") for word in built_in().words}


@pytest.mark.parametrize("content", [None, b"", b"nothing", b"PK\x03\x04"])
def test_what_is_no_model_is_refused(content: bytes | None, tmp_path) -> None:
    """With the reason, and without running anything in it."""
    path = tmp_path / "weights.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="no model of blocks"):
        read_model(path)


def test_shapes_are_counted_at_once_as_one_by_one() -> None:
    """Of a page's lines together the same as of each alone, in any script."""
    texts = [
        "Café, “no”. Yes! 42 | a/b",
        "• Punkt",
        "港口管理局说，码头。是吗？",
        "x" * 390 + " . 12,3 ? END of it all, http://a.example",
        "a\u00a0b\u3000c",
        "«Où?»",
        "𝟙 @ ©",
        "?",
    ]
    together = shapes(texts)
    for place, text in enumerate(texts):
        assert shapes([text])[:, 0].tolist() == together[:, place].tolist()
    assert together[:, 0].tolist() == [0, 6, 0, 1, 1, 2, 2, 2, 2, 0, 0]  # in the order of SHAPE
    assert together[SHAPE.index("n_words"), 4] == 3
    assert together[SHAPE.index("tail"), 5] == 1  # a question mark within the quotes ends a sentence
