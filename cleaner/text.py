"""Bytes → lines: which charset, then mojibake, control characters, invisible characters and odd spaces.

Every change is a `Repair`, so that `undo` gives back the decoded text. Typography is left alone: curly quotes,
ligatures, full-width letters and unusual dashes are what the writer wrote.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import ftfy
from ftfy import fixes
from ftfy.badness import is_bad

from cleaner.article import Document, Line, RawArticle, Rejection, Repair

# ---------------------------------------------------------------- bytes → text

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_BROWSERS_READ = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "utf-16": "utf-16-le", "utf-32": "utf-32-le",
}  # fmt: skip
"""Declared charset → the superset that is meant, as in the WHATWG Encoding Standard: a page that says ISO-8859-1 has cp1252 quotes."""
_DECLARABLE = re.compile(
    r"utf-(?:8|8-sig|16|16-le|16-be|32|32-le|32-be)|cp(?:1250|1251|1252|1253|1254|1255|1256|1257|1258|866|874|932|949)"
    r"|iso8859-(?:[2-8]|1[03456])|koi8-[ru]|gb18030|big5hkscs|euc_jp|iso2022_jp|mac-(?:roman|cyrillic)"
)
"""Charsets that a container may declare. Python knows others (`unicode_escape`, `utf-7`, `rot13`) that would let a page rewrite itself."""
_DETECTABLE = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "gb18030", "big5", "cp932", "euc_jp",
    "cp949", "iso8859_2", "iso8859_5", "iso8859_7", "mac_roman", "cp866",
)  # fmt: skip
_WESTERN = ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúüºª", "áâãàçéêíóôõúüºª", "àèéìíîòóùú", "åäöéü", "æøåéóü", "áéíóúýþæöð", "éëïóöüáèê")
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýžöü", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž")
_LATIN = (
    ("cp1252", _WESTERN), ("cp1250", _CENTRAL), ("iso8859_2", _CENTRAL), ("cp1254", ("çğıöşüâîûi̇",)),
    ("cp1257", ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž")), ("mac_roman", _WESTERN),
)  # fmt: skip
"""Charsets of Latin script → the letters of languages written in them, in lower case. Statistics over letter pairs take
French for Baltic and Turkish for Polish; that all letters belong to *one* alphabet is the better judge."""
_LATIN_MARKS = frozenset("“”‘’„‚‹›«»–—…•·°§©®™¿¡€£½¼¾²³\u00a0\u00ad")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LINES_WITH_HIGH = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_CUT_SEQUENCE = re.compile(rb"[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}")
_SAMPLE_BYTES = 32_768
_C0 = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text out of bytes, and which charset it took."""

    text: str
    expected: str
    """The charset that was declared, else `utf-8`."""
    used: str

    def repairs(self) -> tuple[Repair, ...]:
        """One repair about the whole document, unless it was plain UTF-8 as expected."""
        return () if self.used == self.expected == "utf-8" else (Repair(0, "decode", self.expected, self.used),)


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of the bytes, whatever charset they are in; None if no charset makes text of them.

    Tried in this order: byte order mark, valid UTF-8 (which overrules what is declared: nothing else looks like it by
    accident), the declared charset, UTF-8 with some damage, detection.
    """
    expected = (declared or "").strip(" \t\r\n\"'").lower() or "utf-8"
    named = _declared_codec(expected)
    if named == "utf-8":  # "utf8" and "UTF-8" are no surprise
        expected = named
    for mark, charset in _BOMS:
        if data.startswith(mark):
            if charset != "utf-8-sig":
                return Decoded(_mend_surrogates(data[len(mark) :].decode(charset, "replace")), expected, charset)
            data = data[len(mark) :]
            try:
                return Decoded(data.decode("utf-8"), expected, charset)
            except UnicodeDecodeError:
                break
    if (wide := _utf16_without_mark(data)) is not None:
        return Decoded(data.decode(wide, "replace"), expected, wide)
    try:
        text = data.decode("utf-8")
        if data.isascii() and named != "iso2022_jp":
            return Decoded(text, "utf-8", "utf-8")  # whatever was declared says the same of ASCII
        if named != "iso2022_jp":
            return Decoded(text, expected if named else "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    if named and named != "utf-8":
        try:
            text = data.decode(named)
            if not _is_garbage(text):
                return Decoded(text, expected, named)
        except UnicodeDecodeError:
            pass
    return _damaged_utf8(data, expected) or _detect(data, expected)


def _declared_codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _AS_BROWSERS_READ.get(name, name)
    return name if _DECLARABLE.fullmatch(name) else None


def _utf16_without_mark(data: bytes) -> str | None:
    # Latin text in UTF-16 has a zero in every second byte. Text in other scripts needs its mark: nothing tells it from noise.
    sample = data[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else None


def _mend_surrogates(text: str) -> str:
    """Pairs become the character they mean, single ones U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _damaged_utf8(data: bytes, expected: str) -> Decoded | None:
    try:  # Java and MySQL write UTF-16's surrogates as if they were characters
        return Decoded(_mend_surrogates(data.decode("utf-8", "surrogatepass")), expected, "cesu-8")
    except UnicodeDecodeError:
        pass
    n_good = sum(1 for _ in _UTF8_SEQUENCE.finditer(data))
    rest = _UTF8_SEQUENCE.sub(b" ", data)
    n_bad = sum(len(run) for run in _HIGH_RUN.findall(rest))
    # In GBK, Big5 or Shift JIS, pairs that look like UTF-8 turn up by accident, beside 2.5 to 11 times as many bytes that don't.
    if n_bad > n_good:
        return None
    pieces: list[str] = []
    end = n_stray = 0
    for match in _UTF8_SEQUENCE.finditer(data):
        if end < match.start():
            text, n = _stray(data[end : match.start()])
            pieces.append(text)
            n_stray += n
        pieces.append(match.group().decode("utf-8"))
        end = match.end()
    tail = data[end:]
    cut = tail[-1:] if tail[-1:] >= b"\xc2" else b""  # the file ends inside a character
    text, n = _stray(tail[: len(tail) - len(cut)])
    pieces += text, "\ufffd" * len(cut)
    n_stray += n + len(cut)
    return Decoded("".join(pieces), expected, f"utf-8, {n_stray} stray byte{'s' * (n_stray != 1)} as cp1252")


