"""The report is written whole or not at all, and over nothing but a report."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import commands
from cleaner.errors import DiskError, RefusedError, UsageError
from cleaner.report.write import MARK, refuse_bad_target, write_report

REPO = Path(__file__).resolve().parents[2]


def test_a_full_disk_is_one_line_and_74():
    """The device that is always full: one line on stderr, no traceback, the exit code of sysexits.h."""
    with pytest.raises(DiskError, match=r"^/dev/full: the disk is full; the report needs 0\.0 MB") as caught:
        write_report(Path("/dev/full"), MARK)
    assert caught.value.exit_code == 74


def test_what_stood_there_still_stands(tmp_path, ordinary):
    """Where only a part of it can be written, the earlier report stays, and nothing is left beside it."""
    target = tmp_path / "review.html"
    target.write_text(MARK + " earlier")
    before = sorted(tmp_path.iterdir())
    limited = "import resource,sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); from cleaner.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", limited, "report", ordinary, "--out", target], capture_output=True, text=True, cwd=REPO, check=False)
    assert (done.returncode, done.stdout) == (74, "")
    assert done.stderr.startswith(f"error: {target}: the disk is full; the report needs 0.")
    assert done.stderr.count("\n") == 1
    assert target.read_text() == MARK + " earlier"
    assert sorted(tmp_path.iterdir()) == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 9000


def test_only_reports_are_written_over(tmp_path):
    """Somebody's own page stays; a version's folder is never written to; a missing folder is said before the work."""
    own = tmp_path / "index.html"
    own.write_text("<!doctype html><title>mine</title>")
    with pytest.raises(RefusedError, match="exists and is no report"):
        refuse_bad_target(own)
    refuse_bad_target(tmp_path / "report.html")
    version = tmp_path / "1.0.0"
    (version / "data").mkdir(parents=True)
    (version / "manifest.json").write_text("{}")
    for inside in (version / "report.html", version / "data/report.html"):
        with pytest.raises(RefusedError, match="a version is never changed"):
            refuse_bad_target(inside)
    with pytest.raises(UsageError, match="no such folder"):
        refuse_bad_target(tmp_path / "missing/report.html")
    with pytest.raises(UsageError, match="is a folder"):
        refuse_bad_target(tmp_path)


def test_a_report_is_written_over(tmp_path, ordinary):
    """The command twice, with another sample: the second page stands."""
    target = tmp_path / "review.html"
    sizes = []
    for n in ("3", "0"):
        result = CliRunner().invoke(commands, ["report", str(ordinary), "--out", str(target), "--sample", n])
        assert result.exit_code == 0, result.output
        sizes.append(target.stat().st_size)
    assert sizes[0] > sizes[1]


def test_an_input_is_cleaned_and_shown(tmp_path, monkeypatch):
    """`clean report INPUT` publishes nothing and shows what a build would make of it, rejections included."""
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps/menu.txt").write_text("Home\nNews\nSport\n")
    (tmp_path / "dumps/weir.txt").write_text(
        "Skip to content\n\nWeir gives way above Little Ottering\n\nBy Ada Fennimore\n\n"
        "The weir above Little Ottering gave way at dawn on Tuesday, and by noon the mill pond was a meadow with a boat in it.\n\n"
        "Nobody was hurt. The river board will lower the bed before it builds another weir, and the trout will have to manage.\n\nADVERTISEMENT\n"
    )
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["report", "dumps", "--out", "-"])
    assert result.exit_code == 0, result.output
    assert "trial of dumps" in result.stdout
    assert "Weir gives way above Little Ottering" in result.stdout
    assert "dumps/menu.txt" in result.stdout or "menu.txt" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dumps"]


def test_no_such_version(tmp_path, monkeypatch):
    """One line that says what there is."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["report", "9.9.9"])
    assert result.exit_code == 2
    assert "9.9.9: no such version" in result.stderr
