"""Pages that are no article are told from those that are, and the settings say which are wanted."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.article import Clue, RawArticle
from cleaner.config import parse_config
from cleaner.errors import UsageError
from cleaner.html.page_type import TYPES, built_in, page_facts, page_words, type_clues
from cleaner.pipeline import examine
from cleaner.wishes import PageWishes

PARAGRAPH = "<p>Part {n}: the new quay of Fernholt was opened on Monday by the harbour master, who thanked the masons for their patience and bread.</p>"
ARTICLE = (
    '<html lang=en><head><title>Quay opens</title><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Quay opens", "author": '
    '{"name": "Ida Holm"}, "datePublished": "2031-05-01"}</script></head><body class="single single-post"><nav><ul>'
    + "".join(f"<li><a href=/{n}>Rubric {n}</a>" for n in range(8))
    + "</ul></nav><article class=post><h1>Quay opens</h1><time datetime=2031-05-01>1 May 2031</time><div class=entry-content>"
    + "".join(PARAGRAPH.format(n=n) for n in range(12))
    + "</div></article></body></html>"
)
SHOP = (
    '<html lang=en><head><title>Ropes</title><script type="application/ld+json">{"@type": "Product", "name": "Rope"}</script></head>'
    '<body class="woocommerce single-product"><div class="product summary"><h1>Hemp rope</h1><p class=price>$14.00</p>'
    '<form class=cart><button class="add-to-cart">Add to cart</button></form><p>A rope of hemp for boats of all kinds, made in Fernholt by hand since the flood.</p></div>'
    "<ul class='products related'>"
    + "".join(f"<li class=product><a href=/product/{n}>Rope {n}</a><span class=price>${n}.00</span>" for n in range(30))
    + "</ul></body></html>"
)
SHOP_URL, ARTICLE_URL = "https://ropes.example/product/hemp-rope", "https://courier.example/2031/05/01/quay-opens-after-years"


def raw(page: str, url: str) -> RawArticle:
    return RawArticle(page.encode(), "a.html", "html", url)


def test_an_article_says_that_it_is_one() -> None:
    """With how sure that is."""
    article = examine(raw(ARTICLE, ARTICLE_URL)).article
    assert article is not None
    assert article.page_type == "article"
    assert article.confidence["page_type"] > 0.8


def test_a_page_that_is_surely_none_is_rejected_under_its_kind() -> None:
    """And becomes an article when its kind is wanted."""
    rejection = examine(raw(SHOP, SHOP_URL)).rejection
    assert rejection is not None
    assert rejection.check in ("product", "collection")  # a product beside thirty others
    assert f"p({rejection.check})" in rejection.evidence
    wanted = examine(raw(SHOP, SHOP_URL), pages=PageWishes(TYPES))
    assert wanted.rejection is None or wanted.rejection.check == "no-article"


def test_text_and_short_pages_have_no_kind() -> None:
    """Nothing tells it."""
    article = examine(raw(f"<p>{PARAGRAPH * 3}</p>", ARTICLE_URL)).article
    assert article is not None
    assert article.page_type is None
    assert type_clues(None, (), ["x"] * 3, [], np.zeros(0, np.int64)) == ()


def test_chances_are_of_all_kinds_and_sum_to_one() -> None:
    """Whatever the address and the claims are."""
    for url in (None, "", "http://[", "https://x.example/?a=1"):
        marks = [block.markup for block in _blocks(ARTICLE)]
        texts = [block.text for block in _blocks(ARTICLE)]
        facts = page_facts(url, (Clue("schema_type", "Product", "json-ld"),), texts, marks, np.full(len(texts), 500))
        said = built_in().chances(facts, page_words(url, (), marks))
        assert sorted(name for name, _ in said) == sorted(TYPES)
        assert sum(chance for _, chance in said) == pytest.approx(1, abs=0.01)


def _blocks(page: str) -> list:
    from lxml import html

    from cleaner.html.blocks import blocks

    return blocks(html.document_fromstring(page))


def test_the_setting_takes_kinds_that_exist() -> None:
    """A mistyped kind would silently reject every page."""
    assert parse_config({"page_types": ["article", "forum"]}, where="clean.toml", prefix="").page_types == ("article", "forum")
    for wrong in (["articel"], [], "article"):
        with pytest.raises(UsageError, match="page_types"):
            parse_config({"page_types": wrong}, where="clean.toml", prefix="")


def test_a_standfirst_may_stay_in_the_text() -> None:
    """It is in `subtitle` either way."""
    lead = "After seven years of work the masons of Fernholt have left the harbour, and the first boats came in at dawn."
    page = ARTICLE.replace("<div class=entry-content>", f"<p class=standfirst>{lead}</p><div class=entry-content>")
    for stays in (False, True):
        article = examine(raw(page, ARTICLE_URL), pages=PageWishes(standfirst_in_text=stays)).article
        assert article is not None
        assert article.subtitle == lead
        assert (lead in article.text) is stays


def test_a_short_page_is_what_it_declares() -> None:
    """Too few lines to have a make."""
    page = "<html lang=en><head>{}</head><body><h1>Quay opens</h1><p>The new quay of Fernholt was opened on Monday by the harbour master, who thanked the masons.</p></body></html>"
    for head, kind in (("<meta property=og:type content=article>", "article"), ("", None)):
        examined = examine(RawArticle(page.format(head).encode(), "a.html", kind="html"))
        assert examined.article is not None
        assert examined.article.page_type == kind
