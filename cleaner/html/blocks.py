"""A parsed page → its lines as a reader sees them, and what the markup says of each.

One walk over the tree without recursion. Text split by inline tags is one line; a blank line stands between
blocks, none between the entries of a list or the rows of a table. What a browser does not show is no line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cleaner.article import Markup
from cleaner.html.regions import class_words, region

_SPACES = re.compile(r"[ \t\n\r\f\x0b\x1c-\x1f\x85\u2028\u2029]+")
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset(
    "script style template noscript title meta link svg canvas iframe object embed applet audio video map select datalist textarea noframes noembed rp".split()
)
"""Elements whose text a browser does not show as text of the page. `head` is left out of the walk but for what the parser put into it by mistake."""
_LANDMARKS = frozenset("article main nav aside header footer figcaption form dialog".split())
_NEVER_TEXT = frozenset({"nav", "footer", "form", "dialog"})
_ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "header", "main": "main", "dialog": "dialog", "search": "form"}
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_PAGE = frozenset({"html", "body"})
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NOT_IN_A_ROW = frozenset("table tr h1 h2 h3 h4 h5 h6 figure article section aside nav main form blockquote pre".split())
_BULLET = re.compile(r"[•*▪◦‣·–—-]\s")
_LEAST_HIDDEN_CHARS = 1000
_LEAST_PROSE_CHARS = 80
_MOST_ROW_ELEMENTS = 400
_LONGEST_CELL = 300
_LONGEST_ENTRY = 240
"""Characters. Entries that are longer are paragraphs that happen to stand in a list."""
_LONGEST_LINK = 1500
"""Characters. A teaser of title and summary has 500."""
_STYLE_CHARS = 1000
_ATTRIBUTE_CHARS = 400
_WORDY_PARENTS = 10
"""How far up class words are looked for: beyond, an element says nothing of this line."""
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class _Context:
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
    link_no: int = 0
    is_preformatted: bool = False


class _Frame:
    """An open element."""

    __slots__ = ("above", "context", "depth", "element", "is_block", "number", "tag")

    def __init__(self, element: Any, tag: str, above: _Frame | None, context: _Context, number: int) -> None:
        self.element, self.tag, self.above, self.context, self.number = element, tag, above, context, number
        self.is_block = tag in _BLOCKS
        self.depth: int = 0 if above is None else above.depth + 1


class _Text:
    """The line that is being put together."""

    __slots__ = ("link_no", "lowest", "n_chars", "n_link_chars", "own", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.n_chars = 0
        self.n_link_chars = 0
        self.link_no = 0
        self.own: _Frame | None = None
        """The innermost element that holds all of the text so far."""
        self.lowest: _Frame | None = None
        """The outermost element that was current since the last text."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page, before it has a number."""

    text: str
    markup: Markup
    is_adjacent: bool
    """Whether it belongs right below the line above: an entry of the same list, a row of the same table, a line after `<br>`."""


def blocks(tree: Any) -> list[Block]:
    """The page's lines in reading order.

    A page that hides more text than it shows waits for a script to uncover it: then nothing counts as hidden.
    """
    walk = _Walk(hides=True)
    walk.over(tree)
    n_prose = sum(len(block.text) for block in walk.done if len(block.text) >= _LEAST_PROSE_CHARS and block.markup.link_share < 0.5)
    if walk.n_hidden_chars > max(_LEAST_HIDDEN_CHARS, n_prose):
        walk = _Walk(hides=False)
        walk.over(tree)
    return walk.placed()


def is_hidden(element: Any) -> bool:
    """Whether the element's own attributes hide it: `hidden`, or `display: none` in its style."""
    if element.get("hidden") is not None and element.get("hidden").lower() != "until-found":
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:_STYLE_CHARS]) is not None


