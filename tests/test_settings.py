"""Settings are described once, in `Config`, and every view of them agrees."""

import json
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import commands
from cleaner.config import Config, parse_config
from cleaner.settings import as_toml, descriptions, settings_doc, settings_of

DOCS = Path(__file__).parents[1] / "docs"


def run(*args: str) -> str:
    done = CliRunner().invoke(commands, args)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_page_is_up_to_date():
    """docs/settings.md is what config.py says; `python -m cleaner.settings > docs/settings.md` mends it."""
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings_doc()


def test_every_setting_is_described():
    """A setting without a word of what it is does not exist for its users."""
    assert list(descriptions()) == [item.name for item in fields(Config)]
    assert all(one.about.endswith(".") and one.allowed for one in settings_of(None))


def test_config_says_where_each_value_came_from(tmp_path, monkeypatch):
    """What the file gives, what is found beside it and what is left to the defaults are told apart."""
    (tmp_path / "clean.toml").write_text('name = "tides"\nmax_rejected_share = 0.25\n', encoding="utf-8")
    (tmp_path / "validation").mkdir()
    (tmp_path / "validation/articles.py").write_text("", encoding="utf-8")
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path / "raw")
    said = json.loads(run("config", "--format", "json"))
    assert said["file"] == "../clean.toml"
    assert said["settings"]["name"] == {"value": "tides", "from": "clean.toml"}
    assert said["settings"]["max_rejected_share"] == {"value": 0.25, "from": "clean.toml"}
    assert said["settings"]["contract"] == {"value": "validation/articles.py", "from": "found"}
    assert said["settings"]["license"] == {"value": None, "from": "default"}
    page = run("config", "--all")
    assert "settings from ../clean.toml" in page
    assert "SPDX identifier" in page


def test_config_without_a_workspace(tmp_path, monkeypatch):
    """Outside a workspace the defaults are shown, and said to be that."""
    monkeypatch.chdir(tmp_path)
    assert run("config").startswith("no workspace here: every setting has its default\n")
    assert json.loads(run("config", "--format", "json"))["file"] is None


@pytest.mark.parametrize("value", ['a "quoted" name', 0.5, 3, True, ["en", "de"], {"min": 3, "max": 10.5}, {}, []])
def test_a_value_is_written_as_toml_reads_it(value):
    """What `clean config` prints can be pasted into the file."""
    assert tomllib.loads(f"key = {as_toml(value)}")["key"] == value


def test_the_example_of_the_page_is_valid():
    """The settings that the page shows are taken."""
    example = settings_doc().split("```toml\n")[1].split("```")[0]
    assert parse_config(tomllib.loads(example), where="clean.toml", prefix="").name == "island-news"
