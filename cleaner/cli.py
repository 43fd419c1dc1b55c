"""The command line: one line for each error, and an exit code that says whose turn it is.

A verb is a file in `cleaner.commands`, imported when it is called, so that `clean --help` answers at once.
"""

from __future__ import annotations

import difflib
import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

import cleaner
from cleaner.errors import CleanError, DiskError, UsageError, is_storage_fault
from cleaner.stop import Stopped, stoppable
from cleaner.terminal import clip, paint, prepare_streams, reveal, wants_color

EXIT_INTERRUPTED, EXIT_PIPE, EXIT_BUG, EXIT_EXHAUSTED = 130, 141, 70, 71

_EMPTY_OPTION = re.compile(r"--(?!reason)[\w-]+=")

VERBS = {
    "init": "Make a workspace in a folder.",
    "build": "Clean the inputs and publish a new version of the dataset.",
    "explain": "Show every line of a file with its fate and the reason for it.",
    "rules": "List the rules, phrases and publishers, with what each removed.",
    "check-publisher": "Run the examples of publishers' files.",
    "report": "Write a page that shows a version, or what a build would make of an input.",
    "validate": "Check published articles, or anybody's file, against a contract.",
    "verify": "Check that a version is, byte for byte, what was published.",
    "diff": "Show what changed between two versions, and which rule did it.",
    "log": "List the versions and what changed in each.",
    "datasheet": "List the datasheet's questions that are open or out of date.",
    "yank": "Mark a version as one that nobody should use.",
    "config": "Print the settings in force and where each came from.",
    "publish": "Copy a version to a folder, S3 storage or the Hugging Face Hub.",
    "completion": "Print a script that completes commands in your shell.",
}
"""Verb, which is the module `cleaner.commands.<verb>` → its line in `clean --help`."""


class Commands(click.Group):
    """The commands, with every way out of them: one line on stderr and the exit code of errors.py."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command = importlib.import_module(f"cleaner.commands.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0], VERBS, n=1)
            ctx.fail(f"No such command {args[0]!r}; " + (f"did you mean {close[0]!r}?" if close else "there are " + ", ".join(VERBS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> NoReturn:
        prepare_streams()
        extra["standalone_mode"] = False
        try:
            _no_empty(sys.argv[1:] if args is None else args)
            with stoppable():
                code = super().main(args, prog_name or "clean", **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            _leave_pipe()
        except (click.Abort, KeyboardInterrupt):
            _fail("interrupted", EXIT_INTERRUPTED)
        except Stopped as stop:
            _fail(stop.what, stop.exit_code)
        except CleanError as error:
            _fail(str(error), error.exit_code)
        except click.exceptions.NoArgsIsHelpError as error:
            sys.stderr.write(error.format_message() + "\n")
            sys.exit(2)
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            # click's "No such option '--x'. Did you mean '--y'?" reads as this tool's own: what, a way out, where to look.
            what = error.format_message().rstrip(".?").replace(". Did you mean", "; did you mean", 1)
            asks = "?" if "did you mean" in what else ";"
            _fail(f"{what}{asks} see '{context.command_path if context else 'clean'} --help'", 2)
        except OSError as error:
            code = DiskError.exit_code if is_storage_fault(error) else UsageError.exit_code
            _fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error), code)
        except MemoryError:
            _fail("the memory that this process may take is used up; allow it more", EXIT_EXHAUSTED)
        except Exception as error:  # noqa: BLE001 - the last place where a bug can still be said in one line
            _report_bug(error)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EOFError as error:
            # click takes it for Ctrl-D at a prompt and would say "interrupted"; there are no prompts here.
            raise RuntimeError("unexpected end of data") from error


def _no_empty(args: Sequence[str]) -> None:
    """An empty path would be the folder that one stands in: `--out "$OUT"` publishes into it where OUT is not set."""
    for number, (before, arg) in enumerate(zip(("", *args), args, strict=False), 1):
        if (arg == "" and before != "--reason") or _EMPTY_OPTION.fullmatch(arg):
            what = arg.removesuffix("=") or (before if before.startswith("-") else f"argument {number}")
            raise UsageError(f"{what} is empty", hint="a variable of the shell that is not set gives this")


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
    click.echo(f"clean {cleaner.__version__}")
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
      3 refused    4 counts or digests disagree    70 a bug    74 the disk is full    75 busy    130 interrupted
    """  # noqa: D301 - \b tells click to leave a block as it is


def main() -> NoReturn:
    """The entry point of the `clean` command."""
    # NumPy asks its library of linear algebra for nothing, which would still start a thread for each core that waits busily.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Arrow's own allocator keeps what it was given: a build of 10,000 pages held 250 MB of which 38 were in use, and holds 170 so.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    commands.main()
