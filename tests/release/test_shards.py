import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pytest

from cleaner.article import Rejection
from cleaner.engines.watch import Cause, Place
from cleaner.read import InputFile, discover
from cleaner.release import shard_work as module
from cleaner.release.digest import row_digests
from cleaner.release.recipe import Recipe
from cleaner.release.shard_rows import Input
from cleaner.release.shard_work import place_of
from cleaner.release.shards import FILES_PER_SHARD, Shard, clean_shard, exclude, isolate, lost, plan, split
from cleaner.release.spill import open_spill


class Read:
    """What a shard's file holds, all parts together."""

    def __init__(self, result, folder):
        spill = open_spill(result.file(folder, "rows"), verify=True)
        self.n_parts, self.n_files = len(spill.parts), result.n_files
        self.tables = {name: spill.read(name) for name in spill.parts[0].places}
        self.inputs = [Input(**row) for row in self.tables["inputs"].to_pylist()]
        self.rejections = [Rejection(**row) for row in self.tables["rejections"].to_pylist()]
        self.articles, self.keys = self.tables["articles"], self.tables["keys"]


@pytest.fixture
def cleaned(tmp_path):
    return lambda shard, function=clean_shard, *more: Read(function(shard, *more), tmp_path)


@pytest.fixture
def files(make_raw):
    root = make_raw(5)
    return discover([root / "raw"], root=root)[0]


def test_shards_are_planned_from_the_input_alone(tmp_path):
    """Shards are consecutive runs of the input, bounded by files and by bytes; nothing is left out or twice."""
    (tmp_path / "big.txt").write_bytes(b"x" * 4_000_001)
    files = [InputFile(tmp_path / ("big.txt" if n == 3 else f"{n}.txt"), f"{n}.txt") for n in range(80)]
    shards = plan(files, Recipe())
    assert [len(shard.files) for shard in shards] == [4, FILES_PER_SHARD, FILES_PER_SHARD, 12]
    assert [file for shard in shards for file in shard.files] == files
    assert plan([], Recipe()) == []
    assert [part.files for part in split(shards[0])] == [(file,) for file in files[:4]]


def test_a_shard_accounts_for_every_record(files, cleaned):
    """Each record has an input with its hash and size; each article has its rows of the ledger, counted."""
    result = cleaned(Shard(tuple(files)))
    assert [one.source for one in result.inputs] == [f"raw/page-{n:04}.txt" for n in range(5)]
    for one, file in zip(result.inputs, files, strict=True):
        data = file.path.read_bytes()
        assert (one.raw_sha256, one.raw_bytes, one.is_article) == (hashlib.sha256(data).hexdigest(), len(data), True)
    assert result.articles["raw_sha256"].to_pylist() == [one.raw_sha256 for one in result.inputs]
    for name, digests in (("removals", "removal_digests"), ("fields", "field_digests")):
        counts, ledger = result.keys[f"n_{name}"].to_pylist(), result.tables[name]
        assert ledger["article_id"].to_pylist() == [id_ for id_, n in zip(result.articles["id"].to_pylist(), counts, strict=True) for _ in range(n)]
        assert result.tables[digests]["digest"].to_pylist() == list(row_digests(ledger))
    assert result.keys["row_digest"].to_pylist() == list(row_digests(result.articles))
    assert result.n_files == 5


def test_a_file_that_gives_nothing_is_a_rejection(tmp_path, files, cleaned):
    """A JSONL file without a record is an input all the same, and has its rejection."""
    (tmp_path / "none.jsonl").write_bytes(b"\n\n")
    result = cleaned(Shard((files[0], InputFile(tmp_path / "none.jsonl", "none.jsonl"))))
    assert len(result.inputs) == 2
    assert [one.source for one in result.rejections] == ["none.jsonl"]


def test_a_reader_that_breaks_loses_only_its_file(files, cleaned):
    """A fault in our own code becomes the rejection of that input, with the place and without the message."""
    broken = InputFile(None, "raw/broken.txt")
    result = cleaned(Shard((files[0], broken, files[1])))
    assert [one.is_article for one in result.inputs] == [True, False, True]
    (rejection,) = result.rejections
    assert (rejection.source, rejection.check) == ("raw/broken.txt", "internal-error")
    assert rejection.evidence.startswith("after 0 records: ")
    assert "Error at " in rejection.evidence


