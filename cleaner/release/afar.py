"""What must be so on another machine for it to clean as this one does: the same packages, and the same files under the same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaner.release.cache import code_digest
from cleaner.release.manifest import made_with
from cleaner.release.shards import Shard


@dataclass(frozen=True, slots=True)
class Complaint:
    """Asked on each node of a cluster, of each shard: why it would not be done there as it is here, or None."""

    made_with: Mapping[str, str]
    """The packages of the machine that publishes."""
    code: str
    """The digest of this package's files there: a checkout that is a commit behind has the same number."""

    def __call__(self, shard: Shard) -> str | None:
        there = made_with()
        if different := [name for name, version in self.made_with.items() if there.get(name) != version]:
            name = different[0]
            return f"has {name} {there.get(name)}, and the machine that publishes has {self.made_with[name]}; the bytes could differ"
        if self.code != code_digest():
            return "has another article-cleaner than the machine that publishes, under the same number; install the same files"
        for path in (*shard.recipe.publishers, *filter(None, [shard.recipe.line_model, shard.recipe.habits])):
            if not path.exists():
                return f"has no {path.name}; share the workspace's folder, and that of versions, with every node"
        # The file itself may have vanished since it was listed, which is its reader's business; its folder has not.
        for file in shard.files:
            if file.address is None and not file.path.parent.is_dir():
                return f"has no folder of {file.source}; share the inputs with every node under the same path, or name a remote store"
        return None
