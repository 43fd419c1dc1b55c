import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import IntegrityError
from cleaner.release import paired
from cleaner.release.digest import canonical
from cleaner.release.frames import as_frame
from cleaner.release.paired import pair
from cleaner.release.parquet import write_table
from cleaner.release.sides import Side, open_side
from tests.release.damage import flip_a_bit

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("publisher", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("names", pa.list_(pa.field("element", pa.string()))),
        pa.field("raw_sha256", pa.string()),
    ]
)
VALUES = st.tuples(
    st.sampled_from([None, "The Lantern", "Quoyle Weekly"]),
    st.sampled_from([None, 0.5, float("nan")]),
    st.sampled_from([[], ["a"], ["a", None]]),
    st.sampled_from(["same", "other"]),
)
ROWS = st.lists(st.tuples(st.integers(0, 30), VALUES), unique_by=lambda row: row[0], max_size=30)


def side(rows, rows_per_part=3, name="one"):
    """(number, values) of each article as a side whose rows come in parts."""
    columns = [list(column) for column in zip(*[(f"{number:020}", *values) for number, values in rows], strict=True)] or [[]] * len(SCHEMA)
    table = pa.table([pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
    parts = [table.slice(start, rows_per_part) for start in range(0, table.num_rows, rows_per_part)]
    return Side(name, {"articles": SCHEMA}, {"articles": len(rows)}, None, {}, {}, {}, parts=lambda _: parts)


def one_by_one(old, new):
    """What a comparison must find, said without any cleverness; a float that is no number is like itself."""
    old, new = ([(f"{number:020}", values) for number, values in rows] for rows in (old, new))
    before, after = dict(old), dict(new)
    hits = [
        (row, id_, before[id_][3] == values[3], column)
        for row, (id_, values) in enumerate(new)
        if id_ in before
        for column, was, now in zip(SCHEMA.names[1:], before[id_], values, strict=True)
        if repr(was) != repr(now)
    ]
    return tuple(id_ for id_, _ in new if id_ not in before), tuple(id_ for id_, _ in old if id_ not in after), hits


@settings(deadline=None, max_examples=300)
@given(ROWS, ROWS, st.sampled_from([1, 3, 100]), st.sampled_from([(1, 2), (4, 6), (5_000, 100_000)]))
def test_rows_are_found_wherever_they_stand(old, new, rows_per_part, window):
    """Added, removed and changed rows are those that looking at each id finds, in any order, cut into any parts, for any window."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paired, "_WINDOW", window[0])
        patch.setattr(paired, "_MOST_AHEAD", window[1])
        found = pair(side(old, rows_per_part), side(new, rows_per_part), SCHEMA.names, ["publisher"])
    added, removed, hits = one_by_one(old, new)
    assert found.added == added
    assert found.removed == removed
    assert list(found.hits.iter_rows()) == hits
    assert found.n_both == len(new) - len(added)
    for rows, counts in zip((old, new), found.values["publisher"], strict=True):
        assert sum(counts.values()) == sum(values[0] is not None for _, values in rows)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=400), st.integers(0, 2**32))
def test_a_few_changes_among_many_rows(kinds, seed):
    """Rows that stay in their order are found although others come and go between them."""
    values = ("The Lantern", 0.5, [], "same")
    old = [(n, values) for n, kind in enumerate(kinds) if kind != 1]
    new = [(n, values if kind != 2 or (n + seed) % 2 else ("Quoyle Weekly", *values[1:])) for n, kind in enumerate(kinds) if kind != 3]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paired, "_WINDOW", 7)
        patch.setattr(paired, "_MOST_AHEAD", 20)
        found = pair(side(old), side(new), SCHEMA.names, [])
    assert (found.added, found.removed, list(found.hits.iter_rows())) == one_by_one(old, new)


@settings(deadline=None, max_examples=30)
@given(ROWS, ROWS)
def test_two_ids_of_one_hash_are_two_articles(old, new):
    """Rows are laid beside each other by hashes of their ids; where these agree by chance, the ids themselves decide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paired, "_hashes_of", lambda ids: ids.str.slice(19).cast(pl.UInt64) % 2)
        found = pair(side(old), side(new), SCHEMA.names, [])
    assert (found.added, found.removed, list(found.hits.iter_rows())) == one_by_one(old, new)


def test_an_id_twice_or_missing_is_an_error():
    """With an id twice one of the two rows would be compared with nothing."""
    row = (1, ("The Lantern", None, [], "same"))
    with pytest.raises(IntegrityError, match="one: an id is there twice, or missing"):
        pair(side([row, row]), side([row], name="other"), SCHEMA.names, [])
    gone = Side("no id", {"articles": SCHEMA}, {}, None, {}, {}, {}, parts=lambda _: [pa.Table.from_pylist([{"id": None}], schema=SCHEMA)])
    with pytest.raises(IntegrityError, match="no id: an id is there twice, or missing"):
        pair(side([row]), gone, SCHEMA.names, [])


@pytest.fixture
def folder(tables, tmp_path):
    """A version of two files and some row groups."""
    write_table(tables["articles"], tmp_path / "1.0.0", "data", metadata={}, rows_per_file=4)
    return tmp_path / "1.0.0"


def test_columns_with_one_value_are_known_without_reading_them(folder, tables):
    """Found are columns that have one value, or none, in every row of every file: a struct and a list too, and never another."""
    articles = tables["articles"]
    found = open_side(folder).constants("articles", articles.column_names)
    for name, value in found.items():
        assert articles[name].to_pylist() == [value] * articles.num_rows
    assert {"subtitle", "language", "n_lines", "captions", "confidence", "n_emails"} <= found.keys()
    assert not {"id", "title", "authors", "published_at"} & found.keys()


_FEW = st.sampled_from(
    [
        (pa.string(), [None, "", "a", "b" * 200, "b" * 200 + "c"]),
        (pa.int32(), [None, 0, 7]),
        (pa.float64(), [None, 0.5, float("nan")]),
        (pa.list_(pa.int32()), [None, [], [7], [7, 7], [None]]),
        (pa.list_(pa.string()), [None, [], [""], ["a"]]),
        (pa.struct([("a", pa.int32()), ("b", pa.string())]), [None, {"a": None, "b": None}, {"a": 7, "b": "a"}, {"a": 7, "b": None}]),
        (pa.timestamp("us", "UTC"), [None, datetime(2031, 1, 1, tzinfo=UTC)]),
    ]
).flatmap(lambda kind: st.tuples(st.just(kind[0]), st.lists(st.sampled_from(kind[1]), min_size=1, max_size=2), st.integers(1, 6)))
"""A type, one or two of its values, and after how many rows the other comes."""


@given(st.lists(_FEW, min_size=1, max_size=4), st.integers(1, 6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_column_of_two_values_is_taken_for_one_of_one(kinds, rows_per_group, with_polars):
    """Whatever the statistics say, and whoever wrote them: a column that is passed over has one value in every row."""
    n = 12
    columns = {f"c{number}": pa.array([values[(row // run) % len(values)] for row in range(n)], kind) for number, (kind, values, run) in enumerate(kinds)}
    table = pa.table({"id": [str(row) for row in range(n)], **columns})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "1.0.0/data/train-00000-of-00001.parquet"
        path.parent.mkdir(parents=True)
        if with_polars:
            as_frame(table).write_parquet(path, statistics="full", row_group_size=rows_per_group)
        else:
            pq.write_table(table, path, row_group_size=rows_per_group, write_page_checksum=True)
        side = open_side(path.parents[1])
        kept = pa.concat_tables([frame.to_arrow() for frame in side.frames("articles", table.column_names)])
        for name, value in side.constants("articles", table.column_names).items():
            assert {canonical(one) for one in kept[name].to_pylist()} == {canonical(value)}


def test_one_value_here_and_another_there_is_a_change(folder, tables, tmp_path):
    """A column that is the same in every row of both versions, and not the same in both, changed in every row."""
    articles = tables["articles"]
    at = articles.schema.get_field_index("language")
    other = articles.set_column(at, articles.schema.field(at), pa.array(["de"] * articles.num_rows))
    write_table(other, tmp_path / "2.0.0", "data", metadata={}, rows_per_file=3)
    found = pair(open_side(folder), open_side(tmp_path / "2.0.0"), articles.column_names, ["language"])
    assert found.hits["column"].to_list() == ["language"] * articles.num_rows
    assert found.values["language"] == ({"en": articles.num_rows}, {"de": articles.num_rows})


def test_the_same_input_is_known_where_all_have_one(tables, tmp_path):
    """Articles of one input: that it is the same is no change, and still what makes the rules answer for the others."""
    articles = tables["articles"]
    for name, word in (("1.0.0", "a"), ("2.0.0", "b")):
        table = articles
        for column in ("raw_sha256", "section"):
            at = table.schema.get_field_index(column)
            table = table.set_column(at, table.schema.field(at), pa.array(["0" * 64 if column == "raw_sha256" else word] * table.num_rows))
        write_table(table, tmp_path / name, "data", metadata={})
    found = pair(open_side(tmp_path / "1.0.0"), open_side(tmp_path / "2.0.0"), articles.column_names, [])
    assert found.hits["same_input"].all()
    assert found.hits["column"].to_list() == ["section"] * articles.num_rows


def test_a_damaged_page_is_no_change(folder):
    """A flipped bit in a column is an error, never a changed article."""
    path = min((folder / "data").iterdir())
    flip_a_bit(path, "title")
    with pytest.raises(IntegrityError, match=r"train-00000-of-00002\.parquet: cannot be read \(OSError\); see 'clean verify' on its version"):
        pair(open_side(folder), open_side(folder), pq.read_schema(path).names, [])
