"""The dataset card: a README.md that people read and that dataset hubs configure themselves by.

It states figures and columns, never the words of an article. `num_examples` is exact: a wrong one stops `datasets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleaner.columns import NULL_SAYS_NONE, TABLES, Column
from cleaner.release.cards import front_matter
from cleaner.release.cards.answers import NO_ANSWERS, About, Answers
from cleaner.release.cards.counted import about_table, balance, lost_characters, near_copies
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.licences import hub_licence, licence_page
from cleaner.release.cards.loading import loading
from cleaner.release.cards.markdown import escape, number, share, span, table
from cleaner.release.cards.plots import by_band, by_year, counted
from cleaner.release.cards.status import State, Status, datasheet_status
from cleaner.release.parquet import WrittenFile

CARD_NAME = "README.md"
_SIZES = (
    *((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M")),
    *((100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B")),
)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def card(
    facts: Facts, folders: Mapping[str, str], answers: Answers = NO_ANSWERS, files: Sequence[WrittenFile] = (), unpacked: Mapping[str, int] | None = None
) -> str:
    """The card's text.

    `folders` maps each table to its folder in the version, `files` are the Parquet files there, `unpacked` maps tables to the
    bytes of their values before compression; without these two the card states no sizes.
    """
    status = datasheet_status(answers, facts)
    head = front_matter.dump(_front_matter(facts, answers.about, folders, files, unpacked or {}))
    return f"---\n{head}---\n\n" + "\n".join(_body(facts, answers.about, status, folders)).rstrip() + "\n"


def feature(column: Column) -> dict[str, Any]:
    """The column as `dataset_info` describes it.

    >>> feature(Column("authors", "list<string>", "…")), feature(Column("at", "timestamp", "…"))
    ({'name': 'authors', 'list': 'string'}, {'name': 'at', 'dtype': 'timestamp[us, tz=UTC]'})
    """
    if column.type.startswith("list<"):
        return {"name": column.name, "list": column.type[5:-1]}
    if column.type.startswith("struct<"):
        parts = (part.split(":") for part in column.type[7:-1].split(","))
        return {"name": column.name, "struct": [{"name": name, "dtype": type_} for name, type_ in parts]}
    return {"name": column.name, "dtype": "timestamp[us, tz=UTC]" if column.type == "timestamp" else column.type}


def citation(facts: Facts, about: About) -> str:
    """How to cite this version: as its people say, else BibTeX from name, version, creators, day and address."""
    if about.citation:
        return about.citation
    key = re.sub(r"[^a-z0-9]+", "-", facts.name.lower()).strip("-") or "dataset"
    values = {
        "title": facts.name,
        "author": " and ".join(f"{{{_bibtex(name)}}}" for name in about.creators) if about.creators else None,
        "year": about.published[:4] if about.published else None,
        "version": facts.version,
        "url": about.url,
    }
    lines = [f"  {name} = {{{value if name in {'author', 'url'} else _bibtex(value)}}}," for name, value in values.items() if value]
    return "\n".join([f"@misc{{{key}-{facts.version},", *lines, "}"])


def _bibtex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\`]", "", " ".join(text.split())))


def _front_matter(facts: Facts, about: About, folders: Mapping[str, str], files: Sequence[WrittenFile], unpacked: Mapping[str, int]) -> dict[str, Any]:
    languages = [code for code in sorted(facts.languages) if _LANGUAGE.fullmatch(code)]
    content: dict[str, Any] = {"pretty_name": facts.name, "license": hub_licence(facts.license)}
    if facts.license and content["license"] == "other":
        content["license_name"] = facts.license
        if page := licence_page(facts.license):
            content["license_link"] = page
    if languages:
        content |= {"language": languages, "multilinguality": ["monolingual" if len(languages) == 1 else "multilingual"]}
    content |= {
        "task_categories": ["text-generation", "fill-mask"],
        "task_ids": ["language-modeling", "masked-language-modeling"],
        "size_categories": [next((name for limit, name in _SIZES if facts.n_articles < limit), "n>1B")],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "tags": [
            "news",
            "articles",
            "croissant",
            "datasheet",
            *(word for word in about.keywords if word not in {"news", "articles", "croissant", "datasheet"}),
        ],
        "configs": [_config(name, folders[name]) for name in TABLES if name in folders],
        "dataset_info": [_info(name, facts, folders[name], files, unpacked.get(name)) for name in TABLES if name in folders],
    }
    return content


def _config(name: str, folder: str) -> dict[str, Any]:
    config: dict[str, Any] = {"config_name": name, "data_files": [{"split": "train", "path": f"{folder}/train-*"}]}
    return config | ({"default": True} if name == "articles" else {})


def _info(name: str, facts: Facts, folder: str, files: Sequence[WrittenFile], unpacked: int | None) -> dict[str, Any]:
    info: dict[str, Any] = {"config_name": name, "features": [feature(column) for column in TABLES[name]]}
    if unpacked is None:
        return info
    # `datasets` takes a split without num_bytes for malformed, and one with another num_examples for damaged.
    info["splits"] = [{"name": "train", "num_bytes": unpacked, "num_examples": facts.rows.get(name, 0)}]
    return info | {"download_size": sum(file.bytes for file in files if file.path.startswith(f"{folder}/")), "dataset_size": unpacked}


def _body(facts: Facts, about: About, status: Status, folders: Mapping[str, str]) -> Iterator[str]:
    yield f"# {escape(facts.name)}"
    yield ""
    yield f"Version {facts.version}. " + (escape(facts.description) if facts.description else "Articles as text and metadata, made from raw pages.")
    yield ""
    made = f" by {', '.join(map(escape, about.creators))}" if about.creators else ""
    on = f" on {about.published}" if about.published else ""
    if made or on:
        yield from (f"Published{made}{on}.", "")
    if about.url:
        yield from (f"Home: <{about.url}>", "")
    yield "Nothing was silently deleted: every line of every input was kept, removed as page chrome (`removals`), or moved into a metadata"
    yield "field (`fields`), and each of these has a reason. Every input is an article, a duplicate or a rejection:"
    yield ""
    yield balance(facts.rows)
    yield ""
    yield "- `DATASHEET.md`: who made it, why, what was counted, and what it must not be used for"
    yield "- `schema.json`, `stats.json`, `croissant.json`: columns, figures and files, for programs"
    yield "- `manifest.json`: every file and every input with its digest"
    yield ""
    yield from loading(facts.version, folders)
    yield from _tables(facts, folders)
    yield from _counts(facts)
    yield from _limits(facts, status)
    yield "## Licence"
    yield ""
    yield from _licence(facts)
    yield "## Citation"
    yield ""
    yield "```bibtex"
    yield citation(facts, about)
    yield "```"
    missing = [what for what, value in (("who made it", about.creators), ("the day", about.published), ("an address", about.url)) if not value]
    if missing and not about.citation:
        yield ""
        yield f"Not stated yet: {', '.join(missing)} (`[about]` in `datasheet.toml`)."
    contact = status.said("maintenance.contact")
    if contact:
        yield from ("", "## Contact", "", contact)


def _tables(facts: Facts, folders: Mapping[str, str]) -> Iterator[str]:
    yield "## Tables"
    yield ""
    rows = [(f"`{name}`", f"`{folders[name]}/`", f"{facts.rows.get(name, 0):,}", about_table(name)) for name in TABLES if name in folders]
    yield table(("table", "folder", "rows", "what it holds"), rows)
    yield ""
    for name in folders:
        columns = TABLES[name]
        yield f"### {name}"
        yield ""
        head: tuple[str, ...] = ("column", "type", "null", "unit", "from", "meaning")
        lines: list[tuple[str, ...]] = [
            (f"`{c.name}`", f"`{_short(c.type)}`", "yes" if c.nullable else "no", c.unit or "", c.origin, c.description) for c in columns
        ]
        if name == "articles":
            head = (*head, "known")
            lines = [(*line, _known(facts, c)) for line, c in zip(lines, columns, strict=True)]
        yield table(head, lines)
        yield ""


def _known(facts: Facts, column: Column) -> str:
    """In how many articles the column has a value; '' where having none is no gap."""
    if column.name in NULL_SAYS_NONE:
        return ""
    found = facts.extras if column.is_extra else facts.known
    return share(found.get(column.name, 0 if column.is_extra else facts.n_articles), facts.n_articles)


def _short(type_: str) -> str:
    return "struct of float64" if type_.startswith("struct<") else type_


def _counts(facts: Facts) -> Iterator[str]:
    yield "## Figures"
    yield ""
    days = span(facts.first_day, facts.last_day) if facts.first_day else "no date is known"
    yield f"- {number(facts.n_articles, 'article')} with {number(facts.n_words, 'word')}; publication dates: {days}"
    yield f"- {number(facts.n_lines, 'line')} of input that are not blank, {facts.n_lines_removed:,} removed whole ({share(facts.n_lines_removed, facts.n_lines)})"
    yield f"- {number(facts.n_repairs, 'repair')} of characters in {number(facts.n_articles_repaired, 'article')}. {lost_characters(facts)}"
    if facts.n_takedowns:
        yield f"- {number(facts.n_takedowns, 'input')} left out at somebody's request"
    yield ""
    if facts.years:
        yield from ("### Dates", "", by_year(facts.years, facts.known["published_at"]), "")
    if facts.n_articles:
        yield from ("### Lengths", "", by_band(facts.words_bands, "words", facts.n_articles), "")
    for title, head, counts in (("Languages", "language", facts.languages), ("Publishers", "publisher", facts.publishers)):
        if counts:
            yield from (f"### {title}", "", counted(head, counts, facts.n_articles, has_rest=True), "")
    for title, head, counts, whole in (
        ("Lines removed", "kind", facts.removed_by_kind, sum(facts.removed_by_kind.values())),
        ("Rejections", "check", facts.rejected_by_check, facts.rows["rejections"]),
        ("Duplicates", "reason", facts.duplicates_by_reason, facts.rows["duplicates"]),
        ("Licences that pages declare", "licence", facts.declared_licenses, facts.n_articles),
    ):
        if counts:
            yield from (f"### {title}", "", counted(head, counts, whole), "")


def _limits(facts: Facts, status: Status) -> Iterator[str]:
    yield "## Known limits"
    yield ""
    yield "- Lines were judged by rules: some chrome is left in texts, and some text was taken for chrome. `removals` shows all that went."
    yield "- What a page does not say is null. Dates without a zone are read as UTC (`published_zone` is then null)."
    yield f"- {near_copies(facts)}"
    yield ""
    for title, key in (("Biases", "uses.consequences"), ("Not to be used for", "uses.not_for"), ("People in it", "composition.people")):
        yield f"### {title}"
        yield ""
        yield status.said(key)
        yield ""
        state = next(item.state for item in status.items if item.key == key)
        if state is State.DRAFT:
            yield from ("> Draft by the tool, not confirmed by a person.", "")
        elif state is State.STALE:
            yield from ("> Confirmed against other facts than those of this version.", "")


def _licence(facts: Facts) -> Iterator[str]:
    if facts.license:
        page = licence_page(facts.license)
        yield escape(facts.license) + (f": <{page}>" if page else "")
    else:
        yield "None is stated. Articles are their publishers' work: ask before you republish them."
    yield ""
