"""A parsed page → its lines as a reader sees them, and what the markup says of each.

One walk over the tree without recursion. Text split by inline tags is one line; a blank line stands between
blocks, none between the entries of a list or the rows of a table. What a browser does not show is no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cleaner.article import Markup
from cleaner.html.regions import class_words, region

_SPACES = re.compile(r"[ \t\n\r\f\x0b\x1c-\x1f\x85\u2028\u2029]+")
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset(
    "script style template noscript head title meta link svg canvas iframe object embed applet audio video map select datalist textarea noframes noembed rp".split()
)
"""Elements whose text a browser does not show as text of the page. `head` is left out of the walk but for what the parser put into it by mistake."""
_LANDMARKS = frozenset("article main nav aside header footer figcaption form dialog".split())
_ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "header", "main": "main", "dialog": "dialog", "search": "form"}
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LEAST_HIDDEN_SHARE = 0.5
_MOST_ROW_ELEMENTS = 400
_LONGEST_CELL = 200
_STYLE_CHARS = 1000
_WORDY_PARENTS = 10
"""How far up class words are looked for: beyond, an element says nothing of this line."""


@dataclass(slots=True)
class _Frame:
    """An open element, with what its descendants inherit from it."""

    element: Any
    tag: str
    is_block: bool
    number: int
    landmark: str = ""
    region: str = ""
    region_word: str = ""
    heading: int = 0
    list_no: int = 0
    table_no: int = 0
    row_no: int = 0
    in_figure: bool = False
    in_quote: bool = False
    in_link: bool = False
    is_preformatted: bool = False


@dataclass(slots=True)
class _Open:
    """The line that is being put together."""

    parts: list[str] = field(default_factory=list)
    n_chars: int = 0
    n_link_chars: int = 0
    frames: int = 0
    """Length of the stack up to the innermost element that holds all of the text so far."""
    lowest: int = 0
    """The shortest the stack has been since the last text."""
    top: list[_Frame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page, before it has a number."""

    text: str
    markup: Markup
    is_adjacent: bool
    """Whether it belongs right below the line above: an entry of the same list, a row of the same table, a line after `<br>`."""


def blocks(tree: Any) -> list[Block]:
    """The page's lines in reading order."""
    walk = _Walk()
    walk.over(tree)
    return walk.finished()


def hidden(element: Any) -> bool:
    """Whether the element's own attributes hide it: `hidden`, or `display: none` in its style."""
    if element.get("hidden") is not None and element.get("hidden", "").lower() != "until-found":
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:_STYLE_CHARS]) is not None


