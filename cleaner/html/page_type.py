"""What kind of page it is: an article, or one of six kinds that are none.

Trained on pages of 1,300 sites: the words of classes, ids and address, the types that JSON-LD declares, and forty figures of
the page's make. It reads no text but for prices and question marks, so it knows no language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from cleaner.article import Clue, Markup
from cleaner.html.block_model.names import words_of_all
from cleaner.html.lines import n_chars_of
from cleaner.line_model.forest import UNIT, Forest

TYPES = ("article", "service", "product", "collection", "forum", "listing", "documentation")
BUILT_IN = Path(__file__).with_name("page_type.npz")
LEAST_CHANCE = 0.1
"""A page whose chance to be of a kind is lower surely is none of it. Of 778 articles of unseen publishers 6 have less, and two thirds of the other pages."""
LEAST_LINES = 15
"""A page of fewer lines has no make to tell its kind by."""
DECLARED, DECLARED_CHANCE = frozenset({"article", "Article", "NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "BlogPosting"}), 0.9
"""What such a page calls itself, where it is an article, and how far that is believed."""
WORD_UNIT = 100
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:€|EUR|USD|zł|kr\b)")
_CURRENCY = re.compile(r"[$€£¥]|EUR|USD|zł|kr\b")
_PATH_WORD = re.compile(r"[a-z]{3,}")
_SEGMENT = re.compile(r"[/\-_]")
_PROSE_CHARS = 80
_COUNTED = ("authors", "published_at", "title", "modified_at")
_SOURCES = ("json-ld", "time:datetime", "class:date", "class:author", "class:meta")
_KEPT = 5
_PARTS = ("feature", "threshold", "sides", "values")


@dataclass(frozen=True, eq=False)
class TypeModel:
    """Tells a page's kind; made by `python -m train.page_type`."""

    words: Mapping[str, NDArray[np.float32]]
    forests: tuple[Forest, ...]
    """One for each of `TYPES`."""

    @cached_property
    def _together(self) -> Forest:
        """The forests in one, which is asked seven times as fast."""
        feature, threshold, sides, values = (np.concatenate([getattr(forest, part) for forest in self.forests]) for part in _PARTS)
        return Forest.of(max((forest.names for forest in self.forests), key=len), feature, threshold, sides, values, 0)

    def chances(self, facts: NDArray[np.float32], words: frozenset[str]) -> list[tuple[str, float]]:
        """Each kind with its chance, the likeliest first."""
        columns = np.concatenate((facts, word_facts(words, self.words)))[:, None]
        margins = self._together.tree_values(columns)[:, 0].reshape(len(TYPES), -1).sum(axis=1) / UNIT
        odds = np.exp(margins - margins.max())
        chances = odds / odds.sum()
        return sorted(((name, round(float(chance), 3)) for name, chance in zip(TYPES, chances, strict=True)), key=lambda pair: -pair[1])


def type_clues(url: str | None, clues: Sequence[Clue], texts: Sequence[str], marks: Sequence[Markup], chances: NDArray[np.int64]) -> tuple[Clue, ...]:
    """A clue for each kind that the page may be, with its chance; `chances` are those of its lines to be text, in thousandths."""
    if len(texts) < LEAST_LINES:
        says = {clue.value for clue in clues if clue.field == "schema_type"} | {clue.value.lower() for clue in clues if clue.field == "og_type"}
        return (Clue("page_type", "article", "declared", DECLARED_CHANCE),) if says & DECLARED else ()
    found = built_in().chances(page_facts(url, clues, texts, marks, chances), page_words(url, clues, marks))
    return tuple(Clue("page_type", name, "page-type", chance) for name, chance in found if chance >= LEAST_CHANCE)


def page_words(url: str | None, clues: Sequence[Clue], marks: Sequence[Markup]) -> frozenset[str]:
    """The words of the page's classes and ids, of its address, and what it declares itself to be."""
    found = words_of_all(set().union(*{mark.names for mark in marks}))
    host, path, _ = _address(url)
    found.update(f"url:{word}" for word in _PATH_WORD.findall(path.lower()))
    found.update(f"host:{word}" for word in _PATH_WORD.findall(host))
    found.update(f"schema:{clue.value}" for clue in clues if clue.field == "schema_type")
    found.update(f"og:{clue.value.lower()}" for clue in clues if clue.field == "og_type")
    return frozenset(found)


def _address(url: str | None) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url or "")
        return parts.hostname or "", parts.path.strip("/"), parts.query
    except ValueError:
        return "", "", ""


