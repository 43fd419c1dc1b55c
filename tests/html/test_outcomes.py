"""A page that holds no article says what it is instead; a page that holds one is never turned away for its walls."""

from __future__ import annotations

import pytest

from cleaner.article import Document, RawArticle, Rejection
from cleaner.html.page import to_document

TEXT = "".join(
    f"<p>Part {n}: the new quay of Fernholt was opened by the harbour master, who thanked the masons for their patience and the town for its bread.</p>"
    for n in range(8)
)


def result(page: str) -> Document | Rejection:
    return to_document(RawArticle(page.encode(), "a.html", kind="html"))


NO_ARTICLES = [
    ('{"error": {"code": 404, "message": "no such page"}}', "not-html", "error"),
    ("[1, 2, 3]", "not-html", "3 values"),
    ("Just some words about a quay.", "not-html", "no tag"),
    ("<html><head><title>404 - Page not found</title></head><body><p>We could not find it.</p></body></html>", "error-page", "404"),
    ("<html><body><h1>Access denied</h1><p>Your request looks odd to us.</p></body></html>", "error-page", "Access denied"),
    (
        "<html><head><title>Are you a robot?</title></head><body><p>Please complete the security check to go on.</p></body></html>",
        "error-page",
        "Are you a robot",
    ),
    ("<html><head><title>Just a moment...</title></head><body><p>Checking your browser. This takes a few seconds.</p></body></html>", "error-page", "moment"),
    (
        "<html><body><h1>Lesen Sie Fernholt heute</h1><p>Weiter mit Werbung lesen</p><button>Werbefrei im Pur-Abo</button></body></html>",
        "consent-wall",
        "mit Werbung",
    ),
    ("<html><head><script src='/app.js'></script></head><body><div id='root'></div></body></html>", "empty-shell", "1 linked"),
    ("<html><body><p>Please enable JavaScript to read this.</p></body></html>", "empty-shell", "0 of scripts"),
    (
        "<html><body><h2>Sign in</h2><form>E-mail <input type=email> Password <input type=password><button>Log in</button></form></body></html>",
        "login-wall",
        "password",
    ),
    (
        "<html><body><p>We and our partners use cookies.</p><button>Accept all cookies</button><a href=/c>Consent settings</a></body></html>",
        "consent-wall",
        "consent",
    ),
    (
        "<html><body>" + "".join(f"<div><a href='/{n}'>Boat number {n} came in with salt and rope</a></div>" for n in range(30)) + "</body></html>",
        "listing",
        "30 of its 30",
    ),
    ("<html><body></body></html>", "no-article", "browser"),
    (
        "<html><body><h1>The quay in pictures</h1>"
        + "".join(f"<figure><img src=/{n}.jpg><figcaption>Boat number {n} comes in at dawn.</figcaption></figure>" for n in range(12))
        + "</body></html>",
        "gallery",
        "12 captions",
    ),
    (
        (
            '<html><head><script type="application/ld+json">{"@type": "VideoObject", "name": "Quay"}</script></head>'
            "<body><h1>Quay opens</h1><video src=q.mp4></video><p>See the masons at work.</p></body></html>"
        ),
        "video-page",
        "VideoObject",
    ),
    ('<html><head><meta property="og:type" content="video.other"></head><body><h1>Quay opens</h1><p>See it.</p></body></html>', "video-page", "video.other"),
]


@pytest.mark.parametrize(("page", "check", "evidence"), NO_ARTICLES, ids=[f"{check} {n}" for n, (_, check, _) in enumerate(NO_ARTICLES)])
def test_what_is_no_article_is_named(page: str, check: str, evidence: str) -> None:
    """Each with evidence that can be checked."""
    found = result(page)
    assert isinstance(found, Rejection), found
    assert found.check == check
    assert evidence in found.evidence


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head><title>Why 404 boats came: page not found no more</title></head><body>{TEXT}</body></html>",
        f"<html><body><div><p>We use cookies. Consent to cookies?</p><button>Accept cookies</button></div>{TEXT}</body></html>",
        f"<html><body><form>Log in <input type=password> Sign in</form>{TEXT}</body></html>",
        f"<html><head><script src='/app.js'></script><script>{'x = 1;' * 900}</script></head><body>{TEXT}</body></html>",
        f"<html><body>{''.join(f'<a href=/{n}>Boat {n}</a><br>' for n in range(60))}{TEXT}</body></html>",
        f"<html><body>{TEXT}{''.join(f'<figure><img><figcaption>Boat {n}</figcaption></figure>' for n in range(30))}</body></html>",
        f'<html><head><meta property="og:type" content="video"></head><body>{TEXT}</body></html>',
    ],
)
def test_an_article_behind_a_wall_is_a_document(page: str) -> None:
    """Banners, logins, scripts and menus stand on most pages that hold an article."""
    assert isinstance(result(page), Document)


