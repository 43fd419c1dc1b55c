"""Headline, standfirst, byline and time are found by their elements, and nothing else is taken for them."""

from __future__ import annotations

import pytest

from cleaner.article import Article, Document, RawArticle, Verdict
from cleaner.html.head import html_head
from cleaner.html.page import to_document
from cleaner.pipeline import examine
from cleaner.rules.reading import Reading

TEXT = tuple(
    f"Part {n}: the new quay of Fernholt was opened on Monday by the harbour master, who thanked the masons for their patience and the town for its bread."
    for n in "one two three four five six".split()
)
BODY = "<div class=body>" + "".join(f"<p>{text}</p>" for text in TEXT) + "</div>"
DEK = "Seven years of work have come to an end, and the ferry to Lundsö has a harbour again for the first time since the storm."


def takes(body: str, head: str = "") -> dict[str, Verdict]:
    doc = to_document(RawArticle(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "a.html", kind="html"))
    assert isinstance(doc, Document), doc
    return {verdict.kind: verdict for verdict in html_head(Reading(doc, language="en"))}


def test_the_headline_is_the_heading_that_a_tag_repeats() -> None:
    """Not the first heading: many pages give the paper's name in an h1 of its own."""
    said = takes(f"<h1>The Fernholt Courier</h1><article><h1>Quay opens</h1>{BODY}</article>", "<meta property='og:title' content='Quay opens'>")
    assert said["title"].reads == (("title", "Quay opens"),)
    assert "og:title" in said["title"].because


def test_the_only_h1_is_the_headline_when_no_tag_says_more() -> None:
    """One that is long enough to be one."""
    assert takes(f"<article><h1>The quay of Fernholt opens</h1>{BODY}</article>")["title"].because == "the page's only <h1>"
    assert "title" not in takes(f"<article><h1>News</h1>{BODY}</article>")


@pytest.mark.parametrize("name", ["standfirst", "article__dek", "c-subtitle", "vorspann", "entry-lede", "articleChapo"])
def test_a_standfirst_is_known_by_its_name(name: str) -> None:
    """Below the headline and above the first paragraph."""
    said = takes(f"<article><h1>The quay of Fernholt opens</h1><p class='{name}'>{DEK}</p>{BODY}</article>")
    assert said["subtitle"].reads == (("subtitle", DEK),)


def test_a_standfirst_is_known_by_the_description_that_repeats_it() -> None:
    """Also by one that was cut."""
    head = f"<meta property='og:description' content='{DEK[:85]}…'>"
    assert "og:description" in takes(f"<article><h1>The quay of Fernholt opens</h1><h2>{DEK}</h2>{BODY}</article>", head)["subtitle"].because


def test_the_first_of_many_paragraphs_is_no_standfirst() -> None:
    """Though many a page repeats it as its description: taking it would cut the text's beginning."""
    head = f"<meta property='og:description' content='{TEXT[0]}'>"
    assert "subtitle" not in takes(f"<article><h1>The quay of Fernholt opens</h1>{BODY}</article>", head)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p class=byline>By Ida Holm and Per Lund</p>", ["Ida Holm", "Per Lund"]),
        ("<a rel=author href=/i>Ida Holm</a>", ["Ida Holm"]),
        ("<div class='article-author'><span itemprop=author>Ida Holm</span></div>", ["Ida Holm"]),
        ("<p class=byline>From our newsroom</p>", []),
        ("<p class=weather>Ida Holm</p>", []),
    ],
)
def test_authors_are_persons_in_an_element_called_so(byline: str, names: list[str]) -> None:
    """A newsroom is no person, and a name elsewhere no author."""
    said = takes(f"<article><h1>The quay of Fernholt opens</h1>{byline}{BODY}</article>")
    assert [value for field, value in said["byline"].reads if field == "authors"] == names if names else "byline" not in said


def test_a_time_near_the_headline_is_when_it_was_published() -> None:
    """As the line has it; the attribute is a clue of its own."""
    said = takes(f"<article><h1>The quay of Fernholt opens</h1><time datetime=2031-05-01>1 May 2031</time>{BODY}</article>")
    assert said["date"].reads == (("published_at", "1 May 2031"),)


def test_the_house_behind_the_names_is_no_author() -> None:
    """A broadcaster's byline names the person and then the studio."""
    byline = "<p class=byline>Ida Holm, KLB Fernholt</p>"
    page = f"<html><head><title>Quay</title></head><body><article><h1>The quay of Fernholt opens</h1>{byline}{BODY}</article></body></html>"
    examined = examine(RawArticle(page.encode(), "a.html", "html", "https://www.klb.example/quay"))
    assert examined.article is not None
    assert examined.article.authors == ("Ida Holm",)


