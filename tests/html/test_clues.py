"""What markup claims is reported with its source, broken markup too."""

from __future__ import annotations

import pytest
from lxml import html

from cleaner.html.clues import markup_clues


def claims(page: str) -> set[tuple[str, str, str]]:
    """All but the types of what JSON-LD describes, which have a test of their own."""
    return {(clue.field, clue.value, clue.source) for clue in markup_clues(html.document_fromstring(page)) if clue.field != "schema_type"}


def json_ld(data: str) -> set[tuple[str, str, str]]:
    return claims(f'<html><head><script type="application/ld+json">{data}</script></head><body><p>x</p></body></html>')


ARTICLE = '{"@type": "NewsArticle", "headline": "Quay opens"}'


def test_json_ld_says_what_an_article_is() -> None:
    """Every field of the article's own node is a clue."""
    found = json_ld(
        """{"@context": "https://schema.org", "@type": ["NewsArticle"], "headline": "Quay &amp; salt", "description": "After seven years.",
        "datePublished": "2031-05-01T08:00:00+02:00", "dateModified": "2031-05-02", "articleSection": ["Harbour", "Town"], "inLanguage": "en",
        "author": [{"@type": "Person", "name": "Ida Holm"}, "Per Lund", "https://social.example/x"], "publisher": {"name": "Fernholt Courier"},
        "license": {"url": "https://licences.example/by"}, "mainEntityOfPage": {"@type": "WebPage", "@id": "https://fernholt.example/quay"},
        "image": {"caption": "The quay at dawn."}, "isAccessibleForFree": "False"}"""
    )
    assert found == {
        ("title", "Quay & salt", "json-ld"),
        ("description", "After seven years.", "json-ld"),
        ("published_at", "2031-05-01T08:00:00+02:00", "json-ld"),
        ("modified_at", "2031-05-02", "json-ld"),
        ("section", "Harbour", "json-ld"),
        ("section", "Town", "json-ld"),
        ("language", "en", "json-ld"),
        ("authors", "Ida Holm", "json-ld"),
        ("authors", "Per Lund", "json-ld"),
        ("publisher", "Fernholt Courier", "json-ld"),
        ("license", "https://licences.example/by", "json-ld"),
        ("canonical_url", "https://fernholt.example/quay", "json-ld"),
        ("captions", "The quay at dawn.", "json-ld"),
        ("is_accessible_for_free", "false", "json-ld"),
    }


@pytest.mark.parametrize(
    "data",
    [
        f'{{"@graph": [{{"@type": "WebSite", "name": "Courier"}}, {ARTICLE}]}}',
        f"[{ARTICLE}]",
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"{ARTICLE};",
        f'{{"@type": "WebSite"}}\n{ARTICLE}',
        '{"@type": "NewsArticle", "headline": "Quay\nopens",}',
        '{"@type": "http://schema.org/NewsArticle", "headline": "<em>Quay</em> opens"}',
        '{"@type": "NewsArticle", "headline": "Quay opens"} }',
    ],
)
def test_json_ld_is_read_through_what_templates_do_to_it(data: str) -> None:
    """Graphs, arrays, comments, CDATA, raw line breaks, a comma or a bracket too many."""
    assert ("title", "Quay opens", "json-ld") in json_ld(data)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "not json",
        "null",
        "[" * 50_000,
        '{"@type": "ItemList", "itemListElement": [' + ARTICLE + "]}",
        '{"@type": 5, "headline": "x"}',
        '{"@type": "NewsArticle", "author": {"name": {"x": 1}}, "image": 7, "publisher": [null], "headline": ["", null]}',
    ],
)
def test_what_is_no_article_claims_nothing(data: str) -> None:
    """Broken data, lists of other articles and values of the wrong type are passed over."""
    assert json_ld(data) == set()


def test_references_within_a_graph_are_followed() -> None:
    """Authors are often named in a node of their own."""
    data = (
        '{"@graph": [{"@type": "Article", "headline": "Quay", "author": {"@id": "#ida"}, "publisher": {"@id": "#c"}}, '
        '{"@type": "Person", "@id": "#ida", "name": "Ida Holm"}, {"@id": "#c", "name": "Courier"}]}'
    )
    assert {("authors", "Ida Holm", "json-ld"), ("publisher", "Courier", "json-ld")} <= json_ld(data)


