"""A workspace's settings: read once, checked whole, frozen.

They stand in `clean.toml`, or under `[tool.clean]` in `pyproject.toml`. An unknown key is an error, with the key
that was probably meant: a mistyped `liscence` would otherwise publish a dataset without a licence.
Only the command line reads this module; the layers below are handed values.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from cleaner.errors import UsageError
from cleaner.own_files import read_own, toml_of

CLEAN_TOML = "clean.toml"
_PAGE_TYPES = frozenset({"article", "collection", "documentation", "forum", "listing", "product", "service"})
PYPROJECT = "pyproject.toml"
DEFAULT_CONTRACT = "validation/articles.py"
DEFAULT_PUBLISHERS = "publishers"
DEFAULT_DATASHEET = "datasheet.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a workspace. Paths are written from the workspace's folder, with `/`."""

    name: str = "articles"
    """The dataset's name, in its card and in each file's footer."""
    license: str | None = None
    """SPDX identifier of the dataset's licence. None: the card says that none is stated."""
    description: str | None = None
    """One or two sentences for the dataset's card."""
    raw: str = "raw"
    """The folder of inputs, inside the workspace: sources, and so ids, are paths below the workspace."""
    out: str = "dataset"
    """The folder that versions are published in."""
    contract: str | None = None
    """The contract's file. None: `validation/articles.py` where it exists, else the built-in contract."""
    publishers: str | None = None
    """A folder of publisher files beside the built-in ones. None: `publishers` where it exists."""
    max_rejected_share: float = 0.5
    """The build fails when more than this share of the inputs is rejected; 0 to 1."""
    duplicates: Literal["annotate", "drop"] = "annotate"
    """What becomes of an article that is nearly the same as an earlier one: marked in `dup_of`, or left out and listed in `duplicates/`."""
    repeated_lines: bool = False
    """Whether the judge of lines is told how common a line is on its publisher's other pages. Inputs are then read twice, and a page's row depends
    on the others."""
    cache: bool = True
    """Whether finished work is kept in `.clean-cache`, so that the next build does again only what changed. The bytes are the same."""
    cache_gb: int = 10
    """How many gigabytes `.clean-cache` may take. What was used longest ago is removed first."""
    workers: int | None = None
    """How many processes a build may use. None: it decides by the size of the input and the machine."""
    datasheet: str | None = None
    """The people's answers in the datasheet. None: `datasheet.toml` where it exists."""
    line_model: str | None = None
    """Weights of the judge of lines, as `python -m train` writes them. None: the built-in ones."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column (or `text`, `html`) → the key that records have it under, where the usual names don't fit; `a.b` goes down into objects."""
    page_types: tuple[str, ...] = ("article",)
    """Which kinds of HTML pages become articles. A page that surely is of another kind is a rejection under the name of its kind."""
    standfirst_in_text: bool = False
    """Whether the standfirst of an HTML page stays in `text` as well as in `subtitle`."""
    quality: bool = False
    """Whether the `quality_*` columns are filled: figures that Gopher, C4 and FineWeb filter by."""
    pii: str | None = None
    """What is done with e-mail addresses and phone numbers: `count` fills `n_emails` and `n_phones`; `redact` puts `[email]` and `[phone]` in
    their places as well, in the text, the fields and the ledger. None: nothing."""
    filters: Mapping[str, Any] = field(default_factory=dict)
    """Which articles stay, by column: `n_words = { min = 100 }`, `language = ["en", "de"]`. The others are rejections with the figure."""
    document_timeout_s: int = 60
    """How many seconds one document may take. What takes longer is tried again alone, and then rejected."""
    document_memory_mb: int = 2048
    """How many megabytes a worker may take for its documents. What needs more is tried again alone, and then rejected."""
    max_timed_out_share: float = 0.01
    """The build fails when more than this share of the inputs, and more than ten of them, were not done in time; 0 to 1."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with settings, and where they were found."""

    root: Path
    """Absolute."""
    file: Path
    """The file that the settings come from."""
    config: Config
    note: str | None = None
    """What the user should know of how the settings were found; None when there is nothing to say."""
    given: frozenset[str] = frozenset()
    """The settings that the file gives; all others have their defaults."""

    @property
    def raw(self) -> Path:
        return self.root / self.config.raw

    @property
    def out(self) -> Path:
        return self.root / self.config.out

    @property
    def contract(self) -> Path | None:
        """The workspace's own contract; None when it has none.

        Raises:
            UsageError: the settings name one that does not exist.
        """
        return self._chosen("contract", self.config.contract, DEFAULT_CONTRACT)

    @property
    def publishers(self) -> Path | None:
        """The workspace's own folder of publisher files; None when it has none."""
        return self._chosen("publishers", self.config.publishers, DEFAULT_PUBLISHERS)

    @property
    def line_model(self) -> Path | None:
        """The workspace's own weights of the judge of lines; None for the built-in ones.

        Raises:
            UsageError: the settings name a file that does not exist.
        """
        named = self.config.line_model
        return None if named is None else self._chosen("line_model", named, named)

    @property
    def datasheet(self) -> Path | None:
        """The people's answers in the datasheet; None when there are none."""
        return self._chosen("datasheet", self.config.datasheet, DEFAULT_DATASHEET)

    def _chosen(self, key: str, named: str | None, usual: str) -> Path | None:
        path = self.root / (named or usual)
        if path.exists():
            return path
        if named is None:
            return None
        # A contract that is named and missing must not fall back to the built-in one: rows would pass that should not.
        raise UsageError(f"{key}: '{named}' does not exist", where=self.file.name, hint=f"create it, or remove the setting '{key}'")


