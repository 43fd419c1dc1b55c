"""The 57 questions of "Datasheets for Datasets" (Gebru et al., CACM 2021), in our words and in the paper's seven sections.

Each has a key that stays the same for life, says who can answer it, and names the facts an answer rests on.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass


class By(enum.StrEnum):
    """Who can answer a question."""

    BUILD = "build"
    """Figures answer it; a person may add to them."""
    DRAFT = "draft"
    """The tool proposes an answer from what it knows of itself; a person confirms it or writes a better one."""
    PEOPLE = "people"
    """Only a person knows."""
    COMMENT = "comment"
    """A place for what no question asked. Empty is an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the datasheet."""

    key: str
    """In `datasheet.toml`, below its section."""
    text: str
    by: By
    rests_on: tuple[str, ...] = ()
    """The facts (`cleaner.release.cards.fingerprint.FACTS`) that an answer rests on: when they change, it is stale."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the datasheet."""

    key: str
    title: str
    asked: tuple[Question, ...]

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """(key, question) of each: what the answers file of a new workspace lists."""
        return tuple((question.key, question.text) for question in self.asked)


_COMMENTS = Question("comments", "What else should be said here?", By.COMMENT)

SECTIONS = (
    Section(
        "motivation",
        "Motivation",
        (
            Question("purpose", "Why was the dataset made: for which task, and to fill which gap?", By.PEOPLE),
            Question("creators", "Which people made it, and for which institution or company?", By.PEOPLE),
            Question("funding", "Who paid for it, and under which grant?", By.PEOPLE),
            _COMMENTS,
        ),
    ),
    Section(
        "composition",
        "Composition",
        (
            Question("instances", "What is a row, and are there rows of several kinds?", By.BUILD),
            Question("count", "How many rows of each kind are there?", By.BUILD),
            Question("selection", "Is this all there is or a part of something larger, and does the part stand for the whole?", By.DRAFT, ("inputs", "size")),
            Question("contents", "What does a row consist of: text as it was, or values derived from it?", By.BUILD),
            Question("labels", "Does a row carry a label or a value to predict?", By.BUILD),
            Question("missing", "What is missing from rows, and why?", By.BUILD),
            Question("relations", "How are rows related to each other, and does the data say so?", By.BUILD),
            Question("splits", "Which parts are meant for training, tuning and testing?", By.BUILD),
            Question("errors", "Which errors, noise and repetitions are in it?", By.BUILD),
            Question("self_contained", "Does it stand alone, or does it need something elsewhere that may change or vanish?", By.BUILD),
            Question("confidential", "Could any of it be confidential?", By.DRAFT, ("publishers", "licences")),
            Question("offensive", "Could any of it insult, threaten, frighten or hurt a reader?", By.DRAFT, ("publishers", "languages")),
            Question(
                "subpopulations", "Does it set groups of people apart, by age, gender or otherwise, and how large are they?", By.DRAFT, ("languages", "people")
            ),
            Question("people", "Can persons be recognised in it, directly or together with other data?", By.DRAFT, ("people", "publishers")),
            Question(
                "sensitive",
                "Does it tell what people may need kept from others: origin, belief, health, orientation, money, crimes?",
                By.DRAFT,
                ("publishers", "languages"),
            ),
            _COMMENTS,
        ),
    ),
    Section(
        "collection",
        "Collection process",
        (
            Question("acquisition", "How did the content of a row come to be known: seen on a page, reported by someone, or inferred?", By.BUILD),
            Question("mechanism", "With which machines, programs or hands were the pages collected, and how was that checked?", By.DRAFT, ("inputs",)),
            Question("sampling", "If it is a part of something larger, by which rule was the part taken?", By.DRAFT, ("publishers", "size")),
            Question("workers", "Who did the collecting, and what were they paid?", By.PEOPLE),
            Question("timeframe", "In which time was it collected, and is that when the articles were written?", By.BUILD, ("dates",)),
            Question("ethics", "Did anyone review the ethics of it, and what came of that?", By.PEOPLE),
            Question("directness", "Was it taken from the people it speaks of, or from others?", By.DRAFT, ("publishers",)),
            Question("notice", "Were the people and the publishers concerned told of it, and how?", By.PEOPLE, ("publishers",)),
            Question("consent", "Did they agree, and to what?", By.PEOPLE, ("publishers",)),
            Question("revocation", "If they agreed, how can they change their minds?", By.DRAFT, ("takedowns",)),
            Question("impact", "Was it studied what the dataset may do to the people in it?", By.PEOPLE, ("people",)),
            _COMMENTS,
        ),
    ),
    Section(
        "preprocessing",
        "Preprocessing, cleaning and labelling",
        (
            Question("steps", "What was cleaned, changed, removed or labelled, and how?", By.BUILD),
            Question("raw_data", "Are the pages kept as they were, and where?", By.DRAFT, ("inputs",)),
            Question("software", "Can others have the software that did it?", By.BUILD),
            _COMMENTS,
        ),
    ),
    Section(
        "uses",
        "Uses",
        (
            Question("used_for", "What has it been used for already?", By.PEOPLE),
            Question("publications", "Where are papers and systems that use it listed?", By.PEOPLE),
            Question("could_serve", "What else could it serve?", By.DRAFT, ("languages", "size")),
            Question(
                "consequences",
                "What about its making could harm a use or a person, and what can a user do about it?",
                By.DRAFT,
                ("publishers", "languages", "dates", "kinds"),
            ),
            Question("not_for", "What should it not be used for?", By.DRAFT, ("publishers", "licence")),
            _COMMENTS,
        ),
    ),
    Section(
        "distribution",
        "Distribution",
        (
            Question("recipients", "Will it be given to others than those who made it?", By.DRAFT, ("licence",)),
            Question("channel", "How is it given out, and does it have a lasting identifier?", By.DRAFT, ("name",)),
            Question("date", "From when on?", By.BUILD),
            Question("licence", "Under which licence or terms?", By.BUILD),
            Question("rights", "Which rights of others, and which fees, apply to the articles?", By.DRAFT, ("publishers", "licences")),
            Question("regulation", "Do export controls or other rules apply to it?", By.DRAFT, ("languages",)),
            _COMMENTS,
        ),
    ),
    Section(
        "maintenance",
        "Maintenance",
        (
            Question("maintainers", "Who hosts it and looks after it?", By.PEOPLE),
            Question("contact", "How can these people be reached?", By.PEOPLE),
            Question("errata", "Where are known errors listed?", By.BUILD),
            Question("updates", "Will it be corrected, extended or thinned out: how often, by whom, and how does one learn of it?", By.DRAFT),
            Question("retention", "Is there a limit on how long data about people is kept, and who sees to it?", By.DRAFT, ("takedowns", "people")),
            Question("old_versions", "Do older versions stay, and how does one learn that one is out of use?", By.BUILD),
            Question("contributions", "How can others extend it or add to it, and who checks that?", By.DRAFT),
            _COMMENTS,
        ),
    ),
)
"""The paper's seven sections in its order: 4 + 16 + 12 + 4 + 6 + 7 + 8 questions."""


def every() -> Iterator[tuple[Section, Question]]:
    """All 57 questions in their order, each with its section."""
    for section in SECTIONS:
        for question in section.asked:
            yield section, question
