"""Texts that are made of pieces: turns of an interview, "LANTERN: Were you afraid?", "Tams: Of whom?", posts of a live page, a timeline.

Short answers, the headings of posts and the days of a timeline look like chrome to everything else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from cleaner.article import Verdict
from cleaner.dates import FoundDate, may_hold_day, parse_date
from cleaner.rules.names import is_person, split_names
from cleaner.rules.page_lines import byline_pattern, may_be_byline
from cleaner.rules.reading import Reading, drop, ends_sentence, keep, take

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
        text = reading.bare[index]
        match = _TURN.match(text) if ":" in text[: _LONGEST_NAME + 1] or "：" in text[: _LONGEST_NAME + 1] else None
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


_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s*[ap]\.?m\.?)?(?:\s*(?:[A-Z]{2,4}|Uhr|h|Uhr\s+MEZ))?", re.IGNORECASE)
_LEAST_POSTS = 3
_LONGEST_POST_TITLE = 160


def live_post(reading: Reading) -> Iterable[Verdict]:
    """Of a page of posts, each below the time of day that it was written at: time and heading of each, and who signs it."""
    yield from _timed_headings(reading)
    posts: list[tuple[int, int, int | None]] = []
    for index in reading.open_lines():
        if not _CLOCK.fullmatch(reading.bare[index]):
            continue
        heading = reading.neighbour(index, 1)
        below = reading.neighbour(heading, 1) if heading is not None else None
        if heading is None or below is None or not _heads_post(reading, heading):
            continue
        signed = below if _is_signed(reading, below) else None
        text = reading.neighbour(below, 1) if signed is not None else below
        if text is not None and reading.is_open(text) and reading.looks_like_prose(text):
            posts.append((index, heading, signed))
    if len(posts) < _LEAST_POSTS:
        return
    everybody = dict.fromkeys(name for _, _, signed in posts if signed is not None for name in _names(reading.bare[signed]))
    for clock, heading, signed in posts:
        yield keep(clock, "body", "live-post", f"the time of one of {len(posts)} posts, with its heading below", score=0.8)
        because = f"below the time on line {clock + 1}, one of {len(posts)} on the page, and above its post"
        yield keep(heading, "heading", "live-post", because, score=0.85, reads=(("headings", reading.bare[heading]),))
        if signed is not None:
            because = f"it signs the post below line {heading + 1}"
            reads = tuple(("authors", name) for name in everybody)
            yield take(signed, "authors", "live-post", because, value="", text=reading.bare[signed], kind="byline", reads=reads, score=0.85)


def _timed_headings(reading: Reading) -> Iterable[Verdict]:
    """Headings of posts with their time in front, each above a paragraph: "9h05 - The ferry leaves late"."""
    found = [
        i for i in reading.open_lines() if reading.bare[i][:1].isdigit() and len(reading.bare[i]) <= _LONGEST_POST_TITLE and _TIMED.fullmatch(reading.bare[i])
    ]
    heads = [i for i in found if (below := reading.neighbour(i, 1)) is not None and reading.is_open(below) and reading.looks_like_prose(below)]
    if len(heads) < _LEAST_POSTS or 2 * len(heads) < len(found):
        return
    for index in heads:
        because = f"one of {len(heads)} lines that begin with a time of day, each above a paragraph"
        yield keep(index, "heading", "live-post", because, score=0.85, reads=(("headings", reading.bare[index]),))


_TIMED = re.compile(r"(?:[01]?\d|2[0-3])\s?[h:.]\s?[0-5]\d(?:\s*Uhr)?\s*[-–—:|]\s*[^\W_].{8,}[^.:…]")
_GLUED_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?P<gap>\s?)(?P<who>[^\W\d_a-zß-öø-ÿа-я].{2,40})")


def signed_post(reading: Reading) -> Iterable[Verdict]:
    """Of a page of posts, the time of each with who wrote it, or a word in capitals, right behind it: "20:24Ada Ruiz", "17:56KEY EVENT"."""
    matches = {i: m for i in reading.open_lines() if reading.bare[i][:1].isdigit() and (m := _GLUED_CLOCK.fullmatch(reading.bare[i])) is not None}
    found = {i: m["who"].strip() for i, m in matches.items()}
    people = {i: who for i, who in found.items() if is_person(who) and not who.isupper()}
    if len(people) < _LEAST_POSTS:
        return
    if any(m["gap"] for m in matches.values()) and 2 * len(set(people.values())) > len(people):
        return  # "10:00 Ada Ruiz" and each hour another speaker is a programme
    names = tuple(("authors", name) for name in dict.fromkeys(people.values()))
    for index, who in found.items():
        because = f"the time of one of {len(found)} posts, with {'who wrote it' if index in people else 'a word in capitals'} right behind it"
        if index in people:
            yield take(index, "authors", "signed-post", because, value="", text=reading.bare[index], kind="byline", reads=names, score=0.85)
        elif who.isupper():
            yield drop(index, "notice", "signed-post", because, score=0.85)


def _heads_post(reading: Reading, index: int) -> bool:
    text = reading.bare[index]
    return reading.is_open(index) and len(text) <= _LONGEST_POST_TITLE and text[-1] not in ".:…" and text[:1].isalnum() and not _CLOCK.fullmatch(text)


def _is_signed(reading: Reading, index: int) -> bool:
    return reading.is_open(index) and may_be_byline(reading.bare[index]) and bool(_names(reading.bare[index]))


def _names(text: str) -> tuple[str, ...]:
    match = byline_pattern().fullmatch(text) if len(text) <= _LONGEST_POST_TITLE else None
    return split_names(match["names"]) if match else ()


_LONGEST_DAY = 40
_LEAST_DAYS, _LEAST_EVENT = 3, 40


def timeline(reading: Reading) -> Iterable[Verdict]:
    """Of a text told day by day: the lines that are nothing but a day, a month or a year, each above what happened then, in order of time."""
    days: dict[int, FoundDate] = {}
    for index in reading.open_lines():
        text = reading.bare[index]
        if len(text) > _LONGEST_DAY or index < reading.first_prose or not may_hold_day(text) or not _is_told(reading, index):
            continue
        if (day := _day_alone(reading, text)) is not None:
            days[index] = day
    told = list(days)
    times = [days[index].when for index in told]
    if len(set(times)) < _LEAST_DAYS or times not in (sorted(times), sorted(times, reverse=True)):
        return
    for index in told:
        because = f"one of {len(told)} lines that are nothing but a date, in order of time, each above what happened then"
        yield keep(index, "heading", "timeline", because, score=0.85, reads=(("headings", reading.bare[index]),))


def _day_alone(reading: Reading, text: str) -> FoundDate | None:
    day = parse_date(text, language=reading.language)
    return day if day is not None and day.label is None and day.precision not in {"minute", "second"} else None


def _is_told(reading: Reading, index: int) -> bool:
    """Whether a whole sentence stands below the day, and another above it or the text's beginning: a comment's day has a name above."""
    above, below = reading.neighbour(index, -1), reading.neighbour(index, 1)
    if above is None or below is None or not reading.is_open(below):
        return False
    text = reading.bare[below]
    return ends_sentence(reading.bare[above]) and ends_sentence(text) and len(text) >= _LEAST_EVENT
