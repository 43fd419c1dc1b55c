"""Where the real pages lie that some tests and benchmarks compare with; they are no part of the repository."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CLEANER_PAGES", Path(__file__).resolve().parents[2] / "shared"))
needs_shared = pytest.mark.skipif(not (SHARED / "seeds" / "gold.json").exists(), reason=f"no folder of real pages (CLEANER_PAGES={SHARED.name})")
