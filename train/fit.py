"""Dumps → forests: two looks, cross-fitted so that no figure and no second look rests on a page its model has seen.

The second look learns from first probabilities of pages that the first look had not seen; else it would trust them
too much. It learns from pages with gold alone, where there are enough: it puts right what the first look got wrong, and
labels that an extractor guessed are wrong just there. In the first look they count less where a rough model disagrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.corpus.repeated import RepeatedLines, measure_lines
from cleaner.errors import UsageError
from cleaner.line_model import evidence, features, second_look
from cleaner.line_model.alphabet import Alphabet
from cleaner.line_model.forest import MOST_LEAVES, UNIT, Forest
from cleaner.line_model.lines import Given, read_lines
from cleaner.line_model.model import LineModel, chance_table
from train.dumps import Dump
from train.pages import fold_of, number_of
from train.renderings import STYLES

N_FOLDS = 5
_BATCH = 200
_MOST_VALUE = np.iinfo(np.int16).max
_WITHOUT_EVIDENCE, _WITH_HALF, _WITH_SIBLINGS = (0, 3), (1,), (0, 1, 2)
"""Of a page's six dumps two are judged without what rules say, one with half of it, three with what siblings repeat."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training may be told."""

    seed: int = 1
    threads: int = 2
    """Forests that are grown at a time, each by one thread: the result does not depend on it."""
    first_trees: int = 600
    second_trees: int = 150
    rough_trees: int = 60
    rate: float = 0.1
    threshold: int = 450
    """In thousandths. Below a half, because a lost paragraph is worse than a line of chrome."""
    extractor_weight: float = 0.7
    """Of pages whose labels an extractor guessed, beside pages with gold."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Of a corpus, by name; 1 for those not named."""
    far_share: float = 0.2
    """Of the lines far from any body line so many are used, with their weight raised: menus are long and all alike."""
    nested: bool = False
    """Whether the second look of a fold's model learns from first looks that had not seen the fold's pages either. It costs twice
    as much again as all else, and moves figures alone."""


@dataclass(slots=True)
class Table:
    """All lines of all dumps in a row."""

    dumps: Sequence[Dump]
    views: Sequence[Given]
    """What the judge is told of each dump."""
    starts: NDArray[np.int64]
    dump_of: NDArray[np.int64]
    columns: NDArray[np.float32]
    """Lines × features of the first look."""
    names: tuple[str, ...]
    is_text: NDArray[np.bool_]
    is_open: NDArray[np.bool_]
    weight: NDArray[np.float64]
    near: NDArray[np.bool_]
    """Whether a body line is within eight lines."""
    fold: NDArray[np.int64]
    guessed: NDArray[np.bool_]
    """Whether the label is an extractor's."""


def make_table(dumps: Sequence[Dump], alphabet: Alphabet, settings: Settings) -> Table:
    """Measure all dumps."""
    starts = np.concatenate(([0], np.cumsum([len(dump.labels) for dump in dumps]))).astype(np.int64)
    parts, names = [], ()
    views = training_views(dumps)
    for at in range(0, len(dumps), _BATCH):
        seen = features.measure(read_lines(alphabet, views[at : at + _BATCH]))
        parts.append(seen.stacked().T.copy())
        names = tuple(seen.names)
    dump_of = np.repeat(np.arange(len(dumps)), np.diff(starts))
    label = np.array([value for dump in dumps for value in dump.labels], np.float64)
    is_text = label >= 0.5
    weight = np.concatenate([_weights(dump, settings) for dump in dumps])
    # A line that is half body says little.
    weight *= np.maximum(0.1, np.abs(2 * label - 1))
    count = np.concatenate(([0], np.cumsum(is_text)))
    at = np.arange(len(label))
    near = count[np.minimum(at + 9, starts[dump_of + 1])] > count[np.maximum(at - 8, starts[dump_of])]
    is_open = np.array([code == evidence.OPEN for view in views for code in view.decided], np.bool_)
    fold = np.array([fold_of(dump.page.group, N_FOLDS) for dump in dumps])[dump_of]
    guessed = np.array([not dump.page.paragraphs for dump in dumps])[dump_of]
    return Table(dumps, views, starts, dump_of, np.concatenate(parts), names, is_text, is_open, weight * (len(weight) / weight.sum()), near, fold, guessed)


