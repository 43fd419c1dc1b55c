from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import Rejection
from cleaner.columns import TABLES
from cleaner.errors import IntegrityError
from cleaner.release.tables import arrow_schema, take_rows, to_table


@pytest.mark.parametrize("name", TABLES)
def test_schema_follows_columns(name):
    """Every column of columns.py is in the schema, in its order, with its description, origin and unit."""
    schema = arrow_schema(name)
    assert schema.names == [column.name for column in TABLES[name]]
    for column, field in zip(TABLES[name], schema, strict=True):
        assert field.nullable == column.nullable
        assert field.metadata[b"description"].decode() == column.description
        assert field.metadata[b"origin"].decode() == column.origin
        assert (column.unit is None) == (b"unit" not in field.metadata)


def test_rows_come_back_as_they_went_in(make_article):
    """A table holds the values of its rows: tuples as lists, the confidence as a struct with null for what is unknown."""
    article = make_article(1, agencies=("NNB", "Tarn Press"), published_at=datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC))
    row = to_table("articles", [article]).to_pylist()[0]
    assert row["agencies"] == ["NNB", "Tarn Press"]
    assert row["published_at"] == article.published_at
    assert row["confidence"]["title"] == 0.9
    assert row["confidence"]["subtitle"] is None
    assert row["text"] == article.text


def test_no_rows_make_an_empty_table_of_the_right_schema():
    """A table without rows has its columns all the same."""
    assert to_table("rejections", []).schema.equals(arrow_schema("rejections"), check_metadata=True)


def test_unknown_confidence_is_an_error(make_article):
    """A confidence that has no place in the schema is an error: it would silently go missing."""
    with pytest.raises(IntegrityError, match=r"articles\.confidence: unknown key 'mood'"):
        to_table("articles", [make_article(1, confidence={"mood": 1.0})])


def test_null_where_none_may_be_is_an_error(make_article):
    """Arrow itself accepts a null in a column that must not hold one; the table does not."""
    with pytest.raises(IntegrityError, match=r"articles\.text: 1 of 2 values are missing"):
        to_table("articles", [make_article(1), make_article(2, text=None)])


def test_lone_surrogate_is_an_error():
    """What cannot be written as UTF-8 is an error at the row, not a damaged file."""
    with pytest.raises((UnicodeEncodeError, pa.ArrowInvalid)):
        to_table("rejections", [Rejection("raw/\udcff.txt", "unreadable", "name")])


@given(st.lists(st.lists(st.text(max_size=2), max_size=4), min_size=1, max_size=4), st.data())
def test_rows_are_taken_across_chunks(chunks, data):
    """Taking rows gives what Arrow's own take gives, however the table is chunked."""
    table = pa.table({"text": pa.chunked_array(chunks, pa.string())})
    rows = data.draw(st.lists(st.integers(0, table.num_rows - 1), max_size=6)) if table.num_rows else []
    assert take_rows(table, rows).to_pylist() == table.take(pa.array(rows, pa.int64())).to_pylist()