def page_facts(url: str | None, clues: Sequence[Clue], texts: Sequence[str], marks: Sequence[Markup], chances: NDArray[np.int64]) -> NDArray[np.float32]:
    """Figures of the page's make."""
    n = len(texts)
    size = np.minimum(np.fromiter(map(n_chars_of, texts), np.float64, n), 1500)
    link = np.array([mark.link_share for mark in marks])
    chance = chances / 1000
    mass = size * chance
    landmarks = [mark.landmark for mark in marks]
    landmark = Counter(landmarks)
    prose = (size >= _PROSE_CHARS) & (link < 0.3) & np.array([name not in ("nav", "footer") for name in landmarks])
    kin = Counter([mark.names for mark in marks])
    kin_above: Counter[tuple[str, ...]] = Counter()
    for names, count in kin.items():
        kin_above[names[1:]] += count
    heads = Counter([mark.heading for mark in marks])
    tags = Counter([mark.tag for mark in marks])
    n_prices = sum(1 for text in texts if _PRICE.search(text)) if _CURRENCY.search("\n".join(texts)) else 0
    n_media = sum([mark.n_media_above for mark in marks])
    fields, sources = Counter(clue.field for clue in clues), Counter(clue.source for clue in clues)
    held: Counter[tuple[int, ...]] = Counter()
    for place in np.flatnonzero(prose).tolist():
        held[marks[place].around[1:2]] += int(size[place])
    total, all_prose = max(1.0, size.sum()), max(1.0, size[prose].sum())
    _, path, query = _address(url)
    return np.array(
        [
            *(n, size.sum(), size[prose].sum(), prose.sum(), size[prose].sum() / total, (size * link).sum() / total, (link > 0.8).sum(), (link > 0.8).mean()),
            *(heads[1], heads[2], heads[3], 1 - heads[0] / n, n_prices, n_prices / n, n_media, n_media / n),
            *(sum([mark.in_list for mark in marks]) / n, sum([mark.in_table for mark in marks]) / n, tags["code"] + tags["pre"]),
            *(max(kin.values()), max(kin_above.values()) / n, len(kin) / n),
            *(landmark["article"] / n, landmark["main"] / n, landmark["nav"] / n, landmark["form"], landmark["aside"] / n),
            sum([mark.region == "comments" for mark in marks]) / n,
            *(float(np.median(size)), float(np.percentile(size, 90)), size.max(), sum([text.endswith("?") for text in texts])),
            *(fields[name] for name in _COUNTED),
            *(sources[name] for name in _SOURCES),
            *(tags["button"], max(held.values(), default=0) / all_prose),
            *(
                mass.sum(),
                mass.sum() / total,
                (chance >= 0.5).sum(),
                chance.mean(),
                mass[prose].sum() / all_prose,
                float(size[chance >= 0.5].mean()) if (chance >= 0.5).any() else 0,
            ),
            *(len(path), path.count("/"), path.count("-"), len(query), sum(map(str.isdigit, path)), not path),
            max(len(part.split("-")) for part in path.split("/")),
        ],
        np.float32,
    )


def word_facts(words: frozenset[str], table: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """For each kind the mean weight of the page's words, that of the five that speak most for it, and their damped sum."""
    known = [table[word] for word in sorted(words) if word in table]
    if not known:
        return np.zeros(3 * len(TYPES), np.float32)
    weights = np.array(known, np.float64)
    top = np.sort(weights, axis=0)[-_KEPT:].mean(axis=0)
    return np.concatenate((10 * weights.mean(axis=0), top, weights.sum(axis=0) / np.sqrt(len(known)))).astype(np.float32)


def arrays(model: TypeModel) -> dict[str, NDArray[Any]]:
    """What a file holds."""
    words = sorted(model.words)
    held: dict[str, NDArray[Any]] = {
        "words": np.array("\n".join(words).encode("utf-8")),
        "weights": np.array([np.round(model.words[word] * WORD_UNIT) for word in words], np.int16).reshape(len(words), len(TYPES)),
    }
    for kind, forest in zip(TYPES, model.forests, strict=True):
        held |= {f"{kind}_{part}": getattr(forest, part) for part in _PARTS}
    return held


@cache
def built_in() -> TypeModel:
    """The model of this version, read once."""
    with np.load(BUILT_IN, allow_pickle=False) as held:
        words = bytes(held["words"].item()).decode("utf-8").split("\n")
        weights = held["weights"].astype(np.float32) / WORD_UNIT
        forests = []
        for kind in TYPES:
            parts = [held[f"{kind}_{part}"] for part in _PARTS]
            names = tuple(map(str, range(int(parts[0].max()) + 1)))
            forests.append(Forest.of(names, parts[0], parts[1], parts[2], parts[3], 0))
        return TypeModel(dict(zip(words, weights, strict=True)), tuple(forests))
