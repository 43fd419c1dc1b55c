"""What this study relies on: every article has a headline of some words and a date."""

import pandera.polars as pa

from cleaner.contract import built_in

ARTICLES = built_in(required=["title", "language"], columns={"n_words": [pa.Check.ge(40)]})
