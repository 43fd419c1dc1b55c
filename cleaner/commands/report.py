"""Writes a page that shows a version, or what a build would make of an input."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from cleaner.commands.build import request_in
from cleaner.commands.here import HERE, from_here, own_out, version_folder
from cleaner.config import Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import reveal

_STDOUT = "-"


@click.command()
@click.argument("named", metavar="VERSION|INPUT")
@click.option("--out", metavar="FILE", help="The page to write; - is standard output.  [default: report-VERSION.html]")
@click.option("--against", metavar="VERSION", help="The version to compare with.  [default: the one before]")
@click.option("--sample", metavar="N", type=click.IntRange(0, 2000), default=100, help="Articles to show in full, the least confident first.  [default: 100]")
def command(named: str, out: str | None, against: str | None, sample: int) -> None:
    """Write a page that shows VERSION, or what a build would make of INPUT.

    One HTML file that needs no network: what went in and came out, what was removed by which rule, and a sample of
    articles, each with every removed line and the reason. VERSION is a number, a folder, or `latest`; INPUT is a file
    or folder of raw articles, which is cleaned and compared with the latest version, and nothing is published.

    \b
    Example:
      clean report latest
      clean report 1.1.0 --against 1.0.0 --out review.html
      clean report raw/june
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.report.write import refuse_bad_target  # noqa: PLC0415

    workspace = find_workspace(HERE)
    is_version = _is_version(named, workspace)
    if is_version and len(Path(named).parts) > 1 and not Path(named).exists():
        raise UsageError("no such version, file or folder", where=named, hint="name a version (1.0.0, latest, a folder) or raw articles")
    folder = version_folder(named, workspace) if is_version else None
    target = Path(out or (f"report-{folder.name}.html" if folder else "report.html"))
    if out != _STDOUT:
        refuse_bad_target(target)
    before = version_folder(against, workspace) if against else _before(folder, workspace)
    if folder is not None:
        _write(folder, before, None, sample, target, is_stdout=out == _STDOUT)
        return
    with tempfile.TemporaryDirectory(prefix="clean-report-") as scratch:
        _write(_trial(Path(named), Path(scratch), workspace), before, f"trial of {named}", sample, target, is_stdout=out == _STDOUT)


def _write(folder: Path, before: Path | None, label: str | None, sample: int, target: Path, *, is_stdout: bool) -> None:
    from cleaner.report.page import report  # noqa: PLC0415
    from cleaner.report.write import write_report  # noqa: PLC0415

    html = report(folder, before=before, label=label, n=sample)
    if is_stdout:
        # As it is: a locale that cannot print a character of the style would change it, and with it its digest.
        sys.stdout.buffer.write(html.encode())
        return
    write_report(target, html)
    click.echo(f"wrote  {reveal(str(target))} ({len(html.encode()) / 1e6:.1f} MB)")


def _is_version(named: str, workspace: Workspace | None) -> bool:
    """Whether it names a version; what exists and is none is an input."""
    path, out = Path(named), own_out(workspace)
    if not path.exists():
        return True  # a number or `latest`, or an error that says which versions there are
    return (path / "manifest.json").is_file() or any(path.glob("data/*.parquet")) or (path.name == named and (out / named / "manifest.json").is_file())


def _before(folder: Path | None, workspace: Workspace | None) -> Path | None:
    """The version that comes before; for an input, the highest there is."""
    from cleaner.errors import CleanError  # noqa: PLC0415
    from cleaner.release.versions import base_of, parse_version, published  # noqa: PLC0415

    out = own_out(workspace) if folder is None else folder.absolute().parent
    try:
        found = base_of(None if folder is None else parse_version(folder.name), published(out))
    except CleanError:
        return None  # a version's folder may have any name once it was copied
    return None if found is None else out / str(found)


def _trial(path: Path, scratch: Path, workspace: Workspace | None) -> Path:
    """A version of the input in a folder of its own, made as `clean build` would make it."""
    from cleaner.release.build import build  # noqa: PLC0415
    from cleaner.summary import Meter  # noqa: PLC0415

    # Rejections are what a person wants to see here; however many, they are no reason to show nothing.
    request = replace(request_in(workspace, (from_here(path),), scratch), max_rejected_share=1.0, max_timed_out_share=1.0)
    with Meter(sys.stderr) as meter:
        made = build(request, progress=meter).path
    if made is None:
        raise UsageError("nothing came of it", where=str(path), hint="see 'clean build --dry-run'")
    return made
