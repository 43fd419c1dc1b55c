"""The pages to learn from: a folder for each corpus with `pages.jsonl` and the pages' HTML.

Pages of one publisher, or of one registered domain, form one group, in whichever corpus they are: a group is never
on both sides of a split, so that every figure is about publishers the model has not seen.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cleaner.errors import UsageError


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is known of its text."""

    corpus: str
    id: str
    group: str
    html: Path
    host: str | None = None
    language: str | None = None
    is_article: bool = True
    paragraphs: tuple[str, ...] = ()
    """The body, where people or a parser made for the publisher have told it."""
    summary: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    """Snippets that the body must hold."""
    without: tuple[str, ...] = ()
    """Snippets that it must not hold."""
    title: str | None = None
    date: str | None = None
    """YYYY-MM-DD."""
    authors: tuple[str, ...] = ()

    def read(self) -> str:
        data = self.html.read_bytes()
        return (gzip.decompress(data) if self.html.suffix == ".gz" else data).decode("utf-8", "replace")


def load_pages(folder: Path) -> list[Page]:
    """Every page of every corpus in the folder, in the order of their names."""
    found = sorted(folder.glob("*/pages.jsonl"))
    if not found:
        raise UsageError("no pages.jsonl in its folders", where=str(folder), hint="make one folder for each corpus, as docs/line-model.md shows")
    rows = [(path.parent, json.loads(line)) for path in found for line in path.read_text("utf-8").split("\n") if line.strip()]
    groups = _groups([_names(row) for _, row in rows])
    return [_page(folder, row, group) for (folder, row), group in zip(rows, groups, strict=True)]


def digest(pages: Iterable[Page]) -> str:
    """One hash of all that is learnt from: pages, gold and groups."""
    total = hashlib.sha256()
    for page in pages:
        said = json.dumps([page.corpus, page.id, page.group, page.language, page.paragraphs, page.with_, page.without], ensure_ascii=False)
        total.update(said.encode("utf-8", "surrogatepass"))
        total.update(hashlib.sha256(page.html.read_bytes()).digest())
    return total.hexdigest()


def fold_of(group: str, n_folds: int) -> int:
    """Which part of a split a group belongs to: by its name, so that more pages do not move the others."""
    return number_of(group) % n_folds


def number_of(text: str) -> int:
    """A number that depends on the text alone: for choices that more pages must not change."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4], "big")


def _page(folder: Path, row: dict[str, object], group: str) -> Page:
    def texts(key: str) -> tuple[str, ...]:
        value = row.get(key) or ()
        return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)

    return Page(
        corpus=folder.name,
        id=str(row["id"]),
        group=group,
        html=folder / str(row["html"]),
        host=urlsplit(str(row["url"])).hostname if row.get("url") else None,
        language=str(row["lang"])[:2].lower() if row.get("lang") else None,
        is_article=row.get("page_type", "article") == "article",
        paragraphs=texts("paragraphs"),
        summary=texts("summary"),
        with_=texts("with"),
        without=texts("without"),
        title=str(row["title"]) if row.get("title") else None,
        date=str(row["date"]) if row.get("date") else None,
        authors=texts("authors"),
    )


def _names(row: dict[str, object]) -> list[str]:
    """What makes a page belong with others: its registered domain, and the publisher's name if that is no host."""
    from tld import get_fld

    names = []
    if row.get("url"):
        # An archived copy belongs to the site it was made of.
        url = re.sub(r"^https?://web\.archive\.org/web/[^/]+/(?=\w)", "", str(row["url"]))
        domain = get_fld(url, fail_silently=True, fix_protocol=True)
        if domain:
            names.append(domain)
    publisher = str(row.get("publisher") or "")
    if publisher and "." not in publisher:
        names.append("publisher:" + publisher.casefold())
    return names or ["page:" + str(row["id"])]


def _groups(names: list[list[str]]) -> list[str]:
    """A name for each row such that rows that share any name share it (union-find)."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for several in names:
        for other in several[1:]:
            one, two = sorted((top(several[0]), top(other)))
            above[two] = one
    return [top(several[0]) for several in names]
