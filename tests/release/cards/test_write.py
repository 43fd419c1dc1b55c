import hashlib
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from cleaner.release.build import BuildRequest, build
from cleaner.release.cards.answers import NO_ANSWERS, About, Answer, Answers
from cleaner.release.cards.facts import facts_of
from cleaner.release.cards.lint import lint
from cleaner.release.cards.status import datasheet_status
from cleaner.release.cards.write import CARD_FILES, cards, write_cards
from cleaner.release.parquet import describe_file


def there(version, folders):
    """The tables that the version has: what comes often on no page leaves no `chrome`."""
    return {name: folder for name, folder in folders.items() if (version / folder).is_dir()}


@pytest.fixture
def built(make_raw, folders):
    """The version that a build made of invented pages, with facts and files."""
    root = make_raw(6)
    (root / "raw" / "menu.txt").write_text("Home\nNews\nSport\n", encoding="utf-8")
    (root / "raw" / "again.txt").write_bytes((root / "raw" / "page-0001.txt").read_bytes())
    result = build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", name="invented-news", license="CC0-1.0"))
    tables = {name: pq.read_table(result.path / folder) for name, folder in there(result.path, folders).items()}
    facts = facts_of(tables, name="invented-news", version="1.0.0", license_="CC0-1.0", description=None, n_inputs=result.n_inputs)
    paths = sorted(str(path.relative_to(result.path)) for path in result.path.rglob("*.parquet"))
    return result.path, facts, [describe_file(result.path, path, rows=pq.read_metadata(result.path / path).num_rows) for path in paths]


def test_a_real_build_has_all_its_cards(built, folders):
    """Of pages that were read and cleaned, 57 questions are rendered, 36 or more pre-filled, and no card says what is not so."""
    folder, facts, files = built
    folders = there(folder, folders)
    assert write_cards(folder, facts, NO_ANSWERS, folders=folders, files=files) == list(CARD_FILES)
    assert lint(folder, folders) == []
    text = (folder / "DATASHEET.md").read_text(encoding="utf-8")
    assert text.count("\n### ") == 57
    assert sum(item.is_prefilled for item in datasheet_status(NO_ANSWERS, facts).items) >= 36
    assert "8 inputs = 6 articles + 1 duplicate + 1 rejection" in text
    assert "| advertisement | 6 |" in text


def test_nothing_in_cards_names_a_place_or_a_title(built, folders):
    """No card holds an absolute path, the host, or the words of an article."""
    folder, facts, files = built
    write_cards(folder, facts, NO_ANSWERS, folders=there(folder, folders), files=files)
    titles = pq.read_table(folder / "data")["title"].to_pylist()
    for name in CARD_FILES:
        text = (folder / name).read_text(encoding="utf-8")
        assert str(folder.parents[1]) not in text
        assert not [title for title in titles if title in text]
        assert "Castellane" not in text


_AGAIN = """
import hashlib, pathlib, sys
import pyarrow.parquet as pq
from cleaner.columns import TABLES
from cleaner.release.cards.answers import load_answers
from cleaner.release.cards.facts import facts_of
from cleaner.release.cards.write import cards
from cleaner.release.parquet import describe_file
folder = pathlib.Path(sys.argv[1])
folders = {name: "data" if name == "articles" else name for name in TABLES}
tables = {name: pq.read_table(folder / place) for name, place in folders.items()}
facts = facts_of(tables, name="invented-news", version="1.2.0", license_="CC0-1.0", description="Invented news.", n_inputs=8)
files = [describe_file(folder, str(path.relative_to(folder)), rows=pq.read_metadata(path).num_rows) for path in sorted(folder.rglob("*.parquet"))]
texts = cards(facts, load_answers(folder / "answers.toml"), folders=folders, files=files, unpacked=dict.fromkeys(folders, 1))
print(hashlib.sha256("\\0".join(texts.values()).encode()).hexdigest())
"""


def test_cards_are_the_same_everywhere(version):
    """Hash seed, time zone and locale change no byte of a card."""
    answers = '[about]\ncreators = ["The Aldwin Archive"]\n[uses]\nnot_for.answer = "Bets."\nnot_for.confirmed = "0123456789ab"\n'
    (version / "answers.toml").write_text(answers, encoding="utf-8")
    found = set()
    for seed, zone, locale in (("0", "UTC", "C.UTF-8"), ("7", "Pacific/Apia", "C"), ("random", "America/St_Johns", "tr_TR.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run([sys.executable, "-c", _AGAIN, str(version)], capture_output=True, text=True, env=environment, check=True)
        found.add(done.stdout)
    assert len(found) == 1


def test_answers_reach_every_card(make_version):
    """What a person says is in the datasheet, the card and Croissant alike."""
    answers = Answers({"uses.not_for": Answer("Never for **weather** forecasts.")}, About(creators=("The Aldwin Archive",)))
    folder = make_version(answers=answers)
    assert "Never for **weather** forecasts." in (folder / "DATASHEET.md").read_text(encoding="utf-8")
    assert "Never for **weather** forecasts." in (folder / "README.md").read_text(encoding="utf-8")
    assert "Never for weather forecasts." in (folder / "croissant.json").read_text(encoding="utf-8")
    assert "The Aldwin Archive" in (folder / "croissant.json").read_text(encoding="utf-8")


def test_a_table_that_is_not_there_is_not_described(facts, folders):
    """A version may lack a table: cards then do not speak of it."""
    some = {name: folder for name, folder in folders.items() if name != "duplicates"}
    texts = cards(facts, NO_ANSWERS, folders=some, files=())
    for name in ("croissant.json", "schema.json"):
        assert '"duplicates"' not in texts[name]
    assert "config_name: duplicates" not in texts["README.md"]
    assert (
        hashlib.sha256(texts["stats.json"].encode()).digest()
        == hashlib.sha256(cards(facts, NO_ANSWERS, folders=folders, files=())["stats.json"].encode()).digest()
    )
