"""How fast the judge of lines alone is: from lines that the rules have read to verdicts with reasons, on one core.

    python -m benchmarks.judge FOLDER [--limit N]

FOLDER holds plain-text dumps (`*.txt`, nested). The best of five rounds counts, in processor time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cleaner.article import RawArticle
from cleaner.pipeline import Prepared, prepare, verdicts_of

_ROUNDS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="only the first N files, by name")
    options = parser.parse_args(arguments)
    files = sorted(options.folder.rglob("*.txt"))[: options.limit]
    read = (prepare(RawArticle(path.read_bytes(), path.name)) for path in files)
    batch = [one for one in read if isinstance(one, Prepared)]
    if not batch:
        print(f"{options.folder}: no plain text below it", file=sys.stderr)
        return 1
    n_lines = sum(len(one.reading.solid) for one in batch)
    n_open = sum(len(one.reading.open_lines()) for one in batch)
    print(f"{len(batch):,} documents, {n_lines:,} lines, {n_open / max(1, n_lines):.0%} of them open to the judge")
    print(f"together    {n_lines / _best(lambda: verdicts_of(batch)):>9,.0f} lines/s")
    print(f"one by one  {n_lines / _best(lambda: [verdicts_of([one]) for one in batch]):>9,.0f} lines/s")
    return 0


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return max(min(taken), 1e-9)


if __name__ == "__main__":
    sys.exit(main())
