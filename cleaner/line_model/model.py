"""The trained judge: an alphabet, two small forests and a threshold, stored as plain arrays in one file.

numpy's format without pickles holds nothing but numbers and text, so a model from elsewhere can be wrong but cannot
run code. What it says depends on whole-number arithmetic and comparisons alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import UsageError
from cleaner.line_model import features, second_look
from cleaner.line_model.alphabet import Alphabet
from cleaner.line_model.evidence import OPEN
from cleaner.line_model.forest import UNIT, Forest
from cleaner.line_model.lines import Given, Ints, Lines, read_lines
from cleaner.line_model.reasons import Overview, Reasons
from cleaner.line_model.second_look import SURE
from cleaner.line_model.stored import forest_arrays, forest_of, write_arrays
from cleaner.own_files import read_own

FORMAT = 2
"""The number of this layout; a file with another is refused."""
BUILT_IN = Path(__file__).with_name("weights.npz")
_STEPS = 64
"""Margins are looked up in steps of a 64th."""
_MOST = 10
"""Beyond ±10 a margin says 0 or 1."""
_MOST_BYTES = 64_000_000
MOST_LINES = 50_000
"""Lines of one document that are judged together. A news page has some 300; a log file or a dictionary has this many."""
_BATCH_LINES = 20_000
"""Lines measured at a time: a batch's arrays then take some 30 MB, whatever is judged."""

_A_LINE = Given(("A line to try a model on.",), (1,), (OPEN,))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the model says of one document."""

    chances: Ints
    """Of each line, the probability in thousandths that it is text; 0 or 1,000 for what rules have decided."""
    reasons: tuple[Reasons, ...]
    """Why, in words: one for each piece of `MOST_LINES` lines, which nearly always is the whole."""

    def because(self, place: int, chance: int, *, kept: bool) -> tuple[str, str]:
        """What the line at this place is if it goes, and why it was judged so."""
        piece, rest = divmod(place, MOST_LINES)
        return self.reasons[piece].of(rest, chance, kept=kept)


@dataclass(frozen=True, slots=True, eq=False)
class LineModel:
    """Judges lines; made by `python -m train`, read by `load`."""

    alphabet: Alphabet
    first: Forest
    second: Forest
    chances: NDArray[np.int16]
    """Margin in steps from −10 → probability in thousandths."""
    threshold: int
    """A line is text from this many thousandths on."""
    name: str
    """What the training called it: a digest of its data and settings."""

    def judge(self, batch: Sequence[Given]) -> list[Judged]:
        """Probabilities for each document. Judging many at once costs less a line and changes nothing."""
        pieces = [piece for given in batch for piece in _pieces(given)]
        chances: list[Ints] = []
        reasons: list[Reasons] = []
        for part in _parts(pieces):
            lines = read_lines(self.alphabet, part)
            judged = second_look.decided_chance(self.as_chances(self.looks(lines)[2]), lines) if lines.n else np.zeros(0, np.int64)
            overview = Overview.of(lines, judged, self.threshold)
            for document, (given, begin, end) in enumerate(zip(part, lines.starts[:-1].tolist(), lines.starts[1:].tolist(), strict=True)):
                chances.append(judged[begin:end])
                reasons.append(Reasons(overview, document, begin, given.numbers))
        out, at = [], 0
        for given in batch:
            until = at + max(1, -(-len(given.texts) // MOST_LINES))
            out.append(Judged(np.concatenate(chances[at:until]), tuple(reasons[at:until])))
            at = until
        return out

    def looks(self, lines: Lines, *, at_all: bool = False) -> tuple[NDArray[np.float32], NDArray[np.float32], Ints]:
        """The features of the first and of the second look, and the mean of their margins.

        For lines that rules have decided it is 0, unless the judge is to look at all.
        """
        seen = features.measure(lines)
        _check(self.first, seen.names, "first")
        columns = seen.stacked()
        open_ = np.arange(lines.n) if at_all else np.flatnonzero(lines.decided == OPEN)
        margin = _margins(self.first, columns, open_)
        again = second_look.measure_again(lines, self.as_chances(margin))
        _check(self.second, again.names, "second")
        more = again.stacked()
        # The mean of the two: each alone is wrong on other lines.
        return columns, more, (margin + _margins(self.second, more, open_)) // 2

    def as_chances(self, margins: Ints) -> Ints:
        """Margins in `UNIT`s → thousandths."""
        step = (margins + _MOST * UNIT) // (UNIT // _STEPS)
        return self.chances[np.minimum(np.maximum(step, 0), len(self.chances) - 1)].astype(np.int64)

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        arrays: dict[str, NDArray[Any]] = {
            "format": np.array(FORMAT),
            "name": np.array(self.name),
            "threshold": np.array(self.threshold),
            "chances": self.chances,
            **self.alphabet.arrays(),
        }
        write_arrays(path, arrays | forest_arrays(self.first, "first") | forest_arrays(self.second, "second"))


def read_model(path: Path) -> LineModel:
    """The model of one file.

    Raises: UsageError when the file is missing, is no model, or asks for features that this version does not measure.
    """
    again = "make one with `python -m train`, or leave line_model out to use the built-in one"
    try:
        arrays = _read_arrays(read_own(path))
        if int(arrays["format"]) != FORMAT:
            raise UsageError(f"it has format {int(arrays['format'])}, this version reads {FORMAT}", where=str(path), hint=again)
        model = LineModel(
            Alphabet.from_arrays(arrays),
            forest_of(arrays, "first"),
            forest_of(arrays, "second"),
            arrays["chances"],
            int(arrays["threshold"]),
            str(arrays["name"]),
        )
        # A fault is found here, by who named the file, and not in every document that is judged.
        model.judge([_A_LINE])
    except _OtherFeaturesError as error:
        again = "train it again with this version: `python -m train`"
        raise UsageError(f"its {error} look was trained on other features than this version measures", where=str(path), hint=again) from None
    except FileNotFoundError:
        raise UsageError("there is no such file", where=str(path), hint=again) from None
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, MemoryError, OverflowError, zipfile.BadZipFile) as error:
        raise UsageError(f"it is no line model ({type(error).__name__})", where=str(path), hint=again) from None
    return model


def chance_table() -> NDArray[np.int16]:
    """Margin → probability in thousandths; for training. It is stored, because machines may differ in `exp`'s last digit."""
    margin = np.arange(-_MOST * _STEPS, _MOST * _STEPS + 1) / _STEPS
    return np.round(SURE / (1 + np.exp(-margin))).astype(np.int16)


