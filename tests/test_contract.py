import os
import subprocess
import sys
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import in_doubt
from cleaner.article import Article
from cleaner.contract import ROWS_PER_BATCH, Failure, built_in, check, load_contract
from cleaner.errors import UsageError
from cleaner.release.tables import to_table

GOOD = Article(
    id="0123456789abcdef0123",
    source="raw/ferry.txt",
    text="The ferry to Little Skerrow sailed again. Sixty people stood in the rain.",
    title="Ferry sails again",
    n_words=13,
    n_chars=72,
    n_lines=9,
    n_lines_removed=4,
    content_sha256="a" * 64,
    raw_sha256="b" * 64,
    confidence={"title": 0.9},
)


def frame(*articles):
    return pl.from_arrow(to_table("articles", articles))


def numbered(count):
    return [replace(GOOD, id=f"{n:020x}") for n in range(count)]


@pytest.fixture
def contract(tmp_path):
    """A function: the text of a contract file → its path."""

    def write(text):
        path = tmp_path / "validation" / "articles.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_good_article_passes():
    """Nothing is wrong with an article of which little is known: unknown fields are no failures."""
    assert check(frame(GOOD), built_in()) == []


def test_rows_that_fail_together_with_lists_of_several_types():
    """A list of nothing but null and a full one, in rows that fail the same check, are two failures; Polars once panicked on them."""
    bad = frame(*(replace(one, n_lines_removed=10) for one in numbered(2))).with_columns(authors=pl.Series([[None], ["Ida Holm"]], dtype=pl.List(pl.String)))
    assert [(one.row, one.check) for one in check(bad, built_in())] == [(n, "n_lines_removed at most n_lines") for n in range(2)]


MISSING = st.sampled_from(["id", "title", "text", "authors", "published_at", "n_words", "language", "url", "confidence"])
WRONG = st.sampled_from([{"title": " "}, {"n_words": 0}, {"language": "x1"}, {"language_score": 2.0}, {"id": "ferry"}, {"n_lines_removed": 10}])


@settings(deadline=None, max_examples=40)
@given(st.lists(WRONG, max_size=4), st.lists(st.tuples(MISSING, st.integers(0, 4)), max_size=4), st.sets(MISSING, max_size=2))
def test_columns_that_need_no_look_are_none_that_fail(wrong, missing, required):
    """What is found without the columns that cannot fail is what pandera finds in all of them."""
    rows = frame(*numbered(1), *(replace(GOOD, **changes) for changes in wrong))
    for name, row in missing:
        rows = rows.with_columns(pl.when(pl.int_range(pl.len()) == row % rows.height).then(None).otherwise(pl.col(name)).alias(name))
    schema = built_in(required=required)
    found = check(rows, schema)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_doubt, "_is_sound", lambda *_: False)
        patch.setattr(in_doubt, "_passed_by_all", lambda _, asked: [False] * len(asked))
        assert check(rows, schema) == found


