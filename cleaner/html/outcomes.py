"""Pages that hold no article to judge: what they are instead, by evidence that needs no judging of lines.

Only what is sure: a wall or a list that has paragraphs of text goes on to the rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from cleaner.article import Clue
from cleaner.html.blocks import Block
from cleaner.html.lines import n_chars_of

_LEAST_PROSE_CHARS = 80
_ERROR = re.compile(
    r"^\W*(?:error\s*)?(?:40[0134]|410|429|50[0234])\b|\b(?:page not found|not found|access denied|forbidden|bad gateway|service unavailable|"
    r"internal server error|too many requests|seite nicht gefunden|page introuvable|página no encontrada|pagina non trovata|"
    r"are you (?:an? )?(?:human|robot)|(?:verify|confirm)(?:ing)? (?:that )?you are (?:an? )?human|robot check|checking your browser|pardon our interruption|"
    r"access to this page has been denied|just a moment\.\.\.|sind sie ein (?:mensch|roboter)|êtes-vous un (?:humain|robot))(?!\w)"
    r"|^\W*(?:security check|captcha|sicherheitsüberprüfung|vérification de sécurité|verificación de seguridad)\W*$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:cookies?|consent|gdpr|datenschutz|einwilligung|consentement|consentimiento|privacy choices|zustimmen|mit werbung|werbefrei|pur-abo|"
    r"sans publicité|sin publicidad|senza pubblicità)\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|password|passwort|anmelden|einloggen|mot de passe|contraseña|subscribers only)\b", re.IGNORECASE)
_SELLS = re.compile(
    r"\b(?:subscri\w+|unlimited|your (?:account|membership|subscription)|(?:an|free) account|cancel|new readers|readers? (?:desk|service)|offer|trial|register\w*|partners|"
    r"tracking|advertising|privacy|abonn\w+|abo|kündbar|konto|werbung|compte|suscri\w+|cuenta|assina\w+|abbona\w+)\b",
    re.IGNORECASE,
)
"""Words of what stands around a wall, in lines that count as told only because a page declares an article."""
_SCRIPT = re.compile(
    r"\b(?:enable|activate|requires?|aktivieren|activer) (?:\w+ ){0,3}javascript|javascript (?:\w+ ){0,4}(?:disabled|required|aktivier)", re.IGNORECASE
)
_HTML = re.compile(r"<(?:!doctype|html|head|body|div|p|article|main|section|span|table|h[1-6]|a|script|meta|br|ul|ol|title)\b", re.IGNORECASE)
_SHELL_SCRIPT_CHARS = 2_000
_LEAST_TEASERS = 12
_LONG_PAGE_CHARS = 3_000
_LEAST_TOLD_CHARS = 400
_LEAST_CAPTIONS = 8
_LEAST_TOLD, _LEAST_SHORT_TOLD, _LEAST_TOLD_OF_WALL = 2, 4, 240
"""Paragraphs, or short lines of a declared article, and their characters, that a wall does not have: a short report beside a box for a login has them."""
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery", "Photograph"})
_TEXT_TYPES = frozenset({"NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle"})


def no_page(text: str, tree: Any, found: Sequence[Block], claims: Sequence[Clue] = ()) -> tuple[str, str] | None:
    """The check that a page fails and the evidence, or None.

    The checks are `not-html`, `gallery`, `video-page`, `error-page`, `empty-shell`, `consent-wall`, `login-wall`, `listing` and `no-article`.
    """
    if not _HTML.search(text[:20_000]):
        return "not-html", _kind(text)
    prose = _prose(found)
    n_prose = sum(n_chars_of(block.text) for block in prose)
    n_shown = sum(n_chars_of(block.text) for block in found)
    if (media := _media_page(found, prose, claims)) is not None:
        return media
    if n_shown > _LONG_PAGE_CHARS or n_prose > 600:
        links = [block for block in found if block.markup.link_share > 0.8]
        if not prose and len(links) >= _LEAST_TEASERS:
            return "listing", f"{len(links)} of its {len(found)} lines are links, and none is a paragraph"
        return None
    said = " ".join(block.text for block in found)
    title = "".join((tree.findtext(".//title") or "").split("\n"))[:200]
    heads = " ".join(block.text for block in found if block.markup.heading)
    for where, words in (("title", title), ("heading", heads)):
        if words and (match := _ERROR.search(words)) and n_prose < 400:
            return "error-page", f"its {where} says {match.group().strip()!r}, and it has {n_shown} characters of text"
    n_script = sum(len(script.text or "") for script in tree.iter("script"))
    n_sources = sum(1 for script in tree.iter("script") if script.get("src"))
    if n_prose < _LEAST_PROSE_CHARS and n_shown < 400 and (n_script >= _SHELL_SCRIPT_CHARS or n_sources or _SCRIPT.search(said)):
        return "empty-shell", f"{n_shown} characters of text beside {n_script} of scripts and {n_sources} linked ones"
    if not found:
        return "no-article", "no text that a browser would show"
    # A short post of dialogue is no paragraph; that the page declares a post is enough.
    if (
        n_shown < 1_500
        and n_prose < 600
        and not (_is_told(prose, _LEAST_TOLD) or (_declares_text(claims) and _is_told(_short_lines(found), _LEAST_SHORT_TOLD)))
    ):
        has_password = any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))
        if (asks := _LOGIN.findall(said)) and (has_password or len(asks) >= 2):
            return (
                "login-wall",
                f"it asks for a login ({asks[0]!r}{', with a field for a password' if has_password else ''}), and has {n_prose} characters of prose",
            )
        if len(asks := _CONSENT.findall(said)) >= 2:
            return "consent-wall", f"{len(asks)} words of consent ({asks[0]!r}) in {n_shown} characters of text"
    links = [block for block in found if block.markup.link_share > 0.8]
    if not prose and len(links) >= _LEAST_TEASERS:
        return "listing", f"{len(links)} of its {len(found)} lines are links, and none is a paragraph"
    return None


def _declares_text(claims: Sequence[Clue]) -> bool:
    return any((clue.field == "schema_type" and clue.value in _TEXT_TYPES) or (clue.field == "og_type" and clue.value.lower() == "article") for clue in claims)


def _is_told(blocks: Sequence[Block], least: int) -> bool:
    told = [block for block in blocks if not _LOGIN.search(block.text) and not _CONSENT.search(block.text)]
    return len(told) >= least and sum(n_chars_of(block.text) for block in told) >= _LEAST_TOLD_OF_WALL


def _short_lines(found: Sequence[Block]) -> list[Block]:
    """The lines that are no links, outside of what frames a page, and sell nothing."""
    framed = ("nav", "footer", "form", "aside", "header")
    return [block for block in found if block.markup.link_share < 0.5 and block.markup.landmark not in framed and not _SELLS.search(block.text)]


def _prose(found: Sequence[Block]) -> list[Block]:
    """The lines of paragraphs; one that is broken by a `<br>` at the width of a screen is a paragraph too."""
    out: list[Block] = []
    together: list[Block] = []
    for block in found:
        m = block.markup
        if not block.is_adjacent or m.in_list or m.in_table:
            together = []
        if m.link_share >= 0.5 or m.landmark in ("nav", "footer"):
            continue
        together.append(block)
        if sum(n_chars_of(one.text) for one in together) >= _LEAST_PROSE_CHARS:
            out += together
            together = []
    return out


def _media_page(found: Sequence[Block], prose: Sequence[Block], claims: Sequence[Clue]) -> tuple[str, str] | None:
    """`gallery` or `video-page`: pictures or a film with captions, and hardly a sentence beside them."""
    outside = [block for block in prose if not block.markup.in_figure]
    n_told = sum(n_chars_of(block.text) for block in outside)
    if n_told >= _LEAST_TOLD_CHARS:
        return None
    types = {clue.value for clue in claims if clue.field == "schema_type"} | {clue.value.lower() for clue in claims if clue.field == "og_type"}
    n_captions = sum(1 for block in found if block.markup.in_figure)
    said = f"{n_told} characters of prose beside"
    if types & _GALLERY_TYPES or n_captions >= _LEAST_CAPTIONS:
        declared = sorted(types & _GALLERY_TYPES)
        return "gallery", f"{said} {n_captions} captions" + (f", and it declares itself as {declared[0]}" if declared else "")
    declared = sorted(name for name in types if name == "VideoObject" or name.startswith("video"))
    if declared and not types & _TEXT_TYPES:
        return "video-page", f"{said} a video: it declares itself as {declared[0]}"
    return None


def _kind(text: str) -> str:
    start = text.lstrip()[:1]
    if start in "{[":
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            keys = ", ".join(sorted(map(str, value))[:5]) if isinstance(value, dict) else f"{len(value)} values"
            return f"it is JSON ({keys}), no page"
    return f"no tag of HTML in its first {min(len(text), 20_000)} characters"
