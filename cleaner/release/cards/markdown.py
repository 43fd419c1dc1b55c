"""Words from articles and file names, put into Markdown and YAML so that they stay words.

A publisher may be named `](javascript:alert(1))` or `<img onerror=…>`; on a card it is text all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

# A hyphen or underscore between letters is only itself; the dot in "www." would make a link where addresses are linked.
_SPECIAL = re.compile(r"([\\`*{}\[\]()#+!|~$:@]|(?<![^\W_])[_-]|[_-](?![^\W_])|(?<=www)\.)", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+")


def escape(text: str) -> str:
    r"""The text as one line of Markdown that shows exactly these characters, without links, HTML or bare addresses.

    >>> print(escape("[x](http://a.example) <b>|"))
    \[x\]\(http\://a.example\) &lt;b&gt;\|
    >>> print(escape("bad-record, __init__, - x"))
    bad-record, \_\_init\_\_, \- x
    """
    plain = " ".join(_UNSEEN.sub(" ", text).split())
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", plain)


def yaml_string(text: str) -> str:
    r"""The text as a YAML scalar in double quotes, on one line; what is unseen becomes a space.

    >>> print(yaml_string('a: "b" # c'))
    "a: \"b\" # c"
    """
    return json.dumps(" ".join(_UNSEEN.sub(" ", text).split()), ensure_ascii=False)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table. The cells are Markdown already: escape what is not yours."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def share(part: int, whole: int) -> str:
    """`part` of `whole` in percent; `–` when there is no whole. Only nothing is 0 %, and only all is 100 %.

    >>> share(1, 3), share(1, 1000), share(999, 1000), share(0, 0)
    ('33 %', '<1 %', '>99 %', '–')
    """
    if not whole:
        return "–"
    percent = f"{100 * part / whole:.0f} %"
    if part and percent == "0 %":
        return "<1 %"
    return ">99 %" if part < whole and percent == "100 %" else percent


def span(first: object, last: object) -> str:
    """From the first to the last, or the one that both are.

    >>> span(2029, 2031), span("2031-05-01", "2031-05-01")
    ('2029 to 2031', '2031-05-01')
    """
    return f"{first}" if first == last else f"{first} to {last}"


def number(count: int, noun: str, plural: str | None = None) -> str:
    """The count with its noun, in the plural unless it is one.

    >>> number(1, "input"), number(1200, "article"), number(0, "copy", "copies")
    ('1 input', '1,200 articles', '0 copies')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
