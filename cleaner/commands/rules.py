"""Lists the rules, phrases and publishers, with what each removed in the last build."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cleaner.commands.explain import examined_of
from cleaner.commands.here import HERE, own_out, own_publishers, version_folder
from cleaner.commands.say import write
from cleaner.config import Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import cells, clip, json_safe, labelled, pad, paint, reveal, wants_color, width_of, wrap

if TYPE_CHECKING:
    from cleaner.release.sides import Side
    from cleaner.rule_list import Entry

_MOST_LINES = 12
_MOST_PHRASES = 60


@click.command()
@click.argument("name", metavar="[RULE]", required=False)
@click.option("--test", "file", metavar="FILE[#N]", help="What the rules, or RULE, do to this input.")
@click.option("--version", "version", metavar="V", help="Count in this version.  [default: latest]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(*, name: str | None, file: str | None, version: str | None, as_json: bool) -> None:
    """List the rules, phrases and publishers, with what each removed in the last build.

    With RULE, all about one: its wording, and lines it removed. The order is the precedence: the first rule that
    speaks of a line decides it.

    \b
    Example:
      clean rules
      clean rules read-more
      clean rules --test raw/ferry.txt
      clean rules publisher:ostrel --test raw/ferry.txt
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.publishers import load_publishers  # noqa: PLC0415
    from cleaner.rule_list import done_in, entries  # noqa: PLC0415

    workspace = find_workspace(HERE)
    publishers = load_publishers(own_publishers(workspace))
    width, color = width_of(), wants_color(sys.stdout)
    if file:
        rows = list(_tested(file, name, {one.name for one in entries(publishers)}))
        write("".join(json_safe(json.dumps(row, ensure_ascii=False)) + "\n" for row in rows) if as_json else _test_page(rows, width, color=color))
        return
    side = _side(version, workspace)
    found = entries(publishers, done_in(side) if side else None)
    if name:
        found = [one for one in found if one.name == name]
        if not found:
            raise _unknown(name, {one.name for one in entries(publishers)})
    if as_json:
        write("".join(json_safe(json.dumps(_as_json(one), ensure_ascii=False)) + "\n" for one in found))
    elif name:
        write("\n".join(_detail(found[0], side, width, color=color)) + "\n")
    else:
        write("\n".join(_list(found, side, width, color=color)) + "\n")


def _unknown(name: str, known: set[str]) -> UsageError:
    import difflib  # noqa: PLC0415

    near = difflib.get_close_matches(name, known, n=1)
    return UsageError(f"there is no rule {name!r}", hint=f"did you mean {near[0]!r}?" if near else "see 'clean rules'")


def _side(version: str | None, workspace: Workspace | None) -> Side | None:
    """The version to count in; None when there is none and none was asked for."""
    from cleaner.release.sides import open_side  # noqa: PLC0415

    if version is None and not (own_out(workspace) / "LATEST").is_file():
        return None
    return open_side(version_folder(version or "latest", workspace))


def _as_json(one: Entry) -> dict[str, Any]:
    from cleaner.rule_list import templates_of  # noqa: PLC0415

    habits = one.publisher.habits if one.publisher else ()
    return {
        "rule": one.name,
        "group": one.group,
        "about": one.about,
        "removed": one.n_removed,
        "read": one.n_read,
        "phrases": [{"language": phrase.code, "guard": phrase.guard, "line": phrase.template} for phrase in templates_of(one.phrases)],
        "habits": [{"verb": habit.fate.value, "line": habit.line, "kind": habit.kind, "reason": habit.reason} for habit in habits],
    }


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────


