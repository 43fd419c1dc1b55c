"""The judge says so when it is not to be trusted with a document; no stump is published."""

from cleaner.article import Fate, RawArticle, Verdict
from cleaner.line_model import RULE, document_doubt, judge_lines
from cleaner.pipeline import Prepared, finish, prepare
from tests.line_model.pages import ARTICLE, reading


def verdicts(page, chance: float) -> list[Verdict]:
    """Every open line judged alike."""
    fate = Fate.KEEP if chance >= 0.45 else Fate.DROP
    score = chance if fate is Fate.KEEP else 1 - chance
    return [Verdict(i + 1, fate, "body" if fate is Fate.KEEP else "boilerplate", RULE, f"p(body) = {chance}", score=score) for i in page.open_lines()]


def test_an_article_is_not_doubtful() -> None:
    """Its paragraphs stay, and the judge is sure of most lines."""
    page = reading(ARTICLE)
    assert document_doubt(page, judge_lines(page)) is None


def test_it_doubts_dropping_nearly_all_the_prose() -> None:
    """With the share and the highest probability; short notices and menus are no reason to doubt."""
    page = reading(ARTICLE)
    doubt = document_doubt(page, verdicts(page, 0.1))
    assert doubt is not None
    assert doubt.is_stump
    assert "would drop 100% of" in doubt.because
    assert "highest p(body) there is 0.10" in doubt.because
    menu = reading("Menu\nHome")
    assert document_doubt(menu, verdicts(menu, 0.1)) is None


def test_it_doubts_being_undecided() -> None:
    """Probabilities in the middle for most of the characters."""
    page = reading(ARTICLE)
    doubt = document_doubt(page, verdicts(page, 0.6))
    assert doubt is not None
    assert not doubt.is_stump
    assert "undecided on 100% of" in doubt.because
    assert document_doubt(page, verdicts(page, 0.95)) is None


def test_what_rules_have_kept_is_no_stump() -> None:
    """Prose that a rule has kept counts as kept, whatever the judge says of the rest."""
    page = reading(ARTICLE)
    said = verdicts(page, 0.1)
    long = [i for i in page.solid if len(page.texts[i]) > 100]
    page.decide(Verdict(i + 1, Fate.KEEP, "body", "somebody", "because") for i in long[:3])
    assert document_doubt(page, [v for v in said if v.line - 1 not in long[:3]]) is None


def test_a_stump_keeps_its_prose_and_says_so() -> None:
    """The row says why in `low_confidence`, each spared line in its reason; what is no prose is dropped all the same."""
    prepared = prepare(RawArticle(ARTICLE.encode(), "ferry.txt"))
    assert isinstance(prepared, Prepared)
    examined = finish(prepared, verdicts(prepared.reading, 0.05))
    assert examined.article is not None
    assert "would drop" in str(examined.article.low_confidence)
    assert "ran aground on a sandbank" in examined.article.text
    spared = [line.verdicts[0] for line in examined.lines if line.verdicts[0].rule == RULE and line.fate is Fate.KEEP]
    assert spared
    assert all("of which the judge would leave next to nothing" in verdict.because for verdict in spared)
    assert "Tides this week" not in examined.article.text


def test_a_rejection_says_it_too() -> None:
    """When what stays is no article, the doubt stands in the evidence."""
    text = "\n".join(f"{word} price list of the harbour shop, number {n}" for n, word in enumerate(["Rope", "Tar", "Salt"] * 5))
    prepared = prepare(RawArticle(text.encode(), "prices.txt"))
    assert isinstance(prepared, Prepared)
    examined = finish(prepared, verdicts(prepared.reading, 0.24))
    assert examined.rejection is not None
    assert "words" in examined.rejection.evidence
    assert "undecided" in examined.rejection.evidence