class _Walk:
    """The state of one walk: the open elements, the line being put together, the lines that are done."""

    def __init__(self) -> None:
        self.stack: list[_Frame] = [_Frame(None, "", is_block=True, number=0)]
        self.line = _Open()
        self.done: list[tuple[str, _Frame, _Frame, int, float, str, tuple[int, int]]] = []
        self.count = 0
        self.gap = True
        self.soft = False
        self.bullet = False
        self.cell = False

    def over(self, tree: Any) -> None:
        from lxml import etree  # noqa: PLC0415 - text articles need no parser

        walker = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if not isinstance(tag, str) or (tag in _UNSEEN and tag != "head") or (tag not in ("html", "body") and hidden(element)):
                    walker.skip_subtree()
                    self.skipped = element
                    self.stack.append(self.stack[-1])
                    continue
                self.start(element, tag)
                if element.text:
                    self.text(element.text)
            else:
                self.end(element)
                if element.tail:
                    self.text(element.tail)
        self.flush()

    def start(self, element: Any, tag: str) -> None:
        above = self.stack[-1]
        self.count += 1
        is_block = tag in _BLOCKS
        frame = _Frame(
            element, tag, is_block, self.count, above.landmark, above.region, above.region_word, above.heading, above.list_no, above.table_no,
            above.row_no, above.in_figure, above.in_quote, above.in_link, above.is_preformatted,
        )  # fmt: skip
        if is_block:
            self.block(frame, above)
        elif tag == "br":
            self.line_break()
        elif tag == "a":
            frame.in_link = True
        elif tag == "q":
            pass
        self.inherit(element, frame)
        self.stack.append(frame)

    def block(self, frame: _Frame, above: _Frame) -> None:
        tag = frame.tag
        if above.row_no:  # the cells of a row are one line, whatever is in them
            if tag in ("td", "th"):
                self.cell = True
            else:
                self.text(" ")
            return
        self.flush()
        if tag in ("ul", "ol", "dl", "menu", "dir"):
            frame.list_no = frame.number
        elif tag == "table":
            frame.table_no = frame.number
        elif tag == "tr":
            frame.row_no = frame.number if _is_data_row(frame.element) else 0
        elif tag == "li":
            self.bullet = True
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            frame.heading = int(tag[1])
        elif tag == "figure":
            frame.in_figure = True
        elif tag == "blockquote":
            frame.in_quote = True
        elif tag == "pre":
            frame.is_preformatted = True
        self.soft = False

    def inherit(self, element: Any, frame: _Frame) -> None:
        if frame.tag in _LANDMARKS:
            frame.landmark = frame.tag
        if not element.attrib:
            return
        role = element.get("role")
        if role is not None:
            if role in _ROLES:
                frame.landmark = _ROLES[role]
            elif role == "heading" and not frame.heading:
                level = element.get("aria-level") or "2"
                frame.heading = int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
        if not frame.region and frame.tag not in ("html", "body"):
            for name in ("class", "id"):
                value = element.get(name)
                if value:
                    frame.region, frame.region_word = region(value[:400])
                    if frame.region:
                        break

    def end(self, element: Any) -> None:
        frame = self.stack.pop()
        if frame.element is not element:
            return  # what was skipped has no frame of its own
        line = self.line
        line.lowest = min(line.lowest, len(self.stack))
        if frame.is_block:
            above = self.stack[-1]
            if above.row_no and frame.tag != "tr":
                if frame.tag not in ("td", "th"):
                    self.text(" ")
                return
            self.flush(frame)
            self.soft = False
            if frame.tag == "li":
                self.bullet = False

    def line_break(self) -> None:
        if self.stack[-1].row_no:
            self.text(" ")
        elif self.line.n_chars:
            self.flush()
            self.soft = True
        else:
            self.soft = False  # the second <br> in a row makes a paragraph

    def text(self, text: str) -> None:
        frame = self.stack[-1]
        if frame.is_preformatted and not frame.row_no and "\n" in text:
            for place, part in enumerate(text.split("\n")):
                if place:
                    self.line_break()
                self.add(part, frame)
        else:
            self.add(text, frame)

    def add(self, text: str, frame: _Frame) -> None:
        line = self.line
        solid = text.strip()
        if not solid:
            if line.n_chars and text:
                line.parts.append(" ")
            return
        if self.cell:
            if line.n_chars:
                line.parts.append(" | ")
            self.cell = False
        depth = len(self.stack)
        if not line.n_chars:
            line.top = self.stack[:] if depth < 60 else self.stack[-60:]
            line.frames = line.lowest = depth
        else:
            line.frames = min(line.frames, line.lowest, depth)
            line.lowest = depth
        line.parts.append(text)
        line.n_chars += len(solid)
        line.n_link_chars += len(solid) if frame.in_link else 0

    def flush(self, closing: _Frame | None = None) -> None:
        line = self.line
        if not line.n_chars:
            if line.parts:
                self.line = _Open()
            return
        self.line = _Open()
        text = _SPACES.sub(" ", "".join(line.parts)).strip(" ")
        stack = self.stack if closing is None else [*self.stack, closing]
        own = stack[min(line.frames, len(stack)) - 1] if line.frames <= len(stack) else line.top[-1]
        holder_place = min(line.frames, len(stack)) - 1
        self.emit(text, own, stack, holder_place, line)

    def emit(self, text: str, own: _Frame, stack: list[_Frame], place: int, line: _Open) -> None:
        raise NotImplementedError

    def finished(self) -> list[Block]:
        raise NotImplementedError
