"""Uploads by the real client of the Hub to a server process of this machine that speaks what the client asks of the Hub."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from cleaner.release.build import BuildRequest, build
from cleaner.release.verify import verify

pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")

REPO = Path(__file__).parents[2]
TARGET = "hf://datasets/port-aldwin/island-news"
NAME = "port-aldwin/island-news"


class StandIn:
    """The server, and what a test asks of it."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        program = Path(__file__).with_name("hub_stand_in.py")
        with (self.folder.parent / "log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, str(program), str(self.port), str(self.folder)], stdout=log, stderr=log)
        for _ in range(300):
            with suppress(OSError):
                self.requests()
                break
            time.sleep(0.1)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def requests(self):
        with urllib.request.urlopen(f"{self.address}/stand-in", timeout=10) as answer:
            return json.load(answer)

    def behave(self, **faults):
        """Misbehave so, or not at all; the list of requests begins anew."""
        request = urllib.request.Request(f"{self.address}/stand-in", json.dumps(faults).encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def sent(self):
        """Large files that were sent, and commits and tags that were made, since `behave`."""
        seen = self.requests()
        return sum(one.startswith("PUT ") for one in seen), sum("/commit/" in one for one in seen), sum("/tag/" in one for one in seen)

    @property
    def repository(self):
        return json.loads((self.folder / "state.json").read_text())[NAME]

    def files(self, revision):
        """Path → bytes of what is there under a branch or tag, but for what is the Hub's own."""
        repository = self.repository
        commit = (repository["branches"] | repository["tags"])[revision]
        found = {path: (self.folder / "objects" / entry["content"]).read_bytes() for path, entry in repository["commits"][commit].items()}
        return {path: data for path, data in found.items() if path != ".gitattributes"}


@pytest.fixture
def hub(tmp_path):
    (tmp_path / "hub" / "data").mkdir(parents=True)
    server = StandIn(tmp_path / "hub" / "data")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """A folder with 1.0.0 and 1.1.0."""
    root = tmp_path_factory.mktemp("workspace")
    for n in (2, 3):
        for number in range(n):
            (root / "raw").mkdir(exist_ok=True)
            (root / "raw" / f"{number}.txt").write_text(_PAGE.format(number=number))
        build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", license="CC0-1.0", name="island-news"))
    return root / "dataset"


_PAGE = """\
Ferry number {number} is late again

By Hanne Tolliver
14 March 2031

The ferry number {number} to Port Aldwin was late for the ninth time this month, and nobody on the quay looked up when it came.

“We have learned to read the tide instead of the timetable,” said the harbour master, who has kept both in one drawer for years.
"""


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def environment(hub, tmp_path, **more):
    bare = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    # Without the client's compiled half, which speaks to storage of its own, it uploads by HTTP alone.
    ours = {"HF_ENDPOINT": hub.address, "HF_TOKEN": "hf_invented", "HF_HOME": str(tmp_path / "home"), "HF_HUB_DISABLE_XET": "1"}
    return bare | ours | {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "PYTHONPATH": str(REPO)} | more


def publish(hub, tmp_path, version, **more):
    """`clean publish` in a process of its own: its exit code and what it said."""
    command = [sys.executable, "-m", "cleaner", "publish", str(version), TARGET]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(hub, tmp_path, **more), check=False, timeout=300, cwd=tmp_path)
    return done.returncode, done.stdout + done.stderr


def test_a_version_is_uploaded_tagged_and_found_again(hub, versions, tmp_path):
    """What is there is the version, byte for byte, as a private dataset; fetched by its tag it verifies; the next version replaces it and the tag stays."""
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert (code, said.count("\n")) == (0, 1), said
    assert said.startswith(f"published island-news 1.0.0 to {TARGET}: {len(tree(versions / '1.0.0'))} files sent, ")
    assert hub.repository["private"] is True
    assert hub.files("main") == hub.files("1.0.0") == tree(versions / "1.0.0")

    code, said = publish(hub, tmp_path, versions / "1.1.0")
    assert code == 0, said
    assert hub.files("1.0.0") == tree(versions / "1.0.0")
    assert hub.files("main") == hub.files("1.1.0") == tree(versions / "1.1.0")

    fetch = f"import huggingface_hub as h; h.snapshot_download('{NAME}', repo_type='dataset', revision='1.0.0', local_dir='fetched/1.0.0')"
    subprocess.run([sys.executable, "-c", fetch], env=environment(hub, tmp_path), cwd=tmp_path, check=True, capture_output=True, timeout=300)
    fetched = tmp_path / "fetched" / "1.0.0"
    for path in (".gitattributes", ".cache"):
        subprocess.run(["rm", "-r", str(fetched / path)], check=True)
    assert verify(fetched).is_good


def test_a_version_that_is_there_is_never_written_over(hub, versions, tmp_path):
    """The same number again is refused before anything is sent, and so is a repository of something else, or an older version behind a newer one."""
    assert publish(hub, tmp_path, versions / "1.1.0")[0] == 0
    before = hub.repository
    hub.behave()
    code, said = publish(hub, tmp_path, versions / "1.1.0")
    assert (code != 0, said) == (True, f"error: {TARGET}@1.1.0: is published there, and a version is never rewritten; build a higher version\n")
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert code != 0
    assert "1.1.0 is published there, and what people load would go back to 1.0.0" in said
    assert hub.sent() == (0, 0, 0)
    assert hub.repository == before


def test_a_repository_of_something_else_is_left_alone(hub, versions, tmp_path):
    """Files that this tool did not publish are not removed."""
    code = (
        "import huggingface_hub as h; api = h.HfApi(); "
        f"api.create_repo('{NAME}', repo_type='dataset'); "
        f"api.upload_file(path_or_fileobj=b'mine', path_in_repo='notes.txt', repo_id='{NAME}', repo_type='dataset')"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(hub, tmp_path), check=True, capture_output=True, timeout=300)
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert code != 0
    assert "the repository holds files that this tool did not publish; choose another repository" in said
    assert hub.files("main") == {"notes.txt": b"mine"}


def test_a_killed_upload_goes_on(hub, versions, tmp_path):
    """Until the commit there is nothing; what was sent whole before the process was killed is not sent again."""
    n_large = len({data for path, data in tree(versions / "1.0.0").items() if path.endswith(".parquet")})
    hub.behave(hold=[2])
    command = [sys.executable, "-m", "cleaner", "publish", str(versions / "1.0.0"), TARGET]
    with subprocess.Popen(command, env=environment(hub, tmp_path), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while hub.sent()[0] < n_large:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
    assert hub.files("main") == {}
    assert hub.sent()[1:] == (0, 0)
    hub.behave()
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert code == 0, said
    assert hub.sent()[0] < n_large
    assert hub.files("1.0.0") == tree(versions / "1.0.0")


def test_a_hub_that_goes_away_is_one_line_and_no_loss(hub, versions, tmp_path):
    """A server killed in the middle ends the command with one line; started again, it is given what it does not have."""
    n_large = len({data for path, data in tree(versions / "1.0.0").items() if path.endswith(".parquet")})
    hub.behave(hold=[1])
    command = [sys.executable, "-m", "cleaner", "publish", str(versions / "1.0.0"), TARGET]
    with subprocess.Popen(command, env=environment(hub, tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        while hub.sent()[0] < n_large:
            assert process.poll() is None
            time.sleep(0.05)
        hub.stop()
        said, _ = process.communicate(timeout=300)
        assert process.returncode != 0
    assert said.splitlines()[-1].endswith("; check the name, the token's rights and the network")
    assert "Traceback" not in said
    hub.start()
    hub.behave()
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert code == 0, said
    assert 0 < hub.sent()[0] < n_large
    assert hub.files("1.0.0") == tree(versions / "1.0.0")


def test_what_did_not_arrive_well_is_not_tagged(hub, versions, tmp_path):
    """A file that the Hub keeps with another byte is noticed after the commit: there is no tag until the same command has mended it."""
    hub.behave(spoil="stats.json")
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert (code != 0, said) == (True, f"error: {TARGET}/stats.json: what is there is not what was sent; run the same command again\n")
    assert hub.repository["tags"] == {}
    hub.behave()
    code, said = publish(hub, tmp_path, versions / "1.0.0")
    assert code == 0, said
    assert ": 1 file sent, " in said
    assert hub.files("1.0.0") == tree(versions / "1.0.0")


def test_a_wrong_token_is_one_line(hub, versions, tmp_path):
    """What the Hub says against a token is shown without a traceback, and without the token."""
    code, said = publish(hub, tmp_path, versions / "1.0.0", HF_TOKEN="hf_other")
    assert code != 0
    assert len(said.splitlines()) == 1
    assert "hf_other" not in said
    assert said.endswith("; check the name, the token's rights and the network\n")
