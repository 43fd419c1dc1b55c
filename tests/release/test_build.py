import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.columns import TABLES
from cleaner.errors import DataError, RefusedError, UsageError
from cleaner.release.build import FOLDERS, BuildRequest, build
from cleaner.release.sides import DERIVED


def request(root, **changes):
    values = {"inputs": (root / "raw",), "root": root, "out": root / "dataset", "name": "invented-news"}
    return BuildRequest(**(values | changes))


def tree(folder):
    """Path → SHA-256 of every file below the folder."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A workspace with six pages, a copy of one, a page that is no article, and its published version."""
    return tmp_path_factory.mktemp("small")


@pytest.fixture
def published(small, make_raw):
    root = small / "workspace"
    if not root.exists():
        make_raw(6, root)
        shutil.copy(root / "raw" / "page-0002.txt", root / "raw" / "page-0002-again.txt")
        (root / "raw" / "menu.txt").write_text("Home\nNews\nSport\n", encoding="utf-8")
        (root / "raw" / "café.jsonl").write_text('{"url": "https://lantern.example/x", "text": 3}\n', encoding="utf-8")
        build(request(root))
    return root / "dataset" / "1.0.0"


def test_what_is_published(published):
    """A version has its tables, card, datasheet and manifest; the manifest lists every other file as it is."""
    manifest = json.loads((published / "manifest.json").read_text())
    files = tree(published)
    del files["manifest.json"], files["SHA256SUMS"]
    assert {entry["path"]: entry["sha256"] for entry in manifest["files"]} == files
    texts = {"README.md", "DATASHEET.md", "CHANGELOG.md", "croissant.json", "schema.json", "stats.json"}
    assert set(files) == texts | {*(f"{folder}/train-00000-of-00001.parquet" for table, folder in FOLDERS.items() if table not in DERIVED)}
    assert all(entry["bytes"] == (published / entry["path"]).stat().st_size for entry in manifest["files"])


def test_inputs_are_articles_duplicates_and_rejections(published):
    """Every input is accounted for, in numbers and by name."""
    manifest = json.loads((published / "manifest.json").read_text())
    counts = manifest["counts"]
    assert (counts["inputs"], counts["articles"], counts["duplicates"], counts["rejections"]) == (9, 6, 1, 2)
    assert counts["inputs"] == len(manifest["inputs"])
    by_outcome = defaultdict(list)
    for entry in manifest["inputs"]:
        by_outcome[entry["outcome"]].append(entry["source"])
    assert by_outcome["duplicate"] == ["raw/page-0002.txt"]  # "-" sorts before "."
    assert [source.partition("#")[0] for source in by_outcome["rejection"]] == ["raw/café.jsonl", "raw/menu.txt"]
    for table in ("rejections", "duplicates", "removals", "fields", "articles"):
        assert pq.read_table(published / FOLDERS[table]).num_rows == counts[table]


def test_nothing_published_names_a_place(published):
    """No file of a version holds an absolute path, the host or the clock."""
    for path in published.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert os.fsencode(str(published.parents[2])) not in data
            assert os.fsencode(os.uname().nodename) not in data or len(os.uname().nodename) < 6
            assert time.strftime("%Y-%m-%d").encode() not in data


def test_lines_can_be_built_again(published):
    """From text, removals and the fields that were taken every line of every input comes back, but for white space at edges."""
    articles, removals, fields = (pq.read_table(published / folder).to_pylist() for folder in ("data", "removals", "fields"))
    spans = defaultdict(dict)
    for row in [*removals, *(row for row in fields if row["fate"] == "take")]:
        spans[row["article_id"], row["line"]][row["start"], row["end"]] = row["text"]
    for article in articles:
        kept = defaultdict(list)
        for line, text in zip(article["text_lines"], re.split(r"\n+", article["text"]), strict=True):
            kept[line].append(text)
        raw = (published.parents[1] / article["source"]).read_text(encoding="utf-8").split("\n")
        for number, expected in enumerate(raw, 1):
            pieces, at, own = [], 0, iter(kept[number])
            for (start, end), text in sorted(spans[article["id"], number].items()):
                if expected[at:start].strip():
                    pieces.append(next(own))
                pieces.append(text)
                at = end
            pieces += own
            assert "".join("".join(pieces).split()) == "".join(expected.split()), (article["source"], number)


def test_pyarrow_loads_it(published):
    """pyarrow reads every table with the types of columns.py, page checksums verified."""
    for table in FOLDERS.keys() - DERIVED:
        folder = FOLDERS[table]
        found = pq.read_table(published / folder, page_checksum_verification=True)
        assert found.column_names == [column.name for column in TABLES[table]]
    schema = pq.read_schema(published / "data" / "train-00000-of-00001.parquet")
    assert schema.field("published_at").type == pa.timestamp("us", tz="UTC")
    assert schema.field("n_words").type == pa.int32()
    assert pa.types.is_string(schema.field("text").type)
    assert schema.field("authors").type.value_type == pa.string()


