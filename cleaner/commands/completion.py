"""Prints the script that lets a shell complete the command's names and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cleaner.commands.say import write
from cleaner.errors import CleanError


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print a script for SHELL that completes commands and options.

    \b
    Example:
      clean completion bash >> ~/.bashrc
      clean completion zsh >> ~/.zshrc
      clean completion fish > ~/.config/fish/completions/clean.fish
    """  # noqa: D301 - \b tells click to leave a block as it is
    kind = get_completion_class(shell)
    if kind is None:
        raise CleanError(f"no completion for {shell}")
    write(kind(click.get_current_context().find_root().command, {}, "clean", "_CLEAN_COMPLETE").source() + "\n")
