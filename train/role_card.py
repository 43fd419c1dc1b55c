"""The card of the tagger of roles: what it was trained on, and how often it is right on publishers it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.line_model.forest import UNIT

_THRESHOLDS = (-3.0, -2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0)


def role_card(fingerprint: str, fitted: Mapping[str, tuple[int, Sequence[tuple[int, int]], Sequence[Any]]]) -> str:
    """The card as Markdown: for each role a table by corpus and style, and one by threshold."""
    lines = [
        "# The tagger of roles",
        "",
        "Made by `python -m train.roles`; [docs/line-model.md](../../docs/line-model.md) says on which pages. Every figure is of five-fold",
        "cross-validation with publishers never on both sides. It knows no language and no publisher.",
        "",
        f"Data digest `{fingerprint[:16]}`. Pages: Fundus (parser tests), WCXB (M. Foley, 2026, CC-BY-4.0), trafilatura's evaluation data, newspaper4k's test data.",
        "`present`: dumps that have the gold answer as a candidate. `exact`: of these, answered exactly so. `precision`: right answers of all answers, also on dumps",
        "without the answer. `coverage`: answers of all dumps whose page has the field.",
        "",
    ]
    for role, (least, chosen, samples) in fitted.items():
        lines += [
            f"## {role}",
            "",
            f"Answers from margin {least / UNIT:.2f} on.",
            "",
            "| pages | style | dumps | present | exact | precision | coverage |",
            "|---|---|---|---|---|---|---|",
        ]
        keys = sorted({(s.page.corpus, s.style) for s in samples}) + [("all", style) for style in sorted({s.style for s in samples})]
        lines += [_row(key, least, chosen, samples) for key in keys]
        lines += ["", "| least margin, whole pages | exact | precision | coverage |", "|---|---|---|---|"]
        for least_margin in _THRESHOLDS:
            _, exact, precision, coverage = _figures(("all", ""), round(least_margin * UNIT), chosen, samples)
            lines.append(f"| {least_margin} | {exact:.3f} | {precision:.3f} | {coverage:.3f} |")
        lines.append("")
    return "\n".join(lines)


def _row(key: tuple[str, str], least: int, chosen: Sequence[tuple[int, int]], samples: Sequence[Any]) -> str:
    n = sum(_is_of(key, sample) for sample in samples)
    present, exact, precision, coverage = _figures(key, least, chosen, samples)
    return f"| {key[0]} | {key[1]} | {n} | {present} | {exact:.3f} | {precision:.3f} | {coverage:.3f} |"


def _is_of(key: tuple[str, str], sample: Any) -> bool:
    corpus, style = key
    return corpus in ("all", sample.page.corpus) and (style == sample.style or (not style and sample.style != "crop"))


def _figures(key: tuple[str, str], least: int, chosen: Sequence[tuple[int, int]], samples: Sequence[Any]) -> tuple[int, float, float, float]:
    """Dumps with the answer; of these the share answered exactly; right of all answers; answers of all dumps."""
    present = exact = answered = right = n = 0
    for (number, margin), sample in zip(chosen, samples, strict=True):
        if not _is_of(key, sample):
            continue
        n += 1
        said = number >= 0 and margin >= least
        good = said and bool(sample.is_exact[number])
        present += sample.present
        exact += sample.present and good
        answered += said
        right += good
    return present, exact / max(1, present), right / max(1, answered), answered / max(1, n)
