"""Stored scripts: pages whose titles, captions, names and addresses are made to run, built and reported as a stranger's would be, in a real browser."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.report.test_browser import CHROMIUM, PAYLOADS
from tests.trust.faults import Warm
from tests.trust.figures import Figure
from tests.trust.hostile import TEXT
from tests.trust.workspaces import write_page

MOST_BYTES = 1_000_000


def scripted_workspace(root: Path) -> Path:
    """Each payload in every place of a record, of a page and of a dump where words of an article may stand."""
    raw = root / "raw"
    raw.mkdir(parents=True)
    (root / "clean.toml").write_text('license = "CC0-1.0"\nname = "scripts"\nmax_rejected_share = 1.0\n', encoding="utf-8")
    write_page(raw, 1)
    for n, bad in enumerate(PAYLOADS):
        said = f"{TEXT} It was buoy number {n}."
        fields = ("title", "subtitle", "section", "publisher", "canonical_url", "license", "description")
        record = {
            "text": f"{said}\n\n{bad}\n\n{bad} {said}",
            "authors": [bad],
            "url": f"https://skerrow.example/{bad}",
            "captions": [bad],
            **dict.fromkeys(fields, bad),
        }
        (raw / f"{n:02}-record.jsonl").write_text(json.dumps(record) + "\n" + json.dumps({"text": 1, bad: bad}) + "\n", encoding="utf-8")
        safe = html.escape(bad, quote=True)
        head = "".join(f'<meta property="{name}" content="{safe}">' for name in ("og:title", "og:site_name", "article:section", "author", "og:image"))
        body = f'<h1>{safe}</h1><p class="byline">By {safe}</p><figure><img src="a.png"><figcaption>{safe}</figcaption></figure><p>{html.escape(said)}</p><p>{safe}</p>'
        page = f'<html><head><title>{safe}</title><link rel="canonical" href="{safe}">{head}</head><body><article>{body}</article></body></html>'
        (raw / f"{n:02}-page.html").write_text(page, encoding="utf-8")
        (raw / f"{n:02}-{bad.replace('/', chr(0x2215))[:60]}.txt").write_text(f"{bad}\n\nBy {bad}\n\n{said} As a dump.\n\nPhoto: {bad}\n", encoding="utf-8")
    return root


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def _opened(browser: Any, path: Path) -> tuple[bool, list[str], list[str]]:
    """Whether a script ran, what the page asked for, and what the console said, once everything was opened and pointed at."""
    requests: list[str] = []
    said: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.goto(path.as_uri())
    if page.locator("#open-all").count():
        page.click("#open-all")
        for place in range(0, page.locator("del").count(), 8):
            page.locator("del").nth(place).hover()
    page.wait_for_timeout(100)
    fired = page.title() == "fired"
    page.close()
    return fired, [url for url in requests if url != path.as_uri()], said


def scripts(process: Warm, folder: Path) -> Figure:
    """The report of such a workspace, and a control page where the same strings stand unescaped."""
    root = scripted_workspace(folder / "scripts")
    for command in (["build", "--version", "1.0.0"], ["report", "1.0.0", "--out", "report.html"]):
        ran = process.run(command, root)
        if ran.code:
            return Figure("stored scripts in a browser", len(PAYLOADS), f"{command[0]}: exit {ran.code}", "0 scripts", (ran.stderr[-300:],))
    faults = []
    fired_controls = asked_controls = 0
    with chromium() as browser:
        for payload in PAYLOADS:
            control = root / "control.html"
            control.write_text(f"<!doctype html><title>calm</title><p title='{payload}'>{payload}</p>", encoding="utf-8")
            fired, requests, _ = _opened(browser, control)
            fired_controls += fired
            asked_controls += bool(requests)
        fired, requests, said = _opened(browser, root / "report.html")
    text = (root / "report.html").read_text("utf-8")
    faults += ["a script ran on the report"] * fired + [f"the report asked for {url}" for url in requests] + [f"the console said {one!r}" for one in said]
    faults += [
        f"the payload {n} is not in the report, which shows nothing then"
        for n, bad in enumerate(PAYLOADS)
        if html.escape(bad)[:12] not in html.escape(html.unescape(text))
    ]
    if fired_controls < 8 or asked_controls < 3:
        faults.append(f"the control page fires {fired_controls} and asks {asked_controls} times: the test sees nothing")
    if len(text.encode()) > MOST_BYTES:
        faults.append(f"the report has {len(text.encode())} bytes")
    found = f"{int(fired)} scripts, {len(requests)} requests, {len(text.encode()) // 1000} kB; control: {fired_controls} scripts, {asked_controls} requests"
    return Figure("stored scripts in a browser", 3 * len(PAYLOADS), found, "0 scripts, 0 requests, control fires", tuple(faults))


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed (apt-get install chromium)")
def test_no_stored_script_runs(process: Warm, tmp_path: Path) -> None:
    """Built from records, pages and dumps; the control shows that the same strings run where nothing is escaped."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    assert scripts(process, tmp_path).faults == ()
