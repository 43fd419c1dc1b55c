"""Shows what changed between two versions, and which rule did it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from cleaner.commands.here import HERE, version_folder
from cleaner.commands.reasons import in_brief
from cleaner.commands.say import write
from cleaner.config import find_workspace
from cleaner.terminal import json_safe, paint, reveal, wants_color, width_of, wrap, wrap_items

if TYPE_CHECKING:
    from cleaner.release.diff import Diff

_MOST = 10


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A summary, or all of it as JSON.  [default: text]")
def command(before: str, after: str, form: str) -> None:
    """Show what changed from version BEFORE to version AFTER.

    Each is a number in the dataset's folder, a version's folder, or `latest`. Where the input of a changed article is
    the same, the rules that did it are named.

    \b
    Example:
      clean diff 1.0.0 1.1.0
      clean diff 1.0.0 latest --format json
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.diff import compare  # noqa: PLC0415
    from cleaner.release.sides import open_side  # noqa: PLC0415

    workspace = find_workspace(HERE)
    one, other = (version_folder(named, workspace) for named in (before, after))
    found = compare(open_side(one), open_side(other))
    if form == "json":
        write(json_safe(json.dumps(as_json(found), ensure_ascii=False, default=str)) + "\n")
        return
    write("\n".join(_page(found, width_of(), color=wants_color(sys.stdout))) + "\n")


def as_json(diff: Diff) -> dict[str, Any]:
    """All of a difference, every id included, as JSON holds it."""
    return {
        "before": diff.before,
        "after": diff.after,
        "level": diff.level,
        "reasons": [{"level": level, "reason": reason} for level, reason in diff.reasons],
        "counts": {"added": len(diff.added), "removed": len(diff.removed), "changed": len(diff.changed), "same": diff.n_same},
        "rows": {table: {"before": was, "after": now} for table, (was, now) in diff.rows.items()},
        "changed_by_column": dict(diff.changed_by_column),
        "rules": [{"ledger": r.ledger, "rule": r.rule, "more": r.n_more, "fewer": r.n_fewer, "articles": r.n_articles} for r in diff.rules],
        "schema": [{"level": level, "change": change} for level, change in diff.columns],
        "ledgers": list(diff.ledgers),
        "license": {"before": diff.license[0], "after": diff.license[1]},
        "settings": {key: {"before": was, "after": now} for key, (was, now) in diff.settings.items()},
        "made_with": {key: {"before": was, "after": now} for key, (was, now) in diff.made_with.items()},
        "figures": {name: {value: {"before": was, "after": now} for value, (was, now) in values.items()} for name, values in diff.figures.items()},
        "added": list(diff.added),
        "removed": list(diff.removed),
        "changed": [{"id": one.id, "columns": one.columns, "same_input": one.same_input, "rules": one.rules} for one in diff.changed],
    }


def _page(diff: Diff, width: int, *, color: bool) -> Iterator[str]:
    from cleaner.release.cards.markdown import number  # noqa: PLC0415 - not needed for --help

    yield paint(reveal(f"{diff.before} → {diff.after}"), "bold", color=color) + f"  a {diff.level} step"
    yield ""
    yield from _row(
        "articles", [f"{len(diff.added):,} added", f"{len(diff.removed):,} removed", f"{len(diff.changed):,} changed", f"{diff.n_same:,} the same"], width
    )
    yield from _row("because", [f"{level}: {reason}" for level, reason in in_brief(diff.reasons)] or ["the content is the same"], width, by_line=True)
    yield from _row("rows", [f"{table} {was:,} → {now:,}" for table, (was, now) in diff.rows.items() if was != now], width)
    yield from _row("columns", [f"{name} {count:,}" for name, count in diff.changed_by_column.items()], width)
    own = [one for one in diff.changed if not one.is_of_copies]
    causes = (
        (sum(not one.same_input for one in own), "another input"),
        (sum(one.same_input for one in own), "the same input"),
        (len(diff.changed) - len(own), "other copies and no other change"),
    )
    yield from _row("cause", [f"{n:,} {'has' if n == 1 else 'have'} {what}" for n, what in causes if n], width)
    more = [f"{r.rule} ({r.ledger}): {number(r.n_more, 'row')} more, {r.n_fewer:,} fewer, in {number(r.n_articles, 'article')}" for r in diff.rules[:_MOST]]
    yield from _row("rules", more, width, by_line=True)
    if n := sum(one.same_input and not one.rules for one in own):
        yield from _row("no rule", [f"{n:,} changed with no row of a ledger: see settings and made with, or the repair of characters"], width, by_line=True)
    yield from _row("ledgers", diff.ledgers, width)
    for name, values in diff.figures.items():
        yield from _row(name, [f"{value} {was:,} → {now:,}" for value, (was, now) in list(values.items())[:_MOST]], width)
    yield from _row("settings", [f"{key}: {_setting(was)} → {_setting(now)}" for key, (was, now) in diff.settings.items()], width, by_line=True)
    yield from _row("made with", [f"{key} {was} → {now}" for key, (was, now) in diff.made_with.items()], width)
    for name, ids in (("added", diff.added), ("removed", diff.removed)):
        yield from _row(name, _few(ids), width)
    yield from _row(
        "changed",
        _few(f"{one.id} ({', '.join(one.columns)}{f' by {reveal(chr(44).join(one.rules))}' if one.rules else ''})" for one in diff.changed),
        width,
        by_line=True,
    )


def _setting(value: Any) -> str:
    """A setting as a line of the summary has it; of a digest its beginning."""
    said = "not set" if value is None else str(value)
    return f"{said[:12]}…" if len(said) == 64 and said.isalnum() else said


def _few(ids: Iterable[str]) -> list[str]:
    every = list(ids)
    return every[:_MOST] + ([f"and {len(every) - _MOST:,} more: --format json has all"] if len(every) > _MOST else [])


def _row(label: str, items: Iterable[str], width: int, *, by_line: bool = False) -> Iterator[str]:
    shown = [reveal(item) for item in items]
    if not shown:
        return
    parts = [part for item in shown for part in wrap(item, width - 12)] if by_line else wrap_items(shown, width - 12)
    for n, part in enumerate(parts):
        yield f"{label if n == 0 else '':<10}  {part}".rstrip()
