"""A million rows of 0.6 KB in bounded memory and time. Measured figures: docs/releasing.md."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]

_PROGRAM = """
import hashlib, resource, sys, time
from pathlib import Path
import pyarrow as pa
import pyarrow.compute as pc
from cleaner.checking import check_files
from cleaner.release.parquet import write_rows
from cleaner.release.tables import arrow_schema, to_table
sys.path.insert(0, sys.argv[2])
from conftest import _article

N, PART = int(sys.argv[3]), 5_000
schema = arrow_schema("articles")
pad = pa.scalar(" The tide came in twice that day, and nobody at the pier could say which of the two had taken the bench away." * 3)
base = to_table("articles", [_article(n) for n in range(PART)])
base = base.set_column(schema.get_field_index("text"), schema.field("text"), pc.binary_join_element_wise(base["text"], pad, ""))

def rows():
    for start in range(0, N, PART):
        ids = pa.array([hashlib.sha256(b"%d" % n).hexdigest()[:20] for n in range(start, start + PART)])
        yield base.set_column(0, schema.field("id"), ids)

out = Path(sys.argv[1])
began = time.perf_counter()
write_rows(rows(), schema, N, out, "data", metadata={})
wrote = time.perf_counter()
checked = check_files(out / "data", None)
done = time.perf_counter()
assert checked.is_good and checked.n_rows == N, checked
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, round(N / (done - wrote)), round(wrote - began, 1))
"""


@pytest.mark.slow
def test_a_million_rows_are_written_and_validated_in_400_mb(tmp_path):
    """Writing and checking go row group by row group: what is resident does not grow with the dataset."""
    environment = os.environ | {"PYTHONPATH": str(REPO)}
    program = [sys.executable, "-c", _PROGRAM, str(tmp_path), str(Path(__file__).parent), "1000000"]
    done = subprocess.run(program, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    megabytes, rows_per_s, _ = done.stdout.split()
    assert int(megabytes) <= 400
    assert int(rows_per_s) >= 80_000
