"""Hostile names and texts on their way out: terminal, YAML, Markdown and reports say them so that nothing obeys them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from cleaner.commands.validate import command as validate
from cleaner.contract import built_in, check
from cleaner.release.tables import arrow_schema
from tests.trust.faults import Warm
from tests.trust.figures import Figure
from tests.trust.hostile import TEXT
from tests.trust.workspaces import write_page

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
EVIL = (
    "\x1b]0;owned\x07\x1b[2J\u202e",
    "=HYPERLINK(1)",
    "---\nlicense: x\n---",
    "| a | b |",
    "[click](javascript:alert(1))",
    "<script>alert(1)</script>",
    "`x` **b** <!-- c -->",
    "a: &a [*a, *a]",
    "!!python/object/apply:os.system ['true']",
)
CODE = "from pathlib import Path\nPath({flag!r}).write_text('ran')\nfrom cleaner.contract import built_in\nARTICLES = built_in()\n"


def evil_workspace(root: Path) -> Path:
    """Pages whose titles, authors, addresses and file names are made to be obeyed."""
    raw = root / "raw"
    raw.mkdir(parents=True)
    (root / "clean.toml").write_text('license = "CC0-1.0"\nname = "evil"\nmax_rejected_share = 1.0\n', encoding="utf-8")
    write_page(raw, 1)
    for n, evil in enumerate(EVIL):
        record = {
            "text": f"{evil}\n\n{TEXT} It was wave {n}. {evil}",
            "title": evil,
            "authors": [evil],
            "section": evil,
            "url": f"https://skerrow.example/{evil}",
            "language": evil,
        }
        (raw / f"{n}-{evil.replace('/', '-')}.jsonl").write_text(json.dumps(record) + "\n" + json.dumps({"text": evil}) + "\n{" + evil, encoding="utf-8")
    return root


def printed(process: Warm, folder: Path) -> Figure:
    """What the commands print and publish about such pages."""
    root = evil_workspace(folder / "evil")
    first = next((root / "raw").glob("0-*"))
    commands = (
        ["build", "--version", "1.0.0"],
        ["explain", str(first.relative_to(root))],
        ["explain", str(first.relative_to(root)), "--format", "json"],
        ["validate", "dataset/1.0.0"],
        ["validate", str(first.relative_to(root))],
        ["verify", "dataset/1.0.0"],
        ["log"],
        ["build", f"raw/{EVIL[0]}"],
        ["no\x1b[2Jsuch"],
    )
    faults = []
    for command in commands:
        done = process.run(command, root)
        text = done.stdout + done.stderr
        if found := CONTROLS.search(text):
            faults.append(f"{command[0]!r} prints {found[0]!r}: …{text[max(0, found.start() - 40) : found.start() + 20]!r}")
        if "Traceback" in text or done.code == 70:
            faults.append(f"{command!r}: exit {done.code}: {text[-300:]!r}")
    version = root / "dataset/1.0.0"
    for path in [*sorted(version.glob("*.md")), root / "DATASHEET.md"]:
        text = path.read_text("utf-8")
        if found := CONTROLS.search(text):
            faults.append(f"{path.name} holds {found[0]!r}")
        if "<script" in text or re.search(r"\]\(\s*javascript:", text):
            faults.append(f"{path.name} holds what a browser would run")
    front = (version / "README.md").read_text("utf-8").split("---\n")[1]
    if yaml.safe_load(front)["license"] != "cc0-1.0":
        faults.append(f"the card's YAML says the licence is {yaml.safe_load(front)['license']!r}")
    if made := [path for path in root.rglob("*") if path.suffix in {".csv", ".tsv", ".xls", ".xlsx"}]:
        faults.append(f"{made} is opened by spreadsheets")
    return Figure(
        "terminal, Markdown and YAML with hostile titles and names",
        len(commands) + len(EVIL),
        f"{len(faults)} faults",
        "0 control characters, round-trips hold, no spreadsheet",
        tuple(faults),
    )


def test_nothing_that_is_printed_or_published_is_obeyed(process: Warm, tmp_path: Path) -> None:
    """No escape, no bidi override, no script, no second front matter; and no command writes a spreadsheet."""
    assert printed(process, tmp_path).faults == ()


@pytest.mark.parametrize("is_allowed", [False, True])
def test_the_code_of_a_strangers_workspace_runs_only_when_asked(process: Warm, tmp_path: Path, is_allowed: bool) -> None:
    """`clean validate` on somebody's dataset: their contract is code, and runs with --allow-code alone."""
    flag = tmp_path / "ran"
    theirs = tmp_path / "theirs"
    (theirs / "validation").mkdir(parents=True)
    (theirs / "raw").mkdir()
    (theirs / "clean.toml").write_text('license = "CC0-1.0"\n', encoding="utf-8")
    write_page(theirs / "raw", 1)
    built = process.run(["build", "--version", "1.0.0"], theirs)
    assert built.code == 0, built.stderr
    (theirs / "validation/articles.py").write_text(CODE.format(flag=str(flag)), encoding="utf-8")
    (theirs / "conftest.py").write_text(CODE.format(flag=str(flag)), encoding="utf-8")
    (theirs / "sitecustomize.py").write_text(CODE.format(flag=str(flag)), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "cleaner", "validate", "theirs/dataset/1.0.0", *(["--allow-code"] if is_allowed else [])]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert flag.exists() == is_allowed
    assert len(done.stdout) + len(done.stderr) < 1_000_000


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github"])
def test_what_is_said_of_hostile_rows_is_short(tmp_path: Path, form: str) -> None:
    """Ids, keys and column names of megabytes, in rows that fail everything: a report stays below a megabyte and holds no escapes."""
    long = "\x1b[2J" + "w" * 300_000
    fields = [field.with_nullable(True) for field in arrow_schema("articles")]
    rows = [
        {field.name: [] if pa.types.is_list(field.type) else f"{long}{n}" if pa.types.is_string(field.type) else None for field in fields} for n in range(6)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(fields)), tmp_path / "rows.parquet")
    pq.write_table(pa.table({f"{long}{n}": [1] for n in range(4)} | {"text": ["a"]}), tmp_path / "columns.parquet")
    (tmp_path / "keys.jsonl").write_text("\n".join(json.dumps({f"{long}{n}": 1, "id": long, "text": [1] * 9_000}) for n in range(5)), encoding="utf-8")
    for name in ("rows.parquet", "columns.parquet", "keys.jsonl"):
        said = CliRunner().invoke(validate, [str(tmp_path / name), "--format", form])
        assert said.exit_code == 1
        assert 50 < len(said.output) < 100_000
        assert not CONTROLS.search(said.output)


def test_expressions_of_a_contract_do_not_explode() -> None:
    """A pattern that takes Python's engine years is matched in time that grows with the text: contracts use a linear engine."""
    import pandera.polars as pandera
    import polars as pl

    schema = pandera.DataFrameSchema({"text": pandera.Column(pl.String, checks=pandera.Check.str_matches(r"^(a+)+$"))})
    frame = pl.DataFrame({"text": ["a" * 100_000 + "!", "a" * 100_000]})
    assert [failure.row for failure in check(frame, schema)] == [0]
    assert built_in() is not None
