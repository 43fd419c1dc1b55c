"""A parsed page → its lines as a reader sees them, each with what the markup says of it.

A blank line stands between blocks, none between the entries of a list or the rows of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleaner.article import Markup
from cleaner.html.lines import Frame, Text, n_chars_of
from cleaner.html.walk import PAGE, Walk

_NEVER_TEXT = frozenset({"nav", "footer", "form", "dialog"})
_LEAST_HIDDEN_CHARS = 1000
_LEAST_HIDDEN_OF_ALL = 400
"""Characters of long texts that a page hides which shows no paragraph at all."""
_LEAST_PROSE_CHARS = 80
_LONGEST_LINK = 1500
"""Characters. A teaser of title and summary has 500."""
_WORDY_PARENTS = 10
"""How far up class words are looked for: beyond, an element says nothing of this line."""
_MOST_WORDS = 16
_MOST_AROUND = 24
"""The deepest line of 781 real pages stands 44 levels deep; what they hold in common above that is the page."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page, before it has a number."""

    text: str
    markup: Markup
    is_adjacent: bool
    """Whether it belongs right below the line above: an entry of the same list, a row of the same table, a line after `<br>`."""


def blocks(tree: Any) -> list[Block]:
    """The page's lines in reading order."""
    return list(placed(walked(tree)))


def walked(tree: Any) -> Walk:
    """A walk over the page.

    A page that hides more text than it shows waits for a script to uncover it: then nothing counts as hidden.
    """
    walk = Walk(hides=True)
    walk.over(tree)
    n_prose = sum(size for line in walk.done if (size := n_chars_of(line.text)) >= _LEAST_PROSE_CHARS and line.link_share < 0.5)
    shows_nothing = (n_prose < _LEAST_HIDDEN_CHARS and walk.n_hidden_long_chars > 2 * _LEAST_HIDDEN_CHARS) or (
        not n_prose and walk.n_hidden_long_chars > _LEAST_HIDDEN_OF_ALL
    )
    if walk.n_hidden_chars > max(_LEAST_HIDDEN_CHARS, n_prose) or shows_nothing:
        walk = Walk(hides=False)
        walk.over(tree)
    return walk


def with_gaps(found: list[Block]) -> Iterator[Block | None]:
    """The lines with None for each blank line between those that are not adjacent."""
    for place, block in enumerate(found):
        if place and not block.is_adjacent:
            yield None
        yield block


def without_bullet(line: str) -> str:
    """A line without the mark of a list's entry, which the walk puts in front."""
    return line.strip().removeprefix("• ").strip()


def placed(walk: Walk) -> Iterator[Block]:
    """The lines, each with its position on the page."""
    total = sum(len(line.text) for line in walk.done) or 1
    prose: Counter[str] = Counter()
    for line in walk.done:
        if len(line.text) >= _LEAST_PROSE_CHARS and (line.link_share < 0.5 or walk.link_chars[line.link_no] > _LONGEST_LINK):
            assert line.own is not None
            prose[line.own.context.landmark] += len(line.text)
    # A <nav> that some page forgot to close holds all that follows: it says nothing then.
    open_ended = {landmark for landmark in _NEVER_TEXT if prose[landmark] > max(_LEAST_HIDDEN_CHARS, 0.5 * prose.total())}
    # A <form> around the whole page is a framework's.
    if any(line.own is not None and line.own.context.landmark == "form" and line.own.context.heading == 1 for line in walk.done):
        open_ended.add("form")
    seen = 0
    for line in walk.done:
        # So does an <a>.
        share = 0.0 if walk.link_chars[line.link_no] > _LONGEST_LINK else line.link_share
        yield Block(line.text, _markup(line, open_ended, share, round(seen / total, 4)), line.is_adjacent)
        seen += len(line.text)


def _markup(line: Text, open_ended: set[str], link_share: float, position: float) -> Markup:
    own = line.own
    assert own is not None
    block = own
    while not block.is_block and block.element is not None:
        block = block.above
    context = own.context
    around, names = own.around or _around(own)
    return Markup(
        tag=own.tag,
        landmark="" if context.landmark in open_ended else context.landmark,
        words=_words(own),
        region=context.region,
        region_word=context.region_word,
        heading=context.heading,
        link_share=link_share,
        in_list=bool(context.list_no),
        in_table=bool(context.table_no),
        in_figure=context.in_figure,
        in_quote=context.in_quote,
        depth=own.depth,
        container=block.above.number,
        position=position,
        around=around,
        names=names,
        n_links=line.n_links,
        bold_share=round(line.n_bold_chars / line.n_chars, 3),
        n_elements_above=line.n_elements,
        n_media_above=line.n_media,
        button_share=round(line.n_button_chars / line.n_chars, 3) if line.n_button_chars else 0.0,
        box=context.box,
        credit=line.credit,
    )


def _around(own: Frame) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Numbers and names of the elements around, the innermost first. Each frame keeps its own, for all the lines below it."""
    waiting: list[Frame] = []
    at = own
    while at.around is None:
        waiting.append(at)
        at = at.above
    numbers, names = at.around
    for frame in reversed(waiting):
        numbers, names = (frame.number, *numbers[: _MOST_AROUND - 1]), (frame.tag + frame.said.name, *names[: _MOST_AROUND - 1])
        frame.around = numbers, names
    return numbers, names


def _words(frame: Frame) -> tuple[str, ...]:
    if frame.words is not None:
        return frame.words
    found: tuple[str, ...] = ()
    n_wordy = 0
    at = frame
    for _ in range(_WORDY_PARENTS):
        if at.element is None or at.tag in PAGE:
            break
        if at.said.words:
            found += at.said.words
            n_wordy += 1
            if n_wordy == 3:
                break
        at = at.above
    frame.words = found[:_MOST_WORDS]
    return frame.words
