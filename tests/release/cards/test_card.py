import subprocess
import sys

import pytest
import yaml
from markdown_it import MarkdownIt

from cleaner.columns import TABLES
from cleaner.release.cards.answers import NO_ANSWERS, About, Answer, Answers
from cleaner.release.cards.card import card
from cleaner.release.cards.front_matter import parse, split_card
from cleaner.release.tables import to_table


def front_matter(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_front_matter_configures_every_table(facts, folders):
    """Each table is a config with its files and features, and articles are what one gets without naming any."""
    found = front_matter(card(facts, folders))
    assert [config["config_name"] for config in found["configs"]] == list(TABLES)
    assert [config["config_name"] for config in found["configs"] if config.get("default")] == ["articles"]
    assert found["configs"][0]["data_files"] == [{"split": "train", "path": "data/train-*"}]
    assert (found["license"], found["language"], found["size_categories"], found["pretty_name"]) == ("cc0-1.0", ["en"], ["n<1K"], "invented-news")
    assert {info["config_name"]: [feature["name"] for feature in info["features"]] for info in found["dataset_info"]} == {
        name: [column.name for column in columns] for name, columns in TABLES.items()
    }


def test_counts_are_exact_or_absent(version, facts, folders):
    """With the files at hand the number of rows and of bytes is stated, exactly; without them neither is."""
    infos = {info["config_name"]: info for info in front_matter((version / "README.md").read_text(encoding="utf-8"))["dataset_info"]}
    assert {name: info["splits"][0]["num_examples"] for name, info in infos.items()} == facts.rows
    for name, info in infos.items():
        assert info["download_size"] == sum(path.stat().st_size for path in (version / folders[name]).iterdir())
    assert "num_examples" not in card(facts, folders)


def test_front_matter_is_read_back(version):
    """The YAML of a card is read the same by PyYAML and by our own reader."""
    text = (version / "README.md").read_text(encoding="utf-8")
    assert parse(split_card(text)[0]) == front_matter(text)


_HUB = """
import sys
from datasets import Features
from huggingface_hub import DatasetCard
from cleaner.release.tables import arrow_schema
data = DatasetCard.load(sys.argv[1]).data
assert (data.license, data.language, data.pretty_name) == ("cc0-1.0", ["en"], "invented-news"), data
for info in data.to_dict()["dataset_info"]:
    assert Features._from_yaml_list(info["features"]) == Features.from_arrow_schema(arrow_schema(info["config_name"])), info
print("loaded")
"""


def test_the_hub_reads_it(version, tmp_path):
    """huggingface_hub loads the card, and `datasets` takes its features for those of the Arrow schemas."""
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_TELEMETRY": "1", "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _HUB, str(version / "README.md")], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == "loaded\n", done.stderr[-2000:]


def test_the_body_states_the_balance_and_every_column(facts, folders):
    """Inputs add up before the reader's eyes, and every column of every table is described."""
    text = card(facts, folders)
    assert "8 inputs = 7 articles + 1 duplicate + 0 rejections" in text
    for columns in TABLES.values():
        for column in columns:
            assert f"| `{column.name}` |" in text
            assert column.description in text


def known(text, column):
    return next(line for line in text.splitlines() if line.startswith(f"| `{column}` |")).split(" | ")[-1].removesuffix(" |").strip(" |")


def test_what_was_not_asked_for_is_not_known(make_article, make_facts, tables, folders):
    """A column that is null everywhere is known in 0 %, not in all; where null says "none", no share is stated."""
    text = card(make_facts(), folders)
    assert (known(text, "id"), known(text, "subtitle"), known(text, "n_emails"), known(text, "quality_stop_words")) == ("100 %", "0 %", "0 %", "0 %")
    assert known(text, "dup_of") == known(text, "low_confidence") == ""
    some = to_table("articles", [make_article(1, n_emails=0), make_article(2)])
    assert known(card(make_facts({**tables, "articles": some}), folders), "n_emails") == "50 %"


