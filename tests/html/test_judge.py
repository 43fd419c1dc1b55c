"""The judge of blocks tells text from chrome, and the ledger says why in words of the page."""

from __future__ import annotations

import pytest

from cleaner.article import Examined, Fate, RawArticle
from cleaner.html.head import html_head
from cleaner.html.judge import html_judge
from cleaner.pipeline import examine

TEXT = tuple(
    f"Part {n}: the new quay of Fernholt was opened on Monday by the harbour master, who thanked the masons for their patience and the town for its bread."
    for n in "one two three four five six".split()
)
BODY = "".join(f"<p>{text}</p>" for text in TEXT)
PAGE_RULES = {"html-head": html_head, "html-judge": html_judge}


def judged(body: str, head: str = "") -> Examined:
    page = f"<html lang=en><head>{head}</head><body>{body}</body></html>"
    return examine(RawArticle(page.encode(), "a.html", kind="html"), rules=PAGE_RULES)


def verdict(examined: Examined, text: str) -> tuple[str, str, str]:
    line = next(line for line in examined.lines if text in line.text)
    return line.fate.value, line.kind, line.verdicts[0].because


def test_every_line_outside_has_a_kind_and_a_reason() -> None:
    """Menus, teasers and notes around the text are in the ledger, each by what it stands in."""
    examined = judged(
        f"<nav><a href=/>Weather and tides</a></nav><article>{BODY}</article>"
        "<aside class='related-articles'><a href=/1>Ferry to Lundsö sails again</a></aside><footer>Printed by the Fernholt Courier</footer>"
    )
    assert examined.article is not None
    assert examined.article.text == "\n\n".join(TEXT)
    fate, kind, because = verdict(examined, "Weather")
    assert (fate, kind) == ("drop", "navigation")
    assert because.startswith("p(text) 0.0")
    assert "of <nav>" in because
    assert "100% of its characters are links" in because
    fate, kind, because = verdict(examined, "Lundsö")
    assert (fate, kind) == ("drop", "promo")
    assert '"related-articles"' in because
    assert verdict(examined, "Printed by")[:2] == ("drop", "navigation")


def test_a_caption_moves_to_its_field_and_its_credit_too() -> None:
    """Wherever the figure stands."""
    examined = judged(f"<article>{BODY}<figure><img src=q><figcaption>The quay at dawn. Photo: Ines Karlsen/AFP</figcaption></figure></article>")
    assert examined.article is not None
    assert examined.article.captions == ("The quay at dawn.",)
    assert examined.article.credits == ("Photo: Ines Karlsen/AFP",)
    assert "dawn" not in examined.article.text


def test_a_link_that_is_no_sentence_is_no_part_of_the_text() -> None:
    """But a sentence that happens to be a link is."""
    examined = judged(
        f"<article>{BODY}<p><a href=/2>All about the harbour and its boats</a></p><p>It <a href=/3>ends here</a>, said Ida Holm of the town.</p></article>"
    )
    assert verdict(examined, "All about")[0] == "drop"
    assert verdict(examined, "It ends here")[0] == "keep"


def test_a_menu_that_is_never_closed_does_not_swallow_the_article() -> None:
    """Then everything is in <nav>, and that says nothing."""
    examined = judged(f"<nav><a href=/>Weather</a><div>{BODY * 2}</div>")
    assert examined.article is not None
    assert set(TEXT) <= set(examined.article.text.split("\n\n"))


def test_headings_of_the_text_are_headings() -> None:
    """By the page's own elements."""
    examined = judged(f"<article>{BODY}<h2>What is next</h2>{BODY.replace('Part', 'Again')}</article>")
    assert examined.article is not None
    assert examined.article.headings == ("What is next",)
    assert verdict(examined, "What is next")[:2] == ("keep", "heading")
    assert verdict(examined, "Again one")[2].startswith("p(text) ")