def test_paragraphs_broken_at_the_width_of_a_screen_are_paragraphs() -> None:
    """Their lines are short, one by one, and the page has more links than lines of them: it is no list."""
    links = "".join(f"<div><a href='/{n}'>Boat number {n} came in with salt and rope</a></div>" for n in range(30))
    words = "The new quay of Fernholt was opened by the harbour master, who thanked the masons for their patience and the town for its bread. ".split() * 8
    lines = "<br>".join(" ".join(words[at : at + 8]) for at in range(0, len(words), 8))
    assert isinstance(result(f"<html><body>{links}<p>{lines}</p></body></html>"), Document)


def test_a_short_report_beside_a_box_for_a_login_is_no_wall() -> None:
    """Old systems have such a box on every page; one sentence above it is what a wall shows."""
    box = "<div><h2>User login</h2><form>Username <input> Password <input type=password></form><a>Log in</a> or <a>register</a> to post comments</div>"
    told = "".join(f"<p>Part {n}: the new quay of Fernholt was opened by the harbour master, who thanked the masons for their patience.</p>" for n in range(3))
    assert isinstance(result(f"<html><body>{box}<h1>The quay opens</h1>{told}</body></html>"), Document)
    wall = result(
        f"<html><body>{box}<h1>The quay opens</h1><p>Part 1: the new quay of Fernholt was opened by the harbour master, who thanked …</p></body></html>"
    )
    assert isinstance(wall, Rejection)
    assert wall.check == "login-wall"


@pytest.mark.parametrize(
    "sentence",
    [
        "橋は一日に約一万台の車が通り、町の東西を結ぶ唯一の道であると港の所長は火曜日に話した。",
        "这座桥每天约有一万辆车通过，是连接城市两半的唯一通道，公交车将绕行。",
    ],
)
def test_paragraphs_of_east_asian_scripts_are_shorter(sentence: str) -> None:
    """A paragraph of forty characters among links says as much as one of a hundred letters: the page is no list."""
    links = "".join(f"<div><a href='/{n}'>港の新聞 {n}</a></div>" for n in range(30))
    told = "".join(f"<p>{sentence}{n}</p>" for n in range(4))
    assert isinstance(result(f"<html><body>{links}<h1>橋が閉まる</h1>{told}</body></html>"), Document)


def test_a_post_of_short_lines_is_no_wall() -> None:
    """A dialogue has no paragraph, and the words of consent below it are the blog's own."""
    talk = "".join(f"<p>– And who of us will climb up to lamp {n} when the wind comes?</p>" for n in range(8))
    foot = "<form><p>Cookies: this blog uses cookies. <a href=/c>Consent</a></p></form><footer>Cookies and consent</footer>"
    declared = '<head><meta property="og:type" content="article"></head>'
    assert isinstance(result(f"<html>{declared}<body><h1>Lamps</h1>{talk}{foot}</body></html>"), Document)
    wall = "<p>We use cookies.</p><button>Accept all cookies</button><a href=/c>Consent settings</a>"
    assert isinstance(result(f"<html>{declared}<body>{wall}</body></html>"), Rejection)


def test_a_wall_that_sells_is_one_though_the_page_declares_an_article() -> None:
    """Publishers declare the article that is behind it; what the wall says of its offer is no post of short lines."""
    sells = (
        "Enjoy unlimited access to all our stories on every device you own.",
        "Your membership pays for the work of forty reporters in the islands.",
        "You can cancel at any time in the settings, without giving a reason.",
        "The offer holds for new readers until the end of the month.",
        "Save stories and follow the boats that you care for.",
    )
    said = "".join(f"<div>{line}</div>" for line in sells)
    declared = '<head><meta property="og:type" content="article"></head>'
    found = result(f"<html>{declared}<body><h1>Lamps</h1><div>Log in to continue reading.</div>{said}<form><input type=password></form></body></html>")
    assert isinstance(found, Rejection)
    assert found.check == "login-wall"


def test_a_page_may_keep_its_text_for_browsers_without_scripts() -> None:
    """Forums do, and print nothing else; a hint in a <noscript> is no text."""
    scripts = "<script src=/app.js></script><script src=/vendor.js></script>"
    found = result(f"<html><head>{scripts}</head><body><div id=root></div><noscript>{TEXT}</noscript></body></html>")
    assert isinstance(found, Document)
    assert [repair.step for repair in found.repairs] == ["script-data"]
    hint = result(f"<html><head>{scripts}</head><body><div id=root></div><noscript>Please switch on scripts to see the quay.</noscript></body></html>")
    assert isinstance(hint, Rejection)
    assert hint.check == "empty-shell"
