import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.release.cards.answers import NO_ANSWERS, About, Answers
from cleaner.release.cards.lint import lint


def edit(name, old, new, count=1):
    """A defect: text in a file is replaced. The text must be there."""

    def plant(folder):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    return plant


def change(name, *path, value=None, delete=False):
    """A defect: a value in a JSON file is changed or removed."""

    def plant(folder):
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        inner = content
        for step in path[:-1]:
            inner = inner[step]
        if delete:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")

    return plant


def remove(name):
    return lambda folder: (folder / name).unlink()


def flip(folder):
    """One byte of a data page."""
    path = next((folder / "data").iterdir())
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)


def fewer_rows(folder):
    path = next((folder / "data").iterdir())
    table = pq.read_table(path)
    pq.write_table(table.slice(1), path)


def other_column(folder):
    path = next((folder / "removals").iterdir())
    table = pq.read_table(path)
    pq.write_table(table.rename_columns([name.replace("because", "why") for name in table.column_names]), path)


def other_values(folder):
    """The same number of rows, other publishers: only counting again shows it."""
    path = next((folder / "data").iterdir())
    table = pq.read_table(path)
    at = table.column_names.index("publisher")
    changed = table.set_column(at, table.schema.field("publisher"), pa.array(["Mossgate Times"] * table.num_rows))
    pq.write_table(changed, path)


def extra_file(folder):
    path = next((folder / "data").iterdir())
    path.with_name("train-00001-of-00001.parquet").write_bytes(path.read_bytes())


