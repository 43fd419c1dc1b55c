"""The page that answers "why is this line gone?": it shows every verdict it is given, safely, in the width there is."""

import json
import re
from datetime import UTC, datetime

import pytest

from cleaner.article import Article, Cleaned, Document, Examined, Fate, FieldSource, JudgedLine, Line, Rejection, Removal, Repair, Verdict
from cleaner.explain import MAX_REPAIRS, render_text, to_json
from cleaner.terminal import cells

ANSI = re.compile(r"\x1b\[[0-9;]*m")
BODY = "The weir at Little Ottering gave way at dawn on Tuesday, and by noon the mill pond was a meadow with a boat in it."


def line(no: int, text: str, *verdicts: Verdict) -> JudgedLine:
    return JudgedLine(Line(no, text), verdicts)


def said(no: int, fate: Fate, kind: str, rule: str, because: str, **more) -> Verdict:
    return Verdict(no, fate, kind, rule, because, **more)


@pytest.fixture
def cleaned() -> Cleaned:
    tagged = f"{BODY} AP"
    end = len(BODY)
    lines = (
        line(1, "Skip to content", said(1, Fate.DROP, "navigation", "skip-link", "the line says 'skip to content'")),
        line(3, "Weir gives way", said(3, Fate.TAKE, "title", "first-heading", "a short line above the byline", reads=(("title", "Weir gives way"),))),
        line(4, "By Ada Fennimore", said(4, Fate.TAKE, "byline", "byline", "begins with 'By' and a name", reads=(("authors", "Ada Fennimore"),))),
        line(
            6,
            tagged,
            said(6, Fate.KEEP, "body", "no-objection", "reads like prose, and no rule objects", end=end),
            said(6, Fate.TAKE, "agencies", "agency-tag", "ends with the tag 'AP'", start=end + 1, reads=(("agencies", "AP"),)),
        ),
        line(9, "What comes next", said(9, Fate.KEEP, "heading", "heading", "short, between paragraphs")),
        line(10, BODY, said(10, Fate.KEEP, "body", "no-objection", "reads like prose, and no rule objects")),
        line(12, "Sign up for our newsletter", said(12, Fate.DROP, "subscribe", "subscribe-call", "the line says 'sign up for our newsletter'")),
    )
    article = Article(
        "0123456789abcdef",
        "raw/weir.txt",
        f"{BODY}\n\nWhat comes next\n\n{BODY}",
        title="Weir gives way",
        authors=("Ada Fennimore",),
        agencies=("AP",),
        published_at=datetime(2031, 3, 4, tzinfo=UTC),
        published_precision="day",
        n_words=51,
        n_chars=240,
        confidence={"title": 0.9},
    )
    sources = (
        FieldSource(article.id, "title", "Weir gives way", "take", 3, 0, 14, "Weir gives way", "first-heading", "a short line above the byline", 0.9),
        FieldSource(article.id, "published_at", "2031-03-04", "markup", None, None, None, "2031-03-04", "json-ld", "datePublished", 1.0),
    )
    removals = (
        Removal(article.id, 1, 0, 15, "Skip to content", "navigation", "skip-link", "the line says 'skip to content'", 0.95),
        Removal(article.id, 12, 0, 26, "Sign up for our newsletter", "subscribe", "subscribe-call", "the line says 'sign up for our newsletter'", 0.95),
    )
    repairs = (Repair(0, "decode", "utf-8", "cp1252"), Repair(6, "mojibake", BODY.replace(" at ", " â€™ "), BODY))
    return Cleaned(article, lines, removals, sources, repairs)


@pytest.mark.parametrize("width", [40, 59, 80, 96, 120, 160])
def test_every_verdict_is_on_the_page(cleaned, width):
    """At any width: each line's number, and for each span its fate, its rule and the whole of its reason."""
    page = render_text(cleaned, width=width, color=False)
    flat = " ".join(page.replace("· ", "").split())
    for judged in cleaned.lines:
        assert re.search(rf"^ *{judged.no}[ ≈]", page, re.MULTILINE)
        for verdict in judged.verdicts:
            assert f"{verdict.rule}: {verdict.because[:12]}" in flat or verdict.rule in flat
            assert all(word in flat for word in verdict.because.split())
    assert "− navigation" in page
    assert "→ title" in page
    assert "→ agencies" in page


@pytest.mark.parametrize("width", [40, 59, 80, 96, 120, 160])
def test_no_row_is_wider_than_asked(cleaned, width):
    """A row that wraps breaks the table, so none does, whatever the script."""
    wide = line(14, "溢れた池の水は朝までに村の広場に達した。" * 12, said(14, Fate.DROP, "promo", "read-more", "説明" * 40))
    both = Cleaned(cleaned.article, (*cleaned.lines, wide), cleaned.removals, cleaned.fields, cleaned.repairs)
    assert max(cells(row) for row in render_text(both, width=width, color=False).splitlines()) <= width


def test_color_changes_nothing_but_color(cleaned):
    """Without its escape sequences the coloured page is the plain one."""
    plain, colored = (render_text(cleaned, width=100, color=color) for color in (False, True))
    assert "\x1b[" not in plain
    assert colored != plain
    assert [row.rstrip() for row in ANSI.sub("", colored).splitlines()] == plain.splitlines()


def test_the_counts_add_up(cleaned):
    """The footer's kept, removed and taken lines are all the lines."""
    page = render_text(cleaned, width=100, color=False)
    total, kept, partly, removed, taken = map(int, re.search(r"(\d+) = (\d+) kept \((\d+) in part\) \+ (\d+) removed \+ (\d+) taken", page).groups())
    assert (total, kept, partly, removed, taken) == (7, 3, 1, 2, 2)
    assert total == kept + removed + taken
    assert "navigation 1, subscribe 1" in page


