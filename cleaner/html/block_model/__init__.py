"""The trained judge of a page's blocks: for each line the chance that it is text, by shape, markup, place and neighbours.

It knows no language and no site. Words of classes and ids have learnt weights, two small forests do the rest; the second
sees what the first said of a line's neighbours and of what shares its elements.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.article import Markup
from cleaner.errors import UsageError
from cleaner.html.block_model.again import measure_again
from cleaner.html.block_model.measures import measure
from cleaner.html.block_model.names import NameScores
from cleaner.html.block_model.page import PageLines
from cleaner.line_model.forest import UNIT, Forest

BUILT_IN = Path(__file__).with_name("weights.npz")
FORMAT = 1
WORD_UNIT = 1000
"""A word's weight of 1.0, in the whole numbers of the file."""
_STEPS = 64
_MOST = 10
SURE = 1000
MOST_LINES = 20_000
"""Lines of one page that are judged together; what is beyond is judged in pieces of so many, so that memory is bounded."""


@dataclass(frozen=True, eq=False)
class BlockModel:
    """Judges the lines of a page; made by `python -m train.html`."""

    words: Mapping[str, float]
    first: Forest
    second: Forest
    table: NDArray[np.int16]
    """Margin in 64ths from −10 → chance in thousandths."""
    threshold: int
    """A line is text from this many thousandths on."""

    @cached_property
    def scores(self) -> NameScores:
        """What names of elements are worth by `words`."""
        return NameScores(self.words)

    def chances(self, texts: Sequence[str], marks: Sequence[Markup], titles: Sequence[str], descriptions: Sequence[str]) -> NDArray[np.int64]:
        """For each line the chance in thousandths that it is text. No line may be blank."""
        out = [self._chances(texts[at : at + MOST_LINES], marks[at : at + MOST_LINES], titles, descriptions) for at in range(0, len(texts), MOST_LINES)]
        return np.concatenate(out) if out else np.zeros(0, np.int64)

    def _chances(self, texts: Sequence[str], marks: Sequence[Markup], titles: Sequence[str], descriptions: Sequence[str]) -> NDArray[np.int64]:
        page = PageLines(texts, marks)
        columns = measure(page, self.scores, titles, descriptions).stacked()
        again = measure_again(page, self.as_chances(self.first.margins(columns))).stacked()
        return self.as_chances(self.second.margins(np.concatenate((again, columns))))

    def as_chances(self, margins: NDArray[np.int64]) -> NDArray[np.int64]:
        """Margins in `UNIT`s → thousandths."""
        step = (margins + _MOST * UNIT) // (UNIT // _STEPS)
        return self.table[np.minimum(np.maximum(step, 0), len(self.table) - 1)].astype(np.int64)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file holds."""
        words = sorted(self.words)
        held: dict[str, NDArray[Any]] = {
            "format": np.array(FORMAT),
            "words": np.array("\n".join(words).encode("utf-8")),
            "word_weights": np.array([round(self.words[word] * WORD_UNIT) for word in words], np.int16),
            "table": self.table,
            "threshold": np.array(self.threshold),
        }
        for which, forest in (("first", self.first), ("second", self.second)):
            held |= {
                f"{which}_names": np.array(forest.names),
                f"{which}_feature": forest.feature,
                f"{which}_threshold": forest.threshold,
                f"{which}_sides": forest.sides,
                f"{which}_values": forest.values,
            }
        return held


def read_model(path: Path) -> BlockModel:
    """The model of one file.

    Raises: UsageError when it is missing or is no model of blocks.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
            if int(held["format"]) != FORMAT:
                raise UsageError(
                    f"it has format {int(held['format'])}, this version reads {FORMAT}", where=str(path), hint="make one with `python -m train.html`"
                )
            words = bytes(held["words"].item()).decode("utf-8").split("\n")
            weights = held["word_weights"].astype(np.float64) / WORD_UNIT
            forests = [_forest(held, which) for which in ("first", "second")]
            return BlockModel(dict(zip(words, weights.tolist(), strict=True)), forests[0], forests[1], held["table"], int(held["threshold"]))
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(f"it is no model of blocks ({type(error).__name__})", where=str(path), hint="make one with `python -m train.html`") from None


def _forest(held: Mapping[str, NDArray[Any]], which: str) -> Forest:
    names = tuple(str(name) for name in held[f"{which}_names"])
    feature, threshold, sides, values = (held[f"{which}_{part}"] for part in ("feature", "threshold", "sides", "values"))
    return Forest.of(names, feature, threshold, sides, values, 0)


@cache
def built_in() -> BlockModel:
    """The model of this version, read once."""
    return read_model(BUILT_IN)
