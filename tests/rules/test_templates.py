from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import UsageError
from cleaner.rules.phrase_book import GUARDS, sections
from cleaner.rules.reading import fold
from cleaner.rules.template_syntax import bare, forms, has_slot, n_forms, needs, parse
from cleaner.rules.templates import MOST_FORMS, compile_templates


def matches(template: str, line: str) -> bool:
    return compile_templates([template]).match(fold(line)) == 0


CASES = [
    (
        "share [this] (article|story)",
        ["Share article", "SHARE THIS STORY", " » Share this story… "],
        ["Share this", "Share this article now", "share thisarticle today"],
    ),
    ("comments[ \\({n}\\)]", ["Comments", "Comments (12)", "COMMENTS (1,204)"], ["Comments on the plan", "Comments (many)"]),
    ("{n} comment[s]", ["3 Comments", "1 comment", "12.405 comments"], ["three comments", "3 comments were read"]),
    ("read more: {*}", ["Read more: How the ferry sank", "Read more: x"], ["Read more books", "Read more"]),
    ("more from {3}", ["More from Port Ansel", "More from The Harbour Courier"], ["More from the people of the small town"]),
    (
        "follow {name} on (x|twitter)[: {handle}]",
        ["Follow Ada Berg on X", "Follow Ada van der Berg on Twitter: @ada_b"],
        ["Follow the 3 rules on X", "Follow Ada Berg on the way"],
    ),
    ("[please ]follow [us] on {url}", ["Follow us on www.example.com/us", "Please follow on https://example.com"], ["Follow us on the road"]),
    ("{} read more here", ["Ferry sinks off Ansel read more here", "Ferry. Read more here."], ["Read more here", "You can read more here today"]),
    ("【関連記事】{*}", ["【関連記事】港の新しい橋", "【関連記事】 港"], ["関連記事", "港の【関連記事】"]),
    ("{*}の記事一覧", ["社会の記事一覧"], ["社会の記事"]),
    ("اقرأ أيضا[ً][:] {*}", ["اقرأ أيضاً: جسر جديد في المدينة", "اقرأ أيضا جسر"], ["اقرأ أيضا"]),
    ("อ่านเพิ่มเติม[:][ {*}]", ["อ่านเพิ่มเติม", "อ่านเพิ่มเติม: สะพานใหม่"], ["เขาอ่านเพิ่มเติม"]),
    ("관련[ ]기사", ["관련기사", "관련 기사"], ["관련"]),
    ("a\\(b\\|c\\{d\\\\", ["A(b|c{d\\"], ["a b"]),
    (
        "(einen|[den ]ersten) kommentar schreiben",
        ["Einen Kommentar schreiben", "Den ersten Kommentar schreiben", "Ersten Kommentar schreiben!"],
        ["Kommentar schreiben"],
    ),
    ("(s|S)hare" + " (on x|on y|to z|)" * 6, ["Share on x", "share on y to z", "Share on x on x on x to z to z on y"], ["Share on w", "share to"]),
    (
        "[view] [all] comments[ \\({n}\\)]",
        ["Comments", "Comments (12)", "View comments", "all comments (3)", "View all comments"],
        ["viewall comments", "comments12"],
    ),
    ("use [{3}] app[s]", ["Use app", "Use our free apps"], ["User-friendly apps", "User app"]),
    ("comments are closed[ {*}]", ["Comments are closed.", "Comments are closed. Thank you all!", "Comments are closed here"], ["Comments are closedown"]),
    ("write to {handle}", ["Write to @desk.ansel"], ["Write to the desk"]),
]


@pytest.mark.parametrize(("template", "fits", "differs"), CASES, ids=[case[0] for case in CASES])
def test_a_template_is_the_whole_line_or_nothing(template: str, fits: list[str], differs: list[str]) -> None:
    """A template fits lines that are wholly it, whatever their case and edges, and no line that only holds it."""
    assert [line for line in fits if not matches(template, line)] == []
    assert [line for line in differs if matches(template, line)] == []


