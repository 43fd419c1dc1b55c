"""`clean validate` on anybody's files: one result a check, counts and sample ids, and never an article's words."""

import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from cleaner.cli import commands

FORMATS = ("text", "json", "junit", "sarif", "github")


def run(*args):
    result = CliRunner().invoke(commands, args)
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with somebody's workspace `news`, and files made from its articles: good and bad, Parquet and JSONL."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLEAN_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    run("init", "news")
    os.chdir("news")
    assert run("build").exit_code == 0
    os.chdir("..")
    frame = pl.read_parquet("news/dataset/1.0.0/data/*.parquet")
    frame.write_parquet("good.parquet")
    frame.write_ndjson("good.jsonl")
    bad = pl.concat([frame, frame.head(1).with_columns(n_words=pl.lit(-3, pl.Int32))])
    bad.write_parquet("bad.parquet")
    rows = [json.loads(line) for line in Path("good.jsonl").read_text(encoding="utf-8").splitlines()]
    rows[0]["n_words"] = "Skerrow"
    rows[1] |= {"language": "Skerrow", "Skerrow": "Meridian"}
    Path("bad.jsonl").write_text("\n".join([*map(json.dumps, rows), "{Meridian", json.dumps(rows[1])]) + "\n", encoding="utf-8")
    return tmp_path


def test_anybodys_files_are_checked(here):
    """Parquet without our footers and JSONL are held to the same contract; broken lines and types are named by line."""
    for good in ("good.parquet", "good.jsonl"):
        result = run("validate", good)
        assert result.exit_code == 0, result.output
    result = run("validate", "bad.jsonl", "--format", "json")
    assert result.exit_code == 1
    (said,) = json.loads(result.stdout)["results"]
    failed = {(check["column"], check["check"]): (check["failed"], check["samples"]) for check in said["checks"] if not check["holds"]}
    assert failed.pop(("n_words", "is Int32")) == (1, ["line 1: a text"])
    assert failed.pop((None, "a JSON object")) == (1, ["line 3: not JSON at character 2"])
    assert failed.pop((None, "columns and types")) == (2, ["line 2: 1 keys are not columns of the contract", "line 4: 1 keys are not columns of the contract"])
    assert failed.pop(("language", "str_matches('^[a-z]{2,3}$')"))[0] == 2
    n, samples = failed.pop(("id", "field_uniqueness"))
    assert (n, len(samples)) == (1, 1)
    assert failed == {}
    assert said["rows"] == 4


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_quotes_an_article(here, form):
    """Whatever the format, a failing row is an id or a line and a measure."""
    result = run("validate", "bad.jsonl", "bad.parquet", "--format", form)
    assert result.exit_code == 1
    assert not {word for word in ("Skerrow", "Meridian", "ferry", "jackdaws") if word in result.output.replace("news/raw/ferry", "")}


def test_junit_has_a_case_for_each_check(here):
    """A dashboard sees every check, failing ones with their count and samples."""
    root = ET.fromstring(run("validate", "bad.parquet", "good.jsonl", "--format", "junit").stdout)
    bad, good = root.findall("testsuite")
    assert (bad.get("name"), bad.get("failures"), good.get("failures")) == ("bad.parquet", "2", "0")
    assert int(bad.get("tests")) == len(bad.findall("testcase")) > 20
    failures = {case.get("name"): case.find("failure") for case in bad if case.find("failure") is not None}
    assert failures["id: unique"].get("message") == "1 of 3 rows fail"
    assert failures["n_words: greater_than(0)"].text.endswith(": -3")


