"""A page's bytes → a document: the whole page as lines, what its markup says of each, and its claims as clues.

It is parsed and walked once: the lines, the clues and the judges read the same tree.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cleaner.article import Clue, Document, RawArticle, Rejection, Repair
from cleaner.charsets import decode
from cleaner.html.block_model import built_in
from cleaner.html.blocks import Block, placed, walked, with_gaps
from cleaner.html.clues import HOME, markup_clues
from cleaner.html.outcomes import no_page
from cleaner.html.page_type import type_clues
from cleaner.html.parse import declared_charset, parse
from cleaner.html.ranking import ranked
from cleaner.html.scripts import article_in_scripts, missing_body, put_into, uncover_noscript
from cleaner.html.shown import shown_days, shown_title
from cleaner.html.signed import headline_of, signed_claims
from cleaner.text import split_lines


@contextmanager
def _uncollected() -> Iterator[None]:
    """A stretch without garbage collection.

    A page makes tens of thousands of objects that live until it is read and are in no cycles: to look through them again and
    again took a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def to_document(raw: RawArticle) -> Document | Rejection:
    """The whole page as numbered, repaired lines with what its markup says of each; or why it cannot be one.

    A blank line stands between blocks; entries of a list, with "• " in front, and rows of a table, with " | " between
    their cells, stand without.
    """
    with _uncollected():
        return _to_document(raw)


def _to_document(raw: RawArticle) -> Document | Rejection:
    sha256 = hashlib.sha256(raw.data).hexdigest()

    def reject(check: str, evidence: str) -> Rejection:
        return Rejection(raw.source, check, evidence, sha256, len(raw.data))

    decoded = decode(raw.data, raw.charset or declared_charset(raw.data))
    if decoded is None:
        return reject("undecodable", f"no charset makes text of the page's {len(raw.data)} bytes")
    if not decoded.text.strip():
        return reject("empty", f"nothing but white space in {len(raw.data)} bytes")
    tree, limits = parse(decoded.text)
    if tree is None:
        return reject("no-article", "the parser finds no element in the page")
    read = _read(tree)
    from_scripts = ""
    why_none = no_page(decoded.text, tree, read.blocks, read.claims)
    is_empty = why_none is not None and why_none[0] in ("empty-shell", "no-article")
    if why_none is not None and why_none[0] == "listing":  # the data behind a list holds the texts of the list
        found = article_in_scripts(tree, in_templates_alone=True)
    else:
        found = article_in_scripts(tree) if is_empty else missing_body(tree, [block.text for block in read.blocks])
    if found is not None:
        put_into(tree, found)
        read, why_none = _read(tree), None
        from_scripts = f"the page shows {'nothing' if is_empty else 'no such text'} without its scripts; the text is that of {found[2]}"
    elif is_empty and uncover_noscript(tree):
        read, from_scripts = _read(tree), "the page shows nothing without its scripts; the text is what it keeps for browsers that run none"
        why_none = no_page(decoded.text, tree, read.blocks, read.claims)
    if why_none is not None:
        return reject(why_none[0], why_none[1] + (f"; {limits}" if limits else ""))
    judged, types = _judged(read, raw.url)
    spaced = list(with_gaps(read.blocks))
    chances = iter(judged)
    lines, repairs = split_lines("\n".join("" if block is None else block.text for block in spaced))
    readings = f"{read.n_reading_chars} characters that stand above others, to say how they are read, left out" if read.n_reading_chars else ""
    steps = (("parser-limit", limits), ("script-data", from_scripts), ("reading-aid", readings))
    notes = tuple(Repair(0, step, "", what) for step, what in steps if what)
    return Document(
        raw.source,
        lines,
        kind=raw.kind,
        url=raw.url,
        repairs=decoded.repairs() + notes + repairs,
        clues=(*raw.clues, *ranked(read.claims, raw.url), *types),
        raw_sha256=sha256,
        n_replacement_chars=sum(line.text.count("\ufffd") for line in lines),
        markup=tuple(None if block is None else block.markup for block in spaced),
        chances=tuple(0.0 if block is None else next(chances) for block in spaced),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What one walk over the tree gives."""

    blocks: list[Block]
    claims: tuple[Clue, ...]
    n_reading_chars: int


def _read(tree: Any) -> _Read:
    walk = walked(tree)
    claimed = markup_clues(tree)
    language = next((clue.value for clue in claimed if clue.field == "language"), None)
    headline = headline_of(
        walk.headings, [clue.value for clue in claimed if clue.field == "title" and clue.source not in ("h1", "headline:h1", "headline:entry", HOME)]
    )
    signed = (Clue(*claim) for claim in (*signed_claims(walk.named, headline, language), *shown_days(walk.done, headline, language)))
    shown = shown_title(walk.done, [(clue.value, clue.source) for clue in claimed if clue.field == "title"])
    titles = (Clue("title", shown, "line"),) if shown is not None else ()
    return _Read(list(placed(walk)), (*claimed, *titles, *signed), walk.n_reading_chars)


def _judged(read: _Read, url: str | None) -> tuple[list[float], Sequence[Clue]]:
    """The lines' chances to be text, and what kind of page they make."""
    texts, marks = [block.text for block in read.blocks], [block.markup for block in read.blocks]
    titles, descriptions = ([clue.value for clue in read.claims if clue.field == name] for name in ("title", "description"))
    chances = built_in().chances(texts, marks, titles, descriptions)
    return (chances / 1000).tolist(), type_clues(url, read.claims, texts, marks, chances)
