"""Every rule there is, in the order of precedence, and what each did in a version: the answer to "which rules have I got?".

Rules are functions, phrase files, publisher files and the trained judge; in the ledger all of them are names, and so they are here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cleaner.article import Examined
from cleaner.publishers import Publisher, Publishers
from cleaner.release.sides import Side
from cleaner.rules import MARKUP_RULES, rule_names
from cleaner.rules.catalog import catalog
from cleaner.rules.phrases import Phrase, Section, sections

JUDGE, OPEN = "line-judge", "no-objection"
GROUPS: Mapping[str, str] = {
    "publishers": "Publishers' own files: asked first, where a page is theirs",
    "rules": "Named rules: the first that speaks decides a line",
    "markup": "Rules that read a page's markup, in their places among the others",
    "judge": "The trained judge: what no rule has decided",
    "other": "In the ledger of this version, and unknown to this release",
}
"""Group → its heading, in the order of precedence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule, and what it did in a version."""

    name: str
    """As it stands in the ledger."""
    group: str
    """One of `GROUPS`."""
    about: str
    """What it finds, in a sentence."""
    n_removed: int | None = None
    """Lines it removed, whole or in part; None when there is no version to count in."""
    n_read: int | None = None
    """Values it read for a field."""
    phrases: tuple[Section, ...] = ()
    """Of a phrase rule, its wording in each language."""
    publisher: Publisher | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What the rules did in a version, by their names."""

    removed: Mapping[str, int] = field(default_factory=dict)
    read: Mapping[str, int] = field(default_factory=dict)


def done_in(side: Side) -> Done:
    """Counts of the version's ledgers, read column by column."""
    import polars as pl  # noqa: PLC0415 - rules are listed without it where nothing was built

    lines = side.scan("removals").select("article_id", "line", "rule").unique().group_by("rule").agg(pl.len()).collect(engine="streaming")
    read = side.scan("fields").filter(pl.col("fate") != "markup").group_by("rule").agg(pl.len()).collect(engine="streaming")
    return Done(dict(lines.iter_rows()), dict(read.iter_rows()))


def removed_by(side: Side, rule: str, most: int) -> list[tuple[str, str, str]]:
    """(source, text, because) of lines that a rule removed in a version: the first with each reason, most frequent reasons first."""
    import polars as pl  # noqa: PLC0415

    rows = (
        side.scan("removals").filter(pl.col("rule") == rule).group_by("because").agg(pl.len().alias("n"), pl.col("article_id").first(), pl.col("text").first())
    )
    found = rows.sort(["n", "because"], descending=[True, False]).head(most).collect()
    sources = side.scan("articles").select("id", "source").filter(pl.col("id").is_in(found["article_id"].implode())).collect()
    names = dict(sources.iter_rows())
    return [(names.get(id_, ""), text, f"{because} ({n:,})") for because, n, id_, text in found.iter_rows()]


def entries(publishers: Publishers, done: Done | None = None) -> list[Entry]:
    """Every rule, in the order of precedence."""
    wording: dict[str, list[Section]] = {}
    for section in sections():
        wording.setdefault(section.rule, []).append(section)
    found = [Entry(f"publisher:{publisher.key}", "publishers", _about_publisher(publisher), publisher=publisher) for publisher in publishers.all]
    for one in catalog():
        group = "markup" if one.name in MARKUP_RULES else "judge" if one.name in {JUDGE, OPEN} else "rules"
        found.append(Entry(one.name, group, one.about, phrases=tuple(wording.get(one.name, ()))))
    if done is None:
        return found
    known = {one.name for one in found}
    found += [Entry(name, "markup" if name.startswith("html-") else "other", "") for name in sorted((done.removed.keys() | done.read.keys()) - known)]
    return [
        Entry(one.name, one.group, one.about, done.removed.get(one.name, 0), done.read.get(one.name, 0), one.phrases, one.publisher)
        for one in sorted(found, key=lambda one: list(GROUPS).index(one.group))
    ]


def fired(examined: Examined) -> list[tuple[str, str, list[int]]]:
    """(rule, fate, numbers of the lines) of one input, in the order of precedence."""
    lines: dict[tuple[str, str], list[int]] = {}
    for line in examined.lines:
        for verdict in line.verdicts:
            numbers = lines.setdefault((verdict.rule, verdict.fate.value), [])
            if line.no not in numbers[-1:]:
                numbers.append(line.no)
    order = Counter({name: at for at, name in enumerate(rule_names(), 1)})
    return [(rule, fate, numbers) for (rule, fate), numbers in sorted(lines.items(), key=lambda item: (order[item[0][0]], item[0]))]


def templates_of(sections_: Sequence[Section]) -> list[Phrase]:
    """The wording of a rule, language by language."""
    return [
        Phrase(section.rule, template, section.language, section.code, guard)
        for section in sections_
        for guard, templates in section.templates.items()
        for template in templates
    ]


def _about_publisher(one: Publisher) -> str:
    counts = Counter(habit.fate.value for habit in one.habits)
    said = ", ".join(f"{counts[verb]} {verb}" for verb in ("keep", "drop", "take") if counts[verb])
    return f"{one.name}: {said or 'nothing but its name'}"
