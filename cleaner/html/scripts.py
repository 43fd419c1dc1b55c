"""The article of a page that shows nothing until its scripts run, when the scripts carry it as data.

JSON-LD's `articleBody` first, then the state that a framework left for itself (`__NEXT_DATA__` and the like, or JSON in an
attribute): the longest text, or list of paragraphs, under a key that is named for a body. What was found is put into the
page and read like any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from cleaner.dates import parse_iso
from cleaner.html.flight import flight_values
from cleaner.html.lines import n_chars_of
from cleaner.html.parse import outermost_noscripts

_BODY_KEYS = frozenset(
    {
        "articlebody",
        "body",
        "bodyhtml",
        "content",
        "contenthtml",
        "html",
        "text",
        "fulltext",
        "description",
        "paragraphs",
        "richtext",
        "markdown",
        "blocks",
        "contentelements",
        "children",
    }
)
_TITLE_KEYS = ("headline", "title", "name")
_STATE_SCRIPT = re.compile(r"(?:^|[;\n])\s*(?:window\.|self\.|var\s+|globalThis\.)?[\w.$\[\]\"']{1,60}\s*=\s*(?=[\[{])")
_LEAST_CHARS = 500
_LEAST_SENTENCES = 3
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)]?(?:\s|<|$|\\n)")
_MOST_STATES = 30
"""Assignments of one script: `Fusion.arcSite=…;Fusion.globalContent={…}`."""
_PARAGRAPH = re.compile(r"\n{2,}|\r\n\r\n")
_MARKUP = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|strong|em|a|span)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|&[#\w]{2,8};")
_TEMPLATES = frozenset({"text/template", "text/x-template", "text/html"})
"""Of Google's blogs each post is one, for a browser to show when its script has run."""
_GAP = re.compile(r"\{\{|<%|\$\{|\[\[|\{%")
_LEAST_PROSE_CHARS = 80
_MOST_SHOWN_CHARS = 1500
_PIECE, _PIECES = 30, 12
_MOST_SCRIPT_CHARS = 20_000_000
_MOST_VALUES = 200_000
_MOST_DEPTH, _MOST_PIECES = 6, 200
"""Of a block of an editor: `{"type": "paragraph", "children": [{"text": …}]}`."""

_DAY_KEYS = tuple(
    "datepublished publishedat publisheddate publishdate firstpublished firstpublishedat publicationdate published pubdate displaydate date".split()
)
_AUTHOR_KEYS = ("author", "authors", "byline", "bylines", "creator", "writers")
_LONGEST_SAID, _LONGEST_KEY, _MOST_AUTHORS = 300, 40, 20


class Found(NamedTuple):
    """An article in a page's data."""

    title: str
    """'' when none is beside it."""
    paragraphs: tuple[str, ...]
    """HTML or plain."""
    where: str
    published: str = ""
    authors: tuple[str, ...] = ()


def article_in_scripts(tree: Any, *, in_templates_alone: bool = False) -> Found | None:
    """The longest body in the page's data; None when there is none that reads like an article."""
    best: tuple[int, Found] | None = None
    for script in tree.iter("script"):
        text = script.text or ""
        if not _LEAST_CHARS <= len(text) <= _MOST_SCRIPT_CHARS:
            continue
        kind = (script.get("type") or "").split(";")[0].strip().lower()
        if kind in _TEMPLATES and _is_article(text):
            rank = len(_TAG.sub("", text))
            if best is None or rank > best[0]:
                best = rank, Found("", (text,), f"{kind}, which a script puts in its place")
            continue
        for value in () if in_templates_alone else _values(text, kind):
            best = _better(best, value, f"{kind or 'script'}{' #' + script.get('id') if script.get('id') else ''}")
    if not in_templates_alone:
        for value in flight_values([script.text for script in tree.iter("script") if script.text and len(script.text) <= _MOST_SCRIPT_CHARS]):
            best = _better(best, value, "script, pushed in pieces")
        for said in tree.xpath(f"//@*[string-length() >= {_LEAST_CHARS}]"):
            if said[:1] in "{[" and len(said) <= _MOST_SCRIPT_CHARS:
                for value in _values(str(said), "json"):
                    best = _better(best, value, f"attribute {said.attrname}")
    return best[1] if best else None


