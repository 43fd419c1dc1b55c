"""Versions of invented articles, written as a build writes them, with anything at all in their fields."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleaner.article import Article, Cleaned, FieldSource, Rejection, Removal
from cleaner.release.parquet import write_table
from cleaner.release.sides import FOLDERS
from cleaner.release.tables import Duplicate, to_table

TOWNS = ("Port Aldwin", "Nether Quoyle", "Little Skerrow", "Hollin Ford", "Upper Tarn")
PUBLISHERS = (None, "The Aldwin Lantern", "Quoyle Weekly")
KINDS = (("navigation", "menu-line"), ("advertisement", "ad-marker"), ("promo", "read-more"), ("share", "share-bar"))


def cleaned(n: int, **changes) -> Cleaned:
    """Article number `n`: a title that was taken, two paragraphs, and three removed lines of which one was a part."""
    town = TOWNS[n % len(TOWNS)]
    title = changes.get("title", f"Ferry of {town} is late again, for the {n}th time")
    body = changes.pop("body", (f"The ferry of {town} left {n} minutes late on Sunday.", "Nobody on board had noticed."))
    sure = (n % 10) / 10 + 0.05
    values = {
        "id": hashlib.sha256(f"{n}".encode()).hexdigest()[:16],
        "source": f"raw/page-{n:05}.txt",
        "text": "\n\n".join(body),
        "text_lines": (4, 6),
        "publisher": PUBLISHERS[n % 3],
        "title": title,
        "authors": ("Odile Brannock",) if n % 2 else (),
        "published_at": datetime(2031, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) if n % 4 else None,
        "published_precision": "day" if n % 4 else None,
        "language": "en" if n % 5 else "de",
        "language_score": 0.97,
        "n_words": 10 + 40 * (n % 12),
        "n_chars": 80,
        "n_lines": 5,
        "n_lines_removed": 2,
        "content_sha256": "0" * 64,
        "raw_sha256": "1" * 64,
        "confidence": {"title": sure, "text": 0.95},
    }
    values |= changes
    article = Article(**values)
    kind, rule = KINDS[n % len(KINDS)]
    removals = (
        Removal(article.id, 1, 0, 4, "Menu", "navigation", "menu-line", "one word that menus have", 0.9),
        Removal(article.id, 6, len(body[1]) + 1, len(body[1]) + 9, "(Reuvel)", "tags", "glued-tag", "stands behind the full stop", 0.8),
        Removal(article.id, 9, 0, 20, f"{town}: more about it", kind, rule, f"the line says {town!r}", 0.99),
    )
    taken = title or "Untitled"
    fields = (FieldSource(article.id, "title", taken, "take", 2, 0, len(taken), taken, "first-heading", "stands above the text", 0.9),)
    return Cleaned(article, (), removals, fields, ())


def write_version(folder: Path, rows, rejections=(), duplicates=(), *, removals: bool = True) -> Path:
    """A version's tables in `folder`, sorted as a build sorts them."""
    rows = sorted(rows, key=lambda one: (one.article.publisher or "", one.article.id))
    tables = {
        "articles": to_table("articles", [one.article for one in rows]),
        "removals": to_table("removals", [row for one in rows for row in one.removals] if removals else []),
        "fields": to_table("fields", [row for one in rows for row in one.fields]),
        "rejections": to_table("rejections", rejections),
        "duplicates": to_table("duplicates", duplicates),
    }
    for name, table in tables.items():
        write_table(table, folder, FOLDERS[name], metadata={})
    return folder


@pytest.fixture
def make():
    """A function: number, changes → an article with its ledger."""
    return cleaned


@pytest.fixture
def version(tmp_path):
    """A function: articles, rejections, duplicates → the folder of a version that holds them."""
    return lambda rows, rejections=(), duplicates=(), name="1.0.0", **more: write_version(tmp_path / name, rows, rejections, duplicates, **more)


@pytest.fixture
def ordinary(version, make):
    """Forty articles, three rejections and a duplicate."""
    rows = [make(n) for n in range(40)]
    rejections = [
        Rejection("raw/menu.txt", "no-article", "0 words in 0 lines are left of 4 lines", "2" * 64, 30),
        Rejection("raw/x.jsonl#2", "bad-record", "line 2: not JSON"),
    ]
    return version(rows, rejections, [Duplicate("raw/again.txt", rows[0].article.id, rows[0].article.source, "same bytes", "1" * 64)])
