"""The verbs of a release as a person meets them: what they print, and exit codes that mean something."""

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import commands

CHEESE = """\
Cheese of Vallombra wins a prize nobody entered it for

By Tomas Reuvel

A cheese left by mistake on the judges' table won the autumn show at Vallombra on Saturday, to the surprise of the man who had brought it as his lunch.

The judges praised the cheese of Vallombra for its rind, its patience and a note of walnut. Its owner, a bus driver of forty-one, said that he would have preferred the sandwich back.
"""


def run(*args):
    result = CliRunner().invoke(commands, args)
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def news(tmp_path, monkeypatch):
    """A workspace with a licence and 1.0.0, with us in it."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLEAN_TRACEBACK", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.chdir(tmp_path)
    assert run("init", "news").exit_code == 0
    os.chdir("news")
    settings = Path("clean.toml")
    settings.write_text(settings.read_text(encoding="utf-8") + 'license = "CC0-1.0"\n', encoding="utf-8")
    assert run("build").exit_code == 0
    return tmp_path / "news"


@pytest.fixture
def two(news):
    """The same with 1.1.0, which has an article more."""
    Path("raw/cheese.txt").write_text(CHEESE, encoding="utf-8")
    assert run("build").exit_code == 0
    return news


def test_verify_says_what_holds(two):
    """A version is named by number, path or `latest`; damage is exit 4 with the file and what to do."""
    for named in ("1.0.0", "dataset/1.0.0", "latest"):
        result = run("verify", named)
        assert result.exit_code == 0, result.output
        assert result.stdout.splitlines()[-1] == "intact"
    Path("dataset/1.0.0/README.md").write_text("Better.", encoding="utf-8")
    result = run("verify", "1.0.0", "1.1.0")
    assert result.exit_code == 4
    assert "README.md: is not the file that was published; restore the version" in result.stdout
    assert result.stdout.splitlines()[-1] == "intact"
    said = json.loads(run("verify", "1.0.0", "--format", "json").stdout)
    assert (said["good"], said["checks"][0]["check"]) == (False, "files")
    unknown = run("verify", "9.0.0")
    assert (unknown.exit_code, unknown.stderr) == (2, "error: 9.0.0: no such version; there are 1.0.0, 1.1.0 in dataset\n")


def test_diff_says_what_changed(two):
    """Counts, the step that they ask for and ids are printed, and never an article's words; JSON holds all of it."""
    page = run("diff", "1.0.0", "latest")
    assert page.exit_code == 0, page.output
    assert page.stdout.splitlines()[0] == "1.0.0 → 1.1.0  a minor step"
    assert re.search(r"articles +1 added, 0 removed, 0 changed, 2 the same", page.stdout)
    assert "Vallombra" not in page.stdout
    said = json.loads(run("diff", "1.0.0", "1.1.0", "--format", "json").stdout)
    assert said["counts"] == {"added": 1, "removed": 0, "changed": 0, "same": 2}
    assert (said["level"], len(said["added"])) == ("minor", 1)
    same = run("diff", "1.0.0", "1.0.0")
    assert "the content is the same" in same.stdout


