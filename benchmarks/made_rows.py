"""Invented rows of any number, and versions made of them: what the targets of a release are measured on.

No row is like another: texts are words drawn from an invented vocabulary as often as words are, so that what is
compressed, hashed and compared is as hard to compress, hash and compare as news is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleaner.read import Tally
from cleaner.release.digest import logical_digest
from cleaner.release.manifest import FILE_NAME, write_manifest
from cleaner.release.parquet import WrittenFile, write_rows
from cleaner.release.sides import FOLDERS
from cleaner.release.tables import arrow_schema

WORDS_PER_TEXT = 95
"""About 0.6 KB."""
_PART = 10_000
_SYLLABLES = ("ba", "ce", "dor", "fen", "gil", "hau", "ir", "jos", "ka", "lem", "mo", "nar", "ol", "pes", "qui", "ros", "sal", "tev", "ul", "wyn")
_VOCABULARY = pa.array(["".join(parts) for n in (1, 2, 3) for parts in product(_SYLLABLES, repeat=n)])
_PUBLISHERS = [f"The {place} {kind}" for place in ("Aldwin", "Quoyle", "Skerrow", "Hollin", "Tarn") for kind in ("Lantern", "Weekly", "Post", "Echo")]
_RULES = (("share-bar", "share"), ("read-more", "promo"), ("menu-label", "navigation"), ("advertisement-label", "advertisement"))


@dataclass(frozen=True, slots=True)
class Rows:
    """Which articles a version has. Numbers stand for articles: the same number is the same article in every version."""

    numbers: NDArray[np.int64]
    """In the published order."""
    rewritten: NDArray[np.int64]
    """Those whose input, and with it the text, is another."""
    judged_anew: NDArray[np.int64]
    """Those that lost one line more, of the same input."""
    n_first: int
    """How many the first version had. Those that came later are of their neighbours' publisher and time."""
    words: int = WORDS_PER_TEXT

    @property
    def places(self) -> NDArray[np.int64]:
        """Ascending, for each article the same in every version: its publisher and its time follow from it."""
        return np.maximum.accumulate(np.where(self.numbers < self.n_first, self.numbers, 0))


def rows(n: int, words: int = WORDS_PER_TEXT) -> Rows:
    """The first `n` articles."""
    none = np.zeros(0, np.int64)
    return Rows(np.arange(n), none, none, n, words)


