"""What an element's attributes say: its words, what they call it, the kind of chrome they name. Read once for each different set.

A page of 700 elements has 200 different sets, and a site's pages share them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cleaner.html.regions import calling, class_words, region, words_in

_ATTRIBUTE_CHARS = 400
_STYLE_CHARS = 1000
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What is read from `class`, `id`, `rel`, `itemprop` and `role`."""

    words: tuple[str, ...] = ()
    """Words of class and id; those of the others as `rel:author`."""
    name: str = ""
    """Class, id, itemprop and role as they are, a space in front of each."""
    called: str = ""
    """`author`, `date`, `meta` or ''."""
    is_rel_author: bool = False
    region: str = ""
    region_word: str = ""
    is_silent: bool = True
    """Whether nothing but names is in it: no kind of chrome, nobody who signs, no date."""


NOTHING_SAID = Said()


@lru_cache(maxsize=20_000)
def said_by(classes: str | None, id_: str | None, rel: str | None, itemprop: str | None, role: str | None) -> Said:
    """What these attributes say, each None when it is absent.

    >>> said = said_by("c-byline relatedBox", "b1", "author", None, None)
    >>> said.words, said.called, said.region
    (('c-byline', 'related-box', 'b1', 'rel:author'), 'author', 'promo')
    """
    own = words_in(classes[:_ATTRIBUTE_CHARS]) if classes else []
    both = own + words_in(id_[:_ATTRIBUTE_CHARS]) if id_ else own
    words = [word.spelled for word in both]
    for prefix, value in (("rel:", rel), ("itemprop:", itemprop)):
        if value:
            words += [prefix + word for word in class_words(value[:_ATTRIBUTE_CHARS])]
    name = "".join([f" {value[:_ATTRIBUTE_CHARS]}" for value in (classes, id_, itemprop, role) if value])
    kind, word = region(both)
    called, is_rel_author = calling(own), "author" in (rel or "")
    return Said(tuple(words), name, called, is_rel_author, kind, word, not (kind or called or is_rel_author))


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element's own attributes hide it: `hidden`, or `display: none` in its style."""
    hidden = attributes.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:_STYLE_CHARS]) is not None