CROISSANT, CARD, STATS, SCHEMA = "croissant.json", "README.md", "stats.json", "schema.json"
DEFECTS = {
    "wrong digest": (
        change(CROISSANT, "distribution", 0, "sha256", value="0" * 64),
        r"croissant\.json: distribution\[0\]\.sha256: is 000000000000…, but that of data/",
    ),
    "digest that is none": (change(CROISSANT, "distribution", 0, "sha256", value="abc"), "'abc' is not a SHA-256"),
    "missing digest": (change(CROISSANT, "distribution", 0, "sha256", delete=True), r"sha256: None is not a SHA-256"),
    "wrong size": (change(CROISSANT, "distribution", 0, "contentSize", value="12 B"), "'12 B' is not the '"),
    "missing file": (remove("removals/train-00000-of-00001.parquet"), "removals: no file of the table removals is there"),
    "file that is not there": (
        change(CROISSANT, "distribution", 0, "contentUrl", value="data/other.parquet"),
        r"distribution\[0\]\.contentUrl: 'data/other.parquet' is no Parquet file of this version",
    ),
    "address outside the folder": (change(CROISSANT, "distribution", 0, "contentUrl", value="/etc/passwd"), "'/etc/passwd' is no Parquet file"),
    "file that is not described": (change(CROISSANT, "distribution", 0, delete=True), "distribution: data/train-00000-of-00001.parquet is not described"),
    "extra file": (extra_file, "distribution: data/train-00001-of-00001.parquet is not described"),
    "wrong format": (change(CROISSANT, "distribution", 0, "encodingFormat", value="text/csv"), "encodingFormat: 'text/csv' is not"),
    "pattern that matches nothing": (change(CROISSANT, "distribution", 5, "includes", value="dta/*"), r"includes: 'dta/\*' matches no file"),
    "dataset without a name": (change(CROISSANT, "name", delete=True), "name: is missing or empty"),
    "file without a name": (change(CROISSANT, "distribution", 1, "name", delete=True), r"distribution\[1\]\.name: is missing or empty"),
    "table without a name": (change(CROISSANT, "recordSet", 0, "name", delete=True), r"recordSet\[0\]\.name: is missing or empty"),
    "column without a name": (change(CROISSANT, "recordSet", 0, "field", 3, "name", delete=True), r"recordSet\[0\]\.field\[3\]\.name: is missing or empty"),
    "part without a name": (
        change(CROISSANT, "recordSet", 0, "field", 37, "subField", 0, "name", delete=True),
        r"field\[37\]\.subField\[0\]\.name: is missing or empty",
    ),
    "mistyped RAI key": (edit(CROISSANT, '"rai:dataBiases"', '"rai:dataBias"'), "rai:dataBias: is not a key of Croissant RAI; did you mean 'rai:dataBiases'?"),
    "spelling of a loader": (
        edit(CROISSANT, '"rai:dataManipulationProtocol"', '"rai:dataDataManipulationProtocol"'),
        "did you mean 'rai:dataManipulationProtocol'",
    ),
    "too few RAI keys": (
        lambda folder: [
            change(CROISSANT, f"rai:{key}", delete=True)(folder)
            for key in ("dataBiases", "dataUseCases", "dataLimitations", "dataCollection", "dataSocialImpact", "annotationsPerItem")
        ],
        "has 13 properties of the RAI extension, and should have 14 or more",
    ),
    "empty RAI key": (change(CROISSANT, "rai:dataBiases", value=""), "rai:dataBiases: is empty"),
    "mistyped key": (edit(CROISSANT, '"datePublished"', '"datePublishd"'), "datePublishd: is not a key of a Dataset; did you mean 'datePublished'?"),
    "mistyped key of a field": (
        edit(CROISSANT, '"dataType"', '"datatype"', 2),
        r"recordSet\[0\].field\[\d\].datatype: is not a key of a Field; did you mean 'dataType'",
    ),
    "RAI key at a file": (change(CROISSANT, "distribution", 0, "rai:dataBiases", value="x"), r"distribution\[0\]\.rai:dataBiases: is not a key"),
    "another context": (
        edit(CROISSANT, '"@vocab": "https://schema.org/"', '"@vocab": "http://schema.org/"'),
        "@context.@vocab: 'http://schema.org/' is not 'https://schema.org/'",
    ),
    "another Croissant": (
        change(CROISSANT, "conformsTo", value="http://mlcommons.org/croissant/1.0"),
        "conformsTo: does not name http://mlcommons.org/croissant/1.1",
    ),
    "column that is not described": (
        change(CROISSANT, "recordSet", 0, "field", 5, delete=True),
        r"recordSet\[0\]\.field: the column 'title' of articles is not described",
    ),
    "column that is none": (change(CROISSANT, "recordSet", 0, "field", 5, "name", value="headline"), "'headline' is no column of articles"),
    "wrong type": (change(CROISSANT, "recordSet", 0, "field", 5, "dataType", value="cr:Int32"), "dataType: 'cr:Int32' is not the string of articles.title"),
    "list that is none": (change(CROISSANT, "recordSet", 0, "field", 7, "isArray", delete=True), "isArray: articles.authors is a list"),
    "wrong source": (
        change(CROISSANT, "recordSet", 0, "field", 5, "source", "extract", "column", value="subtitle"),
        "reads the column 'subtitle', not 'title'",
    ),
    "files of another table": (
        change(CROISSANT, "recordSet", 0, "field", 5, "source", "fileSet", "@id", value="removals-files"),
        "does not name all files of articles",
    ),
    "reference to nothing": (
        change(CROISSANT, "recordSet", 1, "field", 0, "references", "field", "@id", value="articles/ids"),
        "names 'articles/ids', which is not there",
    ),
    "id that is there twice": (change(CROISSANT, "recordSet", 0, "field", 5, "@id", value="articles/id"), "the @id 'articles/id' is there 2 times"),
    "table that is not described": (change(CROISSANT, "recordSet", 1, delete=True), "recordSet: the table removals is not described"),
    "wrong count of a table": (
        edit(CROISSANT, "metadata and text. 7 rows.", "metadata and text. 8 rows."),
        r"recordSet\[0\]\.description: does not end in '7 rows\.'",
    ),
    "another version": (change(CROISSANT, "version", value="9.9.9"), "version: '9.9.9' is not the '1.2.0' of the Parquet files"),
    "no JSON": (edit(CROISSANT, "{", "[{"), "croissant.json: cannot be read as JSON"),
    "key that is there twice": (edit(CROISSANT, '"name": "invented-news"', '"name": "x",\n "name": "invented-news"'), "the key 'name' is there twice"),
    "no Croissant": (remove(CROISSANT), "croissant.json: cannot be read"),
    "wrong num_examples": (
        edit(CARD, "num_examples: 7", "num_examples: 70"),
        r"README\.md: dataset_info\[0\]\.splits: num_examples is 70, and articles has 7 rows",
    ),
    "wrong download size": (
        lambda f: edit(CARD, re.search(r"download_size: \d+", (f / CARD).read_text("utf-8"))[0], "download_size: 1")(f),
        "download_size: is 1, and",
    ),
    "missing feature": (edit(CARD, "  - name: title\n    dtype: string\n", ""), r"dataset_info\[0\]\.features: the column 'title' of articles is missing"),
    "wrong feature": (edit(CARD, "  - name: n_words\n    dtype: int32\n", "  - name: n_words\n    dtype: int64\n"), "'n_words' is not the int32 of articles"),
    "feature that is none": (
        edit(CARD, "  - name: title\n", "  - name: headline\n    dtype: string\n  - name: title\n"),
        "'headline' is no column of articles",
    ),
    "config without files": (
        edit(CARD, "path: data/train-*", "path: date/train-*"),
        r"configs\[0\]\.data_files: \['date/train-\*'\] does not match the files of articles",
    ),
    "config of all files": (edit(CARD, "path: data/train-*", 'path: "*/train-*"'), "matches files of other tables too"),
    "missing config": (edit(CARD, "config_name: removals", "config_name: removal"), "configs: the table removals is there 0 times, not once"),
    "no default": (edit(CARD, "  default: true\n", ""), "configs: articles must be the one default"),
    "wrong count in the text": (edit(CARD, "| `articles` | `data/` | 7 |", "| `articles` | `data/` | 6 |"), "the row of articles states"),
    "wrong balance": (edit(CARD, "8 inputs = 7", "9 inputs = 7"), "does not state the balance"),
    "missing column in the text": (
        lambda f: edit(CARD, re.search(r"\| `because` .*\n", (f / CARD).read_text("utf-8"))[0], "")(f),
        "lists other columns than the Parquet files: because",
    ),
    "card of another version": (edit(CARD, "Version 1.2.0. ", "Version 1.1.0. "), "does not say that this is version 1.2.0"),
    "card without front matter": (edit(CARD, "---\n", ""), "front matter: cannot be read"),
    "broken front matter": (edit(CARD, "pretty_name: ", "pretty_name: *x "), "front matter: cannot be read"),
    "no licence": (edit(CARD, "license: cc0-1.0\n", ""), "license: is missing or empty"),
    "another licence": (
        change(CROISSANT, "license", value="https://creativecommons.org/licenses/by/4.0/"),
        r"croissant\.json: license: 'https.*by/4\.0/' is not",
    ),
    "missing question": (edit("DATASHEET.md", "### 3. Who paid", "### 3. Who payed"), "the question 'Who paid for it, and under which grant\\?' is missing"),
    "datasheet of another version": (edit("DATASHEET.md", " 1.2.0\n", " 1.1.0\n"), r"DATASHEET\.md: title: is not '# Datasheet of invented-news 1\.2\.0'"),
    "no datasheet": (remove("DATASHEET.md"), r"DATASHEET\.md: cannot be read"),
    "wrong figure": (change(STATS, "facts", "n_words", value=1), r"stats\.json: facts\.n_words: 1 is \d+ by the Parquet files"),
    "wrong counts": (change(STATS, "facts", "publishers", "The Aldwin Lantern", value=99), r"stats\.json: facts\.publishers: 1 of 2 counts are not so"),
    "missing figure": (change(STATS, "facts", "n_words", delete=True), r"stats\.json: cannot be read"),
    "wrong description": (
        change(SCHEMA, "tables", "articles", "columns", 5, "description", value="Text."),
        r"schema\.json: tables\.articles\.title\.description: 'Text\.' is not",
    ),
    "wrong nullability": (
        change(SCHEMA, "tables", "articles", "columns", 5, "nullable", value=False),
        r"tables\.articles\.title\.nullable: False is not the True",
    ),
    "schema without a column": (
        change(SCHEMA, "tables", "articles", "columns", 5, delete=True),
        r"tables\.articles: lists other columns than the Parquet files: title",
    ),
    "wrong fingerprint": (
        change(SCHEMA, "tables", "articles", "fingerprint", value="0" * 64),
        r"tables\.articles\.fingerprint: is not that of the Parquet files",
    ),
    "wrong whole fingerprint": (change(SCHEMA, "fingerprint", value="0" * 64), r"schema\.json: fingerprint: is not that"),
    "changed byte": (flip, r"distribution\[0\]\.sha256: is"),
    "fewer rows": (fewer_rows, "num_examples is 7, and articles has 6 rows"),
    "other column": (other_column, "removals"),
    "other values": (other_values, r"stats\.json: facts\.publishers: 3 of 1 counts are not so"),
    "no Parquet": (lambda folder: next((folder / "data").iterdir()).write_bytes(b"PAR1 no"), "is no Parquet file that can be read"),
}
"""What is wrong → (how to make it so, what is said of it)."""


