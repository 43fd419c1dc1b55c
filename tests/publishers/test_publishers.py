"""Publishers' files: what they may say, what they must show, and how their errors read."""

import pickle
from datetime import date
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from cleaner.article import Document, Fate, Line, RawArticle
from cleaner.errors import UsageError
from cleaner.pipeline import examine
from cleaner.publishers import Publishers, load_publisher, load_publishers, read_publisher
from cleaner.publishers.kinds import KEPT_KINDS, REMOVED_KINDS
from cleaner.rules.phrase_book import KINDS
from cleaner.rules.publisher_rules import check_examples, check_publisher, publisher_verdicts
from cleaner.rules.reading import Reading

EXAMPLE = """
name = "The Ostrel Observer"
hosts = ["ostrel.example", "observer.test"]

[[recognise]]
line = "The Ostrel Observer is printed in {n} towns."

[[drop]]
line = "From the harbour desk"
kind = "promo"
reason = "heading of the box of ferry times"
until = "2014-12-31"

[[drop]]
line = "From the {2} desk"
kind = "navigation"
reason = "rubric above the headline"
since = 2010-01-01

[[keep]]
line = "From the {} front"
reason = "its war letters open so"

[[take]]
line = "From the wire"
field = "agencies"
value = "Vannby Wire"
reason = "how it marks the agency's copy"

[examples]
drops = ["From the harbour desk", "From the night desk"]
takes = ["From the wire"]
keeps = ["From the eastern front", "From the harbour desk she saw the ferry leave."]
"""


def reading(*texts):
    return Reading(Document("ostrel.txt", tuple(Line(number, text) for number, text in enumerate(texts, 1))))


@pytest.fixture
def observer():
    return read_publisher(EXAMPLE, key="ostrel", where="publishers/ostrel.toml")


def complaint(text, old="", new=""):
    assert old in text
    with pytest.raises(UsageError) as caught:
        read_publisher(text.replace(old, new, 1), key="ostrel", where="publishers/ostrel.toml")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("publisher", load_publishers().all, ids=lambda publisher: publisher.key)
def test_every_built_in_file_keeps_its_promises(publisher):
    """Every entry has an example, every example comes out as it says, and every file names what must stay."""
    assert check_examples(publisher) == []
    assert publisher.hosts
    assert publisher.keeps
    assert all(habit.reason for habit in publisher.habits)


@pytest.mark.parametrize("publisher", load_publishers().all, ids=lambda publisher: publisher.key)
def test_a_recognising_line_is_unmistakable(publisher):
    """No line that must stay gives a publisher away, not even its own."""
    for other in load_publishers().all:
        for line in (*other.keeps, *other.takes):
            assert load_publishers().recognise(reading(line)) is None


def test_every_toml_of_the_package_is_a_publisher():
    """No file of the folder is left out."""
    names = {file.name for file in resources.files("cleaner.publishers").iterdir() if file.name.endswith(".toml")}
    assert {f"{publisher.key}.toml" for publisher in load_publishers().all} == names


def test_verdicts_carry_the_file_its_reason_and_the_template(observer):
    """A reader of the ledger sees which file said so, and why."""
    doc = reading("From the night desk", "From the wire", "From the eastern front", "The ferry left Ostrel at noon.")
    verdicts = list(publisher_verdicts(doc, observer))
    assert [(v.line, v.fate, v.kind, v.rule) for v in verdicts] == [
        (1, Fate.DROP, "navigation", "publisher:ostrel"),
        (2, Fate.TAKE, "agencies", "publisher:ostrel"),
        (3, Fate.KEEP, "body", "publisher:ostrel"),
    ]
    assert verdicts[0].because == "rubric above the headline (The Ostrel Observer: 'From the {2} desk')"
    assert verdicts[1].reads == (("agencies", "Vannby Wire"),)


def test_keep_comes_before_drop_and_drop_before_take():
    """What a file keeps cannot be dropped, and what it drops is in no field, wherever the entries stand."""
    entries = {
        "take": '[[take]]\nline = "Weather"\nfield = "section"\nreason = "rubric"\n',
        "drop": '[[drop]]\nline = "Weather"\nkind = "navigation"\nreason = "menu"\n',
        "keep": '[[keep]]\nline = "Weather"\nreason = "heading"\n',
    }
    for wanted, verbs in (("keep", ("take", "drop", "keep")), ("drop", ("take", "drop")), ("take", ("take",))):
        publisher = read_publisher('name = "X"\n' + "".join(entries[verb] for verb in verbs), key="x", where="x.toml")
        assert [v.fate.value for v in publisher_verdicts(reading("Weather"), publisher)] == [wanted]


