"""Builds a folder of raw articles with gold answers and compares line by line.

    python benchmarks/seeds.py FOLDER [--json]

FOLDER holds `raw/` and `gold.json`: for each file the role of every line that is not blank (`title`, `subtitle`,
`date`, `byline`, `caption`, `credit`, `heading`, `body` or `chrome:<kind>`), the metadata and the body lines. The
comparison is made on the published Parquet, not on anything in memory. Exit code 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

FITTING = {
    "advertisement": {"advertisement"},
    "comments": {"comments"},
    "duplicate": {"duplicate"},
    "icons": {"icons"},
    "media_label": {"media_label"},
    "navigation": {"navigation"},
    "notice": {"notice"},
    "promo": {"promo"},
    "publisher_blurb": {"publisher_blurb", "author_bio"},
    "social": {"follow", "share"},
    "subscribe": {"subscribe", "consent"},
}
"""Gold's kind → kinds of ours that fit it. A kind that is not listed must be named the same."""
TAKEN = {"title": "title", "subtitle": "subtitle", "date": "published_at", "byline": "authors", "caption": "captions", "credit": "credits"}


@dataclass
class Score:
    """Counts over all files, and what was wrong, for people."""

    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, *, good: bool, note: str) -> None:
        self.counts[f"{name} right"] = self.counts.get(f"{name} right", 0) + good
        self.counts[f"{name} of"] = self.counts.get(f"{name} of", 0) + 1
        if not good:
            self.wrong.append(f"{name}: {note}")


def squeeze(text: str | None) -> str | None:
    return " ".join(text.split()) if text is not None else None


def compare(name: str, gold: dict[str, Any], lines: list[str], row: dict[str, Any], removals: list[dict[str, Any]], fields: list[dict[str, Any]]) -> Score:
    """One article against its gold answer."""
    score = Score()
    removed = {r["line"]: r for r in removals}
    taken: dict[int, set[str]] = {}
    for row_of_field in fields:
        if row_of_field["fate"] == "take":
            taken.setdefault(row_of_field["line"], set()).add(row_of_field["field"])
    body = [squeeze(line) for line in row["text"].split("\n") if line.strip()]
    for number, role in gold["roles"].items():
        no = int(number)
        where = f"{name}:{no} ({role}) {lines[no - 1].strip()[:60]!r}"
        if role.startswith("chrome:"):
            kind = role.split(":", 1)[1]
            got = removed[no]["kind"] if no in removed else None
            score.add("chrome lines dropped", good=got is not None, note=f"{where} is taken as {taken[no]}" if no in taken else f"{where} is kept")
            if got is not None:
                score.add("fitting kinds", good=got in FITTING.get(kind, {kind}), note=f"{where} was called {got}")
        elif role in {"body", "heading"}:
            text = squeeze(lines[no - 1])
            tag = gold["trailing_agency"].get(number)
            if tag and text is not None:
                text = text.removesuffix(tag).strip()
            score.add("body lines kept unaltered", good=text in body and no not in removed, note=where)
            if role == "heading":
                score.add("headings listed", good=text in row["headings"], note=where)
        else:
            score.add("metadata lines taken", good=TAKEN[role] in taken.get(no, ()), note=f"{where} → {taken.get(no, 'not taken')}")
    score.add("bodies exact", good=body == [squeeze(line) for line in gold["body"]], note=name)
    compare_metadata(name, gold["metadata"], row, score)
    return score


def compare_metadata(name: str, want: dict[str, Any], row: dict[str, Any], score: Score) -> None:
    for key in ("title", "subtitle", "language"):
        score.add(key, good=squeeze(want[key]) == squeeze(row[key]), note=f"{name}: {row[key]!r} instead of {want[key]!r}")
    for key in ("authors", "agencies", "captions", "credits"):
        score.add(key, good=sorted(map(str, want[key])) == sorted(row[key]), note=f"{name}: {row[key]} instead of {want[key]}")
    # Unknown is acceptable for the publisher, wrong is not.
    publisher = row["publisher"]
    known = {None, want["publisher"], *want.get("publisher_also_right", ())}
    score.add("publisher not wrong", good=publisher in known, note=f"{name}: {publisher!r} instead of {want['publisher']!r}")
    when = row["published_at"].strftime("%Y-%m-%dT%H:%M") if row["published_at"] else None
    right = {want["published"], want.get("published_also_right")} if want.get("published_also_right") else {want["published"]}
    got = when[: {"day": 10, "month": 7, "year": 4}.get(row["published_precision"], 16)] if when else None
    score.add("published", good=got in right, note=f"{name}: {got} instead of {want['published']}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=lambda path: Path(path).resolve())
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    arguments = parser.parse_args()
    gold = json.loads((arguments.folder / "gold.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "dataset"
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", "build", str(arguments.folder / "raw"), "--out", str(out), "--version", "1.0.0"],
            capture_output=True, text=True, check=False, cwd=temporary,
        )  # fmt: skip
        seconds = time.perf_counter() - started
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n")
            return done.returncode
        tables = {folder: pq.read_table(out / "1.0.0" / folder).to_pylist() for folder in ("data", "removals", "fields")}
    total = Score()
    for row in sorted(tables["data"], key=lambda row: row["source"]):
        name = row["source"]
        lines = (arguments.folder / "raw" / name).read_text("utf-8").splitlines()
        mine = {folder: [r for r in tables[folder] if r["article_id"] == row["id"]] for folder in ("removals", "fields")}
        score = compare(name, gold[name], lines, row, mine["removals"], mine["fields"])
        for key, count in score.counts.items():
            total.counts[key] = total.counts.get(key, 0) + count
        total.wrong += score.wrong
    total.wrong += [f"{name} did not become an article" for name in sorted(set(gold) - {row["source"] for row in tables["data"]})]
    if arguments.json:
        print(json.dumps({"counts": total.counts, "wrong": total.wrong, "seconds": round(seconds, 2)}, indent=1))
    else:
        for name in dict.fromkeys(key.rsplit(" ", 1)[0] for key in total.counts):
            print(f"{name:28} {total.counts[name + ' right']:4} of {total.counts[name + ' of']:4}")
        print(f"{'start to published version':28} {seconds:8.2f} s")
        print(*("  wrong  " + line for line in total.wrong), sep="\n")
    return 1 if total.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