def test_a_version_as_written_has_no_findings(make_version, folders):
    """What the cards say of a version is so, with few files and with many, with every answer and with none."""
    assert lint(make_version(), folders) == []
    about = About(("The Aldwin Archive",), "2031-05-01", "https://aldwin.example/d", "as in the book", ("ploughs",))
    assert lint(make_version(name="many", rows_per_file=2, answers=Answers(about=about), license_=None), folders) == []


def test_an_empty_version_has_no_findings(make_version, tables, folders):
    """Tables without rows are tables all the same."""
    empty = {name: table.slice(0, 0) for name, table in tables.items()}
    assert lint(make_version(empty, answers=NO_ANSWERS, n_inputs=0), folders) == []


def test_hostile_names_are_no_findings(make_version, make_article, tables, folders):
    """What the escaping of a card changes is not taken for a defect."""
    from cleaner.release.tables import to_table

    evil = "a | `b`\n---\n### articles\n| `id` | `x` | no |"
    articles = to_table("articles", [make_article(n, publisher=evil) for n in range(7)])
    assert lint(make_version({**tables, "articles": articles}, name="evil", description=evil), folders) == []


@pytest.mark.parametrize("defect", DEFECTS)
def test_every_planted_defect_is_found(version, folders, defect):
    """Each defect alone, most of which other validators accept, gives a finding of one line that names file, place and fault."""
    plant, message = DEFECTS[defect]
    plant(version)
    findings = [str(finding) for finding in lint(version, folders)]
    assert [one for one in findings if re.search(message, one)], findings
    assert not [one for one in findings if "\n" in one]


