"""Lists the versions and what changed in each."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from cleaner.commands.here import HERE, own_out
from cleaner.commands.reasons import in_brief
from cleaner.commands.say import write
from cleaner.config import find_workspace
from cleaner.errors import UsageError
from cleaner.terminal import json_safe, paint, reveal, wants_color, width_of, wrap


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A page, or one JSON object a line.  [default: text]")
def command(folder: Path | None, form: str) -> None:
    """List the versions in DIR (default: the dataset's folder), newest first, and what changed in each.

    \b
    Example:
      clean log
    """  # noqa: D301 - \b tells click to leave a block as it is
    from cleaner.release.cards.markdown import number  # noqa: PLC0415
    from cleaner.release.index import versions_of  # noqa: PLC0415

    out = folder or own_out(find_workspace(HERE))
    entries = versions_of(out)[::-1]
    if not entries:
        raise UsageError("no version is published there", where=str(out), hint="publish one: clean build")
    latest = (out / "LATEST").read_text(encoding="utf-8", errors="replace").strip() if (out / "LATEST").is_file() else ""
    color, width = wants_color(sys.stdout), width_of()
    for entry in entries:
        if form == "json":
            write(json_safe(json.dumps(asdict(entry) | {"latest": entry.version == latest}, ensure_ascii=False)) + "\n")
            continue
        counts = ", ".join(number(entry.counts.get(f"{name}s", 0), name) for name in ("article", "duplicate", "rejection"))
        marks = [*(["latest"] if entry.version == latest else []), *(["yanked"] if entry.yanked else [])]
        write(paint(reveal(entry.version), "bold", color=color) + (f"  ({', '.join(marks)})" if marks else "") + (f"  {counts}" if entry.counts else "") + "\n")
        said = [reason for _, reason in in_brief(("", str(reason)) for reason in entry.change.get("reasons", []))]
        said = said or (["the content is the same"] if entry.change else [] if entry.damaged else ["the first version"])
        said += [f"yanked: {entry.yanked}"] if entry.yanked else []
        said += [f"damaged: its manifest {entry.damaged}"] if entry.damaged else []
        for reason in said:
            write("".join(f"    {part}\n" for part in wrap(reveal(reason), width - 4)))
