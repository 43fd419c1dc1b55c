"""What `clean build` reads beside files: standard input, a web server, an object store; and records with names of their own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from cleaner.cli import commands

TOWNS = ("Port Aldwin", "Nether Quoyle", "Hollin Ford")
PAGE = """\
{town} opens a bridge that nobody has to pay for

The bridge at {town} opened on Saturday after nine years, and the first to cross it was a flock of forty sheep on their way to market.

“We had meant to cut a ribbon,” said the mayor, “but the sheep were early.” The toll house beside it will become a bakery in spring.

Engineers say that the bridge at {town} will carry a lorry, though none has come so far, and that it hums when the wind is in the east.
"""


def records(key: str = "text") -> bytes:
    return b"".join(
        json.dumps({key: PAGE.format(town=town), "link": f"https://paper.example/{n}", "headline": f"{town} opens a bridge"}).encode() + b"\n"
        for n, town in enumerate(TOWNS)
    )


def clean(*args: str, data: bytes = b"") -> Result:
    result = CliRunner().invoke(commands, args, input=data)
    assert "Traceback" not in result.output
    return result


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


def published(folder: Path) -> tuple[list[dict[str, object]], dict[str, object]]:
    rows = pq.read_table(folder / "data", columns=["source", "title", "url"]).to_pylist()
    return sorted(rows, key=lambda row: row["source"]), json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_standard_input_is_built(tmp_path: Path) -> None:
    """`-` is what is piped in; records are named `stdin#n`; which keys were used is printed and recorded."""
    done = clean("build", "-", "--out", "dataset", data=records())
    assert done.exit_code == 0, done.stderr
    rows, manifest = published(tmp_path / "dataset/1.0.0")
    assert [row["source"] for row in rows] == ["stdin#1", "stdin#2", "stdin#3"]
    assert manifest["fields_used"] == {"text": {"text": 3}, "title": {"headline": 3}, "url": {"link": 3}}
    assert "fields used     text from text, title from headline, url from link" in done.stdout


def test_nothing_on_standard_input_is_no_version(tmp_path: Path) -> None:
    """An empty pipe is one rejection, and so no article is left."""
    done = clean("build", "-", "--out", "dataset")
    assert done.exit_code == 1
    assert "stdin: no bytes at all" in done.stderr
    assert not (tmp_path / "dataset/1.0.0").exists()


def test_records_may_have_names_of_their_own(tmp_path: Path) -> None:
    """`[fields]` of the settings says which key holds what; what is used instead of the usual names is recorded."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/june.jsonl").write_bytes(records("story_so_far"))
    refused = clean("build")
    assert refused.exit_code == 2  # no workspace, no input
    (tmp_path / "clean.toml").write_text('[fields]\ntext = "story_so_far"\n', encoding="utf-8")
    done = clean("build")
    assert done.exit_code == 0, done.stderr
    rows, manifest = published(tmp_path / "dataset/1.0.0")
    assert [row["title"] for row in rows] == [f"{town} opens a bridge" for town in TOWNS]
    assert manifest["fields_used"]["text"] == {"story_so_far": 3}
    assert manifest["settings"]["fields"] == {"text": "story_so_far"}
    assert clean("explain", "raw/june.jsonl#2").exit_code == 0


def test_fields_that_no_column_has_are_an_error(tmp_path: Path) -> None:
    """One line that says what may stand there."""
    (tmp_path / "clean.toml").write_text('[fields]\nbodytext = "story"\n', encoding="utf-8")
    done = clean("build")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "fields: {'bodytext': 'story'} is not a table of columns" in done.stderr


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A web server in a process of its own that serves `web/`."""
    pytest.importorskip("aiohttp")
    (tmp_path / "web").mkdir()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(tmp_path / "web")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    wait_for(address, server)
    yield address
    server.terminate()
    server.wait()


def test_a_web_server_is_built_from(web: str, tmp_path: Path) -> None:
    """A folder by its index page, and a single file; the sources are their addresses. The same bytes give the same rows as local files."""
    (tmp_path / "web/june.jsonl").write_bytes(records())
    for number, town in enumerate(TOWNS):
        (tmp_path / f"web/{number}.txt").write_text(PAGE.format(town=town + " Magna"), encoding="utf-8")
    done = clean("build", f"{web}/", "--out", "dataset")
    assert done.exit_code == 0, done.stderr
    rows, _ = published(tmp_path / "dataset/1.0.0")
    assert [row["source"] for row in rows] == [f"{web}/{name}" for name in ("0.txt", "1.txt", "2.txt", "june.jsonl#1", "june.jsonl#2", "june.jsonl#3")]
    done = clean("build", f"{web}/none.jsonl", "--out", "other")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "none.jsonl: no such file or folder; check the address" in done.stderr


def test_an_object_store_is_built_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3 by way of its own protocol: a folder of a bucket, found through the listing, gzip and all."""
    pytest.importorskip("moto")
    boto3 = pytest.importorskip("boto3")
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "invented",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": address,
    }.items():
        monkeypatch.setenv(name, value)
    try:
        wait_for(f"{address}/moto-api/", server)
        import gzip

        store = boto3.client("s3", endpoint_url=address, aws_access_key_id="invented", aws_secret_access_key="invented", region_name="us-east-1")
        store.create_bucket(Bucket="crawl")
        store.put_object(Bucket="crawl", Key="june/a.jsonl.gz", Body=gzip.compress(records()))
        store.put_object(Bucket="crawl", Key="june/b.txt", Body=PAGE.format(town="Upper Tarn").encode())
        store.put_object(Bucket="crawl", Key="july/c.txt", Body=b"not asked for")
        done = clean("build", "s3://crawl/june/", "--out", "dataset", "--workers", "2")
        assert done.exit_code == 0, done.stderr
    finally:
        server.terminate()
        server.wait()
    rows, _ = published(tmp_path / "dataset/1.0.0")
    assert [row["source"] for row in rows] == [*(f"s3://crawl/june/a.jsonl.gz#{n}" for n in (1, 2, 3)), "s3://crawl/june/b.txt"]
