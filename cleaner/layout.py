r"""Lines of a text whose breaks are not those of its paragraphs: spelled out (`\n`), marked up (`<br />`), or put in at a width.

Decided of the whole text, by evidence that prose does not give by chance; most texts pass unchanged. Every change is a
`Repair` that `cleaner.text.undo` takes back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from cleaner.article import Repair

OWN_BREAKS = frozenset({"line-separator", "escaped-break", "tag-break", "doubled-break"})
"""Steps whose `before` holds the break behind the line too."""
_ODD_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_ANY_BREAK = "[\n\x0b\x0c\u2028\u2029]"


def laid_out(text: str) -> tuple[str, tuple[Repair, ...]]:
    """The text with a line for each paragraph, and what was changed for it. Line breaks of `text` must be line feeds.

    >>> laid_out("The quay<br />It is <b>open</b>.")[0].split(chr(10))
    ['The quay', 'It is open.']
    """
    if _is_escaped(text):
        way = _unescaped
    elif "<" in text and _is_marked_up(text):
        way = _without_tags
    elif _is_numbered(text):
        way = _without_numbers
    elif "\n\n\n" in text and _is_doubled(text):
        way = _halved
    elif "[1" in text and _has_link_numbers(text):
        return (text, ()) if _ODD_BREAK.search(text) else _unwrapped(_LINK_NUMBER.sub("", text), text)
    elif _may_be_wrapped(text):
        return _unwrapped(text, text)
    else:
        return text, ()
    # U+0085 may be a letter's half that was decoded wrongly, and is left to the repair of lines.
    return (text, ()) if "\x85" in text else way(text)


# ---------------------------------------------------------------- breaks that are spelled out

_ESCAPED_BREAK = re.compile(rf"\\r\\n|\\[nr]|{_ANY_BREAK}")
_COMMAND = re.compile(r"\\n(?:u|eq?|i|abla|ot|otin|onumber|ewline|ewcommand|earrow|warrow|searrow|mid|leq|geq|sim|exists|oindent|ormalsize)(?![a-z])")
"""Of TeX."""
_IN_A_PATH = re.compile(r"(?<=[\w:])\\n(?=[a-z])")
_SPOKEN_OF = re.compile(r"(?<![\w.!?])\\n(?:[,.;:)\"'`]| [a-z])")
"""As in "a \\n is a line feed", where nothing is printed by a program."""
_ESCAPED = re.compile(r"((?:\\u[0-9A-Fa-f]{4})+)|\\([\"'/t])")
_LEAST_ESCAPED, _MOST_REAL, _MOST_COMMANDS, _MOST_SPOKEN_OF, _MOST_IN_PATHS, _LEAST_PIECE_CHARS = 3, 0.1, 0.2, 0.3, 0.5, 40


def _is_escaped(text: str) -> bool:
    """Whether the text is as a program prints it: breaks spelled out, and hardly any that is one."""
    if "\\n" not in text:
        return False
    n_spelled = text.count("\\n")
    if n_spelled < _LEAST_ESCAPED or text.strip("\n").count("\n") > _MOST_REAL * n_spelled:
        return False
    if sum(1 for _ in _COMMAND.finditer(text)) > _MOST_COMMANDS * n_spelled:
        return False
    if sum(1 for _ in _SPOKEN_OF.finditer(text)) > _MOST_SPOKEN_OF * n_spelled:
        return False
    return len(text) >= _LEAST_PIECE_CHARS * n_spelled or sum(1 for _ in _IN_A_PATH.finditer(text)) < _MOST_IN_PATHS * n_spelled


def _unescaped(text: str) -> tuple[str, tuple[Repair, ...]]:
    return _broken(text, _ESCAPED_BREAK, "escaped-break", lambda line: _ESCAPED.sub(_meant, line), "escape")


def _meant(match: re.Match[str]) -> str:
    if match[1] is None:
        return "\t" if match[2] == "t" else match[2]
    return match[1].encode("ascii").decode("unicode-escape").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# ---------------------------------------------------------------- breaks that are marked up


def _any_of(names: str) -> str:
    """The longest first, so that it is the one that matches."""
    return "|".join(sorted(names.split(), key=len, reverse=True))


_BLOCKS = "article aside blockquote br caption center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
_INLINE = "a abbr b big cite code del em font i img ins mark q s small span strike strong sub sup tt u wbr"
_VOID = frozenset("br hr img wbr".split())
_CLOSED = " ".join(name for name in _BLOCKS.split() if name not in _VOID)
_ATTRIBUTES = r"(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+))?)*\s*/?"
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_any_of(f'{_BLOCKS} {_INLINE}')}){_ATTRIBUTES}>", re.IGNORECASE)
_TAG_BREAK = re.compile(rf"</?(?:{_any_of(_BLOCKS)}){_ATTRIBUTES}>\n?|{_ANY_BREAK}", re.IGNORECASE)
_IN_CODE = re.compile(rf"[\"'`]<(?:{_any_of(_CLOSED)})\b|`<|>`", re.IGNORECASE)
_IN_A_SENTENCE = re.compile(rf"</(?:{_any_of(_CLOSED)})>(?:[,;]| [a-z])")
"""What ends a block in the middle of a sentence: "a <p>…</p> for each paragraph"."""
_SPEAKS_OF_TAGS = re.compile(r"\b(?:x?html5?|xml|css|markup|jsx)\b|\0[ '\"”`]{1,2}(?:tags?|elements?)\b", re.IGNORECASE)
"""In a text that has a NUL for each tag."""
_LEAST_TAGS, _LEAST_PAIRED, _MOST_IN_SENTENCES = 2, 0.9, 0.05


def _is_marked_up(text: str) -> bool:
    """Whether tags were left in the text: nearly all of them opened and closed, and it does not speak of tags."""
    opened, closed, n_void = Counter[str](), Counter[str](), 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name in _VOID:
            n_void += 1
        else:
            (closed if match["end"] else opened)[name] += 1
    n_tags = n_void + opened.total() + closed.total()
    n_paired = n_void + 2 * (opened & closed).total()
    if n_tags < _LEAST_TAGS or n_paired < _LEAST_PAIRED * n_tags or _IN_CODE.search(text):
        return False
    if sum(1 for _ in _IN_A_SENTENCE.finditer(text)) > _MOST_IN_SENTENCES * n_tags:
        return False
    return _SPEAKS_OF_TAGS.search(_TAG.sub("\0", text)) is None


def _without_tags(text: str) -> tuple[str, tuple[Repair, ...]]:
    return _broken(text, _TAG_BREAK, "tag-break", lambda line: _TAG.sub("", line), "tags")


def _broken(text: str, pattern: re.Pattern[str], step: str, mend: Callable[[str], str], mended_step: str) -> tuple[str, tuple[Repair, ...]]:
    """The text broken at each match, and each of its lines mended."""
    lines: list[str] = []
    repairs: list[Repair] = []
    ends = [(match.start(), match.end()) for match in pattern.finditer(text)]
    at = 0
    for start, end in (*ends, (len(text), len(text))):
        line, ending = text[at:start], text[start:end]
        at = end
        if not line and not ending:
            continue
        no = len(lines) + 1
        if ending not in ("", "\n"):
            repairs.append(Repair(no, step, line + ending, line))
        mended = mend(line)
        if mended != line:
            repairs.append(Repair(no, mended_step, line, mended))
        # A last line of which nothing is left is one still.
        lines.append(mended + "\n" if ending or not mended else mended)
    return "".join(lines), tuple(repairs)


# ---------------------------------------------------------------- numbers in front of lines

_NUMBER = re.compile(r"[ \t]*(\d{1,7})(?:[:|\t]|(?<=\d)(?=\n|$))[ \t]?")
_LEAST_NUMBERED, _NUMBERED = 10, 0.95


def _is_numbered(text: str) -> bool:
    """Whether a program put its number in front of each line, as `cat -n` and `grep -n` do; a list of the article's own is a part of it."""
    if _NUMBER.match(text) is None:
        return False
    lines = text.split("\n")
    n_solid = sum(1 for line in lines if line.strip())
    n_right = sum(1 for no, line in enumerate(lines, 1) if (match := _NUMBER.match(line)) is not None and int(match[1]) == no)
    return n_right >= _LEAST_NUMBERED and n_right >= _NUMBERED * n_solid


