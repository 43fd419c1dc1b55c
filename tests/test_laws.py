"""Laws that hold for every input: each line has one fate, and the input can be rebuilt from what is published."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.article import Examined, Fate, RawArticle, Rejection
from cleaner.ledger import rebuild
from cleaner.pipeline import examine
from cleaner.read import discover, read_file

ROOT = Path(__file__).parents[1]
GOLD = json.loads((ROOT / "tests" / "cases" / "raw_gold.json").read_text("utf-8"))


def raw_articles() -> list[RawArticle]:
    files, rejections = discover([ROOT / "raw"], root=ROOT)
    assert not rejections
    return [raw for file in files for raw in read_file(file) if not isinstance(raw, Rejection)]


def check_fates(examined: Examined) -> None:
    """Every line that is not blank has verdicts whose spans do not overlap and cover all but white space."""
    assert examined.document is not None
    assert [line.no for line in examined.lines] == [line.no for line in examined.document.lines if line.text.strip()]
    for line in examined.lines:
        at = 0
        for verdict in line.verdicts:
            assert verdict.start >= at
            assert not line.text[at : verdict.start].strip()
            at = len(line.text) if verdict.end is None else verdict.end
            assert verdict.because
            assert verdict.rule
            assert 0 <= verdict.score <= 1
            if verdict.fate is Fate.TAKE:
                assert verdict.reads
        assert not line.text[at:].strip()


def check_rebuilt(examined: Examined) -> None:
    """text + fields + removals = the lines of the input, whatever white space stood at the seams."""
    article = examined.article
    assert article is not None
    lines = rebuild(article.text, article.text_lines, [asdict(row) for row in examined.removals], [asdict(row) for row in examined.fields])
    assert {no: "".join(text.split()) for no, text in lines.items()} == {line.no: "".join(line.text.split()) for line in examined.lines}


@pytest.mark.parametrize("raw", raw_articles(), ids=lambda raw: raw.source)
def test_the_input_can_be_rebuilt_from_the_article_and_its_ledger(raw: RawArticle) -> None:
    """Of every sample article, whatever its format."""
    examined = examine(raw)
    if examined.document is not None:
        check_fates(examined)
    if examined.article is not None:
        check_rebuilt(examined)


LINES = st.sampled_from(
    [
        "Advertisement", "", "Skip to main content", "  ", "By Mara Lindqvist", "4 March 2021 09:30", "Read more: The ferry that never left", "AP", "(dpa/AFP)",
        "Photo by Ines Karlsen via Reuters", "Comments (3)", "Reply", "Related articles", "• 16x9 Image", "Follow Mara Lindqvist on X: @ml", "Ferry is two days late",
        "The first ferry of the season reached Port Ansel two days late on Sunday, with ice on her rails and all aboard well.",
        "“We have never seen such ice in forty years of sailing,” her captain said, “and I hope that I shall never see its like again.” AP",
        "The first ferry of the season (left) reached Port Ansel with ice on her rails. (Photo: Ines Karlsen/AFP)",
        "港の霧鐘が四十年ぶりに鳴った。修復を終えた職人は、音が昔と違うと笑った。町の人びとは、それでもよいと言って拍手を送ったという。",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_mixture_of_lines_keeps_the_laws(lines: list[str]) -> None:
    """Chrome, metadata, prose and noise in any order: one fate a line, nothing lost, no exception."""
    examined = cleaner.clean_text("\n".join(lines), source="any.txt")
    if examined.document is not None:
        check_fates(examined)
    if examined.article is not None:
        check_rebuilt(examined)
    else:
        assert examined.rejection is not None
        assert examined.rejection.evidence


def test_the_same_bytes_give_the_same_row() -> None:
    """Nothing depends on the clock, on a hash seed or on what was cleaned before."""
    raws = raw_articles()
    first = [examine(raw).outcome for raw in raws]
    again = [examine(raw).outcome for raw in reversed(raws)]
    assert first == again[::-1]
