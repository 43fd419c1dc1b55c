import gzip
import json

import polars as pl
import pytest
import zstandard

from cleaner.errors import IntegrityError
from cleaner.release.jsonl_rows import read_rows

SCHEMA = {
    "id": pl.String(),
    "n": pl.Int32(),
    "share": pl.Float64(),
    "at": pl.Datetime("us", "UTC"),
    "names": pl.List(pl.String()),
    "parts": pl.Struct({"a": pl.Float64()}),
}


def rows_of(path, *lines, rows_per_batch=100, refuse_others=True):
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines) + b"\n")
    return list(read_rows(path, SCHEMA, rows_per_batch=rows_per_batch, refuse_others=refuse_others))


def test_rows_have_the_published_types(tmp_path):
    """Values become those of the columns; what is not there is null, and a time without a zone is UTC."""
    (rows,) = rows_of(
        tmp_path / "a.jsonl",
        {"id": "x", "n": 3, "share": 1, "at": "2031-01-02T03:04:05+01:00", "names": ["A", None], "parts": {"a": 2, "b": 3}},
        {"at": "2031-01-02"},
    )
    assert dict(rows.frame.schema) == SCHEMA
    assert rows.faults == ()
    assert rows.frame["at"].dt.to_string().to_list() == ["2031-01-02 02:04:05.000000+00:00", "2031-01-02 00:00:00.000000+00:00"]
    assert rows.frame.row(1)[:3] == (None, None, None)


@pytest.mark.parametrize(
    ("value", "column", "found"),
    [("7", "n", "a text"), (True, "n", "a boolean"), (2**31, "n", "a number"), (1.5, "n", "a number"), (["a"], "id", "a list"), (["a", 1], "names", "a list"),
     ("yesterday", "at", "a text"), ({"a": "much"}, "parts", "an object"), ("\ud800", "id", "a text"), (True, "share", "a boolean")],
)  # fmt: skip
def test_a_value_of_another_type_is_a_fault_of_its_row(tmp_path, value, column, found):
    """It is named by line, column and kind, never by itself, and the other values of the row are there."""
    (rows,) = rows_of(tmp_path / "a.jsonl", {"id": "x", "n": 1}, {"id": "y", "n": 2, column: value})
    assert [(fault.row, fault.line, fault.column, fault.found) for fault in rows.faults] == [(1, 2, column, found)]
    assert rows.frame[column].to_list()[1] is None
    assert rows.frame["id" if column != "id" else "n"].to_list()[0] in ("x", 1)


def test_a_broken_line_costs_no_other(tmp_path):
    """Lines that are no object are counted and said; blank ones are no rows; numbers are those of the file."""
    (rows,) = rows_of(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"id": "x"}', b"", b"{broken", b"[1]", b'{"id": "\xff"}', b"[" * 100_000, {"id": "y", "mood": 1})
    assert [(fault.line, fault.check, fault.found) for fault in rows.faults] == [
        (3, "a JSON object", "not JSON at character 2"),
        (4, "a JSON object", "a list, not an object"),
        (5, "a JSON object", "not UTF-8 at byte 9"),
        (6, "a JSON object", "not JSON that can be read: nested too deep, or a number too long"),
        (7, "columns and types", "1 keys are not columns of the contract"),
    ]
    assert (rows.frame["id"].to_list(), rows.n_lines) == (["x", "y"], 6)


def test_batches_are_of_a_size(tmp_path):
    """Memory holds so many rows at a time, and line numbers go on."""
    found = rows_of(tmp_path / "a.jsonl", *({"n": n} for n in range(7)), {"n": "x"}, rows_per_batch=3)
    assert [rows.frame.height for rows in found] == [3, 3, 2]
    assert [(fault.row, fault.line) for fault in found[2].faults] == [(1, 8)]


def test_compressed_lines_are_read(tmp_path):
    """gzip and zstd hold the same lines; a cut file is an error, not a shorter one."""
    data = b"\n".join(json.dumps({"id": f"article {n}", "n": n * n}).encode() for n in range(500))
    for path, packed in ((tmp_path / "a.jsonl.gz", gzip.compress(data)), (tmp_path / "a.jsonl.zst", zstandard.compress(data))):
        path.write_bytes(packed)
        assert sum(rows.frame.height for rows in read_rows(path, SCHEMA, rows_per_batch=100, refuse_others=True)) == 500
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(data)[:-30])
    with pytest.raises(IntegrityError, match="cannot be read to its end"):
        list(read_rows(path, SCHEMA, rows_per_batch=100, refuse_others=True))
