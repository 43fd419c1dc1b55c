import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import RefusedError, UsageError
from cleaner.release.versions import (
    Version,
    base_of,
    highest,
    next_version,
    parse_version,
    publish,
    published,
    refuse_bad_out,
    refuse_small_step,
    replace_file,
    staging,
)


def test_versions_are_ordered_as_semver_says():
    """The order is that of semver.org section 11, numbers as numbers and a pre-release before its release."""
    ordered = ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "2.0.0"]
    assert [str(version) for version in sorted(parse_version(text) for text in reversed(ordered))] == ordered


@given(st.builds(Version, *[st.integers(0, 10**6)] * 3, st.sampled_from(["", "rc.1", "0.a-b"])))
def test_a_version_is_read_as_it_is_written(version):
    """Writing and reading a version gives it back."""
    assert parse_version(str(version)) == version


@pytest.mark.parametrize("text", ["1", "1.0", "v1.0.0", "1.0.0 ", "01.0.0", "1.0.0+build", "1.0.0-", "1.0.0-01", "../1.0.0", "1.0.0/x", "١.0.0", ""])
def test_what_is_no_version_is_refused(text):
    """A version becomes a folder's name: anything but semver is an error with an example."""
    with pytest.raises(UsageError, match=r"is not a version; write MAJOR\.MINOR\.PATCH"):
        parse_version(text)


def test_next_version_follows_what_changed():
    """A major, minor or patch step, as what changed asks for; the first is 1.0.0, and a release follows its pre-release."""
    now = parse_version("1.4.2")
    assert str(next_version(None, "major")) == "1.0.0"
    assert [str(next_version(now, level)) for level in ("patch", "minor", "major")] == ["1.4.3", "1.5.0", "2.0.0"]
    assert str(next_version(parse_version("2.0.0-rc.1"), "patch")) == "2.0.0"
    # Before 1.0.0 nothing is promised.
    assert [str(next_version(parse_version("0.3.1"), level)) for level in ("patch", "minor", "major")] == ["0.3.2", "0.4.0", "0.4.0"]


@pytest.mark.parametrize(
    ("base", "wanted", "level", "least"),
    [
        ("1.0.0", "1.0.1", "minor", "1.1.0"),
        ("1.0.0", "1.0.1", "major", "2.0.0"),
        ("1.0.0", "1.9.0", "major", "2.0.0"),
        ("1.0.0", "2.0.0-rc.1", "major", None),
        ("1.0.0", "1.1.0-rc.1", "major", "2.0.0"),
        ("1.0.0", "1.0.1", "patch", None),
        ("1.0.0", "3.0.0", "patch", None),
        ("0.1.0", "0.1.1", "major", "0.2.0"),
        ("0.1.0", "0.2.0", "major", None),
        ("2.0.0-rc.1", "2.0.0-rc.2", "major", None),
    ],
)
def test_too_small_a_step_is_refused(base, wanted, level, least):
    """A number that promises less change than there is is refused, with what changed and the least that will do."""
    step = (parse_version(wanted), parse_version(base), level, ["3 articles changed"])
    if least is None:
        refuse_small_step(*step)
        return
    with pytest.raises(RefusedError) as caught:
        refuse_small_step(*step)
    assert str(caught.value) == f"{wanted} is too small a step from {base}: 3 articles changed; give --version {least} or higher, or none"


def test_a_version_comes_after_the_highest_below_it():
    """A fix of an old version is compared with that one, a release with a release."""
    versions = [parse_version(text) for text in ("1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0")]
    for wanted, base in ((None, "2.0.0"), ("1.0.1", "1.0.0"), ("3.0.0", "2.0.0"), ("2.0.0-rc.2", "2.0.0-rc.1"), ("0.9.0", "None")):
        assert str(base_of(None if wanted is None else parse_version(wanted), versions)) == base
    assert str(base_of(parse_version("2.0.0"), versions[:3])) == "1.1.0"


def test_latest_passes_over_what_is_yanked():
    """LATEST is the highest release that may be used; where none may, the highest."""
    versions = [parse_version(text) for text in ("1.0.0", "1.1.0", "2.0.0-rc.1")]
    assert highest(versions) == "1.1.0"
    assert highest(versions, {"1.1.0"}) == "1.0.0"
    assert highest(versions[:2], {"1.0.0", "1.1.0"}) == "1.1.0"
    assert highest([]) is None


