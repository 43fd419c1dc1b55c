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
