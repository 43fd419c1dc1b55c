"""The speed of the judge is measured on any folder of dumps."""

from pathlib import Path

from benchmarks.judge import main

RAW = Path(__file__).parents[2] / "raw"


def test_it_says_what_was_judged_and_how_fast(capsys) -> None:
    """Documents, lines and two rates."""
    assert main([str(RAW), "--limit", "4"]) == 0
    head, together, alone = capsys.readouterr().out.splitlines()
    assert head.startswith("4 documents, ")
    assert together.split()[-1] == alone.split()[-1] == "lines/s"


def test_a_folder_without_text_is_one_line(tmp_path, capsys) -> None:
    """No traceback for a wrong path."""
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
