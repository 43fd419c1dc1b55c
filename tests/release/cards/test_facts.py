import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.article import Rejection
from cleaner.release.cards.facts import Tally, counted_again, from_json, to_json
from cleaner.release.tables import to_table


def test_a_line_with_two_removed_spans_is_one_line(make_cleaned, tables, make_facts):
    """Removed lines are counted, not removed spans."""
    one = make_cleaned(1)
    spans = (one.removals[0], replace(one.removals[0], start=6, end=9), one.removals[1])
    assert make_facts({**tables, "removals": to_table("removals", spans)}).removed_by_kind == {"advertisement": 1, "navigation": 1}


def test_known_counts_what_is_there(facts):
    """A null and an empty list are unknown; everything else is known."""
    assert facts.n_articles == 7
    assert (facts.known["title"], facts.known["authors"], facts.known["subtitle"], facts.known["published_at"]) == (7, 3, 0, 5)
    assert "text" not in facts.known
    assert (facts.first_day, facts.last_day) == ("2031-01-01", "2031-01-01")


def test_lengths_and_dates_are_counted_whole(make_article, tables, make_facts):
    """Bands and months add up to the articles, and a quantile is the length of an article that is there."""
    lengths = (3, 49, 50, 120, 480, 900, 5000)
    articles = [make_article(n, n_words=words, published_at=datetime(2030 + n % 3, 12, 31, tzinfo=UTC)) for n, words in enumerate(lengths)]
    facts = make_facts({**tables, "articles": to_table("articles", articles)})
    assert facts.words_bands == {"below 50": 2, "50–99": 1, "100–199": 1, "200–499": 1, "500–999": 1, "1,000–1,999": 0, "2,000 and more": 1}
    assert facts.words_quantiles == {"least": 3, "5 %": 3, "25 %": 49, "median": 120, "75 %": 900, "95 %": 5000, "most": 5000}
    assert (facts.months, facts.years) == ({"2030-12": 3, "2031-12": 2, "2032-12": 2}, {"2030": 3, "2031": 2, "2032": 2})
    assert facts.n_words == sum(lengths)


def test_years_without_articles_are_there(make_article, tables, make_facts):
    """A gap in time shows as a gap."""
    articles = [make_article(n, published_at=datetime(year, 5, 1, tzinfo=UTC)) for n, year in enumerate((2029, 2032))]
    assert make_facts({**tables, "articles": to_table("articles", articles)}).years == {"2029": 1, "2030": 0, "2031": 0, "2032": 1}


def test_what_the_tool_doubts_is_counted(make_article, tables, make_facts):
    """A confidence below one half counts; an unknown one does not."""
    articles = [make_article(1, confidence={"title": 0.49, "text": 0.5}), make_article(2, confidence={})]
    facts = make_facts({**tables, "articles": to_table("articles", articles)})
    assert (facts.unsure["title"], facts.unsure["text"], facts.unsure["authors"]) == (1, 0, 0)


def test_takedowns_are_rejections(tables, make_facts):
    """What was taken down is counted from the rejections, as everything else is."""
    rows = [Rejection("raw/a.txt", "takedown", "asked for by its author"), Rejection("raw/No. 7 of the Lantern", "empty", "0 bytes")]
    facts = make_facts({**tables, "rejections": to_table("rejections", rows)})
    assert (facts.n_takedowns, facts.rejected_by_check) == (1, {"empty": 1, "takedown": 1})


@pytest.mark.parametrize(
    ("source", "suffix"),
    [
        ("raw/a.txt", ".txt"),
        ("raw/b.JSONL.gz#12", ".jsonl.gz"),
        ("raw/No. 7 of the Lantern", ""),
        ("raw/v1.2/page", ""),
        ("raw/c#d.html", ".html"),
        ("raw/e.<script>", ""),
    ],
)
def test_suffixes_are_of_files(make_article, tables, make_facts, source, suffix):
    """A record's number is no part of its file's name, and what is behind a dot need not be a suffix."""
    empty = {name: table.slice(0, 0) for name, table in tables.items()}
    facts = make_facts({**empty, "articles": to_table("articles", [make_article(1, source=source)])})
    assert facts.inputs_by_suffix == {suffix: 1}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cuts=st.lists(st.integers(0, 21), max_size=4))
def test_parts_give_the_facts_of_the_whole(cuts, tables, make_cleaned, make_facts):
    """Tables may be counted in parts, cut anywhere, even through a line of the ledger: the figures are the same."""
    spans = [replace(row, start=start, end=start + 1) for n in range(7) for row in make_cleaned(n).removals[:1] for start in (0, 2, 4)]
    whole = {**tables, "removals": to_table("removals", spans)}
    tally = Tally()
    for name, table in whole.items():
        edges = sorted({0, table.num_rows, *(min(cut, table.num_rows) for cut in cuts)})
        for start, end in pairwise(edges):
            tally.add(name, table.slice(start, end - start))
        tally.add(name, table.slice(0, 0))
    expected = make_facts(whole)
    assert tally.facts(name=expected.name, version=expected.version, license_=expected.license, description=expected.description, n_inputs=8) == expected


def test_json_gives_the_facts_back(facts, tables):
    """Facts survive JSON with sorted keys, order of counts and all; and the tables give them again."""
    again = from_json(json.loads(json.dumps(to_json(facts), sort_keys=True)))
    assert again == facts
    assert [list(getattr(again, name)) for name in ("rows", "known", "publishers", "words_bands")] == [
        list(getattr(facts, name)) for name in ("rows", "known", "publishers", "words_bands")
    ]
    assert counted_again(tables.items(), like=facts) == facts
