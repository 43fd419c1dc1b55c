"""`clean explain` as a person types it: its views, what does not go together, and any terminal there is."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import commands

REPO = Path(__file__).resolve().parents[2]
FERRY = """\
Skip to content

Ferry to Little Skerrow sails again after eleven weeks

By Odile Brannock

The ferry between Port Aldwin and Little Skerrow sailed again on Friday morning, eleven weeks after a storm tore away the pier.

“We had run out of nearly everything but potatoes,” said Hanne Tolliver, who keeps the only shop on the island’s windward side.

ADVERTISEMENT

Read more: How the lighthouse keepers of Skerrow spent the winter
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "two.jsonl").write_text("".join(json.dumps({"text": FERRY}) + "\n" for _ in range(2)), encoding="utf-8")
    return tmp_path


def run(*args):
    result = CliRunner().invoke(commands, ["explain", *args])
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize(("only", "numbers"), [("removed", ["1", "11", "13"]), ("taken", ["3", "5"]), ("kept", ["7", "9"])])
def test_only(here, only, numbers):
    """The lines of one fate, on the page, as JSON and as a patch alike."""
    page = run("ferry.txt", "--only", only).stdout.split("────\n")[1]
    assert re.findall(r"^ {0,3}(\d+) ", page, re.MULTILINE) == numbers
    data = json.loads(run("ferry.txt", "--only", only, "--json").stdout)
    assert [str(line["no"]) for line in data["lines"]] == numbers
    assert re.findall(r"^ {0,3}(\d+) ", run("ferry.txt", "--only", only, "--diff").stdout, re.MULTILINE) == numbers


def test_why(here):
    """A line by its number; a record of several by FILE#N; JSON too."""
    assert 'because        the whole line is "read more: …"' in run("ferry.txt", "--why", "13").stdout
    assert run("two.jsonl#2", "--why", "13").stdout.startswith("two.jsonl#2, line 13\n")
    assert json.loads(run("ferry.txt", "--why", "13", "--json").stdout)["line"]["kind"] == "promo"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ferry.txt", "--why", "2"), "line 2 is blank"),
        (("ferry.txt", "--why", "99"), "has no line 99: it has"),
        (("two.jsonl", "--why", "3"), "two.jsonl: holds several records; name one: clean explain 'two.jsonl#1' --why 3"),
        (("two.jsonl#9", "--why", "3"), "there is no such record in it"),
        (("ferry.txt", "--why", "3", "--diff"), "--diff goes with neither --why nor JSON"),
        (("ferry.txt", "--why", "3", "--only", "kept"), "--why is about one line"),
        (("ferry.txt", "--only", "gone"), "'gone' is not one of 'kept', 'removed', 'taken'"),
    ],
)
def test_what_cannot_be_asked(here, args, said):
    """One line on stderr, exit code 2."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("more", [(), ("--diff",), ("--why", "13")])
@pytest.mark.parametrize("columns", ["40", "80", "160"])
def test_a_locale_that_is_not_utf8(here, more, columns):
    """Under LC_ALL=C, without colour, at any width: plain characters, no crash."""
    env = {key: value for key, value in os.environ.items() if key not in {"LANG", "LC_ALL", "PYTHONUTF8", "FORCE_COLOR"}}
    env |= {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(REPO), "COLUMNS": columns, "NO_COLOR": "1"}
    done = subprocess.run([sys.executable, "-m", "cleaner", "explain", "ferry.txt", *more], cwd=here, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert b"\x1b" not in done.stdout
    # A character that such a locale cannot print is an escape of six; all others fill the room as they would.
    rows = [row for row in done.stdout.decode().splitlines() if "\\u" not in row and not row.startswith("line = ")]
    assert max(map(len, rows)) <= int(columns)


def test_a_pipe_is_plain_and_a_terminal_is_not(here):
    """Colour where it is asked for, and the same words."""
    plain, colored = (
        subprocess.run(
            [sys.executable, "-m", "cleaner", "explain", "ferry.txt", "--diff"],
            env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "PYTHONPATH": str(REPO), **env},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for env in ({}, {"FORCE_COLOR": "1"})
    )
    assert "\x1b[" not in plain
    assert "\x1b[31m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
