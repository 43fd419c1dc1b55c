"""The command line as a person meets it: real processes and real folders, one line for each error, and exit codes that mean something."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import VERBS, commands

REPO = Path(__file__).resolve().parent.parent

FLOOD = """\
Skip to content

Weir gives way above Little Ottering

By Ada Fennimore

The weir above Little Ottering gave way at dawn on Tuesday, and by noon the mill pond was a meadow with a boat in it.

“We heard it before we saw it,” said Piers Oldacre, who has minded the sluice for thirty years and was asleep beside it.

ADVERTISEMENT

Nobody was hurt. The river board will lower the bed above Little Ottering before it builds another weir, and the trout will have to manage until then.

Sign up for our newsletter
"""
CHEESE = """\
Cheese of Vallombra wins a prize nobody entered it for

By Tomas Reuvel

A cheese left by mistake on the judges' table won the autumn show at Vallombra on Saturday, to the surprise of the man who had brought it as his lunch.

The judges praised the cheese of Vallombra for its rind, its patience and a note of walnut. Its owner, a bus driver of forty-one, said that he would have preferred the sandwich back.

The prize, which nobody entered for again, is a bell that he has fixed to the bus, and that passengers are asked not to ring.
"""
MENU = "Home\nNews\nSport\nSign in\n"


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A folder that is no workspace, with us in it."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLEAN_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dumps(here) -> Path:
    """Three inputs of which two are articles."""
    folder = here / "dumps"
    (folder / "june").mkdir(parents=True)
    (folder / "flood.txt").write_text(FLOOD, encoding="utf-8")
    (folder / "june/cheese.txt").write_text(CHEESE, encoding="utf-8")
    (folder / "menu.txt").write_text(MENU, encoding="utf-8")
    return folder


def run(*args: str, runner: CliRunner | None = None) -> Result:
    result = (runner or CliRunner()).invoke(commands, args)
    assert "Traceback" not in result.output
    return result


def clean(*args: str, cwd: Path, env: dict[str, str] | None = None, **more) -> subprocess.CompletedProcess[bytes]:
    """The command as its own process."""
    own = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *args], cwd=cwd, env={**own, "PYTHONPATH": str(REPO), **(env or {})}, capture_output=True, check=False, **more
    )


# ── init ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_init_makes_a_workspace_that_builds(here):
    """What init writes is explained, built and valid as it stands, without a rejection."""
    made = run("init", "news")
    assert made.exit_code == 0
    assert "next:  cd news && clean build" in made.stdout
    os.chdir("news")
    assert run("explain", "raw/ferry.txt").exit_code == 0
    built = run("build")
    assert built.exit_code == 0, built.output
    assert "inputs = articles + duplicates + rejections: 2 = 2 + 0 + 0" in built.stdout
    assert Path("dataset/LATEST").read_text(encoding="utf-8").strip() == "1.0.0"
    checked = run("validate", "dataset/1.0.0")
    assert checked.exit_code == 0, checked.output
    assert "validation/articles.py" in checked.stdout


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("build", "raw", "--out", ""), "--out"),
        (("build", "raw", "--out="), "--out"),
        (("build", ""), "argument 2"),
        (("init", ""), "argument 2"),
        (("validate", ""), "argument 2"),
        (("publish", "latest", ""), "argument 3"),
    ],
)
def test_an_empty_name_is_not_the_folder_one_stands_in(here, args, what):
    """`clean build raw --out "$OUT"` published into this folder where OUT was not set."""
    (here / "raw").mkdir()
    (here / "raw" / "flood.txt").write_text(FLOOD, encoding="utf-8")
    result = run(*args)
    assert (result.exit_code, result.stderr) == (2, f"error: {what} is empty; a variable of the shell that is not set gives this\n")
    assert [path.name for path in here.iterdir()] == ["raw"]


def test_init_never_overwrites(here):
    """What stands stays, byte for byte, and is listed with the reason."""
    (here / "raw").mkdir()
    (here / "raw/own.txt").write_text(CHEESE, encoding="utf-8")
    (here / "README.md").write_text("mine", encoding="utf-8")
    (here / "pyproject.toml").write_text('[tool.clean]\nname = "mine"\n', encoding="utf-8")
    result = run("init")
    assert (here / "README.md").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in (here / "raw").iterdir()) == ["own.txt"]
    assert not (here / "clean.toml").exists()
    assert "kept   README.md (exists)" in result.stdout
    assert "kept   pyproject.toml (holds the settings, under [tool.clean])" in result.stdout
    assert "kept   raw/ferry.txt (not written: raw/ has files of its own)" in result.stdout
    again = run("init")
    assert "wrote" not in again.stdout


def test_init_into_a_file_is_refused(here):
    """A file is not turned into a folder, nor is one in the way of a template removed."""
    (here / "notes").write_text("mine", encoding="utf-8")
    assert run("init", "notes").exit_code == 3
    (here / "raw").write_text("mine", encoding="utf-8")
    assert run("init").exit_code == 3
    assert (here / "raw").read_text(encoding="utf-8") == "mine"


# ── build ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_build_works_on_any_folder(dumps):
    """Outside a workspace a folder of files is enough; sources are paths below it, and the numbers add up."""
    result = run("build", "dumps", "--out", "dataset", "--version", "1.0.0")
    assert result.exit_code == 0, result.output
    assert "published version 1.0.0" in result.stdout
    assert "inputs = articles + duplicates + rejections: 3 = 2 + 0 + 1" in result.stdout
    assert re.search(r"menu\.txt +no-article: ", result.stdout)
    assert re.search(r"version at +dataset/1\.0\.0$", result.stdout, re.MULTILINE)
    assert re.search(r"digest +[0-9a-f]{64}", " ".join(result.stdout.split()))
    import polars as pl

    assert sorted(pl.read_parquet("dataset/1.0.0/data/*.parquet")["source"]) == ["flood.txt", "june/cheese.txt"]


def test_build_works_on_one_file(dumps):
    """The source of a single file is its name."""
    assert run("build", "dumps/june/cheese.txt", "--out", "one").exit_code == 0
    import polars as pl

    assert pl.read_parquet("one/1.0.0/data/*.parquet")["source"].to_list() == ["cheese.txt"]


def test_a_dry_run_publishes_nothing(dumps):
    """All is done and counted, and no file is written."""
    result = run("build", "dumps", "--out", "dataset", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "nothing was written" in result.stdout
    assert not any((dumps.parent / "dataset").glob("*"))


def test_a_published_version_is_refused(dumps):
    """The same version twice is exit 3 with one line, and the first stays as it was."""
    run("build", "dumps", "--version", "1.0.0")
    before = {path: path.read_bytes() for path in Path("dataset").rglob("*") if path.is_file()}
    result = run("build", "dumps", "--version", "1.0.0")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1].startswith("error: ")
    assert before == {path: path.read_bytes() for path in Path("dataset").rglob("*") if path.is_file()}


def test_inputs_inside_a_workspace_count_from_it(here):
    """An input of a workspace has the same source, and so the same id, whether it was named or found."""
    run("init", "news")
    os.chdir("news")
    import polars as pl

    run("build", "raw/ferry.txt", "--out", "../named")
    run("build", "--out", "../found")
    named, found = (pl.read_parquet(f"../{out}/1.0.0/data/*.parquet") for out in ("named", "found"))
    assert named["source"].to_list() == ["raw/ferry.txt"]
    assert set(named["id"]) <= set(found["id"])
    assert not Path("DATASHEET.md").exists()  # a build into another folder leaves the workspace's own datasheet alone
    run("build")
    assert Path("DATASHEET.md").exists()


def test_settings_reach_the_build(here):
    """The workspace's name, licence and contract are those of clean.toml."""
    run("init", "news")
    os.chdir("news")
    Path("clean.toml").write_text('name = "skerrow-news"\nlicense = "CC0-1.0"\nout = "published"\n', encoding="utf-8")
    assert run("build").exit_code == 0
    manifest = json.loads(Path("published/1.0.0/manifest.json").read_bytes())
    assert "skerrow-news" in json.dumps(manifest)
    Path("validation/articles.py").write_text(
        "from cleaner.contract import built_in\nimport pandera.polars as pa\nARTICLES = built_in(columns={'n_words': [pa.Check.ge(100_000)]})\n",
        encoding="utf-8",
    )
    result = run("build")
    assert result.exit_code == 1
    assert "n_words" in result.stderr


