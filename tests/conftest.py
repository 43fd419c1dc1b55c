"""What holds for every test."""

import os

from hypothesis import settings

# How long an example takes says how busy the machine is, and no test asserts that.
settings.register_profile("no-clock", parent=settings(), deadline=None)
settings.load_profile("no-clock")

# Nor does the terminal that tests are started from, or what starts them several at a time, say how wide pages are.
for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLEAN_TRACEBACK"):
    os.environ.pop(name, None)
