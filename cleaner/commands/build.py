"""Cleans the inputs and publishes a version."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.commands.here import (
    HERE,
    from_here,
    input_named,
    own_cache,
    own_contract,
    own_extras,
    own_line_model,
    own_out,
    own_pages,
    own_publishers,
    own_takedowns,
    refuse_others_dataset,
    root_of,
)
from cleaner.commands.say import note, write
from cleaner.config import Config, Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import wants_color, width_of

if TYPE_CHECKING:
    from cleaner.read import InputFile
    from cleaner.release.build import BuildRequest


@click.command()
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=input_named)
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder that versions are published in.  [default: dataset]")
@click.option("--version", metavar="V", help="Version to publish, such as 1.2.0.  [default: the next one, by what changed]")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes to use. Any number gives the same bytes.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", help="Who does the work: this machine, or a Ray cluster.  [default: local]")
@click.option("--address", metavar="HOST", help="The Ray cluster's head, as HOST or HOST:PORT, or auto.  [default: auto]")
@click.option("--no-cache", is_flag=True, help="Clean every input again, and keep nothing for the next build.")
@click.option("--dry-run", is_flag=True, help="Do all of it, and publish nothing.")
@click.option("--contract", metavar="PATH", type=click.Path(path_type=Path), help="A pandera schema that articles must pass. It is code, and runs.")
@click.option("--takedowns", metavar="PATH", type=click.Path(path_type=Path), help="A list of what must not be published.  [default: takedowns.toml]")
def command(
    *,
    inputs: tuple[Path | str, ...],
    out: Path | None,
    version: str | None,
    workers: int | None,
    engine: str,
    address: str | None,
    no_cache: bool,
    dry_run: bool,
    contract: Path | None,
    takedowns: Path | None,
) -> None:
    """Clean the INPUTs and publish a new version of the dataset.

    In a workspace the inputs are its raw folder, if none are named. Anywhere else, name files, folders, addresses
    (s3://, gs://, hf://, https://) or - for standard input.

    \b
    Example:
      clean build
      clean build dumps/ --out dataset --version 1.0.0
      zcat june.jsonl.gz | clean build - --out dataset
      clean build s3://crawl/june/ --out dataset
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.build import build as run  # noqa: PLC0415
    from cleaner.summary import Meter, render_build  # noqa: PLC0415

    workspace = find_workspace(HERE)
    config = workspace.config if workspace else Config()
    if workspace and workspace.note:
        note(workspace.note)
    chosen = inputs or ((from_here(workspace.raw),) if workspace else ())
    if not chosen:
        raise UsageError("no input, and this folder is no workspace", hint="name a file or folder: clean build dumps/ --out dataset")
    if address is not None and engine != "ray":
        raise UsageError("--address is for a Ray cluster", hint="add --engine ray")
    usual_out = own_out(workspace)
    refuse_others_dataset(out or usual_out, workspace)
    request = replace(
        request_in(workspace, chosen, out or usual_out),
        version=version,
        ray_address=(address or "auto") if engine == "ray" else None,
        dry_run=dry_run,
        datasheet_answers=workspace.datasheet if workspace else None,
        # A trial build into another folder must not rewrite the workspace's own datasheet.
        top_datasheet=workspace.root / "DATASHEET.md" if workspace and (out is None or out.resolve() == usual_out.resolve()) else None,
    )
    if contract is not None:
        request = replace(request, contract=contract)
    if takedowns is not None:
        request = replace(request, takedowns=takedowns)
    if workers is not None:
        request = replace(request, workers=workers)
    if no_cache:
        request = replace(request, cache=None)
    with spooled(chosen) as stdin, Meter(sys.stderr) as meter:
        result = run(replace(request, stdin=stdin), progress=meter)
    if config.license is None:
        note("no licence is stated, and 'clean publish' will refuse the version; set license in the settings")
    write(render_build(result, out=request.out, width=width_of(), color=wants_color(sys.stdout)))


def request_in(workspace: Workspace | None, inputs: tuple[Path | str, ...], out: Path) -> BuildRequest:
    """A build of the inputs as the workspace asks for it; whatever shows a build without publishing one begins here too."""
    from cleaner.engines.watch import Limits  # noqa: PLC0415 - not needed for --help
    from cleaner.release.build import BuildRequest  # noqa: PLC0415

    config = workspace.config if workspace else Config()
    return BuildRequest(
        inputs=inputs,
        root=root_of(inputs, out, workspace),
        out=out,
        contract=own_contract(workspace),
        workers=config.workers,
        cache=own_cache(workspace) if config.cache else None,
        cache_bytes=config.cache_gb * 1_000_000_000,
        max_rejected_share=config.max_rejected_share,
        max_timed_out_share=config.max_timed_out_share,
        limits=Limits(config.document_timeout_s, config.document_memory_mb),
        name=config.name,
        license=config.license,
        description=config.description,
        publishers=own_publishers(workspace),
        line_model=own_line_model(workspace),
        fields=config.fields,
        extras=own_extras(workspace),
        pages=own_pages(workspace),
        duplicates=config.duplicates,
        repeated_lines=config.repeated_lines,
        takedowns=own_takedowns(workspace),
    )


@contextmanager
def spooled(inputs: Sequence[Path | str]) -> Iterator[InputFile | None]:
    """Standard input as a file of its own while the block runs, where it is among the inputs.

    Raises:
        UsageError: Somebody would have to type the articles.
    """
    from cleaner.read.files import STDIN, spool  # noqa: PLC0415

    if STDIN not in inputs:
        yield None
        return
    if sys.stdin.isatty():
        raise UsageError("standard input is a terminal", where=STDIN, hint="pipe articles into it: zcat june.jsonl.gz | clean build -")
    with tempfile.TemporaryDirectory(prefix="clean-stdin-") as folder:
        yield spool(sys.stdin.buffer, Path(folder))
