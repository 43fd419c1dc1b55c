"""The kinds of lines that a publisher's file may name, with what each is: the words of the ledger, and no others.

A kind that is spelled in two ways would be two rows in every count.
"""

from __future__ import annotations

from collections.abc import Mapping

REMOVED_KINDS: Mapping[str, str] = {
    "advertisement": "the word above an advertisement, and what it says",
    "app": "an invitation to install the paper's app",
    "author_bio": "who the author is, below the text",
    "boilerplate": "what stands on the page and is no part of the article, and nothing of the others",
    "comments": "a comment section: its title, its buttons, what readers wrote",
    "consent": "a consent banner",
    "copyright": "who owns the page, its terms and its imprint",
    "duplicate": "the copy of a line that stays elsewhere",
    "fact_box": "a box of facts beside the text",
    "follow": "an invitation to follow the paper or its writers elsewhere",
    "icons": "names of interface symbols",
    "media_label": "the label of a picture, video, gallery or player",
    "navigation": "menus, rubrics, logins, breadcrumbs",
    "notice": "the age of the article, how long it takes to read, corrections of the page itself",
    "other_article": "a second article on the page",
    "paywall": "what a paywall says to those without a subscription",
    "promo": "teasers and lists of other articles",
    "publisher_blurb": "what the paper says of itself",
    "share": "buttons of a share bar",
    "subscribe": "an invitation to subscribe to a letter or to the paper",
    "summary": "a summary that a machine made, and what says so",
    "tags": "lists of topics",
}
"""What `removals.kind` may say."""
KEPT_KINDS: Mapping[str, str] = {
    "body": "a line of the text",
    "heading": "a heading within the text, which goes into `headings` as well",
}
"""What a line that stays may be."""