def test_sarif_has_a_result_for_each_failing_check(here):
    """The log has the shape that code scanning reads: rules, results that point at them, and the file."""
    log = json.loads(run("validate", "bad.parquet", "--format", "sarif").stdout)
    (one,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert {result["ruleId"] for result in one["results"]} == {"id: unique", "n_words: greater_than(0)"}
    for result in one["results"]:
        assert one["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bad.parquet"
    assert json.loads(run("validate", "good.parquet", "--format", "sarif").stdout)["runs"][0]["results"] == []


def test_github_has_a_command_for_each_failing_check(here):
    """Each line is one workflow command whose properties cannot be broken out of."""
    Path("a,b:c%.parquet").write_bytes(Path("bad.parquet").read_bytes())
    lines = run("validate", "a,b:c%.parquet", "good.parquet", "--format", "github").stdout.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::error", "::notice"]
    assert all(line.startswith(f"::error file=a%2Cb%3Ac%25.parquet,title=") for line in lines[:2])  # noqa: F541
    assert "1 of 3 rows fail 'id: unique'" in lines[0] + lines[1]


def test_a_report_goes_into_a_file(here):
    """With --output stdout stays empty and the exit code is the same."""
    result = run("validate", "bad.parquet", "--format", "junit", "--output", "report.xml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert ET.parse("report.xml").getroot().tag == "testsuites"
    assert run("validate", "good.parquet", "--output", "report.txt").exit_code == 0
    assert "good: all " in Path("report.txt").read_text(encoding="utf-8")
    assert run("validate", "good.parquet", "--output", "gone/report.txt").exit_code == 2


def test_another_workspaces_code_is_not_run(here):
    """A contract beside somebody's data runs when one stands in its workspace or says so, and never by itself."""
    Path("news/validation/articles.py").write_text("raise SystemExit('ran')\n", encoding="utf-8")
    result = run("validate", "news/dataset/1.0.0")
    assert result.exit_code == 0, result.output
    assert "built-in contract" in result.stdout
    assert "note: news/validation/articles.py is another workspace's code and was not run; --allow-code runs it" in result.stderr
    allowed = run("validate", "news/dataset/1.0.0", "--allow-code")
    assert (allowed.exit_code, "SystemExit: ran" in allowed.stderr) == (2, True)
    os.chdir("news")
    assert "SystemExit: ran" in run("validate", "dataset/1.0.0").stderr
    assert run("validate", "../good.parquet").exit_code == 0


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        ("import os\nx = (\n", "own.py:2: SyntaxError: '(' was never closed"),
        ("articles = 1\n", "neither ARTICLES nor Articles is defined; define ARTICLES"),
        ("import pandera.polars as pa\nARTICLES = pa.DataFrameSchema({'tittle': pa.Column(str)})\n", "no column 'tittle'; did you mean 'title'?"),
        (
            "import pandera.polars as pa\nfrom cleaner.contract import built_in\nJUDGE = pa.Check(lambda data: 1 / 0, name='mine')\nARTICLES = built_in(columns={'n_words': [JUDGE]})\n",
            "check 'mine' raised ZeroDivisionError; mend the check",
        ),
    ],
)
def test_a_contract_that_cannot_be_used_is_one_line(here, contract, said):
    """A syntax error, a missing class, an unknown column and a check that raises: the file, what is wrong, the next step."""
    Path("own.py").write_text(contract, encoding="utf-8")
    result = run("validate", "good.parquet", "--contract", "own.py")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_drift_in_the_middle_is_found(here):
    """The second of two files has other columns: the check names that file and column, and no row is judged by half a contract."""
    Path("parts").mkdir()
    frame = pl.read_parquet("good.parquet")
    frame.write_parquet("parts/a.parquet")
    frame.with_columns(pl.col("n_words").cast(pl.Int64)).write_parquet("parts/b.parquet")
    result = run("validate", "parts")
    assert result.exit_code == 1
    assert "b.parquet: column 'n_words' is Int64, the contract says Int32" in " ".join(result.stdout.split())


def test_a_file_of_other_columns_says_so_at_once(here):
    """All columns that are missing are named in one finding, which is of no row, beside a file of another format too."""
    Path("theirs").mkdir()
    pl.read_parquet("good.parquet").select("url", "title", "text", body=pl.col("text")).write_parquet("theirs/a.parquet")
    Path("theirs/b.jsonl").write_bytes(Path("good.jsonl").read_bytes())
    result = run("validate", "theirs")
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert re.search(r"a\.parquet: no column 'id', 'source', 'canonical_url', 'publisher', 'subtitle' and \d+ more not good", said)
    assert "not good enough: its columns are not those of the contract, and no row was looked at; --contract names another" in said
    assert "rows fail" not in run("validate", "theirs", "--format", "junit").stdout
    assert "::fails 'columns and types' of the built-in contract: a.parquet: no column" in run("validate", "theirs", "--format", "github").stdout


def test_a_row_alone_is_told_in_words(here):
    """One row is one row, a check that holds has the name that it has when it fails, and a file of another format is said to be one."""
    Path("one.jsonl").write_text('{"text": "The ferry sails."}\n', encoding="utf-8")
    said = run("validate", "one.jsonl").stdout
    assert "1 row in 1 file, held to: built-in contract" in said
    assert re.search(r"✓ holds  text: not missing +0 of 1 row$", said, re.MULTILINE)
    assert re.search(r"✗ fails  id: not missing +1 of 1 row$", said, re.MULTILINE)
    assert "nullable" not in said
    Path("one.csv").write_text("id,text\n1,The ferry sails.\n", encoding="utf-8")
    assert "Parquet or JSONL; 'clean build' reads other formats" in run("validate", "one.csv").stderr


def test_an_empty_file_is_not_good(here):
    """No rows is no dataset, in every format."""
    pl.read_parquet("good.parquet").clear().write_parquet("empty.parquet")
    Path("empty.jsonl").write_text("\n\n", encoding="utf-8")
    for path in ("empty.parquet", "empty.jsonl"):
        assert run("validate", path).exit_code == 1
        assert "there are rows" in run("validate", path, "--format", "github").stdout


def test_a_version_that_is_older_than_a_column_is_still_good(here):
    """A column that came with a later release, and may be null, is null in versions from before; anybody else's file must have it."""
    import pyarrow.parquet as pq

    table = pq.read_table("news/dataset/1.0.0/data")
    (file,) = Path("news/dataset/1.0.0/data").glob("*.parquet")
    ours = pq.read_table(file).drop_columns(["section", "license"])
    pq.write_table(ours, "older.parquet")
    assert b"schema_version" in (ours.schema.metadata or {})
    result = run("validate", "older.parquet")
    assert result.exit_code == 0, result.output
    pq.write_table(ours.drop_columns(["n_words"]), "without.parquet")
    assert "no column 'n_words'" in run("validate", "without.parquet").output
    pq.write_table(table.drop_columns(["section"]).replace_schema_metadata(None), "theirs.parquet")
    assert "no column 'section'" in run("validate", "theirs.parquet").output


def test_a_version_is_named_as_in_the_other_commands(here, monkeypatch):
    """`latest` and a number name a version of the workspace that one stands in; a file of that name goes first."""
    monkeypatch.chdir(here / "news")
    for name in ("latest", "1.0.0"):
        result = run("validate", name)
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("dataset/1.0.0\n")
    assert "no such file or folder" in run("validate", "9.9.9").output