def _list(found: list[Entry], side: Side | None, width: int, *, color: bool) -> Iterator[str]:
    from cleaner.rule_list import GROUPS  # noqa: PLC0415

    name_width = min(max(cells(reveal(one.name)) for one in found), max(18, width * 2 // 5))
    counted = side is not None
    n_width = 9 if counted else 0
    room = width - name_width - 2 - 2 * n_width
    head = f"{'rule':<{name_width}}" + (f"{'removed':>{n_width}}{'read':>{n_width}}  in {reveal(side.name)}" if side else "")
    yield paint(clip(head.rstrip(), width), "dim", color=color)
    group = ""
    for one in found:
        if one.group != group:
            group = one.group
            yield ""
            yield from (paint(part, "bold", color=color) for part in wrap(GROUPS[group], width))
        counts = "".join(f"{n:>{n_width},}" if n else " " * n_width for n in (one.n_removed, one.n_read)) if counted else ""
        style = "removed" if one.n_removed else "taken" if one.n_read else "dim"
        about = clip(reveal(one.about), room) if room >= 16 else ""
        yield (paint(pad(reveal(one.name), name_width), style, color=color) + counts + "  " + paint(about, "dim", color=color)).rstrip()


def _detail(one: Entry, side: Side | None, width: int, *, color: bool) -> Iterator[str]:
    from cleaner.rule_list import removed_by, templates_of  # noqa: PLC0415

    def row(label: str, text: str, style: str | None = None) -> list[str]:
        return labelled(label, reveal(text), width=width, color=color, style=style)

    yield paint(reveal(one.name), "bold", color=color)
    yield from row("does", one.about)
    if side:
        yield from row("removed", f"{one.n_removed:,} lines in {side.name}", "removed" if one.n_removed else None)
        yield from row("read", f"{one.n_read:,} values")
    if one.publisher:
        yield from row("file", one.publisher.where)
        yield from row("hosts", ", ".join(one.publisher.hosts) or "none: it is recognised by its lines")
        for habit in one.publisher.habits:
            yield from row(habit.fate.value, f"{habit.line}  ({habit.kind}: {habit.reason})")
    phrases = templates_of(one.phrases)
    if phrases:
        yield from row("wording", f"{len(phrases):,} phrases in {len(one.phrases)} languages")
    language = ""
    for phrase in phrases[:_MOST_PHRASES]:
        yield from row(phrase.language if phrase.language != language else "", phrase.template + ("" if phrase.guard == "phrases" else f"  ({phrase.guard})"))
        language = phrase.language
    if len(phrases) > _MOST_PHRASES:
        yield from row("", f"and {len(phrases) - _MOST_PHRASES:,} more: --json has all", "dim")
    if side and one.n_removed:
        yield ""
        yield paint("such as", "bold", color=color)
        for source, text, because in removed_by(side, one.name, _MOST_LINES):
            yield clip(reveal(" ".join(text[: 4 * width].split())), width)
            yield from (paint(f"    {part}", "dim", color=color) for part in wrap(reveal(f"{because} · {source}"), width - 4, most=2))


def _tested(file: str, name: str | None, known: set[str]) -> Iterator[dict[str, Any]]:
    from cleaner.rule_list import fired  # noqa: PLC0415

    if name and name not in known:
        raise _unknown(name, known)
    for examined in examined_of(file):
        source = examined.article.source if examined.article else examined.rejection.source if examined.rejection else file
        texts = {line.no: line.text for line in examined.lines}
        for rule, fate, numbers in fired(examined):
            if name in {None, rule}:
                lines = [{"no": no, "text": texts[no]} for no in numbers] if name else [{"no": no} for no in numbers]
                yield {"source": source, "rule": rule, "fate": fate, "lines": lines}


def _test_page(rows: list[dict[str, Any]], width: int, *, color: bool) -> str:
    if not rows:
        return "no line\n"
    styles = {"drop": "removed", "take": "taken", "keep": "dim"}
    words = {"drop": "removed", "take": "taken", "keep": "kept"}
    name_width = min(max(cells(reveal(row["rule"])) for row in rows), max(18, width * 2 // 5))
    out: list[str] = []
    source = None
    for row in rows:
        if row["source"] != source:
            out += [""] * (source is not None) + [paint(clip(reveal(row["source"]), width), "bold", color=color)]
            source = row["source"]
        head = pad(reveal(row["rule"]), name_width) + "  " + pad(words[row["fate"]], 7)
        numbers = wrap(", ".join(str(line["no"]) for line in row["lines"]), max(10, width - cells(head) - 2))
        out += [paint(head if n == 0 else " " * cells(head), styles[row["fate"]], color=color) + "  " + part for n, part in enumerate(numbers)]
        out += [f"{line['no']:>6}  " + clip(reveal(" ".join(line["text"][: 4 * width].split())), width - 8) for line in row["lines"] if "text" in line]
    return "\n".join(out) + "\n"
