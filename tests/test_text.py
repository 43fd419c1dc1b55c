"""Bytes become lines, every change is recorded, and nothing that a writer wrote is changed."""

from __future__ import annotations

import itertools
import re

import ftfy
import pytest
from ftfy import fixes
from ftfy.badness import is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import text as under_test
from cleaner.article import Document, Line, RawArticle, Rejection, Repair
from cleaner.charsets import decode
from cleaner.text import repair_line, repair_text, split_lines, to_document, undo
from tests.shared import SHARED, needs_shared

SENTENCES = {
    "de": ("Die Bürgermeisterin von Möwenbrück hat die neue Fähre über die Lühe eröffnet. „Das hätte längst geschehen müssen“, sagte sie.", "cp1252"),
    "fr": ("La préfète de Valmorel a annoncé l’ouverture d’une école près de l’étang. « Une journée très attendue », a-t-elle déclaré, où l’on", "cp1252"),
    "es": ("El alcalde de Peñaluz inauguró ayer la estación. ¿Quién podría haberlo imaginado? La mañana terminó con música y cañas.", "cp1252"),
    "short": ("Coffee at the Café Lune", "cp1252"),
    "quotes": ("It’s “a long day” for the quay – nobody knew.", "cp1252"),
    "pl": ("Burmistrz Żabiej Łąki powiedział, że nowy most zostanie otwarty w przyszłym tygodniu. Mieszkańcy czekali na tę chwilę siedem lat.", "cp1250"),
    "cs": ("Starostka obce Říčkov oznámila, že nová škola bude otevřena příští týden. Děti se už těší a učitelé připravují třídy.", "iso8859_2"),
    "tr": ("Gülpınar belediye başkanı yeni köprünün önümüzdeki hafta açılacağını söyledi. İlçede şenlik düzenlenecek.", "cp1254"),
    "ru": ("Глава посёлка Берёзовка сообщила, что новый мост откроют на следующей неделе. Жители ждали этого семь лет.", "cp1251"),
    "ru-koi8": ("Глава посёлка Берёзовка сообщила, что новый мост откроют на следующей неделе. Жители ждали этого семь лет.", "koi8_r"),
    "el": ("Ο δήμαρχος του Λιμνοχωρίου ανακοίνωσε ότι η νέα γέφυρα θα ανοίξει την επόμενη εβδομάδα.", "cp1253"),
    "ar": ("أعلنت رئيسة بلدية عين الزهور أن الجسر الجديد سيفتح الأسبوع المقبل. وقد انتظر السكان سبع سنوات.", "cp1256"),
    "ja": ("緑川町の町長は、新しい橋が来週開通すると発表した。住民は七年間待ち続けており、期待している。", "cp932"),
    "ja-euc": ("緑川町の町長は、新しい橋が来週開通すると発表した。住民は七年間待ち続けており、期待している。", "euc_jp"),
    "zh": ("青石镇镇长宣布，新桥将于下周通车。居民们等了七年，现在希望去学校的路会更短。", "gb18030"),
    "zh-tw": ("青石鎮鎮長宣布，新橋將於下週通車。居民們等了七年，現在希望去學校的路會更短。", "big5"),
    "ko": ("푸른골 군수는 새 다리가 다음 주에 개통된다고 발표했다. 주민들은 칠 년 동안 기다렸다.", "cp949"),
}

# Characters that trigger repairs, more often than chance would have them.
ODD = st.sampled_from(
    "Ã©Â\xa0â€™œŒ\x93\x85\x80\xad\u200b\u200c\u200d\u200e\u2028\u3000\ufeff\x1b[0m\x00\x07\r\n\x0b&amp;lt#8217;<b>“”’é ß€Ђвиґάکर👩🚀\ufe0f\ufffd日ﬁ"
)
LINES = st.lists(ODD | st.characters(exclude_categories=["Cs"]), max_size=24).map("".join)
MOJIBAKE = st.tuples(st.sampled_from(sorted(SENTENCES)), st.sampled_from(["latin-1", "cp1252", "cp1251", "macroman"])).map(
    lambda pick: SENTENCES[pick[0]][0].encode().decode(pick[1], "replace")
)


