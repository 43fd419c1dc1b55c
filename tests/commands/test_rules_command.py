"""`clean rules`: every rule in the order of precedence, what each did, and what it does to a file."""

import json
import re

import pytest
from click.testing import CliRunner

from cleaner.cli import commands
from cleaner.publishers import load_publishers
from cleaner.rules import rule_names
from cleaner.terminal import cells

PAGE = """\
Skip to content

{title}

By Odile Brannock

The ferry of {town} sailed again on Friday morning, eleven weeks after a winter storm had torn away the pier of the island.

“We had run out of nearly everything but potatoes,” said Hanne Tolliver, who keeps the only shop of {town} and half the gossip.

Read more: How {town} spent the winter
"""


def run(*args, ok: int = 0):
    result = CliRunner().invoke(commands, args)
    assert "Traceback" not in result.output
    assert result.exit_code == ok, result.output
    return result


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Two pages that were built once, and a publisher's file that came later."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "raw").mkdir()
    (tmp_path / "clean.toml").write_text('name = "ferries"\nlicense = "CC0-1.0"\n')
    for n, town in enumerate(("Port Aldwin", "Hollin Ford")):
        (tmp_path / f"raw/{n}.txt").write_text(PAGE.format(title=f"Ferry of {town} sails again after eleven weeks", town=town), encoding="utf-8")
    run("build")
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers/aldwin.toml").write_text(
        'name = "The Aldwin Lantern"\n[[recognise]]\nline = "Read more: How Port Aldwin spent the winter"\n'
        '[[keep]]\nline = "Read more: How Port Aldwin spent the winter"\nreason = "its winter column"\n'
        '[examples]\nkeeps = ["Read more: How Port Aldwin spent the winter"]\n'
    )
    return tmp_path


def test_every_rule_is_listed_with_what_it_removed(workspace):
    """All names that the ledger can hold, publishers first; counts are those of the latest version."""
    rows = [json.loads(line) for line in run("rules", "--json").stdout.splitlines()]
    names = [row["rule"] for row in rows]
    assert [name for name in names if name in rule_names() and not name.startswith("html-")] == [name for name in rule_names() if not name.startswith("html-")]
    assert set(names) >= {*rule_names(), *(f"publisher:{one.key}" for one in load_publishers().all), "publisher:aldwin"}
    counts = {row["rule"]: row["removed"] for row in rows}
    assert (counts["skip-link"], counts["read-more"], counts["publisher:aldwin"]) == (2, 2, 0)
    assert {row["rule"]: row["read"] for row in rows}["byline"] == 2
    assert all(row["about"] for row in rows if row["group"] != "other")


@pytest.mark.parametrize("width", ["40", "80", "160"])
def test_the_list_fits_the_terminal(workspace, monkeypatch, width):
    """No row is wider than the terminal, with a version to count in and without one."""
    monkeypatch.setenv("COLUMNS", width)
    for args in ((), ("read-more",), ("--test", "raw/0.txt")):
        assert max(map(cells, run("rules", *args).stdout.splitlines())) <= int(width)
    monkeypatch.chdir(workspace / "raw")
    (workspace / "clean.toml").unlink()
    page = run("rules").stdout
    assert max(map(cells, page.splitlines())) <= int(width)
    assert "removed" not in page.splitlines()[0]


def test_one_rule(workspace):
    """Its wording, and lines it removed with the reason and where they stood."""
    page = run("rules", "read-more").stdout
    assert re.search(r"^removed +2 lines in 1\.0\.0$", page, re.MULTILINE)
    assert "Read more: How " in page
    assert "raw/" in page[page.index("such as") :]
    assert "its winter column" in run("rules", "publisher:aldwin").stdout


def test_on_a_file(workspace):
    """Each rule with the numbers of its lines; with a name, its lines themselves; the publisher's file comes first."""
    page = run("rules", "--test", "raw/0.txt").stdout
    assert re.search(r"^skip-link +removed +1$", page, re.MULTILINE)
    assert re.search(r"^publisher:aldwin +kept +11$", page, re.MULTILINE)
    other = run("rules", "read-more", "--test", "raw/1.txt").stdout
    assert re.search(r"^ +11  Read more: How Hollin Ford spent the winter$", other, re.MULTILINE)
    assert run("rules", "read-more", "--test", "raw/0.txt").stdout == "no line\n"
    (row,) = map(json.loads, run("rules", "byline", "--test", "raw/1.txt", "--json").stdout.splitlines())
    assert (row["fate"], row["lines"]) == ("take", [{"no": 5, "text": "By Odile Brannock"}])


def test_what_is_not_there(workspace):
    """A mistyped rule, file or version is one line with a suggestion."""
    assert "there is no rule 'read-mor'; did you mean 'read-more'?" in run("rules", "read-mor", ok=2).stderr
    assert "did you mean 'byline'?" in run("rules", "bylin", "--test", "raw/0.txt", ok=2).stderr
    assert "no such file" in run("rules", "--test", "raw/9.txt", ok=2).stderr
    assert "no such version" in run("rules", "--version", "9.0.0", ok=2).stderr


def test_check_publisher(workspace):
    """All files of the workspace by default; a broken promise is a line and exit code 1, a broken file an address and 2."""
    assert "✓ holds  publishers/aldwin.toml: 1 entry, 1 example" in run("check-publisher").stdout
    path = workspace / "publishers/aldwin.toml"
    path.write_text(path.read_text().replace("[examples]", '[[drop]]\nline = "Menu"\nkind = "navigation"\nreason = "its menu"\n[examples]'))
    failed = run("check-publisher", "publishers/aldwin.toml", ok=1)
    assert "✗ fails  publishers/aldwin.toml: drop[1].line: no example fits 'Menu'; add one to [examples]" in failed.stdout
    path.write_text("name = ")
    assert "publishers/aldwin.toml: is not TOML" in run("check-publisher", ok=2).stderr
    path.unlink()
    assert "there is no publisher's file" in run("check-publisher", ok=2).stderr
    assert "nope.toml: no such file" in run("check-publisher", "nope.toml", ok=2).stderr
