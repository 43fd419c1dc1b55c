"""The command line: thin shells over library functions, one line for each error, and an exit code that says whose turn it is.

Heavy modules are imported inside the commands, so that `clean --help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import click

from cleaner import __version__
from cleaner.article import Examined, RawArticle
from cleaner.config import Config, Workspace, find_workspace
from cleaner.errors import CleanError, UsageError
from cleaner.terminal import clip, json_safe, paint, prepare_streams, reveal, wants_color, width_of

EXIT_INTERRUPTED, EXIT_PIPE, EXIT_BUG = 130, 141, 70
HERE = Path()


class Commands(click.Group):
    """The commands, with every way out of them: one line on stderr and the exit code of errors.py."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> NoReturn:
        prepare_streams()
        extra["standalone_mode"] = False
        try:
            code = super().main(args, prog_name or "clean", **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            _leave_pipe()
        except (click.Abort, KeyboardInterrupt):
            _fail("interrupted", EXIT_INTERRUPTED)
        except CleanError as error:
            _fail(str(error), error.exit_code)
        except click.exceptions.NoArgsIsHelpError as error:
            sys.stderr.write(error.format_message() + "\n")
            sys.exit(2)
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            _fail(f"{error.format_message().rstrip('.')}; see '{context.command_path if context else 'clean'} --help'", 2)
        except OSError as error:
            _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), 2)
        except Exception as error:  # noqa: BLE001 - the last place where a bug can still be said in one line
            _report_bug(error)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EOFError as error:
            # click takes it for Ctrl-D at a prompt and would say "interrupted"; there are no prompts here.
            raise RuntimeError("unexpected end of data") from error


def _fail(message: str, code: int) -> NoReturn:
    one_line = reveal(" ".join(message.split()))
    sys.stderr.write(paint("error:", "bad", color=wants_color(sys.stderr)) + f" {one_line}\n")
    sys.exit(code)


def _report_bug(error: Exception) -> NoReturn:
    if os.environ.get("CLEAN_TRACEBACK"):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = clip(reveal(" ".join(str(error).split())), 200)
    sys.stderr.write(f"internal error: {type(error).__name__}{f': {what}' if what else ''}{place} (run with CLEAN_TRACEBACK=1 for the traceback)\n")
    sys.exit(EXIT_BUG)


def _leave_pipe() -> NoReturn:
    """The reader of our output has gone, as `head` does. Say nothing, not even when Python flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(EXIT_PIPE)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    click.echo(f"clean {__version__}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show the version and exit.")
def commands() -> None:
    """Turn raw scraped articles into a published dataset.

    Nothing is silently deleted: every line of every article gets exactly one fate, and every fate has a reason.

    \b
    Example:
      clean init news && cd news
      clean explain raw/ferry.txt
      clean build

    \b
    Exit codes:
      0 fine    1 the data is not good enough    2 wrong usage or settings
      3 refused    4 counts or digests disagree    70 a bug    130 interrupted
    """  # noqa: D301 - \b tells click to leave a block as it is


@commands.command()
@click.argument("folder", metavar="[DIR]", default=HERE, type=click.Path(path_type=Path))
def init(folder: Path) -> None:
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


@commands.command()
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder that versions are published in.  [default: dataset]")
@click.option("--version", metavar="V", help="Version to publish, such as 1.2.0.  [default: the next one, by what changed]")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes to use. Any number gives the same bytes.")
@click.option("--dry-run", is_flag=True, help="Do all of it, and publish nothing.")
@click.option("--contract", metavar="PATH", type=click.Path(path_type=Path), help="A pandera schema that articles must pass. It is code, and runs.")
def build(*, inputs: tuple[Path, ...], out: Path | None, version: str | None, workers: int | None, dry_run: bool, contract: Path | None) -> None:
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
        _note(workspace.note)
    chosen = inputs or ((_from_here(workspace.raw),) if workspace else ())
    if not chosen:
        raise UsageError("no input, and this folder is no workspace", hint="name a file or folder: clean build dumps/ --out dataset")
    own_out = _from_here(workspace.out) if workspace else Path(config.out)
    request = BuildRequest(
        inputs=chosen,
        root=_root_of(chosen, out or own_out, workspace),
        out=out or own_out,
        version=version,
        contract=contract or _own_contract(workspace),
        workers=workers or config.workers,
        dry_run=dry_run,
        max_rejected_share=config.max_rejected_share,
        name=config.name,
        license=config.license,
        description=config.description,
        publishers=_own_publishers(workspace),
        datasheet_answers=workspace.datasheet if workspace else None,
        # A trial build into another folder must not rewrite the workspace's own datasheet.
        top_datasheet=workspace.root / "DATASHEET.md" if workspace and (out is None or out.resolve() == own_out.resolve()) else None,
    )
    with Meter(sys.stderr) as meter:
        result = run(request, progress=meter)
    _write(render_build(result, out=request.out, width=width_of(), color=wants_color(sys.stdout)))


@commands.command()
@click.argument("file", metavar="FILE[#N]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A page for people, or one JSON object a line.  [default: text]")
def explain(file: str, form: str) -> None:
    """Show every line of FILE with its fate and the reason for it.

    A file with several records is explained record by record; FILE#N is record N alone, from 1.

    \b
    Example:
      clean explain raw/ferry.txt
      clean explain dumps/june.jsonl#12 --format json
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.explain import render_text, to_json  # noqa: PLC0415

    path, number = _split_number(file)
    if path.is_dir():
        raise UsageError("is a folder; explain takes one file", where=file, hint="name a file in it, or see 'clean build --dry-run'")
    workspace = find_workspace(_absolute(path).parent)
    n = 0
    for examined in _examined(path, number, workspace):
        n += 1
        if form == "json":
            _write(json_safe(json.dumps(to_json(examined), ensure_ascii=False)) + "\n")
        else:
            _write(("\n" if n > 1 else "") + render_text(examined, width=width_of(), color=wants_color(sys.stdout)))
    if n == 0:
        raise UsageError("there is no such record in it" if number else "there is nothing in it", where=file, hint=f"see 'clean explain {path}'")


