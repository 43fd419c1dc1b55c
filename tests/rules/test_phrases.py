from __future__ import annotations

import pickle
import time
from collections.abc import Sequence

import pytest

from cleaner.article import Clue, Document, Fate, Line, Verdict
from cleaner.errors import UsageError
from cleaner.rules.phrases import GUARDS, KINDS, PHRASE_RULES, Section, find_phrase, read_sections, sections
from cleaner.rules.reading import Reading, fold
from cleaner.rules.templates import compile_templates

PROSE = (
    "The ferry left Port Ansel at six in the morning with forty people on board, and nobody thought of the weather that day.",
    "By noon the harbour master had counted the boats twice, found one missing, and walked up the hill to ring the old bell.",
    "The council met in the evening behind closed doors and decided, after long debate, to build the second pier after all.",
)


def verdicts(lines: Sequence[str], *, language: str | None = None, clues: tuple[Clue, ...] = ()) -> list[Verdict]:
    """What all phrase rules say of a document of these lines, in the order of the rules."""
    document = Document("a.txt", tuple(Line(no, text) for no, text in enumerate(lines, 1)), clues=clues)
    reading = Reading(document, language=language)
    return [verdict for rule in PHRASE_RULES.values() for verdict in rule(reading)]


def rules_of(line: str, language: str | None = None) -> list[str]:
    """The rules that drop a line that stands below an article."""
    return [verdict.rule for verdict in verdicts([*PROSE, line], language=language) if verdict.line == len(PROSE) + 1]


SECTIONS = [pytest.param(section, id=f"{section.code}/{section.rule}") for section in sections()]


@pytest.mark.parametrize("section", SECTIONS)
def test_examples_are_found_and_keeps_are_not(section: Section) -> None:
    """What a file gives as an example is dropped by that rule; what it says to keep stays when it stands in the text."""
    assert {line: rules_of(line, section.code) for line in section.examples} == {line: [section.rule] for line in section.examples}
    between = [line for keep in section.keeps for line in (PROSE[0], keep)] + [PROSE[1]]
    assert [between[verdict.line - 1] for verdict in verdicts(between, language=section.code)] == []


@pytest.mark.parametrize("rule", list(KINDS))
def test_every_rule_is_shown_by_cases(rule: str) -> None:
    """A rule has at least six examples, in several languages, and four lines to keep."""
    own = [section for section in sections() if section.rule == rule]
    assert sum(len(section.examples) for section in own) >= 6
    assert sum(len(section.keeps) for section in own) >= 4
    assert len({section.code for section in own if section.examples}) >= 6


@pytest.mark.parametrize("section", SECTIONS)
def test_every_template_can_be_looked_up(section: Section) -> None:
    """No template needs to be tried on every line, and the tails of lines are words alone."""
    for guard in GUARDS:
        labels = compile_templates(section.templates[guard])
        heads, tails = labels.keys()
        assert guard != "tails" or not (heads | tails)


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the minister told pupils on Monday.",
        "Sign up for the draft began on Tuesday.",
        "Follow the money, she said.",
        "Advertisement spending fell by a tenth.",
        "Share prices rose.",
        "Related companies were fined.",
        "Comments by the mayor did not help.",
        "Subscribe to no paper, the old man used to say.",
        "“Subscribe to our newsletter,” the letter read, and nobody did.",
        "Watch the harbour, he told the boy, and the boy watched.",
        "The video was shown to the jury on the second day.",
        "Copyright law is older than the printing house on the quay.",
        "More than forty people stood on the pier.",
        "Most read the letter twice.",
        "Tags were tied to the seals.",
        "We use nets of hemp, the fisherman said.",
        "Already a widow, she took over the boat.",
        "Log in hand, the stoker went below.",
        "Download speeds on the island are poor.",
        "Skip to the end, the children begged.",
        "External experts were called in.",
        "This article of faith was never written down.",
        "Mehr als die Hälfte der Boote blieb im Hafen.",
        "Lesen Sie das, sagte sie und gab ihm den Brief.",
        "Lire la lettre lui prit une heure.",
        "Leer el mapa no fue fácil.",
        "Leggi e decreti non bastano, disse il sindaco.",
        "Читайте сами, сказала она.",
        "続きは来週、と船長は言った。",
        "Tip: keep the rope dry.",
        "Lee: I saw the boat first.",
    ],
)
def test_prose_that_begins_like_a_phrase_stays(line: str) -> None:
    """A sentence of an article is not chrome because it mentions, or begins with, the words of a label."""
    assert verdicts([PROSE[0], line, PROSE[1]]) == []


def test_the_reason_quotes_the_words_and_names_language_and_rule() -> None:
    """`because` shows what of the line is the phrase, so that a reader can check it against the data."""
    (verdict,) = verdicts([*PROSE, "READ MORE: How the ferry sank"])
    assert verdict == Verdict(4, Fate.DROP, "promo", "read-more", 'the whole line is "read more: …" (English, read-more)', score=verdict.score, reads=())
    (opening,) = verdicts(["We use cookies to make this page about ferries better. " * 6, *PROSE])
    assert opening.because == 'the line begins with "we use cookies …" (English, cookie-consent)'