def _without_numbers(text: str) -> tuple[str, tuple[Repair, ...]]:
    return _broken(text, re.compile(_ANY_BREAK), "line-separator", lambda line: _NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line, "line-number")


# ---------------------------------------------------------------- breaks that stand twice

_LEAST_DOUBLED, _LEAST_SHARE_OF_GAPS = 12, 0.15


def _is_doubled(text: str) -> bool:
    """Whether every other line is blank, as where a break was written twice; and blank lines that were there before are three now."""
    lines = text.strip("\n").split("\n")
    if any(line.strip() for line in lines[1::2]):
        return False
    solid = [bool(line.strip()) for line in lines[::2]]
    n_solid = sum(solid)
    n_apart = sum(not solid[place] and solid[place + 1] for place in range(len(solid) - 1))
    return n_solid >= _LEAST_DOUBLED and n_apart >= _LEAST_SHARE_OF_GAPS * n_solid


def _halved(text: str) -> tuple[str, tuple[Repair, ...]]:
    return _broken(text, re.compile(f"\n[ \t]*\n|{_ANY_BREAK}"), "doubled-break", lambda line: line, "")


# ---------------------------------------------------------------- numbers of links

_LINK_NUMBER = re.compile(r"(?<![^\s(\"'“„«])\[\d{1,4}\](?=[^\s\[\](){},.;:])")
_LISTED_LINK = re.compile(r"^[ \t]*\d{1,4}\. (?:[a-z]{3,10}:|/)\S", re.MULTILINE)
_LEAST_NUMBERS, _LISTED = 4, 0.5


