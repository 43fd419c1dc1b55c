"""Memory of a build while the corpus grows, and the time of a build again: `python -m benchmarks.memory 1000 10000`.

Each size is built by `clean build` with two workers, from JSONL files of ten pages each (`--pages-per-file 1`: text files). Memory is the proportional set
size (PSS) of the whole process tree, sampled every fifth of a second: pages that processes share count once. Then the
build is run again with nothing changed, and with one file changed.

Run it with the Python of a plain `pip install`: pandera imports whatever of pandas, hypothesis and others it finds, and a
developer's environment has them. Python may keep compiled modules here, as it does for whoever installs the package.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.made_pages import write_pages


def tree_of(process: int) -> list[int]:
    """The process and all below it."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split() if int(child) not in found]
            except OSError:
                continue
    return found


def pss_kb(process: int) -> int:
    """Proportional set size; 0 when the process has gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def cpu_s(process: int) -> float:
    """Processor time of the process and of those below it that ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / 100


def _environment(root: Path) -> dict[str, str]:
    """This one, with compiled modules kept in a folder of our own: without them half of a short build would be Python's compiler."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPYCACHEPREFIX": str(root / "compiled")}


def measured(root: Path, out: Path) -> tuple[float, float, int, str]:
    """(seconds, processor seconds, peak PSS in MB, articles and logical digest of what was published)."""
    start, peak, cpu = time.monotonic(), 0, 0.0
    command = [sys.executable, "-m", "cleaner", "build", "--workers", "2", "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(root), cwd=root) as process:
        while process.poll() is None:
            tree = tree_of(process.pid)
            peak = max(peak, sum(map(pss_kb, tree)))
            cpu = max(cpu, sum(map(cpu_s, tree)))
            time.sleep(0.2)
    seconds = time.monotonic() - start
    manifest = json.loads(next(out.glob("*/manifest.json")).read_text(encoding="utf-8"))
    return seconds, cpu, peak // 1024, f"{manifest['counts']['articles']:,} {manifest['logical_digest'][:16]}"


def main() -> None:
    """Print a line for each build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000], help="pages of each corpus")
    parser.add_argument("--pages-per-file", type=int, default=10)
    options = parser.parse_args()
    per_file = options.pages_per_file
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="clean-memory-") as name:
            root = Path(name)
            (root / "clean.toml").write_text('name = "measured"\n')
            write_pages(root / "raw", size, pages_per_file=per_file)
            files = sorted(path for path in (root / "raw").rglob("*") if path.is_file())
            n_bytes = sum(path.stat().st_size for path in files)
            subprocess.run([sys.executable, "-c", "import cleaner.cli, cleaner.release.build, cleaner.release.warm"], check=True, env=_environment(root))
            first = measured(root, root / "first")
            again = measured(root, root / "again")
            write_pages(root / "other", per_file, pages_per_file=per_file, first=10_000_000)
            shutil.copy(next(path for path in (root / "other").rglob("*") if path.is_file()), files[len(files) // 2])
            one = measured(root, root / "one")
            print(f"{size:,} pages in {len(files):,} files, {n_bytes / 1e6:.0f} MB")
            for what, (seconds, cpu, peak, said) in (("first", first), ("nothing changed", again), ("one file changed", one)):
                print(f"  {what:17} {seconds:7.1f} s ({seconds / first[0]:5.1%})  {cpu:7.1f} s CPU ({cpu / first[1]:5.1%})  peak PSS {peak:4} MB  {said}")


if __name__ == "__main__":
    main()
