"""The lint of `schema.json` and `stats.json`: the columns by the footers, and every figure counted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.errors import IntegrityError
from cleaner.release.cards.facts import counted_again, from_json, to_json
from cleaner.release.cards.published import Finding, Published, footer_value, parse_json
from cleaner.release.cards.schema import SCHEMA_NAME, whole_fingerprint
from cleaner.release.cards.status import STATS_NAME
from cleaner.release.parquet import schema_fingerprint


def check_schema(version: Published) -> Iterator[Finding]:
    """Columns that `schema.json` states and that are not so."""
    try:
        content = parse_json(version.text(SCHEMA_NAME))
        tables = {name: {str(column["name"]): column for column in table["columns"]} for name, table in content["tables"].items()}
        stated = {name: str(table["fingerprint"]) for name, table in content["tables"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield Finding(SCHEMA_NAME, "", f"cannot be read ({type(error).__name__}: {error})")
        return
    yield from _check_names(version, SCHEMA_NAME, content)
    for table in version.folders:
        schema = version.schema(table)
        if table not in tables:
            yield Finding(SCHEMA_NAME, "tables", f"{table} is missing")
        elif schema is not None:
            yield from _check_columns(table, tables[table], schema)
            if stated[table] != schema_fingerprint(schema):
                yield Finding(SCHEMA_NAME, f"tables.{table}.fingerprint", "is not that of the Parquet files")
    if content.get("fingerprint") != whole_fingerprint(stated):
        yield Finding(SCHEMA_NAME, "fingerprint", "is not that of the tables' fingerprints")


def _check_columns(table: str, columns: Mapping[str, Mapping[str, Any]], schema: Any) -> Iterator[Finding]:
    if list(columns) != schema.names:
        wrong = sorted(set(columns) ^ set(schema.names))
        yield Finding(
            SCHEMA_NAME, f"tables.{table}", "lists other columns than the Parquet files" + (f": {', '.join(wrong)}" if wrong else " or another order")
        )
    for name, column in columns.items():
        if name in schema.names:
            field = schema.field(name)
            metadata = {key.decode(): value.decode("utf-8", "replace") for key, value in (field.metadata or {}).items()}
            found = {"arrow_type": str(field.type), "nullable": field.nullable}
            found |= {key: metadata[key] for key in ("description", "origin", "unit") if key in metadata}
            for key, value in found.items():
                if column.get(key) != value:
                    yield Finding(SCHEMA_NAME, f"tables.{table}.{name}.{key}", f"{column.get(key)!r} is not the {value!r} of the Parquet files")


def check_stats(version: Published) -> Iterator[Finding]:
    """Figures that `stats.json` states and that the tables do not give."""
    try:
        content = parse_json(version.text(STATS_NAME))
        stated = from_json(content["facts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield Finding(STATS_NAME, "", f"cannot be read ({type(error).__name__}: {error})")
        return
    yield from _check_names(version, STATS_NAME, content)
    try:
        found = to_json(counted_again(version.parts(), like=stated))
    except (IntegrityError, KeyError) as error:
        yield Finding(STATS_NAME, "", f"the tables cannot be counted again ({error})")
        return
    schema = version.schema("articles")
    if schema is not None:
        # What came after this version was not counted in it.
        found["known"] = {name: count for name, count in found["known"].items() if name in schema.names}
        found["unsure"] = {name: count for name, count in found["unsure"].items() if schema.field("confidence").type.get_field_index(name) >= 0}
    for key, value in to_json(stated).items():
        # A figure that came later than this version is not stated in it.
        if key in content["facts"] and value != found[key]:
            yield Finding(STATS_NAME, f"facts.{key}", f"{_difference(value, found[key])} by the Parquet files")


def _difference(stated: Any, found: Any) -> str:
    """Where two figures differ: names of publishers and the like are not quoted."""
    if isinstance(stated, dict) and isinstance(found, dict):
        n = sum(stated.get(key) != found.get(key) for key in stated.keys() | found.keys())
        return f"{n} of {len(found)} counts are not so" if n else "the order is not so"
    return f"{stated!r} is {found!r}"


def _check_names(version: Published, name: str, content: Mapping[str, Any]) -> Iterator[Finding]:
    schema = version.schema("articles") if "articles" in version.files else None
    for key, footer in (("dataset", "dataset"), ("version", "dataset_version")):
        stated = footer_value(schema, footer)
        if stated is not None and content.get(key) != stated:
            yield Finding(name, key, f"{content.get(key)!r} is not the {stated!r} of the Parquet files")
