"""The figures that cards and datasheet state, counted from the tables that are published and from nothing else.

So anybody can count them again: `counted_again` does, from the Parquet files alone, and the lint holds both together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.columns import ARTICLES, CONFIDENT_FIELDS, NULL_SAYS_NONE

TAKEDOWN = "takedown"
"""The check of a rejection that a takedown list caused."""
UNSURE_BELOW = 0.5
"""A confidence below it says that the value is as likely wrong as right."""

_WORD_BANDS = ((50, "below 50"), (100, "50–99"), (200, "100–199"), (500, "200–499"), (1_000, "500–999"), (2_000, "1,000–1,999"))
_MOST_WORDS = "2,000 and more"
_QUANTILES = (("least", 0), ("5 %", 5), ("25 %", 25), ("median", 50), ("75 %", 75), ("95 %", 95), ("most", 100))

# What is behind a dot need not be a suffix: "raw/No. 7 of the Lantern" has none.
_RECORD = re.compile(r"#\d+$")
_SUFFIX = re.compile(r"\.(?:[a-z][a-z0-9]{1,7})(?:\.(?:gz|zst|bz2|xz|zip))?$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows of a version. It holds no article text."""

    name: str
    version: str
    license: str | None
    description: str | None
    n_inputs: int
    rows: dict[str, int]
    """Table → rows."""
    languages: dict[str, int]
    """ISO code → articles, most frequent first; articles of unknown language are not counted."""
    publishers: dict[str, int]
    """Name → articles, most frequent first; articles of unknown publisher are not counted."""
    known: dict[str, int]
    """Column that may be unknown → articles in which it is known."""
    unsure: dict[str, int]
    """Field that has a confidence → articles in which it is known, with a confidence below `UNSURE_BELOW`."""
    first_day: str | None
    """Earliest publication date, as YYYY-MM-DD; None when no date is known."""
    last_day: str | None
    months: dict[str, int]
    """Month of publication, as YYYY-MM → articles, in the order of time; months without articles are not there."""
    date_precisions: dict[str, int]
    """`year`, `month`, `day`, `minute` or `second` → articles."""
    n_words: int
    words_bands: dict[str, int]
    """Length in words → articles, from short to long; all bands are there."""
    words_quantiles: dict[str, int]
    """Words of the shortest article, of that at 5 %, 25 %, …, and of the longest; empty without articles."""
    n_chars: int
    n_lines: int
    n_lines_removed: int
    n_repairs: int
    n_articles_repaired: int
    n_replacement_chars: int
    n_articles_with_lost_chars: int
    removed_by_kind: dict[str, int]
    """Kind → lines removed whole or in part, most frequent first."""
    removed_by_rule: dict[str, int]
    rejected_by_check: dict[str, int]
    duplicates_by_reason: dict[str, int]
    declared_licenses: dict[str, int]
    """Licence that pages declare → articles."""
    inputs_by_suffix: dict[str, int]
    """`.txt`, `.jsonl.gz`, … → inputs; '' for names without one."""
    n_clusters: int = 0
    """Groups of articles that are nearly the same."""
    n_near_copies: int = 0
    """Articles that another one of their group came before."""
    extras: dict[str, int] = field(default_factory=dict)
    """Column that is filled only when the settings ask for it → articles in which it is; columns without a value are not there."""

    @property
    def n_articles(self) -> int:
        return self.rows["articles"]

    @property
    def n_takedowns(self) -> int:
        return self.rejected_by_check.get(TAKEDOWN, 0)

    @property
    def years(self) -> dict[str, int]:
        """Year of publication → articles, in the order of time, years without articles included."""
        counts = Counter[int]()
        for month, count in self.months.items():
            counts[int(month[:4])] += count
        return {f"{year:04}": counts[year] for year in range(min(counts), max(counts) + 1)} if counts else {}