def test_what_is_decided_is_left_alone(observer):
    """A line that has a fate gets no second one."""
    doc = reading("From the night desk")
    doc.decide(publisher_verdicts(doc, observer))
    assert list(publisher_verdicts(doc, observer)) == []


@pytest.mark.parametrize(
    ("day", "kind"),
    [(None, "promo"), (date(2009, 5, 1), "promo"), (date(2014, 12, 31), "promo"), (date(2015, 1, 1), "navigation")],
)
def test_since_and_until_are_the_first_and_last_day(observer, day, kind):
    """Out of its time an entry is as if it were not there, so the next that fits speaks; without a date all apply."""
    assert [v.kind for v in publisher_verdicts(reading("From the harbour desk"), observer, on=day)] == [kind]


def test_before_since_nothing_is_said(observer):
    """An entry holds from its first day on."""
    assert list(publisher_verdicts(reading("From the night desk"), observer, on=date(2009, 12, 31))) == []
    assert len(list(publisher_verdicts(reading("From the night desk"), observer, on=date(2010, 1, 1)))) == 1


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.voanews.com/a/1.html", "voanews"),
        ("voanews.com", "voanews"),
        ("HTTP://AMP.TheGuardian.com:80/x", "theguardian"),
        ("https://notvoanews.com/", None),
        ("https://voanews.com.ostrel.example/", None),
        ("https://ostrel.example/voanews.com", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_host_stands_for_its_subdomains_and_nothing_else(url, key):
    """An address belongs to a publisher by its host, label by label."""
    found = load_publishers().for_host(url)
    assert (found.key if found else None) == key


def test_a_page_without_address_is_recognised_by_its_own_line(tmp_path):
    """The line is given as evidence; lines of two publishers give nothing away."""
    (tmp_path / "ostrel.toml").write_text(EXAMPLE, encoding="utf-8")
    publishers = load_publishers([tmp_path])
    found = publishers.recognise(reading("A headline", "", "The Ostrel Observer is printed in 12 towns."))
    assert found is not None
    assert (found[0].key, found[1]) == ("ostrel", "line 3 is 'The Ostrel Observer is printed in {n} towns.'")
    assert publishers.recognise(reading("The Ostrel Observer is printed in blue.")) is None
    assert publishers.recognise(reading("The Ostrel Observer is printed in 12 towns.", "Le Monde - retour à la une")) is None


def test_a_workspace_file_replaces_the_built_in_of_its_name(tmp_path):
    """Who knows better writes a file of the same name; two files cannot both have a host."""
    text = 'name = "My VOA"\nhosts = ["voanews.com"]\n'
    (tmp_path / "voanews.toml").write_text(text, encoding="utf-8")
    assert load_publishers([tmp_path]).for_host("voanews.com").name == "My VOA"
    (tmp_path / "voanews.toml").rename(tmp_path / "mine.toml")
    with pytest.raises(UsageError, match=r"hosts: the host 'voanews\.com' is in cleaner/publishers/voanews\.toml too"):
        load_publishers([tmp_path])


def test_a_missing_folder_is_an_error(tmp_path):
    """A folder that is asked for and is not there is a mistake, not an empty folder."""
    with pytest.raises(UsageError, match="is not a folder"):
        load_publishers([tmp_path / "nowhere"])


def test_publishers_travel_to_workers(tmp_path):
    """A pickled copy says the same."""
    (tmp_path / "ostrel.toml").write_text(EXAMPLE, encoding="utf-8")
    publishers = load_publishers([tmp_path])
    doc = reading("From the harbour desk", "From the wire", "The Ostrel Observer is printed in 12 towns.")
    copy = pickle.loads(pickle.dumps(publishers))
    for both in (publishers, copy):
        assert both.recognise(doc)[0] == publishers.for_host("observer.test")
    assert list(publisher_verdicts(doc, copy.for_host("ostrel.example"))) == list(publisher_verdicts(doc, publishers.for_host("ostrel.example")))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"2014-12-31"', '"2014-13-01"', "publishers/ostrel.toml: drop[1].until: '2014-13-01' is not a date (YYYY-MM-DD)"),
        ('"2014-12-31"', "2014-12-31T10:00:00", "drop[1].until: '2014-12-31 10:00:00' is not a date (YYYY-MM-DD)"),
        ('"2014-12-31"', '"2014-12-31"\nsince = "2015-01-01"', "drop[1].until: 2014-12-31 is before since, 2015-01-01"),
        ("kind =", "kin =", "drop[1].kin: unknown key; did you mean 'kind'?"),
        ("[[keep]]", "[[keeps]]", "keeps: unknown key; did you mean 'keep'?"),
        ("drops = ", "drop = ", "examples.drop: unknown key; did you mean 'drops'?"),
        ('kind = "promo"', 'kind = "Big Promo"', "drop[1].kind: 'Big Promo' is not a kind of line that goes"),
        ('kind = "promo"', 'kind = "boilerplat"', "drop[1].kind: 'boilerplat' is not a kind of line that goes; did you mean 'boilerplate'?"),
        ('reason = "its war', 'kind = "headline"\nreason = "its war', "keep[1].kind: 'headline' is not a kind of line that stays; did you mean 'heading'?"),
        ("[examples]\n", "", "drops: stands outside of [examples]; write [examples] above drops = […]"),
        ("[examples]", "[[examples]]", "examples: is not a table; write [examples] once, with one bracket"),
        (
            "[[recognise]]",
            '[[recognise]]\nhosts = ["b.example"]',
            "recognise[1].hosts: stands in an entry of [[recognise]]; move hosts = … to the top of the file",
        ),
        ('kind = "promo"', "", "drop[1].kind: is missing"),
        ('reason = "rubric above the headline"', 'reason = " "', "drop[2].reason: ' ' is not a text"),
        ("From the {2} desk", "From the {2 desk", "drop[2].line: '{' is never closed at character 10"),
        ('"agencies"', '"agency"', "take[1].field: 'agency' is not a field that a line can go into; did you mean 'agencies'?"),
        ('"ostrel.example"', '"https://ostrel.example/"', "hosts[1]: 'https://ostrel.example/' is not a host"),
        ('name = "The Ostrel Observer"', "", "name: is missing"),
        ('takes = ["From the wire"]', 'takes = "From the wire"', "examples.takes: 'From the wire' is not a list of texts"),
        ("[[keep]]", "[keep]", "keep: is not a list of tables; write [[keep]]"),
        ("[[keep]]", "[[keep", "publishers/ostrel.toml: is not TOML: "),
    ],
)
def test_errors_say_where_what_and_what_is_allowed(old, new, message):
    """A mistake in a file is one line with the address of the fault, counted from 1, and the way out."""
    assert message in complaint(EXAMPLE, old, new)