def test_nothing_of_a_good_article_is_in_doubt():
    """Not in the first batch of a process either, in which pandera's checks have never been run: all was left to pandera there, at its price."""
    code = (
        "import polars as pl; from cleaner.contract import built_in; from cleaner.in_doubt import in_doubt; from cleaner.release.tables import to_table;"
        f"from cleaner.article import Article; doubt = in_doubt(built_in(), pl.from_arrow(to_table('articles', [{GOOD!r}])));"
        "print(list(doubt.schema.columns), doubt.rows.columns, doubt.row_checks)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert done.stdout == "[] [] []\n"


def test_a_number_that_is_none_is_missing():
    """Where a value is required, what is no number is missing, as pandera has it: looking only for null let it pass."""
    schema = built_in(required=["quality_mean_word_chars"])
    rows = frame(*numbered(2)).with_columns(quality_mean_word_chars=pl.Series([4.5, float("nan")]))
    assert [(one.row, one.name) for one in check(rows, schema)] == [(1, "quality_mean_word_chars.not_nullable")]


@pytest.mark.parametrize("microseconds", [2**62, -(2**62)])
def test_a_time_of_no_year(microseconds):
    """A table may hold a time that Python has no year for: that row fails, and the others are judged."""
    odd = frame(*numbered(2)).with_columns(
        published_at=pl.Series([microseconds, None]).cast(pl.Datetime("us", "UTC")), published_precision=pl.Series(["day", None])
    )
    assert [(one.row, one.name) for one in check(odd, built_in())] == [(0, "published_at.between 1900 and 2100")]


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"id": "ferry"}, "id: str_matches('^[0-9a-f]{16,64}$'): 5 characters"),
        ({"source": " "}, r"source: str_contains('\S'): 1 characters"),
        ({"text": "\n"}, r"text: str_contains('\S'): 1 characters"),
        ({"title": "x" * 612}, "title: str_length(1, 500): 612 characters"),
        ({"title": "\u00a0"}, r"title: str_contains('\S'): 1 characters"),
        ({"n_words": 0}, "n_words: greater_than(0): 0"),
        ({"n_repairs": -1}, "n_repairs: greater_than_or_equal_to(0): -1"),
        ({"content_sha256": "A" * 64}, "content_sha256: str_matches('^[0-9a-f]{64}$'): 64 characters"),
        ({"raw_sha256": ""}, "raw_sha256: str_matches('^[0-9a-f]{64}$'): 0 characters"),
        (
            {"published_at": datetime(1813, 1, 1, tzinfo=UTC), "published_precision": "day"},
            "published_at: between 1900 and 2100: 1813-01-01T00:00:00+00:00",
        ),
        ({"modified_at": datetime(2313, 1, 1, tzinfo=UTC)}, "modified_at: between 1900 and 2100: 2313-01-01T00:00:00+00:00"),
        ({"published_at": datetime(2013, 1, 1, tzinfo=UTC)}, "published_precision where published_at"),
        (
            {"published_at": datetime(2013, 1, 1, tzinfo=UTC), "published_precision": "hour"},
            "published_precision: isin(['year', 'month', 'day', 'minute', 'second']): 4 characters",
        ),
        ({"language": "English"}, "language: str_matches('^[a-z]{2,3}$'): 7 characters"),
        ({"language_score": 1.5}, "language_score: in_range(0, 1): 1.5"),
        ({"confidence": {"title": 1.5}}, "confidence: each 0 to 1: title 1.5"),
        ({"n_lines_removed": 10}, "n_lines_removed at most n_lines"),
        ({"n_replacement_chars": 1}, "n_replacement_chars at most 1% of n_chars"),
    ],
)
def test_each_promise_is_held(changes, failure):
    """A broken promise is one failure of one row, said with a measure and without the article's words."""
    found = check(frame(GOOD, replace(GOOD, id="fedcba9876543210fedc") if "id" in changes else replace(GOOD, id="f" * 20, **changes)), built_in())
    if "id" in changes:
        found = check(frame(replace(GOOD, **changes)), built_in())
        assert [str(one) for one in found] == [failure]
        return
    assert [(one.row, str(one)) for one in found] == [(1, failure)]


def test_evidence_holds_no_article_text():
    """Whatever a check looks at, what it says of a row quotes none of the row's words."""
    schema = built_in(
        columns={name: [pa.Check.str_length(9_000)] for name in ("text", "title", "source")},
        rows=[pa.Check(lambda data: data.lazyframe.select(pl.col("title") == pl.col("text")), name="title is text")],
    )
    said = " ".join(f"{one} {one.name}" for one in check(frame(GOOD), schema))
    assert "title is text" in said
    assert not {"ferry", "Ferry", "Skerrow", "rain"} & set(said.replace("/", " ").split())


def test_rows_are_found_across_batches():
    """A row is named by its place in the whole frame, whichever batch it was judged in; a missing value is said as such."""
    rows = numbered(ROWS_PER_BATCH + 2)
    rows[3] = replace(rows[3], n_words=0)
    rows[-1] = replace(rows[-1], title=None)
    found = check(frame(*rows), built_in(required=["title"]))
    assert found == [
        Failure(3, "n_words", "greater_than(0)", "0"),
        Failure(ROWS_PER_BATCH + 1, "title", "not_nullable", "missing"),
    ]
    assert found[1].name == "title.not_nullable"


