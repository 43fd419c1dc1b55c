"""Imported by the process that workers are forked from: everything that the first document of a worker loads is loaded."""

import tempfile
from pathlib import Path

from cleaner.read import InputFile
from cleaner.release.shards import Shard
from tests.trust.workspaces import cleaned, write_page

with tempfile.TemporaryDirectory() as folder:
    page = write_page(Path(folder), 1)
    cleaned(Shard((InputFile(page, page.name),)))
