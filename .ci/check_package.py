"""The wheel and the sdist hold the package and nothing of the workspace."""

import sys
import tarfile
import zipfile
from pathlib import Path

ALLOWED_IN_SDIST = {"cleaner", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}

folder = Path(sys.argv[1])
wheel = next(folder.glob("*.whl"))
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
wrong = [name for name in names if not name.startswith(("cleaner/", "article_cleaner-"))]
with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
    wrong += [name for name in archive.getnames() if "/" in name and name.split("/")[1] not in ALLOWED_IN_SDIST]
data = [name for name in names if name.endswith(".toml") and name.startswith("cleaner/")]
if wrong or not data:
    sys.exit(f"the package holds what it should not: {wrong[:10]}" if wrong else "the package lacks its data files")
size = wheel.stat().st_size
print(f"{wheel.name}: {len(names)} files, {size / 1e6:.2f} MB, {len(data)} data files")
