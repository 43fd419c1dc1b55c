"""The judge as a rule: it decides what is open, says why, and doubts itself where it should."""

import re

import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from cleaner.article import Fate
from cleaner.line_model import RULE, LineJudge, explain_line, judge_lines, judge_readings, load, probabilities
from cleaner.rules.reading import drop, keep
from tests.line_model.pages import ARTICLE, reading


def verdicts(text: str):
    page = reading(text)
    return page, {verdict.line: verdict for verdict in judge_lines(page)}


def test_an_article_is_told_from_its_page() -> None:
    """Every paragraph stays; the menu and the most-read list go."""
    page, said = verdicts(ARTICLE)
    paragraphs = [i for i in page.solid if len(page.texts[i]) > 100]
    assert [said[i + 1].fate for i in paragraphs] == [Fate.KEEP] * len(paragraphs)
    assert {said[i].fate for i in (1, 2, 3, 4, 5)} == {Fate.DROP}
    assert {said[i].fate for i in range(len(page.texts) - 6, len(page.texts))} == {Fate.DROP}


def test_every_open_line_gets_one_verdict() -> None:
    """Neither more nor less, about whole lines; blank lines get none."""
    page, said = verdicts(ARTICLE)
    assert sorted(said) == [i + 1 for i in page.solid]
    assert all((v.start, v.end, v.rule) == (0, None, RULE) and 0 <= v.score <= 1 for v in said.values())


def test_decided_lines_are_not_judged() -> None:
    """What a rule has said stands; it is evidence for the lines around it."""
    page = reading(ARTICLE)
    decided = page.solid[8]
    page.decide([drop(decided, "promo", "somebody", "because"), keep(page.solid[9], "body", "somebody", "because")])
    said = {verdict.line for verdict in judge_lines(page)}
    assert said == {i + 1 for i in page.solid} - {decided + 1, page.solid[9] + 1}


def test_a_verdict_says_why_in_figures() -> None:
    """Where the line lies, what its neighbours are, and how probable it is that it is text."""
    _, said = verdicts(ARTICLE)
    because = re.compile(r"(within|above|below) the text.*; \d of \d neighbours are text; p\(body\) = [01]\.\d\d$")
    assert all(because.search(verdict.because) for verdict in said.values())
    assert "below the text, which ends on line" in max(said.values(), key=lambda v: v.line).because


def test_a_heading_between_paragraphs_is_listed() -> None:
    """A short line above a paragraph that stays is a heading, and is read as one."""
    page, said = verdicts(ARTICLE)
    line = page.texts.index("A long wait") + 1
    assert (said[line].fate, said[line].kind, said[line].reads) == (Fate.KEEP, "heading", (("headings", "A long wait"),))


def test_many_at_once_is_one_by_one() -> None:
    """One pass over a batch gives the verdicts of each document alone."""
    texts = [ARTICLE, "Menu\nHome\n", ARTICLE.upper(), ""]
    assert judge_readings([reading(text) for text in texts]) == [list(judge_lines(reading(text))) for text in texts]


def test_probabilities_are_those_of_the_verdicts() -> None:
    """The score is the probability of the fate."""
    page, said = verdicts(ARTICLE)
    for index, chance in zip(page.solid, probabilities(page), strict=True):
        verdict = said[index + 1]
        assert verdict.score == pytest.approx(chance if verdict.fate is Fate.KEEP else 1 - chance)


def test_an_explanation_names_what_weighed() -> None:
    """Features with values and moves, the strongest first in each look."""
    page = reading(ARTICLE)
    told = explain_line(page, page.solid[8], n=4)
    assert len(told) == 8
    assert [abs(move) for _, _, move in told[:4]] == sorted((abs(move) for _, _, move in told[:4]), reverse=True)


def test_a_line_is_explained_after_it_was_judged() -> None:
    """The judge's own verdicts are no evidence: the same words before and after."""
    page = reading(ARTICLE)
    before = explain_line(page, page.solid[8])
    page.decide(judge_lines(page))
    assert explain_line(page, page.solid[8]) == before


def test_repetition_is_evidence() -> None:
    """What the publisher's other pages say is handed to the model, a share for each line."""
    page = reading(ARTICLE)
    judge = LineJudge(load(), repeated=lambda reading: [0.5] * len(reading.solid))
    assert judge.given(page).repeated == [0.5] * len(page.solid)
    assert len(list(judge(page))) == len(page.solid)


@settings(max_examples=30, deadline=None)
@cases(st.text(st.sampled_from("aZ9 .\n\t•|東กم😀\u2028\x85\ud800"), max_size=200))
def test_any_text_is_judged(text) -> None:
    """No text is an error, and every line that is not blank has a verdict."""
    page, said = verdicts(text)
    assert sorted(said) == [i + 1 for i in page.solid]


@pytest.mark.parametrize("language", ["ja", "ar", "th"])
def test_writing_systems_without_case_or_spaces(language: str) -> None:
    """Paragraphs in Japanese, Arabic and Thai stay among short lines that go."""
    paragraphs = {
        "ja": "オルム島へ向かう朝の連絡船が火曜日、霧の中で砂州に乗り上げ、乗客四十人が六時間にわたって甲板で救助を待った。けが人はいなかったと港長は話している。"
        * 2,
        "ar": "جنحت العبارة الصباحية المتجهة إلى جزيرة أورم يوم الثلاثاء وسط الضباب، وانتظر أربعون راكبا ست ساعات على سطحها حتى سحبتها قاطرة. ولم يصب أحد بأذى. "
        * 2,
        "th": "เรือข้ามฟากรอบเช้าไปเกาะออร์มเกยสันทรายในหมอกเมื่อวันอังคาร ผู้โดยสารสี่สิบคนรออยู่บนดาดฟ้าหกชั่วโมงจนเรือลากจูงมาถึง ไม่มีผู้ใดได้รับบาดเจ็บ " * 2,
    }
    paragraph = paragraphs[language]
    menu = {"ja": "天気", "ar": "الطقس", "th": "อากาศ"}[language]
    labels = [f"{menu}{n}" for n in range(8)]
    _, said = verdicts("\n".join([*labels[:4], "", paragraph, "", paragraph[10:], "", paragraph[20:], "", *labels[4:]]))
    assert [line for line, verdict in said.items() if verdict.fate is Fate.KEEP] == [6, 8, 10], language
