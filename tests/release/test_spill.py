"""Rows on disk come back as they were, in the order of their places."""

import numpy as np
import pyarrow as pa
import pytest

from cleaner.release.spill import RowFiles
from cleaner.release.tables import arrow_schema, to_table


@pytest.mark.parametrize("n_bytes", [1, 10_000, 10**9])
@pytest.mark.parametrize("rows_per_file", [1, 7, 100])
def test_rows_come_back_in_order(make_article, tmp_path, n_bytes, rows_per_file):
    """Dealt out in portions of any size, rows are read in the order of their places, and rows of one place in the order they came in."""
    n = 40
    table = to_table("articles", [make_article(number) for number in range(n)])
    places = np.random.default_rng(4).permutation(np.arange(n) // 2)
    files = RowFiles(tmp_path, "articles", arrow_schema("articles"), rows_per_file=rows_per_file, n_bytes=n_bytes)
    for start in range(0, n, 6):
        files.add(table.slice(start, 6), pa.array(places[start : start + 6]))
    files.add(table.slice(0, 0), pa.array([], pa.int64()))
    files.flush()
    expected = table["id"].take(pa.array(np.argsort(places, kind="stable"))).to_pylist()
    for _ in range(2):
        found = [part.cast(arrow_schema("articles")) for part in files.tables(n // 2)]
        assert pa.concat_tables(found)["id"].to_pylist() == expected
    assert files.n_rows == n
