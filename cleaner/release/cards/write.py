"""All that people and machines read of a version beside its tables, written in one go.

A build calls it when the Parquet files are there, and before the manifest, which lists what it wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from cleaner.release.cards.answers import Answers
from cleaner.release.cards.card import CARD_NAME, card
from cleaner.release.cards.croissant import CROISSANT_NAME, croissant
from cleaner.release.cards.datasheet import DATASHEET_NAME, datasheet
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.schema import SCHEMA_NAME, STATS_NAME, schema_json, stats_json
from cleaner.release.parquet import WrittenFile

CARD_FILES = (CARD_NAME, DATASHEET_NAME, CROISSANT_NAME, SCHEMA_NAME, STATS_NAME)


def cards(
    facts: Facts, answers: Answers, *, folders: Mapping[str, str], files: Sequence[WrittenFile], unpacked: Mapping[str, int] | None = None
) -> dict[str, str]:
    """File name → text, in the order of `CARD_FILES`.

    `folders` maps tables to folders, `files` are the Parquet files in them, `unpacked` maps tables to their bytes before compression.
    """
    return {
        CARD_NAME: card(facts, folders, answers, files, unpacked),
        DATASHEET_NAME: datasheet(facts, answers),
        CROISSANT_NAME: croissant(facts, folders, answers, files),
        SCHEMA_NAME: schema_json(facts, folders),
        STATS_NAME: stats_json(facts),
    }


def write_cards(folder: Path, facts: Facts, answers: Answers, *, folders: Mapping[str, str], files: Sequence[WrittenFile]) -> list[str]:
    """Write them into the version's folder, where the Parquet `files` are already, and say which files they are.

    Other files of the version may be among `files`; they are not described.
    """
    tables = [file for file in files if file.path.endswith(".parquet")]
    unpacked = {name: sum(_unpacked(folder / file.path) for file in tables if file.path.startswith(f"{place}/")) for name, place in folders.items()}
    texts = cards(facts, answers, folders=folders, files=tables, unpacked=unpacked)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def _unpacked(path: Path) -> int:
    footer = pq.read_metadata(path)
    return sum(footer.row_group(group).total_byte_size for group in range(footer.num_row_groups))
