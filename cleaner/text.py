"""Bytes → lines: mojibake, control characters, invisible characters and odd spaces, once `cleaner.charsets` has made text of them.

Every change is a `Repair`, so that `undo` gives back the decoded text. Typography is left alone: curly quotes,
ligatures, full-width letters and unusual dashes are what the writer wrote. Each step is a function of one line; a whole text
is split quickly by looking only at lines that have characters for which a step exists, and a test holds both to the same.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterator

import ftfy
import numpy as np
from ftfy import fixes
from ftfy.badness import is_bad
from numpy.typing import NDArray

from cleaner.article import Document, Line, RawArticle, Rejection, Repair
from cleaner.charsets import HIGH_RUN, decode
from cleaner.layout import OWN_BREAKS, laid_out

# ---------------------------------------------------------------- one line

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_BREAKS_TO_SPACE = str.maketrans(dict.fromkeys(_BREAKS, " "))
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[0-9A-Za-z]{1,24});")
_ESCAPED_AND = re.compile("&(?:(?:amp|AMP|#38|#x26);)+")  # "&amp;amp;amp;" was escaped three times: once more each time it was exported
_FTFY = ftfy.TextFixerConfig(explain=False)
"""Only `fix_encoding` is called with it, so quotes, ligatures, widths and normal forms are not even looked at."""
_ASCII_STRETCH = re.compile(r"([\x00-\x7f]{8})[\x00-\x7f]+([\x00-\x7f]{8})")
_SEGMENT_CHARS = 1_000_000  # as ftfy cuts what it is given
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[()*+][0-9AB]|\x1b[78=>]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]")
_JOINING = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
"""Scripts in which a joiner or non-joiner spells: Arabic, Persian, Indic, Burmese, Khmer, Mongolian."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer: a zero-width space is how a word ends."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_PICTURE = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f"
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u2060-\u2064\u206a-\u206f\ufeff\ufffc\u3164\uffa0\u202a-\u202e\u2066-\u2069]"
    f"|(?<![{_UNSPACED}])\u200b|\u200b(?![{_UNSPACED}])"
    f"|(?<![{_JOINING}])\u200c"
    f"|(?<![{_JOINING}{_PICTURE}])\u200d|(?<=[{_PICTURE}])\u200d(?![{_PICTURE}])"
    f"|(?<![#*0-9{_PICTURE}\u2e80-\u9fff\uf900-\ufaff\u1000-\u109f\uaa60-\uaa7f])[\ufe00-\ufe0f]|(?<=[#*0-9])[\ufe00-\ufe0f](?!\u20e3)"
    "|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
    # Flags are spelled in tag letters. Anywhere else they hide ASCII from the reader and not from a model.
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
)
_MARKS = re.compile("[\u200e\u200f\u061c]")
_SPACE_SET = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
_SPACES = re.compile(f"[{_SPACE_SET}]")
_STRAY_WIDE_SPACE = re.compile("(?<![\u2e80-\uffef])\u3000(?![\u2e80-\uffef])")
_INVISIBLE_SET = "\u00ad\u180e\u200b-\u200d\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffc\U000e0000-\U000e01ef"
_SOME_INVISIBLE = re.compile(f"[{_INVISIBLE_SET}]")
_NEVER_MOJIBAKE = "\u0590-\u1fff\u2e80-\uf8fe\uf900-\ufaff\ufb1d-\ufffc\U00010000-\U0010ffff"
_PLAIN_LETTERS = "\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f\u0451\u0454\u0456\u0457"
_PAIR = f"(?:(?<=[^\x00-\x7f{_NEVER_MOJIBAKE}{_PLAIN_LETTERS}])[^\x00-\x7f{_NEVER_MOJIBAKE}]|[^\x00-\x7f{_NEVER_MOJIBAKE}{_PLAIN_LETTERS}])"
# Both expressions begin with a set: the engine scans for a set a dozen times faster than for alternatives.
_MOJIBAKE_SUSPECT = re.compile(f"[^\x00-\x7f{_NEVER_MOJIBAKE}](?:(?<=[\x80-\x9fŒœÃÂ])|{_PAIR})")
"""ftfy changes no line without this: C1, one of Œ œ Ã Â, or two neighbours beyond ASCII of the scripts that mojibake makes,
not both of them plain Greek or Cyrillic letters. A property test holds it to ftfy."""
_SUSPECT_SET = f"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u2029\u3000\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff{_INVISIBLE_SET}"
_SUSPECT = re.compile(rf"[^\t\x20-\x25\x27-\x7e](?:(?<=[{_SUSPECT_SET}&ŒœÃÂ{_SPACE_SET}])|(?<=[^\x00-\x7f{_NEVER_MOJIBAKE}]){_PAIR})")
"""Nothing is done to a line without this."""


