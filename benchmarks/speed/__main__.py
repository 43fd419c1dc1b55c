"""The run: corpora, a comparison of outputs, a warm-up, shuffled rounds, and a table of medians and ratios."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.made_pages import write_pages
from benchmarks.scoring import page_score, summary
from benchmarks.speed import corpora
from benchmarks.speed.measure import LOOK_EVERY_S, Run, measured
from cleaner.text import repair_text

REPOSITORY = Path(__file__).resolve().parents[2]
SMALL = 10
"""The small input is this part of the large one: start-up is what both take."""
_MOST_UNEQUAL_SHARE = 0.05
_FEW, _MANY = 5, 10
_ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Row:
    """Jobs that are timed on one corpus, the first peer among them being what ratios are to."""

    name: str
    kind: str
    """A corpus of `corpora.texts`, or `html`."""
    jobs: tuple[str, ...]
    peer: str | None
    weight: float
    """Documents, as a multiple of `--documents`."""


ROWS = (
    *(Row("repair", kind, ("limit", "repair", "datatrove_ftfy"), "datatrove_ftfy", 2) for kind in ("news", "ascii", "non-latin", "mojibake")),
    Row("text dumps to a version", "news", ("build", "build_2", "datatrove_c4"), "datatrove_c4", 1),
    Row("web archive to a version", "html", ("build", "datatrove_warc", "trafilatura_cli"), "datatrove_warc", 0.3),
)
_BESIDE = (
    ("limit", "repair", "`limit` to `repair`, a CPU second", "cpu"),
    ("build_2", "build", "two workers to one, by the clock on the wall", "wall"),
)
"""Jobs of ours that are compared with each other, what the ratio says, and of which time."""
PEERS = {"datatrove_ftfy", "datatrove_c4", "datatrove_warc", "trafilatura_cli", "trafilatura_texts", "ftfy_alone"}


class Bench:
    """A folder for the run, and how jobs are called in it."""

    def __init__(self, folder: Path, peers: str | None) -> None:
        self.folder, self.peers = folder, peers
        self._n = 0

    def run(self, job: str, source: Path) -> Run:
        run, target = self.kept(job, source)
        shutil.rmtree(target.parent)
        return run

    def kept(self, job: str, source: Path) -> tuple[Run, Path]:
        """The run, and its output, which is the caller's to remove."""
        self._n += 1
        place = self.folder / f"run-{self._n:04}"
        place.mkdir()
        target = place / "out"
        own = [sys.executable, "-m", "benchmarks.speed.own_jobs", job, str(source), str(target)]
        theirs = [str(self.peers), str(Path(__file__).with_name("peer_jobs.py")), job, str(source), str(target)]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"OMP_NUM_THREADS": "1"}
        is_peer = job in PEERS
        run = measured(theirs if is_peer else own, cwd=place, environment=environment if is_peer else environment | {"PYTHONPATH": str(REPOSITORY)})
        return run, target


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Speed beside peers, in one run.")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--peers", help="the Python of an environment with datatrove and trafilatura")
    parser.add_argument("--documents", type=int, default=1000, help="of the dumps' row; others have a multiple of it  [1000]")
    parser.add_argument("--rounds", type=int, default=5, help="after a warm-up  [5]")
    parser.add_argument("--only", help="rows whose name and corpus contain this, or `alone`")
    chosen = parser.parse_args(arguments)
    if not chosen.only or chosen.only in _ALONE:
        _alone(chosen)
    heads = ("row", "corpus", "documents", "MB", "distinct lines", "job", "documents a CPU second", "MB a CPU second", "documents/s", "start-up CPU s")
    for row in ROWS:
        if chosen.only and chosen.only not in f"{row.name} {row.kind}":
            continue
        print("| " + " | ".join((*heads, "peak PSS MB, n/10 → n", "ratio a CPU second", "ratio of wall time")) + " |")
        print("|---" * (len(heads) + 3) + "|", flush=True)
        with tempfile.TemporaryDirectory(prefix="speed-") as folder:
            _row(row, Bench(Path(folder), chosen.peers), chosen)