def test_text_documents_are_not_judged_by_markup() -> None:
    """The rules say nothing of a document without it."""
    examined = examine(RawArticle("\n\n".join(TEXT).encode(), "a.txt"), rules=PAGE_RULES)
    assert all(line.fate is Fate.KEEP and not line.verdicts[0].rule.startswith("html") for line in examined.lines)


def test_a_class_names_a_caption_below_a_picture_alone() -> None:
    """Pages older than <figcaption> call it by a class. The same class elsewhere says nothing, and one that merely contains the word neither."""
    examined = judged(f"<article>{BODY}<div class=photo><img src=q><p class='wp-caption-text'>The quay at dawn, before the bread came</p></div></article>")
    assert examined.article is not None
    assert examined.article.captions == ("The quay at dawn, before the bread came",)
    fate, kind, because = verdict(examined, "at dawn")
    assert (fate, kind) == ("take", "caption")
    assert because.startswith('called "wp-caption-text", below a picture; p(text) 0.')
    for other in ("<p class='wp-caption-text'>The quay at dawn</p>", "<div><img src=q><p class=captioned-tours>The quay at dawn</p></div>"):
        examined = judged(f"<article>{BODY}</article><div>{other}</div>")
        assert examined.article is not None
        assert examined.article.captions == ()


def test_a_block_of_code_is_kept_whole() -> None:
    """Lines of it look like chrome one by one; a program without its middle is worse than one too many."""
    code = "boat = find(7)\nif boat.late:\n    ring(bell)\n\n# home\ntie(boat)"
    examined = judged(f"<article><h1>How to ring</h1>{BODY[: len(BODY) // 2]}<pre class=code><code>{code}</code></pre>{BODY[len(BODY) // 2 :]}</article>")
    fates = {verdict(examined, text)[:2] for text in ("find(7)", "boat.late", "ring(bell)", "# home", "tie(boat)")}
    assert fates == {("keep", "body")}
    assert "a block of code of 5 lines" in verdict(examined, "tie(boat)")[2]


def test_an_element_that_holds_the_headline_is_no_menu() -> None:
    """Whatever it is called, headline and day in it are read."""
    head = "<meta property='og:title' content='The quay of Fernholt opens'>"
    page = f"<div class='breadcrumb-layout has-sharing'><header><h1>The quay of Fernholt opens</h1><p><a href=/h>Harbour</a></p><p>1 May 2031</p></header></div><div>{BODY}</div>"
    said = examine(RawArticle(f"<html lang=en><head>{head}</head><body>{page}</body></html>".encode(), "a.html", kind="html"))
    assert said.article is not None
    assert verdict(said, "The quay of Fernholt opens")[:2] == ("take", "title")
    assert said.article.published_at is not None


def test_links_right_below_the_title_of_a_list_go_with_it() -> None:
    """One link alone has a chance to be text; below "Related topics" it is none."""
    said = judged_by_all(
        f"<article><h1>The quay of Fernholt opens</h1>{BODY}<section><h2>Related Topics</h2><ul><li><a href=/f>Fernholt</a></li></ul></section></article>"
    )
    assert verdict(said, "• Fernholt")[:2] == ("drop", "promo")


PULLED = "the new quay of Fernholt was opened on Monday by the harbour master"


@pytest.mark.parametrize(
    "quotation",
    [
        f"<blockquote><p>{PULLED}</p></blockquote>",
        f"<div class=pullquote><p>“{PULLED}”</p><cite>Ida Holm, mason</cite></div>",
        f"<figure class=block-pullquote><blockquote><p>{PULLED}</p><cite>Ida Holm</cite></blockquote></figure>",
        "<aside class=pull-quote><p>Part one: the new quay of Fernholt, who thanked the masons for their patience</p></aside>",
    ],
)
def test_a_quotation_set_apart_is_in_the_text_once(quotation: str) -> None:
    """With who said it; also where the paragraph has words between its parts."""
    body = BODY[: BODY.index("<p>Part four")] + quotation + BODY[BODY.index("<p>Part four") :]
    said = judged(f"<article>{body}</article>")
    assert said.article is not None
    assert said.article.text == "\n\n".join(TEXT)