def test_a_row_that_cannot_be_written_loses_only_itself(files, cleaned):
    """A value that no column can hold becomes a rejection whose source can be printed; the rows beside it stay."""
    unprintable = InputFile(files[1].path, "raw/\udcff.txt")
    result = cleaned(Shard((files[0], unprintable, files[2])))
    assert result.articles["source"].to_pylist() == [files[0].source, files[2].source]
    (rejection,) = result.rejections
    assert (rejection.source, rejection.check) == (r"raw/\udcff.txt", "internal-error")
    assert rejection.raw_sha256 is not None


CRASH = Cause("crashed", "its process died of SIGSEGV, twice")


def test_a_shard_whose_worker_died_has_rejections(files, cleaned):
    """When a process dies on a file again and again, the file is rejected and says so."""
    result = cleaned(Shard(tuple(files[:2])), lost, CRASH)
    assert [(one.source, one.check, one.evidence) for one in result.rejections] == [(file.source, CRASH.check, CRASH.evidence) for file in files[:2]]
    assert [one.is_article for one in result.inputs] == [False, False]


def test_an_excluded_document_is_rejected_unread(tmp_path, files, cleaned):
    """The others of its file and of its shard are articles as before."""
    line = json.dumps({"text": files[0].path.read_text("utf-8")})
    (tmp_path / "three.jsonl").write_text(f"{line}\n{line}\n{line}\n", encoding="utf-8")
    shard = Shard((files[0], InputFile(tmp_path / "three.jsonl", "three.jsonl"), files[1]))
    result = cleaned(exclude(shard, Place(1, 2, is_reading=False), CRASH))
    assert [one.is_article for one in result.inputs] == [True, True, False, True, True]
    (rejection,) = result.rejections
    assert (rejection.source, rejection.check, rejection.evidence) == ("three.jsonl#2", "crashed", CRASH.evidence)
    assert rejection.raw_sha256 is not None
    alone = cleaned(isolate(shard, Place(1, 2, is_reading=False)))
    assert [one.source for one in alone.inputs] == ["three.jsonl#2"]


def test_a_file_ends_where_the_way_on_kills(tmp_path, files, cleaned):
    """What was read before stands, and the file has a rejection that says how far it was read."""
    line = json.dumps({"text": files[0].path.read_text("utf-8")})
    (tmp_path / "three.jsonl").write_text(f"{line}\n{line}\n{line}\n", encoding="utf-8")
    shard = exclude(Shard((InputFile(tmp_path / "three.jsonl", "three.jsonl"), files[1])), Place(0, 2, is_reading=True), CRASH)
    for result in (cleaned(shard), *map(cleaned, split(shard)[:1])):
        assert [one.source for one in result.inputs][:2] == ["three.jsonl#1", "three.jsonl"]
        assert [(one.source, one.evidence) for one in result.rejections] == [("three.jsonl", f"after 1 records: {CRASH.evidence}")]


def test_the_place_of_an_error_quotes_nothing():
    """The message of an exception may quote the article; its class and place do not."""
    try:
        int("the words of an article")
    except ValueError as error:
        said = place_of(error)
    assert said.startswith(f"ValueError at {Path(__file__).name}:")
    assert "words" not in said


def test_a_large_shard_is_written_in_parts(files, cleaned, monkeypatch):
    """A file of any size is cleaned some inputs at a time, and the parts hold what one would."""
    whole = cleaned(Shard(tuple(files)))
    monkeypatch.setattr(module, "_INPUTS_TOGETHER", 2)
    parts = cleaned(Shard(tuple(files)))
    assert (whole.n_parts, parts.n_parts) == (1, 3)
    for name in ("inputs", "articles", "removals", "fields", "keys"):
        assert parts.tables[name].equals(whole.tables[name])


def test_rows_can_be_carried_or_left_in_a_folder(files, tmp_path):
    """A worker on another machine sends the file; one on this machine leaves it where the build finds it. Both hold the same."""
    carried = clean_shard(Shard(tuple(files)))
    left = clean_shard(Shard(tuple(files), folder=tmp_path))
    assert (carried.path, left.data) == (None, None)
    assert left.path.read_bytes() == carried.data == carried.file(tmp_path, "carried").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()].count(left.path.name) == 1


def test_a_damaged_file_is_not_read(files, tmp_path):
    """Cut short or changed anywhere, a file of rows is not taken for one."""
    data = clean_shard(Shard(tuple(files[:1]))).data
    path = tmp_path / "rows"
    for at in range(0, len(data), 997):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert open_spill(path, verify=True) is None
        path.write_bytes(data[:at])
        assert open_spill(path, verify=True) is None
    path.write_bytes(data)
    assert isinstance(open_spill(path, verify=True).read("articles"), pa.Table)
    assert open_spill(tmp_path / "none", verify=False) is None
