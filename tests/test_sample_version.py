"""The version in dataset/ is what this code makes of raw/: the same rows, and under the lock the same bytes."""

import json
from pathlib import Path

from click.testing import CliRunner

from cleaner.cli import commands

ROOT = Path(__file__).parents[1]


def test_the_committed_version_is_what_the_code_builds(tmp_path: Path, monkeypatch) -> None:
    """A change of rules that alters published data is seen here: build a new version and say so in the changelog."""
    latest = (ROOT / "dataset" / "LATEST").read_text("utf-8").strip()
    committed = json.loads((ROOT / "dataset" / latest / "manifest.json").read_text("utf-8"))
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(commands, ["build", "--out", str(tmp_path / "dataset"), "--version", "1.0.0"])
    assert done.exit_code == 0, done.output
    built = json.loads((tmp_path / "dataset" / "1.0.0" / "manifest.json").read_text("utf-8"))
    assert built["counts"] == committed["counts"]
    assert built["logical_digests"] == committed["logical_digests"]
