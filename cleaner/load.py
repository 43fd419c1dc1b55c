"""`cleaner.load`, `cleaner.iterate` and `cleaner.version`: a published version in memory, held against its digests first.

Light to import: Arrow is loaded when a version is. `cleaner.release.loading` does the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from typing import TYPE_CHECKING

from cleaner.article import Article

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.release.opened import PublishedVersion

__all__ = ["iterate", "load", "version"]


def load(path: str | PathLike[str], table: str = "articles") -> pa.Table:
    """One table of a version as Arrow has it, after its files were held against their digests.

    `path` is a version's folder, or a folder of versions, which stands for its latest. Tables are `articles`, `removals`,
    `fields`, `rejections` and `duplicates`. A yanked version is loaded with a `YankedWarning`, and one that lost files of
    another table with an `IncompleteVersionWarning`.

    Raises:
        UsageError: There is no such version or table.
        IntegrityError: A file of the table is missing or changed, a page is damaged, or rows or columns are not as published.
    """
    from cleaner.release.loading import load as _load  # noqa: PLC0415 - brings pyarrow with it

    return _load(path, table)


def iterate(path: str | PathLike[str]) -> Iterator[Article]:
    """The articles of a version one by one, a row group at a time in memory; checked as `load` does, before the first.

    Raises:
        UsageError, IntegrityError: As `load` does.
    """
    from cleaner.release.loading import iterate as _iterate  # noqa: PLC0415

    return _iterate(path)


def version(path: str | PathLike[str]) -> PublishedVersion:
    """A version as an object, with a card in a notebook: `to_pandas()`, `to_polars()` and `to_datasets()` give its tables.

    Raises:
        UsageError: There is no version.
        IntegrityError: Its manifest is missing or damaged.
    """
    from cleaner.release.opened import PublishedVersion as _PublishedVersion  # noqa: PLC0415

    return _PublishedVersion.open(path)
