"""Where a command was called: the workspace around it, its own files, and paths as the user would type them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from cleaner.config import DEFAULT_PUBLISHERS, Config, Workspace, find_workspace
from cleaner.errors import UsageError

if TYPE_CHECKING:
    from cleaner.wishes import Extras, PageWishes

HERE = Path()
TAKEDOWNS = "takedowns.toml"
CACHE = ".clean-cache"


def own_publishers(workspace: Workspace | None) -> tuple[Path, ...]:
    """The workspace's folder of publisher files; outside of one `publishers` where you stand, which 'clean init --publisher' fills; or nothing."""
    beside = HERE / DEFAULT_PUBLISHERS
    folder = workspace.publishers if workspace else beside if beside.is_dir() else None
    return (folder,) if folder else ()


def own_line_model(workspace: Workspace | None) -> Path | None:
    """The workspace's weights of the judge of lines, as the user would type it; None for the built-in ones."""
    path = workspace.line_model if workspace else None
    return from_here(path) if path else None


def own_contract(workspace: Workspace | None) -> Path | None:
    """The workspace's contract as the user would type it; None when it has none."""
    contract = workspace.contract if workspace else None
    return from_here(contract) if contract else None


def own_cache(workspace: Workspace | None) -> Path | None:
    """Where the workspace keeps finished work; None outside of one."""
    return from_here(workspace.root / CACHE) if workspace else None


def own_takedowns(workspace: Workspace | None) -> Path | None:
    """The workspace's takedown list; None when it has none."""
    path = workspace.root / TAKEDOWNS if workspace else None
    return from_here(path) if path is not None and os.path.lexists(path) else None


def own_pages(workspace: Workspace | None) -> PageWishes:
    """What the workspace wants of HTML pages."""
    from cleaner.wishes import PageWishes  # noqa: PLC0415 - not needed for --help

    return PageWishes(workspace.config.page_types, workspace.config.standfirst_in_text) if workspace else PageWishes()


def own_extras(workspace: Workspace | None) -> Extras:
    """Figures of quality, personal data and filters, as the workspace asks for them.

    Raises:
        UsageError: A filter on a column that nothing fills.
    """
    from cleaner.extras import parse_filters, unmet  # noqa: PLC0415 - not needed for --help
    from cleaner.wishes import Extras  # noqa: PLC0415

    if workspace is None:
        return Extras()
    config = workspace.config
    extras = Extras(config.quality, config.pii, parse_filters(config.filters))
    if why := unmet(extras):
        raise UsageError(why, where=workspace.file.name, hint="set it, or take the filter out")
    return extras


def own_out(workspace: Workspace | None) -> Path:
    """The folder of versions: the workspace's, else the usual one below the current folder."""
    return from_here(workspace.out) if workspace else Path(Config().out)


def refuse_others_dataset(out: Path, workspace: Workspace | None) -> None:
    """Refuse to publish into the dataset of a workspace that you do not stand in.

    Its settings, publishers and contract would not apply, and every id would be another: sources are counted from elsewhere.

    Raises:
        UsageError: it is one.
    """
    folder = next(path for path in (absolute(out), *absolute(out).parents) if path.is_dir())
    other = find_workspace(folder)
    if other is not None and (workspace is None or other.root != workspace.root) and absolute(out) == absolute(other.out):
        raise UsageError(
            "is the dataset of a workspace that you do not stand in", where=str(out), hint=f"cd {from_here(other.root)} && clean build, or give another --out"
        )


def named_articles(path: Path, workspace: Workspace | None) -> Path:
    """The path, or the version of the workspace's dataset that it names: `latest` or a number."""
    if path.exists() or len(path.parts) != 1:
        return path
    out = own_out(workspace)
    is_version = str(path).lower() == "latest" or (out / path).is_dir()
    return version_folder(str(path), workspace) if is_version else path


def version_folder(named: str, workspace: Workspace | None) -> Path:
    """The folder of a version that is named by its path, by its number in the folder of versions, or as `latest`.

    Raises:
        UsageError: Nothing of this name is there.
    """
    path, out = Path(named), own_out(workspace)
    if path.is_dir() and named not in {".", ".."} and (path / "data").is_dir():
        return path
    if named.lower() == "latest" and (out / "LATEST").is_file():
        return out / (out / "LATEST").read_text(encoding="utf-8", errors="replace").strip()
    if os.sep not in named and (out / named).is_dir():
        return out / named
    if path.is_dir():
        return path
    there = versions_in(out)
    raise UsageError(
        "no such version", where=named, hint=f"there are {', '.join(there)} in {out}" if there else "name a version's folder, such as dataset/1.0.0"
    )


def versions_in(out: Path) -> list[str]:
    """The versions in a folder, lowest first, as one writes them."""
    from cleaner.release.versions import published  # noqa: PLC0415 - not needed for --help

    return [str(version) for version in published(out)]


def input_named(given: str) -> Path | str:
    """What an INPUT is: a path, an address such as `s3://bucket/folder`, or `-`, standard input.

    >>> input_named("raw/june"), input_named("https://crawl.example/june/"), input_named("-")
    (PosixPath('raw/june'), 'https://crawl.example/june/', '-')
    """
    from cleaner.read.files import STDIN, is_remote  # noqa: PLC0415 - not needed for --help

    if given.startswith("file://"):
        return Path(unquote(given.removeprefix("file://")))
    return given if given == STDIN or is_remote(given) else Path(given)


def from_here(path: Path) -> Path:
    """The path as one would type it: what messages show."""
    return Path(os.path.relpath(path))


def absolute(path: Path) -> Path:
    """The path from the root, `..` taken out and links left alone: a linked raw folder is still the workspace's."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the links


def lies_in(path: Path, folder: Path) -> bool:
    """Whether the path is the folder or below it, links left alone."""
    return absolute(path).is_relative_to(absolute(folder))


def root_of(inputs: Sequence[Path | str], out: Path, workspace: Workspace | None) -> Path:
    """The folder that sources are counted from: the workspace, if it holds all inputs, else the folder they share.

    Addresses and standard input have sources of their own, and no part in it.

    Raises:
        UsageError: an input does not exist, is a workspace of its own, or holds the output folder.
    """
    paths = [path for path in inputs if isinstance(path, Path)]
    for path in paths:
        if not path.exists():
            raise UsageError("no such file or folder", where=str(path), hint="name an input that exists")
        if path.is_dir() and lies_in(out, path):
            # The second build would read the first one's Parquet files and cards as articles.
            raise UsageError(f"the output folder {out} lies inside this input", where=str(path), hint="give another --out, or name the folder of raw files")
        other = find_workspace(path) if path.is_dir() else None
        if other is not None and other.root == path.resolve():
            raise UsageError("is a workspace of its own", where=str(path), hint=f"cd {path} && clean build")
    if workspace and all(lies_in(path, workspace.root) for path in paths):
        return workspace.root
    folders = [absolute(path if path.is_dir() else path.parent) for path in paths] or [absolute(HERE)]
    return Path(os.path.commonpath(folders))
