"""Golden cases as text: small documents with the expected fate in front of each line.

    == name of the case
    title            | A headline
                     |                       (a blank line)
    body             | A paragraph.
    chrome:promo     | Read more: …
    body + agencies  | … he said. AP
    > authors: Ada Brandt; Ivo Karlsen       (a field of the article, after the lines)

`body`, `heading` and the name of a taken kind stand for themselves; `chrome:<kind>` is a removal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cleaner.article import Examined, Fate, JudgedLine


@dataclass
class Case:
    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.lines)


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    for row in path.read_text("utf-8").splitlines():
        if row.startswith("== "):
            cases.append(Case(f"{path.stem}: {row[3:].strip()}"))
        elif row.startswith("> "):
            name, _, value = row[2:].partition(":")
            cases[-1].fields[name.strip()] = value.strip()
        elif "|" in row and not row.startswith("#"):
            mark, _, text = row.partition("|")
            cases[-1].lines.append((mark.strip(), text.removeprefix(" ")))
    return cases


def mark_of(line: JudgedLine) -> str:
    return " + ".join(f"chrome:{verdict.kind}" if verdict.fate is Fate.DROP else verdict.kind for verdict in line.verdicts)


def as_marks(case: Case, examined: Examined) -> str:
    """The case as it came out, in the form of the file."""
    marks = {line.no: mark_of(line) for line in examined.lines}
    rows = [f"{marks.get(no, ''):18}| {text}" for no, (_, text) in enumerate(case.lines, 1)]
    for name in case.fields:
        value = getattr(examined.article, name) if examined.article else None
        shown = "; ".join(value) if isinstance(value, tuple) else value.isoformat() if hasattr(value, "isoformat") else str(value)
        rows.append(f"> {name}: {shown}")
    return "\n".join(rows)


def as_written(case: Case) -> str:
    rows = [f"{mark:18}| {text}" for mark, text in case.lines]
    return "\n".join([*rows, *(f"> {name}: {value}" for name, value in case.fields.items())])