def split_slowly(text: str) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """The lines of a text and the repairs, each line looked at by itself: the definition that the quick way is held to."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # U+0085 breaks a line, unless it is half of mojibake ("Ã\x85ngström") or cp1252's ellipsis among other C1 characters.
    breaks = "[\n\x0b\x0c\u2028\u2029]"
    if "\x85" in text and not re.search("[\x80-\x84\x86-\x9f]", text):
        breaks += "|(?<![\xa0-\xff])\x85"
    pieces = re.split(f"({breaks})", text)
    lines: list[Line] = []
    repairs: list[Repair] = []
    for no, (line, ending) in enumerate(itertools.zip_longest(pieces[::2], pieces[1::2], fillvalue=""), 1):
        if not line and not ending:
            break  # the end of the text
        if ending not in ("\n", ""):
            repairs.append(Repair(no, "line-separator", line + ending, line))
        mended, changes = repair_line(line, no=no)
        lines.append(Line(no, mended))
        repairs += changes
    return tuple(lines), tuple(repairs)


def one_line(text: str) -> str:
    return "".join(" " if c in "\n\r\x0b\x0c\x85\u2028\u2029" else c for c in text)


def document(data: bytes, **kwargs: str) -> Document:
    result = to_document(RawArticle(data, "a.txt", **kwargs))
    assert isinstance(result, Document), result
    return result


def rejection(data: bytes) -> Rejection:
    result = to_document(RawArticle(data, "a.txt"))
    assert isinstance(result, Rejection), result
    return result


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_text_in_the_charset_of_its_language_is_read_as_written(name: str) -> None:
    """Declared or not, legacy charsets decode to what was written, and the decoding is a repair."""
    text, charset = SENTENCES[name]
    data = text.encode(charset, "ignore")
    written = data.decode(charset)
    for declared in (None, charset):
        found = decode(data, declared)
        assert found is not None
        assert found.text == written
        assert [r.step for r in found.repairs()] == ["decode"]


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_plain_utf8_is_not_a_repair(name: str) -> None:
    """UTF-8 as expected decodes without a record, and unharmed text passes without one."""
    text = SENTENCES[name][0]
    doc = document(text.encode())
    assert ([line.text for line in doc.lines], doc.repairs) == ([text], ())


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(charset: str) -> None:
    """A mark overrules what is declared, and is not part of the text."""
    doc = document("Möwenbrück".encode(charset), charset="koi8-r")
    assert doc.lines[0].text == "Möwenbrück"
    assert doc.repairs[0].before == "koi8-r"


def test_utf16_of_latin_script_needs_no_mark() -> None:
    """Zeros in every second byte are UTF-16, not binary."""
    assert document("The quay of Fernholt.".encode("utf-16-be")).lines[0].text == "The quay of Fernholt."


def test_valid_utf8_overrules_the_declared_charset() -> None:
    """Servers declare Latin-1 for everything; nothing but UTF-8 looks like UTF-8 by accident."""
    doc = document("Möwenbrück".encode(), charset="ISO-8859-1")
    assert doc.lines[0].text == "Möwenbrück"
    assert (doc.repairs[0].before, doc.repairs[0].after) == ("iso-8859-1", "utf-8")


@pytest.mark.parametrize("label", ["utf8", "UTF-8", "us-ascii", "no-such-charset", "unicode_escape", "utf-7"])
def test_a_label_cannot_change_plain_text(label: str) -> None:
    """Unknown and dangerous labels are not obeyed, and the usual ones are no repair."""
    doc = document(rb"C:\new +AGE-", charset=label)
    assert (doc.lines[0].text, doc.repairs) == (r"C:\new +AGE-", ())


def test_latin1_is_read_as_browsers_read_it() -> None:
    """A page that says ISO-8859-1 has cp1252's quotes."""
    assert document(b"It\x92s \x93fine\x94", charset="iso-8859-1").lines[0].text == "It’s “fine”"