def test_data_that_is_not_good_enough_is_exit_1(here):
    """When nothing can be published the reasons are named, on one line, and nothing is."""
    (here / "dumps").mkdir()
    (here / "dumps/menu.txt").write_text(MENU, encoding="utf-8")
    result = run("build", "dumps")
    assert result.exit_code == 1
    assert "no-article" in result.stderr
    assert not list(here.glob("dataset/1*"))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["build"], "no input, and this folder is no workspace"),
        (["build", "nowhere"], "nowhere: no such file or folder"),
        (["build", "dumps", "--out", "dumps/dataset"], "lies inside this input"),
        (["build", "dumps", "--version", "one"], "is not a version"),
        (["build", "dumps", "--contract", "none.py"], "none.py"),
        (["build", "--workers", "0"], "--workers"),
        (["build", "--colour"], "--colour"),
        (["explain", "dumps"], "dumps: is a folder; explain takes one file"),
        (["explain", "dumps/gone.txt"], "dumps/gone.txt: no such file"),
        (["explain", "dumps/flood.txt#2"], "dumps/flood.txt#2: there is no such record in it"),
        (["validate", "dumps"], "dumps: no Parquet file in this folder"),
        (["validate", "nowhere"], "nowhere: no such file or folder"),
        (["publsh"], "No such command 'publsh'; did you mean 'publish'?"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(dumps, args, said):
    """Every mistake is said once, with a next step, on stderr; stdout stays empty."""
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_mistyped_setting_stops_the_build(here):
    """A setting that nobody reads is an error before any work is done."""
    Path("clean.toml").write_text('liscence = "CC0-1.0"\n', encoding="utf-8")
    result = run("build")
    assert (result.exit_code, result.stderr) == (2, "error: clean.toml: there is no setting 'liscence'; did you mean 'license'?\n")


def test_a_workspace_named_from_outside_is_not_read_as_dumps(here):
    """Its README and settings are no articles, and its contract is not run from afar."""
    run("init", "news")
    result = run("build", "news")
    assert result.exit_code == 2
    assert "cd news && clean build" in result.stderr


@pytest.mark.parametrize("width", [40, 72, 160])
def test_the_summary_fits_its_width(dumps, monkeypatch, width):
    """From 40 to 160 columns no line is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", str(width))
    for n in range(15):
        (dumps / f"menu-{n}.txt").write_text(f"{MENU}{n}\n", encoding="utf-8")
    Path("clean.toml").write_text('raw = "dumps"\nmax_rejected_share = 1\n', encoding="utf-8")
    result = run("build", "dumps", "--dry-run")
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= width
    assert "and 6 more" in result.stdout


# ── explain ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_explain_shows_every_line(dumps):
    """Each line that is not blank is on the page with its number, and removed ones say by which rule."""
    result = run("explain", "dumps/flood.txt")
    assert result.exit_code == 0, result.output
    for no, text in enumerate(FLOOD.splitlines(), 1):
        assert not text or re.search(rf"^ *{no}[ ≈] .*{re.escape(text[:12])}", result.stdout, re.MULTILINE)
    assert "− advertisement" in result.stdout
    assert "→ title" in result.stdout


def test_explain_json_agrees_with_the_ledger(dumps):
    """Whatever is not kept or taken is in the removals, character by character."""
    result = run("explain", "dumps/flood.txt", "--format", "json")
    data = json.loads(result.stdout)
    assert [line["no"] for line in data["lines"]] == [no for no, text in enumerate(FLOOD.splitlines(), 1) if text]
    dropped = [span["text"].strip() for line in data["lines"] for span in line["spans"] if span["fate"] == "drop"]
    assert dropped == [removal["text"].strip() for removal in data["removals"]]
    assert data["article"]["title"] == "Weir gives way above Little Ottering"


def test_explain_takes_one_record_or_all(here):
    """A file of records is explained record by record; FILE#n is one of them, good or bad."""
    Path("dump.jsonl").write_text("\n".join([json.dumps({"text": FLOOD}), "{broken", json.dumps({"text": CHEESE})]) + "\n", encoding="utf-8")
    every = [json.loads(row) for row in run("explain", "dump.jsonl", "--format", "json").stdout.splitlines()]
    assert [data["source"] for data in every] == ["dump.jsonl#1", "dump.jsonl#2", "dump.jsonl#3"]
    assert every[1]["rejected"]["check"] == "bad-record"
    one = run("explain", "dump.jsonl#3", "--format", "json")
    assert json.loads(one.stdout) == every[2]
    assert "bad-record" in run("explain", "dump.jsonl#2").stdout
    assert run("explain", "dump.jsonl#4").exit_code == 2


def test_a_file_named_like_a_record_is_itself(here):
    """`notes#2` that exists is a file, not record 2 of `notes`."""
    Path("notes#2").write_text(CHEESE, encoding="utf-8")
    assert json.loads(run("explain", "notes#2", "--format", "json").stdout)["source"] == "notes#2"


def test_explain_names_the_source_as_the_build_does(here):
    """In a workspace the source, and so the id, is the published one."""
    run("init", "news")
    data = json.loads(run("explain", "news/raw/ferry.txt", "--format", "json").stdout)
    assert data["source"] == "raw/ferry.txt"


def test_hostile_text_never_reaches_the_terminal(here):
    """Neither as a page nor as JSON does an article's text steer the terminal; the JSON still means the same."""
    Path("evil\x1b[2J.txt").write_text(FLOOD.replace("Nobody was hurt.", "Nobody\u2066 was \x9b31m\u202ehurt."), encoding="utf-8")
    for form in ("text", "json"):
        result = run("explain", "evil\x1b[2J.txt", "--format", form)
        assert result.exit_code == 0, result.output
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", result.stdout)
    assert json.loads(result.stdout)["source"] == "evil\x1b[2J.txt"
    assert "\x1b" not in run("explain", "gone\x1b[2J.txt").stderr


# ── validate ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_validate_counts_each_check(dumps):
    """A published version holds; each check is a line, and the sum is the last."""
    run("build", "dumps", "--version", "1.0.0")
    for path in ("dataset/1.0.0", "dataset/1.0.0/data", "dataset/1.0.0/data/train-00000-of-00001.parquet"):
        result = run("validate", path)
        assert result.exit_code == 0, result.output
        assert re.search(r"holds +id: unique +0 of 2 rows", result.stdout)
        assert result.stdout.splitlines()[-1].startswith("good: all ")
    unknown = run("validate", "dataset")
    assert (unknown.exit_code, unknown.stderr) == (2, "error: dataset: no Parquet file in this folder; name a version: dataset/1.0.0\n")


def test_validate_finds_what_is_wrong(dumps):
    """Rows that fail are exit 1, named by id and measure and never by their words."""
    import polars as pl

    run("build", "dumps", "--version", "1.0.0")
    frame = pl.read_parquet("dataset/1.0.0/data/*.parquet")
    pl.concat([frame, frame.head(1).with_columns(n_words=pl.lit(-3, pl.Int32))]).write_parquet("bad.parquet")
    result = run("validate", "bad.parquet")
    assert result.exit_code == 1
    assert re.search(r"fails +n_words: \S+ +1 of 3 rows\n +first: [0-9a-f]{20}: -3$", result.stdout, re.MULTILINE)
    assert re.search(r"fails +id: unique +1 of 3 rows", result.stdout)
    assert "Vallombra" not in result.output
    frame.drop("title").write_parquet("short.parquet")
    missing = run("validate", "short.parquet")
    assert missing.exit_code == 1
    assert "no column 'title'" in missing.stdout


def test_damage_is_exit_4(dumps):
    """A file that is not the one its manifest describes, or no Parquet at all, is an integrity error."""
    run("build", "dumps", "--version", "1.0.0")
    file = Path("dataset/1.0.0/data/train-00000-of-00001.parquet")
    data = bytearray(file.read_bytes())
    data[200] ^= 1
    file.write_bytes(data)
    assert run("validate", "dataset/1.0.0").exit_code == 4
    Path("not.parquet").write_bytes(b"PAR1 but not really")
    assert run("validate", "not.parquet").exit_code == 4


def test_only_its_own_dataset_is_held_to_a_workspaces_contract(dumps):
    """A contract is code: a file from elsewhere is held to the built-in one, unless the user says otherwise."""
    run("build", "dumps", "--out", "elsewhere")
    run("init", "news")
    os.chdir("news")
    run("build")
    assert "validation/articles.py" in run("validate", "dataset/1.0.0").stdout
    assert "built-in contract" in run("validate", "../elsewhere/1.0.0").stdout
    assert "validation/articles.py" in run("validate", "../elsewhere/1.0.0", "--contract", "validation/articles.py").stdout


# ── the whole command ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", VERBS)
def test_every_command_has_help_with_an_example_and_a_mention(name):
    """A command without an example, or without a section in the reference, does not exist for its users."""
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Example:\n    clean {name}" in result.stdout
    assert f"## `clean {name}`" in (REPO / "docs/cli.md").read_text(encoding="utf-8")
    options = [option for parameter in commands.get_command(None, name).params for option in parameter.opts if option.startswith("--")]
    assert all(f"`{option}" in (REPO / "docs/cli.md").read_text(encoding="utf-8") for option in options)


def test_help_needs_no_heavy_module(here):
    """`--help` answers at once because nothing of the cleaning is imported for it."""
    heavy = "{'polars', 'pyarrow', 'pandera', 'lxml', 'trafilatura', 'ftfy'}"
    code = f"import sys\nfrom cleaner.cli import VERBS, commands\ntry: commands.main(['--help'])\nexcept SystemExit: pass\nsys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(REPO)}, capture_output=True, check=False).returncode == 0


def test_help_names_every_verb_and_loads_none():
    """The page lists each verb with its line, and no verb's module is imported for it; each of them exists."""
    code = "import sys\nfrom cleaner.cli import commands\ntry: commands.main(['--help'])\nexcept SystemExit: pass\nprint([name for name in sys.modules if name.startswith('cleaner.commands')])"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(REPO)}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(re.search(rf"^  {verb} +{re.escape(line[:30])}", done.stdout, re.MULTILINE) for verb, line in VERBS.items())
    modules = {path.stem.replace("_", "-") for path in (REPO / "cleaner/commands").glob("[a-z]*.py")} - {"here", "say", "reports", "reasons"}
    assert modules == set(VERBS)