def test_pandas_loads_it(published):
    """pandas reads the folder; dates have their zone and counts are integers."""
    found = pd.read_parquet(published / "data")
    assert len(found) == 6
    assert str(found["published_at"].dtype) == "datetime64[us, UTC]"
    assert str(found["n_words"].dtype) == "int32"
    assert found["title"].str.contains("snow plough").all()


def test_polars_loads_it(published):
    """Polars reads the files; lists are lists of strings and the confidence is a struct."""
    found = pl.read_parquet(published / "data" / "*.parquet")
    assert found.height == 6
    assert found.schema["published_at"] == pl.Datetime("us", "UTC")
    assert found.schema["authors"] == pl.List(pl.String)
    assert found["confidence"].struct.field("title").null_count() == 0


def test_duckdb_loads_it(published):
    """DuckDB reads the files and joins the ledger to its articles."""
    types = {row[0]: str(row[1]) for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{published}/data/*.parquet'").fetchall()}
    assert (types["published_at"], types["authors"], types["n_words"]) == ("TIMESTAMP WITH TIME ZONE", "VARCHAR[]", "INTEGER")
    joined = f"SELECT count(DISTINCT a.id) FROM '{published}/data/*.parquet' a JOIN '{published}/removals/*.parquet' r ON a.id = r.article_id WHERE r.kind = 'advertisement'"
    assert duckdb.sql(joined).fetchall() == [(6,)]


_DATASETS = """
import sys, datasets
articles = datasets.load_dataset(sys.argv[1], split="train")
assert articles.num_rows == 6, articles
assert articles.features["published_at"].dtype == "timestamp[us, tz=UTC]", articles.features
assert articles.features["authors"].feature.dtype == "string"
for name, rows in (("removals", None), ("fields", None), ("rejections", 2), ("duplicates", 1)):
    found = datasets.load_dataset(sys.argv[1], name, split="train")
    assert found.num_rows == rows or (rows is None and found.num_rows > 6), (name, found)
print("loaded")
"""


def test_datasets_loads_it(published, tmp_path):
    """`datasets` finds every table as a config through the card, offline, and articles without naming one."""
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    done = subprocess.run([sys.executable, "-c", _DATASETS, str(published)], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.stdout == "loaded\n", done.stderr[-2000:]


def test_the_next_version_follows_what_changed(make_raw):
    """Nothing new is a patch, a new page a minor, a changed page a major version; LATEST follows, and old versions stay as they are."""
    root = make_raw(3)
    first = build(request(root))
    before = tree(first.path)
    assert build(request(root)).version == "1.0.1"
    make_raw(4, root)
    assert build(request(root)).version == "1.1.0"
    page = root / "raw" / "page-0000.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("second snow plough", "third snow plough"), encoding="utf-8")
    assert build(request(root, dry_run=True)).version == "2.0.0"
    assert build(request(root)).version == "2.0.0"
    assert (root / "dataset" / "LATEST").read_text() == "2.0.0\n"
    assert tree(first.path) == before


def test_an_existing_version_is_refused_before_the_work(make_raw):
    """A version that is there is refused at once, and nothing of it changes."""
    root = make_raw(2)
    build(request(root, version="1.0.0"))
    before = tree(root / "dataset")
    stages = []
    with pytest.raises(RefusedError, match="never rewritten"):
        build(request(root, version="1.0.0"), progress=stages.append)
    assert stages == []
    assert tree(root / "dataset") == before


def test_a_dry_run_writes_nothing(make_raw):
    """A dry run says what a build would give, and leaves no folder."""
    root = make_raw(2)
    dry = build(request(root, dry_run=True, top_datasheet=root / "DATASHEET.md"))
    assert (dry.version, dry.path, dry.n_articles) == ("1.0.0", None, 2)
    assert [path.name for path in root.iterdir()] == ["raw"]
    wet = build(request(root, top_datasheet=root / "DATASHEET.md"))
    assert wet.logical_digest == dry.logical_digest
    assert (root / "DATASHEET.md").read_bytes() == (wet.path / "DATASHEET.md").read_bytes()


def test_what_is_unknown_and_removed_is_counted(make_raw):
    """The result counts removed lines by kind and, by column, the articles in which it is unknown."""
    result = build(request(make_raw(3), dry_run=True))
    assert result.removed_by_kind["advertisement"] == 3
    assert result.unknown_fields["canonical_url"] == 3
    assert "title" not in result.unknown_fields
    assert result.n_inputs == result.n_articles + result.n_duplicates + result.n_rejections == 3


def test_too_many_rejections_stop_the_build(make_raw):
    """Above the allowed share nothing is published, and the message says how many, why and which first."""
    root = make_raw(2)
    for n in range(3):
        (root / "raw" / f"blank-{n}.txt").write_bytes(b"")
    with pytest.raises(
        DataError,
        match=r"3 of 5 inputs were rejected \(empty 3\): more than max_rejected_share = 0.5 allows; nothing was published; the first is raw/blank-0.txt",
    ):
        build(request(root))
    assert not (root / "dataset").exists()
    assert build(request(root, max_rejected_share=0.6)).n_rejections == 3


def test_no_article_stops_the_build(make_raw):
    """A dataset without articles is not published, however many rejections are allowed."""
    root = make_raw(0)
    (root / "raw" / "blank.txt").write_bytes(b"")
    with pytest.raises(DataError, match="no article is left"):
        build(request(root, max_rejected_share=1.0))


def test_no_input_is_a_wrong_use(make_raw):
    """An empty folder or no folder at all is the user's to put right, with the next step."""
    root = make_raw(0)
    with pytest.raises(UsageError, match="there is no file to read"):
        build(request(root))
    with pytest.raises(UsageError, match="no input is named"):
        build(request(root, inputs=()))


def test_the_workspaces_contract_decides(make_raw):
    """Articles that the workspace's contract turns down are rejections with the check and a measure."""
    root = make_raw(3)
    contract = root / "validation" / "articles.py"
    contract.parent.mkdir()
    contract.write_text(
        "import pandera.polars as pa\nfrom cleaner.contract import built_in\n"
        "ARTICLES = built_in(columns={'title': [pa.Check.str_contains('number 1', error='is the first plough')]})\n"
    )
    result = build(request(root, contract=contract, max_rejected_share=0.9))
    assert [(one.source, one.check) for one in result.rejections] == [
        ("raw/page-0000.txt", "contract:title.is the first plough"),
        ("raw/page-0002.txt", "contract:title.is the first plough"),
    ]
    assert re.fullmatch(r"title: is the first plough: \d+ characters", result.rejections[0].evidence)
    settings = json.loads((result.path / "manifest.json").read_text())["settings"]
    assert (settings["contract"], len(settings["contract_sha256"])) == ("articles.py", 64)


_BUILD = """
import os, signal, sys, threading
from pathlib import Path
from cleaner.release.build import BuildRequest, build

def main():
    root, out, workers, stop = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

    def progress(step):
        stage, _, delay = stop.partition("+")
        if f"{step.stage} {step.done}" == stage:
            threading.Timer(float(delay or 0), os.kill, (os.getpid(), signal.SIGKILL)).start() if delay else os.kill(os.getpid(), signal.SIGKILL)

    build(BuildRequest(inputs=(root / "raw",), root=root, out=out, workers=workers), progress=progress)

if __name__ == "__main__":
    main()
"""


def run_build(tmp_path, root, out, *, workers=1, stop="", **environment):
    program = tmp_path / "program.py"
    program.write_text(_BUILD)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment
    return subprocess.run([sys.executable, str(program), str(root), str(out), str(workers), stop], env=environment, capture_output=True, text=True, check=False)


def test_the_bytes_do_not_depend_on_workers_or_hash_seed(make_raw, tmp_path):
    """The same input gives the same bytes in every file, for one worker and three, and for any hash seed."""
    root = make_raw(70)
    trees = []
    for name, workers, seed in (("one", 1, "1"), ("three", 3, "2")):
        done = run_build(tmp_path, root, tmp_path / name, workers=workers, PYTHONHASHSEED=seed, TZ="Asia/Tokyo" if workers == 3 else "UTC")
        assert done.returncode == 0, done.stderr[-2000:]
        trees.append(tree(tmp_path / name))
    assert trees[0] == trees[1]


_POINTS = ["writing 0", "writing 4+0.003", "publishing 0", *(f"publishing 0+{delay}" for delay in (0.003, 0.012))]
"""Some; tests/trust/test_publication.py has every operation of the file system."""


def test_a_killed_build_leaves_no_part_of_a_version(make_raw, tmp_path):
    """Killed at any point, a build has published its version whole or not at all, and the next one is not disturbed."""
    root = make_raw(4)
    assert run_build(tmp_path, root, tmp_path / "whole").returncode == 0
    expected = tree(tmp_path / "whole" / "1.0.0")
    out = tmp_path / "out"
    for point in _POINTS:
        code = run_build(tmp_path, root, out, stop=point).returncode
        assert code in {0, -9}
        versions = [path for path in out.iterdir() if path.name[0].isdigit()] if out.exists() else []
        if versions:
            assert tree(versions[0]) == expected, point
            if (out / "LATEST").exists():
                assert (out / "LATEST").read_text() == "1.0.0\n"
            shutil.rmtree(out)
        else:
            assert code == -9, point
            assert not (out / "LATEST").exists()
    assert run_build(tmp_path, root, out).returncode == 0
    assert sorted(path.name for path in out.iterdir()) == [".lock", "1.0.0", "LATEST", "index.json"]
    assert tree(out / "1.0.0") == expected
