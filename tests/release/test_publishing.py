import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cleaner.errors import IntegrityError, RefusedError, UsageError
from cleaner.release.build import BuildRequest, build
from cleaner.release.index import read_index, yank
from cleaner.release.publishing import package, render_plan, upload
from cleaner.release.stores import UPLOADING, FolderStore, ObjectStore, open_store
from cleaner.release.verify import verify


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("publishing")


@pytest.fixture
def versions(home, make_raw, tmp_path):
    """A folder with 1.0.0 and 1.1.0, both with a licence."""
    root = home / "workspace"
    if not root.exists():
        request = BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", license="CC0-1.0", name="invented-news")
        make_raw(2, root)
        build(request)
        make_raw(3, root)
        build(request)
    shutil.copytree(root / "dataset", tmp_path / "dataset")
    return tmp_path / "dataset"


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class CutError(Exception):
    """The line went dead."""


def cut_after(store, n):
    """Let a store's connection break when the n-th file is sent."""
    put, sent = store.put, []

    def breaking(local, path):
        if len(sent) == n:
            raise CutError
        sent.append(path)
        put(local, path)

    store.put = breaking
    return sent


# ── a folder ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_version_goes_to_a_folder(versions, tmp_path):
    """The copy is the version, byte for byte, with an index and LATEST of its own."""
    target = tmp_path / "shared" / "news"
    result = upload(package(versions / "1.0.0"), open_store(str(target)))
    assert (result.n_uploaded, result.n_there) == (len(tree(versions / "1.0.0")), 0)
    assert tree(target / "1.0.0") == tree(versions / "1.0.0")
    assert verify(target / "1.0.0").is_good
    upload(package(versions / "1.1.0"), open_store(f"file://{target}"))
    assert (target / "LATEST").read_text() == "1.1.0\n"
    assert list(read_index(target)) == ["1.0.0", "1.1.0"]
    assert sorted(path.name for path in target.iterdir()) == [".lock", "1.0.0", "1.1.0", "LATEST", "index.json"]


def test_a_published_version_is_never_written_over(versions, tmp_path):
    """The same version again, another of its number, and files of something else are all refused and stay."""
    upload(package(versions / "1.0.0"), FolderStore(tmp_path / "shared"))
    before = tree(tmp_path / "shared")
    with pytest.raises(RefusedError, match="is published there already, byte for byte"):
        upload(package(versions / "1.0.0"), FolderStore(tmp_path / "shared"))
    (tmp_path / "shared" / "1.0.0" / "SHA256SUMS").write_text("another")
    with pytest.raises(RefusedError, match=r"another 1\.0\.0 is published there"):
        upload(package(versions / "1.0.0"), FolderStore(tmp_path / "shared"))
    (tmp_path / "shared" / "1.1.0").mkdir()
    (tmp_path / "shared" / "1.1.0" / "notes").write_text("mine")
    with pytest.raises(RefusedError, match="there are files of something else"):
        upload(package(versions / "1.1.0"), FolderStore(tmp_path / "shared"))
    after = tree(tmp_path / "shared")
    assert after.pop("1.1.0/notes") == b"mine"
    assert {name for name in after if after[name] != before.get(name)} == {"1.0.0/SHA256SUMS"}


def test_a_broken_upload_goes_on(versions, tmp_path):
    """What was sent before the line went dead is not sent again, unless it was cut short; until the end there is no version."""
    store = FolderStore(tmp_path / "shared")
    sent = cut_after(store, 4)
    with pytest.raises(CutError):
        upload(package(versions / "1.0.0"), store)
    assert not (tmp_path / "shared" / "1.0.0").exists()
    half = tmp_path / "shared" / sent[1]
    half.write_bytes(half.read_bytes()[:-1] + b"!")
    result = upload(package(versions / "1.0.0"), FolderStore(tmp_path / "shared"))
    assert result.n_there == 3
    assert verify(tmp_path / "shared" / "1.0.0").is_good
    assert not list((tmp_path / "shared").glob(".upload*"))


def test_another_broken_upload_is_refused(versions, tmp_path):
    """An upload does not go on with the files of another one."""
    store = FolderStore(tmp_path / "shared")
    cut_after(store, 1)
    with pytest.raises(CutError):
        upload(package(versions / "1.0.0"), store)
    (tmp_path / "shared" / ".upload-1.0.0" / UPLOADING).write_text("another")
    with pytest.raises(RefusedError, match=r"an upload of another 1\.0\.0 was broken off; remove that folder"):
        upload(package(versions / "1.0.0"), FolderStore(tmp_path / "shared"))


def test_what_was_not_sent_well_is_noticed(versions, tmp_path):
    """Every file is read back: a store that loses a byte publishes nothing."""
    store = FolderStore(tmp_path / "shared")
    put = store.put

    def losing(local, path):
        put(local, path)
        file = tmp_path / "shared" / path
        file.write_bytes(file.read_bytes()[:-1])

    store.put = losing
    with pytest.raises(IntegrityError, match="what was read back is not what was sent"):
        upload(package(versions / "1.0.0"), store)
    assert not (tmp_path / "shared" / "1.0.0").exists()


def test_what_may_not_be_published_is_refused(versions, make_raw, tmp_path):
    """A damaged version, a yanked one and one without a licence go nowhere."""
    yank(versions, "1.1.0", "one page was lost")
    with pytest.raises(RefusedError, match="is yanked: one page was lost"):
        package(versions / "1.1.0")
    (versions / "1.0.0" / "README.md").write_text("Better.")
    with pytest.raises(IntegrityError, match=r"README\.md: is not the file that was published"):
        package(versions / "1.0.0")
    root = make_raw(1, tmp_path / "bare")
    build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset"))
    with pytest.raises(RefusedError, match="states no licence"):
        package(root / "dataset" / "1.0.0")


