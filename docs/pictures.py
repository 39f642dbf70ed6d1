"""Pictures of the real thing for the README, made from the demonstration report by a headless Chromium."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Take the opening of the newest demonstration report at the width of a desktop."""
    report = sorted((ROOT / "demo" / "reports").glob("*/ccg_2019/ZZ1.html"))[-1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1150})
        page.goto(report.as_uri())
        page.screenshot(path=ROOT / "docs" / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
