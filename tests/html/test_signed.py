"""Names and days are found in the elements that are called so, and nowhere else."""

from __future__ import annotations

import pytest
from lxml import html

from cleaner.html.blocks import walked
from cleaner.html.signed import signed_claims


def claims(body: str, language: str = "en") -> list[tuple[str, str, str]]:
    walk = walked(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return list(signed_claims(walk.named, walk.first_heading, language))


def names(body: str) -> list[str]:
    return [value for field, value, _ in claims(body) if field == "authors"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>by <a rel=author href=/x>saltcat</a></p>", ["saltcat"]),
        ("<span class='author vcard'>By <a class='url fn n' href=/x>Ida Holm</a></span>", ["Ida Holm"]),
        ("<div class=authors><a class=author>Ida Holm</a>, <a class=author>Per Lund</a></div>", ["Ida Holm", "Per Lund"]),
        ("<div class=author-name><b>Ida Holm</b> <i>Harbour Reporter</i></div>", ["Ida Holm"]),
        ("<div class=entry-meta>Posted on May 1, 2031 by saltcat | Leave a comment</div>", ["saltcat"]),
        ("<div class=entry-meta><span class=author>Posted on</span></div>", []),
        ("<div class=comment-list><b class=author>Per Lund</b></div>", []),
        ("<footer><b class=author>Per Lund</b></footer>", []),
        ("<b class=author>Ida Holm</b><h1>Quay</h1><b class=author>Per Lund</b>", ["Per Lund"]),
        ("<b class=author-avatar>IH</b>", []),
    ],
)
def test_who_signs(body: str, expected: list[str]) -> None:
    """The name itself: without what stands before and behind it, and not those of comments."""
    assert names(body) == expected


def test_days_stand_in_meta_lines() -> None:
    """With the words they were read from; a change is told from a publication."""
    assert ("published_at", "1. Mai 2031", "class:meta") in claims("<p class=postmetadata>1. Mai 2031 von Ida</p>", "de")
    assert claims("<p class=date>Updated: May 2, 2031</p><p class=date>May 1, 2031</p>") == [
        ("modified_at", "May 2, 2031", "class:date"),
        ("published_at", "May 1, 2031", "class:date"),
    ]
