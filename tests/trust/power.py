"""A power cut, replayed from a log of operations: what was not made durable is there, or half there, or not there.

Content is durable after fsync of the file, a name after fsync of its folder; see fsync(2). Of what is not, each
replay keeps a random part: in order for names, as journals do, or (every other replay) in any order that is possible.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.trust.workspaces import Tree


@dataclass(frozen=True)
class Operation:
    """One line of the log of faults.c."""

    what: str
    path: str
    other: str
    inode: int
    offset: int
    data: bytes


@dataclass
class File:
    """A file's durable content, and what was done to it since."""

    durable: bytes = b""
    pending: list[Operation] = field(default_factory=list)

    def whole(self) -> bytes:
        return _applied(self.durable, self.pending)


Folder = dict[str, "File | Folder"]


def read_log(path: Path, root: Path) -> list[Operation]:
    """The operations below `root`, with paths counted from it."""
    data = path.read_bytes()
    operations = []
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        what, name, other, inode, offset, size = data[at:end].decode().split("\t")
        at = end + 1
        content = b""
        if what == "write":
            content = data[at : at + int(size)]
            at += int(size)
        operations.append(Operation(what, os.path.relpath(name, root), os.path.relpath(other, root) if other else "", int(inode), int(offset), content))
    return operations


def replay(before: Tree, operations: list[Operation], seed: int) -> Tree:
    """What is there after a power cut at a random moment."""
    chance = random.Random(seed)
    done = operations[: chance.randint(0, len(operations))]
    in_order = seed % 2 == 0
    names = [n for n, one in enumerate(done) if one.what in {"create", "mkdir", "remove", "rename"}]
    open_names = [n for n in names if not _is_durable(done, n)]
    cut = chance.choice([*open_names, len(done)])
    lost = {n for n in open_names if (n >= cut if in_order else chance.random() < 0.5)}
    root = _tree_of(before)
    files: dict[int, File] = {}
    for n, one in enumerate(done):
        if one.what in {"create", "mkdir", "remove", "rename"}:
            if one.what == "create":
                files[one.inode] = File()
            if n not in lost:
                _rename(root, one, files)
        else:
            file = files.get(one.inode) or _found(root, one.path)
            if isinstance(file, File):
                files[one.inode] = file
                if one.what == "fsync":
                    file.durable, file.pending = file.whole(), []
                else:
                    file.pending.append(one)
    return {name: _survived(file, chance) for name, file in _files(root)}


def _is_durable(done: list[Operation], n: int) -> bool:
    folders = {str(PurePosixPath(path).parent) for path in (done[n].path, done[n].other) if path}
    synced = {one.path for one in done[n + 1 :] if one.what == "fsync"}
    # A folder that was renamed since is synced under its new name or its old one; both are the same folder.
    return all(folder in synced for folder in folders)


def _rename(root: Folder, one: Operation, files: dict[int, File]) -> None:
    folder, name = _parent(root, one.path)
    if folder is None:
        return
    if one.what == "create":
        folder.setdefault(name, files[one.inode])
    elif one.what == "mkdir":
        folder.setdefault(name, {})
    elif one.what == "remove":
        if folder.get(name) != {} and isinstance(folder.get(name), dict):
            return  # a folder that is not empty: what was in it is not gone yet
        folder.pop(name, None)
    elif name in folder:
        target, other = _parent(root, one.other)
        if target is not None:
            target[other] = folder.pop(name)


def _survived(file: File, chance: random.Random) -> bytes:
    kept = [one if chance.random() < 0.5 else None for one in file.pending]
    torn = [
        Operation(one.what, one.path, one.other, one.inode, one.offset, one.data[: chance.randint(0, len(one.data))]) if one and chance.random() < 0.3 else one
        for one in kept
    ]
    return _applied(file.durable, [one for one in torn if one is not None])


def _applied(content: bytes, operations: list[Operation]) -> bytes:
    data = bytearray(content)
    for one in operations:
        if one.what == "truncate":
            data.clear()
        elif one.what == "resize":
            data[:] = data[: one.offset].ljust(one.offset, b"\0")
        else:
            data.extend(bytes(max(0, one.offset - len(data))))
            data[one.offset : one.offset + len(one.data)] = one.data
    return bytes(data)


def _tree_of(files: Tree) -> Folder:
    root: Folder = {}
    for name, content in files.items():
        folder = root
        *parents, last = name.split("/")
        for part in parents:
            inner = folder.setdefault(part, {})
            assert isinstance(inner, dict)
            folder = inner
        folder[last] = File(content)
    return root


def _parent(root: Folder, path: str) -> tuple[Folder | None, str]:
    *parents, last = path.split("/")
    folder: File | Folder | None = root
    for part in parents:
        folder = folder.get(part) if isinstance(folder, dict) else None
    return (folder if isinstance(folder, dict) else None), last


def _found(root: Folder, path: str) -> File | Folder | None:
    folder, name = _parent(root, path)
    return None if folder is None else folder.get(name)


def _files(folder: Folder, below: str = "") -> list[tuple[str, File]]:
    found = []
    for name, one in folder.items():
        if isinstance(one, File):
            found.append((below + name, one))
        else:
            found += _files(one, f"{below}{name}/")
    return found
