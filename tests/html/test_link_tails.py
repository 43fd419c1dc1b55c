"""A paragraph stays without the site's link at its end."""

from __future__ import annotations

import pytest

from cleaner.article import RawArticle
from cleaner.pipeline import examine

BODY = "".join(
    f"<p>Part {n}: the new quay of Fernholt was opened by the harbour master, who thanked the masons for their patience and the town for its bread.</p>"
    for n in "one two three four".split()
)


CHINESE = "".join(f"<p>第{n}段：老码头的新堤岸周一正式开放，港务局长感谢石匠们多年的耐心，也感谢全镇居民的面包和歌声。</p>" for n in range(4))
KOREAN = "".join(f"<p>{n}번째 문단: 페른홀트의 새 부두가 월요일에 문을 열었고, 항만장은 석공들의 인내와 주민들의 빵에 고마움을 전했다.</p>" for n in range(4))


def text(paragraph: str, language: str = "en") -> str:
    body = {"zh": CHINESE, "ko": KOREAN}.get(language, BODY)
    page = f"<html lang={language}><body><article><h1>The quay of Fernholt opens</h1>{body}<p>{paragraph}</p></article></body></html>"
    said = examine(RawArticle(page.encode(), "a.html", kind="html")).article
    assert said is not None
    return said.text.rpartition("\n\n")[2]


@pytest.mark.parametrize(
    ("told", "link", "language"),
    [
        ("그는 매일 같은 나무 앞을 같은 시각에 지난다고 마을 사람들은 말했다.", " <a href=/1>더보기</a>", "ko"),
        ("村里的年轻人给他装了定位，后来发现，他每天经过同一棵核桃树的时间，前后不差三分钟。", "<a href=/1>查看更多</a>", "zh"),
    ],
)
def test_a_link_for_more_behind_the_last_sentence_goes(told: str, link: str, language: str) -> None:
    """The ledger has both spans."""
    assert text(told + link, language) == told


def test_other_links_and_words_that_are_no_link_stay() -> None:
    """A source at the end of a sentence, and a sentence that ends so."""
    told = "The ferry to Lundsö sails again in May, and nobody has to walk around the bay."
    assert text(f"{told} <a href=/1>Holm, 2031</a>") == f"{told} Holm, 2031"
    assert text(f"{told} They asked her to <a href=/1>read more</a>.") == f"{told} They asked her to read more."
