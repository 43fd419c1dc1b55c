"""The article of a page that shows nothing until its scripts run, when the scripts carry it as data.

JSON-LD's `articleBody` first, then the state that a framework left for itself (`__NEXT_DATA__` and the like): the longest
text, or list of paragraphs, under a key that is named for a body. What was found is put into the page and read like any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

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
_STATE_SCRIPT = re.compile(r"\s*(?:window\.|self\.|var\s+|globalThis\.)?[\w.$\[\]\"']{1,60}\s*=\s*(?=[\[{])")
_LEAST_CHARS = 500
_LEAST_SENTENCES = 3
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)]?(?:\s|<|$|\\n)")
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

Found = tuple[str, tuple[str, ...], str]
"""Headline ('' when none is beside it), paragraphs (HTML or plain), and where they were."""


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
                best = rank, ("", (text,), f"{kind}, which a script puts in its place")
            continue
        for value in () if in_templates_alone else _values(text, kind):
            for title, paragraphs, key in _bodies(value):
                size = sum(map(len, paragraphs))
                # What is declared to be the article's body comes before a longer text that some widget holds.
                rank = size * (4 if key == "articleBody" else 1)
                if best is None or rank > best[0]:
                    best = rank, (title, paragraphs, f"{kind or 'script'}{' #' + script.get('id') if script.get('id') else ''}, key {key!r}")
    return best[1] if best else None


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
    if found is None or found[2].rpartition(" ")[2] != "'articleBody'" or sum(map(len, found[1])) < 2 * n_prose:
        return None
    page = "".join("".join(filter(str.isalnum, text)) for text in shown)
    body = "".join(filter(str.isalnum, _TAG.sub("", " ".join(found[1]))))
    pieces = [body[at : at + _PIECE] for at in range(0, len(body) - _PIECE, max(_PIECE, len(body) // _PIECES))]
    return found if sum(piece in page for piece in pieces) < 0.2 * len(pieces) else None


def put_into(tree: Any, found: Found) -> None:
    """Add the article to the end of the page's body, marked as what it is."""
    from lxml import etree  # noqa: PLC0415 - text articles need no parser
    from lxml.html import fragments_fromstring  # noqa: PLC0415

    title, paragraphs, _ = found
    body = tree if tree.tag == "body" else tree.find(".//body")
    article = etree.SubElement(body if body is not None else tree, "article")
    article.set("itemprop", "articleBody")
    if title:
        etree.SubElement(article, "h1").text = _plain(title)
    for paragraph in paragraphs:
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
    if not kind.endswith("json"):
        match = _STATE_SCRIPT.match(text)
        if match is None:
            return
        text = text[match.end() :]
    try:
        yield json.JSONDecoder(strict=False).raw_decode(text.strip())[0]
    except (ValueError, RecursionError):
        return


def _bodies(value: Any) -> Iterator[tuple[str, tuple[str, ...], str]]:
    waiting: list[Any] = [value]
    n_seen = 0
    while waiting and n_seen < _MOST_VALUES:
        node = waiting.pop()
        n_seen += 1
        if isinstance(node, list):
            waiting += [each for each in node if isinstance(each, dict | list)]
        elif isinstance(node, dict):
            for key, held in node.items():
                if isinstance(held, dict | list):
                    waiting.append(held)
                if key.lower().replace("_", "") in _BODY_KEYS:
                    paragraphs = _paragraphs(held)
                    text = "\n".join(paragraphs)
                    if len(text) >= _LEAST_CHARS and len(_SENTENCE.findall(text)) >= _LEAST_SENTENCES:
                        title = next((node[name] for name in _TITLE_KEYS if isinstance(node.get(name), str)), "")
                        yield title, paragraphs, key


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