def test_the_plan_lists_every_file(versions):
    """A dry run says what would go where, with sizes that add up."""
    lines = render_plan(package(versions / "1.0.0"), "s3://bucket").splitlines()
    sizes = {name: len(data) for name, data in tree(versions / "1.0.0").items()}
    assert {line.split()[1]: int(line.split()[0].replace(",", "")) for line in lines[1:-1]} == sizes
    assert int(lines[-1].split()[0].replace(",", "")) == sum(sizes.values())


@pytest.mark.parametrize("target", ["ftp://host/x", "gopher://x", "http://host/x"])
def test_what_is_no_target_is_one_line(target):
    """A scheme that nobody wrote a store for is an error that names those there are."""
    with pytest.raises(UsageError, match=r"is not a target; write a folder, s3://bucket/folder, or hf://"):
        open_store(target)


# ── S3, against a server of its own process ──────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """The address of an S3 server on this machine."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    pytest.importorskip("moto", reason="moto is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/moto-api/", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait()
    log.close()


@pytest.fixture
def bucket(s3, monkeypatch, request):
    """A new bucket, and the environment that leads to it."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3,
        "AWS_ACCESS_KEY_ID": "invented",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    name = f"bucket-{hashlib.sha256(request.node.name.encode()).hexdigest()[:20]}"
    import s3fs

    s3fs.S3FileSystem(skip_instance_cache=True).mkdir(name)
    return f"s3://{name}/news"


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore", "ignore::pytest.PytestUnraisableExceptionWarning")


def fetched(url):
    """Everything below an address: path → bytes."""
    import s3fs

    fs = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    root = url.removeprefix("s3://")
    return {path.removeprefix(f"{root}/"): fs.cat_file(path) for path in fs.find(root)}


def test_a_version_goes_to_s3(bucket, versions, tmp_path):
    """What is in the bucket is the version, byte for byte, with index and LATEST, and it verifies when fetched."""
    upload(package(versions / "1.0.0"), open_store(bucket))
    upload(package(versions / "1.1.0"), open_store(bucket))
    found = fetched(bucket)
    for version in ("1.0.0", "1.1.0"):
        assert {name.removeprefix(f"{version}/"): data for name, data in found.items() if name.startswith(version)} == tree(versions / version)
    assert found["LATEST"] == b"1.1.0\n"
    assert [entry["version"] for entry in json.loads(found["index.json"])["versions"]] == ["1.0.0", "1.1.0"]
    for name, data in found.items():
        (tmp_path / "fetched" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "fetched" / name).write_bytes(data)
    assert verify(tmp_path / "fetched" / "1.1.0").is_good


def test_s3_is_never_written_over(bucket, versions):
    """A version that is there, and a folder of something else, are refused and stay."""
    store = open_store(bucket)
    upload(package(versions / "1.0.0"), store)
    store.put_text("mine", "1.1.0/notes")
    before = fetched(bucket)
    with pytest.raises(RefusedError, match="is published there already, byte for byte"):
        upload(package(versions / "1.0.0"), open_store(bucket))
    with pytest.raises(RefusedError, match="there are files of something else"):
        upload(package(versions / "1.1.0"), open_store(bucket))
    assert fetched(bucket) == before


def test_a_broken_upload_to_s3_goes_on(bucket, versions):
    """What is there whole is not sent again, what is there in part is; until SHA256SUMS is there, there is no version."""
    store = open_store(bucket)
    sent = cut_after(store, 5)
    with pytest.raises(CutError):
        upload(package(versions / "1.0.0"), store)
    assert "1.0.0/SHA256SUMS" not in fetched(bucket)
    open_store(bucket).put_text("cut", sent[2])
    result = upload(package(versions / "1.0.0"), open_store(bucket))
    assert result.n_there == 4
    assert {name.removeprefix("1.0.0/"): data for name, data in fetched(bucket).items() if name.startswith("1.0.0/")} == tree(versions / "1.0.0")


def test_an_index_that_was_left_out_is_written(bucket, versions):
    """An upload that ended between SHA256SUMS and the index is put into the index by the same command."""
    store = open_store(bucket)
    store.update_index = lambda change: (_ for _ in ()).throw(CutError)
    with pytest.raises(CutError):
        upload(package(versions / "1.0.0"), store)
    assert "index.json" not in fetched(bucket)
    with pytest.raises(RefusedError, match="is published there already"):
        upload(package(versions / "1.0.0"), open_store(bucket))
    assert fetched(bucket)["LATEST"] == b"1.0.0\n"


def test_a_bucket_that_is_not_there_is_one_line(bucket, versions):
    """A wrong bucket, or none, is one line with the target."""
    with pytest.raises(UsageError, match=r"s3://no-such-bucket-here/x: .*; check the bucket, the credentials and AWS_ENDPOINT_URL"):
        upload(package(versions / "1.0.0"), open_store("s3://no-such-bucket-here/x"))
    with pytest.raises(UsageError, match="names no bucket"):
        ObjectStore("s3:///x")


def test_s3_without_its_library_says_what_to_install(versions):
    """Without the extra the command says which one it needs."""
    code = "import sys; sys.modules['s3fs'] = None\nfrom cleaner.release.stores import open_store\nopen_store('s3://a/b')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    )
    assert "s3:// targets need s3fs, which is not installed; pip install 'article-cleaner[s3]'" in done.stderr.splitlines()[-1]
