"""python -m train.roles CORPORA --out FOLDER

Trains the tagger of roles on pages whose title, date and authors are known, and writes FOLDER/weights.npz and
FOLDER/CARD.md. Each role has two forests: one orders a page's candidates, one says how likely the best is right.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.roles import people, plain
from cleaner import pipeline
from cleaner.article import Document, Line, RawArticle, Rejection
from cleaner.errors import CleanError
from cleaner.line_model.forest import MOST_LEAVES, UNIT
from cleaner.role_model import bare, measure_claims, measure_titles, nearest, title_candidates
from cleaner.role_model.model import Ranker, save
from cleaner.role_model.words import terms
from cleaner.rules import RULES
from cleaner.rules.bylines import author_claims, date_claims
from cleaner.rules.page_lines import page_lines
from cleaner.rules.reading import Reading
from train.fit import N_FOLDS, as_forest
from train.pages import Page, digest, fold_of, load_pages, number_of
from train.renderings import STYLES, render
from train.role_card import role_card

ROLES = ("title", "date", "authors")
LEAST_MARGIN = {"title": -3.0, "date": 1.0, "authors": 0.4}
"""Below it nothing is answered: where cross-validation holds the promised precision (see the card)."""
_TREES = {"order": 200, "chance": 200}
_CROP_STYLES = ("rmain", "innertext")
_BINS = 24
_NONE = (-1, -(1 << 40))


@dataclass(slots=True)
class Sample:
    """The candidates for one role of one dump."""

    page: Page
    style: str
    """`crop` for a cut of a page."""
    values: list[str]
    columns: NDArray[np.float32]
    """Candidates × features."""
    names: tuple[str, ...]
    is_right: NDArray[np.bool_]
    """What is learnt: also a line that is nearly the gold title, where no line is that."""
    is_exact: NDArray[np.bool_]
    present: bool
    """Whether the dump has the answer at all."""

    def is_mute(self, number: int) -> bool:
        """Whether the candidate, as the best, answers nothing: a date that is labelled as a change's."""
        seen = dict(zip(self.names, self.columns[number], strict=True))
        return bool(seen.get("is_modified")) and not seen.get("is_stand")


@dataclass(slots=True)
class View:
    """A dump as the rules before the tagger leave it."""

    page: Page
    style: str
    reading: Reading
    samples: dict[str, Sample] = field(default_factory=dict)


def views_of(page: Page) -> list[View]:
    """A page as main content, as whole page and in one more style in turn; and cuts of the first two."""
    html = page.read()
    others = [style for style in STYLES if style not in _CROP_STYLES]
    out = []
    for style in (*_CROP_STYLES, others[number_of(page.id) % len(others)]):
        document = pipeline.to_document(RawArticle(render(html, style).encode("utf-8", "surrogatepass"), f"{page.id}.txt"))
        if isinstance(document, Rejection):
            continue
        reading = Reading(document)
        reading.language = pipeline.detect_language(reading)[0]
        for name, rule in RULES.items():
            if name == "title":
                break
            reading.decide(rule(reading))
        out.append(View(page, style, reading))
        if style in _CROP_STYLES and page.title:
            chance = random.Random(number_of(f"{page.corpus}/{page.id}/{style}"))
            if (cut := _crop(reading, page.title, chance)) is not None:
                out.append(View(page, "crop", cut))
    for view in out:
        if page.title:
            view.samples["title"] = _title_sample(view, page.title)
    return out


