"""Turns of an interview: "LANTERN: Were you afraid?", "Tams: Of whom?". Short answers look like chrome to everything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from cleaner.article import Verdict
from cleaner.rules.reading import Reading, ends_sentence, keep

_TURN = re.compile(r"(?P<who>[^\W\d_][^\s:：.!?]*(?: [^\s:：.!?]+){0,2})[:：]\s*\S")
_LONGEST_NAME = 30
_LEAST_TURNS, _LEAST_OF_ONE = 5, 2
_LEAST_QUESTIONS = 0.2
"""Of all turns: "Pros: …" and "Cons: …" ask nothing."""
_LEAST_SENTENCES = 0.8
"""Of the turns of each: "Price: £149" and "Watch: The pier falls" are none."""


def interview_turn(reading: Reading) -> Iterable[Verdict]:
    """A line that begins with one of at least two speakers' names and a colon, where they ask and answer in whole sentences."""
    turns: dict[int, str] = {}
    for index in reading.open_lines():
        match = _TURN.match(reading.bare[index])
        if match is not None and len(match["who"]) <= _LONGEST_NAME and not match["who"][0].islower():
            turns[index] = match["who"].casefold()
    if len(turns) < _LEAST_TURNS:
        return
    count = Counter(turns.values())
    sentences = Counter(who for index, who in turns.items() if ends_sentence(reading.bare[index]))
    said = {index: who for index, who in turns.items() if count[who] >= _LEAST_OF_ONE and sentences[who] >= _LEAST_SENTENCES * count[who]}
    speakers = list(dict.fromkeys(said.values()))
    n_questions = sum(reading.bare[index].rstrip("\"”»' ").endswith(("?", "？", "؟")) for index in said)
    if len(speakers) < 2 or len(said) < _LEAST_TURNS or n_questions < _LEAST_QUESTIONS * len(said) or not _take_turns(list(said.values())):
        return
    names = " and ".join(reading.bare[next(i for i in said if said[i] == who)][: len(who)] for who in speakers[:2])
    for index in said:
        yield keep(index, "body", "interview-turn", f"one of {len(said)} lines in which {names} speak in turn")


def _take_turns(who: list[str]) -> bool:
    """Whether most lines are followed by another speaker's."""
    return sum(a != b for a, b in pairwise(who)) >= (len(who) - 1) / 2
