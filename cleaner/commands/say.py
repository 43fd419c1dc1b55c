"""What a command says: results to stdout as they are, notes to stderr."""

from __future__ import annotations

import sys

import click

from cleaner.terminal import reveal


def write(text: str) -> None:
    """To stdout as it is: `click.echo` would strip the colours that FORCE_COLOR asks for."""
    sys.stdout.write(text)
    sys.stdout.flush()


def note(text: str) -> None:
    """One line on stderr that is worth knowing and no error."""
    click.echo(f"note: {reveal(' '.join(text.split()))}", err=True)
