import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from cleaner.release.cards.loading import loading

_COUNT = """
import sys
found = articles
if hasattr(found, "records") or type(found).__module__.startswith("mlcroissant"):
    rows = sum(1 for _ in found)
elif callable(getattr(found, "fetchall", None)):
    rows = len(found.fetchall())
elif callable(getattr(found, "count", None)) and type(found).__module__.startswith(("ibis", "pyspark")):
    rows = found.count()
    rows = rows if isinstance(rows, int) else int(rows.execute())
else:
    rows = len(found)
print("rows", rows)
"""
EXAMPLES = dict(re.findall(r"([\w]+):\n\n```python\n(.*?)```", "\n".join(loading("1.2.0", {"articles": "data"})), re.DOTALL))


def test_there_are_eight_examples():
    """The card shows five libraries or more, each with code that stands by itself."""
    assert list(EXAMPLES) == ["datasets", "pandas", "Polars", "DuckDB", "PyArrow", "Ibis", "mlcroissant", "Spark"]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if name == "Spark" else ()) for name in EXAMPLES])
def test_the_example_runs_as_it_stands(make_version, tmp_path, name):
    """Copied into Python beside the version's folder, the example gives all articles, without a warning from the card."""
    module = re.search(r"(?:import|from) (\w+)", EXAMPLES[name])[1]
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    version = make_version(name="1.2.0")
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    done = subprocess.run([sys.executable, "-c", EXAMPLES[name] + _COUNT], capture_output=True, text=True, env=environment, cwd=version.parent, check=False)
    assert done.stdout.endswith("rows 7\n"), done.stderr[-2000:]
    assert "malformed" not in done.stderr
