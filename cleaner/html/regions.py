"""Which words in a class or an id name chrome: `related-articles`, `newsletter-signup`, `comment-list`.

They are evidence, not verdicts: "teaser", "paywall" and "breadcrumb" mostly stand on elements with real text
(measured on 781 pages), so a region alone never removes a line that an extractor keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_MOST_WORDS = 12

_REGIONS: tuple[tuple[str, str], ...] = (
    ("comments", r"comments?|commentlist|disqus|guest-?books?|condolences?|kommentare?|commentaires?|comentarios?|commenti|respond|livefyre"),
    ("consent", r"cookies?|consent|gdpr|onetrust|cmp|didomi|truste|cookiebar"),
    ("subscribe", r"newsletters?|subscribe|subscription|subscriptions|signup|sign-up|mailchimp|optin|opt-in|abo-?box|nl-?signup"),
    ("advertisement", r"ads?|advert|adverts|advertisement|advertising|adsbygoogle|sponsored|werbung|anzeige|publicidad|pub|dfp|gpt|adslot|adunit|reklama?"),
    ("share", r"share|sharing|sharebar|sharedaddy|addthis|addtoany|social|socials|social-media|follow-us|teilen|partager"),
    ("author_bio", r"author-?bio|author-?box|author-?info|author-?card|about-?(?:the-)?authors?|bio|autor-?box|authorbio|author-description"),
    ("copyright", r"copyright|imprint|impressum|legal|disclaimer|colophon"),
    (
        "promo",
        (
            r"related|recommended|recommendations?|recommends|readmore|read-more|more-stories|more-news|more-on|also-read|read-also|see-also|readalso|"
            r"most-read|most-popular|popular|trending|outbrain|taboola|recirc|recirculation|zergnet|promo|promos|upsell|you-may|yarpp|jp-relatedposts|"
            r"latest-news|sidebar|widget-area|similar|empfehlung(?:en)?|mehr-zum-thema|verwandt|further-reading"
        ),
    ),
    (
        "navigation",
        r"nav|navbar|navigation|menu|breadcrumbs?|pagination|pager|skip-?link|toolbar|topbar|masthead|site-header|site-footer|tags|tag-list|post-tags|topics",
    ),
)
_AUTHOR = re.compile(
    r"(?:^|-)(?:author|byline|by-line)(?:-(?:name|names|link|url|fullname|text|display-name|by))?$|^(?:fn|writer|writer-name|autor|autoren|autor-name|auteur|"
    r"nombre-autor|autore|posted-by|username|contributor-name|creator)$|"
    r"(?:^|-)byline-(?:[a-z]+-)?contributors?$"
)
_DATE = re.compile(
    r"(?:^|-)(?:date|datetime|time|timestamp|date-?(?:line|stamp|time|info|field|label|value|section|wrap(?:per)?|posted|publi[a-z]+)|published|publish(?:ed|ing)?-?(?:date|at|on|time)|"
    r"publication-?(?:date|time)|pub-?date|posted-(?:on|at)|time-?(?:data|line-date)|datum|fecha|data-pubblicazione|dato|updated(?:-at|-on)?|last-?(?:updated|modified))$|"
    r"^(?:dt-published|posted|date-.{1,20})$"
)
_META = re.compile(
    r"(?:^|-)(?:(?:entry|post|article|headline|story|content|header|news|page)-?meta(?:-?data)?|postmetadata|metas|meta-?(?:data|info|text|item|line|bar)|(?:post|article|publish|publi|story)-?info"
    r"(?:-?item)?|byline|dateline|submitted|info|stand|doc-?data|metainfo|postdata|post-footer|meta)$"
)
_NO_AUTHOR = re.compile(r"image|avatar|photo|picture|comment|social|follow|bio$|count|icon(?!-list)")
_REGION = re.compile(f"(?<![a-z0-9])(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _REGIONS)})(?![a-z0-9])")


CREDIT = re.compile(r"(?<![a-z])(?:credits?|copyright|photographer|photo-?by|fotograf|cr[eé]dito?s?|bildnachweis|rights|courtesy)(?![a-z])")
"""In a class: whose a picture is."""
_CREDIT_IN_DOUBT = re.compile(r"(?<![a-z])(?:source|attribution|quelle|fonte|agency|author|autor|byline|foto-?autor|photo-?author)(?![a-z])")


BOXES = re.compile(
    r"(?:^|-)(?:(?P<subscribe>newsletter|subscription-widget)|(?P<fact_box>fact-?box|fakta-?(?:boks|ruta|box)|info-?box)|(?P<author_bio>author-?(?:bio|card|box))"
    r"|(?P<promo>related(?:-(?:articles?|content|links?|stories))?|recirc(?:ulation)?|recommend(?:ed|ations?)|also-read|read-also|read-more|more-stories|article-teaser))"
    r"(?:-[a-z]+)?$"
)
"""What the attributes for tests and scripts call boxes that are no part of the text."""


class Word(NamedTuple):
    """A word of a class or id."""

    spelled: str
    """In lower case with single hyphens; '' when nothing is left of it."""
    region: str
    """The kind of chrome that it names; '' for most."""
    calls: frozenset[str]
    """What it may call an element: `author`, `no author`, `date`, `meta`."""


_HASHED = re.compile(r"[-_]{1,2}(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{5,6}$")
"""What a build puts behind a class: `Author_publicationTime__F2lab`, `PublishDate-kcIbXB`."""
_CALLINGS = (("author", _AUTHOR), ("no author", _NO_AUTHOR), ("date", _DATE), ("meta", _META))
_CALLS = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _CALLINGS))
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=50_000)
def _word(raw: str) -> Word:
    # Sites share their words, not their combinations of words.
    word = _spelled(raw)
    match = _REGION.search(word)
    called = word if raw.isalpha() or not _HASHED.search(raw) else _spelled(_HASHED.sub("", raw))
    calls = frozenset(name for name, pattern in _CALLINGS if pattern.search(called)) if _CALLS.search(called) else _NONE
    return Word(word, (match.lastgroup or "") if match is not None else "", calls)


def _spelled(raw: str) -> str:
    return _OTHER.sub("-", (raw if raw.islower() else _CAMEL.sub("-", raw)).lower()).strip("-")


def words_in(value: str) -> list[Word]:
    """The words of a class or id attribute."""
    raws = value.split()
    if len(raws) == 1:
        word = _word(raws[0])
        return [word] if word.spelled else []
    return [word for word in map(_word, raws[:_MOST_WORDS]) if word.spelled]


@lru_cache(maxsize=20_000)
def class_words(value: str) -> tuple[str, ...]:
    """The words of a class or id attribute, each in lower case with single hyphens.

    >>> class_words("ArticleBody__text js-relatedPosts")
    ('article-body-text', 'js-related-posts')
    """
    return tuple([word.spelled for word in words_in(value)])


def region(words: Sequence[Word]) -> tuple[str, str]:
    """The kind of chrome that an element's words name, and the word that does; ('', '') if none does.

    >>> region(words_in("c-card relatedArticles")), region(words_in("article-body"))
    (('promo', 'related-articles'), ('', ''))
    """
    for word in words:
        if word.region:
            return word.region, word.spelled
    return "", ""


def calling(words: Sequence[Word]) -> str:
    """What the words of a class call its element: `author`, `date`, `meta` or ''.

    >>> [calling(words_in(value)) for value in ("url fn n", "entry-date published", "post-meta", "author-avatar", "story")]
    ['author', 'date', 'meta', '', '']
    """
    calls = [word.calls for word in words if word.calls]
    if not calls:
        return ""
    called = _NONE.union(*calls)
    if "author" in called and "no author" not in called:
        return "author"
    return "date" if "date" in called else "meta" if "meta" in called else ""


def credited_by(words: Sequence[Word]) -> str:
    """Whether the words of a class call their element the credit of a picture: `sure`, `doubt` or ''.

    >>> [credited_by(words_in(value)) for value in ("image__credits", "caption-source", "photo-caption-credit", "lead")]
    ['sure', 'doubt', 'sure', '']
    """
    spelled = [word.spelled for word in words]
    if any(map(CREDIT.search, spelled)):
        return "sure"
    return "doubt" if any(map(_CREDIT_IN_DOUBT.search, spelled)) else ""
