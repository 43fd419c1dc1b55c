"""Holds published articles, or anybody's file, to a contract."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.commands.here import HERE, from_here, lies_in, named_articles, own_contract
from cleaner.commands.say import note, write
from cleaner.config import Workspace, find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import wants_color, width_of


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--contract", metavar="PATH", type=click.Path(path_type=Path), help="A pandera schema to check against. It is code, and runs.")
@click.option("--allow-code", is_flag=True, help="Run the contract of the workspace that PATH lies in, though it is not the one you stand in.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit", "sarif", "github"]), default="text", help="What to print.  [default: text]")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write the report into FILE instead of stdout.")
def command(*, paths: tuple[Path, ...], contract: Path | None, allow_code: bool, form: str, output: Path | None) -> None:
    """Check published articles, or anybody's file, against a contract.

    PATH is a version (`latest`, a number or its folder), a Parquet or JSONL file, or a folder of them.

    The built-in contract applies, unless you name one. A workspace's own contract is used for its own dataset, while
    you stand in it: a contract is code, and somebody else's data should not bring its own.

    \b
    Example:
      clean validate dataset/1.0.0
      clean validate part-0.parquet --contract validation/articles.py
      clean validate dump.jsonl --format junit --output report.xml
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.checking import check_files, render_checks  # noqa: PLC0415
    from cleaner.commands.reports import REPORTS  # noqa: PLC0415

    here = find_workspace(HERE)
    if output is not None and not output.absolute().parent.is_dir():
        raise UsageError("no such folder", where=str(output.parent), hint="give another --output")
    chosen = [named_articles(path, here) for path in paths]
    checked = [check_files(path, contract or _contract_for(path, here, allow_code=allow_code)) for path in chosen]
    if form == "text":
        is_colored = output is None and wants_color(sys.stdout)
        report = "\n".join(render_checks(one, width=width_of(), color=is_colored) for one in checked)
    else:
        report = REPORTS[form](checked)
    if output is None:
        write(report)
    else:
        output.write_text(report, encoding="utf-8", newline="\n")
    if not all(one.is_good for one in checked):
        sys.exit(1)


def _contract_for(path: Path, here: Workspace | None, *, allow_code: bool) -> Path | None:
    """The contract of the workspace whose dataset the path is, if its code may be run; None is the built-in one."""
    if here and lies_in(path, here.out):
        return own_contract(here)
    if not path.exists():
        return None
    other = find_workspace(path if path.is_dir() else path.parent)
    if other is None or other.contract is None or not lies_in(path, other.out) or (here and other.root == here.root):
        return None
    if allow_code:
        return from_here(other.contract)
    note(f"{from_here(other.contract)} is another workspace's code and was not run; --allow-code runs it")
    return None
