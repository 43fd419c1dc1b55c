"""The data of a page that React's server sends in pieces: `self.__next_f.push([1, "5:{…}"])`, one script for each.

Put together they are rows, a number and a value each: JSON, or a long text with its length in front, which JSON names by its number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

_PUSH = re.compile(
    r"\s*(?:self\.__next_f\s*=\s*self\.__next_f\s*\|\|\s*\[\]\s*;\s*|\(self\.__next_f\s*=\s*self\.__next_f\s*\|\|\s*\[\]\))?(?:self\.__next_f)?\.push\("
)
_ROW = re.compile(rb"(?P<id>[0-9a-f]{1,6}):(?:T(?P<size>[0-9a-f]{1,7}),|[A-Z]{0,2}(?=[\[{\"]))")
_NAMED = re.compile(r'"\$(?P<id>[0-9a-f]{1,6})"')
_MOST_ROWS = 20_000


def flight_values(scripts: Sequence[str]) -> Iterator[Any]:
    r"""The values in the rows of a page's scripts; texts stand where they are named. Nothing, where the page has none.

    >>> list(flight_values(['self.__next_f.push([1,"1:T5,Hello2:{\\"text\\":\\"$1\\"}\\n"])']))
    [{'text': 'Hello'}]
    """
    data = "".join(map(_pushed, scripts)).encode("utf-8", "replace")
    texts: dict[str, str] = {}
    rows: list[bytes] = []
    at = n_rows = 0
    while at < len(data) and n_rows < _MOST_ROWS:
        row = _ROW.match(data, at)
        n_rows += 1
        if row is not None and row["size"]:
            end = row.end() + int(row["size"], 16)
            texts[row["id"].decode()] = data[row.end() : end].decode("utf-8", "replace")
            at = end
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if row is not None:
            rows.append(data[row.end() : end])
        at = end + 1
    for line in rows:
        # Once each: a row that names a long text a thousand times is no article.
        whole = _NAMED.sub(lambda match: json.dumps(texts.pop(match["id"])) if match["id"] in texts else match[0], line.decode("utf-8", "replace"))
        try:
            yield json.loads(whole, strict=False)
        except (ValueError, RecursionError):
            continue


def _pushed(script: str) -> str:
    """The piece that a script pushes; '' of any other script."""
    match = _PUSH.match(script) if "__next_f" in script[:200] else None
    if match is None:
        return ""
    try:
        value = json.JSONDecoder(strict=False).raw_decode(script, match.end())[0]
    except (ValueError, RecursionError):
        return ""
    return value[1] if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str) else ""
