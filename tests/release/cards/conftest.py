"""A version of invented rows with its cards, written without a build; and what a build writes beside them."""

import pytest

from cleaner.columns import TABLES
from cleaner.release.cards.answers import NO_ANSWERS
from cleaner.release.cards.facts import facts_of
from cleaner.release.cards.write import write_cards
from cleaner.release.parquet import write_table


@pytest.fixture
def folders():
    """Table → its folder in a version."""
    return {name: "data" if name == "articles" else name for name in TABLES}


@pytest.fixture
def make_facts(tables):
    """A function: changes → the facts of the tables."""

    def make(tables=tables, **changes):
        values = {"name": "invented-news", "version": "1.2.0", "license_": "CC0-1.0", "description": "Invented news.", "n_inputs": 8}
        return facts_of(tables, **(values | changes))

    return make


@pytest.fixture
def facts(make_facts):
    return make_facts()


@pytest.fixture
def make_version(tmp_path, tables, folders, make_facts):
    """A function: tables, answers, facts' changes → the folder of a version with Parquet files and cards."""

    def make(tables=tables, answers=NO_ANSWERS, name="version", rows_per_file=100_000, **changes):
        facts = make_facts(tables, **changes)
        folder = tmp_path / name
        files = []
        for table, place in folders.items():
            metadata = {"dataset": facts.name, "dataset_version": facts.version}
            files += write_table(tables[table], folder, place, metadata=metadata, rows_per_file=rows_per_file)
        write_cards(folder, facts, answers, folders=folders, files=files)
        return folder

    return make


@pytest.fixture
def version(make_version):
    return make_version()
