"""Paragraphs that are known beforehand, deep in a page, in many charsets, beside huge nodes: kept, or said to be gone."""

from __future__ import annotations

import pytest

from cleaner.article import RawArticle
from cleaner.pipeline import examine
from tests.trust.figures import Figure

PARAGRAPHS = tuple(
    f"The keeper of buoy number {n} wrote “{word}” into the log, although the night had been calm and nobody on the quay had asked for such a word."
    for n, word in enumerate(("kestrel", "marigold", "quince", "lantern", "sorrel", "teasel", "plover", "saffron"), 1)
)
WORDS = ("kestrel", "marigold", "quince", "lantern", "sorrel", "teasel", "plover", "saffron")
CHARSETS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"),
    *("iso-8859-15", "mac-roman", "gb18030", "shift_jis", "euc-jp", "big5", "koi8-r", "cp1251"),
)
DEPTHS = (1, 2, 10, 50, 100, 200, 254, 255, 256, 257, 400, 1000, 2000, 2048, 3000, 5000)


def silent_losses(data: bytes, kind: str, charset: str | None = None) -> list[str]:
    """The canary words of a page that are in no text, no ledger and no rejection."""
    found = examine(RawArticle(data, "canary", kind=kind, charset=charset))
    if found.article is None:
        assert found.rejection is not None
        return []  # flagged: the input has a rejection
    known = found.article.text + " ".join(row.text for row in found.removals) + " ".join(row.text for row in found.fields)
    return [word for word in WORDS if word not in known]


def page(before: str = "", after: str = "", *, inside: str = "", head: str = "") -> str:
    body = inside.join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"<!DOCTYPE html><html><head>{head}<title>A word in the log</title></head><body>{before}<article><h1>A word in the log</h1>{body}</article>{after}</body></html>"


def canaries(depths: tuple[int, ...], huge: tuple[int, ...]) -> Figure:
    """Every page of the promise, and which words are lost without a trace."""
    faults: list[str] = []
    kept = 0
    pages = [
        (f"{tag} nested {depth}", page(f"<{tag}>" * depth, f"</{tag}>" * depth).encode(), "html", None)
        for depth in depths
        for tag in ("div", "section", "span")
    ]
    for size in huge:
        blob = "x" * size
        pages += [
            (f"{what} of {size}", page(**{where: text}).encode(), "html", None)
            for what, where, text in (
                ("text node", "after", f"<div>{blob}</div>"),
                ("comment", "before", f"<!--{blob}-->"),
                ("script", "before", f"<script>{blob}</script>"),
                ("attribute", "before", f"<div title='{blob}'></div>"),
                ("style", "head", f"<style>{blob}</style>"),
                ("image", "inside", f"<img src='data:image/png;base64,{blob[: size // 8]}'>"),
            )
        ]
    for charset in CHARSETS:
        text = "A word in the log\n\n" + "\n\n".join(PARAGRAPHS)
        if charset != "utf-32":
            pages.append((f"text in {charset}", text.encode(charset, "replace"), "text", charset))
        pages.append((f"page in {charset}", page(head=f'<meta charset="{charset}">').encode(charset, "replace"), "html", None))
    for name, data, kind, charset in pages:
        lost = silent_losses(data, kind, charset)
        kept += not lost
        faults += [f"{name}: {word} is nowhere" for word in lost]
    return Figure("canary paragraphs", len(pages), f"{kept} pages kept or flagged whole, {len(faults)} words lost in silence", "0 silent losses", tuple(faults))


def test_no_paragraph_is_lost_in_silence() -> None:
    """At depths of 1 to 1,000, in sixteen charsets and beside nodes of a megabyte."""
    assert canaries(DEPTHS[:12], (1_000_000,)).faults == ()


@pytest.mark.slow
def test_no_paragraph_is_lost_in_silence_at_any_depth() -> None:
    """Down to 5,000, and beside nodes of twelve megabytes."""
    assert canaries(DEPTHS, (12_000_000,)).faults == ()
