"""What the cards of a version say, held against its files: a card that is wrong is worse than none.

Validators of others accept wrong digests, missing files and mistyped keys; this one does not. What is wrong with a version
is a finding, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cleaner.release.cards.lint_card import check_card, check_datasheet
from cleaner.release.cards.lint_croissant import check_croissant
from cleaner.release.cards.lint_json import check_schema, check_stats
from cleaner.release.cards.published import Finding, look_at

__all__ = ["Finding", "lint"]


def lint(folder: Path, folders: Mapping[str, str], *, recount: bool = True) -> list[Finding]:
    """What the card, the datasheet, Croissant, schema and statistics of the version state and is not so; empty when all is.

    `folders` maps each table to its folder. `recount` reads every row again to check `stats.json`; the rest needs the
    Parquet footers, and the files' digests, alone.
    """
    version, findings = look_at(folder, folders)
    findings += check_card(version)
    findings += check_datasheet(version)
    findings += check_croissant(version)
    findings += check_schema(version)
    if recount:
        findings += check_stats(version)
    return findings
