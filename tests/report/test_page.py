"""The page: one file that needs nothing else, shows every figure, and survives whatever an article says."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise

import lxml.html
import pyarrow.parquet as pq
import pytest

from cleaner.article import Cleaned, Rejection, Removal
from cleaner.errors import IntegrityError
from cleaner.report.page import MOST_BYTES, report
from cleaner.report.plots import FLOW_HEIGHT, LABEL_STEP, ribbons
from cleaner.report.words import visible


def text_of(html: str) -> str:
    return " ".join(lxml.html.fromstring(html).text_content().split())


def test_the_sums_are_on_the_page(ordinary):
    """Inputs and lines add up in words, and the rejections and duplicates are listed with their reasons."""
    page = text_of(report(ordinary))
    assert "inputs = articles + duplicates + rejections: 43 = 40 + 1 + 2." in page
    assert "lines = stay + moved + removed: 200 = 80 + 40 + 80." in page
    assert "0 words in 0 lines are left of 4 lines" in page
    assert "raw/again.txt" in page


def test_every_removed_span_has_its_reason(ordinary):
    """Each `del` and `mark` can be reached with the keyboard and is described by its own hidden reason."""
    tree = lxml.html.fromstring(report(ordinary, n=40))
    spans = tree.xpath("//del | //mark")
    assert len(tree.xpath("//del")) == 3 * 40
    assert len(tree.xpath("//mark")) == 40
    ids = [span.get("aria-describedby") for span in spans]
    assert len(set(ids)) == len(ids)
    for span, id_ in zip(spans, ids, strict=True):
        assert span.get("tabindex") == "0"
        (why,) = span.xpath(f"./span[@id='{id_}']")
        assert re.match(r"(removed: \w+|moved into title)", why.text_content())
    assert "one word that menus have · 0.90" in text_of(report(ordinary))


def test_the_page_forbids_itself_everything_else(ordinary):
    """Its policy allows one style and one script, by digest; no inline style, handler or address is in it."""
    html = report(ordinary)
    tree = lxml.html.fromstring(html)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        ((content,),) = [tree.xpath(f"//{tag}/text()")]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert tree.xpath("//@style | //@src | //link | //iframe | //form | //img | //base") == []
    assert [name for name in tree.xpath("//@*") if getattr(name, "attrname", "").startswith("on")] == []
    assert {href for href in tree.xpath("//@href") if not href.startswith("#")} == set()


HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror=fetch(1)>',
    "</style><svg/onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "' onmouseover='alert(1)",
    "<!--<script>",
)


@pytest.mark.parametrize("bad", HOSTILE)
def test_no_text_becomes_markup(version, make, bad):
    """Whatever stands in a title, caption, address, kind, rule, reason, source or rejection is shown as it is."""
    one = make(
        3,
        title=bad,
        subtitle=bad,
        captions=(bad,),
        url=bad,
        canonical_url=bad,
        publisher=bad,
        section=bad,
        source=bad,
        language=bad,
        license=bad,
        body=(bad, bad),
    )
    removals = (*one.removals, Removal(one.article.id, 20, 0, len(bad), bad, bad, bad, bad, 1.0))
    html = report(version([Cleaned(one.article, (), removals, one.fields, ()), make(4)], [Rejection(bad, bad, bad)]), label=bad)
    tree = lxml.html.fromstring(html)
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert tree.xpath("//img | //iframe | //svg[@onload] | //@onerror | //@onmouseover") == []
    assert [href for href in tree.xpath("//@href") if not href.startswith(("#", "https:", "http:"))] == []
    assert visible(bad) in "".join(tree.itertext())


def test_only_addresses_of_the_web_are_links(version, make):
    """An http(s) address is a link that says nothing of this page; others are text."""
    tree = lxml.html.fromstring(report(version([make(1, url="https://ferry.example/a?b=1&c=2"), make(2, url="data:text/html,hi")])))
    (link,) = tree.xpath("//a[not(starts-with(@href, '#'))]")
    assert link.get("href") == "https://ferry.example/a?b=1&c=2"
    assert link.get("rel") == "noopener noreferrer nofollow"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(lambda _: [], id="no article"),
        pytest.param(lambda make: [make(1)], id="one article"),
        pytest.param(lambda make: [make(n, title="So late! " * 1_200) for n in range(3)], id="titles of 10,000 characters"),
        pytest.param(
            lambda make: [make(n, title="העבורת של הילה שוב מאחרת", body=("تأخرت العبارة \u202eمرة أخرى", "שלום 👩‍👩‍👧 🛟")) for n in range(3)],
            id="right to left, emoji",
        ),
        pytest.param(lambda make: [make(n, publisher="The Aldwin Lantern" if n % 100 else "Quoyle Weekly") for n in range(200)], id="99 % of one publisher"),
        pytest.param(lambda make: [make(n, published_at=None, published_precision=None) for n in range(5)], id="no date"),
        pytest.param(lambda make: [make(n, title=None, language=None, publisher=None, confidence={}) for n in range(5)], id="nothing known"),
        pytest.param(
            lambda make: [make(0, published_at=datetime(1, 1, 1, tzinfo=UTC)), make(1, published_at=datetime(9999, 12, 31, tzinfo=UTC))], id="ends of time"
        ),
        pytest.param(lambda make: [make(1, n_lines=0, n_lines_removed=0, text="", text_lines=(), n_words=0)], id="an article of nothing"),
    ],
)
def test_extremes(version, make, rows):
    """Every version has a report, below 5 MB, with nothing that is not a number in it."""
    html = report(version(rows(make)))
    assert len(html.encode()) < MOST_BYTES
    assert not re.search(r"\bnan\b|\binf\b|None</|NaN", html)


def test_nothing_at_all(version):
    """Without an article or an input each section says so in words; no table of dashes is drawn."""
    page = text_of(report(version([])))
    assert "There was no input, and so there is no article." in page
    assert "Fields that are known" not in page
    assert "There is no article in this version." in page


def test_one_of_each_is_said_in_the_singular(version, make):
    """What a person reads first is a sentence."""
    page = text_of(report(version([make(1)])))
    assert "1 input became 1 article of 1 known publisher, published on 2031-01-02. Of 5 lines 2 were removed" in page


@pytest.mark.parametrize("numbers", [(11, 0, 1), (47, 36, 139), (1, 0, 0), (0, 0, 0), (10**6, 1, 1), (1, 1, 10**6), (3, 3, 3)])
def test_ribbons_are_as_thick_as_their_share(numbers):
    """From end to end, whatever the shares: none leaves the drawing or lies upon another, nor do their words."""
    found = ribbons([(n, "main") for n in numbers])
    assert all((one.size > 0) == (n > 0) for one, n in zip(found, numbers, strict=True))
    for one, other in pairwise(found):
        assert other.start == pytest.approx(one.start + one.size)
        assert other.top >= one.top + one.size
        assert other.label - one.label >= 44 / LABEL_STEP
    assert found[0].top >= 0
    assert found[-1].top + found[-1].size <= FLOW_HEIGHT + 4
    assert all(f".y{one.label} {{" in (resources.files("cleaner.report") / "page.css").read_text() for one in found)


def test_no_removals(version, make):
    """Where nothing was removed, the page says so."""
    assert "No line of any article was removed." in text_of(report(version([make(1)], removals=False)))


def test_the_page_ends_before_5_mb(version, make):
    """Articles that do not fit are left out of the sample, and the number that is shown is the number that is there."""
    body = ("The ferry was late. " * 1_400, "Nobody noticed. " * 180)
    tree = lxml.html.fromstring(html := report(version([make(n, body=body) for n in range(150)]), n=150))
    n = len(tree.xpath("//details"))
    assert 40 < n < 150
    assert len(html.encode()) < MOST_BYTES
    assert f"{n:,} of 150 articles" in text_of(html)


def test_long_inputs_are_cut_and_say_so(version, make):
    """A line of a million characters and an input of a thousand lines are shown in part."""
    one = make(1, body=("wave " * 200_000, "Nobody noticed."))
    many = tuple(Removal(one.article.id, 20 + n, 0, 5, "Reply", "comments", "comment-thread", "a reply", 1.0) for n in range(1_000))
    page = text_of(report(version([Cleaned(one.article, (), (*one.removals, *many), one.fields, ())])))
    assert "(1,000,000 characters)" in page or "(999,999 characters)" in page
    assert "… and 605 lines more; ‘clean explain’ shows all of them" in page


def test_change_is_shown_against_the_version_before(version, make):
    """What was added, removed and changed, and the rules that did it."""
    before = version([make(n) for n in range(10)])
    rows = [make(n) for n in range(1, 12)]
    rows[2] = Cleaned(rows[2].article, (), rows[2].removals[:1], rows[2].fields, ())
    after = version(rows, name="1.1.0")
    page = text_of(report(after, before=before))
    assert "Change against 1.0.0" in page
    assert "2 added" in re.sub(r"(\d)(added|removed|changed)", r"\1 \2", page)
    assert "Change against" not in text_of(report(after))


def test_the_same_version_gives_the_same_page(ordinary):
    """No clock, no chance."""
    assert report(ordinary) == report(ordinary)


def test_a_version_older_than_a_column(version, make):
    """A column that came later and may be null is unknown there; the report is the same otherwise."""
    folder = version([make(n) for n in range(3)])
    whole = report(folder)
    (path,) = (folder / "data").glob("*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["dup_of", "dup_cluster", "n_emails"]), path, write_page_checksum=True)
    assert report(folder) == whole
    pq.write_table(pq.read_table(path).drop_columns(["n_words"]), path, write_page_checksum=True)
    with pytest.raises(IntegrityError, match="column 'n_words' is missing"):
        report(folder)


def test_near_duplicates_are_counted(version, make):
    """Articles that say the same as an earlier one are named as such; they stay articles."""
    first = make(1)
    page = text_of(report(version([first, make(2, dup_of=first.article.id, dup_cluster=first.article.id)])))
    assert "1 articles (50 %) say nearly the same" in page


def test_a_yanked_version_says_so(version, make):
    """Whoever reads the page learns that nobody should use the version, and why; the reason is text."""
    folder = version([make(1)])
    entry = {"version": "1.0.0", "sums_sha256": None, "yanked": "dates are <b>wrong</b>"}
    (folder.parent / "index.json").write_text(json.dumps({"versions": [entry]}))
    html = report(folder)
    assert "Yanked. dates are <b>wrong</b>" in text_of(html)
    assert "<b>wrong" not in html


def test_one_enormous_article_does_not_empty_the_sample(version, make):
    """What does not fit is left out alone; names of a megabyte are cut wherever they stand."""
    one = make(0, confidence={"title": 0.0})
    many = tuple(Removal(one.article.id, 20 + n, 0, 3_000, "wave " * 600, "x" * 100_000, "y" * 100_000, "z" * 9_000, 1.0) for n in range(1_000))
    huge = Cleaned(one.article, (), many, one.fields, ())
    html = report(version([huge, *(make(n) for n in range(1, 6))]))
    assert len(html.encode()) < MOST_BYTES
    assert len(lxml.html.fromstring(html).xpath("//details")) >= 5