def test_words_in_quotes_above_their_paragraph_are_no_heading_by_that() -> None:
    """Of a page its markup says which lines are headings; a text has such lines for one."""
    body = BODY.replace("<p>Part four", f"<blockquote class=pull><p>“{PULLED[:60].capitalize()}”</p></blockquote><p>Part four")
    said = judged_by_all(f"<article><h1>Bells and bread</h1>{body}</article>")
    assert said.article is not None
    assert said.article.text == "\n\n".join(TEXT)


def test_a_quotation_of_its_own_stays() -> None:
    """And so does a heading that quotes a paragraph."""
    own = "<blockquote>We ask passengers to note that the timetable is a guide and that the ferry is no promise.</blockquote>"
    said = judged(f"<article>{BODY}<h2>The new quay of Fernholt was opened</h2>{own}{BODY.replace('Part', 'Again')}</article>")
    assert verdict(said, "We ask passengers")[0] == "keep"
    assert verdict(said, "The new quay of Fernholt was opened")[:2] == ("keep", "heading")


def test_a_bold_label_and_a_link_lead_elsewhere() -> None:
    """ "Read as well: …" between paragraphs, in any language; a link in a sentence behind a bold word does not."""
    lead = "<div class='wp-block-group has-background'><p><b>Lies das auch:</b> <a href=/x>So wurde der alte Kran von Fernholt gerettet</a></p></div>"
    more = "<p><b>Lies:</b> Ida Holm wrote <a href=/y>a book on cranes</a>, and it rings.</p>"
    said = judged(f"<article>{BODY}{lead}{more}{BODY.replace('Part', 'Again')}</article>")
    assert verdict(said, "Lies das auch")[:2] == ("drop", "promo")
    assert verdict(said, "it rings")[0] == "keep"


@pytest.mark.parametrize(
    "mark", ["<a href=/e>[edit]</a>", "<span>[</span><a href=/e>bearbeiten</a><span>]</span>", "<a href=/e>¶</a>", "<a href=/e>↩\ufe0e</a>"]
)
def test_the_mark_of_a_link_is_no_part_of_a_heading(mark: str) -> None:
    """The heading stays without it, and the ledger has what went."""
    said = judged(f"<article>{BODY}<h2><span>What is next</span>{mark}</h2>{BODY.replace('Part', 'Again')}</article>")
    assert said.article is not None
    assert said.article.headings == ("What is next",)
    assert "\n\nWhat is next\n\nAgain one" in said.article.text
    assert any("the mark of a link" in removal.because for removal in said.removals)


def test_brackets_that_are_no_link_stay() -> None:
    """Whatever is in them."""
    said = judged(f"<article>{BODY}<h2>What to [edit]</h2>{BODY.replace('Part', 'Again')}</article>")
    assert said.article is not None
    assert said.article.headings == ("What to [edit]",)


def test_links_in_a_row_are_tools() -> None:
    """Between paragraphs too."""
    said = judged(f"<article>{BODY}<div><a href=/1>Jump to the boats</a> <a href=/2>Print the boats</a></div>{BODY.replace('Part', 'Again')}</article>")
    assert verdict(said, "Jump to the boats")[0] == "drop"


def judged_by_all(body: str) -> Examined:
    return examine(RawArticle(f"<html lang=en><body>{body}</body></html>".encode(), "a.html", kind="html"))


def test_the_words_of_buttons_are_no_text() -> None:
    """Two of them between the headline and the text: "Listen to this article", "Keep". A question that unfolds its answer stays."""
    tools = "<div><button>Listen to this article</button><button>Keep this article</button></div>"
    examined = judged(
        f"<article><h1>The quay of Fernholt opens</h1>{tools}{BODY}<button>Why did the quay take the town so long to build?</button><p>{TEXT[0]} Again.</p></article>"
    )
    assert examined.article is not None
    assert "Keep" not in examined.article.text
    assert "buttons" in verdict(examined, "Keep")[2]
    assert "buttons" not in verdict(examined, "Why did")[2]