def test_the_only_paragraph_is_the_text() -> None:
    """Not its standfirst, though the description repeats it and the element's name says so: nothing would be left."""
    told = f"{DEK} {TEXT[0]}"
    page = f"<html><head><meta property='og:description' content='{told}'></head><body><h1>The quay of Fernholt opens</h1><p class=intro>{told}</p><p>Ida Holm</p></body></html>"
    examined = examine(RawArticle(page.encode(), "a.html", kind="html"))
    assert examined.article is not None, examined.rejection
    assert told in examined.article.text


def test_a_byline_gives_its_day_too() -> None:
    """Behind the name, in the same element."""
    said = takes(f"<article><h1>The quay of Fernholt opens</h1><p class=author>Ida Holm, 1 May 2031</p>{BODY}</article>")
    assert said["byline"].reads == (("authors", "Ida Holm"), ("published_at", "1 May 2031"))


def test_a_byline_names_whom_an_element_of_its_own_names() -> None:
    """ "Posted by" and the rest of the line are no part of a name that stands in a link."""
    said = takes(f"<article><h1>The quay of Fernholt opens</h1><p class=byline>Posted so early by <a rel=author href=/i>idah</a></p>{BODY}</article>")
    examined = examine(
        RawArticle(
            f"<article><h1>The quay of Fernholt opens</h1><p class=byline>Recipe kindly by <a rel=author href=/i>idah</a></p>{BODY}</article>".encode(),
            "a.html",
            kind="html",
        )
    )
    assert examined.article is not None
    assert examined.article.authors == ("idah",)
    assert "byline" not in said or said["byline"].reads == (("authors", "idah"),)


def test_a_day_beside_the_headline_counts_where_nothing_else_is_known() -> None:
    """A line of its own, or one with a few words beside it; never one of two days or a sentence; a change is both."""
    told = {
        "2 May 2031": "2 May 2031",
        "Ferries · 2 May 2031 · 7 comments": "2 May 2031",
        "2 to 9 May 2031 and 4 June 2031": None,
        "It was founded on 2 May 1931.": None,
    }
    for line, day in told.items():
        said = takes(f"<article><h1>The quay of Fernholt opens</h1><div>{line}</div>{BODY}</article>")
        verdict = said.get("date")
        assert (verdict.reads if verdict else None) == ((("published_at", day),) if day else None), line
    changed = takes(f"<article><h1>The quay of Fernholt opens</h1><div>Last updated 2 May 2031</div>{BODY}</article>")["date"]
    assert dict(changed.reads) == {"modified_at": "2 May 2031", "published_at": "2 May 2031"}
    known = takes(
        f"<article><h1>The quay of Fernholt opens</h1><div>Ferries · 2 May 2031</div>{BODY}</article>",
        "<meta property='article:published_time' content='2031-05-01'>",
    )
    assert "date" not in known


def test_the_headline_of_a_blog_is_that_of_the_entry() -> None:
    """Its `<h1>` is the blog's name, and its `<title>` has both."""
    page = f"<html><head><title>From my window: The quay of Fernholt opens</title></head><body><h1><a href=/>From my window</a></h1><h3 class='post-title entry-title'>The quay of Fernholt opens</h3>{BODY}</body></html>"
    examined = examine(RawArticle(page.encode(), "a.html", kind="html"))
    assert examined.article is not None
    assert examined.article.title == "The quay of Fernholt opens"
    titles = [line.line.text for line in examined.lines if line.kind == "title"]
    assert titles == ["The quay of Fernholt opens"]


@pytest.mark.parametrize(
    "begin", ["1 May 2031 – ", "(1 May 2031) ", "Fernholt, 1 May 2031 – ", "Press release of 1 May 2031 | ", "2031-05-01 ", "1 May 2031. "]
)
def test_the_day_that_a_text_begins_with(begin: str) -> None:
    """Where nothing else tells it; the line stays in the text."""
    said = examine(
        RawArticle(
            f"<html lang=en><body><article><h1>The quay of Fernholt opens</h1>{BODY.replace('Part one', begin + 'Part one')}</article>".encode(),
            "a.html",
            kind="html",
        )
    ).article
    assert said is not None
    assert said.published_at is not None
    assert said.published_at.date().isoformat() == "2031-05-01"
    assert begin.strip() in said.text


