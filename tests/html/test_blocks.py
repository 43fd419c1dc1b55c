"""A page's lines are what a reader sees of it, in reading order."""

from __future__ import annotations

import pytest
from lxml import html

from cleaner.html.blocks import Block, blocks, with_gaps


def found(body: str) -> list[Block]:
    return blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))


def lines(body: str) -> list[str]:
    return ["" if block is None else block.text for block in with_gaps(found(body))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>The <b>quay</b> of <a href=/f>Fern<i>holt</i></a>\n is open.</p>", ["The quay of Fernholt is open."]),
        ("<p>one</p><p>two</p>", ["one", "", "two"]),
        ("one<br><br>two<br>three", ["one", "", "two", "three"]),
        ("one<br> <br>\n<br>two", ["one", "", "two"]),
        ("<div>one<div>two</div>three</div>", ["one", "", "two", "", "three"]),
        ("<p>salt</p><ul><li>rope<li><p>tar</p><li>• oak</ul><p>end</p>", ["salt", "", "• rope", "• tar", "• oak", "", "end"]),
        ("<ol><li>rope<ul><li>hemp</li></ul></li></ol>", ["• rope", "• hemp"]),
        ("<dl><dt>Pier</dt><dd>where boats land</dd></dl>", ["Pier", "where boats land"]),
        ("<table><tr><th>Port<th>Boats</tr><tr><td>Lund<br>sö</td><td><p>4</p></td></tr></table>", ["Port | Boats", "Lund sö | 4"]),
        (f"<table><tr><td><p>{'salt ' * 90}</p><p>rope</p></td><td>menu</td></tr></table>", [("salt " * 90).strip(), "", "rope", "", "menu"]),
        ("<pre>a\n  b\n\nc</pre>", ["a", "b", "", "c"]),
        ("<figure><img alt=boat><figcaption>A boat.</figcaption></figure>", ["A boat."]),
        ("<h1>Quay</h1><blockquote><p>“Seven years.”</p></blockquote>", ["Quay", "", "“Seven years.”"]),
        ("<button>Share</button><span>12</span>", ["Share 12"]),
        ("a&nbsp;<wbr>b<!-- not shown -->c", ["a\xa0bc"]),  # the non-breaking space is a repair of its own
        ("", []),
        (" \n <p> </p>", []),
    ],
)
def test_lines_are_what_a_reader_sees(body: str, expected: list[str]) -> None:
    """Text split by inline tags is one line; blocks stand apart; entries and rows do not."""
    assert lines(body) == expected


def test_a_comment_in_code_is_no_comment_of_a_reader() -> None:
    """Highlighters call their colours so."""
    (block,) = found("<pre class=hljs><span class=hljs-comment># stage all files</span></pre>")
    assert block.markup.region == ""


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>secret</script>",
        "<style>secret</style>",
        "<template><p>secret</p></template>",
        "<noscript><p>secret</p></noscript>",
        "<p hidden>secret</p>",
        "<div style='color:red; display : none'><p>secret</p></div>",
        "<svg><title>secret</title><text>secret</text></svg>",
        "<select><option>secret</option></select>",
        "<textarea>secret</textarea>",
        "<iframe>secret</iframe>",
    ],
)
def test_what_a_browser_does_not_show_is_no_line_but_what_follows_is(unseen: str) -> None:
    """The text behind a hidden element belongs to the element around it."""
    assert lines(f"<p>salt {unseen} rope</p>" if unseen[1:4] in ("scr", "sty") else f"<div>salt {unseen} rope</div>") in (["salt rope"], ["salt", "", "rope"])


@pytest.mark.parametrize(
    "holder",
    ["<div class=accordion><div style='display:none'>{}</div></div>", "<div role=tabpanel hidden>{}</div>", "<div hidden data-part=collapsible-text>{}</div>"],
)
def test_what_a_click_unfolds_is_shown(holder: str) -> None:
    """The answers of an accordion and the second tab are text of the page."""
    assert lines("<p>salt</p>" + holder.format("<p>rope</p>")) == ["salt", "", "rope"]


def test_a_page_that_hides_more_than_it_shows_waits_for_a_script() -> None:
    """Then its text counts as shown: nothing is lost to a style sheet that never came."""
    assert lines(f"<p>Please wait.</p><div style='display:none'><p>{'salt ' * 400}</p></div>")[-1].startswith("salt salt")


def test_markup_says_where_a_line_stands() -> None:
    """Landmark, names, region, links, heading, list and figure are those of the elements around the whole line."""
    first, second, third, fourth = found(
        "<nav class='mainMenu'><ul><li><a href=/>Home</a></li></ul></nav><main><h2 id=top>Quay</h2>"
        "<aside class='js-related_posts'><p class=x>See <a rel=author href=/i>Ida Holm</a></p></aside>"
        "<figure><figcaption><span class='photo credit'>Ida Holm</span></figcaption></figure></main>"
    )
    assert (first.markup.landmark, first.markup.region, first.markup.link_share, first.markup.in_list) == ("nav", "navigation", 1.0, True)
    assert (second.markup.tag, second.markup.heading, second.markup.landmark, second.markup.words) == ("h2", 2, "main", ("top",))
    assert (third.markup.landmark, third.markup.region, third.markup.region_word) == ("aside", "promo", "js-related-posts")
    assert third.markup.words == ("x", "js-related-posts")
    assert third.markup.link_share == pytest.approx(8 / 11, abs=0.001)
    assert (fourth.markup.tag, fourth.markup.landmark, fourth.markup.in_figure) == ("span", "figcaption", True)
    assert fourth.markup.words == ("photo", "credit")
    assert [block.markup.position for block in (first, second, third, fourth)] == sorted(block.markup.position for block in (first, second, third, fourth))


