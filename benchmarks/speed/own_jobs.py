"""What we do, each as a job of its own process: `python -m benchmarks.speed.own_jobs JOB INPUT OUTPUT`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.article import RawArticle
from cleaner.charsets import decode
from cleaner.cli import main
from cleaner.read import discover, read_file
from cleaner.text import repair_text

_ROWS_AT_ONCE = 1000


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
    import os

    os.chdir(settings)
    sys.argv = ["clean", "build", source, "--out", target, "--workers", workers]
    main()


def build_2(source: str, target: str) -> None:
    build(source, target, "2")


JOBS = {job.__name__: job for job in (limit, repair, build, build_2)}

if __name__ == "__main__":
    JOBS[sys.argv[1]](sys.argv[2], sys.argv[3])