class _Walk:
    """The state of one walk: the open elements, the line being put together, the lines that are done."""

    def __init__(self, *, hides: bool) -> None:
        self.hides = hides
        self.frame = _Frame(None, "", None, _Context(), 0)
        self.line = _Text()
        self.done: list[Block] = []
        self.links: list[int] = []
        """Of each line that is done, the number of the last link in it."""
        self.link_chars: Counter[int] = Counter()
        self.n_elements = 0
        self.n_hidden_chars = 0
        self.after_break = False
        """Whether one `<br>` and nothing else stands before the next text."""
        self.wants_bullet = False
        self.wants_bar = False
        self.above: tuple[_Context, int] = (_Context(), 0)
        """Context and length of the last line that is done."""

    def over(self, tree: Any) -> None:
        from lxml import etree  # noqa: PLC0415 - text articles need no parser

        walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                tag = element.tag
                if self.is_unseen(element, tag):
                    walker.skip_subtree()
                    continue
                self.start(element, tag)
                if element.text:
                    self.text(element.text)
            else:
                if event == "end" and self.frame.element is element:
                    self.end()
                if element.tail:
                    self.text(element.tail)
        self.flush()

    def is_unseen(self, element: Any, tag: Any) -> bool:
        if not isinstance(tag, str) or tag in _UNSEEN:
            return True
        # A body that is hidden until its style sheet has come is no hidden text.
        if self.hides and element.attrib and tag not in _PAGE and is_hidden(element):
            self.n_hidden_chars += sum(len(text) for paragraph in element.iter("p") for text in (paragraph.text, paragraph.tail) if text)
            return True
        return False

    def start(self, element: Any, tag: str) -> None:
        above = self.frame
        self.n_elements += 1
        frame = _Frame(element, tag, above, above.context, self.n_elements)
        if frame.is_block:
            self.open_block(frame)
        elif tag == "br":
            self.line_break()
        elif tag == "button":
            self.text(" ")  # a box of its own: "Accept" "Decline" are two words without a space between them
        elif tag == "a":
            frame.context = replace(frame.context, link_no=frame.number)
        if element.attrib:
            self.read_attributes(element, frame)
        self.frame = frame

    def open_block(self, frame: _Frame) -> None:
        tag, context = frame.tag, frame.context
        if context.in_row:  # the cells of a row are one line, whatever is in them
            if tag in _CELLS:
                self.wants_bar = True
            else:
                self.text(" ")
            return
        self.flush()
        self.after_break = False
        if tag in _LANDMARKS:
            frame.context = replace(context, landmark=tag)
        elif tag in _LISTS:
            frame.context = replace(context, list_no=context.list_no or frame.number)
        elif tag == "table":
            frame.context = replace(context, table_no=frame.number)
        elif tag == "tr":
            frame.context = replace(context, in_row=_is_data_row(frame.element))
            self.wants_bar = False
        elif tag == "li":
            self.wants_bullet = True
        elif tag in _HEADINGS:
            frame.context = replace(context, heading=_HEADINGS[tag])
        elif tag == "figure":
            frame.context = replace(context, in_figure=True)
        elif tag == "blockquote":
            frame.context = replace(context, in_quote=True)
        elif tag == "pre":
            frame.context = replace(context, is_preformatted=True)

    def read_attributes(self, element: Any, frame: _Frame) -> None:
        role = element.get("role")
        if role is not None:
            if role in _ROLES:
                frame.context = replace(frame.context, landmark=_ROLES[role])
            elif role == "heading" and not frame.context.heading:
                frame.context = replace(frame.context, heading=_HEADINGS.get(f"h{element.get('aria-level', '2')}", 2))
        if frame.context.region or frame.tag in _PAGE:
            return
        for name in ("class", "id"):
            value = element.get(name)
            if value:
                kind, word = region(value[:_ATTRIBUTE_CHARS])
                if kind:
                    frame.context = replace(frame.context, region=kind, region_word=word)
                    return

    def end(self) -> None:
        frame = self.frame
        assert frame.above is not None
        if frame.is_block:
            if frame.above.context.in_row:
                self.text(" ")
            else:
                self.flush()
                self.after_break = False
                if frame.tag == "li":
                    self.wants_bullet = False
        elif frame.tag == "button":
            self.text(" ")
        self.frame = frame.above
        line = self.line
        if line.lowest is not None and self.frame.depth < line.lowest.depth:
            line.lowest = self.frame

    def line_break(self) -> None:
        if self.frame.context.in_row:
            self.text(" ")
        elif self.line.n_chars:
            self.flush()
            self.after_break = True
        else:
            self.after_break = False  # the second <br> in a row makes a paragraph

    def text(self, text: str) -> None:
        context = self.frame.context
        if context.is_preformatted and not context.in_row and "\n" in text:
            for place, part in enumerate(text.split("\n")):
                if place:
                    self.line_break()
                self.add(part)
        else:
            self.add(text)

    def add(self, text: str) -> None:
        line, frame = self.line, self.frame
        n_chars = len(text.strip())
        if not n_chars:
            if line.n_chars:
                line.parts.append(" ")
            return
        if line.own is None:
            line.own = frame
        else:
            if self.wants_bar:
                line.parts.append(" | ")
            assert line.lowest is not None
            if line.lowest.depth < line.own.depth:
                line.own = line.lowest
        self.wants_bar = False
        line.lowest = frame
        line.parts.append(text)
        line.n_chars += n_chars
        if frame.context.link_no:
            line.n_link_chars += n_chars
            line.link_no = frame.context.link_no
            self.link_chars[line.link_no] += n_chars

    def flush(self) -> None:
        line = self.line
        if line.own is None:
            return
        self.line = _Text()
        text = _SPACES.sub(" ", "".join(line.parts)).strip(" ")
        context = line.own.context
        if self.wants_bullet and not _BULLET.match(text):
            text = f"• {text}"
        self.wants_bullet = False
        above, above_chars = self.above
        is_entry = (context.list_no and context.list_no == above.list_no) or (context.in_row and context.table_no == above.table_no)
        is_adjacent = self.after_break or bool(is_entry and max(len(text), above_chars) <= _LONGEST_ENTRY)
        self.above = (context, len(text))
        self.after_break = False
        self.links.append(line.link_no)
        self.done.append(Block(text, _markup(line, line.own), is_adjacent))

    def placed(self) -> list[Block]:
        """The lines, each with its position on the page."""
        total = sum(len(block.text) for block in self.done) or 1
        prose: Counter[str] = Counter()
        for block, link in zip(self.done, self.links, strict=True):
            if len(block.text) >= _LEAST_PROSE_CHARS and (block.markup.link_share < 0.5 or self.link_chars[link] > _LONGEST_LINK):
                prose[block.markup.landmark] += len(block.text)
        # A <nav> that some page forgot to close holds all that follows: it says nothing then.
        open_ended = {landmark for landmark in _NEVER_TEXT if prose[landmark] > max(_LEAST_HIDDEN_CHARS, 0.5 * prose.total())}
        out, seen = [], 0
        for block, link in zip(self.done, self.links, strict=True):
            landmark = "" if block.markup.landmark in open_ended else block.markup.landmark
            # So does an <a>.
            share = 0.0 if self.link_chars[link] > _LONGEST_LINK else block.markup.link_share
            out.append(replace(block, markup=replace(block.markup, landmark=landmark, link_share=share, position=round(seen / total, 4))))
            seen += len(block.text)
        return out