@pytest.mark.parametrize("begin", ["On 1 May 2031 the quay was closed, and ", "From 1 May 2031 on, ", "The storm of 1 May 2031 broke it: "])
def test_a_day_of_the_story_is_not_the_text_s(begin: str) -> None:
    """It is part of a sentence."""
    said = examine(
        RawArticle(
            f"<html lang=en><body><article><h1>The quay of Fernholt opens</h1>{BODY.replace('Part one', begin + 'part one')}".encode(), "a.html", kind="html"
        )
    ).article
    assert said is not None
    assert said.published_at is None


@pytest.mark.parametrize(
    ("line", "score"),
    [
        ("Published on May 1, 2031", 0.8),
        ("Date: May 1, 2031", 0.8),
        ("Last updated on May 1, 2031", 0.6),
        ("This entry was posted on May 1, 2031 at 9:00 am and is filed under <a>Bells</a>. You can follow any responses to this entry through the feed.", 0.85),
        (f"</div>{'<p>Weather</p>' * 20}<div>This page was last edited on May 1, 2031, at 09:00", 0.6),
    ],
)
def test_a_labelled_day_below_the_text(line: str, score: float) -> None:
    """Anywhere up to a few lines below the text, if it says what it is; the day of a change where there is no other."""
    page = f"<html lang=en><body><article><h1>The quay of Fernholt opens</h1>{BODY}<div>{line}</div></article>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.published_at is not None
    assert (said.published_at.date().isoformat(), said.confidence["published_at"]) == ("2031-05-01", score)


@pytest.mark.parametrize(("end", "authors"), [("<strong>Ida Holm</strong>", ("Ida Holm",)), ("Ida Holm", ()), ("<b>Signs of the Storm</b>", ())])
def test_a_name_in_bold_below_the_text(end: str, authors: tuple[str, ...]) -> None:
    """Signs it where nothing else does, as papers of some countries do."""
    page = f"<html lang=en><body><article><h1>The quay of Fernholt opens</h1>{BODY}<p style='text-align:right'>{end}</p></article>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.authors == authors


def test_the_name_beside_the_headline_comes_before_others_in_elements_called_so() -> None:
    """ "Founder Lantern House" in the bio's element is no author where the byline names one."""
    page = f"<article><h1>The quay of Fernholt opens</h1><span class=author>Ida</span>{BODY}<div class='author-card'><b class='author-title'>Lantern Press Founder</b></div></article>"
    said = examine(RawArticle(f"<html lang=en><body>{page}".encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.authors == ("Ida",)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p>Von Ida Holm, Fernholt</p>", ("Ida Holm",)),
        ("<p class=meta__author>Par Ida Holm (Fernholt, envoyée spéciale)</p>", ("Ida Holm",)),
        ("<p class=info><span class=author>كتب: سامر الحداد</span> <span class=date>نشر في: 6 مايو 2031</span></p>", ("سامر الحداد",)),
        ("<p class=info><span class=author>מאת: יעל כהן</span> <span class=date>06.05.2031</span></p>", ("יעל כהן",)),
        ("<p>Interview: Ida Holm | 06.05.2031, 18:40 Uhr</p>", ("Ida Holm",)),
        ("<div>Submitted by <span class=username>saltcat</span> on Tue, 05/06/2031 - 14:12</div>", ("saltcat",)),
    ],
)
def test_bylines_of_many_houses(line: str, authors: tuple[str, ...]) -> None:
    """A place or a role behind the name, other scripts, the day on the same line: the line is a byline, and not text."""
    page = f"<html><body><article><h1>The quay of Fernholt opens</h1>{line}{BODY}</article>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.authors == authors
    assert said.text == "\n\n".join(TEXT)


def test_a_kicker_in_the_heading_and_another_in_the_tag() -> None:
    """The heading is the headline all the same."""
    head = "<meta property='og:title' content='Fernholt: council decides on a new bridge'>"
    said = takes(f"<h1>Lantern</h1><article><h2><span>Row at the quay</span> <span>Council decides on a new bridge</span></h2>{BODY}</article>", head)
    assert said["title"].rule == "html-title"


def test_a_labelled_day_within_the_text_is_a_date() -> None:
    """Where the judge expects text; a sentence with a day in it stays."""
    page = f"<html lang=en><body><article><h1>The quay opens</h1><time datetime=2031-05-06>6 May 2031</time>{BODY}<p>First published on: 06-05-2031 at 19:40</p></article>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.text == "\n\n".join(TEXT)


