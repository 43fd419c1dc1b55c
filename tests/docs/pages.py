"""What a page of documentation shows, run: the commands of a page in order, in one folder, and what they print.

`python -m tests.docs.pages` writes what the commands print now into the pages (`make docs` does).

A page says what it needs in comments that a reader does not see:

    <!-- docs: workspace -->            the commands run in a workspace that `clean init` made (else in an empty folder)
    <!-- docs: repository -->           … in a copy of this repository's own workspace
    <!-- docs: setup                    these lines are run, and not shown
    mkdir dumps
    -->
    <!-- docs: not run: needs a network -->     the next block is not run, and why

A block ```toml title="clean.toml"``` is written to that file. In ```console``` blocks a line `$ …` is a command; what follows is
what it prints, in which a line `…` stands for any lines. ```sh``` and ```python``` blocks must end well; what they print is not shown.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
INSTALLED = Path(sys.executable).parent
"""Where the real commands are."""
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE = re.compile(r'^(?P<indent> *)```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?[^\n]*\n(?P<text>.*?)^(?P=indent)```$', re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!-- docs: (?P<text>.*?)-->", re.DOTALL)
_DIGEST = re.compile(r"\b[0-9a-f]{12,64}\b(?:…)?")
_SIZE = re.compile(r"\b[\d,.]+ (?:bytes|[KM]B)\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, or a setup script, of a page."""

    language: str
    text: str
    line: int
    start: int
    """Where its text begins in the page, in characters."""
    title: str | None = None
    not_run: str | None = None
    """Why it is not run; None when it is."""


@dataclass(slots=True)
class Page:
    """A page, what it needs, and its blocks in order."""

    path: Path
    text: str
    place: str = "empty"
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fault:
    """A block that does not do what the page says."""

    line: int
    what: str
    shown: str = ""
    got: str = ""


def read_page(path: Path) -> Page:
    """The blocks of a page.

    Raises:
        ValueError: a comment for this runner is not understood.
    """
    page = Page(path, path.read_text(encoding="utf-8"))
    found: list[tuple[int, re.Match[str], bool]] = [(match.start(), match, True) for match in _FENCE.finditer(page.text)]
    found += [(match.start(), match, False) for match in _COMMENT.finditer(page.text)]
    not_run: str | None = None
    for start, match, is_block in sorted(found, key=lambda item: item[0]):
        line = page.text.count("\n", 0, start) + 1
        if is_block:
            page.blocks.append(Block(match["language"], match["text"], line, match.start("text"), match["title"], not_run))
            not_run = None
            continue
        said = match["text"].strip()
        if said in {"workspace", "repository"}:
            page.place = said
        elif said.startswith("not run: "):
            not_run = said.removeprefix("not run: ")
        elif said.startswith("setup\n"):
            page.blocks.append(Block("setup", said.removeprefix("setup\n"), line, start))
        else:
            raise ValueError(f"{path.name}:{line}: 'docs: {said[:40]}' is not understood; it is workspace, repository, setup or not run: WHY")
    return page


def run_page(page: Page, folder: Path, commands: Path = INSTALLED) -> tuple[list[Fault], str]:
    """What is wrong with the page, and its text with what the commands print now. `clean` and `python` are those of `commands`."""
    home = folder / "home"
    here = _place(page.place, folder, home, commands)
    faults: list[Fault] = []
    text, moved = page.text, 0
    for block in page.blocks:
        if block.title and block.not_run is None:
            (here / block.title).parent.mkdir(parents=True, exist_ok=True)
            (here / block.title).write_text(block.text, encoding="utf-8")
        if block.not_run is not None:
            continue
        if block.language in {"toml", "yaml", "json"}:
            faults += _unreadable(block)
        elif block.language in {"sh", "setup"}:
            code, printed, here = _run(block.text, here, home, commands)
            if code:
                faults.append(Fault(block.line, f"ends with exit code {code}", block.text, printed))
        elif block.language == "python":
            script = home / "block.py"
            script.write_text(block.text, encoding="utf-8")
            code, printed, here = _run(f"python {script}", here, home, commands)
            if code:
                faults.append(Fault(block.line, f"ends with exit code {code}", block.text, printed))
        elif block.language == "console":
            parts = []
            for command, said in _commands(block.text):
                _, printed, here = _run(command, here, home, commands)
                shown = said
                if not _agree(shown, printed):
                    faults.append(Fault(block.line, f"prints something else: {command.splitlines()[0]}", shown, printed))
                    shown = printed
                parts.append("".join(f"{'$' if number == 0 else '>'} {line}\n" for number, line in enumerate(command.splitlines())) + shown)
            new = "".join(parts)
            at = block.start + moved
            text = text[:at] + new + text[at + len(block.text) :]
            moved += len(new) - len(block.text)
    return faults, text


