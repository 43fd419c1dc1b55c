import hashlib
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.release import digest
from cleaner.release.digest import canonical, canonical_cells, logical_digest, row_digests, table_digest

_SCALARS = st.none() | st.text(max_size=5) | st.integers(-9, 99) | st.floats(allow_nan=False)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@given(st.lists(_VALUES, max_size=3), st.lists(_VALUES, max_size=3))
def test_different_rows_are_written_differently(one, other):
    """No two lists of values have one canonical form: the digest cannot miss a difference."""
    assert (canonical(one) == canonical(other)) == (repr(one) == repr(other))


_TYPED = (
    (pa.string(), st.text(st.characters(exclude_categories=["Cs"]), max_size=4)),
    (pa.large_string(), st.text("aé", max_size=3)),
    (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.float64(), st.floats(allow_nan=False)),
    (pa.bool_(), st.booleans()),
    (pa.timestamp("us", tz="UTC"), st.datetimes(min_value=datetime(1600, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - Hypothesis adds the zone
    (pa.list_(pa.string()), st.lists(st.none() | st.text("a:N", max_size=2), max_size=3)),
    (pa.list_(pa.int32()), st.lists(st.integers(-9, 9), max_size=3)),
    (pa.struct([("b", pa.float64()), ("a", pa.string())]), st.fixed_dictionaries({"b": st.none() | st.floats(0, 1), "a": st.none() | st.text(max_size=2)})),
)


@given(st.sampled_from(_TYPED).flatmap(lambda kind: st.tuples(st.just(kind[0]), st.lists(st.none() | kind[1], max_size=6), st.integers(0, 3))))
def test_columns_are_written_as_values_are(case):
    """Whole columns are written out in the one canonical way that single values are, nulls and slices included."""
    type_, values, start = case
    column = pa.array(values, type_).slice(start)
    assert canonical_cells(column).to_pylist() == [canonical(value) for value in column.to_pylist()]


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


@pytest.mark.parametrize("in_memory", [3, 1000])
def test_the_digest_of_a_table_may_be_added_up(tmp_path, monkeypatch, in_memory):
    """Digests that wait in files give the digest of those in memory, in whatever order and portions they come."""
    monkeypatch.setattr(digest, "_DIGESTS_IN_MEMORY", in_memory)
    digests = [hashlib.sha256(b"%d" % n).digest() for n in range(40)] + [bytes(32), bytes(31) + b"\1", bytes(32)]
    whole = digest.TableDigest(tmp_path, "rows")
    for start in range(0, len(digests), 4):
        whole.add(np.frombuffer(b"".join(digests[::-1][start : start + 4]), np.uint8).reshape(-1, 32))
    assert whole.hexdigest() == table_digest(digests)
    assert digest.TableDigest(tmp_path, "none").hexdigest() == table_digest([])
