"""Rows about invented events, and a small workspace of raw pages, for the tests of the release."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from cleaner.article import Article, Cleaned, FieldSource, Removal, Repair
from cleaner.corpus.chrome import ChromeLine
from cleaner.release.tables import Duplicate, to_table

TOWNS = ("Port Aldwin", "Nether Quoyle", "Little Skerrow", "Hollin Ford", "Upper Tarn", "Mossgate")


def _article(n: int, **changes) -> Article:
    town = TOWNS[n % len(TOWNS)]
    text = f"The harbour board of {town} met for the {n}th time. “Nobody brought biscuits,” the clerk wrote.\n\nThe meeting ended at noon."
    values = {
        "id": hashlib.sha256(f"{n}".encode()).hexdigest()[:20],
        "source": f"raw/page-{n:05}.txt",
        "text": text,
        "publisher": (None, "The Aldwin Lantern", "Quoyle Weekly")[n % 3],
        "title": f"Board of {town} meets again ({n})",
        "authors": ("Odile Brannock",) if n % 2 else (),
        "published_at": datetime(2031, 1, 1, 12, tzinfo=UTC) + timedelta(hours=n) if n % 4 else None,
        "published_precision": "minute" if n % 4 else None,
        "language": "en",
        "language_score": 0.97,
        "n_words": len(text.split()),
        "n_chars": len(text),
        "n_lines": 5,
        "n_lines_removed": 2,
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "raw_sha256": hashlib.sha256(f"raw {n}".encode()).hexdigest(),
        "confidence": {"title": 0.9, "text": 0.8},
    }
    return Article(**(values | changes))


@pytest.fixture
def make_article():
    """A function: number, changes → an article that the built-in contract accepts."""
    return _article


@pytest.fixture
def make_cleaned():
    """A function: number, changes → an article with a small ledger."""

    def make(n: int, **changes) -> Cleaned:
        article = _article(n, **changes)
        removals = (
            Removal(article.id, 1, 0, 4, "Menu", "navigation", "menu-line", "one word that menus have", 0.9),
            Removal(article.id, 9, 0, 13, "Advertisement", "advertisement", "ad-marker", "the line says so", 0.99),
        )
        fields = (FieldSource(article.id, "title", article.title or "", "take", 3, 0, 5, "Board", "first-heading", "stands above the text", 0.9),)
        return Cleaned(article, (), removals, fields, (Repair(4, "mojibake", "cafÃ©", "café"),))

    return make


@pytest.fixture
def tables(make_cleaned):
    """All tables with a few rows each."""
    cleaned = [make_cleaned(n) for n in range(7)]
    return {
        "articles": to_table("articles", [one.article for one in cleaned]),
        "removals": to_table("removals", [row for one in cleaned for row in one.removals]),
        "fields": to_table("fields", [row for one in cleaned for row in one.fields]),
        "rejections": to_table("rejections", []),
        "duplicates": to_table("duplicates", [Duplicate("raw/again.txt", cleaned[0].article.id, cleaned[0].article.source, "same bytes", "0" * 64)]),
        "chrome": to_table("chrome", [ChromeLine("Quoyle Weekly", "Menu", 2, 2, 0, 0, 2)]),
    }


_PAGE = """\
Skip to content
Home
Sign in

{title}

By Hanne Tolliver
14 March 2031

Share this article

The council of {town} has bought a second snow plough, number {n} in the county's books, after two winters in which the first stood still.

“We had shovels and good intentions,” said the mayor, Ruben Castellane, who has driven the old plough himself since the autumn of last year.

ADVERTISEMENT

The machine comes from a quarry that closed. It cost less than the council spends on street lamps, and the garage will be painted in spring.

Nobody in {town} could say on Friday how many metres of snow would be needed for both ploughs to be in use at the same time.

Read more: What the snow left behind in {town}

© 2031 The {town} Lantern. All rights reserved.
"""


@pytest.fixture
def make_raw(tmp_path):
    """A function: how many pages → the folder of a workspace with that many in `raw/`."""

    def make(count: int, root=None):
        root = root or tmp_path / "workspace"
        raw = root / "raw"
        raw.mkdir(parents=True, exist_ok=True)
        for n in range(count):
            town = TOWNS[n % len(TOWNS)]
            (raw / f"page-{n:04}.txt").write_text(_PAGE.format(title=f"{town} buys snow plough number {n}", town=town, n=n), encoding="utf-8")
        return root

    return make