def test_tags_and_elements_speak_too() -> None:
    """Each claim has the name of the tag that makes it; nothing is chosen."""
    found = claims(
        """<html lang="en-GB"><head><title>Quay opens | Courier</title>
        <meta property="og:title" content="Quay opens"><meta property="og:description" content="After seven years.">
        <meta property="og:site_name" content="Courier"><meta property="article:published_time" content="2031-05-01T08:00Z">
        <meta name="Author" content="Ida Holm"><meta property="article:author" content="https://social.example/ida">
        <meta property="article:section" content="Harbour"><meta property="article:content_tier" content="locked">
        <link rel="canonical" href="https://fernholt.example/quay"></head>
        <body><h1>Quay <em>opens</em></h1><svg><title>logo</title></svg><time datetime="2031-05-01">1 May</time>
        <time class="updated" datetime="2031-05-03">3 May</time><figure><figcaption>The quay at dawn.</figcaption></figure>
        <a rel="license" href="https://licences.example/by">licence</a></body></html>"""
    )
    assert found == {
        ("language", "en-GB", "html:lang"),
        ("title", "Quay opens | Courier", "html:title"),
        ("title", "Quay opens", "og:title"),
        ("title", "Quay opens", "headline:h1"),
        ("description", "After seven years.", "og:description"),
        ("publisher", "Courier", "og:site_name"),
        ("published_at", "2031-05-01T08:00Z", "meta:article:published_time"),
        ("published_at", "2031-05-01", "time:datetime"),
        ("modified_at", "2031-05-03", "time:datetime"),
        ("authors", "Ida Holm", "meta:author"),
        ("section", "Harbour", "meta:article:section"),
        ("is_accessible_for_free", "false", "meta:article:content_tier"),
        ("canonical_url", "https://fernholt.example/quay", "link:canonical"),
        ("license", "https://licences.example/by", "a:license"),
    }


def test_the_h1_that_a_tag_repeats_is_the_headline() -> None:
    """The paper's name may be an h1 too; it is a claim like others."""
    found = claims("<html><head><title>Quay opens | Courier</title></head><body><h1>Fernholt Courier</h1><h1>Quay opens</h1></body></html>")
    assert {("title", "Quay opens", "headline:h1"), ("title", "Fernholt Courier", "h1")} <= found


def test_microdata_speaks_of_its_own_article() -> None:
    """A property outside the described article says nothing of it."""
    found = claims(
        """<html><body><span itemprop="author">Someone Else</span><div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Quay opens</h2>
        <span itemprop="author" itemscope><a itemprop="name" href="/i">Ida Holm</a></span><time itemprop="datePublished" datetime="2031-05-01">1 May</time>
        <meta itemprop="dateModified" content="2031-05-02"></div></body></html>"""
    )
    assert {claim for claim in found if claim[2].startswith("microdata")} == {
        ("title", "Quay opens", "microdata:headline"),
        ("authors", "Ida Holm", "microdata:author"),
        ("published_at", "2031-05-01", "microdata:datePublished"),
        ("modified_at", "2031-05-02", "microdata:dateModified"),
    }


def test_a_hostile_page_makes_few_clues() -> None:
    """Clues are bounded in number and length."""
    page = "<html><body>" + "".join(f"<h1>{i}</h1>" for i in range(5000)) + f"<h1>{'a' * 100_000}</h1></body></html>"
    assert 0 < len(claims(page)) <= 400


def test_types_of_described_things_are_clues() -> None:
    """Each once: what a page is can often be read from them."""
    data = '{"@graph": [{"@type": ["NewsArticle", "Article"]}, {"@type": "https://schema.org/WebPage"}, {"@type": "WebPage"}]}'
    page = html.document_fromstring(f'<html><head><script type="application/ld+json">{data}</script></head><body><p>x</p></body></html>')
    assert [clue.value for clue in markup_clues(page) if clue.field == "schema_type"] == ["NewsArticle", "Article", "WebPage"]


def test_who_comments_did_not_write_the_article() -> None:
    """Microdata of a comment stands within that of its article."""
    comment = (
        "<div itemscope itemtype='https://schema.org/Comment'><span itemprop=author>link78</span><time itemprop=datePublished datetime=2031-06-01></time></div>"
    )
    found = claims(f"<article itemscope itemtype='https://schema.org/NewsArticle'>{comment}<span itemprop=author>Ida Holm</span></article>")
    assert {(field, value) for field, value, source in found if source.startswith("microdata")} == {("authors", "Ida Holm")}


