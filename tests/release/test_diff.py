from dataclasses import replace

import pyarrow as pa
import pytest

from cleaner.article import Removal
from cleaner.commands.diff import _page
from cleaner.errors import IntegrityError, UsageError
from cleaner.release.changelog import change_of, changelog
from cleaner.release.diff import Changed, RuleChange, compare
from cleaner.release.digest import row_digests, table_digest
from cleaner.release.parquet import write_table
from cleaner.release.sides import FOLDERS, Side, open_side
from cleaner.release.tables import to_table


def side(cleaned, name="1.0.0", **changes):
    """Some cleaned articles as one side of a comparison."""
    tables = {
        "articles": to_table("articles", [one.article for one in cleaned]),
        "removals": to_table("removals", [row for one in cleaned for row in one.removals]),
        "fields": to_table("fields", [row for one in cleaned for row in one.fields]),
    }
    values = {
        "name": name,
        "schemas": {table: rows.schema for table, rows in tables.items()},
        "rows": {table: rows.num_rows for table, rows in tables.items()},
        "license": "CC0-1.0",
        "settings": {},
        "made_with": {},
        "digests": {table: table_digest(row_digests(rows)) for table, rows in tables.items()},
        "parts": lambda table: [tables[table].slice(0, 2), tables[table].slice(2)],
    }
    return Side(**(values | changes))


@pytest.fixture
def before(make_cleaned):
    return [make_cleaned(n) for n in range(6)]


def test_the_same_content_is_a_patch(before):
    """Two sides with the same rows, in whatever order, differ in nothing."""
    found = compare(side(before), side(before[::-1]))
    assert (found.added, found.removed, found.changed, found.n_same) == ((), (), (), 6)
    assert (found.level, found.reasons) == ("patch", ())


def test_marks_of_copies_are_no_change_of_an_article(before):
    """Which articles are copies of which is a minor step and needs no rule; a mark that something speaks against an article is a change of it."""
    marks = {0: {"dup_cluster": "a" * 20, "dup_of": "a" * 20}, 1: {"low_confidence": "much of it is lists"}}
    after = [replace(one, article=replace(one.article, **marks.get(n, {}))) for n, one in enumerate(before)]
    found = compare(side(before), side(after))
    assert [one.is_of_copies for one in found.changed] == [True, False]
    assert found.reasons == (("major", "1 article changed"), ("minor", "1 article has other copies"))
    page = "\n".join(_page(found, 100, color=False))
    assert "cause       1 has the same input, 1 has other copies and no other change" in page
    assert "no rule     1 changed with no row of a ledger" in page


def test_rows_are_compared_by_their_id(before, make_cleaned):
    """Added, removed and changed articles are found by id, wherever they stand, and each changed column is named."""
    words = replace(before[2].article, n_words=99, authors=("Ruben Castellane", "Ines Oldacre"), confidence={"title": 0.5, "text": 0.8})
    after = [make_cleaned(9), before[3], replace(before[2], article=words), *before[4:], before[0]]
    found = compare(side(before), side(after))
    assert found.added == (make_cleaned(9).article.id,)
    assert found.removed == (before[1].article.id,)
    assert [(one.id, one.columns) for one in found.changed] == [(before[2].article.id, ("authors", "n_words", "confidence"))]
    assert found.n_same == 4
    assert found.level == "major"
    assert [reason for _, reason in found.reasons] == ["1 article was removed", "1 article changed", "1 article was added"]


def test_only_new_articles_are_a_minor_step(before, make_cleaned):
    """Who had the old version has all of it in the new one."""
    found = compare(side(before), side([*before, make_cleaned(7)]))
    assert found.reasons == (("minor", "1 article was added"),)
    assert found.figures["publisher"] == {"The Aldwin Lantern": (2, 3)}


def test_a_missing_value_and_a_present_one_differ(before):
    """Null is a value: a title that went missing is a change, one that was missing before is none."""
    none = [replace(one, article=replace(one.article, subtitle=None)) for one in before]
    gone = [replace(one, article=replace(one.article, title=None)) for one in before]
    assert compare(side(before), side(none)).changed == ()
    assert compare(side(before), side(gone)).changed_by_column == {"title": 6}


def test_text_is_compared_by_its_digest(before):
    """The text is not read: its digest stands for it, and both are named as changed."""
    one = replace(before[0], article=replace(before[0].article, text="Other words.", content_sha256="e" * 64))
    assert compare(side(before), side([one, *before[1:]])).changed[0].columns == ("text", "content_sha256")


