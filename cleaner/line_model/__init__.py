"""The trained judge of lines: it decides what named rules leave open, by a line's shape, place and neighbours.

It knows no language and no phrase. What the rules have said of other lines is evidence; a line they have decided it
never touches. Every verdict says why in words with figures, and `explain_line` names what weighed most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.article import Fate, Verdict
from cleaner.line_model import evidence
from cleaner.line_model.doubt import Doubt, document_doubt
from cleaner.line_model.lines import Given, read_lines
from cleaner.line_model.model import Judged, LineModel, built_in, read_model

if TYPE_CHECKING:
    # Only a name here: `cleaner.rules` imports this package.
    from cleaner.rules.reading import Reading

__all__ = ["RULE", "Doubt", "LineJudge", "LineModel", "document_doubt", "explain_line", "judge_lines", "judge_readings", "load", "probabilities"]

RULE = "line-judge"
_LONGEST_HEADING = 110
_MOST_HEADING_WORDS = 16


def load(path: str | Path | None = None) -> LineModel:
    """The model in a file, or the built-in one, which is read once.

    Raises: UsageError when the file cannot be used, with the reason.
    """
    if path is None:
        return built_in()
    try:
        stat = Path(path).stat()
    except OSError:
        return read_model(Path(path))
    return _read_once(Path(path), stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _read_once(path: Path, _changed: int, _size: int) -> LineModel:
    """A worker is handed the same file with every shard."""
    return read_model(path)


@dataclass(frozen=True, slots=True)
class LineJudge:
    """A rule that judges by one model; `repeated` tells how common each line is on the publisher's other pages."""

    model: LineModel
    repeated: Callable[[Reading], Sequence[float] | None] | None = None
    """A share from 0 to 1 for each line of `reading.solid`; None when nothing is known."""

    def __call__(self, reading: Reading) -> Iterable[Verdict]:
        given = self.given(reading)
        (judged,) = self.model.judge([given])
        return _verdicts(reading, given, judged, self.model.threshold)

    def given(self, reading: Reading) -> Given:
        """What the model is told of a document."""
        known = self.repeated(reading) if self.repeated is not None else None
        return Given(
            [reading.shown[i] for i in reading.solid],
            [i + 1 for i in reading.solid],
            [evidence.code(reading.verdicts.get(i)) for i in reading.solid],
            known,
        )


def judge_lines(reading: Reading) -> Iterable[Verdict]:
    """A verdict for every line that is still open, by the built-in model. A rule like any other; it belongs last."""
    return LineJudge(built_in())(reading)


def judge_readings(readings: Sequence[Reading], judge: LineJudge | None = None) -> list[list[Verdict]]:
    """The verdicts of many documents in one pass, a list for each: the same as one by one, in a fraction of the time."""
    chosen = judge or LineJudge(built_in())
    given = [chosen.given(reading) for reading in readings]
    return [_verdicts(r, g, j, chosen.model.threshold) for r, g, j in zip(readings, given, chosen.model.judge(given), strict=True)]


def probabilities(reading: Reading, judge: LineJudge | None = None) -> list[float]:
    """The probability that it is text for each line of `reading.solid`, 0 to 1; of lines too that the judge is not asked about."""
    chosen = judge or LineJudge(built_in())
    if not reading.solid:
        return []
    lines = read_lines(chosen.model.alphabet, [chosen.given(reading)])
    chances = chosen.model.as_chances(chosen.model.looks(lines, at_all=True)[2])
    return [round(chance / 1000, 3) for chance in chances.tolist()]


def explain_line(reading: Reading, index: int, judge: LineJudge | None = None, n: int = 6) -> list[tuple[str, float, float]]:
    """What weighed most in the judgement of one line: (feature, its value, how far it moved the margin), strongest first.

    A positive move speaks for text. First what weighed in the second look, by the names of `second_look.py`, then as many of
    the first, by those of `features.py`; the judge's margin is the mean of the two looks'. It does not matter whether the
    judge's verdicts are in the reading already.
    """
    chosen = judge or LineJudge(built_in())
    lines = read_lines(chosen.model.alphabet, [chosen.given(reading)])
    first, second, _ = chosen.model.looks(lines)
    place = reading.place[index]
    out = []
    for forest, columns in ((chosen.model.second, second), (chosen.model.first, first)):
        column = columns[:, place].copy()
        moved = sorted(forest.contributions(column).items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:n]
        out += [(name, float(column[forest.names.index(name)]), round(move, 3)) for name, move in moved]
    return out


def _verdicts(reading: Reading, given: Given, judged: Judged, threshold: int) -> list[Verdict]:
    chances = judged.chances.tolist()
    out = []
    because_of, texts, solid = judged.because, given.texts, reading.solid
    for place, code in enumerate(given.decided):
        if code != evidence.OPEN:
            continue
        chance = chances[place]
        kept = chance >= threshold
        kind, because = because_of(place, chance, kept=kept)
        if not kept:
            out.append(Verdict(solid[place] + 1, Fate.DROP, kind, RULE, because, 0, None, 1 - chance / 1000))
        elif len(texts[place]) <= 2 * _LONGEST_HEADING and _is_heading(texts[place]) and _heads(place, given, chances, threshold):
            reads = (("headings", texts[place].strip()),)
            out.append(Verdict(solid[place] + 1, Fate.KEEP, "heading", RULE, f"a short line above a paragraph; {because}", 0, None, chance / 1000, reads))
        else:
            out.append(Verdict(solid[place] + 1, Fate.KEEP, "body", RULE, because, 0, None, chance / 1000))
    return out


def _is_heading(line: str) -> bool:
    """Whether a line of no great length is short and no sentence: the form of a heading."""
    text = line.strip()
    if not 2 < len(text) <= _LONGEST_HEADING or text[0] in "•*·-–—▪◦‣(" or text[-1] in ".,;:：。…" or text[-2:] in {'."', ".”", ".’"}:
        return False
    return len(text.split()) <= _MOST_HEADING_WORDS and any(map(str.isalpha, text)) and not (text[0] in "\"“„«'‘" and len(text) > 60)


def _heads(place: int, given: Given, chances: Sequence[int], threshold: int) -> bool:
    """Whether text is above and a paragraph right below. A line that goes on in the next is a piece of a sentence."""
    after = place + 1
    if not place > 0 or after >= len(given.texts) or chances[after] < threshold or len(given.texts[after]) < 80:
        return False
    below = given.texts[after].lstrip()[:1]
    above = given.texts[place - 1].rstrip()[-1:]
    apart = given.numbers[place] - given.numbers[place - 1] > 1 or above in ".!?…。！？\"”»’':："
    return apart and not below.islower() and below not in ",;.)"
