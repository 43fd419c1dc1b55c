"""Cleans the inputs and publishes a version."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.commands.here import HERE, from_here, own_contract, own_out, own_publishers, own_takedowns, root_of
from cleaner.commands.say import note, write
from cleaner.config import Config, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import wants_color, width_of


@click.command()
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder that versions are published in.  [default: dataset]")
@click.option("--version", metavar="V", help="Version to publish, such as 1.2.0.  [default: the next one, by what changed]")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes to use. Any number gives the same bytes.")
@click.option("--dry-run", is_flag=True, help="Do all of it, and publish nothing.")
@click.option("--contract", metavar="PATH", type=click.Path(path_type=Path), help="A pandera schema that articles must pass. It is code, and runs.")
@click.option("--takedowns", metavar="PATH", type=click.Path(path_type=Path), help="A list of what must not be published.  [default: takedowns.toml]")
def command(
    *,
    inputs: tuple[Path, ...],
    out: Path | None,
    version: str | None,
    workers: int | None,
    dry_run: bool,
    contract: Path | None,
    takedowns: Path | None,
) -> None:
    """Clean the INPUTs and publish a new version of the dataset.

    In a workspace the inputs are its raw folder, if none are named. Anywhere else, name files or folders.

    \b
    Example:
      clean build
      clean build dumps/ --out dataset --version 1.0.0
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.build import BuildRequest  # noqa: PLC0415
    from cleaner.release.build import build as run  # noqa: PLC0415
    from cleaner.summary import Meter, render_build  # noqa: PLC0415

    workspace = find_workspace(HERE)
    config = workspace.config if workspace else Config()
    if workspace and workspace.note:
        note(workspace.note)
    chosen = inputs or ((from_here(workspace.raw),) if workspace else ())
    if not chosen:
        raise UsageError("no input, and this folder is no workspace", hint="name a file or folder: clean build dumps/ --out dataset")
    usual_out = own_out(workspace)
    request = BuildRequest(
        inputs=chosen,
        root=root_of(chosen, out or usual_out, workspace),
        out=out or usual_out,
        version=version,
        contract=contract or own_contract(workspace),
        workers=workers or config.workers,
        dry_run=dry_run,
        max_rejected_share=config.max_rejected_share,
        name=config.name,
        license=config.license,
        description=config.description,
        publishers=own_publishers(workspace),
        takedowns=takedowns or own_takedowns(workspace),
        datasheet_answers=workspace.datasheet if workspace else None,
        # A trial build into another folder must not rewrite the workspace's own datasheet.
        top_datasheet=workspace.root / "DATASHEET.md" if workspace and (out is None or out.resolve() == usual_out.resolve()) else None,
    )
    with Meter(sys.stderr) as meter:
        result = run(request, progress=meter)
    if config.license is None:
        note("no licence is stated, and 'clean publish' will refuse the version; set license in the settings")
    write(render_build(result, out=request.out, width=width_of(), color=wants_color(sys.stdout)))