def _alone(chosen: argparse.Namespace) -> None:
    """What no peer has anything like, or what takes no peer's input: start-up, and near-duplicates."""
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        bench = Bench(Path(folder), None)
        write_pages(bench.folder / "five", _FEW)
        corpora.write_jsonl(corpora.texts(chosen.corpora, "news", _MANY * chosen.documents), bench.folder / "news")
        starts: list[Run] = []
        rates: dict[str, list[float]] = {"near_duplicates": [], "near_duplicates_articles": []}
        for _ in range(chosen.rounds + 1):
            starts.append(bench.run("build", bench.folder / "five"))
            for job, said in rates.items():
                said.append(float(bench.kept(job, bench.folder / "news")[1].read_text("utf-8")))
    print("| alone | median | range |\n|---|---|---|")
    # The first of each is the warm-up.
    for what, figures, form in (
        (f"{_FEW} small files to a version, s", [run.wall_s for run in starts[1:]], ".1f"),
        (f"{_FEW} small files to a version, CPU s", [run.cpu_s for run in starts[1:]], ".1f"),
        (f"near-duplicates of {_MANY * chosen.documents:,} documents, documents a CPU second", rates["near_duplicates"][1:], ",.0f"),
        ("the same of their first 3,000 characters", rates["near_duplicates_articles"][1:], ",.0f"),
    ):
        print(f"| {what} | {statistics.median(figures):{form}} | {min(figures):{form}}–{max(figures):{form}} |")
    print(flush=True)


