"""Shows every line of an input with its fate and the reason."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from cleaner.article import Examined, RawArticle
from cleaner.commands.here import absolute, own_extras, own_line_model, own_publishers
from cleaner.commands.say import write
from cleaner.config import Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import json_safe, wants_color, width_of


@click.command()
@click.argument("file", metavar="FILE[#N]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A page for people, or one JSON object a line.  [default: text]")
def command(file: str, form: str) -> None:
    """Show every line of FILE with its fate and the reason for it.

    A file with several records is explained record by record; FILE#N is record N alone, from 1.

    \b
    Example:
      clean explain raw/ferry.txt
      clean explain dumps/june.jsonl#12 --format json
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.explain import render_text, to_json  # noqa: PLC0415

    path, number = _split_number(file)
    if path.is_dir():
        raise UsageError("is a folder; explain takes one file", where=file, hint="name a file in it, or see 'clean build --dry-run'")
    workspace = find_workspace(absolute(path).parent)
    n = 0
    for examined in _examined(path, number, workspace):
        n += 1
        if form == "json":
            write(json_safe(json.dumps(to_json(examined), ensure_ascii=False)) + "\n")
        else:
            write(("\n" if n > 1 else "") + render_text(examined, width=width_of(), color=wants_color(sys.stdout)))
    if n == 0:
        raise UsageError("there is no such record in it" if number else "there is nothing in it", where=file, hint=f"see 'clean explain {path}'")


def _examined(path: Path, number: int | None, workspace: Workspace | None) -> Iterator[Examined]:
    """All that is known of each record of a file, or of the one with this number."""
    from cleaner.extras import with_extras  # noqa: PLC0415
    from cleaner.line_model import load  # noqa: PLC0415
    from cleaner.pipeline import examine  # noqa: PLC0415
    from cleaner.publishers import load_publishers  # noqa: PLC0415
    from cleaner.read import discover, read_file  # noqa: PLC0415

    extras = own_extras(workspace)
    publishers, model = load_publishers(own_publishers(workspace)), load(own_line_model(workspace))
    files, refused = discover([absolute(path)], root=workspace.root if workspace else absolute(path).parent)
    for record in chain(refused, *(read_file(file, fields=workspace.config.fields if workspace else None) for file in files)):
        if number is None or _number_of(record.source) == number:
            yield with_extras(examine(record, publishers=publishers, model=model), extras) if isinstance(record, RawArticle) else Examined(None, record)
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
