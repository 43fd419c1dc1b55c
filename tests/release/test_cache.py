"""What an earlier build has kept changes how long a build takes, and nothing else."""

import hashlib
import os
from dataclasses import replace

import pytest

from cleaner.read import InputFile
from cleaner.release import cache as module
from cleaner.release.build import BuildRequest, build
from cleaner.release.cache import keep_for, make_room, prefix_of, put, take
from cleaner.release.recipe import Recipe
from cleaner.release.scratch import scratch_folder
from cleaner.release.shards import FILES_PER_SHARD


def tree(folder):
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def entries(folder):
    return sorted((folder / "rows").glob("*/*"))


def built(root, out, **changes):
    """The digests of all that a build writes."""
    values = {"inputs": (root / "raw",), "root": root, "out": root / out, "workers": 1, "cache": root / ".clean-cache"}
    build(BuildRequest(**(values | changes)))
    return tree(root / out)


@pytest.fixture
def root(make_raw):
    return make_raw(FILES_PER_SHARD + 2)


def test_a_second_build_gives_the_same_bytes_from_what_was_kept(root):
    """With a cache or without, the first time or again, every file is the same; again, no shard is cleaned."""
    fresh = built(root, "fresh", cache=None)
    assert built(root, "first") == fresh
    kept = {path: path.stat().st_ino for path in entries(root / ".clean-cache")}
    assert len(kept) == 2
    assert built(root, "again") == fresh
    assert {path: path.stat().st_ino for path in entries(root / ".clean-cache")} == kept
    assert sorted(path.name for path in (root / ".clean-cache").iterdir()) == ["passed", "rows"]


def test_only_the_shard_of_a_changed_file_is_cleaned_again(root):
    """A changed, an added and a removed file give what a fresh build gives."""
    built(root, "first")
    before = set(entries(root / ".clean-cache"))
    page = root / "raw" / "page-0033.txt"
    page.write_text(page.read_text("utf-8").replace("second snow plough", "third snow plough"), encoding="utf-8")
    assert built(root, "changed") == built(root, "changed-fresh", cache=None)
    assert len(set(entries(root / ".clean-cache")) - before) == 1
    (root / "raw" / "zz.txt").write_text("Home\n", encoding="utf-8")
    page.unlink()
    assert built(root, "other") == built(root, "other-fresh", cache=None)


def test_a_damaged_entry_is_noticed_and_made_again(root):
    """Any flipped bit and any cut is found by the entry's digest; the build is that of fresh work, and so is the entry."""
    fresh = built(root, "first")
    for number, path in enumerate(entries(root / ".clean-cache")):
        whole = path.read_bytes()
        for damaged in (whole[: len(whole) // 2], whole[:1000] + bytes([whole[1000] ^ 4]) + whole[1001:], b""):
            path.unlink()  # the entry, and not the file that another build may be reading
            path.write_bytes(damaged)
        assert built(root, f"again-{number}") == fresh
        assert path.read_bytes() == whole


def test_settings_and_code_have_keys_of_their_own(root, tmp_path, monkeypatch):
    """A key stands for the inputs, their names, the settings that shape rows and the code: another of any is another key."""
    page = root / "raw" / "page-0000.txt"
    files = [InputFile(page, "raw/page-0000.txt")]
    publishers = tmp_path / "publishers"
    publishers.mkdir()
    (publishers / "a.toml").write_text("x")
    recipe = Recipe(publishers=(publishers,))
    keys = [keep_for(tmp_path, prefix_of(one), files).key for one in (Recipe(), recipe, replace(recipe, fields=(("text", "story"),)))]
    (publishers / "a.toml").write_text("y")
    keys.append(keep_for(tmp_path, prefix_of(recipe), files).key)
    keys.append(keep_for(tmp_path, prefix_of(recipe), [InputFile(page, "raw/other.txt")]).key)
    monkeypatch.setattr(module, "code_digest", lambda: "another release")
    keys.append(keep_for(tmp_path, prefix_of(recipe), files).key)
    assert len(set(keys)) == len(keys)


def test_what_changed_while_it_was_read_is_not_kept(root, tmp_path):
    """A key holds for the bytes that it was made of; remote files and files that cannot be read have none."""
    page = root / "raw" / "page-0000.txt"
    files = [InputFile(page, "raw/page-0000.txt")]
    keep = keep_for(tmp_path, "", files)
    assert keep.still_holds(files)
    page.write_bytes(page.read_bytes() + b" ")
    assert not keep.still_holds(files)
    assert keep_for(tmp_path, "", [*files, InputFile(page, "s3://b/a.txt", address="s3://b/a.txt")]) is None
    assert keep_for(tmp_path, "", [InputFile(root / "none.txt", "none.txt")]) is None


def test_what_was_used_longest_ago_is_removed_first(tmp_path):
    """The cache takes no more than it may; a build that uses an entry makes it young again, and keeps its own name of it."""
    (tmp_path / "page.txt").write_text("x")
    keeps = []
    for number in range(4):
        keeps.append(keep_for(tmp_path / "cache", str(number), [InputFile(tmp_path / "page.txt", "page.txt")]))
        (tmp_path / f"rows-{number}").write_bytes(b"%d" % number * 100)
        put(keeps[-1], tmp_path / f"rows-{number}")
        os.utime(keeps[-1].path, (number, number))
    make_room(tmp_path / "cache", 250)
    assert [keep.path.exists() for keep in keeps] == [False, False, True, True]
    assert take(keeps[2], tmp_path / "taken") is None, "it is no file of rows, and is removed"
    assert [keep.path.exists() for keep in keeps] == [False, False, False, True]
    make_room(tmp_path / "none", 0)


def test_what_is_no_entry_is_never_removed(tmp_path):
    """The folder may come with somebody's workspace, and be a link to another one: only what has an entry's name and place may go."""
    theirs = tmp_path / "theirs" / "rows" / "ab"
    theirs.mkdir(parents=True)
    names = ["letter.txt", "ab" * 31, "cd" * 32, "ab" * 32 + ".txt"]
    for name in [*names, "ab" * 32, "ab" * 32 + ".7.part"]:
        (theirs / name).write_bytes(b"x" * 100)
    (tmp_path / "cache").symlink_to(tmp_path / "theirs")
    make_room(tmp_path / "cache", 50)
    assert sorted(path.name for path in theirs.iterdir()) == sorted(names)


def test_a_build_that_fails_has_kept_what_was_done(root):
    """What was cleaned before a build was broken off need not be cleaned again."""

    class StopError(Exception):
        pass

    def stop(progress):
        if progress.stage == "checking the contract":
            raise StopError

    with pytest.raises(StopError):
        build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "out", workers=1, cache=root / ".clean-cache"), progress=stop)
    assert len(entries(root / ".clean-cache")) == 2
    assert [path.name for path in (root / ".clean-cache").iterdir()] == ["rows"]
    assert not (root / "out").exists()


def test_left_over_rows_are_collected(tmp_path):
    """The folder of a build that was killed is removed by the next one; that of a build that goes on is not."""
    dead = tmp_path / "work-dead"
    dead.mkdir()
    (dead / "articles-000000").write_bytes(b"x")
    with scratch_folder(tmp_path) as first, scratch_folder(tmp_path) as second:
        assert first.is_dir()
        assert second.is_dir()
        assert not dead.exists()
    assert list(tmp_path.iterdir()) == []
    with scratch_folder(None) as folder:
        (folder / "x").write_text("x")
    assert not folder.exists()
