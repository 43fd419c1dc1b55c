"""What press databases hand out: one text with many documents, each below "3 of 20 DOCUMENTS" or above "End of Document".

The marks are believed when they count, or stand on lines of their own more than once; the text is cut there, and nothing
of it is left out.
"""

from __future__ import annotations

import re
from itertools import pairwise

_BEGINS = re.compile(rb"^[ \t]*(?:Document )?(?P<n>\d{1,5}) (?:of|von|de|di|van) (?P<all>\d{1,5})(?: (?:DOCUMENTS?|Documents?))?[ \t\r]*$", re.MULTILINE)
_ENDS = re.compile(rb"^[ \t]*(?:End of Document|Document [A-Z]{3,}[0-9A-Za-z]{12,})[ \t\r]*$", re.MULTILINE)
_WORD = re.compile(rb"document", re.IGNORECASE)


def documents_of(data: bytes) -> list[bytes]:
    r"""The documents of a database's text in order, together all of it; one for any other text.

    >>> documents_of(b"1 of 2 DOCUMENTS\nThe quay\n2 of 2 DOCUMENTS\nThe lamp")
    [b'1 of 2 DOCUMENTS\nThe quay\n', b'2 of 2 DOCUMENTS\nThe lamp']
    >>> documents_of(b"The quay\nEnd of Document\nThe lamp\nEnd of Document\n")
    [b'The quay\nEnd of Document\n', b'The lamp\nEnd of Document\n']
    """
    if _WORD.search(data) is None:
        return [data]
    places = _begins(data) or _behind_ends(data)
    pieces = [data[start:end] for start, end in pairwise([0, *places, len(data)]) if start < end]
    # What is white space alone goes with the piece above.
    joined: list[bytes] = []
    for piece in pieces:
        if joined and not (piece.strip() and joined[-1].strip()):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined or [data]


def _begins(data: bytes) -> list[int]:
    """Where documents begin that count themselves: 1, 2, 3 of 20."""
    found = [match for match in _BEGINS.finditer(data) if _WORD.search(match[0])]
    numbers, totals = [int(match["n"]) for match in found], {match["all"] for match in found}
    if len(found) < 2 or len(totals) > 1 or any(below <= above for above, below in pairwise(numbers)):
        return []
    return [match.start() for match in found]


def _behind_ends(data: bytes) -> list[int]:
    found = [min(match.end() + 1, len(data)) for match in _ENDS.finditer(data)]
    return found if len(found) > 1 else []
