"""Who else wrote it: names on lines of their own below a byline, with "and" or a comma between, as links stand in a dump; or each with a role below."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.article import Fate, Verdict
from cleaner.rules.names import is_person, split_names, tells_role
from cleaner.rules.reading import Reading, take

_JOINERS = frozenset("and und et y e en og och ja i и та a & , ;".split())
_LONGEST_NAME, _MOST_NAMES = 60, 12


def joined_byline(reading: Reading) -> Iterable[Verdict]:
    """The lines below a byline that are "and" or a comma, and the name of a person below each; and names that have a role below them as the byline has."""
    for signed, said in list(reading.verdicts.items()):
        names = tuple(read for verdict in said for read in verdict.reads if read[0] == "authors")
        if said[0].kind != "byline" or said[0].fate is not Fate.TAKE or not names:
            continue
        above, score = signed, said[0].score
        for _ in range(_MOST_NAMES):
            joiner = reading.neighbour(above, 1)
            name = None if joiner is None else reading.neighbour(joiner, 1)
            if joiner is None or name is None or not reading.is_open(name) or not _is_name(reading.bare[name]):
                break
            text = reading.bare[name]
            if reading.bare[joiner].casefold() in _JOINERS and reading.is_open(joiner):
                because = f'"{reading.bare[joiner]}" stands between it and the byline on line {signed + 1}'
                joins = f"it joins line {name + 1} to a byline"
                yield take(joiner, "authors", "joined-byline", joins, value="", text=reading.bare[joiner], kind="byline", score=0.85)
            elif _is_role(reading, joiner) and _is_role(reading, reading.neighbour(name, 1)):
                because = f"a role stands below it, as below the name on line {signed + 1}"
            else:
                break
            # All names, a little surer than the byline: the surest line is believed.
            names += tuple(("authors", person) for person in split_names(text))
            score = min(0.99, score + 0.001)
            yield take(name, "authors", "joined-byline", because, value="", text=text, kind="byline", reads=names, score=score)
            above = name


def _is_role(reading: Reading, index: int | None) -> bool:
    return index is not None and len(reading.bare[index].split()) <= _MOST_ROLE_WORDS and tells_role(reading.bare[index])


_MOST_ROLE_WORDS = 3


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and is_person(text) and bool(split_names(text))
