"""The page in a real browser: what a person sees, hears and reaches, and what a hostile article does not get to do."""

import shutil
from pathlib import Path

import pytest

from cleaner.article import Cleaned, Rejection, Removal
from cleaner.report.page import report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"])
        yield browser
        browser.close()


class Visit:
    """A page from the disk, with all it says and asks for."""

    def __init__(self, page, path: Path) -> None:
        self.page, self.said, self.requests = page, [], []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path.as_uri())
        self.requests.remove(path.as_uri())


@pytest.fixture
def visit(chromium, tmp_path):
    """A function: HTML, options of the browser's context → the visit."""
    contexts = []

    def go(html: str, **options) -> Visit:
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        return Visit(context.new_page(), path)

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def seen(visit, ordinary):
    return visit(report(ordinary))


def test_nothing_is_asked_for_and_nothing_complains(seen):
    """No request beside the file itself, no error or warning in the console, no refused style."""
    seen.page.wait_for_timeout(100)
    assert seen.requests == []
    assert seen.said == []


def test_filters(seen):
    """Publisher, kind and confidence each narrow the list, together too, and the number is said."""
    page = seen.page
    cards, status = page.locator(".card:visible"), page.locator("#n-shown")
    assert cards.count() == 40
    page.select_option("#by-publisher", label="Quoyle Weekly")
    assert cards.count() == 13
    assert status.text_content() == "13 of 40 shown"
    page.select_option("#by-confidence", label="below 0.5")
    n = cards.count()
    assert 0 < n < 13
    page.select_option("#by-kind", label="promo")
    assert 0 < cards.count() < n
    assert page.locator(".card:visible del.faded").count() > 0
    for name in ("#by-publisher", "#by-kind", "#by-confidence"):
        page.select_option(name, value="")
    assert cards.count() == 40
    assert page.locator("del.faded").count() == 0


def test_the_least_confident_is_first_and_open(seen):
    """A person begins with what is most likely wrong."""
    first = seen.page.locator(".card").first
    assert first.get_attribute("open") is not None
    assert first.get_attribute("data-confidence") == "0.05"
    assert seen.page.locator(".card[open]").count() == 1
    seen.page.click("#open-all")
    assert seen.page.locator(".card[open]").count() == 40


def test_the_reason_on_hover(seen):
    """The pointer on a removed line shows kind, rule, reason and score; away from it they go."""
    page = seen.page
    span = page.locator(".card[open] del").first
    span.scroll_into_view_if_needed()
    assert page.locator("#tip").is_hidden()
    span.hover()
    assert page.locator("#tip").inner_text() == "removed: navigation\nmenu-line: one word that menus have · 0.90"
    page.locator("h2#h-sample").hover()
    page.locator("#tip").wait_for(state="hidden")


def test_the_reason_on_focus(seen):
    """The Tab key reaches it, Escape dismisses it, and it lies within the window."""
    page = seen.page
    page.locator(".card[open] summary").focus()
    page.keyboard.press("Tab")
    tip = page.locator("#tip")
    assert "removed: navigation" in tip.inner_text()
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    page.keyboard.press("Tab")
    assert "moved into title" in tip.inner_text()


def test_summary_opens_with_the_keyboard(seen):
    """Enter on a card's line opens it."""
    card = seen.page.locator(".card").nth(3)
    card.locator("summary").focus()
    seen.page.keyboard.press("Enter")
    assert card.get_attribute("open") is not None


