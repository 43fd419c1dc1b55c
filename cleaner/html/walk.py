"""One walk over a parsed page without recursion: its lines of text, and the elements around each.

Text split by inline tags is one line. What a browser does not show is no line. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.html.attributes import boxed_in_data, called_in_data, is_hidden, said_by, unfolds
from cleaner.html.lines import NOTHING, OUTSIDE, Context, Frame, Text, n_chars_of
from cleaner.html.rows import CELLS, is_data_row

_SPACES = re.compile(r"[ \t\n\r\f\x0b\x1c-\x1f\x85\u2028\u2029]+")
_WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""What `str.split` takes for white space beyond `_SPACES`."""
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul".split()
)
_MEDIA = frozenset("img picture video audio iframe embed object".split())
_UNSEEN = frozenset(
    "script style template noscript title meta link svg canvas iframe object embed applet audio video map select datalist textarea noframes noembed rp rt".split()
)
"""Elements whose text a browser does not show as text of the page, or, as the reading of a character (`rt`), above it. `head` is left out of the walk but for what the parser put into it by mistake."""
_LANDMARKS = frozenset("article main nav aside header footer figcaption form dialog".split())
_ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "header", "main": "main", "dialog": "dialog", "search": "form"}
_BOXES, _EMPTY = ("a", "br", "button", "time"), ("img", "input")
_IS_BLOCK, _IS_UNSEEN, _IS_MEDIA, _IS_BOX, _IS_EMPTY = 1, 2, 4, 8, 16
_SETS = ((_IS_BLOCK, _BLOCKS), (_IS_UNSEEN, _UNSEEN), (_IS_MEDIA, _MEDIA), (_IS_BOX, _BOXES), (_IS_EMPTY, _EMPTY))
_MAKES = {tag: sum(bit for bit, tags in _SETS if tag in tags) for _, those in _SETS for tag in those}
"""What a tag makes of its element; 0 when it is absent: a piece of a line, as <b> is. Of what is empty, nobody asks for attributes."""
PAGE = frozenset({"html", "body"})
_BOLD = frozenset({"b", "strong"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_HEADINGS, _LOWEST_HEADLINE = {f"h{level}": level for level in range(1, 7)}, 3
_HANDS_DOWN = _LANDMARKS | _LISTS | frozenset(_HEADINGS) | {"table", "tr", "li", "figure", "blockquote", "pre"}
"""Blocks that say something of all that is in them."""
_BULLET = re.compile(r"[•*▪◦‣·–—-]\s")
_LINKS = frozenset({"a", "time"})
_FOR_READERS, _LONGEST_INITIAL = re.compile(r"visually-?hidden|sr-?only|screen-?reader|assistive", re.IGNORECASE), 2
_RAISING, _LEAST_APART = frozenset({"sup", "sub"}), 2
_WIDE_ENDS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
_LONGEST_WIDE = 12
_PIECES = frozenset({"b", "em", "i", "small", "span", "strong"})
"""Pieces of a line that pages make boxes of. Two of them with nothing between, and a capital behind a small letter, are two words."""
_END_OF_BOX = ""
"""Stands among the parts of a line where a link or a time ends, for what opens right behind it."""
_LONGEST_NOTE, _NOTE_LEVELS = 3, 4
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""The mark of a footnote as a reader sees it: "the bridge¹", and not "the bridge1"."""
_ENDS_SENTENCE = re.compile(r"[^\W\d_]{2}[.,;:!?…]+[”»\"’)]*$|[”»]$")
_LEAST_HIDDEN_TEXT = 80
_LONGEST_ENTRY = 240
"""Characters. Entries that are longer are paragraphs that happen to stand in a list."""


class Walk:
    """The state of one walk: the line being put together, the lines that are done."""

    def __init__(self, *, hides: bool) -> None:
        self.hides = hides
        self.line = Text()
        self.done: list[Text] = []
        self.link_chars: Counter[int] = Counter()
        """Characters of each link, by its element's number."""
        self.n_elements = 0
        self.n_media = 0
        self.n_hidden_chars = self.n_hidden_long_chars = 0
        self.n_reading_chars = 0
        """Of the readings that a page prints above Chinese characters."""
        self.after_break = False
        """Whether one `<br>` and nothing else stands before the next text."""
        self.wants_bullet = self.wants_bar = False
        self.above: tuple[Context, int] = (NOTHING, 0)
        """Context and length of the last line that is done."""
        self.named: list[tuple[str, Frame]] = []
        """Elements that are called an author, a date or the like, with that word."""
        self.headings: list[Frame] = []
        """Each `<h1>`, `<h2>` and `<h3>`."""
        self.n_buttons = 0
        """Of the open elements."""
        self.credited: Frame | None = None
        """The open element that is called a credit, where it is a part of a line."""
        self.inline_end = 0
        """How many elements there were when the last piece of a line ended that holds text, until the next text."""
        self.counted = (0, 0)
        """Elements and media up to there."""

    def over(self, tree: Any) -> None:
        """Walk the whole tree."""
        # Every element passes here, and every text: what nearly all of them need is written out, the rest is in methods.
        hides = self.hides
        frame: Frame = OUTSIDE
        children: Iterator[Any] = iter((tree,))
        above: list[Iterator[Any]] = []
        while True:
            for element in children:
                tag = element.tag
                makes = _MAKES.get(tag, 0)
                if makes & _IS_MEDIA:
                    self.n_media += 1
                if makes & _IS_EMPTY and not len(element):
                    if not (hides and self.is_hidden(frame, tag, element.attrib)):
                        self.n_elements += 1
                        lowest = self.line.lowest
                        if lowest is not None and frame.depth < lowest.depth:
                            self.line.lowest = frame
                elif not makes & _IS_UNSEEN and isinstance(tag, str):
                    items = element.items()
                    attributes = dict(items) if items else None
                    if attributes is None or not (hides and ("style" in attributes or "hidden" in attributes) and self.is_hidden(frame, tag, attributes)):
                        self.n_elements += 1
                        frame = Frame(element, tag, frame, self.n_elements, makes == _IS_BLOCK)
                        if makes == _IS_BLOCK:
                            self.open_block(frame)
                        elif makes & _IS_BOX:
                            self.open_box(frame)
                        if attributes is not None:
                            self.read_attributes(frame, attributes)
                        text = element.text
                        if text:
                            if not text.isspace() or frame.context.is_preformatted:
                                self.text(frame, text)
                            elif self.line.n_chars:
                                self.line.parts.append(" ")
                        if len(element):
                            above.append(children)
                            children = iter(element)
                            break
                        frame = self.end(frame)
                    else:
                        self.count_hidden(element)
                elif tag == "rt":
                    self.n_reading_chars += sum(map(len, element.itertext()))
                text = element.tail
                if text:
                    if not text.isspace() or frame.context.is_preformatted:
                        self.text(frame, text)
                    elif self.line.n_chars:
                        self.line.parts.append(" ")
            else:
                if not above:
                    break
                children = above.pop()
                text = frame.element.tail
                frame = self.end(frame)
                if text:
                    if not text.isspace() or frame.context.is_preformatted:
                        self.text(frame, text)
                    elif self.line.n_chars:
                        self.line.parts.append(" ")
        self.flush()

    def is_hidden(self, frame: Frame, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element's own attributes hide it and its page does not mean it to be shown by a click."""
        return tag not in PAGE and is_hidden(attributes) and not unfolds(frame.said.name, attributes)

    def count_hidden(self, element: Any) -> None:
        """Add the characters of its paragraphs, and those of long texts anywhere in it."""
        for inside in element.iter():
            tag = inside.tag
            if not _MAKES.get(tag, 0) & _IS_UNSEEN and isinstance(tag, str):
                for text in (inside.text, inside.tail):
                    if text:
                        self.n_hidden_chars += len(text) if tag == "p" else 0
                        size = n_chars_of(text)
                        self.n_hidden_long_chars += size if size >= _LEAST_HIDDEN_TEXT else 0

    def open_box(self, frame: Frame) -> None:
        tag = frame.tag
        if tag == "br":
            self.line_break(frame)
        elif tag == "button":
            self.n_buttons += 1
            self.text(frame, " ")  # a box of its own: "Accept" "Decline" are two words without a space between them
        else:
            if tag == "a":
                frame.link_no = frame.number
            # So are two links, or a day and a name, with nothing between them.
            parts = self.line.parts
            if parts and parts[-1] is _END_OF_BOX:
                parts.append(" ")

    def open_block(self, frame: Frame) -> None:
        tag, context = frame.tag, frame.context
        if context.in_row:  # the cells of a row are one line, whatever is in them
            if tag in CELLS:
                self.wants_bar = True
            else:
                self.text(frame, " ")
            return
        if self.line.own is not None:
            self.flush()
        self.after_break = False
        if tag not in _HANDS_DOWN:
            return
        if tag in _LANDMARKS:
            frame.context = context._replace(landmark=tag)
        elif tag in _LISTS:
            frame.context = context._replace(list_no=context.list_no or frame.number)
        elif tag == "table":
            frame.context = context._replace(table_no=frame.number)
        elif tag == "tr":
            frame.context = context._replace(in_row=is_data_row(frame.element))
            self.wants_bar = False
        elif tag == "li":
            self.wants_bullet = True
        elif tag in _HEADINGS:
            frame.context = context._replace(heading=_HEADINGS[tag])
            if _HEADINGS[tag] <= _LOWEST_HEADLINE:
                self.headings.append(frame)
        elif tag == "figure":
            frame.context = context._replace(in_figure=True)
        elif tag == "blockquote":
            frame.context = context._replace(in_quote=True)
        elif tag == "pre":
            frame.context = context._replace(is_preformatted=True)

    def read_attributes(self, frame: Frame, attributes: Mapping[str, str]) -> None:
        if frame.context.box is None and frame.tag not in PAGE and (box := boxed_in_data(attributes)) is not None:
            frame.context = frame.context._replace(box=(*box, frame.number))
        get = attributes.get
        classes, number, rel, itemprop, role = get("class"), get("id"), get("rel"), get("itemprop"), get("role")
        if not (classes or number or rel or itemprop or role):
            if called := called_in_data(attributes):
                self.named.append((called, frame))
            return
        said = frame.said = said_by(classes, number, rel, itemprop, role)
        if role is not None:
            if role in _ROLES:
                frame.context = frame.context._replace(landmark=_ROLES[role])
            elif role == "heading" and not frame.context.heading:
                frame.context = frame.context._replace(heading=_HEADINGS.get(f"h{get('aria-level', '2')}", 2))
        if said.credits_by and not frame.is_block and (said.credits_by == "sure" or frame.context.landmark == "figcaption") and self.line.credit_parts is None:
            self.line.parts.append(" ")
            self.credited, self.line.credit_parts = frame, (len(self.line.parts), len(self.line.parts))
        called = said.called or called_in_data(attributes)
        if (said.is_silent and not called) or frame.tag in PAGE:
            return
        if said.is_rel_author and frame.tag == "a":
            called = "author"
        if called:
            self.named.append((called, frame))
        if said.region and not frame.context.region and not frame.context.is_preformatted:  # in code, "comment" is a colour
            frame.context = frame.context._replace(region=said.region, region_word=said.region_word)

    def end(self, frame: Frame) -> Frame:
        """Close an element; the one that holds it."""
        above, line = frame.above, self.line
        if frame is self.credited:
            self.credited = None
            if line.credit_parts is not None:
                line.credit_parts = (line.credit_parts[0], len(line.parts))
        if frame.is_block:
            if above.context.in_row:
                self.text(frame, " ")
            else:
                if line.own is not None:
                    self.flush()
                    line = self.line
                self.after_break = False
                if frame.tag == "li":
                    self.wants_bullet = False
        elif frame.tag == "button":
            self.n_buttons -= 1
            self.text(frame, " ")
        elif line.lowest is frame and frame.tag in _LINKS:
            line.parts.append(_END_OF_BOX)
            self.inline_end = self.n_elements
        elif frame.tag in _PIECES:
            self.inline_end = self.n_elements
        if line.lowest is not None and above.depth < line.lowest.depth:
            line.lowest = above
        return above

    def line_break(self, frame: Frame) -> None:
        if frame.context.in_row:
            self.text(frame, " ")
        elif self.line.n_chars:
            self.flush()
            self.after_break = True
        else:
            self.after_break = False  # the second <br> in a row makes a paragraph

    def text(self, frame: Frame, text: str) -> None:
        context = frame.context
        if self.inline_end:
            is_next = frame.number > self.inline_end and self.line.n_chars
            self.inline_end = 0
            if is_next and len(text) <= _LONGEST_INITIAL and self.line.parts[-1] == text and _FOR_READERS.search(frame.said.name):
                return  # a large first letter, said again for who hears the page
            if is_next and self.is_apart(frame, text):
                self.line.parts.append(" ")
        if context.is_preformatted and not context.in_row and "\n" in text:
            for place, part in enumerate(text.split("\n")):
                if place:
                    self.line_break(frame)
                self.add(frame, part)
        else:
            self.add(frame, text)

    def is_apart(self, frame: Frame, text: str) -> bool:
        """Whether a text is another box than the piece of the line right before it: a caption and its credit, "Ida Holm" "Reporter"."""
        if frame.tag == "span" and frame.context.landmark == "figcaption":
            return True
        before = next((part for part in reversed(self.line.parts) if part), "")
        if not frame.said.words and frame.tag != "a":  # "Mc" and "Donald" are one word, unless a style makes boxes of them
            return False
        if self.line.n_chars <= _LONGEST_WIDE and len(text) <= _LONGEST_WIDE and _WIDE_ENDS.fullmatch(before[-1:] + text[0]):
            return True  # "原创" and the name beside it, and not the pieces of a sentence
        if frame.tag in _RAISING or frame.context.is_preformatted or len(before) < _LEAST_APART:
            return False
        return text[0].isupper() and before[-2:].isalnum() and (before[-1].islower() or before[-2:].isdecimal())

    def add(self, frame: Frame, text: str) -> None:
        line = self.line
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
        if n_chars <= _LONGEST_NOTE and line.n_chars and (digits := text.strip()).isdecimal() and _is_note(frame, line.parts):
            text = digits.translate(_RAISED)
        line.parts.append(text)
        line.n_chars += n_chars
        if frame.tag in _BOLD:
            line.n_bold_chars += n_chars
        if self.n_buttons:
            line.n_button_chars += n_chars
        if frame.link_no:
            line.n_link_chars += n_chars
            line.n_links += line.link_no != frame.link_no
            line.link_no = frame.link_no
            self.link_chars[frame.link_no] += n_chars

    def flush(self) -> None:
        line = self.line
        if line.own is None:
            line.parts.clear()
            return
        self.line = Text()
        text = "".join(line.parts)
        text = " ".join(text.split()) if text.isascii() or not _WIDE_SPACE.search(text) else _SPACES.sub(" ", text).strip(" ")
        if line.credit_parts is not None:
            line.credit = " ".join("".join(line.parts[slice(*line.credit_parts)]).split())
        line.parts.clear()
        context = line.own.context
        if self.wants_bullet and not _BULLET.match(text):
            text = f"• {text}"
        self.wants_bullet = False
        above, above_chars = self.above
        is_entry = (context.list_no and context.list_no == above.list_no) or (context.in_row and context.table_no == above.table_no)
        line.text = text
        line.is_adjacent = self.after_break or bool(is_entry and max(len(text), above_chars) <= _LONGEST_ENTRY)
        line.n_elements, line.n_media = self.n_elements - self.counted[0], self.n_media - self.counted[1]
        self.counted = (self.n_elements, self.n_media)
        self.above = (context, len(text))
        self.after_break = False
        self.done.append(line)


def _is_note(frame: Frame, parts: list[str]) -> bool:
    """Whether an element is the raised mark of a footnote: in `<sup>`, and a link to it, or behind the end of a sentence."""
    is_raised = leads_down = False
    for _ in range(_NOTE_LEVELS):
        if frame.is_block or frame.element is None:
            break
        is_raised |= frame.tag == "sup"
        leads_down |= frame.tag == "a" and "#" in (frame.element.get("href") or "")
        frame = frame.above
    return is_raised and (leads_down or _ENDS_SENTENCE.search(parts[-1]) is not None)
