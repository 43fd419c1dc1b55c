"""Marks a version as one that nobody should use; its folder stays as it is."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.commands.here import HERE, own_out
from cleaner.config import find_workspace
from cleaner.terminal import reveal


@click.command()
@click.argument("version", metavar="VERSION")
@click.option("--reason", metavar="TEXT", required=True, help="Why nobody should use it, in a sentence. It is shown to whoever does.")
def command(version: str, reason: str) -> None:
    """Mark VERSION as one that nobody should use.

    Its files stay as they are: `dataset/index.json` holds the mark, and `LATEST` points at another version. What
    must not be published again goes into `takedowns.toml`.

    \b
    Example:
      clean yank 1.0.0 --reason "the dates of one publisher are a day late"
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.index import yank  # noqa: PLC0415

    path = Path(version)
    # A path is taken as well as a number: it is what completion gives.
    out, name = (path.parent, path.name) if len(path.parts) > 1 else (own_out(find_workspace(HERE)), version)
    yank(out, name, reason)
    latest = (out / "LATEST").read_text(encoding="utf-8").strip()
    click.echo(f"yanked {reveal(str(out / name))}; LATEST is {reveal(latest)}")
