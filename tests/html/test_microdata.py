"""Microdata speaks of the page's own article, and of cards, cited works and comments too."""

from __future__ import annotations

from lxml import html

from cleaner.html.microdata import microdata_claims

TYPE = "itemscope itemtype='https://schema.org/BlogPosting'"
CARD = "<h3>Ferry sails</h3><span itemprop=author>Per Lund</span><time itemprop=datePublished datetime=2031-06-01></time>"


def authors(body: str) -> list[str]:
    return [value for field, value, _ in microdata_claims(html.document_fromstring(f"<html><body>{body}</body></html>")) if field == "authors"]


def test_cards_in_the_article_are_of_others() -> None:
    """Teasers below the text, in elements of their own, and works that it cites; a wrapper around the article itself is the article."""
    own = "<h1>Quay opens</h1><span itemprop=author>Ida Holm</span>"
    assert authors(f"<div {TYPE}>{own}<article>{CARD}</article></div>") == ["Ida Holm"]
    assert authors(f"<div {TYPE}>{own}<li itemprop=citation itemscope itemtype='http://schema.org/ScholarlyArticle'>{CARD}</li></div>") == ["Ida Holm"]
    assert authors(f"<div {TYPE}><article>{own}</article></div>") == ["Ida Holm"]


def test_the_article_is_the_one_with_the_headline() -> None:
    """Wherever it stands among the described ones."""
    own = f"<div {TYPE}><h1>Quay opens</h1><span itemprop=author>Ida Holm</span></div>"
    assert authors(f"<div {TYPE}>{CARD}</div>{own}") == ["Ida Holm"]


def test_cards_beside_a_headline_say_nothing_of_it() -> None:
    """Where none of several described articles holds it; one alone may be a blog's whose name is the headline."""
    assert authors(f"<h1>Quay opens</h1><div {TYPE}>{CARD}</div><div {TYPE}>{CARD}</div>") == []
    assert authors(f"<h1>Fernholt blog</h1><div {TYPE}>{CARD}</div>") == ["Per Lund"]
