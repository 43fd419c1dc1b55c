"""A line of a page as the template that fits it: what a publisher's file would say of this line and of those like it."""

from __future__ import annotations

import re

from cleaner.rules.reading import fold

_LONGEST = 120
_REST = 300
"""Characters that `{*}` stands for, at most."""
_MARKS = re.compile(r"[\\()\[\]{}|]")
_NUMBER = re.compile(r"(?<![\w.,'])\d[\d.,']{0,11}(?![\w])")


def template_of(line: str, *, numbers: bool = True) -> str:
    r"""The template of a line: as it is printed, with what the language reads as a mark written as the character itself.

    `numbers`: any number may stand where the line has one, as in "© 2031 The Ostrel Observer" or "12 comments".

    >>> template_of("© 2031 The Ostrel Observer. All rights (really) reserved.")
    '© {n} The Ostrel Observer. All rights \\(really\\) reserved.'
    >>> template_of("More from the 3rd floor", numbers=True)
    'More from the 3rd floor'
    >>> template_of("The ferry left the harbour of Saltmere late. " * 6)[-18:]
    'the harbour of {*}'
    """
    line = " ".join(line.split())
    if len(line) > _LONGEST:
        # Nobody wants to read a paragraph as a template: its beginning gives it away.
        head = line[:_LONGEST].rpartition(" ")[0]
        return template_of(head, numbers=numbers) + " {*}" if head and len(line) - len(head) <= _REST else template_of(line[:_LONGEST], numbers=numbers)
    plain = _MARKS.sub(lambda match: "\\" + match[0], " ".join(line.split()))
    # A number that ends with a mark has eaten the sentence's full stop; the mark at the edge does not count anyway.
    return _NUMBER.sub(lambda match: "{n}" + match[0][len(match[0].rstrip(".,'")) :], plain) if numbers and fold(line) else plain


def quoted(text: str) -> str:
    r"""The text as a TOML string on one line; as it is between single quotes where that is easier to read.

    >>> print(quoted("Say \\(aloud\\)"), quoted("It's"), quoted('a"b' + "'"))
    'Say \(aloud\)' "It's" "a\"b'"
    """
    if "'" not in text and ("\\" in text or '"' in text) and all(char >= " " and char != "\x7f" for char in text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in escaped) + '"'