class Tally:
    """Facts in the making: tables, or parts of them in the order of their rows, are added one by one.

    A version need not fit into memory. Of the ledger only the last article's lines are remembered, since a line with two
    removed spans counts once and its spans may lie in two parts.
    """

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._counts: dict[str, Counter[Any]] = {
            name: Counter() for name in (*_COUNTED_ARTICLES, "month", "n_words", "kind", "rule", "check", "reason", "suffix")
        }
        self._sums: Counter[str] = Counter()
        self._known: Counter[str] = Counter()
        self._unsure: Counter[str] = Counter()
        self._days: list[str] = []
        self._seen: dict[str, set[tuple[str, int, str]]] = {"kind": set(), "rule": set()}

    def add(self, name: str, part: pa.Table) -> None:
        """Count the rows of a part of the published table `name`. A table without rows is added too, as an empty part."""
        self._rows[name] += part.num_rows
        if name == "articles":
            self._add_articles(part)
        elif name == "removals":
            for column in ("kind", "rule"):
                self._add_removals(part, column)
        elif name == "rejections":
            self._count("check", part["check"])
        elif name == "duplicates":
            self._count("reason", part["reason"])
        if name in {"articles", "rejections", "duplicates"}:
            self._counts["suffix"].update(map(_suffix, part["source"].to_pylist()))

    def facts(self, *, name: str, version: str, license_: str | None, description: str | None, n_inputs: int | None = None) -> Facts:
        """The figures of what was added. `n_inputs` is the balance of the tables unless it is given."""
        rows = {table: self._rows[table] for table in sorted(self._rows, key=_table_order)}
        words = self._counts["n_words"]
        return Facts(
            name=name,
            version=version,
            license=license_,
            description=description,
            n_inputs=sum(rows.get(table, 0) for table in ("articles", "duplicates", "rejections")) if n_inputs is None else n_inputs,
            rows=rows,
            languages=_ranked(self._counts["language"]),
            publishers=_ranked(self._counts["publisher"]),
            known={column.name: self._known[column.name] for column in _may_be_unknown()},
            unsure={name: self._unsure[name] for name in CONFIDENT_FIELDS},
            first_day=min(self._days, default=None),
            last_day=max(self._days, default=None),
            months=dict(sorted(self._counts["month"].items())),
            date_precisions=_ranked(self._counts["published_precision"]),
            n_words=sum(length * count for length, count in words.items()),
            words_bands=_bands(words),
            words_quantiles=_quantiles(words),
            n_chars=self._sums["n_chars"],
            n_lines=self._sums["n_lines"],
            n_lines_removed=self._sums["n_lines_removed"],
            n_repairs=self._sums["n_repairs"],
            n_articles_repaired=self._sums["articles with n_repairs"],
            n_replacement_chars=self._sums["n_replacement_chars"],
            n_articles_with_lost_chars=self._sums["articles with n_replacement_chars"],
            removed_by_kind=_ranked(self._counts["kind"]),
            removed_by_rule=_ranked(self._counts["rule"]),
            rejected_by_check=_ranked(self._counts["check"]),
            duplicates_by_reason=_ranked(self._counts["reason"]),
            declared_licenses=_ranked(self._counts["license"]),
            inputs_by_suffix=_ranked(self._counts["suffix"]),
            n_clusters=self._sums["clusters"],
            n_near_copies=self._sums["near copies"],
            extras={column.name: self._known[column.name] for column in ARTICLES if column.is_extra and self._known[column.name]},
        )

    def _add_articles(self, part: pa.Table) -> None:
        for column in _COUNTED_ARTICLES:
            self._count(column, part[column])
        self._count("n_words", part["n_words"])
        self._count("month", pc.strftime(part["published_at"], format="%Y-%m"))
        days = pc.min_max(part["published_at"])
        self._days += [f"{day:%Y-%m-%d}" for day in (days["min"].as_py(), days["max"].as_py()) if day is not None]
        for column in ("n_chars", "n_lines", "n_lines_removed", "n_repairs", "n_replacement_chars"):
            self._sums[column] += _sum(part[column])
        for column in ("n_repairs", "n_replacement_chars"):
            self._sums[f"articles with {column}"] += _sum(pc.greater(part[column], 0))
        if "dup_cluster" in part.column_names:  # versions from before near-duplicates were marked are counted again too
            self._sums["clusters"] += _sum(pc.equal(part["dup_cluster"], part["id"]))
            self._sums["near copies"] += part.num_rows - part["dup_of"].null_count
        for column in _may_be_unknown():
            values = part[column.name]
            empty = values.null_count if column.nullable else _sum(pc.equal(pc.list_value_length(values), 0))
            self._known[column.name] += part.num_rows - empty
        for extra in (column.name for column in ARTICLES if column.is_extra and column.name in part.column_names):
            self._known[extra] += part.num_rows - part[extra].null_count
        for name in CONFIDENT_FIELDS:
            self._unsure[name] += _sum(pc.less(pc.struct_field(part["confidence"], name), UNSURE_BELOW))

    def _add_removals(self, part: pa.Table, column: str) -> None:
        """A line with two removed spans of one kind is one line."""
        if not part.num_rows:
            return
        lines = part.select(["article_id", "line", column]).group_by(["article_id", "line", column]).aggregate([])
        self._count(column, lines[column])
        before = self._seen[column]
        last = part["article_id"][-1].as_py()
        ends = {last, *(article for article, _, _ in before)}
        found = {
            (row["article_id"], row["line"], row[column])
            for row in lines.filter(pc.is_in(lines["article_id"], value_set=pa.array(sorted(ends), pa.string()))).to_pylist()
        }
        for _, _, value in found & before:
            self._counts[column][value] -= 1
        self._seen[column] = {line for line in found | before if line[0] == last}

    def _count(self, name: str, values: Any) -> None:
        for pair in pc.value_counts(values).to_pylist():
            if pair["values"] is not None:
                self._counts[name][pair["values"]] += pair["counts"]


