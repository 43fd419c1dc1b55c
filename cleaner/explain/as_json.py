"""All that is known of one input as JSON, with keys that stay: scripts are written against them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from cleaner.article import Fate, JudgedLine
from cleaner.explain.page import Explained, end_of, examined


def to_json(result: Explained, *, only: Fate | None = None) -> dict[str, Any]:
    """All that is known of one input, with keys that stay.

    An article has `source`, `article`, `lines`, `repairs`, `fields`, `removals` and `clues`; a rejected input has `source`
    and `rejected`, and `lines`, `repairs`, `removals` and `clues` when it could be read as text. `only` leaves the lines
    with a span of that fate.
    """
    known = examined(result)
    ledger = {
        "lines": [line_json(line) for line in known.lines if only is None or any(verdict.fate is only for verdict in line.verdicts)],
        "repairs": [asdict(repair) for repair in known.repairs],
        "fields": [asdict(field) for field in known.fields],
        "removals": [asdict(removal) for removal in known.removals],
        "clues": [asdict(clue) for clue in known.document.clues] if known.document else [],
    }
    if known.article is not None:
        article = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(known.article).items()}
        return {"source": known.article.source, "article": article, **ledger}
    assert known.rejection is not None
    rejected = {"source": known.rejection.source, "rejected": {"check": known.rejection.check, "evidence": known.rejection.evidence}}
    return rejected if known.document is None else {**rejected, **{key: ledger[key] for key in ("lines", "repairs", "removals", "clues")}}


def line_json(line: JudgedLine) -> dict[str, Any]:
    chief = next(verdict for verdict in line.verdicts if verdict.fate == line.fate)
    return {
        "no": line.no,
        "text": line.text,
        "fate": line.fate.value,
        "kind": chief.kind,
        "rule": chief.rule,
        "because": chief.because,
        "score": chief.score,
        "spans": [
            {
                "start": verdict.start,
                "end": end_of(verdict, line),
                "text": line.text[verdict.start : end_of(verdict, line)],
                "fate": verdict.fate.value,
                "kind": verdict.kind,
                "rule": verdict.rule,
                "because": verdict.because,
                "score": verdict.score,
                "reads": [{"field": field, "value": value} for field, value in verdict.reads],
            }
            for verdict in line.verdicts
        ],
    }