def test_a_bad_out_folder_is_one_line(tmp_path):
    """A folder of versions that is a file, or lies in one, is said before the work begins; a new one is not created."""
    (tmp_path / "notes").write_text("mine")
    for bad in ("notes", "notes/dataset"):
        with pytest.raises(UsageError, match=r"notes: is not a folder; give another --out"):
            refuse_bad_out(tmp_path / bad)
    refuse_bad_out(tmp_path / "new" / "dataset")
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def _publish(out, text, content="x"):
    version = parse_version(text)
    with staging(out, version) as folder:
        (folder / "data").mkdir()
        (folder / "data" / "file").write_text(content)
        return publish(folder, out, version)


def test_a_version_appears_whole_and_latest_follows(tmp_path):
    """After publishing there is the version, LATEST and no staging folder."""
    assert _publish(tmp_path, "1.0.0") == tmp_path / "1.0.0"
    assert (tmp_path / "LATEST").read_text() == "1.0.0\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "1.0.0", "LATEST"]


def test_latest_is_the_highest_release(tmp_path):
    """Mending an old version or trying a next one does not move LATEST; versions compare as numbers."""
    for version in ("1.9.0", "1.10.0", "1.9.1", "2.0.0-rc.1"):
        _publish(tmp_path, version)
    assert (tmp_path / "LATEST").read_text() == "1.10.0\n"
    assert [str(version) for version in published(tmp_path)] == ["1.9.0", "1.9.1", "1.10.0", "2.0.0-rc.1"]


def test_a_published_version_is_never_rewritten(tmp_path):
    """Publishing a version again is refused and leaves the first as it was, even when its folder is empty."""
    _publish(tmp_path, "1.0.0", "first")
    (tmp_path / "2.0.0").mkdir()
    for version in ("1.0.0", "2.0.0"):
        with pytest.raises(RefusedError, match="by another build meanwhile"):
            _publish(tmp_path, version, "second")
    assert (tmp_path / "1.0.0" / "data" / "file").read_text() == "first"
    assert list((tmp_path / "2.0.0").iterdir()) == []
    assert not list(tmp_path.glob(".staging-*"))


def test_a_failed_build_leaves_nothing(tmp_path):
    """An error while writing removes the staging folder; no version and no LATEST appear."""

    def fail():
        with staging(tmp_path, parse_version("1.0.0")) as folder:
            (folder / "part").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


_RACE = """
import sys
from pathlib import Path
from cleaner.errors import RefusedError
from cleaner.release.versions import parse_version, publish, staging
out, version = Path(sys.argv[1]), parse_version("1.0.0")
with staging(out, version) as folder:
    (folder / "who").write_text(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.read()
    try:
        publish(folder, out, version)
    except RefusedError:
        sys.exit(3)
"""


def _racers(out, count):
    racers = [subprocess.Popen([sys.executable, "-c", _RACE, str(out), str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for n in range(count)]
    for racer in racers:
        assert racer.stdout.readline() == b"ready\n"
    return racers


def _end(racer):
    racer.stdin.close()
    racer.stdout.close()
    return racer.wait(timeout=30)


def test_of_builders_at_once_one_publishes(tmp_path):
    """Four processes publish one version at once: one succeeds, the others are refused, and none takes another's staging away."""
    racers = _racers(tmp_path, 4)
    assert len(list(tmp_path.glob(".staging-*"))) == 4
    for racer in racers:
        racer.stdin.close()
    assert sorted(_end(racer) for racer in racers) == [0, 3, 3, 3]
    assert (tmp_path / "1.0.0" / "who").read_text() in "0123"
    assert not list(tmp_path.glob(".staging-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="left-over staging is told apart by flock")
def test_what_a_killed_build_left_is_collected(tmp_path):
    """The staging folder of a dead process goes with the next build, that of a living one stays."""
    dead, living = _racers(tmp_path, 2)
    dead.kill()
    dead.wait()
    dead.stdin.close()
    dead.stdout.close()
    _publish(tmp_path, "0.1.0")
    assert [path.name for path in tmp_path.glob(".staging-*")] == [f".staging-1.0.0-{living.pid}"]
    assert _end(living) == 0


def test_a_file_is_replaced_whole(tmp_path):
    """Replacing a file leaves the new text and no helper file, and makes the folder it needs."""
    path = tmp_path / "docs" / "DATASHEET.md"
    replace_file(path, "one\n")
    replace_file(path, "two\n")
    assert path.read_bytes() == b"two\n"
    assert list(path.parent.iterdir()) == [path]