_COUNTED_ARTICLES = ("language", "publisher", "published_precision", "license")


def facts_of(tables: Mapping[str, pa.Table], *, name: str, version: str, license_: str | None, description: str | None, n_inputs: int) -> Facts:
    """The figures of the published tables."""
    tally = Tally()
    for table, rows in tables.items():
        tally.add(table, rows)
    return tally.facts(name=name, version=version, license_=license_, description=description, n_inputs=n_inputs)


def counted_again(parts: Iterable[tuple[str, pa.Table]], like: Facts) -> Facts:
    """The figures of the parts (table, rows), under the name, version, licence and description of `like`."""
    tally = Tally()
    for table, rows in parts:
        tally.add(table, rows)
    return tally.facts(name=like.name, version=like.version, license_=like.license, description=like.description)


def to_json(facts: Facts) -> dict[str, Any]:
    """The facts as JSON holds them."""
    return asdict(facts)


def from_json(content: Mapping[str, Any]) -> Facts:
    """The facts that `to_json` gave.

    Raises:
        KeyError: A figure is missing.
    """
    # JSON files have sorted keys; the order of counts is theirs again, by rank or by time.
    # A figure with a default came later than the first version that was published: older ones do not have it.
    facts = Facts(**{one.name: content[one.name] for one in fields(Facts) if _is_required(one) or one.name in content})
    again = {name: _ranked(Counter(getattr(facts, name))) for name in _RANKED}
    again["rows"] = dict(sorted(facts.rows.items(), key=lambda item: _table_order(item[0])))
    again["known"] = {column.name: facts.known[column.name] for column in _may_be_unknown() if column.name in facts.known}
    again["unsure"] = {name: facts.unsure[name] for name in CONFIDENT_FIELDS if name in facts.unsure}
    again["extras"] = {column.name: facts.extras[column.name] for column in ARTICLES if column.name in facts.extras}
    again["months"] = dict(sorted(facts.months.items()))
    again["words_bands"] = {band: facts.words_bands[band] for band in _bands(Counter()) if band in facts.words_bands}
    again["words_quantiles"] = {name: facts.words_quantiles[name] for name, _ in _QUANTILES if name in facts.words_quantiles}
    return Facts(**{one.name: again.get(one.name, getattr(facts, one.name)) for one in fields(Facts)})


def _is_required(figure: Field[Any]) -> bool:
    return figure.default is MISSING and figure.default_factory is MISSING


_RANKED = (
    *("languages", "publishers", "date_precisions", "removed_by_kind", "removed_by_rule", "rejected_by_check"),
    *("duplicates_by_reason", "declared_licenses", "inputs_by_suffix"),
)


def _may_be_unknown() -> list[Any]:
    # What the build itself counts out (`text_lines`) is never unknown.
    columns = [column for column in ARTICLES if column.name not in NULL_SAYS_NONE and not column.is_extra]
    return [column for column in columns if column.nullable or (column.type.startswith("list<") and column.origin != "build")]


def _table_order(name: str) -> tuple[int, str]:
    order = ("articles", "removals", "fields", "rejections", "duplicates", "chrome")
    return (order.index(name) if name in order else len(order), name)


def _ranked(counts: Mapping[Any, int]) -> dict[str, int]:
    """Most frequent first; what is equally frequent by name."""
    return dict(sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0])))


def _bands(words: Mapping[int, int]) -> dict[str, int]:
    bands = dict.fromkeys((*(name for _, name in _WORD_BANDS), _MOST_WORDS), 0)
    for length, count in words.items():
        bands[next((name for limit, name in _WORD_BANDS if length < limit), _MOST_WORDS)] += count
    return bands


def _quantiles(words: Mapping[int, int]) -> dict[str, int]:
    """Of n articles sorted by length, number ⌈n·p⌉ (the nearest rank): always the length of an article that is there."""
    total = sum(words.values())
    found: dict[str, int] = {}
    for name, percent in _QUANTILES if total else ():
        rank = max(1, -(-total * percent // 100))
        for length in sorted(words):
            rank -= words[length]
            if rank <= 0:
                found[name] = length
                break
    return found


def _suffix(source: str) -> str:
    match = _SUFFIX.search(_RECORD.sub("", source).lower().rpartition("/")[2])
    return match[0] if match else ""


def _sum(values: Any) -> int:
    return int(pc.sum(pc.cast(values, pa.int64())).as_py() or 0)