def _row(row: Row, bench: Bench, chosen: argparse.Namespace) -> None:
    count = max(SMALL * 5, int(chosen.documents * row.weight))
    jobs = [job for job in row.jobs if bench.peers or job not in PEERS]
    large, small = bench.folder / "large", bench.folder / "small"
    notes: list[str] = []
    if row.kind == "html":
        pages = corpora.html_pages(chosen.corpora, count)
        documents = [text for _, text in pages]
        size = corpora.write_warc(documents, large)
        corpora.write_warc(documents[: count // SMALL], small)
        if "trafilatura_cli" in jobs:
            corpora.write_html(documents, bench.folder / "large-html")
            corpora.write_html(documents[: count // SMALL], bench.folder / "small-html")
        notes = [_quality(bench, jobs, pages)]
    else:
        documents = corpora.texts(chosen.corpora, row.kind, count)
        if row.name == "repair" and bench.peers:
            documents, note = _agreed(bench, documents)
            notes = [note]
        size = corpora.write_jsonl(documents, large)
        corpora.write_jsonl(documents[: count // SMALL], small)
    sources: dict[tuple[str, str], Path] = {
        (job, size_name): bench.folder / (f"{size_name}-html" if job == "trafilatura_cli" else size_name) for job in jobs for size_name in ("small", "large")
    }
    for job in jobs:
        bench.run(job, sources[job, "small"])  # the warm-up: files are in the page cache, byte code is compiled
    runs: dict[tuple[str, str], list[Run]] = {key: [] for key in sources}
    for number in range(chosen.rounds):
        order = sorted(sources)
        random.Random(number).shuffle(order)
        for key in order:
            runs[key].append(bench.run(key[0], sources[key]))
    n_more = len(documents) - len(documents) // SMALL
    pairs = {job: list(zip(runs[job, "small"], runs[job, "large"], strict=True)) for job in jobs}
    speeds = {job: [n_more / max(big.cpu_s - less.cpu_s, 0.001) for less, big in pairs[job]] for job in jobs}
    walls = {job: [n_more / max(big.wall_s - less.wall_s, LOOK_EVERY_S) for less, big in pairs[job]] for job in jobs}
    share = corpora.distinct_share(documents)
    for job in jobs:
        has_ratio = row.peer in jobs and job != row.peer
        ratios = [_ratio(kind[job], kind[row.peer]) if has_ratio and row.peer else "" for kind in (speeds, walls)]
        rate = statistics.median(speeds[job])
        start = statistics.median(one.cpu_s for one in runs[job, "small"]) - len(documents) // SMALL / rate
        peaks = [statistics.median(one.peak_mb for one in runs[job, size_name]) for size_name in ("small", "large")]
        cells = (
            *(row.name, row.kind, f"{len(documents):,}", f"{size / 1e6:.1f}", f"{share:.0%}", f"`{job}`"),
            *(
                f"{rate:,.0f} ({min(speeds[job]):,.0f}–{max(speeds[job]):,.0f})",
                f"{rate * size / len(documents) / 1e6:.2f}",
                f"{statistics.median(walls[job]):,.0f}",
            ),
            *(f"{max(start, 0):.1f}", f"{peaks[0]:,.0f} → {peaks[1]:,.0f}", *ratios),
        )
        print("| " + " | ".join(cells) + " |", flush=True)
    for ours, theirs, said, figures in _BESIDE:
        if ours in jobs and theirs in jobs:
            of = speeds if figures == "cpu" else walls
            notes.append(f"{said}: {_ratio(of[ours], of[theirs])}")
    for note in notes:
        print(f"\n{row.name}, {row.kind}: {note}", flush=True)
    if notes:
        print(flush=True)


def _ratio(ours: list[float], theirs: list[float]) -> str:
    """Of each round, median and range; none where the range says that either may be the faster."""
    ratios = sorted(own / their for own, their in zip(ours, theirs, strict=True))
    if ratios[0] <= 1 <= ratios[-1]:
        return "range spans 1"
    return f"{statistics.median(ratios):.1f} × ({ratios[0]:.1f}–{ratios[-1]:.1f})"


def _agreed(bench: Bench, documents: list[corpora.Text]) -> tuple[list[corpora.Text], str]:
    """The documents of which ftfy and we make the same; a run in which we often differ compares nothing, and ends.

    We do more than ftfy: odd spaces become plain ones, invisible characters go. So the same is done to its output before
    it is compared; what ftfy would have mended and we did not, or the other way round, still shows.
    """
    source, target = bench.folder / "agree", bench.folder / "agree-out"
    corpora.write_jsonl(documents, source)
    target.mkdir()
    _, fixed_path = bench.kept("ftfy_alone", source)
    fixed = json.loads(fixed_path.read_text("utf-8"))
    equal = [one for one in documents if _repaired(one.text) == _repaired(fixed[one.url])]
    n_unequal = len(documents) - len(equal)
    if n_unequal > _MOST_UNEQUAL_SHARE * len(documents):
        raise SystemExit(f"error: outputs differ in {n_unequal} of {len(documents)} documents; the row would not compare the same work")
    return equal, f"outputs equal in {len(equal)} documents; {n_unequal} of {len(documents)} in which they differ were left out"


def _repaired(text: str) -> str:
    return "\n".join(repair_text(text)[0])


def _quality(bench: Bench, jobs: list[str], pages: list[tuple[object, corpora.Text]]) -> str:
    """Body F1 of each job on the pages that are no copies: a fast extractor of the wrong text would win otherwise."""
    first: dict[str, list[str]] = {}
    seen: set[str] = set()
    chosen: list[corpora.Text] = []
    for page, text in pages:
        if page.name not in seen:  # type: ignore[attr-defined]
            seen.add(page.name)  # type: ignore[attr-defined]
            first[text.url] = page.gold["paragraphs"]  # type: ignore[attr-defined]
            chosen.append(text)
    corpora.write_warc(chosen, bench.folder / "quality")
    corpora.write_html(chosen, bench.folder / "quality-html")
    said = []
    for job in jobs:
        _, target = bench.kept(
            "trafilatura_texts" if job == "trafilatura_cli" else job, bench.folder / ("quality-html" if job == "trafilatura_cli" else "quality")
        )
        found = _READ[job](target)
        scores = summary([page_score(gold, found.get(url, "")) for url, gold in first.items()])
        said.append(f"{job} {scores['f1']:.3f}")
    return f"body F1 on {len(chosen)} pages: " + ", ".join(said)


def _texts(tables: list[Path]) -> dict[str, str]:
    rows = [row for path in tables for row in pq.read_table(path).to_pylist()]
    return {row.get("url") or row["metadata"]["url"]: row["text"] for row in rows}


_READ: dict[str, Callable[[Path], dict[str, str]]] = {
    "build": lambda target: _texts(sorted((target / "1.0.0/data").glob("*.parquet"))),
    "datatrove_warc": lambda target: _texts(sorted(target.glob("*.parquet"))),
    "trafilatura_cli": lambda target: {f"https://pages.example/{name}": text for name, text in json.loads(target.read_text("utf-8")).items()},
}

if __name__ == "__main__":
    main(sys.argv[1:])
