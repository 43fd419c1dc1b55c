from collections import Counter

from cleaner.release.cards.answers import About
from cleaner.release.cards.counted import answers_of_the_build
from cleaner.release.cards.drafts import drafts_of
from cleaner.release.cards.fingerprint import FACTS
from cleaner.release.cards.questions import SECTIONS, By, every


def test_there_are_57_in_seven_sections():
    """The paper's seven sections have 4, 16, 12, 4, 6, 7 and 8 questions, the last of each for comments."""
    assert [len(section.asked) for section in SECTIONS] == [4, 16, 12, 4, 6, 7, 8]
    assert [section.asked[-1].by for section in SECTIONS] == [By.COMMENT] * 7
    assert Counter(question.by for _, question in every()) == {By.BUILD: 17, By.DRAFT: 21, By.PEOPLE: 12, By.COMMENT: 7}


def test_no_question_is_asked_twice():
    """But for the comments, keys and questions are unique, so that a key says which question it answers."""
    asked = [question for _, question in every() if question.by is not By.COMMENT]
    assert len({question.key for question in asked}) == len({question.text for question in asked}) == 50


def test_every_question_rests_on_facts_that_there_are():
    """A fact that a question names is one that the fingerprint knows, and every fact is used."""
    used = {name for _, question in every() for name in question.rests_on}
    assert used == set(FACTS)


def test_the_build_answers_what_it_says_it_does(facts):
    """Figures and drafts are there for exactly the questions that are marked so."""
    by = {f"{section.key}.{question.key}": question.by for section, question in every()}
    assert set(answers_of_the_build(facts, About(published="2031-05-01"))) == {key for key, who in by.items() if who is By.BUILD}
    assert set(drafts_of(facts)) == {key for key, who in by.items() if who is By.DRAFT}