def test_one_stray_byte_costs_one_character() -> None:
    """A Latin-1 byte in UTF-8 is read as cp1252; the rest of the text is not."""
    doc = document("Zoë came to the caf".encode() + b"\xe9 " + "in Möwenbrück".encode())
    assert doc.lines[0].text == "Zoë came to the café in Möwenbrück"
    assert doc.repairs[0].after == "utf-8, 1 stray byte as cp1252"


@pytest.mark.parametrize("n_cut", [1, 2])
def test_text_cut_inside_a_character_loses_that_character(n_cut: int) -> None:
    """What is left of the character becomes one U+FFFD, and is counted."""
    doc = document("Zoë, Möwenbrück: 橋".encode()[:-n_cut])
    assert doc.lines[0].text == "Zoë, Möwenbrück: \ufffd"
    assert doc.n_replacement_chars == 1


def test_surrogates_written_as_characters_are_joined() -> None:
    """CESU-8, as Java writes emoji, and half an emoji, as a cut string has it."""
    assert document("ferry \ud83d\ude00 \ud83d.".encode("utf-8", "surrogatepass")).lines[0].text == "ferry 😀 \ufffd."


def test_bytes_that_are_no_text_are_rejected() -> None:
    """No charset is better than a wrong one."""
    noise = bytes((i * 97 + i * i * 31) % 256 for i in range(4000))
    assert rejection(noise).check == "undecodable"
    assert rejection(noise).raw_bytes == 4000


@pytest.mark.parametrize("data", [b"", b" \n\t\n", "\u200b\ufeff\n\xa0".encode(), b"\x1b[0m"])
def test_nothing_left_is_empty(data: bytes) -> None:
    """A text without a visible character is a rejection."""
    assert rejection(data).check == "empty"


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        ("FranÃ§oise", "Françoise", ["mojibake"]),
        ("itâ€™s", "it’s", ["mojibake"]),
        ("Ã\x85ngholm", "Ångholm", ["mojibake"]),
        ("It\x92s", "It’s", ["mojibake"]),
        ("Salt &amp; Sons &#8217;s &quot;quay&quot;", 'Salt & Sons ’s "quay"', ["entity"]),
        ("2 < 3 &amp; more", "2 < 3 & more", ["entity"]),
        ("&amp;amp;amp;lt; &" + "amp;" * 1000, "< &", ["entity"]),
        ("a&#10;b&#8232;c", "a b c", ["entity"]),
        ("a&nbsp;b", "a b", ["entity", "nbsp"]),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07tide", "red tide", ["control"]),
        ("tide\x1bHarbour", "tideHarbour", ["control"]),
        ("ti\x00de\x7f", "tide", ["control"]),
        ("har\xadbour\u200b \u200csalt\ufeff", "harbour salt", ["invisible"]),
        ("\u202eevil\u202c \u2066x\u2069 \u200ey", "evil x y", ["invisible"]),
        ("ti\U000e0069\U000e006ede", "tide", ["invisible"]),
        ("10\xa0000\u202f€", "10 000 €", ["nbsp"]),
        ("two\u3000words", "two words", ["nbsp"]),
    ],
)
def test_damage_is_repaired_and_named(before: str, after: str, steps: list[str]) -> None:
    """Each kind of damage has its step."""
    text, repairs = repair_line(before)
    assert (text, [r.step for r in repairs]) == (after, steps)


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” ‘quotes’, ﬁne ligatures, ＦＵＬＬ width, e\u0301 in two parts … – — ½ №",
        "AT&T, Q&A; this&not that &unknown; &amp",
        "In HTML, write <b>salt &amp; pepper</b>",
        "می‌روم به کتابخانه",
        "क्‌ष क्‍ष",
        "👩‍🚀 🏳️‍🌈 ❤️ 1️⃣ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "שלום\u200f (Fernholt)",
        "ស្ពាន\u200bថ្មី",
        "\u3000緑川町の町長は",
        "橋が開通\u3000緑川町",
        "tab\there",
        "NÃO! DÉJÀ VU, ÉTÉ À LA CARTE, SÃO PEDRO",
        "ÅÄÖ åäö æøå ÐÞ",
    ],
)
def test_what_was_written_stays(text: str) -> None:
    """Typography, joiners that spell, emoji, direction in Hebrew, indents and lone ampersands are no damage."""
    assert repair_line(text) == (text, ())


