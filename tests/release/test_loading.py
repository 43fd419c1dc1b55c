import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaner.columns import TABLES
from cleaner.errors import IntegrityError, UsageError
from cleaner.load import iterate, load
from cleaner.release.build import BuildRequest, build
from cleaner.release.index import yank
from cleaner.release.loading import IncompleteVersionWarning, YankedWarning
from cleaner.release.tables import arrow_schema, to_table


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("loading")


@pytest.fixture
def copy(home, make_raw, tmp_path):
    """A folder with one published version, which may be damaged."""
    root = home / "workspace"
    if not root.exists():
        make_raw(4, root)
        build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset"))
    shutil.copytree(root / "dataset", tmp_path / "dataset")
    return tmp_path / "dataset" / "1.0.0"


def test_every_table_loads_with_its_types(copy):
    """Each table has the columns and types of columns.py and the rows that the manifest promises; a folder of versions is its latest."""
    for table in TABLES:
        if table == "chrome":  # there is none where nothing came often enough
            continue
        found = load(copy, table)
        assert found.schema.equals(arrow_schema(table), check_metadata=True)
    assert load(copy).num_rows == 4
    assert load(str(copy.parent)).equals(load(copy))


def test_articles_come_one_by_one(copy):
    """The articles are those of the table, with every value of its Python type."""
    articles = list(iterate(copy))
    assert to_table("articles", articles).equals(load(copy))
    assert isinstance(articles[0].authors, tuple)
    assert articles[0].confidence["title"] > 0
    assert "subtitle" not in articles[0].confidence


def test_changed_data_is_never_loaded(copy):
    """A flipped bit, a missing file or one too many is an error before the first row; what other tables hold does not matter."""
    path = copy / "data" / "train-00000-of-00001.parquet"
    data = path.read_bytes()
    path.write_bytes(data[:500] + bytes([data[500] ^ 4]) + data[501:])
    for read in (load, iterate):
        with pytest.raises(IntegrityError, match="is not the file that was published"):
            read(copy)
    assert load(copy, "removals").num_rows
    path.rename(copy / "data" / "train-00000-of-00002.parquet")
    with pytest.raises(IntegrityError, match=r"is missing|was not published"):
        load(copy)
    (copy / "SHA256SUMS").unlink()
    with pytest.raises(IntegrityError, match="SHA256SUMS: is missing"):
        load(copy, "removals")


def test_a_yanked_version_warns(copy):
    """Whoever loads a yanked version is told why not to, once, and gets it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load(copy)
    yank(copy.parent, "1.0.0", "dates are a day late")
    with pytest.warns(YankedWarning, match="is yanked: dates are a day late") as caught:
        assert load(copy).num_rows == 4
    assert caught[0].filename == __file__  # the line to mend is the caller's


def test_a_version_whose_ledger_is_gone(copy):
    """Removals that are gone cannot be loaded, and their name is said; articles are whole without them, and come with a warning."""
    shutil.rmtree(copy / "removals")
    for file in (copy / "fields").iterdir():
        file.unlink()
    with pytest.raises(IntegrityError, match=r"removals/train-00000-of-00001\.parquet: is missing; restore the version"):
        load(copy, "removals")
    for read in (load, iterate):
        with pytest.warns(IncompleteVersionWarning, match="files of removals, fields are missing; the table articles is whole") as caught:
            assert list(read(copy).to_batches() if read is load else read(copy))
        assert {one.filename for one in caught} == {__file__}


def test_what_is_no_version_is_one_line(copy, tmp_path):
    """A wrong path or table is the user's to put right."""
    with pytest.raises(UsageError, match=r"is no version: there is no manifest\.json"):
        load(tmp_path / "gone")
    with pytest.raises(UsageError, match=r"there is no table 'article'; .*articles"):
        load(copy, "article")


def test_loading_is_light_until_it_loads():
    """`import cleaner.load` brings no Arrow: whoever imports the package for a rule does not pay for it."""
    code = "import sys, cleaner.load; print('pyarrow' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, check=True
    )
    assert done.stdout == "False\n"


def test_a_version_from_before_a_column_loads():
    """Columns that came after the first published version are null in it; nothing else of it is different."""
    first = Path(__file__).parents[2] / "dataset" / "1.0.0"
    (file,) = (first / "data").glob("*.parquet")
    young = set(arrow_schema("articles").names) - set(pq.read_schema(file).names)
    found = load(first)
    assert young
    assert found.schema.equals(arrow_schema("articles"))
    assert all(not any(found[name].to_pylist()) for name in young)
    assert len(list(iterate(first))) == found.num_rows
