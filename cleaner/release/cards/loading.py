"""How to load a version, in eight libraries: each example is a block of code that a test runs as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# From the folder above the version, not from inside: `datasets` cannot name a dataset that is called ".".
_EXAMPLES = (
    (
        "datasets",
        'import datasets\n\narticles = datasets.load_dataset("{version}", split="train")\nremovals = datasets.load_dataset("{version}", "removals", split="train")',
    ),
    ("pandas", 'import pandas\n\narticles = pandas.read_parquet("{version}/{data}")'),
    ("Polars", 'import polars\n\narticles = polars.read_parquet("{version}/{data}/*.parquet")'),
    ("DuckDB", 'import duckdb\n\narticles = duckdb.read_parquet("{version}/{data}/*.parquet")'),
    ("PyArrow", 'import pyarrow.parquet\n\narticles = pyarrow.parquet.read_table("{version}/{data}", page_checksum_verification=True)'),
    ("Ibis", 'import ibis\n\narticles = ibis.read_parquet("{version}/{data}/*.parquet")'),
    ("mlcroissant", 'import mlcroissant\n\narticles = mlcroissant.Dataset("{version}/croissant.json").records("articles")'),
    ("Spark", 'from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\narticles = spark.read.parquet("{version}/{data}")'),
)


def loading(version: str, folders: Mapping[str, str]) -> Iterator[str]:
    """The card's section with one example a library, run in the folder above that of the version."""
    yield "## How to load it"
    yield ""
    yield f"Each of these runs beside the folder `{version}`, and gives the articles. The other tables load in the same way."
    yield ""
    for name, code in _EXAMPLES:
        yield from (f"{name}:", "", "```python", code.replace("{version}", version).replace("{data}", folders["articles"]), "```", "")
