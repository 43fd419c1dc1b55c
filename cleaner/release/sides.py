"""One side of a comparison: the tables of a published version, or those that a build is about to publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.errors import IntegrityError, UsageError
from cleaner.own_files import json_of, open_own
from cleaner.release.frames import as_frame, frames, leaves_of, unreadable
from cleaner.release.manifest import FILE_NAME

FOLDERS = {"articles": "data", "removals": "removals", "fields": "fields", "rejections": "rejections", "duplicates": "duplicates", "chrome": "chrome"}
"""Table → its folder in a version."""
DERIVED = frozenset({"chrome"})
"""Tables that are counted from the others: they are there when they have a row, and no version number speaks of them."""

_FEW_BYTES = 300
"""Of a column in a row group. One value, or none, takes less than a hundred; a list of them that repeats, somewhat more."""
_MANY = object()


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared. The tables are read column by column, when they are asked for."""

    name: str
    """How messages call it: a version, or a path."""
    schemas: Mapping[str, pa.Schema]
    """Table → schema, for the tables that are there."""
    rows: Mapping[str, int]
    license: str | None
    settings: Mapping[str, Any]
    """What shaped the rows, from the manifest."""
    made_with: Mapping[str, str]
    digests: Mapping[str, str]
    """Table → logical digest; empty when nothing says it."""
    folder: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    """Path in the folder → SHA-256, from the manifest."""
    parts: Callable[[str], Iterable[pa.Table]] = lambda _: ()
    """Table → its rows in parts, where there is no folder."""

    def frames(self, table: str, columns: list[str]) -> Iterator[pl.DataFrame]:
        """A table's rows, some thousand at a time, in the order that they are published in, with their page checksums verified.

        Raises:
            IntegrityError: A file cannot be read.
        """
        if self.folder is None:
            return (as_frame(part.select(columns)) for part in self.parts(table))
        return frames(sorted((self.folder / FOLDERS[table]).glob("*.parquet")), columns)

    def constants(self, table: str, columns: list[str]) -> dict[str, Any]:
        """Column → its value, for columns that have one value (or none at all) in every row; not all of them are found.

        What is the same everywhere takes a few bytes in each row group. These are read once for all columns of one type that have the
        same: most hold nothing. A side without files has none.

        Raises:
            IntegrityError: A file cannot be read.
        """
        found: dict[str, Any] = {}
        for path in sorted((self.folder / FOLDERS[table]).glob("*.parquet")) if self.folder is not None else ():
            try:
                here = _constants(path, columns)
            except (OSError, pa.ArrowException) as error:
                raise unreadable(path, error) from error
            found = {name: value for name, value in here.items() if name not in found or found[name] == value}
            columns = list(found)
        return found

    def scans(self, table: str) -> Iterator[pl.LazyFrame]:
        """A table's rows, in the order that they are published in, to be read as far as they are asked for; one below the other.

        Raises:
            IntegrityError: A file is not the one that the manifest describes.
        """
        if self.folder is None:
            for part in self.parts(table):
                yield as_frame(part).lazy()
            return
        files = sorted((self.folder / FOLDERS[table]).glob("*.parquet"))
        for path in files:
            # Polars does not look at page checksums: a flipped bit would be a changed article.
            sha256 = self.files.get(path.relative_to(self.folder).as_posix())
            if sha256 is not None and _digest(path) != sha256:
                raise IntegrityError("is not the file that was published", where=str(path), hint="see 'clean verify' on its version")
        yield pl.scan_parquet(files, hive_partitioning=False, glob=False)

    def scan(self, table: str) -> pl.LazyFrame:
        """The same in one, of a side that has a row in it."""
        return pl.concat(self.scans(table))


def open_side(folder: Path) -> Side:
    """A version's folder as a side of a comparison. Its manifest may be missing: then less is known.

    Raises:
        UsageError: There are no articles in it.
        IntegrityError: A footer or the manifest is damaged, or files of one table have different columns.
    """
    said = read_manifest(folder) if (folder / FILE_NAME).is_file() else {}
    schemas: dict[str, pa.Schema] = {}
    rows: dict[str, int] = {}
    for table, name in FOLDERS.items():
        for path in sorted((folder / name).glob("*.parquet")):
            try:
                with open_own(path) as file:
                    footer = pq.read_metadata(file)
                schema = footer.schema.to_arrow_schema()
            except (OSError, pa.ArrowException) as error:
                raise IntegrityError("is not a Parquet file, or its footer is damaged", where=str(path), hint="see 'clean verify' on its version") from error
            if table in schemas and not schemas[table].equals(schema):
                raise IntegrityError("has other columns than the file before it", where=str(path), hint="compare versions that this tool published")
            schemas[table] = schema
            rows[table] = rows.get(table, 0) + footer.num_rows
    files = {str(entry["path"]): str(entry["sha256"]) for entry in said.get("files", ()) if isinstance(entry, dict) and entry.keys() >= {"path", "sha256"}}
    gone = next((path for path in files if path.endswith(".parquet") and not (folder / path).is_file()), None)
    if gone is not None:
        raise IntegrityError(f"is half deleted: {gone} is missing", where=str(folder), hint="restore the version from where it was published")
    if "articles" not in schemas:
        raise UsageError("there is no data/*.parquet in it", where=str(folder), hint="name a version's folder, such as dataset/1.0.0")
    settings = _mapping(said.get("settings"))
    license_ = settings.get("license")
    return Side(
        name=folder.name,
        schemas=schemas,
        rows=rows,
        license=license_ if isinstance(license_, str) else None,
        settings=settings,
        made_with={str(key): str(value) for key, value in _mapping(said.get("made_with")).items()},
        digests={str(key): str(value) for key, value in _mapping(said.get("logical_digests")).items()},
        folder=folder,
        files=files,
    )


