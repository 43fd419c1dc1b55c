"""Every rule that can stand in the ledger, with what it says and where it is kept: for `clean rules` and docs/rules.md.

A rule that is a function is described by its docstring; a rule that is a list of phrases by the sentence here. The page is
made by `python -m cleaner.rules.catalog > docs/rules.md`.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType

from cleaner.rules import RULES, rule_names
from cleaner.rules.phrases import KINDS, sections

_PHRASES = MappingProxyType(
    {
        "skip-link": "A link that jumps within the page: to the content, the menu, the top.",
        "advertisement-label": "The word that stands above or below an advertisement.",
        "newsletter-consent": "What a reader agrees to by signing up for a letter.",
        "subscribe-blurb": "An invitation to subscribe to a newsletter or to the paper.",
        "follow-line": "An invitation to follow the paper or its writers elsewhere.",
        "share-bar": "A button or line of a share bar.",
        "paywall-line": "What a paywall says to those without a subscription.",
        "app-promo": "An invitation to install the paper's app.",
        "comment-marker": "The title or the buttons of a comment section.",
        "tags-line": "The label of a list of tags or topics.",
        "most-read-title": "The title of a list of what others read.",
        "related-list-title": "The title of a list of related articles.",
        "external-content-notice": "The notice in the place of an embed that was not loaded.",
        "media-label": "The label of a picture, video, gallery or player.",
        "read-more": "A link to another article inside or below the text.",
        "age-notice": "How old the article is.",
        "reading-time": "How long it takes to read, or that it can be listened to.",
        "cookie-consent": "A line of a consent banner.",
        "copyright-line": "Who owns the page.",
        "terms-line": "The line of links to terms, privacy, imprint and contact.",
        "login-line": "A button or line for signing in or out.",
        "menu-label": "An entry of a menu: a rubric, a service, a search.",
    }
)
_ELSEWHERE = MappingProxyType(
    {
        "bare-byline": "A line of nothing but names of persons that is the byline by its shape and place.",
        "caption-in-doubt": "A line that the judge is not sure is text, with a caption's mark in it or a photo credit below it.",
        "player-clock": "A line that is nothing but a player's clock.",
        "page-calendar": "A short line outside the text that says what day it is and whose name day, when somebody looked at the page.",
        "template-mark": "A line that is nothing but a mark of the page's template, which no program has filled.",
        "post-signature": "Who posted a post that the text quotes, with handle and day.",
        "hashtags": "A line of nothing but hashtags.",
        "site-name": 'The first line of a page, with the way to the page ("Home > News > Harbour") right below it.',
        "picture-format": "A line that is nothing but a picture's format.",
        "gallery-place": 'A line that is nothing but a place in a gallery, "3/12", where the page has at least two.',
        "address-line": "A line that is nothing but an address of the web, or the title of a list of such.",
        "age-rating": "A line that is nothing but an age rating.",
        "arrow-teaser": 'A line between paragraphs that begins with two arrows and is no sentence; or a teaser with its link\'s word behind it, in small letters: "… the mayor said. mehr".',
        "section-heading": "A line in the form and the place of a heading between paragraphs, which the judge is not sure is chrome.",
        "source-line": "A short line below the text that names agencies and speaks of their material.",
        "html-title": "The headline as the markup marks it.",
        "html-kicker": "The rubric right above the headline, called so by the markup.",
        "html-standfirst": "The standfirst beside the headline that the markup or the page's description gives.",
        "html-byline": "The line that the markup marks as the byline.",
        "html-signature": "Who signs a page that neither tags nor a byline sign: a label with a name, a name beside a day; what signs a text below it.",
        "html-time": "The line that the markup marks as the time of publication.",
        "html-day": "A short line with one day beside the headline, where nothing else says when the page is from.",
        "html-caption": "The caption of a figure.",
        "html-credit": "The credit of a figure, called so by the markup.",
        "html-other-article": "A line of a second article on the page, which has a headline and a text of its own.",
        "html-judge": "What the trained judge of blocks says of a line that no other rule knows.",
        "line-judge": "What no other rule knows, judged by the trained model from the line's shape, place and neighbours.",
        "no-objection": "Stays in the text because no rule objects.",
    }
)


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What is known of one rule."""

    name: str
    about: str
    kind: str | None
    """The kind of chrome that it removes; None when it depends on the line, or it removes none."""
    phrases: MappingProxyType[str, int]
    """Language code → how many phrases it has in that language. Empty for a rule that is no list of phrases."""


def catalog() -> tuple[RuleEntry, ...]:
    """Every rule in the order of precedence; those of publishers' own files, which come before all, are not in it."""
    counts: dict[str, Counter[str]] = {}
    for section in sections():
        counts.setdefault(section.rule, Counter())[section.code] += sum(map(len, section.templates.values()))
    return tuple(_entry(name, counts.get(name, Counter())) for name in rule_names())


def _entry(name: str, counts: Counter[str]) -> RuleEntry:
    about = _PHRASES.get(name) or _ELSEWHERE.get(name) or (inspect.getdoc(RULES[name]) or "").split("\n")[0]
    return RuleEntry(name, about, KINDS.get(name), MappingProxyType(dict(sorted(counts.items()))))


_PAGE = """\
# Rules

Made from the rules themselves. Do not edit this page; run `python -m cleaner.rules.catalog > docs/rules.md`.

A line is closed to the rules after the first that decides it; this is their order. A publisher's own file
([publishers.md](publishers.md)) comes before all of them, and its rule is called `publisher:<file name>` in the ledger. *Phrases* is the
number of phrases and of languages, for rules that are lists of phrases ([phrases.md](phrases.md)). *Kind* is what `removals.kind` says;
without one, it depends on the line, or the rule moves lines into a field.

| rule | what it finds | kind | phrases |
| --- | --- | --- | --- |
"""


def rules_doc() -> str:
    """docs/rules.md."""
    rows = []
    for entry in catalog():
        phrases = f"{sum(entry.phrases.values()):,} in {len(entry.phrases)}" if entry.phrases else ""
        rows.append(f"| `{entry.name}` | {entry.about.replace('|', chr(92) + '|')} | {entry.kind or ''} | {phrases} |\n")
    return _PAGE + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(rules_doc())