def _markup(line: _Text, own: _Frame) -> Markup:
    block = own
    while not block.is_block and block.above is not None:
        block = block.above
    context = own.context
    return Markup(
        own.tag,
        context.landmark,
        _words(own),
        context.region,
        context.region_word,
        context.heading,
        round(line.n_link_chars / line.n_chars, 3),
        bool(context.list_no),
        bool(context.table_no),
        context.in_figure,
        context.in_quote,
        own.depth,
        block.above.number if block.above is not None else 0,
    )


def _words(frame: _Frame) -> tuple[str, ...]:
    found: list[str] = []
    n_wordy = 0
    at: _Frame | None = frame
    for _ in range(_WORDY_PARENTS):
        if at is None or at.element is None or at.tag in _PAGE:
            break
        if at.element.attrib:
            before = len(found)
            for name in ("class", "id", "rel", "itemprop"):
                value = at.element.get(name)
                if value:
                    words = class_words(value[:_ATTRIBUTE_CHARS])
                    found += words if name in ("class", "id") else (f"{name}:{word}" for word in words)
            n_wordy += len(found) > before
            if n_wordy == 3:
                break
        at = at.above
    return tuple(found[:_MOST_WORDS])


def _is_data_row(row: Any) -> bool:
    """Whether the row is one of a table of data, and no part of a page that is laid out by a table."""
    n_cells = 0
    for count, element in enumerate(row.iter()):
        tag = element.tag
        if count > _MOST_ROW_ELEMENTS or (count and tag in _NOT_IN_A_ROW):
            return False
        if tag in _CELLS:
            n_cells += 1
    return n_cells > 1 and all(sum(map(len, cell.itertext("*"))) <= _LONGEST_CELL for cell in row)


def with_gaps(found: list[Block]) -> Iterator[Block | None]:
    """The lines with None for each blank line between those that are not adjacent."""
    for place, block in enumerate(found):
        if place and not block.is_adjacent:
            yield None
        yield block
