"""Shows every line of an input with its fate and the reason."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import click

from cleaner.article import Examined, Fate, RawArticle, Rejection
from cleaner.commands.here import absolute, own_extras, own_line_model, own_pages, own_publishers
from cleaner.commands.say import write
from cleaner.config import Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import json_safe, wants_color, width_of

FATES = {"kept": Fate.KEEP, "removed": Fate.DROP, "taken": Fate.TAKE}
"""What `--only` takes, in the words of the page's last lines."""


@click.command()
@click.argument("file", metavar="FILE[#N]")
@click.option("--only", type=click.Choice(list(FATES)), help="Only the lines of this fate.")
@click.option("--why", metavar="LINE", type=click.IntRange(min=1), help="All about one line: its reasons, what the line judge saw, how to overrule it.")
@click.option("--diff", "as_diff", is_flag=True, help="The input against the text, as a patch.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A page for people, or one JSON object a line.  [default: text]")
def command(*, file: str, only: str | None, why: int | None, as_diff: bool, as_json: bool, form: str) -> None:
    """Show every line of FILE with its fate and the reason for it.

    A file with several records is explained record by record; FILE#N is record N alone, from 1.

    \b
    Example:
      clean explain raw/ferry.txt
      clean explain raw/ferry.txt --only removed
      clean explain raw/ferry.txt --why 26
      clean explain dumps/june.jsonl#12 --json
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.explain import render_diff, render_text, to_json  # noqa: PLC0415

    if as_diff and (why or as_json or form == "json"):
        raise UsageError("--diff goes with neither --why nor JSON", hint="the JSON without --diff has every line with its fate")
    if why and only:
        raise UsageError("--why is about one line, --only about many", hint="give one of them")
    path, number = _split_number(file)
    if path.is_dir():
        raise UsageError("is a folder; explain takes one file", where=file, hint="name a file in it, or see 'clean build --dry-run'")
    workspace = find_workspace(absolute(path).parent)
    fate = FATES[only] if only else None
    width, color = width_of(), wants_color(sys.stdout)
    if why:
        _write_why(path, number, workspace, why, is_json=as_json or form == "json")
        return
    n = 0
    for examined in _examined(path, number, workspace):
        n += 1
        if as_json or form == "json":
            write(json_safe(json.dumps(to_json(examined, only=fate), ensure_ascii=False)) + "\n")
        elif as_diff:
            write(("\n" if n > 1 else "") + render_diff(examined, width=width, color=color, only=fate))
        else:
            write(("\n" if n > 1 else "") + render_text(examined, width=width, color=color, only=fate))
    if n == 0:
        raise UsageError("there is no such record in it" if number else "there is nothing in it", where=file, hint=f"see 'clean explain {path}'")


def examined_of(file: str) -> Iterator[Examined]:
    """All that is known of each record of FILE[#N], as the workspace around the file cleans it."""
    path, number = _split_number(file)
    if path.is_dir():
        raise UsageError("is a folder", where=file, hint="name a file in it")
    return _examined(path, number, find_workspace(absolute(path).parent))


def _write_why(path: Path, number: int | None, workspace: Workspace | None, line: int, *, is_json: bool) -> None:
    from cleaner.explain import ask, render_why, why_json  # noqa: PLC0415
    from cleaner.line_model import load  # noqa: PLC0415
    from cleaner.publishers import load_publishers  # noqa: PLC0415

    records = list(islice(_records(path, number, workspace), 2))
    if len(records) != 1:
        what = "holds several records" if records else "there is no such record in it"
        raise UsageError(what, where=str(path), hint=f"name one: clean explain '{path}#1' --why {line}")
    (record,) = records
    if not isinstance(record, RawArticle):
        raise UsageError(f"has no lines: it was rejected ({record.check}: {record.evidence})", where=record.source)
    why = ask(record, line, load_publishers(own_publishers(workspace)), load(own_line_model(workspace)), own_pages(workspace))
    if is_json:
        write(json_safe(json.dumps(why_json(why), ensure_ascii=False)) + "\n")
    else:
        write(render_why(why, width=width_of(), color=wants_color(sys.stdout)))


def _examined(path: Path, number: int | None, workspace: Workspace | None) -> Iterator[Examined]:
    """All that is known of each record of a file, or of the one with this number."""
    from cleaner.extras import with_extras  # noqa: PLC0415
    from cleaner.line_model import load  # noqa: PLC0415
    from cleaner.pipeline import examine  # noqa: PLC0415
    from cleaner.publishers import load_publishers  # noqa: PLC0415

    extras, pages = own_extras(workspace), own_pages(workspace)
    publishers, model = load_publishers(own_publishers(workspace)), load(own_line_model(workspace))
    for record in _records(path, number, workspace):
        yield (
            with_extras(examine(record, publishers=publishers, model=model, pages=pages), extras) if isinstance(record, RawArticle) else Examined(None, record)
        )


def _records(path: Path, number: int | None, workspace: Workspace | None) -> Iterator[RawArticle | Rejection]:
    """The records of a file, or the one with this number."""
    from cleaner.read import discover, read_file  # noqa: PLC0415

    files, refused = discover([absolute(path)], root=workspace.root if workspace else absolute(path).parent)
    for record in chain(refused, *(read_file(file, fields=workspace.config.fields if workspace else None) for file in files)):
        if number is None or _number_of(record.source) == number:
            yield record
            if number is not None:
                return


def _split_number(file: str) -> tuple[Path, int | None]:
    """`dump.jsonl#3` as file and record; a file that really has such a name is itself."""
    path, hash_sign, number = file.rpartition("#")
    if Path(file).exists() or not hash_sign or not number.isdecimal():
        path, number = file, ""
    if not Path(path).exists():
        raise UsageError("no such file", where=path, hint="name a file, and record n of it as FILE#n")
    return Path(path), int(number) if number else None


def _number_of(source: str) -> int:
    """The record's number in its source; an input that is a whole file is its record 1."""
    _, hash_sign, number = source.rpartition("#")
    return int(number) if hash_sign and number.isdecimal() else 1
