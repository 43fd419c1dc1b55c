"""The quick ways of rules find what their definitions find, on made-up text of many scripts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.article import Document, Line
from cleaner.dates import may_hold_day
from cleaner.dates.days import _CTIME, _LINKS, _MONTH_ALONE, _NUMERIC_BEFORE, _NUMERIC_MARKS, _VI_BEFORE, Text, find_days, has_anchor
from cleaner.dates.words import fold_case, fold_digits
from cleaner.role_model import bare
from cleaner.role_model.words import _plain_terms, _terms, distinct_terms, terms, terms_of_words
from cleaner.rules.agencies import _may_be_tag, _tag
from cleaner.rules.caption_credits import _trailing_credit, may_own, trailing_credit
from cleaner.rules.captions import _TRAILING_DATE, _dated, _opening, _openings, _plain
from cleaner.rules.contacts import _LABEL, _may_label
from cleaner.rules.credits import _contributors, _house, _house_words, _may_contribute, _opens_contribution, _photo_credit, _photo_prefix, photo_opening
from cleaner.rules.cue_marks import ACT, CAPTION, CONTRIBUTORS, FORM, ICON, LONG_WORD, MEDIA, PHOTO, SOURCE, TERMS, THING, UNCUT, cue_marks
from cleaner.rules.icons import _may_recur, _string
from cleaner.rules.labels import _GLUED, _is_of_one_case
from cleaner.rules.names import _split_names, before_role, labelled_name, split_names
from cleaner.rules.page_lines import byline_pattern, may_be_byline
from cleaner.rules.page_words import _LOWER, small_words
from cleaner.rules.phrase_book import compared, edges_in, find_phrase
from cleaner.rules.phrase_edges import HINT_CHARS
from cleaner.rules.publisher_names import _SIGN, _is_signed
from cleaner.rules.reading import _SENTENCE_END, EDGE, Reading, Remembered, ends_sentence, fold, has_digit, tokens_of, words_in, words_of
from cleaner.rules.role_words import Cues, cues, role_words
from cleaner.rules.signed import _LAST_WORDS, _is_word, _may_end_in_label
from cleaner.rules.templates import number_key
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
    quick, slow = photo_opening(text), _photo_prefix().match(text)
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
    """A memory that is full forgets, and long lines are never kept; the answers stay the same."""
    lengths = Remembered(len)
    lines = [f"line {i}" for i in range(20_000)] + ["x" * 10_000]
    assert [lengths[line] for line in lines * 2] == [len(line) for line in lines * 2]
    assert len(lengths) < len(lines)
    assert "x" * 10_000 not in lengths


def test_what_is_asked_for_again_and_again_is_worked_out_once() -> None:
    """Chrome that every page repeats stays at hand however many other lines go by."""
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    lengths = Remembered(length)
    for i in range(50_000):
        assert (lengths["Share"], lengths[f"line {i}"]) == (5, len(f"line {i}"))
    assert asked.count("Share") == 1


NAMES = [
    "Mara",
    "Lindqvist",
    "TOM",
    "Okafor",
    "van",
    "and",
    "in",
    "For",
    "Share",
    "News",
    "Updated",
    "y",
    "How",
    "J.",
    "Port Ansel",
    "·",
    "|",
    ",",
    "@mara",
    "(",
    "Editor",
]


@settings(max_examples=500, deadline=None)
@given(with_words(*NAMES))
def test_plain_names_are_split_as_any_are(text: str) -> None:
    """Where there is nothing to split, asking whether it is one person gives what splitting gives, and looking first changes nothing."""
    assert split_names(text) == _split_names(text) == _split_names(text, look_first=False)


@given(st.text("aZéß9- ", max_size=30))
def test_one_plain_word_is_no_byline(text: str) -> None:
    """A line that is not read because it is one plain word names nobody, as no byline does."""
    assert not _is_word(text) or (not split_names(text) and before_role(text) is None and labelled_name(text) is None)


@settings(max_examples=500, deadline=None)
@given(with_words("Updated", "on", "5 min read", "publié", "minutos", ".", ":", "ferry2", "ferry", "Ferry"))
def test_the_ends_of_bylines_are_tried_wherever_they_can_be(text: str) -> None:
    """A line whose end is not tried for a label has none; and the words of a text are those that the regex finds."""
    assert _may_end_in_label(text) or _LAST_WORDS.search(text) is None
    plain, others = small_words(text)
    quick = others | {word for word in plain if len(word) > 2 and word.isascii() and word.isalpha() and word[0].islower()}
    assert quick == frozenset(_LOWER.findall(text))


@settings(max_examples=500, deadline=None)
@given(with_words(*role_words("byline")))
def test_bylines_are_tried_wherever_they_can_be(text: str) -> None:
    """A line that is not tried for a byline is none."""
    assert may_be_byline(text) or byline_pattern().match(text) is None


@settings(max_examples=500, deadline=None)
@given(with_words("12.1.24", "2021", "１９９９", "令和", "5年", "３/４/２１", "2560", "1402"))
def test_days_are_looked_for_wherever_they_can_be(text: str) -> None:
    """A line that is not searched for a day has none."""
    days = list(find_days(Text(text, fold_case(fold_digits(text)))))
    assert may_hold_day(text) or not days
    assert has_anchor(fold_digits(text)) or not days


@settings(max_examples=500, deadline=None)
@given(with_words("12/", "3. ", "1-2-", "jan 22 15:11:09", "tháng 3", "ngày", "may", "may 5, ", ".", "/", "-"))
def test_what_stands_before_a_year_is_looked_for_wherever_it_can_be(window: str) -> None:
    """A window that is not tried for a form has nothing of that form at its end."""
    assert window.rstrip()[-1:] in _NUMERIC_MARKS or _NUMERIC_BEFORE.search(window) is None
    assert ":" in window or _CTIME.search(window) is None
    assert "tháng" in window or _VI_BEFORE.search(window) is None
    assert window[-1:].isspace() or window[-1:] in _LINKS or _MONTH_ALONE.search(window) is None


@settings(max_examples=500, deadline=None)
@given(with_words(".", "!", "。", "”", ")", "\u3000", "\u2028", "…"))
def test_sentences_end_as_defined(text: str) -> None:
    """A look at the last character tells what the regex tells."""
    assert ends_sentence(text) == (_SENTENCE_END.search(text[-12:]) is not None)


CUES = (
    ("form_person", None, FORM),
    ("form_act", None, ACT),
    ("form_thing", None, THING),
    ("form_terms", None, TERMS),
    ("source", None, SOURCE),
    ("caption", "marks", CAPTION),
    ("caption", "media", MEDIA),
)
CONTRIBUTIONS = tuple(phrase.replace("{}", "Mara Lindqvist") for phrase in role_words("contributors", "any"))
CREDITS = ("Photo", "photoby Ada", "Foto:", "Getty Images", "AP", "AFP)", "PTI SDA", "(Reuters", "© Ada Ruiz", "/", "|", "Ada Ruiz for The Tarn", ".", "(")
SYMBOLS = ("icon", "search", "close", "menu", "svg", "a.svg", "ico-menu", "ic-", "iconcloseiconsearchiconmenuicon", "left")


LABELS = ("for", "media", "press contact", "CONTACT", "inquiries", "for more information", "further information", "public relations", "note to editors")
MORE_LABELS = (
    "Pressekontakt",
    "Ansprechpartnerin",
    "Rückfragen",
    "weitere Informationen",
    "ufficio stampa",
    "assessoria de imprensa",
    "kontaktpersoner",
    ":",
    "*",
)


@settings(max_examples=500, deadline=None)
@given(with_words(*LABELS, *MORE_LABELS).map(str.strip).filter(bool))
def test_labels_of_contacts_are_tried_wherever_they_can_be(text: str) -> None:
    """A line that is not tried for such a label is none."""
    reading = Reading(Document("lines.txt", (Line(1, text.replace("\n", " ")),)))
    assert all(_may_label(reading, index) or _LABEL.fullmatch(reading.bare[index]) is None for index in reading.solid)


@given(TEXTS | st.text("aBc DÉß1", max_size=12))
def test_plain_words_of_one_case_are_not_run_together(text: str) -> None:
    """A line that is not searched for words run together has none, and digits are those of `str.isdigit`."""
    assert not _is_of_one_case(text) or _GLUED.search(text) is None
    assert has_digit(text) == any(map(str.isdigit, text))


@settings(max_examples=500, deadline=None)
@given(TEXTS.map(str.strip) | st.text(st.sampled_from([*EDGE, "a", "b", "Ä", "ß", "1", "İ", "ſ", "日", "½"]), max_size=12).map(str.strip))
def test_folding_changes_no_term(text: str) -> None:
    """The terms of a line are those of its folded form, and of what is left of it without marks of Markdown."""
    assert terms(text) == terms(fold(text)) == terms(bare(text)[0])


@settings(max_examples=300, deadline=None)
@given(st.lists(with_words(*CREDITS, *(phrase for section, key, _ in CUES for phrase in role_words(section, key)), *CONTRIBUTIONS, *SYMBOLS), max_size=5))
def test_lines_are_marked_wherever_a_rule_would_speak(lines: list[str]) -> None:
    """A rule that looks only at the lines that are marked for it misses none."""
    lines = [line.replace("\n", " ") for line in lines]
    reading = Reading(Document("lines.txt", tuple(Line(no, text) for no, text in enumerate(lines, 1))))
    marks = cue_marks(reading)
    assert len(marks) == len(lines)
    for index in reading.solid:
        text, folded = reading.bare[index], reading.folded[index]
        for section, key, mark in CUES:
            assert marks[index] & (mark | UNCUT) or cues(section, key).search(folded, words_of(folded)) is None
        assert marks[index] & (CONTRIBUTORS | UNCUT) or _opens_contribution(text) or _contributors().fullmatch(text) is None
        assert marks[index] & (ICON | LONG_WORD) or _may_recur(text, folded) or _string(text) is None
        assert marks[index] & (PHOTO | UNCUT) or _photo_credit(text) is None
        assert marks[index] & (PHOTO | UNCUT) or may_own(text) or trailing_credit(text) is None
        assert marks[index] & UNCUT or _may_be_tag(text, folded) or _tag(text) is None
        assert reading.words(index) == words_of(folded)


@settings(max_examples=500, deadline=None)
@given(with_words(*role_words("caption", "openings"), "May 3, 2021", ", on June 12, 2020.", "(Photo: AP)", "Photo: Mara", "|", "©", "Getty Images", "Reuters"))
def test_captions_are_looked_for_wherever_they_can_be(text: str) -> None:
    """A look at the edges of a line finds the opening, the date and the credit that the regexes find."""
    text = text.strip()
    quick, slow = _opening(text), _openings().match(_plain(text))
    assert (quick and quick.group()) == (slow and slow.group())
    assert (_dated(text) is None) == (_TRAILING_DATE.search(text) is None)
    assert trailing_credit(text) == _trailing_credit(text)


@settings(max_examples=300, deadline=None)
@given(with_words("read more", "share", "12 comments", "subscribe", "©", "sign up", "weiterlesen", "anzeige", "a"), st.sampled_from([("en",), ("en", "de")]))
def test_phrases_are_hinted_at_by_both_ends(text: str, codes: tuple[str, ...]) -> None:
    """A look at three characters first gives the hints of all five, and a line that is not looked up is no phrase."""
    folded, edges = fold(text), edges_in(codes)
    bits = edges.lines.get(folded, 0)
    for n in range(1, HINT_CHARS + 1):
        bits |= edges.heads.get(folded[:n], 0) | edges.tails.get(folded[-n:], 0)
        bits |= edges.heads.get(number_key(folded)[:n], 0) if folded[:1].isdigit() else 0
    assert edges.bits(folded) == bits
    assert edges.may_fit(folded) or not bits
    assert edges.may_fit(compared(folded)) or (find_phrase(text, folded, codes[-1]) is None)


@given(st.text(st.characters(max_codepoint=127)).map(str.casefold), st.sampled_from([3, 4]))
def test_terms_of_ascii_are_those_of_any_text(text: str, least: int) -> None:
    assert _plain_terms(least).findall(text) == _terms(least).findall(text)


@given(TEXTS | st.text("aB9éЖ’_ .²日", max_size=30), st.sampled_from([3, 4]))
def test_distinct_terms_are_the_terms(text: str, least: int) -> None:
    """A table and a split find the terms that the regexes find."""
    assert distinct_terms(text, least) == frozenset(terms(text, least))
    folded = fold(text)
    assert not folded.isascii() or terms_of_words(tokens_of(folded), least) == frozenset(terms(folded, least))


@settings(max_examples=500, deadline=None)
@given(with_words("©", "(c)", "copyright", "all right reserved", "All Rights Reserved", "版权所有"))
def test_lines_about_copyright_are_found_wherever_they_can_be(text: str) -> None:
    """A line that is not searched for a sign of copyright has none."""
    assert _is_signed(fold(text)) == (_SIGN.search(fold(text)) is not None)
