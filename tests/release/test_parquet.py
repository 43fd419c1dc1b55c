import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.columns import TABLES
from cleaner.errors import IntegrityError
from cleaner.release.digest import row_digests, table_digest
from cleaner.release.parquet import LEAST_ROWS, MOST_ROWS, first_cut, read_groups, schema_fingerprint, write_rows, write_table
from cleaner.release.tables import arrow_schema, to_table

META = {"dataset": "invented", "dataset_version": "1.0.0"}


def test_files_are_cut_by_rows(tables, tmp_path):
    """Seven rows at three a file are three files whose names say how many there are."""
    files = write_table(tables["articles"], tmp_path, "data", metadata=META, rows_per_file=3)
    assert [(file.path, file.rows) for file in files] == [
        ("data/train-00000-of-00003.parquet", 3),
        ("data/train-00001-of-00003.parquet", 3),
        ("data/train-00002-of-00003.parquet", 1),
    ]
    assert pa.concat_tables(read_groups(tmp_path, "data")).equals(tables["articles"])


def test_no_rows_are_one_file(tmp_path):
    """A table without rows is a file with its columns: a reader finds the schema, not an error."""
    (file,) = write_table(arrow_schema("rejections").empty_table(), tmp_path, "rejections", metadata=META)
    found = pq.read_table(tmp_path / file.path)
    assert (found.num_rows, found.column_names) == (0, arrow_schema("rejections").names)


def test_bytes_do_not_depend_on_chunks(tables, tmp_path):
    """The same rows give the same bytes however memory was chunked, because a row group is written from one chunk."""
    table = tables["articles"]
    one = write_table(table, tmp_path / "one", "data", metadata=META)
    chunks = pa.concat_tables([table.slice(i, 1) for i in range(table.num_rows)])
    other = write_table(chunks, tmp_path / "other", "data", metadata=META)
    assert one == other


