"""python -m train.page_type CORPORA --out FOLDER

Trains what tells a page's kind on pages with a `page_type`, and writes FOLDER/page_type.npz and its card, PAGE_TYPE.md, with
figures of a cross-validation in which no publisher is on both sides.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.html.page_type import LEAST_CHANCE, TYPES, TypeModel, arrays, page_facts, page_words, word_facts
from cleaner.line_model.stored import write_arrays
from train.fit import as_forest
from train.kind_card import card
from train.pages import fold_of

N_FOLDS = 5
_N_TREES = 60
_LEAST_GROUPS = 4
_OPTIONS = {
    "objective": "multiclass",
    "num_class": len(TYPES),
    "num_leaves": 8,
    "learning_rate": 0.12,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "min_data_in_leaf": 10,
    "verbose": -1,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A page, its kind, and what is measured of it."""

    id: str
    group: str
    type: str
    facts: NDArray[np.float32]
    words: frozenset[str]


def word_table(pages: Sequence[Kind]) -> dict[str, NDArray[np.float32]]:
    """For each word of several publishers how much more often pages of each kind have it than pages do."""
    n_of = Counter(page.type for page in pages)
    total = np.array([n_of[name] for name in TYPES], np.float64)
    counts: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(TYPES)))
    groups = defaultdict(set)
    for page in pages:
        number = TYPES.index(page.type)
        for word in page.words:
            counts[word][number] += 1
            groups[word].add(page.group)
    prior = total / total.sum()
    out = {}
    for word, count in counts.items():
        if len(groups[word]) >= _LEAST_GROUPS:
            share = (count + 2 * prior) / (total + 2)
            out[word] = np.round(np.log(share / (share @ prior)), 2).astype(np.float32)
    return out


def fit(pages: Sequence[Kind]) -> TypeModel:
    """The model of these pages; each page's words are weighed without the publishers of its part."""
    rows = np.zeros((len(pages), len(pages[0].facts) + 3 * len(TYPES)), np.float32)
    parts = [fold_of(page.group + " words", 4) for page in pages]
    for part in range(4):
        table = word_table([page for page, its in zip(pages, parts, strict=True) if its != part])
        for row, (page, its) in enumerate(zip(pages, parts, strict=True)):
            if its == part:
                rows[row] = np.concatenate((page.facts, word_facts(page.words, table)))
    return TypeModel(word_table(pages), tuple(_forests(rows, np.array([TYPES.index(page.type) for page in pages]))))


def _forests(rows: NDArray[np.float32], types: NDArray[np.int64]) -> list[Any]:
    import lightgbm

    booster = lightgbm.train(_OPTIONS, lightgbm.Dataset(rows, types), _N_TREES)
    trees = booster.dump_model()["tree_info"]
    names = tuple(map(str, range(rows.shape[1])))

    class One:
        """The trees of one kind, as `as_forest` reads them."""

        def __init__(self, number: int) -> None:
            self.number = number

        def dump_model(self) -> dict[str, Any]:
            return {"tree_info": trees[self.number :: len(TYPES)]}

    return [as_forest(One(number), names) for number in range(len(TYPES))]


def crossed(pages: Sequence[Kind]) -> dict[str, list[tuple[str, float]]]:
    """For each page the kinds with their chances, by a model that has seen no page of its publisher."""
    said: dict[str, list[tuple[str, float]]] = {}
    for fold in range(N_FOLDS):
        model = fit([page for page in pages if fold_of(page.group, N_FOLDS) != fold])
        for page in pages:
            if fold_of(page.group, N_FOLDS) == fold:
                said[page.id] = model.chances(page.facts, page.words)
    return said


def found(pages: Sequence[Kind], said: Mapping[str, list[tuple[str, float]]]) -> dict[str, float]:
    """Of each kind's pages the share that is called so."""
    right = Counter(page.type for page in pages if said[page.id][0][0] == page.type)
    return {name: right[name] / n for name, n in Counter(page.type for page in pages).items()}


def figures(pages: Sequence[Kind], said: Mapping[str, list[tuple[str, float]]]) -> dict[str, float]:
    """Shares of a cross-validation grouped by publisher."""
    articles = [said[page.id] for page in pages if page.type == "article"]
    others = [(page.type, said[page.id]) for page in pages if page.type != "article"]
    return {
        "articles kept": float(np.mean([dict(chances)["article"] >= LEAST_CHANCE for chances in articles])),
        "articles called articles": float(np.mean([chances[0][0] == "article" for chances in articles])),
        "others called no article": float(np.mean([chances[0][0] != "article" for _, chances in others])),
        "others called what they are": float(np.mean([chances[0][0] == type_ for type_, chances in others])),
        "others rejected": float(np.mean([dict(chances)["article"] < LEAST_CHANCE for _, chances in others])),
    }


def save(model: TypeModel, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    write_arrays(path, arrays(model))


def kinds(corpora: Path) -> list[Kind]:
    """Every page of the corpora that says its kind."""
    import gzip
    import json

    from cleaner.article import RawArticle
    from cleaner.charsets import decode
    from cleaner.html.block_model import built_in
    from cleaner.html.page import _read
    from cleaner.html.parse import declared_charset, parse
    from train.pages import load_pages

    out = []
    declared = {(p.parent.name, str(row["id"])): row for p in corpora.glob("*/pages.jsonl") for row in map(json.loads, p.open(encoding="utf-8"))}
    for page in load_pages(corpora):
        row = declared[page.corpus, page.id]
        if row.get("page_type") not in TYPES and not page.paragraphs:
            continue
        data = page.html.read_bytes()
        raw = RawArticle(gzip.decompress(data) if page.html.suffix == ".gz" else data, page.id, "html", row.get("url"))
        decoded = decode(raw.data, declared_charset(raw.data))
        tree = parse(decoded.text)[0] if decoded is not None else None
        read = _read(tree) if tree is not None else None
        if read is None or not read.blocks:
            continue
        texts, marks = [block.text for block in read.blocks], [block.markup for block in read.blocks]
        titles, descriptions = ([clue.value for clue in read.claims if clue.field == name] for name in ("title", "description"))
        chances = built_in().chances(texts, marks, titles, descriptions)
        facts = page_facts(raw.url, read.claims, texts, marks, chances)
        out.append(Kind(f"{page.corpus}/{page.id}", page.group, str(row.get("page_type", "article")), facts, page_words(raw.url, read.claims, marks)))
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m train.page_type", description=__doc__.splitlines()[2] if __doc__ else None)
    parser.add_argument("corpora", type=Path, help="a folder with one folder for each corpus")
    parser.add_argument("--out", type=Path, required=True, help="where page_type.npz goes")
    options = parser.parse_args(arguments)
    pages = kinds(options.corpora)
    print(f"{len(pages)} pages: {dict(Counter(page.type for page in pages))}", flush=True)
    said = crossed(pages)
    for name, share in figures(pages, said).items():
        print(f"{name}: {share:.3f}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    model = fit(pages)
    save(model, options.out / "page_type.npz")
    corpora, of_kind = Counter(page.id.split("/")[0] for page in pages), Counter(page.type for page in pages)
    words = card(corpora, of_kind, len({page.group for page in pages}), len(model.words), figures(pages, said), found(pages, said))
    (options.out / "PAGE_TYPE.md").write_text(words, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
