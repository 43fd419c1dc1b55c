"""What the settings ask for is done, and nothing else: columns are filled, articles filtered with the figure, personal data put out everywhere."""

import json
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cleaner.article import RawArticle
from cleaner.cli import commands
from cleaner.columns import ARTICLES
from cleaner.extras import parse_filters, unmet, with_extras
from cleaner.ledger import REDACTED, rebuild
from cleaner.pipeline import examine
from cleaner.wishes import Extras, Filter

PAGE = """\
Menu

Weir at Little Ottering is to be rebuilt

By Ada Fennimore ada.fennimore@lantern.example

The weir at Little Ottering will be rebuilt in stone, the river board said on Monday, and the work begins when the trout have gone.

Whoever finds a part of the old one is asked to write to weir@riverboard.example or to ring +44 20 7946 0123, at any hour of the day.

“We still miss the gate,” said Piers Oldacre. He can be reached at the mill, where he has minded the sluice for thirty years, or on (020) 7946 0999.

Contact the newsroom: news@lantern.example

© 2031 The Ottering Lantern. All rights reserved.
"""
SECRETS = ("ada.fennimore@lantern.example", "weir@riverboard.example", "7946 0123", "7946 0999", "news@lantern.example")


def page(extras: Extras):
    return with_extras(examine(RawArticle(PAGE.encode(), "weir.txt")), extras)


def test_nothing_is_asked_for_by_default():
    """The columns are there and empty."""
    plain = page(Extras())
    assert plain == examine(RawArticle(PAGE.encode(), "weir.txt"))
    assert {getattr(plain.article, column.name) for column in ARTICLES if column.is_extra} == {None}


def test_asked_columns_are_filled_and_nothing_else_changes():
    """Figures and counts beside the same row and the same ledger."""
    plain, full = page(Extras()), page(Extras(quality=True, pii="count"))
    assert (full.article.n_emails, full.article.n_phones) == (2, 2)
    assert full.article.quality_mean_word_chars > 3
    extra = {column.name for column in ARTICLES if column.is_extra}
    rows = [{key: value for key, value in asdict(one.article).items() if key not in extra} for one in (plain, full)]
    assert rows[0] == rows[1]
    assert (plain.lines, plain.removals, plain.fields) == (full.lines, full.removals, full.fields)


def test_redaction_reaches_everything_that_is_published():
    """No address is left in the row, in either ledger or in what `explain` shows; each has a row of the ledger that doesn't repeat it."""
    plain, put_out = page(Extras()), page(Extras(pii="redact"))
    said = repr((put_out.article, put_out.removals, put_out.fields, put_out.lines, put_out.repairs, put_out.document))
    assert [secret for secret in SECRETS if secret in said] == []
    rows = [row for row in put_out.removals if row.kind == REDACTED]
    assert [(row.line, row.text, row.rule) for row in rows] == [
        (5, "[email]", "redact-email"),
        (9, "[email]", "redact-email"),
        (9, "[phone]", "redact-phone"),
        (11, "[phone]", "redact-phone"),
        (13, "[email]", "redact-email"),
    ]
    lines = PAGE.split("\n")
    assert [lines[row.line - 1][row.start : row.end] for row in rows] == [SECRETS[0], SECRETS[1], "+44 20 7946 0123", "(020) 7946 0999", SECRETS[4]]
    assert put_out.article.n_words != 0
    assert put_out.article.content_sha256 != plain.article.content_sha256
    assert [[verdict.fate for verdict in line.verdicts] for line in put_out.lines] == [[verdict.fate for verdict in line.verdicts] for line in plain.lines]


def test_what_is_not_redacted_can_be_rebuilt():
    """The lines of the input come back with the placeholders in their places."""
    put_out = page(Extras(pii="redact"))
    article = put_out.article
    lines = rebuild(article.text, article.text_lines, [asdict(row) for row in put_out.removals], [asdict(row) for row in put_out.fields])
    assert lines[9] == "Whoever finds a part of the old one is asked to write to [email] or to ring [phone], at any hour of the day."
    assert lines.keys() == {number for number, line in enumerate(PAGE.split("\n"), 1) if line.strip()}


