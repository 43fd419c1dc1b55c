"""What a picture shows is told from whose it is, in the figures of large houses."""

from __future__ import annotations

import pytest

from cleaner.article import RawArticle
from cleaner.pipeline import examine

TEXT = tuple(
    f"Part {n}: the new quay of Fernholt was opened on Monday by the harbour master, who thanked the masons for their patience and the town for its bread."
    for n in "one two three four five six".split()
)
BODY = "".join(f"<p>{text}</p>" for text in TEXT)


@pytest.mark.parametrize(
    ("figure", "captions", "owners"),
    [
        ("<img><figcaption>The quay in 1911.</figcaption><cite>Fernholt Town Archive</cite>", ("The quay in 1911.",), ("Fernholt Town Archive",)),
        (
            "<img><figcaption><p>The quay</p><span class='clearfix credit'><span class=tnt-byline>Ida Holm</span></span></figcaption>",
            ("The quay",),
            ("Ida Holm",),
        ),
        ("<img><span class=img-credit>Ida Holm</span><figcaption>The quay</figcaption>", ("The quay",), ("Ida Holm",)),
        (
            "<img><figcaption><span>The quay, opened in 1911.</span><span>Credit...</span><span>Ida Holm for The Courier</span></figcaption>",
            ("The quay, opened in 1911.",),
            ("Ida Holm for The Courier",),
        ),
        ("<img><figcaption><span>The quay on Monday.</span><span>Ida Holm</span></figcaption>", ("The quay on Monday.",), ("Ida Holm",)),
        ("<img><figcaption>Le quai. <span>IDA HOLM POUR « LE QUAI »</span></figcaption>", ("Le quai.",), ("IDA HOLM POUR « LE QUAI »",)),
        ("<img><figcaption>The quay at Fernholt. (Courier photo by Ida Holm)</figcaption>", ("The quay at Fernholt.",), ("Courier photo by Ida Holm",)),
        ("<img><figcaption>The quay at Fernholt. — Photo: Ida Holm</figcaption>", ("The quay at Fernholt.",), ("Photo: Ida Holm",)),
        ("<img><figcaption>الجسر في الميناء. تصوير: أنيا مول</figcaption>", ("الجسر في الميناء.",), ("تصوير: أنيا مول",)),
        (
            "<img><figcaption><p>The quay at dawn.</p><span class=credit><b class=byline>IDA HOLM/Fernholt Herald</b></span></figcaption>",
            ("The quay at dawn.",),
            ("IDA HOLM/Fernholt Herald",),
        ),
        (
            "<img><figcaption><span class=caption-text>The quay on Monday</span><span class=credit>Ida Holm/The Courier</span></figcaption>",
            ("The quay on Monday",),
            ("Ida Holm/The Courier",),
        ),
        (
            "<img><figcaption><span class=source>Ida Holm / Fernholt Pictures</span> <span class=desc>The quay on Monday</span></figcaption>",
            ("The quay on Monday",),
            ("Ida Holm / Fernholt Pictures",),
        ),
        ("<img><figcaption>Il molo di Fernholt <span class=image__credits>(fap)</span></figcaption>", ("Il molo di Fernholt",), ("fap",)),
        (
            "<img><figcaption>The quay, opened on Monday (4/3/2031).<span>(COURIER/IDA HOLM)</span></figcaption>",
            ("The quay, opened on Monday (4/3/2031).",),
            ("COURIER/IDA HOLM",),
        ),
        ("<img><figcaption>The mayor opens the quay. The town watches</figcaption>", ("The mayor opens the quay. The town watches",), ()),
    ],
)
def test_captions_and_credits(figure: str, captions: tuple[str, ...], owners: tuple[str, ...]) -> None:
    """By an element of its own, by a label, or a name alone behind the last sentence; none of them signs the article."""
    page = f"<html lang=en><body><article><h1>The quay of Fernholt opens</h1><figure>{figure}</figure>{BODY}</article></body></html>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    assert (said.captions, said.credits) == (captions, owners)
    assert said.authors == ()
    assert said.subtitle is None
    assert said.text == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("贺长庚走在自己修的路上。记者 向阳 摄", True),
        ("三号仓库内景（市档案馆供图）", True),
        ("桟橋に立つ漁師ら＝2031年5月、静浜、佐伯みのり撮影", True),
        ("他说，这条路是他一个人修的。", False),
        ("新堤岸由年轻的石匠们在三年里建成，镇上的人都来看", False),
    ],
)
def test_a_line_below_a_picture_that_ends_with_who_took_it_is_its_caption(line: str, is_caption: bool) -> None:
    """Chinese and Japanese houses write it so, in a paragraph like any other; without a picture above it the markup says nothing."""
    body = "".join(f"<p>第{n}段：老码头的新堤岸周一正式开放，港务局长感谢石匠们多年的耐心，也感谢全镇居民的面包和歌声。</p>" for n in range(4))
    for picture, expected in (("<p><img src=a.jpg></p>", is_caption), ("", False)):
        page = f"<html lang=zh><body><article><h1>老码头的新堤岸正式开放</h1>{body}{picture}<p>{line}</p>{body}</article></body></html>"
        examined = examine(RawArticle(page.encode(), "a.html", kind="html"))
        rules = [verdict.rule for told in examined.lines if line in told.text for verdict in told.verdicts]
        assert ("html-caption" in rules) is expected