def _has_link_numbers(text: str) -> bool:
    """Whether a text browser put a number in front of each link, "by [10]Ada Ruiz", and listed their addresses below: the numbers rise, as those of notes in a paper need not."""
    numbers = [int(match[0][1:-1]) for match in _LINK_NUMBER.finditer(text)]
    rises = sum(above < below for above, below in pairwise(numbers))
    if len(numbers) < _LEAST_NUMBERS or rises < len(numbers) - 1:
        return False
    return sum(1 for _ in _LISTED_LINK.finditer(text)) >= _LISTED * len(numbers)


# ---------------------------------------------------------------- breaks at a width

_NARROWEST, _WIDEST = 45, 132
_LEAST_FULL, _LEAST_FULL_WITHOUT_CASE, _MOST_SLACK = 4, 8, 14
_FULL_SHARE, _SMALL_SHARE, _SMALL_SHARE_OF_MANY, _MOST_ENDS, _MANY = 0.8, 0.4, 0.2, 0.5, 16
"""In German a third of all words have a capital; of a few lines chance may have as many."""
_ADDRESS = re.compile("[!-~]{30,}")
_LEAST_BESIDE_ADDRESS = 20
_BEGINS_ANEW = re.compile(r"\s*(?:[-*•·+>|#]|[=_~]{2}|\d{1,3}[.)]\s|\[\d+\]\s|[A-Z]\)\s|[A-Z][A-Z .'’-]*:\s)")
"""A bullet, a rule, a number, who speaks. One underscore is how a plain text sets a word in italics."""
_END = re.compile(r"[.!?…。！？؟।][\"'”’»«“」』)]*$")
_COLUMNS = re.compile(r"\S\s{3,}\S|\|")
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_FIRST_WORD = re.compile(rf"\s*(?:[{_UNSPACED}]|\S+)")
_NO_SPACE = re.compile(rf"[{_UNSPACED}\u3000-\u303f\uff00-\uffef]")
_HYPHEN = re.compile(r"[^\W\d_]-")


