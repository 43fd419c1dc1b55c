"""Bytes → text: which charset, by mark, by validity, by what is declared, and by detection last.

A document is never given up for a few bad bytes: they are read as the charset they most likely are, and counted.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from cleaner.article import Repair

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
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LINES_WITH_HIGH = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_CUT_SEQUENCE = re.compile(rb"[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}")
_SAMPLE_BYTES = 32_768
_OFTEN_BY_MISTAKE = frozenset({"cp1252", "iso8859-15", "mac-roman"})
_LONGEST_WESTERN_RUN = 3
_LEAST_FOREIGN_BYTES = 24
_ESCAPED_JAPANESE = re.compile(rb"\x1b\$[@B][!-~]{2,400}\x1b\([BJ]")
"""What ISO-2022-JP writes: it is all ASCII, and nothing else has escapes like these."""
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
    if _ESCAPED_JAPANESE.search(data[:_SAMPLE_BYTES]) and named != "iso2022_jp":
        try:
            return Decoded(data.decode("iso2022_jp"), expected, "iso2022_jp")
        except UnicodeDecodeError:
            pass
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
            if not _is_garbage(text) and not _is_foreign(data, named):
                return Decoded(text, expected, named)
        except UnicodeDecodeError:
            pass
    return _damaged_utf8(data, expected) or _detect(data, expected)


def _is_foreign(data: bytes, named: str) -> bool:
    """Whether a text that is declared Western is in another script: its letters outside ASCII come in runs, as in Greek or Chinese.

    Servers declare ISO-8859-1 of whatever they send. In German or French a run is one letter or a quote.
    """
    if named not in _OFTEN_BY_MISTAKE:
        return False
    runs = [len(run) for run in HIGH_RUN.findall(data[: 8 * _SAMPLE_BYTES])]
    total = sum(runs)
    return total >= _LEAST_FOREIGN_BYTES and sum(size for size in runs if size > _LONGEST_WESTERN_RUN) > 0.5 * total


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
    n_bad = sum(len(run) for run in HIGH_RUN.findall(rest))
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
    n = sum(len(run) for run in HIGH_RUN.findall(data))
    return "\ufffd".join(piece.decode("cp1252", "replace") for piece in _CUT_SEQUENCE.split(data)), n


def _detect(data: bytes, expected: str) -> Decoded | None:
    sample = b"\n".join(_LINES_WITH_HIGH.findall(data[: 64 * _SAMPLE_BYTES]))[:_SAMPLE_BYTES] or data[:_SAMPLE_BYTES]
    charset, fit = _best_latin(sample)
    runs = HIGH_RUN.findall(sample)
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