@commands.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--contract", metavar="PATH", type=click.Path(path_type=Path), help="A pandera schema to check against. It is code, and runs.")
def validate(paths: tuple[Path, ...], contract: Path | None) -> None:
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
        own = _own_contract(workspace) if workspace and _lies_in(path, workspace.out) else None
        checked = check_files(path, contract or own)
        failed = failed or not checked.is_good
        _write(("\n" if n else "") + render_checks(checked, width=width_of(), color=wants_color(sys.stdout)))
    if failed:
        sys.exit(1)


def main() -> NoReturn:
    """The entry point of the `clean` command."""
    commands.main()


def _examined(path: Path, number: int | None, workspace: Workspace | None) -> Iterator[Examined]:
    """All that is known of each record of a file, or of the one with this number."""
    from cleaner.pipeline import examine  # noqa: PLC0415
    from cleaner.publishers import load_publishers  # noqa: PLC0415
    from cleaner.read import discover, read_file  # noqa: PLC0415

    publishers = load_publishers(_own_publishers(workspace))
    files, refused = discover([_absolute(path)], root=workspace.root if workspace else _absolute(path).parent)
    for record in chain(refused, *(read_file(file) for file in files)):
        if number is None or _number_of(record.source) == number:
            yield examine(record, publishers=publishers) if isinstance(record, RawArticle) else Examined(None, record)
            if number is not None:
                return


def _split_number(file: str) -> tuple[Path, int | None]:
    """`dump.jsonl#3` as file and record; a file that really has such a name is itself."""
    path, hash_sign, number = file.rpartition("#")
    if Path(file).exists() or not hash_sign or not number.isdecimal():
        path, number = file, ""
    if not Path(path).exists():
        raise UsageError("no such file", where=path, hint="name a file, and record n of it as FILE#n")
    return Path(path), int(number) if number else None


def _number_of(source: str) -> int:
    """The record's number in its source; an input that is a whole file is its record 1."""
    _, hash_sign, number = source.rpartition("#")
    return int(number) if hash_sign and number.isdecimal() else 1


def _own_publishers(workspace: Workspace | None) -> tuple[Path, ...]:
    folder = workspace.publishers if workspace else None
    return (folder,) if folder else ()


def _own_contract(workspace: Workspace | None) -> Path | None:
    contract = workspace.contract if workspace else None
    return _from_here(contract) if contract else None


def _from_here(path: Path) -> Path:
    """The path as one would type it: what messages show."""
    return Path(os.path.relpath(path))


def _absolute(path: Path) -> Path:
    """The path from the root, `..` taken out and links left alone: a linked raw folder is still the workspace's."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the links


def _lies_in(path: Path, folder: Path) -> bool:
    return _absolute(path).is_relative_to(_absolute(folder))


def _root_of(inputs: Sequence[Path], out: Path, workspace: Workspace | None) -> Path:
    """The folder that sources are counted from: the workspace, if it holds all inputs, else the folder they share.

    Raises:
        UsageError: an input does not exist, is a workspace of its own, or holds the output folder.
    """
    for path in inputs:
        if not path.exists():
            raise UsageError("no such file or folder", where=str(path), hint="name an input that exists")
        if path.is_dir() and _lies_in(out, path):
            # The second build would read the first one's Parquet files and cards as articles.
            raise UsageError(f"the output folder {out} lies inside this input", where=str(path), hint="give another --out, or name the folder of raw files")
        other = find_workspace(path) if path.is_dir() else None
        if other is not None and other.root == path.resolve():
            raise UsageError("is a workspace of its own", where=str(path), hint=f"cd {path} && clean build")
    if workspace and all(_lies_in(path, workspace.root) for path in inputs):
        return workspace.root
    folders = [_absolute(path if path.is_dir() else path.parent) for path in inputs]
    return Path(os.path.commonpath(folders))


def _note(text: str) -> None:
    click.echo(f"note: {reveal(text)}", err=True)


def _write(text: str) -> None:
    """To stdout as it is: `click.echo` would strip the colours that FORCE_COLOR asks for."""
    sys.stdout.write(text)
    sys.stdout.flush()
