"""This workspace's contract: which articles are good enough to publish here.

`clean build` and `clean validate` load this file by its path, as pytest loads a conftest. It is not part of
the package, and nothing imports it. It starts from the built-in contract, which holds what must be true of every
article (ids, hashes, counts, dates between 1900 and 2100, …), and tightens it. A row that fails is not
lost: it becomes a row of the `rejections` table, with the check and a measure of what was found.

Any `pandera.polars.DataFrameSchema` named `ARTICLES` will do, and so will a class `Articles`.
"""

import pandera.polars as pa
import polars as pl

from cleaner.contract import built_in


def title_is_not_the_text(data: pa.PolarsData) -> pl.LazyFrame:
    """A check over several columns gives one answer for each row: True where the row is good."""
    return data.lazyframe.select(pl.col("title") != pl.col("text"))


ARTICLES = built_in(
    # An article without a headline is most often a fragment of one.
    required=["title"],
    columns={
        # Shorter texts are teasers, captions and "this page has moved".
        "n_words": [pa.Check.ge(40)],
        # A headline of one letter is a drop cap or a menu.
        "title": [pa.Check.str_length(2, 300)],
    },
    rows=[pa.Check(title_is_not_the_text, name="title differs from text")],
)
