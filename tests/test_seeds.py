"""The five real articles come out right, line for line, in the published Parquet."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import SHARED, needs_shared

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "seeds.py"


@needs_shared
@pytest.mark.shared
def test_every_line_of_the_seeds_has_its_gold_fate() -> None:
    """No chrome line stays, no body line is lost or altered, no field is invented."""
    done = subprocess.run([sys.executable, str(BENCHMARK), str(SHARED / "seeds"), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["counts"]["body lines kept unaltered right"] >= 100