def after(before: Rows) -> Rows:
    """The version that follows: 0.5 % of the articles added, 0.2 % gone, 0.5 % rewritten and 0.5 % judged anew, all over the place."""
    n = len(before.numbers)
    draw = np.random.default_rng(7)
    gone, rewritten, judged = np.split(draw.permutation(before.numbers)[: n // 500 + 2 * (n // 200)], [n // 500, n // 500 + n // 200])
    stay = np.setdiff1d(before.numbers, gone)
    numbers = np.insert(stay, np.sort(draw.choice(len(stay), n // 200, replace=False)), np.arange(n, n + n // 200))
    return Rows(numbers, np.sort(rewritten), np.sort(judged), n, before.words)


def articles(which: Rows) -> Iterator[pa.Table]:
    """Rows of `articles`, some thousand at a time."""
    schema, every_place = arrow_schema("articles"), which.places
    for start in range(0, len(which.numbers), _PART):
        numbers = which.numbers[start : start + _PART]
        is_other = np.isin(numbers, which.rewritten)
        is_judged = np.isin(numbers, which.judged_anew)
        texts = _texts(numbers + is_other * 10**9, which.words)
        places = every_place[start : start + len(numbers)]
        digests = pa.array([hashlib.sha256(text.as_py().encode()).hexdigest() for text in texts])
        raw = pa.array([hashlib.sha256(b"%d raw %d" % (number, other)).hexdigest() for number, other in zip(numbers, is_other, strict=True)])
        columns: dict[str, Any] = {
            "id": _ids(numbers),
            "source": pa.array([f"raw/part-{number // 1000:05}.jsonl#{number % 1000 + 1}" for number in numbers]),
            "url": pa.array([f"https://news-{number % 20}.example/2031/{number}" for number in numbers]),
            "publisher": pa.array([_PUBLISHERS[place * len(_PUBLISHERS) // which.n_first] for place in places]),
            "title": pc.utf8_slice_codeunits(texts, 0, 60),
            "authors": pa.ListArray.from_arrays(pa.array(np.arange(len(numbers) + 1), pa.int32()), pc.utf8_slice_codeunits(texts, 60, 75)),
            "published_at": pa.array(1_900_000_000_000_000 + places * 60_000_000, pa.timestamp("us", tz="UTC")),
            "published_precision": _same("minute", len(numbers)),
            "language": _same("en", len(numbers)),
            "language_score": pa.array(np.round(0.9 + numbers % 97 / 1000, 3)),
            "text": texts,
            "text_lines": _lines(len(numbers)),
            "n_words": pa.array(np.full(len(numbers), which.words), pa.int32()),
            "n_chars": pc.utf8_length(texts),
            "n_lines": pa.array(np.full(len(numbers), 12), pa.int32()),
            "n_lines_removed": pa.array(2 + is_judged, pa.int32()),
            "content_sha256": digests,
            "raw_sha256": raw,
        }
        yield pa.Table.from_arrays([_column(field, columns, len(numbers)) for field in schema], schema=schema)


def removals(which: Rows) -> Iterator[pa.Table]:
    """Two rows of `removals` for each article, and a third where it was judged anew."""
    for numbers in _parts(which):
        n_each = 2 + np.isin(numbers, which.judged_anew)
        line = 1 + np.arange(n_each.sum()) - np.repeat(np.cumsum(n_each) - n_each, n_each)
        rule = (np.repeat(numbers, n_each) + line) % len(_RULES)
        n = len(line)
        yield _ledger(
            "removals",
            {
                "article_id": _ids(np.repeat(numbers, n_each)),
                "line": pa.array(line, pa.int32()),
                "start": pa.array(np.zeros(n), pa.int32()),
                "end": pa.array(8 + rule, pa.int32()),
                "text": pa.array(["Share it", "Read more", "Home Sport", "Advertising"]).take(pa.array(rule)),
                "kind": pa.array([kind for _, kind in _RULES]).take(pa.array(rule)),
                "rule": pa.array([name for name, _ in _RULES]).take(pa.array(rule)),
                "because": _same("the line says so", n),
                "score": pa.array(np.full(n, 0.9)),
            },
        )


def fields(which: Rows) -> Iterator[pa.Table]:
    """A row of `fields` for each article."""
    for numbers in _parts(which):
        n = len(numbers)
        yield _ledger(
            "fields",
            {
                "article_id": _ids(numbers),
                **{name: _same(value, n) for name, value in (("field", "published_at"), ("fate", "take"), ("rule", "date-line"), ("because", "a date"))},
                "value": pa.array([f"2031-03-{1 + number % 28:02}" for number in numbers]),
                "text": pa.array([f"March {1 + number % 28}, 2031" for number in numbers]),
                "line": pa.array(np.full(n, 3), pa.int32()),
                "start": pa.array(np.zeros(n), pa.int32()),
                "end": pa.array(np.full(n, 14), pa.int32()),
                "score": pa.array(np.full(n, 0.9)),
            },
        )


def write_version(folder: Path, which: Rows) -> None:
    """Articles, removals and fields as Parquet with a manifest: all that a comparison reads."""
    tables = {"articles": articles(which), "removals": removals(which), "fields": fields(which)}
    counts = {"articles": len(which.numbers), "removals": 2 * len(which.numbers) + len(which.judged_anew), "fields": len(which.numbers)}
    files: list[WrittenFile] = []
    for name, parts in tables.items():
        files += write_rows(parts, arrow_schema(name), counts[name], folder, FOLDERS[name], metadata={"dataset": "measured", "dataset_version": folder.name})
    # Not the logical digests: to say that tables differ, the digests of their files are enough.
    digests = {name: hashlib.sha256("".join(file.sha256 for file in files if file.path.startswith(FOLDERS[name])).encode()).hexdigest() for name in tables}
    write_manifest(
        folder / FILE_NAME,
        name="measured",
        number=folder.name,
        counts=counts,
        digests=digests,
        digest=logical_digest(digests),
        files=files,
        inputs=[],
        tally=Tally(),
        settings={},
        change={},
    )


def _parts(which: Rows) -> Iterator[NDArray[np.int64]]:
    return (which.numbers[start : start + _PART] for start in range(0, len(which.numbers), _PART))


def _texts(seeds: NDArray[np.int64], words: int) -> pa.Array:
    """A text for each seed, the same for the same seed."""
    draws = np.stack([np.random.default_rng(int(seed)).random(words) for seed in seeds])
    # The square makes some words frequent and most of them rare.
    found = _VOCABULARY.take(pa.array((draws.ravel() ** 3 * len(_VOCABULARY)).astype(np.int64)))
    offsets = pa.array(np.arange(len(seeds) + 1) * words, pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, found), " ")


def _ids(numbers: NDArray[np.int64]) -> pa.Array:
    return pa.array([hashlib.sha256(b"%d" % number).hexdigest()[:20] for number in numbers])


def _same(value: str, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), n)


def _lines(n: int) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(np.arange(n + 1) * 4, pa.int32()), pa.array(np.tile([4, 6, 8, 10], n), pa.int32()))


def _ledger(name: str, columns: dict[str, Any]) -> pa.Table:
    schema = arrow_schema(name)
    return pa.Table.from_arrays([columns[field.name].cast(field.type) for field in schema], schema=schema)


def _column(field: pa.Field, columns: dict[str, Any], n: int) -> pa.Array:
    """The column of this field; what none is given for is unknown: null, empty, 0, or without a confidence."""
    if field.name in columns:
        return columns[field.name].cast(field.type)
    if pa.types.is_list(field.type):
        return pa.ListArray.from_arrays(pa.array(np.zeros(n + 1), pa.int32()), pa.array([], field.type.value_type)).cast(field.type)
    if pa.types.is_struct(field.type):
        parts = [pa.repeat(pa.scalar(0.9), n) if part.name in {"title", "text"} else pa.nulls(n, part.type) for part in field.type]
        return pa.StructArray.from_arrays(parts, fields=list(field.type))
    return pa.nulls(n, field.type) if field.nullable else pa.repeat(pa.scalar(0, field.type), n)
