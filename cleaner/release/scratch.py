"""A folder for the rows of a build that is going on: as large as the dataset, and gone when the build ends, however it ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaner.release.versions import lock_folder, writing

_NAME = "work-"


@contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """An empty folder below `parent`, or below the system's folder for temporary files when it is None.

    What builds that were killed have left in `parent` is removed on the way.

    Raises:
        DiskError: The disk does not take what is written.
    """
    with writing(parent or Path(tempfile.gettempdir()), "nothing was published, and earlier versions are as they were"):
        if parent is None:
            with tempfile.TemporaryDirectory(prefix="clean-build-", ignore_cleanup_errors=True) as name:
                yield Path(name)
            return
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_NAME, dir=parent))
        owner = lock_folder(folder)
        try:
            _collect(parent)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if owner is not None:
                os.close(owner)


def _collect(parent: Path) -> None:
    """Remove the folders whose builds are dead: nobody holds their locks."""
    for folder in sorted(parent.glob(f"{_NAME}*")):
        try:
            owner = lock_folder(folder)
        except OSError:  # another build has just removed its own
            continue
        if owner is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(owner)
