import hashlib
import json
import random
import shutil

import pyarrow.parquet as pq
import pytest

from cleaner.errors import UsageError
from cleaner.release.build import BuildRequest, build
from cleaner.release.sums import digests_of, sums_text
from cleaner.release.verify import verify


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("verify")


@pytest.fixture
def whole(home, make_raw):
    """A published version, built once."""
    root = home / "workspace"
    if not root.exists():
        make_raw(4, root)
        build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", license="CC0-1.0"))
    return root / "dataset" / "1.0.0"


@pytest.fixture
def copy(whole, tmp_path):
    """A copy of it that may be damaged, with the index beside it."""
    shutil.copytree(whole.parent, tmp_path / "dataset")
    return tmp_path / "dataset" / "1.0.0"


def seal(folder, *, index=False):
    """Write manifest digests and SHA256SUMS anew, as somebody would who wants to hide a change."""
    said = json.loads((folder / "manifest.json").read_text())
    for entry in said["files"]:
        data = (folder / entry["path"]).read_bytes()
        entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")
    (folder / "SHA256SUMS").write_text(sums_text(digests_of(folder)))
    if not index:
        (folder.parent / "index.json").unlink(missing_ok=True)


def test_what_was_published_is_intact(whole):
    """Right after a build every check holds, and the rows are counted."""
    found = verify(whole)
    assert found.faults == ()
    assert [check.name for check in found.checks] == ["files", "index", "manifest", "tables", "cards"]
    assert (found.rows["articles"], found.yanked) == (4, None)


def flip(folder, count, seed):
    """How many of so many single flipped bits, anywhere in the version, `verify` does not catch."""
    rng = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    # Half of them by file and half by size, so that small files are hit as well as large ones.
    sizes = [path.stat().st_size for path in files]
    missed = []
    for n in range(count):
        path = rng.choice(files) if n % 2 else rng.choices(files, sizes)[0]
        data = path.read_bytes()
        at, bit = rng.randrange(len(data)), rng.randrange(8)
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])
        if verify(folder).is_good:
            missed.append((path.name, at, bit))
        path.write_bytes(data)
    assert verify(folder).is_good
    return missed


def test_every_flipped_bit_is_caught(copy):
    """One changed bit in any file, SHA256SUMS and manifest included, is caught, without the help of an index."""
    (copy.parent / "index.json").unlink()
    assert flip(copy, 60, seed=1) == []


@pytest.mark.slow
def test_every_one_of_a_thousand_flipped_bits_is_caught(copy):
    """The same a thousand times."""
    (copy.parent / "index.json").unlink()
    assert flip(copy, 1_000, seed=2) == []


@pytest.mark.slow
def test_page_checksums_catch_flips_that_were_sealed(copy):
    """Whoever writes the digests anew is caught by page checksums, counts and logical digests, for every bit of the pages."""
    rng = random.Random(3)
    path = copy / "data" / "train-00000-of-00001.parquet"
    data = path.read_bytes()
    group = pq.read_metadata(path).row_group(0)
    spans = [(group.column(i).data_page_offset, group.column(i).total_compressed_size) for i in range(group.num_columns)]
    for _ in range(150):
        start, size = rng.choice(spans)
        at = start + rng.randrange(size)
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :])
        seal(copy)
        assert not verify(copy).is_good, at


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda v: (v / "removals/train-00000-of-00001.parquet").unlink(), "removals/train-00000-of-00001.parquet: is missing"),
        (lambda v: (v / "DATASHEET.md").unlink(), "DATASHEET.md: is missing"),
        (lambda v: (v / "manifest.json").unlink(), "manifest.json: is missing"),
        (lambda v: (v / "SHA256SUMS").unlink(), "SHA256SUMS: is missing"),
        (lambda v: (v / "data/extra.parquet").write_bytes(b"PAR1"), "data/extra.parquet: was not published with the version; remove it"),
        (lambda v: (v / "README.md").write_text("Better."), "README.md: is not the file that was published"),
        (lambda v: (v / "SHA256SUMS").write_text((v / "SHA256SUMS").read_text().replace("  ", " *")), "SHA256SUMS"),
        (lambda v: (v / "SHA256SUMS").write_text((v / "SHA256SUMS").read_text() + "\n"), "SHA256SUMS: is not written as it was published"),
        (lambda v: ((v / "LICENSE").unlink(), (v / "LICENSE").symlink_to("README.md")), "LICENSE: is not the file that was published"),
    ],
)
def test_a_damaged_version_says_what_is_wrong(copy, damage, said):
    """A file that is missing, changed, too many or a link is named, with what to do."""
    damage(copy)
    found = verify(copy)
    assert not found.is_good
    assert any(said in fault for fault in found.faults), found.faults
    assert all("\n" not in fault for fault in found.faults)


