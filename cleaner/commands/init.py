"""Makes a workspace, or proposes a publisher's file in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.commands.here import HERE, absolute, from_here, own_publishers
from cleaner.config import Workspace, find_workspace
from cleaner.errors import RefusedError, UsageError
from cleaner.terminal import reveal

if TYPE_CHECKING:
    from cleaner.article import RawArticle, Rejection

_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")


@click.command()
@click.argument("paths", metavar="[DIR]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--publisher", "host", metavar="HOST", help="Propose a publisher's file from the lines that its pages among the INPUTs repeat, or copy the built-in one."
)
def command(paths: tuple[Path, ...], host: str | None) -> None:
    """Make a workspace in DIR (default: here). Never overwrites a file.

    With --publisher it takes [INPUT]... instead: files or folders with pages of that publisher, without any the
    workspace's own input. It writes publishers/HOST.toml, with the lines that they repeat, for you to read. A host
    that a built-in file knows gets a copy of that file, which takes its place.

    \b
    Example:
      clean init news
      clean init --publisher ostrel.example raw/ostrel
      clean init --publisher bbc.com
    """  # noqa: D301 - \b tells click to leave a block as it is
    if host is not None:
        _propose(host.lower(), paths)
        return
    if len(paths) > 1:
        raise UsageError(f"{len(paths)} folders are named", hint="clean init makes one workspace; --publisher HOST takes several inputs")
    _workspace(paths[0] if paths else HERE)


def _workspace(folder: Path) -> None:
    from cleaner.workspace import create  # noqa: PLC0415

    here = find_workspace(folder) if folder.is_dir() else None
    created = create(folder, settings=here.file.name if here and here.root == folder.resolve() else None)
    for name in created.written:
        click.echo(f"wrote  {reveal(name)}")
    for name, why in created.kept:
        click.echo(f"kept   {reveal(name)} ({why})")
    go = "" if folder.resolve() == HERE.resolve() else f"cd {reveal(str(folder))} && "
    click.echo(f"next:  {go}clean build")


def _propose(host: str, paths: tuple[Path, ...]) -> None:
    from cleaner.proposal import as_toml, key_of, propose  # noqa: PLC0415
    from cleaner.publishers import BUILT_IN, built_in_text, load_publishers  # noqa: PLC0415
    from cleaner.release.cards.markdown import number  # noqa: PLC0415

    if not _HOST.fullmatch(host):
        raise UsageError(f"{host!r} is not a host", hint="write it without scheme, port or path: clean init --publisher ostrel.example")
    workspace = find_workspace(HERE)
    folder = workspace.root / (workspace.config.publishers or "publishers") if workspace else HERE / "publishers"
    publishers = load_publishers(own_publishers(workspace))
    known = publishers.for_host(host)
    is_built_in = known is not None and known.where.startswith(BUILT_IN)
    target = from_here(folder / f"{known.key if known and is_built_in else key_of(host)}.toml")
    if target.exists():
        raise RefusedError("exists, and is not written over", where=str(target), hint="add to it, or move it away")
    if known and not is_built_in:
        raise UsageError(f"{known.where} is about {host} already", hint="add to it")
    if known:
        _write(target, built_in_text(known.key))
        click.echo(f"wrote  {reveal(str(target))}: a copy of the built-in file, which it replaces")
        click.echo(f"next:  add to it, then clean check-publisher {reveal(str(target))}")
        return
    inputs = paths or ((from_here(workspace.raw),) if workspace else ())
    if not inputs:
        raise UsageError("no input, and this folder is no workspace", hint=f"name a file or folder of its pages: clean init --publisher {host} dumps/")
    found = propose(_records(inputs, workspace), host, publishers, all_are_its=bool(paths))
    _write(target, as_toml(found))
    entries = sum(one.is_entry for one in found.entries)
    click.echo(
        f"wrote  {reveal(str(target))}: {number(entries, 'entry', 'entries')} and {len(found.entries) - entries} to decide, from {found.n_pages:,} pages"
    )
    if found.n_other:
        click.echo(f"       {number(found.n_other, 'input')} {'is' if found.n_other == 1 else 'are'} no page of it")
    click.echo(f"next:  read it, then clean check-publisher {reveal(str(target))}")


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _records(inputs: tuple[Path, ...], workspace: Workspace | None) -> Iterator[RawArticle | Rejection]:
    from cleaner.read import discover, read_file  # noqa: PLC0415

    for path in inputs:
        if not path.exists():
            raise UsageError("no such file or folder", where=str(path), hint="name an input that exists")
    files, refused = discover([absolute(path) for path in inputs], root=workspace.root if workspace else absolute(HERE))
    yield from refused
    for file in files:
        yield from read_file(file, fields=workspace.config.fields if workspace else None)
