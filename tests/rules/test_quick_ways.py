"""The quick ways of rules find what their definitions find, on made-up text of many scripts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rules.credits import _contributors, _house, _house_words, _may_contribute, _photo_opening, _photo_prefix
from cleaner.rules.reading import Remembered, fold, words_in, words_of
from cleaner.rules.role_words import Cues, cues, role_words
from cleaner.split import _WORD, _without_longer, count_words

SECTIONS = [("form_act", None), ("form_thing", None), ("form_terms", None), ("form_person", None), ("caption", "media"), ("about", None), ("thread", None)]
PLAIN = st.sampled_from(
    ["the quay", "of Fernholt", ",", ". ", " ", "-", "'", "’", "“", "_", "9", "2021", "é", "ß", "İ", "ſ", "日本", "ア", "한국", "Привет", "ไทย", "²", "\u0301"]
)
TEXTS = st.lists(PLAIN | st.characters(exclude_categories=["Cs"]), max_size=16).map("".join)


def with_words(*words: str) -> st.SearchStrategy[str]:
    return st.lists(PLAIN | st.sampled_from(words) | st.sampled_from([word.upper() for word in words]), max_size=8).map(" ".join) | TEXTS


@pytest.mark.parametrize(("section", "key"), SECTIONS)
def test_cues_are_found_by_their_longest_word(section: str, key: str | None) -> None:
    """Looking only for phrases whose longest word is there finds the phrase that the whole list finds, at the same place."""
    known: Cues = cues(section, key)

    @settings(max_examples=150, deadline=None)
    @given(with_words(*role_words(section, key)))
    def check(text: str) -> None:
        folded = fold(text)
        quick, slow = known.search(folded, words_of(folded)), known._pattern.search(folded) or known._unspaced.search(folded)
        assert (quick and quick.span()) == (slow and slow.span())
        every = [match.group() for pattern in (known._pattern, known._unspaced) for match in pattern.finditer(folded)]
        assert known.all(folded, words_of(folded)) == list(dict.fromkeys(every))

    check()


@settings(max_examples=300, deadline=None)
@given(with_words(*role_words("photo", "any"), *role_words("photo", "houses")))
def test_credits_are_tried_wherever_they_can_be(text: str) -> None:
    """A line that is not tried for a photo's credit has none."""
    text = text.strip()
    quick, slow = _photo_opening(text), _photo_prefix().match(text)
    assert (quick and quick.span()) == (slow and slow.span())
    if text.isascii() and _house_words().isdisjoint(words_in[text]):
        assert _house().search(text) is None


@settings(max_examples=300, deadline=None)
@given(with_words(*(phrase.replace("{}", "Mara Lindqvist") for phrase in role_words("contributors", "any"))))
def test_contributors_are_tried_wherever_they_can_be(text: str) -> None:
    """A line that is not tried for contributors has none."""
    assert _may_contribute(text.strip()) or _contributors().fullmatch(text.strip()) is None


@settings(max_examples=500, deadline=None)
@given(TEXTS | st.tuples(TEXTS, st.just(" a long stretch of plain words " * 5)).map("".join))
def test_words_are_counted_as_defined(text: str) -> None:
    """Counting plain words by splitting gives the number that the regex gives."""
    assert count_words(text) == len(_WORD.findall(text))


@given(st.lists(st.text("ab ", max_size=5), max_size=8, unique=True).map(tuple))
def test_captions_that_go_on_from_another_are_left_out(captions: tuple[str, ...]) -> None:
    """Sorting finds the captions that begin with another."""
    assert _without_longer(captions) == tuple(c for c in captions if not any(c != other and c.startswith(other) for other in captions))


def test_what_is_forgotten_is_found_again() -> None:
    """A memory that is full starts again, and long lines are never kept; the answers stay the same."""
    lengths = Remembered(len)
    lines = [f"line {i}" for i in range(20_000)] + ["x" * 10_000]
    assert [lengths[line] for line in lines * 2] == [len(line) for line in lines * 2]
    assert len(lengths) < len(lines)
    assert "x" * 10_000 not in lengths
