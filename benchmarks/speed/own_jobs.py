"""What we do, each as a job of its own process: `python -m benchmarks.speed.own_jobs JOB INPUT OUTPUT`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.article import RawArticle
from cleaner.charsets import decode
from cleaner.cli import main
from cleaner.corpus.near_rows import SketchFile, cluster_rows
from cleaner.corpus.neardup import N_BINS, measure_all
from cleaner.read import discover, read_file
from cleaner.text import repair_text

_ROWS_AT_ONCE = 1000
_ARTICLE_CHARS = 3_000


def _records(source: str) -> Iterator[RawArticle]:
    for file in discover([Path(source)], root=Path(source))[0]:
        yield from (record for record in read_file(file) if isinstance(record, RawArticle))


def _write(source: str, target: str, lines_of: Callable[[str], list[str]]) -> None:
    """Read, decode, whatever `lines_of` does, Parquet."""
    schema = pa.schema([("text", pa.string()), ("id", pa.string()), ("url", pa.string())])
    Path(target).mkdir(parents=True)
    with pq.ParquetWriter(f"{target}/part.parquet", schema, compression="zstd") as writer:
        rows: list[tuple[str, str, str | None]] = []
        for record in _records(source):
            decoded = decode(record.data)
            assert decoded is not None
            rows.append(("\n".join(lines_of(decoded.text)), record.source, record.url))
            if len(rows) == _ROWS_AT_ONCE:
                writer.write_table(_table(rows, schema))
                rows = []
        if rows:
            writer.write_table(_table(rows, schema))


def _table(rows: list[tuple[str, str, str | None]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays([pa.array(column) for column in zip(*rows, strict=True)], schema=schema)


def limit(source: str, target: str) -> None:
    """Nothing but read, decode, split into lines, write: what no cleaner in Python can be faster than."""
    _write(source, target, str.splitlines)


def repair(source: str, target: str) -> None:
    """The same with the text repaired, each change recorded."""
    _write(source, target, lambda text: repair_text(text)[0])


def build(source: str, target: str, workers: str = "1") -> None:
    """`clean build`: the judge, roles, the ledger, the contract, Parquet, cards."""
    settings = Path(target).parent / f"{Path(target).name}-workspace"
    settings.mkdir()
    (settings / "clean.toml").write_text("max_rejected_share = 1\n", encoding="utf-8")
    os.chdir(settings)
    sys.argv = ["clean", "build", source, "--out", target, "--workers", workers]
    main()


def build_2(source: str, target: str) -> None:
    build(source, target, "2")


def near_duplicates(source: str, target: str, most_chars: int | None = None) -> None:
    """Sketches of the texts and the clusters they make; how many a second of processor time."""
    texts = [record.data.decode()[:most_chars] for record in _records(source)]
    started = time.process_time()
    sketches = list(measure_all(texts, [None] * len(texts)))
    known = SketchFile(Path(f"{target}-sketches"))
    known.add(np.frombuffer(b"".join(one.minima or bytes(2 * N_BINS) for one in sketches), np.uint8).reshape(-1, 2 * N_BINS))
    rows = np.arange(len(texts))
    digests = np.array([one.digest for one in sketches], "S16")
    has_words = np.array([bool(one.minima) for one in sketches])
    cluster_rows(rows, digests, has_words, np.zeros(len(texts), np.int64), np.array([f"{row:09}" for row in rows], np.bytes_), known)
    Path(target).write_text(str(len(texts) / (time.process_time() - started)), "utf-8")


def near_duplicates_articles(source: str, target: str) -> None:
    """The same of texts no longer than articles are: their first 3,000 characters."""
    near_duplicates(source, target, _ARTICLE_CHARS)


JOBS = {job.__name__: job for job in (limit, repair, build, build_2, near_duplicates, near_duplicates_articles)}

if __name__ == "__main__":
    JOBS[sys.argv[1]](sys.argv[2], sys.argv[3])
