"""A proposed publisher's file: what repeats and no rule knows, ready to be read, and never wrong as a file."""

import json
import tomllib

import polars as pl
import pytest
from click.testing import CliRunner

from cleaner.article import RawArticle
from cleaner.cli import commands
from cleaner.errors import DataError, UsageError
from cleaner.proposal import _QUOTING, Proposal, Proposed, as_toml, propose
from cleaner.publishers import load_publisher, load_publishers, read_publisher
from cleaner.rules.publisher_rules import check_examples

TOWNS = ("Port Aldwin", "Nether Quoyle", "Little Skerrow", "Hollin Ford")


def page(town: str, *more: str, owner: str = "© 2031 The Ostrel Observer. All rights reserved.") -> str:
    body = [
        "Skip to content",
        f"Ferry of {town} sails again after eleven weeks",
        "By Odile Brannock",
        f"The ferry of {town} sailed again on Friday morning, eleven weeks after a winter storm had torn away the pier of the island.",
        *more,
        f"“We had run out of nearly everything but potatoes,” said Hanne Tolliver, who keeps the only shop of {town} and half the gossip.",
        f"Nobody in {town} could say on Friday how long the new pier would stand, but all agreed that it was a handsome one.",
        owner,
    ]
    return "\n\n".join(body)


def raw(town: str, *more: str, url: str | None = None, **options) -> RawArticle:
    return RawArticle(page(town, *more, **options).encode(), f"{town}.txt", url=url)


def proposed(records, host="ostrel.example", *, all_are_its=True):
    return propose(records, host, load_publishers(), all_are_its=all_are_its)


def test_what_repeats_and_no_rule_knows():
    """A line on every page becomes an entry, numbers in it any number; what named rules remove is left to them."""
    found = proposed(raw(town, f"The Ostrel tide table, page {n + 3}") for n, town in enumerate(TOWNS))
    assert [(one.template, one.n_pages, one.is_entry) for one in found.entries] == [("The Ostrel tide table, page {n}", 4, True)]
    assert (found.name, found.recognise) == ("The Ostrel Observer", "© {n} The Ostrel Observer. All rights reserved.")


def test_what_a_person_must_decide_is_a_comment():
    """A sentence, and a line on few of the pages, are written behind a #."""
    records = [
        raw(town, *(["The geese said nothing."] if n < 3 else []), *(["From the tower"] if n > 3 else []))
        for n, town in enumerate((*TOWNS, "Upper Tarn", "Mossgate"))
    ]
    found = proposed([*records, raw("Wick", "From the tower"), raw("Ness")])
    assert {one.template: one.is_entry for one in found.entries} == {"From the tower": False, "The geese said nothing.": False}
    assert "examples" not in tomllib.loads(as_toml(found))


@pytest.mark.parametrize(
    "line", ["Tide table (daily) | {page}", 'Say "Ostrel" [twice] \\ here', "It's 'quoted' \"both\" ways", "Straße & Söhne – № 7", "新聞 3"]
)
def test_the_file_always_holds(line):
    """Whatever marks the lines are made of, it is TOML, its templates fit the lines, and its examples hold."""
    found = proposed(raw(town, line) for town in TOWNS)
    text = as_toml(found)
    publisher = read_publisher(text, key="ostrel", where="publishers/ostrel.toml")
    assert check_examples(publisher) == []
    assert line in publisher.drops


def test_addresses_tell_whose_a_page_is():
    """Pages of other hosts do not count; those without an address count when they were named."""
    records = [raw(TOWNS[0], "The tide table", url="https://www.ostrel.example/a"), raw(TOWNS[1], "The tide table", url="https://news.ostrel.example/b")]
    other = [raw(TOWNS[2], "The tide table", url="https://notostrel.example/c"), raw(TOWNS[3], "The tide table")]
    found = proposed([*records, *other], all_are_its=False)
    assert (found.n_pages, found.n_other, found.needs_sign) == (2, 2, False)
    assert "# [[recognise]]" in as_toml(found)
    named = proposed([*records, *other], all_are_its=True)
    assert (named.n_pages, named.n_other, named.needs_sign) == (3, 1, True)
    assert "\n[[recognise]]" in as_toml(named)


def html(town: str, *, is_marked: bool) -> RawArticle:
    """A page whose standing line is an ordinary paragraph, or stands in an element that says what it is."""
    furniture = "The Ostrel paper is made of our own reeds"
    paragraphs = [f"<p>{line}</p>" for line in page(town).split("\n\n")[3:-1]]
    paragraphs.insert(2, f'<aside class="related"><a href="/x">{furniture}</a></aside>' if is_marked else f"<p>{furniture}</p>")
    body = f"<h1>Ferry of {town} sails again after eleven weeks</h1>{''.join(paragraphs)}"
    return RawArticle(
        f"<html><body><article>{body}</article></body></html>".encode(), f"{town}.html", url=f"https://ostrel.example/{town}".replace(" ", "-"), kind="html"
    )


def test_one_page_with_other_markup_hides_nothing():
    """A line that one page's markup removes is still proposed for the others, and the file says what became of it where."""
    found = proposed(html(town, is_marked=town == TOWNS[0]) for town in TOWNS)
    (one,) = found.entries
    assert one.template == "The Ostrel paper is made of our own reeds"
    assert one.so_far == "kept on 3 pages, removed or moved on 1 (html-judge)"
    assert check_examples(read_publisher(as_toml(found), key="ostrel", where="publishers/ostrel.toml")) == []


