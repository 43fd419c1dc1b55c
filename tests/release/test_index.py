import json
import shutil

import pytest

from cleaner.errors import IntegrityError, RefusedError, UsageError
from cleaner.release.build import BuildRequest, build
from cleaner.release.index import read_index, sums_digest, versions_of, yank


@pytest.fixture
def out(make_raw):
    """A folder with 1.0.0, 1.1.0 and 2.0.0."""
    root = make_raw(2)
    request = BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset")
    build(request)
    make_raw(3, root)
    build(request)
    (root / "raw" / "page-0001.txt").unlink()
    build(request)
    return root / "dataset"


def test_the_index_knows_every_version(out):
    """Counts, what changed and the digest of the sums are there for each version, lowest first, and the latest is named."""
    said = json.loads((out / "index.json").read_text())
    assert said["latest"] == "2.0.0"
    assert [entry["version"] for entry in said["versions"]] == ["1.0.0", "1.1.0", "2.0.0"]
    entries = read_index(out)
    assert entries["1.1.0"].counts["articles"] == 3
    assert entries["1.1.0"].change == {"previous": "1.0.0", "level": "minor", "added": 1, "removed": 0, "changed": 0, "reasons": ["1 article was added"]}
    assert entries["2.0.0"].change["reasons"] == ["1 article was removed", "2 articles have other copies"]
    assert all(entry.sums_sha256 == sums_digest(out / version) for version, entry in entries.items())


def test_a_yank_is_a_mark_beside_the_version(out, make_raw):
    """The folder stays as it is, LATEST passes it over, later builds keep the mark, and the first reason stands."""
    before = {path: path.read_bytes() for path in (out / "2.0.0").rglob("*") if path.is_file()}
    yank(out, "2.0.0", "one page\n was lost")
    assert before == {path: path.read_bytes() for path in (out / "2.0.0").rglob("*") if path.is_file()}
    assert (out / "LATEST").read_text() == "1.1.0\n"
    assert read_index(out)["2.0.0"].yanked == "one page was lost"
    yank(out, "2.0.0", "one page was lost")
    with pytest.raises(RefusedError, match="is yanked already: one page was lost"):
        yank(out, "2.0.0", "another reason")
    build(BuildRequest(inputs=(out.parent / "raw",), root=out.parent, out=out))
    assert [(entry.version, entry.yanked) for entry in versions_of(out)][2:] == [("2.0.0", "one page was lost"), ("2.0.1", None)]
    assert (out / "LATEST").read_text() == "2.0.1\n"


def test_a_yank_of_nothing_is_one_line(out):
    """A version that is not there, or no reason, is the user's to put right."""
    with pytest.raises(UsageError, match=r"no such version; there are 1\.0\.0, 1\.1\.0, 2\.0\.0"):
        yank(out, "9.0.0", "why not")
    with pytest.raises(UsageError, match="a yank needs a reason"):
        yank(out, "1.0.0", " \n")


def test_a_damaged_version_is_listed_as_such(out):
    """A version whose manifest is gone is there all the same, and says so; a build that needs it stops before the work."""
    (out / "2.0.0" / "manifest.json").unlink()
    assert versions_of(out)[-1].damaged.startswith("cannot be read")
    stages = []
    with pytest.raises(IntegrityError, match=r"2\.0\.0/manifest\.json: cannot be read .*; restore the version"):
        build(BuildRequest(inputs=(out.parent / "raw",), root=out.parent, out=out), progress=stages.append)
    assert stages == []


def test_a_half_deleted_version_stops_the_build(out):
    """What is left of a version can be compared with nothing: one line says what is missing and what to do."""
    shutil.rmtree(out / "2.0.0" / "removals")
    with pytest.raises(IntegrityError, match=r"2\.0\.0: is half deleted: removals/train-00000-of-00001\.parquet is missing or cut short; restore .* or remove"):
        build(BuildRequest(inputs=(out.parent / "raw",), root=out.parent, out=out))


def test_a_broken_index_stops_the_build_before_it_publishes(out):
    """An index that cannot be read may hold yanks: it is not written over."""
    (out / "index.json").write_text("[]")
    with pytest.raises(IntegrityError, match="is not an index of versions; remove it"):
        build(BuildRequest(inputs=(out.parent / "raw",), root=out.parent, out=out))
    assert (out / "index.json").read_text() == "[]"
    assert not (out / "2.0.1").exists()
