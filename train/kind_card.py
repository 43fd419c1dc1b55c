"""The card of what tells a page's kind: what it was made of and what it is worth, in figures of its own training."""

from __future__ import annotations

from collections.abc import Mapping

from train.card import CREDITS


def card(corpora: Mapping[str, int], kinds: Mapping[str, int], n_groups: int, n_words: int, figures: Mapping[str, float], found: Mapping[str, float]) -> str:
    """PAGE_TYPE.md: pages by corpus and by kind; `figures` are shares of the cross-validation, `found` the share of each kind's pages called so."""
    return "\n".join(
        [
            "# What tells a page's kind",
            "",
            "Says whether an HTML page is an article, or one of six kinds that are none. Written by `python -m train.page_type`; do not edit.",
            "",
            "## Made of",
            "",
            "| corpus | pages | source |",
            "| --- | --- | --- |",
            *(f"| {name} | {n} | {CREDITS.get(name, 'a folder of the trainer')} |" for name, n in sorted(corpora.items())),
            "",
            (
                f"{sum(corpora.values())} pages of {n_groups} groups (publishers and registered domains). It sees the words of classes, ids and address "
                f"({n_words} with a weight, each found at four groups or more), the types that the page declares, and sixty figures of its make, among them what "
                "the judge of blocks says of its lines. It reads no text but for prices and question marks."
            ),
            "",
            "## Worth",
            "",
            "Five-fold cross-validation in which a group is on one side only, words included; the judge of blocks had seen the article pages.",
            "",
            "| kind | pages | called so |",
            "| --- | --- | --- |",
            *(f"| {name} | {n} | {found.get(name, 0.0):.3f} |" for name, n in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
            "",
            "| of all | share |",
            "| --- | --- |",
            *(f"| {name} | {share:.3f} |" for name, share in figures.items()),
            "",
            "## Limits",
            "",
            (
                "Nearly all pages that are no article are English, and each kind but the article has a hundred at most. A page is rejected only where its chance to be of a "
                "wanted kind is below 0.10, so that a third of the other pages goes on to the judge of lines. Pages of fewer than 15 lines get no kind."
            ),
            "",
        ]
    )
