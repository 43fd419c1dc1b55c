"""A node that would not clean as this machine does says so before it does."""

from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.read import InputFile
from cleaner.release.afar import Complaint
from cleaner.release.cache import code_digest
from cleaner.release.manifest import made_with
from cleaner.release.recipe import Recipe
from cleaner.release.shards import Shard

HERE = Complaint(made_with(), code_digest())


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    (tmp_path / "raw").mkdir()
    return Shard((InputFile(tmp_path / "raw/a.txt", "raw/a.txt"),), Recipe(publishers=(tmp_path,)))


def test_the_machine_itself_has_no_complaint(shard: Shard) -> None:
    """Neither has one whose input has vanished since: that is the reader's to say, there as here."""
    assert HERE(shard) is None
    remote = InputFile(Path("-"), "s3://crawl/a.txt", "s3://crawl/a.txt", 9)
    assert HERE(replace(shard, files=(remote,))) is None


def test_what_would_make_other_rows_is_named(shard: Shard, tmp_path: Path) -> None:
    """Other packages, other code, a folder that is not shared: one line each."""
    other = Complaint({**made_with(), "pyarrow": "20.0.0"}, code_digest())(shard)
    assert other is not None
    assert other.startswith("has pyarrow ")
    assert other.endswith("and the machine that publishes has 20.0.0; the bytes could differ")
    assert "another article-cleaner" in str(Complaint(made_with(), "0" * 64)(shard))
    assert "has no mine.npz" in str(HERE(replace(shard, recipe=Recipe(line_model=tmp_path / "mine.npz"))))
    gone = InputFile(tmp_path / "elsewhere/a.txt", "elsewhere/a.txt")
    assert "has no folder of elsewhere/a.txt" in str(HERE(replace(shard, files=(gone,))))