FACTS = "<h3>The quay</h3><p>It was built in 1911, and it is 86 metres long.</p><ul><li>Stones: 4,100 of granite</li><li>Lamps: 12</li></ul>"


@pytest.mark.parametrize("name", ["fact-box", "c-factbox", "story-element-factBox", "faktaruta", "infobox__content", "faktenbox"])
def test_facts_in_a_box_are_beside_the_text(name: str) -> None:
    """A small box within the text that is called so, with its title and its list."""
    above, below = ("".join(f"<p>{text}</p>" for text in part) for part in (TEXT[:3], TEXT[3:]))
    examined = judged(f"<article><h1>The quay of Fernholt opens</h1>{above}<div class='{name}'>{FACTS}</div>{below}</article>")
    assert examined.article is not None
    assert examined.article.text == "\n\n".join(TEXT)
    assert verdict(examined, "86 metres")[:2] == ("drop", "fact_box")


@pytest.mark.parametrize(
    "page",
    [
        f"<article class=factbox><h1>The quay of Fernholt opens</h1>{BODY}</article>",
        f"<div class='has-related promo'><article><h1>The quay of Fernholt opens</h1>{BODY}</article></div>",
        f"<article><h1>The quay of Fernholt opens</h1>{BODY}<h2 id=related-key-facts>Key facts of the quay</h2><p>{TEXT[0]} Again.</p></article>",
    ],
)
def test_what_holds_the_text_is_no_box(page: str) -> None:
    """Whatever it is called; and the id of a heading is made of the heading's words."""
    examined = judged(page)
    assert examined.article is not None
    assert all(text in examined.article.text for text in TEXT)
    assert not any(verdict.kind in ("fact_box", "promo") for line in examined.lines for verdict in line.verdicts)


@pytest.mark.parametrize(
    ("attribute", "kind"), [("data-area=newsletter", "subscribe"), ("data-qa=newsletter-promo", "subscribe"), ("data-test-tag=factbox", "fact_box")]
)
def test_boxes_named_for_scripts_alone(attribute: str, kind: str) -> None:
    """Where classes are made by a build, an attribute for tests and scripts says what a box is."""
    above, below = ("".join(f"<p class=sc-1f8>{text}</p>" for text in part) for part in (TEXT[:3], TEXT[3:]))
    box = f"<div class=sc-9ab {attribute}><h4>The river at six</h4><p>A letter about the river from our newsroom, every day at six, for those who live by it.</p></div>"
    examined = judged(f"<article class=sc-0><h1>The quay of Fernholt opens</h1>{above}{box}{below}</article>")
    assert examined.article is not None
    assert examined.article.text == "\n\n".join(TEXT)
    assert verdict(examined, "A letter about")[:2] == ("drop", kind)


def test_a_caption_right_below_the_headline_is_no_standfirst() -> None:
    """The element around it says that it holds the caption of a picture; the one that holds it says nothing."""
    picture = "<div class=image><img><div class='image__metadata'><div class='image__caption attribution'><span class=inline>The quay at dawn on Tuesday.</span></div></div></div>"
    examined = examine(RawArticle(f"<html lang=en><body><h1>The quay of Fernholt opens</h1>{picture}{BODY}</body></html>".encode(), "a.html", kind="html"))
    assert examined.article is not None
    assert examined.article.captions == ("The quay at dawn on Tuesday.",)
    assert examined.article.subtitle is None


def test_a_standfirst_is_not_what_holds_the_text() -> None:
    """ "post-description" around all paragraphs, each in a block of its own, makes none of them the standfirst."""
    blocks = "".join(f"<div data-hook=b{n}><p id=viewer-{n}><span>{text}</span></p></div>" for n, text in enumerate(TEXT))
    examined = judged(f"<article><h1>The quay of Fernholt opens</h1><div class=post-description><div>{blocks}</div></div></article>")
    assert examined.article is not None
    assert examined.article.subtitle is None
    assert examined.article.text == "\n\n".join(TEXT)


