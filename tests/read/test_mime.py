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


HEADER = b"From: a@example.org\nSubject: Ferry late\nDate: Mon, 4 Mar 2024 10:00:00 +0100\nMIME-Version: 1.0\n"


def clues_of(found: RawArticle | Rejection) -> dict[str, str]:
    assert isinstance(found, RawArticle)
    return {clue.field: clue.value for clue in found.clues}


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Type: text/html; charset*0=a; charset*=b\n\n<p>The quay.</p>",
        "Subject: =?é?q?x?=\nContent-Type: text/html; charset=é\nContent-Disposition: é\n\n<p>The quay.</p>".encode(),
        b"Subject: " + b"=?a?q?" * 100_000 + b"\nContent-Type: text/html\n\n<p>The quay.</p>",
        b"Date: " + b"9 " * 200_000 + b"+99999999\nContent-Type: text/html\n\n<p>The quay.</p>",
    ],
    ids=["a charset in pieces", "coded words of no charset", "a subject of coded words without end", "a day without end"],
)
def test_headers_that_the_library_fails_at(tmp_path: Path, rest: bytes) -> None:
    """They cost themselves, and no time that grows with the square."""
    [found] = reading(tmp_path, "a.eml", b"X-A: b\nReceived: c\nMessage-ID: d\n" + b"X-Pad: e\n" * 2000 + rest)
    assert isinstance(found, RawArticle)
    assert found.data == b"<p>The quay.</p>"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_headers_that_are_not_coded(tmp_path: Path, charset: str) -> None:
    """Many programs write a subject's bytes as they are."""
    [found] = reading(tmp_path, "a.eml", HEADER.replace(b"Ferry late", "Café late – again".encode(charset)) + b"Content-Type: text/plain\n\nThe quay.")
    assert clues_of(found)["title"] == "Café late – again"


@pytest.mark.parametrize("first", [b"From - Mon Mar 04 10:00:00 2024\n", b"X_Spam.Score: 1\n"])
def test_first_lines_of_letters(tmp_path: Path, first: bytes) -> None:
    """A letter out of a box of many, and names that only machines write."""
    [found] = reading(tmp_path, "a.eml", first + HEADER + b"Content-Type: text/plain\n\nThe quay.")
    assert isinstance(found, RawArticle)
    assert found.data == b"The quay."
    assert clues_of(found)["title"] == "Ferry late"


@pytest.mark.parametrize("told", [b'Content-Type: multipart/related; start="<page@x>"; boundary=b', b"Snapshot-Content-Location: https://orm.example/a"])
def test_the_page_may_stand_behind_a_frame(tmp_path: Path, told: bytes) -> None:
    """Where the message says which part is the page."""
    kind = b"" if b"boundary" in told else b"\nContent-Type: multipart/related; boundary=b"
    parts = (
        b"\n\n--b\nContent-Type: text/html\nContent-ID: <frame@x>\nContent-Location: https://ads.example/f\n\n<html><p>Buy a boat</p></html>"
        b"\n--b\nContent-Type: text/html\nContent-ID: <page@x>\nContent-Location: https://orm.example/a\n\n<html><p>The quay.</p></html>\n--b--\n"
    )
    [found] = reading(tmp_path, "a.mht", b"From: <Saved by Opera>\nSubject: x\nMIME-Version: 1.0\n" + told + kind + parts)
    assert isinstance(found, RawArticle)
    assert (found.url, b"The quay." in found.data) == ("https://orm.example/a", True)


def test_a_page_without_anything_leaves_the_text(tmp_path: Path) -> None:
    """Some programs send an empty one beside it."""
    body = b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe quay.\n--b\nContent-Type: text/html\n\n\n--b--\n"
    [found] = reading(tmp_path, "a.eml", HEADER + body)
    assert isinstance(found, RawArticle)
    assert found.data == b"The quay."


@pytest.mark.parametrize("said", [b"See below.", b""])
def test_letters_that_are_passed_on(tmp_path: Path, said: bytes) -> None:
    """A letter is what it says itself; where it says nothing, what it passes on, with the subject and the day of that."""
    tally = Tally()
    outer = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + said
    inner = b"\n--b\nContent-Type: message/rfc822\n\nFrom: c@example.org\nSubject: The quay\nContent-Type: text/html\n\n<p>The quay.</p>\n--b--\n"
    [found] = reading(tmp_path, "a.eml", HEADER + outer + inner, tally)
    assert isinstance(found, RawArticle)
    assert (found.data, clues_of(found)["title"]) == ((said, "Ferry late") if said else (b"<p>The quay.</p>", "The quay"))
    assert tally.skipped == {f"a part of a message of type {'message/rfc822' if said else 'text/plain'}": 1}


@pytest.mark.parametrize(("how", "between"), [(b"", b" "), (b"; DelSp=yes", b"")])
@pytest.mark.parametrize("line_break", [b"\n", b"\r\n"])
def test_lines_that_flow_are_put_together(tmp_path: Path, how: bytes, between: bytes, line_break: bytes) -> None:
    """Mail programs break paragraphs at 72 characters, and say so by a space at the end."""
    lines = [b"The ferry", *[b"came in late "] * 3, b"at night.", b"", b" From Orm.", b"-- ", b"Ada", b""]
    [found] = reading(tmp_path, "a.eml", HEADER + b"Content-Type: text/plain; format=flowed" + how + b"\n\n" + line_break.join(lines))
    assert isinstance(found, RawArticle)
    flown = b"came in late" + between
    assert found.data.split(line_break) == [b"The ferry", flown * 3 + b"at night.", b"", b"From Orm.", b"-- ", b"Ada", b""]


@pytest.mark.parametrize(
    ("rest", "evidence"),
    [
        (b"Content-Type: text/html; a=" + b";" * 40_000 + b"\n\nx", "a message with a Content-Type of more than 16384 bytes"),
        (
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(90)) + b"\na" * 300_000,
            "a message of 300274 lines and with so many things that part it that reading it takes 28225756 looks",
        ),
    ],
)
def test_what_would_take_hours_is_named(tmp_path: Path, rest: bytes, evidence: str) -> None:
    """The library looks at each line for each border, and at a type's semicolons for each of them."""
    [found] = reading(tmp_path, "a.eml", HEADER + rest)
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == ("too-large", evidence)


def test_a_page_that_begins_with_a_picture_is_a_page(tmp_path: Path) -> None:
    """Pieces of pages begin with the icons that are drawn in them."""
    [found] = reading(tmp_path, "a.html", b'<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>\n<div><p>The quay of Fernholt is being rebuilt.</p></div>')
    assert isinstance(found, RawArticle)
    assert found.kind == "html"