def test_counting_again_can_be_left_out(version, folders):
    """Without a recount the rows are not read: what only they show is not found, all else is."""
    other_values(version)
    found = {finding.file for finding in lint(version, folders, recount=False)}
    assert "stats.json" not in found
    assert "croissant.json" in found


def test_a_finding_quotes_no_article(version, folders):
    """Whatever is wrong, findings name places and counts, not the words of articles."""
    other_values(version)
    text = "\n".join(map(str, lint(version, folders)))
    assert "Mossgate Times" not in text
    assert "harbour" not in text


JUNK = st.sampled_from([None, True, -1, 0.5, "", "x", [], [1], {}, {"@id": 3}, ["a", {}], {"@type": "cr:Field"}, "../../x", 10**30])


def paths(value, path=()):
    """The place of every value in a JSON document."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*path, number))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from([CROISSANT, SCHEMA, STATS]), junk=JUNK)
def test_junk_is_a_finding_and_not_an_exception(version, folders, data, name, junk):
    """Whatever stands at whatever place of a card, the lint goes on to its end, and says that something is wrong."""
    original = (version / name).read_text(encoding="utf-8")
    content = json.loads(original)
    places = sorted(paths(content), key=repr)
    path = data.draw(st.sampled_from(places))
    inner = content
    for step in path:
        before, inner = inner, inner[step]
    if path:
        before[path[-1]] = junk
    else:
        content = junk
    (version / name).write_text(json.dumps(content), encoding="utf-8")
    try:
        findings = lint(version, folders)
    finally:
        (version / name).write_text(original, encoding="utf-8")
    assert findings == [] or {finding.file for finding in findings} == {name}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), junk=st.sampled_from(["", "---", "x", "- x", "configs:", "  - y: 1", "\t", "# x", "| `a` |", "\ufeff", "a: [1"]))
def test_junk_in_a_card_is_no_exception(version, folders, data, junk):
    """The same for the lines of README.md and DATASHEET.md."""
    name = data.draw(st.sampled_from([CARD, "DATASHEET.md"]))
    original = (version / name).read_text(encoding="utf-8")
    lines = original.split("\n")
    lines[data.draw(st.integers(0, min(len(lines) - 1, 260)))] = junk
    (version / name).write_text("\n".join(lines), encoding="utf-8")
    try:
        findings = lint(version, folders, recount=False)
    finally:
        (version / name).write_text(original, encoding="utf-8")
    assert {finding.file for finding in findings} <= {name}