def test_the_first_template_wins_in_every_index() -> None:
    """Of several that fit, the one given first is named, be it found by dict, by beginning, by end or always."""
    given = ["more on {n}", "more on 7", "{} on {n}", "{4} 7"]
    for order in (given, given[::-1], given[2:] + given[:2]):
        fitting = [template for template in order if matches(template, "More on 7")]
        assert len(fitting) == 4
        assert compile_templates(order).match(fold("More on 7")) == 0


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("share (this", "'(' is never closed at character 7"),
        ("share [this", "'[' is never closed at character 7"),
        ("share (this]", "unexpected ']' at character 12"),
        ("share this)", "unexpected ')' at character 11"),
        ("share {", "'{' is never closed at character 7"),
        ("share {nobody}", "unknown slot {nobody} at character 7"),
        ("share {12}", "unknown slot {12} at character 7"),
        ("share \\", "a backslash with nothing behind it at character 7"),
        ("share {} {name}", "{name} stands right behind another slot of words at character 10"),
        ("from {*} to {*} of {*}", "has {*} more than twice"),
        ("{*}", "can be any line or an empty one"),
        ("[news] {}", "can be any line or an empty one"),
        ("[share]", "can be any line or an empty one"),
        ("", "can be any line or an empty one"),
        ("».", "can be any line or an empty one"),
    ],
)
def test_an_error_says_where_and_what_to_do(template: str, message: str) -> None:
    """A template that cannot be read is refused with its fault, the character and the next step."""
    with pytest.raises(UsageError) as caught:
        compile_templates(["fine", template])
    assert message in str(caught.value)
    assert "; " in str(caught.value)


def test_time_is_linear_in_the_length_of_a_line() -> None:
    """A line of 100,000 characters costs no more than a short one, whatever it is made of."""
    templates = [
        "a {} b {} c {} d",
        "{*} read more",
        "on {*} of {*} in",
        "{} of {} in {} at",
        "follow {name} on {name} of {name}",
        "no. {n}",
        "{url}",
        "see {url}",
    ]
    labels = compile_templates(templates)
    lines = [
        "a " * 50_000,
        "a b c " * 17_000 + "x",
        "a" * 100_000,
        "follow " + "on of " * 16_000,
        "of in " * 16_000 + "at",
        "on " + "of " * 33_000,
        "see " + "a." * 50_000,
    ]
    lines += [line[: labels.most_chars] for line in lines]
    start = time.perf_counter()
    for line in lines:
        assert labels.match(line) is None or len(line) <= labels.most_chars
    assert time.perf_counter() - start < 0.5


@given(st.text(max_size=80))
def test_no_line_can_break_the_lookup(text: str) -> None:
    """Any text gets an answer, and the same one each time."""
    labels = compile_templates(["a{}b", "{*}。了", "[x] {n} y", "share[ this]"])
    assert labels.match(fold(text)) == labels.match(fold(text))


@given(st.text(alphabet="ab .:-»()1@", min_size=1, max_size=12))
def test_a_literal_template_fits_its_own_text(text: str) -> None:
    """Words without slots fit exactly the lines that fold to the same."""
    escaped = text.replace("(", "\\(").replace(")", "\\)")
    if fold(text):
        assert matches(escaped, text)


def test_a_set_goes_to_another_process_and_back() -> None:
    """Rules are pickled into workers, and so are their templates, before and after the first use."""
    labels = compile_templates(["share[ this]", "by {name}", "{} ends here"])
    for _ in range(2):
        again = pickle.loads(pickle.dumps(labels))
        assert [again.match(line) for line in ("share", "by ada", "it ends here", "no")] == [0, 1, 2, None]
        labels.match("by ada")


def test_every_form_of_a_template_has_what_the_template_needs() -> None:
    """A line without it is shown to no regex, so what it misses must never be part of a form that may go without."""
    templates = {template for section in sections() for guard in GUARDS for template in section.templates[guard]}
    asked = 0
    for template in templates:
        sequence = parse(template)
        groups = needs(sequence)
        if not groups or has_slot(sequence) or n_forms(sequence) > MOST_FORMS:
            continue
        for form in map(fold, forms(sequence)):
            asked += 1
            assert all(any(word in form for word in group) for group in groups), (template, form)
    assert asked > 10_000


def test_what_fold_bares_and_what_may_be_missing_is_not_needed() -> None:
    assert needs(parse("more: {*}")) == (("more",),)
    assert needs(parse("[see also] {name} (on x|at y)")) == (("on x", "at y"),)
    assert needs(parse("follow [us] on ({handle}|x)")) == (("follow",), ("on",))


@given(st.text(alphabet="aß  .:-»“…(\u00a0\u2003関1", max_size=12), st.text(alphabet="b. »", max_size=6))
def test_edges_are_bared_as_fold_bares_them(first: str, second: str) -> None:
    """Parts of templates are folded one by one; what stands at the edge of their joined text goes as it goes from a line."""
    text = fold(f"x{first}x")[1:-1] + fold(f"x{second}x")[1:-1]
    assert bare(text, 1) == fold(text + "x")[:-1]
    assert bare(text, -1) == fold("x" + text)[1:]
