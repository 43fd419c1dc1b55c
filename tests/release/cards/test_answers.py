import tomllib

import pytest

from cleaner.errors import UsageError
from cleaner.release.cards.answers import NO_ANSWERS, About, Answer, load_answers, parse_answers, template
from cleaner.release.cards.questions import every


def test_answers_are_read_from_toml(tmp_path):
    """A string answers; a table also says what was confirmed; an empty string is no answer; no file, no answers."""
    path = tmp_path / "datasheet.toml"
    text = '[uses]\nnot_for = """\nWeather forecasts.\n"""\nused_for = ""\ncould_serve.confirmed = "0123456789ab"\n'
    path.write_text(text + '[composition]\npeople.answer = "Yes."\npeople.confirmed = "ba9876543210"\n', encoding="utf-8")
    assert load_answers(path).answers == {
        "uses.not_for": Answer("Weather forecasts."),
        "uses.could_serve": Answer("", "0123456789ab"),
        "composition.people": Answer("Yes.", "ba9876543210"),
    }
    assert load_answers(None) == NO_ANSWERS


def test_about_is_read(tmp_path):
    """What a card states in fields of its own: names, a day with or without quotes, an address."""
    path = tmp_path / "datasheet.toml"
    path.write_text(
        '[about]\ncreators = ["The Aldwin  Archive"]\npublished = 2031-05-01\nurl = "https://aldwin.example/d"\nkeywords = ["ploughs"]\n', encoding="utf-8"
    )
    assert load_answers(path).about == About(("The Aldwin Archive",), "2031-05-01", "https://aldwin.example/d", None, ("ploughs",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[use]\n", "section 'use' is not known; did you mean 'uses'?"),
        ('[uses]\nnotfor = "x"\n', "uses: question 'notfor' is not known; did you mean 'not_for'?"),
        ('[uses]\nfunding = "x"\n', "uses: question 'funding' is not known; it belongs under [motivation]"),
        ("[uses]\nnot_for = 3\n", "uses.not_for is not a string"),
        ("[uses]\nnot_for.answer = 3\n", "uses.not_for.answer is not a string"),
        ('[uses]\nnot_for.confirm = "x"\n', "uses.not_for: key 'confirm' is not known; did you mean 'confirmed'?"),
        ('[uses]\nnot_for.confirmed = "yes"\n', "uses.not_for.confirmed: 'yes' is not a fingerprint (12 hex digits); run 'clean datasheet'"),
        ('[uses]\nused_for.confirmed = "0123456789ab"\n', "uses.used_for.confirmed: there is no draft to confirm; write used_for.answer"),
        ("uses = 3\n", "uses is not a table"),
        ("[uses\n", "is not TOML"),
        ('[about]\ncreator = "x"\n', "about: key 'creator' is not known; did you mean 'creators'?"),
        ("[distribution]\ndate = 2031-05-01\n", "distribution.date is not a string; state the day as published under [about]"),
        ("[distribution]\npublished = 2031-05-01\n", "distribution: question 'published' is not known; it belongs under [about]"),
        ('[about]\npublished = "May"\n', "about.published: 'May' is not a day, such as 2031-05-01"),
        ("[about]\npublished = 2031-05-01T10:00:00Z\n", "is not a day"),
        ('[about]\nurl = "javascript:alert(1)"\n', "about.url: 'javascript:alert(1)' is not an address"),
        ("[about]\ncreators = [1]\n", "about.creators: [1] is not a list of names"),
    ],
)
def test_a_mistyped_answer_is_an_error(tmp_path, text, message):
    """An answer that would be left out of the datasheet is one line with file, key and the key that was meant."""
    path = tmp_path / "datasheet.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_answers(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_all_faults_are_shown_at_once(tmp_path):
    """Whoever mends a file need not run the build once for each mistake."""
    path = tmp_path / "datasheet.toml"
    path.write_text("[use]\n[uses]\nnotfor = 1\n[about]\nurl = 2\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_answers(path)
    assert str(caught.value).count("; also: ") == 2


def test_missing_answers_file(tmp_path):
    """A file that is named and missing is an error, not a datasheet without answers."""
    with pytest.raises(UsageError, match="cannot be read"):
        load_answers(tmp_path / "none.toml")


def test_the_template_asks_everything():
    """The file of a new workspace holds every question and key as comments, gives no answer, and is right when uncommented."""
    text = template()
    assert parse_answers(tomllib.loads(text), []) == NO_ANSWERS
    for _, question in every():
        assert f"# {question.text}" in text
        assert f'# {question.key} = ""' in text
    section = tomllib.loads(text.replace('# purpose = ""', 'purpose = "To test ploughs."'))
    assert parse_answers(section, []).text("motivation.purpose") == "To test ploughs."
