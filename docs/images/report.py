"""Makes report.png, the picture of the README: parts of the real report on this repository's invented samples.

`python docs/images/report.py` writes it beside this file; it needs playwright and a Chromium (`apt-get install chromium`).
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cleaner.report.page import report

HERE = Path(__file__).parent
VERSIONS = HERE.parents[1] / "dataset"
ARTICLE = "ferry terminal opens"
SHOWN = """(title) => {
  for (const id of ["articles", "rejections", "duplicates", "change"]) document.getElementById(id)?.remove();
  document.querySelectorAll("#removed > :not(h2):not(.two), #sample > p, nav, .more").forEach((one) => one.remove());
  document.querySelectorAll("#removed tbody tr:nth-child(n+9), #removed .two p").forEach((one) => one.remove());
  for (const card of document.querySelectorAll(".card")) {
    card.open = card.querySelector("h3").textContent.includes(title);
    if (!card.open) card.remove();
  }
  document.querySelector(".legend")?.scrollIntoView();
}"""


def main() -> None:
    version = VERSIONS / (VERSIONS / "LATEST").read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "report.html"
        page_file.write_text(report(version), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1240, "height": 1640}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.evaluate(SHOWN, ARTICLE)
        page.locator(".card del").nth(1).focus()
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=HERE / "report.png")
        browser.close()
    print(f"{(HERE / 'report.png').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