def ledger(n, skip=range(0)):
    """So many rows of a ledger, three for each article, without those to be skipped."""
    rows = [number for number in range(n) if number not in skip]
    ids = [hashlib.sha256(b"%d" % (number // 3)).hexdigest()[:20] for number in rows]
    values = {"article_id": ids, "line": [number % 3 for number in rows], "score": [0.5] * len(rows)}
    schema = arrow_schema("removals")
    same = {"int32": 0, "string": "x"}
    return pa.table([pa.array(values.get(field.name, [same.get(str(field.type), 0)] * len(rows)), field.type) for field in schema], schema=schema)


def groups_of(version_folder, folder):
    """For each row group of a table: its first article and line, and how many rows it has."""
    found = []
    for path in sorted((version_folder / folder).glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                group = file.read_row_group(number, columns=["article_id", "line"])
                found.append((group["article_id"][0].as_py(), group["line"][0].as_py(), group.num_rows))
    return found


def test_row_groups_are_of_a_bounded_size(tmp_path):
    """A row group has 2,000 to 12,000 rows, the last of a file perhaps fewer: a reader of one group needs a bounded amount of memory."""
    write_table(ledger(110_000), tmp_path, "removals", metadata=META)
    sizes = [n for _, _, n in groups_of(tmp_path, "removals")]
    assert sum(sizes) == 110_000
    assert max(sizes) <= MOST_ROWS
    assert sum(n < LEAST_ROWS for n in sizes) <= 2
    assert 12 < len(sizes) < 30


@pytest.mark.parametrize("start", [0, 3_000, 50_000])
def test_rows_that_go_move_the_cuts_of_their_neighbourhood_alone(tmp_path, start):
    """After a takedown the row groups behind it begin at the rows that they began at before, so that their bytes need not be sent again."""
    for name, skip in (("before", range(0)), ("after", range(start, start + 1_000))):
        write_table(ledger(100_000, skip), tmp_path / name, "removals", metadata=META)
    before, after = (groups_of(tmp_path / name, "removals") for name in ("before", "after"))
    assert len(set(after) - set(before)) <= 2
    assert len(after) > 10


@pytest.mark.parametrize("size", [700, 5_000, 12_000, 29_999])
def test_large_groups_do_not_depend_on_chunks(tmp_path, size):
    """Where a row group ends is decided by its rows: rows that come in pieces of any size give the same bytes."""
    table = ledger(30_000)
    whole = write_table(table, tmp_path / "whole", "removals", metadata=META, rows_per_file=20_000)
    pieces = (table.slice(start, size) for start in range(0, table.num_rows, size))
    assert write_rows(pieces, table.schema, table.num_rows, tmp_path / "pieces", "removals", metadata=META, rows_per_file=20_000) == whole


def test_every_published_table_can_be_cut():
    """Each has a column that tells rows apart, which the cuts look at."""
    for name in TABLES:
        table = pa.Table.from_batches([pa.RecordBatch.from_pylist([{}], schema=pa.schema([(field.name, field.type) for field in arrow_schema(name)]))])
        assert LEAST_ROWS <= first_cut(pa.concat_tables([table] * (LEAST_ROWS + 1))) <= LEAST_ROWS + 1


def test_footer_holds_no_article_text(make_article, tmp_path):
    """Statistics copy the smallest and largest value into the footer: text-like columns have none."""
    words = {name: f"zzunique{name}" for name in ("title", "subtitle", "text", "published_text", "section", "url", "license")}
    lists = {name: (f"zzunique{name}",) for name in ("authors", "credits", "captions", "headings")}
    (file,) = write_table(to_table("articles", [make_article(1, **words, **lists)]), tmp_path, "data", metadata=META)
    data = (tmp_path / file.path).read_bytes()
    group = pq.read_metadata(tmp_path / file.path).row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    for path, column in columns.items():
        if path.split(".")[0] in {*words, *lists}:
            assert not column.is_stats_set
            assert not column.has_column_index
        assert column.compression == "ZSTD"
    assert columns["id"].is_stats_set
    assert b"zzunique" not in data[max(column.data_page_offset + column.total_compressed_size for column in columns.values()) :]


def test_footer_says_what_it_is(tables, tmp_path):
    """A file that was moved away from its folder still says which version of which dataset it is, and no clock or path."""
    (file,) = write_table(tables["articles"], tmp_path, "data", metadata=META)
    metadata = pq.read_schema(tmp_path / file.path).metadata
    fingerprint = schema_fingerprint(tables["articles"].schema).encode()
    assert metadata == {b"dataset": b"invented", b"dataset_version": b"1.0.0", b"schema_version": b"1", b"schema_fingerprint": fingerprint}


def test_the_fingerprint_is_that_of_the_columns(tables):
    """It changes with a column's name, type or nullability, and with nothing else; the same value can be read back from a file."""
    schema = tables["articles"].schema
    print_ = schema_fingerprint(schema)
    assert schema_fingerprint(schema.remove_metadata()) == print_
    for changed in (
        schema.set(0, schema.field(0).with_name("key")),
        schema.set(0, schema.field(0).with_type(pa.large_string())),
        schema.set(0, schema.field(0).with_nullable(True)),
        schema.remove(3),
    ):
        assert schema_fingerprint(changed) != print_


@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_rows_that_come_in_pieces_give_the_same_bytes(make_article, tmp_path, size):
    """Written as they come, in pieces of any size, rows make the files that a table in memory makes."""
    table = to_table("articles", [make_article(n) for n in range(250)])
    whole = write_table(table, tmp_path / "whole", "data", metadata=META, rows_per_file=100)
    pieces = (table.slice(start, size) for start in range(0, table.num_rows, size))
    assert write_rows(pieces, table.schema, table.num_rows, tmp_path / "pieces", "data", metadata=META, rows_per_file=100) == whole


@pytest.mark.parametrize("n", [6, 8, 0])
def test_as_many_rows_as_promised_must_come(tables, tmp_path, n):
    """The files' names say how many there are, so a wrong number of rows is an error and not a shorter file."""
    with pytest.raises(IntegrityError, match=f"{n} rows were promised"):
        write_rows([tables["articles"]], tables["articles"].schema, n, tmp_path, "data", metadata=META)


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli"])
def test_the_logical_digest_survives_other_codecs(tables, tmp_path, codec):
    """Whoever rewrites a file with another codec, page size or format version still has the same rows, and can show it."""
    for name, table in tables.items():
        digest = table_digest(row_digests(table))
        pq.write_table(table, tmp_path / name, compression=codec, row_group_size=2, data_page_size=64, version="1.0", data_page_version="2.0")
        assert table_digest(row_digests(pq.read_table(tmp_path / name))) == digest


def test_descriptions_travel_with_the_file(tables, tmp_path):
    """Each column's meaning can be read from the file itself."""
    (file,) = write_table(tables["articles"], tmp_path, "data", metadata=META)
    assert b"Headline" in pq.read_schema(tmp_path / file.path).field("title").metadata[b"description"]


def test_damage_is_noticed(tables, tmp_path):
    """A flipped bit in a page is an error that names the file, never silently wrong data."""
    (file,) = write_table(tables["articles"], tmp_path, "data", metadata=META)
    path = tmp_path / file.path
    data = bytearray(path.read_bytes())
    group = pq.read_metadata(path).row_group(0)
    text = next(group.column(i) for i in range(group.num_columns) if group.column(i).path_in_schema == "text")
    data[text.data_page_offset + text.total_compressed_size - 3] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(IntegrityError, match="cannot be read"):
        list(read_groups(tmp_path, "data"))


def test_missing_files_are_noticed(tmp_path):
    """A version without its files is damaged, not empty."""
    with pytest.raises(IntegrityError, match="no Parquet file is there"):
        list(read_groups(tmp_path, "data"))
