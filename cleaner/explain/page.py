"""The page of an input: its fields and where each was read, every line with its fate and reason, repairs, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cleaner.article import Article, Cleaned, Examined, Fate, FieldSource, JudgedLine, Rejection, Repair, Verdict
from cleaner.ledger import read_at
from cleaner.terminal import LABEL_WIDTH, cells, clip, labelled, pad, paint, reveal, wrap

FIELDS = (
    "title",
    "subtitle",
    "authors",
    "published_at",
    "modified_at",
    "publisher",
    "section",
    "tags",
    "agencies",
    "credits",
    "captions",
    "headings",
    "language",
    "license",
    "page_type",
    "is_accessible_for_free",
    "images",
    "url",
    "canonical_url",
)
"""The metadata that the page shows, in its order."""

NARROW_WIDTH = 60
"""Below it a value has a line of its own, and so has where it was read: side by side neither could be read."""
SIDE_BY_SIDE_WIDTH = 96
"""From here on the reason stands right of the text; below, a column for each would hold three words a line."""
MAX_REPAIRS = 20
"""Repairs shown one by one. A whole document of mojibake has one for each line; the footer counts them all."""

MAX_OTHERS = 12
"""Candidates shown that no field took."""


Explained = Examined | Cleaned | Rejection
"""What can be shown: all that is known of an input, or only its article with the ledger, or only why there is none."""


def render_text(result: Explained, *, width: int, color: bool, only: Fate | None = None) -> str:
    """The page: fields and where each was read, every line with its fate and reason, repairs, counts.

    Of a rejected input it shows the reason, and the lines as far as they were judged. `width` is in columns, 40 or more.
    `only` leaves the spans of that fate, and the counts as they are.
    """
    return "\n".join(row.rstrip() for row in _Page(examined(result), width, color, only).rows()) + "\n"


def examined(result: Explained) -> Examined:
    if isinstance(result, Rejection):
        return Examined(None, result)
    if isinstance(result, Cleaned):
        return Examined(result.article, None, result.lines, result.removals, result.fields, result.repairs)
    return result


def end_of(verdict: Verdict, line: JudgedLine) -> int:
    return len(line.text) if verdict.end is None else verdict.end


@dataclass(frozen=True, slots=True)
class _Page:
    known: Examined
    width: int
    color: bool
    only: Fate | None = None

    def rows(self) -> Iterator[str]:
        known = self.known
        yield from self._article(known.article) if known.article else self._rejection(known.rejection)
        if known.lines:
            yield self._rule()
            yield from self._lines()
            yield self._rule()
            if known.repairs:
                yield from self._repairs()
                yield ""
            yield from self._counts()

    # ── the parts of the page ────────────────────────────────────────────────────────────────────────────────────

    def _rejection(self, rejection: Rejection | None) -> Iterator[str]:
        assert rejection is not None
        yield self._paint(clip(reveal(rejection.source), self.width), "bold")
        yield from self._labelled("rejected", reveal(f"{rejection.check}: {rejection.evidence}"), "bad")
        if rejection.raw_bytes is not None:
            yield from self._labelled("bytes", f"{rejection.raw_bytes:,}")
        if rejection.raw_sha256:
            yield from self._labelled("sha-256", reveal(rejection.raw_sha256))
        document = self.known.document
        for clue in document.clues if document else ():
            yield from self._labelled(reveal(clue.field), reveal(f"{clue.value} ({clue.source})"))

    def _article(self, article: Article) -> Iterator[str]:
        yield self._paint(clip(reveal(article.source), self.width), "bold")
        yield self._paint(clip(f"article {reveal(article.id)}", self.width), "dim")
        yield ""
        others = list(_others(self.known))
        # As wide as what is shown: the longest name of all would push a title out of a narrow terminal.
        named = [field for field in FIELDS if _values(article, field)] + [field for field, _, _ in others[:MAX_OTHERS]]
        label_width = min(max([LABEL_WIDTH, *map(len, named)]), self.width // 3)
        unknown = []
        for field in FIELDS:
            values = _values(article, field)
            if not values:
                unknown.append(field)
            sources = [source for source in self.known.fields if source.field == field]
            sure = article.confidence.get(field)
            for n, value in enumerate(values):
                origin = _origin(value, sources) + (f" · {sure:.2f}" if sure is not None and n == 0 else "")
                room = self.width - label_width - 2
                if self.width < NARROW_WIDTH:
                    parts = wrap(reveal(value), room, most=3)
                    yield self._paint(pad(field if n == 0 else "", label_width), "taken") + "  " + parts[0]
                    yield from (" " * (label_width + 2) + part for part in parts[1:])
                    yield " " * (label_width + 2) + self._paint(clip(origin.removeprefix(" · "), room), "dim")
                    continue
                # The value comes first: where it was read gets what is left of the line, and two fifths at least.
                origin = clip(origin, max(room * 2 // 5, room - cells(reveal(value)) - 2))
                text = clip(reveal(value), room - cells(origin) - 2)
                gap = " " * (room - cells(text) - cells(origin))
                yield self._paint(pad(field if n == 0 else "", label_width), "taken") + "  " + text + gap + self._paint(origin, "dim")
        if unknown:
            yield from self._labelled("unknown", ", ".join(unknown), "dim")
        if others:
            yield ""
            yield self._paint("not taken", "bold") + self._paint("  (what else was read for a field)", "dim")
        for field, value, origin in others[:MAX_OTHERS]:
            room = self.width - label_width - 2
            where = clip(origin, room * 2 // 5)
            yield self._paint(f"{pad(field, label_width)}  {pad(value, room - cells(where) - 2)}  {where}", "dim")
        if len(others) > MAX_OTHERS:
            yield self._paint(f"{'':{label_width}}  and {len(others) - MAX_OTHERS:,} more: --json lists the lines, fields and clues they come from", "dim")

    def _lines(self) -> Iterator[str]:
        known = self.known
        no_width = max(4, len(str(known.lines[-1].no)))
        labels = [label_of(verdict) for line in known.lines for verdict in line.verdicts]
        label_width = min(max([6, *map(cells, labels)]), 18 if self.width >= 60 else 12)
        repaired = {repair.line for repair in known.repairs}
        previous = 0
        shown = [line for line in known.lines if self.only is None or any(verdict.fate is self.only for verdict in line.verdicts)]
        if not shown:
            yield self._paint("no line", "dim")
        for line in shown:
            if previous and line.no > previous + 1:
                yield ""  # however many blank lines the input has here, or lines of another fate
            previous = line.no
            mark = "≈" if line.no in repaired else " "
            for n, verdict in enumerate(verdict for verdict in line.verdicts if self.only in {None, verdict.fate}):
                number = f"{line.no:>{no_width}}{mark}" if n == 0 else " " * (no_width + 1)
                yield from self._verdict(number, verdict, line.text[verdict.start : end_of(verdict, line)], label_width)

    def _verdict(self, number: str, verdict: Verdict, text: str, label_width: int) -> Iterator[str]:
        indent = len(number) + 1 + label_width + 2
        room = self.width - indent
        why = reveal(f"{verdict.rule}: {verdict.because}")
        if self.width >= SIDE_BY_SIDE_WIDTH:
            text_width = room * 11 // 20
            whys = wrap(why, room - text_width - 2, most=4)
            texts = wrap(_shown(text, text_width * len(whys)), text_width, most=len(whys))
        else:
            text_width = room
            # On a narrow terminal the reason begins below the label: beside it there would be two words a line.
            left = len(number) + 1 if self.width < NARROW_WIDTH else indent
            whys = ["", *(f"{'·' if n == 0 else ' '} {part}" for n, part in enumerate(wrap(why, self.width - left - 2, most=4)))]
            texts = wrap(_shown(text, text_width), text_width, most=1)
        style = {Fate.KEEP: None, Fate.DROP: "dim", Fate.TAKE: None}[verdict.fate]
        label_style = {Fate.KEEP: "dim", Fate.DROP: "removed", Fate.TAKE: "taken"}[verdict.fate]
        for n in range(max(len(texts), len(whys))):
            head = self._paint(number, "dim") + " " + self._paint(pad(label_of(verdict), label_width), label_style) if n == 0 else " " * (indent - 2)
            part, because = texts[n] if n < len(texts) else "", whys[n] if n < len(whys) else ""
            if self.width >= SIDE_BY_SIDE_WIDTH:
                yield f"{head}  {self._paint(pad(part, text_width), style)}  {self._paint(because, 'dim')}"
            else:
                yield f"{head}  {self._paint(part, style)}" if n == 0 else " " * left + self._paint(because, "dim")

    def _repairs(self) -> Iterator[str]:
        repairs = self.known.repairs
        yield self._paint("repairs", "bold") + self._paint("  (≈ marks their lines)", "dim")
        for repair in repairs[:MAX_REPAIRS]:
            head = f"{repair.line or '':>5}  {pad(reveal(repair.step), 14)} "
            room = (self.width - cells(head) - 3) // 2
            before, after = changed(repair, room)
            yield f"{head}{clip(before, room)} → {clip(after, room)}"
        if len(repairs) > MAX_REPAIRS:
            yield self._paint(f"       and {len(repairs) - MAX_REPAIRS:,} more: --format json lists them all", "dim")

    def _counts(self) -> Iterator[str]:
        known = self.known
        fates = Counter(line.fate for line in known.lines)
        parted = sum(line.fate == Fate.KEEP and any(v.fate != Fate.KEEP for v in line.verdicts) for line in known.lines)
        kept = f"{fates[Fate.KEEP]} kept" + (f" ({parted} in part)" if parted else "")
        yield from self._labelled("lines", f"{len(known.lines)} = {kept} + {fates[Fate.DROP]} removed + {fates[Fate.TAKE]} taken", "bold")
        removed = Counter(v.kind for line in known.lines for v in line.verdicts if v.fate == Fate.DROP)
        steps = Counter(repair.step for repair in known.repairs)
        yield from self._labelled("removed", _tally(removed) or "nothing")
        yield from self._labelled("repairs", _tally(steps) or "none")
        if known.article is None:
            return
        lost = known.article.n_replacement_chars
        if lost:
            yield from self._labelled("lost", f"{lost:,} characters (U+FFFD) that no decoding could save", "warn")
        yield from self._labelled("text", f"{known.article.n_words:,} words, {known.article.n_chars:,} characters")
        if known.article.low_confidence:
            yield from self._labelled("doubt", reveal(known.article.low_confidence), "warn")

    def _labelled(self, label: str, text: str, style: str | None = None) -> Iterator[str]:
        yield from labelled(label, text, width=self.width, color=self.color, style=style)

    def _rule(self) -> str:
        return self._paint("─" * self.width, "dim")

    def _paint(self, text: str, style: str | None) -> str:
        return paint(text, style, color=self.color) if style else text


def _shown(text: str, size: int) -> str:
    """As much of a line as could be shown in `size` columns, safe and on one line. A line can be megabytes long."""
    # Combining marks take no column; four characters for each column are more than any script needs.
    cut = " ".join(text[: 4 * size + 80].split())
    return reveal(cut)


def label_of(verdict: Verdict) -> str:
    """The mark of a fate: `− advertisement`, `→ title`, and for what stays nothing, unless it is more than body text."""
    if verdict.fate == Fate.KEEP:
        return "" if verdict.kind == "body" else f"  {reveal(verdict.kind)}"
    if verdict.fate == Fate.DROP:
        return f"− {reveal(verdict.kind)}"
    fields = list(dict.fromkeys(field for field, _ in verdict.reads)) or [verdict.kind]
    return "→ " + reveal(", ".join(fields))


def _values(article: Article, field: str) -> list[str]:
    value = getattr(article, field)
    if isinstance(value, tuple):
        return [str(item) for item in value]
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ", timespec="minutes" if value.second == 0 else "seconds")
        return [f"{text} ({article.published_precision})" if field == "published_at" and article.published_precision else text]
    return [str(value)] if value or value is False else []


def _others(known: Examined) -> Iterator[tuple[str, str, str]]:
    """(field, value, where) of what was read for a field and is not its value: each value once, with the first place that says it."""
    article = known.article
    assert article is not None
    said = [(source.field, source.value, read_at(source.line, source.rule)) for source in known.fields]
    said += [(field, value, read_at(line.no, verdict.rule)) for line in known.lines for verdict in line.verdicts for field, value in verdict.reads]
    said += [(clue.field, clue.value, read_at(None, clue.source)) for clue in (known.document.clues if known.document else ())]
    seen = {(field, _plain(value)) for field in FIELDS for value in _said(article, field)}
    for field, value, place in said:
        # What was read as a date stands in the header in another form; its words are known as `published_text`.
        if field in FIELDS and (field, _plain(value)) not in seen and not (field in {"published_at", "modified_at"} and _values(article, field)):
            seen.add((field, _plain(value)))
            yield field, reveal(" ".join(value.split())), reveal(place)


def _said(article: Article, field: str) -> list[str]:
    value = getattr(article, field)
    return [str(item) for item in value] if isinstance(value, tuple) else [str(value)] if value or value is False else []


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _origin(value: str, sources: list[FieldSource]) -> str:
    """Where a value was read, as `line 4, first-heading`; '' when nothing says."""
    if not sources:
        return ""
    best = next((source for source in sources if source.value == value), sources[0])
    return reveal(read_at(best.line, best.rule))


def changed(repair: Repair, room: int) -> tuple[str, str]:
    """The part of a line that a repair changed, before and after, with a few characters around it."""
    before, after = repair.before, repair.after
    if repair.line == 0:
        return reveal(before) or "?", reveal(after) or "?"
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < min(len(before), len(after)) - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    around = max(4, room // 4)
    low = max(0, start - around)

    def part(text: str) -> str:
        # A change at both ends of a long line spans all of it: `clip` shows its beginning.
        high = min(len(text), len(text) - tail + around, low + 4 * room + 80)
        return ("…" if low else "") + reveal(text[low:high], spaces=True) + ("…" if high < len(text) else "")

    return part(before), part(after)


def _tally(counts: Counter[str]) -> str:
    """Counts, the biggest first: `navigation 9, advertisement 4`."""
    return ", ".join(f"{reveal(name)} {n:,}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