def _unreadable(block: Block) -> Iterator[Fault]:
    try:
        {"toml": tomllib.loads, "yaml": yaml.safe_load, "json": json.loads}[block.language](block.text)
    except (ValueError, yaml.YAMLError) as error:
        yield Fault(block.line, f"is not {block.language}: {error}")


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """(command, what it is said to print) of a console block. A command goes on in lines that begin with `> `."""
    command: list[str] = []
    shown: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            if command:
                yield "\n".join(command), "".join(shown)
            command, shown = [line[2:].rstrip("\n")], []
        elif line.startswith("> ") and command and not shown:
            command.append(line[2:].rstrip("\n"))
        else:
            shown.append(line)
    if command:
        yield "\n".join(command), "".join(shown)


def _agree(shown: str, printed: str) -> bool:
    """Whether the page says what was printed. Digests and sizes may differ: any change of the data changes them."""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "…" else re.escape(line) + "\n" for line in _plain(shown).splitlines())
    return re.fullmatch(pattern, _plain(printed)) is not None


def _plain(text: str) -> str:
    lines = _SIZE.sub("SIZE", _DIGEST.sub("DIGEST", text)).splitlines()
    return "".join(line.rstrip() + "\n" for line in lines)


def _place(place: str, folder: Path, home: Path, commands: Path) -> Path:
    home.mkdir()
    here = folder / "news"
    if place == "repository":
        here.mkdir()
        for name in ("raw", "validation", "publishers", "dataset"):
            shutil.copytree(ROOT / name, here / name)
        for name in ("pyproject.toml", "DATASHEET.md"):
            shutil.copy(ROOT / name, here / name)
    elif place == "workspace":
        _run("clean init news", folder, home, commands)
    else:
        here.mkdir()
    return here


def environment_of(home: Path, commands: Path = INSTALLED) -> dict[str, str]:
    """The variables that a command of a page sees."""
    environment = {
        "PATH": f"{commands}:{INSTALLED}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    return environment | {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}


def _run(script: str, here: Path, home: Path, commands: Path) -> tuple[int, str, Path]:
    """Exit code, what was printed on both streams, and the folder it ended in."""
    where = home / "pwd"
    whole = f"trap 'pwd > {where}' EXIT\nset -e\n{script}\n"
    environment = environment_of(home, commands)
    done = subprocess.run(
        ["bash", "-c", whole], cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True, timeout=300
    )
    return done.returncode, done.stdout, Path(where.read_text("utf-8").strip())


def main() -> int:
    """Writes what the commands print now into the pages, and lists the blocks that fail."""
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or PAGES
    failed = 0
    for path in chosen:
        with tempfile.TemporaryDirectory() as folder:
            faults, text = run_page(read_page(path), Path(folder))
        path.write_text(text, encoding="utf-8")
        for fault in faults:
            is_shown = fault.what.startswith("prints")
            failed += not is_shown
            print(f"{path.name}:{fault.line}: {'rewritten, it printed' if is_shown else fault.what}{'' if is_shown else chr(10) + fault.got}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
