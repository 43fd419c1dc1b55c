"""An article that only scripts would show is read from their data."""

from __future__ import annotations

import json
from html import escape

import pytest

from cleaner.article import RawArticle
from cleaner.html.scripts import article_in_scripts
from cleaner.pipeline import examine

PARAGRAPHS = [
    "The ferry to Orm left an hour late on Monday, and nobody on the quay could say why. Passengers waited in the rain.",
    "“We were told nothing,” said Ida Holm, who had come to visit her sister on the island. The harbour office had closed at noon.",
    "A spokesman for the line said later that a pump had failed. The boat will be in dock until Thursday, he said, and a smaller one will sail.",
    "The smaller boat takes forty people. On a summer Monday the line carries three hundred. The town council will meet tonight.",
]
TEXT = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def shell(script: str) -> str:
    return f"<!doctype html><html><head><title>Ferry late</title></head><body><div id=root></div>{script}<script src=/app.js></script></body></html>"


def page(data: object, head: str = '<script type="application/json" id="__NEXT_DATA__">', foot: str = "</script>") -> str:
    return shell(head + json.dumps(data) + foot)


SHELLS = [
    page({"@type": "NewsArticle", "headline": "Ferry late", "articleBody": TEXT}, '<script type="application/ld+json">'),
    page({"props": {"pageProps": {"article": {"title": "Ferry late", "body": HTML}}}}),
    page({"post": {"title": "Ferry late", "content": PARAGRAPHS}}),
    page({"post": {"title": "Ferry late", "paragraphs": [{"type": "p", "text": text} for text in PARAGRAPHS]}}),
    page({"a": {"title": "Ferry late", "text": TEXT}}, "<script>window.__STATE__ = ", ";</script>"),
    page({"a": {"title": "Ferry late", "blocks": [{"type": "paragraph", "data": {"text": text}} for text in PARAGRAPHS]}}),
    shell(f'<div id="app" data-page="{escape(json.dumps({"props": {"post": {"title": "Ferry late", "body": HTML}}}))}"></div>'),
    shell(f"<noscript><h1>Ferry late</h1>{HTML}</noscript>"),
    shell(f"<noscript><h1>Ferry late</h1><div>{HTML.replace('<p>The smaller', '<noscript><p>The smaller')}"),
    page({"a": {"title": "Ferry late", "body": [{"_type": "block", "children": [{"text": text[:9]}, {"text": text[9:]}]} for text in PARAGRAPHS]}}),
]


@pytest.mark.parametrize("html", SHELLS)
def test_the_body_in_the_data_becomes_the_article(html: str) -> None:
    """JSON-LD, a framework's state, HTML in it, lists of paragraphs; and the ledger says where it came from."""
    examined = examine(RawArticle(html.encode(), "ferry.html", "html"))
    assert examined.article is not None, examined.rejection
    assert examined.article.text.split("\n\n") == PARAGRAPHS
    assert examined.article.title == "Ferry late"
    assert [repair.step for repair in examined.repairs].count("script-data") == 1


@pytest.mark.parametrize("shown", ["", TEXT])
def test_a_declared_body_is_put_in_only_where_the_page_does_not_show_it(shown: str) -> None:
    """A page of teasers and a form that waits for its script is no empty shell; one that shows its text needs no other."""
    chrome = "".join(
        f"<div class=teaser><h3>Boat {n}</h3><p>Boat {n} came in with salt and rope and will leave on Friday with the tide.</p></div>" for n in range(8)
    )
    data = json.dumps({"@type": "BlogPosting", "headline": "Ferry late", "articleBody": "\n\n".join(f"{text} {text[:40]}" for text in PARAGRAPHS)})
    body = "".join(f"<p>{text}</p>" for text in shown.split("\n\n") if text)
    html = (
        f'<html><head><title>Ferry late</title><script type="application/ld+json">{data}</script></head><body><h1>Ferry late</h1>{body}{chrome}</body></html>'
    )
    examined = examine(RawArticle(html.encode(), "ferry.html", "html"))
    assert [repair.step for repair in examined.repairs].count("script-data") == (0 if shown else 1)
    assert examined.article is not None
    assert all(text in examined.article.text for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "script",
    [
        "",
        '<script type="application/json">{"body": "too short. It is. Really."}</script>',
        f'<script type="application/json">{{"body": "{"word " * 300}"}}</script>',
        '<script type="application/json">{"body": </script>',
        "<script>window.x = " + "[" * 30_000 + "</script>",
        '<script type="application/json">{"body": {"text": null}, "content": [1, {"text": 5}, []]}</script>',
    ],
)
def test_an_empty_shell_stays_one(script: str) -> None:
    """Broken data, strings that are no text: the page is rejected with that reason."""
    examined = examine(RawArticle(shell(script).encode(), "ferry.html", "html"))
    assert examined.rejection is not None
    assert examined.rejection.check == "empty-shell"


