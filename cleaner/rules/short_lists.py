"""Lists below or between the text that their form gives away: the words below "Tags:", and teasers that are numbered without a space."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Fate, Verdict
from cleaner.rules.reading import Reading, drop, ends_sentence

_MOST_TAG_WORDS, _MOST_TAG_CHARS, _MOST_TAGS = 4, 50, 40


def tag_list(reading: Reading) -> Iterable[Verdict]:
    """The words below a label such as "Tags:" below the text: short lines that are no sentences, one close below the other."""
    for label, said in list(reading.verdicts.items()):
        if said[0].rule != "tags-line" or label < reading.last_prose or reading.n_words(label) > _MOST_TAG_WORDS:
            continue
        above = label
        for index in reading.solid[(start := reading.place[label] + 1) : start + _MOST_TAGS]:
            text = reading.bare[index]
            if not reading.is_open(index) or index - above > 2 or len(text) > _MOST_TAG_CHARS or len(text.split()) > _MOST_TAG_WORDS + 1 or ends_sentence(text):
                break
            yield drop(index, "tags", "tag-list", f'a short line below "{reading.bare[label][:40]}" on line {label + 1}, below the text', score=0.85)
            above = index


_NUMBERED = re.compile(r"(?P<n>\d{1,2})[\"'“«¿¡‘]?[^\W\d_a-zß-öø-ÿа-я]")
_LEAST_NUMBERED = 3


def numbered_teasers(reading: Reading) -> Iterable[Verdict]:
    """Lines right below one another that are numbered without a space, "2Ferry sinks", "3Pier reopens": a list of what others read."""
    run: list[int] = []
    for index in [*reading.solid, -1]:
        match = _NUMBERED.match(reading.bare[index]) if index >= 0 and reading.is_open(index) else None
        if match is not None and reading.bare[index][-1] not in ".。" and (not run or int(match["n"]) == _number(reading, run[-1]) + 1):
            run.append(index)
            continue
        if len(run) >= _LEAST_NUMBERED and not _is_within_text(reading, run):
            for entry in run:
                yield drop(
                    entry, "promo", "numbered-teasers", f"one of {len(run)} lines in a row that are numbered without a space and have no full stop", score=0.85
                )
        run = [] if match is None else [index]


def _is_within_text(reading: Reading, run: list[int]) -> bool:
    """Whether paragraphs stand above the run and one right below it, and no label of chrome right above it: the steps of a recipe, "1Chop the onions"."""
    above, below = reading.neighbour(run[0], -1), reading.neighbour(run[-1], 1)
    is_label = above is not None and reading.fate(above) is Fate.DROP
    return run[0] > reading.first_prose and not is_label and below is not None and reading.is_open(below) and reading.looks_like_prose(below)


def _number(reading: Reading, index: int) -> int:
    match = _NUMBERED.match(reading.bare[index])
    return int(match["n"]) if match else 0