@pytest.mark.parametrize("width", [40, 72, 160])
def test_diff_fits_its_width(two, monkeypatch, width):
    """From 40 to 160 columns no line is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", str(width))
    Path("raw/ferry.txt").write_text(Path("raw/ferry.txt").read_text(encoding="utf-8").replace("potatoes", "turnips"), encoding="utf-8")
    run("build")
    result = run("diff", "1.0.0", "2.0.0")
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= width


@pytest.mark.parametrize("table", ["removals", "data"])
def test_a_half_deleted_version_is_not_compared(two, table):
    """A table that somebody removed is no change of the dataset: the file is named, and what to do."""
    (path,) = (Path("dataset/1.0.0") / table).iterdir()
    path.unlink()
    result = run("diff", "1.0.0", "1.1.0")
    assert result.exit_code == 4
    assert f"1.0.0: is half deleted: {table}/train-00000-of-00001.parquet is missing; restore the version" in result.output
    assert len(result.output.splitlines()) == 1


def test_a_setting_that_came_is_told_in_few_words(two):
    """What was not set is called so, and of a digest its beginning is enough."""
    Path("takedowns.toml").write_text("[[takedown]]\nhost = 'nowhere.example'\nreason = 'asked'\n")
    assert run("build").exit_code == 0
    assert re.search(r"settings +takedowns_sha256: not set → [0-9a-f]{12}…\n", run("diff", "1.1.0", "latest").stdout)


def test_too_small_a_version_is_refused(two):
    """A number that promises too little is exit 3, with what changed and the number that will do; nothing is published."""
    Path("raw/cheese.txt").unlink()
    result = run("build", "--version", "1.1.1")
    assert result.exit_code == 3
    assert "1.1.1 is too small a step from 1.1.0: 1 article was removed; give --version 2.0.0 or higher, or none" in result.stderr
    assert not Path("dataset/1.1.1").exists()
    assert run("build", "--version", "2.0.0").exit_code == 0


def test_log_and_yank_tell_the_versions(two):
    """Versions are listed newest first with what changed; a yank is shown, moves LATEST, and is told by who meets the version."""
    lines = run("log").stdout.splitlines()
    assert lines[0] == "1.1.0  (latest)  3 articles, 0 duplicates, 0 rejections"
    assert lines[1:4] == ["    1 article was added", "1.0.0  2 articles, 0 duplicates, 0 rejections", "    the first version"]
    result = run("yank", "1.1.0", "--reason", "the cheese was a hoax")
    assert (result.exit_code, result.stdout) == (0, "yanked dataset/1.1.0; LATEST is 1.0.0\n")
    assert "    yanked: the cheese was a hoax" in run("log").stdout.splitlines()
    assert "note: dataset/1.1.0 is yanked: the cheese was a hoax" in run("verify", "1.1.0").stderr
    entries = [json.loads(line) for line in run("log", "--format", "json").stdout.splitlines()]
    assert [(entry["version"], entry["latest"], entry["yanked"]) for entry in entries] == [("1.1.0", False, "the cheese was a hoax"), ("1.0.0", True, None)]
    assert run("yank", "dataset/1.1.0", "--reason", "something else").exit_code == 3
    assert run("yank", "3.0.0", "--reason", "x").exit_code == 2
    assert "Missing option '--reason'" in run("yank", "1.0.0").stderr


def test_publish_copies_a_version(two, tmp_path):
    """A version goes to a folder once; a second time, without a licence, yanked or damaged it is refused with one line."""
    plan = run("publish", "1.0.0", "../shared", "--dry-run")
    assert plan.exit_code == 0, plan.output
    assert plan.stdout.splitlines()[0] == "would publish my-articles 1.0.0 to ../shared"
    assert not Path("../shared").exists()
    result = run("publish", "1.0.0", "../shared")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("published my-articles 1.0.0 to ../shared: ")
    assert run("verify", "../shared/1.0.0").exit_code == 0
    again = run("publish", "1.0.0", "../shared")
    assert again.exit_code == 3
    assert "is published there already, byte for byte" in again.stderr
    run("yank", "1.1.0", "--reason", "a hoax")
    assert run("publish", "1.1.0", "../shared").exit_code == 3
    Path("dataset/1.0.0/README.md").write_text("Better.", encoding="utf-8")
    assert run("publish", "1.0.0", "../elsewhere").exit_code == 4
    assert run("publish", "1.0.0", "ftp://host/x").exit_code in {2, 4}
    assert run("publish", "latest", "hf://models/x").exit_code == 2


def test_a_version_without_a_licence_is_built_and_not_published(news):
    """A build without a licence says so; publishing it is refused with the setting to make."""
    Path("clean.toml").write_text('name = "bare"\nout = "bare"\n', encoding="utf-8")
    built = run("build")
    assert built.exit_code == 0
    assert "note: no licence is stated, and 'clean publish' will refuse the version; set license in the settings" in built.stderr
    assert not Path("bare/1.0.0/LICENSE").exists()
    refused = run("publish", "1.0.0", "../shared")
    assert (refused.exit_code, "states no licence" in refused.stderr) == (3, True)
    assert "CC0-1.0" in Path("dataset/1.0.0/LICENSE").read_text(encoding="utf-8")


def test_takedowns_of_the_workspace_are_obeyed(two):
    """A `takedowns.toml` beside the settings needs no option; a wrong one stops the build before the work."""
    import polars as pl

    frame = pl.read_parquet("dataset/1.1.0/data/*.parquet")
    id_ = frame.filter(pl.col("source") == "raw/cheese.txt")["id"].item()
    Path("takedowns.toml").write_text(f'[[takedown]]\nid = "{id_}"\nreason = "the owner asked"\n', encoding="utf-8")
    result = run("build")
    assert result.exit_code == 0, result.output
    assert "takedown: the owner asked" in result.stdout
    assert id_ not in pl.read_parquet("dataset/2.0.0/data/*.parquet")["id"]
    Path("takedowns.toml").write_text("[[takedown]]\nidd = 'x'\n", encoding="utf-8")
    wrong = run("build")
    assert (wrong.exit_code, wrong.stderr) == (2, "error: takedowns.toml: takedown[1]: 'idd' is not known; did you mean 'id'?\n")


def test_a_bad_out_folder_is_noticed_first(news):
    """An --out that can never be written to is one line, before an article is cleaned."""
    Path("notes").write_text("mine", encoding="utf-8")
    result = run("build", "--out", "notes/dataset")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: notes: is not a folder; give another --out\n".replace("notes:", f"{Path('notes').absolute()}:")


def test_datasheet_lists_what_is_open(news):
    """What a person still has to say is listed with the keys to say it under; --strict makes it an exit code."""
    result = run("datasheet")
    assert result.exit_code == 0, result.output
    assert "Write into datasheet.toml, each line under its heading" in result.stdout
    assert re.search(r"^\[motivation\]\nopen .+\n +purpose = ", result.stdout, re.MULTILINE)
    assert run("datasheet", "1.0.0", "--strict").exit_code == 1
    assert json.loads(run("datasheet", "--format", "json").stdout)["version"] == "1.0.0"
    Path("datasheet.toml").write_text('[motivation]\npurpos = "x"\n', encoding="utf-8")
    wrong = run("datasheet")
    assert wrong.exit_code == 2
    assert "datasheet.toml" in wrong.stderr
    assert "purpose" in wrong.stderr
    os.chdir("..")
    assert run("datasheet").exit_code == 2
