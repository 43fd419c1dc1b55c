"""What the judge is worth: the text that would be published, compared with the gold, by corpus, style and language.

The text is that of a build: rules, judge, and what is spared because the judge is not sure. The judge alone goes by its
threshold. Body F1 is that of `benchmarks.scoring`; a page is judged by the model that has not seen its publisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.scoring import Page, page_score, summary
from cleaner import pipeline
from cleaner.article import Examined, Fate
from cleaner.line_model import evidence
from cleaner.line_model.model import LineModel
from cleaner.publishers import Publishers
from cleaner.wishes import PageWishes
from train.dumps import Dump, raw_of
from train.fit import N_FOLDS
from train.gold import words
from train.pages import fold_of
from train.renderings import STYLES

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """One dump, the text of it and which of its lines are in it."""

    dump: Dump
    text: str
    kept: tuple[bool, ...]
    score: Page


def answers(dumps: Sequence[Dump], models: Sequence[LineModel], *, rules: bool, with_standfirst: bool = False) -> list[Answer]:
    """Each dump judged by the model of its fold (or the only one); without `rules` the judge decides every line.

    The standfirst is in the text where the page's gold counts it as body, or of all pages, as `standfirst_in_text` has it.
    """
    out = []
    for fold, model in enumerate(models):
        mine = [dump for dump in dumps if len(models) == 1 or fold_of(dump.page.group, N_FOLDS) == fold]
        for at in range(0, len(mine), _BATCH):
            batch = mine[at : at + _BATCH]
            out += _as_published(batch, model, with_standfirst) if rules else _alone(batch, model)
    return out


def _alone(batch: Sequence[Dump], model: LineModel) -> list[Answer]:
    given = [replace(dump.given, decided=[evidence.OPEN] * len(dump.given.texts)) for dump in batch]
    out = []
    for dump, judged in zip(batch, model.judge(given), strict=True):
        kept = tuple((judged.chances >= model.threshold).tolist())
        out.append(_answer(dump, "\n".join(line for line, stays in zip(dump.given.texts, kept, strict=True) if stays), kept))
    return out


def _as_published(batch: Sequence[Dump], model: LineModel, with_standfirst: bool) -> list[Answer]:
    # No publisher's own file: the judge is for publishers that have none.
    prepared = [
        pipeline.prepare(
            raw_of(dump.page, dump.text),
            publishers=Publishers(()),
            pages=PageWishes(standfirst_in_text=with_standfirst or bool(dump.page.summary)),
        )
        for dump in batch
    ]
    verdicts = iter(pipeline.verdicts_of([one for one in prepared if isinstance(one, pipeline.Prepared)], model))
    out = []
    for dump, one in zip(batch, prepared, strict=True):
        cleaned = one if isinstance(one, Examined) else pipeline.finish(one, next(verdicts))
        fates = {line.no: line.fate for line in cleaned.lines}
        text = cleaned.article.text if cleaned.article else ""
        out.append(_answer(dump, text, tuple(fates.get(no) is Fate.KEEP for no in dump.given.numbers)))
    return out


def _answer(dump: Dump, text: str, kept: tuple[bool, ...]) -> Answer:
    return Answer(dump, text, kept, page_score(dump.gold, text))


def by_style(answers_: Iterable[Answer]) -> dict[tuple[str, str], dict[str, float]]:
    """(corpus, style) → F1, precision, recall, …"""
    groups: dict[tuple[str, str], list[Page]] = {}
    for answer in answers_:
        groups.setdefault((answer.dump.page.corpus, answer.dump.style), []).append(answer.score)
    order = list(STYLES)
    return {key: summary(groups[key]) for key in sorted(groups, key=lambda key: (key[0], order.index(key[1])))}


def by_language(answers_: Iterable[Answer]) -> dict[str, tuple[int, float]]:
    """Language → (pages, F1 over all styles)."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers_:
        groups.setdefault(answer.dump.page.language or "unknown", []).append(answer)
    return {
        language: (len({a.dump.page.id for a in several}), summary([a.score for a in several])["f1"])
        for language, several in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    }


def lines_kept(answers_: Iterable[Answer]) -> dict[str, float]:
    """Of body lines the share that stays, paragraphs and subheadings apart; of other lines the share that stays within the text."""
    counts = dict.fromkeys(("paragraphs", "paragraphs kept", "subheadings", "subheadings kept", "other lines", "other lines left"), 0)
    for answer in answers_:
        body = [i for i, label in enumerate(answer.dump.labels) if label >= 0.5]
        for index, (label, line) in enumerate(zip(answer.dump.labels, answer.dump.given.texts, strict=True)):
            if label >= 0.5:
                is_heading = len(line.strip()) < 90 and not line.rstrip().endswith((".", "!", "。", "”", '"', ":", ","))
                name = "subheadings" if is_heading else "paragraphs" if len(words(line)) >= 8 else ""
            elif body and body[0] < index < body[-1]:
                name = "other lines"
            else:
                name = ""
            if name:
                counts[name] += 1
                counts[f"{name} left" if name == "other lines" else f"{name} kept"] += answer.kept[index]
    return {
        "paragraphs kept": counts["paragraphs kept"] / max(1, counts["paragraphs"]),
        "subheadings kept": counts["subheadings kept"] / max(1, counts["subheadings"]),
        "other lines within the text left": counts["other lines left"] / max(1, counts["other lines"]),
    }


def snippet_score(answers_: Iterable[Answer]) -> dict[str, float]:
    """Over pages with snippets: found of those that the body holds, and found of those that it does not."""
    right = wrong = missed = 0
    for answer in answers_:
        text = "".join(words(answer.text))
        found = ["".join(words(snippet)) in text for snippet in answer.dump.page.with_]
        right += sum(found)
        missed += len(found) - sum(found)
        wrong += sum("".join(words(snippet)) in text for snippet in answer.dump.page.without)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}