def test_light_and_dark(visit, ordinary):
    """The page follows the reader's setting: a light ground with dark letters, or the other way round."""
    html = report(ordinary)
    grounds = {}
    for scheme in ("light", "dark"):
        page = visit(html, color_scheme=scheme).page
        grounds[scheme] = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color].map(c => +c.match(/\\d+/)[0])"
        )
    (ground, ink), (night, chalk) = grounds["light"], grounds["dark"]
    assert min(ground, chalk) > 200
    assert max(ink, night) < 60


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 390), *(pytest.param(*one, marks=pytest.mark.slow) for one in (("dark", 1280), ("light", 390)))]
)
def test_axe_finds_nothing_serious(visit, ordinary, scheme, width):
    """Contrast, names, roles, order: axe-core has no serious or critical finding, in either mode, on a telephone too."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(report(ordinary, n=6), color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True).page
    page.locator(".card[open] del").first.focus()
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 390, 320])
def test_the_page_is_never_wider_than_the_window(visit, version, make, width):
    """Not with a title of 10,000 characters without a space, a long address, or a wide table."""
    rows = [
        make(n, title="Ferry" * 2_000, publisher="Lantern" * 400, url="https://ferry.example/" + "a" * 3_000, source="raw/" + "b" * 2_000) for n in range(3)
    ]
    page = visit(report(version([*rows, make(9)], [Rejection("c" * 3_000, "bad-record", "d" * 3_000)])), viewport={"width": width, "height": 900}).page
    page.click("#open-all")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_the_reasons(visit, ordinary):
    """On paper nothing can be pointed at: the reason stands behind the line, and the filters are gone."""
    page = visit(report(ordinary)).page
    page.emulate_media(media="print")
    assert page.locator(".card[open] del .why").first.is_visible()
    assert page.locator(".filters").is_hidden()


def test_without_script(visit, ordinary):
    """The reasons still show, and what could not work is not there."""
    page = visit(report(ordinary), java_script_enabled=False).page
    assert page.locator(".filters").is_hidden()
    page.locator(".card[open] del").first.hover()
    assert page.locator(".card[open] del .why").first.is_visible()


FIRE = "document.title='fired'"
PAYLOADS = (
    f"<script>{FIRE}</script>",
    f"<img src=x onerror={FIRE}>",
    f'"><svg onload={FIRE}>',
    f"'><body onload={FIRE}>",
    f"</style><script>{FIRE}</script>",
    f"</script><script>{FIRE}</script>",
    f"</title><script>{FIRE}</script>",
    f"--><script>{FIRE}</script>",
    f'<iframe srcdoc="<script>parent.{FIRE}</script>">',
    f"<details open ontoggle={FIRE}>",
    f"<input autofocus onfocus={FIRE}>",
    f'<a href="javascript:{FIRE}">x</a>',
    f"javascript:{FIRE}",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<style>@import url(http://127.0.0.1:9/y.css)</style>",
    f'" onmouseover="{FIRE}" x="',
    f"<math><mtext><table><mglyph><style><img src=x onerror={FIRE}>",
)


def test_the_payloads_fire_where_nothing_is_escaped(visit):
    """The control: these very strings run scripts and ask for things on a page that is built carelessly."""
    fired = requests = 0
    for payload in PAYLOADS:
        page = visit(f"<!doctype html><title>calm</title><p title='{payload}'>{payload}</p>")
        page.page.wait_for_timeout(30)
        fired += page.page.title() == "fired"
        requests += bool(page.requests)
    assert fired >= 8
    assert requests >= 3


def test_no_payload_fires_on_the_report(visit, version, make):
    """In titles, captions, addresses, kinds, rules, reasons, sources and rejections: no script runs, nothing is asked for."""
    rows = []
    for n, bad in enumerate(PAYLOADS):
        one = make(
            n,
            title=bad,
            subtitle=bad,
            captions=(bad,),
            credits=(bad,),
            headings=(bad,),
            url=bad,
            canonical_url=bad,
            publisher=bad,
            section=bad,
            source=bad,
            body=(bad, bad),
        )
        more = Removal(one.article.id, 20, 0, len(bad), bad, bad, bad, bad, 1.0)
        rows.append(Cleaned(one.article, (), (*one.removals, more), one.fields, ()))
    seen = visit(report(version(rows, [Rejection(bad, bad, bad) for bad in PAYLOADS]), label=PAYLOADS[0]))
    page = seen.page
    page.click("#open-all")
    for place in range(0, page.locator("del").count(), 5):
        page.locator("del").nth(place).hover()
    for name in ("#by-publisher", "#by-kind"):
        page.select_option(name, index=1)
    page.wait_for_timeout(100)
    assert page.title() != "fired"
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("a[href^='javascript']").count() == 0
    assert (seen.said, seen.requests) == ([], [])