def test_lines_end_where_any_convention_ends_them() -> None:
    """All line breaks end lines; the unusual ones are recorded; the last adds no empty line."""
    lines, repairs = split_lines("a\r\nb\rc\u2028d\x85e\x0cf\n\ng\n")
    assert [line.text for line in lines] == ["a", "b", "c", "d", "e", "f", "", "g"]
    assert [(r.line, r.step) for r in repairs] == [(no, "line-separator") for no in (3, 4, 5)]


def test_the_ellipsis_of_cp1252_is_no_line_break() -> None:
    """U+0085 beside other C1 characters was "…" before someone read cp1252 as Latin-1."""
    lines, _ = split_lines("wait\x85 \x93so\x94")
    assert [line.text for line in lines] == ["wait… “so”"]


@settings(max_examples=250, deadline=None)
@given(st.lists(LINES | MOJIBAKE, max_size=5).map("\n".join))
def test_repairs_played_backwards_give_the_decoded_text(text: str) -> None:
    """Nothing is lost: from the lines and the repairs, the decoded text comes back."""
    result = to_document(RawArticle(text.encode(), "a.txt"))
    if isinstance(result, Rejection):
        assert result.check in {"empty", "undecodable"}
        return
    found = decode(text.encode())
    assert found is not None
    assert undo(result) == found.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


@settings(max_examples=400, deadline=None)
@given(LINES.map(one_line) | MOJIBAKE)
def test_repairing_again_changes_nothing(text: str) -> None:
    """A repaired line is repaired, and holds no line break."""
    once, repairs = repair_line(text)
    assert repair_line(once) == (once, ())
    assert once == one_line(once)
    for repair, following in itertools.pairwise(repairs):
        assert repair.after == following.before


@settings(max_examples=600, deadline=None)
@given(LINES.map(one_line) | MOJIBAKE)
def test_the_guard_skips_only_what_ftfy_would_not_change(text: str) -> None:
    """The fast path and ftfy itself give the same text."""
    assert under_test._mend_mojibake(text) == one_line(ftfy.fix_encoding(text, under_test._FTFY))
    if not under_test._SUSPECT.search(text):
        for _, step in under_test._STEPS:
            assert step(text) == text
        assert fixes.remove_control_chars(fixes.remove_terminal_escapes(text)) == text


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES | MOJIBAKE | st.sampled_from(["\n", "a longer stretch of plain letters", "&copy; Ostrel & Sons"]), max_size=8).map("".join))
def test_a_text_is_split_quickly_and_slowly_to_the_same_lines(text: str) -> None:
    """Looking only at lines with a suspect character gives what looking at every line gives, repairs included."""
    assert split_lines(text) == split_slowly(text)
    assert repair_text(text) == ([line.text for line in split_slowly(text)[0]], split_slowly(text)[1])


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES | MOJIBAKE | st.just("the quay of Fernholt "), max_size=4).map("".join))
def test_plain_stretches_say_nothing_of_mojibake(text: str) -> None:
    """Leaving out the middle of long stretches of ASCII changes nothing for ftfy's heuristic."""
    assert under_test._is_bad(text) == is_bad(text)


@needs_shared
@pytest.mark.shared
def test_the_guard_holds_on_real_pages() -> None:
    """On every line of real pages in twenty languages, too."""
    for path in sorted((SHARED / "corpora/fundus/text/wet").glob("*.txt"))[::4]:
        text = path.read_bytes().decode()
        assert split_lines(text) == split_slowly(text)
        for line in one_line_each(text):
            assert under_test._mend_mojibake(line) == one_line(ftfy.fix_encoding(line, under_test._FTFY))


def one_line_each(text: str) -> list[str]:
    return [one_line(line) for line in text.split("\n")]
