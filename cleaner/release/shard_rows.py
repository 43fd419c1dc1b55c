"""What came of some documents as the tables of one part of a shard's file.

Beside the published tables there is what the whole corpus is decided by, so that the build need not read texts again:
keys of a row (`keys`), lines by hash (`lines`), digests of rows, and the inputs themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cleaner.article import Cleaned, Rejection
from cleaner.corpus import chrome
from cleaner.corpus.neardup import N_BINS, measure_all
from cleaner.release.digest import row_digests
from cleaner.release.tables import to_table

SKETCH_BYTES = 2 * N_BINS
DIGEST_BYTES = 32
_DIGEST = pa.binary(DIGEST_BYTES)

KEYS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("raw_sha256", _DIGEST, nullable=False),
        pa.field("has_url", pa.bool_(), nullable=False),
        pa.field("publisher", pa.string()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("group", pa.string()),  # whose page it is, for the table of chrome
        pa.field("n_removals", pa.int32(), nullable=False),
        pa.field("n_fields", pa.int32(), nullable=False),
        pa.field("text_digest", pa.binary(16), nullable=False),
        pa.field("sketch", pa.binary(SKETCH_BYTES)),  # null for a text without a word
        pa.field("row_digest", _DIGEST, nullable=False),
    ]
)
"""One row for each article, in the order of `articles`."""
INPUTS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("raw_sha256", pa.string()),
        pa.field("raw_bytes", pa.int64()),
        pa.field("is_article", pa.bool_(), nullable=False),
    ]
)
LINES = pa.schema([pa.field("row", pa.int32(), nullable=False), pa.field("key", pa.uint64(), nullable=False), pa.field("fate", pa.uint8(), nullable=False)])
"""Distinct lines of each article that has a group; `row` counts within the part."""
REPAIRS = pa.schema([pa.field("row", pa.int32(), nullable=False), pa.field("step", pa.string(), nullable=False), pa.field("n", pa.int32(), nullable=False)])
DIGESTS = pa.schema([pa.field("digest", _DIGEST, nullable=False)])


@dataclass(frozen=True, slots=True)
class Input:
    """One record that came out of a reader, or a file that gave none."""

    source: str
    raw_sha256: str | None
    raw_bytes: int | None
    is_article: bool
    """Whether cleaning made an article of it. Duplicates and the contract come later."""


def part_of(inputs: Sequence[Input], cleaned: Sequence[Cleaned], rejections: Sequence[Rejection]) -> dict[str, pa.Table]:
    """The tables of a part. Article i belongs to the i-th input with `is_article`.

    Raises:
        IntegrityError, UnicodeEncodeError, pyarrow.ArrowInvalid: A value has no place in its column.
    """
    articles = to_table("articles", [one.article for one in cleaned])
    removals = to_table("removals", [removal for one in cleaned for removal in one.removals])
    fields = to_table("fields", [source for one in cleaned for source in one.fields])
    repairs = [(row, step, n) for row, one in enumerate(cleaned) for step, n in sorted(Counter(repair.step for repair in one.repairs).items())]
    return {
        "inputs": pa.table([[getattr(one, name) for one in inputs] for name in INPUTS.names], schema=INPUTS),
        "keys": _keys(cleaned, articles),
        "articles": articles,
        "removals": removals,
        "fields": fields,
        "rejections": to_table("rejections", rejections),
        "lines": _lines(cleaned),
        "repairs": pa.table([[row[place] for row in repairs] for place in range(len(REPAIRS))], schema=REPAIRS),
        "removal_digests": _digests(removals),
        "field_digests": _digests(fields),
    }


def _digests(table: pa.Table) -> pa.Table:
    return pa.table([pa.array(list(row_digests(table)), _DIGEST)], schema=DIGESTS)


def _keys(cleaned: Sequence[Cleaned], articles: pa.Table) -> pa.Table:
    rows = [one.article for one in cleaned]
    sketches = list(measure_all((row.text for row in rows), (row.published_at for row in rows)))
    columns = {
        "id": [row.id for row in rows],
        "raw_sha256": [bytes.fromhex(row.raw_sha256) for row in rows],
        "has_url": [bool(row.url) for row in rows],
        "publisher": [row.publisher for row in rows],
        "published_at": articles["published_at"],
        "group": [chrome.publisher_of(row.publisher, row.url, row.canonical_url) for row in rows],
        "n_removals": [len(one.removals) for one in cleaned],
        "n_fields": [len(one.fields) for one in cleaned],
        "text_digest": [sketch.digest for sketch in sketches],
        "sketch": [sketch.minima or None for sketch in sketches],
        "row_digest": list(row_digests(articles)),
    }
    return pa.table([columns[name] for name in KEYS.names], schema=KEYS)


def _lines(cleaned: Sequence[Cleaned]) -> pa.Table:
    rows: list[int] = []
    keys: list[int] = []
    fates: list[int] = []
    for row, one in enumerate(cleaned):
        article = one.article
        if chrome.publisher_of(article.publisher, article.url, article.canonical_url) is None:
            continue
        found = chrome.line_fates(article.text, *ledger_lines(one))
        rows += [row] * len(found)
        keys += found.keys()
        fates += found.values()
    return pa.table([np.array(rows, np.int32), np.array(keys, np.uint64), np.array(fates, np.uint8)], schema=LINES)


def ledger_lines(one: Cleaned) -> tuple[list[str], list[str]]:
    """The words that were moved into fields, and those that were removed."""
    return [field.text for field in one.fields if field.fate == "take"], [removal.text for removal in one.removals]
