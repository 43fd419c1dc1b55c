"""Holds published articles, or anybody's file, to a contract."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.commands.here import HERE, lies_in, own_contract
from cleaner.commands.say import write
from cleaner.config import find_workspace
from cleaner.terminal import wants_color, width_of


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--contract", metavar="PATH", type=click.Path(path_type=Path), help="A pandera schema to check against. It is code, and runs.")
def command(paths: tuple[Path, ...], contract: Path | None) -> None:
    """Check published articles against a contract.

    PATH is a version folder, a Parquet file or a folder of Parquet files.

    The built-in contract applies, unless you name one. A workspace's own contract is used for its own dataset alone:
    a contract is code, and somebody else's data should not bring its own.

    \b
    Example:
      clean validate dataset/1.0.0
      clean validate part-0.parquet --contract validation/articles.py
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.checking import check_files, render_checks  # noqa: PLC0415

    workspace = find_workspace(HERE)
    failed = False
    for n, path in enumerate(paths):
        own = own_contract(workspace) if workspace and lies_in(path, workspace.out) else None
        checked = check_files(path, contract or own)
        failed = failed or not checked.is_good
        write(("\n" if n else "") + render_checks(checked, width=width_of(), color=wants_color(sys.stdout)))
    if failed:
        sys.exit(1)