def test_the_declared_body_comes_before_a_longer_text() -> None:
    """A widget's text may be longer than the article."""
    from lxml import html

    data = {"widget": {"content": TEXT + "\n\n" + TEXT.replace("ferry", "bus")}, "article": {"articleBody": TEXT, "headline": "Ferry late"}}
    found = article_in_scripts(html.document_fromstring(page(data)))
    assert found is not None
    assert found[0] == "Ferry late"
    assert list(found[1]) == PARAGRAPHS


def test_a_post_in_a_template_is_read() -> None:
    """A blog that shows its post when a script has run has it in the page, as HTML; a pattern with gaps is none."""
    menu = "<ul>" + "".join(f"<li><a href=/{n}>Archive of the year {2000 + n}</a></li>" for n in range(30)) + "</ul>"
    page = f"<html><head><title>Ferry late</title></head><body>{menu}<h2>Ferry late</h2><div><script type='text/template'>HERE</script></div></body></html>"
    examined = examine(RawArticle(page.replace("HERE", HTML).encode(), "a.html", kind="html"))
    assert examined.article is not None, examined.rejection
    assert examined.article.text == TEXT
    assert examine(RawArticle(page.replace("HERE", HTML + "<p>{{ author }}</p>").encode(), "a.html", kind="html")).article is None


def flight(data: object, text: str = "") -> str:
    """A page whose data a server of React sends in two pieces, a long text in a row of its own."""
    rows = (f"1a:T{len(text.encode()):x},{text}" if text else "") + "5:" + json.dumps(["$", "$L12", None, data]) + "\n"
    half = len(rows) // 2
    pushed = "".join(f"<script>self.__next_f.push([1,{json.dumps(piece).replace('</', '<' + chr(92) + '/')}])</script>" for piece in (rows[:half], rows[half:]))
    return shell("<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + pushed)


@pytest.mark.parametrize(
    "html", [flight({"story": {"headline": "Ferry late", "body": HTML}}), flight({"story": {"headline": "Ferry late", "body": "$1a"}}, HTML)]
)
def test_data_in_pieces(html: str) -> None:
    """Put together first; a text in a row of its own stands where it is named."""
    examined = examine(RawArticle(html.encode(), "ferry.html", "html"))
    assert examined.article is not None, examined.rejection
    assert examined.article.text.split("\n\n") == PARAGRAPHS
    assert examined.article.title == "Ferry late"


@pytest.mark.parametrize(
    "broken", ["self.__next_f.push([1,", 'self.__next_f.push([1,"5:{"])', 'self.__next_f.push([1,"1a:Tfffffff,x"])', 'self.__next_f.push([1,"\\ud800"])']
)
def test_broken_pieces_are_none(broken: str) -> None:
    """They break nothing."""
    examined = examine(RawArticle(shell(f"<script>{broken}</script><script>{'x' * 3000}</script>").encode(), "ferry.html", "html"))
    assert examined.rejection is not None
    assert examined.rejection.check == "empty-shell"


def test_day_and_names_beside_the_body() -> None:
    """Those of the nearest thing around that has them, whatever the house calls them."""
    story = {
        "title": "Ferry late",
        "publishedAt": "2031-05-06T16:01:22Z",
        "authors": [{"name": "Ida Holm"}, {"name": "Per Lund"}],
        "content": {"blocks": PARAGRAPHS},
    }
    article = examine(RawArticle(page({"site": {"name": "Courier"}, "story": story}).encode(), "ferry.html", "html")).article
    assert article is not None
    assert article.authors == ("Ida Holm", "Per Lund")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2031-05-06T16:01:22+00:00"
    assert article.text.split("\n\n") == PARAGRAPHS


def test_the_state_of_one_assignment_among_several() -> None:
    """A script that sets a site, then the story, then how the story was asked for; a text in Korean says as much in a third of the characters."""
    told = [
        f"{n}번째 문단: 산골 분교에서 삼 년 만에 입학식이 열렸다. 전교생은 넷이고, 종을 친 사람은 올해 정년을 맞는 교사였다. 마을 사람들은 떡을 쪘다고 한다."
        for n in range(4)
    ]
    elements = ",".join(f'{{"type":"text","content":"{text}"}}' for text in told)
    script = (
        'window.Site=window.Site||{};Site.arc="x";Site.content={"headline":"산골 분교에 돌아온 종소리","display_date":"2031-03-04T00:30:00Z",'
        f'"content_elements":[{elements}]}};Site.config={{"source":"story"}};'
    )
    page = f"<html lang=ko><head><title>산골 분교에 돌아온 종소리</title><script src=/a.js></script></head><body><div id=app></div><script>{script}</script></body></html>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.text == "\n\n".join(told)
