"""Which files are inputs, and that none is passed over in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.errors import UsageError
from cleaner.read import discover


def put(path: Path, data: bytes = b"The quay.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_files_are_sorted_by_source_and_named_below_the_root(tmp_path: Path) -> None:
    """The order and the names are the same on every machine; each file comes once; hidden ones are no inputs."""
    for name in ("raw/b.txt", "raw/a/z.txt", "raw/a.txt", "raw/.hidden.txt", "raw/.git/x.txt"):
        put(tmp_path / name)
    files, rejections = discover([tmp_path / "raw", tmp_path / "raw" / "b.txt"], root=tmp_path)
    assert [file.source for file in files] == ["raw/a.txt", "raw/a/z.txt", "raw/b.txt"]
    assert rejections == []
    assert [file.source for file in discover([tmp_path / "raw"], root=tmp_path / "raw")[0]] == ["a.txt", "a/z.txt", "b.txt"]


def test_links_do_not_lead_out(tmp_path: Path) -> None:
    """A link to a file below the root is that file; out of it, to a folder, to itself or to nowhere is a rejection."""
    put(tmp_path / "secret.txt")
    raw = tmp_path / "raw"
    put(raw / "sub" / "a.txt")
    (raw / "inside.txt").symlink_to(raw / "sub" / "a.txt")
    (raw / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "folder").symlink_to(raw / "sub")
    (raw / "dead.txt").symlink_to(raw / "nowhere")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    files, rejections = discover([raw], root=raw)
    assert [file.source for file in files] == ["inside.txt", "sub/a.txt"]
    assert {r.source: r.check for r in rejections} == dict.fromkeys(["dead.txt", "folder", "loop.txt", "outside.txt"], "unreadable")


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    """Opening a pipe waits for ever."""
    os.mkfifo(tmp_path / "news.txt")
    files, rejections = discover([tmp_path], root=tmp_path)
    assert files == []
    assert [(r.check, r.evidence) for r in rejections] == [("unreadable", "a named pipe, not a file")]


def test_a_name_that_is_not_utf8_fits_into_a_table(tmp_path: Path) -> None:
    """Sources are text, whatever the file system allows."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/na\xefve.txt")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    assert [file.source for file in discover([tmp_path], root=tmp_path)[0]] == ["na\\xefve.txt"]


def test_what_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """A wrong path is a mistake in the command, not in the data."""
    with pytest.raises(UsageError, match="no such file"):
        discover([tmp_path / "absent"], root=tmp_path)
    with pytest.raises(UsageError, match="not below"):
        discover([put(tmp_path / "a.txt")], root=tmp_path / "raw")
