"""Icon strings: the titles of a sprite's symbols, run together on a line by the dump.

Told by form, not by any one site's list: a line made almost wholly of the names that interface symbols have,
or of one short word that comes again and again between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cleaner.article import Verdict
from cleaner.rules.cue_marks import ICON, LEAST_NAMES, LONG_CHARS, LONG_WORD, cue_marks
from cleaner.rules.reading import Reading, Remembered, drop, words_in

_GLYPHS = (
    "icon|ico|svg|sprite|glyph|logo|arrow|chevron|caret|angle|close|cross|search|magnifier|menu|burger|hamburger|share|reply|forward|"
    "play|pause|stop|mute|muted|volume|sound|fullscreen|compress|expand|rewind|next|prev|previous|back|step|swipe|mail|email|envelope|"
    "phone|bookmark|star|heart|like|thumb|flag|tag|tags|cart|bag|basket|user|profile|avatar|login|logout|sign|lock|unlock|key|bell|alert|"
    "calendar|clock|time|camera|photo|image|gallery|video|audio|podcast|mic|music|file|folder|document|download|upload|print|printer|edit|pencil|"
    "trash|delete|plus|minus|add|remove|check|tick|ok|info|help|question|warning|gear|settings|cog|filter|sort|grid|list|home|globe|map|pin|"
    "location|link|external|rss|feed|comment|comments|chat|bubble|quote|facebook|fb|twitter|tw|x|instagram|ins|youtube|yt|linkedin|pinterest|"
    "tiktok|telegram|tg|whatsapp|wa|vk|weibo|reddit|snapchat|threads|mastodon|bluesky|left|right|up|down|top|bottom|small|large|filled|outline|"
    "solid|circle|square|round|full|empty|on|off|open|toggle|weather|sun|moon|dark|light|theme|cloud|fire|bolt|eye|sandclock|spinner|loading"
)
_GLYPH = re.compile(rf"(?<![^\W\d_])?(?:{_GLYPHS})(?=[^a-z]|$|(?:{_GLYPHS}))", re.IGNORECASE)
NAMES = frozenset(_GLYPHS.split("|"))
_SENTENCE = re.compile(r"[a-z\d][.!?]\s+[A-Z]|[,;]\s")
_WORDLESS = re.compile(r"(?:!?\[\s*\]\([^()\s]*\)\s*)+")
_PICTURE = re.compile(r'\s*(?:(?:!\[[^\[\]]*\]\([^()\s]*(?:\s+"[^"]*")?\)|\[\s*!\[[^\[\]]*\]\([^()\s]*\)\s*\]\([^()\s]*\))\s*)+')
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_CHARS = 24
_LEAST_TIMES = 5
_LEAST = 6
"""Fewer symbols than this may be a sentence: "Back up, sign in and search." is one."""


def icon_string(reading: Reading) -> Iterable[Verdict]:
    """A line of the names of interface symbols, spaced or run together ("icon closeicon searchicon …"); or Markdown's picture, or link without words."""
    marks = cue_marks(reading)
    for index in reading.open_lines():
        text = reading.bare[index]
        if text[-1] == ")" and "](" in text and _WORDLESS.fullmatch(text):
            yield drop(index, "icons", "icon-string", "it is a picture or a link of Markdown without words", score=0.98)
            continue
        whole = reading.texts[index]
        if whole is not reading.shown[index] and _PICTURE.fullmatch(whole):
            yield drop(index, "media_label", "icon-string", "it is a picture of Markdown with its alternative text", score=0.95)
            continue
        if len(text) < _LEAST_CHARS or ", " in text:  # as in a sentence
            continue
        if (marks[index] & (ICON | LONG_WORD) or _may_recur(text, reading.folded[index])) and (found := _icons[text]):
            yield drop(index, "icons", "icon-string", found[0], score=found[1])


def _may_recur(text: str, folded: str) -> bool:
    """Whether `_recurring` can find anything: it asks for five times a word, or for six hyphens, underscores and dots."""
    if text.count("-") + text.count("_") + text.count(".") >= _LEAST:
        return True
    return max(map(folded.count, ("ico", "svg", "sprite", "glyph", "symbol"))) >= _LEAST_TIMES


def _string(text: str) -> tuple[str, float] | None:
    """Why a line is one of icons, and how sure that is; None when it is not."""
    if _SENTENCE.search(text):
        return None
    again = _recurring(text)
    if again is not None:
        word, count, n_chars = again
        return f"{word!r} comes {count} times in {n_chars} characters, and no sentence is in the line", 0.98
    # Fewer than three whole names, and no long run of letters that may hold more: the slow look is not worth it.
    if len(text) > 4000:
        return None
    words = words_in[text]
    if len(words & NAMES) < LEAST_NAMES and max(map(len, words), default=0) < LONG_CHARS:
        return None
    matches = list(_GLYPH.finditer(text))
    letters = sum(map(str.isalpha, text))
    covered = sum(sum(map(str.isalpha, m.group())) for m in matches)
    if len(matches) >= _LEAST and letters and covered / letters >= 0.8:
        return f"{len(matches)} names of interface symbols make up {covered / letters:.0%} of the letters", 0.9
    return None


_icons = Remembered(_string)


def _recurring(text: str) -> tuple[str, int, int] | None:
    """A word for "symbol" that comes at least five times, never more than 30 characters apart on average."""
    lower = text.casefold()
    counts = Counter({word: lower.count(word) for word in ("icon", "ico-", "svg", "sprite", "glyph", "symbol")})
    word, count = counts.most_common(1)[0]
    if count >= _LEAST_TIMES and len(text) / count <= 30:
        return word, count, len(text)
    if lower.count("-") + lower.count("_") + lower.count(".") < _LEAST:
        return None
    # The same ending of many tokens: "a.svg b.svg".
    tokens = re.findall(r"\w+(?:[-_.]\w+)+", lower)
    if len(tokens) >= _LEAST and len(tokens) / max(1, len(lower.split())) >= 0.8:
        word, count = Counter(re.split(r"[-_.]", token)[-1] for token in tokens).most_common(1)[0]
        if count >= 0.6 * len(tokens) and not word.isdigit():
            return word, count, len(text)
    # The same prefix before many hyphens, run together or not: "btn-a btn-b", "ic-menuic-closeic-search".
    if lower.count("-") + lower.count("_") < _LEAST:
        return None
    before = Counter(lower[at - n : at + 1] for at, mark in enumerate(lower) if mark in "-_" for n in (2, 3, 4) if lower[at - n : at].isalpha())
    if before:
        prefix, count = max(before.items(), key=lambda item: (item[1], len(item[0])))
        hyphens = lower.count(prefix[-1])
        if count >= _LEAST and len(text) / count <= 30 and count / hyphens >= 0.4:
            return prefix, count, len(text)
    return None
