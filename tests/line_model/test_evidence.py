"""What rules said, as a number."""

from cleaner.article import Fate, Verdict
from cleaner.line_model import evidence


def said(fate: Fate, kind: str, start: int = 0, end: int | None = None) -> Verdict:
    return Verdict(1, fate, kind, "some-rule", "because", start, end)


def test_silence_is_open() -> None:
    """No verdict, nothing decided."""
    assert evidence.code(None) == evidence.code([]) == evidence.OPEN


def test_what_stays_in_part_is_kept() -> None:
    """A paragraph whose agency tag was taken is a paragraph of the text."""
    assert evidence.code([said(Fate.KEEP, "body", 0, 80), said(Fate.TAKE, "agencies", 80)]) == evidence.KEPT


def test_each_number_has_words() -> None:
    """The ledger names what a number means; an unknown kind of chrome is other chrome."""
    kinds = ["title", "byline", "caption", "comments", "promo", "navigation", "subscribe", "share", "duplicate", "something new"]
    codes = [evidence.code([said(Fate.DROP, kind)]) for kind in kinds]
    expected = ["title", "subtitle, byline or date", "caption or credit", "comments", "promo", "navigation", "offer", "share bar", "repeat", "other chrome"]
    assert [evidence.CODES[code] for code in codes] == expected
    assert len(evidence.CODES) == evidence.OTHER + 1
