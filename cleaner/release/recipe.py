"""What shapes the rows beside the inputs and the code: each shard is handed it, and two builds with one recipe give the same rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cleaner.wishes import Extras, PageWishes


@dataclass(frozen=True, slots=True)
class Recipe:
    """Small and picklable: it goes to every worker."""

    publishers: tuple[Path, ...] = ()
    """Folders of publisher files beside the built-in ones."""
    fields: tuple[tuple[str, str], ...] = ()
    """(column, or `text` or `html`; key of a record), where the usual names don't fit; by column."""
    line_model: Path | None = None
    """The weights of the judge of lines. None: the built-in ones."""
    extras: Extras = field(default_factory=Extras)
    """Figures of quality, personal data and filters."""
    pages: PageWishes = field(default_factory=PageWishes)
    """What is wanted of HTML pages."""
    habits: Path | None = None
    """What the publishers' pages repeat, counted before: evidence for the judge. None: it is told nothing."""
