"""Mean length of a headline, in words, by language."""

import os

import polars as pl

articles = pl.read_parquet(f"{os.environ.get('DATA', 'dataset/1.0.0')}/data/*.parquet", columns=["language", "title"])
words = pl.col("title").str.split(" ").list.len().mean().round(1).alias("words")
print(articles.group_by("language").agg(words, pl.len().alias("articles")).sort("language"))