def test_fields_show_their_sources_and_the_unknown_is_said(cleaned):
    """The header says where each value was read, and lists the fields that nothing is known of."""
    page = render_text(cleaned, width=100, color=False)
    assert re.search(r"^title +Weir gives way +line 3, first-heading · 0.90$", page, re.MULTILINE)
    assert re.search(r"^published_at +2031-03-04 00:00\+00:00 \(day\) +markup, json-ld$", page, re.MULTILINE)
    assert re.search(r"^unknown +subtitle, modified_at, publisher", page, re.MULTILINE)


def test_blank_lines_collapse(cleaned):
    """Any number of blank lines between two lines is one blank row."""
    page = render_text(cleaned, width=120, color=False)
    assert "\n\n\n" not in page
    assert re.search(r"AP.*\n\n +9 ", page)


def test_repairs_show_what_changed(cleaned):
    """A repaired line is marked, and each repair shows the changed characters before and after."""
    page = render_text(cleaned, width=100, color=False)
    assert re.search(r"^ +6≈ ", page, re.MULTILINE)
    assert re.search(r"mojibake .*â€™.* → .* at ", page)
    assert re.search(r"decode +utf-8 → cp1252", page)
    many = Cleaned(
        cleaned.article, cleaned.lines, cleaned.removals, cleaned.fields, tuple(Repair(6, "nbsp", "a\u00a0b", "a b") for _ in range(MAX_REPAIRS + 5))
    )
    assert "and 5 more: --format json lists them all" in render_text(many, width=100, color=False)
    assert "a\\xa0b → a b" in render_text(many, width=100, color=False)


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\u200b\U000e0041\rGone"


@pytest.mark.parametrize("width", [40, 120])
def test_no_text_reaches_the_terminal_raw(cleaned, width):
    """Escape sequences, C1 controls, bidi overrides and invisible characters are shown as escapes, wherever they stand."""
    verdict = said(1, Fate.DROP, HOSTILE, HOSTILE, HOSTILE)
    article = Article(HOSTILE, HOSTILE, HOSTILE, title=HOSTILE, authors=(HOSTILE,), section=HOSTILE)
    source = FieldSource(HOSTILE, "title", HOSTILE, "take", 1, 0, 3, HOSTILE, HOSTILE, HOSTILE, 1.0)
    bad = Cleaned(article, (line(1, HOSTILE, verdict),), (), (source,), (Repair(1, HOSTILE, HOSTILE, "x"), Repair(0, "decode", HOSTILE, HOSTILE)))
    for result in (bad, Rejection(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 3)):
        page = render_text(result, width=width, color=True)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", ANSI.sub("", page))


def test_json_has_every_part_with_stable_keys(cleaned):
    """The keys are a promise to scripts; each span carries its own characters, fate and reason."""
    data = json.loads(json.dumps(to_json(cleaned)))
    assert list(data) == ["source", "article", "lines", "repairs", "fields", "removals", "clues"]
    assert data["source"] == "raw/weir.txt"
    assert data["article"]["published_at"] == "2031-03-04T00:00:00+00:00"
    assert list(data["lines"][0]) == ["no", "text", "fate", "kind", "rule", "because", "score", "spans"]
    tagged = data["lines"][3]
    assert (tagged["fate"], tagged["kind"]) == ("keep", "body")
    assert [span["text"] for span in tagged["spans"]] == [BODY, "AP"]
    assert tagged["spans"][1]["reads"] == [{"field": "agencies", "value": "AP"}]
    assert [removal["kind"] for removal in data["removals"]] == ["navigation", "subscribe"]


def test_a_rejection_is_explained_too(cleaned):
    """Where lines were judged before the input was rejected, they are shown as of any other; else the reason alone."""
    rejection = Rejection("raw/menu.txt", "no-article", "0 words in 0 lines are left of 1 lines", "ab" * 32, 15)
    assert to_json(rejection) == {"source": "raw/menu.txt", "rejected": {"check": "no-article", "evidence": rejection.evidence}}
    assert "no-article: 0 words in 0 lines are left of 1 lines" in render_text(rejection, width=100, color=False)
    known = Examined(None, rejection, cleaned.lines[:1], cleaned.removals[:1], (), (), Document("raw/menu.txt", (Line(1, "Skip to content"),)))
    page = render_text(known, width=100, color=False)
    assert "− navigation" in page
    assert "1 = 0 kept + 1 removed + 0 taken" in page
    assert list(to_json(known)) == ["source", "rejected", "lines", "repairs", "removals", "clues"]


def test_a_line_of_megabytes_costs_no_more_than_its_row(cleaned):
    """One line of 20 MB is clipped before it is measured."""
    long = Cleaned(cleaned.article, (line(1, "wave " * 4_000_000, said(1, Fate.KEEP, "body", "no-objection", "no rule objects")),), (), (), ())
    assert len(render_text(long, width=100, color=False)) < 3000


def test_on_a_narrow_terminal_values_and_reasons_have_room(cleaned):
    """Below sixty columns a value stands whole on its own lines, where it was read below it, and a reason begins under the label."""
    rows = render_text(cleaned, width=40, color=False).splitlines()
    at = next(n for n, row in enumerate(rows) if row.startswith("title "))
    assert rows[at].endswith("Weir gives way")
    assert rows[at + 1].split() == ["line", "3,", "first-heading", *rows[at + 1].split()[3:]]
    reason = next(row for row in rows if "skip-link: the line says" in row)
    assert reason.startswith("      · ")
    assert all(cells(row) <= 40 for row in rows)
