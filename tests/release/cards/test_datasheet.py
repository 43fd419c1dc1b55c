import re
from dataclasses import replace

from markdown_it import MarkdownIt

from cleaner.release.cards.answers import NO_ANSWERS, About, Answer, Answers
from cleaner.release.cards.datasheet import SECTIONS, datasheet
from cleaner.release.cards.questions import every
from cleaner.release.cards.status import datasheet_status
from cleaner.release.tables import to_table


def test_all_57_questions_are_rendered_in_their_sections(facts):
    """A datasheet has the sections and questions that its readers know, in their order, whether answered or not."""
    lines = datasheet(facts, NO_ANSWERS).splitlines()
    assert [line[3:] for line in lines if line.startswith("## ")] == [section.title for section in SECTIONS]
    asked = [line for line in lines if line.startswith("### ")]
    assert asked == [f"### {number}. {question.text}" for number, (_, question) in enumerate(every(), 1)]
    assert len(asked) == 57


def test_what_nobody_answered_says_so(facts):
    """Every question is answered, or says that it is not and where the answer goes, or that its answer is a draft."""
    text = datasheet(facts, Answers({"motivation.purpose": Answer("To test ploughs.")}))
    assert "To test ploughs." in text
    assert text.count("Not answered yet: ") == 12
    assert "Not answered yet: `funding` under `[motivation]` in `datasheet.toml`." in text
    assert "Not answered yet: `published` under `[about]` in `datasheet.toml`." in text
    assert text.count("**Draft by the tool**, not confirmed by a person") == 21
    assert not re.search(r"^### .*\n\n(?:###|##|$)", text, re.MULTILINE)


def test_figures_are_the_builds(facts):
    """What the build counted is in the datasheet without anybody's help: dates, publishers, languages, lengths, removals, gaps."""
    text = datasheet(facts, NO_ANSWERS)
    for line in (
        "7 articles with",
        "| navigation | 7 | 50 % | ████████████████████ |",
        "14 of 35 lines were removed whole (40 %).",
        "| 2031 | 5 | 100 % |",
        "| en | 7 | 100 % |",
        "| The Aldwin Lantern | 2 | 29 % |",
        "| below 50 | 7 |",
        "| subtitle | 7 | 100 % |",
        "| same bytes | 1 | 100 % |",
        "8 inputs = 7 articles + 1 duplicate + 0 rejections (no rejection is at somebody's request).",
        "| *not known* | 3 | 43 % |",
        "Of 57 questions: 16 answered by figures; 21 answered by a draft of the tool that nobody has confirmed; 13 open; 7 places for comments, and empty.",
    ):
        assert line in text


def test_a_stale_answer_is_kept_and_flagged(facts):
    """Below an answer whose facts changed stands what changed, and the answer itself is not lost."""
    key = "collection.directness"
    confirmed = next(one.fingerprint for one in datasheet_status(Answers({key: Answer("From two papers.")}), facts).items if one.key == key)
    answers = Answers({key: Answer("From two papers.", confirmed)})
    assert "Stale" not in datasheet(facts, answers)
    text = datasheet(replace(facts, publishers={"The Third Paper": 7}), answers)
    assert "From two papers.\n\n> **Stale:** This answer was confirmed against other facts" in text
    assert f"(`{confirmed}`)" in text
    assert "about: publishers." in text


def test_the_day_is_what_people_say(facts):
    """Without a clock, the day of publication is known only when somebody states it."""
    assert "was published on 2031-05-01" in datasheet(facts, Answers(about=About(published="2031-05-01")))


def test_an_empty_version_has_a_datasheet(tables, make_facts):
    """Nothing to count is no error: every question is there all the same."""
    facts = make_facts({name: table.slice(0, 0) for name, table in tables.items()}, n_inputs=0, license_=None)
    text = datasheet(facts, NO_ANSWERS)
    assert text.count("\n### ") == 57
    assert "No article's date is known." in text


def test_hostile_names_stay_names(make_article, tables, make_facts):
    """A publisher, a language or a licence cannot add a heading, a link, HTML or a cell to the datasheet."""
    evil = "](http://x.example) <script>alert(1)</script>\n\n# Great | 1 | `"
    article = make_article(1, publisher=evil, license=evil, language=evil[:40])
    text = datasheet(make_facts({**tables, "articles": to_table("articles", [article])}, license_=evil.replace("\n", " "), name="a <b> | c"), NO_ANSWERS)
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    assert "<script>" not in html
    assert "<a " not in html
    assert "Great" not in "".join(re.findall(r"<h\d>.*?</h\d>", html))
    for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL):
        assert row.count("<td") in {0, 2, 4}
