"""Rows of tables: those that hold data are one line each, those that lay out a page hold lines of their own."""

from __future__ import annotations

from typing import Any

CELLS = frozenset({"td", "th"})
_NOT_IN_A_ROW = frozenset("table tr h1 h2 h3 h4 h5 h6 figure article section aside nav main form blockquote pre".split())
_MOST_ROW_ELEMENTS, _LONGEST_CELL = 400, 300


def is_data_row(row: Any) -> bool:
    """Whether the row is one of a table of data, and no part of a page that is laid out by a table."""
    n_cells = 0
    for count, element in enumerate(row.iter()):
        tag = element.tag
        if count > _MOST_ROW_ELEMENTS or (count and tag in _NOT_IN_A_ROW):
            return False
        if tag in CELLS:
            n_cells += 1
    return n_cells > 1 and all(sum(map(len, cell.itertext("*"))) <= _LONGEST_CELL for cell in row)
