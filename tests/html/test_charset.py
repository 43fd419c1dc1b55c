"""Which charset a page is in: mark, record, declaration, detection; and a declaration that is plainly wrong is overruled."""

from __future__ import annotations

import pytest

from cleaner.article import Document, RawArticle
from cleaner.html.page import to_document

TEXTS = {
    "ja": "町の港に新しい橋が開通し、住民が式典に集まった。市長は「七年間待った」と話した。",
    "zh": "港口的新桥今天开通，居民们参加了仪式。市长说，他们等了七年。",
    "zh-Hant": "港口的新橋今天開通，居民們參加了儀式。市長說，他們等了七年。",
    "ko": "항구에 새 다리가 개통되어 주민들이 행사에 모였다. 시장은 칠 년을 기다렸다고 말했다.",
    "ru": "В порту открыли новый мост, жители собрались на церемонию. Мэр сказал, что ждали семь лет.",
    "de": "Der Bürgermeister dankte den Maurern für ihre Geduld, und die Gäste tranken süßen Most auf der Brücke.",
}
CHARSETS = [
    ("ja", "shift_jis"),
    ("ja", "euc_jp"),
    ("ja", "iso2022_jp"),
    ("zh", "gbk"),
    ("zh-Hant", "big5"),
    ("ko", "euc_kr"),
    ("ru", "windows-1251"),
    ("ru", "koi8-r"),
    ("de", "windows-1252"),
]


def read(data: bytes, charset: str | None = None) -> Document:
    found = to_document(RawArticle(data, "a.html", "html", charset=charset))
    assert isinstance(found, Document), found
    return found


def page(language: str, charset: str | None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>x</title></head><body>{f'<p>{TEXTS[language]}</p>' * 3}</body></html>"


@pytest.mark.parametrize(("language", "charset"), CHARSETS)
@pytest.mark.parametrize("declared", ["right", None, "iso-8859-1", "utf-8"])
def test_a_wrong_declaration_is_overruled_and_recorded(language: str, charset: str, declared: str | None) -> None:
    """Servers say ISO-8859-1 of whatever they send."""
    said = charset if declared == "right" else declared
    found = read(page(language, said).encode(charset))
    assert [line.text for line in found.lines if line.text] == [TEXTS[language]] * 3
    assert [repair.step for repair in found.repairs if repair.line == 0] == ["decode"]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_marks_and_wide_charsets_come_first(charset: str) -> None:
    """Whatever the page declares of itself."""
    found = read(page("de", "shift_jis").encode(charset))
    assert found.lines[0].text == TEXTS["de"]


def test_the_record_comes_before_the_page() -> None:
    """A transcoding server knows what it sent; the page still says what it was."""
    data = page("ru", "windows-1251").encode("koi8-r")
    assert read(data, "koi8-r").lines[0].text == TEXTS["ru"]