def test_version_is_the_packages():
    """`clean --version` prints the version that the package has."""
    from cleaner import __version__

    assert run("--version").stdout == f"clean {__version__}\n"


def test_a_bug_is_one_line_and_exit_70(dumps, monkeypatch):
    """An exception that nobody foresaw is named with its place; the traceback is there for those who ask."""
    Path("broken.parquet").mkdir()
    code = "import cleaner.explain, cleaner.cli\ndef f(*a, **k): raise KeyError('no\\nsuch')\ncleaner.explain.render_text = f\ncleaner.cli.main()"
    for env, n_lines in (({}, 1), ({"CLEAN_TRACEBACK": "1"}, None)):
        full = {**os.environ, "PYTHONPATH": str(REPO), **env}
        done = subprocess.run([sys.executable, "-c", code, "explain", "dumps/flood.txt"], env=full, capture_output=True, text=True, check=False)
        assert done.returncode == 70
        assert re.search(r"^internal error: KeyError: .* at <?string>?:2 \(run with CLEAN_TRACEBACK=1 for the traceback\)$", done.stderr, re.MULTILINE)
        assert (n_lines is None) == ("Traceback" in done.stderr)


def test_any_locale_will_do(dumps):
    """In a locale that knows ASCII alone nothing crashes, and each line still has its fate."""
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = clean("explain", "dumps/flood.txt", cwd=dumps.parent, env=env)
    assert done.returncode == 0, done.stderr
    assert b"- advertisement" in done.stdout
    assert b"> title" in done.stdout
    assert b"\\u201cWe heard" in done.stdout
    data = json.loads(clean("explain", "dumps/flood.txt", "--format", "json", cwd=dumps.parent, env=env).stdout)
    assert "“We heard" in data["article"]["text"]