def training_views(dumps: Sequence[Dump]) -> list[Given]:
    """What the judge is told in training: of some dumps less than the rules know, of some what sibling pages repeat.

    The rules were made by people who had seen such pages; on others they find less. A judge that always had their
    full evidence kept three times the chrome when it had none.
    """
    siblings: dict[str, RepeatedLines] = {}
    seen: set[tuple[str, str, str]] = set()
    for dump in dumps:
        page = (dump.page.corpus, dump.page.id, dump.style)
        # A page counts once: its cuts are no sibling pages, and hold no line that it does not.
        if dump.page.host is not None and page not in seen:
            seen.add(page)
            known = siblings.get(dump.style, RepeatedLines())
            siblings[dump.style] = known.merge(measure_lines(dump.page.host, set(dump.given.texts)))
    return [_view(dump, siblings.get(dump.style)) for dump in dumps]


def _view(dump: Dump, siblings: RepeatedLines | None) -> Given:
    turn = (list(STYLES).index(dump.style) + number_of(dump.page.id)) % len(STYLES)
    decided = list(dump.given.decided)
    if turn in _WITHOUT_EVIDENCE:
        decided = [evidence.OPEN] * len(decided)
    elif turn in _WITH_HALF:
        decided = [evidence.OPEN if number_of(text) % 2 else code for text, code in zip(dump.given.texts, decided, strict=True)]
    repeated = siblings.shares(dump.page.host, dump.given.texts) if siblings is not None and turn in _WITH_SIBLINGS else None
    return replace(dump.given, decided=decided, repeated=repeated)


def _weights(dump: Dump, settings: Settings) -> NDArray[np.float64]:
    """A line's share of its page's text, damped: what a mistake costs in the score, and no page more than another."""
    sizes = np.minimum(np.array([len(text) for text in dump.given.texts], np.float64), 1000)
    text = max(200.0, float(sizes[np.array(dump.labels) >= 0.5].sum())) if len(sizes) else 200.0
    corpus = settings.weights.get(dump.page.corpus, 1.0) * (1.0 if dump.page.paragraphs else settings.extractor_weight)
    return ((sizes + 40) / (text + 500)) ** 0.75 * dump.trust * corpus


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model for each fold, which has not seen that fold's pages, and one of all pages."""

    of_fold: tuple[LineModel, ...]
    of_all: LineModel
    n_lines: int


def fit(table: Table, alphabet: Alphabet, settings: Settings, name: str, *, use: NDArray[np.bool_] | None = None, folds: bool = True) -> Fitted:
    """Train on all lines, or on those of `use`."""
    chosen = np.ones(len(table.fold), np.bool_) if use is None else use
    if len(np.unique(table.fold[chosen & table.is_open])) < 2:
        raise UsageError("the pages are of one group, or of several that fall into one fold", hint="add pages of other publishers")
    print(f"{name}: {int((chosen & table.is_open).sum())} lines to learn from", flush=True)
    grow = partial(_cross_fit, table, settings=settings)
    every = range(N_FOLDS)
    rough = grow(table.columns, table.names, table.weight, chosen, settings.rough_trees, 0.25, left_out=every)
    doubt = np.abs(rough.chance / second_look.SURE - table.is_text)
    weight = table.weight * np.where(table.guessed & (doubt > 0.75), 0.1, np.where(table.guessed & (doubt > 0.5), 0.5, 1.0))
    first = grow(table.columns, table.names, weight, chosen, settings.first_trees, settings.rate, left_out=(*every, None))
    columns, names = _second_columns(table, alphabet, first.chance)
    sure = chosen & ~table.guessed
    if len(np.unique(table.fold[sure & table.is_open])) < 2:
        sure = chosen
    nested = folds and settings.nested
    second = grow(columns, names, weight, sure, settings.second_trees, settings.rate, left_out=(*(every if folds and not nested else ()), None))
    of_fold = second.forests[:-1]
    if nested:
        del columns
        for fold in every:
            others = [other for other in every if other != fold]
            inner = grow(table.columns, table.names, weight, chosen & (table.fold != fold), settings.first_trees, settings.rate, left_out=others)
            of_fold += grow(
                _second_columns(table, alphabet, inner.chance)[0], names, weight, sure, settings.second_trees, settings.rate, left_out=(fold,)
            ).forests
    models = (_model(alphabet, a, b, settings, f"{name} without fold {f}") for f, (a, b) in enumerate(zip(first.forests[:N_FOLDS], of_fold, strict=False)))
    return Fitted(tuple(models), _model(alphabet, first.forests[-1], second.forests[-1], settings, name), int(chosen.sum()))


def _model(alphabet: Alphabet, first: Forest, second: Forest, settings: Settings, name: str) -> LineModel:
    return LineModel(alphabet, first, second, chance_table(), settings.threshold, name)