def test_a_citation_says_what_it_lacks(facts, folders):
    """Whoever cites a version without creators reads that nobody stated any, and where to; a citation of people's own stands alone."""
    assert "Not stated yet: who made it, the day, an address (`[about]` in `datasheet.toml`)." in card(facts, folders)
    whole = Answers(about=About(creators=("The Archive",), published="2031-05-01", url="https://a.example"))
    assert "Not stated yet" not in card(facts, folders, whole)
    assert "Not stated yet" not in card(facts, folders, Answers(about=About(citation="Us, 2031.")))


def test_no_article_text_is_in_a_card(tables, facts, folders):
    """The card counts; it quotes neither titles nor bodies nor names of authors."""
    text = card(facts, folders)
    for value in (*tables["articles"]["title"].to_pylist(), "harbour", "Odile", "Advertisement"):
        assert value not in text


@pytest.mark.parametrize(
    ("licence", "expected", "said"),
    [
        (None, {"license": "unknown"}, "None is stated."),
        ("CC-BY-4.0", {"license": "cc-by-4.0"}, "CC-BY-4.0: <https://creativecommons.org/licenses/by/4.0/>"),
        ("Ask the board", {"license": "other", "license_name": "Ask the board"}, "Ask the board"),
    ],
)
def test_a_licence_is_said_as_it_is(make_facts, folders, licence, expected, said):
    """A known licence is named as hubs name it, another one in its own words, and none is never turned into one."""
    text = card(make_facts(license_=licence), folders)
    assert {key: value for key, value in front_matter(text).items() if key.startswith("license")} == expected
    assert said in text


def test_what_people_say_is_on_the_card(facts, folders):
    """Creators, day, address, citation, contact and limits come from the answers; a draft is called one."""
    about = About(("The Aldwin Archive", "R & D_{x}"), "2031-05-01", "https://aldwin.example/d", None, ("ploughs",))
    answers = Answers({"maintenance.contact": Answer("Ring the bell."), "uses.not_for": Answer("Weather forecasts.")}, about)
    text = card(facts, folders, answers)
    assert "Published by The Aldwin Archive, R &amp; D\\_\\{x\\} on 2031-05-01." in text
    assert "author = {{The Aldwin Archive} and {R \\& D\\_x}}," in text
    assert "year = {2031}," in text
    assert text.endswith("## Contact\n\nRing the bell.\n")
    assert "### Not to be used for\n\nWeather forecasts.\n\n###" in text
    assert text.count("> Draft by the tool, not confirmed by a person.") == 2
    assert "ploughs" in front_matter(text)["tags"]
    assert "as in\n\nthe book" in card(facts, folders, Answers(about=About(citation="as in\n\nthe book")))


def test_a_hostile_publisher_stays_a_name(make_article, tables, make_facts, folders):
    """A publisher's name cannot add a link, a heading or a key to the card, nor can name and description of the dataset."""
    article = make_article(1, publisher="](x) <script>\n---\nlicense: mit\n# Great", language="en\n- x")
    facts = make_facts({**tables, "articles": to_table("articles", [article])}, name='x"\n---\n[y](z)', description="a\n---\nb: <i>c")
    text = card(facts, folders)
    assert "<script>" not in text
    assert "<i>" not in text
    assert text.count("\n---\n") == 1
    assert front_matter(text)["pretty_name"] == 'x" --- [y](z)'
    assert "language" not in front_matter(text)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(split_card(text)[1])
    assert "<h1>Great" not in html
    assert html.count("<h1>") == 1
    assert 'href="z"' not in html


def test_long_counts_are_summed_up(make_article, tables, make_facts, folders):
    """Of many publishers the most frequent are shown and the rest is summed up: nothing is silently left out."""
    articles = [make_article(n, publisher=f"Paper {n:03}") for n in range(40)]
    assert "| 15 others | 15 |" in card(make_facts({**tables, "articles": to_table("articles", articles)}), folders)


def test_figures_of_an_empty_ledger(tables, make_facts, folders):
    """A version without removals, dates or languages has a card all the same."""
    empty = {name: table.slice(0, 0) for name, table in tables.items()}
    assert "no date is known" in card(make_facts(empty, n_inputs=0), folders, NO_ANSWERS)
