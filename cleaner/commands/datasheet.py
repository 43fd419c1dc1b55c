"""Lists the datasheet's questions that are open or out of date."""

from __future__ import annotations

import json
import sys

import click

from cleaner.commands.here import HERE, from_here, own_out, version_folder
from cleaner.commands.say import write
from cleaner.config import DEFAULT_DATASHEET, Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import json_safe, reveal


@click.command()
@click.argument("version", metavar="[VERSION]", required=False)
@click.option("--strict", is_flag=True, help="Exit with 1 when a question is open, or an answer is unconfirmed or out of date.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A page, or JSON.  [default: text]")
def command(*, version: str | None, strict: bool, form: str) -> None:
    """List what a person still has to say in the datasheet, against the facts of VERSION (default: the latest).

    Each question comes with the line to write. Answers are read from the workspace's `datasheet.toml`, which no build ever writes.

    \b
    Example:
      clean datasheet
      clean datasheet 1.0.0 --strict
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.cards.answers import load_answers  # noqa: PLC0415
    from cleaner.release.cards.status import datasheet_status, facts_of_version, render_status, status_json  # noqa: PLC0415

    workspace = find_workspace(HERE)
    out = own_out(workspace)
    if version is None and not (out / "LATEST").is_file():
        raise UsageError("no version is published there", where=str(out), hint="publish one first: clean build")
    status = datasheet_status(load_answers(workspace.datasheet if workspace else None), facts_of_version(version_folder(version or "latest", workspace)))
    if form == "json":
        write(json_safe(json.dumps(status_json(status), ensure_ascii=False)) + "\n")
    else:
        into, is_new = _place(workspace)
        write("\n".join(reveal(line) for line in render_status(status, into, is_new=is_new).split("\n")))
    if strict and status.needed:
        sys.exit(1)


def _place(workspace: Workspace | None) -> tuple[str, bool]:
    """The file of answers as the user would type it, and whether it is still to be made."""
    if workspace is None:
        return f"the {DEFAULT_DATASHEET} of a workspace ('clean init' makes one)", False
    path = workspace.datasheet
    return str(from_here(path or workspace.root / DEFAULT_DATASHEET)), path is None