def test_names_behind_a_place_end_a_japanese_text() -> None:
    """ "（オルム＝佐伯みのり）" signs it, and stays."""
    text = "フェルンホルト町議会は6日、港の旋回橋を新しい橋に架け替える議案を1票差で可決した。10年近く続いた論争に区切りがついた。"
    page = f"<html lang=ja><body><article><h1>港の旋回橋、架け替えへ 1票差で可決</h1><p>{text}</p><p>{text}</p><p>{text}（オルム＝佐伯みのり）</p></article>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert said.authors == ("佐伯みのり",)
    assert said.text.endswith("（オルム＝佐伯みのり）")


def of(body: str, head: str = "") -> Article:
    said = examine(RawArticle(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "a.html", kind="html")).article
    assert said is not None
    return said


def test_a_heading_that_leads_home_is_the_site_s_name() -> None:
    """Old blogs have it above every post, and their title begins with it."""
    post = f"<h2><a href='/?p=212'>The quay of Fernholt opens</a></h2>{BODY}"
    said = of(f"<h1><a href='/'>Fernholt Diary</a></h1>{post}", "<title>Fernholt Diary &raquo; Blog Archive &raquo; The quay of Fernholt opens</title>")
    assert (said.title, said.authors, said.text) == ("The quay of Fernholt opens", (), "\n\n".join(TEXT))
    said = of(f"<h1><a href='/quay'>The quay of Fernholt opens</a></h1>{BODY}", "<title>The quay of Fernholt opens</title>")
    assert said.title == "The quay of Fernholt opens"


@pytest.mark.parametrize("name", ["kicker", "c-overline", "article__dachzeile", "entry-eyebrow"])
def test_a_kicker_is_no_text(name: str) -> None:
    """A word or two above the headline, in an element called so."""
    said = of(f"<main><span class='{name}'>Interview</span><h1>The quay of Fernholt opens</h1>{BODY}</main>")
    assert said.text == "\n\n".join(TEXT)


def test_a_standfirst_in_the_element_of_the_text() -> None:
    """By a class that no paragraph beside it has."""
    said = of(f"<main><h1>The quay of Fernholt opens</h1><p class=intro>After seven years of waiting, boats may moor again from May.</p>{BODY}</main>")
    assert said.subtitle == "After seven years of waiting, boats may moor again from May."
    assert said.text == "\n\n".join(TEXT)


def test_a_german_label_with_a_name_is_a_byline() -> None:
    """With a headline behind it, it leads to another article."""

    def german(line: str) -> Article:
        page = f"<html lang=de><body><main><h1>Ein Fagott lügt nicht</h1><p>{line}</p>{BODY}</main></body></html>"
        said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
        assert said is not None
        return said

    said = german("Interview: Ruben Thal | 26. September 2031")
    assert said.authors == ("Ruben Thal",)
    assert said.published_at is not None
    assert said.published_at.date().isoformat() == "2031-09-26"
    assert german("Interview: Warum das Fagott im Regen spielt").authors == ()


def article(body: str, head: str = "") -> Article:
    examined = examine(RawArticle(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "a.html", kind="html"))
    assert examined.article is not None
    return examined.article


def test_each_of_several_bylines_names_an_author() -> None:
    """Each writer in an element of its own, with a role behind the name."""
    both = "<div class=byline><a href=/1>Ida Holm</a><span>Harbour correspondent</span></div><div class=byline><a href=/2>Per Lund</a><span>Data reporter</span></div>"
    assert article(f"<article><h1>The quay of Fernholt opens</h1>{both}{BODY}</article>").authors == ("Ida Holm", "Per Lund")


def test_figures_and_an_address_are_no_standfirst() -> None:
    """Counts of comments and views, and the address of who wrote it, stand between headline and text too."""
    for line in ("<div class=counts>3 comments 1,204 2 minutes read</div>", "<div>ida.holm@courier-fernholt.example</div>"):
        said = article(f"<article><h1>The quay of Fernholt opens</h1><p>By Ida Holm</p>{line}<time datetime=2031-05-01>May 1, 2031</time>{BODY}</article>")
        assert said.subtitle is None


def test_readers_in_a_book_of_condolence_are_no_authors() -> None:
    """A name and a day below what a reader wrote."""
    book = "<div class=guestbook><p>He brought me my first book.</p><span>Marv K., May 15, 2031</span></div>"
    said = article(f"<article><h1>Harold Holm of Fernholt</h1><time datetime=2031-05-14>May 14, 2031</time>{BODY}{book}</article>")
    assert (said.authors, "first book" in said.text) == ((), False)


