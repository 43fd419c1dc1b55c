"""RSS, Atom and what blogs export in that form: each item with a text is an article, with what stands beside it."""

from __future__ import annotations

import gzip
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from cleaner.article import RawArticle, Rejection
from cleaner.pipeline import examine
from cleaner.read import InputFile, Tally, read_file

PARAGRAPHS = [f"The ferry to Orm came in late on day {n} – the harbour office’s café had closed an hour before, and nobody knew why." for n in range(6)]
PAGE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ITEM = (
    "<item><title>Ferry {n} late</title><link>https://orm.example/{n}</link><guid>tag:{n}</guid><dc:creator><![CDATA[Ida Holm]]></dc:creator>"
    "<pubDate>Mon, 04 Mar 2024 10:0{n}:00 +0100</pubDate><category>Harbour</category><description>In short.</description>"
    "<content:encoded><![CDATA[{page}]]></content:encoded></item>"
)
NAMES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    channel = f"<channel><title>Orm Gazette</title><link>https://orm.example</link><language>en</language>{''.join(items)}</channel>"
    return f'{head}<rss version="2.0" {NAMES}>{channel}</rss>'.encode()


def items(n: int) -> list[str]:
    return [ITEM.format(n=n, page=PAGE) for n in range(n)]


def reading(tmp_path: Path, data: bytes, name: str = "feed.xml", tally: Tally | None = None) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data)
    return list(read_file(InputFile(tmp_path / name, name), tally=tally))


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.txt", "feed"])
@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="UTF-8"?>\n', ""])
def test_each_item_is_an_article(tmp_path: Path, name: str, head: str) -> None:
    """With its headline, day, author and address; the house is the channel."""
    found = reading(tmp_path, rss(*items(3), head=head), name)
    assert [one.source for one in found] == [f"{name}#1", f"{name}#2", f"{name}#3"]
    first = found[0]
    assert isinstance(first, RawArticle)
    assert (first.kind, first.url) == ("html", "https://orm.example/0")
    assert {clue.field: clue.value for clue in first.clues} == {
        "title": "Ferry 0 late",
        "url": "https://orm.example/0",
        "published_at": "Mon, 04 Mar 2024 10:00:00 +0100",
        "authors": "Ida Holm",
        "section": "Harbour",
        "publisher": "Orm Gazette",
        "language": "en",
    }
    article = examine(first).article
    assert article is not None
    assert (article.title, article.authors, article.publisher) == ("Ferry 0 late", ("Ida Holm",), "Orm Gazette")
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-03-04T09:00:00+00:00"


