import json
import os
import subprocess
import sys

import pytest

from cleaner.columns import TABLES
from cleaner.release.cards.answers import NO_ANSWERS, About, Answer, Answers
from cleaner.release.cards.croissant import croissant, plain
from cleaner.release.cards.vocabulary import RAI
from cleaner.release.tables import to_table

_VALIDATE = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset("croissant.json")
issues = dataset.metadata.ctx.issues
assert not issues.errors and not issues.warnings, issues.report()
found = {}
for record_set in dataset.metadata.record_sets:
    rows = list(dataset.records(record_set.id))
    found[record_set.id] = len(rows)
    if record_set.id == "articles":
        first = rows[0]
print(json.dumps({
    "rows": found,
    "title": first["articles/title"].decode(),
    "words": int(first["articles/n_words"]),
    "authors": [name.decode() for name in first["articles/authors"]],
    "confidence": first["articles/confidence"]["articles/confidence/title"],
    "rai": sum(1 for name in vars(dataset.metadata) if name.startswith(("data_", "annotat", "machine_", "personal_")) and getattr(dataset.metadata, name)),
}))
"""


def validated(folder):
    """What mlcroissant found of the version; it fails on any error or warning."""
    environment = os.environ | {"CROISSANT_CACHE": str(folder.parent / "cache")}
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning:mlcroissant", "-c", _VALIDATE], capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "WARNING" not in done.stderr
    return json.loads(done.stdout)


def test_mlcroissant_validates_and_loads_it(version, facts, tables):
    """No error, no warning; every table's records are there, with lists, structs and nulls as they are."""
    found = validated(version)
    first = tables["articles"].slice(0, 1).to_pylist()[0]
    assert found["rows"] == facts.rows
    assert (found["title"], found["words"], found["authors"]) == (first["title"], first["n_words"], first["authors"])
    assert found["confidence"] == first["confidence"]["title"]
    assert found["rai"] >= 14


def test_it_is_valid_without_a_licence_and_with_everything(make_version, tables):
    """Neither a missing licence nor hostile names, several files a table, or all that people can say give a warning."""
    assert validated(make_version(name="plain", license_=None, description=None))["rows"]["articles"] == 7
    about = About(('"}, {"@id": "x', "The Aldwin Archive"), "2031-05-01", "https://aldwin.example/d?a=b", "as in\nthe book", ("ploughs",))
    answers = Answers({"uses.used_for": Answer('Ploughs "quoted" \\ <b>')}, about)
    folder = make_version(answers=answers, name="full", rows_per_file=3, license_="Ask the board")
    assert validated(folder)["rows"]["articles"] == 7


def test_at_least_14_rai_properties_are_said(facts, folders):
    """Each is spelled as the specification spells it, and says something."""
    content = json.loads(croissant(facts, folders))
    rai = {key.removeprefix("rai:"): value for key, value in content.items() if key.startswith("rai:")}
    assert len(rai) >= 14
    assert set(rai) <= RAI
    assert all(rai.values())


def test_a_draft_is_called_one(facts, folders):
    """A machine that reads only this file learns which words no person has confirmed; a person's own words stand alone."""
    answered = json.loads(croissant(facts, folders, Answers({"uses.consequences": Answer("Few towns.")})))
    assert answered["rai:dataBiases"] == ["Few towns."]
    assert answered["rai:dataUseCases"][0].endswith("(Draft by the tool, not confirmed by a person.)")
    stale = json.loads(croissant(facts, folders, Answers({"uses.consequences": Answer("Few towns.", "0" * 12)})))
    assert stale["rai:dataBiases"] == ["Few towns. (Confirmed against other facts than those of this version.)"]


def test_every_column_is_a_field(facts, folders):
    """Tables and columns are those of columns.py, in their order, each read from its own files."""
    content = json.loads(croissant(facts, folders))
    assert {one["name"]: [field["name"] for field in one["field"]] for one in content["recordSet"]} == {
        name: [column.name for column in columns] for name, columns in TABLES.items()
    }


def test_without_a_day_the_newest_article_dates_it_and_that_is_said(facts, folders, make_facts, tables):
    """There is no clock: the day is what people state, else the newest article's, and the description says which; else there is none."""
    stated = json.loads(croissant(facts, folders, Answers(about=About(published="2031-05-01"))))
    derived = json.loads(croissant(facts, folders, NO_ANSWERS))
    assert (stated["datePublished"], derived["datePublished"]) == ("2031-05-01", "2031-01-01")
    assert "Nobody stated when" not in stated["description"]
    assert "Nobody stated when this version was published" in derived["description"]
    empty = make_facts({name: table.slice(0, 0) for name, table in tables.items()}, n_inputs=0)
    assert "datePublished" not in json.loads(croissant(empty, folders))


def test_hostile_names_stay_values(make_article, tables, make_facts, folders):
    """Names of publishers and the dataset are values of the JSON they stand in, whatever they hold."""
    evil = '"}], "rai:dataBiases": ["none"\u2028\u202e'
    facts = make_facts({**tables, "articles": to_table("articles", [make_article(1, publisher=evil)])}, name=evil, description=evil)
    text = croissant(facts, folders)
    assert text.isascii()
    assert json.loads(text)["name"] == evil
    assert len(json.loads(text)["rai:dataBiases"]) == 1


@pytest.mark.parametrize(("markdown", "words"), [("a **b** `c`", "a b c"), (r"1 \* 2 \[x\]", "1 * 2 [x]"), ("&lt;b&gt; &amp;amp;", "<b> &amp;")])
def test_answers_are_plain_text(markdown, words):
    """What is Markdown in the datasheet is plain text in JSON: the marks go, the words stay."""
    assert plain(markdown) == words
