"""What each setting is, where its value came from, and how it is written: for `clean config` and docs/settings.md.

The words are those of `Config`'s own source, so that they cannot say something else. The page is made by
`python -m cleaner.settings > docs/settings.md`.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from cleaner import config
from cleaner.config import Config, Workspace

_FOUND = ("contract", "publishers", "datasheet")
"""Settings whose default is a file that is used where it exists."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a workspace."""

    key: str
    value: Any
    """None: there is none."""
    source: str
    """The file that gives it, `default`, or `found` for a file that is used because it exists."""
    about: str
    """What it is, in a sentence or two."""
    allowed: str
    """What its value must be, in words."""


def settings_of(workspace: Workspace | None) -> tuple[Setting, ...]:
    """Every setting with its value as a command run here would see it, in the order of `Config`."""
    values = workspace.config if workspace else Config()
    about = descriptions()
    return tuple(_setting(item.name, values, workspace, about[item.name]) for item in fields(Config))


def _setting(key: str, values: Config, workspace: Workspace | None, about: str) -> Setting:
    value = getattr(values, key)
    source = "default"
    if workspace and key in workspace.given:
        source = workspace.file.name
    elif workspace and key in _FOUND and (found := getattr(workspace, key)) is not None:
        value, source = found.relative_to(workspace.root).as_posix(), "found"
    return Setting(key, value, source, about, config.allowed_value(key))


def descriptions() -> Mapping[str, str]:
    """Setting → what `Config` says of it.

    >>> descriptions()["out"]
    'The folder that versions are published in.'
    """
    return dict(_documented(ast.parse(inspect.getsource(Config)).body[0]))


def _documented(node: ast.stmt) -> Iterator[tuple[str, str]]:
    assert isinstance(node, ast.ClassDef)
    key = None
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            key = item.target.id
        elif key and isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
            yield key, " ".join(str(item.value.value).split())
            key = None


def as_toml(value: Any) -> str:
    """A value as it is written in the settings file.

    >>> as_toml("ferry"), as_toml(0.5), as_toml(True), as_toml(("en", "de")), as_toml({"min": 3})
    ('"ferry"', '0.5', 'true', '["en", "de"]', '{ min = 3 }')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {as_toml(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return str(value)


_PAGE = """\
# Settings

Made from `cleaner/config.py`. Do not edit this page; run `python -m cleaner.settings > docs/settings.md`.

A workspace's settings stand in `clean.toml`, or under `[tool.clean]` in its `pyproject.toml`. Every key is optional. An unknown
key or a wrong value is an error that names the key, what is allowed and what was probably meant. `clean config` prints the
settings in force and where each came from; an option on the command line goes before a setting.

```toml
# clean.toml
name = "island-news"
license = "CC-BY-4.0"
max_rejected_share = 0.2
```

"""


def settings_doc() -> str:
    """docs/settings.md: a section for each setting, in the order of `Config`."""
    parts = [_PAGE]
    for one in settings_of(None):
        default = "none" if one.value is None else f"`{as_toml(one.value)}`"
        parts.append(f"## `{one.key}`\n\n{one.about}\n\nMust be {one.allowed}. Default: {default}.\n\n")
    return "".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(settings_doc())