def _without_rows(v):
    path = v / "data" / "train-00000-of-00001.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(1).replace_schema_metadata(table.schema.metadata), path, write_page_checksum=True)


def _other_words(v):
    path = v / "data" / "train-00000-of-00001.parquet"
    table = pq.read_table(path)
    titles = [title.replace("snow plough", "tram") for title in table["title"].to_pylist()]
    pq.write_table(table.set_column(table.column_names.index("title"), table.schema.field("title"), [titles]), path, write_page_checksum=True)


def _other_digest(v):
    path = v / "data" / "train-00000-of-00001.parquet"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (v / "croissant.json").write_text((v / "croissant.json").read_text().replace(digest, digest[::-1]))


def _other_count(v):
    text = (v / "stats.json").read_text()
    said = json.loads(text)
    said["facts"]["n_words"] += 1
    (v / "stats.json").write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_without_rows, "data/: holds 3 rows, manifest.json says 4"),
        (_other_words, "data/: its rows do not have the logical digest"),
        (_other_digest, "croissant.json"),
        (_other_count, "stats.json"),
        (lambda v: (v / "fields/train-00000-of-00001.parquet").rename(v / "fields/train-00000-of-00002.parquet"), "manifest.json"),
    ],
)
def test_new_digests_do_not_hide_a_change(copy, damage, said):
    """Somebody who changes data or cards and writes manifest and SHA256SUMS anew is caught by what the tables themselves say."""
    damage(copy)
    try:
        seal(copy)
    except FileNotFoundError:
        (copy / "SHA256SUMS").write_text(sums_text(digests_of(copy)))
        (copy.parent / "index.json").unlink()
    found = verify(copy)
    assert any(said in fault for fault in found.faults), found.faults


def test_the_index_knows_the_version_that_was_published(copy):
    """A version that was replaced whole, digests and all, is not the one that the index knows."""
    _other_words(copy)
    seal(copy, index=True)
    assert [check.name for check in verify(copy).checks if check.faults] == ["index"]


def test_a_copy_elsewhere_is_a_version(copy, tmp_path):
    """A version that was copied away, even under another name, verifies alone."""
    shutil.copytree(copy, tmp_path / "island-news")
    assert verify(tmp_path / "island-news").faults == ()
    shutil.copytree(copy, tmp_path / "9.9.9")
    assert any("says version '1.0.0', the folder '9.9.9'" in fault for fault in verify(tmp_path / "9.9.9").faults)


def test_what_is_no_version_is_one_line(tmp_path):
    """A folder without manifest and sums is a wrong use, not damage."""
    with pytest.raises(UsageError, match="is no version"):
        verify(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        verify(tmp_path / "gone")


def test_a_pinned_digest_is_held(whole):
    """The digest that the build printed passes; that of other content is a fault."""
    digest = json.loads((whole / "manifest.json").read_text())["logical_digest"]
    assert verify(whole, digest=digest).faults == ()
    assert [check.name for check in verify(whole, digest="0" * 64).checks if check.faults] == ["pin"]
