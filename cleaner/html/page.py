"""A page's bytes → a document: the whole page as lines, what its markup says of each line, and its claims as clues.

It is parsed once: the lines, the clues and the witness read the same tree.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from cleaner.article import Clue, Document, RawArticle, Rejection, Repair
from cleaner.charsets import decode
from cleaner.html.blocks import placed, walked, with_gaps
from cleaner.html.clues import markup_clues
from cleaner.html.outcomes import no_page
from cleaner.html.parse import declared_charset, parse
from cleaner.html.ranking import ranked
from cleaner.html.signed import signed_claims
from cleaner.html.walk import Walk
from cleaner.html.witness import extraction, shares, witness_limit
from cleaner.text import split_lines


def to_document(raw: RawArticle) -> Document | Rejection:
    """The whole page as numbered, repaired lines with what its markup says of each; or why it cannot be one.

    A blank line stands between blocks; entries of a list, with "• " in front, and rows of a table, with " | " between
    their cells, stand without.
    """
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
    walk = walked(tree)
    clues = _clues(tree, walk, raw.url)
    found = list(placed(walk))
    why_none = no_page(decoded.text, tree, found)
    if why_none is not None:
        return reject(why_none[0], why_none[1] + (f"; {limits}" if limits else ""))
    why_not = witness_limit(found, tree)
    said = None if why_not else extraction(tree)
    if said is not None:
        found = [
            replace(block, markup=replace(block.markup, extracted=share)) for block, share in zip(found, shares([b.text for b in found], said), strict=True)
        ]
    spaced = list(with_gaps(found))
    lines, repairs = split_lines("\n".join("" if block is None else block.text for block in spaced))
    notes = tuple(Repair(0, step, "", what) for step, what in (("parser-limit", limits), ("witness-limit", why_not)) if what)
    return Document(
        raw.source,
        lines,
        kind=raw.kind,
        url=raw.url,
        repairs=decoded.repairs() + notes + repairs,
        clues=raw.clues + clues,
        raw_sha256=sha256,
        n_replacement_chars=sum(line.text.count("\ufffd") for line in lines),
        markup=tuple(None if block is None else block.markup for block in spaced),
    )


def _clues(tree: Any, walk: Walk, url: str | None) -> tuple[Clue, ...]:
    """What the markup claims, ranked."""
    claimed = markup_clues(tree)
    language = next((clue.value for clue in claimed if clue.field == "language"), None)
    signed = (Clue(*claim) for claim in signed_claims(walk.named, walk.first_heading, language))
    return ranked((*claimed, *signed), url)
