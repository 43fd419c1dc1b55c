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
from cleaner.release.tables import SCHEMA_VERSION, arrow_type

SCHEMA_NAME = "schema.json"

__all__ = ["SCHEMA_NAME", "STATS_NAME", "schema_fingerprint", "schema_json", "stats_json"]


def schema_json(facts: Facts, folders: Mapping[str, str]) -> str:
    """The published tables as JSON: each column's name, types, unit, meaning and origin; `folders` maps tables to folders."""
    return _dump(
        {
            "dataset": facts.name,
            "version": facts.version,
            "schema_version": SCHEMA_VERSION,
            "fingerprint": schema_fingerprint(),
            "tables": {name: {"description": about_table(name), "folder": folders[name], "columns": columns_of(name)} for name in TABLES if name in folders},
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


def schema_fingerprint() -> str:
    """SHA-256, in hex, of what a reader of the tables relies on: tables, names, types, nullability and units. Not of the prose."""
    content = {name: [[column.name, column.type, column.nullable, column.unit] for column in columns] for name, columns in TABLES.items()}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _dump(content: Mapping[str, Any]) -> str:
    # ASCII alone, so that a direction mark in a publisher's name cannot reorder what a person sees of the file.
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
