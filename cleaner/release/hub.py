"""A version on the Hugging Face Hub: the files of the version are those of the repository, and a tag names it.

One commit brings a version whole, or not at all; what an earlier attempt had sent already is not sent again. What is
there is compared with what was sent by its digests, and only then tagged.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cleaner.errors import CleanError, IntegrityError, RefusedError, UsageError
from cleaner.release.publishing import Package, Uploaded
from cleaner.release.stores import needed
from cleaner.release.sums import SUMS_NAME
from cleaner.release.versions import parse_version, releases

PREFIX = "hf://datasets/"
_KEPT = frozenset({".gitattributes"})
"""Files of the repository that are the Hub's own."""
_REPOSITORY = re.compile(r"[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95}", re.ASCII)


def repository_of(target: str) -> str:
    """The `owner/name` of a target.

    >>> repository_of("hf://datasets/port-aldwin/island-news")
    'port-aldwin/island-news'
    """
    name = target.removeprefix(PREFIX).strip("/")
    if not target.startswith(PREFIX) or not _REPOSITORY.fullmatch(name):
        raise UsageError("is not a dataset of the Hub", where=target, hint=f"write {PREFIX}owner/name")
    return name


def operations(version: Package, there: set[str]) -> list[Any]:
    """What a commit does to a repository that holds the files `there`: every file of the version, and nothing besides."""
    hub = needed("huggingface_hub", "hub", "hf:// targets")
    ours = [*sorted(version.digests), SUMS_NAME]
    added = [hub.CommitOperationAdd(path_in_repo=path, path_or_fileobj=str(version.folder / path)) for path in ours]
    gone = sorted(there - set(ours) - _KEPT)
    return [*added, *(hub.CommitOperationDelete(path_in_repo=path) for path in gone)]


def upload_to_hub(version: Package, target: str) -> Uploaded:
    """Commit the version to the repository (a new one is made private), compare, and tag it.

    Raises:
        UsageError: No token, no such place, or no way to it.
        RefusedError: The version or a higher one is tagged there, or the repository holds what this tool did not publish.
        IntegrityError: What is there is not what was sent.
    """
    repository = repository_of(target)
    hub = needed("huggingface_hub", "hub", "hf:// targets")
    token = hub.get_token()
    if not token:
        raise UsageError("the Hub wants a token, and there is none", where=target, hint="run 'hf auth login', or set HF_TOKEN")
    with _one_line(target):
        api = hub.HfApi(token=token, library_name="article-cleaner")
        api.create_repo(repository, repo_type="dataset", private=True, exist_ok=True)
        refs = api.list_repo_refs(repository, repo_type="dataset")
        tags = {tag.name for tag in refs.tags}
        if version.version in tags:
            raise RefusedError("is published there, and a version is never rewritten", where=f"{target}@{version.version}", hint="build a higher version")
        if newer := [tag for tag in releases(tags) if tag > parse_version(version.version)]:
            said = f"{max(newer)} is published there, and what people load would go back to {version.version}"
            raise RefusedError(said, where=target, hint="publish older versions first, or into a repository of their own")
        there = _files(hub, api, repository)
        if there.keys() - _KEPT and "manifest.json" not in there and there.keys() - _KEPT != {"README.md"}:
            raise RefusedError("the repository holds files that this tool did not publish", where=target, hint="choose another repository")
        wrong = _differences(version, there)
        if wrong or there.keys() - set(version.digests) - {SUMS_NAME} - _KEPT:
            head = next((branch.target_commit for branch in refs.branches if branch.name == "main"), None)
            message = f"{version.name} {version.version}"
            api.create_commit(repository, operations(version, set(there)), commit_message=message, repo_type="dataset", parent_commit=head)
            there = _files(hub, api, repository)
            wrong_now = _differences(version, there)
            if wrong_now:
                raise IntegrityError("what is there is not what was sent", where=f"{target}/{wrong_now[0]}", hint="run the same command again")
        api.create_tag(repository, tag=version.version, repo_type="dataset", exist_ok=False)
    return Uploaded(target, version.version, len(wrong), len(version.digests) + 1 - len(wrong), version.n_bytes)


def _files(hub: Any, api: Any, repository: str) -> dict[str, tuple[str, str]]:
    """Path → (kind of digest, digest) of each file on the main branch."""
    entries = api.list_repo_tree(repository, repo_type="dataset", recursive=True)
    files = [entry for entry in entries if isinstance(entry, hub.hf_api.RepoFile)]
    return {file.path: ("sha256", file.lfs.sha256) if file.lfs else ("git", file.blob_id) for file in files}


def _differences(version: Package, there: dict[str, tuple[str, str]]) -> list[str]:
    """The version's files that are not there as they are here."""
    return [path for path in [*sorted(version.digests), SUMS_NAME] if there.get(path) not in list(_digests(version, path))]


def _digests(version: Package, path: str) -> Iterator[tuple[str, str]]:
    """A file's digests as the Hub may give them: of large files SHA-256, of small ones Git's."""
    data = (version.folder / path).read_bytes()
    yield "sha256", hashlib.sha256(data).hexdigest()
    yield "git", hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@contextmanager
def _one_line(target: str) -> Iterator[None]:
    """What the Hub and the network say, as one line."""
    try:
        yield
    except CleanError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        raise UsageError(f"{type(error).__name__}: {said}", where=target, hint="check the name, the token's rights and the network") from error
