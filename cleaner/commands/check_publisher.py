"""Runs the examples of publishers' files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.commands.here import HERE, from_here, own_publishers
from cleaner.config import find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import paint, reveal, wants_color


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Run the examples of publishers' FILEs, by default all of the workspace's.

    Each entry must have an example that it fits, each example must come out as it says, and a line that looks alike
    must stay. A mistake in a file is an error with its address.

    \b
    Example:
      clean check-publisher publishers/ostrel.toml
      clean check-publisher
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.publishers import load_publisher, load_publishers  # noqa: PLC0415
    from cleaner.release.cards.markdown import number  # noqa: PLC0415
    from cleaner.rules.publisher_rules import check_examples  # noqa: PLC0415

    folders = own_publishers(find_workspace(HERE))
    chosen = [path for given in files for path in (sorted(given.glob("*.toml")) if given.is_dir() else [given])]
    chosen = chosen or [from_here(path) for folder in folders for path in sorted(folder.glob("*.toml"))]
    if not chosen:
        raise UsageError("there is no publisher's file", hint="name one, or begin one with 'clean init --publisher HOST'")
    color = wants_color(sys.stdout)
    failed = 0
    for path in chosen:
        if not path.exists():
            raise UsageError("no such file", where=str(path), hint="name a publisher's file (.toml)")
        publisher = load_publisher(path)
        faults = check_examples(publisher)
        failed += bool(faults)
        n = len(publisher.drops) + len(publisher.keeps) + len(publisher.takes)
        good = paint("✓ holds", "good", color=color) + f"  {reveal(str(path))}: {number(len(publisher.habits), 'entry', 'entries')}, {number(n, 'example')}"
        click.echo("".join(f"{paint('✗ fails', 'bad', color=color)}  {reveal(fault)}\n" for fault in faults) if faults else good, nl=not faults, color=color)
    # Two files that claim one host are a mistake that neither shows alone.
    load_publishers(folders)
    if failed:
        sys.exit(1)