def test_a_closed_pipe_is_left_quietly(dumps):
    """`clean explain … | head -1` prints one line and no complaint."""
    record = json.dumps({"text": FLOOD})
    Path("many.jsonl").write_text("\n".join([record] * 300) + "\n", encoding="utf-8")
    command = f'"{sys.executable}" -m cleaner explain many.jsonl | head -1'
    done = subprocess.run(["sh", "-c", command], env={**os.environ, "PYTHONPATH": str(REPO)}, capture_output=True, check=False)
    assert done.stdout == b"many.jsonl#1\n"
    assert done.stderr == b""


def test_an_interrupt_is_exit_130_and_leaves_no_version(dumps):
    """Ctrl-C during a build is one line, and no part of a version is to be seen."""
    record = json.dumps({"text": FLOOD})
    Path("dumps/many.jsonl").write_text("\n".join([record] * 4000) + "\n", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(REPO)}
    build = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "build", "dumps"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert b"cleaning" in build.stderr.readline()  # it has begun; a busy machine may need seconds for the imports
    time.sleep(0.3)
    os.killpg(build.pid, signal.SIGINT)
    _, stderr = build.communicate(timeout=30)
    assert build.returncode == 130
    assert b"Traceback" not in stderr
    assert stderr.splitlines()[-1] == b"error: interrupted"
    assert not list(Path("dataset").glob("[0-9]*"))


