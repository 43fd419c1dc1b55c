"""Pages that a browser saved as one file, and letters: the page or the text in them is the article, whatever the file is called."""

from __future__ import annotations

import base64
import gzip
import io
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import RawArticle, Rejection
from cleaner.pipeline import examine
from cleaner.read import MAX_ARTICLE_BYTES, InputFile, Tally, read_content, read_file
from cleaner.read.content import content_of
from cleaner.read.mime import is_message

TEXT = "\n\n".join(f"The ferry to Orm came in late on day {n} – the harbour office’s café had closed an hour before, and nobody knew why." for n in range(6))
PAGE = (
    "<html><head><title>Ferry late again</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Ferry late again</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in TEXT.split("\n\n"))
    + "</article></body></html>"
)
URL = "https://orm-gazette.example/ferry"


def saved(page: bytes, *, coding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """A page as Chromium saves it, with a frame and a picture."""
    coded = quopri.encodestring(page) if coding == "quoted-printable" else base64.encodebytes(page) if coding == "base64" else page
    parts = [
        (f"text/html; charset={charset}", coding, URL, coded),
        ("text/html", "quoted-printable", "https://ads.example/frame", b"<html><body>Buy a boat today</body></html>"),
        ("image/png", "base64", "https://orm-gazette.example/a.png", base64.encodebytes(b"\x89PNG\r\n" + bytes(range(256)))),
    ]
    head = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}\nSubject: =?utf-8?Q?Ferry=20late?=\nDate: Mon, 4 Mar 2024 10:00:00 -0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--x"\n\n'
    ).encode()
    body = b"".join(
        b"\n----x\nContent-Type: " + kind.encode() + b"\nContent-Transfer-Encoding: " + how.encode() + b"\nContent-Location: " + at.encode() + b"\n\n" + data
        for kind, how, at, data in parts
    )
    return (head + body + b"\n----x--\n").replace(b"\n", b"\r\n") if coding != "binary" else head + body + b"\n----x--\n"


def letter(*, html: bool = True, attached: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Orm Gazette <news@orm-gazette.example>", "reader@example.org", "Ferry late – again"
    message["Date"] = "Mon, 4 Mar 2024 10:00:00 +0100"
    message.set_content(TEXT)
    if html:
        message.add_alternative(PAGE, subtype="html")
    if attached:
        message.add_attachment("<html><body>A form to fill in</body></html>", subtype="html", filename="form.html")
    return bytes(message)


def reading(tmp_path: Path, name: str, data: bytes, tally: Tally | None = None) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data)
    return list(read_file(InputFile(tmp_path / name, name), tally=tally))


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.txt", "a"])
@pytest.mark.parametrize(("coding", "charset"), [("quoted-printable", "utf-8"), ("base64", "utf-8"), ("binary", "utf-8"), ("quoted-printable", "windows-1252")])
def test_a_saved_page_is_its_page(tmp_path: Path, name: str, coding: str, charset: str) -> None:
    """With its address and the day it was saved on; the article is that of the page itself, and what else is in the file is counted."""
    tally = Tally()
    [found] = reading(tmp_path, name, saved(PAGE.encode(charset), coding=coding, charset=charset), tally)
    assert isinstance(found, RawArticle)
    assert (found.kind, found.url, found.charset) == ("html", URL, charset)
    assert {clue.field: clue.value for clue in found.clues} == {"url": URL, "fetched_at": "2024-03-04T10:00:00"}
    assert tally.skipped == {"a part of a message of type text/html": 1, "a part of a message of type image/png": 1}
    article, page = examine(found).article, examine(RawArticle(PAGE.encode(), "page.html", "html", URL)).article
    assert article is not None
    assert page is not None
    assert (article.title, article.text) == (page.title, page.text)


@pytest.mark.parametrize(("html", "kind"), [(True, "html"), (False, "text")])
def test_a_letter_is_its_page_or_its_text(tmp_path: Path, html: bool, kind: str) -> None:
    """Its subject is the title and its day the day of publication; what is attached is not the letter."""
    [found] = reading(tmp_path, "a.eml.gz", gzip.compress(letter(html=html, attached=True)))
    assert isinstance(found, RawArticle)
    assert found.kind == kind
    assert {clue.field: clue.value for clue in found.clues} == {"title": "Ferry late – again", "published_at": "2024-03-04T10:00:00+01:00"}
    article = examine(found).article
    assert article is not None
    assert article.text == TEXT
    assert article.published_at is not None
    assert article.published_at.isoformat().startswith("2024-03-04")


