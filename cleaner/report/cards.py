"""One article of the sample, as the page shows it: its input line by line with every fate, beside what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.explain import FIELDS
from cleaner.ledger import Span, read_at
from cleaner.report.sample import Sampled
from cleaner.report.words import clipped, link, shown_value, visible

MOST_LINES = 400
"""Of an article's input. A page of 10,000 comments would be the whole report."""
MOST_LINE_CHARS = 3_000
MOST_TEXT_CHARS = 30_000
MOST_VALUE_CHARS = 1_500
MOST_VALUES = 30
MOST_TITLE_CHARS = 300
MOST_WHY_CHARS = 600
MOST_SPANS = 60
"""Of one line: a line of a whole page may have been cut into a thousand."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour of each kind: the most frequent ones have their own, the others share the last."""

    styles: Mapping[str, str]

    @classmethod
    def of(cls, kinds: Sequence[str]) -> Colours:
        """Colours of kinds, the most frequent first."""
        return cls({kind: f"k{at}" if at < 7 else "k7" for at, kind in enumerate(kinds)})

    def of_kind(self, kind: str) -> str:
        return self.styles.get(kind, "k7")


def card(one: Sampled, number: int, *, publishers: Sequence[str], kinds: Sequence[str], colours: Colours) -> dict[str, Any]:
    """What the card's template shows. `publishers` and `kinds` are the filters' choices, `number` counts cards from 1."""
    row = one.row
    found = sorted({str(r["kind"]) for line in one.lines.values() for span in line for r in span.rows if "fate" not in r})
    lines = _lines(one, kinds, colours)
    blocks, n_hidden_chars = _blocks(row)
    n_lines = len(one.lines)
    return {
        "number": number,
        "publisher_no": publishers.index(publisher_name(row["publisher"])),
        "kind_nos": [kinds.index(kind) for kind in found],
        "sure": 1.0 if one.confidence is None else one.confidence,
        "level": 2 if one.confidence is None or one.confidence >= 0.8 else int(one.confidence >= 0.5),
        "sure_words": "no confidence" if one.confidence is None else f"{one.weakest} {one.confidence:.2f}",
        "title": clipped(visible(row["title"] or f"(no title) {row['source']}"), MOST_TITLE_CHARS),
        "publisher": publisher_name(row["publisher"]),
        "about": [*shown_value(row["published_at"], row, "published_at"), *([row["language"]] if row["language"] else []), f"{row['n_words']:,} words"],
        "styles": [_style(line, colours) for line in one.lines.values()],
        "counted": f"{clipped(visible(row['source']), 200)} · {row['n_lines']:,} lines, {row['n_lines_removed']:,} removed",
        "lines": lines,
        "more_lines": f"… and {n_lines - len(lines):,} lines more; ‘clean explain’ shows all of them" if n_lines > len(lines) else "",
        "fields": _fields(one),
        "unknown": [name for name in FIELDS if not shown_value(row[name], row, name)],
        "n_words": row["n_words"],
        "blocks": blocks,
        "more_text": f"… and {n_hidden_chars:,} characters more" if n_hidden_chars else "",
    }


def publisher_name(name: str | None) -> str:
    """How the report calls a publisher."""
    return "(unknown publisher)" if name is None else clipped(visible(name), 120)


def _lines(one: Sampled, kinds: Sequence[str], colours: Colours) -> list[dict[str, Any]]:
    lines = []
    previous = part_no = 0
    for no, line in list(one.lines.items())[:MOST_LINES]:
        parts = []
        for span in line[:MOST_SPANS]:
            part_no += 1
            parts.append(_part(span, part_no, kinds, colours))
        if len(line) > MOST_SPANS:
            parts.append({"tag": "", "text": f"… and {len(line) - MOST_SPANS:,} parts more"})
        lines.append({"no": no, "gap": previous and no > previous + 1, "parts": parts})
        previous = no
    return lines


def _part(span: Span, part_no: int, kinds: Sequence[str], colours: Colours) -> dict[str, Any]:
    text = clipped(visible(span.text), MOST_LINE_CHARS)
    if not span.rows:
        return {"tag": "", "text": text}
    first = span.rows[0]
    if "fate" in first:
        head = "moved into " + ", ".join(dict.fromkeys(str(row["field"]) for row in span.rows))
        return {"tag": "mark", "style": "moved", "text": text, "no": part_no, "kind_no": None, "head": head, "whys": _whys(span.rows)}
    kind = str(first["kind"])
    head = f"removed: {clipped(visible(kind), 120)}"
    return {"tag": "del", "style": colours.of_kind(kind), "text": text, "no": part_no, "kind_no": kinds.index(kind), "head": head, "whys": _whys(span.rows)}


def _whys(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    said = (f"{row['rule']}: {row['because']} · {row['score']:.2f}" for row in rows)
    return [clipped(visible(why), MOST_WHY_CHARS) for why in dict.fromkeys(said)]


def _style(line: Sequence[Span], colours: Colours) -> str:
    """The class of a line in the strip: kept if any of it stays, else what became of its first part."""
    if not all(span.rows for span in line):
        return "kept"
    first = line[0].rows[0]
    return "moved" if "fate" in first else colours.of_kind(str(first["kind"]))


def _fields(one: Sampled) -> list[dict[str, Any]]:
    row = one.row
    out = []
    for name in FIELDS:
        values = shown_value(row[name], row, name)
        if not values:
            continue
        shown: list[dict[str, Any]] = [
            {
                "text": clipped(visible(value), MOST_VALUE_CHARS),
                "link": link(value) if name in {"url", "canonical_url", "license"} else None,
                "origin": _origin(one, name, value),
            }
            for value in values[:MOST_VALUES]
        ]
        if len(values) > MOST_VALUES:
            shown.append({"text": f"… and {len(values) - MOST_VALUES:,} more", "link": None, "origin": ""})
        out.append({"name": name, "sure": row["confidence"].get(name), "found": shown})
    return out


def _origin(one: Sampled, field: str, value: str) -> str:
    """Where a value was read, and why it was taken for that."""
    sources = [source for source in one.fields if source["field"] == field]
    if not sources:
        return ""
    best = next((source for source in sources if source["value"] == value), sources[0])
    # What markup says has no other reason than that it says so.
    where = read_at(best["line"], best["rule"])
    because = "" if best["because"] in {f"{best['rule']} says so", f"{where} says so"} else f": {best['because']}"
    return clipped(visible(f"{where}{because}"), 200)


def _blocks(row: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Paragraphs and headings of the text, as far as they are shown, and how many characters are not."""
    text = row["text"]
    shown = text[:MOST_TEXT_CHARS]
    headings = set(row["headings"])
    blocks = [{"text": visible(part), "heading": part in headings} for part in shown.split("\n\n") if part.strip()]
    return blocks, len(text) - len(shown)
