import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.errors import IntegrityError
from cleaner.release import frames as of_frames
from cleaner.release.frames import as_frame, frames
from cleaner.release.parquet import read_groups, write_table
from tests.release.damage import flip_a_bit


@pytest.mark.parametrize("table", ["articles", "removals", "fields"])
@pytest.mark.parametrize("at_once", [1, 1 << 20])
def test_rows_are_those_that_arrow_reads(tables, tmp_path, table, at_once, monkeypatch):
    """Every column of every table is what Arrow makes of it, in the published order, over files and row groups, however many are read at once."""
    monkeypatch.setattr(of_frames, "_BYTES_AT_ONCE", at_once)
    write_table(tables[table], tmp_path, "data", metadata={}, rows_per_file=4)
    paths = sorted((tmp_path / "data").iterdir())
    with monkeypatch.context() as patch:
        patch.delattr(pq.ParquetFile, "read_row_group")  # Arrow is for files of others
        found = list(frames(paths, tables[table].column_names))
    wanted = as_frame(pa.concat_tables(read_groups(tmp_path, "data")))
    assert len(found) >= len(paths) > 1
    assert [frame.schema for frame in found] == [wanted.schema] * len(found)
    assert [row for frame in found for row in frame.iter_rows()] == list(wanted.iter_rows())
    few = tables[table].column_names[::-2]
    assert [row for frame in frames(paths, few) for row in frame.iter_rows()] == list(wanted.select(few).iter_rows())


@pytest.mark.parametrize("options", [{}, {"write_page_checksum": True, "compression": "snappy"}])
def test_files_of_anybody(tables, tmp_path, options):
    """A file without our keys, with checksums or none, has the same rows."""
    pq.write_table(tables["articles"].replace_schema_metadata(), tmp_path / "a.parquet", row_group_size=3, **options)
    found = list(frames([tmp_path / "a.parquet"], tables["articles"].column_names))
    assert [row for frame in found for row in frame.iter_rows()] == list(as_frame(tables["articles"]).iter_rows())


def test_what_is_damaged_is_one_line(tables, tmp_path):
    """A flipped bit and a file that is none are errors that name the file; columns that are not asked for do not matter."""
    write_table(tables["articles"], tmp_path, "data", metadata={})
    (path,) = (tmp_path / "data").iterdir()
    flip_a_bit(path, "title")
    with pytest.raises(IntegrityError, match=r"train-00000-of-00001\.parquet: cannot be read \(OSError\); see 'clean verify' on its version"):
        list(frames([path], ["id", "title"]))
    assert sum(frame.height for frame in frames([path], ["id", "url"])) == tables["articles"].num_rows
    path.write_bytes(b"PAR1")
    with pytest.raises(IntegrityError, match="cannot be read"):
        list(frames([path], ["id"]))
    path.write_bytes(b"")
    with pytest.raises(IntegrityError, match="cannot be read"):
        list(frames([path], ["id"]))
