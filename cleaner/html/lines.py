"""What a walk over a page is made of: open elements, what they hand down, and the line that is put together."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cleaner.html.attributes import NOTHING_SAID, Said


class Context(NamedTuple):
    """What an element hands down to all that is in it. Most elements change nothing, so it is shared."""

    landmark: str = ""
    region: str = ""
    region_word: str = ""
    heading: int = 0
    list_no: int = 0
    table_no: int = 0
    in_row: bool = False
    in_figure: bool = False
    in_quote: bool = False
    is_preformatted: bool = False
    box: tuple[str, str, int] | None = None
    """Kind, word and element of a box that is called so by an attribute for tests and scripts."""


class Frame:
    """An open element."""

    __slots__ = ("above", "around", "context", "depth", "element", "is_block", "link_no", "number", "said", "tag", "words")

    def __init__(self, element: Any, tag: str, above: Frame, number: int, is_block: bool) -> None:
        self.element, self.tag, self.above, self.number, self.is_block = element, tag, above, number, is_block
        self.context: Context = above.context
        self.depth: int = above.depth + 1
        self.link_no: int = above.link_no
        self.said: Said = NOTHING_SAID
        self.around: tuple[tuple[int, ...], tuple[str, ...]] | None = None
        self.words: tuple[str, ...] | None = None


NOTHING = Context()


class _Outside(Frame):
    """What holds the page's first element: nothing."""

    __slots__ = ()

    def __init__(self) -> None:
        self.element, self.tag, self.above, self.number, self.is_block = None, "", self, 0, False
        self.context, self.depth, self.link_no = NOTHING, 0, 0
        self.said, self.around, self.words = NOTHING_SAID, ((), ()), None


OUTSIDE = _Outside()


_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_OF_WIDE = 2
"""What a character of East Asian scripts says beyond one of an alphabet: of the same text in both, a third as many."""


def n_chars_of(text: str) -> int:
    """How long a text is, in characters of an alphabet.

    >>> n_chars_of("Pier falls"), n_chars_of("桟橋が崩れる")
    (10, 18)
    """
    return len(text) if text.isascii() else len(text) + _OF_WIDE * len(_WIDE.findall(text))


class Text:
    """A line: while it is being put together, and when it is done."""

    __slots__ = (
        "credit",
        "credit_parts",
        "is_adjacent",
        "link_no",
        "lowest",
        "n_bold_chars",
        "n_button_chars",
        "n_chars",
        "n_elements",
        "n_link_chars",
        "n_links",
        "n_media",
        "own",
        "parts",
        "text",
    )

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.text = ""
        self.n_chars = self.n_link_chars = self.n_bold_chars = self.n_button_chars = 0
        self.n_links = 0
        self.link_no = 0
        """Number of the last link in it."""
        self.own: Frame | None = None
        """The innermost element that holds all of the text so far."""
        self.lowest: Frame | None = None
        """The outermost element that was current since the last text."""
        self.is_adjacent = False
        """Whether it belongs right below the line above: an entry of the same list, a row of the same table, a line after `<br>`."""
        self.credit_parts: tuple[int, int] | None = None
        """Where an element that is called a credit begins and ends among the parts."""
        self.credit = ""
        """Its words, when the line is done."""
        self.n_elements = self.n_media = 0
        """Elements opened since the line above ended, and how many of them hold pictures, videos or other pages."""

    @property
    def link_share(self) -> float:
        """Of its characters those that are a link's, 0 to 1."""
        return round(self.n_link_chars / self.n_chars, 3)
