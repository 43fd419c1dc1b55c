"""The benchmark of layouts, on a dump of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.layouts import LAYOUTS, main
from tests.test_layout import PARAGRAPHS, PLAIN


def test_every_layout_gets_its_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One dump, cleaned without a fault in each but those that take something from it."""
    (tmp_path / "own" / "text" / "innertext").mkdir(parents=True)
    (tmp_path / "own" / "text" / "innertext" / "1.txt").write_text(PLAIN, "utf-8")
    (tmp_path / "own" / "pages.jsonl").write_text(json.dumps({"id": "1", "paragraphs": PARAGRAPHS}) + "\n", "utf-8")
    assert main([str(tmp_path), "--corpus", "own"]) == 0
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in capsys.readouterr().out.splitlines()[2:]]
    assert [row[1] for row in rows] == list(LAYOUTS)
    assert {row[1]: row[3] for row in rows if row[1] not in ("no blank lines", "quoted")} == dict.fromkeys(
        [name for name in LAYOUTS if name not in ("no blank lines", "quoted")], "1.000"
    )
