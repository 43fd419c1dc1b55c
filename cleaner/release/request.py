"""What a build is told, what it says while it works, and what it says of what it did."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from cleaner.article import Rejection
from cleaner.engines.watch import Limits
from cleaner.read import InputFile, Tally
from cleaner.release.copies import Mode
from cleaner.release.diff import Diff
from cleaner.release.parquet import read_groups
from cleaner.release.recipe import Recipe
from cleaner.release.sides import FOLDERS
from cleaner.release.tables import arrow_schema, concat
from cleaner.wishes import Extras, PageWishes


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """All that a build is told. Paths may be relative; only what lies below `root` shows in what is published."""

    inputs: tuple[Path | str, ...]
    """Files, folders, addresses such as `s3://bucket/folder`, and `-` for `stdin`."""
    root: Path
    """The folder that sources are counted from."""
    out: Path
    """The folder of versions."""
    version: str | None = None
    """None: the next one, by what changed since the highest."""
    contract: Path | None = None
    """None: the built-in contract."""
    workers: int | None = None
    """None: as many as there are processors, one when the input is small."""
    ray_address: str | None = None
    """Of a Ray cluster that does the work, or `auto`. None: this machine does it."""
    cache: Path | None = None
    """A folder that keeps finished shards for later builds, and where rows wait. None: nothing is kept."""
    cache_bytes: int = 10_000_000_000
    """What the folder may take; the shards that were used longest ago go first."""
    dry_run: bool = False
    max_rejected_share: float = 0.5
    """Of the inputs, 0 to 1; the build fails above it."""
    max_timed_out_share: float = 0.01
    """The same for inputs that took too long, when they are more than ten."""
    limits: Limits = field(default_factory=Limits)
    """What one document may cost."""
    name: str = "articles"
    license: str | None = None
    """SPDX identifier for the card. None: the card says that none is stated."""
    description: str | None = None
    publishers: tuple[Path, ...] = ()
    """Folders of publisher files beside the built-in ones."""
    line_model: Path | None = None
    """Weights of the judge of lines, made by `python -m train`. None: the built-in ones."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column (or `text`, `html`) → key of a record, where the usual names don't fit."""
    pages: PageWishes = field(default_factory=PageWishes)
    """What is wanted of HTML pages."""
    extras: Extras = field(default_factory=Extras)
    """Figures of quality, personal data and filters."""
    stdin: InputFile | None = None
    """Standard input, spooled into a file, where `-` is among the inputs."""
    duplicates: Mode = "annotate"
    """What becomes of articles that are nearly the same as an earlier one: marked, or left out and listed."""
    repeated_lines: bool = False
    """Whether the judge of lines is told how common a line is on its publisher's other pages."""
    takedowns: Path | None = None
    """The list of what must not be published. None: nothing is on it."""
    datasheet_answers: Path | None = None
    top_datasheet: Path | None = None
    """Where the datasheet is written a second time, for readers of the repository."""

    @property
    def recipe(self) -> Recipe:
        # Absolute, for workers that stand in another folder.
        publishers = tuple(Path(os.path.abspath(folder)) for folder in self.publishers)  # noqa: PTH100 - resolve() would follow links
        line_model = None if self.line_model is None else Path(os.path.abspath(self.line_model))  # noqa: PTH100
        return Recipe(publishers=publishers, fields=tuple(sorted(self.fields.items())), line_model=line_model, extras=self.extras, pages=self.pages)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    stage: str
    done: int = 0
    total: int = 0
    """0 when the stage is not counted."""
    rejected: int = 0
    """Inputs that were rejected so far."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. `n_inputs = n_articles + n_duplicates + n_rejections`, always."""

    version: str
    path: Path | None
    """The published folder; None for a dry run."""
    n_inputs: int
    n_articles: int
    n_duplicates: int
    n_rejections: int
    removed_by_kind: dict[str, int]
    """Lines removed whole or in part, by kind."""
    unknown_fields: dict[str, int]
    """Column → articles in which it is null or empty. Columns that are known in every article are not there."""
    rejections: tuple[Rejection, ...]
    repairs_by_step: dict[str, int]
    logical_digest: str
    tally: Tally = field(default_factory=Tally)
    """Which fields of records were used, and what in the files was never an input."""
    diff: Diff | None = None
    """What is different from the version before; None for the first one."""

    @property
    def articles(self) -> pa.Table:
        """The published articles, read again; none after a dry run, which writes no rows."""
        return concat("articles", [] if self.path is None else [group.cast(arrow_schema("articles")) for group in read_groups(self.path, FOLDERS["articles"])])
