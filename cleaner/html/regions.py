"""Which words in a class or an id name chrome: `related-articles`, `newsletter-signup`, `comment-list`.

They are evidence, not verdicts: "teaser", "paywall" and "breadcrumb" mostly stand on elements with real text
(measured on 781 pages), so a region alone never removes a line that an extractor keeps.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_MOST_WORDS = 12

_REGIONS: tuple[tuple[str, str], ...] = (
    ("comments", r"comments?|commentlist|disqus|kommentare?|commentaires?|comentarios?|commenti|respond|livefyre"),
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
    r"nombre-autor|autore|posted-by|username|contributor-name|creator)$"
)
_DATE = re.compile(
    r"(?:^|-)(?:date|datetime|time|timestamp|published|publish-date|pubdate|posted-on|datum|fecha|date-published|updated)$|^(?:dt-published|posted|date-.{1,20})$"
)
_META = re.compile(r"(?:^|-)(?:(?:entry|post|article|headline|story)-?meta|postmetadata|post-?info|byline|submitted|info|metainfo|postdata|post-footer|meta)$")
_NO_AUTHOR = re.compile(r"image|avatar|photo|picture|comment|social|follow|bio$|count|icon")
_REGION = re.compile("|".join(f"(?P<{kind}>(?<![a-z0-9])(?:{words})(?![a-z0-9]))" for kind, words in _REGIONS))


@lru_cache(maxsize=20_000)
def class_words(value: str) -> tuple[str, ...]:
    """The words of a class or id attribute, each in lower case with single hyphens.

    >>> class_words("ArticleBody__text js-relatedPosts")
    ('article-body-text', 'js-related-posts')
    """
    words = (_OTHER.sub("-", _CAMEL.sub("-", word).lower()).strip("-") for word in value.split()[:_MOST_WORDS])
    return tuple(word for word in words if word)


@lru_cache(maxsize=20_000)
def region(value: str) -> tuple[str, str]:
    """The kind of chrome that a class or id attribute names, and the word that does; ('', '') if it names none.

    >>> region("c-card relatedArticles"), region("article-body")
    (('promo', 'related-articles'), ('', ''))
    """
    for word in class_words(value):
        match = _REGION.search(word)
        if match is not None:
            return match.lastgroup or "", word
    return "", ""


@lru_cache(maxsize=20_000)
def calling(value: str) -> str:
    """What a class attribute calls its element: `author`, `date`, `meta` or ''.

    >>> [calling(value) for value in ("url fn n", "entry-date published", "post-meta", "author-avatar", "story")]
    ['author', 'date', 'meta', '', '']
    """
    words = class_words(value)
    if any(_AUTHOR.search(word) for word in words) and not any(_NO_AUTHOR.search(word) for word in words):
        return "author"
    if any(_DATE.search(word) for word in words):
        return "date"
    return "meta" if any(_META.search(word) for word in words) else ""
