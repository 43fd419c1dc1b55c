import pytest

from cleaner.errors import UsageError
from cleaner.release.cards.datasheet import SECTIONS, datasheet, load_answers
from cleaner.release.cards.facts import facts_of


@pytest.fixture
def facts(tables):
    return facts_of(tables, name="invented-news", version="1.2.0", license_=None, description=None, n_inputs=8)


def test_the_seven_sections_are_there_in_their_order(facts):
    """A datasheet has the sections that its readers know, whether answered or not."""
    lines = datasheet(facts, {}).splitlines()
    assert [line[3:] for line in lines if line.startswith("## ")] == [section.title for section in SECTIONS]
    assert len(SECTIONS) == 7


def test_what_nobody_answered_says_so(facts):
    """Every question is answered or says that it is not, and where the answer goes."""
    text = datasheet(facts, {"motivation": {"purpose": "To test ploughs.", "funding": "  "}})
    n_questions = sum(len(section.questions) for section in SECTIONS)
    assert "To test ploughs." in text
    assert text.count("Not answered yet: ") == n_questions - 1
    assert "Not answered yet: `funding` under `[motivation]` in `datasheet.toml`." in text


def test_figures_are_the_builds(facts):
    """What the build counted is in the datasheet without anybody's help."""
    text = datasheet(facts, {})
    assert "7 articles with" in text
    assert "| navigation | 7 |" in text
    assert "14 of 35 lines were removed whole (40 %)." in text


def test_answers_are_read_from_toml(tmp_path):
    """A table per section, a string per question; no file, no answers."""
    path = tmp_path / "datasheet.toml"
    path.write_text('[uses]\nnot_for = """\nWeather forecasts.\n"""\n', encoding="utf-8")
    assert load_answers(path) == {"uses": {"not_for": "Weather forecasts.\n"}}
    assert load_answers(None) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[use]\n", "section 'use' is not known; did you mean 'uses'?"),
        ('[uses]\nnotfor = "x"\n', "uses: question 'notfor' is not known; did you mean 'not_for'?"),
        ("[uses]\nnot_for = 3\n", "uses.not_for is not a string"),
        ("uses = 3\n", "uses is not a table"),
        ("[uses\n", "is not TOML"),
    ],
)
def test_a_mistyped_answer_is_an_error(tmp_path, text, message):
    """An answer that would be left out of the datasheet is an error with the key that was meant."""
    path = tmp_path / "datasheet.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_answers(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_missing_answers_file(tmp_path):
    """A file that is named and missing is an error, not a datasheet without answers."""
    with pytest.raises(UsageError, match="cannot be read"):
        load_answers(tmp_path / "none.toml")
