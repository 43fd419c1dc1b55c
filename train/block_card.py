"""The card of the judge of blocks: what it was made of and what it is worth, in words and figures of its own training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from train.card import CREDITS


@dataclass(frozen=True, slots=True)
class Made:
    """What the judge was made of."""

    pages: Mapping[str, tuple[int, int]]
    """By corpus: pages, and those with a gold body."""
    groups: int
    lines: int
    measures: tuple[int, int]
    """Of the first and of the second forest."""
    trees: tuple[int, int]
    words: int
    threshold: int


def card(made: Made, body: Mapping[str, Mapping[str, float]], snippets: Mapping[str, tuple[int, int, int]]) -> str:
    """CARD.md: `body` are the figures of the judge alone, by corpus; `snippets` are right, wrong and missing ones."""
    rows = [f"| {name} | {n} | {gold} | {CREDITS.get(name, 'a folder of the trainer')} |" for name, (n, gold) in sorted(made.pages.items())]
    worth = [f"| {name} | {v['pages']:.0f} | {v['f1']:.3f} | {v['precision']:.3f} | {v['recall']:.3f} | {v['exact']:.3f} |" for name, v in sorted(body.items())]
    for name, (right, wrong, missing) in sorted(snippets.items()):
        precision, recall = right / max(1, right + wrong), right / max(1, right + missing)
        worth.append(f"| {name}, snippets | | {2 * precision * recall / max(1e-9, precision + recall):.3f} | {precision:.3f} | {recall:.3f} | |")
    return "\n".join(
        [
            "# The judge of blocks",
            "",
            "Judges which lines of an HTML page are its text. Written by `python -m train.html`; do not edit.",
            "",
            "## Made of",
            "",
            "| corpus | pages | with gold body | source |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            (
                f"{sum(n for n, _ in made.pages.values())} pages of {made.groups} groups (publishers and registered domains), {made.lines} lines. Pages without a gold body "
                "have labels by trafilatura, put right by the snippets that are known of them, and by what a first model of other publishers says."
            ),
            "",
            f"- measures: {made.measures[0]} and {made.measures[1]}; words of classes and ids with a weight: {made.words}, each found at five groups or more",
            f"- trees: {made.trees[0]} and {made.trees[1]}, of at most 16 leaves",
            f"- threshold: {made.threshold / 1000:.2f}",
            "",
            "## Worth",
            "",
            (
                "Body F1 over 4-grams, averaged over pages, of the judge alone: named rules, captions, headline and standfirst are not taken out. "
                "Five-fold cross-validation in which a group is on one side only, words of classes included. The second forest of a fold was grown on first chances by "
                "models of which most had seen the fold's pages (stacking without nesting)."
            ),
            "",
            "| corpus | pages | F1 | precision | recall | exact |",
            "| --- | --- | --- | --- | --- | --- |",
            *worth,
            "",
            "## Limits",
            "",
            (
                "Two thirds of the pages are English or German; what other scripts there are comes from Fundus. It reads no words, so a paragraph of the house's own praise "
                "looks like one of the article. Pages of several short posts, long lists of products and code are where it errs most."
            ),
            "",
        ]
    )
