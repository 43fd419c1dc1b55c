"""Breaks that are spelled out, marked up or put in at a width become a text's own; what only looks like them is left alone."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.article import Document, RawArticle
from cleaner.charsets import decode
from cleaner.layout import laid_out
from cleaner.pipeline import examine
from cleaner.text import to_document, undo

PARAGRAPHS = (
    "The harbour master opened the new quay on Monday and thanked the masons for their patience, who had built for two winters in the wind and the rain.",
    "The town had granted four million crowns. “This is a good day,” said Ida Holm, the mayor, who had come on the first boat of the morning, the Tern.",
    "The old wooden quay will be taken down in summer, and its planks go to the school, which wants to make well-worn benches of them for its yard.",
    "Thirty boats may lie at the new one. The first of them, loaded with salt, is expected on Thursday from Port Ansel, where a like quay is being built.",
)
CHROME = ("Home", "News", "Sport", "", "A new quay for Fernholt", "")
PLAIN = "\n".join((*CHROME, "\n\n".join(PARAGRAPHS), "", "Most read", "Ferry late again", "Salt is dearer"))


def wrapped(width: int, indent: str = "") -> str:
    return "\n".join(textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent) for line in PLAIN.split("\n"))


LAYOUTS = {
    "spelled out": PLAIN.replace("\n", "\\n"),
    "spelled out, as on Windows": PLAIN.replace("\n", "\\r\\n"),
    "as JSON writes it": PLAIN.replace("\n", "\\n").replace("“", "\\u201c").replace("”", "\\u201d"),
    "80 columns": wrapped(80),
    "72 columns, indented": wrapped(72, "   "),
    "60 columns": wrapped(60),
    "breaks of HTML": PLAIN.replace("\n", "<br />\n"),
    "breaks of HTML alone": PLAIN.replace("\n", "<br>"),
    "tags left in": PLAIN.replace("Ida Holm", '<a href="/ida">Ida Holm</a>').replace("well-worn", "<em>well-worn</em>").replace("Tern", "<I>Tern</I>"),
    "each break twice": PLAIN.replace("\n", "\n\n"),
    "numbered": "\n".join(f"{no:6}\t{line}" for no, line in enumerate(PLAIN.split("\n"), 1)),
}


def document(text: str) -> Document:
    found = to_document(RawArticle(text.encode(), "quay.txt"))
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_is_the_same_in_every_layout(layout: str) -> None:
    """Its paragraphs are lines, its title is found, and undoing the repairs gives the file."""
    examined = examine(RawArticle(LAYOUTS[layout].encode(), "quay.txt"))
    assert examined.article is not None
    assert tuple(examined.article.text.split("\n\n")) == PARAGRAPHS
    assert examined.article.title == "A new quay for Fernholt"
    assert undo(document(LAYOUTS[layout])) == LAYOUTS[layout]


VERSE = "\n".join(f"The tide comes in to lamp {n}\nand all the boats lie still,\nthe bell rings out to nobody\nbehind the hill." for n in range(9))
LEFT_ALONE = {
    "a poem": VERSE,
    "a page of short lines": "\n".join(f"Ferry {n} late again on Monday" for n in range(40)),
    "paragraphs": PLAIN,
    "code in a tutorial": "Write a line break:\n\nprint('one\\ntwo\\nthree\\nfour')\n\nIt prints four lines.\n\nThen go on.\n",
    "TeX": "We measure how $\\nu_e$ and $\\nu_\\mu$ change into $\\nu_\\tau$, and find $\\nu$ masses.",
    "tags that are spoken of": "Use <b>bold</b> for a warning and <i>italics</i> for the name of a boat: any HTML page shows them.",
    "one tag that is spoken of": "The <p> tag and the <div> element hold text.\nClose them.\n",
    "tags in code": 'The page is printed by\n\nwriteOutput("<pre>");\nwriteOutput("</pre>");\n',
    "paths": "It lies in C:\\news\\nature\\notes, and a copy in D:\\news\\north.",
    "breaks that are spoken of": r"In a pattern \n is a line feed, \r a carriage return, and \n\n two of the first kind. Write \n where you want one, which people learn first and forget first.",
    "blocks in a sentence": "The file has a <p>…</p> for each paragraph and a <section>…</section> for each part, in order.",
    "paragraphs of one length": "\n".join(["青石镇镇长星期一宣布，新桥将于下周通车，居民们等了七年，现在希望去学校的路会更短，镇上的孩子们也在等待。"] * 12),
    "a log": "\n".join(f"{n:04} 09:41 the ferry Tern came in with salt and bread and rope and tar" for n in range(40)),
    "a list with numbers": "\n".join(f"{n}. Boat {n} came in with salt" for n in range(1, 30)),
    "a table": "\n".join(f"| Boat {n:3} | salt and rope and tar and oak and stone and bread | {n * 7:5} | Port Ansel |" for n in range(30)),
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_what_only_looks_like_it_stays(text: str) -> None:
    """Verse, code, formulas, talk of tags, lists and tables are as their writers broke them."""
    assert laid_out(text) == (text, ())


def test_a_list_and_its_heading_stay_apart_where_paragraphs_are_joined() -> None:
    """A bullet begins a line anew; what hangs below one is joined to it."""
    boats = textwrap.fill("* The Tern, a boat of forty feet that was built for salt and now carries letters and bread", 70, subsequent_indent="  ")
    text = "\n\n".join((textwrap.fill(" ".join(PARAGRAPHS), 70), f"Boats that may lie there\n{boats}\n* The Gull\n* The Ark"))
    lines = [line.text for line in document(text).lines]
    assert lines == [" ".join(PARAGRAPHS), "", "Boats that may lie there", " ".join(boats.replace("\n", " ").split()), "* The Gull", "* The Ark"]


def test_who_speaks_begins_a_line_and_a_word_in_italics_does_not() -> None:
    """What is full above the next speaker is none of what that one says."""
    said = "The old quay is taken down in summer, and its planks go to the school"
    text = "\n\n".join((textwrap.fill(" ".join(PARAGRAPHS), 70), f"{said}\nHOLM: And to nobody else?", "The harbour master opened the quay, and the boat that came first, the\n_Tern_ of Port Ansel, was late."))  # fmt: skip
    lines = [line.text for line in document(text).lines if line.text]
    assert lines[1:3] == [said, "HOLM: And to nobody else?"]
    assert lines[3].endswith("came first, the _Tern_ of Port Ansel, was late.")


def test_scripts_without_spaces_are_joined_without_one() -> None:
    """A line of Chinese ends anywhere."""
    sentence = "青石镇镇长星期一宣布，新桥将于下周通车，居民们等了七年，现在希望去学校的路会更短，镇上的孩子们也在等待这一天的到来。"
    text = "\n\n".join("\n".join(textwrap.wrap(sentence * 4, 50)) for _ in range(4))
    assert [line.text for line in document(text).lines if line.text] == [sentence * 4] * 4


PIECES = st.sampled_from(["\n", "\n\n", "salt\n\n", "rope\n\n\n\n", "\\n", "\\r\\n", '\\"', "\\u201c", "\\ud83d\\udea2", "<br>", "<p>", "</p>", "<b>", "</b>", "12\t", "The quay ", "is open. ", "[1]quay ", "[2]boat ", "[3]net ", "[4]salt\n", "\n1. https://a.example\n2. https://b.example\n3. https://c.example\n", "Ünder ", "é", " ", "\x0b", "a" * 40])  # fmt: skip


def test_the_number_of_a_link_goes_where_a_text_browser_lists_the_addresses() -> None:
    """Numbers of links are no words of a byline or a paragraph; notes of a paper, and a few numbers without a list of addresses, are."""
    shown = (
        wrapped(72, "   ")
        .replace("Ida Holm", "[4]Ida Holm")
        .replace("Home", "[1]Home")
        .replace("News", "[2]News")
        .replace("Sport", "[3]Sport")
        .replace("Port Ansel", "[5]Port Ansel")
    )
    links = "\nReferences\n\n   Visible links\n" + "\n".join(f"   {no}. https://fernholt.example/{no}" for no in range(1, 6))
    text, repairs = laid_out(shown + links)
    assert "said Ida Holm, the mayor" in text
    assert "[" not in text
    assert {repair.step for repair in repairs} == {"unwrap", "link-number"}
    assert undo(to_document(RawArticle((shown + links).encode(), "page.txt"))) == shown + links
    assert "[4]" in laid_out(shown)[0]
    assert "[4]" in laid_out(shown.replace("[4]", "[1]").replace("[1]Ida", "[4]Ida").replace("[5]", "[2]") + links)[0]


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_layout_can_be_undone(pieces: list[str]) -> None:
    """Whatever is mixed."""
    for text in ("".join(pieces), textwrap.fill("".join(pieces), 60)):
        found = to_document(RawArticle(text.encode(), "quay.txt"))
        if isinstance(found, Document):
            decoded = decode(text.encode())
            assert decoded is not None
            assert undo(found) == decoded.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