def test_the_page_s_days_where_no_article_is_described() -> None:
    """Plug-ins describe the page alone; what they say of it is another source, trusted less."""
    page = '{"@type": "WebPage", "datePublished": "2031-05-01", "dateModified": "2031-05-02", "name": "Quay"}'
    assert json_ld(page) == {("published_at", "2031-05-01", "json-ld:page"), ("modified_at", "2031-05-02", "json-ld:page")}
    assert ("published_at", "2031-05-01", "json-ld:page") not in json_ld(f"[{page}, {ARTICLE}]")


def test_a_recipe_is_described_as_an_article_is() -> None:
    """With its author and its day."""
    assert ("authors", "Ida Holm", "json-ld") in json_ld('{"@type": "Recipe", "name": "Salt herring", "author": {"name": "Ida Holm"}}')


@pytest.mark.parametrize("name", ["publication_date", "sharing:article_published_time", "citation_publication_date", "DCTERMS.issued"])
def test_names_that_tags_give_the_day(name: str) -> None:
    """Those of libraries, of content systems, of sharing tools."""
    assert ("published_at", "2031-05-01", f"meta:{name.lower()}") in claims(f'<meta name="{name}" content="2031-05-01"><p>x</p>')


@pytest.mark.parametrize("attribute", ["", ' datetime="5/1/2031 12:00:00 AM!"'])
def test_a_time_without_a_value_to_read_is_read_as_shown(attribute: str) -> None:
    """`<time>` alone, or with a value that no standard knows."""
    assert ("published_at", "May 1, 2031", "time:text") in claims(f"<p><time{attribute}>May 1, 2031</time></p>")


def test_links_to_tags_and_categories() -> None:
    """As blogs give them below a post; and a day in the title of an abbreviation."""
    found = claims("<p><a rel='category tag' href=/c>Harbour</a> <a rel=tag href=/t>bridge</a></p>")
    assert {("section", "Harbour", "a:category"), ("tags", "bridge", "a:tag")} <= found
    post = "<div itemscope itemtype='http://schema.org/BlogPosting'><abbr itemprop=datePublished title='2031-05-06T20:31:00+02:00'>8:31 PM</abbr></div>"
    assert ("published_at", "2031-05-06T20:31:00+02:00", "microdata:datePublished") in claims(post)


def test_the_time_of_a_comment_is_not_the_article_s() -> None:
    """Unless the headline stands in what is called so."""
    times = "<time datetime=2031-06-01>1 June</time>"
    assert claims(f"<main><h1>Quay</h1><ol class=comment-list><li>{times}</li></ol></main>") == {("title", "Quay", "h1")}
    assert ("published_at", "2031-06-01", "time:datetime") in claims(f"<div id=comments-layout><h1>Quay</h1>{times}</div>")


@pytest.mark.parametrize("name", ["articleAuthor", "content_author", "author.name", "cXenseParse:author"])
def test_names_that_tags_give_the_author(name: str) -> None:
    """Those of content systems and of tools that count readers."""
    assert ("authors", "Ida Holm", f"meta:{name.lower()}") in claims(f'<meta name="{name}" content="Ida Holm"><p>x</p>')


@pytest.mark.parametrize("item", ['{"name": "NAME"}', '{"item": {"@id": "/x", "name": "NAME"}}'])
def test_the_way_to_the_page_begins_with_its_rubric(item: str) -> None:
    """Behind the first page's name; a way of two steps leads from there to the page itself."""
    way = ", ".join(item.replace("NAME", name) for name in ("Fernholt Courier", "Harbour", "Quay opens"))
    assert ("section", "Harbour", "breadcrumb:json-ld") in json_ld(f'{{"@type": "BreadcrumbList", "itemListElement": [{way}]}}')
    short = ", ".join(item.replace("NAME", name) for name in ("Fernholt Courier", "Quay opens"))
    assert not any(field == "section" for field, _, _ in json_ld(f'{{"@type": "BreadcrumbList", "itemListElement": [{short}]}}'))


def test_a_scholarly_tag_has_the_last_name_first() -> None:
    """As libraries want it."""
    page = html.document_fromstring("<html><head><meta name=citation_author content='Montague, Ida'></head><body></body></html>")
    assert [(clue.field, clue.value) for clue in markup_clues(page)] == [("authors", "Ida Montague")]
