"""Two articles on one page: the second, with a headline and a text of its own, is not part of the first.

Pages that load the next story below the first, and blogs that show the last three posts in full, look like this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.article import Verdict
from cleaner.rules.reading import Reading, drop

RULE = "html-other-article"
_LEAST_CHARS, _LEAST_OWN_CHARS = 600, 200
_LEAST_CHANCE = 0.5


@dataclass(slots=True)
class _Group:
    """The lines in one `<article>` that is in no other."""

    lines: list[int] = field(default_factory=list)
    headline: str = ""
    has_title: bool = False
    n_chars: int = 0


def html_other_article(reading: Reading) -> Iterable[Verdict]:
    """Each open line of a second `<article>` that has an `<h1>` and some paragraphs of its own, as the first has."""
    markup = reading.document.markup
    groups: dict[int, _Group] = {}
    step_of: dict[tuple[str, ...], int] = {}
    for index in reading.solid if markup else ():
        m = markup[index]
        if m is None or m.region == "comments":
            continue
        step = step_of.get(m.names)
        if step is None:
            step = step_of[m.names] = _step(m.names)
        if step < 0:
            continue
        group = groups.setdefault(m.around[step], _Group())
        group.lines.append(index)
        if m.heading == 1 and not group.headline:
            group.headline = reading.texts[index].strip()
        group.has_title |= any(verdict.kind == "title" for verdict in reading.verdicts.get(index, ()))
        if reading.document.chances[index] >= _LEAST_CHANCE:
            group.n_chars += len(reading.texts[index])
    whole = [group for group in groups.values() if group.headline and group.n_chars >= _LEAST_CHARS]
    # The page's own may be a short report.
    titled = (group for group in groups.values() if group.headline and group.has_title and group.n_chars >= _LEAST_OWN_CHARS)
    own = next(titled, whole[0] if whole else None)
    if own is None or not any(group is not own for group in whole):
        return
    for group in whole:
        if group is own or group.headline == own.headline:
            continue
        why = f'in another <article>, which has the headline "{group.headline[:60]}" and {group.n_chars} characters of text of its own'
        yield from (drop(index, "other_article", RULE, why, score=0.9) for index in group.lines if reading.is_open(index))


def _step(names: tuple[str, ...]) -> int:
    """How many elements up the outermost `<article>` around a line is; -1 when there is none."""
    return next((step for step in range(len(names) - 1, -1, -1) if names[step].split(" ", 1)[0] == "article"), -1)
