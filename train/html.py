"""python -m train.html CORPORA --out FOLDER

Trains the judge of a page's blocks on the pages of a folder of corpora and writes FOLDER/weights.npz, with figures of a
cross-validation in which no publisher is on both sides. docs/html.md says what it learns from.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import page_score, summary
from cleaner.article import Markup
from cleaner.charsets import decode
from cleaner.html.block_model import BlockModel
from cleaner.html.block_model.again import measure_again
from cleaner.html.block_model.measures import measure
from cleaner.html.block_model.names import NameScores, words_of
from cleaner.html.block_model.page import PageLines
from cleaner.html.blocks import placed, walked
from cleaner.html.clues import markup_clues
from cleaner.html.parse import declared_charset, parse
from cleaner.line_model.model import chance_table
from cleaner.line_model.stored import write_arrays
from train.block_card import Made, card
from train.fit import as_forest
from train.gold import label_lines, snippet_labels, words
from train.pages import Page, fold_of, load_pages

N_FOLDS = 5
THRESHOLD = 450
_LEAST_GROUPS = 5
"""Publishers that a word of a class must be found at: a site's own names say nothing of others."""
_FAR_SHARE = 0.15
_OPTIONS = {
    "objective": "binary",
    "num_leaves": 16,
    "feature_fraction": 0.15,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "min_data_in_leaf": 40,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its lines, what its markup says of them, and which of them are text."""

    id: str
    corpus: str
    group: str
    texts: Sequence[str]
    marks: Sequence[Markup]
    titles: Sequence[str]
    descriptions: Sequence[str]
    labels: Sequence[float]
    paragraphs: Sequence[str] = field(default=())
    """The gold body; empty where the labels are an extractor's guess, put right by snippets."""
    with_: Sequence[str] = field(default=())
    without: Sequence[str] = field(default=())
    """Snippets that the body holds, and that it does not hold."""

    @property
    def weight(self) -> float:
        return (2.0 if self.corpus == "fundus" else 1.0) if self.paragraphs else 0.5


def sample_of(page: Page) -> Sample | None:
    """The page with its labels; None when it shows no text."""
    data = page.html.read_bytes()
    if page.html.suffix == ".gz":
        import gzip

        data = gzip.decompress(data)
    decoded = decode(data, declared_charset(data))
    tree = parse(decoded.text)[0] if decoded is not None else None
    if tree is None or decoded is None:
        return None
    clues = markup_clues(tree)
    found = list(placed(walked(tree)))
    if not found:
        return None
    texts, marks = [block.text for block in found], [block.markup for block in found]
    if page.paragraphs:
        labels = label_lines(texts, page.paragraphs)
    else:
        import trafilatura

        said = trafilatura.extract(decoded.text, include_comments=False) or ""
        labels = snippet_labels(texts, label_lines(texts, said.split("\n")), page.with_, page.without)
    claimed = {name: [clue.value for clue in clues if clue.field == name] for name in ("title", "description")}
    return Sample(page.id, page.corpus, page.group, texts, marks, claimed["title"], claimed["description"], labels, page.paragraphs, page.with_, page.without)


def word_shares(samples: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """Publisher → word of classes and ids → of the characters in the elements that it names, the mean share that is text."""
    sums: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for sample in samples:
        of_path: dict[tuple[str, ...], list[float]] = {}
        for text, mark, label in zip(sample.texts, sample.marks, sample.labels, strict=True):
            entry = of_path.setdefault(mark.names, [0.0, 0.0])
            entry[0] += min(len(text), 300) * label
            entry[1] += min(len(text), 300)
        of_word: dict[str, list[float]] = {}
        for names, (body, chars) in of_path.items():
            for word in {word for name in names for word in words_of(name)}:
                entry = of_word.setdefault(word, [0.0, 0.0])
                entry[0] += body
                entry[1] += chars
        group = sums[sample.group]
        for word, (body, chars) in of_word.items():
            entry = group.setdefault(word, [0.0, 0.0])
            entry[0] += body / chars
            entry[1] += 1
    return {group: {word: part / n for word, (part, n) in words.items()} for group, words in sums.items()}


def word_weights(shares: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """For each word that several publishers have the log odds of text in the elements it names."""
    sums: dict[str, list[float]] = {}
    for own in shares.values():
        for word, share in own.items():
            entry = sums.setdefault(word, [0.0, 0.0])
            entry[0] += share
            entry[1] += 1
    odds = {word: (part + 1) / (n + 2) for word, (part, n) in sums.items() if n >= _LEAST_GROUPS}
    return {word: round(math.log(share / (1 - share)), 3) for word, share in odds.items()}


class Table:
    """All lines of all pages in a row, measured with words that were learnt without their fold."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self.starts = np.concatenate(([0], np.cumsum([len(sample.texts) for sample in samples])))
        self.of = np.repeat(np.arange(len(samples)), np.diff(self.starts))
        self.fold = np.array([fold_of(sample.group, N_FOLDS) for sample in samples])[self.of]
        label = np.concatenate([np.array(sample.labels, np.float64) for sample in samples])
        self.is_text = label >= 0.5
        weight = np.concatenate([_weights(sample) for sample in samples]) * np.maximum(0.1, np.abs(2 * label - 1))
        self.weight = weight * (len(weight) / weight.sum())
        count = np.concatenate(([0], np.cumsum(self.is_text)))
        at = np.arange(len(label))
        self.near = count[np.minimum(at + 9, self.starts[self.of + 1])] > count[np.maximum(at - 8, self.starts[self.of])]
        self.guessed = np.array([not sample.paragraphs for sample in samples])[self.of]
        shares = word_shares(samples)
        self.words = [word_weights({group: words for group, words in shares.items() if fold_of(group, N_FOLDS) != fold}) for fold in range(N_FOLDS)]
        self.all_words = word_weights(shares)
        self.pages = [PageLines(sample.texts, sample.marks) for sample in samples]
        self.names: tuple[str, ...] = ()
        self.columns = self._measured()

    def _measured(self) -> NDArray[np.float32]:
        parts, scores = [], [NameScores(words) for words in self.words]
        for sample, page in zip(self.samples, self.pages, strict=True):
            seen = measure(page, scores[fold_of(sample.group, N_FOLDS)], sample.titles, sample.descriptions)
            self.names = tuple(seen.names)
            parts.append(seen.stacked().T)
        return np.concatenate(parts)

    def again(self, chance: NDArray[np.int64]) -> tuple[NDArray[np.float32], tuple[str, ...]]:
        """The columns of the second look, those of the first behind them."""
        seen = [measure_again(page, chance[a:b]) for page, a, b in zip(self.pages, self.starts[:-1], self.starts[1:], strict=True)]
        return np.concatenate((np.concatenate([each.stacked().T for each in seen]), self.columns), axis=1), (*seen[0].names, *self.names)


def _weights(sample: Sample) -> NDArray[np.float64]:
    sizes = np.minimum(np.array([len(text) for text in sample.texts], np.float64), 1000)
    text = max(200.0, float(sizes[np.array(sample.labels) >= 0.5].sum()))
    out: NDArray[np.float64] = ((sizes + 40) / (text + 500)) ** 0.75 * sample.weight
    return out


def _train(table: Table, columns: NDArray[np.float32], weight: NDArray[np.float64], chosen: NDArray[np.bool_], n_trees: int, rate: float) -> Any:
    import lightgbm

    thin = np.random.default_rng(1).random(len(weight)) < _FAR_SHARE
    rows = np.flatnonzero(chosen & (table.near | thin) & (weight > 0))
    weights = np.where(table.near, weight, weight / _FAR_SHARE)[rows]
    data = lightgbm.Dataset(columns[rows], table.is_text[rows].astype(np.int8), weight=weights)
    return lightgbm.train({**_OPTIONS, "learning_rate": rate}, data, n_trees)


def _crossed(table: Table, columns: NDArray[np.float32], weight: NDArray[np.float64], n_trees: int, rate: float) -> NDArray[np.int64]:
    """For each line the chance in thousandths by a forest that has not seen its fold."""
    chance = np.zeros(len(weight), np.int64)
    for fold in range(N_FOLDS):
        booster = _train(table, columns, weight, table.fold != fold, n_trees, rate)
        rows = np.flatnonzero(table.fold == fold)
        chance[rows] = np.clip(np.round(1000 * booster.predict(columns[rows], num_threads=1)), 0, 1000)
    return chance


def fit(
    table: Table, *, first_trees: int = 150, second_trees: int = 400, rate: float = 0.12, second_rate: float = 0.05
) -> tuple[BlockModel, NDArray[np.int64]]:
    """The model of all pages, and for each line the chance that a model without its publisher gives it."""
    rough = _crossed(table, table.columns, table.weight, 40, 0.25)
    doubt = np.abs(rough / 1000 - table.is_text)
    # A guess that a first model of other publishers does not share at all is most likely wrong.
    weight = table.weight * np.where(table.guessed & (doubt > 0.75), 0.1, np.where(table.guessed & (doubt > 0.5), 0.5, 1.0))
    chance = _crossed(table, table.columns, weight, first_trees, rate)
    columns, names = table.again(chance)
    figures = _crossed(table, columns, weight, second_trees, second_rate)
    every = np.ones(len(weight), np.bool_)
    first = as_forest(_train(table, table.columns, weight, every, first_trees, rate), table.names)
    second = as_forest(_train(table, columns, weight, every, second_trees, second_rate), names)
    return BlockModel(table.all_words, first, second, chance_table(), THRESHOLD), figures


def figures_of(table: Table, chance: NDArray[np.int64], threshold: int = THRESHOLD) -> dict[str, dict[str, float]]:
    """Body F1 of the judge alone, by corpus."""
    pages = defaultdict(list)
    for sample, a, b in zip(table.samples, table.starts[:-1], table.starts[1:], strict=True):
        if sample.paragraphs:
            text = "\n".join(line for line, p in zip(sample.texts, chance[a:b], strict=True) if p >= threshold)
            pages[sample.corpus].append(page_score(sample.paragraphs, text))
    return {corpus: summary(scores) for corpus, scores in pages.items()}


def snippets_of(table: Table, chance: NDArray[np.int64], threshold: int = THRESHOLD) -> dict[str, tuple[int, int, int]]:
    """Snippets that are rightly there, wrongly there and missing, by corpus: the judge alone."""
    counts: dict[str, list[int]] = {}
    for sample, a, b in zip(table.samples, table.starts[:-1], table.starts[1:], strict=True):
        if sample.with_:
            text = "".join(words("\n".join(line for line, p in zip(sample.texts, chance[a:b], strict=True) if p >= threshold)))
            found = ["".join(words(snippet)) in text for snippet in sample.with_]
            entry = counts.setdefault(sample.corpus, [0, 0, 0])
            entry[0] += sum(found)
            entry[1] += sum("".join(words(snippet)) in text for snippet in sample.without)
            entry[2] += len(found) - sum(found)
    return {corpus: (right, wrong, missing) for corpus, (right, wrong, missing) in counts.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m train.html", description=__doc__.splitlines()[2] if __doc__ else None)
    parser.add_argument("corpora", type=Path, help="a folder with one folder for each corpus")
    parser.add_argument("--out", type=Path, required=True, help="where weights.npz goes")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    pages = [page for page in load_pages(options.corpora) if page.is_article]
    with ProcessPoolExecutor(options.workers) as pool:
        samples = [sample for sample in pool.map(partial(sample_of), pages, chunksize=8) if sample is not None]
    write(samples, options.out)
    return 0


def write(samples: Sequence[Sample], out: Path) -> None:
    """Train, print the figures and write the weights."""
    table = Table(samples)
    print(f"{len(samples)} pages, {len(table.fold)} lines, {len(table.names)} measures, {len(table.all_words)} words", flush=True)
    model, chance = fit(table)
    for corpus, figures in figures_of(table, chance).items():
        print(corpus, {name: round(value, 4) for name, value in figures.items()}, flush=True)
    for corpus, (right, wrong, missing) in snippets_of(table, chance).items():
        precision, recall = right / max(1, right + wrong), right / max(1, right + missing)
        print(
            corpus,
            "snippets",
            {"f1": round(2 * precision * recall / max(1e-9, precision + recall), 4), "precision": round(precision, 4), "recall": round(recall, 4)},
        )
    out.mkdir(parents=True, exist_ok=True)
    chances_of = {f"{sample.corpus}/{sample.id}": chance[a:b] for sample, a, b in zip(table.samples, table.starts[:-1], table.starts[1:], strict=True)}
    write_arrays(out / "crossed.npz", {name: values.astype(np.int16) for name, values in chances_of.items()})
    save(model, out / "weights.npz")
    (out / "CARD.md").write_text(card(_made(table, model), figures_of(table, chance), snippets_of(table, chance)), "utf-8")
    print(f"wrote {out / 'weights.npz'}", flush=True)


def _made(table: Table, model: BlockModel) -> Made:
    pages: dict[str, tuple[int, int]] = {}
    for sample in table.samples:
        n, gold = pages.get(sample.corpus, (0, 0))
        pages[sample.corpus] = n + 1, gold + bool(sample.paragraphs)
    groups = len({sample.group for sample in table.samples})
    measures, trees = (len(model.first.names), len(model.second.names)), (len(model.first.feature), len(model.second.feature))
    return Made(pages, groups, len(table.fold), measures, trees, len(model.words), model.threshold)


def save(model: BlockModel, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    write_arrays(path, model.arrays())


if __name__ == "__main__":
    sys.exit(main())
