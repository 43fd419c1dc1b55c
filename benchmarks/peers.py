"""What else could be done with the same dump: nothing, the line rules of C4, jusText's classifier; and trafilatura with the HTML in hand.

Each is a function from a page's dump (or HTML) to the text that it would publish. jusText was made for blocks of HTML; here
each line is a block without links, which is all that a dump tells.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

_END = (".", "!", "?", '"', "”")
_LEAST_WORDS = 5
_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
_STOPLISTS = {
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French", "hi": "Hindi",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ko": "Korean", "lt": "Lithuanian", "nb": "Norwegian_Bokmal", "nl": "Dutch", "no": "Norwegian_Bokmal",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


def identity(dump: str, language: str) -> str:  # noqa: ARG001
    """The dump as it is."""
    return dump


def c4_lines(dump: str, language: str) -> str:  # noqa: ARG001
    """The rules for lines of the C4 corpus (Raffel et al. 2020, section 2.2); those that drop a whole page are left out."""
    return "\n".join(line for line in dump.splitlines() if _c4_keeps(line.strip()))


def _c4_keeps(line: str) -> bool:
    folded = line.casefold()
    return (
        line.endswith(_END)
        and not line.endswith("...")
        and len(line.split()) >= _LEAST_WORDS
        and "javascript" not in folded
        and not any(p in folded for p in _POLICY)
    )


def justext_lines(dump: str, language: str) -> str:
    """jusText's classification of blocks and its revision by neighbours, with the language's stop words where it has them."""
    from justext.core import classify_paragraphs, revise_paragraph_classification
    from justext.paragraph import Paragraph

    class Block(Paragraph):
        def __init__(self, text: str) -> None:
            self.dom_path = self.xpath = "p"
            self.text_nodes = [text]
            self.chars_count_in_links = self.tags_count = 0
            self.class_type = ""

    blocks = [Block(line.strip()) for line in dump.splitlines() if line.strip()]
    words = _stoplist(language)
    # Without a list of stop words jusText's own advice is to ask for none.
    low, high = (0.3, 0.32) if words else (0.0, 0.0)
    classify_paragraphs(blocks, words, stopwords_low=low, stopwords_high=high)
    revise_paragraph_classification(blocks)
    return "\n".join(block.text for block in blocks if not block.is_boilerplate)


@cache
def _stoplist(language: str) -> frozenset[str]:
    import justext

    name = _STOPLISTS.get(language)
    return frozenset(justext.get_stoplist(name)) if name else frozenset()


def trafilatura_html(html: str) -> str:
    """trafilatura's extraction, which sees the markup."""
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


LINE_PEERS: dict[str, Callable[[str, str], str]] = {"identity": identity, "C4 line rules": c4_lines, "jusText on lines": justext_lines}
"""Name in the table → function of the dump and the language's code."""
