import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.errors import UsageError
from cleaner.release.build import BuildRequest, build
from cleaner.release.hub import operations, repository_of
from cleaner.release.publishing import package

pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")


@pytest.fixture
def version(make_raw):
    root = make_raw(2)
    return build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", license="CC0-1.0")).path


def test_a_commit_brings_the_version_and_nothing_besides(version):
    """Every file of the version is added where it lies in it, and what an older version left behind goes; the Hub's own files stay."""
    there = {".gitattributes", "README.md", "data/train-00000-of-00007.parquet", "LICENSE"}
    done = operations(package(version), there)
    added = {one.path_in_repo: Path(one.path_or_fileobj) for one in done if type(one).__name__ == "CommitOperationAdd"}
    assert added == {path.relative_to(version).as_posix(): path for path in version.rglob("*") if path.is_file()}
    assert [one.path_in_repo for one in done if type(one).__name__ == "CommitOperationDelete"] == ["data/train-00000-of-00007.parquet"]


@pytest.mark.parametrize("target", ["hf://models/a/b", "hf://datasets/a", "hf://datasets/a/b/c", "hf://datasets/../b", "hf://datasets/a b/c", "hf://datasets/"])
def test_what_is_no_dataset_is_one_line(target):
    """A target that names no dataset is an error before anything is read."""
    with pytest.raises(UsageError, match="is not a dataset of the Hub; write hf://datasets/owner/name"):
        repository_of(target)


_UPLOAD = """
import sys
from pathlib import Path
from cleaner.errors import CleanError
from cleaner.release.hub import upload_to_hub
from cleaner.release.publishing import package
try:
    upload_to_hub(package(Path(sys.argv[1])), "hf://datasets/port-aldwin/island-news")
except CleanError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "the Hub wants a token, and there is none; run 'hf auth login', or set HF_TOKEN"),
        ({"HF_TOKEN": "hf_invented", "HF_ENDPOINT": "http://127.0.0.1:9"}, "; check the name, the token's rights and the network"),
        ({"HF_TOKEN": "hf_invented", "HF_HUB_OFFLINE": "1"}, "; check the name, the token's rights and the network"),
    ],
)
def test_no_token_and_no_way_are_one_line(version, tmp_path, environment, said):
    """Without a token, without an answer, and offline, the command ends with one line that says what to do."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    env |= {"HF_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2]), "HF_HUB_DISABLE_TELEMETRY": "1", **environment}
    done = subprocess.run([sys.executable, "-c", _UPLOAD, str(version)], capture_output=True, text=True, env=env, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("hf://datasets/port-aldwin/island-news: ")
    assert said in done.stdout
    assert len(done.stdout.splitlines()) == 1
