"""What is remembered of every article while a build decides: some eighty bytes each, whatever its length.

The rows themselves stay in the shards' files. An article is a row number, counted over all files in the order of the
input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleaner.corpus.near_rows import SketchFile
from cleaner.errors import IntegrityError
from cleaner.release.shard_rows import DIGEST_BYTES, SKETCH_BYTES
from cleaner.release.spill import Part, Spill, open_spill
from cleaner.release.tables import concat

LATE = np.iinfo(np.int64).max
"""Stands for a date that is not known: later than any."""


@dataclass(slots=True)
class Candidates:
    """Arrays with an entry for each article that cleaning made."""

    paths: tuple[Path, ...]
    """Files of rows, in the order of the input."""
    ids: NDArray[np.bytes_]
    raw: NDArray[np.bytes_]
    """Half of the SHA-256 of the input's bytes: nobody finds two inputs that share it."""
    text_digests: NDArray[np.bytes_]
    has_url: NDArray[np.bool_]
    has_words: NDArray[np.bool_]
    publishers: NDArray[np.int32]
    """Rank of the publisher's name among all; unknown ones last."""
    dates: NDArray[np.int64]
    """Microseconds since 1970, or `LATE`."""
    groups: NDArray[np.int32]
    """Number of the name in `group_names`; -1 when nobody knows whose page it is."""
    group_names: tuple[str, ...]
    n_removals: NDArray[np.int32]
    n_fields: NDArray[np.int32]
    sketches: SketchFile
    n_inputs: int
    """Records and files, rejected ones too; without those that no reader was found for."""
    rejections: pa.Table

    def __len__(self) -> int:
        return len(self.ids)

    def parts(self) -> Iterator[tuple[int, Part]]:
        """(number of its first article, part) of every file, in order."""
        first = 0
        for path in self.paths:
            for part in opened(path).parts:
                yield first, part
                first += part.n_rows("keys")

    def parts_with(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, Part, NDArray[np.int64]]]:
        """(number of its first article, part, places in it of the wanted ones), for parts that have any."""
        for first, part in self.parts():
            here = np.flatnonzero(wanted[first : first + part.n_rows("keys")])
            if len(here):
                yield first, part, here

    def values(self, columns: list[str], rows: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Row → some of its columns of `articles`, for a few rows."""
        wanted = np.zeros(len(self), np.bool_)
        wanted[list(rows)] = True
        found: dict[int, dict[str, Any]] = {}
        for first, part, here in self.parts_with(wanted):
            table = part.read("articles", columns).take(pa.array(here))
            found.update(zip((here + first).tolist(), table.to_pylist(), strict=True))
        return found

    def inputs_of(self, rows: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Row → its input: source, raw_sha256, raw_bytes."""
        wanted = np.zeros(len(self), np.bool_)
        wanted[list(rows)] = True
        found: dict[int, dict[str, Any]] = {}
        for first, part, here in self.parts_with(wanted):
            inputs = part.read("inputs")
            table = inputs.filter(inputs["is_article"]).take(pa.array(here))
            found.update(zip((here + first).tolist(), table.to_pylist(), strict=True))
        return found


def opened(path: Path) -> Spill:
    """A file of rows that was there a moment ago.

    Raises:
        IntegrityError: It is gone or damaged.
    """
    found = open_spill(path, verify=False)
    if found is None:
        raise IntegrityError("rows that a worker wrote are gone or damaged", where=path.name, hint="is the disk full? Run the build again")
    return found


def collect(files: Iterable[Path], folder: Path) -> Candidates:
    """Read the keys of every file of rows; sketches go into a file in `folder`.

    Raises:
        IntegrityError: A part does not have a key for each article.
    """
    columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in ("ids", "raw", "text", "has_url", "has_words", "dates", "n_removals", "n_fields")}
    names: dict[str, dict[str | None, int]] = {"publisher": {}, "group": {}}
    codes: dict[str, list[NDArray[np.int32]]] = {"publisher": [], "group": []}
    paths: list[Path] = []
    rejections: list[pa.Table] = []
    sketches = SketchFile(folder / "sketches")
    n_inputs = 0
    for path in files:
        paths.append(path)
        for part in opened(path).parts:
            keys = part.read("keys")
            inputs = part.read("inputs", ["is_article"])
            n_articles = int(inputs["is_article"].to_numpy().sum())
            if not n_articles == keys.num_rows == part.n_rows("articles"):
                raise IntegrityError(f"{n_articles} inputs gave articles, {part.n_rows('articles')} articles are there", hint="report this as a bug")
            n_inputs += inputs.num_rows
            if part.n_rows("rejections"):
                rejections.append(part.read("rejections"))
            columns["ids"].append(np.array(keys["id"].to_pylist(), dtype=np.bytes_))
            columns["raw"].append(fixed_rows(keys["raw_sha256"], DIGEST_BYTES)[:, :16].copy().view("S16").ravel())
            columns["text"].append(fixed_rows(keys["text_digest"], 16).copy().view("S16").ravel())
            columns["has_url"].append(keys["has_url"].to_numpy())
            columns["has_words"].append(keys["sketch"].is_valid().to_numpy())
            columns["dates"].append(pc.fill_null(keys["published_at"].cast(pa.int64()), LATE).to_numpy())
            columns["n_removals"].append(keys["n_removals"].to_numpy())
            columns["n_fields"].append(keys["n_fields"].to_numpy())
            for name in ("publisher", "group"):
                known = names[name]
                codes[name].append(np.array([known.setdefault(value, len(known)) for value in keys[name].to_pylist()], np.int32))
            sketches.add(fixed_rows(keys["sketch"], SKETCH_BYTES))
    joined = {name: np.concatenate([np.zeros(0, _TYPES[name]), *parts]) for name, parts in columns.items()}
    publisher = np.concatenate([np.zeros(0, np.int32), *codes["publisher"]])
    group = np.concatenate([np.zeros(0, np.int32), *codes["group"]])
    order = sorted(names["publisher"], key=lambda name: (name is None, name or ""))
    rank = {name: number for number, name in enumerate(order)}
    ranks = np.array([rank[name] for name in names["publisher"]], np.int32)
    known_groups = [name for name in names["group"] if name is not None]
    numbers = {name: number for number, name in enumerate(known_groups)}
    group_numbers = np.array([-1 if name is None else numbers[name] for name in names["group"]], np.int32)
    return Candidates(
        paths=tuple(paths),
        ids=joined["ids"],
        raw=joined["raw"],
        text_digests=joined["text"],
        has_url=joined["has_url"],
        has_words=joined["has_words"],
        publishers=ranks[publisher] if len(ranks) else publisher,
        dates=joined["dates"],
        groups=group_numbers[group] if len(group_numbers) else group,
        group_names=tuple(known_groups),
        n_removals=joined["n_removals"],
        n_fields=joined["n_fields"],
        sketches=sketches,
        n_inputs=n_inputs,
        rejections=concat("rejections", [table.cast(_rejections()) for table in rejections]),
    )


_TYPES = {"ids": "S1", "raw": "S16", "text": "S16", "has_url": "?", "has_words": "?", "dates": "i8", "n_removals": "i4", "n_fields": "i4"}


def _rejections() -> pa.Schema:
    return concat("rejections", []).schema


def fixed_rows(column: pa.ChunkedArray, width: int) -> NDArray[np.uint8]:
    """A column of binaries of one width as an array with a row each; a null is zeros."""
    return np.concatenate([np.zeros((0, width), np.uint8), *(_fixed_chunk(chunk, width) for chunk in column.chunks)])


def _fixed_chunk(chunk: pa.Array, width: int) -> NDArray[np.uint8]:
    data = chunk.buffers()[1]
    if data is None:
        return np.zeros((len(chunk), width), np.uint8)
    found = np.frombuffer(data, np.uint8)[chunk.offset * width : (chunk.offset + len(chunk)) * width].reshape(-1, width)
    if chunk.null_count:
        found = np.where(chunk.is_valid().to_numpy(zero_copy_only=False)[:, None], found, np.uint8(0))
    return found
