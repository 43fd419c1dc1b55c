"""A page's text → one tree, whatever its depth and size; what had to be given up for that is said in words."""

from __future__ import annotations

import re
from typing import Any

_META_CHARSET = re.compile(rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([a-z0-9_:.\-]{2,40})""")
"""In lower case: so the search goes from "<meta" to "<meta"."""
_XML_CHARSET = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""")
_PRESCAN_BYTES = 8192
"""Browsers look at 1,024 bytes; pages with a banner of comments before their meta tags are common enough."""
_PARSER_LIMITS = re.compile(r"huge|depth|limit|too (?:long|deep|large|big)", re.IGNORECASE)
_MOST_ATTRIBUTES = 256
"""Of one element. The parser compares each with all others: 200,000 took 170 s."""
_LEAST_BOMB_CHARS = 4000
_LONG_TAG = re.compile(r"([A-Za-z][^\s<>/]*)\s[^<>]{4000,}>?")
_ATTRIBUTE = re.compile(r"\s[^\s=\"'<>/]+")
_MOST_DEPTH = 1000
"""Where tags are taken out of a page that is nested deeper than libxml2's limit of 2,048."""
_TAG = re.compile(r"<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>|<(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*)[^>]*>", re.DOTALL | re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript\b[^<>]*>(.*?)</noscript\s*>", re.DOTALL | re.IGNORECASE)
_NOSCRIPT_END = re.compile(r"</noscript\s*>", re.IGNORECASE)
_SHOWN_TEXT = f"descendant-or-self::*[not({' or '.join(f'ancestor-or-self::{tag}' for tag in ('script', 'style', 'noscript', 'iframe', 'template'))})]/text()[normalize-space()]"
_INLINE = frozenset("a abbr b bdi bdo big cite code em font i ins kbd mark q s samp small span strike strong sub sup tt u var".split())


def declared_charset(data: bytes) -> str | None:
    """What the page itself declares, in a meta tag or an XML declaration; None if nothing.

    >>> declared_charset(b'<html><head><meta charset="Windows-1252">')
    'windows-1252'
    """
    head = data[:_PRESCAN_BYTES]
    match = _XML_CHARSET.match(head) or _META_CHARSET.search(head.lower())
    charset = match[1].decode("ascii").lower() if match else None
    # Who could read the tag as ASCII is not reading UTF-16.
    return "utf-8" if charset and charset.startswith(("utf-16", "utf-32")) else charset


def parse(text: str) -> tuple[Any, str]:
    """The tree, None if there is nothing in the page, and what the parser's limits cost, in words."""
    text, n_cleared = _without_bombs(text)
    tree, limits = _parse(text)
    if tree is not None and (mended := _as_browsers_read(text, tree)) != text:
        text = mended
        tree, limits = _parse(text)
    notes = [limits] if limits else []
    if "depth" in limits.lower():
        flat, n_tags = flattened(text)
        tree, limits = _parse(flat)
        notes = [f"nested too deep for the parser: {n_tags} tags below level {_MOST_DEPTH} taken out, their text kept", *([limits] if limits else [])]
    for template in () if tree is None else tree.iter("template"):
        if template.get("shadowrootmode"):  # of a web component: a browser shows what is in it
            template.tag = "div"
    if n_cleared:
        notes.append(f"attributes of {n_cleared} elements not read: more than {_MOST_ATTRIBUTES}")
    return tree, "; ".join(notes)


def _as_browsers_read(text: str, tree: Any) -> str:
    """The page without what makes libxml2 lose text that a browser shows.

    What follows `</body></html>` stands in the page for a browser, in whatever is still open; libxml2 makes a second tree of it.
    What a `<noscript>` opens is closed by `</noscript>`; libxml2 leaves it open, and the rest of the page is in it.
    """
    if _goes_on(tree):
        text = _PAGE_END.sub("", text)
    # Nothing is looked for below the last end: of a thousand noscripts that are never closed, each would be looked for an end.
    n_inside = sum(1 for element in outermost_noscripts(tree) for _ in element.iterdescendants())
    if n_inside:
        end = max((match.end() for match in _NOSCRIPT_END.finditer(text)), default=0)
        if n_inside > sum(match[1].count("<") for match in _NOSCRIPT.finditer(text, 0, end)):
            text = _NOSCRIPT.sub("", text[:end]) + text[end:]
    return text


def outermost_noscripts(tree: Any) -> list[Any]:
    """Those in no other, in which a page that never closes them may have thousands."""
    return [element for element in tree.iter("noscript") if next(element.iterancestors("noscript"), None) is None]


def _goes_on(tree: Any) -> bool:
    """Whether there is more than scripts below the page's end."""
    body = tree.find("body")
    below = [*tree.itersiblings(), *(body.itersiblings() if body is not None else ())]
    return any((element.tail or "").strip() or element.xpath(_SHOWN_TEXT) for element in below)


def _without_bombs(text: str) -> tuple[str, int]:
    if not _has_long_tag(text):
        return text, 0
    pieces = text.split("<")
    n_cleared = 0
    for place in [place for place, piece in enumerate(pieces) if len(piece) > _LEAST_BOMB_CHARS]:
        piece = pieces[place]
        if place and (match := _LONG_TAG.match(piece)) is not None:
            # A picture in a data URL is long too, but one attribute; so is a class of a thousand words, between two quotes.
            outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", match[0])
            if sum(1 for _ in _ATTRIBUTE.finditer(outside)) > _MOST_ATTRIBUTES:
                n_cleared += 1
                pieces[place] = f"{match[1]}>{piece[match.end() :]}"
    return "<".join(pieces) if n_cleared else text, n_cleared


def _has_long_tag(text: str) -> bool:
    """From one "<" to the last within reach: a stretch without any is long, and few pages have one but for their scripts."""
    at, reach = text.find("<"), _LEAST_BOMB_CHARS + 1
    while at >= 0 and len(text) - at > reach:
        following = text.rfind("<", at + 1, at + 1 + reach)
        if following < 0:
            if _LONG_TAG.match(text, at + 1):
                return True
            following = text.find("<", at + 1 + reach)
        at = following
    return False


def _parse(text: str) -> tuple[Any, str]:
    from lxml import etree  # noqa: PLC0415 - text articles need no parser

    # huge_tree: without it, what is nested 256 levels deep or beside a text of 10 MB is silently gone.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = etree.fromstring((text.replace("\0", "") if "\0" in text else text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        tree = None
    limits = sorted({entry.message.strip() for entry in parser.error_log if _PARSER_LIMITS.search(entry.message)})
    return tree, "; ".join(limits[:3])


def flattened(text: str) -> tuple[str, int]:
    """The page without its tags below a depth that the parser stands, a break in place of each block's; and how many went."""
    out: list[str] = []
    at = depth = n_tags = 0
    for match in _TAG.finditer(text):
        name = (match["name"] or "").lower()
        if not name or name in _VOID:
            continue
        if not match["end"]:
            depth += 1
        if depth > _MOST_DEPTH:
            out += text[at : match.start()], "" if name in _INLINE else "<br><br>"
            at = match.end()
            n_tags += 1
        if match["end"]:
            depth = max(0, depth - 1)
    return "".join(out) + text[at:], n_tags
