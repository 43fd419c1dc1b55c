"""docs/columns.md, made from `cleaner.columns`: `python -m cleaner.release.cards.columns_doc > docs/columns.md`.

A test holds the committed file against it, so the documentation cannot say other columns than a build writes.
"""

from __future__ import annotations

from cleaner.columns import TABLES
from cleaner.release.cards.counted import about_table
from cleaner.release.cards.markdown import table
from cleaner.release.cards.schema import fingerprints, whole_fingerprint
from cleaner.release.tables import SCHEMA_VERSION, arrow_type

_HEAD = """\
# The published tables

Made from `cleaner/columns.py`, the one source of truth: the Arrow schemas, the built-in contract, the dataset card, `schema.json`
and this page are all derived from it. Do not edit this page; run `python -m cleaner.release.cards.columns_doc > docs/columns.md`.

What is unknown is null, or an empty list where the column does not allow null. It is never guessed. *From* says where values
come from: the `input` (its path, its record), the page's `text`, its `markup`, or the `build`, which derives them."""


def columns_doc() -> str:
    """The page's text."""
    parts = [
        _HEAD,
        f"Schema version {SCHEMA_VERSION}, fingerprint `{whole_fingerprint(fingerprints())[:16]}…` (the whole one is in every version's `schema.json`).",
    ]
    for name, columns in TABLES.items():
        rows = [
            (f"`{column.name}`", f"`{_type(column.type)}`", "yes" if column.nullable else "no", column.unit or "", column.origin, column.description)
            for column in columns
        ]
        parts += [f"## {name}", about_table(name), table(("column", "Arrow type", "null", "unit", "from", "meaning"), rows)]
    return "\n\n".join(parts) + "\n"


def _type(type_: str) -> str:
    """The Arrow type; of a struct its parts."""
    return str(arrow_type(type_)).replace("list<element: ", "list<")


if __name__ == "__main__":
    print(columns_doc(), end="")
