"""Prints the settings in force and where each came from."""

from __future__ import annotations

import json
import sys

import click

from cleaner.commands.here import HERE, from_here
from cleaner.commands.say import note, write
from cleaner.config import find_workspace
from cleaner.settings import Setting, as_toml, settings_of
from cleaner.terminal import cells, json_safe, paint, reveal, wants_color, width_of, wrap


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A page, or one JSON object.  [default: text]")
@click.option("--all", "with_about", is_flag=True, help="Also say what each setting is.")
def command(*, form: str, with_about: bool) -> None:
    """Print the settings in force here, and where each came from.

    A workspace's settings stand in clean.toml, or under [tool.clean] in pyproject.toml. What neither gives has its
    default; "found" is a file that is used because it exists.

    \b
    Example:
      clean config
      clean config --all
    """  # noqa: D301 - \b tells click to leave a block as it is
    workspace = find_workspace(HERE)
    settings = settings_of(workspace)
    if workspace and workspace.note:
        note(workspace.note)
    if form == "json":
        table = {one.key: {"value": one.value, "from": one.source} for one in settings}
        write(json_safe(json.dumps({"file": str(from_here(workspace.file)) if workspace else None, "settings": table}, ensure_ascii=False, indent=2)) + "\n")
        return
    color, width = wants_color(sys.stdout), width_of()
    where = f"settings from {from_here(workspace.file)}" if workspace else "no workspace here: every setting has its default"
    write(paint(reveal(where), "bold", color=color) + "\n")
    keys = max(len(one.key) for one in settings)
    values = min(40, max(cells(_value(one)) for one in settings))
    for one in settings:
        shown = _value(one)
        style = "dim" if one.source == "default" else "taken"
        pad = " " * max(0, values - cells(shown))
        write(f"  {one.key:{keys}}  {shown}{pad}  {paint(reveal(one.source), style, color=color)}\n")
        if with_about:
            write("".join(f"      {paint(part, 'dim', color=color)}\n" for part in wrap(f"{one.about} Must be {one.allowed}.", width - 6)))


def _value(one: Setting) -> str:
    return "-" if one.value is None else reveal(as_toml(one.value))
