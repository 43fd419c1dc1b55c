"""A version's CHANGELOG.md and LICENSE: what changed since the version before it, and what one may do with the data.

They state counts, ids, columns and rules, never the words of an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaner.own_files import read_own
from cleaner.release.cards.counted import balance
from cleaner.release.cards.licences import licence_page
from cleaner.release.cards.markdown import escape
from cleaner.release.diff import Diff

CHANGELOG_NAME = "CHANGELOG.md"
LICENSE_NAME = "LICENSE"
_HEAD = "# Changelog\n\nWhat changed in the data, newest version first. `clean diff` shows it article by article.\n"
_MOST = 10
"""Of a list of ids, values or rules."""


def changelog(version: str, diff: Diff | None, rows: Mapping[str, int], before: Path | None) -> str:
    """The version's changes on top of those that the version in the folder `before` tells."""
    section = [f"## {version}", "", *(_of_diff(diff) if diff else [f"The first version: {balance(rows)}."]), ""]
    older = ""
    if before is not None and (before / CHANGELOG_NAME).is_file():
        older = read_own(before / CHANGELOG_NAME).decode(errors="replace").partition("\n## ")[2]
    return _HEAD + "\n" + "\n".join(section) + (f"\n## {older}" if older else "")


def license_text(name: str, licence: str) -> str:
    """The LICENSE of a version: the licence's name and where its text is to be read."""
    page = licence_page(licence)
    lines = [f"The dataset {' '.join(name.split())} is published under: {licence}", ""]
    if page:
        lines += [f"SPDX-License-Identifier: {licence}", f"The full text is at {page}", ""]
    lines += ["The licence is for the collection: metadata, ledgers, and the selection and arrangement of the articles. The articles themselves may be"]
    lines += ["protected works of their publishers and authors, whose rights it does not touch; the column `license` holds what a page itself declares."]
    return "\n".join(lines) + "\n"


def change_of(diff: Diff | None) -> dict[str, Any]:
    """What the manifest says of the difference; nothing for a first version."""
    if diff is None:
        return {}
    return {
        "previous": diff.before,
        "level": diff.level,
        "added": len(diff.added),
        "removed": len(diff.removed),
        "changed": len(diff.changed),
        "reasons": [reason for _, reason in diff.reasons],
    }


def _of_diff(diff: Diff) -> Iterator[str]:
    yield f"A {diff.level} step from {diff.before}: " + ("; ".join(escape(reason) for _, reason in diff.reasons) or "the content is the same") + "."
    yield ""
    for table, (was, now) in diff.rows.items():
        if was != now:
            yield f"- {table}: {was:,} rows before, {now:,} now"
    if diff.changed_by_column:
        yield "- columns that changed: " + _few([f"`{name}` in {count:,}" for name, count in diff.changed_by_column.items()])
    if n := sum(not one.same_input for one in diff.changed):
        yield f"- articles whose input changed: {n:,}"
    for rule in diff.rules[:_MOST]:
        rows, articles = "row" if rule.n_more == 1 else "rows", "article" if rule.n_articles == 1 else "articles"
        yield f"- rule `{rule.rule}` ({rule.ledger}): {rule.n_more:,} {rows} more, {rule.n_fewer:,} fewer, in {rule.n_articles:,} {articles} with the same input"
    for column, values in diff.figures.items():
        yield f"- {column}: " + _few([f"{escape(value)} {was:,} → {now:,}" for value, (was, now) in values.items()])
    for what, ids in (("added", diff.added), ("removed", diff.removed), ("changed", tuple(one.id for one in diff.changed))):
        if ids:
            yield f"- {what}: " + _few([f"`{escape(id_)}`" for id_ in ids])
    yield from _settings(diff.settings)
    for package, (old, new) in diff.made_with.items():
        yield f"- made with {escape(package)} {escape(str(new))} instead of {escape(str(old))}"


def _settings(settings: Mapping[str, tuple[Any, Any]]) -> Iterator[str]:
    for key, (was, now) in settings.items():
        if key.endswith("_sha256"):
            yield f"- the {key.removesuffix('_sha256')} changed"
        elif key != "license":
            yield f"- setting {escape(key)}: {escape(str(now))} instead of {escape(str(was))}"


def _few(items: list[str]) -> str:
    return ", ".join(items[:_MOST]) + (f" and {len(items) - _MOST:,} more" if len(items) > _MOST else "")