def test_the_clock_in_the_foot_is_not_the_day_of_an_article_that_has_one() -> None:
    """Forums' software prints when it made the page."""
    meta = "<p>2031-5-18 09:26<span>|</span>发布者: <a href=/u>admin</a><span>|</span>查看: 1873<span>|</span>评论: 4</p>"
    foot = "<div><p>GMT+8, 2031-5-20 12:01 , made in 0.032 second(s), 14 queries .</p></div>"
    said = article(f"<div><h1>The quay of Fernholt opens</h1>{meta}{BODY}</div>{foot}")
    assert said.published_at is not None
    assert said.published_at.date().isoformat() == "2031-05-18"


def test_of_two_languages_a_text_may_be_in_it_is_in_the_declared_one() -> None:
    """A short text in Slovak looks Czech; a template that declares English of a German text is wrong."""
    slovak = "<p>Obec oznámila, že nový most otvoria v máji, obyvatelia naň čakajú už dva roky. Starosta poďakoval robotníkom za trpezlivosť a dobrú prácu.</p>"

    def language(lang: str, text: str) -> str | None:
        examined = examine(RawArticle(f"<html lang={lang}><body><h1>Nový most otvoria v máji</h1>{text}</body></html>".encode(), "a.html", kind="html"))
        return examined.article.language if examined.article is not None else None

    assert language("sk", slovak) == "sk"
    assert (
        language("en", "<p>Der neue Kai von Fernholt ist am Montag eröffnet worden, und der Hafenmeister dankte den Maurern für ihre Geduld.</p>" * 3) == "de"
    )


def test_what_signs_a_text_below_is_no_part_of_it() -> None:
    """East Asian houses print who wrote a text, and the address, below it; others initials; a sentence in brackets stays."""
    korean = "".join(
        f"<p>{n}번째 문단: 페른홀트의 새 부두가 월요일에 문을 열었고, 항만장은 석공들의 인내와 주민들의 빵에 고마움을 전했다.</p>" for n in range(5)
    )
    said = article(f"<article><h3>새 부두가 문을 열었다</h3>{korean}<p>정하늘 기자 sky@namhae.example</p></article>")
    assert (said.authors, "기자" in said.text) == (("정하늘",), False)
    chinese = "".join(f"<p>第{n}段：老码头的新堤岸周一正式开放，港务局长感谢石匠们多年的耐心，也感谢全镇居民的面包和歌声。</p>" for n in range(5))
    said = article(f"<article><h1>老码头的新堤岸正式开放</h1>{chinese}<p>— END —</p><p>文字 | 林见山</p><p>编辑 | 周未</p><p>（来源：静港晚报）</p></article>")
    assert (said.authors, said.text.count("\n\n")) == (("林见山",), 4)
    for line in ("(lh)", "(rkp/end)", "ida.holm@courier-fernholt.example"):
        assert article(f"<article><h1>The quay of Fernholt opens</h1>{BODY}<p>{line}</p></article>").text.endswith(TEXT[-1])
    agency = article(f"<article><h1>The quay of Fernholt opens</h1>{BODY}<p>(dpa)</p></article>")
    assert (agency.agencies, agency.text.endswith(TEXT[-1])) == (("dpa",), True)
    body = BODY.replace("</div>", "<p>(Nobody said why, and nobody asked.)</p></div>")
    assert article(f"<article><h1>The quay of Fernholt opens</h1>{body}</article>").text.endswith("nobody asked.)")


def test_words_of_buttons_are_no_standfirst() -> None:
    """A reader's tools between headline and byline."""
    tools = "<div><button>Short version of it</button><button>Listen to the text</button><button>Larger letters</button></div>"
    assert article(f"<article><h1>The quay of Fernholt opens</h1>{tools}<p>By Ida Holm | May 1, 2031</p>{BODY}</article>").subtitle is None


def test_a_standfirst_in_another_script_is_shorter() -> None:
    """A character of Korean or Chinese says as much as three of an alphabet; portals make a heading of it."""
    korean = "".join(
        f"<p>{n}번째 문단: 페른홀트의 새 부두가 월요일에 문을 열었고, 항만장은 석공들의 인내와 주민들의 빵에 고마움을 전했다.</p>" for n in range(5)
    )
    said = article(
        f"<article><header><h3>새 부두가 문을 열었다</h3><h4 class=subheading>공정률 96퍼센트…시험 운행은 1월부터</h4></header><div>{korean}</div></article>"
    )
    assert said.subtitle == "공정률 96퍼센트…시험 운행은 1월부터"
