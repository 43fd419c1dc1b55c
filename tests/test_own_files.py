"""Files of a workspace that are none, or that say too much: one line, and no waiting."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import commands
from cleaner.own_files import json_of, read_own, toml_of

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")

PLACES = {
    "clean.toml": "no input, and this folder is no workspace",
    "datasheet.toml": "datasheet.toml: cannot be read (a named pipe, not a file)",
    "takedowns.toml": "takedowns.toml: cannot be read (a named pipe, not a file)",
    "publishers/saltmere.toml": "publishers/saltmere.toml: cannot be read (a named pipe, not a file)",
    "validation/articles.py": "validation/articles.py: cannot be read (a named pipe, not a file)",
    "dataset/1.0.0/manifest.json": "dataset/1.0.0/manifest.json: cannot be read (a named pipe, not a file)",
    "dataset/1.0.0/CHANGELOG.md": "dataset/1.0.0: is half deleted: CHANGELOG.md is missing or cut short",
    "dataset/LATEST": None,
    "dataset/index.json": None,
}
"""Where a pipe stands → what `clean build` says of it; None: it does without."""
DEEP = "[" * 100_000
DEEP_FILES = {
    "clean.toml": f"name = {DEEP}",
    "datasheet.toml": f"x = {DEEP}",
    "takedowns.toml": f"takedown = {DEEP}",
    "publishers/saltmere.toml": f"name = {DEEP}",
    "dataset/1.0.0/manifest.json": DEEP,
    "dataset/index.json": f'{{"versions": {DEEP}',
}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A workspace with a version."""
    root = tmp_path_factory.mktemp("own") / "news"
    with within(root.parent):
        assert CliRunner().invoke(commands, ["init", "news"]).exit_code == 0
    with within(root):
        assert CliRunner().invoke(commands, ["build"]).exit_code == 0
    return root


@contextmanager
def within(folder):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def no_waiting():
    """What still waits after 60 seconds is waiting for ever."""
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _too_long(*_):
    raise TimeoutError("it waits")


def built(published, tmp_path, place, put):
    root = tmp_path / "news"
    shutil.copytree(published, root)
    (root / "raw" / "ferry.txt").write_text((root / "raw" / "ferry.txt").read_text().replace("Friday", "Saturday") + "\nThe pier is open again.\n")
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).unlink(missing_ok=True)
    put(root / place)
    with within(root), no_waiting():
        return CliRunner().invoke(commands, ["build"])


@pytest.mark.parametrize("place", PLACES)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(published, tmp_path, place):
    """A workspace that somebody sends is read as it is, and nobody will ever write into that pipe."""
    result = built(published, tmp_path, place, os.mkfifo)
    said = PLACES[place]
    assert result.exit_code in ({0} if said is None else {2, 4}), result.output
    assert said is None or said in result.output


@pytest.mark.parametrize("place", DEEP_FILES)
def test_what_is_nested_too_deep_is_one_line(published, tmp_path, place):
    """A hundred thousand brackets are a fault of the file, not of this tool."""
    result = built(published, tmp_path, place, lambda path: path.write_text(DEEP_FILES[place]))
    assert result.exit_code in {2, 4}, result.output
    assert place.rpartition("/")[2] in result.output
    assert "internal error" not in result.output


@pytest.mark.parametrize("verb", ["report", "rules", "verify", "validate", "publish"])
def test_a_pipe_in_a_version_is_not_waited_for(published, tmp_path, verb):
    """Nor can a signal end a process that a library in C has made wait for one."""
    root = tmp_path / "news"
    shutil.copytree(published, root)
    (table,) = (root / "dataset/1.0.0/data").iterdir()
    table.unlink()
    os.mkfifo(table)
    more = {"rules": [], "publish": ["latest", str(tmp_path / "shelf")]}.get(verb, ["latest"])
    done = subprocess.run([sys.executable, "-m", "cleaner", verb, *more], cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in ({0, 4} if verb == "rules" else {2, 4}), done.stderr
    assert "internal error" not in done.stderr


def test_what_is_read_is_a_file_and_of_a_size(tmp_path, monkeypatch):
    """A device has no end, and a file that is larger than all memory is not read to see that."""
    with pytest.raises(OSError, match="a device, not a file"):
        read_own(Path("/dev/zero"))
    with pytest.raises(OSError, match="not a file"):
        read_own(tmp_path)
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", 1 << 40)
    with pytest.raises(OSError, match="larger than 256 MB"):
        read_own(tmp_path / "large")


def test_numbers_of_any_length_are_no_bug():
    """Python refuses to make a number of five thousand digits, and says so with another error than that of TOML."""
    with pytest.raises(ValueError, match="digits") as error:
        toml_of("x = " + "1" * 5000)
    assert type(error.value).__name__ == "TOMLDecodeError"
    with pytest.raises(ValueError, match="digits"):
        json_of("1" * 5000)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_goes_nowhere(published, tmp_path, closed):
    """Whoever closes stdout does not want what is printed, and no file of the build may get its number."""
    root = tmp_path / "news"
    shutil.copytree(published, root)
    shutil.rmtree(root / "dataset")
    command = f"{sys.executable} -m cleaner build {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "error" in done.stderr) == (0, False), done.stderr
    assert ("published version" in done.stdout) == (">&-" not in closed.replace("2>&-", ""))
    here, there = ((base / "dataset/1.0.0/manifest.json").read_bytes() for base in (root, published))
    assert json.loads(here)["logical_digest"] == json.loads(there)["logical_digest"]
