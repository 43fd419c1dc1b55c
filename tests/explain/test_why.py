"""One line, asked for by its number: every reason, what the judge saw, and a way to overrule it that works."""

import json
import re

import pytest

from cleaner.article import Fate, RawArticle
from cleaner.errors import UsageError
from cleaner.explain import ask, render_why, why_json
from cleaner.pipeline import examine
from cleaner.publishers import Publishers, load_publishers, read_publisher
from cleaner.terminal import cells

PAGE = """\
Skip to content

Weir gives way above Little Ottering

By Ada Fennimore

The weir above Little Ottering gave way at dawn on Tuesday, and by noon the mill pond was a meadow with a boat in it.

“We heard it before we saw it,” said Piers Oldacre, who has minded the sluice for thirty years and was asleep beside it.

ADVERTISEMENT

Nobody was hurt. The river board will lower the bed above Little Ottering before it builds another weir, and the trout will manage. AP

Sign up for our newsletter
"""


@pytest.fixture
def raw() -> RawArticle:
    return RawArticle(PAGE.encode(), "raw/weir.txt", url="https://ottering-echo.example/weir")


@pytest.mark.parametrize("no", [1, 3, 5, 7, 9, 11, 13, 15])
def test_it_says_what_the_whole_page_says(raw, no):
    """The fate of a line does not depend on how one asks for it."""
    known = examine(raw, publishers=load_publishers())
    why = ask(raw, no, load_publishers())
    assert why.line == next(line for line in known.lines if line.no == no)
    assert 0 <= why.chance <= 1


def test_the_judge_says_what_weighed_most(raw):
    """A line it decided, and one that it was not asked about, have the strongest of what it saw, with their signs."""
    why = ask(raw, 7, load_publishers())
    assert why.was_judged
    assert len(why.moves) == 12
    assert [abs(move.margin) for move in why.moves[:6]] == sorted((abs(move.margin) for move in why.moves[:6]), reverse=True)
    assert not ask(raw, 1, load_publishers()).was_judged


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_page_of_a_line(raw, width):
    """At any width it holds the text, each part with its fate, rule and reason, and no row is too wide, but for what is to be copied."""
    page = render_why(ask(raw, 13, load_publishers()), width=width, color=False)
    flat = " ".join(page.split())
    assert "fate stays in the text: Nobody was hurt." in flat
    assert "fate moved into a field: AP" in flat
    assert "reads agencies = AP" in flat
    assert all(cells(row) <= width for row in page.splitlines() if not row.startswith("line = "))


def test_what_it_says_to_write_works(raw):
    """The entry that is shown, put into a publisher's file, gives the line the other fate; keep comes before everything else."""
    page = render_why(ask(raw, 15, load_publishers()), width=100, color=False)
    assert "'clean init --publisher ottering-echo.example' begins one" in " ".join(page.split())
    entry = page[page.index("[[keep]]") : page.index('reason = "…"')] + 'reason = "the name of a column"\n'
    publisher = read_publisher(f'name = "The Ottering Echo"\nhosts = ["ottering-echo.example"]\n{entry}', key="echo", where="publishers/echo.toml")
    before, after = (ask(raw, 15, publishers).line for publishers in (load_publishers(), Publishers([publisher])))
    assert before.fate is Fate.DROP
    assert (after.fate, after.verdicts[0].rule) == (Fate.KEEP, "publisher:echo")


def test_against_a_keep_of_the_publishers_own_file(raw):
    """A drop beside a keep is never asked, so the advice names the entry that has to go; without it the line has its other fate."""
    entry = '[[keep]]\nline = "Sign up for our newsletter"\n'
    head = 'name = "The Ottering Echo"\nhosts = ["ottering-echo.example"]\n'
    publishers = Publishers([read_publisher(f'{head}{entry}reason = "a column"', key="echo", where="publishers/echo.toml")])
    page = " ".join(render_why(ask(raw, 15, publishers), width=100, color=False).split())
    assert "take this entry out of publishers/echo.toml, or bound it with since and until; [[keep]] is asked before [[drop]]:" in page
    assert page.endswith(" ".join(entry.split()))
    assert ask(raw, 15, Publishers([read_publisher(head, key="echo", where="publishers/echo.toml")])).line.fate is Fate.DROP


def test_a_built_in_file_is_copied_before_it_is_added_to():
    """A file of one's own of that name replaces the built-in one, and the advice says how to keep what that knows."""
    page = " ".join(render_why(ask(RawArticle(PAGE.encode(), "weir.txt", url="https://www.bbc.com/a"), 15, load_publishers()), width=100, color=False).split())
    assert "in publishers/bbc.toml, for this line" in page
    assert "that file is built in, and one of yours replaces it; 'clean init --publisher bbc" in page


def test_lines_that_are_not_there(raw):
    """Blank lines and lines behind the end are said in a sentence, with those that are near."""
    with pytest.raises(UsageError, match=r"raw/weir\.txt: line 2 is blank; near it are 1, 3, 5"):
        ask(raw, 2, load_publishers())
    with pytest.raises(UsageError, match=r"has no line 400: it has 1[56]"):
        ask(raw, 400, load_publishers())
    with pytest.raises(UsageError, match="has no lines: it was rejected"):
        ask(RawArticle(b"\x00\x01\x02" * 99, "x.bin"), 1, load_publishers())


def test_json(raw):
    """The keys are a promise to scripts."""
    data = json.loads(json.dumps(why_json(ask(raw, 11, load_publishers()))))
    assert list(data) == ["source", "line", "repairs", "markup", "judge", "publisher", "host"]
    assert data["line"]["rule"] == "advertisement-label"
    assert data["judge"]["was_asked"] is False


def test_no_text_reaches_the_terminal_raw():
    """Escape sequences in the line, the source and the address are shown as escapes."""
    bad = "\x1b]0;owned\x07\u202eevil"
    page = render_why(ask(RawArticle(f"{bad} Advertisement {bad}\n{PAGE}".encode(), bad, url=f"https://{bad}/"), 1, load_publishers()), width=80, color=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page)