ARABIC = (
    "بئر قديمة تعيد الماء إلى قرية {}",
    "عادت المياه إلى قرية {} بعد سبع سنوات من الجفاف، حين عثر ثلاثة من شبابها على بئر قديمة كانت مدفونة تحت ساحة المدرسة.",
    "وقال مختار القرية إن الماء صالح للشرب بعد فحصه في مختبر المدينة، وإن الأهالي اتفقوا على نظام لتوزيعه بين البيوت والحقول.",
    "مرسى اليوم تصدر كل صباح من الميناء",
    "جميع الحقوق محفوظة © 2031 مرسى اليوم",
)


def test_pages_of_other_languages():
    """The owner is found behind words of any language, and what must stay is a sentence in the pages' own."""
    pages = (RawArticle("\n\n".join(ARABIC).format(town, town).encode(), f"{n}.txt") for n, town in enumerate(("الصفصاف", "الرمان", "الزيتون")))
    found = proposed(pages, host="marsa.example")
    assert (found.name, found.recognise, found.language) == ("مرسى اليوم", "جميع الحقوق محفوظة © {n} مرسى اليوم", "ar")
    text = as_toml(found)
    assert "stood on the board" not in text
    assert check_examples(read_publisher(text, key="marsa", where="publishers/marsa.toml")) == []


@pytest.mark.parametrize("language", [None, "en", *_QUOTING])
def test_what_must_stay_stays_in_every_language(language):
    """The sentence that quotes a line is never the line itself."""
    entry = Proposed("Tide table {n}", "Tide table 3", 3, "promo", "kept so far", is_entry=True)
    text = as_toml(Proposal("ostrel.example", "Ostrel", 3, 0, (entry,), None, needs_sign=False, language=language))
    publisher = read_publisher(text, key="ostrel", where="publishers/ostrel.toml")
    assert check_examples(publisher) == []
    assert "Tide table 3" in publisher.keeps[0]


def test_nothing_to_propose_shows_how_an_entry_looks():
    """The file holds, and what stands in it behind a # is an entry that holds too."""
    text = as_toml(proposed(raw(town) for town in TOWNS))
    assert check_examples(read_publisher(text, key="ostrel", where="publishers/ostrel.toml")) == []
    shown = text[text.index("# [[keep]]") :].replace("# ", "")
    publisher = read_publisher(text[: text.index("# Every line")] + shown, key="ostrel", where="publishers/ostrel.toml")
    assert [habit.line for habit in publisher.habits] == ["Log in"]
    assert check_examples(publisher) == []


def test_a_built_in_file_is_copied(tmp_path, monkeypatch):
    """Who wants to add to a built-in file begins with all of it: a file of the same name replaces it."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["init", "--publisher", "www.bbc.com"])
    assert result.exit_code == 0, result.output
    assert "wrote  publishers/bbc.toml: a copy of the built-in file" in result.stdout
    assert load_publisher(tmp_path / "publishers/bbc.toml").habits == load_publishers().for_host("bbc.com").habits
    again = CliRunner().invoke(commands, ["init", "--publisher", "bbc.com"])
    assert again.exit_code == 2
    assert "publishers/bbc.toml is about bbc.com already" in again.stderr


def test_outside_of_a_workspace_the_file_counts_too(tmp_path, monkeypatch):
    """What init --publisher wrote beside the dumps is read by the build and by explain."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dumps").mkdir()
    for town in TOWNS:
        (tmp_path / f"dumps/{town}.txt").write_text(page(town, "The tide table"))
    for args in (["init", "--publisher", "ostrel.example", "dumps"], ["build", "dumps"]):
        result = CliRunner().invoke(commands, args)
        assert result.exit_code == 0, result.output
    assert "publisher:ostrel-example" in CliRunner().invoke(commands, ["explain", f"dumps/{TOWNS[0]}.txt"]).stdout
    removals = pl.read_parquet(tmp_path / "dataset/1.0.0/removals/*.parquet")
    assert removals.filter(pl.col("rule") == "publisher:ostrel-example").height == len(TOWNS)


def test_too_little_to_say():
    """One page shows nothing; a host that a file knows has its file."""
    with pytest.raises(DataError, match=r"1 of 1 inputs are pages of ostrel\.example, and what repeats takes 2"):
        proposed([raw("Wick")])
    with pytest.raises(UsageError, match=r"is about .* already"):
        proposed([raw("Wick")], host=load_publishers().all[0].hosts[0])


def test_the_command(tmp_path, monkeypatch):
    """It writes the file into the workspace, never over one, and the next build uses it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean.toml").write_text('name = "ferries"\nlicense = "CC0-1.0"\n')
    (tmp_path / "raw").mkdir()
    rows = [{"text": page(town, "The tide table"), "url": f"https://ostrel.example/{n}"} for n, town in enumerate(TOWNS)]
    (tmp_path / "raw/all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def run(*args):
        result = CliRunner().invoke(commands, args)
        assert "Traceback" not in result.output
        return result

    first = run("init", "--publisher", "ostrel.example")
    assert first.exit_code == 0, first.output
    assert "wrote  publishers/ostrel-example.toml: 1 entry and 0 to decide, from 4 pages" in first.stdout
    assert run("check-publisher").exit_code == 0
    assert "publisher:ostrel-example" in run("rules", "--test", "raw/all.jsonl#2").stdout
    again = run("init", "--publisher", "ostrel.example")
    assert again.exit_code == 3
    assert "exists, and is not written over" in again.stderr
    assert "'https://x' is not a host" in run("init", "--publisher", "https://x").stderr
    assert run("init", "--publisher", "else.example").exit_code == 1
    assert run("init", "a", "b").exit_code == 2
    assert "no such file or folder" in run("init", "--publisher", "else.example", "nope").stderr