def find_workspace(start: Path) -> Workspace | None:
    """The workspace that `start` lies in: the nearest folder upward with settings; None when there is none.

    Raises:
        UsageError: the settings there are not TOML, or hold an unknown key or a wrong value.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        own, project = folder / CLEAN_TOML, folder / PYPROJECT
        table = _tool_table(project) if project.is_file() else None
        if own.is_file():
            note = None
            if table is not None:
                note = f"{CLEAN_TOML} and [tool.clean] in {PYPROJECT} are both here; {CLEAN_TOML} is used, the other is not read"
            own_table = _read_toml(own)
            return Workspace(folder, own, parse_config(own_table, where=CLEAN_TOML, prefix=""), note, frozenset(own_table))
        if table is not None:
            return Workspace(folder, project, parse_config(table, where=PYPROJECT, prefix="tool.clean"), None, frozenset(table))
    return None


def parse_config(table: Any, *, where: str, prefix: str) -> Config:
    """Settings from a TOML table, or one error that names every fault in it.

    >>> parse_config({"name": "tides", "workers": 2}, where="clean.toml", prefix="").workers
    2
    >>> parse_config({"liscence": "CC0-1.0"}, where="pyproject.toml", prefix="tool.clean")
    Traceback (most recent call last):
    cleaner.errors.UsageError: pyproject.toml: [tool.clean] has no setting 'liscence'; did you mean 'license'?
    """
    if not isinstance(table, Mapping):
        raise UsageError(f"{prefix}: {_show(table)} is not a table of settings", where=where, hint=f"write [{prefix}]")
    faults: list[str] = []
    values: dict[str, Any] = {}
    known = [item.name for item in fields(Config)]
    for key, value in table.items():
        if key not in known:
            faults.append(f"{f'[{prefix}] has ' if prefix else 'there is '}no setting {_show(key)}; {_meant(key, known)}")
            continue
        allowed, parse = _KINDS[key]
        try:
            values[key] = parse(value)
        except ValueError as error:
            why = f" ({error})" if str(error) else ""
            faults.append(f"{f'{prefix}.' if prefix else ''}{key}: {_show(value)} is not {allowed}{why}")
    if faults:
        raise UsageError("; also: ".join(faults), where=where)
    return Config(**values)


def allowed_value(key: str) -> str:
    """What the value of a setting must be, in words."""
    return _KINDS[key][0]


def _tool_table(path: Path) -> Any | None:
    """What stands under [tool.clean] in a pyproject.toml; None when nothing does."""
    try:
        table = _read_toml(path)
    except UsageError:
        # Some other project's broken file, in a folder above, is none of our business; one that speaks to us is.
        if b"tool.clean" in read_own(path):
            raise
        return None
    tool = table.get("tool", {})
    return tool.get("clean") if isinstance(tool, Mapping) else None


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        return toml_of(read_own(path).decode())
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not TOML: {error}", where=path.name) from error
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=path.name) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8, at byte {error.start}", where=path.name, hint="save the file as UTF-8") from error


def _show(value: Any) -> str:
    """A value as a message quotes it: short, on one line, and as TOML writes it.

    >>> _show(True), _show(date(2031, 1, 2)), _show("raw")
    ('true', '2031-01-02', "'raw'")
    """
    text = str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, date | time) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _meant(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"the settings are {', '.join(known)}"


def _text(value: Any) -> str:
    # A newline in a name would start a new line of the card's YAML.
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError
    return value.strip()


def _prose(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return " ".join(value.split())


def _path(value: Any) -> str:
    text = _text(value)
    if "\\" in text:
        raise ValueError
    return text


def _inner_path(value: Any) -> str:
    path = PurePosixPath(_path(value))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError
    return str(path)


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return parse


def _whole_number(value: Any) -> int:
    # True is an int to Python; `workers = true` is a mistake.
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError
    return float(value)


def _field_names(value: Any) -> dict[str, str]:
    from cleaner.read.record import KEYS  # noqa: PLC0415 - brings what repairs text with it

    if not isinstance(value, Mapping) or not value.keys() <= KEYS.keys():
        raise ValueError
    return {column: _text(key) for column, key in value.items()}


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - the caller says what is allowed
    return value


def _page_types(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(kind in _PAGE_TYPES for kind in value):
        raise ValueError
    return tuple(dict.fromkeys(value))


def _pii(value: Any) -> str:
    if value not in {"count", "redact"}:
        raise ValueError
    return str(value)


def _filters(value: Any) -> dict[str, Any]:
    from cleaner.extras import parse_filters  # noqa: PLC0415 - brings the splitting of text with it

    if not isinstance(value, Mapping):
        raise ValueError  # noqa: TRY004
    parse_filters(value)
    return dict(value)


_KINDS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "name": ("a text on one line", _text),
    "license": ("a text on one line, such as 'CC-BY-4.0'", _text),
    "description": ("a text", _prose),
    "raw": ("a folder inside the workspace, written with '/'", _inner_path),
    "out": ("a path, written with '/'", _path),
    "contract": ("a path, written with '/'", _path),
    "publishers": ("a path, written with '/'", _path),
    "line_model": ("a path, written with '/'", _path),
    "max_rejected_share": ("a number from 0 to 1", _share),
    "duplicates": ("'annotate' or 'drop'", _one_of("annotate", "drop")),
    "max_timed_out_share": ("a number from 0 to 1", _share),
    "repeated_lines": ("true or false", _yes_or_no),
    "cache": ("true or false", _yes_or_no),
    "cache_gb": ("a whole number from 1", _whole_number),
    "workers": ("a whole number from 1", _whole_number),
    "document_timeout_s": ("a whole number from 1", _whole_number),
    "document_memory_mb": ("a whole number from 1", _whole_number),
    "datasheet": ("a path, written with '/'", _path),
    "page_types": ("a list of 'article', 'collection', 'documentation', 'forum', 'listing', 'product' and 'service'", _page_types),
    "standfirst_in_text": ("true or false", _yes_or_no),
    "quality": ("true or false", _yes_or_no),
    "pii": ("'count' or 'redact'", _pii),
    "filters": ("a table of columns and what they must be, such as { n_words = { min = 100 }, language = ['en'] }", _filters),
    "fields": ("a table of columns and the keys that records have them under, such as { text = 'story' }; docs/formats.md lists the columns", _field_names),
}
"""Setting → what its value must be, in words, and the function that takes it or raises ValueError."""