def test_the_kinds_are_those_of_the_ledger():
    """What any rule removes has its kind in the list, so that a publisher's file can call it the same."""
    sample = pl.concat(pl.read_parquet(f"dataset/{version}/removals/*.parquet", columns=["kind"]) for version in ("1.0.0", "2.0.0"))
    assert set(sample["kind"].unique()) <= REMOVED_KINDS.keys()
    assert set(KINDS.values()) <= REMOVED_KINDS.keys()
    page = Path("docs/publishers.md").read_text(encoding="utf-8")
    assert [kind for kind in (*REMOVED_KINDS, *KEPT_KINDS) if f"| `{kind}` |" not in page] == []


def dated(day: str) -> str:
    return f"""The pier of Ostrel stands again

By Odile Brannock
{day}

Seven men and a crane needed eleven weeks for the pier of Ostrel, and on Friday the first ferry made fast at it.

From the harbour desk

The harbour board put the cost at two million crowns, half of which it has; the rest is to come from a raffle in May.

The Ostrel Observer is printed in 12 towns.
"""


@pytest.mark.parametrize(("day", "kind"), [("31 December 2014", "promo"), ("1 January 2015", "navigation")])
def test_a_pages_own_date_decides_which_entries_hold(observer, day, kind):
    """The day is read from the page before its publisher's file is asked; an entry out of its time is silent."""
    known = examine(RawArticle(dated(day).encode(), "pier.txt"), publishers=Publishers([observer]))
    (verdict,) = next(line for line in known.lines if line.text == "From the harbour desk").verdicts
    assert (verdict.rule, verdict.kind) == ("publisher:ostrel", kind)


def test_an_unreadable_file_is_an_error(tmp_path):
    """A file that is not UTF-8 is named, not a traceback."""
    (tmp_path / "ostrel.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(UsageError, match=r"ostrel\.toml: cannot be read"):
        load_publisher(tmp_path / "ostrel.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"From the night desk"]', '"From the night boat"]', "examples.drops[2]: 'From the night boat' is no drop (nothing fits it)"),
        (
            '"From the eastern front", ',
            '"From the night desk", "From the eastern front", ',
            "examples.keeps[1]: 'From the night desk' is no keep (drop 'From the {2} desk')",
        ),
        ('takes = ["From the wire"]', "", "take[1].line: no example fits 'From the wire'"),
        ('keeps = ["From the eastern front", "From the harbour desk she saw the ferry leave."]', "", "examples.keeps: is empty"),
    ],
)
def test_examples_are_tests(tmp_path, old, new, message):
    """An example that comes out otherwise, and an entry without one, are told with their address."""
    path = tmp_path / "ostrel.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert check_publisher(path) == []
    assert old in EXAMPLE
    path.write_text(EXAMPLE.replace(old, new), encoding="utf-8")
    assert message in "\n".join(check_publisher(path))