@pytest.mark.parametrize(
    "body", [f'<content type="html">{escape(PAGE)}</content>', f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{PAGE}</div></content>']
)
def test_atom(tmp_path: Path, body: str) -> None:
    """Escaped markup and markup as it is; the address is that of the page, the day that of publication."""
    entry = (
        '<entry><title>Ferry late</title><link rel="self" href="https://orm.example/1.atom"/><link href="https://orm.example/1"/>'
        f"<published>2024-03-04T10:00:00Z</published><updated>2024-03-05T10:00:00Z</updated><author><name>Ida Holm</name></author>{body}</entry>"
    )
    data = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Orm Gazette</title>{entry}</feed>'.encode()
    [found] = reading(tmp_path, data)
    assert isinstance(found, RawArticle)
    clues = {clue.field: clue.value for clue in found.clues}
    assert (clues["url"], clues["published_at"], clues["modified_at"], clues["authors"]) == (
        "https://orm.example/1",
        "2024-03-04T10:00:00Z",
        "2024-03-05T10:00:00Z",
        "Ida Holm",
    )
    article = examine(found).article
    assert article is not None
    assert article.text == "\n\n".join(PARAGRAPHS)


def test_items_without_a_text_are_counted(tmp_path: Path) -> None:
    """Pictures and menus of a blog's export; a feed of nothing else is a rejection."""
    picture = "<item><title>a.jpg</title><link>https://orm.example/a.jpg</link><content:encoded><![CDATA[]]></content:encoded></item>"
    tally = Tally()
    assert [one.source for one in reading(tmp_path, rss(picture, *items(1), picture), tally=tally)] == ["feed.xml#2"]
    assert tally.skipped == {"an item of a feed without a text": 2}
    [found] = reading(tmp_path, rss(picture))
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == ("empty", "no item with a text among 1")


def test_authors_as_rss_writes_them(tmp_path: Path) -> None:
    """An address with the name in brackets; an address alone is no name."""
    for said, names in (("ada@orm.example (Ada Ruiz)", ["Ada Ruiz"]), ("desk@orm.example", [])):
        [found] = reading(tmp_path, rss(f"<item><title>x</title><author>{said}</author><description>The ferry came in.</description></item>"))
        assert isinstance(found, RawArticle)
        assert found.kind == "text"
        assert [clue.value for clue in found.clues if clue.field == "authors"] == names


def test_damage_costs_what_it_hits(tmp_path: Path) -> None:
    """A stray "&" and "<" in the middle: the items around it come through, and a rejection says where it is."""
    broken = "<item><title>Fish & chips <b late</title><description>The ferry came in.</description></item>"
    *found, last = reading(tmp_path, rss(*items(2), broken, *items(2)))
    assert {one.source for one in found if isinstance(one, RawArticle)} >= {"feed.xml#1", "feed.xml#2"}
    assert isinstance(last, Rejection)
    assert last.check == "bad-record"
    assert "line 2 is no XML" in last.evidence
    *found, last = reading(tmp_path, gzip.compress(rss(*items(400)))[:-300], "feed.xml.gz")
    assert len(found) > 100
    assert isinstance(last, Rejection)
    assert last.check == "truncated"


def test_no_entity_is_expanded(tmp_path: Path) -> None:
    """Neither a bomb's nor one that names a file."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the key is under the mat", "utf-8")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "tide"}">' for n in range(9))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    for found in reading(tmp_path, rss("<item><title>x</title><description>The ferry came in. &a8; &file;</description></item>", head=head)):
        assert not isinstance(found, RawArticle) or (b"mat" not in found.data and len(found.data) < 100)


ESCAPED = "<item><title>Fish &amp; chips</title><description>&lt;p&gt;Salt &amp;amp; vinegar&lt;/p&gt;</description></item>"


@pytest.mark.parametrize(
    "careless", ["a&nbsp;b", "a & b", "a &amp b", "a\x0bb", "a &nothing; b", "x" * 1_100_000 + "&nbsp;", "<![CDATA[a & b &nbsp; ]]> &mdash;"]
)
def test_what_ends_a_document_by_the_book(tmp_path: Path, careless: str) -> None:
    """It costs nothing, and the markup of the items behind stays whole: a parser that goes on loses each "&lt;" there."""
    for pad in range(0, 45, 9):
        found = reading(tmp_path, rss(" " * pad, f"<item><title>x</title><description>{careless}</description></item>", ESCAPED))
        assert [one.source for one in found] == ["feed.xml#1", "feed.xml#2"]
        last = found[1]
        assert isinstance(last, RawArticle)
        assert last.data == b"<p>Salt &amp; vinegar</p>"
        assert [clue.value for clue in last.clues if clue.field == "title"] == ["Fish & chips"]


def test_after_a_fault_markup_stays_whole(tmp_path: Path) -> None:
    """Tags that are never closed, too."""
    *found, last = reading(tmp_path, rss("<item><title><b>x</title><description>The ferry.</description></item>", ESCAPED))
    assert isinstance(last, Rejection)
    assert b"<p>Salt &amp; vinegar</p>" in [one.data for one in found if isinstance(one, RawArticle)]


@pytest.mark.parametrize(
    ("careless", "charset"),
    [("", "utf-8"), ("", "windows-1251"), ("", "utf-16"), ("\n\n", "utf-8"), (" " * 900, "windows-1251"), ("\ufeff\n", "utf-8")],
    ids=["utf-8", "windows-1251", "utf-16", "below blank lines", "far below", "below a mark and a blank line"],
)
def test_charsets(tmp_path: Path, careless: str, charset: str) -> None:
    """What is declared, below blank lines as well."""
    text = careless + rss("<item><title>Паром</title><description>Паром опоздал.</description></item>", head="").decode()
    at = len(careless)
    data = (text[:at] + f'<?xml version="1.0" encoding="{charset}"?>' + text[at:]).encode(charset)
    [found] = reading(tmp_path, data)
    assert isinstance(found, RawArticle)
    assert found.data.decode() == "Паром опоздал."


def test_what_is_said_of_a_picture_is_not_the_text(tmp_path: Path) -> None:
    """`media:content` was taken for the item's content."""
    picture = '<media:title>Quay</media:title><media:content url="a.jpg"><media:credit>Photo: Ada Ruiz</media:credit></media:content>'
    for name in (' xmlns:media="http://search.yahoo.com/mrss/"', ""):
        data = rss(f"<item>{picture}<title>Ferry late</title><description>The ferry came in.</description></item>").replace(
            b"<rss ", b"<rss" + name.encode() + b" "
        )
        [found] = reading(tmp_path, data)
        assert isinstance(found, RawArticle)
        assert found.data == b"The ferry came in."
        assert [clue.value for clue in found.clues if clue.field == "title"] == ["Ferry late"]


def test_names_that_nobody_declared(tmp_path: Path) -> None:
    """A feed that somebody wrote by hand."""
    data = rss("<item><title>x</title><content:encoded><![CDATA[<p>The ferry.</p>]]></content:encoded></item>")
    [found] = reading(tmp_path, data.replace(NAMES.encode(), b""))
    assert isinstance(found, RawArticle)
    assert found.data == b"<p>The ferry.</p>"


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("<wp:post_type>custom_css</wp:post_type>", "custom_css"),
        ("<wp:post_type><![CDATA[attachment]]></wp:post_type>", "attachment"),
        ('<category term="http://schemas.google.com/blogger/2008/kind#settings"/>', "settings"),
        ("<blogger:type>COMMENT</blogger:type>", "comment"),
    ],
)
def test_what_an_export_holds_beside_posts_is_counted(tmp_path: Path, mark: str, kind: str) -> None:
    """Styles, pictures' descriptions, settings, comments; numbers stay those of the file."""
    tally = Tally()
    other = f"<item><title>x</title><content:encoded>.quay &#123; color: red &#125;</content:encoded>{mark}</item>"
    post = "<item><title>x</title><description>The ferry came in.</description><wp:post_type>post</wp:post_type></item>"
    assert [one.source for one in reading(tmp_path, rss(other, post), tally=tally)] == ["feed.xml#2"]
    assert tally.skipped == {f"an item of a blog's export of type {kind}": 1}


