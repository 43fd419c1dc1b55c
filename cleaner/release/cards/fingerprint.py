"""What an answer rests on, in few words, and a fingerprint of it: when the facts change, the answer is stale.

Facts are taken coarsely. An answer that went stale with every new article would soon be confirmed unread: so sizes
count by their first digit, dates by the year, and names by who is there, not by how often.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from cleaner.release.cards.facts import Facts
from cleaner.release.cards.questions import Question, Section

LENGTH = 12
"""Hex digits of a fingerprint: enough that no two states of one dataset share one, short enough to paste."""


def first_digit(count: int) -> int:
    """The count with all digits but the first set to 0.

    >>> first_digit(23_412), first_digit(7), first_digit(0)
    (20000, 7, 0)
    """
    digits = str(count)
    return int(digits[0] + "0" * (len(digits) - 1))


def tenths(part: int, whole: int) -> int:
    """The share of `part` in tenths of `whole`, rounded half up; 0 of nothing.

    >>> tenths(1, 4), tenths(0, 0)
    (3, 0)
    """
    return (20 * part + whole) // (2 * whole) if whole else 0


FACTS: Mapping[str, Callable[[Facts], Any]] = {
    "name": lambda facts: facts.name,
    "licence": lambda facts: facts.license,
    "size": lambda facts: first_digit(facts.n_articles),
    "inputs": lambda facts: sorted(facts.inputs_by_suffix),
    "publishers": lambda facts: [*sorted(facts.publishers), sum(facts.publishers.values()) == facts.n_articles],
    "languages": lambda facts: sorted(facts.languages),
    "licences": lambda facts: sorted(facts.declared_licenses),
    "dates": lambda facts: [(facts.first_day or "")[:4], (facts.last_day or "")[:4]],
    "people": lambda facts: tenths(facts.known["authors"], facts.n_articles),
    "kinds": lambda facts: sorted(facts.removed_by_kind),
    "takedowns": lambda facts: facts.n_takedowns,
}
"""Name → what counts of it: these are the names in `Question.rests_on`."""


def fingerprint(facts: Facts, section: Section, question: Question, draft: str = "") -> str:
    """Of the facts that an answer rests on, and of the draft where a person confirms the tool's own words."""
    rests_on = {name: FACTS[name](facts) for name in question.rests_on}
    content = json.dumps([section.key, question.key, rests_on, draft], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:LENGTH]