def test_ids_are_unique():
    """Two rows of one id are both named."""
    assert [(one.row, one.check) for one in check(frame(GOOD, GOOD), built_in())] == [(0, "field_uniqueness"), (1, "field_uniqueness")]


def test_no_rows_no_failures():
    """An empty frame has nothing wrong with it."""
    assert check(frame(), built_in()) == []


def test_a_lazy_frame_is_refused():
    """Pandera checks only the types of a LazyFrame and passes every value: such a pass would mean nothing."""
    with pytest.raises(TypeError, match="eager"):
        check(frame(replace(GOOD, n_words=0)).lazy(), built_in())


def test_the_environment_cannot_switch_checks_off():
    """PANDERA_VALIDATION_ENABLED=false and a shallow depth on somebody's machine let no row through."""
    program = "import tests_contract as t; print(len(t.check(t.frame(t.replace(t.GOOD, n_words=0)), t.built_in())))"
    program = f"import importlib.util as u, sys; s = u.spec_from_file_location('tests_contract', {__file__!r}); m = u.module_from_spec(s); sys.modules['tests_contract'] = m; s.loader.exec_module(m); {program}"
    environment = os.environ | {"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == "1\n", done.stderr


def test_the_built_in_contract_can_be_tightened():
    """Further checks come on top: what the built-in contract promises stays promised."""
    schema = built_in(required=["title"], columns={"n_words": [pa.Check.ge(40)]})
    assert [str(one) for one in check(frame(replace(GOOD, title=None, n_words=0)), schema)] == [
        "title: not_nullable: missing",
        "n_words: greater_than(0): 0",
        "n_words: greater_than_or_equal_to(40): 0",
    ]
    with pytest.raises(UsageError, match="no column 'tite'; did you mean 'title'"):
        built_in(required=["tite"])


def test_this_repository_has_a_contract():
    """The workspace's own contract loads, and turns down an article without a headline."""
    schema = load_contract(Path(__file__).parents[1] / "validation" / "articles.py")
    assert check(frame(replace(GOOD, n_words=50)), schema) == []
    assert [one.name for one in check(frame(replace(GOOD, n_words=50, title=None)), schema)] == ["title.not_nullable"]
    assert [one.name for one in check(frame(GOOD), schema)] == ["n_words.greater_than_or_equal_to(40)"]


def test_a_contract_may_be_a_model(contract):
    """A class Articles works like a schema, with annotations that are read late, and needs to name only its own columns."""
    path = contract(
        "from __future__ import annotations\n"
        "import pandera.polars as pa\n"
        "import polars as pl\n"
        "class Articles(pa.DataFrameModel):\n"
        "    title: str = pa.Field(nullable=False)\n"
        "    n_words: pl.Int32 = pa.Field(gt=20)\n"
    )
    assert [str(one) for one in check(frame(GOOD), load_contract(path))] == ["n_words: greater_than(20): 13"]


def test_a_contract_is_loaded_by_path_and_leaves_no_trace(contract):
    """The file can be called anything, hides no module, is hidden by none and gets no bytecode beside it."""
    path = contract("import json\nfrom cleaner.contract import built_in\nassert json.dumps([]) == '[]'\nARTICLES = built_in()\n")
    path = path.rename(path.with_name("json.py"))
    load_contract(path)
    assert Path(sys.modules["json"].__file__) != path
    assert "articles" not in sys.modules
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import os\nx = (\n", ":2: SyntaxError: '(' was never closed; mend that line"),
        ("import os\n\nraise ValueError('two\\nlines')\n", ":3: ValueError: two lines; mend it; 'python "),
        ("import nowhere_to_be_found\n", ":1: ModuleNotFoundError: No module named 'nowhere_to_be_found'; install it, or take the import out"),
        (
            "from cleaner.contract import built_in\nARTICLES = built_in(required=['tittle'])\n",
            ":2: the articles table has no column 'tittle'; did you mean 'title'?",
        ),
        ("raise SystemExit(0)\n", ":1: SystemExit: 0"),
        ("open('/nowhere/to/be/found')\n", ":1: FileNotFoundError: "),
        ("articles = 1\n", ": neither ARTICLES nor Articles is defined; define ARTICLES = "),
        ("ARTICLES = {'title': str}\n", ": ARTICLES is a builtins.dict; make it a DataFrameSchema of pandera.polars"),
        ("import pandera.pandas as pa\nARTICLES = pa.DataFrameSchema({})\n", "; make it a DataFrameSchema of pandera.polars"),
        ("COLUMNS = {'tittle': pa.Column(str)}\n", ": the articles table has no column 'tittle'; did you mean 'title'?"),
        ("COLUMNS = {'n_words': pa.Column(str)}\n", ": column 'n_words' is Int32, the contract says String; write Int32"),
        ("COLUMNS = {'title': pa.Column(str)}\nMORE = {'strict': True}\n", ": column 'id' is not in the contract, which is strict"),
        ("COLUMNS = {}\nMORE = {'drop_invalid_rows': True}\n", ": drop_invalid_rows loses rows without a reason"),
        ("COLUMNS = {'title': pa.Column(str, default='none', nullable=True)}\n", ": column 'title': a contract judges values and cannot change them"),
        ("COLUMNS = {'title': pa.Column(str, pa.Check.ne('x', n_failure_cases=1))}\n", ": column 'title': check 'not_equal_to' would let failing rows pass"),
        ("COLUMNS = {'title': pa.Column(str, pa.Check.ne('x', raise_warning=True))}\n", ": column 'title': check 'not_equal_to' would let failing rows pass"),
    ],
)
def test_a_contract_that_cannot_be_used_is_one_line(contract, text, message):
    """What is wrong with a contract is said in one line with the file and what to do, before any article is cleaned."""
    if "COLUMNS" in text:
        text = f"import pandera.polars as pa\nMORE = {{}}\n{text}ARTICLES = pa.DataFrameSchema(COLUMNS, **MORE)\n"
    path = contract(text)
    with pytest.raises(UsageError) as caught:
        load_contract(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_contract_is_one_line(tmp_path):
    """A contract that does not exist is an error, never the built-in contract instead."""
    with pytest.raises(UsageError, match=r"none\.py: does not exist; create it"):
        load_contract(tmp_path / "none.py")


@pytest.mark.parametrize(
    ("judge", "message"),
    [
        ("lambda data: data.lazyframe.select(pl.col('n_words').mean() > 50)", "check 'mine' gives 1 answer for 2 rows"),
        ("lambda data: False", "gives one answer for all rows|gives 1 answer for 2 rows"),
        ("lambda data: 1 / 0", "check 'mine' raised ZeroDivisionError; mend the check"),
        ("lambda data: data.lazyframe.select(pl.col('words') > 50)", "check 'mine' raised ColumnNotFoundError"),
    ],
)
def test_a_check_must_judge_rows(contract, judge, message):
    """Pandera blames row 0 for a verdict on the whole table. No row is turned down for what the contract does wrong."""
    path = contract(
        "import pandera.polars as pa\nimport polars as pl\nfrom cleaner.contract import built_in\n"
        f"ARTICLES = built_in(columns={{'n_words': [pa.Check({judge}, name='mine')]}})\n"
    )
    schema = load_contract(path)
    with pytest.raises(UsageError, match=message) as caught:
        check(frame(*numbered(2)), schema, where=str(path))
    assert "Ferry" not in "".join(traceback.format_exception_only(caught.value))


def test_pandera_is_imported_late():
    """A command that needs no contract does not pay half a second for it."""
    done = subprocess.run([sys.executable, "-c", "import cleaner.contract, sys; print('pandera' in sys.modules)"], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