def test_a_filtered_article_is_a_rejection_with_the_figure():
    """All that stands against it is said, with what was found and what the filter keeps."""
    filtered = page(Extras(pii="count", filters=(Filter("language", among=("de", "fr")), Filter("n_emails", most=0), Filter("n_words", least=10))))
    assert filtered.article is None
    assert filtered.rejection.check == "filter:language"
    assert filtered.rejection.evidence == "language is 'en', and the filter keeps de, fr; n_emails is 2, and the filter keeps at most 0"
    assert page(Extras(filters=(Filter("n_words", 10, 500),))).article is not None


def test_what_is_unknown_fails_unless_it_means_nothing():
    """An unknown publisher is not one of those listed; a German text has no English stop words to count."""
    assert page(Extras(filters=(Filter("section", among=("News",)),))).rejection.evidence == "section is unknown, and the filter keeps News"
    german = RawArticle("Der Hafen von Vallombra ist seit Montag wieder offen, sagte die Kapitänin am Kai. Die Fähre fährt zweimal am Tag.".encode(), "a.txt")
    stays = with_extras(examine(german), Extras(quality=True, filters=(Filter("quality_stop_words", least=2),)))
    assert stays.article is not None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"quality_mean_word_chars": {"max": "ten"}}, "takes { min = …, max = … }"),
        ({"n_words": {}}, "takes { min = …, max = … }"),
        ({"n_words": {"least": 3}}, "takes { min = …, max = … }"),
        ({"n_words": {"min": 9, "max": 3}}, "min is above max"),
        ({"language": "en"}, "takes a list of values"),
        ({"titel": {"min": 1}}, "'titel' is no column that can be filtered by; there are language, "),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(table, said):
    """With what it takes."""
    with pytest.raises(ValueError, match=r".") as error:
        parse_filters(table)
    assert said in str(error.value)


def test_a_filter_needs_its_column():
    """A figure that nothing computes would filter nothing, and nobody would know."""
    assert unmet(Extras(filters=(Filter("quality_stop_words", least=2),))) == "filters.quality_stop_words needs quality = true"
    assert unmet(Extras(filters=(Filter("n_emails", most=2),))) == 'filters.n_emails needs pii = "count" or pii = "redact"'
    assert unmet(Extras(quality=True, filters=(Filter("quality_stop_words", least=2),))) is None


SETTINGS = """\
quality = true
pii = "redact"
max_rejected_share = 1

[filters]
quality_mean_word_chars = { min = 3, max = 10 }
n_words = { max = 60 }
"""
SHORT = "The lock at Hollin Ford opens at six.\n\nWhoever is late waits for the tide, said the keeper, and rings 555-010-0123 if he must.\n"


def test_settings_reach_the_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """From the file of settings to the published tables and back to `explain`; the manifest says what was asked for."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/weir.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "raw/lock.txt").write_text(SHORT, encoding="utf-8")
    (tmp_path / "clean.toml").write_text(SETTINGS, encoding="utf-8")
    done = CliRunner().invoke(commands, ["build"])
    assert done.exit_code == 0, done.output
    version = tmp_path / "dataset/1.0.0"
    [article] = pq.read_table(version / "data").to_pylist()
    assert article["source"] == "raw/lock.txt"
    assert "[phone]" in article["text"]
    assert article["n_phones"] == 1
    assert article["quality_terminal_line_share"] == 1
    [rejection] = pq.read_table(version / "rejections").to_pylist()
    assert (rejection["source"], rejection["check"]) == ("raw/weir.txt", "filter:n_words")
    assert rejection["raw_bytes"] == len(PAGE.encode())
    everything = b"".join(path.read_bytes() for path in version.rglob("*") if path.is_file())
    assert b"010-0123" not in everything
    manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["filters"] == {"n_words": "at most 60", "quality_mean_word_chars": "at least 3 and at most 10"}
    assert "[phone]" in CliRunner().invoke(commands, ["explain", "raw/lock.txt"]).output
    assert "filter:n_words" in CliRunner().invoke(commands, ["explain", "raw/weir.txt"]).output
    (tmp_path / "clean.toml").write_text("[filters]\nquality_stop_words = { min = 2 }\n", encoding="utf-8")
    refused = CliRunner().invoke(commands, ["build"])
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: clean.toml: filters.quality_stop_words needs quality = true; set it, or take the filter out\n",
    )
