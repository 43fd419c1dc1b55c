from dataclasses import replace

from cleaner.columns import TABLES
from cleaner.release.cards.answers import About
from cleaner.release.cards.counted import ABOUT_TABLES, answers_of_the_build


def answers(facts, **changes):
    return answers_of_the_build(replace(facts, **changes), About())


def test_every_table_is_explained():
    """Each published table has a sentence that says what a row is."""
    assert set(ABOUT_TABLES) == set(TABLES)


def test_unknown_is_not_none(facts):
    """Beside each table of names stands of how many articles the name is not known."""
    publishers, languages = (answers(facts)["composition.count"].partition(f"| {head} | count |")[2].partition("\n\n")[0] for head in ("publisher", "language"))
    assert "| *not known* | 3 | 43 % | ████████████████████ |" in publishers
    assert "not known" not in languages
    assert "The publisher of no article is known." in answers(facts, publishers={})["composition.count"]


def test_rejections_duplicates_and_takedowns_are_counted(facts):
    """What did not become an article is there by reason."""
    rows = {**facts.rows, "rejections": 3}
    found = answers(facts, rows=rows, n_inputs=11, rejected_by_check={"empty": 2, "takedown": 1})
    assert "| takedown | 1 | 33 % |" in found["preprocessing.steps"]
    assert "11 inputs = 7 articles + 1 duplicate + 3 rejections (rejections at somebody's request: 1)." in found["composition.count"]
    assert "Inputs left out of this version at somebody's request: 1." in found["maintenance.errata"]


def test_doubts_are_shown(facts):
    """Values that the tool itself doubts are counted by field."""
    assert "| title | 2 | 29 % |" in answers(facts, unsure={**facts.unsure, "title": 2})["composition.errors"]
    assert "No value has a confidence below 0.5" in answers(facts)["composition.errors"]


def test_lost_characters_and_repairs_are_shown(facts):
    """Characters lost before the build, and those repaired in it, are told apart."""
    text = answers(facts, n_replacement_chars=12, n_articles_with_lost_chars=1, n_repairs=7, n_articles_repaired=2)["composition.errors"]
    assert "12 characters had been lost before the build (U+FFFD), in 1 article. 7 repairs of characters in 2 articles." in text
