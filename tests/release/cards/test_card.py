import yaml

from cleaner.columns import TABLES
from cleaner.release.build import FOLDERS
from cleaner.release.cards.card import card
from cleaner.release.cards.facts import facts_of
from cleaner.release.tables import to_table


def facts(tables, **changes):
    values = {"name": "invented-news", "version": "1.0.0", "license_": "CC0-1.0", "description": "Invented news.", "n_inputs": 8}
    return facts_of(tables, **(values | changes))


def front_matter(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_front_matter_configures_every_table(tables):
    """Each table is a config with its files, and articles are what one gets without naming any; no num_examples is stated."""
    text = card(facts(tables), FOLDERS)
    found = front_matter(text)
    assert [config["config_name"] for config in found["configs"]] == list(TABLES)
    assert [config["config_name"] for config in found["configs"] if config.get("default")] == ["articles"]
    assert found["configs"][0]["data_files"] == [{"split": "train", "path": "data/train-*"}]
    assert (found["license"], found["language"], found["size_categories"], found["pretty_name"]) == ("cc0-1.0", ["en"], ["n<1K"], "invented-news")
    assert "num_examples" not in text


def test_the_body_states_the_balance_and_every_column(tables):
    """Inputs add up before the reader's eyes, and every column of every table is described."""
    text = card(facts(tables), FOLDERS)
    assert "8 inputs = 7 articles + 1 duplicates + 0 rejections" in text
    for columns in TABLES.values():
        for column in columns:
            assert f"| `{column.name}` |" in text
            assert column.description in text


def test_no_article_text_is_in_a_card(tables):
    """The card counts; it quotes neither titles nor bodies nor names of authors."""
    text = card(facts(tables), FOLDERS)
    for value in (*tables["articles"]["title"].to_pylist(), "harbour", "Odile", "Advertisement"):
        assert value not in text


def test_an_unknown_licence_is_said(tables):
    """Without a licence the card says so, for people and for the hub; it never claims one."""
    text = card(facts(tables, license_=None), FOLDERS)
    assert front_matter(text)["license"] == "unknown"
    assert "None is stated." in text


def test_a_hostile_publisher_stays_a_name(make_article, tables):
    """A publisher's name cannot add a link, a heading or a key to the card."""
    article = make_article(1, publisher="](x) <script>\n---\nlicense: mit\n# Great")
    text = card(facts({**tables, "articles": to_table("articles", [article])}, description="a\n---\nb: <i>c"), FOLDERS)
    assert "<script>" not in text
    assert "<i>" not in text
    assert text.count("\n---\n") == 1
    assert not [line for line in text.splitlines() if line.startswith("# ") and "Great" in line]


def test_long_counts_are_summed_up(make_article, tables):
    """Of many publishers the most frequent are shown and the rest is summed up: nothing is silently left out."""
    articles = [make_article(n, publisher=f"Paper {n:03}") for n in range(40)]
    text = card(facts({**tables, "articles": to_table("articles", articles)}), FOLDERS)
    assert "| 15 others | 15 |" in text


def test_figures_of_an_empty_ledger(tables):
    """A version without removals, dates or languages has a card all the same."""
    empty = {name: table.slice(0, 0) for name, table in tables.items()}
    assert "no date is known" in card(facts(empty, n_inputs=0), FOLDERS)
