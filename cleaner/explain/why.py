"""One line, asked for by its number: its whole text, every fate and reason, what the judge of lines saw, and how to overrule it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaner.article import Examined, Fate, JudgedLine, Markup, RawArticle, Repair
from cleaner.errors import UsageError
from cleaner.explain.as_json import line_json
from cleaner.explain.page import changed, label_of
from cleaner.line_model import RULE, LineJudge, LineModel, explain_line, probabilities
from cleaner.pipeline import finish, prepare, verdicts_of
from cleaner.publishers import BUILT_IN, Publisher, Publishers
from cleaner.publishers.templates_of import quoted, template_of
from cleaner.terminal import clip, labelled, pad, paint, reveal, wrap
from cleaner.wishes import PageWishes

STRONGEST = 6
"""Things the judge saw that are shown of each of its two looks."""
_MOST_TEXT_LINES = 40
"""Rows of the line's own text. A line of a megabyte is no reading matter."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that the judge of lines saw, and how much it counted."""

    feature: str
    """Named in `cleaner.line_model.features` and `second_look`."""
    value: float
    margin: float
    """How far it moved the answer; above 0 towards text."""


@dataclass(frozen=True, slots=True)
class Why:
    """All that is known of one line."""

    source: str
    line: JudgedLine
    repairs: tuple[Repair, ...]
    markup: Markup | None
    chance: float
    """What the judge takes for the probability that the line is text, 0 to 1, whether it was asked or not."""
    moves: tuple[Move, ...]
    """Strongest first: those of the second look, then those of the first."""
    publisher: str | None
    """Key of the publisher's file that applies; None when none does."""
    host: str | None
    """Of the page's address, if it has one."""
    habit: str | None = None
    """The template in the publisher's file that the line fits; None when none does."""
    habit_file: str | None = None
    """Where that file is, as errors call it; None when no file applies."""
    publisher_host: str | None = None
    """The first host in it."""

    @property
    def was_judged(self) -> bool:
        """Whether the judge decided, or a named rule did before it was asked."""
        return any(verdict.rule == RULE for verdict in self.line.verdicts)


def ask(raw: RawArticle, line: int, publishers: Publishers, model: LineModel | None = None, pages: PageWishes | None = None) -> Why:
    """Why line `line` of an input has the fate it has.

    Raises:
        UsageError: The input has no such line, or it is blank, or the input could not be read as text.
    """
    prepared = prepare(raw, publishers=publishers, pages=pages)
    if isinstance(prepared, Examined):
        assert prepared.rejection is not None
        raise UsageError(f"has no lines: it was rejected ({prepared.rejection.check}: {prepared.rejection.evidence})", where=raw.source)
    reading = prepared.reading
    document = reading.document
    if not 1 <= line <= len(document.lines):
        raise UsageError(f"has no line {line}: it has {len(document.lines)}", where=raw.source, hint=f"see 'clean explain {raw.source}'")
    if line - 1 not in reading.place:
        near = [at + 1 for at in reading.solid if abs(at + 1 - line) <= 3]
        hint = f"near it are {', '.join(map(str, near))}" if near else "blank lines have no fate"
        raise UsageError(f"line {line} is blank", where=raw.source, hint=hint)
    # Before the judge has spoken: what it says of one line would be evidence for the others.
    judge = LineJudge(model) if model is not None else None
    moves = explain_line(reading, line - 1, judge, n=STRONGEST)
    chance = probabilities(reading, judge)[reading.place[line - 1]]
    known = finish(prepared, verdicts_of([prepared], model)[0])
    urls = [document.url, *(clue.value for clue in document.clues if clue.field in {"url", "canonical_url"})]
    judged = next(judged for judged in known.lines if judged.no == line)
    publisher = prepared.publisher
    return Why(
        source=document.source,
        line=judged,
        repairs=tuple(repair for repair in known.repairs if repair.line == line),
        markup=document.markup[line - 1] if document.markup else None,
        chance=chance,
        moves=tuple(Move(*move) for move in moves),
        publisher=publisher.key if publisher else None,
        host=next((host for url in urls if url and (host := _host(url))), None),
        habit=_habit(judged, publisher) if publisher else None,
        habit_file=publisher.where if publisher else None,
        publisher_host=next(iter(publisher.hosts), None) if publisher else None,
    )


def _habit(line: JudgedLine, publisher: Publisher) -> str | None:
    """The template of the publisher's file that decided a line."""
    said = {verdict.because for verdict in line.verdicts if verdict.rule == publisher.rule}
    return next((habit.line for habit in publisher.habits if publisher.because(habit) in said), None)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def why_json(why: Why) -> dict[str, Any]:
    """The same as JSON, with keys that stay."""
    return {
        "source": why.source,
        "line": line_json(why.line),
        "repairs": [asdict(repair) for repair in why.repairs],
        "markup": asdict(why.markup) if why.markup else None,
        "judge": {"was_asked": why.was_judged, "chance": why.chance, "moves": [asdict(move) for move in why.moves]},
        "publisher": why.publisher,
        "host": why.host,
    }


