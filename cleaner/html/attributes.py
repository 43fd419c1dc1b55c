"""What an element's attributes say: its words, what they call it, the kind of chrome they name. Read once for each different set.

A page of 700 elements has 200 different sets, and a site's pages share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cleaner.html.regions import calling, class_words, region

_ATTRIBUTE_CHARS = 400


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


NOTHING_SAID = Said()


@lru_cache(maxsize=20_000)
def said_by(classes: str | None, id_: str | None, rel: str | None, itemprop: str | None, role: str | None) -> Said:
    """What these attributes say, each None when it is absent.

    >>> said = said_by("c-byline relatedBox", "b1", "author", None, None)
    >>> said.words, said.called, said.region
    (('c-byline', 'related-box', 'b1', 'rel:author'), 'author', 'promo')
    """
    words: list[str] = []
    kind = word = ""
    for prefix, value in (("", classes), ("", id_), ("rel:", rel), ("itemprop:", itemprop)):
        if value:
            read = value[:_ATTRIBUTE_CHARS]
            words += [f"{prefix}{each}" for each in class_words(read)] if prefix else class_words(read)
            if not prefix and not kind:
                kind, word = region(read)
    name = "".join(f" {value[:_ATTRIBUTE_CHARS]}" for value in (classes, id_, itemprop, role) if value)
    return Said(tuple(words), name, calling(classes[:_ATTRIBUTE_CHARS]) if classes else "", "author" in (rel or ""), kind, word)
