"""`schema.json` and `stats.json`: what the columns are and what was counted, for programs.

Sorted keys, no clock, no place: the same version gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cleaner.columns import TABLES
from cleaner.release.cards.counted import about_table
from cleaner.release.cards.facts import Facts, to_json
from cleaner.release.cards.status import STATS_NAME
from cleaner.release.parquet import schema_fingerprint
from cleaner.release.tables import SCHEMA_VERSION, arrow_schema, arrow_type

SCHEMA_NAME = "schema.json"

__all__ = ["SCHEMA_NAME", "STATS_NAME", "columns_of", "fingerprints", "schema_json", "stats_json", "whole_fingerprint"]


def schema_json(facts: Facts, folders: Mapping[str, str]) -> str:
    """The published tables as JSON: each column's name, types, unit, meaning and origin; `folders` maps tables to folders."""
    own = {name: one for name, one in fingerprints().items() if name in folders}
    return _dump(
        {
            "dataset": facts.name,
            "version": facts.version,
            "schema_version": SCHEMA_VERSION,
            "fingerprint": whole_fingerprint(own),
            "tables": {
                name: {"description": about_table(name), "folder": folders[name], "fingerprint": one, "columns": columns_of(name)} for name, one in own.items()
            },
        }
    )


def stats_json(facts: Facts) -> str:
    """The figures of the datasheet as JSON."""
    return _dump({"dataset": facts.name, "version": facts.version, "facts": to_json(facts)})


def columns_of(table: str) -> list[dict[str, Any]]:
    """The columns of a published table in their order, as JSON holds them."""
    return [
        {
            "name": column.name,
            "type": column.type,
            "arrow_type": str(arrow_type(column.type)),
            "nullable": column.nullable,
            "unit": column.unit,
            "description": column.description,
            "origin": column.origin,
        }
        for column in TABLES[table]
    ]


def fingerprints() -> dict[str, str]:
    """Table → fingerprint of its schema, as it stands in the footers of its files."""
    return {name: schema_fingerprint(arrow_schema(name)) for name in TABLES}


def whole_fingerprint(tables: Mapping[str, str]) -> str:
    """One fingerprint, in hex, of the tables whose fingerprints are given."""
    return hashlib.sha256("\n".join(f"{name}\t{one}" for name, one in sorted(tables.items())).encode()).hexdigest()


def _dump(content: Mapping[str, Any]) -> str:
    # ASCII alone, so that a direction mark in a publisher's name cannot reorder what a person sees of the file.
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
