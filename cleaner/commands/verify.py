"""Checks that a version is, byte for byte, what was published."""

from __future__ import annotations

import json
import re
import sys

import click

from cleaner.commands.here import HERE, version_folder
from cleaner.commands.say import note, write
from cleaner.config import find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import json_safe, paint, reveal, wants_color


@click.command()
@click.argument("versions", metavar="VERSION...", nargs=-1, required=True)
@click.option("--digest", metavar="HEX", help="The logical digest that VERSION must have, as `clean build` printed it.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="A line for each check, or one JSON object a line.  [default: text]"
)
def command(versions: tuple[str, ...], digest: str | None, form: str) -> None:
    """Check that a VERSION is, byte for byte, what was published.

    VERSION is a number in the dataset's folder, a version's folder, or `latest`.

    \b
    Example:
      clean verify 1.0.0
      clean verify downloads/1.0.0 --digest 8d03ef10ec5e…
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.verify import verify  # noqa: PLC0415

    if digest is not None and len(versions) > 1:
        raise UsageError(f"--digest is that of one version, and {len(versions)} are named", hint="call clean verify once for each")
    if digest is not None and not re.fullmatch("[0-9a-f]{64}", digest):
        raise UsageError(f"--digest: {digest!r} is not 64 hexadecimal digits", hint="take it from `clean build`, or from logical_digest in manifest.json")
    workspace = find_workspace(HERE)
    good = True
    for named in versions:
        found = verify(version_folder(named, workspace), digest=digest)
        good = good and found.is_good
        if found.yanked:
            note(f"{found.folder} is yanked: {found.yanked}")
        if form == "json":
            checks = [{"check": check.name, "faults": check.faults} for check in found.checks]
            data = {"version": found.version, "path": str(found.folder), "good": found.is_good, "yanked": found.yanked, "rows": found.rows, "checks": checks}
            write(json_safe(json.dumps(data, ensure_ascii=False)) + "\n")
            continue
        color = wants_color(sys.stdout)
        write(paint(reveal(str(found.folder)), "bold", color=color) + f"  {found.n_files:,} files\n")
        for check in found.checks:
            mark = paint("✗ fails", "bad", color=color) if check.faults else paint("✓ holds", "good", color=color)
            write(f"{mark}  {check.name}: {check.what}\n" + "".join(f"         {reveal(fault)}\n" for fault in check.faults))
        if found.is_good:
            write(paint("intact\n", "good", color=color))
        elif [check.name for check in found.checks if check.faults] == ["pin"]:
            write(paint("intact, and not the version that was asked for\n", "bad", color=color))
        elif not found.rows:
            write(paint("damaged", "bad", color=color) + ": the tables were not read, because the files are not those that were published\n")
        else:
            write(paint("damaged\n", "bad", color=color))
    if not good:
        sys.exit(4)