@dataclass(frozen=True, slots=True)
class _Crossed:
    forests: list[Forest]
    """One for each entry of `left_out`."""
    chance: NDArray[np.int64]
    """For each line the chance by the forest that was grown without its fold."""


def _cross_fit(
    table: Table,
    columns: NDArray[np.float32],
    names: tuple[str, ...],
    weight: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    n_trees: int,
    rate: float,
    *,
    settings: Settings,
    left_out: Sequence[int | None],
) -> _Crossed:
    """Grow a forest without each of the folds, and one of all pages for None."""

    def grown(fold: int | None) -> Forest:
        use = chosen if fold is None else chosen & (table.fold != fold)
        return as_forest(_train(columns, table, use, weight, settings, n_trees, rate), names)

    # LightGBM lets go of Python's lock. One thread for each forest: several threads for one wait for each other at every
    # tree, which on a busy machine took three times as long.
    with ThreadPoolExecutor(settings.threads) as pool:
        forests = list(pool.map(grown, left_out))
    chance = np.zeros(len(table.fold), np.int64)
    chances = chance_table().astype(np.int64)
    for fold, forest in zip(left_out, forests, strict=True):
        rows = np.flatnonzero((table.fold == fold) & chosen) if fold is not None else np.zeros(0, np.int64)
        for part in np.array_split(rows, max(1, len(rows) // 50_000)):
            step = (forest.margins(np.ascontiguousarray(columns[part].T)) + 10 * UNIT) // (UNIT // 64)
            chance[part] = chances[np.clip(step, 0, len(chances) - 1)]
    return _Crossed(forests, chance)


def _second_columns(table: Table, alphabet: Alphabet, chance: NDArray[np.int64]) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    parts, names = [], ()
    for at in range(0, len(table.views), _BATCH):
        until = min(len(table.views), at + _BATCH)
        lines = read_lines(alphabet, table.views[at:until])
        again = second_look.measure_again(lines, chance[table.starts[at] : table.starts[until]])
        parts.append(again.stacked().T.copy())
        names = tuple(again.names)
    return np.concatenate(parts), names


def _train(
    columns: NDArray[np.float32], table: Table, chosen: NDArray[np.bool_], weight: NDArray[np.float64], settings: Settings, n_trees: int, rate: float
) -> Any:
    import lightgbm

    thin = np.random.default_rng(settings.seed).random(len(table.fold)) < settings.far_share
    rows = np.flatnonzero(chosen & table.is_open & (table.near | thin) & (weight > 0))
    weights = np.where(table.near, weight, weight / settings.far_share)[rows]
    options = {
        "objective": "binary",
        "num_leaves": MOST_LEAVES,
        "learning_rate": rate,
        # Gradient-based one-side sampling: better than a random 80 %, and twice as fast.
        "data_sample_strategy": "goss",
        "feature_fraction": 0.3,
        "lambda_l2": 5,
        "min_data_in_leaf": 50,
        "max_bin": 63,
        "seed": settings.seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    data = lightgbm.Dataset(columns[rows], table.is_text[rows].astype(np.int8), weight=weights, params=options)
    return lightgbm.train(options, data, n_trees)


def as_forest(booster: Any, names: tuple[str, ...]) -> Forest:
    """A LightGBM model as arrays. Leaf values are rounded to whole `UNIT`s, and cut where few pages make a tree all too sure."""
    trees = booster.dump_model()["tree_info"]
    feature = np.zeros((len(trees), MOST_LEAVES), np.int16)
    threshold = np.zeros((len(trees), MOST_LEAVES), np.float32)
    sides = np.zeros((len(trees), MOST_LEAVES, 2), np.uint16)
    values = np.zeros((len(trees), MOST_LEAVES), np.int16)

    def walk(tree: int, node: dict[str, Any]) -> int:
        if "split_index" not in node:
            leaf = int(node.get("leaf_index", 0))
            values[tree, leaf] = max(-_MOST_VALUE, min(_MOST_VALUE, round(node["leaf_value"] * UNIT)))
            return 1 << leaf
        question = node["split_index"]
        bound = np.float32(node["threshold"])
        if float(bound) > node["threshold"]:  # rounded up, it would let the next greater float32 pass
            bound = np.nextafter(bound, np.float32(-np.inf))
        yes, no = walk(tree, node["left_child"]), walk(tree, node["right_child"])
        feature[tree, question], threshold[tree, question], sides[tree, question] = node["split_feature"], bound, (yes, no)
        return yes | no

    for tree, info in enumerate(trees):
        walk(tree, info["tree_structure"])
    return Forest.of(names, feature, threshold, sides, values, 0)