def render_why(why: Why, *, width: int, color: bool) -> str:
    """The page of one line, `width` columns wide."""
    return "\n".join(row.rstrip() for row in _rows(why, width, color=color)) + "\n"


def _rows(why: Why, width: int, *, color: bool) -> Iterator[str]:
    def row(label: str, text: str, style: str | None = None) -> list[str]:
        return labelled(label, text, width=width, color=color, style=style)

    line = why.line
    yield paint(clip(reveal(f"{why.source}, line {line.no}"), width), "bold", color=color)
    yield ""
    cut = line.text[: width * _MOST_TEXT_LINES]
    texts = wrap(reveal(cut), width, most=_MOST_TEXT_LINES)
    yield from texts
    if len(cut) < len(line.text):
        yield paint(f"… {len(line.text):,} characters", "dim", color=color)
    for verdict in line.verdicts:
        yield ""
        style = {Fate.KEEP: "good", Fate.DROP: "removed", Fate.TAKE: "taken"}[verdict.fate]
        part = "" if len(line.verdicts) == 1 else f": {reveal(line.text[verdict.start : verdict.end][:400])}"
        said = {Fate.KEEP: "stays in the text", Fate.DROP: "removed", Fate.TAKE: "moved into a field"}[verdict.fate]
        yield from row("fate", said + part, style)
        yield from row("kind", label_of(verdict).lstrip("−→ ") or "body")
        yield from row("rule", reveal(verdict.rule))
        yield from row("because", reveal(verdict.because))
        yield from row("score", f"{verdict.score:.2f}")
        for field, value in verdict.reads:
            yield from row("reads", reveal(f"{field} = {value[:400]}"))
    for repair in why.repairs:
        before, after = changed(repair, width // 2)
        yield from row("repaired", f"{reveal(repair.step)}: {before} → {after}")
    if why.markup:
        yield ""
        yield from row("markup", _markup(why.markup))
    yield ""
    asked = "decided" if why.was_judged else "was not asked: a rule had decided"
    yield from row("line judge", f"{asked}; it takes the line for text with a probability of {why.chance:.2f}")
    for part, moves in (("second look", why.moves[:STRONGEST]), ("first look", why.moves[STRONGEST:])):
        for n, move in enumerate(moves):
            value = f"{move.value:.3f}".rstrip("0").rstrip(".")
            sign = "for text" if move.margin > 0 else "against"
            room = width - 15 - 18
            text = f"{pad(f'{move.feature} = {value}', room)} {move.margin:+7.2f} {sign}"
            yield paint(pad(part if n == 0 else "", 13), "dim", color=color) + "  " + paint(text, "good" if move.margin > 0 else "removed", color=color)
    yield ""
    yield from _overrule(why, width, color=color)


def _markup(markup: Markup) -> str:
    said = [f"<{markup.tag}>"]
    said += [f"in <{markup.landmark}>"] if markup.landmark else []
    said += [f"called {', '.join(map(repr, markup.words[:4]))}"] if markup.words else []
    said += [f"in a region called {markup.region_word!r} ({markup.region})"] if markup.region else []
    said += [f"{markup.link_share:.0%} of it is a link"] if markup.link_share else []
    return reveal("; ".join(said))


def _overrule(why: Why, width: int, *, color: bool) -> Iterator[str]:
    """What to write where, for the other fate."""

    def row(label: str, text: str, style: str | None = None) -> list[str]:
        return labelled(label, reveal(text), width=width, color=color, style=style)

    line = why.line
    if why.habit is not None and line.fate is Fate.KEEP:
        # A [[drop]] beside it would never be asked.
        yield from row("to overrule", f"take this entry out of {why.habit_file}, or bound it with since and until; [[keep]] is asked before [[drop]]:")
        yield "[[keep]]"
        yield f"line = {reveal(quoted(why.habit))}"
        return
    verb = "keep" if line.fate is not Fate.KEEP else "drop"
    name = f"{why.publisher}.toml" if why.publisher else "NAME.toml"
    yield from row("to overrule", f"in {Path('publishers') / name}, for this line and those like it on the publisher's pages:")
    yield f"[[{verb}]]"
    yield f"line = {reveal(quoted(template_of(line.text)))}"
    yield from (['kind = "promo"'] if verb == "drop" else [])
    yield 'reason = "…"'
    if not why.publisher:
        yield from row("", f"no publisher's file applies to this page; 'clean init --publisher {why.host or 'HOST'}' begins one", "dim")
    elif why.habit_file and why.habit_file.startswith(BUILT_IN):
        yield from row("", f"that file is built in, and one of yours replaces it; 'clean init --publisher {why.publisher_host}' copies it for you", "dim")
