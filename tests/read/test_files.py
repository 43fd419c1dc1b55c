"""Which files are inputs, and that none is passed over in silence."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cleaner.article import RawArticle, Rejection
from cleaner.errors import UsageError
from cleaner.read import Tally, discover, pieces_of, read_file


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


@pytest.mark.parametrize("folder", ["quay_files", "quay-Dateien", "quay_fichiers", "quay_archivos", "quay.files"])
def test_what_a_browser_saves_beside_a_page_is_counted(tmp_path: Path, folder: str) -> None:
    """Its pictures, scripts and frames are no inputs; a folder that only has such a name is one."""
    put(tmp_path / "quay.html", b"<html><p>The quay.</p></html>")
    for name in ("app.js", "style.css", "frames/saved_resource.html"):
        put(tmp_path / folder / name)
    put(tmp_path / "old_files" / "a.txt")
    put(tmp_path / "quay" / "b.txt")
    tally = Tally()
    files, rejections = discover([tmp_path], root=tmp_path, tally=tally)
    assert [file.source for file in files] == ["old_files/a.txt", "quay.html", "quay/b.txt"]
    assert rejections == []
    assert tally.skipped == {"a file that a browser saved beside a page": 3}
    assert len(discover([tmp_path / folder], root=tmp_path)[0]) == 3  # named itself, it is what is wanted


def test_what_a_browser_saved_may_lie_deep(tmp_path: Path) -> None:
    """Deeper than Python's stack."""
    put(tmp_path / "quay.html", b"<html><p>The quay.</p></html>")
    folder = tmp_path / "quay_files"
    folder.mkdir()
    put(folder / "a.css")
    for _ in range(1200):
        folder = folder / "d"
        folder.mkdir()
    put(folder / "b.css")
    tally = Tally()
    try:
        assert len(discover([tmp_path], root=tmp_path, tally=tally)[0]) == 1
        assert tally.skipped == {"a file that a browser saved beside a page": 2}
    finally:  # what clears the folders of old runs goes no deeper either
        (folder / "b.css").unlink()
        while folder.name == "d":
            folder.rmdir()
            folder = folder.parent


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


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="this system cannot open a file below a folder without following links")
@pytest.mark.parametrize("swapped", ["raw/a.txt", "raw/sub", "raw/sub/deep", "raw/link.txt", "raw/records.jsonl"])
def test_what_is_swapped_for_a_link_after_it_was_found_is_not_followed(tmp_path: Path, swapped: str) -> None:
    """Neither the file nor a folder above it, and not what a link led to: each is a rejection, and the others are read."""
    outside = tmp_path / "outside"
    for name in ("a.txt", "deep/b.txt", "b.txt", "link.txt", "records.jsonl"):
        put(outside / name, b'{"text": "a secret"}\n' * 50)
    root = tmp_path / "workspace"
    for name in ("raw/a.txt", "raw/sub/deep/b.txt", "raw/records.jsonl"):
        put(root / name, b'{"text": "The quay."}\n' * 50)
    (root / "raw/link.txt").symlink_to(root / "raw/sub/deep/b.txt")
    files, rejections = discover([root / "raw"], root=root)
    assert (len(files), rejections) == (4, [])
    before = (root / swapped).resolve()
    before.rename(tmp_path / "gone")
    before.symlink_to(outside if swapped == "raw/sub" else outside / before.name)
    parts = [part for file in files for part in pieces_of(file, 200)]
    found = [record for part in parts for record in read_file(part)]
    behind = {file.source for file in files if file.path.is_relative_to(before)}
    assert {(one.source, one.check) for one in found if isinstance(one, Rejection)} == {(source, "unreadable") for source in behind}
    assert all("has taken its place" in one.evidence for one in found if isinstance(one, Rejection))
    assert {one.source.split("#")[0] for one in found if isinstance(one, RawArticle)} == {file.source for file in files} - behind
    assert not [one for one in found if isinstance(one, RawArticle) and b"secret" in one.data]


def test_a_file_below_a_link_that_was_named_is_read(tmp_path: Path) -> None:
    """Somebody who names a folder may name it by a link: that one is followed, before and after."""
    put(tmp_path / "far/sub/a.txt")
    (tmp_path / "raw").symlink_to(tmp_path / "far")
    files, _ = discover([tmp_path / "raw"], root=tmp_path)
    assert [type(record) for file in files for record in read_file(file)] == [RawArticle]


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


def test_folders_in_folders_without_end_are_one_rejection(tmp_path: Path) -> None:
    """Deeper than Python's stack, and then deeper than the system can name: what lies above is read, and the rest is told."""
    (tmp_path / "a.txt").write_text("a")
    handles = [os.open(tmp_path, os.O_RDONLY)]
    for _ in range(1500):
        os.mkdir("down", dir_fd=handles[-1])
        handles.append(os.open("down", os.O_RDONLY, dir_fd=handles[-1]))
        os.close(handles.pop(0))
    os.close(handles.pop())
    files, rejections = discover([tmp_path], root=tmp_path)
    assert [file.source for file in files] == ["a.txt"]
    assert [(one.check, one.evidence) for one in rejections] == [("unreadable", "the folder cannot be listed: file name too long")]
    subprocess.run(["rm", "-r", str(tmp_path / "down")], check=True)  # what Python has for it goes no deeper either
