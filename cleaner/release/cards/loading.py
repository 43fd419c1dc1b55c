"""How to load a version, in eight libraries: each example is a block of code that a test runs as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_EXAMPLES = (
    ("datasets", 'import datasets\n\narticles = datasets.load_dataset(".", split="train")\nremovals = datasets.load_dataset(".", "removals", split="train")'),
    ("pandas", 'import pandas\n\narticles = pandas.read_parquet("{data}")'),
    ("Polars", 'import polars\n\narticles = polars.read_parquet("{data}/*.parquet")'),
    ("DuckDB", 'import duckdb\n\narticles = duckdb.read_parquet("{data}/*.parquet")'),
    ("PyArrow", 'import pyarrow.parquet\n\narticles = pyarrow.parquet.read_table("{data}", page_checksum_verification=True)'),
    ("Ibis", 'import ibis\n\narticles = ibis.read_parquet("{data}/*.parquet")'),
    ("mlcroissant", 'import mlcroissant\n\narticles = mlcroissant.Dataset("croissant.json").records("articles")'),
    (
        "Spark",
        'from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\narticles = spark.read.parquet("{data}")',
    ),
)


def loading(folders: Mapping[str, str]) -> Iterator[str]:
    """The card's section with one example a library, run in the folder of the version."""
    yield from ("## How to load it", "", "Each of these runs in the folder of this version, and gives the articles. The other tables load in the same way.", "")
    for name, code in _EXAMPLES:
        yield from (f"{name}:", "", "```python", code.replace("{data}", folders["articles"]), "```", "")
