"""Makes a workspace: the few files that a folder needs to be one."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.commands.here import HERE
from cleaner.config import find_workspace
from cleaner.terminal import reveal


@click.command()
@click.argument("folder", metavar="[DIR]", default=HERE, type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a workspace in DIR (default: here). Never overwrites a file.

    \b
    Example:
      clean init news
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.workspace import create  # noqa: PLC0415

    here = find_workspace(folder) if folder.is_dir() else None
    created = create(folder, settings=here.file.name if here and here.root == folder.resolve() else None)
    for name in created.written:
        click.echo(f"wrote  {reveal(name)}")
    for name, why in created.kept:
        click.echo(f"kept   {reveal(name)} ({why})")
    go = "" if folder.resolve() == HERE.resolve() else f"cd {reveal(str(folder))} && "
    click.echo(f"next:  {go}clean build")
