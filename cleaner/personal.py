"""E-mail addresses and phone numbers in a text: counted, or put out of it.

News prints them for readers to use, so they are counted when somebody asks, and never judged. Numbers are taken for
phones only where they look like nothing else: a leading +, an area code in brackets, or digits in the groups of a
numbering plan. "2031-03-14", "1 000 000" and "10:45" are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LOCAL = r"[A-Za-z0-9._%+'-]"
_BEFORE_AT = re.compile(rf"{_LOCAL}{{1,64}}\Z")
_AFTER_AT = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}")
_LONGEST_LOCAL = 64
"""RFC 5321, 4.5.3.1.1."""
_SEPARATOR = r"[ \u00a0.\-/]"
_PHONE = re.compile(
    rf"""(?<![\w.,:/+-])(?:
        \+[1-9](?:{_SEPARATOR}?\(?\d\)?){{7,14}}                             # +44 (0)20 7946 0123
      | \(0?\d{{2,5}}\){_SEPARATOR}?\d{{2,4}}(?:{_SEPARATOR}?\d{{2,4}}){{1,3}}   # (020) 7946 0123
      | 0\d{{2,4}}{_SEPARATOR}\d{{3,4}}{_SEPARATOR}?\d{{3,4}}                    # 020 7946 0123
      | [2-9]\d\d[.-]\d{{3}}[.-]\d{{4}}                                          # 555-010-0123
    )(?![\w/+-]|[.,:]\d)""",
    re.VERBOSE,
)
_LEAST_DIGITS, _MOST_DIGITS = 8, 15
"""ITU-T E.164, 6.2.1: at most 15. Shorter numbers are emergency and service numbers, which are nobody's."""

PLACEHOLDERS = {"email": "[email]", "phone": "[phone]"}
"""Kind → what stands in its place once it is put out."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One address or number in a text."""

    start: int
    end: int
    kind: str
    """`email` or `phone`."""


def find(text: str) -> tuple[Personal, ...]:
    """The addresses and numbers of a text in their order. They never overlap, and none reaches over a line break.

    >>> text = "Write to ana.reuvel@harbour.example or ring +44 20 7946 0123 by 2031-03-14."
    >>> [(one.kind, text[one.start : one.end]) for one in find(text)]
    [('email', 'ana.reuvel@harbour.example'), ('phone', '+44 20 7946 0123')]
    """
    emails = list(_emails(text))
    phones = [one for one in _phones(text) if not any(one.start < other.end and other.start < one.end for other in emails)]
    return tuple(sorted([*emails, *phones], key=lambda one: one.start))


def redacted(text: str) -> str:
    """The text with a placeholder for each address and number.

    >>> redacted("Ring (020) 7946 0123, or write to desk@paper.example.")
    'Ring [phone], or write to [email].'
    """
    out: list[str] = []
    at = 0
    for one in find(text):
        out += [text[at : one.start], PLACEHOLDERS[one.kind]]
        at = one.end
    return "".join([*out, text[at:]]) if out else text


def _emails(text: str) -> Iterator[Personal]:
    # From the @ outwards, with bounds: a pattern that begins anywhere reads a long word again for each of its letters.
    at = text.find("@")
    behind = 0
    while at >= 0:
        before = _BEFORE_AT.search(text, max(behind, at - _LONGEST_LOCAL), at)
        after = _AFTER_AT.match(text, at + 1)
        if before and after:
            start = at - len(before[0].lstrip(".'%-"))
            if start < at:
                behind = after.end()
                yield Personal(start, behind, "email")
        at = text.find("@", at + 1)


def _phones(text: str) -> Iterator[Personal]:
    for match in _PHONE.finditer(text):
        if _LEAST_DIGITS <= sum(map(str.isdecimal, match[0])) <= _MOST_DIGITS:
            yield Personal(match.start(), match.end(), "phone")
