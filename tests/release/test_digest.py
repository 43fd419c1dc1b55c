import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from cleaner.release.digest import canonical, logical_digest, row_digests, table_digest

_SCALARS = st.none() | st.text(max_size=5) | st.integers(-9, 99) | st.floats(allow_nan=False)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@given(st.lists(_VALUES, max_size=3), st.lists(_VALUES, max_size=3))
def test_different_rows_are_written_differently(one, other):
    """No two lists of values have one canonical form: the digest cannot miss a difference."""
    assert (canonical(one) == canonical(other)) == (repr(one) == repr(other))


def test_digest_ignores_how_the_table_is_stored(tables, tmp_path):
    """Chunks, row order, column order, codec and string width do not change a table's digest."""
    table = tables["articles"]
    digest = table_digest(row_digests(table))
    chunked = pa.concat_tables([table.slice(4), table.slice(0, 4)])
    assert table_digest(row_digests(chunked)) == digest
    assert table_digest(row_digests(table.select(table.column_names[::-1]))) == digest
    wide = table.set_column(table.column_names.index("text"), "text", table["text"].cast(pa.large_string()))
    pq.write_table(wide, tmp_path / "wide.parquet", compression="gzip")
    assert table_digest(row_digests(pq.read_table(tmp_path / "wide.parquet"))) == digest


def test_digest_sees_every_change(tables):
    """A changed value, a lost row, a row twice and a renamed column each change the digest."""
    table = tables["removals"]
    digest = table_digest(row_digests(table))
    changed = table.set_column(4, "text", pa.array(["Menv", *table["text"].to_pylist()[1:]]))
    for other in (changed, table.slice(1), pa.concat_tables([table, table.slice(0, 1)]), table.rename_columns([*table.column_names[:-1], "points"])):
        assert table_digest(row_digests(other)) != digest


def test_digest_of_a_version_is_fixed():
    """The canonical form is part of what is published: this value may never change under one schema version."""
    table = pa.table({"a": ["é", None], "b": pa.array([1, 2], pa.int32()), "c": [[0.5], []]})
    assert logical_digest({"articles": table_digest(row_digests(table))}) == "b4400d201fb292540471b1194aa7f976193d182e3881d7cfc6158710375ab15d"
