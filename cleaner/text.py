"""Bytes → lines: mojibake, control characters, invisible characters and odd spaces, once `cleaner.charsets` has made text of them.

Every change is a `Repair`, so that `undo` gives back the decoded text. Typography is left alone: curly quotes,
ligatures, full-width letters and unusual dashes are what the writer wrote. Each step is a function of one line; a whole text
is split quickly by looking only at lines that have characters for which a step exists, and a test holds both to the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import ftfy
from ftfy import fixes
from ftfy.badness import is_bad

from cleaner.article import Document, Line, RawArticle, Rejection, Repair
from cleaner.charsets import HIGH_RUN, decode

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
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
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
_SUSPECT = re.compile(
    r"[^\t\x20-\x25\x27-\x7e]"
    f"(?:(?<=[\\x00-\x1f\x7f-\u00a0&ŒœÃÂ\u061c\u1680\u2000-\u200a\u200e\u200f\u2028-\u2029\u202f\u205f\u3000\ud800-\udfff\ufdd0-\ufdef"
    f"\ufff9-\uffff{_INVISIBLE_SET}])|(?<=[^\x00-\x7f{_NEVER_MOJIBAKE}]){_PAIR})"
)
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

_PLAIN_BYTES = bytes(1 if byte in b"\x0b\x0c\r" else 32 if byte in b"\t\n" or 32 <= byte < 127 else byte for byte in range(256))
"""Bytes of UTF-8 → the same, but a space for the line feed, for `&`, and for ASCII that `_SUSPECT` passes over; other breaks
become a control character."""
_RUNS_KEPT = 20_000
_LONGEST_RUN = 16
_LINE = re.compile("([^\n\x0b\x0c\u2028\u2029]*)([\n\x0b\x0c\u2028\u2029]?)")
_LINE_OR_NEL = re.compile("((?:[^\n\x0b\x0c\x85\u2028\u2029]|(?<=[\xa0-\xff])\x85)*)([\n\x0b\x0c\x85\u2028\u2029]?)")
_ODD_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_MOST_SUSPECTS = 64
_C1_BUT_NEL = re.compile("[\x80-\x84\x86-\x9f]")


_MOJIBAKE, _SPACE, _ANY = 1, 2, 4


class _SuspectRuns(dict[bytes, int]):
    """Runs of characters beyond plain ASCII, in UTF-8 → the steps that may change a line for their sake, as bits; 0 for none.

    A corpus has the same few thousand runs again and again: “ and ’ and é. A long one is sooner searched than remembered.
    """

    def __missing__(self, run: bytes) -> int:
        text = run.decode("utf-8", "surrogatepass")
        steps = 0
        if _SUSPECT.search(text):
            steps = _MOJIBAKE if _MOJIBAKE_SUSPECT.search(text) else 0
            for char in text:
                if _SPACES.match(char):
                    steps |= _SPACE
                elif char not in "ŒœÃÂ" and _SUSPECT.match(char):
                    steps |= _ANY
        if len(run) <= _LONGEST_RUN:
            if len(self) >= _RUNS_KEPT:
                self.clear()
            self[run] = steps
        return steps


_suspect_runs = _SuspectRuns()


def _suspects(text: str) -> dict[str, int]:
    """The parts of a text for which a line may need a repair, and the steps; a line that has none of them needs none.

    What `_SUSPECT` finds lies within a run, for it is made of characters that `_PLAIN_BYTES` leaves alone; or it is an `&`,
    with which nothing is done unless an entity begins there. To look at each run once takes a tenth of the time of
    searching every line.
    """
    known = _suspect_runs
    runs = set(text.encode("utf-8", "surrogatepass").translate(_PLAIN_BYTES).split())
    found = {run.decode("utf-8", "surrogatepass"): steps for run in runs if (steps := known[run])}
    if "&" in text:
        found |= dict.fromkeys(_ENTITY.findall(text), _ANY)
    return found


def split_lines(text: str) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """The repaired lines of a text, numbered from 1, and the repairs. The break behind the last line makes no further line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    suspects = _suspects(text)
    if len(suspects) > _MOST_SUSPECTS or (suspects and _ODD_BREAK.search(text)):
        return _split_slowly(text)
    texts = text.split("\n")
    if not texts[-1]:
        texts.pop()  # the end of the text
    todo: dict[int, int] = {}
    for part, steps in suspects.items():
        place = 0
        for before in text.split(part)[:-1]:
            place += before.count("\n")
            todo[place] = todo.get(place, 0) | steps
    repairs: list[Repair] = []
    for place in sorted(todo):
        texts[place], changes = _repair_known(texts[place], todo[place], place + 1)
        repairs += changes
    return tuple(map(Line, range(1, len(texts) + 1), texts)), tuple(repairs)


def _repair_known(text: str, steps: int, no: int) -> tuple[str, tuple[Repair, ...]]:
    """What `repair_line` gives, when no steps but these can change the line."""
    if not steps & _ANY:
        spaced = _SPACES.sub(" ", text) if steps & _SPACE else text
        if not (steps & _MOJIBAKE and (_is_bad(text) or (spaced != text and _is_bad(spaced)))):
            return spaced, () if spaced == text else (Repair(no, "nbsp", text, spaced),)
    return repair_line(text, no=no)


def _split_slowly(text: str) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """The same line by line, whatever the text has; the definition that the quick way is held to."""
    # U+0085 breaks a line, unless it is half of mojibake ("Ã\x85ngström") or cp1252's ellipsis among other C1 characters.
    pattern = _LINE_OR_NEL if "\x85" in text and not _C1_BUT_NEL.search(text) else _LINE
    lines: list[Line] = []
    repairs: list[Repair] = []
    for no, (line, ending) in enumerate(pattern.findall(text), 1):
        if not line and not ending:
            break  # the end of the text
        if ending not in ("\n", ""):
            repairs.append(Repair(no, "line-separator", line + ending, line))
        mended, changes = repair_line(line, no=no)
        lines.append(Line(no, mended))
        repairs += changes
    return tuple(lines), tuple(repairs)


def undo(document: Document) -> str:
    """The decoded text before any repair: what `decode` gave, but with LF for CR LF and CR, and none at the very end."""
    texts = [line.text for line in document.lines]
    for repair in reversed(document.repairs):
        if repair.line:
            texts[repair.line - 1] = repair.before
    breaks = {repair.line for repair in document.repairs if repair.step == "line-separator"}
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
    lines, repairs = split_lines(decoded.text)
    if not any(line.text.strip() for line in lines):
        return Rejection(raw.source, "empty", f"nothing but white space and invisible characters in {len(raw.data)} bytes", sha256, len(raw.data))
    return Document(
        raw.source,
        lines,
        kind=raw.kind,
        url=raw.url,
        repairs=decoded.repairs() + repairs,
        clues=raw.clues,
        raw_sha256=sha256,
        n_replacement_chars=sum(line.text.count("\ufffd") for line in lines),
    )
