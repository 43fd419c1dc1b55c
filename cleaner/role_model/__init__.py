"""The trained tagger of roles: which line is the headline, which says when and by whom, ranked by shape and place.

A named rule still says what a line is; the tagger says which of several lines it is. It knows no language, answers only
where it was right often enough on publishers it had not seen, and gives that share as its score.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.line_model.forest import sums_together
from cleaner.role_model.claims import Claim, among_days, among_names, measure_claims, nearest
from cleaner.role_model.model import Ranker, built_in
from cleaner.role_model.page import PageLines, bare, sizes_of
from cleaner.role_model.titles import measure_titles, title_candidates

__all__ = [
    "Claim",
    "PageLines",
    "Ranker",
    "among_days",
    "among_names",
    "bare",
    "best_claim",
    "best_title",
    "built_in",
    "measure_claims",
    "measure_titles",
    "nearest",
    "sizes_of",
    "title_candidates",
    "title_margins",
]


def best_title(page: PageLines, ranker: Ranker | None = None) -> tuple[int, float] | None:
    """Place of the headline among the page's lines, and how often such an answer is right; None when none is likely enough."""
    candidates = title_candidates(page)
    if not candidates:
        return None
    found = (ranker or built_in()["title"]).best(*measure_titles(page, candidates))
    return None if found is None else (candidates[found[0]], found[1])


def title_margins(page: PageLines, places: Sequence[int], ranker: Ranker | None = None) -> list[tuple[int, int]] | None:
    """What the two forests say of some lines of the page as its headline: their order and their chance; None when one of them is no candidate."""
    candidates = title_candidates(page)
    if not set(places) <= set(candidates):
        return None
    own = ranker or built_in()["title"]
    order, chance = sums_together((own.order, own.chance), measure_titles(page, candidates)[1])
    return [(int(order[number]), int(chance[number])) for number in map(candidates.index, places)]


def best_claim(page: PageLines, claims: Sequence[Claim], title: int | None, role: str, ranker: Ranker | None = None) -> tuple[int, float] | None:
    """Number of the claim that tells the role's field, and how often such an answer is right; None when none is likely enough."""
    near = set(nearest(page, [claim.place for claim in claims], title))
    numbers = [number for number, claim in enumerate(claims) if claim.place in near]
    if not numbers:
        return None
    found = (ranker or built_in()[role]).best(*measure_claims(page, [claims[number] for number in numbers], title))
    return None if found is None else (numbers[found[0]], found[1])
