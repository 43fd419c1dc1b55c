"""A Ray cluster gives the same bytes as one machine, also when one of its nodes is killed in the midst of the work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]

PAGE = """\
Skip to content

The {n}th bridge of Port Ansel is open

By Odile Brannock

The bridge opened on Saturday after nine years, and the first to cross it was a flock of {n} sheep on their way to market.

“We had meant to cut a ribbon,” said the mayor, “but the sheep were early.” The toll house beside it will become bakery number {n} in spring.

ADVERTISEMENT

Engineers say that it will carry a lorry of {n} tonnes, though none has come so far, and that it hums when the wind is in the east.
"""
BUILD = """
import json, sys
from pathlib import Path
from ray.cluster_utils import Cluster
from cleaner.release.build import BuildRequest, build

root, out = map(Path, sys.argv[1:])
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
doomed = [cluster.add_node(num_cpus=1) for _ in range(2)][0]
cluster.wait_for_nodes()
seen = []

def kill_one(progress):
    seen.append((progress.stage, progress.done, progress.total))
    if doomed in cluster.worker_nodes and 0 < progress.done < progress.total:
        cluster.remove_node(doomed, allow_graceful=False)

def main():
    build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "local", workers=2))
    result = build(BuildRequest(inputs=(root / "raw",), root=root, out=out, ray_address=cluster.address), progress=kill_one)
    print(json.dumps({"articles": result.n_articles, "nodes": len(cluster.list_all_nodes()), "seen": seen}))

if __name__ == "__main__":
    try:
        main()
    finally:
        cluster.shutdown()
"""


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Nodes on one machine are many processes; Ray asks for threads by the number of its processors.
    env = {**os.environ, "PYTHONPATH": str(REPO), "RAY_USAGE_STATS_ENABLED": "0", "OMP_NUM_THREADS": "1", "RAY_agent_register_timeout_ms": "120000"}
    return subprocess.run([sys.executable, *args], cwd=cwd, env=env, capture_output=True, text=True, check=False)


def workspace(folder: Path, count: int) -> Path:
    """A folder with that many pages in `raw/`."""
    (folder / "raw").mkdir(parents=True)
    for n in range(count):
        (folder / f"raw/page-{n:04}.txt").write_text(PAGE.format(n=n), encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.ray
def test_a_cluster_that_loses_a_node_gives_the_same_bytes(tmp_path: Path) -> None:
    """Three node processes; one is killed after the first shard. What it had under way is done again by the others."""
    pytest.importorskip("ray", reason="ray is not installed")
    root = workspace(tmp_path / "work", 300)
    (root / "raw/broken.jsonl").write_bytes(b'{"text": "cut\n')
    for _ in range(3):
        done = run("-c", BUILD, str(root), str(root / "cluster"), cwd=tmp_path)
        # A node gives its own helpers some fifteen seconds to start. On a machine that is busy it gives up, before any build.
        if "timed out during startup" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr[-3000:]
    assert '"nodes": 2' in done.stdout, "no node was killed in the midst of it"
    assert tree(root / "cluster/1.0.0") == tree(root / "local/1.0.0")


@pytest.mark.ray
def test_no_cluster_is_one_line(tmp_path: Path) -> None:
    """Nothing answers at the address: exit 2 and the next step."""
    pytest.importorskip("ray", reason="ray is not installed")
    root = workspace(tmp_path / "work", 2)
    done = run("-m", "cleaner", "build", "raw", "--out", "dataset", "--engine", "ray", "--address", "auto", cwd=root)
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: --address auto: no Ray cluster answers")
    assert done.stderr.endswith("start one: ray start --head\n")


def test_an_address_is_for_a_cluster(tmp_path: Path) -> None:
    """`--address` without the engine would be ignored, and nobody would know."""
    done = run("-m", "cleaner", "build", "raw", "--address", "10.0.0.1", cwd=workspace(tmp_path / "work", 1))
    assert done.returncode == 2
    assert "--address is for a Ray cluster; add --engine ray" in done.stderr


def test_without_the_extra_it_says_so(tmp_path: Path) -> None:
    """The library is no part of the plain installation."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ray.py").write_text("raise ImportError\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(hidden)!r}); from cleaner.cli import main; sys.argv = ['clean', 'build', 'raw', '--engine', 'ray']; main()"
    done = run("-c", code, cwd=workspace(tmp_path / "work", 1))
    assert done.returncode == 2
    assert "--engine ray: the engine ray is not installed; pip install 'article-cleaner[ray]'" in done.stderr
