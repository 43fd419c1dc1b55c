"""The rules in the order of their precedence: what a line is by its own words first, by its place last.

A rule is a callable that reads and returns opinions (`cleaner.rules.reading.Rule`). A line that one rule has
decided is closed to those after it, so the order below is the whole of conflict resolution. A publisher's own
rules, where its file applies, come before all of these.
"""

from __future__ import annotations

from functools import cache

from cleaner.rules.agencies import agency_line, dateline, glued_agency
from cleaner.rules.bylines import byline, date_line
from cleaner.rules.captions import caption, caption_by_place
from cleaner.rules.contacts import contact_block
from cleaner.rules.credits import contributor_line, photo_credit, source_label
from cleaner.rules.filed import filed_line
from cleaner.rules.forms import newsletter_form, newsletter_heading
from cleaner.rules.headings import listed_heading, quoted_heading
from cleaner.rules.icons import icon_string
from cleaner.rules.joined_names import joined_byline
from cleaner.rules.labels import copyright_sign, label_run, shape_label
from cleaner.rules.phrases import PHRASE_RULES
from cleaner.rules.pulled import pulled_quote
from cleaner.rules.reading import Reading, Rule
from cleaner.rules.recipes import recipe_list
from cleaner.rules.records import record_field
from cleaner.rules.repeats import doubled_line, repeated_line, repeated_title
from cleaner.rules.short_lists import numbered_teasers, tag_list
from cleaner.rules.summaries import machine_summary
from cleaner.rules.tail import above_title, author_bio, below_text, comment_thread, end_mark, publisher_blurb, related_list
from cleaner.rules.text_and_pictures import text_and_pictures
from cleaner.rules.titles import labelled_standfirst, subtitle, title, title_above
from cleaner.rules.turns import interview_turn, live_post, signed_post, timeline
from cleaner.rules.wire import wire_mark

__all__ = ["RULES", "Reading", "Rule", "rule_names"]

RULES: dict[str, Rule] = {
    "record-field": record_field,
    "wire-mark": wire_mark,
    "icon-string": icon_string,
    "text-and-pictures": text_and_pictures,
    "contributor-line": contributor_line,
    "agency-line": agency_line,
    "photo-credit": photo_credit,
    "filed-line": filed_line,
    **PHRASE_RULES,
    "shape-label": shape_label,
    "label-run": label_run,
    "copyright-sign": copyright_sign,
    "newsletter-form": newsletter_form,
    "doubled-line": doubled_line,
    "numbered-teasers": numbered_teasers,
    "contact-block": contact_block,
    "recipe-list": recipe_list,
    "comment-thread": comment_thread,
    "interview-turn": interview_turn,
    "live-post": live_post,
    "signed-post": signed_post,
    "timeline": timeline,
    "glued-agency": glued_agency,
    "source-label": source_label,
    "caption": caption,
    "labelled-standfirst": labelled_standfirst,
    "title": title,
    "date-line": date_line,
    "byline": byline,
    "joined-byline": joined_byline,
    "title-above": title_above,
    "machine-summary": machine_summary,
    "caption-by-place": caption_by_place,
    "pulled-quote": pulled_quote,
    "repeated-title": repeated_title,
    "repeated-line": repeated_line,
    "subtitle": subtitle,
    "quoted-heading": quoted_heading,
    "listed-heading": listed_heading,
    "related-list": related_list,
    "author-bio": author_bio,
    "publisher-blurb": publisher_blurb,
    "dateline": dateline,
    "newsletter-heading": newsletter_heading,
    "end-mark": end_mark,
    "above-title": above_title,
    "below-text": below_text,
    "tag-list": tag_list,
}
"""Name in the ledger → rule. The order is the precedence."""


MARKUP_RULES = (
    "html-title",
    "html-kicker",
    "html-standfirst",
    "html-byline",
    "html-signature",
    "html-time",
    "html-day",
    "html-caption",
    "html-credit",
    "html-other-article",
    "html-judge",
)
"""The names that rules of `cleaner.html` write into the ledger."""


@cache
def rule_names() -> tuple[str, ...]:
    """The names that can stand in the ledger's `rule` column, apart from those of publishers' files."""
    return (
        *RULES,
        "bare-byline",
        "page-calendar",
        "template-mark",
        "post-signature",
        "hashtags",
        "caption-in-doubt",
        "player-clock",
        "picture-format",
        "gallery-place",
        "address-line",
        "age-rating",
        "arrow-teaser",
        "section-heading",
        "source-line",
        "site-name",
        *MARKUP_RULES,
        "line-judge",
        "no-objection",
    )
