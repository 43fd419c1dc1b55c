"""The YAML at the head of a dataset card: a small, strict part of YAML that we write, and read back to check a card.

Mappings, lists, strings, whole numbers and true/false, in block style. Every YAML reader understands it in the one
way; our own reader refuses what our writer would not write, rather than guess (a test holds both against PyYAML).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleaner.release.cards.markdown import yaml_string

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./*-]*")
# YAML 1.1 takes them for booleans or null: the Norwegian language would be `false`.
_NOT_STRINGS = frozenset("y n yes no true false on off null nan inf".split())
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?: (.+))?")
_NUMBER = re.compile(r"0|-?[1-9]\d*")


def dump(content: Mapping[str, Any]) -> str:
    """The mapping as YAML. Strings lose what is unseen; empty lists and mappings must not be given.

    >>> print(dump({"language": ["en", "no"], "rows": 3, "configs": [{"name": "a", "default": True}]}), end="")
    language:
    - en
    - "no"
    rows: 3
    configs:
    - name: a
      default: true
    """
    return "".join(f"{line}\n" for line in _mapping(content))


def parse(text: str) -> dict[str, Any]:
    """What `dump` wrote.

    Raises:
        ValueError: The text is no YAML of this kind; the message names the line.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    value, rest = _read(lines, 0)
    if rest:
        raise ValueError(f"line {rest[0][0]}: {rest[0][1].strip()!r} does not belong here")
    if not isinstance(value, dict):
        raise ValueError("line 1: not a mapping")  # noqa: TRY004 - wrong text, not a wrong argument
    return value


def split_card(text: str) -> tuple[str, str]:
    """(front matter, rest) of a card.

    Raises:
        ValueError: The card has no front matter.
    """
    head, found, rest = text.removeprefix("---\n").partition("\n---\n")
    if not found or not text.startswith("---\n"):
        raise ValueError("line 1: no front matter between two lines of ---")
    return head + "\n", rest


def _mapping(content: Mapping[str, Any]) -> Iterator[str]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _mapping(value))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield f"{key}:"
            yield from _list(value)
        else:
            yield f"{key}: {_scalar(value)}"


def _list(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            for number, line in enumerate(_mapping(value)):
                yield f"{'  ' if number else '- '}{line}"
        else:
            yield f"- {_scalar(value)}"


def _scalar(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _NOT_STRINGS:
            return value
        case str():
            return yaml_string(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a card's front matter")


_Lines = list[tuple[int, str]]


def _read(lines: _Lines, indent: int) -> tuple[Any, _Lines]:
    """The block at this indent, and the lines behind it."""
    if not lines or _indent(lines[0][1]) != indent:
        where = lines[0] if lines else (0, "")
        raise ValueError(f"line {where[0]}: a value is missing or wrongly indented")
    return _read_list(lines, indent) if lines[0][1][indent:].startswith("- ") else _read_mapping(lines, indent)


def _read_list(lines: _Lines, indent: int) -> tuple[list[Any], _Lines]:
    values = []
    while lines and _indent(lines[0][1]) == indent and lines[0][1][indent:].startswith("- "):
        number, line = lines[0]
        inner = line[indent + 2 :]
        if _KEY.fullmatch(inner) and not inner.startswith('"'):
            value, lines = _read_mapping([(number, " " * (indent + 2) + inner), *lines[1:]], indent + 2)
        else:
            value, lines = _value(number, inner), lines[1:]
        values.append(value)
    return values, lines


def _read_mapping(lines: _Lines, indent: int) -> tuple[dict[str, Any], _Lines]:
    found: dict[str, Any] = {}
    while lines and _indent(lines[0][1]) == indent and not lines[0][1][indent:].startswith("- "):
        number, line = lines[0]
        match = _KEY.fullmatch(line[indent:])
        if match is None:
            raise ValueError(f"line {number}: {line.strip()!r} is not 'key: value'")
        if match[1] in found:
            raise ValueError(f"line {number}: the key {match[1]!r} is there twice")
        if match[2] is not None:
            found[match[1]], lines = _value(number, match[2]), lines[1:]
        else:
            lines = lines[1:]
            is_list = bool(lines) and _indent(lines[0][1]) == indent and lines[0][1][indent:].startswith("- ")
            found[match[1]], lines = _read(lines, indent if is_list else indent + 2)
    return found, lines


def _value(number: int, text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    if _NUMBER.fullmatch(text):
        return int(text)
    if text.startswith('"'):
        try:
            found = json.loads(text)
        except ValueError as error:
            raise ValueError(f"line {number}: {text} is not a quoted string") from error
        return found
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_STRINGS:
        return text
    raise ValueError(f"line {number}: {text!r} must be in double quotes")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
