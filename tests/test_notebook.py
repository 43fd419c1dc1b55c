"""What a notebook shows: cards in which nothing of an article is markup, and versions that other libraries take in one line."""

import json
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest

import cleaner
from cleaner.errors import UsageError

REPO = Path(__file__).resolve().parent.parent
VERSION = REPO / "dataset"
BAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"
PAGE = f"""\
Skip to content

Tide gates on the Orrin close for the first time {BAD}

By Mara Lindqvist

The new tide gates at the mouth of the Orrin closed on Tuesday night, six hours before the storm reached the coast. {BAD}

Engineers had tested the gates only in calm water, and the harbour master said nobody slept until the wind had turned.

Advertisement
"""


def tree(shown: object):
    return lxml.html.fromstring(shown._repr_html_())


def test_an_input_shows_its_article_and_every_line():
    """The card of the article, and below it each line with its fate, rule and reason."""
    page = cleaner.clean_text(PAGE, source="tide.txt")
    card = tree(page)
    assert len(card.xpath("//tr[td]/td[1][not(@dir)]")) >= len(page.lines)
    assert "advertisement-label" in card.text_content()
    assert "Mara Lindqvist" in tree(page.article).text_content()
    rejected = tree(cleaner.clean_text("Advertisement", source="ad.txt"))
    assert "rejected: no-article" in rejected.text_content()


def test_nothing_of_an_article_is_markup():
    """Titles, texts, sources and reasons are escaped; what would reorder them is written out."""
    page = cleaner.clean_text(PAGE, source=BAD)
    for shown in (page, page.article, cleaner.clean_text(BAD, source=BAD)):
        assert shown._repr_html_().count("<script") == shown._repr_html_().count("<img") == 0
        assert "\u202e" not in shown._repr_html_()
        assert tree(shown).xpath("//@onerror") == []


def test_a_version_is_a_card_and_a_line():
    """Its repr says what it holds; its card adds languages, publishers and what was removed."""
    version = cleaner.version(VERSION)
    counts = json.loads((version.folder / "manifest.json").read_text())["counts"]
    assert repr(version).startswith(f"<invented-news {version.number}: {counts['inputs']} inputs, {counts['articles']} articles")
    text = tree(version).text_content()
    parts = [f"{counts[f'{noun}s']} {noun}{'' if counts[f'{noun}s'] == 1 else 's'}" for noun in ("article", "duplicate", "rejection")]
    assert f"{counts['inputs']} = {' + '.join(parts)}" in text
    assert "navigation" in text


def test_one_line_for_each_library():
    """pandas, Polars, datasets and Arrow have the same rows; articles come one by one too."""
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    version = cleaner.version(VERSION)
    n = version.counts["articles"]
    assert len(version.to_pandas()) == version.to_polars().height == version.table().num_rows == len(list(version.articles())) == n
    loaded = version.to_datasets()
    assert isinstance(loaded, datasets.Dataset)
    assert loaded["title"][:3] == version.to_polars()["title"].to_list()[:3]
    assert version.to_polars("removals").height == version.counts["removals"]


def test_what_is_no_version(tmp_path):
    """A folder without a manifest is one line."""
    with pytest.raises(UsageError, match="is no version"):
        cleaner.version(tmp_path)


def test_importing_stays_light():
    """`import cleaner` brings neither Arrow nor Polars."""
    code = "import sys, cleaner; sys.exit(bool({'pyarrow', 'polars', 'pandas', 'lxml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPO, check=False).returncode == 0