def test_blank_lines_part_the_paragraphs_of_an_export(tmp_path: Path) -> None:
    """WordPress stores no `<p>`; what stands in blocks of its own gets none."""
    body = "The <b>ferry</b> was late.\n\n<h2>The quay</h2>\n\nIt was closed."
    [found] = reading(tmp_path, rss(f"<item><title>x</title><content:encoded><![CDATA[{body}]]></content:encoded></item>"))
    assert isinstance(found, RawArticle)
    assert found.data.split(b"\n\n") == [b"<p>The <b>ferry</b> was late.</p>", b"<h2>The quay</h2>", b"<p>It was closed.</p>"]


def test_addresses_that_are_not_whole(tmp_path: Path) -> None:
    """They go on from `xml:base`."""
    data = (
        '<feed xml:base="https://orm.example/news/"><entry xml:base="2024/"><title>x</title><link href="1.html"/><content>The ferry.</content></entry></feed>'
    )
    [found] = reading(tmp_path, data.encode())
    assert isinstance(found, RawArticle)
    assert found.url == "https://orm.example/news/2024/1.html"


def test_an_item_that_is_never_closed_keeps_its_text(tmp_path: Path) -> None:
    """That of the one in it was read, and its own forgotten."""
    found = reading(tmp_path, rss("<item><title>A</title><description>Text A</description>", "<item><title>B</title><description>Text B</description></item>"))
    assert {one.data for one in found if isinstance(one, RawArticle)} == {b"Text A", b"Text B"}


def test_an_item_of_too_many_elements(tmp_path: Path) -> None:
    """They would all be held."""
    *good, last = reading(tmp_path, rss(*items(2), "<item><description>" + "<a/>" * 100_001 + "</description></item>"))
    assert len(good) == 2
    assert isinstance(last, Rejection)
    assert (last.check, last.evidence) == ("too-large", "item 3 has more than 100000 elements; what is behind cannot be read")


def test_an_address_that_cannot_be_put_together(tmp_path: Path) -> None:
    """It is as it is written; it ended the run."""
    data = '<feed xml:base="https://orm.example/"><entry><title>x</title><link href="//[x"/><content>The ferry.</content></entry></feed>'
    [found] = reading(tmp_path, data.encode())
    assert isinstance(found, RawArticle)
    assert found.url == "//[x"


@pytest.mark.parametrize(("said", "charset"), [(' encoding="UTF-8"', "windows-1252"), ("", "windows-1252"), (' encoding="utf-8"', "windows-1251")])
@pytest.mark.parametrize("pad", [0, 65_000])
def test_bytes_that_are_not_what_is_declared(tmp_path: Path, said: str, charset: str, pad: int) -> None:
    """They are read as any text's are; the parser puts a sign of damage for each."""
    text = "Паром опоздал, и никто не знал почему." if charset == "windows-1251" else "The café’s “ferry” was late – again."
    item = f"<item><title>x</title><description><![CDATA[{text}]]></description></item>"
    data = rss(" " * pad, *[item] * 20, head="").decode()
    found = reading(tmp_path, f'<?xml version="1.0"{said}?>{data}'.encode(charset))
    assert [one.data.decode() if isinstance(one, RawArticle) else one.evidence for one in found] == [text] * 20


def test_a_character_over_the_end_of_a_block_stays_whole(tmp_path: Path) -> None:
    """Bytes of UTF-8 that are cut are no others'."""
    for pad in range(8):
        found = reading(tmp_path, rss("x" * pad, "<item><title>x</title><description>" + "Å–😀" * 120_000 + "</description></item>"))
        assert [one.data.decode() if isinstance(one, RawArticle) else one.evidence for one in found] == ["Å–😀" * 120_000]
