"""What is right of the fields, and what the text still holds of captions and of other lines between its paragraphs.

A title counts as present when a line of the dump is the gold title; precision is over all answers, also those for
pages whose dump does not have it. Names and titles are compared without regard to white space, quotes and dashes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.scoring import gold_index, is_gold_line, tokens
from cleaner.article import Article

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_PLAIN = str.maketrans(
    {**dict.fromkeys("‘’‚′´`", "'"), **dict.fromkeys("“”„«»″", '"'), **dict.fromkeys("‐‑–—−", "-"), "\u00a0": " ", "…": "..."},
)
_BY = re.compile(r"^(?:written by|by|von|par|por|di|door|af|av)[:\s]+(?=\S)")
_BY_ANY = re.compile(_BY.pattern, re.IGNORECASE)
_JOINED = re.compile(r"\s*[,;]\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+")
_DEGREE = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z.\-]{1,7}®?")
_MARKDOWN = re.compile(r"^#{1,6}\s+")
_LONGEST_SUBHEAD = 90
_LONGEST_PROMO = 160
_PROMO = re.compile(
    r"\b(?:read (?:more|also|next|on)|see also|also read|related(?: articles?| stories)?:|newsletters?|subscri(?:be|ption)|sign (?:up|in)|log in|"
    r"download (?:the|our)|follow us|join us on|advertisements?|sponsored|donate|support our|watch:|listen:|"
    r"lesen sie|mehr zum thema|mehr dazu|weiterlesen|jetzt (?:lesen|anmelden|abonnieren|testen|registrieren)|abonnieren|anzeige|werbung|"
    r"lire aussi|à lire|abonnez|inscri(?:vez|ption)|publicité|lea también|lee también|suscr[ií]\w*|publicidad|leggi anche|abbonati|iscriviti|pubblicità|"
    r"leia (?:também|mais)|assine|lees (?:ook|meer)|les også|læs også|läs (?:mer|också)|annonse?|czytaj (?:też|także|więcej)|reklam[ay]?|čtěte|"
    r"lue myös|oku(?:yun)?:|abone ol)\b|続きを読む|関連記事|広告|会員登録|阅读更多|相关(?:阅读|新闻)|广告|延伸閱讀|관련 ?기사|구독|читайте также|подпис|реклама|اقرأ أيضا",
    re.IGNORECASE,
)
"""What an offer or a pointer to another article says, in the corpora's languages. It is the measure's own list: no rule reads it."""


def plain(text: str | None) -> str:
    """A title as it is compared."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text or "")).translate(_PLAIN).replace("''", '"')
    return " ".join(text.split())


def people(names: Iterable[str] | None) -> frozenset[str]:
    """Names as they are compared, in any order; several in one string are several, and a degree behind a name is none.

    >>> sorted(people(["By Ada Ruiz, MD, and Tom Okafor"]))
    ['ada ruiz', 'tom okafor']
    """
    parts: list[str] = []
    for name in names or ():
        first, *others = _JOINED.split(_BY_ANY.sub("", plain(name)))
        parts += [first, *(part for part in others if not _DEGREE.fullmatch(part.strip()))]
    bare = (_BY.sub("", part.casefold()).strip(" ,;.:|-") for part in parts)
    return frozenset(name for name in bare if name)


def count_fields(gold: dict[str, Any], article: Article | None, dump: str) -> Counter[str]:
    """What of title, date and authors was there, answered and right."""
    counts: Counter[str] = Counter()
    if want := plain(gold.get("title")):
        got = plain(article.title) if article else ""
        there = want in {plain(_MARKDOWN.sub("", line.strip())) for line in dump.splitlines()}
        counts += Counter(
            {"title present": there, "title right, present": there and got == want, "title answered": bool(got), "title right": got == want, "title": 1}
        )
    if want := str(gold.get("date") or "")[:10]:
        got = article.published_at.strftime("%Y-%m-%d") if article and article.published_at else ""
        counts += Counter({"date": 1, "date answered": bool(got), "date right": got == want})
    if names := people(gold.get("authors")):
        said = people(article.authors) if article else frozenset()
        counts += Counter({"authors": 1, "authors answered": bool(said), "authors right": said == names})
    return counts


def count_lines(gold: dict[str, Any], lines: Sequence[str], text: str) -> Counter[str]:
    """Of the dump's lines, which are still in the text: body lines, subheads, captions, and what else stands between the first and last body line, promos among it."""
    counts: Counter[str] = Counter()
    gold_lines, gold_text = gold_index(gold["paragraphs"])
    captions = gold_index(gold.get("captions") or ())
    said = "\n".join("".join(tokens(line)).casefold() for line in text.split("\n"))
    said_lines = set(said.split("\n"))
    is_gold = [is_gold_line(line, gold_lines, gold_text) for line in lines]
    body = [i for i, yes in enumerate(is_gold) if yes]
    for index, (line, yes) in enumerate(zip(lines, is_gold, strict=True)):
        squeezed = "".join(tokens(line)).casefold()
        if not squeezed:
            continue
        kept = squeezed in said_lines or (len(squeezed) >= 25 and squeezed in said)
        if yes:
            short = len(line.strip()) < _LONGEST_SUBHEAD and not line.rstrip().endswith((".", "!", "。", "”", '"', ":", ","))
            counts += Counter({"body lines": 1, "body lines lost": not kept, "subheads": short, "subheads kept": short and kept})
        elif is_gold_line(line, *captions):
            counts += Counter({"captions": 1, "captions left": kept})
        elif body and body[0] < index < body[-1]:
            promo = len(line.strip()) <= _LONGEST_PROMO and _PROMO.search(line) is not None
            counts += Counter({"lines between": 1, "lines between left": kept, "promos": promo, "promos left": promo and kept})
        else:
            counts += Counter({"lines outside": 1, "lines outside left": kept})
    return counts


def share(counts: Counter[str], part: str, whole: str) -> float | None:
    """Part of whole; None when there is nothing to be part of."""
    return counts[part] / counts[whole] if counts[whole] else None