def test_text_that_begins_with_labels_is_text(tmp_path: Path) -> None:
    """A press database's record, and a letter that somebody copied, say nothing of MIME."""
    data = f"Subject: Ferry late again\nDate: 4 March 2024\n\n{TEXT}".encode()
    [found] = reading(tmp_path, "a.txt", data)
    assert isinstance(found, RawArticle)
    assert (found.kind, found.data) == ("text", data)
    [found] = reading(tmp_path, "a.eml", TEXT.encode())
    assert isinstance(found, RawArticle)
    assert found.data == TEXT.encode()


def test_a_message_without_text_is_rejected(tmp_path: Path) -> None:
    """With what it holds instead."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Pictures", "ada@example.org"
    message.set_content(b"\x89PNG", "image", "png")
    [found] = reading(tmp_path, "a.eml", bytes(message))
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == ("empty", "no page and no text in the message; it has: image/png (1)")
    assert found.raw_bytes == len(bytes(message))


@given(st.integers(0, 3000), st.binary(max_size=40), st.integers(0, 400))
def test_damage_never_raises(at: int, noise: bytes, cut: int) -> None:
    """A message that is cut, or has other bytes in its middle, is an article or a rejection."""
    data = saved(PAGE.encode())
    data = data[:at] + noise + data[at + cut :]
    stream = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]
    content = content_of(stream, "a.mhtml", len(data), fields=None, max_bytes=MAX_ARTICLE_BYTES, tally=Tally())
    assert len(list(read_content(content))) == 1


def test_parts_within_parts(tmp_path: Path) -> None:
    """A thousand levels are a rejection and no traceback; ten are read."""
    for depth in (10, 3000):
        head = b"MIME-Version: 1.0\n" + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
        [found] = reading(tmp_path, "a.eml", b"Subject: x\nFrom: a@example.org\n" + head + b"Content-Type: text/plain\n\n" + TEXT.encode())
        assert isinstance(found, RawArticle) == (depth == 10)


@pytest.mark.parametrize(
    ("rest", "evidence"),
    [
        (b"\n" + b"\n--x\n" * 30_000, "a message with 30000 lines that may part it; 20000 are the most"),
        (b"A: b\n" * 300_000, "a message whose header has more than 1048576 bytes"),
    ],
)
def test_bombs_are_named(tmp_path: Path, rest: bytes, evidence: str) -> None:
    """A million parts or headers would take gigabytes."""
    [found] = reading(tmp_path, "a.eml", b"Subject: x\nFrom: a@example.org\nContent-Type: multipart/mixed; boundary=x\n" + rest)
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == ("too-large", evidence)


@pytest.mark.parametrize(
    ("data", "root"),
    [
        (b'<?xml version="1.0"?>\n<urlset><url><loc>https://orm.example</loc></url></urlset>', "urlset"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- ours --><?xml-stylesheet href="a.xsl"?>\n<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><body/></nitf>', "nitf"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><p>The quay.</p></text></TEI>', "TEI"),
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.txt", "a.html"])
def test_other_xml_is_named(tmp_path: Path, name: str, data: bytes, root: str) -> None:
    """Its tags would be published as text."""
    [found] = reading(tmp_path, name, data)
    assert isinstance(found, Rejection)
    assert found.check == "unknown-format"
    assert f"outermost element is <{root}>" in found.evidence


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1.dtd"><html><body><p>The quay.</p></body></html>',
        b'<?xml version="1.0"?>\n<div class="story"><p>The quay.</p></div>',
    ],
)
def test_pages_in_xml_are_pages(tmp_path: Path, data: bytes) -> None:
    """XHTML, and pieces of it."""
    [found] = reading(tmp_path, "a.xml", data)
    assert isinstance(found, RawArticle)
    assert found.kind == "html"


def test_the_header_may_be_longer_than_what_is_looked_at() -> None:
    """Letters that passed through many hands have 20 KB of it; a text whose lines are no headers is none, wherever it begins so."""
    head = b"Received: from a.example\n" * 900
    assert is_message((b"MIME-Version: 1.0\nContent-Type: text/plain\n" + head)[:16_384], ".txt")
    assert is_message((b"From: a@example.org\nSubject: x\n" + head)[:16_384], ".eml")
    assert not is_message(b"MIME-Version: 1.0\nContent-Type: text/plain\nare two headers of a letter.\n", ".txt")