def test_siblings_share_a_container() -> None:
    """Paragraphs of one element have its number, those of another not."""
    one, two, three = found("<div><p>one</p><p>two</p></div><div><p>three</p></div>")
    assert one.markup.container == two.markup.container != three.markup.container


def test_a_link_that_is_never_closed_is_no_link() -> None:
    """A page that forgets it would else be all link from there on."""
    opened = found("<p>Salt</p><a name=top>" + f"<div>{'rope and tar ' * 30}</div>" * 5)
    assert [block.markup.link_share for block in opened] == [0.0] * 6
    assert found("<a href=/1><div>Ferry sails again</div></a>")[0].markup.link_share == 1.0


def test_links_and_times_with_nothing_between_are_words_of_their_own() -> None:
    """A browser parts them by their style. A link within a word, or with a mark behind it, is left as it is."""
    page = "<body><div><a>News</a><a>Sport</a><time>2 May 2031</time><a>Ida Holm</a></div><p>The <a>quay</a>s of <a>Orm</a>, <b>Fern</b><i>holt</i> and <a>Lund</a><b>sö</b></p></body>"
    assert [block.text for block in blocks(html.document_fromstring(page))] == ["News Sport 2 May 2031 Ida Holm", "The quays of Orm, Fernholt and Lundsö"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>The quay opened.<sup><a href='#fn1'>1</a></sup> A band played.</p>", "The quay opened.¹ A band played."),
        ("<p>The quay<a href='/q#note-12'><sup>12</sup></a> opened.</p>", "The quay¹² opened."),
        ("<p>The quay was free of charge.<sup>1</sup></p>", "The quay was free of charge.¹"),
        ("<p>A quay of 86 m<sup>2</sup> for 9.<sup>99</sup> a stone</p>", "A quay of 86 m2 for 9.99 a stone"),
        ("<p>See page <a href='#p4'>4</a>.</p>", "See page 4."),
    ],
)
def test_the_mark_of_a_footnote_is_raised(body: str, expected: str) -> None:
    """As a reader sees it, so that no word ends in a number that is not its own; a square metre and a price stay as they are."""
    assert lines(body) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p><a href=/ida>Ida Holm</a><span class=role>Harbour reporter</span></p>", ["Ida Holm Harbour reporter"]),
        ("<p><span>Read more</span><a href=/q>The quay opens</a></p>", ["Read more The quay opens"]),
        ("<p><span class=m>原创</span><span class=m>林见山</span><em class=m>2031年5月1日</em></p>", ["原创 林见山2031年5月1日"]),
        ("<p><span class=dc>T</span><span>he quay is open.</span></p>", ["The quay is open."]),
        ("<p>the <i>un</i><b>usual</b> Quay<b>side</b></p>", ["the unusual Quayside"]),
        ("<p>as he said<sup>12</sup><span>Who</span> knows, the H<sub>2</sub><span>O</span></p>", ["as he said12Who knows, the H2O"]),
        (
            "<p><span class=s1>老码头的新堤岸周一正式开放，港务局长</span><span class=s2>感谢石匠们</span></p>",
            ["老码头的新堤岸周一正式开放，港务局长感谢石匠们"],
        ),
        ("<p>the <b>You</b><b>Tube</b> channel of <span>Mc</span><span>Dowell</span></p>", ["the YouTube channel of McDowell"]),
        ("<pre><span>get</span><span>Name</span></pre>", ["getName"]),
    ],
)
def test_two_pieces_of_a_line_with_a_capital_between_are_two_words(body: str, expected: list[str]) -> None:
    """Pages set a name and a role apart by a style; letters of one word have no capital behind a small one."""
    assert lines(body) == expected


def test_text_of_a_page_that_shows_no_other_counts_though_it_is_hidden() -> None:
    """Accounts in messengers print their posts so. What the characters of East Asian scripts say takes fewer of them."""
    post = "".join(
        f"<section><span>第{n}段：老码头的新堤岸周一正式开放，港务局长感谢石匠们多年的耐心，也感谢全镇居民的面包和歌声。</span></section>" for n in range(6)
    )
    assert len(lines(f"<h1>新堤岸开放</h1><div style='visibility: hidden; opacity: 0'>{post}</div>")) == 13
    assert lines(f"<h1>新堤岸开放</h1><div style='visibility: hidden'>{post}</div>{post.replace('section', 'p')}").count("") == 6


def test_a_form_around_the_headline_is_a_framework_s() -> None:
    """It says nothing of what is in it; one without the headline does."""
    assert {block.markup.landmark for block in found("<form><h1>Quay opens</h1><p>The quay is open.</p></form>")} == {""}
    assert found("<h1>Quay opens</h1><form><p>Sign up</p></form>")[1].markup.landmark == "form"


def test_a_first_letter_that_is_said_again_for_who_hears_the_page_is_said_once() -> None:
    """The large one is a picture of it."""
    assert lines("<p><span aria-hidden=true>T</span><span class=visually-hidden>T</span>he quay is open.</p>") == ["The quay is open."]
    assert lines("<p><span>T</span><span class=cap>T</span>L</p>") == ["TTL"]
