"""What has passed the built-in contract is not asked again, and nothing else passes unasked."""

import subprocess
import sys

import numpy as np
import pytest

from cleaner.contract import built_in
from cleaner.release.candidates import collect
from cleaner.release.gather import gather
from cleaner.release.proven import Proven
from cleaner.release.shard_rows import Input, part_of
from cleaner.release.spill import SpillWriter

_BUILD = """
import sys
from pathlib import Path
from cleaner.release.build import BuildRequest, build
root = Path(sys.argv[1])
build(BuildRequest(inputs=(root / "raw",), root=root, out=root / sys.argv[2], workers=1, cache=root / ".clean-cache"))
print("pandera" in sys.modules)
"""
_CONTRACT = """
from cleaner.contract import built_in
ARTICLES = built_in(required=["title"])
"""


class Asked:
    """The built-in contract, and whether it was asked for."""

    def __init__(self):
        self.n = 0

    def __call__(self):
        self.n += 1
        return built_in()


@pytest.fixture
def decided(tmp_path):
    """A function: articles in runs, folder of the cache → (check of each rejection, whether the contract was asked)."""

    def make(*runs, cache=tmp_path):
        path = tmp_path / "shard"
        with path.open("wb") as file:
            writer = SpillWriter(file)
            for run in runs:
                writer.add(part_of([Input(one.article.source, one.article.raw_sha256, 100, is_article=True) for one in run], run, []))
            writer.close({})
        (tmp_path / "sketches").unlink(missing_ok=True)
        asked, proven = Asked(), Proven(cache)
        found = gather(collect([path], tmp_path), (), asked, contract="built-in contract", proven=proven)
        proven.keep()
        return found.rejections["check"].to_pylist(), bool(asked.n)

    return make


def test_rows_that_passed_are_not_asked_again(decided, make_cleaned):
    """The same run passes by its digests; a row more in it, or a changed one, is another run."""
    one, two, three = (make_cleaned(n) for n in range(3))
    assert decided([one, two]) == ([], True)
    assert decided([one, two]) == ([], False)
    assert decided([one, two], [three]) == ([], True)
    assert decided([one, two, three]) == ([], True)
    assert decided([one, two, make_cleaned(3, n_words=0)]) == (["contract:n_words.greater_than(0)"], True)


def test_a_run_with_a_row_that_fails_is_asked_every_time(decided, make_cleaned):
    """A rejection keeps its evidence from build to build; the run beside it is known."""
    good, bad = [make_cleaned(1)], [make_cleaned(2), make_cleaned(3, n_words=0)]
    for _ in range(2):
        assert decided(good, bad) == (["contract:n_words.greater_than(0)"], True)
    assert decided(good) == ([], False)


def test_what_is_damaged_or_of_other_code_proves_nothing(decided, make_cleaned, tmp_path, monkeypatch):
    """A name that is not that of the rows, a file that is no text, another release: the contract is asked."""
    rows = [make_cleaned(1)]
    decided(rows)
    path = tmp_path / "passed"
    name = path.read_text("ascii")
    for damaged in (name[:-1].encode(), name.swapcase().encode() if name != name.swapcase() else b"0" * 64, b"\xff" + name.encode(), b""):
        path.write_bytes(damaged)
        assert decided(rows) == ([], True)
    assert decided(rows) == ([], False)
    monkeypatch.setattr("cleaner.release.proven.code_digest", lambda: "other")
    assert decided(rows) == ([], True)


def test_without_a_cache_nothing_is_known(decided, make_cleaned, tmp_path):
    """`--no-cache` asks everything, and keeps nothing."""
    for _ in range(2):
        assert decided([make_cleaned(1)], cache=None) == ([], True)
    assert not (tmp_path / "passed").exists()


def test_a_folder_that_takes_no_file_is_no_fault(tmp_path):
    """What cannot be kept is asked again."""
    proven = Proven(tmp_path / "is not there")
    digests = np.zeros((1, 32), np.uint8)
    proven.add(digests)
    proven.keep()
    assert not Proven(tmp_path / "is not there").has(digests)


def test_a_build_without_a_new_row_does_not_load_the_library(make_raw, tmp_path):
    """pandera costs more than reading what was kept; a contract of one's own is loaded and asked every time."""

    def loads_pandera(out, *more):
        program = _BUILD.replace("workers=1", ", ".join(["workers=1", *more]))
        return subprocess.run([sys.executable, "-c", program, str(root), out], capture_output=True, text=True, check=True).stdout.strip()

    root = make_raw(3)
    assert loads_pandera("first") == "True"
    assert loads_pandera("again") == "False"
    (root / "own.py").write_text(_CONTRACT, encoding="utf-8")
    for out in ("own", "own-again"):
        assert loads_pandera(out, 'contract=root / "own.py"') == "True"
