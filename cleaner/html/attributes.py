"""What an element's attributes say: its words, what they call it, the kind of chrome they name. Read once for each different set.

A page of 700 elements has 200 different sets, and a site's pages share them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cleaner.article import quick
from cleaner.html.regions import BOXES, calling, class_words, credited_by, region, words_in

_ATTRIBUTE_CHARS = 400
_TOLD_IN_DATA = ("data-testid", "data-qa", "data-component", "data-test-tag", "data-test", "data-area", "data-element-id", "data-type")
"""Where pages whose classes are made by a build say what an element is: `<div class="sc-1f8" data-testid="byline">`."""
_STYLE_CHARS = 1000
_UNFOLDS = re.compile(r"accordion|collaps|expand|tab-?(?:panel?|content)|read-?more|show-?more|more-?text|faq|toggle-?content", re.IGNORECASE)
_NAMING = frozenset({"class", "id", "role"})
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


@quick
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
    credits_by: str = ""
    """`sure` of an element that is called the credit of a picture, `doubt` of one that is it beside a caption alone: a source, an author; else ''."""
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
    credits_by = credited_by(own)
    return Said(tuple(words), name, called, is_rel_author, kind, word, credits_by, not (kind or called or is_rel_author))


@lru_cache(maxsize=5_000)
def _called(value: str) -> str:
    return calling(words_in(value[:_ATTRIBUTE_CHARS]))


def called_in_data(attributes: Mapping[str, str]) -> str:
    """What the attributes for tests and scripts call an element: `author`, `date`, `meta` or ''.

    >>> called_in_data({"class": "sc-1f8", "data-testid": "author-name"}), called_in_data({"data-testid": "Body"})
    ('author', '')
    """
    for name in _TOLD_IN_DATA:
        value = attributes.get(name)
        if value is not None and (called := _called(value)):
            return called
    return ""


@lru_cache(maxsize=5_000)
def _boxed(value: str) -> tuple[str, str] | None:
    for word in words_in(value[:_ATTRIBUTE_CHARS]):
        if (match := BOXES.search(word.spelled)) is not None:
            return match.lastgroup or "", word.spelled
    return None


def boxed_in_data(attributes: Mapping[str, str]) -> tuple[str, str] | None:
    """The kind of box that the attributes for tests and scripts call an element, and the word that does; None for most.

    >>> boxed_in_data({"data-area": "newsletter"}), boxed_in_data({"data-component": "text-block"})
    (('subscribe', 'newsletter'), None)
    """
    for name in _TOLD_IN_DATA:
        value = attributes.get(name)
        if value is not None and (box := _boxed(value)) is not None:
            return box
    return None


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element's own attributes hide it: `hidden`, or `display: none` in its style."""
    hidden = attributes.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:_STYLE_CHARS]) is not None


def unfolds(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a click shows what an element hides, by its attributes and by the `name` of what it stands in: text in an accordion or on a tab."""
    told = (value[:_ATTRIBUTE_CHARS] for key, value in attributes.items() if key in _NAMING or key.startswith("data-"))
    return _UNFOLDS.search(" ".join((name, *told))) is not None
