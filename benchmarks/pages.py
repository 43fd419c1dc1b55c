"""Pages with gold answers, and their dumps: a folder for each corpus with `pages.jsonl`, as docs/benchmarks.md shows.

A dump is read from `text/<style>/<id>.txt` where it lies there, and made from the page's HTML where it does not.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STYLES = ("rmain", "wet", "innertext", "inscriptis", "html2text", "nodes")
"""As in `train.renderings.STYLES`, which needs libraries that only benchmarks and training have."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is known of it."""

    corpus: str
    folder: Path
    gold: dict[str, Any]
    """`id`, `paragraphs`, `title`, `authors`, `date`, `captions`, `summary`, `lang`, `html`; what is unknown is absent."""

    @property
    def name(self) -> str:
        return f"{self.corpus}/{self.gold['id']}"

    @property
    def language(self) -> str:
        return str(self.gold.get("lang") or "unknown")[:2].lower() if self.gold.get("lang") else "unknown"

    def html(self) -> str:
        """The page's HTML; '' when it is not there."""
        path = self.folder / str(self.gold.get("html", ""))
        if not path.is_file():
            return ""
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")

    def dump(self, style: str) -> bytes | None:
        """The page as plain text; None when there is neither a dump nor HTML to make it from."""
        path = self.folder / "text" / style / f"{self.gold['id']}.txt"
        if path.is_file():
            return path.read_bytes()
        html = self.html()
        if not html:
            return None
        from train.renderings import render

        return render(html, style).encode("utf-8", "surrogatepass")


def load_pages(corpora: Path, names: list[str] | None, limit: int | None) -> Iterator[Page]:
    """The article pages with a gold body of each corpus; with `limit` so many, spread evenly over it."""
    for name in names or sorted(path.parent.name for path in corpora.glob("*/pages.jsonl")):
        path = corpora / name / "pages.jsonl"
        if not path.is_file():
            raise SystemExit(
                f"error: {path}: there is no such file; CORPORA has {', '.join(sorted(p.parent.name for p in corpora.glob('*/pages.jsonl'))) or 'none'}"
            )
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        rows = [row for row in rows if row.get("page_type", "article") == "article" and (row.get("paragraphs") or row.get("title"))]
        step = max(1, len(rows) // limit) if limit else 1
        for row in rows[::step][:limit]:
            yield Page(name, path.parent, row)