def uncover_noscript(tree: Any) -> bool:
    """Make a part of the page of what it keeps for browsers without scripts; whether that is prose."""
    kept = [element for element in outermost_noscripts(tree) if sum(len(text) for text in element.itertext()) >= _LEAST_CHARS]
    for element in kept:
        for inside in list(element.iter("noscript")):
            inside.tag = "div"
    return bool(kept)


def _better(best: tuple[int, Found] | None, value: Any, where: str) -> tuple[int, Found] | None:
    """The longest body, of those in a value and the best so far."""
    for found, key in _bodies(value):
        # What is declared to be the article's body comes before a longer text that some widget holds.
        rank = sum(map(len, found.paragraphs)) * (4 if key == "articleBody" else 1)
        if best is None or rank > best[0]:
            best = rank, found._replace(where=f"{where}, key {key!r}")
    return best


def _is_article(template: str) -> bool:
    """Whether a template is text and not a pattern with gaps: `{{title}}`, `<%= name %>`, `${price}`."""
    text = _TAG.sub("", template)
    return len(text) >= _LEAST_CHARS and len(_SENTENCE.findall(text)) >= _LEAST_SENTENCES and not _GAP.search(template)


def missing_body(tree: Any, shown: Sequence[str]) -> Found | None:
    """The `articleBody` of the page's JSON-LD when the page shows next to nothing of it, and no other text of that length.

    Most pages that declare a body show it; where `shown`, the page's lines, has it, the page itself is the better source.
    """
    n_prose = sum(len(text) for text in shown if len(text) >= _LEAST_PROSE_CHARS)
    if n_prose > _MOST_SHOWN_CHARS or not any("articleBody" in (script.text or "") for script in tree.iter("script")):
        return None
    found = article_in_scripts(tree)
    if found is None or found.where.rpartition(" ")[2] != "'articleBody'" or sum(map(len, found.paragraphs)) < 2 * n_prose:
        return None
    page = "".join("".join(filter(str.isalnum, text)) for text in shown)
    body = "".join(filter(str.isalnum, _TAG.sub("", " ".join(found.paragraphs))))
    pieces = [body[at : at + _PIECE] for at in range(0, len(body) - _PIECE, max(_PIECE, len(body) // _PIECES))]
    return found if sum(piece in page for piece in pieces) < 0.2 * len(pieces) else None


def put_into(tree: Any, found: Found) -> None:
    """Add the article to the end of the page's body, marked as what it is."""
    from lxml import etree  # noqa: PLC0415 - text articles need no parser
    from lxml.html import fragments_fromstring  # noqa: PLC0415

    body = tree if tree.tag == "body" else tree.find(".//body")
    article = etree.SubElement(body if body is not None else tree, "article")
    article.set("itemprop", "articleBody")
    if found.title:
        etree.SubElement(article, "h1").text = _plain(found.title)
    if found.authors and found.title:
        byline = etree.SubElement(article, "p")
        byline.set("class", "author")
        byline.text = _plain(", ".join(found.authors))
    if found.published and found.title:
        day = etree.SubElement(article, "time")
        day.set("datetime", found.published)
        day.text = _plain(found.published)
    for paragraph in found.paragraphs:
        if _MARKUP.search(paragraph):
            block = etree.SubElement(article, "div")
            for piece in fragments_fromstring(paragraph.replace("\0", "")):
                if isinstance(piece, str):
                    block.text = (block.text or "") + piece
                else:
                    block.append(piece)
        else:
            etree.SubElement(article, "p").text = _plain(paragraph)


def _plain(text: str) -> str:
    """What XML allows of a text."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _values(text: str, kind: str) -> Iterator[Any]:
    starts = [0] if kind.endswith("json") else [match.end() for match in islice(_STATE_SCRIPT.finditer(text), _MOST_STATES)]
    end = 0
    for start in starts:
        if start < end:  # an assignment in a string of what was read
            continue
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, len(text) - len(text[start:].lstrip()))
        except (ValueError, RecursionError):
            continue
        yield value


def _bodies(value: Any) -> Iterator[tuple[Found, str]]:
    """Each text that reads like an article's, and its key; headline, day and names of the nearest thing around that has them."""
    waiting: list[tuple[Any, Found]] = [(value, Found("", (), ""))]
    n_seen = 0
    while waiting and n_seen < _MOST_VALUES:
        node, around = waiting.pop()
        n_seen += 1
        if isinstance(node, list):
            waiting += [(each, around) for each in node if isinstance(each, dict | list)]
        elif isinstance(node, dict):
            said = _said(node, around)
            for key, held in node.items():
                if isinstance(held, dict | list):
                    waiting.append((held, said))
                if key.lower().replace("_", "") in _BODY_KEYS:
                    paragraphs = _paragraphs(held)
                    text = "\n".join(paragraphs)
                    if n_chars_of(text) >= _LEAST_CHARS and len(_SENTENCE.findall(text)) >= _LEAST_SENTENCES:
                        yield said._replace(paragraphs=paragraphs), key


def _said(node: dict[str, Any], around: Found) -> Found:
    title = next((node[name] for name in _TITLE_KEYS if isinstance(node.get(name), str) and len(node[name]) <= _LONGEST_SAID), "")
    folded = {key.lower().replace("_", "").replace("-", ""): held for key, held in node.items() if len(key) <= _LONGEST_KEY}
    day = next((held for key in _DAY_KEYS if isinstance(held := folded.get(key), str) and parse_iso(held[:_LONGEST_SAID]) is not None), "")
    authors = next((names for key in _AUTHOR_KEYS if (names := tuple(_names(folded.get(key))))), ())
    if not (title or day or authors):
        return around
    # A thing without a day is a block of what is around it; one with a headline and a day of its own is another article.
    return Found(title or around.title, (), "", day or ("" if title and authors else around.published), authors or around.authors)


def _names(value: Any) -> Iterator[str]:
    for each in value[:_MOST_AUTHORS] if isinstance(value, list) else [value]:
        name = (
            next((each[key] for key in ("name", "fullName", "displayName", "title") if isinstance(each.get(key), str)), "") if isinstance(each, dict) else each
        )
        if isinstance(name, str) and 1 < len(name) <= _LONGEST_SAID and not name.startswith(("http", "/", "$", "#")):
            yield name


def _paragraphs(value: Any) -> tuple[str, ...]:
    """The paragraphs of a text, or of a list of texts or of things that hold one each."""
    if isinstance(value, str):
        if _MARKUP.search(value):
            return (value,)
        parts = _PARAGRAPH.split(value)
        return tuple(part.strip() for part in (parts if len(parts) > 1 else value.split("\n")) if part.strip())
    if isinstance(value, list):
        texts = [_text_in(each) for each in value]
        return tuple(text.strip() for text in texts if text.strip())
    return ()


def _text_in(value: Any, depth: int = 0) -> str:
    """The text of one block: itself, what it holds under a name for text, or that of the pieces it is made of."""
    if isinstance(value, str):
        return value if depth == 0 else ""
    if not isinstance(value, dict) or depth > _MOST_DEPTH:
        return ""
    own = next((value[key] for key in ("text", "content", "value", "html") if isinstance(value.get(key), str)), None)
    if own is not None:
        return str(own)
    for key in ("children", "content", "data", "spans", "attrs"):
        held = value.get(key)
        if isinstance(held, dict):
            return _text_in(held, depth + 1)
        if isinstance(held, list):
            return "".join(_text_in(piece, depth + 1) for piece in held[:_MOST_PIECES])
    return ""