def _constants(path: Path, columns: list[str]) -> dict[str, Any]:
    """`Side.constants` of one file."""
    with path.open("rb") as raw, pq.ParquetFile(path, page_checksum_verification=True) as file:
        # Writers other than Arrow's shorten what is long: the least and the greatest may be one in the statistics alone.
        is_of_arrow = (file.metadata.created_by or "").startswith("parquet-cpp-arrow")
        types = {field.name: field.type for field in file.schema_arrow}
        counted = {name for name, of in types.items() if is_of_arrow and (pa.types.is_string(of) or pa.types.is_integer(of))}
        leaves = leaves_of(file.schema, columns)
        written: dict[str, list[bytes]] = {name: [] for name in leaves}
        values: dict[str, set[Any]] = {name: set() for name in leaves}
        for group in range(file.metadata.num_row_groups):
            row_group = file.metadata.row_group(group)
            for name in list(written):
                chunks = [row_group.column(number) for number in leaves[name]]
                data = _few_bytes(raw, chunks)
                if data is None:
                    del written[name]
                    continue
                written[name].append(data)
                values[name].add(_counted_value(chunks[0]) if name in counted else None)
        found = {name: value for name in written if len(values[name]) == 1 and (value := next(iter(values[name]))) is not None}
        # What holds nothing is written alike in columns of every type that nest alike.
        kinds: dict[Hashable, list[str]] = {}
        for name in (name for name in written if name not in found):
            nesting = tuple((leaf.max_definition_level, leaf.max_repetition_level) for leaf in map(file.schema.column, leaves[name]))
            kinds.setdefault((nesting, *written[name]), []).append(name)
        while kinds:
            # In one call: each costs more than the few values do.
            table = file.read(columns=[names[0] for names in kinds.values()], use_threads=False)
            for kind, (first, *others) in list(kinds.items()):
                value = _only_value(table[first].combine_chunks())
                is_nothing = value is None or value == []
                alike = [name for name in others if is_nothing or types[name] == types[first]]
                found |= dict.fromkeys((first, *alike), value)
                kinds[kind] = [name for name in others if name not in alike]
            kinds = {kind: names for kind, names in kinds.items() if names}
    return {name: found[name] for name in columns if name in found and found[name] is not _MANY}


def _few_bytes(raw: BinaryIO, chunks: list[pq.ColumnChunkMetaData]) -> bytes | None:
    """The bytes of a column in a row group, all its leaves; None when one has too many to hold a single value."""
    found = []
    for chunk in chunks:
        size = chunk.total_compressed_size
        if size > _FEW_BYTES:
            return None
        raw.seek(chunk.dictionary_page_offset or chunk.data_page_offset)
        found.append(raw.read(size))
    return b"\0".join(found)


def _counted_value(chunk: pq.ColumnChunkMetaData) -> Any:
    """The value that is in every row by the statistics; None when they do not say so."""
    said = chunk.statistics
    return said.min if said is not None and said.has_min_max and said.has_null_count and not said.null_count and said.min == said.max else None


def _only_value(values: pa.Array) -> Any:
    """The value that all of them are, or `_MANY`."""
    return values[0].as_py() if len(values) and values.slice(1).equals(values.slice(0, len(values) - 1)) else _MANY


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest of a version as JSON has it, but for its list of inputs, which may be of millions: `inputs` is empty.

    Raises:
        IntegrityError: There is none, or it is no JSON object.
    """
    path = folder / FILE_NAME
    try:
        with open_own(path) as file:
            said = json_of(b"".join(_without_inputs(file)))
    except OSError as error:
        raise IntegrityError(f"cannot be read ({error.strerror})", where=str(path), hint="restore the version from where it was published") from error
    except ValueError as error:
        raise IntegrityError("is not JSON", where=str(path), hint="restore the version from where it was published") from error
    if not isinstance(said, dict):
        raise IntegrityError("is not a manifest of a version", where=str(path), hint="restore the version from where it was published")
    return said


def _without_inputs(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a manifest without those of the list; all of them when it is not written as `write_manifest` does."""
    is_inside = False
    for line in lines:
        if line == b' "inputs": [\n':
            is_inside = True
            yield b' "inputs": [\n'
        elif is_inside and line.startswith(b" ]"):
            is_inside = False
        if not is_inside:
            yield line


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
