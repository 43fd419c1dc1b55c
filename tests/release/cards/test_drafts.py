from dataclasses import replace

from cleaner.release.cards.drafts import drafts_of


def test_drafts_name_a_few_and_count_the_rest(facts):
    """A long list of publishers does not flood a draft; the number of those not named is said."""
    many = replace(facts, publishers={f"Paper {n}": 1 for n in range(9)})
    assert "Paper 0, Paper 1, Paper 2, Paper 3, Paper 4, Paper 5 and 3 others" in drafts_of(many)["collection.directness"]


def test_one_more_is_one_other(facts):
    """The rest of a list is counted as people count."""
    assert "Paper 5 and 1 other)" in drafts_of(replace(facts, publishers={f"Paper {n}": 1 for n in range(7)}))["collection.directness"]


def test_languages_have_names(facts):
    """A draft is prose: it says German, and a code only where the language has no name here."""
    assert "(German, nds)" in drafts_of(replace(facts, languages={"de": 6, "nds": 1}))["uses.consequences"]


def test_what_is_not_known_is_said(facts):
    """Where pages do not name their publisher, a draft does not speak as if those named were all."""
    assert "Quoyle Weekly, The Aldwin Lantern; some pages do not name theirs" in drafts_of(facts)["collection.directness"]
    assert "publishers unknown" in drafts_of(replace(facts, publishers={}))["collection.directness"]


def test_a_takedown_is_mentioned(facts):
    """Whoever asks how to get an article out reads whether that has been done."""
    assert "There are such already." not in drafts_of(facts)["collection.revocation"]
    assert "There are such already." in drafts_of(replace(facts, rejected_by_check={"takedown": 2}))["collection.revocation"]


def test_names_in_drafts_stay_words(facts):
    """A publisher's name cannot bring Markdown into a draft."""
    hostile = replace(facts, publishers={"[x](http://y.example)": 7}, license="**mit**")
    drafts = drafts_of(hostile)
    assert r"\[x\]\(http\://y.example\)" in drafts["uses.consequences"]
    assert r"\*\*mit\*\*" in drafts["uses.not_for"]


def test_one_year_is_one_year(facts):
    """Articles of one year are not from that year to that year; the card says the same of one day."""
    one = replace(facts, first_day="2031-05-01", last_day="2031-05-01")
    assert "their time (2031);" in drafts_of(one)["uses.consequences"]
