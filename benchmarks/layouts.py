"""Body F1 of text dumps as they are, and of the same dumps laid out in other ways: broken at a width, spelled out, marked up, …

    python -m benchmarks.layouts CORPORA [--corpus fundus] [--style innertext …] [--step 2]

CORPORA holds a folder for each corpus with `pages.jsonl` and the pages' dumps (docs/benchmarks.md). A cleaner that reads
only one kind of line does well on the first row alone.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from benchmarks.scoring import page_score, summary
from cleaner.article import RawArticle
from cleaner.pipeline import examine


def each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    """A layout that changes each line by itself."""
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def filled(width: int, indent: str = "") -> Callable[[str], str]:
    """A layout that breaks lines at a width."""
    return each_line(lambda line: textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent) if line.strip() else line)


LAYOUTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "as it is": lambda text: text,
        "broken at 80": filled(80),
        "broken at 72, indented": filled(72, "   "),
        "no blank lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
        "twice as many": lambda text: text.replace("\n", "\n\n"),
        "CR LF": lambda text: text.replace("\n", "\r\n"),
        "vertical tabs": lambda text: text.replace("\n", "\x0b"),
        "breaks spelled out": lambda text: text.replace("\n", "\\n"),
        "<br> at line ends": lambda text: text.replace("\n", "<br>\n"),
        "<p> around lines": each_line(lambda line: f"<p>{line}</p>" if line.strip() else line),
        "entities": html.escape,
        "line numbers": lambda text: "\n".join(f"{no:6}\t{line}" for no, line in enumerate(text.split("\n"), 1)),
        "quoted": each_line(lambda line: f"> {line}"),
        "indented by tabs": each_line(lambda line: f"\t\t{line}"),
        "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
        "UTF-8 read as cp1252": lambda text: text.encode().decode("cp1252", "replace"),
    }
)
"""Name → what becomes of a dump."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path, help="a folder with one folder for each corpus")
    parser.add_argument("--corpus", default="fundus")
    parser.add_argument("--style", action="append", help="of the dumps; innertext unless given")
    parser.add_argument("--step", type=int, default=2, help="every n-th page")
    options = parser.parse_args(arguments)
    folder = options.corpora / options.corpus
    pages = [page for page in map(json.loads, (folder / "pages.jsonl").read_text("utf-8").splitlines()) if page.get("paragraphs")]
    print("| style | layout | pages | f1 | precision | recall | rejected |\n|---|---|---|---|---|---|---|")
    for style in options.style or ["innertext"]:
        dumps = [(page, folder / "text" / style / f"{page['id']}.txt") for page in pages[:: options.step]]
        texts = [(page["paragraphs"], path.read_text("utf-8")) for page, path in dumps if path.exists()]
        for name, lay in LAYOUTS.items():
            articles = [examine(RawArticle(lay(text).encode(), "dump.txt")).article for _, text in texts]
            body = summary([page_score(gold, article.text if article else "") for (gold, _), article in zip(texts, articles, strict=True)])
            figures = " | ".join(f"{body[measure]:.3f}" for measure in ("f1", "precision", "recall"))
            print(f"| {style} | {name} | {len(texts)} | {figures} | {articles.count(None)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
