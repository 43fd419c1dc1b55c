"""What other repositories' CI takes from this one: the action, the hooks, and the worked example, run for real."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
EXAMPLE = ROOT / "docs/examples/downstream"
STRICT = "from cleaner.contract import built_in\nimport pandera.polars as pa\n\nARTICLES = built_in(columns={'n_words': [pa.Check.ge(100_000)]})\n"


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), **more}


def run_step(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """A step of the action as the runner would run it, with its inputs and their defaults in its environment."""
    step = next(step for step in ACTION["runs"]["steps"] if step["name"] == name)
    values = {key: str(spec.get("default", "")) for key, spec in ACTION["inputs"].items()} | inputs
    given = {key: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: values[match[1]], text) for key, text in step["env"].items()}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]], cwd=folder, env=environment(**given), capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with the sample version in it."""
    shutil.copytree(ROOT / "dataset", tmp_path / "dataset")
    return tmp_path


def test_the_action_passes_good_articles_and_writes_its_reports(folder):
    """A version that keeps the contract passes, and both report files are there."""
    done = run_step("Validate", folder, path="dataset/1.0.0", junit="report.xml", sarif="report.sarif")
    assert done.returncode == 0, done.stderr
    assert ET.parse(folder / "report.xml").getroot().tag == "testsuites"
    assert json.loads((folder / "report.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_the_action_fails_bad_articles_with_annotations_and_all_reports(folder):
    """A contract that is not kept fails the step with an annotation; the reports are written all the same."""
    (folder / "strict.py").write_text(STRICT, encoding="utf-8")
    done = run_step("Validate", folder, path="dataset/1.0.0", contract="strict.py", junit="report.xml", sarif="report.sarif")
    assert done.returncode == 1
    assert "::error" in done.stdout
    assert int(ET.parse(folder / "report.xml").getroot()[0].get("failures", "0")) == 1
    assert json.loads((folder / "report.sarif").read_text("utf-8"))["runs"][0]["results"]


def test_the_action_does_not_run_what_an_input_says(folder):
    """An input is data: a path with a command in it is a path."""
    done = run_step("Validate", folder, path="dataset/1.0.0; touch$IFS owned $(touch owned)")
    assert done.returncode != 0
    assert not (folder / "owned").exists()
    assert all("${{" not in step["run"] for step in ACTION["runs"]["steps"])


def test_the_action_verifies_the_pin(folder):
    """The pinned digest passes, another fails."""
    digest = json.loads((folder / "dataset/1.0.0/manifest.json").read_text("utf-8"))["logical_digest"]
    assert run_step("Verify", folder, path="dataset/1.0.0", digest=digest).returncode == 0
    done = run_step("Verify", folder, path="dataset/1.0.0", digest="0" * 64)
    assert done.returncode == 4
    assert "pin: " in done.stdout


def test_the_hooks_run_on_what_they_name(folder):
    """Each hook's entry passes on the sample, and its pattern takes the files it is for."""
    hooks = {hook["id"]: hook for hook in HOOKS}
    files = [path.relative_to(folder).as_posix() for path in sorted((folder / "dataset").rglob("*")) if path.is_file()]
    chosen = [name for name in files if re.search(hooks["validate-articles"]["files"], name)]
    versions = sorted(path.name for path in (folder / "dataset").iterdir() if path.is_dir())
    assert chosen == [f"dataset/{version}/data/train-00000-of-00001.parquet" for version in versions]
    for hook, names in (("validate-articles", chosen), ("verify-versions", [])):
        done = subprocess.run([*hooks[hook]["entry"].split(), *names], cwd=folder, env=environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout


def test_the_example_of_a_downstream_repository_works(folder):
    """Its data is pinned, its contract is kept, its study runs; with other data it fails."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    done = subprocess.run(["./check.sh"], cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    study = subprocess.run([sys.executable, "study.py"], cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert "language" in study.stdout, study.stderr
    (folder / "data.env").write_text(f"DATA=dataset/1.0.0\nDIGEST={'1' * 64}\n", encoding="utf-8")
    assert subprocess.run(["./check.sh"], cwd=folder, env=environment(), capture_output=True, check=False).returncode == 4
    workflow = yaml.safe_load((EXAMPLE / ".github/workflows/data.yml").read_text("utf-8"))
    uses = next(step for step in workflow["jobs"]["contract"]["steps"] if "article-cleaner" in step.get("uses", ""))
    assert set(uses["with"]) <= set(ACTION["inputs"])