def _mend_entities(text: str) -> str:
    # Markup shown as text ("write <b>x &amp; y</b>") means its entities. A lone "<" as in "2 < 3 &amp; more" does not.
    if "&" not in text or (("<" in text) and _MARKUP.search(text)):
        return text
    return _ENTITY.sub(lambda match: fixes.unescape_html(match[0]).translate(_BREAKS_TO_SPACE), _ESCAPED_AND.sub("&", text))


def _is_bad(text: str) -> bool:
    """What ftfy's `is_bad` says, asked of what stands near characters beyond ASCII: nothing it looks for is longer than seven characters, or ASCII alone."""
    return is_bad(_ASCII_STRETCH.sub(r"\1\2", text))


def _mend_mojibake(text: str) -> str:
    if not (_MOJIBAKE_SUSPECT.search(text) and _is_bad(text)):  # ftfy asks is_bad too, but for each line it costs 10 µs to get there
        return text
    parts = (text[i : i + _SEGMENT_CHARS] for i in range(0, len(text), _SEGMENT_CHARS))
    return "".join(ftfy.fix_encoding(part, _FTFY) for part in parts).translate(_BREAKS_TO_SPACE)


def _drop_controls(text: str) -> str:
    return _CONTROL.sub("", _ESCAPES.sub("", text) if "\x1b" in text else text)


def _drop_invisible(text: str) -> str:
    if _SOME_INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    # A direction mark next to Hebrew or Arabic decides where a full stop is shown; in other lines it decides nothing.
    return _MARKS.sub("", text) if _MARKS.search(text) and not _RIGHT_TO_LEFT.search(text) else text


def _plain_spaces(text: str) -> str:
    """Every Unicode space becomes U+0020, but for ideographic spaces beside East Asian characters: they are typography."""
    return _STRAY_WIDE_SPACE.sub(" ", _SPACES.sub(" ", text))


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("surrogate", fixes.fix_surrogates),
    ("entity", _mend_entities),
    ("mojibake", _mend_mojibake),  # before the next three: "Ã\xad" is í and "Ã\xa0" is à
    ("control", _drop_controls),
    ("invisible", _drop_invisible),
    ("nbsp", _plain_spaces),
)
_MAX_ROUNDS = 64


def repair_line(text: str, *, no: int = 0) -> tuple[str, tuple[Repair, ...]]:
    """The line as it was meant, and what was changed, in order. `no` is the number the repairs carry.

    The text must not contain line breaks. Repairing again changes nothing.

    >>> repair_line("FranÃ§oise &amp; Zo\u00eb\u200b’s caf\u00e9")[0]
    'Françoise & Zoë’s café'
    """
    if not _SUSPECT.search(text):
        return text, ()
    repairs: list[Repair] = []
    # One step may uncover work for an earlier one ("&amp;eacute;"), and each takes something away, so the rounds end.
    for _ in range(_MAX_ROUNDS):
        start = text
        for step, mend in _STEPS:
            mended = mend(text)
            if mended != text:
                repairs.append(Repair(no, step, text, mended))
                text = mended
        if text == start or not _SUSPECT.search(text):
            break
    return text, tuple(repairs)


# ---------------------------------------------------------------- whole texts