def test_the_documents_language_names_the_reason() -> None:
    """Phrases of all languages apply everywhere; of two that have it, the document's own is named."""
    (plain,) = verdicts([*PROSE, "Newsletter"])
    (german,) = verdicts([*PROSE, "Newsletter"], language="de")
    (foreign,) = verdicts([*PROSE, "Advertisement"], language="de")
    assert ("(English, " in plain.because, "(German, " in german.because, "(English, " in foreign.because) == (True, True, True)


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("Follow Ada Lindqvist on X: @ada_l", (("authors", "Ada Lindqvist"),)),
        ("You can follow Tom van der Berg on Twitter", (("authors", "Tom van der Berg"),)),
        ("Folgen Sie Jonna Petersen auf Instagram", (("authors", "Jonna Petersen"),)),
        ("Follow us on Facebook", ()),
        ("Follow Harbour News on X", ()),
        ("Follow @harbourdesk", ()),
    ],
)
def test_a_follow_line_names_a_person_or_nobody(line: str, reads: tuple[tuple[str, str], ...]) -> None:
    """The author's name is read in the line's own case; "us", a desk or a handle is no author."""
    (verdict,) = verdicts([*PROSE, line])
    assert (verdict.rule, verdict.reads) == ("follow-line", reads)


def test_a_word_that_may_be_a_heading_counts_only_outside_the_text_or_in_a_menu() -> None:
    """ "Services" between two paragraphs is a heading, below the article or in a run of chrome it is a menu."""
    assert verdicts([PROSE[0], "Services", PROSE[1]]) == []
    assert [v.line for v in verdicts([*PROSE, "Services"])] == [4]
    assert sorted(v.line for v in verdicts([PROSE[0], "Services", "Skip to content", "Sign in", PROSE[1]])) == [2, 3, 4]


def test_the_guard_of_one_language_binds_the_others() -> None:
    """What may be a heading in one language is not dropped from an article because another has no such heading."""
    assert verdicts([PROSE[0], "Social media", PROSE[1]]) == []
    assert [v.rule for v in verdicts([*PROSE, "Social media"])] == ["follow-line"]


def test_a_label_with_a_headline_is_no_chrome_above_the_text() -> None:
    """ "Video: …" may be the title of a page; below the first line of prose it is a promo."""
    assert verdicts(["Video: The pier falls into the sea", *PROSE]) == []
    assert [v.rule for v in verdicts([PROSE[0], "Video: The pier falls into the sea", *PROSE[1:]])] == ["media-label"]


def test_a_title_that_a_clue_names_is_no_promo() -> None:
    """Where the markup says that the line is the title, no phrase takes it away."""
    line = "Read more: a library for the island"
    assert [v.rule for v in verdicts([line, *PROSE])] == ["read-more"]
    assert verdicts([line, *PROSE], clues=(Clue("title", line, "json-ld"),)) == []


def test_a_paragraph_that_ends_in_a_link_stays_whole() -> None:
    """A headline with "Read more" behind it is a promo; two sentences and a link are a paragraph."""
    assert rules_of("Ferry sinks off Port Ansel. Read more here.") == ["read-more"]
    assert rules_of("The pier fell on Sunday. Nobody was hurt. Read more here.") == []


def test_capitals_without_their_marks_are_the_same_words() -> None:
    """Greek capitals drop accents and Turkish ones their dots; the phrase is the same."""
    assert rules_of("ΔΙΑΦΗΜΙΣΗ") == rules_of("Διαφήμιση") == ["advertisement-label"]
    assert rules_of("İLGİLİ HABERLER") == rules_of("İlgili haberler") == ["related-list-title"]


def test_rules_go_to_a_worker_and_back() -> None:
    """Every phrase rule can be pickled and still knows its name and kind."""
    assert pickle.loads(pickle.dumps(PHRASE_RULES)) == PHRASE_RULES


def test_long_lines_cost_no_more_than_short_ones() -> None:
    """No line, however long or strange, takes long to be told from a phrase."""
    find_phrase("read", "read")
    lines = ["read more " * 12_000, "a" * 120_000, "follow on " * 12_000, "1 " * 60_000, "cookies " * 15_000, "we use cookies " * 12, "follow a b on x: " * 14]
    start = time.perf_counter()
    for line in lines:
        find_phrase(line, fold(line))
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[share-bar]\nphrases = ["share"]', "phrases_data/xx.toml: the language has no name; begin with"),
        ('language = "X"\n[share]\nphrases = ["share"]', "phrases_data/xx.toml: unknown rule 'share'; allowed: skip-link, "),
        ('language = "X"\n[share-bar]\nphrase = ["share"]', "phrases_data/xx.toml: [share-bar] has the unknown key 'phrase'; allowed: phrases, "),
    ],
)
def test_a_fault_in_a_file_is_named(text: str, message: str) -> None:
    """An unknown rule or key is refused with the file, what was found and what is allowed."""
    with pytest.raises(UsageError) as caught:
        read_sections("xx.toml", text)
    assert str(caught.value).startswith(message)


def test_the_reason_of_a_link_behind_a_teaser_quotes_its_words() -> None:
    """A person reads what the line ends with, not the template that found it."""
    (verdict,) = verdicts([PROSE[0], "Ferry sinks off Port Ansel after a night of storm. Read more here.", PROSE[1]], language="en")
    assert verdict.because == 'the line ends with "read more here" (English, read-more)'
