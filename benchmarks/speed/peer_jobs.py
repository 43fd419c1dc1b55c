"""What peers do, each as a job of its own process, in the peers' environment: this module imports nothing of ours.

python peer_jobs.py JOB INPUT OUTPUT
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def _run(*steps: object) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from loguru import logger

    logger.remove()
    LocalPipelineExecutor(pipeline=list(steps), tasks=1, workers=1, skip_completed=False).run()


def datatrove_ftfy(source: str, target: str) -> None:
    from datatrove.pipeline.formatters import FTFYFormatter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import ParquetWriter

    _run(JsonlReader(source), FTFYFormatter(), ParquetWriter(target, compression="zstd"))


def datatrove_c4(source: str, target: str) -> None:
    from datatrove.pipeline.filters import C4QualityFilter
    from datatrove.pipeline.formatters import FTFYFormatter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import ParquetWriter

    _run(JsonlReader(source), FTFYFormatter(), C4QualityFilter(), ParquetWriter(target, compression="zstd"))


def datatrove_warc(source: str, target: str) -> None:
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers import ParquetWriter

    _run(WarcReader(source), Trafilatura(timeout=30), ParquetWriter(target, compression="zstd"))


def trafilatura_cli(source: str, target: str) -> None:
    command = Path(sys.executable).parent / "trafilatura"
    subprocess.run([str(command), "--input-dir", source, "--output-dir", target, "--parallel", "1", "--no-comments"], check=True, capture_output=True)


def trafilatura_texts(source: str, target: str) -> None:
    """What the command extracts from each page, by name: its own files are named by what is in them."""
    from trafilatura import extract

    texts = {path.stem: extract(path.read_bytes(), include_comments=False) or "" for path in sorted(Path(source).glob("*.html"))}
    Path(target).write_text(json.dumps(texts), "utf-8")


def ftfy_alone(source: str, target: str) -> None:
    """What `ftfy.fix_text` makes of each document with the settings of datatrove's formatter, for the comparison of outputs."""
    from datatrove.pipeline.formatters import FTFYFormatter

    formatter = FTFYFormatter()
    fixed = {}
    for path in sorted(Path(source).glob("*.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            if line:
                row = json.loads(line)
                fixed[row["url"]] = formatter.format(row["text"])
    Path(target).write_text(json.dumps(fixed), "utf-8")


JOBS = {job.__name__: job for job in (datatrove_ftfy, datatrove_c4, datatrove_warc, trafilatura_cli, trafilatura_texts, ftfy_alone)}

if __name__ == "__main__":
    JOBS[sys.argv[1]](sys.argv[2], sys.argv[3])
