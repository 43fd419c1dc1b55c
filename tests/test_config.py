"""Settings: every fault is found, said in one line, and none is guessed away."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from cleaner.config import Config, find_workspace, parse_config
from cleaner.errors import UsageError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults(table: dict[str, object]) -> str:
    with pytest.raises(UsageError) as caught:
        parse_config(table, where="pyproject.toml", prefix="tool.clean")
    return str(caught.value)


def test_all_settings_are_optional():
    """An empty table gives the documented defaults."""
    config = parse_config({}, where="clean.toml", prefix="")
    assert config == Config()
    assert (config.raw, config.out, config.max_rejected_share, config.workers) == ("raw", "dataset", 0.5, None)


def test_every_setting_can_be_given():
    """Each key of Config is read, and comes out typed."""
    table = {
        "name": "tides",
        "license": "CC0-1.0",
        "description": "Two\nlines.",
        "raw": "pages/2031",
        "out": "published",
        "contract": "rules/contract.py",
        "publishers": "papers",
        "max_rejected_share": 1,
        "duplicates": "drop",
        "repeated_lines": True,
        "cache": False,
        "cache_gb": 3,
        "workers": 3,
        "datasheet": "answers.toml",
        "line_model": "mine.npz",
        "fields": {"text": "story"},
        "page_types": ["article", "forum"],
        "standfirst_in_text": True,
        "quality": True,
        "pii": "redact",
        "filters": {"n_words": {"min": 50}, "language": ["en"]},
        "document_timeout_s": 5,
        "document_memory_mb": 300,
        "max_timed_out_share": 0.5,
    }
    config = parse_config(table, where="clean.toml", prefix="")
    assert asdict(config) == table | {"description": "Two lines.", "max_rejected_share": 1.0, "page_types": ("article", "forum")}
    assert isinstance(config.max_rejected_share, float)


def test_an_unknown_key_is_an_error_with_a_suggestion():
    """A mistyped key names the key that was meant; one like no other names them all."""
    assert faults({"liscence": "CC0-1.0"}) == "pyproject.toml: [tool.clean] has no setting 'liscence'; did you mean 'license'?"
    assert "the settings are name, license, description" in faults({"zzz": 1})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("workers", "two", "tool.clean.workers: 'two' is not a whole number"),
        ("workers", True, "tool.clean.workers: true is not a whole number"),
        ("datasheet", date(2031, 1, 2), "tool.clean.datasheet: 2031-01-02 is not a path"),
        ("workers", 0, "tool.clean.workers: 0 is not a whole number from 1"),
        ("max_rejected_share", 50, "tool.clean.max_rejected_share: 50 is not a number from 0 to 1"),
        ("max_rejected_share", float("nan"), "nan is not a number from 0 to 1"),
        ("max_rejected_share", False, "false is not a number from 0 to 1"),
        ("name", "", "tool.clean.name: '' is not a text on one line"),
        ("name", "a\nb", "tool.clean.name: 'a\\nb' is not a text on one line"),
        ("license", ["CC0-1.0"], "tool.clean.license: ['CC0-1.0'] is not a text on one line"),
        ("raw", "../elsewhere", "tool.clean.raw: '../elsewhere' is not a folder inside the workspace"),
        ("raw", "/data", "tool.clean.raw: '/data' is not a folder inside the workspace"),
        ("out", "data\\set", "is not a path, written with '/'"),
        ("quality", "yes", "tool.clean.quality: 'yes' is not true or false"),
        ("pii", "drop", "tool.clean.pii: 'drop' is not 'count' or 'redact'"),
        ("filters", {"n_wrods": {"min": 5}}, "'n_wrods' is no column that can be filtered by"),
        ("fields", {"bodytext": "story"}, "{'bodytext': 'story'} is not a table of columns"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(key, value, said):
    """The message holds the file, the key, what was found and what is allowed, on one line."""
    message = faults({key: value})
    assert message.startswith("pyproject.toml: ")
    assert said in message
    assert "\n" not in message


def test_all_faults_are_said_at_once():
    """Nobody should have to run the tool once for each mistake."""
    message = faults({"nam": "x", "workers": -1})
    assert "'nam'" in message
    assert "workers: -1" in message


def test_the_nearest_folder_upward_is_the_workspace(tmp_path):
    """A workspace inside another is itself; folders without settings are passed over."""
    write(tmp_path / "pyproject.toml", '[tool.clean]\nname = "outer"\n')
    write(tmp_path / "inner/clean.toml", 'name = "inner"\n')
    write(tmp_path / "other/pyproject.toml", '[project]\nname = "no-workspace"\n')
    (tmp_path / "inner/raw/deep").mkdir(parents=True)
    inner, outer = find_workspace(tmp_path / "inner/raw/deep"), find_workspace(tmp_path / "other")
    assert inner is not None
    assert outer is not None
    assert (inner.root, inner.config.name) == ((tmp_path / "inner").resolve(), "inner")
    assert (outer.root, outer.config.name) == (tmp_path.resolve(), "outer")


def test_clean_toml_wins_and_says_so(tmp_path):
    """With settings in both files one is used, and the user is told which."""
    write(tmp_path / "pyproject.toml", '[tool.clean]\nname = "project"\n')
    write(tmp_path / "clean.toml", 'name = "own"\n')
    workspace = find_workspace(tmp_path)
    assert workspace is not None
    assert (workspace.config.name, workspace.file.name) == ("own", "clean.toml")
    assert workspace.note is not None
    assert "clean.toml is used" in workspace.note


def test_a_fault_in_clean_toml_names_it(tmp_path):
    """Keys stand at the top of clean.toml, and messages address them so."""
    write(tmp_path / "clean.toml", "worker = 2\n")
    with pytest.raises(UsageError, match=r"^clean.toml: there is no setting 'worker'; did you mean 'workers'\?$"):
        find_workspace(tmp_path)


@pytest.mark.parametrize(("data", "said"), [(b"name = ", "clean.toml: not TOML"), (b'name = "caf\xe9"', "clean.toml: not UTF-8, at byte 11")])
def test_a_broken_file_is_one_line(tmp_path, data, said):
    """What cannot be read as TOML is a usage error with its place, never a traceback."""
    (tmp_path / "clean.toml").write_bytes(data)
    with pytest.raises(UsageError) as caught:
        find_workspace(tmp_path)
    assert said in str(caught.value)


def test_another_projects_broken_pyproject_is_none_of_our_business(tmp_path):
    """A file above that does not mention us may be as broken as it likes; one that does may not."""
    write(tmp_path / "pyproject.toml", "[project\n")
    assert find_workspace(tmp_path) is None
    write(tmp_path / "pyproject.toml", "[tool.clean]\nname = \n")
    with pytest.raises(UsageError, match=r"pyproject.toml: not TOML"):
        find_workspace(tmp_path)


def test_a_tool_clean_that_is_no_table_is_an_error(tmp_path):
    """`clean = 3` under [tool] was meant as something; guessing what would hide it."""
    write(tmp_path / "pyproject.toml", "[tool]\nclean = 3\n")
    with pytest.raises(UsageError, match="3 is not a table of settings"):
        find_workspace(tmp_path)


def test_defaults_are_used_where_they_exist(tmp_path):
    """The contract, the publishers and the answers are found in their usual places, and may be missing there."""
    write(tmp_path / "clean.toml", "")
    workspace = find_workspace(tmp_path)
    assert workspace is not None
    assert (workspace.contract, workspace.publishers, workspace.datasheet) == (None, None, None)
    contract = write(tmp_path / "validation/articles.py", "")
    (tmp_path / "publishers").mkdir()
    assert (workspace.contract, workspace.publishers) == (contract.resolve(), (tmp_path / "publishers").resolve())


def test_a_contract_that_is_named_must_exist(tmp_path):
    """A named contract never falls back to the built-in one: it may be the stricter."""
    write(tmp_path / "clean.toml", 'contract = "validaton/articles.py"\n')
    workspace = find_workspace(tmp_path)
    assert workspace is not None
    with pytest.raises(UsageError, match=r"clean.toml: contract: 'validaton/articles.py' does not exist"):
        _ = workspace.contract