def test_a_standfirst_in_an_element_of_its_own() -> None:
    """What the page gives as its description, where all paragraphs stand in another element; where each has one of its own, the first is a paragraph."""
    head = f'<meta property="og:description" content="{TEXT[0]}">'
    apart = f"<article class=x><h1>The quay of Fernholt opens</h1><div><p>{TEXT[0]}</p></div><div>{BODY[len(TEXT[0]) + 7 :]}</div></article>"
    examined = judged(apart, head)
    assert examined.article is not None
    assert examined.article.subtitle == TEXT[0]
    alone = "".join(f"<div><p>{text}</p></div>" for text in TEXT)
    examined = judged(f"<article class=x><h1>The quay of Fernholt opens</h1>{alone}</article>", head)
    assert examined.article is not None
    assert examined.article.subtitle is None


def test_where_hardly_anything_is_sure_less_sure_lines_stay_and_the_row_says_so() -> None:
    """A guide whose entries are built like teasers is published in doubt rather than turned away."""
    cards = "".join(
        f"<article class=teaser><h3><a href=/p/{n}>The quay of port {n}</a></h3><p class=teaser-text>A quay of {n + 3} berths for boats with salt and rope, <a href=/q/{n}>built</a> in one winter</p></article>"
        for n in range(5)
    )
    page = (
        f"<html><body><header><a href=/>Ida’s ports</a></header><div class=list><h1>Five quays to see</h1>{cards}</div><footer>Ida Holm</footer></body></html>"
    )
    examined = examine(RawArticle(page.encode(), "a.html", kind="html"))
    assert examined.article is not None
    assert "A quay of 7 berths" in examined.article.text
    assert "Ida’s ports" not in examined.article.text
    assert (examined.article.low_confidence or "").startswith("hardly any line is surely text")


def test_what_stands_around_a_form_for_an_address_asks_for_it_too() -> None:
    """The letter's name and what it is, in one small element with the form; the text around stays, though it holds a form."""
    letter = (
        "<div class=x1><h3>Sign up to Harbour Weekly</h3><p>Our reporters on quays, ferries and the people who mend them.</p>"
        "<form><input type=email><button>Subscribe</button></form></div>"
    )
    examined = examine(RawArticle(f"<html lang=en><body><div class=b>{BODY}{letter}</div></body></html>".encode(), "a.html", kind="html"))
    assert examined.article is not None
    assert examined.article.text == "\n\n".join(TEXT)
    assert {verdict(examined, words)[:2] for words in ("Harbour Weekly", "Our reporters")} == {("drop", "subscribe")}
    beside = f"<html lang=en><body><div class=b>{BODY}<form><input type=email><button>Subscribe</button></form></div></body></html>"
    examined = examine(RawArticle(beside.encode(), "a.html", kind="html"))
    assert examined.article is not None
    assert examined.article.text == "\n\n".join(TEXT)


def test_words_for_more_and_one_link_are_an_offer() -> None:
    """Beside the link or within it; a heading that begins so, and a line with more than the link, stay."""
    offers = (
        "<div><span>Read more</span><a href=/1>How heat networks became so dear</a></div>",
        "<p><a href=/1>Read more: How heat networks became so dear</a></p>",
    )
    for offer in offers:
        examined = judged(f"<article>{''.join(f'<p>{text}</p>' for text in TEXT[:3])}{offer}{''.join(f'<p>{text}</p>' for text in TEXT[3:])}</article>")
        assert examined.article is not None
        assert "heat networks" not in examined.article.text
    examined = judged(f"<article>{BODY}<p>Related to this is <a href=/1>the heat network</a> of Fernholt, which the town bought.</p></article>")
    assert examined.article is not None
    assert "Related to this" in examined.article.text
