"""A published version as an object: its tables in the library of one's choice, and a card in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.article import Article
from cleaner.columns import TABLES
from cleaner.errors import UsageError
from cleaner.notebook import version_html
from cleaner.own_files import json_of, read_own
from cleaner.release.index import read_index
from cleaner.release.loading import iterate, load
from cleaner.release.manifest import FILE_NAME
from cleaner.release.sides import read_manifest
from cleaner.release.versions import LATEST

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_STATS = "stats.json"


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version in a folder. Its tables are read, and held against their digests, when they are asked for."""

    folder: Path
    name: str
    """Of the dataset."""
    number: str
    """Such as `1.2.0`."""
    counts: Mapping[str, int]
    """`inputs`, and rows by table."""
    yanked: str | None = None
    """Why nobody should use it; None when nothing is wrong."""

    @classmethod
    def open(cls, path: str | PathLike[str]) -> PublishedVersion:
        """The version in a folder, or the latest in a folder of versions.

        Raises:
            UsageError: There is none.
            IntegrityError: Its manifest is missing or damaged.
        """
        folder = Path(path)
        if (folder / LATEST).is_file() and not (folder / FILE_NAME).exists():
            folder = folder / (folder / LATEST).read_text(encoding="utf-8", errors="replace").strip()
        if not (folder / FILE_NAME).is_file():
            raise UsageError("is no version: there is no manifest.json in it", where=str(folder), hint="name a version's folder, such as dataset/1.0.0")
        said = read_manifest(folder)
        counts = said.get("counts")
        counts = {str(key): value for key, value in counts.items() if isinstance(value, int)} if isinstance(counts, dict) else {}
        entry = read_index(folder.absolute().parent).get(folder.absolute().name)
        return cls(folder, str(said.get("name", "articles")), str(said.get("version", folder.name)), counts, entry.yanked if entry else None)

    def table(self, name: str = "articles") -> pa.Table:
        """One of its tables as Arrow has it."""
        return load(self.folder, name)

    def articles(self) -> Iterator[Article]:
        """Its articles one by one."""
        return iterate(self.folder)

    def to_pandas(self, table: str = "articles") -> pd.DataFrame:
        """One of its tables as pandas has it; pandas must be installed."""
        frame: pd.DataFrame = self.table(table).to_pandas()
        return frame

    def to_polars(self, table: str = "articles") -> pl.DataFrame:
        """One of its tables as Polars has it."""
        import polars as pl  # noqa: PLC0415 - 0.1 s to import

        frame = pl.from_arrow(self.table(table))
        assert isinstance(frame, pl.DataFrame)
        return frame

    def to_datasets(self, table: str = "articles") -> Any:
        """One of its tables as `datasets` has it; it must be installed."""
        import datasets  # type: ignore[import-untyped]  # noqa: PLC0415 - optional

        return datasets.Dataset(self.table(table))

    def __repr__(self) -> str:
        rows = ", ".join(f"{self.counts[name]:,} {name}" for name in ("inputs", *TABLES) if name in self.counts)
        return f"<{self.name} {self.number}: {rows}{', yanked' if self.yanked else ''}>"

    def _repr_html_(self) -> str:
        return version_html(self.name, self.number, self.counts, self._facts(), [f"yanked: {self.yanked}"] if self.yanked else [])

    def _facts(self) -> Mapping[str, Any]:
        try:
            facts = json_of(read_own(self.folder / _STATS))["facts"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}  # a card that says less is better than none
        return facts if isinstance(facts, dict) else {}