def test_the_rule_that_did_it_is_named(before):
    """Where the input is the same, the rules whose ledger rows differ are what changed the article."""
    removal = Removal(before[0].article.id, 5, 0, 9, "Read more", "promo", "read-more", "the line says so", 0.9)
    changed = replace(before[0], article=replace(before[0].article, n_words=3), removals=(before[0].removals[0], removal))
    other = replace(before[1], article=replace(before[1].article, n_words=3, raw_sha256="f" * 64), removals=())
    quiet = replace(before[2], article=replace(before[2].article, n_repairs=7))
    found = compare(side(before), side([changed, other, quiet, *before[3:]]))
    assert found.rules == (RuleChange("removals", "ad-marker", 0, 1, 1), RuleChange("removals", "read-more", 1, 0, 1))
    assert found.changed == (
        Changed(before[0].article.id, ("n_words",), same_input=True, rules=("ad-marker", "read-more")),
        Changed(before[1].article.id, ("n_words", "raw_sha256"), same_input=False, rules=()),
        Changed(before[2].article.id, ("n_repairs",), same_input=True, rules=()),
    )


def test_a_ledger_alone_is_a_minor_step(before):
    """The articles are the same, and what the ledger says of them is not: nobody's articles break, and it is no patch."""
    found = compare(side(before), side([replace(before[0], removals=()), *before[1:]]))
    assert found.reasons == (("minor", "the rows of removals changed"),)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda schema: schema.remove(schema.get_field_index("section")), ("major", "articles.section is gone")),
        (lambda schema: schema.append(pa.field("mood", pa.string())), ("minor", "articles.mood is new")),
        (lambda schema: schema.append(pa.field("mood", pa.string(), nullable=False)), ("major", "articles.mood is new and never null")),
        (
            lambda schema: schema.set(schema.get_field_index("section"), pa.field("section", pa.large_string())),
            ("major", "articles.section was string, now it is large_string"),
        ),
        (lambda schema: schema.set(0, schema.field(0).with_nullable(True)), ("major", "articles.id may be null now")),
        (
            lambda schema: schema.set(schema.get_field_index("section"), schema.field("section").with_nullable(False)),
            ("minor", "articles.section is never null now"),
        ),
    ],
)
def test_columns_ask_for_a_step(before, change, reason):
    """A column that is gone or of another type breaks readers; a new one that may be null does not."""
    old, new = side(before), side(before)
    schema = change(new.schemas["articles"])
    rows = pa.concat_tables(new.parts("articles"))
    columns = [rows[name] if name in rows.column_names else pa.nulls(6, pa.string()) for name in schema.names]
    table = pa.table([column.cast(field.type) for column, field in zip(columns, schema, strict=True)], names=schema.names)
    found = compare(old, replace(new, schemas={**new.schemas, "articles": schema}, parts=lambda _: [table]))
    assert found.reasons == (reason,)
    assert found.changed == ()


def test_the_licence_asks_for_a_step(before):
    """Another licence, or none any more, takes something away from those who rely on it; a first one gives."""
    for was, now, level in (("CC0-1.0", "CC-BY-4.0", "major"), ("CC0-1.0", None, "major"), (None, "CC0-1.0", "minor"), (None, None, "patch")):
        assert compare(side(before, license=was), side(before, license=now)).level == level


def test_an_id_twice_cannot_be_compared(before):
    """Ids are what makes a comparison mean something."""
    with pytest.raises(IntegrityError, match="an id is there twice"):
        compare(side(before), side([*before, before[0]]))


def test_versions_on_disk_are_compared_like_those_in_memory(before, make_cleaned, tmp_path):
    """A folder and the same rows in memory are the same side, row groups and files included."""
    after = side([before[1], make_cleaned(8), replace(before[0], article=replace(before[0].article, n_words=1), removals=())])
    for name, one in (("old", side(before)), ("new", after)):
        for table in one.schemas:
            write_table(pa.concat_tables(one.parts(table)), tmp_path / name, FOLDERS[table], metadata={}, rows_per_file=2)
    disk, memory = compare(open_side(tmp_path / "old"), open_side(tmp_path / "new")), compare(side(before), after)
    for field in ("added", "removed", "changed", "changed_by_column", "rules", "rows", "figures", "columns"):
        assert getattr(disk, field) == getattr(memory, field), field
    with pytest.raises(UsageError, match=r"there is no data/\*\.parquet in it"):
        open_side(tmp_path)


def test_the_changelog_tells_every_version(before, make_cleaned, tmp_path):
    """A version's changelog has its own changes above those of the version before, in counts, ids and rules, never in words."""
    rows = {"articles": 6, "duplicates": 1, "rejections": 0}
    (tmp_path / "CHANGELOG.md").write_text(changelog("1.0.0", None, rows, None))
    found = compare(side(before), side([*before[1:], make_cleaned(9)], "1.1.0", settings={"contract": "a|b"}))
    text = changelog("2.0.0", found, rows, tmp_path)
    assert text.index("## 2.0.0") < text.index("## 1.0.0") < text.index("The first version: 7 inputs = 6 articles + 1 duplicate + 0 rejections.")
    assert "A major step from 1.0.0: 1 article was removed; 1 article was added." in text
    assert f"- removed: `{before[0].article.id}`" in text
    assert "harbour" not in text
    assert text.count("# Changelog") == 1
    assert change_of(found) == {
        "previous": "1.0.0",
        "level": "major",
        "added": 1,
        "removed": 1,
        "changed": 0,
        "reasons": ["1 article was removed", "1 article was added"],
    }
    assert change_of(None) == {}
