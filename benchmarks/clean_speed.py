"""How fast text becomes articles, stage by stage: bytes → repaired lines → rules → judge → article and ledger.

    python -m benchmarks.clean_speed FOLDER [FOLDER ...] [--docs 400] [--batch 32]

Processor time of one process, without reading and writing files. Every other file warms the caches up, the others are
measured: pages of one publisher fall on both sides, as they do in a corpus.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from cleaner.article import Document, Examined, RawArticle
from cleaner.pipeline import Prepared, finish, prepare, verdicts_of
from cleaner.release.collecting import seldom_collected
from cleaner.text import to_document

STAGES = ("decode and repair", "rules", "judge", "article and ledger")
T = TypeVar("T")


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def time(self, stage: str, work: Callable[[], T]) -> T:
        begun = time.process_time()
        result = work()
        self.seconds[stage] += time.process_time() - begun
        return result


def run(raws: Sequence[RawArticle], batch: int, clock: Clock) -> tuple[int, int]:
    """Cleans all; the numbers of lines and of characters."""
    n_lines = n_chars = 0
    for at in range(0, len(raws), batch):
        waiting: list[Prepared] = []
        for raw in raws[at : at + batch]:
            document = clock.time("decode and repair", lambda raw=raw: to_document(raw))
            if isinstance(document, Document):
                n_lines += len(document.lines)
                n_chars += sum(len(line.text) for line in document.lines)
            prepared = clock.time("rules", lambda raw=raw: prepare(raw))
            if isinstance(prepared, Prepared):
                waiting.append(prepared)
        judged = clock.time("judge", lambda waiting=waiting: verdicts_of(waiting))
        for prepared, verdicts in zip(waiting, judged, strict=True):
            clock.time("article and ledger", lambda prepared=prepared, verdicts=verdicts: outcome(prepared, verdicts))
    # `prepare` decodes again: what that takes is known.
    clock.seconds["rules"] = max(0.0, clock.seconds["rules"] - clock.seconds["decode and repair"])
    return n_lines, n_chars


def outcome(prepared: Prepared, verdicts: list[object]) -> Examined:
    return finish(prepared, verdicts)  # type: ignore[arg-type]


def measure(folder: Path, n_docs: int, batch: int) -> str:
    files = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    files = files[:: max(1, len(files) // (2 * n_docs))][: 2 * n_docs]
    raws = [RawArticle(path.read_bytes(), path.name) for path in files]
    with seldom_collected():  # as a build does
        run(raws[1::2], batch, Clock())
        clock = Clock()
        n_lines, n_chars = run(raws[::2], batch, clock)
    n, total = len(raws[::2]), sum(clock.seconds.values())
    rows = [f"{folder}: {n} documents, {n_lines} lines, {n_chars} characters", f"{'stage':20}{'ms a document':>15}{'share':>8}{'lines/s':>12}"]
    for stage, seconds in (*clock.seconds.items(), ("all", total)):
        rows.append(f"{stage:20}{1000 * seconds / n:15.2f}{seconds / total:8.0%}{n_lines / seconds if seconds else 0:12,.0f}")
    rows.append(f"{n / total:.0f} documents/s, {n_chars / total / 1e6:.2f} million characters/s")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of plain-text dumps")
    parser.add_argument("--docs", type=int, default=400, help="documents to measure in each folder (400)")
    parser.add_argument("--batch", type=int, default=32, help="documents that the judge sees together (32)")
    given = parser.parse_args()
    for folder in given.folders:
        print(measure(folder, given.docs, given.batch))


if __name__ == "__main__":
    main()
