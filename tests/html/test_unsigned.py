"""Who wrote a page that no tag and no element says is written by anybody."""

from __future__ import annotations

import pytest

from cleaner.article import RawArticle
from cleaner.pipeline import examine

BODY = "".join(
    f"<p>Part {n}: the new quay of Fernholt was opened by the harbour master, who thanked the masons for their patience and the town for its bread.</p>"
    for n in "one two three four five six".split()
)


def authors(above: str, below: str = "", head: str = "", within: str = "", language: str = "en") -> tuple[str, ...]:
    page = f"<html lang={language}><head>{head}</head><body><main><h1>The quay of Fernholt opens</h1>{above}{BODY}{within}{BODY.replace('Part', 'Again')}</main>{below}</body></html>"
    article = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert article is not None
    return article.authors


@pytest.mark.parametrize("line", ["4 May 2031 - Ida Holm", "Ida Holm | 4 May 2031, 13:10", "04.05.2031 | 13:10 Uhr | Ida Holm"])
def test_a_name_and_a_day_below_the_headline(line: str) -> None:
    """And nothing else in the line."""
    assert authors(f"<p>{line}</p>") == ("Ida Holm",)


@pytest.mark.parametrize("line", ["Last Modified: 4 May 2031", "4 May 2031 - 3 min read", "<b>Best Practices</b>", "<b>OPEN BOATS</b>"])
def test_what_names_nobody(line: str) -> None:
    """A label, a heading."""
    assert authors(f"<p>{line}</p>") == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<b>Autorin/Autor</b> Ida Holm", ("Ida Holm",)),
        ("Autor: Ida Holm", ("Ida Holm",)),
        ("Written by Ida Holm", ("Ida Holm",)),
        ("<span>Haber: Derya Akıncı</span> <span>Giriş: 18.06.2031 - 10:22</span>", ("Derya Akıncı",)),
        ("Autoren Ida Holm und Per Lund", ("Ida Holm", "Per Lund")),
        ("Author: Ida Holm, Head of Bells", ("Ida Holm",)),
        ("Text von Ida Holm | Illustration von Per Lund", ("Ida Holm",)),
    ],
)
def test_a_label_says_who_wrote_it(line: str, names: tuple[str, ...]) -> None:
    """Anywhere outside the text, where nothing better names anybody."""
    assert authors("", f"<ul><li>{line}</li></ul>") == names
    assert authors("", f"<ul><li>{line}</li></ul>", head="<meta name=author content='Ada Ruiz'>") == ("Ada Ruiz",)


def test_a_label_in_the_text_is_of_what_the_text_is_about() -> None:
    """A list of books says who wrote them."""
    assert authors("", within="<p>Author: Ida Holm</p>") == ()


def test_the_name_at_the_foot() -> None:
    """In bold below the last paragraph."""
    assert authors("", "<p><b>Ida Holm</b></p>") == ("Ida Holm",)
    assert authors("", "<p><strong>Ida Holm</strong> (after <em>Reuters</em>)</p>") == ("Ida Holm",)
    assert authors("", "<p>Ida Holm (after Reuters)</p>") == ()
    assert authors("", "<p><b>Ida Holm (ed.)</b></p>") == ()


def test_a_label_within_the_line_of_the_day() -> None:
    """As Chinese portals have it, with source and font sizes."""
    assert authors("<div>2031-05-04 09:15 来源：云岭报 作者：陆知秋 字号：<a>大</a></div>", language="zh") == ("陆知秋",)


def test_a_name_alone_below_a_label_signs() -> None:
    """As pages with a list of terms have it; a label above a sentence or a brand says nothing."""
    for name, expected in (("Ida Holm", ("Ida Holm",)), ("Seven years of work", ()), ("The harbour office", ())):
        meta = f"<dl><div><dt>Words</dt><dd>{name}</dd></div><div><dt>Date</dt><dd>1 May 2031</dd></div></dl>"
        assert authors(meta) == expected
