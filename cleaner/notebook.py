"""How things look in a notebook: small HTML in which every value is escaped, in colours that light and dark themes both bear.

It knows shapes, not types: whatever has an article's attributes can be shown, and nothing above this module is imported.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

MOST_LINES = 200
"""Of an input that is shown line by line."""
_MOST_CHARS = 400
_MOST_ITEMS = 12
_FIELDS = (
    *("subtitle", "authors", "published_at", "modified_at", "publisher", "section", "agencies"),
    *("credits", "captions", "headings", "language", "license", "url"),
)
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FATES = {"keep": ("", ""), "drop": ("background: rgba(200, 80, 60, .16)", "− "), "take": ("background: rgba(40, 140, 120, .18)", "→ ")}
_SOFT = "opacity: .68; font-size: 90%"


def article_html(article: Any) -> str:
    """An article as a card: title, what is known, the beginning of the text."""
    rows = []
    for name in _FIELDS:
        shown = _shown(getattr(article, name))
        if shown:
            sure = article.confidence.get(name)
            rows.append((name, shown + (f' <span style="{_SOFT}">{sure:.2f}</span>' if sure is not None else "")))
    text = f'<p style="white-space: pre-line; max-width: 46em">{_text(article.text, 3 * _MOST_CHARS)}</p>'
    counts = f"{article.n_words:,} words; {article.n_lines_removed:,} of {article.n_lines:,} lines removed; {_text(article.source)}"
    return f'<div><h3 dir="auto">{_text(article.title or "(no title)")}</h3>{_table(rows)}{text}<p style="{_SOFT}">{counts}</p></div>'


def examined_html(examined: Any) -> str:
    """An input as its article's card, or why there is none, and every line with its fate and reason."""
    if examined.article is not None:
        head = article_html(examined.article)
    else:
        head = f"<div><h3>rejected: {_text(examined.rejection.check)}</h3><p>{_text(examined.rejection.evidence)}</p></div>"
    rows = []
    for line in examined.lines[:MOST_LINES]:
        for verdict in line.verdicts:
            style, mark = _FATES[str(verdict.fate)]
            what = mark + (", ".join(dict.fromkeys(name for name, _ in verdict.reads)) if mark.startswith("→") else verdict.kind)
            part = f'<td style="text-align: left; {style}" dir="auto">{_text(line.text[verdict.start : verdict.end])}</td>'
            why = f'<td style="text-align: left; {_SOFT}">{_text(f"{verdict.rule}: {verdict.because}")}</td>'
            rows.append(f'<tr><td>{line.no}</td><td style="text-align: left">{_text(what)}</td>{part}{why}</tr>')
    more = f"<p>and {len(examined.lines) - MOST_LINES:,} lines more</p>" if len(examined.lines) > MOST_LINES else ""
    return f"{head}<details><summary>{len(examined.lines):,} lines with their fates</summary><table>{''.join(rows)}</table>{more}</details>"


def version_html(name: str, number: str, counts: Mapping[str, int], facts: Mapping[str, Any], notes: Iterable[str] = ()) -> str:
    """A version as a card: its sum, and what it is made of."""
    parts = [(counts.get(f"{noun}s", 0), noun) for noun in ("article", "duplicate", "rejection")]
    rows = [("inputs", f"{counts.get('inputs', 0):,} = " + " + ".join(f"{n:,} {noun}{'' if n == 1 else 's'}" for n, noun in parts))]
    if facts.get("n_lines"):
        rows.append(("lines", f"{_number(facts.get('n_lines'))}, of which {_number(facts.get('n_lines_removed'))} were removed"))
    if facts.get("first_day"):
        rows.append(("published", _text(f"{facts['first_day']} to {facts.get('last_day')}")))
    rows += [(label, _counted(facts.get(key))) for label, key in (("languages", "languages"), ("publishers", "publishers"), ("removed", "removed_by_kind"))]
    warn = "".join(f"<p><strong>{_text(note)}</strong></p>" for note in notes)
    return f'<div><h3>{_text(name)} <span style="{_SOFT}">{_text(number)}</span></h3>{warn}{_table([row for row in rows if row[1]])}</div>'


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f'<tr><th style="text-align: left">{_text(name)}</th><td style="text-align: left" dir="auto">{shown}</td></tr>' for name, shown in rows)
    return f"<table>{''.join(cells)}</table>"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, tuple | list):
        more = f" and {len(value) - _MOST_ITEMS:,} more" if len(value) > _MOST_ITEMS else ""
        return "<br>".join(_text(str(item)) for item in value[:_MOST_ITEMS]) + more
    return _text(str(value)) if value else ""


def _counted(counts: Any) -> str:
    if not isinstance(counts, Mapping):
        return ""
    ranked = sorted(((str(name), n) for name, n in counts.items() if isinstance(n, int)), key=lambda pair: (-pair[1], pair[0]))
    more = f" and {len(ranked) - _MOST_ITEMS:,} more" if len(ranked) > _MOST_ITEMS else ""
    return ", ".join(f"{_text(name)} {n:,}" for name, n in ranked[:_MOST_ITEMS]) + more


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else _text(str(value))


def _text(text: str, most: int = _MOST_CHARS) -> str:
    """The beginning of a text, escaped; what would reorder or hide other text is written out."""
    cut = text[:most] + ("…" if len(text) > most else "")
    return html.escape(_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", cut))
