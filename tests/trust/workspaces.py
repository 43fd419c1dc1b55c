"""A small workspace with a published version and an input more, and what its folders hold."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from cleaner.release.shards import Shard, clean_shard
from cleaner.release.spill import open_spill

PAGE = """\
Skip to content
Home

{title}

By Hanne Tolliver
14 March 2031

The council of {town} has bought a second snow plough, number {n} in the county's books, after two winters in which the first stood still.

“We had shovels and good intentions,” said the mayor, Ruben Castellane, who has driven the old plough himself since the autumn of last year.

ADVERTISEMENT

The machine comes from a quarry that closed. It cost less than the council spends on street lamps, and the garage will be painted in spring.

© 2031 The {town} Lantern. All rights reserved.
"""
TOWNS = ("Port Aldwin", "Nether Quoyle", "Little Skerrow", "Hollin Ford", "Upper Tarn", "Mossgate")
Tree = dict[str, bytes]
"""Path below a folder, with `/` → content."""


def write_page(raw: Path, n: int) -> Path:
    """An article of its own for each number."""
    town = TOWNS[n % len(TOWNS)]
    path = raw / f"page-{n:03}.txt"
    path.write_text(PAGE.format(title=f"{town} buys snow plough number {n}", town=town, n=n), encoding="utf-8")
    return path


def new_workspace(root: Path, n_pages: int = 3) -> Path:
    """A workspace with so many pages and nothing published."""
    (root / "raw").mkdir(parents=True)
    (root / "clean.toml").write_text('name = "ploughs"\nlicense = "CC0-1.0"\n', encoding="utf-8")
    for n in range(n_pages):
        write_page(root / "raw", n)
    return root


def tree(root: Path) -> Tree:
    """Every file of a workspace but its inputs, its settings, the lock and the work that is kept for the next build."""
    found: Tree = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(("raw/", ".clean-cache/")) and path.name not in {".lock", "clean.toml"}:
            found[name] = path.read_bytes()
    return found


def cleaned(shard: Shard) -> dict[str, list[dict[str, Any]]]:
    """What becomes of a shard: its inputs, articles and rejections, as rows."""
    with tempfile.TemporaryDirectory() as folder:
        spill = open_spill(clean_shard(shard).file(Path(folder), "rows"), verify=True)
        assert spill is not None
        return {name: spill.read(name).to_pylist() for name in ("inputs", "articles", "rejections")}


def versions_in(files: Tree) -> dict[str, Tree]:
    """Version → its files, of every folder of `dataset` that a reader would take for one."""
    versions: dict[str, Tree] = {}
    for name, content in files.items():
        parts = name.split("/")
        if parts[0] == "dataset" and len(parts) > 2 and not parts[1].startswith("."):
            versions.setdefault(parts[1], {})["/".join(parts[2:])] = content
    return versions


def half_faults(files: Tree, old: Tree, new: Tree) -> list[str]:
    """What a reader would see of a build that was broken off and should not: `files` must be `old`, `new` or whole steps between them."""
    faults = []
    expected = versions_in(new)
    seen = versions_in(files)
    faults += [f"version {version} has changed" for version in versions_in(old) if seen.get(version) != expected[version]]
    faults += [f"version {version} is not whole" for version, content in seen.items() if content != expected.get(version)]
    latest = files.get("dataset/LATEST", b"")
    if latest not in {old.get("dataset/LATEST", b""), new["dataset/LATEST"]}:
        faults.append(f"LATEST says {latest!r}")
    if latest and latest.decode().strip() not in seen:
        faults.append(f"LATEST names {latest!r}, which is not there")
    index = files.get("dataset/index.json")
    if index is not None and index not in {old.get("dataset/index.json"), new["dataset/index.json"]}:
        faults.append("index.json is neither the old one nor the new one")
    elif index is not None:
        faults += [f"the index names {entry['version']}, which is not there" for entry in json.loads(index)["versions"] if entry["version"] not in seen]
    if files.get("DATASHEET.md") not in {old.get("DATASHEET.md"), new["DATASHEET.md"]}:
        faults.append("DATASHEET.md is neither the old one nor the new one")
    return faults


class Trial:
    """Copies of one workspace, each for one try."""

    def __init__(self, prepared: Path) -> None:
        self._prepared = prepared
        self._parent = Path(tempfile.mkdtemp(prefix="trial-", dir=prepared.parent))
        self._n = 0

    def new(self) -> Path:
        """A fresh copy, always at the same path."""
        place = self._parent / "workspace"
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(self._prepared, place)
        return place
