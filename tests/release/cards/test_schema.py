import json

import pyarrow.parquet as pq

from cleaner.columns import TABLES
from cleaner.release.cards.facts import to_json
from cleaner.release.cards.schema import schema_json, stats_json
from cleaner.release.cards.status import facts_of_version


def test_every_column_is_described(facts, folders):
    """Name, types, nullability, unit, meaning and origin of every column of every table, as columns.py has them."""
    content = json.loads(schema_json(facts, folders))
    for name, columns in TABLES.items():
        found = content["tables"][name]["columns"]
        assert [(one["name"], one["type"], one["nullable"], one["unit"], one["description"], one["origin"]) for one in found] == [
            (column.name, column.type, column.nullable, column.unit, column.description, column.origin) for column in columns
        ]


def test_fingerprints_are_those_of_the_footers(version, folders):
    """A table has one fingerprint, in schema.json and in the footer of its files."""
    content = json.loads((version / "schema.json").read_text(encoding="utf-8"))
    for name, folder in folders.items():
        footer = pq.read_schema(next((version / folder).iterdir())).metadata
        assert content["tables"][name]["fingerprint"] == footer[b"schema_fingerprint"].decode()


def test_statistics_are_the_figures(facts, version):
    """stats.json holds the datasheet's figures, in an order that does not depend on the run."""
    text = stats_json(facts)
    assert json.loads(text)["facts"] == to_json(facts)
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"
    assert facts_of_version(version) == facts