_LINE = re.compile("([^\n\x0b\x0c\u2028\u2029]*)([\n\x0b\x0c\u2028\u2029]?)")
_LINE_OR_NEL = re.compile("((?:[^\n\x0b\x0c\x85\u2028\u2029]|(?<=[\xa0-\xff])\x85)*)([\n\x0b\x0c\x85\u2028\u2029]?)")
_C1_BUT_NEL = re.compile("[\x80-\x84\x86-\x9f]")

_ANY, _SPACE, _MOJIBAKE, _PAIRS, _PAIRS_SURELY, _BREAK, _ODD_BREAK = (1 << bit for bit in range(7))
"""What a character may mean for its line: any step, a plain space for an odd one, mojibake by itself, mojibake beside another
of its kind, of which one must be no plain letter; and the end of a line, usual or not."""


def _ranges(chars: str) -> Iterator[tuple[int, int]]:
    """(first, behind the last) of the runs in what stands between the brackets of an expression."""
    for first, last in re.findall("(?s)(.)(?:-(.))?", chars):
        yield ord(first), ord(last or first) + 1


def _marks() -> NDArray[np.uint8]:
    """For each code point what `_SUSPECT` looks for in it: one look at an array for what the expression asks of each character in turn."""
    marks = np.zeros(sys.maxunicode + 1, np.uint8)
    marks[0x80:] = _PAIRS | _PAIRS_SURELY
    for chars, without in ((_NEVER_MOJIBAKE, _PAIRS | _PAIRS_SURELY), (_PLAIN_LETTERS, _PAIRS_SURELY)):
        for first, end in _ranges(chars):
            marks[first:end] &= 255 - without
    for chars, mark in ((_SUSPECT_SET, _ANY), (_SPACE_SET, _SPACE), ("ŒœÃÂ", _MOJIBAKE), ("\n", _BREAK), ("\x0b\x0c\x85\u2028\u2029", _ODD_BREAK)):
        for first, end in _ranges(chars):
            marks[first:end] |= mark
    for chars in (_SPACE_SET, "ŒœÃÂ", "\t", "\n"):
        for first, end in _ranges(chars):
            marks[first:end] &= 255 - _ANY
    return marks


_MARKS_OF = _marks()
_PLAIN_FROM, _N_PLAIN = np.uint32(0x20), np.uint32(0x5F)
_BEFORE, _BEHIND = 7, 25  # of a place that may be mojibake: nothing that is_bad looks for is longer than seven characters