def on_a_terminal(*args: str, env: dict[str, str]) -> str:
    """What the command prints when its stdout and stderr are a terminal."""
    leader, follower = pty.openpty()
    own = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", *args], stdin=follower, stdout=follower, stderr=follower, env={**own, "PYTHONPATH": str(REPO), "TERM": "xterm", **env}
    )
    os.close(follower)
    output = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        output += part
    process.wait()
    os.close(leader)
    return output.decode()


def test_color_is_for_terminals(dumps):
    """Colour appears on a terminal, not in a pipe, and not where NO_COLOR is set; FORCE_COLOR asks for it in a pipe."""
    assert "\x1b[" in on_a_terminal("explain", "dumps/flood.txt", env={})
    assert "\x1b[" not in on_a_terminal("explain", "dumps/flood.txt", env={"NO_COLOR": "1"})
    assert b"\x1b[" not in clean("explain", "dumps/flood.txt", cwd=dumps.parent).stdout
    assert b"\x1b[" in clean("explain", "dumps/flood.txt", cwd=dumps.parent, env={"FORCE_COLOR": "1"}).stdout


def test_progress_is_one_line_on_a_terminal_and_plain_in_a_pipe(dumps):
    """A terminal sees a line that is rewritten and then gone; a pipe sees no carriage return, and progress never mixes into stdout."""
    shown = on_a_terminal("build", "dumps", "--dry-run", env={})
    assert "\r\x1b[K" in shown
    piped = clean("build", "dumps", "--dry-run", cwd=dumps.parent)
    assert b"\r" not in piped.stderr + piped.stdout
    assert piped.stdout.startswith(b"dry run")


def test_nobody_publishes_into_a_workspace_from_outside(here):
    """Without the workspace's settings, publishers and contract the next version would replace every article of the one before."""
    run("init", "news")
    for out in ("news/dataset", str(here / "news" / "dataset")):
        result = run("build", "news/raw", "--out", out)
        assert result.exit_code == 2
        assert "is the dataset of a workspace that you do not stand in; cd news && clean build" in result.output
    assert not (here / "news/dataset").exists()
    assert run("build", "news/raw", "--out", "elsewhere").exit_code == 0
