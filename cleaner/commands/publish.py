"""Copies a version to where others load it."""

from __future__ import annotations

import sys

import click

from cleaner.commands.here import HERE, version_folder
from cleaner.commands.say import write
from cleaner.config import find_workspace
from cleaner.terminal import reveal


@click.command()
@click.argument("version", metavar="VERSION")
@click.argument("target", metavar="TARGET")
@click.option("--dry-run", is_flag=True, help="Check the version and list its files, and send nothing.")
def command(*, version: str, target: str, dry_run: bool) -> None:
    """Copy VERSION to TARGET: a folder, `s3://bucket/folder` or `hf://datasets/owner/name`.

    The version is verified first, and read back and compared afterwards. A version that is there is never written
    over. An upload that was broken off goes on with the same command.

    \b
    Example:
      clean publish 1.0.0 /mnt/shared/island-news
      clean publish 1.0.0 s3://island-news/dataset
      clean publish 1.0.0 hf://datasets/port-aldwin/island-news --dry-run
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.build import Progress  # noqa: PLC0415
    from cleaner.release.hub import repository_of, upload_to_hub  # noqa: PLC0415
    from cleaner.release.publishing import package, render_plan, upload  # noqa: PLC0415
    from cleaner.release.stores import open_store  # noqa: PLC0415
    from cleaner.summary import Meter  # noqa: PLC0415

    is_hub = target.startswith("hf://")
    if is_hub:
        repository_of(target)
    ready = package(version_folder(version, find_workspace(HERE)))
    if dry_run:
        write("\n".join(reveal(line) for line in render_plan(ready, target).split("\n")))
        return
    if is_hub:
        result = upload_to_hub(ready, target)
    else:
        with Meter(sys.stderr) as meter:
            result = upload(ready, open_store(target), progress=lambda stage, done, total: meter(Progress(stage, done, total)))
    there = f", {result.n_there:,} were there" if result.n_there else ""
    sent = f"{result.n_uploaded:,} file{'s' if result.n_uploaded != 1 else ''} sent"
    click.echo(f"published {reveal(ready.name)} {result.version} to {reveal(result.target)}: {sent}{there}, {result.n_bytes:,} bytes in all")
