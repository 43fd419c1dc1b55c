"""Eight libraries, one call each: the version as it was published, with the types and counts of columns.py."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys

import pytest

from cleaner.columns import TABLES
from cleaner.release.build import BuildRequest, build
from cleaner.release.sides import FOLDERS

ROWS = {"articles": 5, "removals": None, "fields": None, "rejections": 1, "duplicates": 1, "chrome": None}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("readers")


@pytest.fixture
def version(home, make_raw):
    """Five articles, a duplicate and a rejection, published once."""
    root = home / "workspace"
    if not root.exists():
        make_raw(5, root)
        # Of one host, so that there are lines which come often.
        pages = [{"url": f"https://lantern.example/{n}", "text": (root / "raw" / f"page-000{n}.txt").read_text("utf-8")} for n in (3, 4)]
        for n in (3, 4):
            (root / "raw" / f"page-000{n}.txt").unlink()
        (root / "raw" / "pages.jsonl").write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")
        (root / "raw" / "z-again.txt").write_bytes((root / "raw" / "page-0001.txt").read_bytes())
        (root / "raw" / "menu.txt").write_text("Home\nNews\nSport\n", encoding="utf-8")
        build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", license="CC0-1.0", name="invented-news"))
    return root / "dataset" / "1.0.0"


def counted(table, n):
    expected = ROWS[table]
    assert n == expected if expected is not None else n > 5, (table, n)


@pytest.mark.parametrize("table", TABLES)
def test_pyarrow_and_pandas_load_each_table(version, table):
    """Columns, their order, their types and the rows are those that were published."""
    import pandas as pd
    import pyarrow.parquet as pq

    from cleaner.release.tables import arrow_schema

    found = pq.read_table(version / FOLDERS[table], page_checksum_verification=True)
    assert found.schema.equals(arrow_schema(table))
    counted(table, found.num_rows)
    frame = pd.read_parquet(version / FOLDERS[table])
    assert list(frame.columns) == arrow_schema(table).names
    counted(table, len(frame))


@pytest.mark.parametrize("table", TABLES)
def test_polars_and_duckdb_load_each_table(version, table):
    """Columns and rows are those that were published, by one call over the folder's files."""
    import duckdb
    import polars as pl

    names = [column.name for column in TABLES[table]]
    frame = pl.read_parquet(version / FOLDERS[table] / "*.parquet")
    assert frame.columns == names
    counted(table, frame.height)
    found = duckdb.read_parquet(f"{version}/{FOLDERS[table]}/*.parquet")
    assert found.columns == names
    counted(table, len(found.fetchall()))


_DATASETS = """
import sys, json, datasets
rows = {}
for name in sys.argv[2:]:
    found = datasets.load_dataset(sys.argv[1], name, split="train")
    rows[name] = [found.num_rows, {key: str(value) for key, value in found.features.items()}]
found = datasets.load_dataset(sys.argv[1], split="train")
assert found.num_rows == rows["articles"][0]
assert found[0]["published_at"].tzinfo is not None
print(json.dumps(rows))
"""


def test_datasets_loads_each_table(version, tmp_path):
    """Each table is a config of its own, offline, and `articles` the default, with the declared types."""
    pytest.importorskip("datasets")
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    done = subprocess.run([sys.executable, "-c", _DATASETS, str(version), *TABLES], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    for table, (n, features) in json.loads(done.stdout.splitlines()[-1]).items():
        counted(table, n)
        assert list(features) == [column.name for column in TABLES[table]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ibis calls DuckDB's older names
def test_ibis_loads_each_table(version):
    """Types are Ibis's own for text, numbers, times and lists."""
    ibis = pytest.importorskip("ibis", reason="ibis is not installed")
    for table in TABLES:
        found = ibis.read_parquet(f"{version}/{FOLDERS[table]}/*.parquet")
        assert list(found.columns) == [column.name for column in TABLES[table]]
        counted(table, int(found.count().execute()))
    schema = ibis.read_parquet(f"{version}/data/*.parquet").schema()
    assert schema["published_at"].is_timestamp()
    assert schema["authors"].is_array()
    assert str(schema["n_words"]) in {"int32", "!int32"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
def test_mlcroissant_loads_each_table(version):
    """Croissant validates without an issue, and each record set has the rows of its table."""
    croissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    dataset = croissant.Dataset(str(version / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    for table in TABLES:
        rows = list(dataset.records(table))
        counted(table, len(rows))
    row = next(iter(dataset.records("articles")))
    assert {key.rpartition("/")[2] for key in row} >= {"id", "text", "title", "n_words"}
    moment = next(value for key, value in row.items() if key.endswith("published_at"))
    assert isinstance(moment, dt.datetime) or hasattr(moment, "tzinfo")


def _in_spark(type_):
    """How Spark calls a column's type."""
    if type_.startswith(("list<", "struct<")):
        outer, _, inner = type_.removesuffix(">").partition("<")
        return "array<" + _in_spark(inner) + ">" if outer == "list" else "struct<" + ",".join(f"{part.split(':')[0]}:double" for part in inner.split(",")) + ">"
    return {"int32": "int", "int64": "bigint", "float64": "double", "bool": "boolean"}.get(type_, type_)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning")  # PySpark's own
def test_spark_loads_each_table(version):
    """Spark reads each folder with one call; a time is a timestamp, a list an array, a confidence a struct."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    spark = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        for table in TABLES:
            found = spark.read.parquet(str(version / FOLDERS[table]))
            assert found.columns == [column.name for column in TABLES[table]]
            counted(table, found.count())
            assert [type_ for _, type_ in found.dtypes] == [_in_spark(column.type) for column in TABLES[table]]
    finally:
        spark.stop()


def test_this_file_names_every_table():
    """A table that is added is loaded here too."""
    assert ROWS.keys() == TABLES.keys() == FOLDERS.keys()