def _read_arrays(data: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an archive; ValueError when it would unpack to more than any model is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise ValueError("an archive of more than 64 MB")
        return {entry.filename.removesuffix(".npy"): _read_array(archive.read(entry)) for entry in entries}


def _read_array(data: bytes) -> NDArray[Any]:
    array: NDArray[Any] = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    return array


@cache
def built_in() -> LineModel:
    return read_model(BUILT_IN)


def _margins(forest: Forest, columns: NDArray[np.float32], open_: NDArray[np.intp]) -> Ints:
    """The forest's margins of open lines, 0 for the others: half of a page's lines are decided before the judge sees them."""
    if len(open_) == columns.shape[1]:
        return forest.margins(columns)
    out = np.zeros(columns.shape[1], np.int64)
    out[open_] = forest.margins(columns.take(open_, axis=1))
    return out


def _check(forest: Forest, names: Sequence[str], which: str) -> None:
    if forest.names != tuple(names):
        raise _OtherFeaturesError(which)


class _OtherFeaturesError(Exception):
    """The model asks for features that this version does not measure; holds which look does."""


def _pieces(given: Given) -> Iterable[Given]:
    """The document; one of more than `MOST_LINES` lines in pieces of so many, so that memory is bounded."""
    n = len(given.texts)
    if n <= MOST_LINES:
        yield given
        return
    for at in range(0, n, MOST_LINES):
        part = slice(at, at + MOST_LINES)
        repeated = given.repeated[part] if given.repeated is not None else None
        yield Given(given.texts[part], given.numbers[part], given.decided[part], repeated)


def _parts(batch: Sequence[Given]) -> Iterable[list[Given]]:
    """The batch in parts of whole documents, none much above `_BATCH_LINES` lines."""
    part: list[Given] = []
    n_lines = 0
    for given in batch:
        if part and n_lines + len(given.texts) > _BATCH_LINES:
            yield part
            part, n_lines = [], 0
        part.append(given)
        n_lines += len(given.texts)
    if part:
        yield part