def _crop(reading: Reading, title: str, chance: random.Random) -> Reading | None:
    """A cut from a little above the headline to some paragraphs below it, as people keep in files; of one in four without the headline."""
    wanted = _squeeze(title)
    prose = [place for place, i in enumerate(reading.solid) if reading.looks_like_prose(i) and reading.is_open(i)]
    heads = [place for place, i in enumerate(reading.solid) if _squeeze(bare(reading.texts[i])[0]) == wanted and prose and place < prose[len(prose) // 2]]
    after = [place for place in prose if heads and place > heads[-1]]
    if len(after) < 3:
        return None
    end = after[min(len(after) - 1, chance.choice((2, 3, 5, 8, 12, 30)))] + chance.choice((0, 0, 1, 3))
    begin = max(0, heads[-1] - chance.choice((0, 0, 0, 1, 2, 4, 8)))
    if chance.random() < 0.25:
        begin = heads[-1] + 1
    low, high = reading.solid[begin], reading.solid[min(end, len(reading.solid) - 1)]
    lines = tuple(Line(no, line.text) for no, line in enumerate(reading.document.lines[low : high + 1], 1))
    cut = Reading(Document(reading.document.source, lines), language=reading.language)
    cut.verdicts = {index - low: said for index, said in reading.verdicts.items() if low <= index <= high}
    return cut


def _title_sample(view: View, title: str) -> Sample:
    page = page_lines(view.reading)
    candidates = title_candidates(page)
    names, columns = measure_titles(page, candidates) if candidates else ((), np.zeros((0, 0), np.float32))
    wanted, squeezed = plain(title), _squeeze(title)
    texts = [page.texts[place] for place in candidates]
    exact = np.array([plain(text) == wanted for text in texts], np.bool_)
    right = np.array([_squeeze(text) == squeezed for text in texts], np.bool_)
    if not right.any():
        own = set(terms(title, least=3))
        right = np.array([len(own) >= 2 and _overlap(own, set(terms(text, least=3))) >= 0.7 for text in texts], np.bool_)
    present = any(plain(text) == wanted for text in page.texts)
    return Sample(view.page, view.style, [str(place) for place in candidates], columns.T.copy(), names, right, exact, present)


def add_claims(view: View, title: int | None) -> None:
    """The candidates for date and authors, with the headline where the tagger, not the gold, has it."""
    reading, known = view.reading, view.page
    page = page_lines(reading)
    if known.date:
        dates = [claim.claim for claim in date_claims(reading)]
        view.samples["date"] = _claim_sample(view, page, dates, title, known.date[:10])
    if wanted := people(known.authors):
        several = author_claims(reading, page)
        right = "; ".join(sorted(wanted))
        view.samples["authors"] = _claim_sample(view, page, [claim.claim for claim in several], title, right)


def _claim_sample(view: View, page: Any, claims: Sequence[Any], title: int | None, wanted: str) -> Sample:
    near = set(nearest(page, [claim.place for claim in claims], title))
    used = [claim for claim in claims if claim.place in near]
    names, columns = measure_claims(page, used, title) if used else ((), np.zeros((0, 0), np.float32))
    right = np.array([_same(claim.value, wanted) for claim in used], np.bool_)
    present = any(_same(claim.value, wanted) for claim in claims)
    return Sample(view.page, view.style, [claim.value for claim in used], columns.T.copy(), names, right, right, present)


def _same(value: str, wanted: str) -> bool:
    return value == wanted or "; ".join(sorted(people(value.split("; ")))) == wanted


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _overlap(one: set[str], two: set[str]) -> float:
    return len(one & two) / max(1, len(one | two))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A role's ranker, and what it answered for pages of publishers that the rankers of their folds had not seen."""

    ranker: Ranker
    chosen: list[tuple[int, int]]
    """(number, margin) of each sample's best candidate; (-1, …) without candidates."""


def fit_role(role: str, samples: Sequence[Sample], seed: int, threads: int) -> Fitted:
    """Cross-validate for the figures and the calibration, then train on all."""
    full = [sample for sample in samples if len(sample.is_right)]
    table = np.concatenate([sample.columns for sample in full])
    right = np.concatenate([sample.is_right for sample in full])
    sizes = np.array([len(sample.is_right) for sample in full])
    folds = np.array([fold_of(sample.page.group, N_FOLDS) for sample in full])
    weights = np.array([(1.0 if sample.page.paragraphs else 0.5) * (0.7 if sample.style == "crop" else 1.0) for sample in full])
    names = full[0].names
    chosen: dict[int, tuple[int, int]] = {}
    starts = np.concatenate(([0], np.cumsum(sizes)))
    for fold in range(N_FOLDS):
        order, chance = _train(table, right, sizes, weights, folds != fold, names, seed, threads)
        ranker = Ranker(order, chance, np.zeros(1, np.int64), np.zeros(1), 0)
        for number in np.flatnonzero(folds == fold):
            chosen[id(full[number])] = ranker.choose(np.ascontiguousarray(table[starts[number] : starts[number + 1]].T))
    order, chance = _train(table, right, sizes, weights, np.ones(len(full), np.bool_), names, seed, threads)
    answers = [chosen.get(id(sample), _NONE) for sample in samples]
    answers = [_NONE if number >= 0 and sample.is_mute(number) else (number, margin) for sample, (number, margin) in zip(samples, answers, strict=True)]
    margins, precision = _calibrate([(margin, bool(sample.is_right[number])) for sample, (number, margin) in zip(samples, answers, strict=True) if number >= 0])
    return Fitted(Ranker(order, chance, margins, precision, round(LEAST_MARGIN[role] * UNIT)), answers)


def _train(
    table: NDArray[np.float32],
    right: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    weights: NDArray[np.float64],
    use: NDArray[np.bool_],
    names: tuple[str, ...],
    seed: int,
    threads: int,
) -> list[Any]:
    import lightgbm

    row_sizes = np.repeat(sizes, sizes)
    doc = np.repeat(np.arange(len(sizes)), sizes)
    # Menus are long and all alike: a part of the wrong candidates of a long page stands for all of them.
    share = np.where(right, 1.0, np.minimum(1.0, 40 / row_sizes))
    rows = np.flatnonzero(use[doc] & (np.random.default_rng(seed).random(len(doc)) < share))
    out = []
    for objective, trees in (("lambdarank", _TREES["order"]), ("binary", _TREES["chance"])):
        options = {
            "objective": objective,
            "num_leaves": MOST_LEAVES,
            "learning_rate": 0.1,
            "feature_fraction": 0.3,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "lambda_l2": 5,
            "min_data_in_leaf": 30,
            "max_bin": 63,
            "seed": seed,
            "deterministic": True,
            "force_col_wise": True,
            "num_threads": threads,
            "verbose": -1,
        }
        weight = weights[doc[rows]] / (share[rows] if objective == "binary" else 1.0)
        group = np.unique(doc[rows], return_counts=True)[1] if objective == "lambdarank" else None
        if objective == "lambdarank":
            options["lambdarank_truncation_level"] = 5
        data = lightgbm.Dataset(table[rows], right[rows].astype(np.int8), weight=weight, group=group)
        out.append(as_forest(lightgbm.train(options, data, trees), names))
    return out


def _calibrate(answers: Sequence[tuple[int, bool]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Margins, rising, and the share of right answers about each: bins of equal size, made to rise by merging neighbours that do not."""
    ordered = sorted(answers)
    bins = [[float(np.mean([m for m, _ in part])), float(np.mean([r for _, r in part])), float(len(part))] for part in _parts(ordered, _BINS)]
    merged: list[list[float]] = []
    for margin, share, count in bins:
        merged.append([margin, share, count])
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            (m1, s1, n1), (m2, s2, n2) = merged[-2:]
            merged[-2:] = [[(m1 * n1 + m2 * n2) / (n1 + n2), (s1 * n1 + s2 * n2) / (n1 + n2), n1 + n2]]
    # Nothing read from text alone is surer than that.
    return np.array([round(m) for m, _, _ in merged], np.int64), np.minimum(0.99, np.round([s for _, s, _ in merged], 3))


def _parts(ordered: Sequence[tuple[int, bool]], n: int) -> Iterator[Sequence[tuple[int, bool]]]:
    step = max(1, len(ordered) // n)
    for at in range(0, len(ordered), step):
        yield ordered[at : at + step]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m train.roles", description=__doc__.splitlines()[2] if __doc__ else None)
    parser.add_argument("corpora", type=Path, help="a folder with one folder for each corpus")
    parser.add_argument("--out", type=Path, required=True, help="where weights.npz and CARD.md go")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        pages = [page for page in load_pages(options.corpora) if page.is_article and (page.title or page.date or page.authors)]
    except CleanError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    with ProcessPoolExecutor(options.threads) as pool:
        views = [view for several in pool.map(views_of, pages, chunksize=4) for view in several]
    print(f"{len(pages)} pages, {len(views)} dumps and cuts", flush=True)
    fitted: dict[str, tuple[Fitted, list[Sample]]] = {}
    with_title = [view for view in views if "title" in view.samples]
    fitted["title"] = _fit("title", with_title, options)
    titles = {id(view): answer for view, answer in zip(with_title, fitted["title"][0].chosen, strict=True)}
    for view in views:
        number, margin = titles.get(id(view), (-1, 0))
        sure = number >= 0 and margin >= LEAST_MARGIN["title"] * UNIT
        add_claims(view, int(view.samples["title"].values[number]) if sure else None)
    for role in ROLES[1:]:
        fitted[role] = _fit(role, [view for view in views if role in view.samples], options)
    options.out.mkdir(parents=True, exist_ok=True)
    save({role: found.ranker for role, (found, _) in fitted.items()}, options.out / "weights.npz")
    card = role_card(digest(pages), {role: (found.ranker.least, found.chosen, samples) for role, (found, samples) in fitted.items()})
    (options.out / "CARD.md").write_text(card, "utf-8")
    print(card)
    return 0


def _fit(role: str, views: Sequence[View], options: argparse.Namespace) -> tuple[Fitted, list[Sample]]:
    samples = [view.samples[role] for view in views]
    print(f"{role}: {sum(len(sample.is_right) for sample in samples)} candidates of {len(samples)} dumps", flush=True)
    return fit_role(role, samples, options.seed, options.threads), samples


if __name__ == "__main__":
    sys.exit(main())