def _stray(data: bytes) -> tuple[str, int]:
    """Bytes between UTF-8 sequences, and how many of them are not ASCII. What is left of a longer sequence cannot be saved."""
    if data.isascii():
        return data.decode("ascii"), 0
    n = sum(len(run) for run in _HIGH_RUN.findall(data))
    return "\ufffd".join(piece.decode("cp1252", "replace") for piece in _CUT_SEQUENCE.split(data)), n


def _detect(data: bytes, expected: str) -> Decoded | None:
    sample = b"\n".join(_LINES_WITH_HIGH.findall(data[: 64 * _SAMPLE_BYTES]))[:_SAMPLE_BYTES] or data[:_SAMPLE_BYTES]
    charset, fit = _best_latin(sample)
    runs = _HIGH_RUN.findall(sample)
    n_high = sum(map(len, runs))
    # Western text has its accents one at a time among ASCII letters. A short "Café" gives statistics nothing to hold on to.
    is_scattered = n_high < 0.25 * len(sample) and sum(len(run) > 1 for run in runs) <= 0.2 * len(runs)
    if not (is_scattered and fit >= 0.95):
        from charset_normalizer import from_bytes  # noqa: PLC0415 - 40 ms that UTF-8 need not pay

        best = from_bytes(sample, cp_isolation=list(_DETECTABLE), enable_fallback=False).best()
        if best is None and fit < 0.8:
            return None
        if best is not None and best.encoding not in dict(_LATIN):
            charset = best.encoding
    text = data.decode(charset, "replace")
    n_lost = text.count("\ufffd")
    return None if n_lost > 0.01 * len(text) + 1 or _is_garbage(text) else Decoded(text, expected, charset)


def _best_latin(sample: bytes) -> tuple[str, float]:
    """The charset of Latin script in which the most characters beyond ASCII belong to one language, and what share of them does."""
    scores = []
    for place, (charset, alphabets) in enumerate(_LATIN):
        high = [c for c in sample.decode(charset, "replace") if c > "\x7f"]
        n_good = max((sum(c in _LATIN_MARKS or c.lower() in alphabet for c in high) for alphabet in alphabets), default=0)
        scores.append((n_good / max(len(high), 1), -place, charset))
    fit, _, charset = max(scores)
    return charset, fit


def _is_garbage(text: str) -> bool:
    head = text[:_SAMPLE_BYTES]
    return len(_C0.findall(head)) > 0.1 * len(head)


# ---------------------------------------------------------------- one line

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_BREAKS_TO_SPACE = str.maketrans(dict.fromkeys(_BREAKS, " "))
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[0-9A-Za-z]{1,24});")
_ESCAPED_AND = re.compile("&(?:(?:amp|AMP|#38|#x26);)+")  # "&amp;amp;amp;" was escaped three times: once more each time it was exported
_FTFY = ftfy.TextFixerConfig(explain=False)
"""Only `fix_encoding` is called with it, so quotes, ligatures, widths and normal forms are not even looked at."""
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


def _mend_mojibake(text: str) -> str:
    if not (_MOJIBAKE_SUSPECT.search(text) and is_bad(text)):  # ftfy asks is_bad too, but for each line it costs 10 µs to get there
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


def split_lines(text: str) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """The repaired lines of a text, numbered from 1, and the repairs. The break behind the last line makes no further line."""
    # U+0085 breaks a line, unless it is half of mojibake ("Ã\x85ngström") or cp1252's ellipsis among other C1 characters.
    pattern = _LINE_OR_NEL if "\x85" in text and not _C1_BUT_NEL.search(text) else _LINE
    lines: list[Line] = []
    repairs: list[Repair] = []
    for no, (line, ending) in enumerate(pattern.findall(text.replace("\r\n", "\n").replace("\r", "\n")), 1):
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
        n_high = sum(len(run) for run in _HIGH_RUN.findall(raw.data))
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
