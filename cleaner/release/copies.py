"""What becomes of articles that are nearly the same: marked by default, left out when the settings ask for it.

`dup_cluster` is the id of the article that was published first, `dup_of` says so of the others. When copies are left
out, each is listed with its canonical article and the similarity; one that is only linked to it by a chain of
others, and is itself less alike than the threshold, is marked and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cleaner.corpus.neardup import THRESHOLD, Membership

Mode = Literal["annotate", "drop"]
REASON = "near copy"
"""The `reason` of the duplicates."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What is said of the articles that have a copy."""

    marks: Mapping[str, tuple[str, str | None]]
    """Article id → (dup_cluster, dup_of), for those that stay."""
    left_out: Mapping[str, tuple[str, float]]
    """Article id → (id of the canonical article, similarity), for those that do not."""


def decide(members: Mapping[str, Membership], mode: Mode) -> Copies:
    """Who is marked and who is left out. The canonical article of a cluster always stays."""
    left_out = {id_: (one.canonical, one.similarity) for id_, one in members.items() if mode == "drop" and id_ != one.canonical and one.similarity >= THRESHOLD}
    staying = {id_: one for id_, one in members.items() if id_ not in left_out}
    linked = {one.canonical for id_, one in staying.items() if id_ != one.canonical}
    marks = {
        id_: (one.cluster, None if id_ == one.canonical else one.canonical)
        for id_, one in staying.items()
        # An article whose copies were all left out has none any more.
        if one.canonical in linked
    }
    return Copies(marks, left_out)
