"""The dataset card: a README.md that people read and that dataset hubs configure themselves by.

It states figures and columns, never the words of an article. It gives no `num_examples`: a wrong one stops `datasets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cleaner.columns import TABLES
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.markdown import escape, share, table, yaml_string

CARD_NAME = "README.md"
_MOST_ROWS = 25
"""Of a table of counts; the rest is summed up."""
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"))
_ABOUT = {
    "articles": "One row per article: metadata and text.",
    "removals": "The ledger: every line, or part of one, that was removed from an article, with the rule and the evidence.",
    "fields": "Where each metadata value was read.",
    "rejections": "Every input that did not become an article, with the check it failed.",
    "duplicates": "Every input that another article stands for.",
}


def card(facts: Facts, folders: Mapping[str, str]) -> str:
    """The card's text; `folders` maps each table to its folder in the version."""
    return "\n".join([*_front_matter(facts, folders), "", *_body(facts, folders)]).rstrip() + "\n"


def _front_matter(facts: Facts, folders: Mapping[str, str]) -> Iterator[str]:
    yield "---"
    yield f"pretty_name: {yaml_string(facts.name)}"
    yield f"license: {yaml_string((facts.license or 'unknown').lower())}"
    if facts.languages:
        yield "language:"
        yield from (f"- {yaml_string(code)}" for code in sorted(facts.languages))
    yield "task_categories:"
    yield "- text-generation"
    yield "size_categories:"
    yield f"- {next((name for limit, name in _SIZES if facts.n_articles < limit), 'n>100M')}"
    yield "configs:"
    for name in TABLES:
        yield f"- config_name: {name}"
        yield "  data_files:"
        yield "  - split: train"
        yield f"    path: {folders[name]}/train-*"
        if name == "articles":
            yield "  default: true"
    yield "---"


def _body(facts: Facts, folders: Mapping[str, str]) -> Iterator[str]:
    yield f"# {escape(facts.name)}"
    yield ""
    yield f"Version {facts.version}. " + (escape(facts.description) if facts.description else "Articles as text and metadata, made from raw pages.")
    yield ""
    yield "Nothing was silently deleted: every line of every input was kept, removed as page chrome (`removals`), or moved into a metadata"
    yield "field (`fields`), and each of these has a reason. Every input is an article, a duplicate or a rejection:"
    yield ""
    rows, total = facts.rows, facts.n_inputs
    yield f"{total:,} inputs = {rows['articles']:,} articles + {rows['duplicates']:,} duplicates + {rows['rejections']:,} rejections"
    yield ""
    yield "Who made it, why, and what it must not be used for: see `DATASHEET.md`. Files, digests and inputs: see `manifest.json`."
    yield ""
    yield from _use(folders)
    yield from _tables(facts, folders)
    yield from _counts(facts)
    yield "## Licence"
    yield ""
    yield f"{escape(facts.license)}" if facts.license else "None is stated. Articles are their publishers' work: ask before you republish them."
    yield ""


def _use(folders: Mapping[str, str]) -> Iterator[str]:
    data = folders["articles"]
    yield "## How to load it"
    yield ""
    yield "In the folder of this version:"
    yield ""
    yield "```python"
    yield "import datasets"
    yield 'articles = datasets.load_dataset(".", split="train")'
    yield 'removals = datasets.load_dataset(".", "removals", split="train")'
    yield ""
    yield "import pandas"
    yield f'articles = pandas.read_parquet("{data}")'
    yield ""
    yield "import polars"
    yield f'articles = polars.read_parquet("{data}/*.parquet")'
    yield ""
    yield "import duckdb"
    yield f"articles = duckdb.read_parquet('{data}/*.parquet')"
    yield ""
    yield "import pyarrow.parquet"
    yield f'articles = pyarrow.parquet.read_table("{data}", page_checksum_verification=True)'
    yield "```"
    yield ""


def _tables(facts: Facts, folders: Mapping[str, str]) -> Iterator[str]:
    yield "## Tables"
    yield ""
    yield table(("table", "folder", "rows", "what it holds"), [(f"`{name}`", f"`{folders[name]}/`", f"{facts.rows[name]:,}", _ABOUT[name]) for name in TABLES])
    yield ""
    for name, columns in TABLES.items():
        yield f"### {name}"
        yield ""
        head: tuple[str, ...] = ("column", "type", "unit", "from", "meaning")
        lines = [(f"`{c.name}`", f"`{_short(c.type)}`", c.unit or "", c.origin, c.description) for c in columns]
        if name == "articles":
            head = (*head, "known")
            lines = [(*line, share(facts.known.get(c.name, facts.n_articles), facts.n_articles)) for line, c in zip(lines, columns, strict=True)]  # type: ignore[misc]
        yield table(head, lines)
        yield ""


def _short(type_: str) -> str:
    return "struct of float64" if type_.startswith("struct<") else type_


def _counts(facts: Facts) -> Iterator[str]:
    yield "## Figures"
    yield ""
    days = f"{facts.first_day} to {facts.last_day}" if facts.first_day else "no date is known"
    yield f"- {facts.n_words:,} words; publication dates: {days}"
    yield f"- {facts.n_lines:,} lines of input that are not blank, {facts.n_lines_removed:,} removed whole ({share(facts.n_lines_removed, facts.n_lines)})"
    yield f"- {facts.n_repairs:,} repairs of characters; {facts.n_replacement_chars:,} characters were lost before they came here"
    yield ""
    for title, head, counts in (
        ("Languages", "language", facts.languages),
        ("Publishers", "publisher", facts.publishers),
        ("Lines removed", "kind", facts.removed_by_kind),
        ("Rejections", "check", facts.rejected_by_check),
        ("Duplicates", "reason", facts.duplicates_by_reason),
        ("Licences that pages declare", "licence", facts.declared_licenses),
    ):
        if counts:
            yield f"### {title}"
            yield ""
            yield counted(head, counts)
            yield ""


def counted(head: str, counts: Mapping[str, int]) -> str:
    """A table of counts, most frequent first, whose last row sums up what is left out."""
    rows = [(escape(name), f"{count:,}") for name, count in list(counts.items())[:_MOST_ROWS]]
    rest = list(counts.values())[_MOST_ROWS:]
    if rest:
        rows.append((f"{len(rest):,} others", f"{sum(rest):,}"))
    return table((head, "count"), rows)