def _may_be_wrapped(text: str) -> bool:
    """A cheap look: a text of paragraphs has a line that is longer than any that a program wraps at, most of them soon."""
    at = 0
    while len(text) - at > 4 * _WIDEST:
        following = text.find("\n", at, at + 4 * _WIDEST)
        if following < 0:
            return False
        at = following + 1
    return True


def _unwrapped(text: str, before: str) -> tuple[str, tuple[Repair, ...]]:
    """The text with a line for each paragraph; `before` is what it was before its lines were mended, which broke none."""
    lines, old = text.split("\n"), before.split("\n")
    going_on = frozenset() if _ODD_BREAK.search(text) else _going_on(lines)
    if not going_on and text == before:
        return text, ()
    out: list[str] = []
    repairs: list[Repair] = []
    index = 0
    while index < len(lines):
        end = index
        while end in going_on:
            end += 1
        joined = _joined(lines[index : end + 1]) if end > index else lines[index]
        out.append(joined)
        was = "\n".join(old[index : end + 1])
        if joined != was:
            repairs.append(Repair(len(out), "unwrap" if end > index else "link-number", was, joined))
        index = end + 1
    return "\n".join(out), tuple(repairs)


def _joined(lines: Sequence[str]) -> str:
    parts = [lines[0].rstrip(" \t")]
    for above, line in pairwise(line.strip(" \t") for line in lines):
        has_no_space = _NO_SPACE.match(above[-1:]) is not None or (_HYPHEN.fullmatch(above[-2:]) is not None and line[:1].islower())
        parts += "" if has_no_space else " ", line
    return "".join(parts)


def _going_on(lines: Sequence[str]) -> frozenset[int]:
    """Places of the lines that go on in the next, of a text in which lines end only where the next word would be too wide."""
    texts = [line.rstrip() for line in lines]
    width = max((len(text) for text in texts if _ADDRESS.search(text) is None or len(_ADDRESS.sub("", text)) > _LEAST_BESIDE_ADDRESS), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return frozenset()
    followed = [place for place in range(len(texts) - 1) if texts[place] and texts[place + 1]]
    full = {place for place in followed if _is_full(texts[place], texts[place + 1], width)}
    nearly = [place for place in followed if len(texts[place]) >= width - _MOST_SLACK]
    if len(full) < _LEAST_FULL or sum(place in full for place in nearly) < _FULL_SHARE * len(nearly):
        return frozenset()
    # A sentence goes on in small letters; a headline that happens to be as long as the next has a capital below it.
    first = [texts[place + 1].lstrip()[0] for place in full]
    n_small, n_cased = sum(map(str.islower, first)), sum(char.lower() != char.upper() for char in first)
    if 2 * sum(map(str.isalpha, first)) < len(first):  # a log, whose lines are of one width
        return frozenset()
    # Paragraphs and headlines that happen to be of one length each end where they are full.
    if sum(_END.search(texts[place]) is not None for place in full) > _MOST_ENDS * len(full):
        return frozenset()
    least = _SMALL_SHARE if len(full) < _MANY else _SMALL_SHARE_OF_MANY
    if n_small < least * n_cased or (not n_small and len(full) < _LEAST_FULL_WITHOUT_CASE):
        return frozenset()
    return frozenset(place for place in full if _goes_on(texts[place], texts[place + 1]))


def _is_full(text: str, following: str, width: int) -> bool:
    """Whether the first word of the next line has no room in this one."""
    if len(text) < width // 2:
        return False
    word = _FIRST_WORD.match(following)
    return word is not None and len(text) + 1 + len(word[0].strip()) > width


def _goes_on(text: str, following: str) -> bool:
    if _BEGINS_ANEW.match(following) or _COLUMNS.search(text) or _COLUMNS.search(following):
        return False
    indent, next_indent = (len(line) - len(line.lstrip()) for line in (text, following))
    return next_indent <= indent + 1 or _BEGINS_ANEW.match(text) is not None