def repair_text(text: str) -> tuple[list[str], tuple[Repair, ...]]:
    """The repaired lines of a text, and the repairs. The break behind the last line makes no further line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    places, marks = _odd_places(text)
    separators: dict[int, Repair] = {}
    if np.any(marks & _ODD_BREAK):
        text, separators = _usual_breaks(text)
        places, marks = _odd_places(text)
    todo = _lines_to_repair(text, places, marks)
    texts = text.split("\n")
    if not texts[-1]:
        texts.pop()  # the end of the text
    repairs: list[Repair] = []
    for place in sorted(todo.keys() | separators.keys()):
        if place in separators:
            repairs.append(separators[place])
        steps = todo.get(place, 0)
        if steps & _ANY:
            texts[place], changes = repair_line(texts[place], no=place + 1)
            repairs += changes
        elif steps:
            before = texts[place]
            texts[place] = _SPACES.sub(" ", before)
            repairs.append(Repair(place + 1, "nbsp", before, texts[place]))
    return texts, tuple(repairs)


def split_lines(text: str) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """What `repair_text` gives, the lines numbered from 1."""
    texts, repairs = repair_text(text)
    return tuple(map(Line, range(1, len(texts) + 1), texts)), repairs


def _odd_places(text: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where the text has a character that is not printable ASCII, and the marks of those characters, `_MOJIBAKE` for the second of a pair too."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    places = np.flatnonzero(codes - _PLAIN_FROM >= _N_PLAIN)
    marks = _MARKS_OF[codes[places]]
    one, other = marks[:-1], marks[1:]
    is_pair = (places[1:] - places[:-1] == 1) & ((one & other & _PAIRS) != 0) & (((one | other) & _PAIRS_SURELY) != 0)
    marks[1:][is_pair] |= _MOJIBAKE
    return places, marks


def _usual_breaks(text: str) -> tuple[str, dict[int, Repair]]:
    """The text with a line feed for every other break, and a repair for each line that ended in one."""
    # U+0085 breaks a line, unless it is half of mojibake ("Ã\x85ngström") or cp1252's ellipsis among other C1 characters.
    pattern = _LINE_OR_NEL if "\x85" in text and not _C1_BUT_NEL.search(text) else _LINE
    parts = pattern.findall(text)
    separators = {place: Repair(place + 1, "line-separator", line + ending, line) for place, (line, ending) in enumerate(parts) if ending not in {"", "\n"}}
    return "".join(line + "\n" if ending else line for line, ending in parts), separators


def _lines_to_repair(text: str, places: NDArray[np.int64], marks: NDArray[np.uint8]) -> dict[int, int]:
    """Index of a line → `_ANY` or `_SPACE`. A line that is not there needs nothing."""
    breaks = places[(marks & _BREAK) != 0]
    todo: dict[int, int] = {}
    if "&" in text:  # with which nothing is done unless an entity begins there
        entities = [match.start() for match in _ENTITY.finditer(text)]
        todo = dict.fromkeys(np.searchsorted(breaks, entities).tolist(), _ANY)
    suspects = np.flatnonzero(marks & (_ANY | _SPACE | _MOJIBAKE))
    if not len(suspects):
        return todo
    suspect_places = places[suspects]
    lines = np.searchsorted(breaks, suspect_places)
    starts = np.append(0, breaks + 1)[lines]
    looked_until = -1
    for line, start, place, steps in zip(lines.tolist(), starts.tolist(), suspect_places.tolist(), marks[suspects].tolist(), strict=True):
        known = todo.get(line, 0)
        if known & _ANY:
            continue
        if steps & _ANY:
            todo[line] = _ANY
        elif steps & _MOJIBAKE and place > looked_until:
            begin = max(start, place - _BEFORE)
            window = text[begin : place + _BEHIND].split("\n", 1)[0]
            looked_until = min(place + _BEHIND - 1 - _BEFORE, begin + len(window))
            if is_bad(window) or is_bad(_SPACES.sub(" ", window)):
                todo[line] = _ANY
                continue
        if steps & _SPACE:
            todo[line] = known | _SPACE
    return todo


def undo(document: Document) -> str:
    """The decoded text before any repair: what `decode` gave, but with LF for CR LF and CR, and none at the very end."""
    texts = [line.text for line in document.lines]
    for repair in reversed(document.repairs):
        if repair.line:
            texts[repair.line - 1] = repair.before
    breaks = {repair.line for repair in document.repairs if repair.step in OWN_BREAKS}
    text = "".join(line if no in breaks else line + "\n" for no, line in enumerate(texts, 1))
    return text.removesuffix("\n")


def to_document(raw: RawArticle) -> Document | Rejection:
    """The raw article as numbered, repaired lines; or why it cannot be one (`undecodable`, `empty`)."""
    sha256 = hashlib.sha256(raw.data).hexdigest()
    decoded = decode(raw.data, raw.charset)
    if decoded is None:
        n_high = sum(len(run) for run in HIGH_RUN.findall(raw.data))
        evidence = f"no charset makes text of its {len(raw.data)} bytes, {n_high} of them beyond ASCII"
        return Rejection(raw.source, "undecodable", evidence, sha256, len(raw.data))
    text, laid = laid_out(decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    lines, repairs = split_lines(text)
    if not any(line.text.strip() for line in lines):
        return Rejection(raw.source, "empty", f"nothing but white space and invisible characters in {len(raw.data)} bytes", sha256, len(raw.data))
    return Document(
        raw.source,
        lines,
        kind=raw.kind,
        url=raw.url,
        repairs=decoded.repairs() + laid + repairs,
        clues=raw.clues,
        raw_sha256=sha256,
        n_replacement_chars=sum(line.text.count("\ufffd") for line in lines),
    )
