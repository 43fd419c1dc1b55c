"""What named rules have said of a line, as a small number: evidence for the judge, never a line it judges itself."""

from __future__ import annotations

from cleaner.article import Fate, Verdict

OPEN, KEPT, TITLE, HEAD, CAPTION, COMMENTS, PROMO, NAVIGATION, ASKING, SHARING, DUPLICATE, OTHER = range(12)
CODES = (
    "open",
    "kept",
    "title",
    "subtitle, byline or date",
    "caption or credit",
    "comments",
    "promo",
    "navigation",
    "offer",
    "share bar",
    "repeat",
    "other chrome",
)
"""What each number means, in words."""

_KINDS = {
    "title": TITLE,
    "subtitle": HEAD,
    "byline": HEAD,
    "date": HEAD,
    "agencies": HEAD,
    "authors": HEAD,
    "contributors": HEAD,
    "caption": CAPTION,
    "captions": CAPTION,
    "credit": CAPTION,
    "credits": CAPTION,
    "media_label": CAPTION,
    "comments": COMMENTS,
    "promo": PROMO,
    "navigation": NAVIGATION,
    "subscribe": ASKING,
    "paywall": ASKING,
    "app": ASKING,
    "advertisement": ASKING,
    "newsletter": ASKING,
    "share": SHARING,
    "follow": SHARING,
    "tags": SHARING,
    "duplicate": DUPLICATE,
}
"""Kind of a verdict that keeps nothing of its line → number; a kind that is not here is `OTHER`."""


NO_EVIDENCE = frozenset({"line-judge", "section-heading", "post-signature"})
"""Rules whose words are no evidence for the judge. Some come after it, or are it: a line can be explained after it was judged.

Who posted a quoted post is told among paragraphs that stay; as evidence it made the judge drop the headings around it.
"""


def code(verdicts: tuple[Verdict, ...] | list[Verdict] | None) -> int:
    """The number for what was said of one line."""
    said = [verdict for verdict in verdicts if verdict.rule not in NO_EVIDENCE] if verdicts else []
    if not said:
        return OPEN
    if any(verdict.fate is Fate.KEEP for verdict in said):
        return KEPT
    return _KINDS.get(said[0].kind, OTHER)
